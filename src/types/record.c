// What is proved about an expression, written to its node.
//
// A typed expression gets its mode, type and value at once. An untyped one (a constant, a
// comparison, a shift of an untyped constant) awaits its final type: it may still become any
// type on the way up. Its node holds what is known and Expr.untyped says that it waits;
// check_update_expr_type walks down again once the final type is known and then a constant
// must be representable and the left operand of a shift an integer. What still waits at the
// end keeps its untyped type. Rejected: a table of waiting expressions, which costs a lookup
// for each literal.
#include "types/expr.h"

void check_record_type(Checker *c, Expr *e, ExprMode mode, Type *t, ConstVal *v)
{
    (void)c;
    if (mode == MODE_INVALID) return;
    e->mode = (uint8_t)mode;
    e->type = t;
    e->value = v;
    e->untyped = 0;
}

void check_record(Checker *c, Operand *x)
{
    Expr *e = x->expr;
    e->commaok = false;
    e->mode = (uint8_t)x->mode;
    e->type = x->mode == MODE_NOVALUE ? NULL : x->mode == MODE_INVALID ? type_invalid(c) : x->type;
    e->value = x->mode == MODE_CONST ? x->value : NULL;
    e->untyped = e->type && !type_typed(e->type) ? UNTYPED_PENDING : 0;
}

void check_record_commaok(Checker *c, Expr *e, Type *value, Type *ok)
{
    ObjectList vars = {0};
    vec_push(c->arena, &vars, object_new(c->arena, OBJ_VAR, e->node.pos, c->pkg, NULL, value));
    vec_push(c->arena, &vars, object_new(c->arena, OBJ_VAR, e->node.pos, c->pkg, NULL, ok));
    Type *pair = type_new_tuple(c->ts, vars);
    for (;; e = ((Paren *)e)->x) {
        e->commaok = true;
        e->type = pair;
        if (e->node.kind != NODE_Paren) return;
    }
}

void check_record_builtin(Call *call, BuiltinId id)
{
    call->builtin = (uint8_t)id;
    for (Expr *f = call->fun;; f = ((Paren *)f)->x) {
        f->mode = MODE_BUILTIN;
        if (f->node.kind != NODE_Paren) return;
    }
}

void check_record_instance(Checker *c, Expr *e, Type **targs, uint32_t n)
{
    (void)c;
    if (e->node.kind == NODE_Index) e = ((Index *)e)->x;
    Name *id = e->node.kind == NODE_Selector ? ((Selector *)e)->sel : e->node.kind == NODE_Name ? (Name *)e : NULL;
    if (!id) return;
    id->targs = targs;
    id->ntargs = n;
}

// Passes a waiting expression's type on to the operands that share it.
static void update_operands(Checker *c, Expr *e, Type *t, bool final)
{
    if (e->node.kind == NODE_Paren) {
        check_update_expr_type(c, ((Paren *)e)->x, t, final);
        return;
    }
    if (e->mode == MODE_CONST) return; // its operands never become values of their own
    if (e->node.kind == NODE_Unary) {
        check_update_expr_type(c, ((Unary *)e)->x, t, final);
    } else if (e->node.kind == NODE_Binary) {
        Binary *b = (Binary *)e;
        if (token_is_comparison(b->op)) return; // operands have their final types already
        check_update_expr_type(c, b->x, t, final);
        if (!token_is_shift(b->op)) check_update_expr_type(c, b->y, t, final);
    }
}

void check_update_expr_type(Checker *c, Expr *e, Type *t, bool final)
{
    if (!e->untyped) return;
    update_operands(c, e, t, final);
    if (!final && !type_typed(t)) {
        e->type = t;
        return;
    }
    bool shift_lhs = e->untyped & UNTYPED_SHIFT_LHS;
    e->untyped = 0;
    if (shift_lhs && !type_all_basic(t, INFO_INTEGER)) {
        check_error(c, DIAG_InvalidShiftOperand, expr_pos(e),
                    "invalid operation: shifted operand %s (type %s) must be integer", expr_text(c, e),
                    type_text(c, t));
        e->mode = MODE_INVALID;
        return;
    }
    ConstVal *value = e->value;
    if (e->mode == MODE_CONST) {
        Operand x = {.mode = MODE_CONST, .type = e->type, .value = value, .expr = e};
        check_convert_untyped(c, &x, t);
        if (x.mode == MODE_INVALID) {
            e->mode = MODE_INVALID;
            return;
        }
        value = x.value;
    }
    check_record_type(c, e, e->mode, t, value);
}
