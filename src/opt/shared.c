// Bodies of functions of other packages, for inlining.
//
// A package that was compiled earlier is not lowered again: what callers must know of its functions
// is in its facts, and the few bodies they inline are lowered here, each when first asked for, in
// a unit of its own. Packages compiled by this very build are treated the same way (opt_publish
// hides their bodies), so what a unit becomes does not depend on what was in the cache.
//
// A body must not depend on who asked first either. Functions that call each other in a circle
// are inlined into each other until the circle closes, where a call stays: such a body is kept
// only if the circle closed within it, and made anew for others (lowest).
#include "opt/opt.h"

typedef struct SharedBodies {
    uint32_t depth;  // of nested requests
    uint32_t lowest; // the outermost request that a circle has met below the current one
} SharedBodies;

void opt_publish(IrUnit *u)
{
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        IrSym *s = u->funcs.p[i]->sym;
        if (s->object) s->known = true;
        s->def = NULL;
    }
}

static void improve(Lower *lo, IrUnit *u, const OptOptions *opt, SharedBodies *all)
{
    OptOptions oo = {.is_intrinsic = opt->is_intrinsic, .judge = opt->judge, .shared = all};
    opt_devirtualise(lo, u, &oo);
    opt_inline(lo, u, &oo);
    opt_devirtualise(lo, u, &oo);
    opt_extend(lo, u, &oo);
    opt_checks(lo, u, &oo);
}

static uint32_t lower_of(uint32_t a, uint32_t b) { return a < b ? a : b; }

IrFunc *opt_shared_body(Lower *lo, IrSym *sym, const OptOptions *opt)
{
    if (!sym->inlinable || sym->shared) return sym->shared;
    SharedBodies first = {.lowest = UINT32_MAX}, *all = opt->shared ? opt->shared : &first;
    if (sym->shared_depth) {
        all->lowest = lower_of(all->lowest, sym->shared_depth);
        return NULL;
    }
    IrUnit *u = lower_function(lo, sym);
    if (!u) return NULL;
    IrFunc *f = sym->def;
    sym->def = NULL;
    uint32_t outer = all->lowest, depth = ++all->depth;
    all->lowest = UINT32_MAX;
    sym->shared_depth = depth;
    improve(lo, u, opt, all);
    sym->shared_depth = 0;
    sym->inlinable = true;
    all->depth--;
    if (all->lowest >= depth) {
        sym->shared = f;
        all->lowest = outer;
    } else {
        all->lowest = lower_of(all->lowest, outer);
    }
    return f;
}
