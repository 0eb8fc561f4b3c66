// undergo work sync: the versions that the workspace selects for what each of its modules needs are written into
// that module's go.mod.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/modedit.h"
#include "cmd/work.h"

typedef VEC(ModVersion) Versions;

// The modules that serve the packages of main, their tests and what these import, as the workspace selects them.
static Err needs_of(Session *s, const Module *main, Versions *out)
{
    LoadPkgs roots = {0}, all = {0};
    const char *pattern = arena_printf(s->arena, "%.*s/...", STR_FMT(main->dir));
    Err err = load_patterns(&s->loader, &pattern, 1, &roots);
    if (err_is(err)) return err;
    uint32_t named = roots.n;
    for (uint32_t i = 0; i < named; i++) {
        LoadTest t;
        err = load_test(&s->loader, roots.p[i], &t);
        err_release(&err); // what is wrong in a test file does not concern go.mod
        if (t.ptest) vec_push(s->arena, &roots, t.ptest);
        if (t.pxtest) vec_push(s->arena, &roots, t.pxtest);
    }
    load_closure(s->arena, &roots, &all);
    StrMap seen;
    map_init(&seen, s->arena);
    for (uint32_t i = 0; i < all.n; i++) {
        Module *m = all.p[i]->module;
        if (!m || m->main || strmap_has(&seen, m->path)) continue;
        strmap_put(&seen, m->path, m);
        vec_push(s->arena, out, ((ModVersion){m->path, m->version}));
    }
    return ERR_NONE;
}

// In the module alone: what it requires, or brings along, at another version is set.
static Err sync_module(const Command *c, const Module *main, const Versions *needs, Str *go)
{
    Session s;
    session_init(&s, c);
    s.any_tags = true;
    const char *dir = arena_strndup(s.arena, main->dir.p, main->dir.n);
    if (chdir(dir) != 0) return err_new("chdir %s: %s", dir, strerror(errno));
    ModEdit e;
    Err err = modedit_open(&s, &e);
    if (!err_is(err)) err = mod_complete(&s.loader.mods);
    bool changed = false;
    for (uint32_t i = 0; i < needs->n && !err_is(err); i++) {
        const Module *have = mod_module(&s.loader.mods, needs->p[i].path);
        if (have && str_eq(have->version, needs->p[i].version)) continue;
        modedit_require(&e, needs->p[i], true);
        changed = true;
    }
    if (changed && !err_is(err)) err = modedit_apply(&e);
    if (changed && !err_is(err)) err = modedit_tidy(&e, "", true);
    if (changed && !err_is(err)) err = modedit_save(&e, false);
    if (!err_is(err)) *go = s.loader.mods.main.p[0]->go_version;
    return err;
}

int cmd_work_sync(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    const char *path;
    s.lax_work = s.any_tags = true;
    session_set_mod(&s);
    Err err = work_required(&s, &path);
    if (!err_is(err)) err = session_open(&s, true);
    ModGraph *g = &s.loader.mods;
    if (!err_is(err)) err = mod_complete(g);
    Versions *needs = ARENA_ARRAY(s.arena, Versions, g->main.n + 1);
    for (uint32_t i = 0; !err_is(err) && i < g->main.n; i++) err = needs_of(&s, g->main.p[i], &needs[i]);
    if (err_is(err)) return report_err(err);
    Str newest = {0};
    setenv("GOWORK", "off", 1);
    for (uint32_t i = 0; i < g->main.n; i++) {
        Str go = {0};
        Err bad = sync_module(c, g->main.p[i], &needs[i], &go);
        err_release(&bad); // the module's own commands tell what is wrong with it
        if (gover_cmp(go, newest) > 0) newest = go;
    }
    err = work_set_go(&s, path, newest);
    return err_is(err) ? report_err(err) : EXIT_OK;
}
