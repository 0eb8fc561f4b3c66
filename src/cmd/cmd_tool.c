// undergo tool and fmt: programs of the Go tree, compiled by Undergo when first asked for and kept in the cache.
//
// `tool` also knows what the main module's go.mod names in tool lines, by the last element or the whole path.
#include <dirent.h>
#include <stdlib.h>

#include "cmd/cmd.h"

// A session of its own: the Go tree is no module of the user's.
Err tool_build(const Session *s, const char *package, const char **exe)
{
    Session in;
    session_init(&in, s->flags.command);
    in.goroot = s->goroot;
    in.build.strip_debug = true;
    in.build.force = false;
    Err err = session_open(&in, false);
    LoadPkgs roots = {0};
    if (!err_is(err)) err = load_patterns(&in.loader, &package, 1, &roots);
    if (err_is(err)) return err;
    if (load_report_errors(&in.loader, &roots, stderr) || roots.n != 1 || !roots.p[0]->main)
        return err_new("%s is no program of the Go tree", package);
    BuildShared shared;
    err = build_shared_init(&shared, in.arena, &in.loader, &in.build);
    if (err_is(err)) return err;
    Build b;
    build_init(&b, &shared);
    bool ok = true;
    err = build_program(&b, roots.p[0], NULL, exe, &ok);
    build_shared_finish(&shared);
    return !err_is(err) && !ok ? err_new("%s cannot be built", package) : err;
}

// ---- tool

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

static bool is_tool(Arena *a, const char *goroot, const char *name)
{
    static const char *const others[] = {"go", "gofmt", "dist", "internal", "testdata", "vendor", "api", "relnote"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (strcmp(name, others[i]) == 0) return false;
    }
    return path_is_dir(arena_printf(a, "%s/src/cmd/%s", goroot, name));
}

static void list_tools(Session *s)
{
    Arena *a = s->arena;
    const char *goroot = s->loader.goroot;
    DIR *d = opendir(arena_printf(a, "%s/src/cmd", goroot));
    ArgVec names = {0};
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] != '.' && is_tool(a, goroot, e->d_name))
            vec_push(a, &names, (const char *)arena_strndup(a, e->d_name, strlen(e->d_name)));
    }
    if (d) closedir(d);
    qsort(names.p, names.n, sizeof *names.p, by_name);
    for (uint32_t i = 0; i < names.n; i++) puts(names.p[i]);
    const ModFile *f = s->loader.mods.main.n ? s->loader.mods.main.p[0]->file : NULL;
    for (uint32_t i = 0; f && i < f->tool.n; i++) printf("%.*s\n", STR_FMT(f->tool.p[i]));
}

// The tool line of go.mod that name means, or NULL.
static const char *module_tool(Session *s, const char *name)
{
    const ModFile *f = s->loader.mods.main.n ? s->loader.mods.main.p[0]->file : NULL;
    for (uint32_t i = 0; f && i < f->tool.n; i++) {
        const char *path = arena_strndup(s->arena, f->tool.p[i].p, f->tool.p[i].n);
        if (strcmp(path, name) == 0 || strcmp(path_base(path), name) == 0) return path;
    }
    return NULL;
}

static Err build_module_tool(Session *s, const char *package, const char **exe)
{
    LoadPkgs roots = {0};
    Err err = load_patterns(&s->loader, &package, 1, &roots);
    if (err_is(err)) return err;
    if (load_report_errors(&s->loader, &roots, stderr) || !roots.p[0]->main)
        return err_new("tool %s is not a main package", package);
    s->build.strip_debug = true;
    BuildShared shared;
    err = build_shared_init(&shared, s->arena, &s->loader, &s->build);
    if (err_is(err)) return err;
    Build b;
    build_init(&b, &shared);
    bool ok = true;
    err = build_program(&b, roots.p[0], NULL, exe, &ok);
    build_shared_finish(&shared);
    return !err_is(err) && !ok ? err_new("tool %s cannot be built", package) : err;
}

int cmd_tool(const Command *c, int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "asm") == 0)
        return tool_asm(c, argc - 1, argv + 1); // gc's makes objects nobody links
    int code = argc > 0 && strcmp(argv[0], "compile") == 0 ? tool_compile(c, argc, argv) : EXIT_OK;
    if (code) return code;
    Session s;
    session_init(&s, c);
    session_flags(&s);
    code = session_parse(&s, argc, argv);
    if (code) return code;
    Err err = session_open(&s, true);
    if (err_is(err)) return report_err(err);
    if (s.args.n == 0) {
        list_tools(&s);
        return EXIT_OK;
    }
    bool tell = s.build.dry_run; // -n: the tool is built, and named
    s.build.dry_run = false;
    const char *name = s.args.p[0], *exe = NULL, *of_module = module_tool(&s, name);
    if (of_module) {
        err = build_module_tool(&s, of_module, &exe);
    } else if (!strchr(name, '/') && is_tool(s.arena, s.loader.goroot, name)) {
        err = tool_build(&s, arena_printf(s.arena, "cmd/%s", name), &exe);
    } else {
        fprintf(stderr, "undergo: no such tool \"%s\"\n", name);
        return EXIT_USAGE;
    }
    if (err_is(err)) return report_err(err);
    if (tell) {
        fputs(exe, stdout);
        for (uint32_t i = 1; i < s.args.n; i++) printf(" %s", s.args.p[i]);
        putchar('\n');
        return EXIT_OK;
    }
    ArgVec cmd = {0};
    vec_push(s.arena, &cmd, path_base(name));
    for (uint32_t i = 1; i < s.args.n; i++) vec_push(s.arena, &cmd, s.args.p[i]);
    vec_push(s.arena, &cmd, (const char *)NULL);
    return run_tool(exe, cmd.p, NULL);
}

// ---- fmt

static void add_files(Session *s, const LoadPkg *p, const LoadFiles *files, ArgVec *to)
{
    for (uint32_t i = 0; i < files->n; i++) {
        const char *path = arena_printf(s->arena, "%.*s/%s", STR_FMT(p->dir), files->p[i]->name);
        vec_push(s->arena, to, path_short(s->arena, s->cwd, path));
    }
}

int cmd_fmt(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    LoadPkgs roots = {0};
    Err err = session_load(&s, s.args.p, s.args.n, &roots);
    const char *exe = NULL;
    if (!err_is(err)) err = tool_build(&s, "cmd/gofmt", &exe);
    if (err_is(err)) return report_err(err);
    ArgVec cmd = {0};
    vec_push(s.arena, &cmd, "gofmt");
    vec_push(s.arena, &cmd, "-l");
    vec_push(s.arena, &cmd, "-w");
    uint32_t flags = cmd.n, errors = 0;
    for (uint32_t i = 0; i < roots.n; i++) {
        LoadPkg *p = roots.p[i];
        if (p->error && p->files.n + p->test_files.n + p->xtest_files.n + p->ignored.n == 0) { // nothing to be read
            LoadPkgs one = {0};
            vec_push(s.arena, &one, p);
            errors += load_report_errors(&s.loader, &one, stderr);
        }
        if (p->standard || !p->module || p->module->main) {
            add_files(&s, p, &p->files, &cmd);
            add_files(&s, p, &p->test_files, &cmd);
            add_files(&s, p, &p->xtest_files, &cmd);
            for (uint32_t k = 0; k < p->ignored.n; k++) {
                const char *path = arena_printf(s.arena, "%.*s/%.*s", STR_FMT(p->dir), STR_FMT(p->ignored.p[k]));
                vec_push(s.arena, &cmd, path_short(s.arena, s.cwd, path));
            }
        }
    }
    if (cmd.n == flags) return errors ? EXIT_ERROR : EXIT_OK;
    vec_push(s.arena, &cmd, (const char *)NULL);
    if (s.build.dry_run) {
        for (uint32_t i = 0; cmd.p[i]; i++) printf("%s%s", i ? " " : "", cmd.p[i]);
        putchar('\n');
        return errors ? EXIT_ERROR : EXIT_OK;
    }
    code = run_program(exe, cmd.p);
    return code || !errors ? code : EXIT_ERROR;
}
