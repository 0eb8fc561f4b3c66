// Solving the graph: from every location, which others reach it and by how few derefs.
//
// A path with -1 derefs puts an address into the root; if the root outlives what is addressed,
// that escapes, and then it is a root of the heap's kind itself. Depth-limited shortest paths
// (Bellman and Ford with a work list), as in gc; derefs below zero count as zero on the way on.
#include "opt/escape.h"

typedef VEC(Loc *) LocQueue;

static bool is_result(const Loc *l) { return l->local && l->local->kind == IRL_RESULT; }
static bool is_param(const Loc *l)
{
    return l->local && (l->local->kind == IRL_PARAM || l->local->kind == IRL_CAPTURE);
}

static bool is_inside(const IrFunc *inner, const IrFunc *outer)
{
    for (const IrFunc *f = inner->parent; f; f = f->parent)
        if (f == outer) return true;
    return false;
}

// Whether values stored in `root` may live longer than `l`.
static bool outlives(Escape *e, const Loc *root, const Loc *l)
{
    if (root->escapes) return true;
    if (is_result(root)) // what a literal returns of its outer function's goes no further if all its calls are known
        return !is_inside(root->func, l->func) || !escape_all_calls_known(e, root->func);
    if (root->func == l->func) return root->depth < l->depth;
    return is_inside(l->func, root->func); // declared in a function literal within root's function
}

static void leak(Loc *param, const Loc *root, int32_t derefs)
{
    bool to_result =
        !root->escapes && is_result(root) && root->func == param->func && root->local->index < IRESC_RESULTS;
    param->leaks = ir_escape_leak(param->leaks, to_result ? 1 + root->local->index : 0, derefs);
}

static void enqueue(Escape *e, LocQueue *q, Loc *l)
{
    if (l->queued) return;
    l->queued = true;
    vec_push(e->arena, q, l);
}

static void walk_one(Escape *e, Loc *root, LocQueue *roots, LocQueue *todo)
{
    uint32_t walk = ++e->walks;
    root->walk = walk;
    root->derefs = 0;
    todo->n = 0;
    vec_push(e->arena, todo, root);
    while (todo->n) {
        Loc *l = todo->p[--todo->n];
        int32_t derefs = l->derefs;
        bool address = derefs < 0;
        if (address) derefs = 0;
        if (l->func && outlives(e, root, l)) { // root itself, too: a result may hold its own address
            if (is_param(l)) leak(l, root, derefs);
            if (address && !l->escapes) {
                l->escapes = true;
                enqueue(e, roots, l);
                continue;
            }
        }
        for (uint32_t i = 0; i < l->edges.n; i++) {
            Loc *src = l->edges.p[i].src;
            if (src->escapes && src->func == NULL) continue;
            int32_t d = derefs + l->edges.p[i].derefs;
            if (src->walk == walk && src->derefs <= d) continue;
            src->walk = walk;
            src->derefs = d;
            vec_push(e->arena, todo, src);
        }
    }
}

void escape_solve(Escape *e)
{
    LocQueue roots = {0}, todo = {0};
    enqueue(e, &roots, &e->heap);
    for (uint32_t i = 0; i < e->all.n; i++) enqueue(e, &roots, e->all.p[i]);
    while (roots.n) {
        Loc *root = roots.p[--roots.n];
        root->queued = false;
        walk_one(e, root, &roots, &todo);
    }
}
