// Build information: what runtime/debug.ReadBuildInfo and `version -m` tell.
// Lines: path, mod, dep, => and build, fields separated by tabs.
#include "build/modinfo.h"

// The sum is left out where another module stands in its place.
static void module_line(StrBuf *b, const ModGraph *g, const char *word, const Module *m, Str stamp)
{
    Str version = !m->main ? m->version : stamp.n ? stamp : STR("(devel)");
    sb_printf(b, "%s\t%.*s\t%.*s", word, STR_FMT(m->path), STR_FMT(version));
    ModVersion v = mod_replaced(g, (ModVersion){m->path, m->version});
    Str sum = m->main || v.version.n == 0 ? (Str){0} : mod_known_sum(g, v, false);
    if (!m->replace) {
        sb_printf(b, "\t%.*s\n", STR_FMT(sum));
        return;
    }
    sb_printf(b, "\n=>\t%.*s\t%s%.*s\t%.*s\n", STR_FMT(v.path), v.version.n ? "" : "(devel)", STR_FMT(v.version),
              STR_FMT(sum));
}

static void modules(StrBuf *out, const Build *b, const LoadPkg *main_pkg)
{
    const ModGraph *g = &b->loader->mods;
    const Module *own = main_pkg->cmdline ? NULL : main_pkg->module;
    if (own) module_line(out, g, "mod", own, b->vcs.version);
    LoadPkgs root = {0}, all = {0};
    vec_push(b->arena, &root, (LoadPkg *)main_pkg);
    load_closure(b->arena, &root, &all);
    for (uint32_t i = 0; i < g->modules.n; i++) {
        const Module *m = g->modules.p[i];
        bool used = false;
        for (uint32_t k = 0; k < all.n && !used; k++) used = all.p[k]->module == m;
        if (used && m != own) module_line(out, g, "dep", m, (Str){0});
    }
}

// A value with white space or quotes in it is quoted.
static void setting(StrBuf *b, const char *key, Str value)
{
    bool quoted = false;
    for (size_t i = 0; i < value.n; i++) quoted |= strchr(" \t\r\n\"`", value.p[i]) != NULL;
    if (value.n == 0) return;
    sb_printf(b, "build\t%s=", key);
    if (quoted)
        sb_put_quoted(b, value);
    else
        sb_put(b, value);
    sb_putc(b, '\n');
}

Str modinfo_text(const Build *b, const LoadPkg *main_pkg)
{
    const Loader *l = b->loader;
    const BuildOptions *opt = b->opt;
    StrBuf out = {0}, tags = {0};
    sb_printf(&out, "path\t%.*s\n", STR_FMT(main_pkg->import_path));
    modules(&out, b, main_pkg);
    setting(&out, "-buildmode", STR("exe"));
    setting(&out, "-compiler", STR("undergo"));
    setting(&out, "-gcflags", opt->gcflags_text);
    if (!opt->trimpath) setting(&out, "-ldflags", opt->ldflags_text); // may name directories
    setting(&out, "-race", opt->race ? STR("true") : (Str){0});
    for (uint32_t i = 0; i < l->tags.n; i++) sb_printf(&tags, "%s%.*s", i ? "," : "", STR_FMT(l->tags.p[i]));
    setting(&out, "-tags", sb_str(&tags));
    sb_release(&tags);
    setting(&out, "-trimpath", opt->trimpath ? STR("true") : (Str){0});
    for (uint32_t i = 0; i < opt->ldflags.vars.n; i++) { // what program.c settled
        const LinkVar *v = &opt->ldflags.vars.p[i];
        if (str_eq(v->package, STR("runtime")) && str_eq(v->name, STR("godebugDefault")))
            setting(&out, "DefaultGODEBUG", v->value);
    }
    setting(&out, "CGO_ENABLED", l->cgo_enabled ? STR("1") : STR("0"));
    setting(&out, "GOARCH", str_from(l->goarch));
    setting(&out, "GOOS", str_from(l->goos));
    setting(&out, "GOAMD64", str_from(l->goamd64));
    if (b->vcs.known) {
        setting(&out, "vcs", STR("git"));
        setting(&out, "vcs.revision", b->vcs.revision);
        setting(&out, "vcs.time", b->vcs.time);
        setting(&out, "vcs.modified", b->vcs.modified ? STR("true") : STR("false"));
    }
    Str text = str_dup(b->arena, sb_str(&out));
    sb_release(&out);
    return text;
}
