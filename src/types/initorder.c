// Puts the package's variables in the order in which they are initialised.
//
// The graph has the constants and variables as nodes; a variable depends on those its
// initialiser mentions directly or through functions, found by a walk over the functions'
// mentions. The node with the fewest open dependencies, then earliest in the source, goes first
// (a binary heap); one that still has open dependencies stands in a cycle.
// Rejected: removing function nodes from the graph edge by edge, quadratic in dense packages.
//
// Spec: Package initialization.
#include "types/decl.h"

typedef struct InitNode {
    Object *obj;
    VEC(struct InitNode *) users; // nodes that wait for this one
    uint32_t ndeps, heap_index;
} InitNode;

typedef struct InitGraph {
    Checker *c;
    PtrMap nodes; // Object → InitNode
    VEC(InitNode *) heap;
    PtrMap stamp; // Object → the node whose walk saw it last
} InitGraph;

// ---- The heap

static bool before(const InitNode *a, const InitNode *b)
{
    bool a_const = a->obj->kind == OBJ_CONST, b_const = b->obj->kind == OBJ_CONST;
    if (a_const != b_const) return a_const;
    if (a->ndeps != b->ndeps) return a->ndeps < b->ndeps;
    return a->obj->order < b->obj->order;
}

static void heap_set(InitGraph *g, uint32_t i, InitNode *n)
{
    g->heap.p[i] = n;
    n->heap_index = i;
}

static void sift_up(InitGraph *g, uint32_t i)
{
    InitNode *n = g->heap.p[i];
    for (; i > 0 && before(n, g->heap.p[(i - 1) / 2]); i = (i - 1) / 2) heap_set(g, i, g->heap.p[(i - 1) / 2]);
    heap_set(g, i, n);
}

static void sift_down(InitGraph *g, uint32_t i)
{
    InitNode *n = g->heap.p[i];
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= g->heap.n) break;
        if (child + 1 < g->heap.n && before(g->heap.p[child + 1], g->heap.p[child])) child++;
        if (!before(g->heap.p[child], n)) break;
        heap_set(g, i, g->heap.p[child]);
        i = child;
    }
    heap_set(g, i, n);
}

static InitNode *heap_pop(InitGraph *g)
{
    InitNode *top = g->heap.p[0];
    InitNode *last = g->heap.p[--g->heap.n];
    top->heap_index = UINT32_MAX;
    if (g->heap.n > 0) {
        heap_set(g, 0, last);
        sift_down(g, 0);
    }
    return top;
}

// ---- Dependencies

static void add_dependencies(InitGraph *g, InitNode *n, const Declaration *d)
{
    for (uint32_t i = 0; i < d->deps.n; i++) {
        Object *to = d->deps.p[i];
        if (ptrmap_get(&g->stamp, to) == n) continue;
        ptrmap_put(&g->stamp, to, n);
        if (to->kind == OBJ_FUNC) {
            add_dependencies(g, n, declaration_of(g->c, to));
        } else if (to->kind == OBJ_CONST || to->kind == OBJ_VAR) {
            InitNode *dep = ptrmap_get(&g->nodes, to);
            vec_push(g->c->arena, &dep->users, n);
            n->ndeps++;
        }
    }
}

static void build_graph(InitGraph *g)
{
    Checker *c = g->c;
    for (uint32_t i = 0; i < c->objects.n; i++) {
        Object *o = c->objects.p[i];
        if (o->kind != OBJ_CONST && o->kind != OBJ_VAR) continue;
        InitNode *n = ARENA_NEW(c->arena, InitNode);
        n->obj = o;
        ptrmap_put(&g->nodes, o, n);
        vec_push(c->arena, &g->heap, n);
    }
    for (uint32_t i = 0; i < g->heap.n; i++) add_dependencies(g, g->heap.p[i], declaration_of(c, g->heap.p[i]->obj));
    for (uint32_t i = 0; i < g->heap.n; i++) g->heap.p[i]->heap_index = i;
    for (uint32_t i = g->heap.n / 2; i-- > 0;) sift_down(g, i);
}

// ---- Cycles

static int by_order(const void *a, const void *b)
{
    const Object *x = *(Object *const *)a, *y = *(Object *const *)b;
    return x->order < y->order ? -1 : x->order > y->order;
}

// Appends to out the objects from `to` back to the first step out of `from`, if there is a way.
static bool find_path(Checker *c, Object *from, Object *to, PtrMap *seen, ObjectList *out)
{
    if (ptrmap_has(seen, from)) return false;
    ptrmap_put(seen, from, from);
    ObjectList deps = declaration_of(c, from)->deps;
    Object **sorted = ARENA_ARRAY(c->arena, Object *, deps.n + 1);
    if (deps.n) memcpy(sorted, deps.p, deps.n * sizeof *sorted);
    qsort(sorted, deps.n, sizeof *sorted, by_order);
    for (uint32_t i = 0; i < deps.n; i++) {
        if (sorted[i] == to || find_path(c, sorted[i], to, seen, out)) {
            vec_push(c->arena, out, sorted[i]);
            return true;
        }
    }
    return false;
}

static void report_init_cycle(Checker *c, Object *o)
{
    PtrMap seen;
    map_init(&seen, c->arena);
    ObjectList cycle = {0};
    if (!find_path(c, o, o, &seen, &cycle)) return; // o only leads to a cycle: reported when the cycle's own turn comes
    Object *at = cycle.p[0];
    if (cycle.n == 1) {
        check_error(c, DIAG_InvalidInitCycle, at->pos, "initialization cycle: %s refers to itself", at->name->s.p);
        return;
    }
    StrBuf text = {0};
    sb_printf(&text, "initialization cycle for %s", at->name->s.p);
    for (uint32_t i = cycle.n; i-- > 0;) {
        sb_printf(&text, "\n\t%s: %s refers to %s", pos_text(c, at->pos), at->name->s.p, cycle.p[i]->name->s.p);
        at = cycle.p[i];
    }
    check_error(c, DIAG_InvalidInitCycle, cycle.p[0]->pos, "%s", text.p);
    sb_release(&text);
}

static void emit_initializer(Checker *c, Object *o)
{
    Declaration *d = declaration_of(c, o);
    if (o->kind != OBJ_VAR || !d->init || d->emitted) return;
    d->emitted = true;
    InitOrder *init = ARENA_NEW(c->arena, InitOrder);
    init->rhs = d->init;
    init->file = d->file;
    for (uint32_t i = 0; i < d->lhs.n; i++) {
        vec_push(c->arena, &init->lhs, d->names.p[i]);
        vec_push(c->arena, &init->vars, str_eqz(d->lhs.p[i]->name->s, "_") ? NULL : d->lhs.p[i]);
    }
    vec_push(c->arena, &c->pkg->init_order, init);
}

void check_init_order(Checker *c)
{
    InitGraph g = {.c = c};
    map_init(&g.nodes, c->arena);
    map_init(&g.stamp, c->arena);
    build_graph(&g);
    while (g.heap.n > 0) {
        InitNode *n = heap_pop(&g);
        if (n->ndeps > 0) report_init_cycle(c, n->obj);
        for (uint32_t i = 0; i < n->users.n; i++) {
            InitNode *user = n->users.p[i];
            user->ndeps--;
            if (user->heap_index != UINT32_MAX) sift_up(&g, user->heap_index);
        }
        emit_initializer(c, n->obj);
    }
}
