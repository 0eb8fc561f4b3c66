// For loops: three-clause, and ranges over everything but functions.
//
//     loop { cond or leave; body } post { next }
//
// A range evaluates its operand once. The iteration variables are new each round (Go 1.22), and a
// key that the body never assigns is the hidden counter itself.
#include "lower/context.h"

static void leave_unless(Fn *f, IrVal cond, IrStmt *loop)
{
    IrBlock *saved;
    IrStmt *s = lower_begin_if(f, cond, &saved);
    lower_else_if(f, s);
    lower_jump(f, IR_BREAK, loop);
    lower_end_block(f, saved);
}

// Variables of the init statement whose address may outlive the iteration get new storage for each.
static void renew_loop_vars(Fn *f, ForStmt *s)
{
    if (!s->per_iteration || !s->init || s->init->node.kind != NODE_AssignStmt ||
        ((AssignStmt *)s->init)->op != TOK_DEFINE)
        return;
    ExprList lhs = ((AssignStmt *)s->init)->lhs;
    for (uint32_t i = 0; i < lhs.n; i++) {
        VarRef *v = ((Name *)lhs.p[i])->obj ? ptrmap_get(&f->vars, ((Name *)lhs.p[i])->obj) : NULL;
        if (!v || !v->local->addressed) continue;
        v->local->loop_depth = f->loop_depth;
        IrVal old = lower_load(f, lower_var_place(f, v));
        lower_emit_decl(f, v, true);
        lower_store(f, lower_var_place(f, v), old, true);
    }
}

void lower_for(Fn *f, ForStmt *s)
{
    if (s->init) lower_stmt(f, s->init);
    f->pos = s->s.node.pos;
    IrBlock *saved;
    IrStmt *loop = lower_begin_loop(f, &saved);
    if (s->cond && !(s->cond->mode == MODE_CONST && num_bool_value(s->cond->value)))
        leave_unless(f, lower_expr(f, s->cond), loop);
    lower_push_target(f, &s->s, loop, loop);
    bool outer = f->in_bench_loop;
    f->in_bench_loop |= lower_is_bench_loop(s);
    lower_stmts(f, s->body->list);
    f->in_bench_loop = outer;
    f->targets.n--;
    f->pos = s->s.node.pos;
    lower_begin_post(f, loop);
    renew_loop_vars(f, s);
    if (s->post) lower_stmt(f, s->post);
    lower_end_loop(f, saved);
}

// ---- Ranges
typedef struct Range {
    ForStmt *s;
    IrStmt *loop;
    IrBlock *saved;
    IrLocal *index; // hidden counter, if any
    bool index_is_key;
} Range;

static bool is_blank(Expr *e)
{
    e = e ? ast_unparen(e) : NULL;
    return !e || (e->node.kind == NODE_Name && ((Name *)e)->atom->s.n == 1 && ((Name *)e)->atom->s.p[0] == '_');
}

static Object *defined(ForStmt *s, Expr *e) { return s->define && !is_blank(e) ? ((Name *)e)->obj : NULL; }

// Before Go 1.22 the iteration variables live as long as the loop.
static void declare_shared(Fn *f, ForStmt *s, Expr *e)
{
    Object *o = defined(s, e);
    if (o && !s->per_iteration && !ptrmap_has(&f->vars, o))
        lower_emit_decl(f, lower_declare(f, o, lower_type(f, o->type), IRL_VAR, true), false);
}

static void bind(Fn *f, ForStmt *s, Expr *e, IrVal v)
{
    if (is_blank(e)) return;
    Object *o = defined(s, e);
    VarRef *var;
    if (!o) {
        Lhs l;
        lower_lhs(f, e, false, false, &l);
        lower_lhs_store(f, &l, v);
        return;
    }
    if (s->per_iteration) {
        var = lower_declare(f, o, lower_type(f, o->type), IRL_VAR, false);
        IrStmt *d = ir_stmt_new(f->ir, IR_DECL, f->pos, 0);
        d->dst = var->local;
        d->noinit = true;
        if (var->local->addressed)
            lower_emit_stmt(f, d);
        else { // before the value's statement, so that it may write the variable
            IrStmt *last = f->cur->last;
            ir_insert_before(f->cur, v.kind == IRV_LOCAL && last && last->dst == v.local ? last : NULL, d);
        }
    } else
        var = ptrmap_get(&f->vars, o);
    lower_store(f, lower_var_place(f, var), lower_assign_conv(f, v, var->type), s->per_iteration);
}

// key, value = range …: as one assignment, left operands before the first store.
static void assign_both(Fn *f, ForStmt *s, IrVal key, IrVal value)
{
    Lhs l[2];
    lower_lhs(f, s->key, false, true, &l[0]);
    lower_lhs(f, s->value, false, true, &l[1]);
    lower_lhs_store(f, &l[0], key);
    lower_lhs_store(f, &l[1], value);
}

void lower_bind_loop_vars(Fn *f, ForStmt *s, const IrVal *key, const IrVal *value)
{
    if (key && value && !s->define && !is_blank(s->key) && !is_blank(s->value)) {
        assign_both(f, s, *key, *value);
        return;
    }
    if (value) bind(f, s, s->value, *value); // first: its statement may still be the last one
    if (key) bind(f, s, s->key, *key);
}

static void begin(Fn *f, Range *r) { r->loop = lower_begin_loop(f, &r->saved); }

static void body(Fn *f, Range *r)
{
    lower_push_target(f, &r->s->s, r->loop, r->loop);
    lower_stmts(f, r->s->body->list);
    f->targets.n--;
    f->pos = r->s->s.node.pos;
    lower_begin_post(f, r->loop);
}

// The counter: the key variable itself when the body can't tell.
static void make_index(Fn *f, Range *r, Type *t)
{
    Object *o = defined(r->s, r->s->key);
    bool captured = o && (o->captured || ptrmap_has(f->root->range_caps, o));
    r->index_is_key = o && !o->reassigned && !o->addr_taken && (r->s->per_iteration || !captured) &&
                      type_identical(lower_type(f, o->type), t);
    r->index = ir_local_new(f->ir, IRL_VAR, t, r->index_is_key ? o->name : NULL, f->pos);
    r->index->loop_depth = f->loop_depth;
    if (r->index_is_key) lower_bind(f, o, r->index, false);
    IrStmt *d = lower_emit(f, IR_DECL, 0);
    d->dst = r->index;
    d->noinit = true;
    lower_assign_local(f, r->index, ir_val_const(t, num_int64(f->arena, 0)));
}

static void test_index(Fn *f, Range *r, IrVal n)
{
    leave_unless(f, lower_emit_binary(f, IR_LT, f->lo->t_bool, ir_val_local(r->index), n), r->loop);
}

// The value is NULL where none is wanted.
static void bind_index(Fn *f, Range *r, const IrVal *value)
{
    IrVal key = ir_val_local(r->index);
    bool wanted = !r->index_is_key && !is_blank(r->s->key);
    lower_bind_loop_vars(f, r->s, wanted ? &key : NULL, value);
}

static void count_up(Fn *f, Range *r)
{
    IrStmt *s = lower_emit(f, IR_ADD, 2);
    s->args[0] = ir_val_local(r->index);
    s->args[1] = ir_val_const(r->index->type, num_int64(f->arena, 1));
    s->dst = r->index;
    lower_end_loop(f, r->saved);
}

static void range_int(Fn *f, Range *r)
{
    Type *t = lower_expr_type(f, r->s->range_x);
    Object *o = defined(r->s, r->s->key);
    if (o)
        t = lower_type(f, o->type);
    else if (!is_blank(r->s->key))
        t = lower_expr_type(f, r->s->key);
    IrVal n = lower_stable(f, lower_expr_to(f, r->s->range_x, t));
    make_index(f, r, t);
    begin(f, r);
    test_index(f, r, n);
    bind_index(f, r, NULL);
    body(f, r);
    count_up(f, r);
}

static void range_slice(Fn *f, Range *r, Type *slice)
{
    Type *elem = type_unalias(((Slice *)type_under(slice))->elem);
    Expr *x = ast_unparen(r->s->range_x);
    bool borrow = x->mode != MODE_CONST && x->node.kind == NODE_Call && ((Call *)x)->conversion;
    IrVal v = borrow ? lower_conversion(f, ((Call *)x)->args.p[0], slice, true) : lower_stable(f, lower_expr(f, x));
    IrVal n = lower_emit_unary(f, IR_LEN, f->lo->t_int, v);
    bool value = !is_blank(r->s->value);
    IrVal p = value ? lower_emit_unary(f, IR_PTR, type_new_pointer(f->lo->ts, elem), v) : (IrVal){0};
    make_index(f, r, f->lo->t_int);
    begin(f, r);
    test_index(f, r, n);
    IrVal v1 = value ? lower_load(f, lower_place_elem(f, p, ir_val_local(r->index), elem)) : (IrVal){0};
    bind_index(f, r, value ? &v1 : NULL);
    body(f, r);
    count_up(f, r);
}

// The array is copied when values are wanted and the body may change the original.
static void range_array(Fn *f, Range *r, Type *t)
{
    Type *u = type_under(t);
    bool pointer = u->kind == TYP_POINTER, value = !is_blank(r->s->value);
    Array *a = (Array *)(pointer ? type_under(((Pointer *)u)->elem) : u);
    IrPlace *array = NULL;
    if (value && pointer) {
        IrVal p = lower_stable(f, lower_expr(f, r->s->range_x));
        if (a->len) lower_nilcheck(f, p);
        array = lower_place_deref(f, p);
    } else if (value && lower_range_in_place(f, r->s))
        array = lower_place(f, r->s->range_x, NULL);
    else if (value) {
        array = lower_place_local(f, lower_temp(f, t));
        lower_expr_into(f, r->s->range_x, array, INTO_ANY);
    } else if (!lower_is_simple(r->s->range_x))
        lower_discard(f, r->s->range_x);
    make_index(f, r, f->lo->t_int);
    begin(f, r);
    test_index(f, r, lower_int_val(f, a->len));
    IrVal v = value ? lower_load(f, lower_place_index(f, array, ir_val_local(r->index))) : (IrVal){0};
    bind_index(f, r, value ? &v : NULL);
    body(f, r);
    count_up(f, r);
}

static void range_string(Fn *f, Range *r)
{
    IrVal s = lower_stable(f, lower_bytes_as_string(f, r->s->range_x, false));
    IrVal n = lower_emit_unary(f, IR_LEN, f->lo->t_int, s);
    make_index(f, r, f->lo->t_int);
    begin(f, r);
    test_index(f, r, n);
    IrStmt *d = lower_emit(f, IR_DECODE_RUNE, 2);
    d->args[0] = s;
    d->args[1] = ir_val_local(r->index);
    d->dst = lower_temp(f, f->lo->t_int32);
    IrLocal *next = d->dst2 = lower_temp(f, f->lo->t_int);
    IrVal rune = ir_val_local(d->dst);
    bind_index(f, r, is_blank(r->s->value) ? NULL : &rune);
    body(f, r);
    lower_assign_local(f, r->index, ir_val_local(next));
    lower_end_loop(f, r->saved);
}

static IrVal iter_pointer(Fn *f, IrOp op, IrVal it, Type *t)
{
    return lower_emit_unary(f, op, type_new_pointer(f->lo->ts, t), it);
}

static void range_map(Fn *f, Range *r, Map *m)
{
    IrVal map = lower_expr(f, r->s->range_x);
    IrStmt *s = lower_emit(f, IR_MAP_ITER, 1);
    s->args[0] = map;
    s->dst = ir_local_new(f->ir, IRL_MAPITER, NULL, NULL, f->pos);
    IrVal it = ir_val_local(s->dst);
    begin(f, r);
    IrVal kp = iter_pointer(f, IR_MAP_ITER_KEY, it, type_unalias(m->key));
    leave_unless(f, lower_emit_binary(f, IR_NE, f->lo->t_bool, kp, ir_val_zero(kp.type)), r->loop);
    bool key = !is_blank(r->s->key), value = !is_blank(r->s->value);
    IrVal k = {0}, v = {0};
    if (key) k = lower_load(f, lower_place_deref(f, kp));
    if (value) v = lower_load(f, lower_place_deref(f, iter_pointer(f, IR_MAP_ITER_ELEM, it, type_unalias(m->elem))));
    lower_bind_loop_vars(f, r->s, key ? &k : NULL, value ? &v : NULL);
    body(f, r);
    lower_emit(f, IR_MAP_NEXT, 1)->args[0] = it;
    lower_end_loop(f, r->saved);
}

static void range_chan(Fn *f, Range *r, Chan *c)
{
    IrVal ch = lower_stable(f, lower_expr(f, r->s->range_x));
    begin(f, r);
    IrVal v = lower_emit_unary(f, IR_RECV, type_unalias(c->elem), ch);
    IrLocal *ok = f->cur->last->dst2 = lower_temp(f, f->lo->t_bool);
    leave_unless(f, ir_val_local(ok), r->loop);
    lower_bind_loop_vars(f, r->s, &v, NULL);
    body(f, r);
    lower_end_loop(f, r->saved);
}

static Type *range_type(Fn *f, ForStmt *s) { return lower_expr_type(f, s->range_x); }

bool lower_is_range_func(Fn *f, ForStmt *s)
{
    return s->is_range && type_under(range_type(f, s))->kind == TYP_SIGNATURE;
}

void lower_range(Fn *f, ForStmt *s)
{
    Type *t = range_type(f, s), *u = type_under(t);
    if (u->kind == TYP_SIGNATURE) {
        lower_range_func(f, s);
        return;
    }
    if (lower_clearing_loop(f, s, u)) return;
    declare_shared(f, s, s->key);
    declare_shared(f, s, s->value);
    Range r = {.s = s};
    switch (u->kind) {
    case TYP_SLICE: range_slice(f, &r, t); break;
    case TYP_ARRAY:
    case TYP_POINTER: range_array(f, &r, t); break;
    case TYP_MAP: range_map(f, &r, (Map *)u); break;
    case TYP_CHAN: range_chan(f, &r, (Chan *)u); break;
    case TYP_BASIC:
        if (((Basic *)u)->info & INFO_STRING)
            range_string(f, &r);
        else
            range_int(f, &r);
        break;
    default: BUG("range over a type of kind %d", u->kind);
    }
}
