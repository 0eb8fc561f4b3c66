// Minimal version selection over the whole graph of requirements (https://go.dev/ref/mod#minimal-version-selection).
//
// Of each module the highest version that anything in the graph requires is taken. The graph is pruned: a module
// whose go.mod says go 1.17 or later lists all that its packages need, so its requirements count but are not
// followed, unless it is reached from a module of an older go, whose requirements say less
// (https://go.dev/ref/mod#graph-pruning).
#include <stdlib.h>

#include "mod/state.h"

static bool lists_all(const ModFile *f) { return f->go.n && gover_cmp(f->go, STR("1.17")) >= 0; }

bool mod_lists_all(const ModGraph *g) { return g->main.n == 1 && !g->work && lists_all(g->main.p[0]->file); }

ModNode *mod_node(ModGraph *g, ModVersion m)
{
    Str key = str_from(arena_printf(g->arena, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version)));
    ModNode *n = strmap_get(&g->state->nodes, key);
    if (n) return n;
    n = ARENA_NEW(g->arena, ModNode);
    n->id = m;
    strmap_put(&g->state->nodes, key, n);
    return n;
}

// ---- A module's go.mod

static Err read_local(ModGraph *g, ModNode *n, const char *dir)
{
    const char *gomod = path_join(g->arena, dir, "go.mod");
    const ModReplace *r = mod_replacement(g, n->id);
    if (!path_is_dir(dir))
        return err_new("%.*s@%.*s (replaced by %.*s): reading %s: open %s: no such file or directory",
                       STR_FMT(n->id.path), STR_FMT(n->id.version), STR_FMT(r->new_path),
                       path_short(g->arena, g->state->opt.cwd, gomod), gomod);
    if (path_is_file(gomod)) return modfile_read(g, gomod, false, &n->file);
    ModFile *f = ARENA_NEW(g->arena, ModFile);
    f->path = gomod;
    f->module = n->id.path;
    n->file = f;
    return ERR_NONE;
}

static Err parse_dependency(Arena *a, const char *path, Str text, ModFile *out)
{
    Err err = modfile_parse(a, path, "go.mod", text, false, out);
    const char *lines = err_is(err) ? strchr(err.msg, '\n') : NULL;
    if (!lines || strncmp(err.msg, "errors parsing", 14) != 0) return err;
    Err told = err_new("parsing go.mod: %s", lines + 1);
    err_release(&err);
    return told;
}

Err mod_node_read(ModGraph *g, ModNode *n)
{
    if (n->file) return ERR_NONE;
    const char *dir = mod_replace_dir(g, mod_replacement(g, n->id));
    if (dir) return read_local(g, n, dir);
    ModVersion m = mod_replaced(g, n->id), key = gosum_gomod_key(g->arena, m);
    Str known = gosum_find(g->state->sums, key);
    if (known.n == 0 && mod_needs_sums(g)) {
        const char *by = str_eq(m.path, n->id.path) && str_eq(m.version, n->id.version)
                             ? ""
                             : arena_printf(g->arena, " (replaced by %.*s@%.*s)", STR_FMT(m.path), STR_FMT(m.version));
        return err_new("%.*s@%.*s%s: missing go.sum entry for go.mod file; to add it:\n\tgo mod download %.*s",
                       STR_FMT(n->id.path), STR_FMT(n->id.version), by, STR_FMT(n->id.path));
    }
    Str text, sum;
    Err err = mod_fetch_gomod(mod_fetcher(g), m, known, &text, &sum);
    if (err_is(err)) return err;
    gosum_add(g->state->sums, key, sum);
    const char *path = mod_cached_gomod(g->arena, g->modcache, m);
    ModFile *f = ARENA_NEW(g->arena, ModFile);
    err = parse_dependency(g->arena, path, text, f);
    if (!err_is(err) && f->module.n == 0) err = err_new("parsing go.mod: missing module line");
    const char *running = g->state->opt.go_version;
    if (!err_is(err) && gover_cmp(f->go, str_from(running)) > 0)
        err = err_new("module %.*s@%.*s requires go >= %.*s (running go %s; GOTOOLCHAIN=local)", STR_FMT(n->id.path),
                      STR_FMT(n->id.version), STR_FMT(f->go), running);
    if (!err_is(err) && !str_eq(f->module, n->id.path) && !str_eq(f->module, m.path))
        err = err_new("parsing go.mod:\n\tmodule declares its path as: %.*s\n\t        but was required as: %.*s",
                      STR_FMT(f->module), STR_FMT(n->id.path));
    if (err_is(err)) return err_wrap_take(err, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version));
    n->file = f;
    return ERR_NONE;
}

Err mod_read_file(ModGraph *g, Module *m)
{
    if (m->file || g->mode == MOD_VENDOR) return ERR_NONE;
    ModNode *n = mod_node(g, (ModVersion){m->path, m->version});
    Err err = mod_node_read(g, n);
    if (err_is(err)) return err;
    m->file = n->file;
    m->go_version = n->file->go;
    return ERR_NONE;
}

// ---- The graph

typedef struct Visit {
    ModNode *node;
    bool unpruned;
} Visit;
typedef struct Walk {
    ModGraph *g;
    VEC(Visit) queue;
    StrMap highest;             // module path → ModNode
    PtrMap seen, seen_unpruned; // ModNodes that were queued
} Walk;

static void require(Walk *w, ModNode *n)
{
    const ModNode *have = strmap_get(&w->highest, n->id.path);
    if (!have || semver_cmp(n->id.version, have->id.version) > 0) strmap_put(&w->highest, n->id.path, n);
}

static void enqueue(Walk *w, ModNode *n, bool unpruned)
{
    PtrMap *seen = unpruned ? &w->seen_unpruned : &w->seen;
    if (ptrmap_has(seen, n) || ptrmap_has(&w->seen_unpruned, n)) return;
    ptrmap_put(seen, n, n);
    vec_push(w->g->arena, &w->queue, ((Visit){n, unpruned}));
}

static int by_requirement(const void *x, const void *y)
{
    return str_cmp((*(const ModRequire *const *)x)->path, (*(const ModRequire *const *)y)->path);
}

static void spread(Walk *w, const ModFile *f, bool follow, bool unpruned)
{
    const ModRequire **sorted = ARENA_ARRAY(w->g->arena, const ModRequire *, f->require.n + 1);
    for (uint32_t i = 0; i < f->require.n; i++) sorted[i] = &f->require.p[i];
    qsort(sorted, f->require.n, sizeof *sorted, by_requirement);
    for (uint32_t i = 0; i < f->require.n; i++) {
        ModVersion v = {sorted[i]->path, sorted[i]->version};
        const Module *main = strmap_get(&w->g->state->selected, v.path);
        if ((main && main->main) || mod_excluded(w->g, v)) continue;
        ModNode *n = mod_node(w->g, v);
        require(w, n);
        if (follow) enqueue(w, n, unpruned);
    }
}

static Err stale(const ModGraph *g)
{
    if (g->work) return err_new("updates to go.work needed; to update it:\n\tgo work sync");
    return err_new("updates to go.mod needed%s; to update it:\n\tgo mod tidy",
                   *g->state->opt.mod_flag ? ", disabled by -mod=readonly" : "");
}

static Err apply(Walk *w)
{
    ModGraph *g = w->g;
    for (uint32_t i = 0; i < w->highest.n; i++) {
        const ModNode *n = w->highest.entries[i].value;
        const Module *have = strmap_get(&g->state->selected, n->id.path);
        // The main module lists this one, but at a version that is too low for another.
        if (have && !g->work && g->mode == MOD_READONLY && !str_eq(have->version, n->id.version)) return stale(g);
        mod_add(g, n->id);
    }
    mod_sort(g);
    return ERR_NONE;
}

Err mod_complete(ModGraph *g)
{
    if (g->state->complete || g->mode == MOD_VENDOR || g->mode == MOD_NONE) return ERR_NONE;
    Walk w = {.g = g};
    map_init(&w.highest, g->arena);
    map_init(&w.seen, g->arena);
    map_init(&w.seen_unpruned, g->arena);
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        spread(&w, f, true, !lists_all(f));
    }
    for (uint32_t i = 0; i < w.queue.n; i++) {
        Visit v = w.queue.p[i];
        Err err = mod_node_read(g, v.node);
        if (err_is(err)) return err;
        bool unpruned = v.unpruned || !lists_all(v.node->file);
        spread(&w, v.node->file, unpruned, unpruned);
    }
    Err err = apply(&w);
    g->state->complete = !err_is(err);
    return err;
}

Module *mod_module(const ModGraph *g, Str path) { return g->state ? strmap_get(&g->state->selected, path) : NULL; }

bool mod_listed(const ModGraph *g, Str path)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        for (uint32_t k = 0; k < f->require.n; k++) {
            if (str_eq(f->require.p[k].path, path)) return true;
        }
    }
    return false;
}

Err mod_implied(ModGraph *g, const ModRequire *roots, uint32_t n, StrMap *out)
{
    Walk w = {.g = g};
    map_init(&w.highest, g->arena);
    map_init(&w.seen, g->arena);
    map_init(&w.seen_unpruned, g->arena);
    for (uint32_t i = 0; i < n; i++) enqueue(&w, mod_node(g, (ModVersion){roots[i].path, roots[i].version}), true);
    for (uint32_t i = 0; i < w.queue.n; i++) {
        Err err = mod_node_read(g, w.queue.p[i].node);
        if (err_is(err)) return err;
        spread(&w, w.queue.p[i].node->file, true, true);
    }
    map_init(out, g->arena);
    for (uint32_t i = 0; i < w.highest.n; i++) {
        ModNode *m = w.highest.entries[i].value;
        strmap_put(out, m->id.path, (void *)(uintptr_t)&m->id.version);
    }
    return ERR_NONE;
}

Str mod_newest_go(const ModGraph *g)
{
    Str newest = {0};
    for (uint32_t i = 0; i < g->state->nodes.n; i++) {
        const ModNode *n = g->state->nodes.entries[i].value;
        if (n->file && gover_cmp(n->file->go, newest) > 0) newest = n->file->go;
    }
    return newest;
}

void mod_forget_sums(ModGraph *g)
{
    if (g->state->sums) gosum_forget_needs(g->state->sums);
}

void mod_need_sums(ModGraph *g)
{
    for (uint32_t i = 0; i < g->state->nodes.n; i++) {
        const ModNode *n = g->state->nodes.entries[i].value;
        if (n->file) gosum_need(g->state->sums, gosum_gomod_key(g->arena, mod_replaced(g, n->id)));
    }
}

static int by_module_path(const void *x, const void *y)
{
    return str_cmp(((const ModVersion *)x)->path, ((const ModVersion *)y)->path);
}

typedef VEC(ModVersion) ModVersions;

static void requirements(ModGraph *g, const ModFile *f, ModVersions *out)
{
    for (uint32_t i = 0; i < f->require.n; i++) {
        ModVersion v = {f->require.p[i].path, f->require.p[i].version};
        if (!mod_excluded(g, v)) vec_push(g->arena, out, v);
    }
    // A Go release counts as a module that requires its toolchain. Files of older releases don't select it.
    if (gover_cmp(f->go, STR("1.21")) >= 0) vec_push(g->arena, out, ((ModVersion){STR("go"), f->go}));
}

void mod_each_requirement(ModGraph *g, ModEdge *visit, void *ctx)
{
    Walk w = {.g = g};
    map_init(&w.seen, g->arena);
    map_init(&w.seen_unpruned, g->arena);
    map_init(&w.highest, g->arena);
    for (uint32_t i = 0; i < g->main.n; i++) {
        ModVersions needs = {0};
        requirements(g, g->main.p[i]->file, &needs);
        qsort(needs.p, needs.n, sizeof *needs.p, by_module_path);
        for (uint32_t k = 0; k < needs.n; k++) {
            const Module *chosen = g->mode == MOD_MOD ? mod_module(g, needs.p[k].path) : NULL;
            if (chosen && !chosen->main) needs.p[k].version = chosen->version; // go.mod would be brought up to date
            visit(ctx, (ModVersion){.path = g->main.p[i]->path}, needs.p[k]);
            enqueue(&w, mod_node(g, needs.p[k]), true);
        }
    }
    for (uint32_t i = 0; i < w.queue.n; i++) {
        const ModNode *n = w.queue.p[i].node;
        ModVersions needs = {0};
        if (n->file) requirements(g, n->file, &needs);
        if (str_eqz(n->id.path, "go"))
            vec_push(
                g->arena, &needs,
                ((ModVersion){STR("toolchain"), str_from(arena_printf(g->arena, "go%.*s", STR_FMT(n->id.version)))}));
        for (uint32_t k = 0; k < needs.n; k++) {
            visit(ctx, n->id, needs.p[k]);
            enqueue(&w, mod_node(g, needs.p[k]), true);
        }
    }
}
