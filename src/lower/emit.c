// Small pieces of IR: temporaries, single statements, structured control flow.
#include "lower/context.h"

Type *lower_type(Fn *f, Type *t)
{
    if (!f->env) return type_unalias(t);
    Type *known = ptrmap_get(f->type_cache, t);
    if (known) return known;
    Type *u = type_is_generic(t) ? type_subst(f->lo->ts, t, f->env) : t;
    u = type_unalias(u);
    ptrmap_put(f->type_cache, t, u);
    return u;
}

IrLocal *lower_temp(Fn *f, Type *t) { return ir_local_new(f->ir, IRL_TEMP, t, NULL, f->pos); }

void lower_emit_stmt(Fn *f, IrStmt *s)
{
    if (ir_op_props(s->op) & (IRP_ALLOCS | IRP_CALLS)) f->safe_points++;
    ir_append(f->cur, s);
}

IrStmt *lower_emit(Fn *f, IrOp op, uint32_t nargs)
{
    IrStmt *s = ir_stmt_new(f->ir, op, f->pos, nargs);
    lower_emit_stmt(f, s);
    return s;
}

IrVal lower_emit_unary(Fn *f, IrOp op, Type *t, IrVal a)
{
    IrStmt *s = lower_emit(f, op, 1);
    s->args[0] = a;
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

IrVal lower_emit_binary(Fn *f, IrOp op, Type *t, IrVal a, IrVal b)
{
    IrStmt *s = lower_emit(f, op, 2);
    s->args[0] = a;
    s->args[1] = b;
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

IrVal lower_int_val(Fn *f, int64_t v) { return ir_val_const(f->lo->t_int, num_int64(f->arena, v)); }

IrVal lower_bool_val(Fn *f, bool b) { return ir_val_const(f->lo->t_bool, num_bool(f->arena, b)); }

IrVal lower_type_val(Fn *f, Type *t)
{
    lower_want_methods(f->u, t);
    return (IrVal){.kind = IRV_TYPE, .type = f->lo->t_ptr, .descriptor = t};
}

bool lower_is_const_int(IrVal v, int64_t *out)
{
    if (v.kind == IRV_ZERO && type_basic_kind(v.type) >= BASIC_INT && type_basic_kind(v.type) <= BASIC_UINTPTR) {
        *out = 0;
        return true;
    }
    return v.kind == IRV_CONST && num_kind(v.value) == CONST_INT && num_int64_value(v.value, out);
}

IrVal lower_stable(Fn *f, IrVal v)
{
    if (v.kind != IRV_LOCAL || v.local->kind == IRL_TEMP || v.local->kind == IRL_MAPITER ||
        v.local->kind == IRL_CAPTURE)
        return v;
    return lower_emit_unary(f, IR_MOV, v.type, v);
}

IrVal lower_not(Fn *f, IrVal v) { return lower_emit_unary(f, IR_NOT, v.type, v); }

static Type *abi_signature(Fn *f, Type *const *params, uint32_t n, Type *result)
{
    ObjectList in = {0}, out = {0};
    for (uint32_t i = 0; i < n; i++) vec_push(f->arena, &in, object_new_var(f->lo->ts, NULL, NULL, params[i], NO_POS));
    if (result) vec_push(f->arena, &out, object_new_var(f->lo->ts, NULL, NULL, result, NO_POS));
    return type_new_signature(f->lo->ts, (Tuple *)type_new_tuple(f->lo->ts, in),
                              (Tuple *)type_new_tuple(f->lo->ts, out), false);
}

IrVal lower_call_abi(Fn *f, const char *csym, Type *const *params, uint32_t n, Type *result, IrVal *args)
{
    IrStmt *s = lower_emit(f, IR_CALL, n);
    Type *sig = abi_signature(f, params, n, result);
    s->call->kind = IRC_STATIC;
    s->call->sym = lower_abi_symbol(f->lo, csym, sig);
    s->call->sig = sig;
    for (uint32_t i = 0; i < n; i++) s->args[i] = args[i];
    if (!result) return (IrVal){0};
    s->call->nresults = 1;
    s->call->results = ARENA_ARRAY(f->arena, IrLocal *, 1);
    s->call->results[0] = lower_temp(f, result);
    return ir_val_local(s->call->results[0]);
}

void lower_bounds(Fn *f, IrVal index, IrVal len)
{
    IrStmt *s = lower_emit(f, IR_BOUNDS, 2);
    s->args[0] = index;
    s->args[1] = len;
}

void lower_nilcheck(Fn *f, IrVal p)
{
    if (p.kind == IRV_FUNC || p.kind == IRV_GLOBAL || p.kind == IRV_TYPE) return;
    lower_emit(f, IR_NILCHECK, 1)->args[0] = p;
}

IrStmt *lower_begin_if(Fn *f, IrVal cond, IrBlock **saved)
{
    IrStmt *s = lower_emit(f, IR_IF, 1);
    s->args[0] = cond;
    *saved = f->cur;
    f->cur = &s->if_->then;
    return s;
}

void lower_else_if(Fn *f, IrStmt *s) { f->cur = &s->if_->els; }

void lower_end_block(Fn *f, IrBlock *saved) { f->cur = saved; }

IrStmt *lower_begin_block(Fn *f, IrBlock **saved)
{
    IrStmt *s = lower_emit(f, IR_BLOCK, 0);
    *saved = f->cur;
    f->cur = &s->block->body;
    return s;
}

IrStmt *lower_begin_loop(Fn *f, IrBlock **saved)
{
    IrStmt *s = lower_emit(f, IR_LOOP, 0);
    f->safe_points++; // what is fresh before the loop is not so within
    f->loop_depth++;
    *saved = f->cur;
    f->cur = &s->loop->body;
    return s;
}

void lower_begin_post(Fn *f, IrStmt *loop) { f->cur = &loop->loop->post; }

void lower_end_loop(Fn *f, IrBlock *saved)
{
    f->loop_depth--;
    f->safe_points++;
    f->cur = saved;
}

void lower_jump(Fn *f, IrOp op, IrStmt *target)
{
    IrStmt *s = lower_emit(f, op, 0);
    s->target = target;
    if (target->op == IR_LOOP && op == IR_BREAK) target->loop->used_break = true;
    if (target->op == IR_LOOP && op == IR_CONTINUE) target->loop->used_continue = true;
}

Counted lower_begin_counted(Fn *f, int64_t n)
{
    Counted c = {.i = lower_temp(f, f->lo->t_int)};
    lower_assign_local(f, c.i, lower_int_val(f, 0));
    c.loop = lower_begin_loop(f, &c.saved);
    IrVal more = lower_emit_binary(f, IR_LT, f->lo->t_bool, ir_val_local(c.i), lower_int_val(f, n));
    IrBlock *saved;
    lower_else_if(f, lower_begin_if(f, more, &saved));
    lower_jump(f, IR_BREAK, c.loop);
    lower_end_block(f, saved);
    return c;
}

void lower_end_counted(Fn *f, Counted *c)
{
    lower_begin_post(f, c->loop);
    IrStmt *s = lower_emit(f, IR_ADD, 2);
    s->args[0] = ir_val_local(c->i);
    s->args[1] = lower_int_val(f, 1);
    s->dst = c->i;
    lower_end_loop(f, c->saved);
}
