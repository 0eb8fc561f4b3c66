// Instances: the session's cache of them, and whether type arguments satisfy their constraints.
//
// The cache is keyed by origin and identical arguments. Arguments spelled differently (byte and
// uint8, an alias and what it stands for) give instances of their own: they are identical types
// all the same, and messages show each package what it wrote, whatever other threads do.
//
// Spec: Instantiations; Satisfying a type constraint; Implementing an interface.
#include "types/session.h"

static bool same_spelling(Type *x, Type *y)
{ // x and y are identical
    if (x == y) return true;
    if (x->kind != y->kind) return false;
    switch ((TypeKind)x->kind) {
    case TYP_BASIC: return false;
    case TYP_ARRAY: return same_spelling(((Array *)x)->elem, ((Array *)y)->elem);
    case TYP_SLICE: return same_spelling(((Slice *)x)->elem, ((Slice *)y)->elem);
    case TYP_POINTER: return same_spelling(((Pointer *)x)->elem, ((Pointer *)y)->elem);
    case TYP_CHAN: return same_spelling(((Chan *)x)->elem, ((Chan *)y)->elem);
    case TYP_MAP:
        return same_spelling(((Map *)x)->key, ((Map *)y)->key) && same_spelling(((Map *)x)->elem, ((Map *)y)->elem);
    case TYP_NAMED:
        for (uint32_t i = 0; i < ((Named *)x)->targs.n; i++)
            if (!same_spelling(((Named *)x)->targs.p[i], ((Named *)y)->targs.p[i])) return false;
        return true;
    case TYP_ALIAS:
        if (((Alias *)x)->obj != ((Alias *)y)->obj || ((Alias *)x)->targs.n != ((Alias *)y)->targs.n) return false;
        for (uint32_t i = 0; i < ((Alias *)x)->targs.n; i++)
            if (!same_spelling(((Alias *)x)->targs.p[i], ((Alias *)y)->targs.p[i])) return false;
        return true;
    case TYP_NONE:
    case TYP_STRUCT:
    case TYP_TUPLE:
    case TYP_SIGNATURE:
    case TYP_INTERFACE:
    case TYP_UNION:
    case TYP_TYPEPARAM: break;
    }
    return true;
}

static uint64_t instance_hash(Type *orig, Type **targs, uint32_t n)
{
    uint64_t h = (uint64_t)(uintptr_t)orig * 0x9e3779b97f4a7c15u;
    for (uint32_t i = 0; i < n; i++) h = (h ^ type_hash(targs[i])) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 29);
}

static bool same_instance(const InstanceEntry *e, Type *orig, Type **targs, uint32_t n)
{
    if (e->orig != orig || e->n != n) return false;
    for (uint32_t i = 0; i < n; i++)
        if (!type_identical(e->targs[i], targs[i]) || !same_spelling(e->targs[i], targs[i])) return false;
    return true;
}

static void grow_cache(Types *ts)
{
    uint32_t cap = ts->instances_cap ? ts->instances_cap * 2 : 256;
    InstanceEntry *entries = TYPES_ARRAY(ts, InstanceEntry, cap);
    for (uint32_t i = 0; i < ts->instances_cap; i++) {
        InstanceEntry *e = &ts->instances[i];
        if (!e->inst) continue;
        uint32_t at = (uint32_t)e->hash & (cap - 1);
        while (entries[at].inst) at = (at + 1) & (cap - 1);
        entries[at] = *e;
    }
    ts->instances = entries;
    ts->instances_cap = cap;
}

static InstanceEntry *cache_slot(Types *ts, uint64_t hash, Type *orig, Type **targs, uint32_t n)
{
    if (ts->ninstances * 2 >= ts->instances_cap) grow_cache(ts);
    uint32_t mask = ts->instances_cap - 1, at = (uint32_t)hash & mask;
    for (;; at = (at + 1) & mask) {
        InstanceEntry *e = &ts->instances[at];
        if (!e->inst || (e->hash == hash && same_instance(e, orig, targs, n))) return e;
    }
}

static Type *alias_instance(Types *ts, Checker *c, Pos pos, Alias *orig, Type **targs, uint32_t n)
{
    if (c && !check_validate_targ_len(c, pos, orig->obj->name->s.p, orig->tparams.n, n)) return invalid_type(ts);
    if (orig->tparams.n != n) return invalid_type(ts);
    Arena *scratch = arena_new("alias");
    TypeEnv env = env_make(scratch, orig->tparams, targs);
    Type *rhs = subst_type(&(Subst){.ts = ts, .check = c, .pos = pos, .env = &env}, orig->rhs);
    arena_free(scratch);
    Alias *al = TYPES_NEW(ts, Alias);
    *al = (Alias){.t = {TYP_ALIAS}, .obj = orig->obj, .rhs = rhs, .tparams = orig->tparams, .origin = orig};
    al->targs = (TypeList){.p = targs, .n = n, .cap = n};
    if (c && !orig->actual)
        vec_push(c->arena, &c->need_cleanup, &al->t);
    else
        al->actual = type_unalias(rhs);
    return &al->t;
}

static Type *signature_instance(Types *ts, Checker *c, Pos pos, Signature *orig, Type **targs)
{
    Arena *scratch = arena_new("signature");
    TypeEnv env = env_make(scratch, orig->tparams, targs);
    Signature *sig = (Signature *)subst_type(&(Subst){.ts = ts, .check = c, .pos = pos, .env = &env}, &orig->t);
    arena_free(scratch);
    if (sig == orig) {
        sig = TYPES_NEW(ts, Signature);
        *sig = *orig;
        sig->scope = NULL;
    }
    sig->tparams = (ObjectList){0};
    return &sig->t;
}

Type *instance_get(Types *ts, Checker *c, Pos pos, Type *orig, Type **targs, uint32_t n)
{
    if (orig->kind == TYP_SIGNATURE) return signature_instance(ts, c, pos, (Signature *)orig, targs);
    uint64_t hash = instance_hash(orig, targs, n);
    types_lock(ts);
    Type *inst = cache_slot(ts, hash, orig, targs, n)->inst;
    if (!inst) {
        Type **copy = TYPES_ARRAY(ts, Type *, n);
        memcpy(copy, targs, n * sizeof *copy);
        inst = orig->kind == TYP_NAMED ? &named_instance_new(ts, c, pos, (Named *)orig, copy, n)->t
                                       : alias_instance(ts, c, pos, (Alias *)orig, copy, n);
        if (inst->kind == TYP_NAMED || inst->kind == TYP_ALIAS) { // making an alias may have made others: look again
            InstanceEntry *e = cache_slot(ts, hash, orig, targs, n);
            if (!e->inst) {
                *e = (InstanceEntry){hash, orig, copy, n, inst};
                ts->ninstances++;
            }
        }
    }
    types_unlock(ts);
    return inst;
}

static ObjectList tparams_of(Type *t)
{
    switch ((TypeKind)t->kind) {
    case TYP_NAMED: return ((Named *)t)->tparams;
    case TYP_ALIAS: return ((Alias *)t)->tparams;
    case TYP_SIGNATURE: return ((Signature *)t)->tparams;
    default: return (ObjectList){0};
    }
}

static const char *generic_name(Checker *c, Type *t)
{
    if (t->kind == TYP_NAMED) return ((Named *)t)->obj->name->s.p;
    if (t->kind == TYP_ALIAS) return ((Alias *)t)->obj->name->s.p;
    return type_text(c, t);
}

Type *type_instantiate(Types *ts, Checker *c, Pos pos, Type *orig, Type **targs, uint32_t n, bool validate)
{
    ObjectList tparams = tparams_of(orig);
    if (validate && c) {
        if (!check_validate_targ_len(c, pos, generic_name(c, orig), tparams.n, n)) return invalid_type(ts);
        uint32_t bad;
        const char *cause;
        if (!check_verify_inst(c, pos, tparams, targs, n, &bad, &cause)) {
            check_soft_error(c, DIAG_InvalidTypeArg, pos, "%s", cause);
            return invalid_type(ts);
        }
    }
    return instance_get(ts, c, pos, orig, targs, n);
}

bool check_validate_targ_len(Checker *c, Pos pos, const char *name, uint32_t want, uint32_t got)
{
    if (got == want) return true;
    check_error(c, DIAG_WrongTypeArgCount, pos, "%s type arguments for type %s: have %u, want %u",
                got < want ? "not enough" : "too many", name, got, want);
    return false;
}

bool check_verify_inst(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, uint32_t *bad,
                       const char **cause)
{
    (void)n;
    TypeEnv env = env_make(c->arena, tparams, targs);
    for (uint32_t i = 0; i < tparams.n; i++) {
        TypeParam *p = (TypeParam *)tparams.p[i]->type;
        typeparam_iface(p); // wraps a lone type, so that bound is an interface
        *cause = NULL;
        if (implements(c, c->ts, targs[i], check_subst(c, pos, p->bound, &env), true, cause)) continue;
        *bad = i;
        return false;
    }
    return true;
}

// ---- implements: T's type set includes V's
typedef struct Impl {
    Checker *c;
    Types *ts;
    Type *v, *t;
    bool constraint;
    const char **cause; // NULL: not wanted
} Impl;

static const char *verb(const Impl *im) { return im->constraint ? "satisfy" : "implement"; }

#define CAUSE(im, ...)                                                                                                 \
    ((im)->cause && (im)->c ? (void)(*(im)->cause = arena_printf((im)->c->arena, __VA_ARGS__)) : (void)0)

static bool not_an_interface(const Impl *im, Type *under)
{
    if (!im->cause || !im->c) return false;
    const char *t = type_text(im->c, im->t);
    const char *detail = type_is_iface_ptr(under)
                             ? arena_printf(im->c->arena, "type %s is pointer to interface, not interface", t)
                             : arena_printf(im->c->arena, "%s is not an interface", t);
    CAUSE(im, "%s does not %s %s (%s)", type_text(im->c, im->v), verb(im), t, detail);
    return false;
}

static bool comparability_ok(const Impl *im, TypeSet *ts)
{
    if (!typeset_is_comparable(ts)) return true;
    if (type_strictly_comparable(im->v)) return true;
    if (im->constraint && type_comparable(im->v)) { // interfaces satisfy comparable since go1.20
        if (!im->c || check_allow_version(im->c, 20)) return true;
        CAUSE(im, "%s to %s comparable requires go1.20 or later", type_text(im->c, im->v), verb(im));
        return false;
    }
    CAUSE(im, "%s does not %s comparable", type_text(im->c, im->v), verb(im));
    return false;
}

static bool mentions(Type *t, Type *what)
{
    if (t->kind == TYP_INTERFACE) {
        Interface *it = (Interface *)t;
        for (uint32_t i = 0; i < it->embeds.n; i++)
            if (mentions(it->embeds.p[i], what)) return true;
        return false;
    }
    if (t->kind == TYP_UNION) {
        Union *u = (Union *)t;
        for (uint32_t i = 0; i < u->terms.n; i++)
            if (mentions(u->terms.p[i].type, what)) return true;
        return false;
    }
    return type_identical(t, what);
}

static const char *terms_text(Checker *c, const TermList *terms)
{
    StrBuf sb = {0};
    for (uint32_t i = 0; i < terms->n; i++) // qualified in full, as gc
        sb_printf(&sb, "%s%s", i ? " | " : "", terms->p[i].tilde ? "~" : ""),
            type_write(&sb, terms->p[i].type, QUALIFY_RELATIVE, NULL);
    const char *text = arena_strndup(c->arena, sb.p ? sb.p : "", sb.n);
    sb_release(&sb);
    return text;
}

static bool in_terms(const Impl *im, Interface *it, TypeSet *set)
{
    Type *alt = NULL;
    for (uint32_t i = 0; i < set->terms.n; i++) {
        Term t = set->terms.p[i];
        if (term_includes(&t, im->v)) return true;
        if (alt || t.tilde || !type_identical(t.type, type_under(t.type))) continue;
        t.tilde = true;
        if (term_includes(&t, im->v)) alt = t.type;
    }
    if (!im->cause || !im->c) return false;
    Checker *c = im->c;
    const char *v = type_text(c, im->v), *tt = type_text(c, im->t), *detail;
    if (alt)
        detail = arena_printf(c->arena, "possibly missing ~ for %s in %s", type_text(c, alt), tt);
    else if (mentions(&it->t, im->v))
        detail = arena_printf(c->arena, "%s mentions %s, but %s is not in the type set of %s", tt, v, v, tt);
    else
        detail = arena_printf(c->arena, "%s missing in %s", v, terms_text(c, &set->terms));
    CAUSE(im, "%s does not %s %s (%s)", v, verb(im), tt, detail);
    return false;
}

static bool identical_types(void *ctx, Type *x, Type *y)
{
    (void)ctx;
    return type_identical(x, y);
}

bool implements(Checker *c, Types *ts, Type *v, Type *t, bool constraint, const char **cause)
{
    Impl im = {c, ts, v, t, constraint, cause};
    Type *vu = type_under(v), *tu = type_under(t);
    if (!type_valid(vu) || !type_valid(tu)) return true; // reported before
    if (vu->kind == TYP_POINTER && !type_valid(type_under(((Pointer *)vu)->elem))) return true;
    if (tu->kind != TYP_INTERFACE) return not_an_interface(&im, tu);
    TypeSet *tset = typeset_of(c, (Interface *)tu, NO_POS);
    if (typeset_is_all(tset)) return true;
    TypeSet *vset = vu->kind == TYP_INTERFACE ? typeset_of(c, (Interface *)vu, NO_POS) : NULL;
    if (vset && typeset_is_empty(vset)) return true;
    if (typeset_is_empty(tset)) {
        CAUSE(&im, "cannot %s %s (empty type set)", verb(&im), type_text(c, t));
        return false;
    }
    const char *why = NULL;
    if (!has_all_methods(c, ts, v, t, true, identical_types, NULL, cause ? &why : NULL)) {
        CAUSE(&im, "%s does not %s %s %s", type_text(c, v), verb(&im), type_text(c, t), why ? why : "");
        return false;
    }
    if (typeset_has_terms(tset)) {
        if (!vset) {
            if (!in_terms(&im, (Interface *)tu, tset)) return false;
        } else if (!typeset_subset(vset, tset)) {
            CAUSE(&im, "%s does not %s %s", type_text(c, v), verb(&im), type_text(c, t));
            return false;
        }
    }
    return comparability_ok(&im, tset);
}

bool check_implements(Checker *c, Type *v, Type *t, bool constraint, const char **cause)
{
    return implements(c, c->ts, v, t, constraint, cause);
}

bool type_implements(Types *ts, Type *t, Interface *iface) { return implements(NULL, ts, t, &iface->t, false, NULL); }
