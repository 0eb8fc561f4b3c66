// The order in which a program's packages are initialised.
//
// Spec, "Program initialization": sort all packages by import path; again and again take the
// first whose imports are all initialised. The runtime and what it imports come before all.
#include "build/initorder.h"

static bool ready(const LoadPkg *p, const PtrMap *done)
{
    for (uint32_t i = 0; i < p->deps.n; i++) {
        if (!ptrmap_has(done, p->deps.p[i])) return false;
    }
    return true;
}

static int by_path(const void *x, const void *y)
{
    return str_cmp((*(LoadPkg *const *)x)->pkg_path, (*(LoadPkg *const *)y)->pkg_path);
}

typedef struct Order {
    Arena *arena;
    PtrMap done;
    LoadPkgs *out;
} Order;

// Appends the packages of list, sorted by path, as they become ready. Quadratic in the worst
// case; import graphs are shallow and lists are a few hundred long.
static void schedule(Order *o, LoadPkgs *list)
{
    qsort(list->p, list->n, sizeof(LoadPkg *), by_path);
    uint32_t left = list->n;
    while (left) {
        uint32_t before = left;
        for (uint32_t i = 0; i < list->n; i++) {
            LoadPkg *p = list->p[i];
            if (!p || !ready(p, &o->done)) continue;
            ptrmap_put(&o->done, p, p);
            vec_push(o->arena, o->out, p);
            list->p[i] = NULL;
            left--;
            break; // the first in path order that is ready now
        }
        UG_ASSERT(left < before); // load has refused cycles
    }
}

void init_order(Arena *a, LoadPkg *main_pkg, LoadPkgs *out)
{
    Order o = {.arena = a, .out = out};
    map_init(&o.done, a);
    LoadPkgs root = {0}, all = {0}, early = {0}, rest = {0};
    vec_push(a, &root, main_pkg);
    load_closure(a, &root, &all);
    LoadPkgs runtime = {0};
    for (uint32_t i = 0; i < all.n; i++) {
        if (str_eqz(all.p[i]->import_path, "runtime")) vec_push(a, &runtime, all.p[i]);
    }
    load_closure(a, &runtime, &early);
    PtrMap is_early;
    map_init(&is_early, a);
    for (uint32_t i = 0; i < early.n; i++) ptrmap_put(&is_early, early.p[i], early.p[i]);
    for (uint32_t i = 0; i < all.n; i++) {
        if (!ptrmap_has(&is_early, all.p[i])) vec_push(a, &rest, all.p[i]);
    }
    schedule(&o, &early);
    schedule(&o, &rest);
}
