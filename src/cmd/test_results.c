// Results in the order of the packages, each printed as soon as all before it are known.
//
// A program's output is held back until then, except where go test shows it as it comes: for a single package in
// verbose or benchmark mode, and when no package was named. As events (-json) everything is told as it comes.
#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>

#include "cmd/test.h"

// Does a line of the output start so?
static bool says_line(Str out, const char *line)
{
    size_t n = strlen(line);
    for (const char *at = out.n ? memmem(out.p, out.n, line, n) : NULL; at;
         at = memmem(at + 1, out.n - (size_t)(at + 1 - out.p), line, n)) {
        if (at == out.p || at[-1] == '\n') return true;
    }
    return false;
}

// What the program said of coverage, and of having had nothing to do.
static void put_remarks(StrBuf *b, const TestRun *run, Str out)
{
    const char *said = run->results->cover && out.n ? memmem(out.p, out.n, "coverage: ", 10) : NULL;
    if (said) sb_printf(b, "\t%.*s", (int)strcspn(said, "\n"), said);
    sb_puts(b, says_line(out, "testing: warning: no tests to run\n") ? " [no tests to run]\n" : "\n");
}

// What follows the program's output: the line that go test adds.
static void put_summary(StrBuf *b, const TestRun *run)
{
    const Job *job = &run->job;
    Str path = run->pkg->import_path, out = sb_str(&job->output);
    if (run->cached) {
        sb_printf(b, "ok  \t%.*s\t(cached)", STR_FMT(path));
        put_remarks(b, run, out);
        return;
    }
    if (job->status == 0) {
        sb_printf(b, "ok  \t%.*s\t%.3fs", STR_FMT(path), job->seconds);
        put_remarks(b, run, out);
        return;
    }
    if (job->status == -1) {
        if (job->start_errno == ENOENT && !strchr(job->argv[0], '/')) {
            sb_printf(b, "exec: \"%s\": executable file not found in $PATH\n", job->argv[0]);
        } else {
            sb_printf(b, "fork/exec %s: %s\n", job->argv[0], errno_text(job->start_errno));
        }
    } else if (job->timed_out) {
        sb_printf(b, "*** Test killed with quit: ran too long (%us).\n", job->timeout);
    } else if (out.n == 0 || run->unread) {
        if (WIFSIGNALED(job->status)) {
            sb_printf(b, "signal: %s\n", sigdescr_np(WTERMSIG(job->status)));
        } else {
            sb_printf(b, "exit status %d\n", WEXITSTATUS(job->status));
        }
    } else if (out.p[out.n - 1] != '\n') {
        sb_putc(b, '\n');
    }
    sb_printf(b, "FAIL\t%.*s\t%.3fs\n", STR_FMT(path), job->seconds);
}

// Framing marks are for -json only; a program may have been told to write them.
static void print_run(const TestResults *r, TestRun *run)
{
    Str out = sb_str(&run->job.output);
    bool show = run->job.status != 0 || r->show_pass;
    if (show && !run->live) fwrite(out.p, 1, out.n, stdout);
    StrBuf b = {0};
    put_summary(&b, run);
    fwrite(b.p, 1, b.n, stdout);
    sb_release(&b);
}

static bool run_failed(const TestRun *run)
{
    return run->state == RUN_SETUP_FAILED || run->state == RUN_BUILD_FAILED ||
           (run->state == RUN_DONE && run->job.status != 0);
}

static void put_state(StrBuf *b, const TestRun *run)
{
    Str path = run->pkg->import_path;
    switch (run->state) {
    case RUN_NO_TESTS:
        sb_printf(b, run->described ? "\t%.*s\t\tcoverage: 0.0%% of statements\n" : "?   \t%.*s\t[no test files]\n",
                  STR_FMT(path));
        break;
    case RUN_SETUP_FAILED: sb_printf(b, "FAIL\t%.*s [setup failed]\n", STR_FMT(path)); break;
    case RUN_BUILD_FAILED:
        if (run->results->build_only) break; // what the build said is all
        sb_printf(b, "FAIL\t%.*s [build failed]\n", STR_FMT(path));
        break;
    case RUN_DONE: put_summary(b, run); break;
    case RUN_BUILT_ONLY:
    case RUN_PENDING: break;
    }
}

// ---- Events

static void flush_events(TestRun *run)
{
    fwrite(run->events_text.p, 1, run->events_text.n, stdout);
    sb_clear(&run->events_text);
    fflush(stdout);
}

static void end_events(TestRun *run)
{
    TestEvents *e = &run->events;
    if (run->state == RUN_BUILT_ONLY || run->state == RUN_PENDING) return;
    if (run->state != RUN_DONE) test_events_text(e, "start", (Str){0});
    if (run->cached) test_events_add(e, sb_str(&run->job.output));
    StrBuf b = {0};
    put_state(&b, run);
    test_events_add(e, sb_str(&b));
    sb_release(&b);
    const char *result = run->state == RUN_NO_TESTS ? "skip" : run_failed(run) ? "fail" : NULL;
    test_events_end(e, result, run->cached ? 0 : run->job.seconds, run->failed_build);
    flush_events(run);
}

void test_build_said(TestRun *run, Str text, bool failed)
{
    TestResults *r = run->results;
    pthread_mutex_lock(&r->lock);
    Str path = build_events_said(&run->events_text, run->pkg->import_path, text, failed);
    if (failed) run->failed_build = path;
    flush_events(run);
    pthread_mutex_unlock(&r->lock);
}

void test_setup_failed(TestRun *run, const LoadPkg *p, const char *why)
{
    StrBuf b = {0};
    sb_printf(&b, "# %.*s\n%s\n", STR_FMT(run->pkg->import_path), why);
    if (run->results->json) {
        build_events_error(&run->events_text, p->import_path, sb_str(&b));
        if (!run->failed_build.n) run->failed_build = p->import_path;
    } else {
        fwrite(b.p, 1, b.n, stderr);
    }
    sb_release(&b);
}

void test_piece(Job *job, Str piece)
{
    TestRun *run = job->ctx;
    pthread_mutex_lock(&run->results->lock);
    if (run->results->json) {
        test_events_add(&run->events, piece);
        flush_events(run);
    } else {
        fwrite(piece.p, 1, piece.n, stdout);
        fflush(stdout);
    }
    pthread_mutex_unlock(&run->results->lock);
}

// ---- Order

void test_results_init(TestResults *r, Arena *a, const LoadPkgs *roots)
{
    pthread_mutex_init(&r->lock, NULL);
    r->n = roots->n;
    r->runs = ARENA_ARRAY(a, TestRun, roots->n);
    for (uint32_t i = 0; i < roots->n; i++) {
        TestRun *run = &r->runs[i];
        run->pkg = roots->p[i];
        run->results = r;
        // Events come from pool threads: each run has an arena of its own.
        test_events_start(&run->events, arena_new("test events"), run->pkg->import_path, &run->events_text);
    }
}

void test_set_state(TestRun *run, RunState state)
{
    TestResults *r = run->results;
    pthread_mutex_lock(&r->lock);
    run->state = state;
    r->failed |= run_failed(run);
    if (r->json) end_events(run);
    if (state == RUN_SETUP_FAILED && !r->json) { // said before anything is built
        StrBuf b = {0};
        put_state(&b, run);
        fwrite(b.p, 1, b.n, stdout);
        fflush(stdout);
        sb_release(&b);
        run->told = true;
    }
    for (; r->next < r->n && r->runs[r->next].state != RUN_PENDING; r->next++) {
        TestRun *next = &r->runs[r->next];
        if (!r->json && !next->told) {
            StrBuf b = {0};
            if (next->state == RUN_DONE) {
                print_run(r, next);
            } else {
                put_state(&b, next);
                fwrite(b.p, 1, b.n, stdout);
            }
            sb_release(&b);
        }
        sb_release(&next->job.output);
        fflush(stdout);
    }
    pthread_mutex_unlock(&r->lock);
}
