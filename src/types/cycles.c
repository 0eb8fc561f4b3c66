// Finds declarations that lean on themselves: type names that only name each other, types whose
// values would contain themselves.
//
// check_valid_type walks a type the way its memory is laid out (arrays, struct fields, not
// pointers). `nest` holds the named types the walk is inside of; meeting one again is infinite
// memory. At a type parameter the walk goes on with the argument of the innermost instance, in
// the nest outside of it, since the argument's memory was written there. `path` keeps every
// name passed, for the message.
//
// Spec: Type declarations ("an array type T may not contain an element of type T, …").
#include "types/decl.h"
#include "types/session.h"

uint32_t check_first_in_source(Object **path, uint32_t n)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < n; i++)
        if (path[i]->pos < path[first]->pos) first = i;
    return first;
}

static const char *cycle_name(Checker *c, Object *o)
{
    if (!o->pkg || o->pkg == c->pkg) return o->name->s.p;
    return arena_printf(c->arena, "%s.%s", o->pkg->name->s.p, o->name->s.p);
}

void check_cycle_error(Checker *c, Object **cycle, uint32_t n, uint32_t start)
{
    Object *o = cycle[start];
    bool is_type = o->kind == OBJ_TYPENAME;
    if (is_type && o->type && o->type->kind == TYP_ALIAS) ((Alias *)o->type)->rhs = type_invalid(c);
    if (n == 1) {
        check_error(c, DIAG_InvalidDeclCycle, o->pos,
                    is_type ? "invalid recursive type: %s refers to itself"
                            : "invalid cycle in declaration: %s refers to itself",
                    cycle_name(c, o));
        return;
    }
    StrBuf text = {0};
    sb_printf(&text, is_type ? "invalid recursive type %s" : "invalid cycle in declaration of %s", cycle_name(c, o));
    for (uint32_t i = 0; i < n; i++) {
        Object *from = cycle[(start + i) % n], *to = cycle[(start + i + 1) % n];
        sb_printf(&text, "\n\t%s: %s refers to %s", pos_text(c, from->pos), cycle_name(c, from), cycle_name(c, to));
    }
    check_error(c, DIAG_InvalidDeclCycle, o->pos, "%s", text.p);
    sb_release(&text);
}

// ---- Names that only name each other: type A B; type B A

enum { UNSEEN, ON_PATH, DONE };

static void direct_cycle(Checker *c, Object *o, PtrMap *state)
{
    ObjectList path = {0};
    for (;;) {
        uintptr_t s = (uintptr_t)ptrmap_get(state, o);
        if (s == DONE) break;
        if (s == ON_PATH) {
            uint32_t start = 0;
            while (path.p[start] != o) start++;
            o->type = type_invalid(c);
            check_cycle_error(c, path.p + start, path.n - start, check_first_in_source(path.p + start, path.n - start));
            break;
        }
        ptrmap_put(state, o, (void *)ON_PATH);
        vec_push(c->arena, &path, o);
        Expr *rhs = declaration_of(c, o)->tdecl->type;
        if (!rhs || rhs->node.kind != NODE_Name) break;
        Object *next = scope_lookup(c->pkg->scope, ((Name *)rhs)->atom);
        if (!next || next->kind != OBJ_TYPENAME) break;
        o = next;
    }
    for (uint32_t i = 0; i < path.n; i++) ptrmap_put(state, path.p[i], (void *)DONE);
}

void check_direct_cycles(Checker *c, ObjectList objects)
{
    PtrMap state;
    map_init(&state, c->arena);
    for (uint32_t i = 0; i < objects.n; i++)
        if (objects.p[i]->kind == OBJ_TYPENAME) direct_cycle(c, objects.p[i], &state);
}

// ---- Types that contain themselves

typedef struct TypeWalk {
    Checker *c;
    VEC(Named *) nest, path;
} TypeWalk;

static bool walk_type(TypeWalk *w, Type *t);

// An instance stands in the message where it was written, not where its generic type is declared.
static Object *object_in_cycle(Checker *c, Named *n)
{
    if (!n->inst || n->inst->pos == NO_POS) return n->obj;
    Object *o = object_clone(c->arena, n->obj, &n->t);
    o->pos = n->inst->pos;
    return o;
}

static void report_recursive(TypeWalk *w, Named *n)
{
    n->origin->rhs = n->origin->underlying = type_invalid(w->c);
    n->underlying = type_invalid(w->c);
    ObjectList cycle = {0};
    bool found = false;
    for (uint32_t i = 0; i < w->path.n; i++) {
        found = found || type_identical(&w->path.p[i]->t, &n->t);
        if (found) vec_push(w->c->arena, &cycle, object_in_cycle(w->c, w->path.p[i]));
    }
    UG_ASSERT(found);
    check_cycle_error(w->c, cycle.p, cycle.n, 0);
}

static bool walk_named(TypeWalk *w, Named *n)
{
    if (n->obj->pkg != w->c->pkg && n->targs.n == 0) return true; // an imported type was checked with its package
    for (uint32_t i = 0; i < w->nest.n; i++)
        if (type_identical(&w->nest.p[i]->t, &n->t)) {
            report_recursive(w, n);
            return false;
        }
    Type *rhs = n->origin->rhs ? n->origin->rhs : n->origin->underlying;
    if (!rhs) return true;
    vec_push(w->c->arena, &w->nest, n);
    vec_push(w->c->arena, &w->path, n);
    bool ok = walk_type(w, rhs);
    w->nest.n--;
    w->path.n--;
    return ok;
}

static bool walk_typeparam(TypeWalk *w, TypeParam *p)
{
    if (w->nest.n == 0) return true;
    Named *inst = w->nest.p[w->nest.n - 1];
    ObjectList tparams = inst->origin->tparams;
    for (uint32_t i = 0; i < tparams.n && i < inst->targs.n; i++) {
        if (tparams.p[i]->type != &p->t) continue;
        w->nest.n--;
        bool ok = walk_type(w, inst->targs.p[i]);
        w->nest.p[w->nest.n++] = inst;
        return ok;
    }
    return true;
}

static bool walk_type(TypeWalk *w, Type *t)
{
    t = type_unalias(t);
    switch ((TypeKind)t->kind) {
    case TYP_ARRAY: return walk_type(w, ((Array *)t)->elem);
    case TYP_STRUCT: {
        Struct *s = (Struct *)t;
        for (uint32_t i = 0; i < s->fields.n; i++)
            if (!walk_type(w, s->fields.p[i]->type)) return false;
        return true;
    }
    case TYP_UNION: {
        Union *u = (Union *)t;
        for (uint32_t i = 0; i < u->terms.n; i++)
            if (!walk_type(w, u->terms.p[i].type)) return false;
        return true;
    }
    case TYP_INTERFACE: {
        Interface *it = (Interface *)t;
        for (uint32_t i = 0; i < it->embeds.n; i++)
            if (!walk_type(w, it->embeds.p[i])) return false;
        return true;
    }
    case TYP_NAMED: return walk_named(w, (Named *)t);
    case TYP_TYPEPARAM: return walk_typeparam(w, (TypeParam *)t);
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_SLICE:
    case TYP_POINTER:
    case TYP_TUPLE:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_CHAN:
    case TYP_ALIAS: return true;
    }
    return true;
}

void check_valid_type(Checker *c, Named *n)
{
    TypeWalk w = {.c = c};
    walk_type(&w, &n->t);
}

// Whether t, needed for its size while it is being declared (unsafe.Sizeof, array lengths), contains itself.
bool check_finite_size(Checker *c, Type *t)
{
    t = type_unalias(t);
    if (t->kind == TYP_ARRAY) return check_finite_size(c, ((Array *)t)->elem);
    if (t->kind == TYP_STRUCT) {
        Struct *s = (Struct *)t;
        for (uint32_t i = 0; i < s->fields.n; i++)
            if (!check_finite_size(c, s->fields.p[i]->type)) return false;
        return true;
    }
    if (t->kind != TYP_NAMED) return true;
    enum { UNKNOWN, FINITE, INFINITE };
    Named *n = (Named *)t;
    if (n->obj->pkg != c->pkg && !n->inst) return true;            // checked with its package
    uint8_t known = __atomic_load_n(&n->finite, __ATOMIC_RELAXED); // instances may be shared: all find the same answer
    if (known != UNKNOWN) return known == FINITE;
    for (uint32_t i = 0; i < c->obj_path.n; i++)
        if (c->obj_path.p[i]->kind == OBJ_TYPENAME &&
            c->obj_path.p[i]->type == t) { // not the origin's object: an instance is a type of its own
            Object **cycle = c->obj_path.p + i;
            check_cycle_error(c, cycle, c->obj_path.n - i, check_first_in_source(cycle, c->obj_path.n - i));
            return false;
        }
    Type *rhs = named_rhs(n);
    if (!rhs) return true;
    vec_push(c->arena, &c->obj_path, object_in_cycle(c, n));
    bool finite = check_finite_size(c, rhs);
    c->obj_path.n--;
    __atomic_store_n(&n->finite, finite ? FINITE : INFINITE, __ATOMIC_RELAXED);
    return finite;
}
