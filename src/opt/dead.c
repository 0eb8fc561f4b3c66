// Dead variables let go of what they point to where a collection is asked for.
//
// The collector scans frames conservatively, so a variable that nobody reads any more keeps its object. Clearing each
// at its last use would cost an instruction a variable; but who calls runtime.GC, and waits for finalizers or weak
// pointers, is a handful of functions: those that call it, or a function that does, or make a closure that does, up to
// COLLECT_REACH calls away, and none if it does so in one arm of a choice (IrSym.collects, part of a package's summary).
// Without these limits a collection deep inside a large program, on a path that is seldom taken, would put such points
// into its hottest loops. In these functions, before each such call:
//	drop x      for variables and frame objects that are not live, and may hold a pointer still
//	t = take x  for an argument whose variable dies here: the callee gets a copy, x is dropped
//	tidy x, …   the live ones are in memory and nowhere else, the registers that a callee would save hold nothing, and
//	            what returned calls left below the frame is cleared: frames made later have holes
// So each variable has one home at such a call, which a later drop clears. A function that defers a call that collects
// drops before everything that may panic.
//
// Requires escape analysis; runs last, since a drop is a definition that other passes know nothing of. Rejected: the
// same in all functions (see doc/design/003-dead-values.md).
#include "opt/facts.h"
#include "opt/live.h"

#define COLLECT_REACH 3

typedef struct Dead {
    Live live;
    Facts facts;
    bool defers;    // a call that collects
    LocalSet clean; // holds nothing: dropped already, or not begun
} Dead;

// ---- Who collects
static bool is_collection(const IrSym *s)
{
    return s->is_external && (str_eqz(s->csym, "ugrt_gc") || str_eqz(s->csym, "ugrt_freeosmemory") ||
                              str_eqz(s->csym, "ugrt_gc_findleaks"));
}

static bool collects(const IrSym *s) { return s->collects || is_collection(s); }

// How many calls the nearest collection is away from what was looked at.
typedef struct Nearest {
    uint8_t calls;
    bool sometimes; // looking at one arm of a choice: who collects there is not called for that
} Nearest;

static void see(const IrSym *s, Nearest *n)
{
    uint8_t calls = n->sometimes ? COLLECT_REACH - 1 : s->collects;
    if (collects(s) && s->collects < COLLECT_REACH && calls < n->calls) n->calls = calls;
}

static void see_value(IrVal *v, void *ctx)
{
    if (v->kind == IRV_FUNC) see(v->sym, ctx);
}

static void look_for(IrBlock *b, void *ctx)
{
    Nearest *n = ctx;
    bool sometimes = n->sometimes;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_CALL && s->call->kind == IRC_STATIC) see(s->call->sym, n);
        if (s->op == IR_CLOSURE) see(s->func, n);
        if (s->op == IR_CALL || s->op == IR_DEFER) ir_each_use(s, see_value, n);
        n->sometimes |= s->op == IR_IF || s->op == IR_SWITCH;
        ir_each_sub_block(s, look_for, n);
        n->sometimes = sometimes;
    }
}

// Nearest first, so that each gets its least distance.
static void find_collecting(IrUnit *u)
{
    for (uint8_t distance = 1; distance <= COLLECT_REACH; distance++) {
        for (uint32_t i = 0; i < u->funcs.n; i++) {
            IrFunc *f = u->funcs.p[i];
            Nearest nearest = {.calls = COLLECT_REACH};
            if (f->sym->collects) continue;
            look_for(&f->body, &nearest);
            if (nearest.calls == distance - 1) f->sym->collects = distance;
        }
    }
}

// ---- Where
static bool is_collecting_value(const Dead *d, const IrVal *v)
{
    if (v->kind == IRV_FUNC) return collects(v->sym);
    if (v->kind != IRV_LOCAL) return false;
    IrVal origin = facts_origin(&d->facts, *v);
    if (origin.kind != IRV_LOCAL) return is_collecting_value(d, &origin);
    const IrStmt *def = facts_def(&d->facts, origin.local);
    return def && def->op == IR_CLOSURE && collects(def->func);
}

static bool takes_collecting(const Dead *d, const IrStmt *s)
{
    bool any = false;
    for (uint32_t i = 0; i < s->nargs; i++) any |= is_collecting_value(d, &s->args[i]);
    return any || (s->op == IR_CALL && s->call->kind != IRC_IFACE && is_collecting_value(d, &s->call->callee));
}

static bool asks(const Dead *d, const IrStmt *s)
{
    if (s->op != IR_CALL) return false;
    return (s->call->kind == IRC_STATIC && collects(s->call->sym)) || takes_collecting(d, s);
}

static bool may_panic(const IrStmt *s)
{
    return (ir_op_props(s->op) & (IRP_PANICS | IRP_CALLS)) != 0 || s->op == IR_PANIC || s->op == IR_DIV;
}

static void find_defers(IrBlock *b, void *ctx)
{
    Dead *d = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        d->defers |= s->op == IR_DEFER && takes_collecting(d, s);
        ir_each_sub_block(s, find_defers, d);
    }
}

// ---- What
static bool may_drop(const IrLocal *l)
{
    return l->type && l->kind != IRL_RESULT && (l->heap || type_has_pointers(l->type));
}

static IrStmt *insert(IrFunc *f, IrBlock *b, IrStmt *at, IrOp op, uint32_t nargs, IrLocal *dst)
{
    IrStmt *s = ir_stmt_new(f, op, at->pos, nargs);
    s->inl = at->inl;
    s->dst = dst;
    ir_insert_before(b, at, s);
    return s;
}

// What s and all after it read.
static LocalSet read_from(Dead *d, const IrStmt *s)
{
    LocalSet named = live_set(&d->live);
    memcpy(named, ptrmap_get(&d->live.after, s), d->live.words * sizeof *named);
    live_mentions(s, named);
    return named;
}

static bool in_frame(const IrLocal *l) { return l->addressed && !l->heap; }

static LocalSet reached_from(Dead *d, const uint64_t *named)
{
    LocalSet reached = live_set(&d->live);
    for (uint32_t i = 0; i < d->live.words; i++) reached[i] = named[i] | d->live.stuck[i];
    live_reach(&d->live, reached);
    return reached;
}

static bool drop_dead(Dead *d, IrBlock *b, IrStmt *s, const uint64_t *named)
{
    const uint64_t *reached = reached_from(d, named);
    bool any = false;
    for (uint32_t i = 0; i < d->live.n; i++) {
        IrLocal *l = d->live.f->locals.p[i];
        if (!may_drop(l) || set_has(d->clean, i) || set_has(in_frame(l) ? reached : named, i)) continue;
        if (!l->addressed && !set_has(d->live.crossing, i)) continue;
        insert(d->live.f, b, s, IR_DROP, 0, l);
        set_add(d->clean, i);
        any = true;
    }
    return any;
}

// named: what is read from here on.
static void tidy(Dead *d, IrBlock *b, IrStmt *s, const uint64_t *named)
{
    const uint64_t *reached = reached_from(d, named);
    uint32_t n = 0;
    IrVal *kept = ARENA_ARRAY(d->live.f->arena, IrVal, d->live.n + 1);
    for (uint32_t i = 0; i < d->live.n; i++) {
        IrLocal *l = d->live.f->locals.p[i];
        if (may_drop(l) && set_has(in_frame(l) ? reached : named, i))
            kept[n++] = (IrVal){.kind = IRV_LOCAL, .type = l->type, .local = l};
    }
    IrStmt *t = insert(d->live.f, b, s, IR_TIDY, 0, NULL);
    t->args = kept;
    t->nargs = n;
}

// A variable of the callee's own, as far as the C compiler knows: it may be another's value, which is dropped.
static bool may_take(const IrLocal *l)
{
    if (!l->type || l->addressed || l->heap || l->is_volatile || type_size(l->type) > 24) return false;
    return type_has_pointers(l->type) || type_basic_kind(l->type) == BASIC_UINTPTR;
}

static uint32_t times_used(const IrStmt *s, const IrLocal *l)
{
    uint32_t n = s->call->callee.kind == IRV_LOCAL && s->call->callee.local == l;
    for (uint32_t i = 0; i < s->nargs; i++) n += s->args[i].kind == IRV_LOCAL && s->args[i].local == l;
    return n;
}

static void take_arguments(Dead *d, IrBlock *b, IrStmt *s)
{
    const uint64_t *after = ptrmap_get(&d->live.after, s);
    for (uint32_t i = 0; i < s->nargs; i++) {
        IrVal *v = &s->args[i];
        IrLocal *l = v->kind == IRV_LOCAL ? v->local : NULL;
        if (!l || !may_take(l) || set_has(after, l->id) || times_used(s, l) != 1) continue;
        IrLocal *copy = ir_local_new(d->live.f, IRL_TEMP, l->type, NULL, s->pos);
        insert(d->live.f, b, s, IR_TAKE, 1, copy)->args[0] = *v;
        v->local = copy;
        if (!may_drop(l) || !set_has(d->live.crossing, l->id)) continue;
        insert(d->live.f, b, s, IR_DROP, 0, l);
        set_add(d->clean, l->id);
    }
}

// ---- Forwards, with what is clean
static void walk(Dead *d, IrBlock *b);

static void soil(IrLocal **l, void *ctx)
{
    Dead *d = ctx;
    if ((*l)->id < d->live.n) set_del(d->clean, (*l)->id);
}

static void soil_stmt(Dead *d, IrStmt *s)
{
    ir_each_def(s, soil, d);
    if (s->place && s->place->base == IRB_LOCAL) soil(&s->place->local, d);
}

static void soil_block(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        soil_stmt(ctx, s);
        ir_each_sub_block(s, soil_block, ctx);
    }
}

typedef struct Branches {
    Dead *d;
    LocalSet before, after;
} Branches;

static void walk_branch(IrBlock *b, void *ctx)
{
    Branches *br = ctx;
    Dead *d = br->d;
    memcpy(d->clean, br->before, d->live.words * sizeof *d->clean);
    walk(d, b);
    for (uint32_t i = 0; i < d->live.words; i++) br->after[i] &= d->clean[i];
}

// A loop's body, or a block that can be left from within, begins and ends with what stays clean all through it.
static void walk_inner(Dead *d, IrStmt *s)
{
    if (s->op == IR_LOOP || s->op == IR_BLOCK) ir_each_sub_block(s, soil_block, d);
    Branches br = {d, live_set(&d->live), live_set(&d->live)};
    memcpy(br.before, d->clean, d->live.words * sizeof *d->clean);
    memcpy(br.after, d->clean, d->live.words * sizeof *d->clean);
    ir_each_sub_block(s, walk_branch, &br);
    memcpy(d->clean, br.after, d->live.words * sizeof *d->clean);
}

static void walk(Dead *d, IrBlock *b)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        bool point = asks(d, s);
        bool drops = point || (d->defers && may_panic(s));
        LocalSet named = drops ? read_from(d, s) : NULL;
        if (point) take_arguments(d, b, s);
        bool dropped = drops && drop_dead(d, b, s, named);
        if (point)
            tidy(d, b, s, ptrmap_get(&d->live.after, s));
        else if (dropped)
            tidy(d, b, s, named);
        if (s->op == IR_LABEL) memset(d->clean, 0, d->live.words * sizeof *d->clean);
        soil_stmt(d, s);
        walk_inner(d, s);
    }
}

static void let_go(IrFunc *f)
{
    Arena *a = arena_new("dead");
    Dead d = {0};
    facts_gather(&d.facts, f, a);
    live_solve(&d.live, f, a);
    find_defers(&f->body, &d);
    d.clean = live_set(&d.live);
    memset(d.clean, 0xff, d.live.words * sizeof *d.clean);
    for (uint32_t i = 0; i < f->params.n; i++) set_del(d.clean, f->params.p[i]->id);
    for (uint32_t i = 0; i < f->captures.n; i++)
        if (f->captures.p[i].local) set_del(d.clean, f->captures.p[i].local->id);
    walk(&d, &f->body);
    arena_free(a);
}

void opt_let_go(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    (void)opt;
    find_collecting(u);
    for (uint32_t i = 0; i < u->funcs.n; i++)
        if (u->funcs.p[i]->sym->collects) let_go(u->funcs.p[i]);
}
