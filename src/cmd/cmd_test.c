// undergo test: builds test programs one after the other and runs them beside that.
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/cache.h"
#include "cmd/cover.h"
#include "cmd/test_binary.h"
#include "cmd/vet.h"

extern char **environ;

static void run_done(Job *job, void *ctx)
{
    TestRun *run = ctx;
    TestResults *r = run->results;
    if (test_seeds_next(run)) return;
    if (run->log.n) {
        Arena *a = arena_new("test cache");
        if (job->status == 0) test_cache_keep(run, a, r->cache);
        unlink(run->log.p);
        arena_free(a);
    }
    if (run->cover_profile) {
        Arena *a = arena_new("coverage");
        test_cover_merge(run->coverage, a, run->cover_profile);
        arena_free(a);
    }
    test_set_state(run, RUN_DONE);
}

// ---- One package
typedef struct TestSession {
    Session *s;
    BuildShared *shared;
    Pool *pool;
    const TestArgs *args;
    TestVet vet;
    TestCover cover;
    TestBinaries binaries;
    bool json;
    const char *exec;
    uint32_t timeout, seeds;
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

static const char *const *test_env(Arena *a, const TestRun *run)
{
    const LoadPkg *p = run->pkg;
    VEC(const char *) env = {0};
    for (char **e = environ; *e; e++) {
        if (strncmp(*e, "PWD=", 4) != 0) vec_push(a, &env, (const char *)*e);
    }
    vec_push(a, &env, (const char *)arena_printf(a, "PWD=%.*s", STR_FMT(p->dir)));
    if (run->cover_dir) vec_push(a, &env, (const char *)arena_printf(a, "GOCOVERDIR=%s", run->cover_dir));
    vec_push(a, &env, (const char *)NULL);
    return env.p;
}

static const char *const *test_argv(TestSession *t, TestRun *run, const char *exe)
{
    Arena *a = t->s->arena;
    const LoadPkg *p = run->pkg;
    VEC(const char *) argv = {0};
    StrVec words = {0};
    split_quoted(a, str_from(t->exec), &words);
    for (uint32_t i = 0; i < words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, words.p[i].p, words.p[i].n));
    vec_push(a, &argv, exe);
    vec_push(a, &argv, "-test.paniconexit0");
    if (t->args->fuzz)
        vec_push(
            a, &argv,
            (const char *)arena_printf(a, "-test.fuzzcachedir=%s/%.*s", cache_fuzz_dir(a), STR_FMT(p->import_path)));
    vec_push(a, &argv,
             (const char *)arena_printf(a, "-test.timeout=%s", t->args->has_timeout ? t->args->timeout : "10m0s"));
    const char *skip = skip_flag(t->s, p, t->args->skip, t->args->verbose);
    if (skip) vec_push(a, &argv, skip);
    if (t->args->verbose) {
        vec_push(a, &argv, "-test.v=true");
    } else if (t->json) {
        vec_push(a, &argv, "-test.v=test2json");
    }
    if (run->results->cache) {
        run->log = str_from(
            arena_printf(a, "%s/undergo-testlog-%d-%p", load_env("TMPDIR", "/tmp"), (int)getpid(), (void *)run));
        vec_push(a, &argv, (const char *)arena_printf(a, "-test.testlogfile=%s", run->log.p));
    }
    const TestArgs *args = t->args;
    const char *dir = args->output_dir && *args->output_dir ? path_abs(a, t->s->cwd, args->output_dir) : t->s->cwd;
    if (args->output_dir || args->profile || args->artifacts)
        vec_push(a, &argv, (const char *)arena_printf(a, "-test.outputdir=%s", dir));
    if (run->cover_dir) vec_push(a, &argv, (const char *)arena_printf(a, "-test.gocoverdir=%s", run->cover_dir));
    if (run->cover_profile)
        vec_push(a, &argv, (const char *)arena_printf(a, "-test.coverprofile=%s", run->cover_profile));
    for (uint32_t i = 0; i < t->args->program.n; i++) vec_push(a, &argv, t->args->program.p[i]);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

// ---- What keeps test programs from being loaded: told for all packages before anything is built

static void setup_error(void *ctx, const LoadPkg *p, const char *text) { test_setup_failed(ctx, p, text); }

typedef struct FirstError {
    const LoadPkg *pkg;
    const char *text;
} FirstError;

static void keep_first(void *ctx, const LoadPkg *p, const char *text)
{
    FirstError *f = ctx;
    if (!f->pkg) *f = (FirstError){p, text};
}

// Every error of the package itself; of its tests one.
static bool setup_fails(TestSession *t, TestRun *run)
{
    Loader *l = &t->s->loader;
    LoadPkgs roots = {0};
    vec_push(t->s->arena, &roots, run->pkg);
    if (load_each_error(l, &roots, setup_error, run)) return true;
    FirstError first = {0};
    if (err_is(run->load_err)) {
        first = (FirstError){run->pkg, arena_printf(t->s->arena, "%s", run->load_err.msg)};
        err_release(&run->load_err);
    } else if (!run->test.no_tests) {
        roots.p[0] = run->test.main;
        load_each_error(l, &roots, keep_first, &first);
    }
    if (first.pkg) test_setup_failed(run, first.pkg, first.text);
    return first.pkg != NULL;
}

// Builds the test program of a package; *state: what became of it.
static Err build_test(TestSession *t, TestRun *run, RunState *state, const char **exe)
{
    const LoadTest lt = run->test;
    run->described = lt.no_tests && test_cover_describes(&t->cover, run->pkg);
    LoadPkgs roots = {0};
    vec_push(t->s->arena, &roots, lt.no_tests ? run->pkg : lt.main);
    Err err = ERR_NONE;
    Build b;
    build_init(&b, t->shared);
    bool ok = true;
    if (lt.no_tests) {
        ok = build_check(&b, &roots, false);
    } else {
        const char *kept;
        err = test_binary_output(t->s->arena, &t->binaries, run->pkg, &kept);
        if (!err_is(err)) err = build_program(&b, lt.main, kept, exe, &ok);
        if (*exe) *exe = arena_strndup(t->s->arena, *exe, strlen(*exe));
    }
    build_release(&b);
    if (ok && !err_is(err) && !t->vet.off) err = test_vet(t->shared, &t->vet, &lt, &ok);
    bool runs = !lt.no_tests && !t->binaries.compile_only && *exe;
    *state = !ok ? RUN_BUILD_FAILED : lt.no_tests ? RUN_NO_TESTS : runs ? RUN_PENDING : RUN_BUILT_ONLY;
    return err;
}

// As events what the build says is told by events, too: standard error is read back while it builds.
static Err build_told(TestSession *t, TestRun *run, RunState *state, const char **exe)
{
    if (!t->json) return build_test(t, run, state, exe);
    Said said;
    said_begin(&said);
    Err err = build_test(t, run, state, exe);
    test_build_said(run, said_end(&said, t->s->arena), *state == RUN_BUILD_FAILED);
    return err;
}

static Err test_package(TestSession *t, TestRun *run)
{
    RunState state;
    const char *exe = NULL;
    Err err = build_told(t, run, &state, &exe);
    if (err_is(err)) return err;
    if (state != RUN_PENDING) {
        test_set_state(run, state);
        return ERR_NONE;
    }
    if (t->cover.flags.on) err = test_cover_run(&t->cover, run, (uint32_t)(run - run->results->runs));
    if (err_is(err)) return err;
    run->coverage = &t->cover;
    const char *program = exe;
    err = test_binary_link(t->shared, run->pkg, (uint32_t)(run - run->results->runs), &program);
    if (err_is(err)) return err;
    const char *const *argv = test_argv(t, run, program);
    Cache *cache = run->results->cache;
    if (cache) test_cache_key(run, t->s->arena, exe, program, argv);
    if (t->json) test_events_text(&run->events, "start", (Str){0});
    if (cache && test_cache_find(run, t->s->arena, cache)) {
        test_set_state(run, RUN_DONE);
        return ERR_NONE;
    }
    run->job = (Job){
        .argv = argv,
        .dir = arena_strndup(t->s->arena, run->pkg->dir.p, run->pkg->dir.n),
        .env = test_env(t->s->arena, run),
        .timeout = t->timeout,
        .piece = run->live ? test_piece : NULL,
        .title = "test",
        .done = run_done,
        .ctx = run,
    };
    if (t->seeds) test_seeds_start(run, t->s->arena, t->pool, t->seeds);
    pool_add(t->pool, &run->job);
    return ERR_NONE;
}

enum { TIMEOUT_GRACE = 60 };

// Fuzzing writes into the package's testdata, and is one package's at a time.
static Err check_fuzz(const TestSession *t, const LoadPkgs *roots)
{
    if (!t->args->fuzz) return ERR_NONE;
    if (roots->n != 1) return err_whole("cannot use -fuzz flag with multiple packages");
    if (*t->cover.profile) return err_whole("cannot use -coverprofile flag with -fuzz flag");
    if (t->args->profile) return err_whole("cannot use -%s flag with -fuzz flag", t->args->profile);
    const LoadPkg *p = roots->p[0];
    if (p->standard || (p->module && !p->module->main))
        return err_whole("cannot use -fuzz flag on package outside the main module");
    return ERR_NONE;
}

static Err check_roots(const TestSession *t, const LoadPkgs *roots)
{
    if (roots->n == 0) return err_whole("no packages to test");
    Err err = check_fuzz(t, roots);
    if (err_is(err)) return err;
    if (t->args->profile && roots->n != 1)
        return err_whole("cannot use -%s flag with multiple packages", t->args->profile);
    return test_binary_check(t->s->arena, &t->binaries, roots);
}

static int test_all(TestSession *t, const LoadPkgs *roots)
{
    Session *s = t->s;
    const TestArgs *args = t->args;
    TestResults r = {.show_pass = args->verbose || args->bench || args->list,
                     .json = t->json,
                     .cover = t->cover.flags.on,
                     .build_only = t->binaries.compile_only};
    if (args->packages_named && !args->fuzz && !args->counted && !args->uncacheable && !*t->exec &&
        !*t->cover.profile && !t->seeds)
        r.cache = t->shared->cache;
    test_results_init(&r, s->arena, roots);
    bool live = t->json || !args->packages_named || args->bench || args->fuzz || (r.show_pass && roots->n == 1);
    if (t->seeds) live = false; // only the last run's output is shown
    t->pool = pool_new(s->arena, args->bench ? 1 : s->build.jobs, false);
    Err err = test_cover_prepare(&t->cover, t->shared, &r);
    if (!err_is(err) && !t->binaries.compile_only) err = test_cover_open_profile(&t->cover, s->cwd);
    bool unread = !args->packages_named || args->bench || args->fuzz;
    for (uint32_t i = 0; i < roots->n; i++) r.runs[i].live = live, r.runs[i].unread = unread;
    for (uint32_t i = 0; i < roots->n && !err_is(err); i++) {
        if (setup_fails(t, &r.runs[i])) test_set_state(&r.runs[i], RUN_SETUP_FAILED);
    }
    for (uint32_t i = 0; i < roots->n && !err_is(err); i++) {
        if (r.runs[i].state == RUN_SETUP_FAILED) continue;
        err = test_package(t, &r.runs[i]);
        if (live && !t->json) pool_wait(t->pool);
    }
    pool_stop(t->pool);
    if (!err_is(err)) err = test_cover_finish(&t->cover, &r);
    if (err_is(err)) return report_err(err);
    if (r.failed && !t->json && !args->fuzz && args->packages_named && !t->binaries.compile_only) puts("FAIL");
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
    TestSession t = {.s = &s, .args = &args, .binaries = {.output = ""}, .exec = ""};
    flag_add(f, "c", FLAG_BOOL, &t.binaries.compile_only);
    flag_add(f, "o", FLAG_STRING, &t.binaries.output);
    flag_add(f, "exec", FLAG_STRING, &t.exec);
    flag_add(f, "json", FLAG_BOOL, &t.json);
    flag_add(f, "schedrand", FLAG_UINT, &t.seeds);
    t.cover.profile = "";
    cover_flags(&s, &t.cover.flags);
    flag_add(f, "coverprofile", FLAG_STRING, &t.cover.profile);
    const char *vet = "";
    flag_add(f, "vet", FLAG_STRING, &vet);
    for (uint32_t i = 0; i < f->flags.n; i++) {
        if (strcmp(f->flags.p[i].name, "v") == 0) f->flags.p[i].name = "build.v"; // -v is the test's
    }
    int code = test_split_args(&s, f, argc, argv, &args);
    ArgVec patterns = {0};
    if (!code) code = flag_parse_args(f, (int)args.own.n, (char **)args.own.p, &patterns);
    if (!code) code = session_check(&s);
    if (code) return code;
    if (args.unknown && t.binaries.compile_only) {
        fprintf(stderr, "undergo: unknown flag %s cannot be used with -c\n", args.unknown);
        return usage_error(c, "%s", "");
    }
    if (t.seeds && (t.json || args.bench || args.fuzz))
        return usage_error(c, "-schedrand cannot be used with -json, -bench or -fuzz");
    double seconds = args.has_timeout ? parse_duration(args.timeout) : args.fuzz ? 0 : 600;
    t.timeout = seconds > 0 && !args.fuzz ? (uint32_t)seconds + TIMEOUT_GRACE : 0;
    s.build.fuzz = args.fuzz;
    LoadPkgs roots = {0};
    s.with_tests = s.lenient = true;
    Err err = session_load(&s, patterns.p, patterns.n, &roots);
    if (!err_is(err)) err = check_roots(&t, &roots);
    if (err_is(err)) return report_err(err);
    code = test_vet_init(&s, c, vet, &t.vet);
    if (!code) code = test_cover_init(&t.cover, &s, c);
    if (code) return code;
    t.binaries.kept = args.keeps_binary;
    s.build.strip_debug = !t.binaries.compile_only && !t.binaries.kept && !*t.binaries.output;
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
