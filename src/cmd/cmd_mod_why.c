// undergo mod why: a shortest chain of imports from the main module to a package or module.
//
// The search is breadth first from the packages of the main module, in their order; a step to a package's tests
// is shown as the package p.test.
#include "cmd/modedit.h"

typedef struct Why {
    ModEdit *e;
    PtrMap from; // package → the package it was first reached from; the package itself for a start
    LoadPkgs order;
} Why;

static void reach(Why *w, LoadPkg *p, LoadPkg *from)
{
    if (ptrmap_has(&w->from, p)) return;
    ptrmap_put(&w->from, p, from);
    vec_push(w->e->s->arena, &w->order, p);
}

static void reach_tests(Why *w, const LoadPkgs *tests, LoadPkg *p)
{
    for (uint32_t i = 0; i < tests->n; i++) {
        if (str_eq(tests->p[i]->for_test, p->import_path)) reach(w, tests->p[i], p);
    }
}

static void search(Why *w)
{
    ModEdit *e = w->e;
    map_init(&w->from, e->s->arena);
    for (uint32_t i = 0; i < e->roots.n; i++) {
        if (!e->roots.p[i]->for_test.n) reach(w, e->roots.p[i], e->roots.p[i]);
    }
    for (uint32_t i = 0; i < w->order.n; i++) {
        LoadPkg *p = w->order.p[i];
        for (uint32_t k = 0; k < p->deps.n; k++) reach(w, p->deps.p[k], p);
        reach_tests(w, &e->roots, p);
        reach_tests(w, &e->dep_tests, p);
    }
}

static unsigned depth_of(const Why *w, LoadPkg *p)
{
    unsigned n = 1;
    for (LoadPkg *from; (from = ptrmap_get(&w->from, p)) && from != p; p = from) n++;
    return n;
}

static void print_chain(const Why *w, LoadPkg *p)
{
    LoadPkg *from = ptrmap_get(&w->from, p);
    if (from && from != p) print_chain(w, from);
    if (p->for_test.n) {
        printf("%.*s.test\n", STR_FMT(p->for_test));
    } else {
        printf("%.*s\n", STR_FMT(p->import_path));
    }
}

static LoadPkg *find_package(const Why *w, Str path)
{
    for (uint32_t i = 0; i < w->order.n; i++) {
        if (str_eq(w->order.p[i]->import_path, path)) return w->order.p[i];
    }
    return NULL;
}

static LoadPkg *nearest_in(const Why *w, Str module)
{
    LoadPkg *best = NULL;
    for (uint32_t i = 0; i < w->order.n; i++) {
        LoadPkg *p = w->order.p[i];
        if (!p->module || !str_eq(p->module->path, module)) continue;
        if (!best || depth_of(w, p) < depth_of(w, best)) best = p;
    }
    return best;
}

int cmd_mod_why(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    bool modules = false, vendor = false;
    flag_add(&s.flags, "m", FLAG_BOOL, &modules);
    flag_add(&s.flags, "vendor", FLAG_BOOL, &vendor);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    s.any_tags = true;
    ModEdit e;
    Err err = modedit_open_read(&s, &e);
    ArgVec all = {0};
    if (!err_is(err)) modedit_all_patterns(&e, &all);
    if (!err_is(err)) err = modedit_load(&e, all.p, all.n, vendor ? SCOPE_TESTS : SCOPE_ALL_TESTS);
    if (err_is(err)) return report_err(err);
    Why w = {.e = &e};
    search(&w);
    const Module *here = s.args.n ? NULL : mod_of_dir(&s.loader.mods, str_from(s.cwd));
    if (here && here->main) {
        Str path = mod_import_path(s.arena, here, str_from(s.cwd));
        vec_push(s.arena, &s.args, (const char *)arena_strndup(s.arena, path.p, path.n));
    }
    for (uint32_t i = 0; i < s.args.n; i++) {
        Str arg = str_from(s.args.p[i]);
        if (modules && memchr(arg.p, '@', arg.n))
            return report_err(err_new("%s: 'go mod why' requires a module path, not a version query", s.args.p[i]));
        printf("%s# %.*s\n", i ? "\n" : "", STR_FMT(arg));
        LoadPkg *p = modules ? nearest_in(&w, arg) : find_package(&w, arg);
        if (p) {
            print_chain(&w, p);
        } else {
            printf("(main module does not need %s%s %.*s)\n", vendor ? "to vendor " : "",
                   modules ? "module" : "package", STR_FMT(arg));
        }
    }
    return EXIT_OK;
}
