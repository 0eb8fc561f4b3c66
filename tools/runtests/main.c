// runtests [-b build] [-j n] [-l] [-stress settings]... [-record tool] [NAME...]: runs the project's tests.
//
// Each test is a process of its own with a time limit. A failure prints what went wrong and the
// one command that reruns it. test/known_fail.txt names tests that are known to fail, with a
// reason; one that passes all the same is a failure, so the list stays true. The last line is
// `N passed, N failed, N skipped`. With -stress 'UNDERGO=smallstack' only the tests that are programs
// (run, fixed, examples) are run, each once for every -stress with that in its environment. -record go rewrites what
// the scenarios of compare/ expect.
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtests.h"

typedef struct Runner {
    Arena *arena;
    const char *build, *record;
    Args stress;
    VEC(Test *) tests;
    StrMap known_fail;
    pthread_mutex_t lock; // guards the counters and the output
    uint32_t passed, failed, skipped, known;
} Runner;

void test_fail(Test *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (t->why.n) sb_putc(&t->why, '\n');
    sb_vprintf(&t->why, fmt, ap);
    va_end(ap);
}

const char *test_undergo(Test *t)
{
    char real[PATH_MAX];
    const char *rel = arena_printf(t->arena, "%s/bin/undergo", t->build);
    return realpath(rel, real) ? arena_strndup(t->arena, real, strlen(real)) : rel;
}

static void add(Runner *r, const char *name, const char *path, void (*run)(Test *))
{
    Test *t = ARENA_NEW(r->arena, Test);
    t->name = name;
    t->path = path;
    t->run = run;
    t->build = r->build;
    t->record = r->record;
    t->stress = &r->stress;
    t->known_fail = strmap_get(&r->known_fail, str_from(name));
    vec_push(r->arena, &r->tests, t);
}

// dir/*.suffix: tests named label/stem.
static void add_files(Runner *r, const char *label, const char *dir, const char *suffix, void (*run)(Test *))
{
    Args names = dir_list(r->arena, dir, suffix);
    for (uint32_t i = 0; i < names.n; i++) {
        size_t n = strlen(names.p[i]) - strlen(suffix);
        add(r, arena_printf(r->arena, "%s/%.*s", label, (int)n, names.p[i]),
            arena_printf(r->arena, "%s/%s", dir, names.p[i]), run);
    }
}

static void add_units(Runner *r)
{
    Args rooms = dir_list(r->arena, "test/unit", "");
    for (uint32_t i = 0; i < rooms.n; i++) {
        const char *dir = arena_printf(r->arena, "test/unit/%s", rooms.p[i]);
        Args files = dir_list(r->arena, dir, "_test.c");
        for (uint32_t k = 0; k < files.n; k++) {
            int n = (int)strlen(files.p[k]) - 2;
            const char *bin = arena_printf(r->arena, "%s/test/%s/%.*s", r->build, rooms.p[i], n, files.p[k]);
            add(r, arena_printf(r->arena, "%s/%.*s", rooms.p[i], n, files.p[k]), bin, run_unit);
        }
    }
}

// Users of undergo.h: each program in the ways the Makefile builds it (those for which there is a compiler).
static void add_capi(Runner *r)
{
    static const char *const variants[] = {"", "_split", "_clang"};
    Args files = dir_list(r->arena, "test/capi", ".c");
    for (uint32_t i = 0; i < files.n; i++) {
        for (size_t k = 0; k < sizeof variants / sizeof *variants; k++) {
            int n = (int)strlen(files.p[i]) - 2;
            const char *name = arena_printf(r->arena, "capi/%.*s%s", n, files.p[i], variants[k]);
            const char *bin = arena_printf(r->arena, "%s/test/%s", r->build, name);
            if (k < 2 || file_exists(bin)) add(r, name, bin, run_unit);
        }
    }
    const char *cxx = arena_printf(r->arena, "%s/test/capi/cxx", r->build);
    if (file_exists(cxx)) add(r, "capi/cxx", cxx, run_unit);
    add_files(r, "examples/c", "examples/c", ".c", run_c_program);
}

static void add_all(Runner *r)
{
    add_units(r);
    add_capi(r);
    add_files(r, "types", "test/types", ".go", run_errors);
    add_files(r, "run", "test/run", ".go", run_program);
    add_files(r, "fixed", "test/fixed", ".go", run_program);
    add_files(r, "script", "test/script", ".txt", run_script);
    add_files(r, "compare", "test/compare", ".txt", run_compare);
    Args examples = dir_list(r->arena, "examples", "");
    for (uint32_t i = 0; i < examples.n; i++) {
        const char *dir = arena_printf(r->arena, "examples/%s", examples.p[i]);
        if (dir_exists(dir) && strcmp(examples.p[i], "c") != 0) add(r, dir, dir, run_program);
    }
}

static void read_known_fail(Runner *r)
{
    map_init(&r->known_fail, r->arena);
    Str text;
    if (!read_whole(r->arena, "test/known_fail.txt", &text)) return;
    while (text.n) {
        Str line = next_line(&text);
        size_t n = 0;
        while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t') n++;
        if (n == 0 || line.p[0] == '#') continue;
        Str reason = {line.p + n, line.n - n};
        while (reason.n && (reason.p[0] == ' ' || reason.p[0] == '\t')) reason.p++, reason.n--;
        strmap_put(&r->known_fail, (Str){line.p, n}, arena_strndup(r->arena, reason.p, reason.n));
    }
}

static void run_one(uint32_t i, void *ctx)
{
    Runner *r = ctx;
    Test *t = r->tests.p[i];
    t->arena = arena_new("test");
    t->run(t);
    bool failed = t->why.n > 0;
    if (t->known_fail) {
        if (!failed && !t->skipped)
            test_fail(t, "passes, but test/known_fail.txt lists it (%s): take the line out", t->known_fail);
        bool expected = failed;
        failed = !expected && !t->skipped;
        if (expected) t->skipped = true;
    }
    pthread_mutex_lock(&r->lock);
    if (failed) {
        r->failed++;
        printf("FAIL %s\n%s\n  rerun: make %s T=%s\n", t->name, t->why.p, t->stress->n ? "stress" : "test", t->name);
    } else if (t->skipped) {
        r->skipped++;
        r->known += t->known_fail != NULL;
        if (t->skip_why) printf("SKIP %s: %s\n", t->name, t->skip_why);
    } else {
        r->passed++;
    }
    fflush(stdout);
    pthread_mutex_unlock(&r->lock);
    sb_release(&t->why);
    arena_free(t->arena);
}

// A test is wanted if an argument is its name or the start of it.
static bool wanted(const char *name, const Args *args)
{
    for (uint32_t i = 0; i < args->n; i++) {
        if (strncmp(name, args->p[i], strlen(args->p[i])) == 0) return true;
    }
    return args->n == 0;
}

int main(int argc, char **argv)
{
    Runner r = {.arena = arena_new("runtests"), .build = "build", .lock = PTHREAD_MUTEX_INITIALIZER};
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    Args args = {0};
    bool list = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-b") == 0 && i + 1 < argc) {
            r.build = argv[++i];
        } else if (strcmp(argv[i], "-j") == 0 && i + 1 < argc) {
            threads = strtol(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-stress") == 0 && i + 1 < argc) {
            vec_push(r.arena, &r.stress, (const char *)argv[i + 1]);
            i++;
        } else if (strcmp(argv[i], "-record") == 0 && i + 1 < argc) {
            r.record = argv[++i];
        } else if (strcmp(argv[i], "-l") == 0) {
            list = true;
        } else {
            vec_push(r.arena, &args, (const char *)argv[i]);
        }
    }
    read_known_fail(&r);
    add_all(&r);
    uint32_t n = 0;
    for (uint32_t i = 0; i < r.tests.n; i++) {
        if (r.stress.n && r.tests.p[i]->run != run_program) continue;
        if (r.record && r.tests.p[i]->run != run_compare) continue;
        if (wanted(r.tests.p[i]->name, &args)) r.tests.p[n++] = r.tests.p[i];
    }
    r.tests.n = n;
    for (uint32_t i = 0; list && i < n; i++) puts(r.tests.p[i]->name);
    if (list) return 0;
    if (n == 0 && r.stress.n == 0) {
        printf("no test is called %s\n", args.n ? args.p[0] : "anything");
        return 1;
    }
    parallel_for(n, threads > 0 ? (uint32_t)threads : 1, run_one, &r);
    if (r.known) printf("%u known to fail (test/known_fail.txt)\n", r.known);
    printf("%u passed, %u failed, %u skipped\n", r.passed, r.failed, r.skipped);
    return r.failed ? 1 : 0;
}
