// Finding fields and methods through embedding.
//
// Breadth first: one level of embedded types after the other. A name found twice at the shallowest
// level that has it is ambiguous; a type met before, at a shallower level, is not entered again;
// a type that stands several times at one level makes whatever it holds ambiguous (multiples).
// All levels share one array of nodes, each knowing its parent, so that the path to a result is
// built only once something is found.
//
// Spec: Selectors; Struct types; Method sets.
#include "types/session.h"

typedef struct Step {
    Type *type;     // with pointers taken off
    int32_t parent; // -1 at the root
    uint32_t field; // index in the parent's struct
    bool indirect;  // a pointer was followed on the way
    bool multiples;
} Step;

enum { INLINE_NODES = 32 };

typedef struct Search {
    Arena *a; // for the resulting path
    const Package *pkg;
    Atom name;
    bool fold_case;
    Step *nodes;
    uint32_t n, cap;
    Step inline_nodes[INLINE_NODES];
    Arena *overflow;

    Object *obj;
    int32_t at; // node and index of obj, or of a collision
    uint32_t index;
    bool collision;
} Search;

static void push_node(Search *s, Step step)
{
    if (s->n == s->cap) {
        if (!s->overflow) s->overflow = arena_new("lookup");
        Step *more = ARENA_ARRAY(s->overflow, Step, s->cap * 2);
        memcpy(more, s->nodes, s->n * sizeof *more);
        s->nodes = more;
        s->cap *= 2;
    }
    s->nodes[s->n++] = step;
}

static bool same_named(Named *x, Named *y) { return x == y || ((x->inst || y->inst) && type_identical(&x->t, &y->t)); }

static bool seen_before(const Search *s, Named *n, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++) {
        Named *other = type_as_named(s->nodes[i].type);
        if (other && same_named(other, n)) return true;
    }
    return false;
}

static void found(Search *s, uint32_t node, uint32_t index, Object *o)
{
    s->collision = s->collision || s->obj || s->nodes[node].multiples;
    s->at = (int32_t)node;
    s->index = index;
    s->obj = o;
}

static void search_struct(Search *s, uint32_t node, const Struct *st)
{
    for (uint32_t i = 0; i < st->fields.n && !s->collision; i++) {
        Object *f = st->fields.p[i];
        if (object_same_id(f, s->pkg, s->name, s->fold_case)) {
            found(s, node, i, f);
        } else if (!s->obj && f->embedded) {
            bool ptr;
            Type *t = type_deref(f->type, &ptr);
            push_node(s, (Step){t, (int32_t)node, i, s->nodes[node].indirect || ptr, s->nodes[node].multiples});
        }
    }
}

static void search_node(Search *s, uint32_t node)
{
    Type *t = s->nodes[node].type;
    Named *named = type_as_named(t);
    uint32_t index;
    if (named) {
        if (seen_before(s, named, node)) return;
        Object *m = named_lookup_method(named, s->pkg, s->name, s->fold_case, &index);
        if (m) {
            found(s, node, index, m);
            return;
        }
    }
    Type *u = type_under(t);
    if (u->kind == TYP_STRUCT) {
        search_struct(s, node, (Struct *)u);
    } else if (u->kind == TYP_INTERFACE) {
        Object *m = typeset_lookup(typeset_of(NULL, (Interface *)u, NO_POS), s->pkg, s->name, s->fold_case, &index);
        if (m) found(s, node, index, m);
    }
}

// Nodes [from, n) are the next level: the same type several times becomes one node marked multiple.
static void merge_multiples(Search *s, uint32_t from)
{
    uint32_t kept = from;
    for (uint32_t i = from; i < s->n; i++) {
        uint32_t j = from;
        while (j < kept && !type_identical(s->nodes[j].type, s->nodes[i].type)) j++;
        if (j < kept)
            s->nodes[j].multiples = true;
        else
            s->nodes[kept++] = s->nodes[i];
    }
    s->n = kept;
}

static void build_path(const Search *s, LookupResult *r)
{
    uint32_t depth = 1;
    for (int32_t i = s->at; s->nodes[i].parent >= 0; i = s->nodes[i].parent) depth++;
    r->path.p = ARENA_ARRAY(s->a, uint32_t, depth);
    r->path.n = r->path.cap = depth;
    r->path.p[--depth] = s->index;
    for (int32_t i = s->at; s->nodes[i].parent >= 0; i = s->nodes[i].parent) r->path.p[--depth] = s->nodes[i].field;
}

static void search_levels(Search *s)
{
    for (uint32_t level = 0; level < s->n && !s->obj;) {
        uint32_t end = s->n;
        for (uint32_t i = level; i < end && !s->collision; i++) search_node(s, i);
        if (!s->obj) merge_multiples(s, end);
        level = end;
    }
}

LookupResult lookup_impl(Arena *a, Type *t, bool addressable, const Package *pkg, Atom name, bool fold_case)
{
    LookupResult r = {0};
    if (str_eqz(name->s, "_")) return r;
    bool ptr;
    Type *base = type_deref(t, &ptr);
    if (ptr && type_is_any_interface(base)) return r; // pointers to interfaces have no methods
    Search s = {.a = a, .pkg = pkg, .name = name, .fold_case = fold_case, .cap = INLINE_NODES};
    s.nodes = s.inline_nodes;
    push_node(&s, (Step){.type = base, .parent = -1, .indirect = ptr});
    search_levels(&s);
    if (s.obj) {
        bool indirect = s.nodes[s.at].indirect;
        if (s.collision) {
            build_path(&s, &r);
            r.ambiguous = true;
        } else if (s.obj->kind == OBJ_FUNC && func_has_ptr_recv(s.obj) && !indirect && !addressable) {
            r.indirect = r.bad_ptr_recv = true;
        } else {
            build_path(&s, &r);
            r.obj = s.obj;
            r.indirect = indirect;
        }
    }
    if (s.overflow) arena_free(s.overflow);
    return r;
}

static LookupResult lookup_any(Arena *a, Type *t, bool addressable, const Package *pkg, Atom name, bool fold_case)
{
    Named *n = type_as_named(t);
    if (n) { // a named pointer type has its base's fields but no methods
        Type *u = type_under(t);
        if (u->kind == TYP_POINTER) {
            LookupResult r = lookup_impl(a, u, false, pkg, name, fold_case);
            return r.obj && r.obj->kind == OBJ_FUNC ? (LookupResult){0} : r;
        }
    }
    return lookup_impl(a, t, addressable, pkg, name, fold_case);
}

LookupResult check_lookup(Checker *c, Type *t, bool addressable, Package *pkg, Atom name, bool fold_case)
{
    return lookup_any(c->arena, t, addressable, pkg, name, fold_case);
}

Object *type_lookup(Types *ts, Type *t, bool addressable, Package *pkg, Atom name, Selection *sel)
{
    types_lock(ts);
    LookupResult r = lookup_any(ts->arena, t, addressable, pkg, name, false);
    types_unlock(ts);
    if (!r.obj || !sel) return r.obj;
    bool method = r.obj->kind == OBJ_FUNC;
    *sel = (Selection){.kind = method ? SEL_METHODVAL : SEL_FIELD,
                       .recv = t,
                       .obj = r.obj,
                       .type = r.obj->type,
                       .indirect = r.indirect};
    sel->path.p = r.path.p;
    sel->path.n = r.path.n - (method ? 1 : 0);
    sel->path.cap = r.path.cap;
    if (method) sel->method_index = r.path.p[r.path.n - 1];
    return r.obj;
}

// ---- Method sets
typedef struct Gather {
    Arena *a;
    ObjectList methods; // candidates: one for each name and package
    VEC(Type *) seen;
} Gather;

static void gather(Gather *g, Type *t);

static void gather_object(Gather *g, Object *m)
{
    for (uint32_t i = 0; i < g->methods.n; i++)
        if (object_same_id(g->methods.p[i], m->pkg, m->name, false)) return;
    vec_push(g->a, &g->methods, m);
}

static void gather_under(Gather *g, Type *u)
{
    if (u->kind == TYP_INTERFACE) {
        TypeSet *s = typeset_of(NULL, (Interface *)u, NO_POS);
        for (uint32_t i = 0; i < s->methods.n; i++) gather_object(g, s->methods.p[i]);
    } else if (u->kind == TYP_STRUCT) {
        Struct *st = (Struct *)u;
        for (uint32_t i = 0; i < st->fields.n; i++)
            if (st->fields.p[i]->embedded) gather(g, type_deref(st->fields.p[i]->type, NULL));
    }
}

static void gather(Gather *g, Type *t)
{
    Named *n = type_as_named(t);
    if (n) {
        for (uint32_t i = 0; i < g->seen.n; i++)
            if (type_identical(g->seen.p[i], t)) return;
        vec_push(g->a, &g->seen, t);
        for (uint32_t i = 0; i < n->origin->methods.n; i++) gather_object(g, n->origin->methods.p[i]);
    }
    gather_under(g, type_under(t));
}

void type_method_set(Types *ts, Arena *a, Type *t, MethodSet *out)
{
    *out = (MethodSet){0};
    bool ptr;
    Type *base = type_deref(t, &ptr);
    if (ptr && type_is_any_interface(base)) return;
    Arena *scratch = arena_new("method set");
    Gather g = {.a = scratch};
    gather(&g, base);
    for (uint32_t i = 1; i < g.methods.n; i++) {
        Object *m = g.methods.p[i];
        uint32_t j = i;
        for (; j > 0 && object_cmp(g.methods.p[j - 1], m) > 0; j--) g.methods.p[j] = g.methods.p[j - 1];
        g.methods.p[j] = m;
    }
    for (uint32_t i = 0; i < g.methods.n; i++) {
        Object *m = g.methods.p[i];
        Selection sel;
        Object *fn = str_eqz(m->name->s, "_") ? NULL : type_lookup(ts, t, false, m->pkg, m->name, &sel);
        if (!fn || fn->kind != OBJ_FUNC) continue;
        MethodEntry e = {fn, ARENA_NEW(a, Selection)};
        *e.sel = sel;
        vec_push(a, out, e);
    }
    arena_free(scratch);
}
