// Calls: conversions, built-ins, and functions with their arguments (spec: Calls, Passing
// arguments to ... parameters, Instantiations).
//
// Arguments are evaluated first, then counted, then the type arguments of the callee and of
// generic functions among the arguments are inferred together, then each argument is assigned
// to its parameter. A variadic callee's parameter list is never rebuilt unless inference needs
// it: param_type answers for any position.
#include "types/expr.h"
#include "types/session.h"

// ---- Argument lists

static void args_reserve(Checker *c, Args *args, uint32_t n)
{
    args->n = n;
    args->p = n <= FEW_ARGS ? args->few : ARENA_ARRAY(c->arena, Operand, n);
}

// The values of a single expression, which may be a call with several results.
static void spread(Checker *c, Args *args, Operand *x)
{
    if (x->mode == MODE_INVALID || x->type->kind != TYP_TUPLE) {
        args_reserve(c, args, 1);
        args->p[0] = *x;
        return;
    }
    Tuple *t = (Tuple *)x->type;
    args_reserve(c, args, t->vars.n);
    for (uint32_t i = 0; i < t->vars.n; i++)
        args->p[i] = (Operand){.mode = MODE_VALUE, .type = t->vars.p[i]->type, .expr = x->expr};
}

void check_args(Checker *c, ExprList list, Args *args)
{
    *args = (Args){.p = args->few};
    if (list.n == 1) {
        Operand x;
        check_raw_expr(c, NULL, &x, list.p[0], NULL, false);
        check_require_value(c, &x);
        spread(c, args, &x);
        return;
    }
    args_reserve(c, args, list.n);
    for (uint32_t i = 0; i < list.n; i++) check_expr(c, NULL, &args->p[i], list.p[i]);
}

// One argument, which may be a generic function, perhaps with some of its type arguments.
static void generic_arg(Checker *c, Operand *x, Expr *e, bool single, bool infer, PartialTypeArgs *partial)
{
    if (e->node.kind == NODE_Index) {
        *x = (Operand){.mode = MODE_INVALID, .type = type_invalid(c), .expr = e};
        if (check_index_expr(c, x, (Index *)e)) {
            partial->p = check_func_inst(c, NULL, e->node.pos, x, (Index *)e, infer, &partial->n);
            x->expr = e;
            if (!partial->p) check_record(c, x);
            return;
        }
        check_finish_expr(c, NULL, x, true);
    } else {
        check_raw_expr(c, NULL, x, e, NULL, true);
    }
    check_require_value(c, x);
    if (!single) check_single_value(c, x);
}

static void generic_args(Checker *c, ExprList list, Args *args)
{
    *args = (Args){.p = args->few};
    bool infer = !check_allow_version(c, 21);
    PartialTypeArgs partial = {0};
    if (list.n == 1) {
        Operand x;
        generic_arg(c, &x, list.p[0], true, infer, &partial);
        spread(c, args, &x);
        if (partial.p) {
            args->targs = ARENA_NEW(c->arena, PartialTypeArgs);
            *args->targs = partial;
        }
        return;
    }
    args_reserve(c, args, list.n);
    for (uint32_t i = 0; i < list.n; i++) {
        partial = (PartialTypeArgs){0};
        generic_arg(c, &args->p[i], list.p[i], false, infer, &partial);
        if (!partial.p) continue;
        if (!args->targs) args->targs = ARENA_ARRAY(c->arena, PartialTypeArgs, list.n);
        args->targs[i] = partial;
    }
}

// ---- "have (…)" and "want (…)"

static void write_summary(Checker *c, StrBuf *b, Type *t, bool last, bool variadic, bool dots)
{
    if (last && variadic) {
        sb_puts(b, "...");
        if (t && t->kind == TYP_SLICE) t = ((Slice *)t)->elem;
    }
    if (!t || !type_valid(t)) {
        sb_puts(b, "unknown type");
    } else if (!type_typed(t)) {
        const char *name = ((Basic *)t)->name;
        if (((Basic *)t)->info & INFO_NUMERIC)
            name = "number";
        else if (str_has_prefix(str_from(name), STR("untyped ")))
            name += strlen("untyped ");
        sb_puts(b, name);
    } else {
        type_write(b, t, QUALIFY_RELATIVE, c->pkg);
    }
    if (last && dots) sb_puts(b, "...");
}

static const char *summary_text(Checker *c, StrBuf *b)
{
    sb_putc(b, ')');
    const char *text = arena_strndup(c->arena, b->p, b->n);
    sb_release(b);
    return text;
}

static const char *args_summary(Checker *c, const Args *args, bool dots)
{
    StrBuf b = {0};
    sb_putc(&b, '(');
    for (uint32_t i = 0; i < args->n; i++) {
        if (i) sb_puts(&b, ", ");
        write_summary(c, &b, args->p[i].type, i + 1 == args->n, false, dots);
    }
    return summary_text(c, &b);
}

static const char *vars_summary(Checker *c, ObjectList vars, bool variadic)
{
    StrBuf b = {0};
    sb_putc(&b, '(');
    for (uint32_t i = 0; i < vars.n; i++) {
        if (i) sb_puts(&b, ", ");
        write_summary(c, &b, vars.p[i]->type, i + 1 == vars.n, variadic, false);
    }
    return summary_text(c, &b);
}

void check_return_count_error(Checker *c, Stmt *at, ObjectList want, const Args *have)
{
    Pos pos = ast_start(&at->node);
    if (have->n > want.n)
        pos = expr_pos(have->p[want.n].expr);
    else if (have->n > 0)
        pos = expr_pos(have->p[have->n - 1].expr);
    check_error(c, DIAG_WrongResultCount, pos, "%s return values\n\thave %s\n\twant %s",
                have->n > want.n ? "too many" : "not enough", args_summary(c, have, false),
                vars_summary(c, want, false));
}

// ---- Instantiation

typedef struct LateVerify {
    Pos pos;
    Signature *sig;
    Type **targs;
    uint32_t n;
    ExprList xlist;
} LateVerify;

static void verify_instance(Checker *c, void *arg)
{
    LateVerify *v = arg;
    uint32_t bad = 0;
    const char *cause = NULL;
    if (check_verify_inst(c, v->pos, v->sig->tparams, v->targs, v->n, &bad, &cause)) {
        check_mono_instance(c, v->pos, v->sig->tparams, v->targs, v->n, v->xlist);
        return;
    }
    Pos pos = bad < v->xlist.n ? expr_pos(v->xlist.p[bad]) : v->pos;
    check_soft_error(c, DIAG_InvalidTypeArg, pos, "%s", cause ? cause : "invalid type argument");
}

Signature *check_instantiate_signature(Checker *c, Pos pos, Expr *e, Signature *sig, Type **targs, uint32_t n,
                                       ExprList xlist)
{
    Signature *inst = (Signature *)type_instantiate(c->ts, c, pos, &sig->t, targs, n, false);
    check_record_instance(c, e, targs, n);
    LateVerify *v = ARENA_NEW(c->arena, LateVerify);
    *v = (LateVerify){pos, sig, targs, n, xlist};
    check_later(c, verify_instance, v);
    return inst;
}

// The type arguments of x that follow from its being assigned to the target: as if it were the argument of a call.
static Type **infer_from_target(Checker *c, const Target *target, Pos pos, Operand *x, Signature *sig, Type **targs,
                                uint32_t ntargs)
{
    ObjectList params = {0};
    Operand value;
    Operand *args[1] = {&value};
    if (target) {
        Signature *plain = ARENA_NEW(c->arena, Signature);
        *plain = (Signature){
            .t = {TYP_SIGNATURE}, .params = sig->params, .results = sig->results, .variadic = sig->variadic};
        vec_push(c->arena, &params, object_new(c->arena, OBJ_VAR, pos, c->pkg, NULL, &plain->t));
        Name *desc = ARENA_NEW(c->arena, Name);
        desc->e.node = (Node){NODE_Name, pos};
        desc->atom = atom_get(c->ts->atoms, str_from(target->desc));
        value = (Operand){.mode = MODE_VALUE, .type = &target->sig->t, .expr = &desc->e};
    }
    ObjectList tparams = {0};
    Tuple *tuple = (Tuple *)check_rename_tparams(c, sig->tparams, type_new_tuple(c->ts, params), &tparams);
    Pos why_pos = pos;
    const char *why = NULL;
    Type **out = NULL;
    if (check_infer(c, pos, tparams, targs, ntargs, tuple, args, params.n, target != NULL, &why_pos, &why, &out))
        return out;
    if (why) check_error(c, DIAG_CannotInferTypeArgs, why_pos, "%s", why);
    operand_invalidate(x);
    return NULL;
}

Type **check_func_inst(Checker *c, const Target *target, Pos pos, Operand *x, Index *e, bool infer, uint32_t *ntargs)
{
    *ntargs = 0;
    Signature *sig = type_signature(x->type);
    if (e) x->expr = &e->e;
    bool version_ok = check_require_version(c, pos, 18, "function instantiation");
    Type **targs = NULL;
    ExprList xlist = e ? e->args : (ExprList){0};
    if (e && !check_type_list(c, xlist, &targs)) {
        operand_invalidate(x);
        return NULL;
    }
    uint32_t got = xlist.n, want = sig->tparams.n;
    if (got > want) {
        check_error(c, DIAG_WrongTypeArgCount, expr_pos(xlist.p[got - 1]), "got %u type arguments but want %u", got,
                    want);
        operand_invalidate(x);
        return NULL;
    }
    if (got < want) {
        if (!infer) {
            *ntargs = got;
            return targs;
        }
        if (target && version_ok)
            check_require_version(c, pos, 21,
                                  e ? "partially instantiated function in assignment"
                                    : "implicitly instantiated function in assignment");
        targs = infer_from_target(c, target, pos, x, sig, targs, got);
        if (!targs) return NULL;
    }
    x->type = &check_instantiate_signature(c, x->expr->node.pos, x->expr, sig, targs, want, xlist)->t;
    x->mode = MODE_VALUE;
    return NULL;
}

// ---- Arguments

// How the arguments of one call meet the parameters.
typedef struct Passing {
    Call *call;
    Signature *sig;
    bool spread; // single arguments go to the ... parameter
} Passing;

static Type *param_type(const Passing *p, uint32_t i)
{
    ObjectList params = p->sig->params->vars;
    if (!p->spread || i + 1 < params.n) return params.p[i]->type;
    Type *last = type_unalias(params.p[params.n - 1]->type);
    return last->kind == TYP_SLICE ? ((Slice *)last)->elem : last;
}

static Tuple *param_tuple(Checker *c, const Passing *p, uint32_t nargs)
{
    if (!p->spread) return p->sig->params;
    ObjectList params = p->sig->params->vars, vars = {0};
    for (uint32_t i = 0; i < nargs; i++) {
        Object *like = params.p[i < params.n ? i : params.n - 1];
        vec_push(c->arena, &vars, object_new(c->arena, OBJ_VAR, like->pos, like->pkg, like->name, param_type(p, i)));
    }
    return (Tuple *)type_new_tuple(c->ts, vars);
}

static bool count_matches(Checker *c, Passing *p, const Args *args)
{
    Call *call = p->call;
    Signature *sig = p->sig;
    uint32_t want = sig->params->vars.n;
    if (call->has_dots && !sig->variadic) {
        check_error(c, DIAG_NonVariadicDotDotDot, expr_pos(&call->e), "cannot use ... in call to non-variadic %s",
                    expr_text(c, call->fun));
        return false;
    }
    if (call->has_dots && call->args.n == 1 && args->n > 1) {
        check_error(c, DIAG_InvalidDotDotDot, expr_pos(&call->e), "cannot use ... with %u-valued %s", args->n,
                    expr_text(c, call->args.p[0]));
        return false;
    }
    if (sig->variadic && !call->has_dots) {
        p->spread = args->n + 1 >= want;
        want = p->spread ? args->n : want - 1;
    }
    if (args->n == want) return true;
    bool too_many = args->n > want;
    Pos pos = too_many  ? expr_pos(args->p[want].expr)
              : args->n ? expr_pos(args->p[args->n - 1].expr)
                        : expr_pos(&call->e);
    check_error(c, DIAG_WrongArgCount, pos, "%s arguments in call to %s\n\thave %s\n\twant %s",
                too_many ? "too many" : "not enough", expr_text(c, call->fun), args_summary(c, args, call->has_dots),
                vars_summary(c, sig->params->vars, sig->variadic));
    return false;
}

// The type parameters of one inference: the callee's, then those of each generic function argument.
typedef struct Inference {
    ObjectList tparams;
    TypeList targs;
    VEC(uint32_t) generic; // indices of generic function arguments
} Inference;

static void pad_targs(Checker *c, Inference *inf)
{
    while (inf->targs.n < inf->tparams.n) vec_push(c->arena, &inf->targs, (Type *)NULL);
}

// A generic function argument gets type parameters of its own, so that f(g, g) has two sets.
static void add_generic_args(Checker *c, Inference *inf, Args *args)
{
    for (uint32_t i = 0; i < args->n; i++) {
        Operand *a = &args->p[i];
        if (a->mode == MODE_INVALID || a->type->kind != TYP_SIGNATURE || ((Signature *)a->type)->tparams.n == 0)
            continue;
        Signature *own = ARENA_NEW(c->arena, Signature);
        *own = *(Signature *)a->type;
        ObjectList renamed = {0};
        Signature *sig = (Signature *)check_rename_tparams(c, own->tparams, &own->t, &renamed);
        sig->tparams = renamed;
        a->type = &sig->t;
        for (uint32_t k = 0; k < renamed.n; k++) vec_push(c->arena, &inf->tparams, renamed.p[k]);
        for (uint32_t k = 0; args->targs && k < args->targs[i].n; k++)
            vec_push(c->arena, &inf->targs, args->targs[i].p[k]);
        pad_targs(c, inf);
        vec_push(c->arena, &inf->generic, i);
    }
}

static Type **run_inference(Checker *c, Passing *p, Inference *inf, Tuple *params, Args *args)
{
    Operand **list = ARENA_ARRAY(c->arena, Operand *, args->n);
    for (uint32_t i = 0; i < args->n; i++) list[i] = &args->p[i];
    Pos why_pos = p->call->e.node.pos;
    const char *why = NULL;
    Type **out = NULL;
    if (check_infer(c, p->call->e.node.pos, inf->tparams, inf->targs.p, inf->targs.n, params, list, args->n, false,
                    &why_pos, &why, &out))
        return out;
    if (why) check_error(c, DIAG_CannotInferTypeArgs, why_pos, "in call to %s, %s", expr_text(c, p->call->fun), why);
    return NULL;
}

static void instantiate_args(Checker *c, Inference *inf, Type **targs, uint32_t from, Args *args)
{
    for (uint32_t k = 0; k < inf->generic.n; k++) {
        Operand *a = &args->p[inf->generic.p[k]];
        Signature *sig = (Signature *)a->type;
        uint32_t n = sig->tparams.n;
        a->type = &check_instantiate_signature(c, expr_pos(a->expr), a->expr, sig, targs + from, n, (ExprList){0})->t;
        check_record(c, a);
        from += n;
    }
}

// Infers what is missing and puts the instantiated callee in p->sig; false if the call can't be checked further.
static bool infer_call(Checker *c, Passing *p, Type **targs, uint32_t ntargs, ExprList xlist, Args *args)
{
    Call *call = p->call;
    uint32_t n = p->sig->tparams.n;
    Inference inf = {0};
    Tuple *params = NULL;
    if (n > 0) {
        check_require_version(c, expr_pos(&call->e), 18,
                              call->fun->node.kind == NODE_Index ? "function instantiation"
                                                                 : "implicit function instantiation");
        params = (Tuple *)check_rename_tparams(c, p->sig->tparams, &param_tuple(c, p, args->n)->t, &inf.tparams);
        for (uint32_t i = 0; i < ntargs; i++) vec_push(c->arena, &inf.targs, targs[i]);
        pad_targs(c, &inf);
    }
    add_generic_args(c, &inf, args);
    if (inf.tparams.n == 0) return true;
    if (inf.generic.n)
        check_require_version(c, expr_pos(args->p[inf.generic.p[0]].expr), 21,
                              "implicitly instantiated function as argument");
    Type **all = run_inference(c, p, &inf, params ? params : param_tuple(c, p, args->n), args);
    if (!all) return false;
    if (n > 0) p->sig = check_instantiate_signature(c, call->e.node.pos, call->fun, p->sig, all, n, xlist);
    instantiate_args(c, &inf, all, n, args);
    return true;
}

static bool has_generic_arg(const Args *args)
{
    for (uint32_t i = 0; i < args->n; i++) {
        const Operand *a = &args->p[i];
        if (a->mode != MODE_INVALID && a->type->kind == TYP_SIGNATURE && ((Signature *)a->type)->tparams.n > 0)
            return true;
    }
    return false;
}

Signature *check_arguments(Checker *c, Call *call, Signature *sig, Type **targs, uint32_t ntargs, ExprList xlist,
                           Args *args)
{
    Passing p = {.call = call, .sig = sig};
    if (!count_matches(c, &p, args)) return sig;
    if ((sig->tparams.n > 0 || has_generic_arg(args)) && !infer_call(c, &p, targs, ntargs, xlist, args)) return sig;
    for (uint32_t i = 0; i < args->n; i++)
        check_assignment_of(c, &args->p[i], param_type(&p, i), "argument to", call->fun);
    return p.sig;
}

// ---- Calls

static ExprKind conversion_call(Checker *c, Operand *x, Call *call)
{
    Type *t = x->type;
    call->conversion = true;
    operand_invalidate(x);
    Pos pos = expr_pos(&call->e);
    if (call->args.n == 0) {
        check_error(c, DIAG_WrongArgCount, pos, "missing argument in conversion to %s", type_text(c, t));
        return EXPR_KIND_CONVERSION;
    }
    if (call->args.n > 1) {
        check_use(c, call->args);
        check_error(c, DIAG_WrongArgCount, expr_pos(call->args.p[call->args.n - 1]),
                    "too many arguments in conversion to %s", type_text(c, t));
        return EXPR_KIND_CONVERSION;
    }
    check_expr(c, NULL, x, call->args.p[0]);
    if (x->mode == MODE_INVALID) return EXPR_KIND_CONVERSION;
    Type *u = type_under(t);
    if (u->kind == TYP_INTERFACE && !type_is_typeparam(t) &&
        !typeset_is_method_set(typeset_of(c, (Interface *)u, pos))) {
        check_error(c, DIAG_MisplacedConstraintIface, pos,
                    "cannot use interface %s in conversion (contains specific type constraints or is comparable)",
                    type_text(c, t));
    } else if (call->has_dots) {
        check_error(c, DIAG_BadDotDotDotSyntax, expr_pos(call->args.p[0]), "invalid use of ... in conversion to %s",
                    type_text(c, t));
    } else {
        check_conversion(c, x, t);
    }
    return EXPR_KIND_CONVERSION;
}

static const char *refuse_call(Checker *c, Type *t, Type *u)
{
    return u && u->kind != TYP_SIGNATURE ? arena_printf(c->arena, "%s is not a function", type_text(c, t)) : NULL;
}

static Signature *callee_signature(Checker *c, Operand *x)
{
    Type *direct = type_under(x->type);
    if (direct->kind == TYP_SIGNATURE) return (Signature *)direct;
    const char *cause = NULL;
    Type *u = type_common_under(c, x->type, refuse_call, &cause);
    if (u) return (Signature *)u;
    check_error(c, DIAG_InvalidCall, expr_pos(x->expr), "invalid operation: cannot call %s: %s", operand_text(c, x),
                cause);
    return NULL;
}

// The callee's explicit type arguments. If they are complete, sig is instantiated by them at once and none remain.
static bool explicit_targs(Checker *c, Index *inst, Signature **sig, Type ***targs, uint32_t *ntargs, ExprList *xlist)
{
    if (!check_type_list(c, inst->args, targs)) return false;
    uint32_t got = inst->args.n, want = (*sig)->tparams.n;
    if (got > want) {
        check_error(c, DIAG_WrongTypeArgCount, expr_pos(inst->args.p[want]), "got %u type arguments but want %u", got,
                    want);
        return false;
    }
    *xlist = inst->args;
    *ntargs = got;
    if (got < want || want == 0) return true;
    check_require_version(c, expr_pos(&inst->e), 18, "function instantiation");
    *sig = check_instantiate_signature(c, inst->e.node.pos, &inst->e, *sig, *targs, got, *xlist);
    *xlist = (ExprList){0};
    *ntargs = 0;
    return true;
}

static void set_result(Checker *c, Operand *x, Signature *sig, bool cgo)
{
    ObjectList results = sig->results->vars;
    x->mode = results.n == 0 ? MODE_NOVALUE : results.n == 1 && cgo ? MODE_COMMAERR : MODE_VALUE;
    if (results.n > 0) x->type = results.n == 1 ? results.p[0]->type : &sig->results->t;
    // Where inference failed the result may still mention the callee's type parameters.
    if (x->mode == MODE_VALUE && sig->tparams.n > 0 && type_is_parameterized(sig->tparams, x->type))
        operand_invalidate(x);
    c->env.has_call_or_recv = true;
}

static ExprKind function_call(Checker *c, Operand *x, Call *call, Index *inst)
{
    bool cgo = x->mode == MODE_CGOFUNC;
    Signature *sig = callee_signature(c, x);
    if (!sig) { // the arguments stay unchecked
        operand_invalidate(x);
        return EXPR_KIND_STATEMENT;
    }
    bool was_generic = sig->tparams.n > 0;
    Type **targs = NULL;
    uint32_t ntargs = 0;
    ExprList xlist = {0};
    if (inst && !explicit_targs(c, inst, &sig, &targs, &ntargs, &xlist)) {
        check_use(c, call->args);
        operand_invalidate(x);
        return EXPR_KIND_STATEMENT;
    }
    Args args;
    generic_args(c, call->args, &args);
    sig = check_arguments(c, call, sig, targs, ntargs, xlist, &args);
    if (was_generic && sig->tparams.n == 0) check_record_type(c, call->fun, MODE_VALUE, &sig->t, NULL);
    set_result(c, x, sig, cgo);
    return EXPR_KIND_STATEMENT;
}

ExprKind check_call(Checker *c, Operand *x, Call *call)
{
    Index *inst = NULL;
    call->conversion = false;
    call->builtin = BUILTIN_NONE;
    if (call->fun->node.kind == NODE_Index) {
        if (check_index_expr(c, x, (Index *)call->fun)) inst = (Index *)call->fun;
        x->expr = call->fun;
        check_record(c, x);
        if (x->mode != MODE_INVALID) check_single_value(c, x);
    } else {
        check_expr_or_type(c, x, call->fun, true);
    }
    if (x->mode == MODE_TYPE && type_uninstantiated(x->type)) {
        check_error(c, DIAG_WrongTypeArgCount, expr_pos(x->expr), "cannot use generic type %s without instantiation",
                    expr_text(c, x->expr));
        operand_invalidate(x);
        return EXPR_KIND_CONVERSION;
    }
    switch (x->mode) {
    case MODE_INVALID: check_use(c, call->args); return EXPR_KIND_STATEMENT;
    case MODE_TYPE: return conversion_call(c, x, call);
    case MODE_BUILTIN: {
        BuiltinId id = x->builtin;
        if (!check_builtin(c, x, call, id)) operand_invalidate(x);
        if (x->mode != MODE_INVALID && x->mode != MODE_CONST) c->env.has_call_or_recv = true;
        return check_builtin_kind(id);
    }
    default: return function_call(c, x, call, inst);
    }
}
