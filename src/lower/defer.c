// Go and defer statements: the call's parts are evaluated now, a closure without parameters runs it.
//
// A call without operands or results is its own closure; any other gets a function `…$w` that
// captures the operands by value. A nil function is found when the call runs, a nil interface now.
#include "lower/context.h"

static Fn *wrapper(Fn *f, bool is_defer)
{
    Str shown, full;
    lower_lit_name(f->root, is_defer ? ".deferwrap" : ".gowrap", "$w", ++f->root->counter.wraps, &shown, &full);
    Fn *w = lower_closure_new(f, shown, full, f->lo->t_func, f->pos);
    w->ir->sym->is_wrapper = true;
    return w;
}

static IrVal carry(Fn *w, IrVal v) { return v.kind == IRV_LOCAL ? ir_val_local(lower_add_capture(w, v, NULL)) : v; }

static void carry_all(Fn *w, IrVals *vals)
{
    for (uint32_t i = 0; i < vals->n; i++) vals->p[i] = carry(w, vals->p[i]);
}

static IrVal builtin_closure(Fn *f, Call *call, bool is_defer)
{
    IrVals args = {0};
    lower_builtin_args(f, call, &args);
    Fn *w = wrapper(f, is_defer);
    carry_all(w, &args);
    lower_builtin_op(w, call, args.p, args.n);
    lower_fn_finish(w, f->pos);
    return lower_closure_val(f, w, f->lo->t_func);
}

// The slice of variadic arguments is made by the closure, whose frame can hold it.
static IrVal call_closure(Fn *f, Callee *c, const Call *call, IrVals args, bool is_defer)
{
    bool plain = !args.n && !lower_packs(call, c->sig) && c->sig->results->vars.n == 0;
    bool has_value = c->kind == IRC_CLOSURE || (c->kind == IRC_STATIC && c->fn.kind == IRV_LOCAL); // a literal's
    if (plain && has_value) return lower_assign_conv(f, c->fn, f->lo->t_func);
    if (plain && c->kind == IRC_STATIC && !c->has_recv)
        return (IrVal){.kind = IRV_FUNC, .type = f->lo->t_func, .sym = c->sym};
    Fn *w = wrapper(f, is_defer);
    if (c->kind == IRC_STATIC)
        c->fn = (IrVal){0}; // of a literal that captures nothing
    else
        c->fn = carry(w, c->fn);
    if (c->kind == IRC_STATIC && c->has_recv) c->recv = carry(w, c->recv);
    carry_all(w, &args);
    IrVals packed = {0};
    if (lower_packs(call, c->sig))
        lower_pack(w, c->sig, args, &packed);
    else
        packed = args;
    lower_emit_call(w, c, packed, NULL);
    lower_fn_finish(w, f->pos);
    return lower_closure_val(f, w, f->lo->t_func);
}

static void emit_defer(Fn *f, IrVal closure, IrSym *callee)
{
    IrLocal *frame = f->root == f ? NULL : f->root->defer_frame;
    IrVal fv = frame ? ir_val_local(lower_var(f, frame)->local) : (IrVal){0};
    IrStmt *s = lower_emit(f, IR_DEFER, frame ? 2 : 1);
    s->args[0] = closure;
    if (frame)
        s->args[1] = fv;
    else {
        s->slot = f->loop_depth ? -1 : 0; // settled at the end of the function
        vec_push(f->arena, &f->defers, s);
    }
    DeferUse use = {.func = f->root->ir, .callee = callee};
    vec_push(f->arena, &f->u->defers, use);
}

// The function that will run, where it is known: it decides whether this frame may have to recover.
static IrSym *known_callee(Fn *f, const Callee *c)
{
    if (c->kind == IRC_STATIC) return c->sym;
    if (c->kind != IRC_CLOSURE || c->fn.kind != IRV_LOCAL) return NULL;
    IrStmt *last = f->cur->last;
    bool here = last && last->op == IR_CLOSURE && last->dst == c->fn.local;
    return here && !last->func->is_wrapper ? last->func
                                           : NULL; // a bound method's wrapper says nothing about the method
}

void lower_go(Fn *f, Expr *e, bool is_defer)
{
    Pos pos = f->pos;
    Call *call = (Call *)ast_unparen(e);
    IrVal closure;
    IrSym *callee = NULL;
    if (call->builtin) {
        closure = builtin_closure(f, call, is_defer);
        callee = closure.kind == IRV_FUNC ? closure.sym : f->cur->last->func;
    } else {
        Callee c = {0};
        lower_order_call(f, call);
        lower_callee(f, call->fun, &c);
        callee = known_callee(f, &c);
        IrVals args = {0};
        lower_arg_values(f, call, c.sig, &args);
        if (c.kind == IRC_IFACE) lower_nilcheck(f, c.fn);
        f->pos = pos;
        closure = call_closure(f, &c, call, args, is_defer);
    }
    if (is_defer)
        emit_defer(f, closure, callee);
    else
        lower_emit(f, IR_GO, 1)->args[0] = closure;
}
