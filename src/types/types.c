// Making types, and the simple questions about them.
//
// The constructors here allocate from the session and may be called by any thread. The checker
// builds most types in place, from syntax, in its package's arena.
//
// Spec: Types; Underlying types; Comparison operators.
#include "types/session.h"

Type *type_new_pointer(Types *ts, Type *elem)
{
    Pointer *p = TYPES_NEW(ts, Pointer);
    *p = (Pointer){.t = {TYP_POINTER}, .elem = elem};
    return &p->t;
}

Type *type_new_slice(Types *ts, Type *elem)
{
    Slice *s = TYPES_NEW(ts, Slice);
    *s = (Slice){.t = {TYP_SLICE}, .elem = elem};
    return &s->t;
}

Type *type_new_array(Types *ts, Type *elem, int64_t len)
{
    Array *a = TYPES_NEW(ts, Array);
    *a = (Array){.t = {TYP_ARRAY}, .elem = elem, .len = len};
    return &a->t;
}

Type *type_new_map(Types *ts, Type *key, Type *elem)
{
    Map *m = TYPES_NEW(ts, Map);
    *m = (Map){.t = {TYP_MAP}, .key = key, .elem = elem};
    return &m->t;
}

Type *type_new_chan(Types *ts, ChanDir dir, Type *elem)
{
    Chan *c = TYPES_NEW(ts, Chan);
    *c = (Chan){.t = {TYP_CHAN}, .dir = dir, .elem = elem};
    return &c->t;
}

Type *type_new_tuple(Types *ts, ObjectList vars)
{
    if (vars.n == 0) return &ts->no_vars->t;
    Tuple *t = TYPES_NEW(ts, Tuple);
    *t = (Tuple){.t = {TYP_TUPLE}, .vars = vars};
    return &t->t;
}

Type *type_new_signature(Types *ts, Tuple *params, Tuple *results, bool variadic)
{
    Signature *s = TYPES_NEW(ts, Signature);
    *s = (Signature){.t = {TYP_SIGNATURE}, .params = params, .results = results, .variadic = variadic};
    if (!s->params) s->params = ts->no_vars;
    if (!s->results) s->results = ts->no_vars;
    return &s->t;
}

Type *type_new_struct(Types *ts, ObjectList fields, Str *tags)
{
    Struct *s = TYPES_NEW(ts, Struct);
    *s = (Struct){.t = {TYP_STRUCT}, .fields = fields, .tags = tags};
    return &s->t;
}

Type *type_unalias(Type *t)
{
    if (t->kind != TYP_ALIAS) return t;
    Alias *al = (Alias *)t;
    if (al->actual) return al->actual;
    Type *u = al->rhs;
    while (u && u->kind == TYP_ALIAS) u = ((Alias *)u)->rhs;
    return u ? u : t; // an alias in the middle of its declaration stays itself
}

Type *type_under(Type *t)
{
    t = type_unalias(t);
    switch ((TypeKind)t->kind) {
    case TYP_NAMED: return named_under(NULL, (Named *)t);
    case TYP_TYPEPARAM: return &typeparam_iface((TypeParam *)t)->t;
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_ARRAY:
    case TYP_SLICE:
    case TYP_STRUCT:
    case TYP_POINTER:
    case TYP_TUPLE:
    case TYP_SIGNATURE:
    case TYP_INTERFACE:
    case TYP_UNION:
    case TYP_MAP:
    case TYP_CHAN:
    case TYP_ALIAS: break;
    }
    return t;
}

Named *type_as_named(Type *t)
{
    t = type_unalias(t);
    return t->kind == TYP_NAMED ? (Named *)t : NULL;
}

Type *type_deref(Type *t, bool *is_ptr)
{
    Type *u = type_unalias(t);
    bool ptr = u->kind == TYP_POINTER;
    if (is_ptr) *is_ptr = ptr;
    return ptr ? ((Pointer *)u)->elem : t;
}

bool type_is_typeparam(const Type *t) { return type_unalias((Type *)t)->kind == TYP_TYPEPARAM; }
bool type_is_any_interface(Type *t) { return type_under(t)->kind == TYP_INTERFACE; }
bool type_is_interface(const Type *t) { return !type_is_typeparam(t) && type_is_any_interface((Type *)t); }

bool type_is_iface_ptr(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_POINTER && type_is_any_interface(((Pointer *)u)->elem);
}

bool type_is_type_lit(Type *t)
{
    t = type_unalias(t);
    return t->kind != TYP_NAMED && t->kind != TYP_TYPEPARAM;
}

bool type_is_untyped(const Type *t) { return t->kind == TYP_BASIC && (((const Basic *)t)->info & INFO_UNTYPED); }

BasicKind type_basic_kind(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC ? ((Basic *)u)->basic : BASIC_INVALID;
}

static bool each_has_nil(void *ctx, Type *under)
{
    (void)ctx;
    return under && type_has_nil(under);
}

bool type_has_nil(Type *t)
{
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    case TYP_SLICE:
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_CHAN: return true;
    case TYP_INTERFACE: return !type_is_typeparam(t) || type_under_is(t, each_has_nil, NULL);
    case TYP_NONE:
    case TYP_ARRAY:
    case TYP_STRUCT:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return false;
}

Type *type_default(const Types *ts, Type *t)
{
    if (!type_is_untyped(t)) return t;
    switch (((Basic *)t)->basic) {
    case BASIC_UNTYPED_BOOL: return types_basic(ts, BASIC_BOOL);
    case BASIC_UNTYPED_INT: return types_basic(ts, BASIC_INT);
    case BASIC_UNTYPED_RUNE: return (Type *)&ts->rune_type.t;
    case BASIC_UNTYPED_FLOAT: return types_basic(ts, BASIC_FLOAT64);
    case BASIC_UNTYPED_COMPLEX: return types_basic(ts, BASIC_COMPLEX128);
    case BASIC_UNTYPED_STRING: return types_basic(ts, BASIC_STRING);
    default: return t; // nil
    }
}

Type *type_max(Type *x, Type *y)
{
    if (x == y) return x;
    if (!type_is_untyped(x) || !type_is_untyped(y)) return NULL;
    Basic *bx = (Basic *)x, *by = (Basic *)y;
    if (!(bx->info & INFO_NUMERIC) || !(by->info & INFO_NUMERIC)) return NULL;
    return bx->basic > by->basic ? x : y;
}

// ---- Comparable types. `seen` is the chain of types being looked at: a recursive type adds nothing new.
typedef struct Seen {
    Type *t;
    const struct Seen *up;
} Seen;

static bool comparable(Checker *c, Type *t, bool dynamic, const Seen *up, const char **cause);

static bool set_comparable(const TypeSet *s, const Seen *up)
{
    if (s->terms.all) return s->comparable;
    for (uint32_t i = 0; i < s->terms.n; i++)
        if (!comparable(NULL, s->terms.p[i].type, false, up, NULL)) return false;
    return s->terms.n > 0;
}

static bool struct_comparable(Checker *c, Struct *s, bool dynamic, const Seen *up, const char **cause)
{
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Type *ft = s->fields.p[i]->type;
        if (comparable(c, ft, dynamic, up, NULL)) continue;
        if (cause && c) *cause = arena_printf(c->arena, "struct containing %s cannot be compared", type_text(c, ft));
        return false;
    }
    return true;
}

static bool comparable(Checker *c, Type *t, bool dynamic, const Seen *up, const char **cause)
{
    for (const Seen *s = up; s; s = s->up)
        if (s->t == t) return true;
    Seen here = {t, up};
    if (cause) *cause = "";
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return ((Basic *)u)->basic != BASIC_UNTYPED_NIL;
    case TYP_POINTER:
    case TYP_CHAN: return true;
    case TYP_STRUCT: return struct_comparable(c, (Struct *)u, dynamic, &here, cause);
    case TYP_ARRAY:
        if (comparable(c, ((Array *)u)->elem, dynamic, &here, NULL)) return true;
        if (cause && c) *cause = arena_printf(c->arena, "%s cannot be compared", type_text(c, t));
        return false;
    case TYP_INTERFACE: {
        if (dynamic && !type_is_typeparam(t)) return true;
        TypeSet *s = typeset_of(c, (Interface *)u, NO_POS);
        if (set_comparable(s, &here)) return true;
        if (cause) *cause = typeset_is_empty(s) ? "empty type set" : "incomparable types in type set";
        return false;
    }
    case TYP_NONE:
    case TYP_SLICE:
    case TYP_TUPLE:
    case TYP_SIGNATURE:
    case TYP_UNION:
    case TYP_MAP:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return false;
}

bool type_comparable_cause(Checker *c, Type *t, bool dynamic, const char **cause)
{
    return comparable(c, t, dynamic, NULL, cause);
}
bool type_comparable(Type *t) { return comparable(NULL, t, true, NULL, NULL); }
bool type_strictly_comparable(Type *t) { return comparable(NULL, t, false, NULL, NULL); }
bool typeset_is_comparable(TypeSet *s) { return set_comparable(s, NULL); }

// ---- Does a type mention type parameters?
static bool mentions_list(ObjectList objs, const Seen *up);

static bool mentions_tparam(Type *t, const Seen *up)
{
    for (const Seen *s = up; s; s = s->up)
        if (s->t == t) return false;
    Seen here = {t, up};
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC: return false;
    case TYP_ALIAS: {
        Type *u = type_unalias(t);
        return u != t && mentions_tparam(u, &here);
    }
    case TYP_ARRAY: return mentions_tparam(((Array *)t)->elem, &here);
    case TYP_SLICE: return mentions_tparam(((Slice *)t)->elem, &here);
    case TYP_POINTER: return mentions_tparam(((Pointer *)t)->elem, &here);
    case TYP_CHAN: return mentions_tparam(((Chan *)t)->elem, &here);
    case TYP_MAP: return mentions_tparam(((Map *)t)->key, &here) || mentions_tparam(((Map *)t)->elem, &here);
    case TYP_STRUCT: return mentions_list(((Struct *)t)->fields, &here);
    case TYP_TUPLE: return mentions_list(((Tuple *)t)->vars, &here);
    case TYP_SIGNATURE:
        return mentions_list(((Signature *)t)->params->vars, &here) ||
               mentions_list(((Signature *)t)->results->vars, &here);
    case TYP_INTERFACE: {
        Interface *it = (Interface *)t;
        if (mentions_list(it->methods, &here)) return true;
        for (uint32_t i = 0; i < it->embeds.n; i++)
            if (mentions_tparam(it->embeds.p[i], &here)) return true;
        return false;
    }
    case TYP_UNION: {
        Union *u = (Union *)t;
        for (uint32_t i = 0; i < u->terms.n; i++)
            if (mentions_tparam(u->terms.p[i].type, &here)) return true;
        return false;
    }
    case TYP_NAMED: {
        Named *n = (Named *)t;
        if (!n->inst) return n->tparams.n > 0 || n->outer.n > 0;
        if (n->origin->outer.n > 0 && n->targs.n == n->origin->tparams.n) return true; // the function's are open
        for (uint32_t i = 0; i < n->targs.n; i++)
            if (mentions_tparam(n->targs.p[i], &here)) return true;
        return false;
    }
    case TYP_TYPEPARAM: return true;
    }
    return false;
}

static bool mentions_list(ObjectList objs, const Seen *up)
{
    for (uint32_t i = 0; i < objs.n; i++)
        if (objs.p[i]->type && mentions_tparam(objs.p[i]->type, up)) return true;
    return false;
}

bool type_is_generic(const Type *t) { return mentions_tparam((Type *)t, NULL); }
