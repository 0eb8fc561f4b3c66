// Method wrappers: a method of an embedded field, a value method called through a pointer, an
// interface's method as a function. And what cgen asks for when it fills method tables.
#include "lower/context.h"

bool lower_is_direct(Type *t)
{
    Type *u = type_under(t);
    switch (u->kind) {
    case TYP_POINTER:
    case TYP_CHAN:
    case TYP_MAP:
    case TYP_SIGNATURE: return true;
    case TYP_BASIC: return ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    case TYP_ARRAY: return ((Array *)u)->len == 1 && lower_is_direct(((Array *)u)->elem);
    case TYP_STRUCT: return ((Struct *)u)->fields.n == 1 && lower_is_direct(((Struct *)u)->fields.p[0]->type);
    default: return false;
    }
}

static Str wrapper_name(Unit *u, Type *recv, Object *m, WrapperForm form)
{
    StrBuf b = {0};
    bool ptr = recv->kind == TYP_POINTER;
    Type *base = ptr ? type_unalias(((Pointer *)recv)->elem) : recv;
    if (base->kind == TYP_NAMED && form == WRAPPER_SHOWN && ((Named *)base)->obj->pkg) {
        Object *o = ((Named *)base)->obj;
        sb_printf(&b, ptr ? "%.*s.(*%.*s%s)" : "%.*s.%.*s%s", STR_FMT(lower_package_info(u->lo, o->pkg)->link_path),
                  STR_FMT(o->name->s), ((Named *)base)->targs.n ? "[...]" : "");
    } else
        type_write(&b, recv, QUALIFY_PATH, NULL);
    sb_putc(&b, '.');
    if (form == WRAPPER_FULL && !m->name->exported && m->pkg) sb_printf(&b, "%.*s.", STR_FMT(m->pkg->path));
    sb_put(&b, m->name->s);
    sb_puts(&b, "$w");
    return lower_arena_str(u->arena, &b);
}

static void run_wrapper(Unit *u, Work *w)
{
    Fn *f = lower_fn_new(u, w->sym, u->pkg, NO_POS);
    Object *m = w->method.fn;
    lower_plain_signature(f, w->type, (Signature *)type_unalias(m->type));
    IrPlace *p = lower_place_local(f, f->ir->params.p[0]);
    p = lower_walk_path(f, p, w->method.sel->path.p, w->method.sel->path.n, NULL);
    Callee c = {0};
    lower_select_method(f, p, m, &c);
    lower_forward(f, &c, 1);
    lower_fn_finish(f, NO_POS);
}

IrSym *lower_method_wrapper(Unit *u, Type *recv, const MethodEntry *m)
{
    Str full = wrapper_name(u, recv, m->fn, WRAPPER_FULL);
    IrSym *s = strmap_get(&u->local_syms, full);
    if (s) return s;
    Type *sig = lower_sig_with_recv(u->lo, recv, (Signature *)type_unalias(m->fn->type));
    s = lower_sym_new(u->lo, IRSYM_FUNC, wrapper_name(u, recv, m->fn, WRAPPER_SHOWN), full, sig);
    s->is_weak = s->is_wrapper = true;
    s->pkg = u->pkg;
    strmap_put(&u->local_syms, full, s);
    Work *w = ARENA_NEW(u->arena, Work);
    *w = (Work){.run = run_wrapper, .sym = s, .type = recv, .method = *m};
    lower_enqueue(u, w);
    return s;
}

IrSym *lower_method_symbol(Lower *lo, IrUnit *iu, Type *recv, const MethodEntry *m, bool from_iface)
{
    Unit *u = iu->lower;
    recv = type_unalias(recv);
    IrSym *s;
    Signature *sig = (Signature *)type_unalias(m->fn->type);
    if (type_is_interface(recv))
        s = lower_method_wrapper(u, recv, m);
    else if (from_iface && !lower_is_direct(recv))
        s = lower_method_wrapper(u, type_new_pointer(lo->ts, recv), m);
    else if (m->sel->path.n == 0 && sig->recv && type_identical(type_unalias(sig->recv->type), recv))
        s = lower_method_sym(u, m->fn, recv);
    else
        s = lower_method_wrapper(u, recv, m);
    lower_run_queue(u);
    return s;
}
