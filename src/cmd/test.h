// What the files of `undergo test` share. Private to src/cmd.
#ifndef UG_CMD_TEST_H
#define UG_CMD_TEST_H

#include "build/pool.h"
#include "cmd/cmd.h"

// ---- The command line (test_args.c)
typedef struct TestArgs {
    ArgVec own;                                      // build flags and packages
    ArgVec program;                                  // the test program's arguments
    bool verbose, bench, list, fuzz, has_timeout, packages_named;
    bool counted, uncacheable;                       // -count; a flag whose results must not be reused
    bool artifacts, keeps_binary;                    // -artifacts; a profile needs the program to be read
    const char *timeout, *skip, *profile;            // profile: a flag that writes one; or NULL
    const char *output_dir, *unknown;                // -outputdir; the first flag that only the program knows; or NULL
} TestArgs;
// Sorts the words of $GOFLAGS and the arguments. 0, or the exit code.
int test_split_args(Session *s, FlagSet *f, int argc, char **argv, TestArgs *out);
double parse_duration(const char *text);             // Go's, in seconds; -1 where it is none

// ---- Output as events (test_json.c): what `go tool test2json` makes of a test program's output
typedef struct TestEvents {
    Arena *arena;
    Str package;
    StrBuf *out;                                     // one JSON object a line
    StrBuf line;                                     // the unfinished one
    Str test;                                        // whose output it is
    VEC(struct TestReport *) reports;                // results not yet told, outermost first
    const char *result;                              // "pass", "fail", "skip" or NULL
    bool marked;                                     // the program marks its framing lines
} TestEvents;
void test_events_start(TestEvents *e, Arena *a, Str package, StrBuf *out);
void test_events_add(TestEvents *e, Str piece);
void test_events_text(TestEvents *e, const char *action, Str text); // an event that says text, of no test
void test_events_end(TestEvents *e, const char *result, double seconds, Str failed_build); // result NULL: as seen

// ---- What a build says, as events (build_events.c)
void build_event_put(StrBuf *out, Str import_path, const char *action, Str text);
void build_events_error(StrBuf *out, Str import_path, Str text); // that the package cannot be built, and why
// Lines below "# import path" are that package's, the first are import_path's. The last such path.
Str build_events_said(StrBuf *out, Str import_path, Str text, bool failed);
typedef struct Said { int stderr_copy, memory; bool caught; } Said; // standard error, read back
void said_begin(Said *s);
Str said_end(Said *s, Arena *a);
uint32_t session_report_errors(Session *s, const LoadPkgs *roots); // what keeps packages from being loaded
void session_build_begin(Session *s, Said *said);    // with -json what is said between the two is told as events
void session_build_end(Session *s, Said *said, bool ok);

// ---- Results in order (test_results.c)
typedef enum RunState {
    RUN_PENDING,
    RUN_NO_TESTS,
    RUN_SETUP_FAILED,
    RUN_BUILD_FAILED,
    RUN_BUILT_ONLY,
    RUN_DONE
} RunState;
typedef struct TestRun {
    LoadPkg *pkg;
    RunState state;
    Job job;
    bool live, unread;                               // output is shown as it comes; and not looked at
    bool cached;                                     // job.output is of an earlier run
    bool told;                                       // its state has been printed out of turn
    Str failed_build;                                // import path whose build failed
    LoadTest test;
    Err load_err;                                    // of it
    struct TestCover *coverage;
    const char *cover_dir, *cover_profile;           // test_cover.c; NULL: none
    bool described;                                  // has something to cover, but no tests
    Str cache_key, log;                              // of test_cache.c; empty: not kept
    TestEvents events;
    StrBuf events_text;
    struct TestResults *results;
    struct TestSeeds *seeds;                         // test_seeds.c; NULL: one run
} TestRun;
typedef struct TestResults {
    pthread_mutex_t lock;                            // guards what follows, and stdout while programs run
    TestRun *runs;
    uint32_t n, next;
    bool failed, show_pass, json, cover, build_only; // build_only: nothing is run (-c)
    struct Cache *cache;                             // where passing results are kept; or NULL
} TestResults;
void test_results_init(TestResults *r, Arena *a, const LoadPkgs *roots);
void test_set_state(TestRun *run, RunState state);   // prints it, and those after it that waited for it
void test_build_said(TestRun *run, Str text, bool failed); // with -json: what the build printed
void test_setup_failed(TestRun *run, const LoadPkg *p, const char *why); // p keeps the test program from being loaded
void test_piece(Job *job, Str piece);                // for Job.piece

// ---- Many seeds (test_seeds.c)
void test_seeds_start(TestRun *run, Arena *a, Pool *pool, uint32_t n); // changes run->job.env
bool test_seeds_next(TestRun *run);                  // in Job.done: has another run been started?

// ---- Results kept (test_cache.c)
// The key of a run: program (named in argv by its link) and arguments. *log: where the program writes what it asks of its surroundings.
void test_cache_key(TestRun *run, Arena *a, const char *exe, const char *program, const char *const *argv);
bool test_cache_find(TestRun *run, Arena *a, Cache *c);
void test_cache_keep(TestRun *run, Arena *a, Cache *c); // after it passed

#endif
