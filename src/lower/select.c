// Select: channels and values are evaluated in order, one operation chooses, a SWITCH runs the clause.
#include "lower/context.h"

typedef struct Comm {
    bool send;
    Expr *chan, *value;
    AssignStmt *assign;
    IrSelectCase c;
} Comm;

static void split(Stmt *s, Comm *out)
{
    if (s->node.kind == NODE_SendStmt) {
        *out = (Comm){.send = true, .chan = ((SendStmt *)s)->chan, .value = ((SendStmt *)s)->value};
        return;
    }
    Expr *x;
    if (s->node.kind == NODE_AssignStmt) {
        out->assign = (AssignStmt *)s;
        x = out->assign->rhs.p[0];
    } else
        x = ((ExprStmt *)s)->x;
    out->chan = ((Unary *)ast_unparen(x))->x;
}

static void evaluate(Fn *f, Comm *m)
{
    Chan *c = (Chan *)type_under(lower_expr_type(f, m->chan));
    Type *elem = type_unalias(c->elem);
    m->c.chan = lower_stable(f, lower_expr(f, m->chan));
    m->c.send = m->send;
    if (m->send) {
        m->c.value = lower_stable(f, lower_expr_to(f, m->value, elem));
        return;
    }
    if (!m->assign) return;
    m->c.dst = lower_temp(f, elem);
    if (m->assign->lhs.n == 2) m->c.ok = lower_temp(f, f->lo->t_bool);
}

static void receive_vars(Fn *f, Comm *m)
{
    if (!m->assign) return;
    IrLocal *vals[2] = {m->c.dst, m->c.ok};
    for (uint32_t i = 0; i < m->assign->lhs.n; i++) {
        Lhs l;
        lower_lhs(f, m->assign->lhs.p[i], m->assign->op == TOK_DEFINE, false, &l);
        lower_lhs_store(f, &l, ir_val_local(vals[i]));
    }
}

static IrStmt *emit_select(Fn *f, const Comm *comms, uint32_t n, bool has_default)
{
    IrStmt *s = lower_emit(f, IR_SELECT, 0);
    for (uint32_t i = 0; i < n; i++) vec_push(f->arena, &s->select->cases, comms[i].c);
    s->select->has_default = has_default;
    if (n) s->dst = lower_temp(f, f->lo->t_int);
    return s;
}

// A lone case without default is the plain operation.
static void plain(Fn *f, Comm *m)
{
    IrStmt *s = lower_emit(f, m->send ? IR_SEND : IR_RECV, m->send ? 2 : 1);
    s->args[0] = m->c.chan;
    if (m->send) s->args[1] = m->c.value;
    s->dst = m->c.dst;
    s->dst2 = m->c.ok;
}

static void clauses(Fn *f, SelectStmt *s, Comm *comms, IrStmt *sel)
{
    IrStmt *sw = lower_emit(f, IR_SWITCH, 1);
    sw->args[0] = ir_val_local(sel->dst);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        IrCase k = {0};
        vec_push(f->arena, &sw->switch_->cases, k);
    }
    IrBlock *saved = f->cur;
    int64_t index = 0;
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CommClause *c = s->clauses.p[i];
        IrCase *k = &sw->switch_->cases.p[i];
        vec_push(f->arena, &k->values, num_int64(f->arena, c->comm ? index : -1));
        f->cur = &k->body;
        f->pos = c->node.pos;
        if (c->comm) receive_vars(f, &comms[index++]);
        lower_stmts(f, c->body);
    }
    f->cur = saved;
}

void lower_select(Fn *f, SelectStmt *s)
{
    Comm *comms = ARENA_ARRAY(f->arena, Comm, s->clauses.n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CommClause *c = s->clauses.p[i];
        if (!c->comm) continue;
        f->pos = c->node.pos;
        split(c->comm, &comms[n]);
        evaluate(f, &comms[n++]);
    }
    f->pos = s->s.node.pos;
    bool has_default = n < s->clauses.n;
    IrBlock *saved;
    IrStmt *block = lower_begin_block(f, &saved);
    lower_push_target(f, &s->s, block, NULL);
    if (n == 0 && has_default)
        lower_stmts(f, s->clauses.p[0]->body);
    else if (n == 1 && !has_default) {
        f->pos = s->clauses.p[0]->node.pos;
        plain(f, &comms[0]);
        receive_vars(f, &comms[0]);
        lower_stmts(f, s->clauses.p[0]->body);
    } else {
        IrStmt *sel = emit_select(f, comms, n, has_default);
        if (n) clauses(f, s, comms, sel);
    }
    f->targets.n--;
    lower_end_block(f, saved);
}
