// Liveness of a function's locals, and of the objects of its frame that pointers lead to.
//
// Backwards over the structure; where jumps go to keeps its set between rounds, which are repeated until no set
// grows. A local that lives in memory (`addressed`) is an object: any mention counts as a read, and it is live as
// long as a live local, or what lies in a live object, may hold its address. Which may is found without regard to
// order: what goes into a statement may be in its results. An address stored through a pointer, or given to a
// deferred call, may be anywhere from then on (stuck), unless that pointer leads to variables of the frame only.
//
// Requires escape analysis: an address that a callee keeps belongs to a variable on the heap, not to a frame.
#include "opt/live.h"

LocalSet live_set(Live *lv) { return ARENA_ARRAY(lv->arena, uint64_t, lv->words); }

static bool join(const Live *lv, LocalSet to, const uint64_t *from)
{
    bool grew = false;
    for (uint32_t i = 0; i < lv->words; i++) {
        grew |= (from[i] & ~to[i]) != 0;
        to[i] |= from[i];
    }
    return grew;
}

static void copy(const Live *lv, LocalSet to, const uint64_t *from) { memcpy(to, from, lv->words * sizeof *to); }

static LocalSet set_of(Live *lv, PtrMap *map, const IrStmt *s)
{
    LocalSet set = ptrmap_get(map, s);
    if (!set) ptrmap_put(map, s, set = live_set(lv));
    return set;
}

// ---- Uses
static void mention(IrVal *v, void *set)
{
    if (v->kind == IRV_LOCAL) set_add(set, v->local->id);
}

void live_mentions(const IrStmt *s, LocalSet out)
{
    ir_each_use((IrStmt *)s, mention, out); // the visitor takes a mutable statement; nothing here changes it
    if (s->place && s->place->base == IRB_LOCAL) set_add(out, s->place->local->id);
    if (s->src && s->src->base == IRB_LOCAL) set_add(out, s->src->local->id);
}

// Operands that cgen may hand over by their address lie in memory.
static bool in_memory(const IrStmt *s)
{
    return ir_op_props(s->op) != IRP_PURE && s->op != IR_LOAD && s->op != IR_STORE && s->op != IR_CALL;
}

static void kill(IrLocal **l, void *set) { set_del(set, (*l)->id); }

// ---- Backwards
static void walk_back(Live *lv, const IrBlock *b, LocalSet live);

static void walk_branches(Live *lv, IrStmt *s, LocalSet live)
{
    LocalSet all = live_set(lv), one = live_set(lv);
    bool every = false;
    if (s->op == IR_IF) {
        copy(lv, all, live);
        walk_back(lv, &s->if_->then, all);
        walk_back(lv, &s->if_->els, live);
        join(lv, live, all);
        return;
    }
    for (uint32_t i = 0; i < s->switch_->cases.n; i++) {
        copy(lv, one, live);
        walk_back(lv, &s->switch_->cases.p[i].body, one);
        join(lv, all, one);
        every |= s->switch_->cases.p[i].is_default;
    }
    if (every)
        copy(lv, live, all);
    else
        join(lv, live, all);
}

static void walk_loop(Live *lv, IrStmt *s, LocalSet live)
{
    LocalSet again = set_of(lv, &lv->at_label, s); // the body's beginning
    copy(lv, set_of(lv, &lv->at_break, s), live);
    copy(lv, live, again);
    walk_back(lv, &s->loop->post, live);
    copy(lv, set_of(lv, &lv->at_continue, s), live);
    walk_back(lv, &s->loop->body, live);
    lv->changed |= join(lv, again, live);
}

static void walk_return(Live *lv, LocalSet live)
{
    memset(live, 0, lv->words * sizeof *live);
    for (uint32_t i = 0; i < lv->f->results.n; i++) set_add(live, lv->f->results.p[i]->id);
}

static void walk_stmt(Live *lv, IrStmt *s, LocalSet live)
{
    copy(lv, set_of(lv, &lv->after, s), live);
    switch ((IrOp)s->op) {
    case IR_BREAK: copy(lv, live, set_of(lv, &lv->at_break, s->target)); return;
    case IR_CONTINUE: copy(lv, live, set_of(lv, &lv->at_continue, s->target)); return;
    case IR_GOTO: copy(lv, live, set_of(lv, &lv->at_label, s->target)); return;
    case IR_LABEL: lv->changed |= join(lv, set_of(lv, &lv->at_label, s), live); return;
    case IR_RETURN:
    case IR_PANIC:
    case IR_UNREACHABLE: walk_return(lv, live); break;
    case IR_IF:
    case IR_SWITCH: walk_branches(lv, s, live); break;
    case IR_LOOP: walk_loop(lv, s, live); return;
    case IR_BLOCK:
        copy(lv, set_of(lv, &lv->at_break, s), live);
        walk_back(lv, &s->block->body, live);
        return;
    default: {
        ir_each_def(s, kill, live);
        if (ir_op_props(s->op) != IRP_PURE && s->op != IR_LOAD) join(lv, lv->crossing, live);
        if (in_memory(s)) live_mentions(s, lv->crossing);
    }
    }
    live_mentions(s, live);
}

static void walk_back(Live *lv, const IrBlock *b, LocalSet live)
{
    for (IrStmt *s = b->last; s; s = s->prev) walk_stmt(lv, s, live);
}

// ---- Addresses
static bool carries(const IrLocal *l)
{
    return !l->type || type_has_pointers(l->type) || type_basic_kind(l->type) == BASIC_UINTPTR;
}

typedef struct Flow {
    Live *lv;
    LocalSet in; // addresses that go into the statement
} Flow;

static void flow_in(IrVal *v, void *ctx)
{
    Flow *fl = ctx;
    if (v->kind == IRV_LOCAL) join(fl->lv, fl->in, fl->lv->holds[v->local->id]);
}

static void flow_out(IrLocal **l, void *ctx)
{
    Flow *fl = ctx;
    if (carries(*l)) fl->lv->changed |= join(fl->lv, fl->lv->holds[(*l)->id], fl->in);
}

static void flow_place(Flow *fl, const IrPlace *p, bool address)
{
    if (p && p->base == IRB_LOCAL) {
        join(fl->lv, fl->in, fl->lv->holds[p->local->id]);
        if (address) set_add(fl->in, p->local->id);
    }
}

// A function literal may put one of its arguments in a variable that it captured.
static void flow_call(Live *lv, const uint64_t *in)
{
    for (uint32_t i = 0; i < lv->n; i++)
        if (set_has(in, i)) lv->changed |= join(lv, lv->holds[i], in);
}

// Through a pointer to variables of the frame alone. What else a pointer may lead to, a frame's address is not put
// there, or its variable would be on the heap: but objects without a name, which allocations that don't escape make.
static bool flow_store(Live *lv, const IrPlace *p, const uint64_t *in)
{
    const uint64_t *to = p->base != IRB_GLOBAL && p->ptr.kind == IRV_LOCAL ? lv->holds[p->ptr.local->id] : NULL;
    bool any = false;
    if (!to || set_has(to, lv->n)) return false;
    for (uint32_t i = 0; i < lv->n; i++) {
        if (!set_has(to, i)) continue;
        lv->changed |= join(lv, lv->holds[i], in);
        any = true;
    }
    return any;
}

static void flow_stmt(Live *lv, IrStmt *s, LocalSet in)
{
    Flow fl = {lv, in};
    bool stores = s->op == IR_STORE || s->op == IR_MOVE, direct = s->place && s->place->base == IRB_LOCAL;
    memset(in, 0, lv->words * sizeof *in);
    if (stores && !direct) { // the pointer stored through is not stored
        for (uint32_t i = 0; i < s->nargs; i++) flow_in(&s->args[i], &fl);
        if (s->src) flow_place(&fl, s->src, false);
        if (s->src && s->src->base != IRB_LOCAL) flow_in(&s->src->ptr, &fl);
    } else {
        ir_each_use(s, flow_in, &fl);
        flow_place(&fl, s->place, s->op == IR_ADDR);
        flow_place(&fl, s->src, false);
    }
    live_reach(lv, in);
    if (ir_op_props(s->op) & IRP_ALLOCS && s->op != IR_DECL) set_add(in, lv->n);
    ir_each_def(s, flow_out, &fl);
    if (stores && direct) flow_out(&s->place->local, &fl);
    if (s->op == IR_CALL) flow_call(lv, in);
    bool elsewhere = (stores && !direct && !flow_store(lv, s->place, in)) || s->op == IR_DEFER || s->op == IR_SEND ||
                     s->op == IR_SELECT || s->op == IR_APPEND || s->op == IR_APPEND_SLICE || s->op == IR_COPY;
    if (elsewhere) lv->changed |= join(lv, lv->stuck, in);
}

typedef struct Walk {
    Live *lv;
    LocalSet scratch;
} Walk;

static void flow_block(IrBlock *b, void *ctx)
{
    Walk *w = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        flow_stmt(w->lv, s, w->scratch);
        ir_each_sub_block(s, flow_block, w);
    }
}

void live_reach(const Live *lv, LocalSet s)
{
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < lv->n; i++)
            if (set_has(s, i)) more |= join(lv, s, lv->holds[i]);
    }
}

void live_solve(Live *lv, IrFunc *f, Arena *a)
{
    *lv = (Live){.arena = a, .f = f, .n = f->locals.n, .words = f->locals.n / 64 + 1};
    map_init(&lv->after, a);
    map_init(&lv->at_break, a);
    map_init(&lv->at_continue, a);
    map_init(&lv->at_label, a);
    lv->crossing = live_set(lv);
    lv->stuck = live_set(lv);
    lv->holds = ARENA_ARRAY(a, LocalSet, f->locals.n + 1);
    for (uint32_t i = 0; i < f->locals.n; i++) lv->holds[i] = live_set(lv);
    Walk w = {lv, live_set(lv)};
    do {
        lv->changed = false;
        flow_block(&f->body, &w);
    } while (lv->changed);
    LocalSet live = live_set(lv);
    do {
        lv->changed = false;
        walk_return(lv, live);
        walk_back(lv, &f->body, live);
    } while (lv->changed);
}
