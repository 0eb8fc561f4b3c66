// Visiting the parts of a statement: nested blocks, operands read, locals written.
#include "ir/ir.h"

void ir_each_sub_block(IrStmt *s, IrBlockVisit f, void *ctx)
{
    switch (s->op) {
    case IR_IF:
        f(&s->if_->then, ctx);
        f(&s->if_->els, ctx);
        break;
    case IR_LOOP:
        f(&s->loop->body, ctx);
        f(&s->loop->post, ctx);
        break;
    case IR_BLOCK: f(&s->block->body, ctx); break;
    case IR_SWITCH:
        for (uint32_t i = 0; i < s->switch_->cases.n; i++) f(&s->switch_->cases.p[i].body, ctx);
        break;
    default: break;
    }
}

static void each_place_use(IrPlace *p, IrValVisit f, void *ctx)
{
    if (!p) return;
    if (p->base == IRB_DEREF || p->base == IRB_ELEM) f(&p->ptr, ctx);
    if (p->base == IRB_ELEM) f(&p->index, ctx);
    for (uint32_t i = 0; i < p->steps.n; i++)
        if (p->steps.p[i].is_index) f(&p->steps.p[i].index, ctx);
}

void ir_each_use(IrStmt *s, IrValVisit f, void *ctx)
{
    for (uint32_t i = 0; i < s->nargs; i++) f(&s->args[i], ctx);
    each_place_use(s->place, f, ctx);
    each_place_use(s->src, f, ctx);
    if (s->op == IR_CALL && s->call->callee.kind != IRV_NONE) f(&s->call->callee, ctx); // static: a literal's context
    if (s->op == IR_SELECT)
        for (uint32_t i = 0; i < s->select->cases.n; i++) {
            IrSelectCase *c = &s->select->cases.p[i];
            f(&c->chan, ctx);
            if (c->send) f(&c->value, ctx);
        }
}

void ir_each_def(IrStmt *s, IrDefVisit f, void *ctx)
{
    if (s->dst) f(&s->dst, ctx);
    if (s->dst2) f(&s->dst2, ctx);
    if (s->op == IR_CALL)
        for (uint32_t i = 0; i < s->call->nresults; i++)
            if (s->call->results[i]) f(&s->call->results[i], ctx);
    if (s->op == IR_SELECT)
        for (uint32_t i = 0; i < s->select->cases.n; i++) {
            IrSelectCase *c = &s->select->cases.p[i];
            if (c->dst) f(&c->dst, ctx);
            if (c->ok) f(&c->ok, ctx);
        }
}

// Conservative: a loop ends its block only if nothing breaks out of it, a switch never does.
bool ir_block_ends(const IrBlock *b)
{
    const IrStmt *s = b->last;
    if (!s) return false;
    switch (s->op) {
    case IR_RETURN:
    case IR_PANIC:
    case IR_UNREACHABLE:
    case IR_BREAK:
    case IR_CONTINUE:
    case IR_GOTO: return true;
    case IR_SELECT: return s->select->cases.n == 0 && !s->select->has_default;
    case IR_LOOP: return !s->loop->used_break;
    case IR_IF: return ir_block_ends(&s->if_->then) && ir_block_ends(&s->if_->els);
    default: return false;
    }
}
