// Assignments and variable declarations.
//
// Two phases: operands of the left side and values of the right side, calls first (order.c); then the stores
// from left to right, where indices are checked, pointers followed and map slots made.
#include "lower/context.h"

static bool is_blank(Expr *e)
{
    e = ast_unparen(e);
    return e->node.kind == NODE_Name && ((Name *)e)->atom->s.n == 1 && ((Name *)e)->atom->s.p[0] == '_';
}

static bool declares(Expr *e, bool define)
{
    return define && e->node.kind == NODE_Name && ((Name *)e)->obj && ((Name *)e)->obj->pos == e->node.pos;
}

static bool is_map_index(Fn *f, Expr *e)
{
    return e->node.kind == NODE_Index && type_under(lower_expr_type(f, ((Index *)e)->x))->kind == TYP_MAP;
}

static VarRef *declare(Fn *f, Object *o) { return lower_declare(f, o, lower_type(f, o->type), IRL_VAR, false); }

void lower_lhs(Fn *f, Expr *e, bool define, bool stable, Lhs *out)
{
    *out = (Lhs){.expr = e};
    if (is_blank(e)) {
        out->blank = true;
        return;
    }
    if (declares(e, define)) {
        out->declare = declare(f, ((Name *)e)->obj);
        out->type = out->declare->type;
        return;
    }
    Expr *x = ast_unparen(e);
    Pos saved = f->pos;
    f->pos = x->node.pos;
    if (is_map_index(f, x)) {
        Index *ix = (Index *)x;
        Map *m = (Map *)type_under(lower_expr_type(f, ix->x));
        out->is_map = true;
        out->map = lower_expr(f, ix->x);
        out->key = lower_expr_to(f, ix->args.p[0], type_unalias(m->key));
        out->type = type_unalias(m->elem);
        if (stable) {
            out->map = lower_stable(f, out->map);
            out->key = lower_stable(f, out->key);
        }
    } else {
        bool outer = f->stable_operands;
        f->stable_operands = stable;
        out->place = lower_place(f, x, &out->checks);
        f->stable_operands = outer;
        out->type = out->place->type;
    }
    f->pos = saved;
}

static IrPlace *map_slot(Fn *f, Lhs *l)
{
    IrVal at = lower_emit_binary(f, IR_MAP_SLOT, type_new_pointer(f->lo->ts, l->type), l->map, l->key);
    return lower_place_deref(f, at);
}

// The store just emitted is part of the assignment at hand.
static void note_assign(Fn *f)
{
    IrStmt *s = f->cur->last;
    if (s && (s->op == IR_STORE || s->op == IR_MOVE)) s->assign = f->assign;
}

void lower_lhs_store(Fn *f, Lhs *l, IrVal v)
{
    if (l->blank) return;
    const IrStmt *before = f->cur->last;
    v = lower_assign_conv(f, v, l->type);
    IrStmt *boxed = f->cur->last;
    if (boxed != before && boxed->op == IR_BOX) boxed->implicit = !boxed->expr;
    if (l->declare) {
        if (l->declare->local->addressed) lower_emit_decl(f, l->declare, true);
        lower_store(f, lower_var_place(f, l->declare), v, true);
        return;
    }
    if (l->is_map) {
        lower_store(f, map_slot(f, l), v, false);
        return;
    }
    lower_flush_checks(f, &l->checks);
    lower_store(f, l->place, v, false);
    note_assign(f);
}

// x op= y: x's operands once; y; then x is read, changed and written.
static void assign_op(Fn *f, AssignStmt *s)
{
    Lhs l;
    if (!s->incdec) lower_order_assign(f, s->lhs, s->rhs);
    lower_lhs(f, s->lhs.p[0], false, false, &l);
    bool shift = s->op == TOK_SHL || s->op == TOK_SHR;
    IrVal y;
    if (s->incdec)
        y = lower_const_val(f, l.type, num_int64(f->arena, 1));
    else
        y = shift ? lower_expr(f, s->rhs.p[0]) : lower_expr_to(f, s->rhs.p[0], l.type);
    f->pos = s->s.node.pos;
    if (l.is_map && (s->op == TOK_DIV || s->op == TOK_REM)) { // a division that panics leaves no new entry
        IrVal old = lower_emit_binary(f, IR_MAP_GET, l.type, l.map, l.key);
        lower_lhs_store(f, &l, lower_arith(f, s->op, l.type, old, y));
        return;
    }
    IrPlace *p = l.place;
    if (l.is_map)
        p = map_slot(f, &l);
    else
        lower_flush_checks(f, &l.checks);
    lower_store(f, p, lower_arith(f, s->op, l.type, lower_load(f, p), y), false);
}

void lower_init_var(Fn *f, VarRef *v, Expr *e)
{
    Expr *x = ast_unparen(e);
    TypeKind k = type_under(v->type)->kind;
    bool literal = x->node.kind == NODE_CompositeLit && (k == TYP_STRUCT || k == TYP_ARRAY) &&
                   type_identical(lower_expr_type(f, x), v->type);
    if (literal) {
        bool full = lower_is_full((CompositeLit *)x, v->type);
        lower_emit_decl(f, v, full);
        lower_composite_into(f, (CompositeLit *)x, v->type, lower_var_place(f, v),
                             INTO_FRESH | (full ? 0 : INTO_ZEROED));
        return;
    }
    if (!v->local->addressed)
        lower_emit_decl(f, v, true);
    else if (type_size(v->type) <= BIG_VALUE) {
        IrVal val = lower_expr_to(f, e, v->type);
        lower_emit_decl(f, v, true);
        lower_store(f, lower_var_place(f, v), val, true);
        return;
    } else
        lower_emit_decl(f, v, true);
    lower_expr_into(f, e, lower_var_place(f, v), INTO_FRESH);
}

static bool reads_nothing(Expr *e)
{
    e = ast_unparen(e);
    if (e->node.kind == NODE_KeyValue) return reads_nothing(((KeyValue *)e)->value);
    if (e->mode == MODE_CONST || e->mode == MODE_NILVALUE) return true;
    if (e->node.kind != NODE_CompositeLit) return false;
    TypeKind k = type_under(e->type)->kind;
    if (k != TYP_STRUCT && k != TYP_ARRAY) return false;
    ExprList elems = ((CompositeLit *)e)->elems;
    for (uint32_t i = 0; i < elems.n; i++)
        if (!reads_nothing(elems.p[i])) return false;
    return true;
}

// A large literal that reads nothing is filled in where it goes; one too large for a frame is made on the heap.
static bool assign_literal(Fn *f, Expr *rhs, Lhs *l)
{
    enum { FRAME_MAX = 128 << 10 };
    Expr *x = ast_unparen(rhs);
    TypeKind k = type_under(l->type)->kind;
    if (x->node.kind != NODE_CompositeLit || (k != TYP_STRUCT && k != TYP_ARRAY) ||
        !type_identical(lower_expr_type(f, x), l->type))
        return false;
    if (reads_nothing(x)) {
        lower_flush_checks(f, &l->checks);
        lower_composite_into(f, (CompositeLit *)x, l->type, l->place, INTO_ANY);
        return true;
    }
    if (type_size(l->type) <= FRAME_MAX) return false;
    IrVal made = lower_addr_composite(f, (CompositeLit *)x, l->type, x);
    lower_flush_checks(f, &l->checks);
    IrStmt *s = lower_emit(f, IR_MOVE, 0);
    s->place = l->place;
    s->src = lower_place_deref(f, made);
    return true;
}

static void assign_one(Fn *f, Expr *lhs, Expr *rhs, bool define)
{
    if (is_blank(lhs)) {
        lower_discard(f, rhs);
        return;
    }
    if (declares(lhs, define)) {
        lower_init_var(f, declare(f, ((Name *)lhs)->obj), rhs);
        return;
    }
    Lhs l;
    lower_order_pair(f, ast_unparen(lhs)->node.kind == NODE_Name ? NULL : lhs, rhs);
    lower_lhs(f, lhs, define, false, &l);
    bool big = !l.is_map && type_size(l.type) > BIG_VALUE;
    if (big && lower_has_place(f, rhs) && type_identical(lower_expr_type(f, rhs), l.type)) {
        IrPlace *src = lower_place(f, rhs, NULL);
        lower_flush_checks(f, &l.checks);
        IrStmt *s = lower_emit(f, IR_MOVE, 0);
        s->place = l.place;
        s->src = src;
        note_assign(f);
        return;
    }
    if (big && assign_literal(f, rhs, &l)) return;
    IrVal v = lower_expr_to(f, rhs, l.type);
    lower_lhs_store(f, &l, v);
}

// Both for a, b = f() and for a, b = x, y.
static void assign_many(Fn *f, ExprList lhs, ExprList rhs, bool define)
{
    Lhs *l = ARENA_ARRAY(f->arena, Lhs, lhs.n);
    lower_order_assign(f, lhs, rhs);
    IrVals vals = {0};
    if (rhs.n != lhs.n) lower_expr_multi(f, rhs.p[0], &vals);
    for (uint32_t i = 0; i < lhs.n; i++) lower_lhs(f, lhs.p[i], define, true, &l[i]);
    for (uint32_t i = 0; rhs.n == lhs.n && i < rhs.n; i++) {
        IrVal v = l[i].blank ? lower_expr(f, rhs.p[i]) : lower_expr_to(f, rhs.p[i], l[i].type);
        vec_push(f->arena, &vals, lower_stable(f, v));
    }
    for (uint32_t i = 0; i < lhs.n; i++) lower_lhs_store(f, &l[i], vals.p[i]);
}

void lower_assign(Fn *f, AssignStmt *s)
{
    bool define = s->op == TOK_DEFINE;
    f->assign = s;
    if (s->op != TOK_NONE && !define)
        assign_op(f, s);
    else if (s->lhs.n == 1 && s->rhs.n == 1)
        assign_one(f, s->lhs.p[0], s->rhs.p[0], define);
    else
        assign_many(f, s->lhs, s->rhs, define);
    f->assign = NULL;
}

void lower_var_decl(Fn *f, VarDecl *d)
{
    if (!d->values.n) {
        for (uint32_t i = 0; i < d->names.n; i++)
            if (d->names.p[i]->obj) lower_emit_decl(f, declare(f, d->names.p[i]->obj), false);
        return;
    }
    ExprList names = {0};
    for (uint32_t i = 0; i < d->names.n; i++) vec_push(f->arena, &names, &d->names.p[i]->e);
    if (names.n == 1)
        assign_one(f, names.p[0], d->values.p[0], true);
    else
        assign_many(f, names, d->values, true);
}
