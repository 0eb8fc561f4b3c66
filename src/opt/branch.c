// Branches that the C compiler should leave as branches.
//
// gcc turns `if c { x = y }` into a conditional move when the cost of the instructions says so. It does not ask what
// waits for x: a branch is predicted, and what follows begins at once; a conditional move waits for c. In a loop that
// hands x on from turn to turn the wait is in every turn. Two kinds are told apart here (IrIf.branch):
//	in a case of a loop's switch, x a value that the next turn finds its place with: an interpreter's program counter
//	in a loop, several floats: without a conditional move of their own they take three instructions each
// Others are left to gcc: where a search or a heap goes is seldom predicted, and there the move is the better.
#include "opt/facts.h"

enum { DISPATCH_CASES = 4, FLOATS_MOST = 1 };

typedef struct Branches {
    Arena *arena;
    IrFunc *f;
    bool *places; // by local: used to find something in memory; NULL: not asked for yet
    bool changed;
    int loops;
    bool dispatch; // within a case of a switch in a loop
} Branches;

// ---- What finds places
static void mark(Branches *b, const IrVal *v)
{
    if (v->kind != IRV_LOCAL || b->places[v->local->id]) return;
    b->places[v->local->id] = b->changed = true;
}

static void mark_place(Branches *b, const IrPlace *p)
{
    if (!p) return;
    if (p->base == IRB_DEREF || p->base == IRB_ELEM) mark(b, &p->ptr);
    if (p->base == IRB_ELEM) mark(b, &p->index);
    for (uint32_t i = 0; i < p->steps.n; i++)
        if (p->steps.p[i].is_index) mark(b, &p->steps.p[i].index);
}

static bool passes_on(IrOp op)
{
    return op == IR_MOV || op == IR_ADD || op == IR_SUB || op == IR_AND || op == IR_MUL || op == IR_SHL ||
           op == IR_CONV;
}

static void mark_block(IrBlock *block, void *ctx)
{
    Branches *b = ctx;
    for (IrStmt *s = block->first; s; s = s->next) {
        mark_place(b, s->place);
        mark_place(b, s->src);
        if (s->op == IR_BOUNDS) mark(b, &s->args[0]);
        if (s->dst && b->places[s->dst->id] && passes_on((IrOp)s->op))
            for (uint32_t i = 0; i < s->nargs; i++) mark(b, &s->args[i]);
        ir_each_sub_block(s, mark_block, b);
    }
}

static bool finds_place(Branches *b, const IrLocal *l)
{
    if (!b->places) {
        b->places = ARENA_ARRAY(b->arena, bool, b->f->locals.n + 1);
        do {
            b->changed = false;
            mark_block(&b->f->body, b);
        } while (b->changed);
    }
    return b->places[l->id];
}

// ---- What is assigned
static uint32_t floats_in(const Type *t)
{
    Type *u = type_under((Type *)t);
    switch (type_basic_kind(u)) {
    case BASIC_FLOAT32:
    case BASIC_FLOAT64: return 1;
    case BASIC_COMPLEX64:
    case BASIC_COMPLEX128: return 2;
    default: break;
    }
    uint32_t n = 0;
    if (u->kind == TYP_STRUCT)
        for (uint32_t i = 0; i < ((Struct *)u)->fields.n; i++) n += floats_in(((Struct *)u)->fields.p[i]->type);
    return n;
}

typedef struct Assigns {
    uint32_t floats;
    bool place, other;
} Assigns;

static void see_assigns(Branches *b, const IrBlock *block, Assigns *out)
{
    for (const IrStmt *s = block->first; s; s = s->next) {
        const IrPlace *to = s->op == IR_STORE || s->op == IR_ZERO ? s->place : NULL;
        if (to && to->base == IRB_LOCAL) {
            out->floats += floats_in(to->type);
        } else if (s->dst && s->dst->kind != IRL_MAPITER && !s->dst2 && (ir_op_props(s->op) & ~IRP_READS) == 0) {
            if (s->dst->kind == IRL_TEMP) continue;
            out->floats += floats_in(s->dst->type);
            out->place |= b->dispatch && finds_place(b, s->dst);
        } else {
            out->other = true;
        }
    }
}

static void walk(IrBlock *block, void *ctx)
{
    Branches *b = ctx;
    for (IrStmt *s = block->first; s; s = s->next) {
        bool dispatch = b->dispatch;
        if (s->op == IR_IF && b->loops) {
            Assigns a = {0};
            see_assigns(b, &s->if_->then, &a);
            see_assigns(b, &s->if_->els, &a);
            s->if_->branch = !a.other && (a.place || a.floats > FLOATS_MOST);
        }
        if (s->op == IR_LOOP) b->dispatch = false;
        if (s->op == IR_SWITCH) b->dispatch |= b->loops && s->switch_->cases.n >= DISPATCH_CASES;
        b->loops += s->op == IR_LOOP;
        ir_each_sub_block(s, walk, b);
        b->loops -= s->op == IR_LOOP;
        b->dispatch = dispatch;
    }
}

void opt_branches(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    (void)opt;
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        Arena *a = arena_new("branches");
        Branches b = {.arena = a, .f = u->funcs.p[i]};
        walk(&u->funcs.p[i]->body, &b);
        arena_free(a);
    }
}
