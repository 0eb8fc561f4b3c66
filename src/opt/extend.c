// append(s, make([]T, n)...) lengthens s by n zero elements: no slice is made only to be copied.
//
// The make must stand right before the append and be used nowhere else, so nothing can see the
// difference; a negative n still panics as make does.
#include "opt/facts.h"

typedef struct Extend {
    Facts facts;
} Extend;

static bool is_plain_make(const IrStmt *s)
{
    return s && s->op == IR_NEW_SLICE && (s->nargs < 2 || s->args[1].kind == IRV_NONE);
}

static void walk(IrBlock *b, void *ctx)
{
    Extend *x = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        ir_each_sub_block(s, walk, x);
        IrStmt *make = s->prev;
        if (s->op != IR_APPEND_SLICE || !is_plain_make(make) || s->args[1].kind != IRV_LOCAL ||
            s->args[1].local != make->dst)
            continue;
        if (!facts_def(&x->facts, make->dst) || x->facts.locals[make->dst->id].uses != 1) continue;
        s->op = IR_EXTEND;
        s->args[1] = make->args[0];
        ir_remove(b, make);
    }
}

void opt_extend(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    (void)opt;
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        Arena *a = arena_new("extend");
        Extend x;
        facts_gather(&x.facts, u->funcs.p[i], a);
        walk(&u->funcs.p[i]->body, &x);
        arena_free(a);
    }
}
