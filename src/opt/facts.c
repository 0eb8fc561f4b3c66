// Definitions and uses of a function's locals, counted in one walk.
//
// A DECL that zeroes counts as a definition, one that does not (noinit) doesn't; parameters and
// captures are defined by the caller.
#include "opt/facts.h"

static struct FactLocal *slot(Facts *fa, const IrLocal *l) { return &fa->locals[l->id]; }

typedef struct Walk {
    Facts *fa;
    IrStmt *s;
} Walk;

static void see_use(IrVal *v, void *ctx)
{
    if (v->kind == IRV_LOCAL) slot(((Walk *)ctx)->fa, v->local)->uses++;
}

static void see_def(IrLocal **l, void *ctx)
{
    Walk *w = ctx;
    if (w->s->op == IR_DECL && w->s->noinit) return;
    slot(w->fa, *l)->defs++;
    slot(w->fa, *l)->def = w->s;
}

// A store into a part changes the whole: one definition more, and none that is the only one.
static void see_place(Facts *fa, const IrPlace *p, bool written)
{
    if (!p || p->base != IRB_LOCAL) return;
    struct FactLocal *l = slot(fa, p->local);
    l->uses++;
    l->placed = true;
    if (written) l->defs += 2;
}

static void walk(IrBlock *b, void *ctx)
{
    Facts *fa = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        Walk w = {fa, s};
        ir_each_use(s, see_use, &w);
        ir_each_def(s, see_def, &w);
        see_place(fa, s->place, s->op == IR_STORE || s->op == IR_ZERO || s->op == IR_MOVE);
        see_place(fa, s->src, false);
        ir_each_sub_block(s, walk, fa);
    }
}

void facts_gather(Facts *fa, IrFunc *f, Arena *a)
{
    *fa = (Facts){.arena = a, .n = f->locals.n, .locals = ARENA_ARRAY(a, struct FactLocal, f->locals.n + 1)};
    walk(&f->body, fa);
    for (uint32_t i = 0; i < f->params.n; i++) slot(fa, f->params.p[i])->defs++;
    for (uint32_t i = 0; i < f->results.n; i++) slot(fa, f->results.p[i])->defs++;
    for (uint32_t i = 0; i < f->captures.n; i++)
        if (f->captures.p[i].local) slot(fa, f->captures.p[i].local)->defs++;
}

IrStmt *facts_def(const Facts *fa, const IrLocal *l)
{
    if (l->addressed || l->id >= fa->n || l->kind == IRL_MAPITER) return NULL;
    struct FactLocal *fl = &fa->locals[l->id];
    return fl->defs == 1 ? fl->def : NULL;
}

IrVal facts_origin(const Facts *fa, IrVal v)
{
    for (int i = 0; v.kind == IRV_LOCAL && i < 16; i++) {
        IrStmt *def = facts_def(fa, v.local);
        if (!def || def->op != IR_MOV || !type_identical(def->args[0].type, v.type)) break;
        if (def->args[0].kind == IRV_LOCAL && !facts_def(fa, def->args[0].local)) break; // its source may change
        v = def->args[0];
    }
    return v;
}
