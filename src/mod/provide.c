// Which module provides a package: of all modules whose path is a prefix of the import path, the one whose
// tree has Go files there. There must be exactly one, so each candidate's tree is fetched.
#include <dirent.h>

#include "mod/state.h"

static bool has_go_files(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return false;
    bool found = false;
    for (struct dirent *e; !found && (e = readdir(d));) {
        size_t n = strlen(e->d_name);
        found = n > 3 && strcmp(e->d_name + n - 3, ".go") == 0;
    }
    closedir(d);
    return found;
}

// The directory of import path p inside a module, or NULL where p is not below the module's path.
static const char *dir_in(const ModGraph *g, const Module *m, Str p)
{
    if (!path_within(p, m->path)) return NULL;
    Str rest = {p.p + m->path.n, p.n - m->path.n};
    return arena_printf(g->arena, "%.*s%.*s", STR_FMT(m->dir), STR_FMT(rest));
}

// A tree on disk may have other modules inside, which an archive never has.
static bool in_nested_module(const ModGraph *g, const Module *m, const char *dir)
{
    for (; strlen(dir) > m->dir.n; dir = path_dir(g->arena, dir)) {
        if (path_is_file(path_join(g->arena, dir, "go.mod"))) return true;
    }
    return false;
}

bool mod_provides(const ModGraph *g, const Module *m, Str p, Str *dir)
{
    const char *d = dir_in(g, m, p);
    if (!d || !has_go_files(d)) return false;
    bool local = m->main || m->replace_dir.n;
    if (local && in_nested_module(g, m, d)) return false;
    *dir = str_from(d);
    return true;
}

static void find_vendored(const ModGraph *g, Str p, ModFound *f)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        if (!mod_provides(g, g->main.p[i], p, &f->dir)) continue;
        f->mod = g->main.p[i];
        f->kind = MOD_FOUND;
        return;
    }
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        for (uint32_t k = 0; k < m->vendor_packages.n; k++) {
            if (!str_eq(m->vendor_packages.p[k], p)) continue;
            f->kind = MOD_FOUND;
            f->mod = m;
            f->dir = str_from(arena_printf(g->arena, "%s/%.*s", g->vendor_dir, STR_FMT(p)));
            return;
        }
    }
}

static GoSum *sums(ModGraph *g)
{
    if (!g->state->sums) g->state->sums = gosum_new(g->arena); // outside modules nothing is known beforehand
    return g->state->sums;
}

Err mod_download(ModGraph *g, ModVersion m, bool only_gomod, const char **dir, Str *sum, Str *gomod_sum)
{
    ModVersion gomod = gosum_gomod_key(g->arena, m);
    Str text;
    ModInfo info;
    Err err = mod_fetch_info(mod_fetcher(g), m.path, m.version, &info);
    if (err_is(err)) return err_wrap_take(err, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version));
    if (!err_is(err)) err = mod_fetch_gomod(mod_fetcher(g), m, gosum_find(sums(g), gomod), &text, gomod_sum);
    if (!err_is(err)) err = mod_fetch_dir(mod_fetcher(g), m, gosum_find(sums(g), m), dir);
    if (!err_is(err)) err = mod_cached_sum(g->arena, g->modcache, m, sum);
    if (err_is(err)) return err;
    bool built = false; // go.sum is about the build's modules
    for (uint32_t i = 0; i < g->modules.n; i++) {
        ModVersion v = mod_replaced(g, (ModVersion){g->modules.p[i]->path, g->modules.p[i]->version});
        built |= str_eq(v.path, m.path) && str_eq(v.version, m.version);
    }
    if (!built) return ERR_NONE;
    if (!only_gomod) {
        gosum_add(sums(g), m, *sum);
        gosum_need(sums(g), m);
    }
    gosum_add(sums(g), gomod, *gomod_sum);
    gosum_need(sums(g), gomod);
    return ERR_NONE;
}

Str mod_known_sum(const ModGraph *g, ModVersion m, bool gomod)
{
    if (!g->state || !g->state->sums) return (Str){0};
    return gosum_find(g->state->sums, gomod ? gosum_gomod_key(g->arena, m) : m);
}

bool mod_has_sum(const ModGraph *g, ModVersion m) { return gosum_find(g->state->sums, m).n > 0; }

// Fetches the tree, or checks what is here, against go.sum; adds to go.sum what it has not, unless it must
// not change: then *no_sum.
Err mod_need_dir(ModGraph *g, Module *m, bool *no_sum)
{
    *no_sum = false;
    if (m->main || m->replace_dir.n || m->verified || g->mode == MOD_VENDOR) return ERR_NONE;
    ModVersion v = mod_replaced(g, (ModVersion){m->path, m->version});
    Str known = gosum_find(g->state->sums, v), sum = {0};
    *no_sum = known.n == 0 && mod_needs_sums(g);
    if (*no_sum) return ERR_NONE;
    const char *dir;
    Err err = mod_fetch_dir(mod_fetcher(g), v, known, &dir);
    if (!err_is(err)) err = mod_cached_sum(g->arena, g->modcache, v, &sum);
    if (err_is(err)) return err;
    gosum_add(g->state->sums, v, sum);
    gosum_need(g->state->sums, v);
    m->dir = str_from(dir);
    m->verified = true;
    return ERR_NONE;
}

// What a failure says, kept; one that ends the command (a hash that differs) is kept for the loader, too.
static const char *failure(ModGraph *g, Err *err)
{
    const char *text = arena_strndup(g->arena, err->msg, strlen(err->msg));
    if (err->whole && !g->fatal) g->fatal = text;
    err_release(err);
    return text;
}

static const char *ambiguous(const ModGraph *g, Str p, const ModFound *x, const ModFound *y)
{
    if (str_cmp(x->mod->path, y->mod->path) < 0) {
        const ModFound *longer = y;
        y = x;
        x = longer;
    }
    const ModFound *shorter = x->mod->path.n < y->mod->path.n ? x : y;
    y = shorter == x ? y : x;
    x = shorter;
    StrBuf b = {0};
    sb_printf(&b, "ambiguous import: found package %.*s in multiple modules:", STR_FMT(p));
    const ModFound *both[] = {x, y};
    for (size_t i = 0; i < 2; i++) {
        const Module *m = both[i]->mod;
        sb_printf(&b, "\n\t%.*s%s%.*s (%.*s)", STR_FMT(m->path), m->version.n ? " " : "", STR_FMT(m->version),
                  STR_FMT(both[i]->dir));
    }
    const char *text = arena_strndup(g->arena, b.p, b.n);
    sb_release(&b);
    return text;
}

// One pass over the build list as it stands.
static void search(ModGraph *g, Str p, ModFound *f)
{
    Module *no_sum = NULL;
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        if (!path_within(p, m->path)) continue;
        bool lacks_sum;
        Err err = mod_need_dir(g, m, &lacks_sum);
        if (err_is(err)) {
            *f = (ModFound){.kind = MOD_FOUND_FAILED, .mod = m, .why = failure(g, &err)};
            return;
        }
        ModFound here = {.kind = MOD_FOUND, .mod = m};
        if (lacks_sum) {
            if (!no_sum || m->path.n > no_sum->path.n) no_sum = m;
        } else if (m->dir.n == 0) {
            *f = (ModFound){.kind = MOD_FOUND_MISSING, .mod = m};
            return;
        } else if (mod_provides(g, m, p, &here.dir)) {
            if (f->kind == MOD_FOUND) {
                here.why = ambiguous(g, p, f, &here);
                here.kind = MOD_FOUND_FAILED;
            }
            *f = here;
            if (f->kind != MOD_FOUND) return;
        }
    }
    if (no_sum) *f = (ModFound){.kind = f->kind == MOD_FOUND ? MOD_FOUND_UNSURE : MOD_FOUND_NO_SUM, .mod = no_sum};
}

ModFound mod_find(ModGraph *g, Str p)
{
    ModFound f = {.kind = MOD_FOUND_NOWHERE};
    if (g->mode == MOD_NONE) return f;
    if (g->mode == MOD_VENDOR) {
        find_vendored(g, p, &f);
        return f;
    }
    search(g, p, &f);
    Err err = ERR_NONE;
    if (f.kind == MOD_FOUND_NOWHERE && !g->state->complete) { // a module the main one does not list may have it
        err = mod_complete(g);
        if (!err_is(err)) search(g, p, &f);
    }
    if (!err_is(err) && f.kind == MOD_FOUND) err = mod_read_file(g, f.mod);
    if (err_is(err)) { f = (ModFound){.kind = MOD_FOUND_FAILED, .mod = f.mod, .why = failure(g, &err)}; }
    return f;
}
