// Running the Go tree's test/ folder in place: the inside of tools/gotest.
//
// A file's first comment is its recipe: an action, flags, arguments. recipe.c reads it, action.c
// does it with the project's compiler, errcheck.c compares errors with ERROR comments.
#ifndef UG_GOTEST_H
#define UG_GOTEST_H

#include "../harness/harness.h"
#include "load/load.h"

typedef enum Group { GROUP_RUN, GROUP_COMPILE, GROUP_ERRORS, GROUP_OTHER, GROUP_COUNT } Group;
#define ACTIONS(X)                                                                                                     \
    X(run, GROUP_RUN) X(rundir, GROUP_RUN) X(runoutput, GROUP_RUN) X(runindir, GROUP_RUN) X(buildrun, GROUP_RUN)       \
    X(buildrundir, GROUP_RUN) X(build, GROUP_COMPILE) X(builddir, GROUP_COMPILE) X(compile, GROUP_COMPILE)             \
    X(compiledir, GROUP_COMPILE) X(errorcheck, GROUP_ERRORS) X(errorcheckdir, GROUP_ERRORS)                            \
    X(errorcheckoutput, GROUP_ERRORS) X(errorcheckwithauto, GROUP_ERRORS) X(errorcheckandrundir, GROUP_ERRORS)         \
    X(asmcheck, GROUP_OTHER) X(skip, GROUP_OTHER)

typedef enum Action {
    ACTION_NONE,
#define X(name, group) ACTION_##name,
    ACTIONS(X)
#undef X
    ACTION_COUNT
} Action;
const char *action_name(Action a);
Group action_group(Action a);

typedef enum Outcome { OUT_PASS, OUT_FAIL, OUT_SKIP } Outcome;

typedef struct Driver {                              // the same for all tests
    Arena *arena;
    const char *undergo, *goroot, *test_dir, *tools; // tools: a directory whose `go` is undergo, put first in PATH
    Loader constraints;                              // judges //go:build lines
    double slow;                                     // multiplies time limits
    Args stress;                                     // each "NAME=value NAME=value": run under these too
} Driver;

typedef struct GoTest {
    const Driver *d;
    const char *name;                                // "fixedbugs/bug000.go"
    Arena *arena;
    const char *dir, *file, *path;                   // directory and file name; whole path
    Str source;
    // Recipe:
    Action action;
    Args flags, args, env;
    bool want_error, want_auto, single_file_packages;
    const char *mod_version;
    double timeout;
    const char *setting;                             // of d->stress, while a program runs under it
    // Result:
    Outcome outcome;
    const char *why;                                 // first line: the cause; more may follow
    const char *work;                                // temporary directory
    double seconds;
    bool internal_error;                             // the compiler spoke of a bug of its own
} GoTest;

void recipe_read(GoTest *t);                         // sets outcome to OUT_SKIP where the test isn't for us
void action_run(GoTest *t);
void test_failed(GoTest *t, const char *fmt, ...) PRINTF_LIKE(2, 3); // the first failure stays

// Compares compiler output with the ERROR comments of files (paths).
void errcheck(GoTest *t, Str output, const Args *files);

#endif
