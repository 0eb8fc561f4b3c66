// Build information: what runtime/debug.ReadBuildInfo and `version -m` tell.
// Lines: path, mod, dep, => and build, fields separated by tabs.
#include "build/modinfo.h"

// The sum is left out where another module stands in its place.
static void module_line(StrBuf *b, const ModGraph *g, const char *word, const Module *m)
{
    sb_printf(b, "%s\t%.*s\t%s%.*s", word, STR_FMT(m->path), m->main ? "(devel)" : "", STR_FMT(m->version));
    ModVersion v = mod_replaced(g, (ModVersion){m->path, m->version});
    Str sum = m->main || v.version.n == 0 ? (Str){0} : mod_known_sum(g, v, false);
    if (!m->replace) {
        sb_printf(b, "\t%.*s\n", STR_FMT(sum));
        return;
    }
    sb_printf(b, "\n=>\t%.*s\t%s%.*s\t%.*s\n", STR_FMT(v.path), v.version.n ? "" : "(devel)", STR_FMT(v.version),
              STR_FMT(sum));
}

static void setting(StrBuf *b, const char *key, const char *value)
{
    if (*value) sb_printf(b, "build\t%s=%s\n", key, value);
}

Str modinfo_text(Arena *a, const Loader *l, const LoadPkg *main_pkg, const BuildOptions *opt)
{
    StrBuf b = {0};
    sb_printf(&b, "path\t%.*s\n", STR_FMT(main_pkg->import_path));
    if (main_pkg->module) module_line(&b, &l->mods, "mod", main_pkg->module);
    LoadPkgs root = {0}, all = {0};
    vec_push(a, &root, (LoadPkg *)main_pkg);
    load_closure(a, &root, &all);
    for (uint32_t i = 0; i < l->mods.modules.n; i++) {
        const Module *m = l->mods.modules.p[i];
        bool used = false;
        for (uint32_t k = 0; k < all.n && !used; k++) used = all.p[k]->module == m;
        if (used && m != main_pkg->module) module_line(&b, &l->mods, "dep", m);
    }
    setting(&b, "-buildmode", "exe");
    setting(&b, "-compiler", "undergo");
    setting(&b, "-race", opt->race ? "true" : "");
    setting(&b, "-trimpath", opt->trimpath ? "true" : "");
    StrBuf tags = {0};
    for (uint32_t i = 0; i < l->tags.n; i++) sb_printf(&tags, "%s%.*s", i ? "," : "", STR_FMT(l->tags.p[i]));
    setting(&b, "-tags", tags.n ? tags.p : "");
    sb_release(&tags);
    for (uint32_t i = 0; i < opt->ldflags.vars.n; i++) { // what program.c settled
        const LinkVar *v = &opt->ldflags.vars.p[i];
        if (str_eq(v->package, STR("runtime")) && str_eq(v->name, STR("godebugDefault")))
            sb_printf(&b, "build\tDefaultGODEBUG=%.*s\n", STR_FMT(v->value));
    }
    setting(&b, "CGO_ENABLED", l->cgo_enabled ? "1" : "0");
    setting(&b, "GOARCH", l->goarch);
    setting(&b, "GOOS", l->goos);
    setting(&b, "GOAMD64", l->goamd64);
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}
