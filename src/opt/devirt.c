// Calls whose target is known become static: an interface that only ever gets values of one concrete
// type, a function's own func value, a function literal of this function.
//
// Requires, for func values: single definitions (facts.c). The receiver is taken back out of the interface, so what
// the variable that was boxed holds by now does not matter.
#include "opt/facts.h"
#include "opt/report.h"

typedef struct Devirt {
    Lower *lo;
    IrUnit *u;
    IrFunc *f;
    Facts facts;
    const OptOptions *opt;
    Arena *scratch;
    PtrMap defs;    // interface locals → IfaceDef
    PtrMap visited; // by the question at hand
    IrStmt *boxed;  // the one BOX it found, or NULL
    bool changed;
} Devirt;

typedef struct Noting {
    Devirt *d;
    IrStmt *stmt;
} Noting;

// ---- What an interface holds: one concrete type, if all that is ever assigned says so. Nil may come, too: the call
// has its nil check.
typedef struct IfaceDef {
    IrStmt *stmt;
    const struct IfaceDef *next;
} IfaceDef;

static void note_def(IrLocal **l, void *ctx)
{
    Noting *n = ctx;
    if (!(*l)->type || !type_is_interface((*l)->type)) return;
    IfaceDef *d = ARENA_NEW(n->d->scratch, IfaceDef);
    *d = (IfaceDef){n->stmt, ptrmap_get(&n->d->defs, *l)};
    ptrmap_put(&n->d->defs, *l, d);
}

static void note_defs(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        Noting n = {ctx, s};
        ir_each_def(s, note_def, &n);
        ir_each_sub_block(s, note_defs, ctx);
    }
}

enum { MAX_CHAIN = 32 };

// Adds what v may hold to *t; false: not known, or more than one type.
static bool holds(Devirt *d, IrVal v, Type **t, uint32_t depth)
{
    if (v.kind == IRV_ZERO) return true;
    if (v.kind != IRV_LOCAL || depth > MAX_CHAIN || v.local->addressed) return false;
    if (v.local->kind == IRL_PARAM || v.local->kind == IRL_CAPTURE) return false;
    if (ptrmap_has(&d->visited, v.local)) return true;
    ptrmap_put(&d->visited, v.local, v.local);
    for (const IfaceDef *def = ptrmap_get(&d->defs, v.local); def; def = def->next) {
        IrStmt *s = def->stmt;
        switch ((IrOp)s->op) {
        case IR_DECL: break;
        case IR_BOX: {
            Type *boxed = s->args[0].type;
            if (*t && !type_identical(*t, boxed)) return false;
            d->boxed = *t ? NULL : s;
            *t = boxed;
            break;
        }
        case IR_MOV:
        case IR_CAST:
        case IR_IFACE_CONV:
        case IR_ASSERT: // to another interface: of the same value
            if (!holds(d, s->args[0], t, depth + 1)) return false;
            break;
        default: return false;
        }
    }
    return true;
}

static Type *boxed_type(Devirt *d, IrVal v)
{
    Type *t = NULL;
    map_init(&d->visited, d->scratch);
    d->boxed = NULL;
    return holds(d, v, &t, 0) ? t : NULL;
}

static Types *session_of(Type *recv)
{
    Type *t = type_unalias(recv);
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    return t->kind == TYP_NAMED ? ((Named *)t)->ts : NULL;
}

static bool find_method(Devirt *d, Type *recv, const Object *want, MethodEntry *found, bool *partial)
{
    Types *ts = session_of(recv);
    if (!ts) return false; // a struct with embedded fields: rare
    MethodSet set = {0};
    type_method_set(ts, d->f->arena, recv, &set);
    for (uint32_t i = 0; i < set.n; i++) {
        const Object *m = set.p[i].fn;
        if (!str_eq(m->name->s, want->name->s) || (!m->name->exported && m->pkg != want->pkg)) continue;
        if (!type_identical(m->type, want->type)) return false; // an assertion on the way will panic
        *found = set.p[i];
        const Signature *sig = (const Signature *)m->type;
        *partial = sig->recv && type_is_interface(sig->recv->type); // of an interface that is embedded
        return true;
    }
    return false;
}

// *T has the methods of T through wrappers, which panic for nil. A pointer that is none needs no wrapper.
static bool find_value_method(Devirt *d, Type *recv, const Object *want, MethodEntry *found)
{
    IrVal p = d->boxed ? facts_origin(&d->facts, d->boxed->args[0]) : (IrVal){0};
    const IrStmt *made = p.kind == IRV_LOCAL ? facts_def(&d->facts, p.local) : NULL;
    if (recv->kind != TYP_POINTER || !made || made->op != IR_NEW) return false;
    bool partial;
    MethodEntry of_elem; // another than that of *T
    if (!find_method(d, ((Pointer *)recv)->elem, want, &of_elem, &partial) || partial) return false;
    *found = of_elem;
    return true;
}

static IrVal pointed_to(Devirt *d, IrBlock *b, IrStmt *call, IrVal p)
{
    IrPlace *at = ARENA_NEW(d->f->arena, IrPlace);
    Type *t = type_unalias(((Pointer *)p.type)->elem);
    *at = (IrPlace){.base = IRB_DEREF, .ptr = p, .base_type = t, .type = t};
    IrStmt *load = ir_stmt_new(d->f, IR_LOAD, call->pos, 0);
    load->inl = call->inl;
    load->place = at;
    load->dst = ir_local_new(d->f, IRL_TEMP, t, NULL, call->pos);
    ir_insert_before(b, call, load);
    return ir_val_local(load->dst);
}

static void static_method(Devirt *d, IrBlock *b, IrStmt *s)
{
    IrCall *c = s->call;
    Type *recv = boxed_type(d, c->callee);
    if (!recv) return;
    recv = type_unalias(recv);
    MethodEntry method;
    bool partial;
    const Object *want = ((Interface *)type_under(c->callee.type))->all_methods.p[c->method];
    if (!find_method(d, recv, want, &method, &partial)) return;
    bool by_value = find_value_method(d, recv, want, &method);
    IrSym *sym = lower_method_symbol(d->lo, d->u, by_value ? ((Pointer *)recv)->elem : recv, &method, false);
    IrStmt *unbox = ir_stmt_new(d->f, IR_IFACE_DATA, s->pos, 1);
    unbox->inl = s->inl;
    unbox->args[0] = c->callee;
    unbox->type = recv;
    unbox->dst = ir_local_new(d->f, IRL_TEMP, recv, NULL, s->pos);
    ir_insert_before(b, s, unbox);
    IrVal *args = ARENA_ARRAY(d->f->arena, IrVal, s->nargs + 1);
    args[0] = by_value ? pointed_to(d, b, s, ir_val_local(unbox->dst)) : ir_val_local(unbox->dst);
    memcpy(args + 1, s->args, sizeof(IrVal) * s->nargs);
    s->args = args;
    s->nargs++;
    *c = (IrCall){.kind = IRC_STATIC, .sym = sym, .sig = sym->type, .results = c->results, .nresults = c->nresults};
    d->changed = true;
    if (report_wanted(d->opt) && s->expr && !report_hidden(s))
        diag_report(d->opt->sink, DIAG_NONE, report_pos(s), "%sdevirtualizing %s to %s", partial ? "partially " : "",
                    report_expr(d->f->arena, d->u, ((const Call *)s->expr)->fun), report_type(d->f->arena, d->u, recv));
}

// A func value seen through copies and through conversions between func types (iter.Seq and its like).
static IrVal func_origin(const Facts *fa, IrVal v)
{
    for (int i = 0; i < 16; i++) {
        v = facts_origin(fa, v);
        const IrStmt *def = v.kind == IRV_LOCAL ? facts_def(fa, v.local) : NULL;
        if (!def || def->op != IR_CAST) break;
        IrVal from = def->args[0];
        if (from.kind == IRV_LOCAL && !facts_def(fa, from.local)) break; // it may change
        v = from;
    }
    return v;
}

static void static_func(Devirt *d, IrStmt *s)
{
    IrVal callee = func_origin(&d->facts, s->call->callee);
    IrSym *sym = NULL;
    if (callee.kind == IRV_FUNC) {
        sym = callee.sym;
    } else if (callee.kind == IRV_LOCAL) {
        IrStmt *def = facts_def(&d->facts, callee.local);
        if (!def || def->op != IR_CLOSURE) return;
        sym = def->func;
    }
    if (!sym || !type_identical(sym->type, s->call->sig)) return;
    d->changed = true;
    s->call->kind = IRC_STATIC;
    s->call->sym = sym;
    s->call->callee = callee; // the context of a function literal that captures
}

static void walk(IrBlock *b, void *ctx)
{
    Devirt *d = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_CALL && s->call->kind == IRC_IFACE) static_method(d, b, s);
        if (s->op == IR_CALL && s->call->kind == IRC_CLOSURE) static_func(d, s);
        ir_each_sub_block(s, walk, d);
    }
}

bool opt_devirtualise_func(Lower *lo, IrUnit *u, IrFunc *f, const OptOptions *opt)
{
    Devirt d = {.lo = lo, .u = u, .f = f, .opt = opt, .scratch = arena_new("devirt")};
    facts_gather(&d.facts, f, d.scratch);
    map_init(&d.defs, d.scratch);
    note_defs(&f->body, &d);
    walk(&f->body, &d);
    arena_free(d.scratch);
    return d.changed;
}

void opt_devirtualise(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    for (uint32_t i = 0; i < u->funcs.n; i++) opt_devirtualise_func(lo, u, u->funcs.p[i], opt);
}
