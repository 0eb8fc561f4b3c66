// When an expression's calls happen, and when the rest of it does.
//
// The specification orders calls, receives and logical operators, and leaves open when the variables beside them are
// read and the other operations done. gc makes all calls first, into temporaries: in x + f() it reads x, and in
// s[i] + f() it may panic over s[i], after f has returned. Programs lean on that without knowing, so it is done here
// too. Before a list of operands is lowered of which a later one calls and an earlier one waits (it reads what a call
// may change, or may panic), lower_order evaluates the calls in it; lower_expr then finds their values in f->ordered.
//
// Points are what gc evaluates in order: calls, receives, && and ||, slicing, assertions that copy, append, make and
// other predeclared functions, map literals, conversions from string to slice. What stands between them waits, but for
// the bounds of a slice.
#include "lower/context.h"

static bool is_slice_of_string(Fn *f, Call *e)
{
    return type_under(lower_expr_type(f, &e->e))->kind == TYP_SLICE &&
           type_under(lower_expr_type(f, e->args.p[0]))->kind == TYP_BASIC;
}

static bool is_unsafe_builtin(uint32_t id)
{
    return id == BUILTIN_UNSAFE_ADD || id == BUILTIN_UNSAFE_SLICE || id == BUILTIN_UNSAFE_STRING ||
           id == BUILTIN_UNSAFE_SLICEDATA || id == BUILTIN_UNSAFE_STRINGDATA;
}

static bool is_map_literal(Fn *f, Expr *e)
{
    return e->node.kind == NODE_CompositeLit && type_under(lower_expr_type(f, e))->kind == TYP_MAP;
}

static bool is_point(Fn *f, Expr *e)
{
    switch (e->node.kind) {
    case NODE_Call: {
        Call *c = (Call *)e;
        return c->conversion ? is_slice_of_string(f, c) : !is_unsafe_builtin(c->builtin);
    }
    case NODE_Binary: return ((Binary *)e)->op == TOK_ANDAND || ((Binary *)e)->op == TOK_OROR;
    case NODE_Unary:
        return ((Unary *)e)->op == TOK_ARROW ||
               (((Unary *)e)->op == TOK_AND && is_map_literal(f, ast_unparen(((Unary *)e)->x)));
    case NODE_Slice: return true;
    case NODE_TypeAssert: return !lower_is_direct(lower_expr_type(f, e));
    default: return is_map_literal(f, e);
    }
}

// The operands of e, in order; none of what is not evaluated.
static void operands(Fn *f, Expr *e, ExprList *out)
{
    switch (e->node.kind) {
    case NODE_Selector: {
        Selection *s = ((Selector *)e)->selection;
        if (s && s->kind != SEL_METHODEXPR) vec_push(f->arena, out, ((Selector *)e)->x);
        return;
    }
    case NODE_Star: vec_push(f->arena, out, ((Star *)e)->x); return;
    case NODE_Unary: vec_push(f->arena, out, ((Unary *)e)->x); return;
    case NODE_TypeAssert: vec_push(f->arena, out, ((TypeAssert *)e)->x); return;
    case NODE_Index: {
        Name *inst;
        if (lower_func_object(e, &inst)) return;
        vec_push(f->arena, out, ((Index *)e)->x);
        vec_push(f->arena, out, ((Index *)e)->args.p[0]);
        return;
    }
    case NODE_Slice: {
        SliceExpr *s = (SliceExpr *)e;
        Expr *all[] = {s->x, s->lo, s->hi, s->max};
        for (size_t i = 0; i < ARRAY_LEN(all); i++)
            if (all[i]) vec_push(f->arena, out, all[i]);
        return;
    }
    case NODE_Binary:
        vec_push(f->arena, out, ((Binary *)e)->x);
        vec_push(f->arena, out, ((Binary *)e)->y);
        return;
    case NODE_Call: {
        ExprList args = ((Call *)e)->args;
        for (uint32_t i = 0; i < args.n; i++)
            if (args.p[i]->mode != MODE_TYPE) vec_push(f->arena, out, args.p[i]);
        return;
    }
    case NODE_CompositeLit: {
        ExprList elems = ((CompositeLit *)e)->elems;
        for (uint32_t i = 0; i < elems.n; i++)
            vec_push(f->arena, out,
                     elems.p[i]->node.kind == NODE_KeyValue ? ((KeyValue *)elems.p[i])->value : elems.p[i]);
        return;
    }
    default: return;
    }
}

static bool is_data(const Expr *e) { return e->mode == MODE_CONST || e->mode == MODE_NILVALUE; }

// Whether evaluating a point does anything but compute.
static bool acts(const Expr *e)
{
    if (e->node.kind != NODE_Call) return e->node.kind != NODE_Binary;
    if (((const Call *)e)->conversion) return false;
    switch (((const Call *)e)->builtin) {
    case BUILTIN_LEN:
    case BUILTIN_CAP:
    case BUILTIN_COMPLEX:
    case BUILTIN_REAL:
    case BUILTIN_IMAG:
    case BUILTIN_MAX:
    case BUILTIN_MIN:
    case BUILTIN_NEW: return false;
    default: return true;
    }
}

static bool any_operand(Fn *f, Expr *e, bool (*test)(Fn *, Expr *))
{
    ExprList list = {0};
    operands(f, e, &list);
    for (uint32_t i = 0; i < list.n; i++)
        if (test(f, list.p[i])) return true;
    return false;
}

static bool calls(Fn *f, Expr *e)
{
    e = ast_unparen(e);
    if (is_data(e) || ptrmap_get(&f->ordered, e)) return false;
    return (is_point(f, e) && acts(e)) || any_operand(f, e, calls);
}

static bool name_waits(Fn *f, Object *o)
{
    if (!o || o->kind != OBJ_VAR) return false;
    if (lower_is_package_var(o)) return true;
    VarRef *v = lower_var(f, o);
    return v->by_ref || v->local->addressed;
}

static bool waits(Fn *f, Expr *e)
{
    e = ast_unparen(e);
    if (is_data(e) || is_point(f, e)) return false;
    switch (e->node.kind) {
    case NODE_Name: return name_waits(f, ((Name *)e)->obj);
    case NODE_Selector: {
        Selector *s = (Selector *)e;
        if (!s->selection) return s->sel->obj->kind == OBJ_VAR;
        if (s->selection->kind == SEL_METHODEXPR) return false;
        return s->selection->kind == SEL_METHODVAL || s->selection->indirect ||
               type_under(lower_expr_type(f, s->x))->kind == TYP_POINTER || waits(f, s->x);
    }
    case NODE_Star:
    case NODE_TypeAssert: return true;
    case NODE_Index: {
        Name *inst;
        return !lower_func_object(e, &inst);
    }
    case NODE_Binary:
        if (((Binary *)e)->op == TOK_DIV || ((Binary *)e)->op == TOK_REM) return true;
        return any_operand(f, e, waits);
    default: return any_operand(f, e, waits);
    }
}

static void evaluate(Fn *f, Expr *e)
{
    IrVal *v = ARENA_NEW(f->arena, IrVal);
    *v = lower_stable(f, lower_expr(f, e));
    ptrmap_put(&f->ordered, e, v);
}

// Evaluates the points of e, inner ones as parts of the outer.
static void evaluate_points(Fn *f, Expr *e)
{
    e = ast_unparen(e);
    if (is_data(e) || ptrmap_get(&f->ordered, e)) return;
    if (is_point(f, e)) {
        evaluate(f, e);
        return;
    }
    ExprList list = {0};
    operands(f, e, &list);
    for (uint32_t i = 0; i < list.n; i++) evaluate_points(f, list.p[i]);
}

static uint32_t upto_last_call(Fn *f, Expr *const *list, uint32_t n)
{
    while (n > 0 && (!list[n - 1] || !calls(f, list[n - 1]))) n--;
    return n;
}

void lower_order(Fn *f, Expr *const *list, uint32_t n)
{
    uint32_t last = upto_last_call(f, list, n);
    bool waiting = false;
    for (uint32_t i = 0; i + 1 < last && !waiting; i++) waiting = list[i] && waits(f, list[i]);
    for (uint32_t i = 0; waiting && i < last; i++)
        if (list[i]) evaluate_points(f, list[i]);
}

void lower_order_pair(Fn *f, Expr *x, Expr *y)
{
    Expr *const pair[] = {x, y};
    lower_order(f, pair, 2);
}

static bool is_name_or_its_length(Expr *e)
{
    e = ast_unparen(e);
    const Call *c = (Call *)e;
    if (e->node.kind == NODE_Call && !c->conversion && (c->builtin == BUILTIN_LEN || c->builtin == BUILTIN_CAP))
        e = ast_unparen(c->args.p[0]);
    return e->node.kind == NODE_Name;
}

// The bounds don't wait, unlike operands elsewhere: before a later bound calls, each has its value, but for names and
// their lengths. What is sliced waits.
void lower_order_slice(Fn *f, SliceExpr *e)
{
    Expr *const all[] = {e->x, e->lo, e->hi, e->max};
    uint32_t last = upto_last_call(f, all, ARRAY_LEN(all));
    for (uint32_t i = 0; i < last; i++) {
        if (!all[i]) continue;
        if (i == 0 || is_data(all[i]) || is_name_or_its_length(all[i]))
            evaluate_points(f, all[i]);
        else
            evaluate(f, ast_unparen(all[i]));
    }
}

void lower_order_elems(Fn *f, CompositeLit *e)
{
    ExprList values = {0};
    operands(f, &e->e, &values);
    lower_order(f, values.p, values.n);
}

static bool is_tuple(Fn *f, Expr *e) { return !e->commaok && lower_type(f, e->type)->kind == TYP_TUPLE; }

void lower_order_call(Fn *f, Call *e)
{
    Name *inst;
    if (e->args.n == 0 || is_tuple(f, e->args.p[0])) return;
    ExprList list = {0};
    if (!lower_func_object(e->fun, &inst)) vec_push(f->arena, &list, e->fun);
    for (uint32_t i = 0; i < e->args.n; i++) vec_push(f->arena, &list, e->args.p[i]);
    lower_order(f, list.p, list.n);
}

void lower_order_assign(Fn *f, ExprList lhs, ExprList rhs)
{
    ExprList list = {0};
    for (uint32_t i = 0; i < lhs.n; i++)
        if (ast_unparen(lhs.p[i])->node.kind != NODE_Name) vec_push(f->arena, &list, lhs.p[i]);
    for (uint32_t i = 0; lhs.n != rhs.n && i < list.n; i++) evaluate_points(f, list.p[i]); // before the one call
    if (lhs.n != rhs.n) return;
    for (uint32_t i = 0; i < rhs.n; i++) vec_push(f->arena, &list, rhs.p[i]);
    lower_order(f, list.p, list.n);
}

IrVal *lower_ordered(Fn *f, Expr *e)
{
    IrVal *v = f->ordered.n ? ptrmap_get(&f->ordered, e) : NULL;
    if (v) ptrmap_put(&f->ordered, e, NULL); // an expression may be lowered again: a loop's in another instance
    return v;
}
