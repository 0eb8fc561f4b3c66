// for b.Loop() { … } of testing.B: what the statements of the body compute is kept alive.
//
// The results of calls, or the arguments of calls that have none, and what is assigned, count as
// used after each statement, so that the loop measures what is written. Nested blocks take part,
// function literals do not.
#include "lower/context.h"

// Whether the condition is a plain call of (*testing.B).Loop.
bool lower_is_bench_loop(const ForStmt *s)
{
    if (s->is_range || s->init || s->post || !s->cond) return false;
    const Expr *x = ast_unparen(s->cond);
    if (x->node.kind != NODE_Call) return false;
    x = ast_unparen(((const Call *)x)->fun);
    if (x->node.kind != NODE_Selector || !((const Selector *)x)->selection) return false;
    const Object *o = ((const Selector *)x)->selection->obj;
    return o->kind == OBJ_FUNC && o->pkg && str_eqz(o->pkg->path, "testing") && str_eqz(o->name->s, "Loop") &&
           o->ptr_recv;
}

static void keep(Fn *f, IrVal v)
{
    if (v.kind == IRV_LOCAL) lower_emit(f, IR_KEEPALIVE, 1)->args[0] = v;
}

// The variable that an assignment changes at least a part of; NULL: it changes something else.
static Expr *root_of(Expr *e)
{
    for (;;) {
        e = ast_unparen(e);
        switch ((NodeKind)e->node.kind) {
        case NODE_Selector: e = ((Selector *)e)->x; break;
        case NODE_Index: e = ((Index *)e)->x; break;
        case NODE_Name: return e->mode == MODE_VAR ? e : NULL;
        default: return NULL;
        }
    }
}

static void keep_assigned(Fn *f, const AssignStmt *s)
{
    for (uint32_t i = 0; i < s->lhs.n; i++) {
        Expr *x = ast_unparen(s->lhs.p[i]), *root = root_of(x);
        bool through = x->node.kind == NODE_Star && ast_unparen(((Star *)x)->x)->node.kind == NODE_Name;
        if (root || through) keep(f, lower_expr(f, root ? root : x));
    }
}

void lower_keep_alive(Fn *f, Stmt *s, const IrBlock *block, const IrStmt *before)
{
    if (f->cur != block || ir_block_ends(f->cur)) return;
    IrVals used = {0};
    for (IrStmt *t = before ? before->next : block->first; t; t = t->next) {
        if (t->op != IR_CALL) continue;
        bool results = false;
        for (uint32_t i = 0; i < t->call->nresults; i++) {
            if (!t->call->results[i]) continue;
            vec_push(f->arena, &used, ir_val_local(t->call->results[i]));
            results = true;
        }
        for (uint32_t i = 0; !results && i < t->nargs; i++) vec_push(f->arena, &used, t->args[i]);
    }
    for (uint32_t i = 0; i < used.n; i++) keep(f, used.p[i]);
    if (s->node.kind == NODE_AssignStmt) keep_assigned(f, (const AssignStmt *)s);
}
