// -d=checkptr: what package unsafe makes is checked by the runtime (runtime/debug/checkptr.c).
//
//	(*T)(p)                     the T lies in one object; if it holds pointers, it is aligned
//	unsafe.Pointer(e), Add      e, a calculation with uintptr, points into the object of one of the pointers it came from
//	unsafe.Slice, String        the elements lie in one object
// Which pointers a calculation came from is seen within one expression only, as the rules of unsafe.Pointer want it.
#include "lower/context.h"

enum { MOST_ORIGINS = 4 };

void lower_check_pointers(Lower *lo, Package *pkg) { lower_package_info(lo, pkg)->checkptr = true; }

bool lower_checks_pointers(const Fn *f)
{
    if (!lower_package_info(f->lo, f->pkg)->checkptr) return false;
    while (f->outer) f = f->outer;
    return !(f->ir->decl && f->ir->decl->pragma & PRAGMA_NOCHECKPTR);
}

static bool is_basic(Type *t, BasicKind kind) { return type_basic_kind(type_under(t)) == kind; }

static void check(Fn *f, const char *csym, Type *const *params, IrVal *args, uint32_t n)
{
    lower_call_abi(f, csym, params, n, NULL, args);
    f->cur->last->call->sym->noescape = true;
}

// n elements from p on; their alignment only where it is asked for.
static void check_extent(Fn *f, const char *csym, IrVal p, Type *elem, IrVal n, bool align)
{
    Type *t_uintptr = f->lo->t_uintptr;
    Type *const params[] = {f->lo->t_ptr, t_uintptr, t_uintptr, t_uintptr};
    IrVal args[] = {lower_assign_conv(f, p, f->lo->t_ptr), lower_conv_val(f, n, t_uintptr),
                    lower_conv_val(f, lower_int_val(f, type_size(elem)), t_uintptr),
                    lower_conv_val(f, lower_int_val(f, type_has_pointers(elem) ? type_align(elem) : 1), t_uintptr)};
    check(f, csym, params, args, ARRAY_LEN(params) - !align);
}

void lower_check_elems(Fn *f, const char *csym, IrVal p, Type *elem, IrVal n)
{
    if (lower_checks_pointers(f)) check_extent(f, csym, p, elem, n, false);
}

void lower_check_sliced(Fn *f, IrVal array, IrVal max)
{
    Array *a = (Array *)type_under(((Pointer *)type_under(array.type))->elem);
    check_extent(f, "ugx_checkptr_convert", array, type_unalias(a->elem), max, true);
}

Call *lower_is_pointer_made(Fn *f, Expr *e)
{
    Call *c = (Call *)ast_unparen(e);
    if (c->e.node.kind != NODE_Call || !c->conversion || !lower_checks_pointers(f)) return NULL;
    return is_basic(lower_expr_type(f, c->args.p[0]), BASIC_UNSAFE_POINTER) ? c : NULL;
}

static void check_made(Fn *f, IrVal p, Type *t)
{
    Type *elem = type_unalias(((Pointer *)type_under(t))->elem);
    if (type_align(elem) > 1 || type_size(elem) > 1)
        check_extent(f, "ugx_checkptr_convert", p, elem, lower_int_val(f, 1), true);
}

// ---- Arithmetic
static IrStmt *made_by(Fn *f, IrVal v)
{
    if (v.kind != IRV_LOCAL || v.local->kind != IRL_TEMP) return NULL;
    IrStmt *s = f->cur->last;
    while (s && s->dst != v.local) s = s->prev;
    return s;
}

static void find_origins(Fn *f, IrVal v, IrVals *out)
{
    IrStmt *s = made_by(f, v);
    if (!s) return;
    if (s->op == IR_CAST && is_basic(s->args[0].type, BASIC_UNSAFE_POINTER))
        vec_push(f->arena, out, s->args[0]);
    else if (s->op == IR_ADD || s->op == IR_SUB || s->op == IR_ANDNOT || s->op == IR_CAST || s->op == IR_CONV) {
        find_origins(f, s->args[0], out);
        if (s->op == IR_ADD) find_origins(f, s->args[1], out);
    }
}

static bool is_of_reflect(Type *t, const char *name)
{
    if (type_under(t)->kind == TYP_POINTER) t = ((Pointer *)type_under(t))->elem;
    t = type_unalias(t);
    if (t->kind != TYP_NAMED) return false;
    const Object *o = ((Named *)t)->obj;
    return o->pkg && str_eqz(o->pkg->path, "reflect") && str_eqz(o->name->s, name);
}

// Addresses that come as uintptr by their API: Value.Pointer(), Value.UnsafeAddr(), SliceHeader.Data, StringHeader.Data.
static bool is_address(Fn *f, Expr *e)
{
    e = ast_unparen(e);
    bool called = e->node.kind == NODE_Call && !((Call *)e)->conversion;
    if (called) e = ast_unparen(((Call *)e)->fun);
    if (e->node.kind != NODE_Selector || !((Selector *)e)->selection) return false;
    Type *t = lower_expr_type(f, ((Selector *)e)->x);
    Str name = ((Selector *)e)->sel->atom->s;
    if (called) return is_of_reflect(t, "Value") && (str_eqz(name, "Pointer") || str_eqz(name, "UnsafeAddr"));
    return str_eqz(name, "Data") && (is_of_reflect(t, "SliceHeader") || is_of_reflect(t, "StringHeader"));
}

static void check_computed(Fn *f, IrVal p, const IrVals *origins)
{
    if (origins->n > MOST_ORIGINS) return;
    Type *params[1 + MOST_ORIGINS];
    IrVal args[1 + MOST_ORIGINS];
    for (uint32_t i = 0; i <= MOST_ORIGINS; i++) {
        params[i] = f->lo->t_ptr;
        IrVal v = i == 0 ? p : i <= origins->n ? origins->p[i - 1] : ir_val_zero(f->lo->t_ptr);
        args[i] = lower_assign_conv(f, v, f->lo->t_ptr);
    }
    check(f, "ugx_checkptr_arithmetic", params, args, 1 + MOST_ORIGINS);
}

void lower_check_added(Fn *f, IrVal sum, IrVal p)
{
    if (!lower_checks_pointers(f)) return;
    IrVals origins = {0};
    vec_push(f->arena, &origins, p);
    check_computed(f, sum, &origins);
}

void lower_check_conversion(Fn *f, Expr *x, IrVal from, IrVal v, Type *t)
{
    if (!lower_checks_pointers(f)) return;
    if (is_basic(from.type, BASIC_UNSAFE_POINTER) && type_under(t)->kind == TYP_POINTER) {
        check_made(f, v, t);
    } else if (is_basic(from.type, BASIC_UINTPTR) && is_basic(t, BASIC_UNSAFE_POINTER) && !is_address(f, x)) {
        IrVals origins = {0};
        find_origins(f, from, &origins);
        check_computed(f, v, &origins);
    }
}
