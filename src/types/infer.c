// Type inference: the type arguments a call or an assignment leaves out.
//
// In three steps. Typed arguments are unified with the parameters they are passed to. Then the
// constraints are used as long as that finds something: a parameter with a core type is unified
// with it, a known argument's methods with those its constraint asks for. Last, parameters that
// only met untyped constants get the default type of the largest kind. What was found may still
// mention type parameters: they are substituted until nothing changes, after cycles (A = *A) have
// been cut out, which makes A count as not inferred.
//
// Spec: Type inference.
#include "types/session.h"

typedef struct Infer {
    Checker *c;
    Pos pos;
    ObjectList tparams;
    Type **targs; // given ones; NULL where unknown
    Tuple *params;
    Operand **args;
    uint32_t nargs;
    bool reverse; // an assignment: the message turns around
    Unifier *u;
    Pos *why_pos;
    const char **why;
} Infer;

#define FAIL(in, at, ...) (*(in)->why_pos = (at), *(in)->why = arena_printf((in)->c->arena, __VA_ARGS__), false)

static TypeParam *param_at(const Infer *in, uint32_t i) { return (TypeParam *)in->tparams.p[i]->type; }

// ---- Does a type mention one of the parameters?
typedef struct Seen {
    Type *t;
    const struct Seen *up;
} Seen;

static bool parameterized(ObjectList tparams, Type *t, const Seen *up);

static bool parameterized_vars(ObjectList tparams, ObjectList vars, const Seen *up)
{
    for (uint32_t i = 0; i < vars.n; i++)
        if (parameterized(tparams, vars.p[i]->type, up)) return true;
    return false;
}

static bool parameterized_interface(ObjectList tparams, Interface *it, const Seen *up)
{
    TypeSet *s = typeset_of(NULL, it, NO_POS);
    if (parameterized_vars(tparams, s->methods, up)) return true;
    if (!typeset_has_terms(s)) return false;
    for (uint32_t i = 0; i < s->terms.n; i++) // all of them: as gc has it
        if (!parameterized(tparams, s->terms.p[i].type, up)) return false;
    return true;
}

static bool parameterized(ObjectList tparams, Type *t, const Seen *up)
{
    for (const Seen *s = up; s; s = s->up)
        if (s->t == t) return false;
    Seen here = {t, up};
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_UNION: return false;
    case TYP_ALIAS: {
        Type *u = type_unalias(t);
        return u != t && parameterized(tparams, u, &here);
    }
    case TYP_ARRAY: return parameterized(tparams, ((Array *)t)->elem, &here);
    case TYP_SLICE: return parameterized(tparams, ((Slice *)t)->elem, &here);
    case TYP_POINTER: return parameterized(tparams, ((Pointer *)t)->elem, &here);
    case TYP_CHAN: return parameterized(tparams, ((Chan *)t)->elem, &here);
    case TYP_MAP:
        return parameterized(tparams, ((Map *)t)->key, &here) || parameterized(tparams, ((Map *)t)->elem, &here);
    case TYP_STRUCT: return parameterized_vars(tparams, ((Struct *)t)->fields, &here);
    case TYP_TUPLE: return parameterized_vars(tparams, ((Tuple *)t)->vars, &here);
    case TYP_SIGNATURE:
        return parameterized_vars(tparams, ((Signature *)t)->params->vars, &here) ||
               parameterized_vars(tparams, ((Signature *)t)->results->vars, &here);
    case TYP_INTERFACE: return parameterized_interface(tparams, (Interface *)t, &here);
    case TYP_NAMED: {
        TypeList targs = ((Named *)t)->targs;
        for (uint32_t i = 0; i < targs.n; i++)
            if (parameterized(tparams, targs.p[i], &here)) return true;
        return false;
    }
    case TYP_TYPEPARAM:
        for (uint32_t i = 0; i < tparams.n; i++)
            if (tparams.p[i]->type == t) return true;
        return false;
    }
    return false;
}

bool type_is_parameterized(ObjectList tparams, Type *t) { return parameterized(tparams, t, NULL); }

// ---- Messages
static const char *names_text(const Infer *in)
{ // P; P and Q; P, Q, and R
    StrBuf sb = {0};
    uint32_t n = in->tparams.n;
    for (uint32_t i = 0; i < n; i++) {
        if (i) sb_puts(&sb, n == 2 ? " and " : i + 1 == n ? ", and " : ", ");
        sb_put(&sb, in->tparams.p[i]->name->s);
    }
    const char *text = arena_strndup(in->c->arena, sb.p, sb.n);
    sb_release(&sb);
    return text;
}

static bool mismatch(Infer *in, Type *param, const Operand *arg)
{
    Checker *c = in->c;
    Pos at = expr_pos(arg->expr);
    const char *targ = type_text(c, arg->type), *text = expr_text(c, arg->expr), *par = type_text(c, param);
    Type **found = ARENA_ARRAY(c->arena, Type *, in->tparams.n);
    unifier_inferred(in->u, in->tparams, found);
    bool none = true;
    for (uint32_t i = 0; i < in->tparams.n; i++) none = none && !found[i];
    if (none) return FAIL(in, at, "type %s of %s does not match %s (cannot infer %s)", targ, text, par, names_text(in));
    TypeEnv env = env_make(c->arena, in->tparams, found);
    Type *inferred = check_subst(c, at, param, &env);
    if (inferred == param) return FAIL(in, at, "type %s of %s does not match %s", targ, text, par);
    if (in->reverse)
        return FAIL(in, at, "inferred type %s for %s does not match type %s of %s", type_text(c, inferred), par, targ,
                    text);
    return FAIL(in, at, "type %s of %s does not match inferred type %s for %s", targ, text, type_text(c, inferred),
                par);
}

// ---- Step 1: typed arguments
static bool is_nil(const Operand *x)
{
    return x->mode == MODE_NILVALUE || (type_is_untyped(x->type) && ((Basic *)x->type)->basic == BASIC_UNTYPED_NIL);
}

static bool waits_for_default(const Infer *in, uint32_t i)
{ // an untyped constant for a bare parameter
    return type_is_untyped(in->args[i]->type) && in->params->vars.p[i]->type->kind == TYP_TYPEPARAM &&
           !is_nil(in->args[i]);
}

static bool use_arguments(Infer *in)
{
    for (uint32_t i = 0; i < in->nargs; i++) {
        Operand *arg = in->args[i];
        Type *param = in->params->vars.p[i]->type;
        if (type_is_untyped(arg->type)) continue;
        if (!type_is_parameterized(in->tparams, param) && !type_is_parameterized(in->tparams, arg->type)) continue;
        if (!unify(in->u, param, arg->type, UNIFY_ASSIGN)) return mismatch(in, param, arg);
    }
    return true;
}

// ---- Step 2: constraints
typedef struct CoreTerm {
    Term term;   // type NULL: there is none
    bool single; // the type set is this one term
} CoreTerm;

static CoreTerm core_term(TypeParam *p)
{
    TypeSet *s = typeset_of(NULL, typeparam_iface(p), NO_POS);
    CoreTerm r = {0};
    if (!typeset_has_terms(s)) return r;
    if (s->terms.n == 1) return (CoreTerm){s->terms.p[0], true};
    r.term.type = type_common_under(NULL, &p->t, NULL, NULL);
    for (uint32_t i = 0; i < s->terms.n; i++) r.term.tilde = r.term.tilde || s->terms.p[i].tilde;
    return r;
}

static bool unify_exactly(void *ctx, Type *x, Type *y) { return unify(ctx, x, y, UNIFY_EXACT); }

static bool use_constraint(Infer *in, TypeParam *p)
{
    Checker *c = in->c;
    Type *known = unifier_at(in->u, &p->t);
    CoreTerm core = core_term(p);
    if (core.term.type && known) {
        if (!unify(in->u, known, core.term.type, 0))
            return FAIL(in, in->pos, "%s (type %s) does not satisfy %s", type_text(c, &p->t), type_text(c, known),
                        type_text(c, p->bound));
    } else if (core.term.type && core.single && !core.term.tilde) {
        unifier_set(in->u, &p->t, core.term.type);
    }
    if (!known || type_is_parameterized(in->tparams, known)) return true;
    const char *cause = "";
    if (has_all_methods(c, c->ts, known, &typeparam_iface(p)->t, true, unify_exactly, in->u, &cause)) return true;
    return FAIL(in, in->pos, "%s (type %s) does not satisfy %s %s", type_text(c, &p->t), type_text(c, known),
                type_text(c, p->bound), cause);
}

static bool use_constraints(Infer *in)
{
    for (;;) {
        uint32_t unknown = unifier_unknowns(in->u);
        for (uint32_t i = 0; i < in->tparams.n; i++)
            if (!use_constraint(in, param_at(in, i))) return false;
        if (unifier_unknowns(in->u) == unknown) return true;
    }
}

// ---- Step 3: untyped constants
static bool use_untyped(Infer *in)
{
    Type **max = ARENA_ARRAY(in->c->arena, Type *, in->tparams.n);
    for (uint32_t i = 0; i < in->nargs; i++) {
        Operand *arg = in->args[i];
        if (!waits_for_default(in, i)) continue;
        Type *param = in->params->vars.p[i]->type;
        uint32_t k = 0;
        while (k < in->tparams.n && in->tparams.p[k]->type != param) k++;
        if (k == in->tparams.n || unifier_at(in->u, param)) continue;
        Type *larger = max[k] ? type_max(max[k], arg->type) : arg->type;
        if (!larger)
            return FAIL(in, expr_pos(arg->expr), "mismatched types %s and %s (cannot infer %s)",
                        type_text(in->c, max[k]), type_text(in->c, arg->type), type_text(in->c, param));
        max[k] = larger;
    }
    for (uint32_t k = 0; k < in->tparams.n; k++)
        if (max[k]) unifier_set(in->u, in->tparams.p[k]->type, type_default(in->c->ts, max[k]));
    return true;
}

// ---- Simplification
typedef struct CycleWalk {
    ObjectList tparams;
    Type **inferred;
} CycleWalk;

static void kill_cycles(CycleWalk *w, Type *t, const Seen *up);

static void kill_in_vars(CycleWalk *w, ObjectList vars, const Seen *up)
{
    for (uint32_t i = 0; i < vars.n; i++) kill_cycles(w, vars.p[i]->type, up);
}

static void kill_cycles(CycleWalk *w, Type *t, const Seen *up)
{
    t = type_unalias(t);
    int index = -1;
    for (uint32_t i = 0; t->kind == TYP_TYPEPARAM && i < w->tparams.n; i++)
        if (w->tparams.p[i]->type == t) index = (int)i;
    for (const Seen *s = up; s; s = s->up) {
        if (s->t != t) continue;
        if (index >= 0) w->inferred[index] = NULL;
        return;
    }
    Seen here = {t, up};
    switch ((TypeKind)t->kind) {
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_ALIAS:
    case TYP_TUPLE: break;
    case TYP_ARRAY: kill_cycles(w, ((Array *)t)->elem, &here); break;
    case TYP_SLICE: kill_cycles(w, ((Slice *)t)->elem, &here); break;
    case TYP_POINTER: kill_cycles(w, ((Pointer *)t)->elem, &here); break;
    case TYP_CHAN: kill_cycles(w, ((Chan *)t)->elem, &here); break;
    case TYP_MAP:
        kill_cycles(w, ((Map *)t)->key, &here);
        kill_cycles(w, ((Map *)t)->elem, &here);
        break;
    case TYP_STRUCT: kill_in_vars(w, ((Struct *)t)->fields, &here); break;
    case TYP_SIGNATURE:
        kill_in_vars(w, ((Signature *)t)->params->vars, &here);
        kill_in_vars(w, ((Signature *)t)->results->vars, &here);
        break;
    case TYP_UNION:
        for (uint32_t i = 0; i < ((Union *)t)->terms.n; i++) kill_cycles(w, ((Union *)t)->terms.p[i].type, &here);
        break;
    case TYP_INTERFACE:
        kill_in_vars(w, ((Interface *)t)->methods, &here);
        for (uint32_t i = 0; i < ((Interface *)t)->embeds.n; i++) kill_cycles(w, ((Interface *)t)->embeds.p[i], &here);
        break;
    case TYP_NAMED:
        for (uint32_t i = 0; i < ((Named *)t)->targs.n; i++) kill_cycles(w, ((Named *)t)->targs.p[i], &here);
        break;
    case TYP_TYPEPARAM:
        if (index >= 0 && w->inferred[index]) kill_cycles(w, w->inferred[index], &here);
        break;
    }
}

// A generic function passed as argument stops being generic once its parameters are known.
static Type *drop_solved_tparams(Infer *in, Type *t)
{
    if (t->kind != TYP_SIGNATURE || ((Signature *)t)->tparams.n == 0 || type_is_parameterized(in->tparams, t)) return t;
    ((Signature *)t)->tparams = (ObjectList){0}; // a copy that substitution made
    return t;
}

static void simplify(Infer *in, Type **inferred)
{
    CycleWalk w = {in->tparams, inferred};
    for (uint32_t i = 0; i < in->tparams.n; i++) kill_cycles(&w, in->tparams.p[i]->type, NULL);
    for (bool changed = true; changed;) {
        changed = false;
        TypeEnv env = env_make(in->c->arena, in->tparams, ARENA_ARRAY(in->c->arena, Type *, in->tparams.n));
        memcpy(env.args, inferred, in->tparams.n * sizeof *inferred);
        for (uint32_t i = 0; i < in->tparams.n; i++) {
            if (!inferred[i] || in->targs[i]) continue;
            Type *t = check_subst(in->c, NO_POS, inferred[i], &env);
            if (t == inferred[i]) continue;
            inferred[i] = drop_solved_tparams(in, t);
            changed = true;
        }
    }
}

static bool all_solved(Infer *in, Type **inferred)
{
    for (uint32_t i = 0; i < in->tparams.n; i++) {
        if (inferred[i] && !type_is_parameterized(in->tparams, inferred[i])) continue;
        Object *o = in->tparams.p[i];
        return FAIL(in, in->pos, "cannot infer %s (declared at %s)", o->name->s.p, pos_text(in->c, o->pos));
    }
    return true;
}

static bool solve(Infer *in, Type **inferred)
{
    if (!use_arguments(in) || !use_constraints(in) || !use_untyped(in)) return false;
    unifier_inferred(in->u, in->tparams, inferred);
    simplify(in, inferred);
    return all_solved(in, inferred);
}

bool check_infer(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, Tuple *params, Operand **args,
                 uint32_t nargs, bool reverse, Pos *why_pos, const char **why, Type ***out)
{
    *why = NULL;
    Type **full = ARENA_ARRAY(c->arena, Type *, tparams.n);
    bool complete = true;
    for (uint32_t i = 0; i < tparams.n; i++) {
        full[i] = i < n ? targs[i] : NULL;
        complete = complete && full[i];
    }
    *out = full;
    if (complete) return true;
    for (uint32_t i = 0; i < nargs; i++)
        if (args[i]->mode == MODE_INVALID) return false;
    // Given arguments go in first: assignability, not identity, then decides about the operands.
    if (params && params->vars.n) {
        TypeEnv env = env_make(c->arena, tparams, full);
        params = (Tuple *)check_subst(c, NO_POS, &params->t, &env);
    }
    Infer in = {.c = c,
                .pos = pos,
                .tparams = tparams,
                .targs = full,
                .params = params,
                .args = args,
                .nargs = nargs,
                .reverse = reverse,
                .why_pos = why_pos,
                .why = why};
    in.u = unifier_new(c, tparams, full, tparams.n, check_allow_version(c, 21));
    *out = ARENA_ARRAY(c->arena, Type *, tparams.n);
    return solve(&in, *out);
}

// A recursive call f(x) inside f must not confuse the P it solves for with the P of its argument's type.
Type *check_rename_tparams(Checker *c, ObjectList tparams, Type *t, ObjectList *out)
{
    *out = (ObjectList){0};
    if (tparams.n == 0) return t;
    Type **fresh = ARENA_ARRAY(c->arena, Type *, tparams.n);
    for (uint32_t i = 0; i < tparams.n; i++) {
        Object *o = object_clone(c->arena, tparams.p[i], NULL);
        TypeParam *p = ARENA_NEW(c->arena, TypeParam);
        *p = *(TypeParam *)tparams.p[i]->type;
        p->obj = o;
        p->id = types_next_id(c->ts);
        p->check = c;
        o->type = fresh[i] = &p->t;
        vec_push(c->arena, out, o);
    }
    TypeEnv env = env_make(c->arena, tparams, fresh);
    for (uint32_t i = 0; i < tparams.n; i++)
        ((TypeParam *)fresh[i])->bound = check_subst(c, NO_POS, ((TypeParam *)tparams.p[i]->type)->bound, &env);
    return check_subst(c, NO_POS, t, &env);
}
