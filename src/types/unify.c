// Unification: makes two types identical by finding types for type parameters.
//
// Each bound type parameter has a handle, shared by parameters that were found equal; a handle
// holds the inferred type or nothing yet. Exact unification is identity with unknowns. Inexact
// unification also lets a defined type meet the literal it is made of, ignores channel directions
// and lets interfaces meet types that have their methods; with UNIFY_ASSIGN that holds at the top
// only, elements must match exactly. Where several types offer themselves for a parameter, a
// defined type wins over a literal and a directed channel over an undirected one, so that the
// order of arguments doesn't matter.
//
// Spec: Type unification.
#include "types/session.h"

enum { DEPTH_LIMIT = 50 };

struct Unifier {
    Checker *c;
    uint32_t n;
    Type **params;
    uint32_t *handle; // parameter → index in types
    Type **types;     // NULL: unknown
    uint32_t depth;
    bool interfaces; // use methods for inference (go1.21)
};

typedef struct IfacePair {
    const Interface *x, *y;
    const struct IfacePair *up;
} IfacePair;

static bool nify(Unifier *u, Type *x, Type *y, int mode, const IfacePair *up);

Unifier *unifier_new(Checker *c, ObjectList tparams, Type **targs, uint32_t ntargs, bool interface_inference)
{
    Unifier *u = ARENA_NEW(c->arena, Unifier);
    u->c = c;
    u->n = tparams.n;
    u->params = ARENA_ARRAY(c->arena, Type *, u->n);
    u->handle = ARENA_ARRAY(c->arena, uint32_t, u->n);
    u->types = ARENA_ARRAY(c->arena, Type *, u->n);
    u->interfaces = interface_inference;
    for (uint32_t i = 0; i < u->n; i++) {
        u->params[i] = tparams.p[i]->type;
        u->handle[i] = i;
        if (i < ntargs) u->types[i] = targs[i];
    }
    return u;
}

static int bound_index(const Unifier *u, Type *t)
{ // -1: not a parameter being solved for
    t = type_unalias(t);
    if (t->kind != TYP_TYPEPARAM) return -1;
    for (uint32_t i = 0; i < u->n; i++)
        if (u->params[i] == t) return (int)i;
    return -1;
}

static Type **slot(Unifier *u, int param) { return &u->types[u->handle[param]]; }

Type *unifier_at(Unifier *u, Type *tparam) { return *slot(u, bound_index(u, tparam)); }
void unifier_set(Unifier *u, Type *tparam, Type *t) { *slot(u, bound_index(u, tparam)) = t; }

uint32_t unifier_unknowns(const Unifier *u)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < u->n; i++) n += u->types[u->handle[i]] == NULL;
    return n;
}

void unifier_inferred(Unifier *u, ObjectList tparams, Type **out)
{
    for (uint32_t i = 0; i < tparams.n; i++) out[i] = unifier_at(u, tparams.p[i]->type);
}

bool unify(Unifier *u, Type *x, Type *y, int mode) { return nify(u, x, y, mode, NULL); }

// Two parameters become one. False if both have types already.
static bool join(Unifier *u, int x, int y)
{
    uint32_t hx = u->handle[x], hy = u->handle[y];
    if (hx == hy) return true;
    if (u->types[hx] && u->types[hy]) return false;
    uint32_t from = u->types[hx] ? hy : hx, to = u->types[hx] ? hx : hy;
    for (uint32_t i = 0; i < u->n; i++)
        if (u->handle[i] == from) u->handle[i] = to;
    return true;
}

static Interface *as_interface(Type *t)
{
    if (type_is_typeparam(t)) return NULL;
    Type *u = type_under(t);
    return u->kind == TYP_INTERFACE ? (Interface *)u : NULL;
}

static TypeSet *set_of(Interface *it) { return typeset_of(NULL, it, NO_POS); }

// y matched the type known for a parameter: which of the two to keep?
static bool choose(Unifier *u, int param, Type *known, Type *y, int mode)
{
    Interface *ix = as_interface(known), *iy = as_interface(y);
    bool nx = type_as_named(known), ny = type_as_named(y);
    if (ix && iy) {
        if (nx && ny) return type_identical(known, y);
        if (set_of(ix)->methods.n != set_of(iy)->methods.n) return false;
    } else if (ix || iy) {
        return false; // either would do: the order would decide
    }
    if ((mode & UNIFY_EXACT) || nx) return true;
    Type *under = type_under(y);
    if (ny || (under->kind == TYP_CHAN && ((Chan *)under)->dir != CHAN_BOTH)) *slot(u, param) = y;
    return true;
}

static bool nify_vars(Unifier *u, const Tuple *x, const Tuple *y, int mode, const IfacePair *up)
{
    if (x->vars.n != y->vars.n) return false;
    for (uint32_t i = 0; i < x->vars.n; i++)
        if (!nify(u, x->vars.p[i]->type, y->vars.p[i]->type, mode, up)) return false;
    return true;
}

static bool nify_struct(Unifier *u, const Struct *x, const Struct *y, int mode, const IfacePair *up)
{
    if (x->fields.n != y->fields.n) return false;
    for (uint32_t i = 0; i < x->fields.n; i++) {
        Object *f = x->fields.p[i], *g = y->fields.p[i];
        Str tx = x->tags ? x->tags[i] : STR(""), ty = y->tags ? y->tags[i] : STR("");
        if (f->embedded != g->embedded || !str_eq(tx, ty) || !object_same_id(f, g->pkg, g->name, false) ||
            !nify(u, f->type, g->type, mode, up))
            return false;
    }
    return true;
}

static bool compared_before(const IfacePair *up, const Interface *x, const Interface *y)
{
    for (; up; up = up->up)
        if ((up->x == x && up->y == y) || (up->x == y && up->y == x)) return true;
    return false;
}

// Two interfaces. Exactly: the same methods; else one's methods must be a subset of the other's.
static bool nify_interfaces(Unifier *u, Interface *x, Interface *y, bool exact, const IfacePair *up)
{
    TypeSet *sx = set_of(x), *sy = set_of(y);
    if (sx->comparable != sy->comparable ||
        !((sx->terms.all && sy->terms.all) || termlist_equal(&sx->terms, &sy->terms)))
        return false;
    if (exact && sx->methods.n != sy->methods.n) return false;
    if (compared_before(up, x, y)) return true;
    IfacePair here = {x, y, up};
    if (sx->methods.n > sy->methods.n) {
        TypeSet *t = sx;
        sx = sy;
        sy = t;
    }
    for (uint32_t i = 0; i < sx->methods.n; i++) {
        Object *m = sx->methods.p[i], *other = typeset_lookup(sy, m->pkg, m->name, false, NULL);
        if (!other || !nify(u, m->type, other->type, UNIFY_EXACT, &here)) return false;
    }
    return true;
}

// An interface and another type: it must have the methods.
static bool nify_methods(Unifier *u, Interface *x, Type *y, const IfacePair *up)
{
    TypeSet *s = set_of(x);
    for (uint32_t i = 0; i < s->methods.n; i++) {
        Object *m = s->methods.p[i];
        LookupResult r = check_lookup(u->c, y, false, m->pkg, m->name, false);
        if (!r.obj || r.obj->kind != OBJ_FUNC) return false;
        check_obj_decl(u->c, r.obj);
        if (!nify(u, m->type, r.obj->type, UNIFY_EXACT, up)) return false;
    }
    return true;
}

static bool nify_named(Unifier *u, const Named *x, const Named *y, int mode, const IfacePair *up)
{
    if (x->targs.n != y->targs.n) return false;
    for (uint32_t i = 0; i < x->targs.n; i++) // arguments first: better messages when the origins differ
        if (!nify(u, x->targs.p[i], y->targs.p[i], mode, up)) return false;
    return x->origin->obj == y->origin->obj;
}

// Neither is a parameter being solved for; if one is a type parameter at all, it is x.
static bool nify_structure(Unifier *u, Type *x, Type *y, int mode, const IfacePair *up)
{
    int emode = mode & UNIFY_ASSIGN ? mode | UNIFY_EXACT : mode;
    Type *yorig = y;
    x = type_unalias(x);
    y = type_unalias(y);
    if (x->kind == TYP_TYPEPARAM) { // unbound: its core type says what it can be
        Type *core = type_common_under(NULL, x, NULL, NULL);
        return core && nify(u, core, yorig, UNIFY_ASSIGN, up);
    }
    if (x->kind != y->kind) return false;
    switch ((TypeKind)x->kind) {
    case TYP_BASIC: return ((Basic *)x)->basic == ((Basic *)y)->basic;
    case TYP_ARRAY: {
        Array *ax = (Array *)x, *ay = (Array *)y;
        return (ax->len < 0 || ay->len < 0 || ax->len == ay->len) && nify(u, ax->elem, ay->elem, emode, up);
    }
    case TYP_SLICE: return nify(u, ((Slice *)x)->elem, ((Slice *)y)->elem, emode, up);
    case TYP_STRUCT: return nify_struct(u, (Struct *)x, (Struct *)y, emode, up);
    case TYP_POINTER: return nify(u, ((Pointer *)x)->elem, ((Pointer *)y)->elem, emode, up);
    case TYP_TUPLE: return nify_vars(u, (Tuple *)x, (Tuple *)y, mode, up);
    case TYP_SIGNATURE: {
        Signature *sx = (Signature *)x, *sy = (Signature *)y;
        return sx->variadic == sy->variadic && nify_vars(u, sx->params, sy->params, emode, up) &&
               nify_vars(u, sx->results, sy->results, emode, up);
    }
    case TYP_INTERFACE: return nify_interfaces(u, (Interface *)x, (Interface *)y, true, up);
    case TYP_MAP:
        return nify(u, ((Map *)x)->key, ((Map *)y)->key, emode, up) &&
               nify(u, ((Map *)x)->elem, ((Map *)y)->elem, emode, up);
    case TYP_CHAN:
        return (!(mode & UNIFY_EXACT) || ((Chan *)x)->dir == ((Chan *)y)->dir) &&
               nify(u, ((Chan *)x)->elem, ((Chan *)y)->elem, emode, up);
    case TYP_NAMED: return nify_named(u, (Named *)x, (Named *)y, mode, up);
    case TYP_NONE:
    case TYP_UNION:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return false;
}

static bool same_type(Type *x, Type *y) { return x == y || type_unalias(x) == type_unalias(y); }

static bool nify_types(Unifier *u, Type *x, Type *y, int mode, const IfacePair *up)
{
    if (same_type(x, y)) return true;
    if (u->depth > DEPTH_LIMIT) return false;
    if (type_as_named(x) || bound_index(u, y) >= 0) { // defined types in y, parameters in x
        Type *t = x;
        x = y;
        y = t;
    }
    Named *ny = type_as_named(y);
    if (!(mode & UNIFY_EXACT) && ny && type_is_type_lit(x) && !(u->interfaces && type_is_any_interface(x))) {
        y = type_under(y);
        if (same_type(x, y)) return true;
    }
    int px = bound_index(u, x), py = bound_index(u, y);
    if (px >= 0 && py >= 0) {
        if (join(u, px, py)) return true;
        return nify(u, *slot(u, px), *slot(u, py), mode, up);
    }
    if (px >= 0) {
        Type *known = *slot(u, px);
        if (known) return nify(u, known, y, mode, up) && choose(u, px, known, y, mode);
        *slot(u, px) = y;
        return true;
    }
    if (u->interfaces && !(mode & UNIFY_EXACT)) {
        Interface *ix = as_interface(x), *iy = as_interface(y);
        if (ix && iy) return nify_interfaces(u, ix, iy, false, up);
        if (ix) return nify_methods(u, ix, y, up);
        if (iy) return nify_methods(u, iy, x, up);
    }
    if (type_is_typeparam(y)) return nify_structure(u, y, x, mode, up);
    return nify_structure(u, x, y, mode, up);
}

static bool nify(Unifier *u, Type *x, Type *y, int mode, const IfacePair *up)
{
    u->depth++;
    bool ok = nify_types(u, x, y, mode, up);
    u->depth--;
    return ok;
}
