// What a program and a package depend on, as cache keys.
//
// Both cover the compiler itself, the C compiler, the Go tree, options and sources. A package's
// key holds those of the packages it imports, and so all that can reach it: types, bodies that
// are inlined, what is known of functions. A key that names more than needed costs time once; one
// that names less would make wrong programs.
#include <limits.h>
#include <unistd.h>

#include "build/cc.h"
#include "build/keys.h"
#include "build/modinfo.h"

static void hash_flags(Hasher *h, const GcFlags *f)
{
    int v[] = {f->no_opt, f->no_inline, f->diag_level, f->incomplete, f->clamp_conversions, f->fuzz, f->checkptr};
    hash_add(h, (Str){(const char *)v, sizeof v});
    hash_add(h, str_from(f->lang));
}

static void hash_embeds(Build *b, Hasher *h, const LoadPkg *p, const LoadFile *f)
{
    for (uint32_t i = 0; i < f->embeds.n; i++) {
        for (uint32_t k = 0; k < f->embeds.p[i].files.n; k++) {
            Str name = f->embeds.p[i].files.p[k];
            hash_add(h, name);
            hash_file_identity(h, arena_printf(b->arena, "%.*s/%.*s", STR_FMT(p->dir), STR_FMT(name)));
        }
    }
}

// Who compiles.
static void hash_toolchain(Build *b, Hasher *h)
{
    const Loader *l = b->loader;
    const CcTool *cc = b->shared->cc;
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n > 0) hash_file_identity(h, arena_strndup(b->arena, exe, (size_t)n));
    hash_file_identity(h, path_join(b->arena, l->home, "lib/bind.txt"));
    hash_file_identity(h, path_join(b->arena, l->home, "lib/overlay.txt"));
    hash_add(h, cc->identity);
    for (uint32_t i = 0; i < cc->flags.n; i++) hash_add(h, cc->flags.p[i]);
    hash_add(h, str_from(l->goroot));
    hash_add(h, str_from(l->go_version));
    hash_add(h, b->opt->trimpath ? STR("trimpath") : STR(""));
    hash_add(h, b->opt->race ? STR("race") : STR(""));
}

Str key_toolchain(Build *b)
{
    if (b->toolchain.n) return b->toolchain;
    Hasher h;
    hash_init(&h);
    hash_toolchain(b, &h);
    return b->toolchain = hash_hex(&h, b->arena);
}

void key_linker(const Build *b, Hasher *h)
{
    const char *lld = b->shared->cc->lld;
    hash_add(h, str_from(lld ? "lld" : "bfd"));
    if (lld) hash_file_identity(h, lld);
}

static void hash_linkvar(Hasher *h, const LinkVar *v)
{
    hash_add(h, v->package);
    hash_add(h, v->name);
    hash_add(h, v->value);
}

static void hash_sources(Build *b, Hasher *h, const LoadPkg *p)
{
    hash_add(h, p->import_path);
    hash_add(h, p->pkg_path);
    hash_add(h, p->go_version);
    for (uint32_t k = 0; k < p->files.n; k++) {
        const LoadFile *f = p->files.p[k];
        hash_add(h, str_from(b->opt->trimpath ? f->source->trimmed_path : f->source->abs_path));
        hash_add(h, f->source->text);
        hash_embeds(b, h, p, f);
    }
    for (uint32_t k = 0; p->assembles && k < p->s_files.n + p->h_files.n; k++) {
        Str name = k < p->s_files.n ? p->s_files.p[k] : p->h_files.p[k - p->s_files.n];
        hash_add(h, name);
        hash_file_identity(h, arena_printf(b->arena, "%.*s/%.*s", STR_FMT(p->dir), STR_FMT(name)));
    }
}

Str key_action(Build *b, const LoadPkg *main_pkg, const LoadPkgs *all)
{
    const LdFlags *ld = &b->opt->ldflags;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("action 3"));
    hash_add(&h, key_toolchain(b));
    if (b->shared->cc->library) hash_file_identity(&h, b->shared->cc->library);
    key_linker(b, &h);
    for (uint32_t i = 0; i < b->opt->gcflags.n; i++) {
        hash_add(&h, b->opt->gcflags.p[i].pattern);
        hash_flags(&h, &b->opt->gcflags.p[i].flags);
    }
    for (uint32_t i = 0; i < ld->vars.n; i++) hash_linkvar(&h, &ld->vars.p[i]);
    bool flags[] = {ld->strip_symbols, ld->strip_debug, b->opt->strip_debug, ld->plain_debug};
    hash_add(&h, (Str){(const char *)flags, sizeof flags});
    hash_add(&h, str_from(ld->extldflags));
    hash_add(&h, modinfo_text(b, main_pkg));
    for (uint32_t i = 0; i < all->n; i++) hash_sources(b, &h, all->p[i]);
    return hash_hex(&h, b->arena);
}

Str key_package(Build *b, const BuildPkg *bp, const IrSyms *declared)
{
    const LoadPkg *p = bp->pkg;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("package 4"));
    hash_add(&h, key_toolchain(b));
    hash_flags(&h, &bp->flags);
    for (uint32_t i = 0; i < b->opt->ldflags.vars.n; i++) {
        const LinkVar *v = &b->opt->ldflags.vars.p[i];
        if (str_eq(v->package, p->pkg_path)) hash_linkvar(&h, v);
    }
    hash_sources(b, &h, p);
    for (uint32_t i = 0; i < declared->n; i++) hash_add(&h, declared->p[i]->csym);
    for (uint32_t i = 0; i < p->import_map.n; i++) {
        hash_add(&h, p->import_map.entries[i].key.str);
        hash_add(&h, build_pkg(b, p->import_map.entries[i].value)->key);
    }
    return hash_hex(&h, b->arena);
}

Str key_export(Build *b, LoadPkg *p)
{
    BuildPkg *bp = build_pkg(b, p);
    if (bp->export_key.n) return bp->export_key;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("export 1"));
    hash_add(&h, key_toolchain(b));
    hash_flags(&h, &bp->flags);
    hash_sources(b, &h, p);
    for (uint32_t i = 0; i < p->import_map.n; i++) {
        hash_add(&h, p->import_map.entries[i].key.str);
        hash_add(&h, key_export(b, p->import_map.entries[i].value));
    }
    return bp->export_key = hash_hex(&h, b->arena);
}
