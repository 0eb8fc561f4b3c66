// Removal of checks that cannot fail: nil, bounds, shift counts, slice bounds.
//
// One walk along the structure gives every local a value number (values.c): branches merge into
// new numbers, a loop gives new numbers at its head to what it assigns. What conditions, checks
// passed and operations tell holds where they dominate: in the branch, or after it where the other
// branch leaves. A loop variable that starts at zero or more and only steps up by one behind a
// test i < n stays non-negative (see steps_safely).
//
// gcc removes checks repeated on one value by itself; what it can't see is this: with wrapping
// integers it never learns that an index counting up to a length is not negative.
#include "opt/facts.h"
#include "opt/values.h"

typedef struct Undo {
    uint32_t local;
    Vn old;
} Undo;
typedef struct Checks {
    Arena *arena;
    IrFunc *f;
    Values v;
    Vn *now; // by local id; 0: not seen
    VEC(Undo) log;
    uint32_t removed;
} Checks;

static Vn of_local(Checks *c, IrLocal *l)
{
    if (l->kind == IRL_MAPITER || l->addressed || l->id >= c->f->locals.n) return 0;
    if (!c->now[l->id]) c->now[l->id] = value_opaque(&c->v, l->type);
    return c->now[l->id];
}

static void set(Checks *c, IrLocal *l, Vn n)
{
    if (!l || l->kind == IRL_MAPITER || l->addressed) return;
    Undo u = {l->id, c->now[l->id]};
    vec_push(c->arena, &c->log, u);
    c->now[l->id] = n;
}

static Vn nil_value(Checks *c)
{
    for (uint32_t i = 1; i < c->v.all.n && i < 16; i++)
        if (c->v.all.p[i].op == VAL_NIL) return i;
    return value_opaque(&c->v, NULL);
}

static Vn of_val(Checks *c, IrVal v)
{
    switch (v.kind) {
    case IRV_LOCAL: return of_local(c, v.local);
    case IRV_CONST: {
        int64_t n;
        if (num_kind(v.value) == CONST_INT && num_int64_value(v.value, &n)) return value_const(&c->v, n);
        Vn s = value_opaque(&c->v, v.type);
        if (num_kind(v.value) == CONST_STRING) {
            Vn len = value_const(&c->v, (int64_t)num_string_value(v.value).n);
            value_at(&c->v, s)->len = len;
        }
        return s;
    }
    case IRV_ZERO: {
        BasicKind k = type_basic_kind(v.type);
        return k >= BASIC_INT && k <= BASIC_UINTPTR ? value_const(&c->v, 0) : nil_value(c);
    }
    case IRV_FUNC:
    case IRV_GLOBAL:
    case IRV_TYPE: {
        Vn n = value_opaque(&c->v, v.type);
        value_at(&c->v, n)->nonnil = true;
        return n;
    }
    case IRV_NONE: break;
    }
    return 0;
}

// ---- Assigned locals
typedef struct Assigned {
    Checks *c;
    VEC(IrLocal *) locals;
    uint32_t breaks;
    IrStmt *of;
} Assigned;

static void note_def(IrLocal **l, void *ctx)
{
    Assigned *a = ctx;
    if (*l && (*l)->kind != IRL_MAPITER && !(*l)->addressed) vec_push(a->c->arena, &a->locals, *l);
}

static void note_block(IrBlock *b, void *ctx)
{
    Assigned *a = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        ir_each_def(s, note_def, a);
        bool stores = s->op == IR_STORE || s->op == IR_ZERO || s->op == IR_MOVE;
        if (stores && s->place->base == IRB_LOCAL) note_def(&s->place->local, a);
        if (s->op == IR_BREAK && s->target == a->of) a->breaks++;
        ir_each_sub_block(s, note_block, a);
    }
}

static void forget(Checks *c, const Assigned *a)
{
    for (uint32_t i = 0; i < a->locals.n; i++) set(c, a->locals.p[i], value_opaque(&c->v, a->locals.p[i]->type));
}

// ---- Operations
static bool is_int(Type *t)
{
    BasicKind k = type_basic_kind(t);
    return k == BASIC_INT || k == BASIC_INT64;
}

static bool const_operand(Checks *c, IrVal v, int64_t *n)
{
    Vn vn = of_val(c, v);
    if (!vn || value_at(&c->v, vn)->op != VAL_CONST) return false;
    *n = value_at(&c->v, vn)->c;
    return true;
}

static Vn ranged(Checks *c, Type *t, int64_t lo, int64_t hi)
{
    Vn n = value_opaque(&c->v, t);
    Value *x = value_at(&c->v, n);
    if (lo > x->lo) x->lo = lo;
    if (hi < x->hi) x->hi = hi;
    return n;
}

static Vn arithmetic(Checks *c, IrStmt *s)
{
    Type *t = s->dst->type;
    int64_t k, j;
    bool constant = const_operand(c, s->args[1], &k);
    Vn a = of_val(c, s->args[0]);
    switch ((IrOp)s->op) {
    case IR_ADD:
        if (is_int(t) && constant) return value_expr(&c->v, VAL_ADD, a, k);
        if (is_int(t) && const_operand(c, s->args[0], &j)) return value_expr(&c->v, VAL_ADD, of_val(c, s->args[1]), j);
        break;
    case IR_SUB:
        if (is_int(t) && constant && k != INT64_MIN) return value_expr(&c->v, VAL_ADD, a, -k);
        break;
    case IR_AND:
        if (constant && k >= 0) return ranged(c, t, 0, k);
        if (const_operand(c, s->args[0], &j) && j >= 0) return ranged(c, t, 0, j);
        break;
    case IR_REM:
        if (constant && k > 0) {
            bool from_zero = know_nonneg(&c->v, a) && (is_int(t) || value_at(&c->v, a)->lo >= 0);
            return ranged(c, t, from_zero || value_at(&c->v, value_opaque(&c->v, t))->lo == 0 ? 0 : -(k - 1), k - 1);
        }
        break;
    case IR_SHR:
    case IR_DIV:
        if (constant && k > 0 && is_int(t) && know_nonneg(&c->v, a)) { // smaller than the dividend, not negative
            int64_t hi = value_at(&c->v, a)->hi;
            Vn n = ranged(c, t, 0, s->op == IR_DIV ? hi / k : k < 63 ? hi >> k : 0);
            fact_less(&c->v, n, a, false);
            return n;
        }
        if (constant && s->op == IR_SHR && type_basic_kind(t) >= BASIC_UINT && k > 0 && k < 64) {
            int64_t bits = type_size(t) * 8 - k;
            return ranged(c, t, 0, bits <= 0 ? 0 : (int64_t)(((uint64_t)1 << bits) - 1));
        }
        break;
    default: break;
    }
    return value_opaque(&c->v, t);
}

static bool keeps_value(Type *from, Type *to, Value *x)
{ // a conversion that changes nothing, given the range
    if (!is_int(to)) return false;
    BasicKind k = type_basic_kind(from);
    if (k < BASIC_INT || k > BASIC_UINTPTR) return false;
    return type_size(from) < 8 || is_int(from) || x->lo >= 0;
}

static Vn sliced(Checks *c, IrStmt *s)
{
    Vn r = value_opaque(&c->v, s->dst->type);
    bool low = s->args[1].kind != IRV_NONE, high = s->args[2].kind != IRV_NONE;
    Type *whole = type_under(s->args[0].type);
    Vn len = 0;
    if (high && is_int(s->args[2].type)) {
        len = of_val(c, s->args[2]);
    } else if (!high) {
        if (whole->kind == TYP_POINTER)
            len = value_const(&c->v, ((Array *)type_under(((Pointer *)whole)->elem))->len);
        else
            len = value_expr(&c->v, VAL_LEN, of_val(c, s->args[0]), 0);
    }
    int64_t k;
    if (low && const_operand(c, s->args[1], &k) && len)
        len = value_expr(&c->v, VAL_ADD, len, -k);
    else if (low)
        len = 0;
    if (!len) return r;
    value_at(&c->v, r)->len = len;
    fact_less(&c->v, c->v.zero, len, false);
    return r;
}

static bool slice_proven(Checks *c, IrStmt *s)
{
    Type *whole = type_under(s->args[0].type);
    bool low = s->args[1].kind != IRV_NONE, high = s->args[2].kind != IRV_NONE;
    if (s->args[3].kind != IRV_NONE) return false;
    Vn a = of_val(c, s->args[0]), len, cap;
    if (whole->kind == TYP_POINTER) {
        len = cap = value_const(&c->v, ((Array *)type_under(((Pointer *)whole)->elem))->len);
    } else {
        len = value_expr(&c->v, VAL_LEN, a, 0);
        cap = whole->kind == TYP_SLICE ? value_expr(&c->v, VAL_CAP, a, 0) : len;
    }
    Vn hi = len;
    if (high) {
        if (!is_int(s->args[2].type)) return false;
        hi = of_val(c, s->args[2]);
        if (!know_nonneg(&c->v, hi) || !(know_less(&c->v, hi, cap, false) || know_less(&c->v, hi, len, false)))
            return false;
    }
    if (!low) return true;
    if (!is_int(s->args[1].type)) return false;
    Vn lo = of_val(c, s->args[1]);
    return know_nonneg(&c->v, lo) && know_less(&c->v, lo, hi, false);
}

static void slice(Checks *c, IrStmt *s)
{
    if (!s->checked && slice_proven(c, s)) {
        s->checked = true;
        c->removed++;
    }
    Vn r = s->dst ? sliced(c, s) : 0;
    bool low = s->args[1].kind != IRV_NONE && is_int(s->args[1].type),
         high = s->args[2].kind != IRV_NONE && is_int(s->args[2].type);
    if (high) fact_less(&c->v, c->v.zero, of_val(c, s->args[2]), false);
    if (low) fact_less(&c->v, c->v.zero, of_val(c, s->args[1]), false);
    Type *whole = type_under(s->args[0].type);
    if (whole->kind != TYP_POINTER) {
        Vn a = of_val(c, s->args[0]);
        Vn cap = value_expr(&c->v, whole->kind == TYP_SLICE ? VAL_CAP : VAL_LEN, a, 0);
        if (high) fact_less(&c->v, of_val(c, s->args[2]), cap, false);
        if (low && s->args[2].kind == IRV_NONE)
            fact_less(&c->v, of_val(c, s->args[1]), value_expr(&c->v, VAL_LEN, a, 0), false);
    }
    if (low && high) fact_less(&c->v, of_val(c, s->args[1]), of_val(c, s->args[2]), false);
    set(c, s->dst, r);
}

// min and max of integers: never above, or never below, any argument.
static Vn extreme(Checks *c, IrStmt *s)
{
    bool least = s->op == IR_MIN;
    Vn r = value_opaque(&c->v, s->dst->type);
    if (!is_int(s->dst->type)) return r;
    int64_t lo = least ? INT64_MAX : INT64_MIN, hi = lo;
    for (uint32_t i = 0; i < s->nargs; i++) {
        Vn a = of_val(c, s->args[i]);
        const Value *x = value_at(&c->v, a);
        int64_t alo = a ? x->lo : INT64_MIN, ahi = a ? x->hi : INT64_MAX;
        if (least ? alo < lo : alo > lo) lo = alo;
        if (least ? ahi < hi : ahi > hi) hi = ahi;
        fact_less(&c->v, least ? r : a, least ? a : r, false);
    }
    value_at(&c->v, r)->lo = lo;
    value_at(&c->v, r)->hi = hi;
    return r;
}

static Vn defined(Checks *c, IrStmt *s)
{
    Type *t = s->dst->type;
    switch ((IrOp)s->op) {
    case IR_MIN:
    case IR_MAX: return extreme(c, s);
    case IR_MOV: {
        Vn n = of_val(c, s->args[0]);
        return n ? n : value_opaque(&c->v, t);
    }
    case IR_DECL: return s->noinit ? value_opaque(&c->v, t) : of_val(c, ir_val_zero(t));
    case IR_LEN:
    case IR_CAP: {
        Type *u = type_under(s->args[0].type);
        if (u->kind == TYP_SLICE || (u->kind == TYP_BASIC && s->op == IR_LEN))
            return value_expr(&c->v, s->op == IR_LEN ? VAL_LEN : VAL_CAP, of_val(c, s->args[0]), 0);
        return ranged(c, t, 0, INT64_C(1) << 47);
    }
    case IR_ADD:
    case IR_SUB:
    case IR_AND:
    case IR_REM:
    case IR_SHR:
    case IR_DIV: return arithmetic(c, s);
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_EQ:
    case IR_NE: {
        Type *of = s->args[0].type;
        bool ordered = s->op != IR_EQ && s->op != IR_NE;
        if (ordered && !is_int(of)) break;
        return value_compare(&c->v, s->op, of_val(c, s->args[0]), of_val(c, s->args[1]));
    }
    case IR_NOT: return value_expr(&c->v, VAL_NOT, of_val(c, s->args[0]), 0);
    case IR_CONV: {
        Vn a = of_val(c, s->args[0]);
        if (a && keeps_value(s->args[0].type, t, value_at(&c->v, a))) return a;
        break;
    }
    case IR_NEW:
    case IR_CLOSURE:
    case IR_BOX: {
        Vn n = value_opaque(&c->v, t);
        value_at(&c->v, n)->nonnil = true;
        return n;
    }
    case IR_ADDR: {
        Vn n = value_opaque(&c->v, t);
        value_at(&c->v, n)->nonnil = true; // what it is in has passed its check
        return n;
    }
    case IR_CAST: {
        Vn a = of_val(c, s->args[0]);
        bool pointer = type_under(t)->kind == TYP_POINTER || type_basic_kind(t) == BASIC_UNSAFE_POINTER;
        if (a && pointer && know_nonnil(&c->v, a)) {
            Vn n = value_opaque(&c->v, t);
            value_at(&c->v, n)->nonnil = true;
            return n;
        }
        if (a && is_int(t) && is_int(s->args[0].type)) return a;
        break;
    }
    case IR_NEW_SLICE:
    case IR_MAKE_SLICE:
    case IR_MAKE_STRING: {
        Vn n = value_opaque(&c->v, t);
        uint32_t at = s->op == IR_NEW_SLICE ? 0 : 1;
        if (is_int(s->args[at].type)) {
            Vn len = of_val(c, s->args[at]);
            value_at(&c->v, n)->len = len;
            fact_less(&c->v, c->v.zero, len, false);
        }
        return n;
    }
    default: break;
    }
    return value_opaque(&c->v, t);
}

// ---- Checks
static bool check_passes(Checks *c, IrStmt *s)
{
    Vn a = of_val(c, s->args[0]);
    switch ((IrOp)s->op) {
    case IR_NILCHECK:
    case IR_PANICWRAP:
        if (know_nonnil(&c->v, a)) return true;
        fact_nonnil(&c->v, a);
        return false;
    case IR_BOUNDS: {
        Vn n = of_val(c, s->args[1]);
        Type *t = s->args[0].type;
        bool exact = is_int(t) || type_size(t) < 8 || value_at(&c->v, a)->lo >= 0; // the number is the index
        if (exact && know_nonneg(&c->v, a) && know_less(&c->v, a, n, true)) return true;
        if (exact) {
            fact_less(&c->v, a, n, true);
            fact_less(&c->v, c->v.zero, a, false);
        }
        return false;
    }
    case IR_SHIFTCHECK:
        if (is_int(s->args[0].type) && know_nonneg(&c->v, a)) return true;
        return value_at(&c->v, a)->lo >= 0;
    case IR_DIVCHECK: {
        Value *x = value_at(&c->v, a);
        return x->lo > 0 || x->hi < 0;
    }
    default: return false;
    }
}

// ---- Structure
static void walk(Checks *c, IrBlock *b);

typedef struct Extent {
    uint32_t facts, nonnil, base, nil_base;
} Extent;
static Extent open_scope(Checks *c) { return (Extent){c->v.facts.n, c->v.nonnil.n, c->v.base, c->v.nil_base}; }
static void close_scope(Checks *c, Extent s)
{
    c->v.facts.n = s.facts;
    c->v.nonnil.n = s.nonnil;
    c->v.base = s.base;
    c->v.nil_base = s.nil_base;
}

typedef struct Branch {
    IrBlock *block;
    VEC(Undo) result;
    bool ends;
} Branch; // result: locals changed and their last value

static void walk_branch(Checks *c, Branch *br, Vn cond, bool holds)
{
    Extent scope = open_scope(c);
    uint32_t mark = c->log.n;
    if (cond) fact_condition(&c->v, cond, holds);
    walk(c, br->block);
    br->ends = ir_block_ends(br->block);
    for (uint32_t i = mark; i < c->log.n; i++) {
        Undo u = {c->log.p[i].local, c->now[c->log.p[i].local]};
        vec_push(c->arena, &br->result, u);
    }
    while (c->log.n > mark) {
        Undo u = c->log.p[--c->log.n];
        c->now[u.local] = u.old;
    }
    close_scope(c, scope);
}

static bool result_of(const Branch *br, uint32_t local, Vn *out)
{
    for (uint32_t i = 0; i < br->result.n; i++)
        if (br->result.p[i].local == local) {
            *out = br->result.p[i].old;
            return true;
        }
    return false;
}

static void merge_local(Checks *c, uint32_t id, Vn a, Vn b, Vn cond)
{
    IrLocal *l = c->f->locals.p[id];
    Vn n = a == b ? a : 0;
    Vn before = of_local(c, l);
    if (!n && cond && before == cond && b == cond && a)
        n = value_pair(&c->v, VAL_AND, cond, a); // t = x; if t { t = y }
    if (!n && cond && before == cond && a == cond && b)
        n = value_pair(&c->v, VAL_OR, cond, b); // t = x; if !t { t = y }
    set(c, l, n ? n : value_opaque(&c->v, l->type));
}

static void if_stmt(Checks *c, IrStmt *s)
{
    Vn cond = of_val(c, s->args[0]);
    Branch then = {.block = &s->if_->then}, els = {.block = &s->if_->els};
    walk_branch(c, &then, cond, true);
    walk_branch(c, &els, cond, false);
    for (int side = 0; side < 2; side++) {
        Branch *br = side ? &els : &then, *other = side ? &then : &els;
        for (uint32_t i = 0; i < br->result.n && !br->ends; i++) {
            uint32_t id = br->result.p[i].local;
            Vn mine = br->result.p[i].old, theirs;
            bool both = result_of(other, id, &theirs);
            if (both && side && !other->ends) continue; // merged from the other side
            if (!both) theirs = of_local(c, c->f->locals.p[id]);
            if (other->ends)
                set(c, c->f->locals.p[id], mine);
            else
                merge_local(c, id, side ? theirs : mine, side ? mine : theirs, cond);
        }
    }
    if (cond && then.ends && !els.ends) fact_condition(&c->v, cond, false);
    if (cond && els.ends && !then.ends) fact_condition(&c->v, cond, true);
}

static void switch_stmt(Checks *c, IrStmt *s)
{
    Assigned a = {.c = c};
    for (uint32_t i = 0; i < s->switch_->cases.n; i++) {
        Branch br = {.block = &s->switch_->cases.p[i].body};
        walk_branch(c, &br, 0, true);
        note_block(br.block, &a);
    }
    forget(c, &a);
}

// Whether the loop changes l only by l = l + step (through a temporary or not), once, outside inner loops.
typedef struct Steps {
    IrLocal *l;
    int64_t step;
    uint32_t defs, steps;
    int inner;
    bool has_label; // a GOTO may lead back past the test
    const Facts *fa;
} Steps;

static bool adds_step(const IrStmt *s, const Steps *st)
{
    int64_t k;
    if ((s->op != IR_ADD && s->op != IR_SUB) || s->args[0].kind != IRV_LOCAL || s->args[0].local != st->l) return false;
    if (s->args[1].kind != IRV_CONST || !num_int64_value(s->args[1].value, &k)) return false;
    return s->op == IR_ADD ? k == st->step : k == -st->step;
}

static void count_def(IrLocal **l, void *ctx)
{
    Steps *st = ctx;
    st->defs += *l == st->l;
}

static void count_steps(IrBlock *b, void *ctx)
{
    Steps *st = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        ir_each_def(s, count_def, st);
        if (s->dst == st->l && !st->inner) {
            const IrStmt *def = s;
            if (s->op == IR_MOV && s->args[0].kind == IRV_LOCAL) def = facts_def(st->fa, s->args[0].local);
            if (def && adds_step(def, st)) st->steps++;
        }
        st->has_label |= s->op == IR_LABEL;
        st->inner += s->op == IR_LOOP;
        ir_each_sub_block(s, count_steps, st);
        st->inner -= s->op == IR_LOOP;
    }
}

// What the loop tests before anything else, leaving where it does not hold; NULL: nothing of the kind.
static IrStmt *first_test(IrStmt *loop, const Facts *fa)
{
    for (IrStmt *s = loop->loop->body.first; s; s = s->next) {
        if (s->op == IR_IF) {
            const IrStmt *leave = s->if_->els.last;
            bool leaves = leave && (leave->op == IR_BREAK || leave->op == IR_RETURN || leave->op == IR_PANIC);
            return s->args[0].kind == IRV_LOCAL && leaves ? facts_def(fa, s->args[0].local) : NULL;
        }
        if (ir_op_props(s->op) & (IRP_WRITES | IRP_CALLS | IRP_CTRL)) return NULL;
    }
    return NULL;
}

// l steps up by one behind a test l < n, or down by one behind l >= 0: it can't run over the end of the integers.
static bool steps_safely(Checks *c, IrStmt *loop, IrLocal *l, int64_t step, const Facts *fa)
{
    if (!is_int(l->type)) return false;
    IrStmt *cmp = first_test(loop, fa);
    if (!cmp || cmp->nargs < 2 || !is_int(cmp->args[0].type) || cmp->args[0].kind != IRV_LOCAL ||
        cmp->args[0].local != l)
        return false;
    int64_t least;
    bool bounded = step > 0
                       ? cmp->op == IR_LT
                       : (cmp->op == IR_GE || cmp->op == IR_GT) && const_operand(c, cmp->args[1], &least) && least >= 0;
    if (!bounded) return false;
    Steps st = {.l = l, .step = step, .fa = fa};
    count_steps(&loop->loop->body, &st);
    count_steps(&loop->loop->post, &st);
    return st.defs == 1 && st.steps == 1 && !st.has_label;
}

// The number of l at the loop's head: not below its start if it steps up, not above it if it steps down.
static Vn at_head(Checks *c, IrStmt *loop, IrLocal *l, const Facts *fa, Order *known)
{
    Vn start = of_local(c, l), n = value_opaque(&c->v, l->type);
    *known = (Order){0};
    if (steps_safely(c, loop, l, 1, fa)) {
        *known = (Order){start, n, false};
        if (know_nonneg(&c->v, start)) value_at(&c->v, n)->lo = 0;
    } else if (steps_safely(c, loop, l, -1, fa)) {
        *known = (Order){n, start, false};
    }
    return n;
}

static void loop_stmt(Checks *c, IrStmt *s, const Facts *fa)
{
    Assigned a = {.c = c, .of = s}, body = {.c = c};
    note_block(&s->loop->body, &body);
    note_block(&s->loop->body, &a);
    note_block(&s->loop->post, &a);
    Extent scope = open_scope(c);
    for (uint32_t i = 0; i < a.locals.n; i++) {
        Order known;
        set(c, a.locals.p[i], at_head(c, s, a.locals.p[i], fa, &known));
        if (known.a) fact_less(&c->v, known.a, known.b, false);
    }
    walk(c, &s->loop->body);
    if (s->loop->used_continue) { // arrived at from several places
        close_scope(c, scope);
        forget(c, &body);
    }
    walk(c, &s->loop->post);
    close_scope(c, scope);
    forget(c, &a);
}

static void block_stmt(Checks *c, IrStmt *s)
{
    Assigned a = {.c = c, .of = s};
    note_block(&s->block->body, &a);
    Extent scope = open_scope(c);
    walk(c, &s->block->body);
    if (!a.breaks) return; // left at its end only: what it tells holds on
    close_scope(c, scope);
    forget(c, &a);
}

static void label_stmt(Checks *c)
{
    for (uint32_t i = 0; i < c->f->locals.n; i++) {
        IrLocal *l = c->f->locals.p[i];
        if (l->kind != IRL_MAPITER && !l->addressed) set(c, l, value_opaque(&c->v, l->type));
    }
    c->v.base = c->v.facts.n;
    c->v.nil_base = c->v.nonnil.n;
}

static void forget_def(IrLocal **l, void *ctx)
{
    Checks *c = ctx;
    if (*l && (*l)->kind != IRL_MAPITER) set(c, *l, value_opaque(&c->v, (*l)->type));
}

typedef struct Whole {
    Checks c;
    Facts fa;
} Whole;

static void walk(Checks *c, IrBlock *b)
{
    const Facts *fa = &((Whole *)c)->fa;
    for (IrStmt *s = b->first, *next; s; s = next) {
        next = s->next;
        switch ((IrOp)s->op) {
        case IR_NILCHECK:
        case IR_PANICWRAP:
        case IR_BOUNDS:
        case IR_SHIFTCHECK:
        case IR_DIVCHECK:
            if (check_passes(c, s)) {
                ir_remove(b, s);
                c->removed++;
            }
            break;
        case IR_IF: if_stmt(c, s); break;
        case IR_LOOP: loop_stmt(c, s, fa); break;
        case IR_BLOCK: block_stmt(c, s); break;
        case IR_SWITCH: switch_stmt(c, s); break;
        case IR_LABEL: label_stmt(c); break;
        case IR_SLICE: slice(c, s); break;
        case IR_STORE:
        case IR_ZERO:
        case IR_MOVE:
            if (s->place->base == IRB_LOCAL && !s->place->local->addressed)
                set(c, s->place->local, value_opaque(&c->v, s->place->local->type));
            break;
        default:
            if (s->dst && s->dst->kind != IRL_MAPITER && !s->dst2 && s->op != IR_SELECT && s->op != IR_CALL)
                set(c, s->dst, defined(c, s));
            else
                ir_each_def(s, forget_def, c);
        }
    }
}

void opt_checks(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    (void)opt;
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        IrFunc *f = u->funcs.p[i];
        Arena *a = arena_new("checks");
        Whole w = {.c = {.arena = a, .f = f}};
        values_init(&w.c.v, a);
        facts_gather(&w.fa, f, a);
        w.c.now = ARENA_ARRAY(a, Vn, f->locals.n + 1);
        vec_push(a, &w.c.v.all, ((Value){.op = VAL_NIL}));
        walk(&w.c, &f->body);
        arena_free(a);
    }
}
