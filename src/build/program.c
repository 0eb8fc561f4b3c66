// A whole program: from its packages to an executable, skipping all that is already known.
//
// Three keys, each cheaper to look up than the work it saves. The action key covers the sources
// of every package and all options: if known, neither checker nor code generation run. Object
// keys cover C text. The program key covers the objects.
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/cache.h"
#include "build/cc.h"
#include "build/compile.h"
#include "build/initorder.h"
#include "build/link.h"
#include "build/modinfo.h"

static void hash_flag_rules(Hasher *h, const GcFlagRules *rules)
{
    for (uint32_t i = 0; i < rules->n; i++) {
        const GcFlagRule *r = &rules->p[i];
        hash_add(h, r->pattern);
        int v[] = {r->flags.no_opt, r->flags.no_inline, r->flags.diag_level};
        hash_add(h, (Str){(const char *)v, sizeof v});
        hash_add(h, str_from(r->flags.lang));
    }
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

// Everything a program depends on, short of running the compiler.
static Str action_key(Build *b, const LoadPkg *main_pkg, const LoadPkgs *all)
{
    const Loader *l = b->loader;
    const CcTool *cc = b->shared->cc;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("action 1"));
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n > 0) hash_file_identity(&h, arena_strndup(b->arena, exe, (size_t)n));
    if (cc->library) hash_file_identity(&h, cc->library);
    hash_file_identity(&h, path_join(b->arena, l->home, "lib/bind.txt"));
    hash_add(&h, cc->identity);
    for (uint32_t i = 0; i < cc->flags.n; i++) hash_add(&h, cc->flags.p[i]);
    hash_flag_rules(&h, &b->opt->gcflags);
    for (uint32_t i = 0; i < b->opt->ldflags.vars.n; i++) {
        const LinkVar *v = &b->opt->ldflags.vars.p[i];
        hash_add(&h, v->package);
        hash_add(&h, v->name);
        hash_add(&h, v->value);
    }
    bool flags[] = {b->opt->ldflags.strip_symbols, b->opt->ldflags.strip_debug, b->opt->strip_debug, b->opt->trimpath};
    hash_add(&h, (Str){(const char *)flags, sizeof flags});
    hash_add(&h, str_from(b->opt->ldflags.extldflags));
    hash_add(&h, str_from(l->goroot));
    hash_add(&h, str_from(l->go_version));
    hash_add(&h, modinfo_text(b->arena, l, main_pkg, b->opt));
    for (uint32_t i = 0; i < all->n; i++) {
        const LoadPkg *p = all->p[i];
        hash_add(&h, p->import_path);
        hash_add(&h, p->go_version);
        for (uint32_t k = 0; k < p->files.n; k++) {
            const LoadFile *f = p->files.p[k];
            hash_add(&h, str_from(f->source->abs_path));
            hash_add(&h, f->source->text);
            hash_embeds(b, &h, p, f);
        }
    }
    return hash_hex(&h, b->arena);
}

static const char *known_program(Build *b, Str action)
{
    const char *path = cache_get(b->shared->cache, b->arena, action, 'k');
    Str key;
    if (!path) return NULL;
    Err err = file_read(b->arena, path, &key);
    if (err_is(err)) {
        err_release(&err);
        return NULL;
    }
    return key.n == action.n ? cache_get(b->shared->cache, b->arena, key, 'x') : NULL;
}

static Err compile_all(Build *b, const LoadPkgs *all)
{
    for (uint32_t i = 0; i < all->n; i++) {
        Err err = compile_package(b, build_pkg(b, all->p[i]));
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

// What lowering and the optimiser had to say, then whether all is well.
static bool print_messages(Build *b, const LoadPkgs *all)
{
    bool ok = !diag_any(&b->sink);
    diag_flush(&b->sink, stderr, 10);
    for (uint32_t i = 0; i < all->n; i++) {
        BuildPkg *bp = build_pkg(b, all->p[i]);
        if (!diag_any(&bp->sink)) continue;
        fprintf(stderr, "# %.*s\n", STR_FMT(bp->pkg->import_path));
        diag_flush(&bp->sink, stderr, bp->flags.diag_level || bp->flags.all_errors ? 0 : 10);
        ok &= bp->flags.diag_level > 0;
    }
    return ok;
}

Err build_compile(Build *b, const LoadPkgs *roots, bool *ok)
{
    LoadPkgs all = {0};
    load_closure(b->arena, roots, &all);
    *ok = build_check(b, roots, true);
    if (!*ok) return ERR_NONE;
    Err err = compile_all(b, &all);
    *ok = print_messages(b, &all);
    *ok &= compile_wait(b);
    return err;
}

Err build_program(Build *b, LoadPkg *p, const char *out, const char **exe, bool *ok)
{
    LoadPkgs root = {0}, all = {0};
    vec_push(b->arena, &root, p);
    load_closure(b->arena, &root, &all);
    bool skip =
        !b->opt->force && b->opt->dump == DUMP_NONE && !gcflags_of(&b->opt->gcflags, p).diag_level && !b->opt->dry_run;
    Str action = action_key(b, p, &all);
    *ok = true;
    *exe = skip ? known_program(b, action) : NULL;
    if (!*exe) {
        Err err = build_compile(b, &root, ok);
        if (err_is(err) || !*ok || b->opt->dump != DUMP_NONE) return err;
        StrVec objects = {0};
        err = compile_main(b, build_pkg(b, p), &objects);
        if (err_is(err)) return err;
        *ok = compile_wait(b);
        if (!*ok) return ERR_NONE;
        for (uint32_t i = 0; i < all.n; i++) {
            const BuildPkg *bp = build_pkg(b, all.p[i]);
            for (uint32_t k = 0; k < bp->objects.n; k++) vec_push(b->arena, &objects, bp->objects.p[k]);
        }
        Str key;
        err = link_program(b, p, &objects, &key, exe, ok);
        if (err_is(err) || !*ok || b->opt->dry_run) return err;
        err = cache_put_text(b->shared->cache, b->arena, action, 'k', key);
        if (err_is(err)) return err;
    }
    return out ? link_copy_out(b->arena, *exe, out) : ERR_NONE;
}
