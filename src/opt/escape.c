// Escape analysis: what may live in the frame.
//
// As gc's (Tarjan's components of the call graph, callees first; a flow graph each; the shortest
// paths in derefs from every location that outlives another). Functions of one component are
// solved together, a closure that captures with the function that makes it. The results: IrStmt.escapes and
// IrLocal.heap are cleared where proven, IrSym.escape says for each parameter whether its pointer
// or what it points to reaches the heap or results, and by how many loads.
//
// Requires lowered IR, callees of other packages already analysed. Rejected: a cheaper analysis
// without interprocedural tags, since method receivers and io-style buffers would all escape.
#include "opt/escape.h"
#include "opt/report.h"

typedef struct CallNode {
    IrFunc *f;
    uint32_t index, low;
    bool on_stack;
} CallNode;
typedef struct Scc {
    Arena *arena;
    const OptOptions *opt;
    IrUnit *unit;
    PtrMap nodes; // IrFunc → CallNode
    VEC(CallNode *) stack;
    uint32_t next;
    CallNode *current;
} Scc;

// ---- Settling a batch: what the solution says goes into the IR.
static void settle_local(IrLocal *l, Loc *loc)
{
    if (type_size(l->type) > EXPLICIT_MAX && l->kind == IRL_VAR) {
        l->heap = true;
        return;
    }
    if (l->addressed) l->heap = !loc || loc->escapes;
}

static void settle_block(IrBlock *b, void *ctx)
{
    Escape *e = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        Loc *loc = ptrmap_get(&e->locs, s);
        if (loc) s->escapes = loc->escapes || loc->on_heap;
        if (loc && s->op == IR_BYTES_FROM_STR && !s->escapes) s->borrow = escape_unused(e, s->dst);
        if (s->op == IR_DECL) s->escapes = s->dst->heap;
        ir_each_sub_block(s, settle_block, e);
    }
}

// What reaches the heap by as few loads need not be told of results.
static uint32_t without_detours(uint32_t tag)
{
    int heap = ir_escape_level(tag, 0);
    for (uint32_t i = 1; heap >= 0 && i <= IRESC_RESULTS; i++)
        if (ir_escape_level(tag, i) >= heap) tag = ir_escape_forget(tag, i);
    return tag;
}

static void settle_params(Escape *e, IrFunc *f)
{
    uint32_t np = f->params.n, n = np + f->captures.n;
    f->sym->nescape = n;
    f->sym->escape = ARENA_ARRAY(f->arena, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        IrLocal *l = i < np ? f->params.p[i] : f->captures.p[i - np].local;
        Loc *loc = l ? ptrmap_get(&e->locs, l) : NULL;
        f->sym->escape[i] = loc ? without_detours(loc->leaks) : IRESC_NONE;
    }
}

// ---- Telling (-m)
static void report_param(Escape *e, IrFunc *f, IrLocal *l, uint32_t tag)
{
    if (!l->name || !escape_carries(l->type) || str_eqz(l->name->s, "_")) return;
    int heap = ir_escape_level(tag, 0);
    Str n = l->name->s;
    if (heap >= 0)
        diag_report(e->opt->sink, DIAG_NONE, l->pos, "leaking param%s: %.*s", heap ? " content" : "", STR_FMT(n));
    for (uint32_t r = 0; r < f->results.n && r < IRESC_RESULTS; r++) {
        int level = ir_escape_level(tag, 1 + r);
        if (level < 0) continue;
        Atom rn = f->results.p[r]->name;
        Str name = rn ? rn->s : str_from(arena_printf(e->arena, "~r%u", r));
        diag_report(e->opt->sink, DIAG_NONE, l->pos, "leaking param: %.*s to result %.*s level=%d", STR_FMT(n),
                    STR_FMT(name), level);
    }
    if (!tag) diag_report(e->opt->sink, DIAG_NONE, l->pos, "%.*s does not escape", STR_FMT(n));
}

static void report_fate(Escape *e, const IrStmt *s, const Loc *loc, const char *what)
{
    DiagSink *sink = e->opt->sink;
    const char *fate = loc->escapes ? "escapes to heap" : "does not escape";
    if (loc->too_large && e->opt->diag_level > 1)
        diag_report(sink, DIAG_NONE, report_pos(s), "%s %s in %s: too large for stack", what, fate,
                    report_func_name(e->arena, e->unit, loc->func->sym));
    diag_report(sink, DIAG_NONE, report_pos(s), "%s %s", what, fate);
    if (s->op == IR_BYTES_FROM_STR && s->borrow)
        diag_report(sink, DIAG_NONE, report_pos(s), "zero-copy string->[]byte conversion");
}

// Literals that initialise variables of the package: gc has them as data, and nothing to say.
static bool is_initial_data(const Escape *e, const Loc *loc, const IrStmt *s)
{
    const Expr *x = s->expr;
    if (!x || !loc->escapes || loc->func != e->unit->init) return false;
    if (x->node.kind == NODE_Unary && ((const Unary *)x)->op == TOK_AND) x = ast_unparen(((const Unary *)x)->x);
    return x->node.kind == NODE_CompositeLit;
}

static void report_sites(IrBlock *b, void *ctx)
{
    Escape *e = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_DECL && s->dst->heap && s->dst->name && !report_hidden(s))
            diag_report(e->opt->sink, DIAG_NONE, s->inl ? report_pos(s) : s->dst->pos, "moved to heap: %.*s",
                        STR_FMT(s->dst->name->s));
        static const Loc stays;
        bool shares = s->op == IR_STR_FROM_BYTES && s->borrow; // allocates nothing, so it is no site
        const Loc *loc = shares ? &stays : ptrmap_get(&e->locs, s);
        const char *what = loc && !is_initial_data(e, loc, s) ? report_site(e->arena, e->unit, s) : NULL;
        if (what && report_pos(s) != NO_POS && !report_hidden(s)) report_fate(e, s, loc, what);
        ir_each_sub_block(s, report_sites, e);
    }
}

static void report(Escape *e, IrFunc *f)
{
    if (!report_wanted(e->opt)) return;
    for (uint32_t i = 0; !f->sym->is_wrapper && i < f->locals.n; i++) {
        IrLocal *l = f->locals.p[i];
        if (l->name && l->heap && (l->kind == IRL_PARAM || l->kind == IRL_RESULT))
            diag_report(e->opt->sink, DIAG_NONE, l->pos, "moved to heap: %.*s", STR_FMT(l->name->s));
    }
    for (uint32_t i = 0; !f->sym->is_wrapper && !f->sym->ntargs && i < f->params.n; i++)
        if (!f->params.p[i]->heap) report_param(e, f, f->params.p[i], f->sym->escape[i]);
    report_sites(&f->body, e);
}

static void solve_batch(Scc *scc, IrFunc **funcs, uint32_t n)
{
    Escape e = {.arena = arena_new("escape"), .opt = scc->opt, .unit = scc->unit};
    map_init(&e.in_batch, e.arena);
    map_init(&e.defs, e.arena);
    map_init(&e.closures, e.arena);
    map_init(&e.looping, e.arena);
    map_init(&e.locs, e.arena);
    e.heap.escapes = true;
    for (uint32_t i = 0; i < n; i++) {
        vec_push(e.arena, &e.funcs, funcs[i]);
        ptrmap_put(&e.in_batch, funcs[i], funcs[i]);
    }
    escape_defs(&e);
    escape_flows(&e);
    escape_solve(&e);
    for (uint32_t i = 0; i < n; i++) {
        IrFunc *f = funcs[i];
        for (uint32_t k = 0; k < f->locals.n; k++)
            if (f->locals.p[k]->type) settle_local(f->locals.p[k], ptrmap_get(&e.locs, f->locals.p[k]));
        settle_block(&f->body, &e);
        settle_params(&e, f);
        report(&e, f);
    }
    arena_free(e.arena);
}

// ---- Components, callees first
static void visit(Scc *scc, CallNode *node);

static void reach(Scc *scc, IrFunc *to)
{
    CallNode *from = scc->current, *node = to ? ptrmap_get(&scc->nodes, to) : NULL;
    if (!node) return;
    if (!node->index) {
        visit(scc, node);
        scc->current = from;
        if (node->low < from->low) from->low = node->low;
    } else if (node->on_stack && node->index < from->low) {
        from->low = node->index;
    }
}

static void visit_val(IrVal *v, void *ctx)
{
    if (v->kind == IRV_FUNC) reach(ctx, v->sym->def);
}

static void visit_block(IrBlock *b, void *ctx)
{
    Scc *scc = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_CALL && s->call->kind == IRC_STATIC) reach(scc, s->call->sym->def);
        if (s->op == IR_CLOSURE) reach(scc, s->func->def);
        ir_each_use(s, visit_val, scc);
        ir_each_sub_block(s, visit_block, scc);
    }
}

static void visit(Scc *scc, CallNode *node)
{
    node->index = node->low = ++scc->next;
    node->on_stack = true;
    vec_push(scc->arena, &scc->stack, node);
    scc->current = node;
    visit_block(&node->f->body, scc);
    if (node->f->parent && node->f->captures.n) reach(scc, node->f->parent); // solved with the function that makes it
    scc->current = node;
    if (node->low != node->index) return;
    uint32_t start = scc->stack.n;
    do scc->stack.p[--start]->on_stack = false;
    while (scc->stack.p[start] != node);
    uint32_t n = scc->stack.n - start;
    IrFunc **funcs = ARENA_ARRAY(scc->arena, IrFunc *, n);
    for (uint32_t i = 0; i < n; i++) funcs[i] = scc->stack.p[start + i]->f;
    scc->stack.n = start;
    solve_batch(scc, funcs, n);
}

// What a declaration without body promises.
static void report_bodyless(IrUnit *u, const OptOptions *opt)
{
    if (!report_wanted(opt)) return;
    for (uint32_t i = 0; i < u->pkg->funcs.n; i++) {
        const FuncDecl *d = u->pkg->funcs.p[i];
        if (!d->obj || d->body) continue;
        ObjectList params = ((Signature *)d->obj->type)->params->vars;
        for (uint32_t k = 0; k < params.n; k++) {
            Object *p = params.p[k];
            if (!p->name || !p->name->s.n || !escape_carries(p->type)) continue;
            bool kept = d->pragma & PRAGMA_NOESCAPE;
            diag_report(opt->sink, DIAG_NONE, p->pos, kept ? "%.*s does not escape" : "leaking param: %.*s",
                        STR_FMT(p->name->s));
        }
    }
}

void opt_escape(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    report_bodyless(u, opt);
    Scc scc = {.arena = arena_new("escape order"), .opt = opt, .unit = u};
    map_init(&scc.nodes, scc.arena);
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        CallNode *node = ARENA_NEW(scc.arena, CallNode);
        node->f = u->funcs.p[i];
        ptrmap_put(&scc.nodes, u->funcs.p[i], node);
    }
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        CallNode *node = ptrmap_get(&scc.nodes, u->funcs.p[i]);
        if (!node->index) visit(&scc, node);
    }
    arena_free(scc.arena);
}
