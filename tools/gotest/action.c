// What each action of a recipe does, with the project's compiler in the place of gc.
//
// Directory tests compile every file group as a package test/NAME that others import as
// "./NAME", where NAME is its first file: the compiler's -localdir is pointed at a tree of links
// of that shape. A plain `go tool compile` allows functions without body, hence -complete=false.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "gotest.h"

static const char *in_work(GoTest *t, const char *name) { return arena_printf(t->arena, "%s/%s", t->work, name); }

static Str first_line(Str s)
{
    while (s.n && (s.p[0] == '\n' || s.p[0] == ' ')) s.p++, s.n--;
    return next_line(&s);
}

// The line of a command's output that tells most about its failure.
static Str telling_line(Str out)
{
    Str rest = out, internal = {0}, plain = {0};
    while (rest.n) {
        Str line = next_line(&rest);
        if (memmem(line.p, line.n, "internal error", 14)) {
            internal = line;
            if (rest.n && rest.p[0] == '\t') internal = first_line((Str){rest.p + 1, rest.n - 1});
            return internal;
        }
        if (!plain.n && line.n && line.p[0] != '#') plain = line;
    }
    return plain.n ? plain : first_line(out);
}

static void note_internal(GoTest *t, Str out)
{
    if (memmem(out.p, out.n, "internal error", 14)) t->internal_error = true;
}

// The tests' environment: the tree, our own `go`, and no surprises from the caller's settings.
static const char *const *environment(GoTest *t)
{
    Arena *a = t->arena;
    Args env = {0};
    for (uint32_t i = 0; i < t->env.n; i++) vec_push(a, &env, t->env.p[i]);
    vec_push(a, &env, (const char *)arena_printf(a, "GOROOT=%s", t->d->goroot));
    vec_push(a, &env, (const char *)arena_printf(a, "PATH=%s:%s", t->d->tools, getenv("PATH")));
    vec_push(a, &env, "GO111MODULE=");
    vec_push(a, &env, "GOFLAGS=");
    vec_push(a, &env, "GOWORK=off");
    vec_push(a, &env, "STDLIB_IMPORTCFG=/dev/null");
    if (t->setting) args_push_words(a, &env, t->setting);
    vec_push(a, &env, (const char *)NULL);
    return env.p;
}

// Runs a command; its output, both streams, goes to *out. False if it failed.
static bool command(GoTest *t, Args argv, const char *dir, Str *out, const char **status)
{
    vec_push(t->arena, &argv, (const char *)NULL);
    Proc p = {
        .argv = argv.p,
        .dir = dir,
        .env = environment(t),
        .timeout = t->timeout * t->d->slow,
        .merge = true,
        .quit_first = true,
    };
    proc_run(&p);
    *out = str_dup(t->arena, sb_str(&p.out));
    if (p.err.n) *out = str_dup(t->arena, sb_str(&p.err));
    *status = proc_status(t->arena, &p);
    bool ok = p.exit_code == 0;
    if (p.exit_code == 3 || (p.signal && !p.timed_out && argv.p[0] == t->d->undergo))
        note_internal(t, STR("internal error"));
    proc_release(&p);
    return ok;
}

static const char *joined(GoTest *t, const Args *words)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < words->n; i++) {
        if (i) sb_putc(&b, ' ');
        if (strchr(words->p[i], ' ')) {
            sb_printf(&b, "'%s'", words->p[i]);
        } else {
            sb_puts(&b, words->p[i]);
        }
    }
    const char *s = arena_strndup(t->arena, b.p ? b.p : "", b.n);
    sb_release(&b);
    return s;
}

// undergo build with the recipe's flags as compiler flags. out NULL: no linking.
static Args compile_command(GoTest *t, const char *out)
{
    Arena *a = t->arena;
    Args argv = {0};
    vec_push(a, &argv, t->d->undergo);
    vec_push(a, &argv, "build");
    vec_push(a, &argv, "-p=1");
    vec_push(a, &argv, (const char *)arena_printf(a, "-gcflags=-e -complete=false %s", joined(t, &t->flags)));
    if (out) {
        vec_push(a, &argv, "-o");
        vec_push(a, &argv, out);
    } else {
        vec_push(a, &argv, "-compileonly");
    }
    return argv;
}

// A build that must work.
static bool build(GoTest *t, Args argv)
{
    Str out;
    const char *status;
    if (command(t, argv, NULL, &out, &status)) return true;
    note_internal(t, out);
    Str line = telling_line(out);
    if (line.n == 0) line = str_from(status);
    test_failed(t, "build: %.*s", STR_FMT(line));
    return false;
}

static void check_output(GoTest *t, Str got)
{
    const char *path = arena_printf(t->arena, "%.*s.out", (int)strlen(t->path) - 3, t->path);
    Str want = {0};
    if (file_exists(path)) read_whole(t->arena, path, &want);
    if (str_eq(got, want)) return;
    uint32_t n = 1;
    while (got.n && want.n) {
        Str g = next_line(&got), w = next_line(&want);
        if (!str_eq(g, w)) {
            test_failed(t, "output line %u: got %.*s, want %.*s", n, STR_FMT(g), STR_FMT(w));
            return;
        }
        n++;
    }
    Str rest = got.n ? got : want, line = next_line(&rest);
    test_failed(t, "output line %u: %s: %.*s", n, got.n ? "not wanted" : "missing", STR_FMT(line));
}

static void run_once(GoTest *t, const char *exe, const char *dir)
{
    Args argv = {0};
    vec_push(t->arena, &argv, exe);
    for (uint32_t i = 0; i < t->args.n; i++) vec_push(t->arena, &argv, t->args.p[i]);
    Str out;
    const char *status;
    if (command(t, argv, dir, &out, &status)) {
        check_output(t, out);
        return;
    }
    Str line = first_line(out);
    test_failed(t, "run: %s: %.*s", status, STR_FMT(line));
}

// With -stress, a failure is one that the plain run doesn't have.
static void run_program(GoTest *t, const char *exe, const char *dir)
{
    enum { STRESS_TIME = 5 }; // times the plain limit
    run_once(t, exe, dir);
    const Args *stress = &t->d->stress;
    t->timeout *= STRESS_TIME;
    for (uint32_t i = 0; i < stress->n && t->outcome == OUT_PASS; i++) {
        t->setting = stress->p[i];
        run_once(t, exe, dir);
    }
}

// ---- One file
static const char *source_file(GoTest *t) { return t->path; }

// go run and go build take build flags, not the compiler's.
static Args build_command(GoTest *t, const char *out, const char *file)
{
    Args argv = {0};
    vec_push(t->arena, &argv, t->d->undergo);
    vec_push(t->arena, &argv, "build");
    vec_push(t->arena, &argv, "-p=1");
    for (uint32_t i = 0; i < t->flags.n; i++) vec_push(t->arena, &argv, t->flags.p[i]);
    vec_push(t->arena, &argv, "-o");
    vec_push(t->arena, &argv, out);
    vec_push(t->arena, &argv, file);
    while (t->args.n && str_has_suffix(str_from(t->args.p[0]), STR(".go"))) { // more files, as go run takes them
        vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "%s/%s", t->dir, t->args.p[0]));
        t->args.p++, t->args.n--;
    }
    return argv;
}

static void do_run(GoTest *t)
{
    const char *exe = in_work(t, "a.exe");
    if (build(t, build_command(t, exe, source_file(t)))) run_program(t, exe, t->d->test_dir);
}

static void do_compile(GoTest *t)
{
    Args argv = compile_command(t, NULL);
    vec_push(t->arena, &argv, source_file(t));
    build(t, argv);
}

static void do_build(GoTest *t) { build(t, build_command(t, in_work(t, "a.exe"), source_file(t))); }

static void check_errors(GoTest *t, Args files, const Args *sources, bool want_error, const char *localdir)
{
    Arena *a = t->arena;
    Args argv = {0};
    vec_push(a, &argv, t->d->undergo);
    vec_push(a, &argv, "build");
    vec_push(a, &argv, "-compileonly");
    vec_push(a, &argv, "--dump=ir:-"); // stop before C
    vec_push(a, &argv, (const char *)arena_printf(a, "-localdir=%s", localdir ? localdir : t->work));
    vec_push(a, &argv, (const char *)arena_printf(a, "-gcflags=-e -complete=false %s", joined(t, &t->flags)));
    for (uint32_t i = 0; i < files.n; i++) vec_push(a, &argv, files.p[i]);
    Str out;
    const char *status;
    bool ok = command(t, argv, NULL, &out, &status);
    note_internal(t, out);
    if (ok && want_error) test_failed(t, "compilation succeeded, errors were wanted");
    if (!ok && !want_error) {
        Str line = telling_line(out);
        test_failed(t, "compilation failed: %.*s", STR_FMT(line));
    }
    errcheck(t, out, sources);
}

static void do_errorcheck(GoTest *t)
{
    Args files = {0};
    vec_push(t->arena, &files, source_file(t));
    check_errors(t, files, &files, t->want_error, NULL);
}

// ---- Generators: the program's output is a program
static bool generate(GoTest *t, const char *to)
{
    const char *exe = in_work(t, "gen.exe");
    if (!build(t, build_command(t, exe, source_file(t)))) return false;
    Args argv = {0};
    vec_push(t->arena, &argv, exe);
    for (uint32_t i = 0; i < t->args.n; i++) vec_push(t->arena, &argv, t->args.p[i]);
    Str out;
    const char *status;
    if (!command(t, argv, t->d->test_dir, &out, &status)) {
        Str line = first_line(out);
        test_failed(t, "generator: %s: %.*s", status, STR_FMT(line));
        return false;
    }
    write_whole(to, out);
    return true;
}

static void do_runoutput(GoTest *t)
{
    const char *file = in_work(t, "tmp__.go"), *exe = in_work(t, "a.exe");
    if (!generate(t, file)) return;
    t->args.n = 0;
    if (build(t, build_command(t, exe, file))) run_program(t, exe, t->d->test_dir);
}

static void do_errorcheckoutput(GoTest *t)
{
    const char *file = in_work(t, "tmp__.go");
    if (!generate(t, file)) return;
    Args files = {0};
    vec_push(t->arena, &files, file);
    check_errors(t, files, &files, t->want_error, NULL);
}

// ---- Directories
typedef struct FileGroup {
    Str package;
    Args files;
} FileGroup; // file names
typedef VEC(FileGroup) FileGroups;

static const char *test_folder(GoTest *t)
{
    return arena_printf(t->arena, "%.*s.dir", (int)strlen(t->path) - 3, t->path);
}

static Str package_of(GoTest *t, const char *path)
{
    Str text;
    if (!read_whole(t->arena, path, &text)) return (Str){0};
    while (text.n) {
        Str line = next_line(&text);
        if (!str_has_prefix(line, STR("package "))) continue;
        line.p += 8, line.n -= 8;
        size_t n = 0;
        while (n < line.n && line.p[n] != ' ' && line.p[n] != ';' && line.p[n] != '\t' && line.p[n] != '\r') n++;
        return (Str){line.p, n};
    }
    return (Str){0};
}

// The packages of a directory in the order of their first files.
static void group_files(GoTest *t, const char *dir, FileGroups *out)
{
    Args names = dir_list(t->arena, dir, ".go");
    for (uint32_t i = 0; i < names.n; i++) {
        Str pkg = package_of(t, arena_printf(t->arena, "%s/%s", dir, names.p[i]));
        uint32_t k = 0;
        while (k < out->n && (t->single_file_packages || !str_eq(out->p[k].package, pkg))) k++;
        if (k == out->n) vec_push(t->arena, out, ((FileGroup){.package = pkg}));
        vec_push(t->arena, &out->p[k].files, names.p[i]);
    }
}

// Links work/NAME/FILE to the sources of the package named after its first file.
static void link_tree(GoTest *t, const char *dir, const FileGroups *groups, const char *tree)
{
    for (uint32_t i = 0; i < groups->n; i++) {
        const Args *files = &groups->p[i].files;
        const char *pkg = arena_printf(t->arena, "%s/%.*s", tree, (int)strlen(files->p[0]) - 3, files->p[0]);
        make_dirs(pkg);
        for (uint32_t k = 0; k < files->n; k++) {
            const char *to = arena_printf(t->arena, "%s/%s", pkg, files->p[k]);
            if (symlink(arena_printf(t->arena, "%s/%s", dir, files->p[k]), to) != 0 && errno != EEXIST)
                test_failed(t, "symlink %s", to);
        }
    }
}

static Args group_paths(GoTest *t, const char *dir, const FileGroup *g)
{
    Args out = {0};
    for (uint32_t i = 0; i < g->files.n; i++)
        vec_push(t->arena, &out, (const char *)arena_printf(t->arena, "%s/%s", dir, g->files.p[i]));
    return out;
}

typedef struct DirTest {
    const char *dir, *tree;
    FileGroups groups;
} DirTest;

static bool open_dir(GoTest *t, DirTest *d)
{
    *d = (DirTest){.dir = test_folder(t), .tree = in_work(t, "tree")};
    group_files(t, d->dir, &d->groups);
    if (d->groups.n == 0) {
        test_failed(t, "no files in %s", d->dir);
        return false;
    }
    link_tree(t, d->dir, &d->groups, d->tree);
    return true;
}

static void do_compiledir(GoTest *t)
{
    DirTest d;
    if (!open_dir(t, &d)) return;
    for (uint32_t i = 0; i < d.groups.n; i++) {
        Args argv = compile_command(t, NULL), paths = group_paths(t, d.dir, &d.groups.p[i]);
        vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "-localdir=%s", d.tree));
        for (uint32_t k = 0; k < paths.n; k++) vec_push(t->arena, &argv, paths.p[k]);
        if (!build(t, argv)) return;
    }
}

static void do_errorcheckdir(GoTest *t)
{
    DirTest d;
    if (!open_dir(t, &d)) return;
    uint32_t error_at = d.groups.n - (t->action == ACTION_errorcheckandrundir ? 2 : 1);
    for (uint32_t i = 0; i < d.groups.n; i++) {
        Args paths = group_paths(t, d.dir, &d.groups.p[i]);
        check_errors(t, paths, &paths, t->want_error && i == error_at, d.tree);
    }
}

// Splits "-ldflags X…" off the compiler's flags.
static void split_ldflags(GoTest *t, Args *ld)
{
    for (uint32_t i = 0; i < t->flags.n; i++) {
        if (strcmp(t->flags.p[i], "-ldflags") != 0) continue;
        for (uint32_t k = i + 1; k < t->flags.n; k++) vec_push(t->arena, ld, t->flags.p[k]);
        t->flags.n = i;
    }
}

static void do_rundir(GoTest *t)
{
    DirTest d;
    Args ld = {0};
    split_ldflags(t, &ld);
    if (!open_dir(t, &d)) return;
    const char *exe = in_work(t, "a.exe");
    Args argv = compile_command(t, exe), paths = group_paths(t, d.dir, &d.groups.p[d.groups.n - 1]);
    vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "-localdir=%s", d.tree));
    if (ld.n) vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "-ldflags=%s", joined(t, &ld)));
    for (uint32_t k = 0; k < paths.n; k++) vec_push(t->arena, &argv, paths.p[k]);
    if (build(t, argv)) run_program(t, exe, t->work);
}

static void do_errorcheckandrundir(GoTest *t)
{
    do_errorcheckdir(t);
    if (!t->why) do_rundir(t);
}

static bool copy_tree(GoTest *t, const char *from, const char *to)
{
    make_dirs(to);
    Args argv = {0};
    args_push_words(t->arena, &argv, "cp -RL");
    vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "%s/.", from));
    vec_push(t->arena, &argv, to);
    Str out;
    const char *status;
    return command(t, argv, NULL, &out, &status);
}

// The folder as a module of its own; run says whether its program runs, too.
static void build_module(GoTest *t, bool run)
{
    const char *dir = test_folder(t), *slash = strrchr(dir, '/');
    const char *module = slash ? slash + 1 : dir, *to = in_work(t, module), *exe = in_work(t, "a.exe");
    if (!copy_tree(t, dir, to)) {
        test_failed(t, "cannot copy %s", dir);
        return;
    }
    const char *mod = arena_printf(t->arena, "module %s\ngo %s\n", module, t->mod_version);
    write_whole(arena_printf(t->arena, "%s/go.mod", to), str_from(mod));
    Args argv = build_command(t, exe, ".");
    Str out;
    const char *status;
    if (!command(t, argv, to, &out, &status)) {
        note_internal(t, out);
        Str line = telling_line(out);
        test_failed(t, "build: %.*s", STR_FMT(line));
        return;
    }
    if (run) run_program(t, exe, to);
}

static void do_builddir(GoTest *t)
{
    const char *dir = test_folder(t), *exe = in_work(t, "a.exe");
    bool run = t->action == ACTION_buildrundir;
    if (dir_list(t->arena, dir, ".s").n) { // assembly belongs to packages, not to lists of files
        build_module(t, run);
        return;
    }
    Args names = dir_list(t->arena, dir, ".go"), argv = compile_command(t, exe);
    for (uint32_t i = 0; i < names.n; i++)
        vec_push(t->arena, &argv, (const char *)arena_printf(t->arena, "%s/%s", dir, names.p[i]));
    if (build(t, argv) && run) run_program(t, exe, t->work);
}

static void do_runindir(GoTest *t) { build_module(t, true); }

void action_run(GoTest *t)
{
    switch (t->action) {
    case ACTION_run:
    case ACTION_buildrun: do_run(t); break;
    case ACTION_rundir: do_rundir(t); break;
    case ACTION_runoutput: do_runoutput(t); break;
    case ACTION_runindir: do_runindir(t); break;
    case ACTION_build: do_build(t); break;
    case ACTION_builddir:
    case ACTION_buildrundir: do_builddir(t); break;
    case ACTION_compile: do_compile(t); break;
    case ACTION_compiledir: do_compiledir(t); break;
    case ACTION_errorcheck:
    case ACTION_errorcheckwithauto: do_errorcheck(t); break;
    case ACTION_errorcheckdir: do_errorcheckdir(t); break;
    case ACTION_errorcheckoutput: do_errorcheckoutput(t); break;
    case ACTION_errorcheckandrundir: do_errorcheckandrundir(t); break;
    case ACTION_asmcheck:
    case ACTION_skip:
    case ACTION_NONE:
    case ACTION_COUNT: break;
    }
}
