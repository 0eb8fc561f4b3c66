// Calls: what is called, the arguments in order, the call itself.
//
// The function value or receiver is evaluated first, then the arguments from left to right; a nil
// function or interface is found after that, as gc does.
#include "lower/context.h"

static void callee_of_value(Fn *f, Expr *fun, Callee *out)
{
    out->fn = lower_expr(f, fun);
    out->sig = (Signature *)type_under(out->fn.type);
    out->kind = IRC_CLOSURE;
    const IrStmt *made = f->cur->last;
    bool literal = out->fn.kind == IRV_LOCAL && made && made->op == IR_CLOSURE && made->dst == out->fn.local;
    literal = literal && !made->nargs;
    if (out->fn.kind != IRV_FUNC && !literal) return;
    out->kind = IRC_STATIC;
    out->sym = literal ? made->func : out->fn.sym;
}

// x.M: walks to the embedded field that has M, then takes value or address.
static void callee_of_method(Fn *f, Selector *e, Callee *out)
{
    Selection *sel = lower_selection(f, e);
    IrPlace *p;
    if (type_under(lower_expr_type(f, e->x))->kind == TYP_POINTER)
        p = lower_value_place(f, lower_expr(f, e->x));
    else
        p = lower_place(f, e->x, NULL);
    p = lower_walk_path(f, p, sel->path.p, sel->path.n, NULL);
    lower_select_method(f, p, sel->obj, out);
}

void lower_callee(Fn *f, Expr *fun, Callee *out)
{
    Expr *x = ast_unparen(fun);
    Name *inst;
    Object *fn = lower_func_object(x, &inst);
    if (fn) {
        out->kind = IRC_STATIC;
        out->sym = lower_func_ref(f, fn, inst);
        out->sig = (Signature *)type_under(lower_expr_type(f, x));
        return;
    }
    if (x->node.kind == NODE_Selector && ((Selector *)x)->selection &&
        ((Selector *)x)->selection->kind == SEL_METHODVAL) {
        Pos saved = f->pos;
        f->pos = x->node.pos;
        callee_of_method(f, (Selector *)x, out);
        f->pos = saved;
        return;
    }
    callee_of_value(f, x, out);
}

static Type *param_type(Signature *sig, uint32_t i) { return type_unalias(sig->params->vars.p[i]->type); }

void lower_pack(Fn *f, Signature *sig, IrVals vals, IrVals *out)
{
    uint32_t fixed = sig->params->vars.n - 1;
    for (uint32_t i = 0; i < fixed; i++) vec_push(f->arena, out, vals.p[i]);
    IrVals extra = {0};
    for (uint32_t i = fixed; i < vals.n; i++) vec_push(f->arena, &extra, vals.p[i]);
    vec_push(f->arena, out, lower_slice_of(f, param_type(sig, fixed), extra));
}

static Type *arg_type(Signature *sig, bool packs, uint32_t i)
{
    uint32_t fixed = packs ? sig->params->vars.n - 1 : UINT32_MAX;
    return i < fixed ? param_type(sig, i) : type_unalias(((Slice *)type_under(param_type(sig, fixed)))->elem);
}

void lower_arg_values(Fn *f, Call *e, Signature *sig, IrVals *out)
{
    bool packs = lower_packs(e, sig);
    if (e->args.n == 1 && lower_type(f, e->args.p[0]->type)->kind == TYP_TUPLE && !e->args.p[0]->commaok) {
        IrVals vals = {0};
        lower_expr_multi(f, e->args.p[0], &vals);
        for (uint32_t i = 0; i < vals.n; i++)
            vec_push(f->arena, out, lower_assign_conv(f, vals.p[i], arg_type(sig, packs, i)));
        return;
    }
    for (uint32_t i = 0; i < e->args.n; i++)
        vec_push(f->arena, out, lower_expr_to(f, e->args.p[i], arg_type(sig, packs, i)));
}

bool lower_packs(const Call *e, const Signature *sig) { return sig->variadic && !e->has_dots; }

void lower_args(Fn *f, Call *e, Signature *sig, IrVals *out)
{
    IrVals vals = {0};
    lower_arg_values(f, e, sig, &vals);
    if (lower_packs(e, sig))
        lower_pack(f, sig, vals, out);
    else
        *out = vals;
}

void lower_emit_call(Fn *f, const Callee *c, IrVals args, IrVals *results)
{
    uint32_t recv = c->has_recv && c->kind == IRC_STATIC;
    if (c->kind != IRC_STATIC) lower_nilcheck(f, c->fn);
    IrStmt *s = lower_emit(f, IR_CALL, args.n + recv);
    IrCall *call = s->call;
    call->kind = c->kind;
    call->sym = c->sym;
    call->callee = c->fn;
    call->method = c->method;
    call->sig = recv ? lower_sig_with_recv(f->lo, c->recv.type, c->sig) : (Type *)c->sig;
    if (recv) s->args[0] = c->recv;
    for (uint32_t i = 0; i < args.n; i++) s->args[i + recv] = args.p[i];
    call->nresults = c->sig->results->vars.n;
    call->results = ARENA_ARRAY(f->arena, IrLocal *, call->nresults);
    if (!results) return;
    for (uint32_t i = 0; i < call->nresults; i++) {
        call->results[i] = lower_temp(f, type_unalias(c->sig->results->vars.p[i]->type));
        vec_push(f->arena, results, ir_val_local(call->results[i]));
    }
}

static bool has_other_pointers(Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_BASIC) return ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    if (u->kind == TYP_ARRAY) return ((Array *)u)->len && has_other_pointers(((Array *)u)->elem);
    if (u->kind != TYP_STRUCT) return true;
    const Struct *s = (const Struct *)u;
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (has_other_pointers(s->fields.p[i]->type)) return true;
    return false;
}

// internal/abi.EscapeNonString: there for escape analysis, and nothing where strings are all the pointers.
static bool is_vain_hint(const Callee *c, IrVals args)
{
    return c->kind == IRC_STATIC && args.n == 1 &&
           str_has_prefix(c->sym->go_name, STR("internal/abi.EscapeNonString[")) && !has_other_pointers(args.p[0].type);
}

// Pointers that go as uintptr to a function marked so live until it returns. Spec: package unsafe, Pointer (4).
static void keep_converted(Fn *f, const Callee *c, IrVals args)
{
    const Object *o = c->kind == IRC_STATIC ? c->sym->object : NULL;
    if (!o || !o->decl || !(o->decl->pragma & PRAGMA_UINTPTRKEEPALIVE)) return;
    IrStmt *call = f->cur->last;
    for (IrStmt *s = call->prev; s && s->op != IR_CALL; s = s->prev) {
        if (s->op != IR_CAST || type_basic_kind(s->args[0].type) != BASIC_UNSAFE_POINTER) continue;
        for (uint32_t i = 0; i < args.n; i++)
            if (args.p[i].kind == IRV_LOCAL && args.p[i].local == s->dst)
                lower_emit(f, IR_KEEPALIVE, 1)->args[0] = s->args[0];
    }
}

// unique.Make clones the string that it is given, if it keeps it: string(b) may share b's bytes.
static bool clones_string(const Callee *c)
{
    return c->kind == IRC_STATIC && str_has_prefix(c->sym->go_name, STR("unique.Make[")) &&
           type_basic_kind(param_type(c->sig, 0)) == BASIC_STRING;
}

static void lower_call_with(Fn *f, Call *e, IrVals *results)
{
    Callee c = {0};
    lower_order_call(f, e);
    lower_callee(f, e->fun, &c);
    IrVals args = {0};
    if (clones_string(&c))
        vec_push(f->arena, &args, lower_bytes_as_string(f, e->args.p[0], true));
    else
        lower_args(f, e, c.sig, &args);
    if (is_vain_hint(&c, args)) return;
    lower_emit_call(f, &c, args, results);
    f->cur->last->expr = &e->e;
    keep_converted(f, &c, args);
}

void lower_call(Fn *f, Call *e, IrVals *results)
{
    Pos saved = f->pos;
    f->pos = e->e.node.pos;
    if (e->conversion)
        vec_push(f->arena, results, lower_conversion(f, e->args.p[0], lower_expr_type(f, &e->e), false));
    else if (e->builtin) {
        IrVal v = lower_builtin(f, e);
        lower_note(f, v, &e->e);
        if (v.kind != IRV_NONE) vec_push(f->arena, results, v);
    } else
        lower_call_with(f, e, results);
    f->pos = saved;
}

IrVal lower_call_value(Fn *f, Call *e)
{
    IrVals r = {0};
    lower_call(f, e, &r);
    return r.n ? r.p[0] : (IrVal){0};
}

void lower_forward(Fn *w, const Callee *c, uint32_t first)
{
    IrVals args = {0}, results = {0};
    for (uint32_t i = first; i < w->ir->params.n; i++) vec_push(w->arena, &args, ir_val_local(w->ir->params.p[i]));
    lower_emit_call(w, c, args, &results);
    for (uint32_t i = 0; i < results.n; i++) lower_assign_local(w, w->ir->results.p[i], results.p[i]);
    lower_emit(w, IR_RETURN, 0);
}
