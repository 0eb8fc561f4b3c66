// undergo vet and fix: analyses of packages with their tests.
//
// The tool's flags are not known before it is asked, so arguments are sorted first: those of the build, those of
// the tool, which are handed on as they were written, and packages.
#include <stdlib.h>

#include "cmd/vet.h"

typedef struct VetRun {
    Session *s;
    const char *tool_path, *context;
    bool json, fix, diff;
    bool is_explicit;
    VetTool tool;
    BuildShared shared;
    bool failed;
} VetRun;

// ---- Arguments

// -NAME=value or -NAME value, wherever it stands before the first package.
static const char *tool_argument(const char *flag, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        const char *value;
        if (argv[i][0] != '-' || !str_eqz(flag_name(argv[i], &value), flag)) continue;
        if (value) return value;
        if (i + 1 < argc) return argv[i + 1];
    }
    return "";
}

static int tool_usage(const Command *c, const char *fmt, Str what)
{
    fprintf(stderr, fmt, STR_FMT(what));
    fprintf(stderr,
            "\nusage: undergo %s\nRun 'undergo help %s' for details.\n"
            "Run 'undergo tool %s help' for a full list of flags and analyzers.\n"
            "Run 'undergo tool %s -help' for an overview.\n",
            c->usage, c->name, c->name, c->name);
    return EXIT_USAGE;
}

static int sort_arguments(VetRun *v, const Command *c, const VetToolFlags *known, int argc, char **argv, ArgVec *own)
{
    Session *s = v->s;
    ArgVec from_env = {0};
    session_goflags(s, &from_env);
    for (uint32_t i = 0; i < from_env.n; i++) {
        const char *value;
        Str name = flag_name(from_env.p[i], &value);
        if (vet_tool_flag(known, name) && !flag_find(&s->flags, name))
            vec_push(s->arena, &v->tool.flags, str_from(from_env.p[i]));
    }
    int i = 0;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--") != 0; i++) {
        const char *value;
        Str name = flag_name(argv[i], &value);
        const Flag *flag = flag_find(&s->flags, name);
        const VetToolFlag *of_tool = vet_tool_flag(known, name);
        if (str_eqz(name, "complete")) {
            for (uint32_t k = 0; k < known->n; k++) printf("-%.*s\n", STR_FMT(known->p[k].name));
            return flag_list(&s->flags);
        }
        if (str_eqz(name, "h") || str_eqz(name, "help")) return tool_usage(c, "%.*s", STR(""));
        if (!flag && !of_tool) return tool_usage(c, "flag provided but not defined: -%.*s", name);
        bool takes = flag ? flag->kind != FLAG_BOOL && flag->kind != FLAG_OPTIONAL : !of_tool->is_bool;
        bool two = takes && !value;
        if (two && i + 1 >= argc) return tool_usage(c, "flag needs an argument: -%.*s", name);
        for (int k = 0; k <= two; k++) {
            if (flag) {
                vec_push(s->arena, own, (const char *)argv[i + k]);
            } else {
                vec_push(s->arena, &v->tool.flags, str_from(argv[i + k]));
            }
        }
        i += two;
    }
    for (; i < argc; i++) vec_push(s->arena, own, (const char *)argv[i]);
    return 0;
}

static Err add_own_flags(VetRun *v, const Command *c)
{
    Arena *a = v->s->arena;
    bool fixes = v->fix || strcmp(c->name, "fix") == 0;
    v->is_explicit = v->tool.flags.n > 0 || *v->tool_path;
    if (v->json && v->diff) return err_new("-json and -diff cannot be used together");
    if (v->diff && !fixes) return err_new("undergo vet -diff flag requires -fix");
    if (*v->context && fixes) return err_new("-c flag cannot be used when applying fixes");
    if (v->json) vec_push(a, &v->tool.flags, STR("-json"));
    if (fixes && !v->json) vec_push(a, &v->tool.flags, STR("-fix"));
    if (v->diff) vec_push(a, &v->tool.flags, STR("-diff"));
    if (*v->context) vec_push(a, &v->tool.flags, str_from(arena_printf(a, "-c=%s", v->context)));
    v->tool.changes = fixes && !v->json && !v->diff;
    return ERR_NONE;
}

// ---- Results

static void print_result(VetRun *v, const VetResult *r)
{
    Arena *a = v->s->arena;
    if ((v->json && !r->failed) || v->diff) {
        fwrite(r->output.p, 1, r->output.n, r->failed ? stderr : stdout);
        v->failed |= r->failed || (v->diff && r->output.n);
        return;
    }
    bool headed = false;
    for (Str rest = r->output; rest.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        Str line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        rest.p += line.n + (nl != NULL), rest.n -= line.n + (nl != NULL);
        Str own = str_from(arena_printf(a, "%s: ", v->tool.name));
        if (str_has_prefix(line, own) && !headed) {
            Str path = r->pkg->import_path;
            const char *space = memchr(path.p, ' ', path.n);
            if (space) path.n = (size_t)(space - path.p);
            fprintf(stderr, "# %.*s\n", STR_FMT(path));
            if (space || r->pkg->main) fprintf(stderr, "# [%.*s]\n", STR_FMT(path)); // as a test, as go has it
            headed = true;
        }
        fprintf(stderr, "%.*s\n", STR_FMT(vet_line(a, v->s->cwd, &v->tool, line, "")));
    }
    v->failed |= r->failed;
}

// What keeps the tests from being loaded; one error stands for all.
static void print_first(void *ctx, const LoadPkg *p, const char *text)
{
    (void)p;
    if ((*(uint32_t *)ctx)++ == 0) fprintf(stderr, "%s\n", text);
}

static bool report_first(VetRun *v, const LoadPkgs *roots)
{
    uint32_t n = 0;
    return load_each_error(&v->s->loader, roots, print_first, &n) > 0;
}

static Err vet_package(VetRun *v, const Command *c, LoadPkg *p)
{
    LoadTest t;
    if (v->tool.changes &&
        ((p->standard && str_has_prefix(p->import_path, STR("vendor/"))) || (p->module && !p->module->main)))
        return ERR_NONE; // not the user's to change
    Err err = load_test(&v->s->loader, p, &t);
    if (err_is(err)) return err;
    Build b;
    build_init(&b, &v->shared);
    LoadPkgs roots = {0};
    if (t.ptest->files.n) vec_push(b.arena, &roots, t.ptest);
    if (t.pxtest) vec_push(b.arena, &roots, t.pxtest);
    bool ok = true;
    if (roots.n == 0) {
        fprintf(stderr, "undergo: can't %s %.*s: no Go files in %.*s\n", c->name, STR_FMT(p->import_path),
                STR_FMT(p->dir));
        v->failed = true;
    } else if (report_first(v, &roots)) {
        v->failed = true;
    } else {
        StrVec of_std = {0};
        vec_push(b.arena, &of_std, STR("-unsafeptr=false"));
        VetTool tool = v->tool;
        if (!v->is_explicit && strcmp(c->name, "vet") == 0 && !tool.changes && !v->json) tool.std_flags = &of_std;
        VetResults results = {0};
        err = build_vet(&b, &roots, &tool, &results, &ok);
        for (uint32_t i = 0; i < results.n && !err_is(err); i++) print_result(v, &results.p[i]);
        v->failed |= !ok;
    }
    build_release(&b);
    return err;
}

static int run_vet(const Command *c, int argc, char **argv, const char *tool_flag)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    VetRun v = {.s = &s, .context = "", .tool_path = tool_argument(tool_flag, argc, argv)};
    flag_add(&s.flags, tool_flag, FLAG_STRING, &v.tool_path);
    flag_add(&s.flags, "json", FLAG_BOOL, &v.json);
    flag_add(&s.flags, "diff", FLAG_BOOL, &v.diff);
    flag_add(&s.flags, "c", FLAG_STRING, &v.context);
    if (strcmp(c->name, "vet") == 0) flag_add(&s.flags, "fix", FLAG_BOOL, &v.fix);
    VetToolFlags known = {0};
    ArgVec own = {0};
    Err err = session_chdir(&s);
    if (!err_is(err)) err = vet_tool_open(&s, v.tool_path, c->name, &v.tool);
    if (!err_is(err)) err = vet_tool_flags(&s, &v.tool, &known);
    if (err_is(err)) {
        report_err(err);
        return EXIT_USAGE;
    }
    int code = sort_arguments(&v, c, &known, argc, argv, &own);
    if (!code) code = session_parse(&s, (int)own.n, (char **)own.p);
    if (code) return code;
    err = add_own_flags(&v, c);
    LoadPkgs roots = {0};
    if (!err_is(err)) err = session_load(&s, s.args.p, s.args.n, &roots);
    if (err_is(err)) return report_err(err);
    if (load_report_errors(&s.loader, &roots, stderr)) return EXIT_ERROR;
    if (roots.n == 0) return report_err(err_new("no packages to %s", c->name));
    err = build_shared_init(&v.shared, s.arena, &s.loader, &s.build);
    for (uint32_t i = 0; i < roots.n && !err_is(err); i++) err = vet_package(&v, c, roots.p[i]);
    if (v.shared.pool) build_shared_finish(&v.shared);
    if (err_is(err)) return report_err(err);
    return v.failed ? EXIT_ERROR : EXIT_OK;
}

int cmd_vet(const Command *c, int argc, char **argv) { return run_vet(c, argc, argv, "vettool"); }
int cmd_fix(const Command *c, int argc, char **argv) { return run_vet(c, argc, argv, "fixtool"); }
