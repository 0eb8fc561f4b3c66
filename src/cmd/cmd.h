// The commands: one file each, one row each in commands.def. Private to src/cmd.
#ifndef UG_CMD_H
#define UG_CMD_H

#include "build/build.h"
#include "types/types.h"

#define UNDERGO_VERSION "0.1"

typedef struct Command {
    const char *name, *usage, *brief, *help;
    int (*run)(const struct Command *c, int argc, char **argv); // argv[0] is the first argument; returns the exit code
} Command;
extern const Command commands[];
extern const size_t ncommands;
const Command *find_command(const char *name);

#define COMMAND(name, usage, brief, help) int cmd_##name(const Command *c, int argc, char **argv);
#include "cmd/commands.def"
#undef COMMAND
#define SUBCOMMAND(parent, name, usage, brief, help) int cmd_##parent##_##name(const Command *c, int argc, char **argv);
#include "cmd/subcommands.def"
#undef SUBCOMMAND
extern const Command subcommands[];                  // named "parent name"
extern const size_t nsubcommands;
const Command *find_subcommand(const char *parent, const char *name);
int run_subcommand(const Command *c, int argc, char **argv); // of c, by its first argument

void help_subcommands(const Command *c, FILE *out);  // (cmd_help.c)
void help_list_topics(FILE *out);                    // (help_topic.c)
bool help_topic(const char *name, int *code);        // false: there is no such topic

// ---- undergo tool asm, Undergo's own (tool_asm.c)
int tool_asm(const Command *c, int argc, char **argv);
// ---- undergo tool compile, as far as its errors go (tool_compile.c); argv[0] is "compile"
int tool_compile(const Command *c, int argc, char **argv);

// Exit codes, go's.
enum { EXIT_OK = 0, EXIT_ERROR = 1, EXIT_USAGE = 2, EXIT_TOLD = -1 }; // told: nothing more to do, and all is well

// ---- Flags (flags.c): -name, --name, -name=value, -name value. The first other argument ends them.
typedef enum FlagKind {
    FLAG_NONE,
    FLAG_BOOL,                                       // bool *
    FLAG_STRING,                                     // const char **
    FLAG_LIST,                                       // StrVec *: every value given
    FLAG_UINT,                                       // uint32_t *
    FLAG_OPTIONAL,                                   // const char **: "true" where no =value is given
} FlagKind;
typedef const char *FlagCheck(Arena *a, const char *value); // what is wrong with a value; NULL: nothing
typedef struct Flag { const char *name; FlagKind kind; void *to; } Flag;
typedef struct FlagRule { const char *name; FlagCheck *check; } FlagRule;
typedef struct FlagSet {
    const Command *command;
    Arena *arena;
    VEC(Flag) flags;
    VEC(FlagRule) rules;
    bool interspersed;                               // flags may follow other arguments
    uint32_t preset;                                 // how many words of $GOFLAGS stand before the user's
} FlagSet;
void flag_add(FlagSet *f, const char *name, FlagKind kind, void *to);
void flag_rule(FlagSet *f, const char *name, FlagCheck *check); // what its values are judged by
int flag_list(const FlagSet *f);                      // --complete: prints the names, for shells; EXIT_TOLD
const Flag *flag_find(const FlagSet *f, Str name);
Str flag_name(const char *arg, const char **value);  // of -name=value; value NULL where there is none
bool parse_bool(const char *v, bool *out);           // in the words that Go takes; false: in none of them
// Parses argv; what is left over goes to rest. 0, or the exit code after printing what was wrong.
typedef VEC(const char *) ArgVec;
int flag_parse_args(FlagSet *f, int argc, char **argv, ArgVec *rest);
int usage_error(const Command *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

// ---- The flags that run, build, test, check and list share, and the session they ask for (session.c)
typedef struct Session {
    Arena *arena;
    GoEnv env;
    FlagSet flags;                                   // the shared ones; a command adds its own
    ArgVec args;                                     // what is left over
    AtomTable *atoms;
    SourceSet *sources;
    const char *cwd;
    Loader loader;
    BuildOptions build;
    // As given:
    const char *tags, *mod, *modfile, *goroot, *dump, *change_dir, *local_dir, *overlay, *buildmode, *buildvcs;
    StrVec gcflags, ldflags, ccflags, ignored;
    uint32_t jobs;
    bool modcacherw, msan, asan, linkshared;
    bool json;                                       // what a build says is told as events (build_events.c)
    bool no_fetch;                                   // a missing Go tree is not fetched
    bool lenient;                                    // arguments that name nothing are packages in error
    bool find_only;                                  // imports are not resolved
    bool with_tests;                                 // -mod=mod requires what tests need, too
    bool no_work, own_mode, lax_work;                         // mod is not the user's; go.work may be too old (mod.h)
    // Of a session that edits go.mod and loads again (modedit.c):
    const Str *gomod;                                // its text as it stands
    bool any_tags;
    struct GoSum *sums;
    ModFetcher *fetcher;
} Session;
void session_init(Session *s, const Command *c);     // no flags yet
void session_flags(Session *s);                      // the build flags
void session_mod_flags(Session *s);                  // those of commands about modules
void session_set_mod(Session *s);                    // -mod=mod, as the command's own choice
const char *session_go_version(const Session *s);    // of the Go tree, without opening the session: "1.26.8"
// The words of $GOFLAGS that the command knows, then those of the command line. 0, or the exit code.
int session_parse(Session *s, int argc, char **argv);
int session_check(const Session *s);                 // what of the flags excludes each other: 0, or the exit code
void session_goflags(Session *s, ArgVec *out);       // all words of $GOFLAGS
Err session_chdir(Session *s);                       // -C, and where we are
Err session_open(Session *s, bool need_modules);     // after parsing: loader and build options
// For commands about all modules: parses, takes no arguments (else `no_args` is the error), reads every requirement.
// false: exit with *code.
bool session_whole_graph(Session *s, int argc, char **argv, const char *no_args, int *code);
Err session_load(Session *s, const char *const *patterns, uint32_t n, LoadPkgs *out); // opens, too

// ---- JSON (json.c). Empty values are left out, as go leaves them out.
typedef struct JsonObject { FILE *out; unsigned depth; bool any; } JsonObject;
void json_string(FILE *out, Str s);
void json_key(JsonObject *o, const char *name);      // the value must follow
void json_text(JsonObject *o, const char *name, Str value);
void json_true(JsonObject *o, const char *name, bool value);
void json_end(JsonObject *o);

int run_program(const char *path, const char *const *argv); // (cmd_run.c) in our place; returns our exit code

// One that is part of undergo to its user (cmd_run.c): what it says is all, its exit code is ours. env NULL: ours.
int run_tool(const char *path, const char *const *argv, const char *const *env);
// Programs of the Go tree, compiled when first asked for and kept in the cache (cmd_tool.c).
Err tool_build(const Session *s, const char *package, const char **exe);

// Where programs go and what they are called (cmd_build.c, cmd_install.c)
const char *program_name(Arena *a, const LoadPkg *p);
const char *install_dir(const Session *s);           // $GOBIN, or bin of $GOPATH

int report_err(Err err);                             // prints "undergo: …", returns EXIT_ERROR

#endif
