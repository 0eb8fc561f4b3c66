// The packages of a test program, as go test composes them.
//
//   p [p.test]        p with its _test files, if it has any
//   p_test [p.test]   the external test package
//   q [p.test]        every dependency of the external tests that itself imports p, made again
//   p.test            the generated main package
//
// The variants exist so that a test sees one copy of p, the one with its test files in it.
#include "load/load.h"
#include "load/testmain.h"

typedef struct Variants {
    Loader *l;
    LoadPkg *p, *ptest;
    PtrMap depends; // package → whether it imports p, as 1 + bool
    PtrMap made;    // package → its variant
} Variants;

static Str variant_path(Loader *l, Str path, const LoadPkg *p)
{
    return str_from(arena_printf(l->arena, "%.*s [%.*s.test]", STR_FMT(path), STR_FMT(p->import_path)));
}

static bool depends_on(Variants *v, LoadPkg *q)
{
    if (q == v->p) return true;
    uintptr_t known = (uintptr_t)ptrmap_get(&v->depends, q);
    if (known) return known == 2;
    ptrmap_put(&v->depends, q, (void *)1);
    bool yes = false;
    for (uint32_t i = 0; i < q->deps.n && !yes; i++) yes = depends_on(v, q->deps.p[i]);
    ptrmap_put(&v->depends, q, (void *)(uintptr_t)(yes ? 2 : 1));
    return yes;
}

static LoadPkg *variant(Variants *v, LoadPkg *q);

// Points the imports of q at the variants.
static void redirect(Variants *v, LoadPkg *q)
{
    for (uint32_t i = 0; i < q->deps.n; i++) q->deps.p[i] = variant(v, q->deps.p[i]);
    for (uint32_t i = 0; i < q->import_map.n; i++)
        q->import_map.entries[i].value = variant(v, q->import_map.entries[i].value);
}

static LoadPkg *variant(Variants *v, LoadPkg *q)
{
    if (q == v->p) return v->ptest;
    if (q == v->ptest || q->for_test.n || !depends_on(v, q)) return q;
    LoadPkg *c = ptrmap_get(&v->made, q);
    if (c) return c;
    c = ARENA_NEW(v->l->arena, LoadPkg);
    *c = *q;
    c->import_path = variant_path(v->l, q->import_path, v->p);
    c->for_test = v->p->import_path;
    c->matched = false;
    c->deps = (LoadPkgs){0};
    for (uint32_t i = 0; i < q->deps.n; i++) vec_push(v->l->arena, &c->deps, q->deps.p[i]);
    map_init(&c->import_map, v->l->arena);
    for (uint32_t i = 0; i < q->import_map.n; i++)
        strmap_put(&c->import_map, q->import_map.entries[i].key.str, q->import_map.entries[i].value);
    ptrmap_put(&v->made, q, c);
    redirect(v, c);
    return c;
}

static LoadPkg *derived(Loader *l, LoadPkg *p, Str path, Str pkg_path, Str name)
{
    LoadPkg *t = load_new_package(l, path);
    t->pkg_path = pkg_path;
    t->name = name;
    t->dir = p->dir;
    t->module = p->module;
    t->standard = p->standard;
    t->cmdline = p->cmdline;
    t->overlay = p->overlay;
    t->for_test = p->import_path;
    return t;
}

static void append(Loader *l, LoadFiles *to, const LoadFiles *from)
{
    for (uint32_t i = 0; i < from->n; i++) vec_push(l->arena, to, from->p[i]);
}

// How from reaches p, as an import stack, when a test file of p imports something that imports p.
static bool find_cycle(Variants *v, LoadPkg *q, LoadError *e, const char *file)
{
    vec_push(v->l->arena, &e->stack,
             str_from(arena_printf(v->l->arena, "%.*s from %s", STR_FMT(q->import_path), file)));
    if (q == v->p) return true;
    for (uint32_t i = 0; i < q->files.n; i++) {
        const LoadFile *f = q->files.p[i];
        for (uint32_t k = 0; k < f->imports.n; k++) {
            LoadPkg *to = f->imports.p[k].pkg;
            if (to && depends_on(v, to) && find_cycle(v, to, e, f->name)) return true;
        }
    }
    e->stack.n--;
    return false;
}

static void check_cycle(Variants *v)
{
    for (uint32_t i = 0; i < v->p->test_files.n; i++) {
        const LoadFile *f = v->p->test_files.p[i];
        for (uint32_t k = 0; k < f->imports.n; k++) {
            LoadPkg *q = f->imports.p[k].pkg;
            if (!q || q == v->ptest || !depends_on(v, q)) continue;
            LoadError *e = load_error_new(v->l, NO_POS, "import cycle not allowed in test");
            e->cycle = true;
            e->stack = (StrVec){0};
            vec_push(v->l->arena, &e->stack, v->p->import_path);
            if (find_cycle(v, q, e, f->name)) load_set_error(v->ptest, e);
            return;
        }
    }
}

static void finish_from(Loader *l, LoadPkg *p, LoadPkg *t)
{
    vec_push(l->arena, &l->import_stack, p->import_path);
    vec_push(l->arena, &l->from_stack, (Str){0});
    load_finish(l, t);
    l->import_stack.n--;
    l->from_stack.n--;
}

static void main_dep(LoadPkg *m, Loader *l, LoadPkg *dep)
{
    vec_push(l->arena, &m->deps, dep);
    strmap_put(&m->import_map, dep->import_path, dep);
    m->incomplete |= dep->incomplete;
}

static Err make_main(Loader *l, LoadTest *t)
{
    LoadPkg *p = t->pkg;
    LoadPkg *m = t->main =
        derived(l, p, str_from(arena_printf(l->arena, "%.*s.test", STR_FMT(p->import_path))), STR("main"), STR("main"));
    m->main = true;
    m->go_version = str_from(arena_printf(l->arena, "go1.%u", l->go_minor));
    Testmain tm;
    Err err = testmain_generate(l, t, &tm);
    if (err_is(err)) return err;
    LoadFile *f = ARENA_NEW(l->arena, LoadFile);
    f->name = "_testmain.go";
    f->pkg_name = m->name;
    f->source = sources_add_take(l->sources, "_testmain.go", "_testmain.go", tm.text);
    vec_push(l->arena, &m->files, f);
    static const char *const needs[] = {"os", "reflect", "testing", "testing/internal/testdeps", "runtime"};
    for (size_t i = 0; i < ARRAY_LEN(needs); i++) main_dep(m, l, load_import(l, NULL, str_from(needs[i]), NO_POS, ""));
    if (l->cover) main_dep(m, l, load_import(l, NULL, STR("internal/coverage/cfile"), NO_POS, ""));
    // What _testmain.go names p and p_test.
    main_dep(m, l, t->ptest);
    strmap_put(&m->import_map, p->import_path, t->ptest);
    if (t->pxtest) {
        main_dep(m, l, t->pxtest);
        strmap_put(&m->import_map, t->pxtest->pkg_path, t->pxtest);
    }
    return ERR_NONE;
}

Err load_test(Loader *l, LoadPkg *p, LoadTest *out)
{
    *out = (LoadTest){.pkg = p, .ptest = p};
    if (p->test_files.n == 0 && p->xtest_files.n == 0) {
        out->no_tests = true;
        return ERR_NONE;
    }
    Variants v = {.l = l, .p = p, .ptest = p};
    map_init(&v.depends, l->arena);
    map_init(&v.made, l->arena);
    if (p->test_files.n || p->main || (l->cover && l->cover->local)) {
        LoadPkg *t = out->ptest = v.ptest = derived(l, p, variant_path(l, p->import_path, p), p->import_path, p->name);
        append(l, &t->files, &p->files);
        append(l, &t->files, &p->test_files);
        t->s_files = p->s_files;
        t->assembles = p->assembles;
        if (p->error) load_set_error(t, p->error);
        finish_from(l, p, t);
        check_cycle(&v);
    }
    if (p->xtest_files.n) {
        Str path = str_from(arena_printf(l->arena, "%.*s_test", STR_FMT(p->import_path)));
        Str name = str_from(arena_printf(l->arena, "%.*s_test", STR_FMT(p->name)));
        out->pxtest = derived(l, p, variant_path(l, path, p), path, name);
        append(l, &out->pxtest->files, &p->xtest_files);
        finish_from(l, p, out->pxtest);
    }
    Err err = make_main(l, out);
    if (err_is(err)) return err;
    if (v.ptest != p) {
        if (out->pxtest) redirect(&v, out->pxtest);
        redirect(&v, out->main);
    }
    return ERR_NONE;
}
