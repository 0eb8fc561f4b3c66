// Stores that put into an object what was found in the same object, as b.buf = b.buf[n:].
//
// They add nothing to what can be reached from the object, so escape analysis leaves them out; a
// store through a pointer counts as one to the heap otherwise. gc recognises its trees, this the
// chain of definitions from the value stored back to a load through the same pointer, which also
// finds what inlining brought together. A pointer that was itself loaded is the same if it was
// loaded from the same place and nothing was written in between.
#include "opt/escape.h"

typedef struct Search {
    const IrLocal *local;
    bool found;
} Search;

static void see_def(IrLocal **l, void *ctx)
{
    Search *s = ctx;
    if (*l == s->local) s->found = true;
}

static void no_block(IrBlock *b, void *ctx)
{
    (void)b;
    *(bool *)ctx = false;
}

// Whether between `from` and `to`, of one block, nothing defines l (may be NULL) and, if asked, nothing is written.
static bool undisturbed(const IrStmt *from, IrStmt *to, const IrLocal *l, bool no_writes)
{
    bool plain = true;
    for (IrStmt *s = to->prev; s && plain; s = s->prev) {
        if (s == from) return true;
        if (no_writes && (ir_op_props(s->op) & (IRP_WRITES | IRP_CALLS))) return false;
        Search search = {.local = l};
        ir_each_def(s, see_def, &search);
        if (search.found) return false;
        ir_each_sub_block(s, no_block, &plain);
    }
    return false;
}

static bool same_index(const IrVal *a, const IrVal *b)
{
    int64_t x, y;
    if (a->kind != b->kind) return false;
    if (a->kind == IRV_CONST) return num_int64_value(a->value, &x) && num_int64_value(b->value, &y) && x == y;
    return a->kind == IRV_LOCAL && a->local == b->local;
}

static bool same_pointer(Escape *e, IrVal a, IrVal b, const IrStmt *load, IrStmt *store);

static bool same_place(Escape *e, const IrPlace *a, const IrPlace *b, const IrStmt *load, IrStmt *store)
{
    if (a->base != b->base || a->base == IRB_GLOBAL || a->steps.n != b->steps.n) return false;
    for (uint32_t i = 0; i < a->steps.n; i++) {
        const IrStep *x = &a->steps.p[i], *y = &b->steps.p[i];
        if (x->is_index != y->is_index) return false;
        if (x->is_index ? !same_index(&x->index, &y->index) : x->field != y->field) return false;
    }
    if (a->base == IRB_LOCAL) return a->local == b->local;
    if (a->base == IRB_ELEM && !same_index(&a->index, &b->index)) return false;
    return same_pointer(e, a->ptr, b->ptr, load, store);
}

// What v is a copy of, as long as that does not change before the store.
static IrVal copied(Escape *e, IrVal v, IrStmt *store)
{
    for (int steps = 0; v.kind == IRV_LOCAL && steps < 16; steps++) {
        IrStmt *def = escape_only_def(e, v.local);
        if (!def || (def->op != IR_MOV && def->op != IR_CAST) || def->args[0].kind != IRV_LOCAL) return v;
        const DefInfo *d = ptrmap_get(&e->defs, def->args[0].local);
        if (!(d && d->ndefs == 1) && !undisturbed(def, store, def->args[0].local, false)) return v;
        v = def->args[0];
    }
    return v;
}

static bool same_pointer(Escape *e, IrVal a, IrVal b, const IrStmt *load, IrStmt *store)
{
    a = copied(e, a, store);
    b = copied(e, b, store);
    if (a.kind != IRV_LOCAL || b.kind != IRV_LOCAL) return false;
    const DefInfo *d = ptrmap_get(&e->defs, a.local);
    if (a.local == b.local) return (d && d->ndefs == 1) || undisturbed(load, store, a.local, false);
    IrStmt *x = escape_only_def(e, a.local), *y = escape_only_def(e, b.local);
    if (!x || !y || x->op != y->op) return false;
    switch ((IrOp)x->op) {
    case IR_PTR: return same_pointer(e, x->args[0], y->args[0], load, store);
    case IR_LOAD:
        return undisturbed(x, store, NULL, true) && undisturbed(y, store, NULL, true) &&
               same_place(e, x->place, y->place, load, store);
    default: return false;
    }
}

static bool through_pointer(const IrPlace *p) { return p->base == IRB_DEREF || p->base == IRB_ELEM; }

static bool see_call(Node *n, void *ctx)
{
    if (n->kind == NODE_Call && ((Call *)n)->e.mode != MODE_CONST && !((Call *)n)->conversion) *(bool *)ctx = true;
    return n->kind != NODE_FuncLit;
}

// gc makes no statement about assignments with calls.
static bool has_calls(const AssignStmt *s)
{
    bool found = false;
    if (s) ast_walk((Node *)&s->s.node, see_call, &found);
    return found;
}

bool escape_puts_back(Escape *e, IrStmt *s)
{
    if (!through_pointer(s->place) || has_calls(s->assign)) return false;
    if (s->op == IR_MOVE) return through_pointer(s->src) && same_pointer(e, s->place->ptr, s->src->ptr, s, s);
    IrVal v = s->args[0];
    for (int steps = 0; v.kind == IRV_LOCAL && steps < 16; steps++) {
        IrStmt *def = escape_only_def(e, v.local);
        if (!def) return false;
        if (def->op == IR_LOAD)
            return through_pointer(def->place) && same_pointer(e, s->place->ptr, def->place->ptr, def, s);
        if (def->op != IR_MOV && def->op != IR_CAST && def->op != IR_SLICE) return false;
        v = def->args[0];
    }
    return false;
}
