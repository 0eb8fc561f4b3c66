// Unbounded instantiation: f[T] that calls f[*T] would need infinitely many instances.
//
// A graph whose vertices are type parameters and local types. Where a parameter is instantiated
// with a type that mentions another vertex there is an edge: of weight 0 if the argument is just
// that, of weight 1 if it is a larger type around it. A local type depends on the parameters of its
// function with weight 1. A cycle of positive weight is an error. Found as Bellman and Ford find
// negative cycles: relax until nothing changes or a path has as many edges as there are vertices.
//
// Spec: leaves this to implementations; gc rejects such programs.
#include "types/session.h"

typedef struct Vertex {
    Object *obj;
    uint32_t weight; // of the heaviest path known to end here
    int32_t pre;     // its last edge, -1: none
    uint32_t len;
} Vertex;

typedef struct Edge {
    uint32_t dst, src;
    uint32_t weight;
    Pos pos;
    Type *type;
} Edge;

struct MonoGraph {
    VEC(Vertex) vertices;
    VEC(Edge) edges;
    PtrMap canon; // a method's receiver type parameter → the type's own
    PtrMap index; // Object → vertex index + 1, 0 for local types without parameters around
};

static MonoGraph *graph(Checker *c)
{
    if (!c->mono) {
        c->mono = ARENA_NEW(c->arena, MonoGraph);
        map_init(&c->mono->canon, c->arena);
        map_init(&c->mono->index, c->arena);
    }
    return c->mono;
}

void mono_canon(Checker *c, TypeParam *method_param, TypeParam *type_param)
{
    ptrmap_put(&graph(c)->canon, method_param, type_param);
}

static uint32_t new_vertex(Checker *c, Object *o)
{
    Vertex v = {.obj = o, .pre = -1};
    vec_push(c->arena, &c->mono->vertices, v);
    return c->mono->vertices.n - 1;
}

static void add_edge(Checker *c, uint32_t dst, uint32_t src, uint32_t weight, Pos pos, Type *t)
{
    Edge e = {dst, src, weight, pos, t};
    vec_push(c->arena, &c->mono->edges, e);
}

static uint32_t tparam_vertex(Checker *c, TypeParam *p)
{
    MonoGraph *g = graph(c);
    TypeParam *canon = ptrmap_get(&g->canon, p);
    Object *o = (canon ? canon : p)->obj;
    uintptr_t i = (uintptr_t)ptrmap_get(&g->index, o);
    if (i == 0) {
        i = new_vertex(c, o) + 1;
        ptrmap_put(&g->index, o, (void *)i);
    }
    return (uint32_t)i - 1;
}

// -1: not a local type that depends on type parameters.
static int64_t local_type_vertex(Checker *c, Named *n)
{
    MonoGraph *g = graph(c);
    if (n->obj->pkg != c->pkg || n->outer.n == 0) return -1;
    if (ptrmap_has(&g->index, n->obj)) return (int64_t)(uintptr_t)ptrmap_get(&g->index, n->obj) - 1;
    uint32_t v = new_vertex(c, n->obj);
    ptrmap_put(&g->index, n->obj, (void *)(uintptr_t)(v + 1));
    for (uint32_t i = 0; i < n->outer.n; i++) {
        TypeParam *p = (TypeParam *)n->outer.p[i]->type;
        add_edge(c, v, tparam_vertex(c, p), 1, n->obj->pos, &p->t);
    }
    return v;
}

typedef struct Assign {
    Checker *c;
    Pos pos;
    TypeParam *param;
    Type *targ;
} Assign;

static void flow(const Assign *a, uint32_t src, const Type *t)
{
    add_edge(a->c, tparam_vertex(a->c, a->param), src, t != a->targ, a->pos, a->targ);
}

static void walk(const Assign *a, Type *t);

static void walk_vars(const Assign *a, ObjectList vars)
{
    for (uint32_t i = 0; i < vars.n; i++) walk(a, vars.p[i]->type);
}

static void walk(const Assign *a, Type *t)
{
    t = type_unalias(t);
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_UNION:
    case TYP_ALIAS: break;
    case TYP_TYPEPARAM: flow(a, tparam_vertex(a->c, (TypeParam *)t), t); break;
    case TYP_NAMED: {
        Named *n = (Named *)t;
        int64_t src = local_type_vertex(a->c, n->origin);
        if (src >= 0) flow(a, (uint32_t)src, t);
        for (uint32_t i = 0; i < n->targs.n; i++) walk(a, n->targs.p[i]);
        break;
    }
    case TYP_ARRAY: walk(a, ((Array *)t)->elem); break;
    case TYP_SLICE: walk(a, ((Slice *)t)->elem); break;
    case TYP_POINTER: walk(a, ((Pointer *)t)->elem); break;
    case TYP_CHAN: walk(a, ((Chan *)t)->elem); break;
    case TYP_MAP:
        walk(a, ((Map *)t)->key);
        walk(a, ((Map *)t)->elem);
        break;
    case TYP_INTERFACE: walk_vars(a, typeset_of(a->c, (Interface *)t, NO_POS)->methods); break;
    case TYP_TUPLE: walk_vars(a, ((Tuple *)t)->vars); break;
    case TYP_SIGNATURE:
        walk_vars(a, ((Signature *)t)->params->vars);
        walk_vars(a, ((Signature *)t)->results->vars);
        break;
    case TYP_STRUCT: walk_vars(a, ((Struct *)t)->fields); break;
    }
}

void check_mono_instance(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, ExprList xlist)
{
    graph(c);
    for (uint32_t i = 0; i < n && i < tparams.n; i++) {
        TypeParam *p = (TypeParam *)tparams.p[i]->type;
        if (p->obj->pkg != c->pkg) continue; // a cycle lies within one package
        walk(&(Assign){c, i < xlist.n ? expr_pos(xlist.p[i]) : pos, p, targs[i]}, targs[i]);
    }
}

static void report_cycle(Checker *c, uint32_t v)
{
    MonoGraph *g = c->mono;
    bool *seen = ARENA_ARRAY(c->arena, bool, g->vertices.n);
    VEC(uint32_t) stack = {0};
    for (; !seen[v]; v = g->edges.p[g->vertices.p[v].pre].src) { // back along the path, until the cycle closes
        vec_push(c->arena, &stack, v);
        seen[v] = true;
    }
    uint32_t first = 0;
    while (stack.p[first] != v) first++;
    StrBuf sb = {0};
    sb_puts(&sb, "instantiation cycle:");
    for (uint32_t i = first; i < stack.n; i++) {
        Edge *e = &g->edges.p[g->vertices.p[stack.p[i]].pre];
        Object *o = g->vertices.p[e->dst].obj;
        const char *how = o->type->kind == TYP_NAMED ? "implicitly parameterized by" : "instantiated as";
        sb_printf(&sb, "\n\t%s: %s %s %s", pos_text(c, e->pos), o->name->s.p, how, type_text(c, e->type));
    }
    check_error(c, DIAG_InvalidInstanceCycle, g->vertices.p[v].obj->pos, "%s", arena_strndup(c->arena, sb.p, sb.n));
    sb_release(&sb);
}

void check_monomorph(Checker *c)
{
    MonoGraph *g = c->mono;
    if (!g) return;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < g->edges.n; i++) {
            Edge *e = &g->edges.p[i];
            Vertex *src = &g->vertices.p[e->src], *dst = &g->vertices.p[e->dst];
            if (src->weight + e->weight <= dst->weight) continue;
            dst->weight = src->weight + e->weight;
            dst->pre = (int32_t)i;
            dst->len = src->len + 1;
            if (dst->len == g->vertices.n) {
                report_cycle(c, e->dst);
                return;
            }
            again = true;
        }
    }
}
