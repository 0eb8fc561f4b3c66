// The test runner's inside: a test is a name, a way to run it and the command that reruns it.
#ifndef UG_RUNTESTS_H
#define UG_RUNTESTS_H

#include "../harness/harness.h"

typedef struct Test Test;
struct Test {
    const char *name;                                // "types/infer"
    const char *path;                                // file or directory
    void (*run)(Test *t);
    const char *build;                               // build directory: build, build/asan
    const char *known_fail;                          // reason, or NULL
    const char *record;                              // the tool whose output is recorded (compare.c), or NULL
    const Args *stress;                              // each "NAME=value NAME=value": for a run of the program; may be empty
    // Results:
    Arena *arena;
    StrBuf why;                                      // empty: passed
    bool skipped;
    const char *skip_why;                            // NULL: nothing to say
    double seconds;
};
void test_fail(Test *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *test_undergo(Test *t);                   // the compiler's path, absolute

// Kinds (kinds.c, script.c, compare.c)
const char *test_goroot(Test *t);                      // the Go tree that builds use; the compiler finds it, as it does for a user
void run_unit(Test *t);                              // path: a program
void run_errors(Test *t);                            // a .go file with ERROR comments
void run_program(Test *t);                           // x.go with x.out, x.err, x.exit; or a directory with want.…
void run_c_program(Test *t);                          // x.c with x.out, …, built by make
void run_script(Test *t);                            // a scenario
void run_compare(Test *t);                           // a scenario and what go does

// ---- Files in a scenario, after "-- NAME --" (script.c)
typedef struct ScriptFile { Str name, text; } ScriptFile;
typedef VEC(ScriptFile) ScriptFiles;
Str script_file_mark(Str line);                      // the name, or an empty string
void script_files(Arena *a, Str text, ScriptFiles *out);
void proxy_write(Arena *a, const char *dir, const ScriptFiles *files); // (proxydir.c)

#endif
