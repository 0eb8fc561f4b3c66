// Expressions to operands.
#include "lower/context.h"

Type *lower_expr_type(Fn *f, Expr *e)
{
    Type *t = lower_type(f, e->type);
    if (e->commaok && t->kind == TYP_TUPLE) t = type_unalias(((Tuple *)t)->vars.p[0]->type);
    if (type_is_untyped(t) && type_basic_kind(t) != BASIC_UNTYPED_NIL) t = type_default(f->lo->ts, t);
    return t;
}

// A constant in the kind of number its type wants: in instances an untyped 1 may have become a float.
IrVal lower_const_val(Fn *f, Type *t, ConstVal *v)
{
    Type *u = type_under(t);
    uint32_t info = u->kind == TYP_BASIC ? ((Basic *)u)->info : 0;
    ConstKind k = num_kind(v);
    if ((info & INFO_INTEGER) && k != CONST_INT)
        v = num_to_int(f->arena, v);
    else if ((info & INFO_FLOAT) && k != CONST_FLOAT)
        v = num_to_float(f->arena, v);
    else if ((info & INFO_COMPLEX) && k != CONST_COMPLEX)
        v = num_to_complex(f->arena, v);
    return ir_val_const(t, v);
}

Object *lower_func_object(Expr *e, Name **inst)
{
    e = ast_unparen(e);
    if (e->node.kind == NODE_Index) e = ast_unparen(((Index *)e)->x);
    Name *name = NULL;
    if (e->node.kind == NODE_Name)
        name = (Name *)e;
    else if (e->node.kind == NODE_Selector && !((Selector *)e)->selection)
        name = ((Selector *)e)->sel;
    if (!name || !name->obj || name->obj->kind != OBJ_FUNC) return NULL;
    *inst = name;
    return name->obj;
}

IrSym *lower_func_ref(Fn *f, Object *fn, Name *inst)
{
    if (!inst->ntargs) return lower_object_symbol(f->lo, fn);
    Type **targs = ARENA_ARRAY(f->arena, Type *, inst->ntargs);
    for (uint32_t i = 0; i < inst->ntargs; i++) targs[i] = lower_type(f, inst->targs[i]);
    return lower_instance(f->u, lower_origin(fn), targs, inst->ntargs);
}

static IrVal func_value(Fn *f, Expr *e, Type *t)
{
    Name *inst;
    Object *fn = lower_func_object(e, &inst);
    return (IrVal){.kind = IRV_FUNC, .type = t, .sym = lower_func_ref(f, fn, inst)};
}

static IrVal name_value(Fn *f, Name *e, Type *t)
{
    if (e->obj && e->obj->kind == OBJ_FUNC) return func_value(f, &e->e, t);
    if (e->obj && e->obj->kind == OBJ_NIL) return ir_val_zero(t);
    return lower_load(f, lower_place(f, &e->e, NULL));
}

static IrVal selector_value(Fn *f, Selector *e, Type *t)
{
    if (!e->selection)
        return e->sel->obj->kind == OBJ_FUNC ? func_value(f, &e->e, t) : lower_load(f, lower_place(f, &e->e, NULL));
    switch (e->selection->kind) {
    case SEL_FIELD: return lower_load(f, lower_place(f, &e->e, NULL));
    case SEL_METHODVAL: return lower_method_value(f, e);
    case SEL_METHODEXPR: return lower_method_expr(f, e);
    }
    return (IrVal){0};
}

static IrVal index_value(Fn *f, Index *e, Type *t)
{
    Name *inst;
    if (lower_func_object(&e->e, &inst)) return func_value(f, &e->e, t);
    if (type_under(lower_expr_type(f, e->x))->kind == TYP_MAP) return lower_commaok(f, &e->e, false, NULL);
    return lower_load(f, lower_place(f, &e->e, NULL));
}

static IrVal map_get(Fn *f, Index *e, bool want_ok, IrVal *ok)
{
    Map *m = (Map *)type_under(lower_expr_type(f, e->x));
    lower_order_pair(f, e->x, e->args.p[0]);
    IrVal map = lower_expr(f, e->x);
    IrVal key = lower_assign_conv(f, lower_bytes_as_string(f, e->args.p[0], true), type_unalias(m->key));
    lower_note(f, key, e->args.p[0]);
    IrVal v = lower_emit_binary(f, IR_MAP_GET, type_unalias(m->elem), map, key);
    if (want_ok) *ok = ir_val_local(f->cur->last->dst2 = lower_temp(f, f->lo->t_bool));
    return v;
}

static IrVal receive(Fn *f, Unary *e, bool want_ok, IrVal *ok)
{
    Chan *c = (Chan *)type_under(lower_expr_type(f, e->x));
    IrVal v = lower_emit_unary(f, IR_RECV, type_unalias(c->elem), lower_expr(f, e->x));
    if (want_ok) *ok = ir_val_local(f->cur->last->dst2 = lower_temp(f, f->lo->t_bool));
    return v;
}

static IrVal type_assert(Fn *f, TypeAssert *e, bool want_ok, IrVal *ok)
{
    Type *t = lower_type(f, e->type_expr->type);
    lower_want_methods(f->u, t);
    IrVal v = lower_emit_unary(f, IR_ASSERT, t, lower_expr(f, e->x));
    IrStmt *s = f->cur->last;
    s->type = t;
    if (want_ok) *ok = ir_val_local(s->dst2 = lower_temp(f, f->lo->t_bool));
    return v;
}

IrVal lower_commaok(Fn *f, Expr *e, bool want_ok, IrVal *ok)
{
    e = ast_unparen(e);
    Pos saved = f->pos;
    f->pos = e->node.pos;
    IrVal v = {0};
    switch (e->node.kind) {
    case NODE_Index: v = map_get(f, (Index *)e, want_ok, ok); break;
    case NODE_Unary: v = receive(f, (Unary *)e, want_ok, ok); break;
    case NODE_TypeAssert: v = type_assert(f, (TypeAssert *)e, want_ok, ok); break;
    default: BUG("comma-ok form of an expression of kind %d", e->node.kind);
    }
    f->pos = saved;
    return v;
}

static IrVal bound(Fn *f, Expr *e) { return e ? lower_expr(f, e) : (IrVal){0}; }

static IrVal slice_value(Fn *f, SliceExpr *e, Type *t)
{
    Type *xt = lower_expr_type(f, e->x);
    lower_order_slice(f, e);
    const Call *made = e->max ? lower_is_pointer_made(f, e->x) : NULL;
    IrVal base;
    if (type_under(xt)->kind == TYP_ARRAY)
        base = lower_addr(f, lower_place(f, e->x, NULL));
    else {
        base = made ? lower_conv_val(f, lower_expr(f, made->args.p[0]), xt) : lower_expr(f, e->x);
        if (type_under(xt)->kind == TYP_POINTER) lower_nilcheck(f, base);
    }
    IrVal lo = bound(f, e->lo), hi = bound(f, e->hi), max = bound(f, e->max);
    IrStmt *s = lower_emit(f, IR_SLICE, 4);
    s->args[0] = base;
    s->args[1] = lo;
    s->args[2] = hi;
    s->args[3] = max;
    s->dst = lower_temp(f, t);
    if (made) lower_check_sliced(f, base, max);
    return ir_val_local(s->dst);
}

static IrVal address_of(Fn *f, Unary *e, Type *t)
{
    Expr *x = ast_unparen(e->x);
    if (x->node.kind == NODE_CompositeLit)
        return lower_addr_composite(f, (CompositeLit *)x, lower_expr_type(f, x), &e->e);
    IrPlace *p = lower_place(f, x, NULL);
    return lower_assign_conv(f, lower_addr(f, p), t);
}

static IrVal unary(Fn *f, Unary *e, Type *t)
{
    switch (e->op) {
    case TOK_AND: return address_of(f, e, t);
    case TOK_ARROW: return receive(f, e, false, NULL);
    case TOK_ADD: return lower_expr_to(f, e->x, t);
    case TOK_SUB: return lower_emit_unary(f, IR_NEG, t, lower_expr_to(f, e->x, t));
    case TOK_XOR: return lower_emit_unary(f, IR_COM, t, lower_expr_to(f, e->x, t));
    case TOK_NOT: return lower_emit_unary(f, IR_NOT, t, lower_expr_to(f, e->x, t));
    default: BUG("unary operator %s", token_text(e->op));
    }
}

static IrVal expr_by_kind(Fn *f, Expr *e, Type *t)
{
    switch (e->node.kind) {
    case NODE_Name: return name_value(f, (Name *)e, t);
    case NODE_CompositeLit: return lower_composite(f, (CompositeLit *)e, t);
    case NODE_FuncLit: return lower_func_lit(f, (FuncLit *)e);
    case NODE_Paren: return lower_expr(f, ((Paren *)e)->x);
    case NODE_Selector: return selector_value(f, (Selector *)e, t);
    case NODE_Index: return index_value(f, (Index *)e, t);
    case NODE_Slice: return slice_value(f, (SliceExpr *)e, t);
    case NODE_TypeAssert: return lower_commaok(f, e, false, NULL);
    case NODE_Call: return lower_call_value(f, (Call *)e);
    case NODE_Star: return lower_load(f, lower_place(f, e, NULL));
    case NODE_Unary: return unary(f, (Unary *)e, t);
    case NODE_Binary: return lower_binary(f, (Binary *)e);
    default: BUG("%.*s: an expression of kind %d", STR_FMT(f->ir->sym->go_name), e->node.kind);
    }
}

// The allocation that has just made v is known by e in messages.
void lower_note(Fn *f, IrVal v, const Expr *e)
{
    IrStmt *s = f->cur->last;
    if (s && s->dst && v.kind == IRV_LOCAL && s->dst == v.local && !s->expr && (ir_op_props(s->op) & IRP_ALLOCS))
        s->expr = e;
}

IrVal lower_expr(Fn *f, Expr *e)
{
    Type *t = lower_expr_type(f, e);
    if (e->mode == MODE_CONST && e->value && !type_is_interface(t)) return lower_const_val(f, t, e->value);
    if (e->mode == MODE_NILVALUE) return ir_val_zero(t);
    IrVal *known = lower_ordered(f, e);
    if (known) return *known;
    Pos saved = f->pos;
    if (e->node.kind != NODE_Name && e->node.kind != NODE_Paren) f->pos = e->node.pos;
    IrVal v = expr_by_kind(f, e, t);
    if (e->node.kind != NODE_Name) lower_note(f, v, e);
    f->pos = saved;
    return v;
}

IrVal lower_expr_to(Fn *f, Expr *e, Type *t)
{
    IrVal v = lower_assign_conv(f, lower_expr(f, e), t);
    lower_note(f, v, e);
    return v;
}

static bool is_big(Type *t)
{
    TypeKind k = type_under(t)->kind;
    return (k == TYP_ARRAY || k == TYP_STRUCT) && type_size(t) > BIG_VALUE;
}

void lower_expr_into(Fn *f, Expr *e, IrPlace *dst, Into into)
{
    Expr *x = ast_unparen(e);
    uint32_t before = f->safe_points;
    Type *t = dst->type;
    TypeKind k = type_under(t)->kind;
    if (x->node.kind == NODE_CompositeLit && (k == TYP_STRUCT || k == TYP_ARRAY) &&
        type_identical(lower_expr_type(f, x), t)) {
        lower_composite_into(f, (CompositeLit *)x, t, dst, into);
        return;
    }
    if (is_big(t) && lower_has_place(f, x) && type_identical(lower_expr_type(f, x), t)) {
        IrPlace *src = lower_place(f, x, NULL);
        IrStmt *s = lower_emit(f, IR_MOVE, 0);
        s->place = dst;
        s->src = src;
        s->fresh = (into & INTO_FRESH) && f->safe_points == before;
        return;
    }
    IrVal v = lower_expr_to(f, e, t);
    if (v.kind == IRV_ZERO && (into & INTO_ZEROED)) return;
    lower_store(f, dst, v, (into & INTO_FRESH) && f->safe_points == before);
}

void lower_expr_multi(Fn *f, Expr *e, IrVals *out)
{
    e = ast_unparen(e);
    if (e->node.kind == NODE_Call && !e->commaok) {
        lower_call(f, (Call *)e, out);
        return;
    }
    IrVal ok = {0};
    IrVal v = lower_commaok(f, e, true, &ok);
    vec_push(f->arena, out, v);
    vec_push(f->arena, out, ok);
}

// Evaluated for its effects and panics alone.
void lower_discard(Fn *f, Expr *e)
{
    Expr *x = ast_unparen(e);
    if (x->mode == MODE_CONST || x->mode == MODE_NILVALUE) return;
    if (x->node.kind == NODE_Call) {
        IrVals none = {0};
        lower_call(f, (Call *)x, &none);
        return;
    }
    if (x->node.kind == NODE_Unary && ((Unary *)x)->op == TOK_ARROW) {
        Pos saved = f->pos;
        f->pos = x->node.pos;
        IrVal c = lower_expr(f, ((Unary *)x)->x);
        lower_emit(f, IR_RECV, 1)->args[0] = c;
        f->pos = saved;
        return;
    }
    IrVal v = lower_expr(f, x);
    if (f->lo->opt.race && v.kind == IRV_LOCAL) lower_emit(f, IR_KEEPALIVE, 1)->args[0] = v; // a read like any other
}

// Nothing that runs while e is evaluated can change memory.
bool lower_is_simple(Expr *e)
{
    e = ast_unparen(e);
    if (e->mode == MODE_CONST || e->mode == MODE_NILVALUE) return true;
    switch (e->node.kind) {
    case NODE_Name: return true;
    case NODE_Selector: {
        Selector *s = (Selector *)e;
        return !s->selection || (s->selection->kind == SEL_FIELD && lower_is_simple(s->x));
    }
    case NODE_Star: return lower_is_simple(((Star *)e)->x);
    case NODE_Index:
        return ((Index *)e)->args.n == 1 && lower_is_simple(((Index *)e)->x) &&
               lower_is_simple(((Index *)e)->args.p[0]);
    case NODE_Call: return ((Call *)e)->conversion && lower_is_simple(((Call *)e)->args.p[0]);
    default: return false;
    }
}

IrVal lower_bytes_as_string(Fn *f, Expr *e, bool borrow)
{
    Expr *x = ast_unparen(e);
    if (!borrow || x->mode == MODE_CONST || x->node.kind != NODE_Call || !((Call *)x)->conversion ||
        ptrmap_get(&f->ordered, x))
        return lower_expr(f, e);
    Pos saved = f->pos;
    f->pos = x->node.pos;
    IrVal v = lower_conversion(f, ((Call *)x)->args.p[0], lower_expr_type(f, x), true);
    lower_note(f, v, x);
    f->pos = saved;
    return v;
}
