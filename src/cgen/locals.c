// Locals: where each is mentioned, what it is called in C and where it is declared.
//
// One walk counts definitions and uses and finds, for each local, the innermost block that holds
// every mention of it. A local whose first definition stands directly in that block is declared
// there, with its value; every other one at the top of the function, where variables that have
// their address taken stand too, since a block's end would end their C lifetime.
#include "cgen/emit.h"

typedef struct Walk {
    Fn *fn;
    IrStmt *stmt;
    IrBlock *block;
    int32_t scope;
} Walk;

static int32_t common_scope(Fn *fn, int32_t a, int32_t b)
{
    if (a < 0) return b;
    while (a != b) {
        ScopeNode *x = &fn->scopes.p[a], *y = &fn->scopes.p[b];
        if (x->depth >= y->depth)
            a = x->parent;
        else
            b = y->parent;
    }
    return a;
}

LocalInfo *local_info(Fn *fn, IrLocal *l)
{
    if (l->id >= fn->ninfo) BUG("cgen: %.*s: local %u is not listed", STR_FMT(fn->f->sym->go_name), l->id);
    return &fn->info[l->id];
}

static void mention(Walk *w, IrLocal *l)
{
    LocalInfo *li = local_info(w->fn, l);
    li->scope = common_scope(w->fn, li->scope, w->scope);
}

static void see_use(IrVal *v, void *ctx)
{
    Walk *w = ctx;
    if (v->kind != IRV_LOCAL) return;
    mention(w, v->local);
    LocalInfo *li = local_info(w->fn, v->local);
    li->uses++;
    li->use_block = w->block;
}

static void see_def(IrLocal **l, void *ctx)
{
    Walk *w = ctx;
    if (!*l) return;
    mention(w, *l);
    LocalInfo *li = local_info(w->fn, *l);
    li->defs++;
    li->def = w->stmt;
    li->def_block = w->block;
}

static void see_place(Walk *w, IrPlace *p)
{
    if (p && p->base == IRB_LOCAL) {
        mention(w, p->local);
        local_info(w->fn, p->local)->uses += 2; // never folded
    }
}

static void walk_block(IrBlock *b, void *ctx);

static void walk_stmt(Walk *w, IrStmt *s)
{
    w->stmt = s;
    ir_each_use(s, see_use, w);
    ir_each_def(s, see_def, w);
    see_place(w, s->place);
    see_place(w, s->src);
    ir_each_sub_block(s, walk_block, w);
}

static void walk_block(IrBlock *b, void *ctx)
{
    Walk *w = ctx;
    Walk inner = {.fn = w->fn, .block = b, .scope = (int32_t)w->fn->scopes.n};
    ScopeNode node = {b, w->scope, w->scope < 0 ? 0 : w->fn->scopes.p[w->scope].depth + 1};
    vec_push(w->fn->arena, &w->fn->scopes, node);
    ptrmap_put(&w->fn->scope_of, b, (void *)(uintptr_t)(inner.scope + 1));
    for (IrStmt *s = b->first; s; s = s->next) {
        w->fn->nstmts++;
        walk_stmt(&inner, s);
    }
}

static void highest(IrLocal *l, uint32_t *n)
{
    if (l && l->id >= *n) *n = l->id + 1;
}

void locals_analyse(Fn *fn)
{
    IrFunc *f = fn->f;
    for (uint32_t i = 0; i < f->locals.n; i++) highest(f->locals.p[i], &fn->ninfo);
    for (uint32_t i = 0; i < f->params.n; i++) highest(f->params.p[i], &fn->ninfo);
    for (uint32_t i = 0; i < f->results.n; i++) highest(f->results.p[i], &fn->ninfo);
    for (uint32_t i = 0; i < f->captures.n; i++) highest(f->captures.p[i].local, &fn->ninfo);
    fn->info = ARENA_ARRAY(fn->arena, LocalInfo, fn->ninfo + 1);
    for (uint32_t i = 0; i < fn->ninfo; i++) fn->info[i].scope = -1;
    Walk w = {.fn = fn, .scope = -1};
    walk_block(&f->body, &w);
    for (uint32_t i = 0; i < f->locals.n; i++) {
        IrLocal *l = f->locals.p[i];
        LocalInfo *li = &fn->info[l->id];
        li->foldable = l->kind == IRL_TEMP && !l->addressed && !l->is_volatile && li->defs == 1 && li->uses == 1 &&
                       li->def_block == li->use_block;
    }
}

bool local_is_boxed(const IrLocal *l) { return l->heap; }

const char *local_name(Fn *fn, IrLocal *l)
{
    LocalInfo *li = local_info(fn, l);
    if (li->name) return li->name;
    const char *name;
    if (!l->name || str_eqz(l->name->s, "_"))
        name = text(fn, "_%u", l->id);
    else {
        name = cgen_reserve(fn->arena, l->name->s);
        if (strmap_has(&fn->names, str_from(name))) name = text(fn, "%s$v%u", name, l->id);
    }
    strmap_put(&fn->names, str_from(name), l);
    return li->name = name;
}

const char *local_declare_top(Fn *fn, const char *type, const char *stem)
{
    const char *name = text(fn, "%s$%u", stem, fn->counter++);
    sb_printf(&fn->top, "    %s %s;\n", type, name);
    return name;
}
