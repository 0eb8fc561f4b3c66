// Statements, but for those with a file of their own.
#include "lower/context.h"

static void labeled(Fn *f, LabeledStmt *s)
{
    GotoUse use = (GotoUse)(uintptr_t)ptrmap_get(&f->root->gotos, s);
    if (use) lower_emit_stmt(f, lower_label(f, s));
    if (use & GOTO_LOOPS) {
        f->loop_depth++; // until the end of the list; see lower_stmts
        f->safe_points++;
    }
    lower_stmt(f, s->stmt);
}

IrStmt *lower_label(Fn *f, LabeledStmt *s)
{
    IrStmt *l = ptrmap_get(&f->labels, s);
    if (!l) ptrmap_put(&f->labels, s, l = ir_stmt_new(f->ir, IR_LABEL, s->s.node.pos, 0));
    return l;
}

static void send(Fn *f, SendStmt *s)
{
    Chan *c = (Chan *)type_under(lower_expr_type(f, s->chan));
    lower_order_pair(f, s->chan, s->value);
    IrVal ch = lower_expr(f, s->chan);
    IrVal v = lower_expr_to(f, s->value, type_unalias(c->elem));
    IrStmt *st = lower_emit(f, IR_SEND, 2);
    st->args[0] = ch;
    st->args[1] = v;
}

static void decl(Fn *f, DeclStmt *s)
{
    for (uint32_t i = 0; i < s->decls.n; i++)
        if (s->decls.p[i]->node.kind == NODE_VarDecl) {
            f->pos = s->decls.p[i]->node.pos;
            lower_var_decl(f, (VarDecl *)s->decls.p[i]);
        }
}

// A constant condition leaves only the branch taken, as in gc: the other may mention what does not exist here.
static void if_stmt(Fn *f, IfStmt *s)
{
    if (s->init) lower_stmt(f, s->init);
    f->pos = s->s.node.pos;
    if (s->cond->mode == MODE_CONST && s->cond->value) {
        if (num_bool_value(s->cond->value))
            lower_stmts(f, s->then->list);
        else if (s->els)
            lower_stmt(f, s->els);
        return;
    }
    IrVal cond = lower_expr(f, s->cond);
    IrBlock *saved;
    IrStmt *st = lower_begin_if(f, cond, &saved);
    lower_stmts(f, s->then->list);
    if (s->els) {
        lower_else_if(f, st);
        lower_stmt(f, s->els);
    }
    lower_end_block(f, saved);
}

void lower_push_target(Fn *f, Stmt *s, IrStmt *brk, IrStmt *cont)
{
    Target t = {.stmt = s, .brk = brk, .cont = cont};
    vec_push(f->arena, &f->targets, t);
}

static bool inside(const RangeBody *r, const Stmt *s)
{
    return s->node.pos > r->stmt->s.node.pos && s->node.pos < r->stmt->body->rbrace;
}

void lower_branch(Fn *f, BranchStmt *s)
{
    if (s->tok == TOK_FALLTHROUGH) {
        lower_jump(f, IR_GOTO, f->fallthrough_to.p[f->fallthrough_to.n - 1]);
        return;
    }
    if (s->tok == TOK_GOTO) {
        if (f->range && !inside(f->range, s->target))
            lower_range_leave(f, s);
        else
            lower_jump(f, IR_GOTO, lower_label(f, (LabeledStmt *)s->target));
        return;
    }
    for (uint32_t i = f->targets.n; i-- > 0;) {
        Target *t = &f->targets.p[i];
        if (t->stmt != s->target) continue;
        if (s->tok == TOK_BREAK)
            lower_jump(f, IR_BREAK, t->brk);
        else
            lower_jump(f, IR_CONTINUE, t->cont);
        return;
    }
    UG_ASSERT(f->range);
    lower_range_leave(f, s);
}

static void store_result(Fn *f, uint32_t i, IrVal v)
{
    IrPlace *p = lower_var_place(f, lower_var(f, f->root->results.p[i]));
    lower_store(f, p, lower_assign_conv(f, v, p->type), false);
}

static Type *result_type(Fn *f, uint32_t i) { return f->root->ir->results.p[i]->type; }

void lower_emit_return(Fn *f)
{
    if (f->range)
        lower_range_leave(f, NULL);
    else
        lower_emit(f, IR_RETURN, 0);
}

// The values are complete before the first result variable changes; a panic on the way leaves them all as they were.
void lower_return(Fn *f, ReturnStmt *s)
{
    uint32_t n = f->root->results.n;
    if (s->results.n == 1 && n == 1) {
        Object *r = f->root->results.p[0];
        if (!f->root->has_defer_stmt && !f->range && (!r->name || !r->name->s.n))
            lower_expr_into(f, s->results.p[0], lower_var_place(f, lower_var(f, r)), INTO_ANY);
        else
            store_result(f, 0, lower_expr_to(f, s->results.p[0], result_type(f, 0)));
    } else if (s->results.n) {
        IrVals vals = {0};
        if (s->results.n == n) lower_order(f, s->results.p, n);
        if (s->results.n == n)
            for (uint32_t i = 0; i < n; i++)
                vec_push(f->arena, &vals, lower_stable(f, lower_expr_to(f, s->results.p[i], result_type(f, i))));
        else
            lower_expr_multi(f, s->results.p[0], &vals);
        for (uint32_t i = 0; i < n; i++) vals.p[i] = lower_assign_conv(f, vals.p[i], result_type(f, i));
        for (uint32_t i = 0; i < n; i++) store_result(f, i, vals.p[i]);
    }
    lower_emit_return(f);
}

void lower_stmt(Fn *f, Stmt *s)
{
    const IrBlock *block = f->cur;
    const IrStmt *before = f->cur->last;
    f->pos = s->node.pos;
    switch (s->node.kind) {
    case NODE_EmptyStmt: break;
    case NODE_LabeledStmt: labeled(f, (LabeledStmt *)s); break;
    case NODE_BlockStmt: lower_stmts(f, ((BlockStmt *)s)->list); break;
    case NODE_ExprStmt: lower_discard(f, ((ExprStmt *)s)->x); break;
    case NODE_SendStmt: send(f, (SendStmt *)s); break;
    case NODE_DeclStmt: decl(f, (DeclStmt *)s); break;
    case NODE_AssignStmt: lower_assign(f, (AssignStmt *)s); break;
    case NODE_GoStmt: lower_go(f, ((GoStmt *)s)->call, false); break;
    case NODE_DeferStmt: lower_go(f, ((DeferStmt *)s)->call, true); break;
    case NODE_ReturnStmt: lower_return(f, (ReturnStmt *)s); break;
    case NODE_BranchStmt: lower_branch(f, (BranchStmt *)s); break;
    case NODE_IfStmt: if_stmt(f, (IfStmt *)s); break;
    case NODE_ForStmt:
        if (((ForStmt *)s)->is_range)
            lower_range(f, (ForStmt *)s);
        else
            lower_for(f, (ForStmt *)s);
        break;
    case NODE_SwitchStmt: lower_switch(f, (SwitchStmt *)s); break;
    case NODE_SelectStmt: lower_select(f, (SelectStmt *)s); break;
    default: BUG("%.*s: a statement of kind %d", STR_FMT(f->ir->sym->go_name), s->node.kind);
    }
    if (f->in_bench_loop && (s->node.kind == NODE_ExprStmt || s->node.kind == NODE_AssignStmt))
        lower_keep_alive(f, s, block, before);
}

void lower_stmts(Fn *f, StmtList l)
{
    uint32_t depth = f->loop_depth; // a label that gotos loop to raises it for the rest of the list
    uint32_t labelled = 0;          // statements up to the last that a goto may reach
    for (uint32_t i = 0; i < l.n; i++)
        if (l.p[i]->node.kind == NODE_LabeledStmt) labelled = i + 1;
    for (uint32_t i = 0; i < l.n && (i < labelled || !ir_block_ends(f->cur)); i++) lower_stmt(f, l.p[i]);
    f->loop_depth = depth;
}
