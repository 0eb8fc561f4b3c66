// Calls whose target is known become static: an interface just made from a concrete value, a
// function's own func value, a function literal of this function.
//
// Requires: single definitions (facts.c). The receiver is taken back out of the interface, so what
// the variable that was boxed holds by now does not matter.
#include "opt/facts.h"
#include "opt/report.h"

typedef struct Devirt {
    Lower *lo;
    IrUnit *u;
    IrFunc *f;
    Facts facts;
    const OptOptions *opt;
} Devirt;

static Type *boxed_type(const Facts *fa, IrVal v)
{
    for (int i = 0; v.kind == IRV_LOCAL && i < 16; i++) {
        IrStmt *def = facts_def(fa, v.local);
        if (!def) return NULL;
        if (def->op == IR_BOX) return def->args[0].type;
        if (def->op != IR_MOV && def->op != IR_IFACE_CONV && def->op != IR_CAST) return NULL;
        v = def->args[0];
    }
    return NULL;
}

static Types *session_of(Type *recv)
{
    Type *t = type_unalias(recv);
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    return t->kind == TYP_NAMED ? ((Named *)t)->ts : NULL;
}

static bool find_method(Devirt *d, Type *recv, const Object *want, uint32_t *index, bool *partial)
{
    Types *ts = session_of(recv);
    if (!ts) return false; // a struct with embedded fields: rare
    MethodSet set = {0};
    type_method_set(ts, d->f->arena, recv, &set);
    for (uint32_t i = 0; i < set.n; i++) {
        const Object *m = set.p[i].fn;
        if (!str_eq(m->name->s, want->name->s) || (!m->name->exported && m->pkg != want->pkg)) continue;
        *index = i;
        const Signature *sig = (const Signature *)m->type;
        *partial = sig->recv && type_is_interface(sig->recv->type); // of an interface that is embedded
        return true;
    }
    return false;
}

static void static_method(Devirt *d, IrBlock *b, IrStmt *s)
{
    IrCall *c = s->call;
    Type *recv = boxed_type(&d->facts, c->callee);
    if (!recv) return;
    uint32_t index;
    bool partial;
    const Object *want = ((Interface *)type_under(c->callee.type))->all_methods.p[c->method];
    if (!find_method(d, recv, want, &index, &partial)) return;
    IrSym *sym = lower_method_symbol(d->lo, d->u, recv, index, false);
    IrStmt *unbox = ir_stmt_new(d->f, IR_IFACE_DATA, s->pos, 1);
    unbox->inl = s->inl;
    unbox->args[0] = c->callee;
    unbox->type = recv;
    unbox->dst = ir_local_new(d->f, IRL_TEMP, recv, NULL, s->pos);
    ir_insert_before(b, s, unbox);
    IrVal *args = ARENA_ARRAY(d->f->arena, IrVal, s->nargs + 1);
    args[0] = ir_val_local(unbox->dst);
    memcpy(args + 1, s->args, sizeof(IrVal) * s->nargs);
    s->args = args;
    s->nargs++;
    *c = (IrCall){.kind = IRC_STATIC, .sym = sym, .sig = sym->type, .results = c->results, .nresults = c->nresults};
    if (report_wanted(d->opt) && s->expr)
        diag_report(d->opt->sink, DIAG_NONE, report_pos(s), "%sdevirtualizing %s to %s", partial ? "partially " : "",
                    report_expr(d->f->arena, d->u, ((const Call *)s->expr)->fun), report_type(d->f->arena, d->u, recv));
}

static void static_func(Devirt *d, IrStmt *s)
{
    IrVal callee = facts_origin(&d->facts, s->call->callee);
    IrSym *sym = NULL;
    if (callee.kind == IRV_FUNC) {
        sym = callee.sym;
    } else if (callee.kind == IRV_LOCAL) {
        IrStmt *def = facts_def(&d->facts, callee.local);
        if (!def || def->op != IR_CLOSURE) return;
        sym = def->func;
    }
    if (!sym || !type_identical(sym->type, s->call->sig)) return;
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

void opt_devirtualise(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        Arena *a = arena_new("devirt");
        Devirt d = {.lo = lo, .u = u, .f = u->funcs.p[i], .opt = opt};
        facts_gather(&d.facts, d.f, a);
        walk(&d.f->body, &d);
        arena_free(a);
    }
}
