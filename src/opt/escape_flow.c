// The edges of the flow graph, operation by operation.
//
// A store through a pointer flows to the object it surely points to, if there is one (a literal
// being filled, a captured variable), else to the heap, as in gc. Loads through pointers are one
// deref. What leaves the batch (arguments of unknown calls, sends, panics) flows to the heap, and
// so does what is put into maps: nothing comes out of maps and channels that is not there already.
#include "opt/escape.h"
#include "opt/report.h"

typedef struct Flow {
    Escape *e;
    IrFunc *f;
    int32_t depth;
} Flow;

bool escape_carries(Type *t) { return t && type_has_pointers(t); }

// An address on its way through unsafe.Pointer(uintptr(p) + n), all in one expression, counts; in a uintptr
// variable it doesn't, as in gc: abi.NoEscape relies on it.
static bool local_carries(const IrLocal *l)
{
    return !l->type || escape_carries(l->type) || (l->kind == IRL_TEMP && type_basic_kind(l->type) == BASIC_UINTPTR);
}

static Loc *loc_new(Escape *e, const void *key, IrFunc *f, int32_t depth)
{
    Loc *loc = ARENA_NEW(e->arena, Loc);
    loc->func = f;
    loc->depth = depth;
    ptrmap_put(&e->locs, key, loc);
    vec_push(e->arena, &e->all, loc);
    return loc;
}

Loc *escape_local(Escape *e, IrLocal *l)
{
    Loc *loc = ptrmap_get(&e->locs, l);
    if (loc) return loc;
    DefInfo *d = ptrmap_get(&e->defs, l);
    loc = loc_new(e, l, d ? d->func : l->func, d && d->depth != INT32_MAX ? d->depth : 0);
    loc->local = l;
    if (l->type && type_size(l->type) > EXPLICIT_MAX) loc->escapes = true;
    return loc;
}

Loc *escape_site(Escape *e, IrStmt *s, IrFunc *f, int32_t depth)
{
    Loc *loc = ptrmap_get(&e->locs, s);
    if (loc) return loc;
    loc = loc_new(e, s, f, depth);
    loc->site = s;
    return loc;
}

static void edge(Escape *e, Loc *dst, Loc *src, int32_t derefs)
{
    if (dst == src && derefs >= 0) return;
    Edge x = {src, derefs};
    vec_push(e->arena, &dst->edges, x);
}

static void flow(Escape *e, Loc *dst, IrVal v, int32_t derefs)
{
    if (v.kind == IRV_LOCAL && local_carries(v.local)) edge(e, dst, escape_local(e, v.local), derefs);
}

static void to_heap(Escape *e, IrVal v, int32_t derefs) { flow(e, &e->heap, v, derefs); }

static void into(Escape *e, IrLocal *dst, IrVal v, int32_t derefs)
{
    if (dst && local_carries(dst)) flow(e, escape_local(e, dst), v, derefs);
}

static void all_into(Escape *e, IrStmt *s, int32_t derefs)
{
    for (uint32_t i = 0; i < s->nargs; i++) into(e, s->dst, s->args[i], derefs);
}

static Loc *site(Flow *w, IrStmt *s)
{
    Loc *loc = escape_site(w->e, s, w->f, w->depth);
    if (s->dst) edge(w->e, escape_local(w->e, s->dst), loc, -1);
    return loc;
}

// ---- Places
// reflect.SliceHeader.Data and StringHeader.Data: addresses, whatever their type says.
static bool is_header_data(const IrPlace *p)
{
    if (!p->steps.n || p->steps.p[p->steps.n - 1].is_index) return false;
    Type *whole = type_unalias(p->steps.n > 1 ? p->steps.p[p->steps.n - 2].type : p->base_type);
    if (whole->kind != TYP_NAMED || p->steps.p[p->steps.n - 1].field != 0) return false;
    const Object *o = ((Named *)whole)->obj;
    return o->pkg && str_eqz(o->pkg->path, "reflect") &&
           (str_eqz(o->name->s, "SliceHeader") || str_eqz(o->name->s, "StringHeader"));
}

static void load(Flow *w, IrLocal *dst, const IrPlace *p)
{
    if (!dst || (!escape_carries(dst->type) && !is_header_data(p))) return;
    if (p->base == IRB_LOCAL)
        edge(w->e, escape_local(w->e, dst), escape_local(w->e, p->local), 0);
    else if (p->base != IRB_GLOBAL)
        into(w->e, dst, p->ptr, 1);
}

static Loc *target(Escape *e, const IrPlace *p)
{
    if (p->base == IRB_LOCAL) return escape_local(e, p->local);
    Loc *object = p->base == IRB_GLOBAL ? NULL : escape_pointee(e, p->ptr);
    return object ? object : &e->heap;
}

static void address(Flow *w, IrStmt *s)
{
    const IrPlace *p = s->place;
    if (p->base == IRB_LOCAL)
        edge(w->e, escape_local(w->e, s->dst), escape_local(w->e, p->local), -1);
    else if (p->base != IRB_GLOBAL)
        into(w->e, s->dst, p->ptr, 0);
}

static void move(Flow *w, IrStmt *s)
{
    Loc *to = target(w->e, s->place);
    if (!escape_carries(s->place->type)) return;
    if (s->src->base == IRB_LOCAL)
        edge(w->e, to, escape_local(w->e, s->src->local), 0);
    else if (s->src->base != IRB_GLOBAL)
        flow(w->e, to, s->src->ptr, 1);
}

static bool put_back(Flow *w, IrStmt *s)
{
    if (!escape_carries(s->place->type) || !escape_puts_back(w->e, s)) return false;
    if (s->assign && report_wanted(w->e->opt) && !report_hidden(s)) {
        Arena *a = w->e->arena;
        diag_report(w->e->opt->sink, DIAG_NONE, s->inl ? report_pos(s) : s->assign->s.node.pos,
                    "%s ignoring self-assignment in %s", report_func_name(a, w->e->unit, w->f->sym),
                    report_assign(a, w->e->unit, s->assign));
    }
    return true;
}

// ---- Allocations
static bool pointer_shaped(Type *t)
{
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_CHAN: return true;
    case TYP_BASIC: return ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    case TYP_STRUCT: return ((Struct *)u)->fields.n == 1 && pointer_shaped(((Struct *)u)->fields.p[0]->type);
    case TYP_ARRAY: return ((Array *)u)->len == 1 && pointer_shaped(((Array *)u)->elem);
    default: return false;
    }
}

static void box(Flow *w, IrStmt *s)
{
    if (pointer_shaped(s->args[0].type)) {
        into(w->e, s->dst, s->args[0], 0);
        return;
    }
    s->args[0] = escape_constant(w->e, s->args[0]); // constants are boxed as data
    Loc *loc = site(w, s);
    flow(w->e, loc, s->args[0], 0);
    if (type_size(s->args[0].type) > IMPLICIT_MAX) loc->escapes = true;
}

// Of a function made elsewhere (a bound method): nobody knows who calls it, so results count as the heap.
static void capture_leaks(Escape *e, const IrSym *func, uint32_t i, IrVal v)
{
    uint32_t at = func->def ? func->def->params.n + i : 0;
    uint32_t tag = func->def && at < func->nescape ? func->escape[at] : IRESC_HEAP;
    for (uint32_t to = 0; to <= IRESC_RESULTS; to++)
        if (ir_escape_level(tag, to) >= 0) to_heap(e, v, ir_escape_level(tag, to));
}

// What the body does with its captures is settled here, where it is made; so who calls it need not know.
static void closure(Flow *w, IrStmt *s)
{
    Loc *loc = site(w, s);
    IrFunc *f = s->func->def;
    bool known = f && ptrmap_has(&w->e->in_batch, f);
    for (uint32_t i = 0; i < s->nargs; i++) {
        flow(w->e, loc, s->args[i], 0);
        if (known)
            into(w->e, f->captures.p[i].local, s->args[i], 0);
        else
            capture_leaks(w->e, s->func, i, s->args[i]);
    }
}

static bool known_int(IrVal v, int64_t *n)
{
    *n = 0;
    return v.kind == IRV_ZERO || (v.kind == IRV_CONST && num_int64_value(v.value, n));
}

static void make_slice(Flow *w, IrStmt *s)
{
    Loc *loc = site(w, s);
    IrVal *size_arg = s->nargs > 1 && s->args[1].kind != IRV_NONE ? &s->args[1] : &s->args[0];
    IrVal cap = *size_arg = escape_constant(w->e, *size_arg);
    int64_t n = 0; // of an unknown size only what fits a small buffer stays in the frame
    bool known = cap.kind == IRV_CONST && num_int64_value(cap.value, &n);
    int64_t size = type_size(((Slice *)type_under(s->dst->type))->elem);
    if (known && (n < 0 || (size && n > IMPLICIT_MAX / size))) loc->escapes = loc->too_large = true;
}

// What a map holds is not followed: keys and elements flow to the heap where they are stored.
static void make_map(Flow *w, IrStmt *s)
{
    enum { GROUP_SLOTS = 8 }; // a larger map has tables, which are on the heap
    Loc *loc = site(w, s);
    int64_t n;
    if (s->nargs && s->args[0].kind != IRV_NONE && (!known_int(s->args[0], &n) || n > GROUP_SLOTS)) loc->on_heap = true;
}

static void append(Flow *w, IrStmt *s)
{
    Escape *e = w->e;
    Loc *grown = escape_site(e, s, w->f, 0); // never used twice, so no loop counts
    if (s->dst) edge(e, escape_local(e, s->dst), grown, -1);
    into(e, s->dst, s->args[0], 0);
    Type *elem = ((Slice *)type_under(s->args[0].type))->elem;
    if (!escape_carries(elem)) return;
    to_heap(e, s->args[0], 1); // growing copies the elements
    for (uint32_t i = 1; i < s->nargs; i++) to_heap(e, s->args[i], s->op == IR_APPEND_SLICE ? 1 : 0);
}

// ---- Calls
static void call_batch(Flow *w, IrStmt *s, IrFunc *callee)
{
    Escape *e = w->e;
    for (uint32_t i = 0; i < s->nargs && i < callee->params.n; i++) into(e, callee->params.p[i], s->args[i], 0);
    for (uint32_t i = 0; i < s->call->nresults && i < callee->results.n; i++) {
        IrLocal *r = s->call->results[i];
        if (r && escape_carries(r->type)) edge(e, escape_local(e, r), escape_local(e, callee->results.p[i]), 0);
    }
}

static void call_tagged(Flow *w, IrStmt *s, const IrSym *sym)
{
    Escape *e = w->e;
    for (uint32_t i = 0; i < s->nargs; i++) {
        uint32_t tag = i < sym->nescape ? sym->escape[i] : IRESC_HEAP;
        if (ir_escape_level(tag, 0) >= 0) to_heap(e, s->args[i], ir_escape_level(tag, 0));
        for (uint32_t r = 0; r < s->call->nresults && r < IRESC_RESULTS; r++) {
            int level = ir_escape_level(tag, 1 + r);
            if (level >= 0) into(e, s->call->results[r], s->args[i], level);
        }
    }
}

static void call(Flow *w, IrStmt *s)
{
    IrCall *c = s->call;
    IrFunc *callee = c->kind == IRC_STATIC    ? c->sym->def
                     : c->kind == IRC_CLOSURE ? escape_callee(w->e, c->callee)
                                              : NULL;
    IrSym *sym = callee ? callee->sym : c->kind == IRC_STATIC ? c->sym : NULL;
    if (callee && ptrmap_has(&w->e->in_batch, callee)) {
        call_batch(w, s, callee);
    } else if (sym && sym->escape) {
        call_tagged(w, s, sym);
    } else if (!(sym && sym->noescape)) {
        for (uint32_t i = 0; i < s->nargs; i++) to_heap(w->e, s->args[i], 0);
        if (c->kind == IRC_IFACE) to_heap(w->e, c->callee, 0);
    }
}

static void select_cases(Flow *w, IrSelect *sel)
{
    for (uint32_t i = 0; i < sel->cases.n; i++) {
        IrSelectCase *c = &sel->cases.p[i];
        if (c->send) to_heap(w->e, c->value, 0);
    }
}

static void statement(Flow *w, IrStmt *s)
{
    Escape *e = w->e;
    switch ((IrOp)s->op) {
    case IR_MOV:
    case IR_CAST:
    case IR_PTR:
    case IR_PTR_ADD:
    case IR_SLICE:
    case IR_MAKE_STRING:
    case IR_MAKE_SLICE:
    case IR_IFACE_CONV:
    case IR_MIN:
    case IR_MAX:
    case IR_ADD:
    case IR_SUB:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_ANDNOT:
    case IR_CONV: all_into(e, s, 0); return;
    case IR_STR_FROM_BYTES:
    case IR_BYTES_FROM_STR:
        if (s->borrow)
            all_into(e, s, 0);
        else
            site(w, s);
        return;
    case IR_RUNES_FROM_STR:
    case IR_STR_FROM_RUNES:
    case IR_STR_FROM_INT: site(w, s); return;
    case IR_CONCAT: site(w, s); return; // parts are copied, or not of this frame
    case IR_LOAD: load(w, s->dst, s->place); return;
    case IR_STORE:
        if (put_back(w, s)) return;
        if (escape_carries(s->args[0].type) || is_header_data(s->place)) flow(e, target(e, s->place), s->args[0], 0);
        return;
    case IR_MOVE:
        if (!put_back(w, s)) move(w, s);
        return;
    case IR_ADDR: address(w, s); return;
    case IR_NEW: {
        Loc *loc = site(w, s);
        if (type_size(s->type) > IMPLICIT_MAX) loc->escapes = loc->too_large = true;
        return;
    }
    case IR_NEW_SLICE: make_slice(w, s); return;
    case IR_NEW_MAP: make_map(w, s); return;
    case IR_BOX: box(w, s); return;
    case IR_CLOSURE: closure(w, s); return;
    case IR_APPEND:
    case IR_APPEND_SLICE:
    case IR_EXTEND: append(w, s); return;
    case IR_COPY:
        if (escape_carries(((Slice *)type_under(s->args[0].type))->elem)) to_heap(e, s->args[1], 1);
        return;
    case IR_ASSERT:
    case IR_IFACE_DATA: {
        bool word = type_is_interface(s->type) || pointer_shaped(s->type);
        into(e, s->dst, s->args[0], word ? 0 : 1);
        return;
    }
    case IR_MAP_SLOT: to_heap(e, s->args[1], 0); return; // and so does what is stored there
    case IR_MAP_ITER:
    case IR_MAP_ITER_KEY:
    case IR_MAP_ITER_ELEM: into(e, s->dst, s->args[0], 0); return; // gc has it so for ranges
    case IR_SEND: to_heap(e, s->args[1], 0); return;
    case IR_SELECT: select_cases(w, s->select); return;
    case IR_CALL: call(w, s); return;
    case IR_GO:
    case IR_PANIC: to_heap(e, s->args[0], 0); return;
    case IR_DEFER:
        // What is deferred once runs before the frame goes; others pile up in a loop, or outlive the body of a
        // range over a function.
        if (w->depth > 0 || s->nargs > 1) to_heap(e, s->args[0], 0);
        return;
    default: return;
    }
}

static void walk_block(IrBlock *b, void *ctx)
{
    Flow *w = ctx;
    int32_t depth = w->depth;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_LABEL && ptrmap_has(&w->e->looping, s)) w->depth++;
        statement(w, s);
        bool loop = s->op == IR_LOOP;
        w->depth += loop;
        ir_each_sub_block(s, walk_block, w);
        w->depth -= loop;
    }
    w->depth = depth;
}

void escape_flows(Escape *e)
{
    for (uint32_t i = 0; i < e->funcs.n; i++) {
        IrFunc *f = e->funcs.p[i];
        Flow w = {.e = e, .f = f};
        for (uint32_t k = 0; k < f->results.n; k++) escape_local(e, f->results.p[k]);
        for (uint32_t k = 0; k < f->params.n; k++) escape_local(e, f->params.p[k]);
        walk_block(&f->body, &w);
    }
}
