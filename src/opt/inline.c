// Inlining over IR: within a package and across packages, before escape analysis, so that what a
// constructor returns can live in its caller's frame. gcc inlines too, but cannot see allocations.
//
// A callee is eligible when it is small (about gc's budget of 80), has no defer, recover, select,
// go or label, and mentions nothing that only its own unit can name. Callees are treated before
// callers; a function being treated is not inlined into itself. The body is copied in place of the
// call: in a BLOCK that its returns leave, or without one if the only return is at the end.
// A parameter the body never assigns is replaced by the argument if that cannot change meanwhile.
// Bodies of other packages come from opt/shared.c.
// Every copied statement carries the chain of calls it came by, for tracebacks (IrInline).
// Rejected: leaving it all to static inline copies for gcc, which keeps every allocation.
#include "opt/clone.h"
#include "opt/facts.h"
#include "opt/judge.h"
#include "opt/report.h"

enum {
    BUDGET = 80,
    BUDGET_AS_GC = 480,
    BUDGET_ONCE = 2000, // of a function literal that is called where it stands: nothing grows
    BUDGET_IN_BIG = 20,
    BIG_FUNCTION = 5000,
    CALL_COST = 57,
    NEVER = 1 << 20,
    MAX_ROUNDS = 3
};

typedef struct Inliner {
    Lower *lo;
    IrUnit *u;
    const OptOptions *opt;
    PtrMap state; // IrFunc → itself while being treated, the unit when done
    Arena *arena;
    IrFunc *f; // the caller at hand
    Facts facts;
    PtrMap literal_calls; // IrSym of a function literal → its calls in f, counted in a CallCount
    uint32_t budget;
    bool changed;
} Inliner;

typedef struct CallCount {
    uint32_t n;
} CallCount;

// ---- Cost
typedef struct Cost {
    uint32_t cost, stmts;
    bool only_here, calls;
} Cost; // only_here: it names statics of its unit

// Others must not rely on its being there: statics, and what every unit that needs it makes for itself.
static bool of_unit(const IrSym *s) { return s->is_static || s->is_weak; }

static void see_val(IrVal *v, void *ctx)
{
    Cost *c = ctx;
    if ((v->kind == IRV_FUNC || v->kind == IRV_GLOBAL) && of_unit(v->sym)) c->only_here = true;
}

static void see_place(Cost *c, const IrPlace *p)
{
    if (p && p->base == IRB_GLOBAL && of_unit(p->global)) c->only_here = true;
}

// Its answer depends on the physical frame it stands in.
static bool asks_for_frame(const IrSym *sym)
{
    return sym->calls_recover || str_has_suffix(sym->go_name, STR(".GetCallerPC")) ||
           str_has_suffix(sym->go_name, STR(".GetCallerSP")) || str_has_suffix(sym->go_name, STR(".GetClosurePtr"));
}

static uint32_t cost_of(Cost *c, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_DEFER:
    case IR_DEFER_FRAME:
    case IR_FRAME:
    case IR_RECOVER:
    case IR_SELECT:
    case IR_GO:
    case IR_LABEL:
    case IR_GOTO: return NEVER;
    case IR_CALL:
        c->calls = true;
        if (s->call->kind == IRC_STATIC && of_unit(s->call->sym)) c->only_here = true;
        if (s->call->kind == IRC_STATIC && asks_for_frame(s->call->sym)) return NEVER;
        return CALL_COST + s->nargs;
    case IR_CLOSURE:
        if (!s->func->def || !s->func->def->captures.n) c->only_here = true;
        return 1;
    case IR_DECL:
    case IR_MOV:
    case IR_NILCHECK:
    case IR_BOUNDS:
    case IR_DIVCHECK:
    case IR_SHIFTCHECK:
    case IR_RETURN:
    case IR_BREAK:
    case IR_BLOCK:
    case IR_PANICWRAP:
    case IR_UNREACHABLE:
    case IR_CAST:
    case IR_PTR: return 0;
    default: return 1;
    }
}

static void measure(IrBlock *b, void *ctx)
{
    Cost *c = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        c->stmts++;
        c->cost += cost_of(c, s);
        ir_each_use(s, see_val, c);
        see_place(c, s->place);
        see_place(c, s->src);
        if (s->op == IR_CLOSURE && s->nargs && s->func->def) measure(&s->func->def->body, c);
        ir_each_sub_block(s, measure, c);
    }
}

static Cost measured(IrFunc *f)
{
    Cost c = {0};
    measure(&f->body, &c);
    return c;
}

// What gc says of it; NULL: not written in Go.
static const Judgement *judgement(Inliner *in, const IrFunc *f)
{
    Judge *j = in->opt->judge;
    if (!j) return NULL;
    if (f->lit) return judge_lit(j, f->lit);
    return f->decl ? judge_decl(j, f->decl) : NULL;
}

static bool is_called_once(const Inliner *in, const IrFunc *callee)
{
    const CallCount *calls = callee->lit ? ptrmap_get(&in->literal_calls, callee->sym) : NULL;
    return calls && calls->n == 1;
}

static bool gc_inlines(Inliner *in, const IrFunc *callee)
{
    const Judgement *j = judgement(in, callee);
    return j && (judge_is_callee_cheap(j, callee->lit, in->budget == BUDGET_IN_BIG) ||
                 (!j->reason && !j->under_way && is_called_once(in, callee)));
}

// What -d=checkptr wants to see called.
static bool is_watched(const IrSym *sym)
{
    return str_eqz(sym->go_name, "reflect.Value.UnsafeAddr") || str_eqz(sym->go_name, "reflect.Value.Pointer");
}

static bool may_inline(Inliner *in, IrFunc *callee)
{
    IrSym *sym = callee->sym;
    if (in->opt->checkptr && is_watched(sym)) return false;
    if (callee == in->f || sym->noinline || sym->calls_recover || callee->has_defer || sym->is_wrapper) return false;
    if (ptrmap_get(&in->state, callee) == callee) return false; // recursion
    if (!callee->cost) {
        Cost c = measured(callee);
        callee->cost = c.cost + 1;
        if (in->opt->is_intrinsic && in->opt->is_intrinsic(sym->go_name)) callee->cost = NEVER;
        if (c.only_here && callee->unit != in->u) return false;
    }
    uint32_t budget = !gc_inlines(in, callee) ? in->budget : is_called_once(in, callee) ? BUDGET_ONCE : BUDGET_AS_GC;
    if (callee->cost > budget) return false;
    if (in->f->sym->is_wrapper && measured(callee).calls)
        return false; // recover sees through wrappers' frames, not through others
    return callee->unit == in->u || !measured(callee).only_here;
}

// ---- One call. A local that came with an earlier expansion is not counted in the facts: taken for changing.
static bool is_stable(Inliner *in, IrVal arg)
{
    if (arg.kind != IRV_LOCAL) return true;
    IrLocal *l = arg.local;
    return !l->addressed && l->id < in->facts.n && in->facts.locals[l->id].defs == 1;
}

static bool is_assigned(const IrLocal *param, const Facts *cf)
{
    return param->addressed || cf->locals[param->id].defs != 1; // the caller's definition only
}

static IrStmt *stmt(Inliner *in, IrOp op, const IrStmt *call, uint32_t nargs)
{
    IrStmt *s = ir_stmt_new(in->f, op, call->pos, nargs);
    s->inl = call->inl;
    return s;
}

static IrPlace *whole(Inliner *in, IrLocal *l)
{
    IrPlace *p = ARENA_NEW(in->f->arena, IrPlace);
    *p = (IrPlace){.base = IRB_LOCAL, .local = l, .base_type = l->type, .type = l->type};
    return p;
}

static void pass(Inliner *in, Clone *c, IrBlock *out, const IrStmt *call, IrLocal *param, IrVal arg, const Facts *cf)
{
    bool place_base = cf->locals[param->id].placed;
    if (!is_assigned(param, cf) && is_stable(in, arg) && (!place_base || arg.kind == IRV_LOCAL)) {
        IrVal *v = ARENA_NEW(in->f->arena, IrVal);
        *v = arg;
        ptrmap_put(&c->values, param, v);
        return;
    }
    IrLocal *l = clone_local(c, param, IRL_VAR);
    l->pos = report_pos(call);
    IrStmt *decl = stmt(in, IR_DECL, call, 0);
    decl->dst = l;
    decl->noinit = true;
    ir_append(out, decl);
    IrStmt *s = stmt(in, l->addressed ? IR_STORE : IR_MOV, call, 1);
    s->args[0] = arg;
    if (l->addressed) {
        s->place = whole(in, l);
        s->fresh = true;
    } else {
        s->dst = l;
    }
    ir_append(out, s);
}

static void open_results(Inliner *in, Clone *c, IrBlock *out, const IrStmt *call, IrFunc *callee)
{
    for (uint32_t i = 0; i < callee->results.n; i++) {
        IrLocal *l = clone_local(c, callee->results.p[i], IRL_VAR);
        l->pos = report_pos(call);
        IrStmt *decl = stmt(in, IR_DECL, call, 0);
        decl->dst = l;
        decl->noinit = !callee->results.p[i]->name && !l->addressed; // every return assigns an unnamed one
        ir_append(out, decl);
    }
}

static void take_results(Inliner *in, Clone *c, IrBlock *b, IrStmt *call, IrFunc *callee)
{
    for (uint32_t i = 0; i < call->call->nresults; i++) {
        IrLocal *dst = call->call->results[i], *from = ptrmap_get(&c->locals, callee->results.p[i]);
        if (!dst) continue;
        IrStmt *s = stmt(in, from->addressed ? IR_LOAD : IR_MOV, call, from->addressed ? 0 : 1);
        s->dst = dst;
        if (from->addressed)
            s->place = whole(in, from);
        else
            s->args[0] = ir_val_local(from);
        ir_insert_before(b, call, s);
    }
}

static void count_returns(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_RETURN) ++*(uint32_t *)ctx;
        ir_each_sub_block(s, count_returns, ctx);
    }
}

static bool returns_at_end_only(IrFunc *f)
{
    uint32_t n = 0;
    count_returns(&f->body, &n);
    return n == 1 && f->body.last && f->body.last->op == IR_RETURN;
}

static IrVal captured(Inliner *in, const IrStmt *call, uint32_t i)
{
    IrVal f = call->call->callee;
    IrStmt *made = f.kind == IRV_LOCAL ? facts_def(&in->facts, f.local) : NULL;
    return made && made->op == IR_CLOSURE && i < made->nargs ? made->args[i] : (IrVal){0};
}

static bool captures_known(Inliner *in, const IrStmt *call, IrFunc *callee)
{
    for (uint32_t i = 0; i < callee->captures.n; i++) {
        IrVal v = captured(in, call, i);
        if (v.kind == IRV_NONE || !callee->captures.p[i].local) return false;
        if (v.kind == IRV_LOCAL && v.local->func != in->f) return false;
    }
    return true;
}

static void note_inlined(Inliner *in, Pos pos, const IrInline *inl)
{
    vec_push(in->f->arena, &in->f->inlined, inl);
    if (report_wanted(in->opt) && !inl->silent)
        diag_report(in->opt->sink, DIAG_NONE, pos, "inlining call to %s",
                    report_func_name(in->arena, in->u, inl->callee));
}

// The calls that were inlined into the callee before count as inlined here, too.
static void note_expansion(Inliner *in, const IrStmt *call, const IrInline *inl, const IrFunc *callee)
{
    if (report_hidden(call)) return;
    Pos pos = report_pos(call);
    note_inlined(in, pos, inl);
    for (uint32_t i = 0; !inl->silent && i < callee->inlined.n; i++) note_inlined(in, pos, callee->inlined.p[i]);
}

static void expand(Inliner *in, IrBlock *b, IrStmt *call, IrFunc *callee)
{
    IrInline *inl = ARENA_NEW(in->f->arena, IrInline);
    *inl = (IrInline){.parent = call->inl,
                      .callee = callee->sym,
                      .call_pos = call->pos,
                      .func_pos = callee->pos,
                      .silent = !gc_inlines(in, callee)};
    note_expansion(in, call, inl, callee);
    Clone c;
    clone_init(&c, in->f, inl);
    Facts cf;
    facts_gather(&cf, callee, in->arena);
    IrBlock head = {0};
    for (uint32_t i = 0; i < callee->params.n; i++) pass(in, &c, &head, call, callee->params.p[i], call->args[i], &cf);
    for (uint32_t i = 0; i < callee->captures.n; i++)
        pass(in, &c, &head, call, callee->captures.p[i].local, captured(in, call, i), &cf);
    open_results(in, &c, &head, call, callee);
    bool straight = returns_at_end_only(callee);
    IrStmt *block = straight ? NULL : stmt(in, IR_BLOCK, call, 0);
    c.return_to = block ? block : call;
    IrBlock body = {0};
    clone_block(&c, &callee->body, block ? &block->block->body : &body);
    if (straight) ir_remove(&body, body.last);
    for (IrStmt *s = head.first, *next; s; s = next) {
        next = s->next;
        ir_insert_before(b, call, s);
    }
    for (IrStmt *s = body.first, *next; s; s = next) {
        next = s->next;
        ir_insert_before(b, call, s);
    }
    if (block) ir_insert_before(b, call, block);
    take_results(in, &c, b, call, callee);
    ir_remove(b, call);
    in->changed = true;
}

// Copies of a function literal are the same function.
static bool is_same(const IrFunc *f, const IrFunc *callee)
{
    return f == callee || (f && f->lit && f->lit == callee->lit);
}

static bool in_chain(const IrInline *inl, const IrFunc *callee)
{
    for (; inl; inl = inl->parent)
        if (inl->callee == callee->sym || is_same(inl->callee->def, callee)) return true;
    return false;
}

// A closure's copy calls from within the body it was copied out of: recursion, too, and it would not end.
static bool came_by(const Inliner *in, const IrStmt *s, const IrFunc *callee)
{
    if (in_chain(s->inl, callee)) return true;
    for (const IrFunc *f = in->f; f; f = f->parent) // a copy may stand in a copy
        if (is_same(f, callee) || in_chain(f->came_with, callee)) return true;
    return false;
}

static void treat(Inliner *in, IrFunc *f);

static void walk(IrBlock *b, void *ctx)
{
    Inliner *in = ctx;
    for (IrStmt *s = b->first, *next; s; s = next) {
        next = s->next;
        ir_each_sub_block(s, walk, in);
        if (s->op != IR_CALL || s->call->kind != IRC_STATIC) continue;
        IrFunc *callee = s->call->sym->def;
        if (!callee) callee = opt_shared_body(in->lo, s->call->sym, in->opt);
        if (!callee || s->nargs != callee->params.n || !may_inline(in, callee) || !captures_known(in, s, callee) ||
            came_by(in, s, callee))
            continue;
        expand(in, b, s, callee);
    }
}

// Function literals that were called where they stood, all of them inlined.
static void drop_closures(IrBlock *b, void *ctx)
{
    Inliner *in = ctx;
    for (IrStmt *s = b->first, *next; s; s = next) {
        next = s->next;
        ir_each_sub_block(s, drop_closures, in);
        if (s->op == IR_CLOSURE && s->dst && s->dst->kind == IRL_TEMP && !in->facts.locals[s->dst->id].uses)
            ir_remove(b, s);
    }
}

static void find_callees(IrBlock *b, void *ctx)
{
    Inliner *in = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        IrFunc *callee = s->op == IR_CALL && s->call->kind == IRC_STATIC ? s->call->sym->def
                         : s->op == IR_CLOSURE                           ? s->func->def
                                                                         : NULL;
        if (callee && callee->unit == in->u && !ptrmap_has(&in->state, callee)) treat(in, callee);
        ir_each_sub_block(s, find_callees, in);
    }
}

// Whether it is worth while for another package to make the body for itself.
static bool is_shareable(Inliner *in, const IrFunc *f, bool only_here)
{
    const IrSym *s = f->sym;
    return s->object && f->cost <= (gc_inlines(in, f) ? BUDGET_AS_GC : BUDGET) && !only_here && !s->noinline &&
           !s->calls_recover && !f->has_defer;
}

static void report_judgement(Inliner *in, const IrFunc *f)
{
    const Judgement *j = report_wanted(in->opt) && !f->sym->is_wrapper ? judgement(in, f) : NULL;
    if (!j) return;
    const char *name = report_func_name(f->arena, in->u, f->sym);
    DiagSink *sink = in->opt->sink;
    bool why = in->opt->diag_level > 1;
    if (!j->reason && f->sym->ntargs && f->decl &&
        !f->decl->recv) { // gc's instance for the types calls that for the shapes
        diag_report(sink, DIAG_NONE, f->pos, "can inline %s", report_instance_name(f->arena, in->u, f->sym));
        diag_report(sink, DIAG_NONE, f->pos, "inlining call to %s", name);
    }
    if (!j->reason && why)
        diag_report(sink, DIAG_NONE, f->pos, "can inline %s with cost %d as: %s", name, j->cost,
                    report_source(f->arena, in->u, f));
    else if (!j->reason)
        diag_report(sink, DIAG_NONE, f->pos, "can inline %s", name);
    else if (why)
        diag_report(sink, DIAG_NONE, f->pos, "cannot inline %s: %s", name, j->reason);
    if (j->is_big && why)
        diag_report(sink, DIAG_NONE, f->pos, "function %s considered 'big'; reducing max cost of inlinees", name);
}

static void count_literal_calls(IrBlock *b, void *ctx)
{
    Inliner *in = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        ir_each_sub_block(s, count_literal_calls, in);
        if (s->op != IR_CALL || s->call->kind != IRC_STATIC || !s->call->sym->def || !s->call->sym->def->lit) continue;
        CallCount *calls = ptrmap_get(&in->literal_calls, s->call->sym);
        if (!calls) ptrmap_put(&in->literal_calls, s->call->sym, calls = ARENA_NEW(in->arena, CallCount));
        calls->n++;
    }
}

// Makes f the caller at hand: treating its callees made others so.
static void turn_to(Inliner *in, IrFunc *f, Arena *a)
{
    const Judgement *j = judgement(in, f);
    bool big = j ? j->is_big : measured(f).stmts > BIG_FUNCTION;
    in->f = f;
    in->arena = a;
    in->budget = big ? BUDGET_IN_BIG : BUDGET;
    in->changed = false;
    facts_gather(&in->facts, f, a);
    map_init(&in->literal_calls, a);
    count_literal_calls(&f->body, in);
}

static void treat(Inliner *in, IrFunc *f)
{
    ptrmap_put(&in->state, f, f);
    Arena *a = arena_new("inline");
    bool changed = false;
    for (int rounds = 0; rounds < MAX_ROUNDS; rounds++) { // what is inlined may tell what other calls call
        find_callees(&f->body, in);
        turn_to(in, f, a);
        walk(&f->body, in);
        changed |= in->changed;
        if (!in->changed || !opt_devirtualise_func(in->lo, in->u, f, in->opt)) break;
    }
    in->changed = changed;
    if (in->changed) {
        facts_gather(&in->facts, f, a);
        drop_closures(&f->body, in);
        in->changed = false;
    }
    arena_free(a);
    Cost c = measured(f);
    f->cost = in->opt->is_intrinsic && in->opt->is_intrinsic(f->sym->go_name) ? NEVER : c.cost + 1;
    ptrmap_put(&in->state, f, in->u);
    f->sym->inlinable = is_shareable(in, f, c.only_here);
    report_judgement(in, f);
}

void opt_inline(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    Arena *a = arena_new("inline order");
    Inliner in = {.lo = lo, .u = u, .opt = opt};
    if (opt->judge && opt->sink) {
        opt->judge->exact = opt->diag_level > 1;
        opt->judge->race = opt->race;
    }
    map_init(&in.state, a);
    for (uint32_t i = 0; i < u->funcs.n; i++)
        if (!ptrmap_has(&in.state, u->funcs.p[i])) treat(&in, u->funcs.p[i]);
    arena_free(a);
}
