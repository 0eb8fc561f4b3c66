// Named types: declared ones and lazily expanded instances; aliases and type parameters with them.
//
// A declared type gets its rhs when its declaration has been checked; its underlying type is found
// at the end of the chain of right sides, on demand. An instance starts with origin and type
// arguments only. Its right side is the origin's with the arguments put in, made when someone looks
// (named_rhs); each method likewise (named_method). That laziness is what lets generic types refer
// to instances of themselves.
//
// Invariants: underlying, once set, never changes, except by an error report on a recursive type.
// An instance of complete packages is expanded under the session's lock, without a Checker.
//
// Spec: Type definitions; Alias declarations; Type parameter declarations; Instantiations.
#include "types/session.h"

Named *named_new(Arena *a, Types *ts, Object *obj, Type *underlying)
{
    Named *n = ARENA_NEW(a, Named);
    n->t.kind = TYP_NAMED;
    n->obj = obj;
    n->rhs = n->underlying = underlying;
    n->origin = n;
    n->ts = ts;
    n->id = types_next_id(ts);
    return n;
}

// The type parameters visible in a local scope belong to the enclosing function (or a local generic type).
static void find_outer(Checker *c, Named *n)
{
    for (Scope *s = c->env.scope; s && s != c->pkg->scope && s->parent != c->pkg->scope; s = s->parent) {
        for (uint32_t i = 0; i < s->elems.n; i++) {
            Object *o = s->elems.entries[i].value;
            if (o->kind == OBJ_TYPENAME && !o->is_alias && o->type && o->type->kind == TYP_TYPEPARAM)
                vec_push(c->arena, &n->outer, o);
        }
    }
}

Named *check_new_named(Checker *c, Object *obj)
{
    Named *n = named_new(c->arena, c->ts, obj, NULL);
    if (!obj->type) obj->type = &n->t;
    if (obj->parent && obj->parent != c->pkg->scope) {
        n->vargen = ++c->nlocal_types;
        find_outer(c, n);
    }
    vec_push(c->arena, &c->need_cleanup, &n->t);
    return n;
}

Alias *check_new_alias(Checker *c, Object *obj)
{
    Alias *al = ARENA_NEW(c->arena, Alias);
    al->t.kind = TYP_ALIAS;
    al->obj = obj;
    al->origin = al;
    if (!obj->type) obj->type = &al->t;
    obj->is_alias = true;
    vec_push(c->arena, &c->need_cleanup, &al->t);
    return al;
}

Interface *check_new_interface(Checker *c)
{
    Interface *it = ARENA_NEW(c->arena, Interface);
    it->t.kind = TYP_INTERFACE;
    it->check = c;
    vec_push(c->arena, &c->need_cleanup, &it->t);
    return it;
}

TypeParam *check_new_typeparam(Checker *c, Object *obj, Type *bound)
{
    TypeParam *p = ARENA_NEW(c->arena, TypeParam);
    *p = (TypeParam){
        .t = {TYP_TYPEPARAM}, .obj = obj, .bound = bound, .id = types_next_id(c->ts), .ts = c->ts, .check = c};
    if (!obj->type) obj->type = &p->t;
    vec_push(c->arena, &c->need_cleanup, &p->t);
    return p;
}

void check_cleanup_types(Checker *c)
{
    for (uint32_t i = 0; i < c->need_cleanup.n; i++) { // the list may grow
        Type *t = c->need_cleanup.p[i];
        switch ((TypeKind)t->kind) {
        case TYP_NAMED:
            if (((Named *)t)->inst)
                ((Named *)t)->inst->check = NULL;
            else
                named_under(c, (Named *)t);
            break;
        case TYP_ALIAS:
            if (!((Alias *)t)->rhs) ((Alias *)t)->rhs = invalid_type(c->ts);
            ((Alias *)t)->actual = type_unalias(t);
            break;
        case TYP_TYPEPARAM:
            typeparam_iface((TypeParam *)t);
            ((TypeParam *)t)->check = NULL;
            break;
        case TYP_INTERFACE:
            ((Interface *)t)->complete = true; // never completed only after an error
            typeset_of(c, (Interface *)t, NO_POS);
            ((Interface *)t)->check = NULL;
            break;
        case TYP_NONE:
        case TYP_BASIC:
        case TYP_ARRAY:
        case TYP_SLICE:
        case TYP_STRUCT:
        case TYP_POINTER:
        case TYP_TUPLE:
        case TYP_SIGNATURE:
        case TYP_UNION:
        case TYP_MAP:
        case TYP_CHAN: break;
        }
    }
    c->need_cleanup.n = 0;
}

// ---- Constraints
static const TypeSet all_types = {.terms = {.all = true}};
static const Interface no_constraint = {.t = {TYP_INTERFACE}, .complete = true, .tset = (TypeSet *)&all_types};

Interface *typeparam_iface(TypeParam *p)
{
    if (!p->bound) return (Interface *)&no_constraint;
    Type *u = type_under(p->bound);
    if (u->kind == TYP_INTERFACE) {
        if (type_is_typeparam(p->bound)) return (Interface *)&no_constraint; // in error
        if (!((Interface *)u)->tset) typeset_of(p->check, (Interface *)u, p->obj->pos);
        return (Interface *)u;
    }
    if (!type_valid(u) || !p->check) return (Interface *)&no_constraint;
    Interface *it = check_new_interface(p->check); // a lone type as constraint
    it->implicit = true;
    vec_push(p->check->arena, &it->embeds, p->bound);
    vec_push(p->check->arena, &it->embed_pos, p->obj->pos);
    it->complete = true;
    p->bound = &it->t;
    typeset_of(p->check, it, p->obj->pos);
    return it;
}

// ---- Instances
// Whether a type refers to something pkg declares: then only pkg's checker can know the instance.
static bool belongs_to(Type *t, const Package *pkg, int depth)
{
    if (!t || depth > 20) return true;
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC: return false;
    case TYP_ARRAY: return belongs_to(((Array *)t)->elem, pkg, depth + 1);
    case TYP_SLICE: return belongs_to(((Slice *)t)->elem, pkg, depth + 1);
    case TYP_POINTER: return belongs_to(((Pointer *)t)->elem, pkg, depth + 1);
    case TYP_CHAN: return belongs_to(((Chan *)t)->elem, pkg, depth + 1);
    case TYP_MAP: return belongs_to(((Map *)t)->key, pkg, depth + 1) || belongs_to(((Map *)t)->elem, pkg, depth + 1);
    case TYP_NAMED:
        if (((Named *)t)->obj->pkg == pkg) return true;
        for (uint32_t i = 0; i < ((Named *)t)->targs.n; i++)
            if (belongs_to(((Named *)t)->targs.p[i], pkg, depth + 1)) return true;
        return false;
    case TYP_ALIAS: return ((Alias *)t)->obj->pkg == pkg || belongs_to(((Alias *)t)->rhs, pkg, depth + 1);
    case TYP_STRUCT:
    case TYP_TUPLE:
    case TYP_SIGNATURE:
    case TYP_INTERFACE:
    case TYP_UNION:
    case TYP_TYPEPARAM: break;
    }
    return true; // literals: most likely this package's
}

Named *named_instance_new(Types *ts, Checker *c, Pos pos, Named *orig, Type **targs, uint32_t n)
{
    Named *t = TYPES_NEW(ts, Named);
    Instance *inst = TYPES_NEW(ts, Instance);
    *t = (Named){.t = {TYP_NAMED},
                 .obj = orig->obj,
                 .origin = orig,
                 .inst = inst,
                 .ts = ts,
                 .id = types_next_id(ts),
                 .vargen = orig->vargen};
    t->targs = (TypeList){.p = targs, .n = n, .cap = n};
    inst->pos = pos;
    bool local = c && orig->obj->pkg == c->pkg;
    for (uint32_t i = 0; c && !local && i < n; i++) local = belongs_to(targs[i], c->pkg, 0);
    if (local) {
        inst->check = c;
        vec_push(c->arena, &c->need_cleanup, &t->t);
    }
    return t;
}

// The origin's parameters, with those of the function around a local type in front if targs cover them.
static TypeEnv instance_env(Arena *a, const Named *n)
{
    const Named *orig = n->origin;
    if (n->targs.n == orig->tparams.n) return env_make(a, orig->tparams, n->targs.p);
    TypeEnv env = {.n = n->targs.n, .params = ARENA_ARRAY(a, Type *, n->targs.n), .args = n->targs.p};
    for (uint32_t i = 0; i < orig->outer.n; i++) env.params[i] = orig->outer.p[i]->type;
    for (uint32_t i = 0; i < orig->tparams.n; i++) env.params[orig->outer.n + i] = orig->tparams.p[i]->type;
    return env;
}

// An instantiated interface's methods have the instance as receiver.
static Type *adopt_methods(Named *n, Interface *it)
{
    Types *ts = n->ts;
    Object **methods = replace_recv_type(ts, it->methods, &n->origin->t, &n->t);
    if (!methods) return &it->t;
    Checker *c = n->inst->check;
    Interface *copy = TYPES_NEW(ts, Interface);
    *copy = *it;
    copy->methods = (ObjectList){.p = methods, .n = it->methods.n, .cap = it->methods.n};
    copy->tset = NULL;
    copy->all_methods = (ObjectList){0};
    copy->check = c;
    if (c)
        vec_push(c->arena, &c->need_cleanup, &copy->t);
    else
        typeset_compute(ts, NULL, ts->arena, copy, NO_POS);
    return &copy->t;
}

static Type *expand_rhs(Named *n)
{
    Named *orig = n->origin;
    uint32_t explicit_n = orig->tparams.n;
    if (n->targs.n != explicit_n && n->targs.n != orig->outer.n + explicit_n) return invalid_type(n->ts);
    Arena *scratch = arena_new("expand");
    TypeEnv env = instance_env(scratch, n);
    Type *rhs = subst_type(&(Subst){.ts = n->ts, .check = n->inst->check, .pos = n->inst->pos, .env = &env}, orig->rhs);
    arena_free(scratch);
    return rhs->kind == TYP_INTERFACE ? adopt_methods(n, (Interface *)rhs) : rhs;
}

Type *named_rhs(Named *n)
{
    if (!n->inst || __atomic_load_n(&n->inst->expanded, __ATOMIC_ACQUIRE)) return n->rhs;
    if (!n->origin->rhs) return NULL; // being declared
    types_lock(n->ts);
    if (!n->inst->expanded && !n->inst->expanding) {
        n->inst->expanding = true;
        n->rhs = expand_rhs(n);
        __atomic_store_n(&n->inst->expanded, true, __ATOMIC_RELEASE);
    }
    types_unlock(n->ts);
    return n->rhs;
}

Type *named_under(Checker *c, Named *n)
{
    (void)c;
    Type *u = __atomic_load_n(&n->underlying, __ATOMIC_ACQUIRE);
    if (u) return u;
    // Follow the right sides to a type that is not a name; a chain that is not finished yet, or runs in a circle
    // (reported by the declarations), has no underlying type so far.
    Type *t = &n->t;
    for (int steps = 0; t->kind == TYP_NAMED; steps++) {
        u = __atomic_load_n(&((Named *)t)->underlying, __ATOMIC_ACQUIRE);
        t = u ? u : named_rhs((Named *)t);
        if (!t || steps > 10000) return invalid_type(n->ts);
        t = type_unalias(t);
        if (t->kind == TYP_ALIAS) return invalid_type(n->ts);
    }
    if (t->kind == TYP_TYPEPARAM) t = invalid_type(n->ts);
    __atomic_store_n(&n->underlying, t, __ATOMIC_RELEASE);
    return t;
}

// ---- Methods
uint32_t named_nmethods(const Named *n) { return n->origin->methods.n; }

bool func_has_ptr_recv(const Object *fn)
{
    const Signature *sig = (const Signature *)fn->type;
    if (!sig || !sig->recv) return fn->ptr_recv;
    bool ptr;
    type_deref(sig->recv->type, &ptr);
    return ptr;
}

static Object *expand_method(Named *n, Object *m)
{
    if (n->inst->check) check_obj_decl(n->inst->check, m);
    Signature *sig = (Signature *)m->type;
    if (!sig || !sig->recv || type_deref(sig->recv->type, NULL) == &n->t) return m;
    Types *ts = n->ts;
    Signature *copy = TYPES_NEW(ts, Signature);
    *copy = *sig;
    if (sig->recv_tparams.n == n->targs.n) {
        Arena *scratch = arena_new("expand");
        TypeEnv env = env_make(scratch, sig->recv_tparams, n->targs.p);
        *copy =
            *(Signature *)subst_type(&(Subst){.ts = ts, .check = n->inst->check, .pos = m->pos, .env = &env}, m->type);
        arena_free(scratch);
    }
    Object *recv = TYPES_NEW(ts, Object);
    *recv = *sig->recv;
    recv->type = func_has_ptr_recv(m) ? type_new_pointer(ts, &n->t) : &n->t;
    copy->recv = recv;
    Object *fn = TYPES_NEW(ts, Object);
    *fn = *m;
    fn->type = &copy->t;
    return fn;
}

Object *named_method(Types *ts, Named *n, uint32_t i)
{
    (void)ts;
    ObjectList methods = n->origin->methods;
    if (!n->inst) return methods.p[i];
    types_lock(n->ts);
    if (!n->inst->methods) n->inst->methods = TYPES_ARRAY(n->ts, Object *, methods.n);
    Object *fn = n->inst->methods[i];
    if (!fn) fn = n->inst->methods[i] = expand_method(n, methods.p[i]);
    types_unlock(n->ts);
    return fn;
}

Object *named_lookup_method(Named *n, const Package *pkg, Atom name, bool fold_case, uint32_t *index)
{
    ObjectList methods = n->origin->methods;
    for (uint32_t i = 0; i < methods.n; i++) {
        if (!object_same_id(methods.p[i], pkg, name, fold_case)) continue;
        if (index) *index = i;
        return named_method(n->ts, n, i);
    }
    return NULL;
}

void named_add_method(Arena *a, Named *n, Object *fn)
{
    for (uint32_t i = 0; i < n->methods.n; i++)
        if (n->methods.p[i]->name == fn->name) return;
    vec_push(a, &n->methods, fn);
}
