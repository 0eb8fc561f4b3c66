// First walk over a batch: how often and where each local is defined, how deep in loops it lives,
// which statement makes each closure; and what can be read off single definitions.
#include "opt/escape.h"

typedef struct Walk {
    Escape *e;
    IrFunc *f;
    int32_t depth;
    IrStmt *stmt;
    PtrMap *labels; // LABELs already passed
} Walk;

static DefInfo *info_of(Escape *e, IrLocal *l)
{
    DefInfo *d = ptrmap_get(&e->defs, l);
    if (d) return d;
    d = ARENA_NEW(e->arena, DefInfo);
    d->depth = INT32_MAX;
    ptrmap_put(&e->defs, l, d);
    return d;
}

static void mention(Walk *w, IrLocal *l)
{
    DefInfo *d = info_of(w->e, l);
    d->func = w->f;
    if (w->depth < d->depth) d->depth = w->depth;
}

static void see_use(IrVal *v, void *ctx)
{
    Walk *w = ctx;
    if (v->kind != IRV_LOCAL) return;
    mention(w, v->local);
    DefInfo *d = info_of(w->e, v->local);
    d->nuses++;
    d->ncalls += w->stmt->op == IR_NILCHECK || (w->stmt->op == IR_CALL && v == &w->stmt->call->callee);
}

static void see_def(IrLocal **l, void *ctx)
{
    Walk *w = ctx;
    mention(w, *l);
    DefInfo *d = info_of(w->e, *l);
    d->ndefs++;
    if (w->stmt->op == IR_DECL && w->stmt->noinit)
        d->ndecls++;
    else
        d->def = w->stmt;
}

static void see_place(Walk *w, IrPlace *p)
{
    if (p && p->base == IRB_LOCAL) mention(w, p->local);
}

static void find_looping(IrBlock *b, void *ctx)
{
    Walk *w = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_LABEL) ptrmap_put(w->labels, s, s);
        if (s->op == IR_GOTO && ptrmap_has(w->labels, s->target)) ptrmap_put(&w->e->looping, s->target, s);
        ir_each_sub_block(s, find_looping, w);
    }
}

static void walk_block(IrBlock *b, void *ctx)
{
    Walk *w = ctx;
    int32_t depth = w->depth;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_LABEL && ptrmap_has(&w->e->looping, s)) w->depth++; // for the rest of the block
        w->stmt = s;
        ir_each_use(s, see_use, w);
        ir_each_def(s, see_def, w);
        see_place(w, s->place);
        see_place(w, s->src);
        if (s->op == IR_CLOSURE && s->func->def) {
            IrFunc *f = s->func->def;
            ptrmap_put(&w->e->closures, f, ptrmap_has(&w->e->closures, f) ? (void *)f : (void *)s);
        }
        bool loop = s->op == IR_LOOP;
        w->depth += loop;
        ir_each_sub_block(s, walk_block, w);
        w->depth -= loop;
    }
    w->depth = depth;
}

static void outermost(Escape *e, IrFunc *f, IrLocal *l)
{
    DefInfo *d = info_of(e, l);
    d->func = f;
    d->depth = 0;
    d->ndefs++; // by the caller
}

void escape_defs(Escape *e)
{
    for (uint32_t i = 0; i < e->funcs.n; i++) {
        IrFunc *f = e->funcs.p[i];
        PtrMap labels;
        map_init(&labels, e->arena);
        Walk w = {.e = e, .f = f, .labels = &labels};
        find_looping(&f->body, &w);
        walk_block(&f->body, &w);
        for (uint32_t k = 0; k < f->params.n; k++) outermost(e, f, f->params.p[k]);
        for (uint32_t k = 0; k < f->results.n; k++) outermost(e, f, f->results.p[k]);
        for (uint32_t k = 0; k < f->captures.n; k++)
            if (f->captures.p[k].local) outermost(e, f, f->captures.p[k].local);
    }
}

IrStmt *escape_only_def(Escape *e, IrLocal *l)
{
    DefInfo *d = ptrmap_get(&e->defs, l);
    return d && d->ndefs == 1 && d->def && !l->addressed ? d->def : NULL;
}

static IrStmt *only_closure(Escape *e, IrFunc *f)
{
    void *made = ptrmap_get(&e->closures, f);
    return made && made != f ? made : NULL;
}

bool escape_all_calls_known(Escape *e, IrFunc *f)
{
    IrStmt *made = only_closure(e, f);
    DefInfo *d = made && made->dst ? ptrmap_get(&e->defs, made->dst) : NULL;
    return d && escape_only_def(e, made->dst) && d->nuses == d->ncalls;
}

static const IrVal *captured_value(Escape *e, IrLocal *l)
{
    DefInfo *d = ptrmap_get(&e->defs, l);
    IrStmt *made = d ? only_closure(e, d->func) : NULL;
    if (!made || l->index >= made->nargs) return NULL;
    return d->func->captures.p[l->index].local == l && d->ndefs == 1 ? &made->args[l->index] : NULL;
}

// The only statement that sets l after its declaration, or NULL.
static IrStmt *only_set(Escape *e, const IrLocal *l)
{
    DefInfo *d = ptrmap_get(&e->defs, l);
    return d && d->ndefs == d->ndecls + 1 && !l->addressed ? d->def : NULL;
}

// The length of a slice that is a whole array.
static bool known_length(Escape *e, IrVal s, int64_t *n)
{
    for (int steps = 0; s.kind == IRV_LOCAL && steps < 32; steps++) {
        const IrStmt *def = only_set(e, s.local);
        if (!def || (def->op != IR_MOV && def->op != IR_SLICE)) return false;
        s = def->args[0];
        if (def->op == IR_MOV) continue;
        if (def->args[1].kind != IRV_NONE || def->args[2].kind != IRV_NONE || def->args[3].kind != IRV_NONE)
            return false;
        Type *t = type_under(s.type);
        if (t->kind == TYP_POINTER) t = type_under(((Pointer *)t)->elem);
        if (t->kind == TYP_SLICE) continue;
        *n = t->kind == TYP_ARRAY ? ((Array *)t)->len : 0;
        return t->kind == TYP_ARRAY;
    }
    return false;
}

IrVal escape_constant(Escape *e, IrVal v)
{
    IrVal at = v;
    int64_t n;
    for (int steps = 0; at.kind == IRV_LOCAL && steps < 32; steps++) {
        const IrStmt *def = only_set(e, at.local);
        if (def && def->op == IR_LEN && known_length(e, def->args[0], &n))
            return ir_val_const(v.type, num_int64(at.local->func->arena, n));
        if (!def || def->op != IR_MOV) return v;
        at = def->args[0];
    }
    return at.kind == IRV_CONST && type_identical(at.type, v.type) ? at : v;
}

Loc *escape_pointee(Escape *e, IrVal ptr)
{
    for (int steps = 0; ptr.kind == IRV_LOCAL && steps < 32; steps++) {
        IrLocal *l = ptr.local;
        if (l->kind == IRL_CAPTURE) {
            const IrVal *v = captured_value(e, l);
            if (!v) return NULL;
            ptr = *v;
            continue;
        }
        IrStmt *def = escape_only_def(e, l);
        if (!def) return NULL;
        DefInfo *d = ptrmap_get(&e->defs, l);
        switch ((IrOp)def->op) {
        case IR_NEW:
        case IR_NEW_SLICE: return escape_site(e, def, d->func, d->depth);
        case IR_MOV:
        case IR_CAST:
        case IR_PTR:
        case IR_MAKE_SLICE: ptr = def->args[0]; break;
        case IR_SLICE:
            if (type_under(def->args[0].type)->kind == TYP_BASIC) return NULL; // a string
            ptr = def->args[0];
            break;
        case IR_ADDR:
            if (def->place->base == IRB_LOCAL) return escape_local(e, def->place->local);
            if (def->place->base == IRB_GLOBAL) return &e->heap;
            ptr = def->place->ptr;
            break;
        default: return NULL;
        }
    }
    return NULL;
}

bool escape_unused(Escape *e, IrLocal *l)
{
    DefInfo *d = ptrmap_get(&e->defs, l);
    return d && d->nuses == 0 && !l->addressed && l->kind != IRL_RESULT;
}

IrFunc *escape_callee(Escape *e, IrVal fn)
{
    for (int steps = 0; fn.kind == IRV_LOCAL && steps < 32; steps++) {
        IrLocal *l = fn.local;
        const IrVal *v = l->kind == IRL_CAPTURE ? captured_value(e, l) : NULL;
        IrStmt *def = l->kind == IRL_CAPTURE ? NULL : escape_only_def(e, l);
        if (v) {
            fn = *v;
        } else if (def && def->op == IR_CLOSURE) {
            return def->func->def;
        } else if (def && (def->op == IR_MOV || def->op == IR_CAST)) {
            fn = def->args[0];
        } else {
            return NULL;
        }
    }
    return fn.kind == IRV_FUNC ? fn.sym->def : NULL;
}
