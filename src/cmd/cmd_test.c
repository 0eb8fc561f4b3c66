// undergo test: builds test programs one after the other and runs them beside that.
//
// Results are printed in the order of the packages, each as soon as all before it are known. A
// program's output is held back until then, except where go test shows it as it comes: for a
// single package in verbose or benchmark mode, and when no package was named.
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/pool.h"
#include "cmd/cmd.h"

extern char **environ;

// ---- Flags that go to the test program as -test.NAME
typedef struct TestFlag {
    const char *name;
    bool is_bool;
} TestFlag;
static const TestFlag test_flags[] = {
    {"bench", false},
    {"benchmem", true},
    {"benchtime", false},
    {"blockprofile", false},
    {"blockprofilerate", false},
    {"count", false},
    {"cpu", false},
    {"cpuprofile", false},
    {"failfast", true},
    {"fullpath", true},
    {"fuzz", false},
    {"fuzztime", false},
    {"fuzzminimizetime", false},
    {"list", false},
    {"memprofile", false},
    {"memprofilerate", false},
    {"mutexprofile", false},
    {"mutexprofilefraction", false},
    {"outputdir", false},
    {"parallel", false},
    {"run", false},
    {"short", true},
    {"shuffle", false},
    {"skip", false},
    {"timeout", false},
    {"trace", false},
    {"v", true},
};

typedef struct TestArgs {
    ArgVec own;     // build flags and packages
    ArgVec program; // the test program's arguments
    bool verbose, bench, list, has_timeout, packages_named;
    const char *timeout, *skip;
} TestArgs;

static const TestFlag *find_test_flag(Str name)
{
    if (str_has_prefix(name, STR("test."))) name.p += 5, name.n -= 5;
    for (size_t i = 0; i < ARRAY_LEN(test_flags); i++) {
        if (str_eqz(name, test_flags[i].name)) return &test_flags[i];
    }
    return NULL;
}

static bool build_flag_takes_value(const FlagSet *f, Str name, bool *known)
{
    *known = false;
    for (uint32_t i = 0; i < f->flags.n; i++) {
        if (!str_eqz(name, f->flags.p[i].name)) continue;
        *known = true;
        return f->flags.p[i].kind != FLAG_BOOL && f->flags.p[i].kind != FLAG_OPTIONAL;
    }
    return false;
}

static void note_test_flag(TestArgs *t, const char *name, const char *value)
{
    if (strcmp(name, "v") == 0) t->verbose = strcmp(value, "false") != 0;
    if (strcmp(name, "bench") == 0) t->bench = true;
    if (strcmp(name, "list") == 0) t->list = true;
    if (strcmp(name, "skip") == 0) t->skip = value;
    if (strcmp(name, "timeout") == 0) t->has_timeout = true, t->timeout = value;
}

// Sorts the arguments into ours and the test program's. Unknown flags are the program's, and
// what follows them.
static int split_args(Session *s, FlagSet *f, int argc, char **argv, TestArgs *out)
{
    bool past_packages = false;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (strcmp(arg, "-args") == 0 || strcmp(arg, "--args") == 0) {
            for (i++; i < argc; i++) vec_push(s->arena, &out->program, (const char *)argv[i]);
            break;
        }
        if (arg[0] != '-' || !arg[1]) {
            if (past_packages) {
                vec_push(s->arena, &out->program, arg);
            } else {
                vec_push(s->arena, &out->own, arg);
                out->packages_named = true;
            }
            continue;
        }
        const char *name = arg + 1 + (arg[1] == '-');
        const char *eq = strchr(name, '=');
        Str n = {name, eq ? (size_t)(eq - name) : strlen(name)};
        bool known;
        bool takes = build_flag_takes_value(f, n, &known);
        if (known) {
            vec_push(s->arena, &out->own, arg);
            if (takes && !eq && i + 1 < argc) vec_push(s->arena, &out->own, (const char *)argv[++i]);
            continue;
        }
        const TestFlag *tf = find_test_flag(n);
        if (!tf) {
            past_packages = out->packages_named;
            vec_push(s->arena, &out->program, arg);
            continue;
        }
        const char *value = eq ? eq + 1 : "true";
        if (!eq && !tf->is_bool) {
            if (i + 1 >= argc) return usage_error(f->command, "flag needs an argument: -%s", tf->name);
            value = argv[++i];
        }
        note_test_flag(out, tf->name, value);
        if (strcmp(tf->name, "timeout") != 0 && strcmp(tf->name, "skip") != 0)
            vec_push(s->arena, &out->program, (const char *)arena_printf(s->arena, "-test.%s=%s", tf->name, value));
    }
    return 0;
}

// Go's duration text in seconds, rounded up; -1 where it is none.
static double parse_duration(const char *t)
{
    double total = 0;
    if (strcmp(t, "0") == 0) return 0;
    while (*t) {
        char *end;
        double v = strtod(t, &end);
        if (end == t) return -1;
        static const struct {
            const char *unit;
            double seconds;
        } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
        size_t k = 0;
        while (k < ARRAY_LEN(units)) {
            size_t n = strlen(units[k].unit);
            if (strncmp(end, units[k].unit, n) == 0 && !isalpha((unsigned char)end[n])) break;
            k++;
        }
        if (k == ARRAY_LEN(units)) return -1;
        total += v * units[k].seconds;
        t = end + strlen(units[k].unit);
    }
    return total;
}

// ---- Results in order
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
    struct Results *results;
} TestRun;
typedef struct Results {
    pthread_mutex_t lock; // guards state of runs, next, failed
    TestRun *runs;
    uint32_t n, next;
    bool failed, show_pass;
} Results;

static bool contains(Str s, const char *text) { return s.n && memmem(s.p, s.n, text, strlen(text)) != NULL; }

static void print_run(const Results *r, TestRun *run)
{
    Str path = run->pkg->import_path, out = sb_str(&run->job.output);
    const Job *job = &run->job;
    if (job->status == 0) {
        if (r->show_pass && !job->live) fwrite(out.p, 1, out.n, stdout);
        const char *none = contains(out, "testing: warning: no tests to run") ? " [no tests to run]" : "";
        printf("ok  \t%.*s\t%.3fs%s\n", STR_FMT(path), job->seconds, none);
        return;
    }
    if (!job->live) fwrite(out.p, 1, out.n, stdout);
    if (job->status == -1) {
        printf("fork/exec %s: %s\n", job->argv[0], strerror(job->start_errno));
    } else if (job->timed_out) {
        printf("*** Test killed with quit: ran too long (%us).\n", job->timeout);
    } else if (out.n == 0) {
        if (WIFSIGNALED(job->status)) {
            printf("signal: %s\n", sigdescr_np(WTERMSIG(job->status)));
        } else {
            printf("exit status %d\n", WEXITSTATUS(job->status));
        }
    } else if (out.p[out.n - 1] != '\n') {
        putchar('\n');
    }
    printf("FAIL\t%.*s\t%.3fs\n", STR_FMT(path), job->seconds);
}

static bool run_failed(const TestRun *run)
{
    return run->state == RUN_SETUP_FAILED || run->state == RUN_BUILD_FAILED ||
           (run->state == RUN_DONE && run->job.status != 0);
}

static void set_state(TestRun *run, RunState state)
{
    Results *r = run->results;
    pthread_mutex_lock(&r->lock);
    run->state = state;
    r->failed |= run_failed(run);
    for (; r->next < r->n && r->runs[r->next].state != RUN_PENDING; r->next++) {
        TestRun *next = &r->runs[r->next];
        Str path = next->pkg->import_path;
        switch (next->state) {
        case RUN_NO_TESTS: printf("?   \t%.*s\t[no test files]\n", STR_FMT(path)); break;
        case RUN_SETUP_FAILED: printf("FAIL\t%.*s [setup failed]\n", STR_FMT(path)); break;
        case RUN_BUILD_FAILED: printf("FAIL\t%.*s [build failed]\n", STR_FMT(path)); break;
        case RUN_DONE: print_run(r, next); break;
        case RUN_BUILT_ONLY:
        case RUN_PENDING: break;
        }
        sb_release(&next->job.output);
        fflush(stdout);
    }
    pthread_mutex_unlock(&r->lock);
}

static void run_done(Job *job, void *ctx)
{
    (void)job;
    set_state(ctx, RUN_DONE);
}

// ---- One package
typedef struct TestSession {
    Session *s;
    BuildShared *shared;
    Pool *pool;
    const TestArgs *args;
    bool compile_only;
    const char *output, *exec;
    uint32_t timeout;
} TestSession;

// -test.skip of the user and of the overlay's skip-test lines.
static const char *skip_flag(Session *s, const LoadPkg *p, const char *user, bool say)
{
    uint32_t n;
    const OverlaySkip *skips = overlay_skips(p->overlay, &n);
    if (n == 0) return user ? arena_printf(s->arena, "-test.skip=%s", user) : NULL;
    StrBuf b = {0};
    if (user) sb_printf(&b, "%s|", user);
    for (uint32_t i = 0; i < n; i++) {
        if (i) sb_putc(&b, '|');
        sb_putc(&b, '^');
        for (size_t k = 0; k < skips[i].test.n; k++) { // a slash separates the levels of subtests
            if (skips[i].test.p[k] == '/') {
                sb_puts(&b, "$/^");
            } else {
                sb_putc(&b, skips[i].test.p[k]);
            }
        }
        sb_putc(&b, '$');
        if (say)
            printf("skipped: %.*s %.*s: %.*s\n", STR_FMT(p->import_path), STR_FMT(skips[i].test),
                   STR_FMT(skips[i].reason));
    }
    const char *flag = arena_printf(s->arena, "-test.skip=%s", b.p);
    sb_release(&b);
    return flag;
}

static const char *const *test_env(Arena *a, const LoadPkg *p)
{
    VEC(const char *) env = {0};
    for (char **e = environ; *e; e++) {
        if (strncmp(*e, "PWD=", 4) != 0) vec_push(a, &env, (const char *)*e);
    }
    vec_push(a, &env, (const char *)arena_printf(a, "PWD=%.*s", STR_FMT(p->dir)));
    vec_push(a, &env, (const char *)NULL);
    return env.p;
}

static const char *const *test_argv(TestSession *t, const LoadPkg *p, const char *exe)
{
    Arena *a = t->s->arena;
    VEC(const char *) argv = {0};
    StrVec words = {0};
    split_quoted(a, str_from(t->exec), &words);
    for (uint32_t i = 0; i < words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, words.p[i].p, words.p[i].n));
    vec_push(a, &argv, exe);
    vec_push(a, &argv, "-test.paniconexit0");
    vec_push(a, &argv,
             (const char *)arena_printf(a, "-test.timeout=%s", t->args->has_timeout ? t->args->timeout : "10m0s"));
    const char *skip = skip_flag(t->s, p, t->args->skip, t->args->verbose);
    if (skip) vec_push(a, &argv, skip);
    for (uint32_t i = 0; i < t->args->program.n; i++) vec_push(a, &argv, t->args->program.p[i]);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

static const char *output_path(TestSession *t, const LoadPkg *p)
{
    if (!t->compile_only && !*t->output) return NULL;
    Arena *a = t->s->arena;
    const char *path = arena_strndup(a, p->import_path.p, p->import_path.n);
    const char *name = arena_printf(a, "%s.test", p->cmdline ? "main" : path_base(path));
    if (!*t->output) return name;
    return path_is_dir(t->output) ? path_join(a, t->output, name) : t->output;
}

static Err test_package(TestSession *t, TestRun *run)
{
    LoadTest lt;
    Err err = load_test(&t->s->loader, run->pkg, &lt);
    if (err_is(err)) {
        fprintf(stderr, "# %.*s\n%s\n", STR_FMT(run->pkg->import_path), err.msg);
        err_release(&err);
        set_state(run, RUN_SETUP_FAILED);
        return ERR_NONE;
    }
    LoadPkgs roots = {0};
    vec_push(t->s->arena, &roots, lt.no_tests ? run->pkg : lt.main);
    if (load_report_errors(&t->s->loader, &roots, stderr)) {
        set_state(run, RUN_SETUP_FAILED);
        return ERR_NONE;
    }
    Build b;
    build_init(&b, t->shared);
    bool ok = true;
    const char *exe = NULL;
    if (lt.no_tests) {
        ok = build_check(&b, &roots, false);
    } else {
        err = build_program(&b, lt.main, output_path(t, run->pkg), &exe, &ok);
        if (exe) exe = arena_strndup(t->s->arena, exe, strlen(exe));
    }
    build_release(&b);
    if (err_is(err)) return err;
    if (!ok || lt.no_tests || t->compile_only || !exe) {
        set_state(run, !ok ? RUN_BUILD_FAILED : lt.no_tests ? RUN_NO_TESTS : RUN_BUILT_ONLY);
        return ERR_NONE;
    }
    bool live = run->job.live;
    run->job = (Job){
        .argv = test_argv(t, run->pkg, exe),
        .dir = arena_strndup(t->s->arena, run->pkg->dir.p, run->pkg->dir.n),
        .env = test_env(t->s->arena, run->pkg),
        .timeout = t->timeout,
        .live = live,
        .title = "test",
        .done = run_done,
        .ctx = run,
    };
    pool_add(t->pool, &run->job);
    return ERR_NONE;
}

enum { TIMEOUT_GRACE = 60 };

static int test_all(TestSession *t, const LoadPkgs *roots)
{
    Session *s = t->s;
    const TestArgs *args = t->args;
    Results r = {.n = roots->n, .show_pass = args->verbose || args->bench || args->list};
    pthread_mutex_init(&r.lock, NULL);
    r.runs = ARENA_ARRAY(s->arena, TestRun, roots->n);
    bool live = !args->packages_named || args->bench || (r.show_pass && roots->n == 1);
    t->pool = pool_new(s->arena, args->bench ? 1 : s->build.jobs, false);
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < roots->n; i++)
        r.runs[i] = (TestRun){.pkg = roots->p[i], .results = &r, .job = {.live = live}};
    for (uint32_t i = 0; i < roots->n && !err_is(err); i++) {
        err = test_package(t, &r.runs[i]);
        if (live) pool_wait(t->pool);
    }
    pool_stop(t->pool);
    if (err_is(err)) return report_err(err);
    if (r.failed) puts("FAIL");
    return r.failed ? EXIT_ERROR : EXIT_OK;
}

int cmd_test(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    FlagSet *f = &s.flags;
    f->interspersed = true;
    TestArgs args = {0};
    TestSession t = {.s = &s, .args = &args, .output = "", .exec = ""};
    flag_add(f, "c", FLAG_BOOL, &t.compile_only);
    flag_add(f, "o", FLAG_STRING, &t.output);
    flag_add(f, "exec", FLAG_STRING, &t.exec);
    const char *vet = "off";
    flag_add(f, "vet", FLAG_STRING, &vet); // tests run without vet
    for (uint32_t i = 0; i < f->flags.n; i++) {
        if (strcmp(f->flags.p[i].name, "v") == 0) f->flags.p[i].name = "build.v"; // -v is the test's
    }
    int code = split_args(&s, f, argc, argv, &args);
    ArgVec patterns = {0};
    if (!code) code = flag_parse_args(f, (int)args.own.n, (char **)args.own.p, &patterns);
    if (code) return code;
    double seconds = args.has_timeout ? parse_duration(args.timeout) : 600;
    if (seconds < 0) return usage_error(c, "invalid value \"%s\" for flag -timeout: parse error", args.timeout);
    t.timeout = seconds > 0 ? (uint32_t)seconds + TIMEOUT_GRACE : 0;
    LoadPkgs roots = {0};
    Err err = session_load(&s, patterns.p, patterns.n, &roots);
    if (err_is(err)) return report_err(err);
    s.build.strip_debug = !t.compile_only && !*t.output;
    vec_push(s.arena, &s.build.ldflags.vars,
             ((LinkVar){STR("testing"), STR("testBinary"), STR("1")})); // testing.Testing()
    BuildShared shared;
    err = build_shared_init(&shared, s.arena, &s.loader, &s.build);
    if (err_is(err)) return report_err(err);
    t.shared = &shared;
    code = test_all(&t, &roots);
    build_shared_finish(&shared);
    return code;
}
