// Function types: parameters, results, receivers.
//
// A signature gets its own scope, in which receiver type parameters, type parameters, receiver,
// parameters and results are declared; a body later opens its blocks inside it. Names are visible
// only behind the signature.
//
// A generic receiver (r *T[A, B]) declares its type parameters anew; their constraints are those of
// T's, and the receiver's type is T instantiated with them.
//
// Spec: Function types; Method declarations.
#include "types/session.h"

// ---- Receivers
RecvParts check_unpack_recv(Checker *c, Expr *e, bool report)
{
    RecvParts r = {0};
    e = ast_unparen(e);
    if (e && e->node.kind == NODE_Star) {
        r.ptr = true;
        e = ast_unparen(((Star *)e)->x);
    }
    r.base = e;
    if (!e || e->node.kind != NODE_Index) return r;
    Index *ix = (Index *)e;
    r.base = ix->x;
    r.generic = true;
    for (uint32_t i = 0; i < ix->args.n; i++) {
        Expr *arg = ix->args.p[i];
        if (arg->node.kind == NODE_Name) {
            vec_push(c->arena, &r.tparams, (Name *)arg);
            continue;
        }
        if (report && arg->node.kind != NODE_BadExpr)
            check_error(c, DIAG_BadDecl, expr_pos(arg), "receiver type parameter %s must be an identifier",
                        expr_text(c, arg));
        Name *blank = ARENA_NEW(c->arena, Name);
        blank->e.node = (Node){NODE_Name, arg->node.pos};
        blank->atom = atom_get(c->ts->atoms, STR("_"));
        vec_push(c->arena, &r.tparams, blank);
    }
    return r;
}

static Type *strip_pointers(Type *t)
{
    while (t->kind == TYP_POINTER) t = ((Pointer *)t)->elem;
    return t;
}

static bool has_tparams(Type *t)
{
    if (t->kind == TYP_NAMED) return ((Named *)t)->origin->tparams.n > 0;
    return t->kind == TYP_ALIAS && ((Alias *)t)->tparams.n > 0;
}

// An ordinary receiver type. An alias must not lead to an instantiated type.
static Type *plain_recv_type(Checker *c, Field *recv, Expr *base)
{
    Type *t = check_var_type(c, recv->type);
    for (Type *u = strip_pointers(t); u->kind == TYP_ALIAS;) {
        u = ((Alias *)u)->rhs;
        if (!u) break;
        u = strip_pointers(u);
        if (!has_tparams(u)) continue;
        check_error(c, DIAG_InvalidRecv, expr_pos(base), "cannot define new methods on instantiated type %s",
                    type_text(c, u));
        return invalid_type(c->ts);
    }
    return t;
}

static Named *generic_recv_base(Checker *c, Expr *base)
{
    const char *cause = NULL;
    Type *t = check_generic_type(c, base, &cause);
    if (cause) check_error(c, DIAG_InvalidRecv, expr_pos(base), "%s", cause);
    if (!type_valid(t)) return NULL;
    if (t->kind == TYP_NAMED) return (Named *)t;
    check_error(c, DIAG_InvalidRecv, expr_pos(base), "cannot define new methods on generic alias type %s",
                type_text(c, t));
    return NULL;
}

static void bind_recv_tparams(Checker *c, Named *base, ObjectList tparams, Expr *at)
{
    if (tparams.n != base->tparams.n) {
        check_error(c, DIAG_BadRecv, expr_pos(at),
                    "receiver declares %u type parameter%s, but receiver base type declares %u", tparams.n,
                    tparams.n == 1 ? "" : "s", base->tparams.n);
        return;
    }
    Type **own = ARENA_ARRAY(c->arena, Type *, tparams.n);
    for (uint32_t i = 0; i < tparams.n; i++) own[i] = tparams.p[i]->type;
    TypeEnv rename = env_make(c->arena, base->tparams, own);
    for (uint32_t i = 0; i < tparams.n; i++) {
        TypeParam *mine = (TypeParam *)own[i], *declared = (TypeParam *)base->tparams.p[i]->type;
        mono_canon(c, mine, declared);
        mine->bound = check_subst(c, mine->obj->pos, declared->bound, &rename);
    }
}

// *(T[A]) and the like: each layer gets its type.
static void record_recv_layers(Checker *c, Expr *e, Type *t)
{
    for (;;) {
        check_record_type(c, e, MODE_TYPE, t, NULL);
        if (e->node.kind == NODE_Paren) {
            e = ((Paren *)e)->x;
        } else if (e->node.kind == NODE_Star && t->kind == TYP_POINTER) {
            e = ((Star *)e)->x;
            t = ((Pointer *)t)->elem;
        } else {
            return;
        }
    }
}

static Type *generic_recv_type(Checker *c, Signature *sig, Field *recv, RecvParts *parts, Pos scope_pos)
{
    Named *base = generic_recv_base(c, parts->base);
    Type **targs = ARENA_ARRAY(c->arena, Type *, parts->tparams.n);
    for (uint32_t i = 0; i < parts->tparams.n; i++) {
        Name *id = parts->tparams.p[i];
        TypeParam *p = declare_typeparam(c, id, scope_pos);
        p->index = i;
        check_record_type(c, &id->e, MODE_TYPE, &p->t, NULL);
        vec_push(c->arena, &sig->recv_tparams, p->obj);
        targs[i] = &p->t;
    }
    if (!base) return invalid_type(c->ts);
    bind_recv_tparams(c, base, sig->recv_tparams, parts->base);
    check_require_version(c, expr_pos(parts->base), 18, "type instantiation");
    Type *t = instance_get(c->ts, c, expr_pos(recv->type), &base->t, targs, parts->tparams.n);
    check_record_instance(c, parts->base, targs, parts->tparams.n);
    if (parts->ptr && type_valid(t)) t = type_new_pointer(c->ts, t);
    record_recv_layers(c, recv->type, t);
    return t;
}

typedef struct LateRecv {
    Pos pos;
    Type *t;
} LateRecv;

static bool is_cgo_type(Checker *c, const Object *o)
{
    if (str_has_prefix(o->name->s, STR("_Ctype_"))) return true;
    SourceFile *f = o->pos != NO_POS ? sources_file(c->ts->sources, o->pos) : NULL;
    const char *slash = f ? strrchr(f->path, '/') : NULL;
    return f && strncmp(slash ? slash + 1 : f->path, "_cgo_", 5) == 0;
}

static void check_recv_named(Checker *c, Pos pos, Named *n, Type *t)
{
    if (n->obj->pkg != c->pkg || is_cgo_type(c, n->obj)) {
        check_error(c, DIAG_InvalidRecv, pos, "cannot define new methods on non-local type %s", type_text(c, t));
        return;
    }
    Type *u = type_under(&n->t);
    const char *cause = NULL;
    if (u->kind == TYP_BASIC && ((Basic *)u)->basic == BASIC_UNSAFE_POINTER)
        cause = "unsafe.Pointer";
    else if (u->kind == TYP_POINTER || u->kind == TYP_INTERFACE)
        cause = "pointer or interface type";
    if (cause) check_error(c, DIAG_InvalidRecv, pos, "invalid receiver type %s (%s)", type_text(c, t), cause);
}

static void late_recv(Checker *c, void *arg)
{
    LateRecv *late = arg;
    Type *t = type_deref(late->t, NULL), *base = type_unalias(t);
    if (!type_valid(base)) return;
    if (base->kind == TYP_NAMED)
        check_recv_named(c, late->pos, (Named *)base, t);
    else if (base->kind == TYP_BASIC)
        check_error(c, DIAG_InvalidRecv, late->pos, "cannot define new methods on non-local type %s", type_text(c, t));
    else
        check_error(c, DIAG_InvalidRecv, late->pos, "invalid receiver type %s", type_text(c, late->t));
}

static Object *collect_recv(Checker *c, Signature *sig, Field *recv, Pos scope_pos)
{
    RecvParts parts = check_unpack_recv(c, recv->type, true);
    Type *t = parts.generic ? generic_recv_type(c, sig, recv, &parts, scope_pos) : plain_recv_type(c, recv, parts.base);
    Pos pos = recv->name ? recv->name->e.node.pos : recv->node.pos;
    Object *o = object_new(c->arena, OBJ_VAR, pos, c->pkg, recv->name ? recv->name->atom : NULL, t);
    o->is_recv = true;
    if (recv->name) recv->name->obj = o;
    LateRecv *late = ARENA_NEW(c->arena, LateRecv);
    *late = (LateRecv){expr_pos(parts.base), t};
    check_later(c, late_recv, late);
    return o;
}

// ---- Parameters and results
typedef struct ParamType {
    Expr *expr; // fields declared together share it
    Type *type;
    bool variadic;
} ParamType;

static void param_type(Checker *c, ParamType *pt, Expr *e, bool may_be_variadic)
{
    if (pt->expr == e) return;
    pt->expr = e;
    pt->variadic = false;
    if (e->node.kind == NODE_Ellipsis) {
        Expr *elem = ((Ellipsis *)e)->elem;
        pt->variadic = may_be_variadic;
        if (!may_be_variadic) check_error(c, DIAG_InvalidSyntaxTree, expr_pos(e), "invalid use of ...");
        e = elem;
    }
    pt->type = e ? check_var_type(c, e) : invalid_type(c->ts);
}

static Tuple *collect_params(Checker *c, FieldList list, bool results, bool *variadic)
{
    ObjectList vars = {0};
    ParamType pt = {0};
    for (uint32_t i = 0; i < list.n; i++) {
        Field *f = list.p[i];
        bool last = i + 1 == list.n;
        param_type(c, &pt, f->type, !results && last);
        Object *v = object_new(c->arena, OBJ_VAR, f->name ? f->name->e.node.pos : f->node.pos, c->pkg,
                               f->name ? f->name->atom : NULL, pt.type);
        v->is_param = !results;
        v->is_result = results;
        if (f->name) f->name->obj = v;
        if (pt.variadic && last) {
            *variadic = true;
            Slice *s = ARENA_NEW(c->arena, Slice);
            *s = (Slice){.t = {TYP_SLICE}, .elem = pt.type};
            v->type = &s->t;
            check_record_type(c, f->type, MODE_TYPE, v->type, NULL);
        }
        vec_push(c->arena, &vars, v);
    }
    if (vars.n == 0) return c->ts->no_vars;
    Tuple *t = ARENA_NEW(c->arena, Tuple);
    *t = (Tuple){.t = {TYP_TUPLE}, .vars = vars};
    return t;
}

static void declare_vars(Checker *c, FieldList list, const Tuple *vars, Pos scope_pos)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (list.p[i]->name) check_declare(c, c->env.scope, list.p[i]->name, vars->vars.p[i], scope_pos);
}

void check_func_type_into(Checker *c, Signature *sig, Field *recv, FieldList tparams, FuncType *ft)
{
    Scope *outer = c->env.scope;
    Scope *s = scope_new(c->arena, outer, ft->e.node.pos, ast_end(&ft->e.node), "function");
    s->is_func = true;
    c->env.scope = s;
    sig->scope = s;

    Object *r = recv ? collect_recv(c, sig, recv, ft->e.node.pos) : NULL;
    if (tparams.n) check_collect_tparams(c, s, tparams, &sig->tparams);
    bool variadic = false;
    Tuple *params = collect_params(c, ft->params, false, &variadic);
    Tuple *results = collect_params(c, ft->results, true, &variadic);
    Pos scope_pos = ast_end(&ft->e.node);
    if (r && recv->name) check_declare(c, s, recv->name, r, scope_pos);
    declare_vars(c, ft->params, params, scope_pos);
    declare_vars(c, ft->results, results, scope_pos);

    sig->recv = r;
    sig->params = params;
    sig->results = results;
    sig->variadic = variadic;
    c->env.scope = outer;
}

Signature *check_func_type(Checker *c, Field *recv, FieldList tparams, FuncType *ft)
{
    Signature *sig = ARENA_NEW(c->arena, Signature);
    sig->t.kind = TYP_SIGNATURE;
    sig->params = sig->results = c->ts->no_vars;
    check_func_type_into(c, sig, recv, tparams, ft);
    return sig;
}
