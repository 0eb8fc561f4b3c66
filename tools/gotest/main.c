// gotest [-b build] [-j n] [-k action] [-o list.md] [-slow factor] [-every n] [-stress settings]... [NAME...]
//
// Runs the Go tree's test/ folder in place with the project's compiler. NAME is a file or folder
// below test/ ("fixedbugs", "ken/chan.go"); without one, every folder that Go's own driver runs.
// Prints each failure with its cause, then a table of passed and failed by kind of test; -o writes
// the table and the failures, sorted by cause, as Markdown. -every takes each nth test only.
//
// -stress 'UNDERGO=gcstress,verify' runs each program of the run kinds once more with that in its
// environment (several words are several variables; each -stress is a run of its own). Only what
// passes plainly and fails so is a failure; what does not pass plainly counts as skipped.
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "gotest.h"

typedef struct Results {
    Driver d;
    VEC(GoTest *) tests;
    bool quiet;
} Results;

void test_failed(GoTest *t, const char *fmt, ...)
{
    if (t->outcome == OUT_FAIL) return;
    t->outcome = OUT_FAIL;
    StrBuf b = {0};
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    t->why = arena_strndup(t->d->arena, b.p, b.n);
    sb_release(&b);
}

static pthread_mutex_t output_lock = PTHREAD_MUTEX_INITIALIZER;

static void run_one(uint32_t i, void *ctx)
{
    Results *r = ctx;
    GoTest *t = r->tests.p[i];
    t->arena = arena_new("test");
    recipe_read(t);
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (t->outcome == OUT_PASS) {
        t->work = temp_dir(t->arena, "gotest");
        action_run(t);
        remove_tree(t->work);
        if (r->d.stress.n > 0 && t->outcome == OUT_FAIL && t->setting == NULL) t->outcome = OUT_SKIP;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    t->seconds = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    pthread_mutex_lock(&output_lock);
    if (t->outcome == OUT_FAIL && !r->quiet)
        printf("FAIL %s (%s)%s%s%s %s\n", t->name, action_name(t->action), t->internal_error ? " [internal error]" : "",
               t->setting ? " under " : "", t->setting ? t->setting : "", t->why);
    fflush(stdout);
    pthread_mutex_unlock(&output_lock);
    arena_free(t->arena);
    t->arena = NULL;
}

// ---- Which tests
static void add(Results *r, const char *dir, const char *file, const char *action)
{
    Arena *a = r->d.arena;
    GoTest *t = ARENA_NEW(a, GoTest);
    t->d = &r->d;
    t->name = *dir ? arena_printf(a, "%s/%s", dir, file) : file;
    t->file = file;
    t->path = arena_printf(a, "%s/%s", r->d.test_dir, t->name);
    t->dir = *dir ? arena_printf(a, "%s/%s", r->d.test_dir, dir) : r->d.test_dir;
    bool stress = r->d.stress.n > 0;
    if (*action || stress) { // look at the recipe before deciding
        t->arena = a;
        recipe_read(t);
        if (*action && strcmp(action_name(t->action), action) != 0) return;
        if (stress && action_group(t->action) != GROUP_RUN) return;
        *t = (GoTest){.d = t->d, .name = t->name, .file = t->file, .path = t->path, .dir = t->dir};
    }
    vec_push(a, &r->tests, t);
}

static void add_dir(Results *r, const char *dir, const char *action)
{
    Args names =
        dir_list(r->d.arena, *dir ? arena_printf(r->d.arena, "%s/%s", r->d.test_dir, dir) : r->d.test_dir, ".go");
    for (uint32_t i = 0; i < names.n; i++) add(r, dir, names.p[i], action);
}

static void add_name(Results *r, const char *name, const char *action)
{
    const char *slash = strrchr(name, '/');
    if (!str_has_suffix(str_from(name), STR(".go"))) {
        add_dir(r, strcmp(name, ".") == 0 ? "" : name, action);
    } else if (slash) {
        add(r, arena_strndup(r->d.arena, name, (size_t)(slash - name)), slash + 1, action);
    } else {
        add(r, "", name, action);
    }
}

// Each nth of the tests.
static void thin_out(Results *r, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->tests.n; i += n) r->tests.p[kept++] = r->tests.p[i];
    r->tests.n = kept;
}

// ---- Report
typedef struct Count {
    uint32_t passed, failed, skipped;
} Count;

static void count(const Results *r, Count by_action[ACTION_COUNT], Count by_group[GROUP_COUNT])
{
    for (uint32_t i = 0; i < r->tests.n; i++) {
        const GoTest *t = r->tests.p[i];
        Count *both[] = {&by_action[t->action], &by_group[action_group(t->action)]};
        for (size_t k = 0; k < ARRAY_LEN(both); k++) {
            if (t->outcome == OUT_PASS) both[k]->passed++;
            if (t->outcome == OUT_FAIL) both[k]->failed++;
            if (t->outcome == OUT_SKIP) both[k]->skipped++;
        }
    }
}

static double share(Count c)
{
    uint32_t n = c.passed + c.failed;
    return n ? 100.0 * c.passed / n : 100.0;
}

static void table(const Results *r, FILE *out)
{
    static const char *const groups[] = {"run kinds", "compile and build kinds", "errorcheck kinds", "not judged"};
    Count by_action[ACTION_COUNT] = {0}, by_group[GROUP_COUNT] = {0};
    count(r, by_action, by_group);
    fprintf(out, "| kind | passed | failed | skipped | share |\n|---|---|---|---|---|\n");
    for (int g = 0; g < GROUP_COUNT; g++) {
        for (int a = 0; a < ACTION_COUNT; a++) {
            Count c = by_action[a];
            if (action_group((Action)a) != (Group)g || c.passed + c.failed + c.skipped == 0) continue;
            fprintf(out, "| %s | %u | %u | %u | %.1f %% |\n", a ? action_name((Action)a) : "no recipe", c.passed,
                    c.failed, c.skipped, share(c));
        }
        Count c = by_group[g];
        if (g != GROUP_OTHER)
            fprintf(out, "| **%s** | %u | %u | %u | **%.1f %%** |\n", groups[g], c.passed, c.failed, c.skipped,
                    share(c));
    }
    uint32_t internal = 0;
    for (uint32_t i = 0; i < r->tests.n; i++) internal += r->tests.p[i]->internal_error;
    fprintf(out, "\nInternal compiler errors: %u\n", internal);
}

static void write_list(const Results *r, const char *path)
{
    FILE *f = fopen(path, "we");
    if (!f) {
        fprintf(stderr, "gotest: cannot write %s\n", path);
        return;
    }
    table(r, f);
    fprintf(f, "\n| test | kind | cause |\n|---|---|---|\n");
    for (uint32_t i = 0; i < r->tests.n; i++) {
        const GoTest *t = r->tests.p[i];
        if (t->outcome != OUT_FAIL) continue;
        Str why = str_from(t->why);
        fprintf(f, "| %s | %s | ", t->name, action_name(t->action));
        Str line = next_line(&why);
        for (size_t k = 0; k < line.n && k < 160; k++) {
            if (line.p[k] == '|') putc('\\', f);
            putc(line.p[k], f);
        }
        fputs(" |\n", f);
    }
    fclose(f);
}

// A directory whose `go` is our compiler: tests that call the go command get it.
static const char *make_tools(Arena *a, const char *undergo)
{
    const char *dir = temp_dir(a, "gotools");
    if (symlink(undergo, arena_printf(a, "%s/go", dir)) != 0) fprintf(stderr, "gotest: cannot link go\n");
    return dir;
}

static const char *absolute(Arena *a, const char *path)
{
    char real[PATH_MAX];
    return realpath(path, real) ? arena_strndup(a, real, strlen(real)) : path;
}

int main(int argc, char **argv)
{
    Results r = {.d = {.arena = arena_new("gotest"), .slow = 1}};
    Arena *a = r.d.arena;
    const char *build = "build", *action = "", *list = NULL;
    long threads = sysconf(_SC_NPROCESSORS_ONLN), every = 1;
    Args names = {0};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "-b") == 0) {
            build = value, i++;
        } else if (strcmp(argv[i], "-j") == 0) {
            threads = strtol(value, NULL, 10), i++;
        } else if (strcmp(argv[i], "-k") == 0) {
            action = value, i++;
        } else if (strcmp(argv[i], "-o") == 0) {
            list = value, i++;
        } else if (strcmp(argv[i], "-slow") == 0) {
            r.d.slow = strtod(value, NULL), i++;
        } else if (strcmp(argv[i], "-every") == 0) {
            every = strtol(value, NULL, 10), i++;
        } else if (strcmp(argv[i], "-stress") == 0) {
            vec_push(a, &r.d.stress, value);
            i++;
        } else if (strcmp(argv[i], "-q") == 0) {
            r.quiet = true;
        } else {
            vec_push(a, &names, (const char *)argv[i]);
        }
    }
    r.d.undergo = absolute(a, arena_printf(a, "%s/bin/undergo", build));
    r.d.goroot = load_find_goroot(a, "");
    if (!r.d.goroot || !dir_exists(arena_printf(a, "%s/test", r.d.goroot))) {
        fprintf(stderr, "gotest: no Go tree with a test/ folder; set GOROOT\n");
        return 2;
    }
    r.d.test_dir = arena_printf(a, "%s/test", r.d.goroot);
    r.d.tools = make_tools(a, r.d.undergo);
    GoEnv env;
    goenv_load(a, &env);
    LoadOptions lo = {.arena = a,
                      .env = &env,
                      .atoms = atoms_new(),
                      .sources = sources_new(),
                      .cwd = "/",
                      .goroot_flag = r.d.goroot,
                      .mod_flag = "",
                      .modfile_flag = "",
                      .overlay_flag = "",
                      .no_modules = true,
                      .lang_flag = "",
                      .local_dir = ""};
    Err err = load_init(&lo, &r.d.constraints);
    if (err_is(err)) {
        fprintf(stderr, "gotest: %s\n", err.msg);
        return 2;
    }
    static const char *const all[] = {
        "",          "ken",     "chan", "interface", "internal/runtime/sys", "syntax", "dwarf",
        "fixedbugs", "codegen", "abi",  "typeparam", "typeparam/mdempsky",   "arenas", "simd"};
    for (size_t i = 0; names.n == 0 && i < ARRAY_LEN(all); i++) add_dir(&r, all[i], action);
    for (uint32_t i = 0; i < names.n; i++) add_name(&r, names.p[i], action);
    if (every > 1) thin_out(&r, (uint32_t)every);
    parallel_for(r.tests.n, threads > 0 ? (uint32_t)threads : 1, run_one, &r);
    remove_tree(r.d.tools);
    table(&r, stdout);
    if (list) write_list(&r, list);
    uint32_t failed = 0;
    for (uint32_t i = 0; i < r.tests.n; i++) failed += r.tests.p[i]->outcome == OUT_FAIL;
    return failed ? 1 : 0;
}
