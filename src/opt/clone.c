// Copying IR from one function into another: statements, places, locals, and the function
// literals made in them, which must be separate functions for escape analysis to judge each.
#include "opt/clone.h"

void clone_init(Clone *c, IrFunc *to, const IrInline *inl)
{
    *c = (Clone){.to = to, .unit = to->unit, .arena = to->arena, .inl = inl, .reanalyse = true};
    map_init(&c->locals, c->arena);
    map_init(&c->values, c->arena);
    map_init(&c->targets, c->arena);
}

IrLocal *clone_local(Clone *c, IrLocal *l, IrLocalKind kind)
{
    IrLocal *copy = ptrmap_get(&c->locals, l);
    if (copy) return copy;
    copy = ir_local_new(c->to, kind, l->type, l->name, l->pos);
    copy->index = l->index;
    copy->addressed = l->addressed;
    copy->heap = l->addressed;
    copy->loop_depth = l->loop_depth;
    ptrmap_put(&c->locals, l, copy);
    return copy;
}

static IrLocal *local(Clone *c, IrLocal *l) { return l ? clone_local(c, l, l->kind) : NULL; }

static IrVal value(Clone *c, IrVal v)
{
    if (v.kind != IRV_LOCAL) return v;
    IrVal *other = ptrmap_get(&c->values, v.local);
    if (other) return *other;
    v.local = local(c, v.local);
    return v;
}

static IrPlace *place(Clone *c, const IrPlace *p)
{
    if (!p) return NULL;
    IrPlace *copy = ARENA_NEW(c->arena, IrPlace);
    *copy = *p;
    if (p->base == IRB_LOCAL) {
        IrVal *other = ptrmap_get(&c->values, p->local);
        copy->local = other ? other->local : local(c, p->local);
    }
    if (p->base == IRB_DEREF || p->base == IRB_ELEM) copy->ptr = value(c, p->ptr);
    if (p->base == IRB_ELEM) copy->index = value(c, p->index);
    copy->steps.p = NULL;
    copy->steps.n = copy->steps.cap = 0;
    for (uint32_t i = 0; i < p->steps.n; i++) {
        IrStep step = p->steps.p[i];
        if (step.is_index) step.index = value(c, step.index);
        vec_push(c->arena, &copy->steps, step);
    }
    return copy;
}

// The chain of inlined calls of a copy: that of the original under the one at hand.
static const IrInline *chain(Clone *c, const IrInline *inl)
{
    if (!inl) return c->inl;
    IrInline *copy = ARENA_NEW(c->arena, IrInline);
    *copy = *inl;
    copy->parent = chain(c, inl->parent);
    return copy;
}

static void copy_call(Clone *c, IrCall *to, const IrCall *from)
{
    *to = *from;
    to->callee = value(c, from->callee);
    to->results = ARENA_ARRAY(c->arena, IrLocal *, from->nresults);
    for (uint32_t i = 0; i < from->nresults; i++) to->results[i] = local(c, from->results[i]);
}

static void copy_switch(Clone *c, IrSwitch *to, const IrSwitch *from)
{
    for (uint32_t i = 0; i < from->cases.n; i++) {
        IrCase k = {.is_default = from->cases.p[i].is_default, .values = from->cases.p[i].values};
        vec_push(c->arena, &to->cases, k);
        clone_block(c, &from->cases.p[i].body, &to->cases.p[i].body);
    }
}

static void copy_select(Clone *c, IrSelect *to, const IrSelect *from)
{
    to->has_default = from->has_default;
    for (uint32_t i = 0; i < from->cases.n; i++) {
        IrSelectCase k = from->cases.p[i];
        k.chan = value(c, k.chan);
        k.value = value(c, k.value);
        k.dst = local(c, k.dst);
        k.ok = local(c, k.ok);
        vec_push(c->arena, &to->cases, k);
    }
}

static void copy_extension(Clone *c, IrStmt *to, const IrStmt *from)
{
    switch ((IrOp)from->op) {
    case IR_CLOSURE:
        to->func = from->func->def && from->func->def->captures.n ? clone_closure(c, from->func->def)->sym : from->func;
        return;
    case IR_BREAK:
    case IR_CONTINUE:
    case IR_GOTO: to->target = ptrmap_get(&c->targets, from->target); return;
    case IR_DEFER: to->slot = from->slot; return;
    case IR_STORE:
    case IR_MOVE: to->assign = from->assign; return;
    case IR_CALL: copy_call(c, to->call, from->call); return;
    case IR_IF:
        to->if_->likely = from->if_->likely;
        to->if_->unlikely = from->if_->unlikely;
        clone_block(c, &from->if_->then, &to->if_->then);
        clone_block(c, &from->if_->els, &to->if_->els);
        return;
    case IR_LOOP:
        to->loop->used_break = from->loop->used_break;
        to->loop->used_continue = from->loop->used_continue;
        clone_block(c, &from->loop->body, &to->loop->body);
        clone_block(c, &from->loop->post, &to->loop->post);
        return;
    case IR_BLOCK: clone_block(c, &from->block->body, &to->block->body); return;
    case IR_SWITCH: copy_switch(c, to->switch_, from->switch_); return;
    case IR_SELECT: copy_select(c, to->select, from->select); return;
    default: return;
    }
}

static IrStmt *copy_stmt(Clone *c, const IrStmt *s)
{
    bool leaves = s->op == IR_RETURN && c->return_to;
    IrStmt *copy = ir_stmt_new(c->to, leaves ? IR_BREAK : s->op, s->pos, s->nargs);
    copy->inl = chain(c, s->inl);
    if (leaves) {
        copy->target = c->return_to;
        return copy;
    }
    if (!c->reanalyse) copy->escapes = s->escapes;
    copy->checked = s->checked;
    copy->noinit = s->noinit;
    copy->fresh = s->fresh;
    copy->newline = s->newline;
    copy->borrow = s->borrow;
    copy->implicit = s->implicit;
    copy->expr = s->expr;
    copy->type = s->type;
    copy->dst = local(c, s->dst);
    copy->dst2 = local(c, s->dst2);
    for (uint32_t i = 0; i < s->nargs; i++) copy->args[i] = value(c, s->args[i]);
    copy->place = place(c, s->place);
    copy->src = place(c, s->src);
    ptrmap_put(&c->targets, s, copy);
    copy_extension(c, copy, s);
    return copy;
}

void clone_block(Clone *c, const IrBlock *from, IrBlock *to)
{
    for (const IrStmt *s = from->first; s; s = s->next) ir_append(to, copy_stmt(c, s));
}

static void clone_list(Clone *c, IrLocal **from, uint32_t n, IrFunc *f, int which)
{
    for (uint32_t i = 0; i < n; i++) {
        IrLocal *l = local(c, from[i]);
        if (which == 0)
            vec_push(f->arena, &f->params, l);
        else
            vec_push(f->arena, &f->results, l);
    }
}

static bool name_taken(const IrUnit *u, Str name)
{
    for (uint32_t i = 0; i < u->funcs.n; i++)
        if (str_eq(u->funcs.p[i]->sym->csym, name)) return true;
    return false;
}

IrFunc *clone_closure(Clone *c, IrFunc *f)
{
    Arena *a = c->arena;
    IrFunc *copy = ARENA_NEW(a, IrFunc);
    IrSym *sym = ARENA_NEW(a, IrSym);
    *sym = *f->sym;
    sym->def = copy;
    sym->is_static = true;
    sym->is_weak = sym->is_linknamed = sym->is_external = false;
    sym->escape = NULL;
    for (uint32_t i = 1; sym->csym.p == f->sym->csym.p || name_taken(c->unit, sym->csym); i++)
        sym->csym = str_from(arena_printf(a, "%.*s$%.*s$%u", STR_FMT(c->to->sym->csym), STR_FMT(f->sym->csym), i));
    *copy = (IrFunc){.sym = sym,
                     .sig = f->sig,
                     .pos = f->pos,
                     .end_pos = f->end_pos,
                     .parent = c->to,
                     .lit = f->lit,
                     .has_defer = f->has_defer,
                     .defer_list = f->defer_list,
                     .may_recover = f->may_recover,
                     .has_closure_ctx = f->has_closure_ctx,
                     .has_recv = f->has_recv,
                     .ndefer_slots = f->ndefer_slots,
                     .nlabels = f->nlabels,
                     .came_with = c->inl             ? c->inl
                                  : c->to->came_with ? c->to->came_with
                                                     : f->came_with,
                     .arena = a,
                     .unit = c->unit};
    vec_push(a, &c->unit->funcs, copy);
    Clone inner;
    clone_init(&inner, copy, NULL);
    clone_list(&inner, f->params.p, f->params.n, copy, 0);
    clone_list(&inner, f->results.p, f->results.n, copy, 1);
    for (uint32_t i = 0; i < f->results.n; i++) copy->results.p[i]->is_volatile = f->results.p[i]->is_volatile;
    for (uint32_t i = 0; i < f->captures.n; i++) {
        IrCapture cap = f->captures.p[i];
        cap.local = local(&inner, cap.local);
        vec_push(a, &copy->captures, cap);
    }
    clone_block(&inner, &f->body, &copy->body);
    return copy;
}
