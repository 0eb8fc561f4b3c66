// Substitution of type parameters by types.
//
// Copies only what changes: an unchanged part is the same pointer. Instances are not copied but
// looked up by their substituted arguments, so recursive types end. A local type of a generic
// function depends on the function's type parameters without naming them; substituting those
// makes an instance as well (Named.outer), which lowering needs and the checker never does.
//
// New types are the session's: instances made from them outlive the package.
#include "types/session.h"

TypeEnv env_make(Arena *a, ObjectList tparams, Type **args)
{
    TypeEnv env = {.n = tparams.n, .params = ARENA_ARRAY(a, Type *, tparams.n), .args = args};
    for (uint32_t i = 0; i < tparams.n; i++) env.params[i] = tparams.p[i]->type;
    return env;
}

static Type *lookup(const TypeEnv *env, Type *tparam)
{
    for (uint32_t i = 0; i < env->n; i++)
        if (env->params[i] == tparam && env->args[i]) return env->args[i];
    return tparam;
}

// NULL: nothing changed.
static Type **subst_list(Subst *s, Type **in, uint32_t n)
{
    Type **out = NULL;
    for (uint32_t i = 0; i < n; i++) {
        Type *t = subst_type(s, in[i]);
        if (t == in[i]) continue;
        if (!out) {
            out = TYPES_ARRAY(s->ts, Type *, n);
            memcpy(out, in, n * sizeof *out);
        }
        out[i] = t;
    }
    return out;
}

static Object *clone_object(Types *ts, Object *o, Type *t)
{
    Object *copy = TYPES_NEW(ts, Object);
    *copy = *o;
    copy->type = t;
    return copy;
}

// Variables, fields or methods. NULL: nothing changed.
static Object **subst_objects(Subst *s, ObjectList in)
{
    Object **out = NULL;
    for (uint32_t i = 0; i < in.n; i++) {
        Type *t = subst_type(s, in.p[i]->type);
        if (t == in.p[i]->type) continue;
        if (!out) {
            out = TYPES_ARRAY(s->ts, Object *, in.n);
            memcpy(out, in.p, in.n * sizeof *out);
        }
        out[i] = clone_object(s->ts, in.p[i], t);
    }
    return out;
}

static ObjectList list_of(Object **p, uint32_t n) { return (ObjectList){.p = p, .n = n, .cap = n}; }

Tuple *subst_tuple(Subst *s, Tuple *t)
{
    Object **vars = subst_objects(s, t->vars);
    return vars ? (Tuple *)type_new_tuple(s->ts, list_of(vars, t->vars.n)) : t;
}

static Type *subst_signature(Subst *s, Signature *t)
{
    Tuple *params = subst_tuple(s, t->params), *results = subst_tuple(s, t->results);
    if (params == t->params && results == t->results) return &t->t;
    Signature *copy = TYPES_NEW(s->ts, Signature);
    *copy = *t;
    copy->params = params;
    copy->results = results;
    copy->scope = NULL;
    return &copy->t;
}

static Type *subst_union(Subst *s, Union *u)
{
    Union *copy = NULL;
    for (uint32_t i = 0; i < u->terms.n; i++) {
        Type *t = subst_type(s, u->terms.p[i].type);
        if (t == u->terms.p[i].type) continue;
        if (!copy) {
            copy = TYPES_NEW(s->ts, Union);
            *copy = *u;
            copy->terms.p = TYPES_ARRAY(s->ts, UnionTerm, u->terms.n);
            memcpy(copy->terms.p, u->terms.p, u->terms.n * sizeof *u->terms.p);
        }
        copy->terms.p[i].type = t;
    }
    return copy ? &copy->t : &u->t;
}

Object **replace_recv_type(Types *ts, ObjectList methods, Type *old, Type *new_recv)
{
    Object **out = NULL;
    for (uint32_t i = 0; i < methods.n; i++) {
        Signature *sig = (Signature *)methods.p[i]->type;
        if (!sig->recv || sig->recv->type != old) continue;
        if (!out) {
            out = TYPES_ARRAY(ts, Object *, methods.n);
            memcpy(out, methods.p, methods.n * sizeof *out);
        }
        Signature *copy = TYPES_NEW(ts, Signature);
        *copy = *sig;
        copy->recv = clone_object(ts, sig->recv, new_recv);
        out[i] = clone_object(ts, methods.p[i], &copy->t);
    }
    return out;
}

static Type *subst_interface(Subst *s, Interface *t)
{
    Object **methods = subst_objects(s, t->methods);
    Type **embeds = subst_list(s, t->embeds.p, t->embeds.n);
    if (!methods && !embeds) return &t->t;
    Interface *copy = TYPES_NEW(s->ts, Interface);
    *copy = *t;
    copy->tset = NULL;
    copy->all_methods = (ObjectList){0};
    copy->check = s->check;
    copy->predeclared = 0;
    if (methods) copy->methods = list_of(methods, t->methods.n);
    if (embeds) {
        copy->embeds.p = embeds;
        copy->embeds.cap = t->embeds.n;
    }
    Object **recvs = replace_recv_type(s->ts, copy->methods, &t->t, &copy->t);
    if (recvs) copy->methods = list_of(recvs, t->methods.n);
    if (s->check)
        vec_push(s->check->arena, &s->check->need_cleanup, &copy->t);
    else
        typeset_compute(s->ts, NULL, s->ts->arena, copy, NO_POS);
    return &copy->t;
}

// A local type's arguments are those of the enclosing function, if they are known, then its own.
static Type *subst_local(Subst *s, Named *n)
{
    Named *orig = n->origin;
    uint32_t own = orig->tparams.n, outer = orig->outer.n;
    if (n == orig && own > 0) return &n->t; // generic, not instantiated
    Type **full = n->targs.p;
    uint32_t total = n->targs.n;
    bool outer_known = total == outer + own;
    if (!outer_known) { // the enclosing function's parameters stand for themselves
        total = outer + own;
        full = TYPES_ARRAY(s->ts, Type *, total);
        for (uint32_t i = 0; i < outer; i++) full[i] = orig->outer.p[i]->type;
        if (n->targs.n) memcpy(full + outer, n->targs.p, n->targs.n * sizeof *full);
    }
    Type **targs = subst_list(s, full, total);
    if (!targs) return &n->t;
    if (!outer_known && memcmp(targs, full, outer * sizeof *targs) == 0) { // they still do
        targs += outer;
        total = own;
    }
    return instance_get(s->ts, s->check, s->pos, &orig->t, targs, total);
}

static Type *subst_named(Subst *s, Named *n)
{
    Named *orig = n->origin;
    if (orig->outer.n > 0) return subst_local(s, n);
    if (orig->tparams.n == 0) return &n->t;
    if (n->targs.n != orig->tparams.n) return n == orig ? &n->t : invalid_type(s->ts); // reported elsewhere
    Type **targs = subst_list(s, n->targs.p, n->targs.n);
    return targs ? instance_get(s->ts, s->check, s->pos, &orig->t, targs, n->targs.n) : &n->t;
}

static Type *subst_alias(Subst *s, Alias *al)
{
    Alias *orig = al->origin;
    if (orig->tparams.n == 0) { // a local alias may still mention the function's parameters
        Type *t = type_unalias(&al->t);
        if (t == &al->t) return t;
        Type *u = subst_type(s, t);
        return u == t ? &al->t : u;
    }
    if (al->targs.n != orig->tparams.n) return invalid_type(s->ts);
    Type **targs = subst_list(s, al->targs.p, al->targs.n);
    return targs ? instance_get(s->ts, s->check, s->pos, &orig->t, targs, al->targs.n) : &al->t;
}

Type *subst_type(Subst *s, Type *t)
{
    if (!t) return invalid_type(s->ts); // in the middle of an invalid declaration
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC: return t;
    case TYP_TYPEPARAM: return lookup(s->env, t);
    case TYP_ARRAY: {
        Array *a = (Array *)t;
        Type *elem = subst_type(s, a->elem);
        return elem == a->elem ? t : type_new_array(s->ts, elem, a->len);
    }
    case TYP_SLICE: {
        Type *elem = subst_type(s, ((Slice *)t)->elem);
        return elem == ((Slice *)t)->elem ? t : type_new_slice(s->ts, elem);
    }
    case TYP_POINTER: {
        Type *elem = subst_type(s, ((Pointer *)t)->elem);
        return elem == ((Pointer *)t)->elem ? t : type_new_pointer(s->ts, elem);
    }
    case TYP_CHAN: {
        Chan *c = (Chan *)t;
        Type *elem = subst_type(s, c->elem);
        return elem == c->elem ? t : type_new_chan(s->ts, c->dir, elem);
    }
    case TYP_MAP: {
        Map *m = (Map *)t;
        Type *key = subst_type(s, m->key), *elem = subst_type(s, m->elem);
        return key == m->key && elem == m->elem ? t : type_new_map(s->ts, key, elem);
    }
    case TYP_STRUCT: {
        Struct *st = (Struct *)t;
        Object **fields = subst_objects(s, st->fields);
        return fields ? type_new_struct(s->ts, list_of(fields, st->fields.n), st->tags) : t;
    }
    case TYP_TUPLE: return &subst_tuple(s, (Tuple *)t)->t;
    case TYP_SIGNATURE: return subst_signature(s, (Signature *)t);
    case TYP_UNION: return subst_union(s, (Union *)t);
    case TYP_INTERFACE: return subst_interface(s, (Interface *)t);
    case TYP_NAMED: return subst_named(s, (Named *)t);
    case TYP_ALIAS: return subst_alias(s, (Alias *)t);
    }
    return t;
}

Type *check_subst(Checker *c, Pos pos, Type *t, const TypeEnv *env)
{
    if (env->n == 0) return t;
    return subst_type(&(Subst){.ts = c->ts, .check = c, .pos = pos, .env = env}, t);
}

Type *type_subst(Types *ts, Type *t, const TypeEnv *env)
{
    if (env->n == 0) return t;
    return subst_type(&(Subst){.ts = ts, .env = env}, t);
}
