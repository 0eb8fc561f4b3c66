// Edits of go.mod that depend on what packages need: load, add what is missing, load again.
//
// go.mod's new text stays in memory until all has gone well, and each load starts from it afresh: the graph, the
// packages. go.sum and the connections to proxies are carried over from load to load.
#include <stdlib.h>
#include <unistd.h>

#include "cmd/modedit.h"

#include "cmd/diff.h"

static Arena *arena(const ModEdit *e) { return e->s->arena; }
static ModGraph *graph(const ModEdit *e) { return &e->s->loader.mods; }

static void read_requires(ModEdit *e)
{
    const ModFile *f = graph(e)->main.p[0]->file;
    e->reqs.n = 0;
    for (uint32_t i = 0; i < f->require.n; i++) vec_push(arena(e), &e->reqs, f->require.p[i]);
}

Err modedit_open_read(Session *s, ModEdit *e)
{
    *e = (ModEdit){.s = s, .read_only = true};
    map_init(&e->unresolved, s->arena);
    if (!s->own_mode) session_set_mod(s);
    Err err = session_open(s, true);
    if (err_is(err)) return err;
    if (graph(e)->mode == MOD_NONE)
        return err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'");
    if (!graph(e)->work) read_requires(e);
    return graph(e)->mode == MOD_MOD ? mod_complete(graph(e)) : ERR_NONE;
}

Err modedit_open(Session *s, ModEdit *e)
{
    *e = (ModEdit){.s = s};
    map_init(&e->unresolved, s->arena);
    session_set_mod(s);
    s->no_work = true;
    Err err = session_open(s, true);
    if (err_is(err)) return err;
    if (graph(e)->mode == MOD_NONE)
        return err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'");
    s->sums = mod_sums(graph(e));
    s->fetcher = mod_fetcher(graph(e));
    e->path = graph(e)->main.p[0]->file->path;
    err = file_read(s->arena, e->path, &e->original);
    if (err_is(err)) return err;
    e->now = e->original;
    e->text = modtext_read(s->arena, e->original);
    read_requires(e);
    return ERR_NONE;
}

Err modedit_reload(ModEdit *e)
{
    e->now = modtext_print(e->text);
    e->s->gomod = &e->now;
    return session_open(e->s, true);
}

bool modedit_separates(const ModEdit *e) { return mod_lists_all(graph(e)); }

ModRequire *modedit_find(ModEdit *e, Str path)
{
    for (uint32_t i = 0; i < e->reqs.n; i++) {
        if (str_eq(e->reqs.p[i].path, path)) return &e->reqs.p[i];
    }
    return NULL;
}

void modedit_require(ModEdit *e, ModVersion v, bool indirect)
{
    ModRequire *r = modedit_find(e, v.path);
    if (r) {
        r->version = v.version;
        r->indirect &= indirect;
    } else {
        vec_push(arena(e), &e->reqs, ((ModRequire){v.path, v.version, indirect}));
    }
}

void modedit_drop(ModEdit *e, Str path)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < e->reqs.n; i++) {
        if (!str_eq(e->reqs.p[i].path, path)) e->reqs.p[kept++] = e->reqs.p[i];
    }
    e->reqs.n = kept;
}

Err modedit_apply(ModEdit *e)
{
    modtext_set_requires(e->text, e->reqs.p, e->reqs.n, modedit_separates(e));
    modtext_clean(e->text);
    const ModFile *f = graph(e)->main.p[0]->file;
    modtext_sort(e->text, f->go.n && gover_cmp(f->go, STR("1.21")) >= 0);
    return modedit_reload(e);
}

// ---- Loading

void modedit_all_patterns(ModEdit *e, ArgVec *out)
{
    const ModGraph *g = graph(e);
    for (uint32_t i = 0; i < g->main.n; i++)
        vec_push(arena(e), out, (const char *)arena_printf(arena(e), "%.*s/...", STR_FMT(g->main.p[i]->dir)));
}

static void add_test(ModEdit *e, LoadPkg *p, LoadPkgs *out)
{
    LoadTest t;
    Err err = load_test(&e->s->loader, p, &t);
    err_release(&err); // what is wrong in a test file does not concern go.mod
    if (t.ptest && t.ptest != p) vec_push(arena(e), out, t.ptest);
    if (t.pxtest) vec_push(arena(e), out, t.pxtest);
}

static Err load_once(ModEdit *e, const char *const *patterns, uint32_t n, ModScope scope)
{
    e->roots = e->all = (LoadPkgs){0};
    mod_forget_sums(graph(e)); // of a graph that has changed since
    if (n == 0) return ERR_NONE;
    Err err = load_patterns(&e->s->loader, patterns, n, &e->roots);
    if (err_is(err)) return err;
    uint32_t named = e->roots.n;
    for (uint32_t i = 0; scope >= SCOPE_TESTS && i < named; i++) add_test(e, e->roots.p[i], &e->roots);
    load_closure(arena(e), &e->roots, &e->all);
    e->dep_tests = (LoadPkgs){0};
    for (uint32_t i = 0; scope == SCOPE_ALL_TESTS && i < e->all.n; i++) {
        LoadPkg *p = e->all.p[i];
        if (p->module && !p->module->main && !p->for_test.n) add_test(e, p, &e->dep_tests);
    }
    return ERR_NONE;
}

// Requires a module for each package that is missing. False: there is none that can be found.
static bool find_missing(ModEdit *e)
{
    VEC(LoadPkg *) missing = {0};
    for (uint32_t i = 0; i < e->all.n; i++) {
        LoadPkg *p = e->all.p[i];
        if (p->missing && !strmap_has(&e->unresolved, p->import_path)) vec_push(arena(e), &missing, p);
    }
    for (uint32_t i = 0; i < missing.n; i++)
        fprintf(stderr, "undergo: finding module for package %.*s\n", STR_FMT(missing.p[i]->import_path));
    bool found = false;
    for (uint32_t i = 0; i < missing.n; i++) {
        Str path = missing.p[i]->import_path;
        ModVersion v;
        Err err = mod_query_package(graph(e), path, STR("latest"), &v);
        if (err_is(err)) {
            bool named =
                strncmp(err.msg, "module ", 7) != 0 || strstr(err.msg, ", but does not contain package ") == NULL;
            const char *why =
                named ? arena_printf(arena(e), "cannot find module providing package %.*s: %s", STR_FMT(path), err.msg)
                      : arena_strndup(arena(e), err.msg, strlen(err.msg));
            if (err.whole && !graph(e)->fatal) graph(e)->fatal = why;
            strmap_put(&e->unresolved, path, (void *)(uintptr_t)why);
            err_release(&err);
            continue;
        }
        if (e->say_found)
            fprintf(stderr, "undergo: found %.*s in %.*s %.*s\n", STR_FMT(path), STR_FMT(v.path), STR_FMT(v.version));
        modedit_require(e, v, true);
        found = true;
    }
    return found;
}

Err modedit_load(ModEdit *e, const char *const *patterns, uint32_t n, ModScope scope)
{
    for (;;) {
        Err err = load_once(e, patterns, n, scope);
        if (err_is(err)) return err;
        if (e->read_only || !find_missing(e)) break;
        err = modedit_apply(e);
        if (err_is(err)) return err;
    }
    for (uint32_t i = 0; i < e->all.n; i++) { // what no module was found for says so
        LoadPkg *p = e->all.p[i];
        const char *why = p->missing ? strmap_get(&e->unresolved, p->import_path) : NULL;
        if (why) p->error->msg = why;
    }
    return ERR_NONE;
}

// What a package of the main module imports is required directly.
static void mark_direct(ModEdit *e)
{
    for (uint32_t i = 0; i < e->all.n; i++) {
        const LoadPkg *p = e->all.p[i];
        for (uint32_t k = 0; p->module && p->module->main && k < p->deps.n; k++) {
            const Module *m = p->deps.p[k]->module;
            ModRequire *r = m && !m->main ? modedit_find(e, m->path) : NULL;
            if (r) r->indirect = false;
        }
    }
}

void modedit_require_used(ModEdit *e)
{
    mark_direct(e);
    if (!modedit_separates(e)) return;
    for (uint32_t i = 0; i < e->all.n; i++) {
        const Module *m = e->all.p[i]->module;
        if (!m || m->main) continue;
        ModRequire *r = modedit_find(e, m->path);
        if (!r || semver_cmp(r->version, m->version) < 0)
            modedit_require(e, (ModVersion){m->path, m->version}, r ? r->indirect : true);
    }
    mark_direct(e);
}

uint32_t modedit_report_missing(const ModEdit *e, FILE *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->all.n; i++) {
        const LoadPkg *p = e->all.p[i];
        if (!p->fake || !p->error || p->std_missing) continue; // std has what it has: go.mod cannot help
        const LoadError *err = p->error;
        n++;
        fputs("undergo: ", out);
        for (uint32_t k = 0; k < err->stack.n; k++) {
            Str s = err->stack.p[k];
            const char *from = memmem(s.p, s.n, " from ", 6);
            if (from) s.n = (size_t)(from - s.p);
            fprintf(out, "%.*s imports\n\t", STR_FMT(s));
        }
        fprintf(out, "%.*s: %s\n", STR_FMT(p->import_path), err->msg);
    }
    return n;
}

Err modedit_diff(ModEdit *e, FILE *out, bool *differs)
{
    Arena *a = e->s->arena;
    mod_need_sums(graph(e));
    Str old_sums = {0};
    const char *sums = mod_sum_path(graph(e));
    Err err = path_is_file(sums) ? file_read(a, sums, &old_sums) : ERR_NONE;
    StrBuf b = {0};
    diff_put(&b, a, "current/go.mod", modtext_print(modtext_read(a, e->original)), "tidy/go.mod", e->now);
    if (b.n) sb_putc(&b, '\n');
    size_t n = b.n;
    diff_put(&b, a, "current/go.sum", old_sums, "tidy/go.sum", mod_needed_sums(graph(e)));
    if (b.n > n) sb_putc(&b, '\n');
    fwrite(b.p, 1, b.n, out);
    *differs = b.n > 0;
    sb_release(&b);
    return err;
}

Err modedit_save(ModEdit *e, bool tidy_sums)
{
    Err err = ERR_NONE;
    if (!str_eq(e->now, e->original)) err = file_write_atomic(e->path, e->now);
    if (err_is(err)) return err;
    if (!tidy_sums) return mod_save_sums(graph(e));
    mod_need_sums(graph(e));
    return mod_write_needed_sums(graph(e));
}

Err modedit_load_for_build(Session *s, const char *const *patterns, uint32_t n, LoadPkgs *out, bool *done)
{
    *done = false;
    Err err = session_open(s, true);
    if (err_is(err) || s->loader.mods.mode == MOD_NONE || s->loader.mods.work) return err;
    *done = true;
    static const char *const here[] = {"."};
    if (n == 0) patterns = here, n = 1;
    ModEdit e;
    err = modedit_open(s, &e);
    e.say_found = true;
    if (!err_is(err)) err = modedit_load(&e, patterns, n, s->with_tests ? SCOPE_TESTS : SCOPE_PACKAGES);
    if (err_is(err)) return err;
    modedit_require_used(&e);
    err = modedit_apply(&e);
    if (!err_is(err)) err = modedit_load(&e, patterns, n, SCOPE_PACKAGES);
    if (!err_is(err)) err = modedit_save(&e, false);
    out->n = 0;
    for (uint32_t i = 0; i < e.roots.n; i++) {
        if (!e.roots.p[i]->for_test.n) vec_push(s->arena, out, e.roots.p[i]);
    }
    return err;
}

Err modedit_update(Session *s)
{
    ModEdit e;
    Err err = modedit_open(s, &e);
    if (!err_is(err)) err = mod_complete(&s->loader.mods);
    bool changed = false;
    for (uint32_t i = 0; !err_is(err) && i < e.reqs.n; i++) {
        const Module *m = mod_module(&s->loader.mods, e.reqs.p[i].path);
        if (!m || m->main || str_eq(m->version, e.reqs.p[i].version)) continue;
        e.reqs.p[i].version = m->version;
        changed = true;
    }
    if (changed && !err_is(err)) err = modedit_apply(&e);
    if (!err_is(err)) err = mod_complete(&s->loader.mods);
    return err_is(err) ? err : modedit_save(&e, false);
}
