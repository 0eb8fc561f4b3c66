// A whole program: from its packages to an executable, skipping all that is already known.
//
// Four keys, each cheaper to look up than the work it saves. The action key covers the sources
// of every package and all options: if known, neither checker nor code generation run. A package
// key covers one package and those it imports: if known, it is not lowered. Object keys cover C
// text. The program key covers the objects.
#include "build/cache.h"
#include "build/compile.h"
#include "build/godebug.h"
#include "build/keys.h"
#include "build/link.h"
#include "build/vcs.h"

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
        ok &= !bp->asm_failed;
        if (!diag_any(&bp->sink)) continue;
        ok &= !diag_any_error(&bp->sink);
        fprintf(stderr, "# %.*s\n", STR_FMT(bp->pkg->import_path));
        diag_flush(&bp->sink, stderr, bp->flags.diag_level || bp->flags.all_errors ? 0 : 10);
    }
    return ok;
}

// C compilers are still at work when it is done.
static Err start_compiling(Build *b, const LoadPkgs *roots, bool *ok)
{
    LoadPkgs all = {0};
    load_closure(b->arena, roots, &all);
    *ok = build_check(b, roots, true);
    if (!*ok) return ERR_NONE;
    Err err = compile_all(b, &all);
    *ok = print_messages(b, &all);
    return err;
}

Err build_compile(Build *b, const LoadPkgs *roots, bool *ok)
{
    Err err = start_compiling(b, roots, ok);
    *ok &= compile_wait(b);
    return err;
}

// The settings a program starts with are a variable of package runtime.
static Err set_godebug(Build *b, const LoadPkg *p)
{
    Str value;
    Err err = godebug_default(b->arena, b->loader, p, &value);
    if (err_is(err) || value.n == 0) return err;
    BuildOptions *opt = ARENA_NEW(b->arena, BuildOptions);
    *opt = *b->opt;
    opt->ldflags.vars.p = NULL;
    opt->ldflags.vars.n = opt->ldflags.vars.cap = 0;
    for (uint32_t i = 0; i < b->opt->ldflags.vars.n; i++)
        vec_push(b->arena, &opt->ldflags.vars, b->opt->ldflags.vars.p[i]);
    vec_push(b->arena, &opt->ldflags.vars, ((LinkVar){STR("runtime"), STR("godebugDefault"), value}));
    b->opt = opt;
    return ERR_NONE;
}

Err build_program(Build *b, LoadPkg *p, const char *out, const char **exe, bool *ok)
{
    Err set = set_godebug(b, p);
    if (!err_is(set)) set = vcs_stamp(b, p);
    if (err_is(set)) return set;
    LoadPkgs root = {0}, all = {0};
    vec_push(b->arena, &root, p);
    load_closure(b->arena, &root, &all);
    bool skip = !b->opt->force && b->opt->dump == DUMP_NONE && !gcflags_of(&b->opt->gcflags, p).diag_level &&
                !gcflags_of(&b->opt->gcflags, p).list_code && !b->opt->dry_run;
    Str action = key_action(b, p, &all);
    *ok = true;
    *exe = skip ? known_program(b, action) : NULL;
    if (!*exe) {
        Err err = start_compiling(b, &root, ok);
        if (err_is(err) || !*ok || b->opt->dump != DUMP_NONE) {
            *ok &= compile_wait(b);
            return err;
        }
        LinkInput in = {0};
        err = compile_main(b, build_pkg(b, p), &in.objects);
        if (err_is(err)) {
            compile_wait(b);
            return err;
        }
        for (uint32_t i = 0; i < all.n; i++) {
            const BuildPkg *bp = build_pkg(b, all.p[i]);
            prune_collect(b->arena, bp, &in.callable);
            for (uint32_t k = 0; k < bp->objects.n; k++) vec_push(b->arena, &in.objects, bp->objects.p[k]);
            for (uint32_t k = 0; k < bp->asm_objects.n; k++) vec_push(b->arena, &in.assembly, bp->asm_objects.p[k]);
        }
        link_prune(b, &in);
        *ok = compile_wait(b);
        if (!*ok) {
            link_unprune(b, &in);
            return ERR_NONE;
        }
        Str key;
        err = link_program(b, p, &in, &key, exe, ok);
        if (err_is(err) || !*ok || b->opt->dry_run) return err;
        err = cache_put_text(b->shared->cache, b->arena, action, 'k', key);
        if (err_is(err)) return err;
    }
    return out ? link_copy_out(b->arena, *exe, out) : ERR_NONE;
}
