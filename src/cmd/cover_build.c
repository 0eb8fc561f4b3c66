// Coverage of programs: -cover of build, run and install, and what -coverpkg selects.
#include "cmd/cover.h"

void cover_flags(Session *s, CoverFlags *f)
{
    *f = (CoverFlags){.mode = "", .packages = ""};
    flag_add(&s->flags, "cover", FLAG_BOOL, &f->on);
    flag_add(&s->flags, "covermode", FLAG_STRING, &f->mode);
    flag_add(&s->flags, "coverpkg", FLAG_STRING, &f->packages);
}

static void split_patterns(Arena *a, const char *list, StrVec *out)
{
    for (const char *at = list; *at;) {
        size_t n = strcspn(at, ",");
        if (n) vec_push(a, out, ((Str){at, n}));
        at += n + (at[n] == ',');
    }
}

static bool pattern_matches(Session *s, Str pattern, const LoadPkg *p)
{
    if (str_eqz(pattern, "all")) return true;
    if (str_eqz(pattern, "std")) return p->standard;
    if (pattern.p[0] != '.') return load_match_dots(pattern, p->import_path);
    const char *dir = path_abs(s->arena, s->cwd, arena_strndup(s->arena, pattern.p, pattern.n));
    return load_match_dots(str_from(dir), p->dir);
}

bool cover_selects(Session *s, const StrVec *patterns, const LoadPkg *p, bool *matched)
{
    bool any = false;
    for (uint32_t i = 0; i < patterns->n; i++) {
        if (!pattern_matches(s, patterns->p[i], p)) continue;
        any = true;
        if (matched) matched[i] = true;
    }
    return any;
}

int cover_open(Session *s, const Command *c, CoverFlags *f, CoverTool *tool, StrVec *patterns)
{
    f->on |= *f->mode || *f->packages;
    if (!f->on) return 0;
    if (!*f->mode) f->mode = "set";
    if (strcmp(f->mode, "set") != 0 && strcmp(f->mode, "count") != 0 && strcmp(f->mode, "atomic") != 0)
        return usage_error(
            c, "invalid value \"%s\" for flag -covermode: valid modes are \"set\", \"count\", or \"atomic\"", f->mode);
    tool->mode = f->mode;
    split_patterns(s->arena, f->packages, patterns);
    Err err = tool_build(s, "cmd/cover", &tool->path);
    if (err_is(err)) return report_err(err);
    tool->identity = str_from(path_base(tool->path));
    return 0;
}

Err cover_programs(Session *s, BuildShared *shared, const CoverFlags *f, const CoverTool *tool, const StrVec *patterns,
                   const LoadPkgs *roots)
{
    if (!f->on) return ERR_NONE;
    LoadPkgs all = {0};
    load_closure(s->arena, roots, &all);
    bool *matched = ARENA_ARRAY(s->arena, bool, patterns->n + 1);
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < all.n && !err_is(err); i++) {
        LoadPkg *p = all.p[i];
        bool own = p->cmdline || (p->module && p->module->main);
        Str meta;
        if (patterns->n ? cover_selects(s, patterns, p, matched) : own) err = build_cover(shared, tool, p, &meta);
        if (p->main && p->matched) build_cover_hook(shared, p);
    }
    for (uint32_t i = 0; i < patterns->n; i++)
        if (!matched[i])
            fprintf(stderr, "warning: no packages being built depend on matches for pattern %.*s\n",
                    STR_FMT(patterns->p[i]));
    return err;
}
