// The plain kinds of tests: unit programs, files with ERROR comments, programs with stated output.
#include <stdlib.h>
#include <unistd.h>

#include "runtests.h"

enum { UNIT_SECONDS = 120, CHECK_SECONDS = 30, BUILD_SECONDS = 300, RUN_SECONDS = 60 };

static void tail_of(Test *t, const char *label, Str text)
{
    enum { SHOWN = 3000 };
    if (text.n == 0) return;
    if (text.n > SHOWN) text.p += text.n - SHOWN, text.n = SHOWN;
    while (text.n && text.p[text.n - 1] == '\n') text.n--;
    test_fail(t, "  %s:\n%.*s", label, STR_FMT(text));
}

const char *test_goroot(Test *t)
{
    const char *set = getenv("GOROOT");
    if (set && *set) return set;
    const char *argv[] = {test_undergo(t), "env", "GOROOT", NULL};
    Proc p = {.argv = argv, .timeout = CHECK_SECONDS};
    proc_run(&p);
    Str out = sb_str(&p.out), line = next_line(&out);
    const char *dir = arena_strndup(t->arena, line.p ? line.p : "", line.n);
    proc_release(&p);
    return dir;
}

// Exit status 77 says that the test can't run here; its last line says why.
void run_unit(Test *t)
{
    enum { EXIT_SKIPPED = 77 };
    const char *argv[] = {t->path, NULL}, *env[] = {arena_printf(t->arena, "GOROOT=%s", test_goroot(t)), NULL};
    Proc p = {.argv = argv, .env = env, .timeout = UNIT_SECONDS, .merge = true};
    proc_run(&p);
    if (p.exit_code == EXIT_SKIPPED) {
        t->skipped = true;
        for (Str out = sb_str(&p.out); out.n;) t->skip_why = str_dup(t->arena, next_line(&out)).p;
    } else if (p.exit_code != 0) {
        test_fail(t, "  %s: %s", t->path, proc_status(t->arena, &p));
        tail_of(t, "output", sb_str(&p.out));
        tail_of(t, "stderr", sb_str(&p.err));
    }
    proc_release(&p);
}

// ---- ERROR comments: /* ERROR "regexp" */ stands on the line of the error.
typedef struct Expected {
    uint32_t line;
    Str pattern;
    bool found;
} Expected;
typedef VEC(Expected) ExpectedList;

static void find_expected(Arena *a, Str text, ExpectedList *out)
{
    uint32_t line = 1;
    for (size_t i = 0; i + 6 < text.n; i++) {
        if (text.p[i] == '\n') line++;
        if (strncmp(text.p + i, "ERROR \"", 7) != 0) continue;
        size_t start = i + 7, end = start;
        while (end < text.n && text.p[end] != '"' && text.p[end] != '\n') end += text.p[end] == '\\' ? 2 : 1;
        StrBuf b = {0};
        for (size_t k = start; k < end; k++) { // \" is a quote; other escapes are the regexp's
            if (text.p[k] == '\\' && text.p[k + 1] == '"') continue;
            sb_putc(&b, text.p[k]);
        }
        vec_push(a, out, ((Expected){line, str_dup(a, sb_str(&b)), false}));
        sb_release(&b);
        i = end;
    }
}

static void match_error(Test *t, ExpectedList *list, uint32_t line, Str msg)
{
    for (uint32_t i = 0; i < list->n; i++) {
        Expected *e = &list->p[i];
        if (e->found || e->line != line) continue;
        const char *bad = NULL;
        Regex *r = regex_new(t->arena, e->pattern, &bad);
        if (!r) {
            test_fail(t, "  line %u: bad pattern \"%.*s\": %s", line, STR_FMT(e->pattern), bad);
            continue;
        }
        e->found = regex_matches(r, msg);
        regex_free(r);
        if (e->found) return;
    }
    test_fail(t, "  line %u: unexpected error: %.*s", line, STR_FMT(msg));
}

void run_errors(Test *t)
{
    const char *argv[] = {test_undergo(t), "check", "-gcflags=-e", t->path, NULL};
    Proc p = {.argv = argv, .timeout = CHECK_SECONDS};
    proc_run(&p);
    Str source, errors = sb_str(&p.err);
    ExpectedList list = {0};
    if (!read_whole(t->arena, t->path, &source)) test_fail(t, "  cannot read %s", t->path);
    find_expected(t->arena, source, &list);
    if (p.exit_code != (list.n ? 1 : 0)) test_fail(t, "  %s", proc_status(t->arena, &p));
    Str base = str_from(strrchr(t->path, '/') + 1);
    while (errors.n) {
        Str line = next_line(&errors);
        if (line.n && line.p[0] == '\t') continue; // goes with the error before it
        const char *at = memmem(line.p, line.n, base.p, base.n);
        if (!at || at + base.n >= line.p + line.n || at[base.n] != ':') continue;
        char *end;
        uint32_t number = (uint32_t)strtoul(at + base.n + 1, &end, 10);
        const char *msg = memmem(end, (size_t)(line.p + line.n - end), ": ", 2);
        if (msg) match_error(t, &list, number, (Str){msg + 2, (size_t)(line.p + line.n - msg - 2)});
    }
    for (uint32_t i = 0; i < list.n; i++) {
        if (!list.p[i].found)
            test_fail(t, "  line %u: missing error: %.*s", list.p[i].line, STR_FMT(list.p[i].pattern));
    }
    proc_release(&p);
}

// ---- Programs
typedef struct Wanted {
    Str out, err;
    long exit_code;
    bool has_out, has_err;
} Wanted;

static void read_wanted(Test *t, Wanted *w)
{
    Arena *a = t->arena;
    const char *out, *err, *code;
    if (dir_exists(t->path)) {
        out = arena_printf(a, "%s/want.txt", t->path);
        err = arena_printf(a, "%s/want.stderr", t->path);
        code = arena_printf(a, "%s/want.exit", t->path);
    } else {
        int n = (int)(strrchr(t->path, '.') - t->path);
        out = arena_printf(a, "%.*s.out", n, t->path);
        err = arena_printf(a, "%.*s.err", n, t->path);
        code = arena_printf(a, "%.*s.exit", n, t->path);
    }
    Str text;
    w->has_out = read_whole(a, out, &w->out);
    w->has_err = read_whole(a, err, &w->err);
    if (read_whole(a, code, &text)) w->exit_code = strtol(arena_strndup(a, text.p, text.n), NULL, 10);
}

static void compare_text(Test *t, Str got, Str want)
{
    if (str_eq(got, want)) return;
    uint32_t line = 1;
    while (got.n && want.n) {
        Str g = next_line(&got), w = next_line(&want);
        if (!str_eq(g, w)) {
            test_fail(t, "  stdout line %u\n    got  %.*s\n    want %.*s", line, STR_FMT(g), STR_FMT(w));
            return;
        }
        line++;
    }
    Str rest = got.n ? got : want;
    test_fail(t, "  stdout %s at line %u: %.*s", got.n ? "goes on" : "ends early", line, STR_FMT(next_line(&rest)));
}

// Each line of want stands in got, in this order.
static void contains_lines(Test *t, const char *what, Str got, Str want)
{
    Str all = got;
    while (want.n) {
        Str w = next_line(&want);
        const char *at = w.n ? memmem(got.p, got.n, w.p, w.n) : got.p;
        if (!at) {
            test_fail(t, "  %s lacks: %.*s", what, STR_FMT(w));
            tail_of(t, what, all);
            return;
        }
        got.n -= (size_t)(at + w.n - got.p);
        got.p = at + w.n;
    }
}

// setting: "NAME=value NAME=value", or empty.
static void run_once(Test *t, const char *exe, const Wanted *w, const char *setting)
{
    const char *run[] = {exe, NULL};
    Args env = {0};
    args_push_words(t->arena, &env, setting);
    vec_push(t->arena, &env, (const char *)NULL);
    Proc p = {.argv = run, .env = env.p, .timeout = RUN_SECONDS, .quit_first = true};
    proc_run(&p);
    size_t before = t->why.n;
    if (p.exit_code != w->exit_code) {
        test_fail(t, "  %s, want %ld", proc_status(t->arena, &p), w->exit_code);
        tail_of(t, "stderr", sb_str(&p.err));
    }
    compare_text(t, sb_str(&p.out), w->out);
    if (w->has_err) contains_lines(t, "stderr", sb_str(&p.err), w->err);
    if (t->why.n > before && *setting) test_fail(t, "  under %s", setting);
    proc_release(&p);
}

static void judge(Test *t, const char *exe)
{
    Wanted w = {0};
    read_wanted(t, &w);
    if (t->stress->n == 0) run_once(t, exe, &w, "");
    for (uint32_t i = 0; i < t->stress->n; i++) run_once(t, exe, &w, t->stress->p[i]);
}

// What a folder's env.txt sets for the build: "NAME=value NAME=value".
static Args build_env(Test *t)
{
    Str text;
    Args env = {0};
    if (read_whole(t->arena, arena_printf(t->arena, "%s/env.txt", t->path), &text))
        args_push_words(t->arena, &env, arena_strndup(t->arena, text.p, text.n));
    vec_push(t->arena, &env, (const char *)NULL);
    return env;
}

// A module with want.test has tests of its own, whose verbose output holds those lines.
static void run_own_tests(Test *t)
{
    Str want;
    Err err = file_read(t->arena, arena_printf(t->arena, "%s/want.test", t->path), &want);
    if (err_is(err)) {
        err_release(&err);
        return;
    }
    const char *test[] = {test_undergo(t), "test", "-C",     t->path, "-vet=off",
                          "-count=1",      "-v",   "-cover", "./...", NULL};
    Proc p = {.argv = test, .timeout = BUILD_SECONDS, .merge = true};
    proc_run(&p);
    if (p.exit_code != 0) {
        test_fail(t, "  test: %s", proc_status(t->arena, &p));
        tail_of(t, "output", sb_str(&p.out));
    } else {
        contains_lines(t, "test", sb_str(&p.out), want);
    }
    proc_release(&p);
}

// A module that requires others, by its go.sum, needs them from a proxy or the module cache: where neither has them it
// can't be built, which is said.
static bool modules_missing(Test *t)
{
    if (!file_exists(arena_printf(t->arena, "%s/go.sum", t->path))) return false;
    const char *download[] = {test_undergo(t), "mod", "download", NULL};
    Proc p = {.argv = download, .dir = t->path, .timeout = BUILD_SECONDS, .merge = true};
    proc_run(&p);
    const char *bad = NULL;
    Regex *no_network = regex_new(t->arena,
                                  STR("(?i)could ?n.t (resolve|connect)|could not (resolve|connect)|no such host|timed "
                                      "out|GOPROXY=off|refused|unreachable"),
                                  &bad);
    t->skipped = p.timed_out || (p.exit_code != 0 && regex_matches(no_network, sb_str(&p.out)));
    if (t->skipped) {
        Str out = sb_str(&p.out), line = next_line(&out);
        t->skip_why = arena_printf(t->arena, "no module proxy: %.*s", STR_FMT(line));
    }
    regex_free(no_network);
    proc_release(&p);
    return t->skipped;
}

void run_program(Test *t)
{
    if (modules_missing(t)) return;
    const char *dir = temp_dir(t->arena, "test");
    const char *exe = arena_printf(t->arena, "%s/prog", dir);
    // A folder is one main.go, or a module of its own.
    bool dir_given = dir_exists(t->path), module = file_exists(arena_printf(t->arena, "%s/go.mod", t->path));
    const char *what = module ? "." : dir_given ? arena_printf(t->arena, "%s/main.go", t->path) : t->path;
    const char *build[] = {test_undergo(t), "build", "-C", module ? t->path : ".", "-o", exe, what, NULL};
    Args env = build_env(t);
    Proc b = {.argv = build, .env = env.p, .timeout = BUILD_SECONDS, .merge = true};
    proc_run(&b);
    if (b.exit_code != 0) {
        test_fail(t, "  build: %s", proc_status(t->arena, &b));
        tail_of(t, "output", sb_str(&b.out));
    } else {
        judge(t, exe);
        if (module) run_own_tests(t);
    }
    proc_release(&b);
    remove_tree(dir);
}

// A C program that make has built, in the build directory under its own path.
void run_c_program(Test *t)
{
    judge(t, arena_printf(t->arena, "%s/%.*s", t->build, (int)(strrchr(t->path, '.') - t->path), t->path));
}
