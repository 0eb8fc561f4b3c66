// Binary operators: arithmetic with its checks, comparison over mixed types, short circuits, concatenation.
#include "lower/context.h"

static bool is_integer(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_INTEGER);
}

static bool is_unsigned(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_UNSIGNED);
}

static bool is_string(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_STRING);
}

static IrOp arith_op(Token op)
{
    switch (op) {
    case TOK_ADD: return IR_ADD;
    case TOK_SUB: return IR_SUB;
    case TOK_MUL: return IR_MUL;
    case TOK_DIV: return IR_DIV;
    case TOK_REM: return IR_REM;
    case TOK_AND: return IR_AND;
    case TOK_OR: return IR_OR;
    case TOK_XOR: return IR_XOR;
    case TOK_ANDNOT: return IR_ANDNOT;
    default: BUG("arithmetic operator %s", token_text(op));
    }
}

IrVal lower_shift(Fn *f, Token op, Type *t, IrVal a, IrVal b)
{
    if (b.kind == IRV_CONST)
        b = lower_const_val(f, types_basic(f->lo->ts, BASIC_UINT), b.value); // x << 1.0, x << math.MaxUint
    if (!is_unsigned(b.type)) lower_emit(f, IR_SHIFTCHECK, 1)->args[0] = b;
    return lower_emit_binary(f, op == TOK_SHL ? IR_SHL : IR_SHR, t, a, b);
}

IrVal lower_arith(Fn *f, Token op, Type *t, IrVal a, IrVal b)
{
    if (op == TOK_SHL || op == TOK_SHR) return lower_shift(f, op, t, a, b);
    if (op == TOK_ADD && is_string(t)) return lower_emit_binary(f, IR_CONCAT, t, a, b);
    int64_t n;
    if ((op == TOK_DIV || op == TOK_REM) && is_integer(t) && !(lower_is_const_int(b, &n) && n != 0))
        lower_emit(f, IR_DIVCHECK, 1)->args[0] = b;
    return lower_emit_binary(f, arith_op(op), t, a, b);
}

// a + b + c … as one operation; parentheses don't matter.
static void collect_concat(Fn *f, Expr *e, ExprList *out)
{
    Expr *x = ast_unparen(e);
    if (x->mode != MODE_CONST && x->node.kind == NODE_Binary && ((Binary *)x)->op == TOK_ADD) {
        collect_concat(f, ((Binary *)x)->x, out);
        collect_concat(f, ((Binary *)x)->y, out);
        return;
    }
    vec_push(f->arena, out, x);
}

static IrVal concat(Fn *f, Binary *e, Type *t)
{
    ExprList exprs = {0};
    collect_concat(f, e->x, &exprs);
    collect_concat(f, e->y, &exprs);
    lower_order(f, exprs.p, exprs.n);
    IrVals parts = {0};
    for (uint32_t i = 0; i < exprs.n; i++) vec_push(f->arena, &parts, lower_expr_to(f, exprs.p[i], t));
    IrStmt *s = lower_emit(f, IR_CONCAT, parts.n);
    for (uint32_t i = 0; i < parts.n; i++) s->args[i] = parts.p[i];
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

static IrVal short_circuit(Fn *f, Binary *e, Type *t)
{
    IrLocal *r = lower_temp(f, t);
    IrVal x = lower_expr_to(f, e->x, t);
    lower_assign_local(f, r, x);
    IrBlock *saved;
    IrStmt *s = lower_begin_if(f, ir_val_local(r), &saved);
    if (e->op == TOK_OROR) lower_else_if(f, s);
    IrVal y = lower_expr_to(f, e->y, t);
    lower_assign_local(f, r, y);
    lower_end_block(f, saved);
    return ir_val_local(r);
}

// interface == concrete: the dynamic type first, then the values; no boxing.
static IrVal equal_mixed(Fn *f, IrVal iface, IrVal v)
{
    Type *tb = f->lo->t_bool;
    IrVal dyn = lower_emit_unary(f, IR_IFACE_TYPE, f->lo->t_ptr, iface);
    IrLocal *r = lower_emit_binary(f, IR_EQ, tb, dyn, lower_type_val(f, v.type)).local;
    IrBlock *saved;
    lower_begin_if(f, ir_val_local(r), &saved);
    IrVal data = lower_emit_unary(f, IR_IFACE_DATA, v.type, iface);
    f->cur->last->type = v.type;
    IrVal same = lower_emit_binary(f, IR_EQ, tb, data, v);
    lower_assign_local(f, r, same);
    lower_end_block(f, saved);
    return ir_val_local(r);
}

static bool is_nil(IrVal v) { return v.kind == IRV_ZERO && type_basic_kind(v.type) == BASIC_UNTYPED_NIL; }

IrVal lower_equal(Fn *f, IrVal a, IrVal b)
{
    if (is_nil(b))
        b = ir_val_zero(a.type);
    else if (is_nil(a))
        a = ir_val_zero(b.type);
    if (!type_identical(a.type, b.type)) {
        bool ia = type_is_interface(a.type), ib = type_is_interface(b.type);
        if (ia && !ib) return equal_mixed(f, a, b);
        if (ib && !ia) return equal_mixed(f, b, a);
        if (type_assignable(f->lo->ts, b.type, a.type))
            b = lower_assign_conv(f, b, a.type);
        else
            a = lower_assign_conv(f, a, b.type);
    }
    return lower_emit_binary(f, IR_EQ, f->lo->t_bool, a, b);
}

static IrVal compare(Fn *f, Binary *e)
{
    lower_order_pair(f, e->x, e->y);
    IrVal a = lower_bytes_as_string(f, e->x, lower_is_simple(e->y));
    IrVal b = lower_bytes_as_string(f, e->y, true);
    Type *tb = f->lo->t_bool;
    if (e->op == TOK_EQL) return lower_equal(f, a, b);
    if (e->op == TOK_NEQ) {
        IrVal r = lower_equal(f, a, b);
        IrStmt *s = f->cur->last;
        if (s->op == IR_EQ && s->dst == r.local) {
            s->op = IR_NE;
            return r;
        }
        return lower_not(f, r);
    }
    if (!type_identical(a.type, b.type)) b = lower_assign_conv(f, b, a.type);
    IrOp op = e->op == TOK_LSS ? IR_LT : e->op == TOK_LEQ ? IR_LE : e->op == TOK_GTR ? IR_GT : IR_GE;
    return lower_emit_binary(f, op, tb, a, b);
}

IrVal lower_binary(Fn *f, Binary *e)
{
    Type *t = lower_expr_type(f, &e->e);
    switch (e->op) {
    case TOK_OROR:
    case TOK_ANDAND: return short_circuit(f, e, t);
    case TOK_EQL:
    case TOK_NEQ:
    case TOK_LSS:
    case TOK_LEQ:
    case TOK_GTR:
    case TOK_GEQ: return lower_assign_conv(f, compare(f, e), t);
    case TOK_SHL:
    case TOK_SHR: {
        lower_order_pair(f, e->x, e->y);
        IrVal a = lower_expr_to(f, e->x, t);
        IrVal b = lower_expr(f, e->y);
        return lower_shift(f, e->op, t, a, b);
    }
    default: break;
    }
    if (e->op == TOK_ADD && is_string(t)) return concat(f, e, t);
    lower_order_pair(f, e->x, e->y);
    IrVal a = lower_expr_to(f, e->x, t);
    IrVal b = lower_expr_to(f, e->y, t);
    return lower_arith(f, e->op, t, a, b);
}
