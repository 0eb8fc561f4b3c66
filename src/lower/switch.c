// Expression and type switches.
//
// Everything lies in a BLOCK that break leaves. Integer cases that are all constant become a
// SWITCH, many constant strings one on their length; other switches a chain of tests, each with
// its clause's body in it. A switch over constants keeps only the clause taken. Falling through is a GOTO to the next body.
#include "lower/context.h"

typedef struct Switch {
    SwitchStmt *s;
    IrStmt *block;
    IrBlock *saved;
    IrStmt **labels; // of the clauses fallen into; NULL for the others
} Switch;

static bool falls_through(CaseClause *c)
{
    if (!c->body.n) return false;
    Stmt *last = c->body.p[c->body.n - 1];
    while (last->node.kind == NODE_LabeledStmt) last = ((LabeledStmt *)last)->stmt;
    return last->node.kind == NODE_BranchStmt && ((BranchStmt *)last)->tok == TOK_FALLTHROUGH;
}

static void begin(Fn *f, Switch *w)
{
    w->labels = ARENA_ARRAY(f->arena, IrStmt *, w->s->clauses.n + 1);
    for (uint32_t i = 0; i + 1 < w->s->clauses.n; i++)
        if (falls_through(w->s->clauses.p[i]))
            w->labels[i + 1] = ir_stmt_new(f->ir, IR_LABEL, w->s->clauses.p[i + 1]->node.pos, 0);
    w->block = lower_begin_block(f, &w->saved);
    lower_push_target(f, &w->s->s, w->block, NULL);
}

static void end(Fn *f, Switch *w)
{
    f->targets.n--;
    lower_end_block(f, w->saved);
}

static void clause_body(Fn *f, Switch *w, uint32_t i, bool leave)
{
    CaseClause *c = w->s->clauses.p[i];
    if (w->labels[i]) {
        lower_emit_stmt(f, w->labels[i]);
        f->safe_points++;
    }
    vec_push(f->arena, &f->fallthrough_to, w->labels[i + 1]);
    lower_stmts(f, c->body);
    f->fallthrough_to.n--;
    if (leave && !ir_block_ends(f->cur)) lower_jump(f, IR_BREAK, w->block);
}

static bool all_const(SwitchStmt *s)
{
    for (uint32_t i = 0; i < s->clauses.n; i++)
        for (uint32_t j = 0; j < s->clauses.p[i]->exprs.n; j++) {
            Expr *e = s->clauses.p[i]->exprs.p[j];
            if (e->mode != MODE_CONST || !e->value) return false;
        }
    return true;
}

static int default_clause(SwitchStmt *s)
{
    for (uint32_t i = 0; i < s->clauses.n; i++)
        if (s->clauses.p[i]->is_default) return (int)i;
    return -1;
}

static bool is_integer(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_INTEGER);
}

static void int_switch(Fn *f, Switch *w, IrVal tag)
{
    IrStmt *sw = lower_emit(f, IR_SWITCH, 1);
    sw->args[0] = tag;
    for (uint32_t i = 0; i < w->s->clauses.n; i++) {
        CaseClause *c = w->s->clauses.p[i];
        IrCase k = {.is_default = c->is_default};
        for (uint32_t j = 0; j < c->exprs.n; j++)
            vec_push(f->arena, &k.values, lower_const_val(f, tag.type, c->exprs.p[j]->value).value);
        vec_push(f->arena, &sw->switch_->cases, k);
    }
    IrBlock *saved = f->cur;
    for (uint32_t i = 0; i < w->s->clauses.n; i++) {
        f->cur = &sw->switch_->cases.p[i].body;
        clause_body(f, w, i, false);
    }
    f->cur = saved;
}

static IrVal case_matches(Fn *f, IrVal tag, Expr *e)
{
    Pos saved = f->pos;
    f->pos = e->node.pos;
    IrVal r;
    if (tag.kind == IRV_NONE) {
        r = lower_expr(f, e);
        if (type_is_interface(r.type)) r = lower_equal(f, r, lower_bool_val(f, true));
    } else
        r = lower_equal(f, tag, lower_bytes_as_string(f, e, true));
    f->pos = saved;
    return r;
}

// The first of the clause's expressions that matches ends the search.
static IrVal clause_matches(Fn *f, IrVal tag, CaseClause *c)
{
    IrVal first = case_matches(f, tag, c->exprs.p[0]);
    if (c->exprs.n == 1) return first;
    IrLocal *r = lower_temp(f, f->lo->t_bool);
    IrBlock *saved[2] = {f->cur, NULL};
    for (uint32_t j = 0; j < c->exprs.n; j++) {
        IrVal m = j ? case_matches(f, tag, c->exprs.p[j]) : first;
        lower_assign_local(f, r, lower_assign_conv(f, m, f->lo->t_bool));
        if (j + 1 < c->exprs.n) lower_else_if(f, lower_begin_if(f, ir_val_local(r), &saved[1]));
    }
    lower_end_block(f, saved[0]);
    return ir_val_local(r);
}

static void chain(Fn *f, Switch *w, IrVal tag)
{
    for (uint32_t i = 0; i < w->s->clauses.n; i++) {
        CaseClause *c = w->s->clauses.p[i];
        if (c->is_default) continue;
        f->pos = c->node.pos;
        IrBlock *saved;
        lower_begin_if(f, clause_matches(f, tag, c), &saved);
        clause_body(f, w, i, true);
        lower_end_block(f, saved);
    }
    int d = default_clause(w->s);
    if (d >= 0) clause_body(f, w, (uint32_t)d, false);
}

static bool is_string(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_STRING);
}

// The case of a SWITCH on the length, made when its first string comes.
static IrCase *length_case(Fn *f, IrStmt *sw, int64_t n)
{
    for (uint32_t i = 0; i < sw->switch_->cases.n; i++) {
        int64_t have;
        if (num_int64_value(sw->switch_->cases.p[i].values.p[0], &have) && have == n) return &sw->switch_->cases.p[i];
    }
    IrCase k = {0};
    vec_push(f->arena, &k.values, num_int64(f->arena, n));
    vec_push(f->arena, &sw->switch_->cases, k);
    return &sw->switch_->cases.p[sw->switch_->cases.n - 1];
}

// Many constant strings: a SWITCH on the length, then comparisons among the equally long; the bodies follow behind
// labels, the default's first.
static void string_switch(Fn *f, Switch *w, IrVal tag)
{
    IrVal len = lower_emit_unary(f, IR_LEN, f->lo->t_int, tag);
    IrStmt *sw = lower_emit(f, IR_SWITCH, 1);
    IrBlock *outside = f->cur, *saved;
    sw->args[0] = len;
    for (uint32_t i = 0; i < w->s->clauses.n; i++) {
        CaseClause *c = w->s->clauses.p[i];
        if (!w->labels[i] && !c->is_default) w->labels[i] = ir_stmt_new(f->ir, IR_LABEL, c->node.pos, 0);
        for (uint32_t j = 0; j < c->exprs.n; j++) {
            f->pos = c->exprs.p[j]->node.pos;
            f->cur = &length_case(f, sw, (int64_t)num_string_value(c->exprs.p[j]->value).n)->body;
            lower_begin_if(
                f, lower_emit_binary(f, IR_EQ, f->lo->t_bool, tag, ir_val_const(tag.type, c->exprs.p[j]->value)),
                &saved);
            lower_jump(f, IR_GOTO, w->labels[i]);
        }
    }
    f->cur = outside;
    int d = default_clause(w->s);
    if (d >= 0)
        clause_body(f, w, (uint32_t)d, true);
    else
        lower_jump(f, IR_BREAK, w->block);
    for (uint32_t i = 0; i < w->s->clauses.n; i++)
        if (!w->s->clauses.p[i]->is_default) clause_body(f, w, i, true);
}

static uint32_t count_exprs(SwitchStmt *s)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->clauses.n; i++) n += s->clauses.p[i]->exprs.n;
    return n;
}

// Tag and cases constant and nothing falls through: the clause that is taken, or -1.
static bool known_clause(SwitchStmt *s, int *taken)
{
    ConstVal *tag = s->tag ? s->tag->value : NULL;
    if (s->tag ? s->tag->mode != MODE_CONST || !tag : s->clauses.n == 0) return false;
    if (!all_const(s)) return false;
    *taken = default_clause(s);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        if (falls_through(s->clauses.p[i])) return false;
        for (uint32_t j = 0; j < s->clauses.p[i]->exprs.n; j++) {
            ConstVal *v = s->clauses.p[i]->exprs.p[j]->value;
            if (tag ? !num_compare(NUM_EQL, tag, v) : !num_bool_value(v)) continue;
            *taken = (int)i;
            return true;
        }
    }
    return true;
}

static void expr_switch(Fn *f, Switch *w)
{
    int taken;
    if (known_clause(w->s, &taken)) {
        begin(f, w);
        if (taken >= 0) clause_body(f, w, (uint32_t)taken, false);
        end(f, w);
        return;
    }
    IrVal tag = {0};
    if (w->s->tag) {
        tag = lower_stable(f, lower_bytes_as_string(f, w->s->tag, all_const(w->s)));
        if (type_basic_kind(tag.type) == BASIC_UNTYPED_NIL) tag = ir_val_zero(f->lo->t_any);
    }
    begin(f, w);
    enum { BY_LENGTH = 8 }; // fewer strings are compared one after the other
    if (tag.kind != IRV_NONE && is_integer(tag.type) && all_const(w->s))
        int_switch(f, w, tag);
    else if (tag.kind != IRV_NONE && is_string(tag.type) && all_const(w->s) && count_exprs(w->s) >= BY_LENGTH)
        string_switch(f, w, tag);
    else
        chain(f, w, tag);
    end(f, w);
}

// ---- Type switches
static IrVal type_matches(Fn *f, IrVal x, IrVal dyn, Expr *e, IrVal *value)
{
    Type *t = lower_expr_type(f, e);
    if (e->mode == MODE_NILVALUE || type_basic_kind(t) == BASIC_UNTYPED_NIL) {
        *value = x;
        return lower_emit_binary(f, IR_EQ, f->lo->t_bool, dyn, ir_val_zero(f->lo->t_ptr));
    }
    if (!type_is_interface(t)) {
        *value = (IrVal){0};
        return lower_emit_binary(f, IR_EQ, f->lo->t_bool, dyn, lower_type_val(f, t));
    }
    IrStmt *s = lower_emit(f, IR_ASSERT, 1);
    s->args[0] = x;
    s->type = t;
    s->dst = lower_temp(f, t);
    s->dst2 = lower_temp(f, f->lo->t_bool);
    *value = ir_val_local(s->dst);
    return ir_val_local(s->dst2);
}

static void bind_clause_var(Fn *f, CaseClause *c, IrVal x, IrVal value)
{
    Object *o = c->implicit;
    if (!o) return;
    VarRef *v = lower_declare(f, o, lower_type(f, o->type), IRL_VAR, false);
    v->local->pos = c->node.pos; // each clause has a variable of its own
    if (c->exprs.n != 1)
        value = x;
    else if (value.kind == IRV_NONE) {
        value = lower_emit_unary(f, IR_IFACE_DATA, v->type, x);
        f->cur->last->type = v->type;
    }
    lower_emit_decl(f, v, true);
    lower_store(f, lower_var_place(f, v), lower_assign_conv(f, value, v->type), true);
}

static IrVal type_clause_matches(Fn *f, IrVal x, IrVal dyn, CaseClause *c, IrVal *value)
{
    IrVal first = type_matches(f, x, dyn, c->exprs.p[0], value);
    if (c->exprs.n == 1) return first;
    IrLocal *r = lower_temp(f, f->lo->t_bool);
    IrBlock *saved = f->cur, *ignored;
    for (uint32_t j = 0; j < c->exprs.n; j++) {
        IrVal m = j ? type_matches(f, x, dyn, c->exprs.p[j], value) : first;
        lower_assign_local(f, r, m);
        if (j + 1 < c->exprs.n) lower_else_if(f, lower_begin_if(f, ir_val_local(r), &ignored));
    }
    lower_end_block(f, saved);
    return ir_val_local(r);
}

static void type_switch(Fn *f, Switch *w, TypeSwitchGuard *g)
{
    IrVal x = lower_stable(f, lower_expr(f, g->x));
    IrVal dyn = lower_emit_unary(f, IR_IFACE_TYPE, f->lo->t_ptr, x);
    begin(f, w);
    for (uint32_t i = 0; i < w->s->clauses.n; i++) {
        CaseClause *c = w->s->clauses.p[i];
        if (c->is_default) continue;
        f->pos = c->node.pos;
        IrVal value = {0};
        IrVal cond = type_clause_matches(f, x, dyn, c, &value);
        IrBlock *saved;
        lower_begin_if(f, cond, &saved);
        bind_clause_var(f, c, x, value);
        clause_body(f, w, i, true);
        lower_end_block(f, saved);
    }
    int d = default_clause(w->s);
    if (d >= 0) {
        bind_clause_var(f, w->s->clauses.p[d], x, x);
        clause_body(f, w, (uint32_t)d, false);
    }
    end(f, w);
}

void lower_switch(Fn *f, SwitchStmt *s)
{
    if (s->init) lower_stmt(f, s->init);
    f->pos = s->s.node.pos;
    Switch w = {.s = s};
    if (s->tag && s->tag->node.kind == NODE_TypeSwitchGuard)
        type_switch(f, &w, (TypeSwitchGuard *)s->tag);
    else
        expr_switch(f, &w);
}
