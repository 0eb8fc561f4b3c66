// What the test programs in tools/ share: running commands with a limit, doing many at once,
// regular expressions, directories. Memory is base's; StrBufs belong to the caller.
#ifndef UG_HARNESS_H
#define UG_HARNESS_H

#include "base/base.h"

typedef VEC(const char *) Args;

// ---- Commands (proc.c)
typedef struct Proc {
    const char *const *argv;                         // NULL-terminated
    const char *dir;                                 // NULL: here
    const char *const *env;                          // NULL: ours; else NULL-terminated NAME=value to add
    double timeout;                                  // seconds; then the whole process group is killed
    bool merge;                                      // stderr goes to out as well
    bool quit_first;                                 // SIGQUIT before SIGKILL, for the program's own traceback
    // Results:
    StrBuf out, err;
    int exit_code;                                   // -1: killed by a signal or not started
    int signal;
    bool timed_out;
    double seconds, cpu_seconds;                     // wall clock; user and system
    long max_rss_kb;
} Proc;
void proc_run(Proc *p);
void proc_release(Proc *p);
const char *proc_status(Arena *a, const Proc *p);    // "exit status 2", "signal: killed", "timed out after 60s"
void args_push_words(Arena *a, Args *to, const char *words); // split at blanks

// ---- Many at once (parallel.c): calls fn(i, ctx) for i in [0, n), in that order of starting.
void parallel_for(uint32_t n, uint32_t threads, void (*fn)(uint32_t i, void *ctx), void *ctx);

// ---- Regular expressions, Go's syntax as far as PCRE shares it (regex.c)
typedef struct Regex Regex;
Regex *regex_new(Arena *a, Str pattern, const char **error); // NULL and *error on a bad pattern
bool regex_matches(const Regex *r, Str text);
void regex_free(Regex *r);
Str regex_replace(Arena *a, Str pattern, const char *with, Str text); // every match, ^ and $ at lines; a bad pattern ends the program

// ---- Files (files.c)
Args dir_list(Arena *a, const char *dir, const char *suffix); // sorted names that end in suffix; "" takes all
bool file_exists(const char *path);
bool dir_exists(const char *path);
const char *temp_dir(Arena *a, const char *label);
void remove_tree(const char *dir);
void make_dirs(const char *dir);
bool read_whole(Arena *a, const char *path, Str *out);
void write_whole(const char *path, Str text);
Str next_line(Str *rest);                            // without the newline

#endif
