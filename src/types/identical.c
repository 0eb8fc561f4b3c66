// Type identity, and the hash that goes with it.
//
// Structural comparison; named types are compared by origin and type arguments. Two things can
// make it loop or lie: interfaces that refer to themselves through method signatures (pairs under
// comparison are on a chain, meeting one again is agreement) and generic signatures, whose type
// parameters are identical by position (a chain of bound lists).
//
// Spec: Type identity.
#include "types/session.h"

typedef struct IfacePair {
    const Interface *x, *y;
    const struct IfacePair *up;
} IfacePair;

typedef struct Binding { // x's type parameters stand for y's
    ObjectList x, y;
    const struct Binding *up;
} Binding;

typedef struct Comparer {
    bool ignore_tags;
    const Binding *bound;
} Comparer;

static bool same(Comparer *cmp, Type *x, Type *y, const IfacePair *up);

static bool same_vars(Comparer *cmp, const Tuple *x, const Tuple *y, const IfacePair *up)
{
    if (x->vars.n != y->vars.n) return false;
    for (uint32_t i = 0; i < x->vars.n; i++)
        if (!same(cmp, x->vars.p[i]->type, y->vars.p[i]->type, up)) return false;
    return true;
}

static Str tag_of(const Struct *s, uint32_t i) { return s->tags ? s->tags[i] : STR(""); }

static bool same_struct(Comparer *cmp, const Struct *x, const Struct *y, const IfacePair *up)
{
    if (x->fields.n != y->fields.n) return false;
    for (uint32_t i = 0; i < x->fields.n; i++) {
        Object *f = x->fields.p[i], *g = y->fields.p[i];
        if (f->embedded != g->embedded || !object_same_id(f, g->pkg, g->name, false)) return false;
        if (!cmp->ignore_tags && !str_eq(tag_of(x, i), tag_of(y, i))) return false;
        if (!same(cmp, f->type, g->type, up)) return false;
    }
    return true;
}

static bool same_signature(Comparer *cmp, const Signature *x, const Signature *y, const IfacePair *up)
{
    if (x->tparams.n != y->tparams.n || x->variadic != y->variadic) return false;
    Binding b = {x->tparams, y->tparams, cmp->bound};
    const Binding *saved = cmp->bound;
    if (x->tparams.n) cmp->bound = &b;
    bool ok = true;
    for (uint32_t i = 0; i < x->tparams.n && ok; i++)
        ok = same(cmp, ((TypeParam *)x->tparams.p[i]->type)->bound, ((TypeParam *)y->tparams.p[i]->type)->bound, up);
    ok = ok && same_vars(cmp, x->params, y->params, up) && same_vars(cmp, x->results, y->results, up);
    cmp->bound = saved;
    return ok;
}

static bool same_terms(const TypeSet *x, const TypeSet *y)
{
    return x->comparable == y->comparable && ((x->terms.all && y->terms.all) || termlist_equal(&x->terms, &y->terms));
}

static bool same_interface(Comparer *cmp, Interface *x, Interface *y, const IfacePair *up)
{
    TypeSet *sx = typeset_of(NULL, x, NO_POS), *sy = typeset_of(NULL, y, NO_POS);
    if (sx->methods.n != sy->methods.n || !same_terms(sx, sy)) return false;
    for (const IfacePair *p = up; p; p = p->up)
        if ((p->x == x && p->y == y) || (p->x == y && p->y == x)) return true;
    IfacePair here = {x, y, up};
    for (uint32_t i = 0; i < sx->methods.n; i++) {
        Object *f = sx->methods.p[i], *g = sy->methods.p[i];
        if (!object_same_id(f, g->pkg, g->name, false) || !same(cmp, f->type, g->type, &here)) return false;
    }
    return true;
}

static bool same_union(Union *x, Union *y)
{
    Arena *a = arena_new("union");
    TypeSet *sx = typeset_of_union(NULL, NULL, a, x, NO_POS), *sy = typeset_of_union(NULL, NULL, a, y, NO_POS);
    bool ok = termlist_equal(&sx->terms, &sy->terms);
    arena_free(a);
    return ok;
}

static bool same_named(Comparer *cmp, const Named *x, const Named *y, const IfacePair *up)
{
    if (x->targs.n != y->targs.n || x->origin->obj != y->origin->obj) return false;
    for (uint32_t i = 0; i < x->targs.n; i++)
        if (!same(cmp, x->targs.p[i], y->targs.p[i], up)) return false;
    return true;
}

static bool same_tparam(const Comparer *cmp, const Type *x, const Type *y)
{
    for (const Binding *b = cmp->bound; b; b = b->up)
        for (uint32_t i = 0; i < b->x.n; i++)
            if (b->x.p[i]->type == x) return b->y.p[i]->type == y;
    return false; // x != y
}

static bool same(Comparer *cmp, Type *x, Type *y, const IfacePair *up)
{
    x = type_unalias(x);
    y = type_unalias(y);
    if (x == y) return true;
    if (x->kind != y->kind) return false;
    switch ((TypeKind)x->kind) {
    case TYP_NONE:
    case TYP_ALIAS: return false;
    case TYP_BASIC: return ((Basic *)x)->basic == ((Basic *)y)->basic;
    case TYP_ARRAY: {
        Array *ax = (Array *)x, *ay = (Array *)y; // unknown lengths are in error: no second one
        return (ax->len < 0 || ay->len < 0 || ax->len == ay->len) && same(cmp, ax->elem, ay->elem, up);
    }
    case TYP_SLICE: return same(cmp, ((Slice *)x)->elem, ((Slice *)y)->elem, up);
    case TYP_STRUCT: return same_struct(cmp, (Struct *)x, (Struct *)y, up);
    case TYP_POINTER: return same(cmp, ((Pointer *)x)->elem, ((Pointer *)y)->elem, up);
    case TYP_TUPLE: return same_vars(cmp, (Tuple *)x, (Tuple *)y, up);
    case TYP_SIGNATURE: return same_signature(cmp, (Signature *)x, (Signature *)y, up);
    case TYP_INTERFACE: return same_interface(cmp, (Interface *)x, (Interface *)y, up);
    case TYP_UNION: return same_union((Union *)x, (Union *)y);
    case TYP_MAP:
        return same(cmp, ((Map *)x)->key, ((Map *)y)->key, up) && same(cmp, ((Map *)x)->elem, ((Map *)y)->elem, up);
    case TYP_CHAN: return ((Chan *)x)->dir == ((Chan *)y)->dir && same(cmp, ((Chan *)x)->elem, ((Chan *)y)->elem, up);
    case TYP_NAMED: return same_named(cmp, (Named *)x, (Named *)y, up);
    case TYP_TYPEPARAM: return same_tparam(cmp, x, y);
    }
    return false;
}

bool type_identical(const Type *a, const Type *b) { return a == b || same(&(Comparer){0}, (Type *)a, (Type *)b, NULL); }

bool type_identical_ignore_tags(const Type *a, const Type *b)
{
    return a == b || same(&(Comparer){.ignore_tags = true}, (Type *)a, (Type *)b, NULL);
}

// ---- The hash. Interfaces and type parameters of generic signatures hash coarsely: their identity is
// not a matter of their text.
static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    return h * 0xff51afd7ed558ccdu;
}

static uint64_t hash(const Type *t);

static uint64_t hash_vars(uint64_t h, ObjectList vars)
{
    for (uint32_t i = 0; i < vars.n; i++) h = mix(h, hash(vars.p[i]->type));
    return mix(h, vars.n);
}

static uint64_t hash(const Type *t)
{
    t = type_unalias((Type *)t);
    uint64_t h = mix(17, t->kind);
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_ALIAS:
    case TYP_INTERFACE:
    case TYP_UNION: return h;
    case TYP_BASIC: return mix(h, ((const Basic *)t)->basic);
    case TYP_ARRAY: return mix(h, hash(((const Array *)t)->elem)); // an unknown length equals all lengths
    case TYP_SLICE: return mix(h, hash(((const Slice *)t)->elem));
    case TYP_POINTER: return mix(h, hash(((const Pointer *)t)->elem));
    case TYP_MAP: return mix(mix(h, hash(((const Map *)t)->key)), hash(((const Map *)t)->elem));
    case TYP_CHAN: return mix(mix(h, ((const Chan *)t)->dir), hash(((const Chan *)t)->elem));
    case TYP_STRUCT: {
        const Struct *s = (const Struct *)t;
        for (uint32_t i = 0; i < s->fields.n; i++) h = mix(h, s->fields.p[i]->name->hash);
        return hash_vars(h, s->fields);
    }
    case TYP_TUPLE: return hash_vars(h, ((const Tuple *)t)->vars);
    case TYP_SIGNATURE: {
        const Signature *s = (const Signature *)t;
        h = mix(h, s->variadic);
        if (s->tparams.n) return mix(mix(h, s->tparams.n), s->params->vars.n);
        return hash_vars(hash_vars(h, s->params->vars), s->results->vars);
    }
    case TYP_NAMED: {
        const Named *n = (const Named *)t;
        h = mix(h, n->origin->id);
        for (uint32_t i = 0; i < n->targs.n; i++) h = mix(h, hash(n->targs.p[i]));
        return h;
    }
    case TYP_TYPEPARAM: return mix(h, ((const TypeParam *)t)->id);
    }
    return h;
}

uint64_t type_hash(const Type *t) { return hash(t); }
