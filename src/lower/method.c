// Methods: finding the one meant once types are known, receivers, method values and expressions.
#include "lower/context.h"

// In an instance a method may belong to another type than the generic body's: it is looked up again.
Selection *lower_selection(Fn *f, Selector *e)
{
    Selection *sel = e->selection;
    if (!f->env || sel->kind == SEL_FIELD) return sel;
    Type *recv = lower_type(f, sel->recv);
    Selection *found = ARENA_NEW(f->arena, Selection);
    Object *m = type_lookup(f->lo->ts, recv, true, sel->obj->pkg, sel->obj->name, found);
    if (!m) BUG("%.*s: no method %.*s", STR_FMT(f->ir->sym->go_name), STR_FMT(sel->obj->name->s));
    found->obj = m;
    found->kind = sel->kind;
    found->recv = recv;
    return found;
}

uint32_t lower_iface_index(Interface *it, const Object *m)
{
    for (uint32_t i = 0; i < it->all_methods.n; i++) {
        const Object *o = it->all_methods.p[i];
        if (o->name == m->name && (o->name->exported || o->pkg == m->pkg)) return i;
    }
    BUG("no method %.*s in the interface", STR_FMT(m->name->s));
}

static Named *receiver_named(Type *recv)
{
    recv = type_unalias(recv);
    if (recv->kind == TYP_POINTER) recv = type_unalias(((Pointer *)recv)->elem);
    UG_ASSERT(recv->kind == TYP_NAMED);
    return (Named *)recv;
}

IrSym *lower_method_sym(Unit *u, Object *m, Type *recv)
{
    Named *n = receiver_named(recv);
    if (!n->targs.n) return lower_object_symbol(u->lo, lower_origin(m));
    return lower_instance(u, lower_origin(m), n->targs.p, n->targs.n);
}

void lower_select_method(Fn *f, IrPlace *at, Object *m, Callee *out)
{
    Type *t = at->type;
    out->sig = (Signature *)type_unalias(m->type);
    out->has_recv = true;
    if (type_is_interface(t)) {
        out->kind = IRC_IFACE;
        out->fn = lower_load(f, at);
        out->method = lower_iface_index((Interface *)type_under(t), m);
        return;
    }
    Type *recv = type_unalias(out->sig->recv->type);
    out->kind = IRC_STATIC;
    out->sym = lower_method_sym(f->u, m, recv);
    bool have_ptr = t->kind == TYP_POINTER;
    if (recv->kind == TYP_POINTER)
        out->recv = have_ptr ? lower_load(f, at) : lower_addr(f, at);
    else if (have_ptr) {
        IrVal p = lower_load(f, at);
        if (f->ir->sym->is_wrapper && at->base == IRB_LOCAL && at->steps.n == 0)
            lower_emit(f, IR_PANICWRAP, 1)->args[0] = p;
        else
            lower_nilcheck(f, p);
        out->recv = lower_load(f, lower_place_deref(f, p));
    } else
        out->recv = lower_load(f, at);
}

static Fn *bound_function(Fn *f, const Callee *c, Type *sig, Str shown, Str full, IrLocal **recv)
{
    Unit *u = f->u;
    IrSym *sym = lower_sym_new(u->lo, IRSYM_FUNC, shown, full, sig);
    sym->pkg = u->pkg;
    sym->is_static = sym->is_wrapper = true;
    Fn *w = lower_fn_new(u, sym, f->pkg, NO_POS);
    *recv = lower_add_capture(w, c->kind == IRC_IFACE ? c->fn : c->recv, NULL);
    lower_plain_signature(w, NULL, (Signature *)sig);
    return w;
}

// The function of a bound method value: captures the receiver, forwards its parameters. One a method in the unit.
static IrSym *bound_symbol(Fn *f, const Callee *c, Object *m)
{
    Unit *u = f->u;
    Str base = c->kind == IRC_STATIC ? c->sym->go_name
                                     : lower_join_name(u->arena, lower_type_name(u->arena, c->fn.type), m->name->s);
    Str key = c->kind == IRC_STATIC ? c->sym->csym : base;
    Str shown = str_from(arena_printf(u->arena, "%.*s-fm$w", STR_FMT(base)));
    Str full = str_from(arena_printf(u->arena, "%.*s-fm$w", STR_FMT(key)));
    IrSym *known = strmap_get(&u->local_syms, full);
    if (known) return known;
    IrLocal *recv;
    Type *sig = type_new_signature(u->lo->ts, c->sig->params, c->sig->results, c->sig->variadic);
    Fn *w = bound_function(f, c, sig, shown, full, &recv);
    strmap_put(&u->local_syms, full, w->ir->sym);
    Callee inner = *c;
    if (c->kind == IRC_IFACE)
        inner.fn = ir_val_local(recv);
    else
        inner.recv = ir_val_local(recv);
    lower_forward(w, &inner, 0);
    lower_fn_finish(w, NO_POS);
    return w->ir->sym;
}

IrVal lower_method_value(Fn *f, Selector *e)
{
    Selection *sel = lower_selection(f, e);
    Callee c = {0};
    lower_callee(f, &e->e, &c);
    if (c.kind == IRC_IFACE) lower_nilcheck(f, c.fn);
    IrStmt *s = ir_stmt_new(f->ir, IR_CLOSURE, f->pos, 1);
    s->func = bound_symbol(f, &c, sel->obj);
    s->args[0] = c.kind == IRC_IFACE ? c.fn : c.recv;
    s->dst = lower_temp(f, lower_expr_type(f, &e->e));
    lower_emit_stmt(f, s);
    return ir_val_local(s->dst);
}

IrVal lower_method_expr(Fn *f, Selector *e)
{
    Selection *sel = lower_selection(f, e);
    Type *recv = lower_type(f, sel->recv);
    IrSym *sym;
    Signature *sig = (Signature *)type_unalias(sel->obj->type);
    if (!type_is_interface(recv) && sel->path.n == 0 && type_identical(recv, type_unalias(sig->recv->type)))
        sym = lower_method_sym(f->u, sel->obj, recv);
    else {
        MethodEntry m = {.fn = sel->obj, .sel = sel};
        sym = lower_method_wrapper(f->u, recv, &m);
    }
    return (IrVal){.kind = IRV_FUNC, .type = lower_expr_type(f, &e->e), .sym = sym};
}
