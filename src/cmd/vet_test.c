// Vet before tests: a subset of the analyses, or those that -vet names.
#include "cmd/vet.h"

static const char *const by_default[] = {"-atomic",   "-bool",          "-buildtags", "-directive",
                                         "-errorsas", "-ifaceassert",   "-nilfunc",   "-printf",
                                         "-slog",     "-stringintconv", "-tests"};

static int name_analyses(Session *s, const Command *c, const char *value, TestVet *v)
{
    VetToolFlags known = {0};
    const char *single = "";
    for (const char *at = value;; at++) {
        Str name = {at, strcspn(at, ",")};
        at += name.n;
        if (name.n == 0)
            return usage_error(c, "invalid value \"%s\" for flag -vet: -vet argument contains empty list element",
                               value);
        if (str_eqz(name, "all") || str_eqz(name, "off")) {
            single = arena_strndup(s->arena, name.p, name.n);
            v->off = str_eqz(name, "off");
        } else {
            Err err = known.n ? ERR_NONE : vet_tool_open(s, "", "vet", &v->tool);
            if (!err_is(err) && !known.n) err = vet_tool_flags(s, &v->tool, &known);
            if (err_is(err)) return report_err(err);
            if (!vet_tool_flag(&known, name))
                return usage_error(c,
                                   "invalid value \"%s\" for flag -vet: -vet argument must be a supported analyzer or "
                                   "a distinguished value; found %.*s",
                                   value, STR_FMT(name));
            vec_push(s->arena, &v->tool.flags, str_from(arena_printf(s->arena, "-%.*s", STR_FMT(name))));
        }
        if (!*at) break;
    }
    if (v->tool.flags.n && *single)
        return usage_error(c,
                           "invalid value \"%s\" for flag -vet: -vet does not accept \"%s\" in a list with other "
                           "analyzers",
                           value, single);
    return 0;
}

int test_vet_init(Session *s, const Command *c, const char *value, TestVet *out)
{
    *out = (TestVet){.is_explicit = *value};
    if (strpbrk(value, "= "))
        return usage_error(c, "invalid value \"%s\" for flag -vet: -vet argument %s", value,
                           strchr(value, '=') ? "cannot contain equal signs"
                                              : "is comma-separated list, cannot contain spaces");
    if (*value) {
        int code = name_analyses(s, c, value, out);
        if (code || out->off) return code;
    }
    StrVec flags = out->tool.flags;
    Err err = vet_tool_open(s, "", "vet", &out->tool);
    if (err_is(err)) return report_err(err);
    out->tool.flags = flags;
    for (size_t i = 0; i < ARRAY_LEN(by_default) && !*value; i++)
        vec_push(s->arena, &out->tool.flags, str_from(by_default[i]));
    return 0;
}

static void print(Arena *a, const char *cwd, const VetTool *tool, const VetResult *r)
{
    Str path = r->pkg->import_path;
    const char *space = memchr(path.p, ' ', path.n);
    if (space) path.n = (size_t)(space - path.p);
    fprintf(stderr, "# %.*s\n# [%.*s]\n", STR_FMT(path), STR_FMT(path));
    for (Str rest = r->output; rest.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        Str line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        rest.p += line.n + (nl != NULL), rest.n -= line.n + (nl != NULL);
        fprintf(stderr, "%.*s\n", STR_FMT(vet_line(a, cwd, tool, line, "./")));
    }
}

Err test_vet(BuildShared *shared, const TestVet *v, const LoadTest *t, bool *ok)
{
    Build b;
    build_init(&b, shared);
    LoadPkgs roots = {0};
    if (t->ptest->files.n) vec_push(b.arena, &roots, t->ptest);
    if (t->pxtest) vec_push(b.arena, &roots, t->pxtest);
    // The Go tree's own packages are held to nearly all analyses.
    StrVec of_std = {0};
    vec_push(b.arena, &of_std, STR("-unsafeptr=false"));
    vec_push(b.arena, &of_std, STR("-unreachable=false"));
    VetTool tool = v->tool;
    if (!v->is_explicit) tool.std_flags = &of_std;
    VetResults results = {0};
    Err err = build_vet(&b, &roots, &tool, &results, ok);
    for (uint32_t i = 0; i < results.n && *ok && !err_is(err); i++) { // the first that failed stands for the others
        if (!results.p[i].failed) continue;
        print(b.arena, shared->loader->cwd, &tool, &results.p[i]);
        *ok = false;
    }
    build_release(&b);
    return err;
}
