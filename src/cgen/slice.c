// Slice expressions and bulk operations on slices: a[i:j:k], copy, clear.
//
// The checks come in gc's order, so that the panic names the same bound: the capacity side first,
// then high against it, then low against high. Spec: Slice expressions.
#include "cgen/emit.h"

typedef struct Bound {
    const char *v;
    bool given, is_unsigned;
} Bound;

static Bound bound_of(Fn *fn, IrStmt *s, uint32_t arg, const char *fallback)
{
    if (arg >= s->nargs || s->args[arg].kind == IRV_NONE) return (Bound){fallback, false, false};
    CType *ct = val_type(fn, s->args[arg]);
    const char *v = val_often(fn, s->args[arg]);
    bool wide = ct->bits == 64 && !ct->is_signed;
    return (Bound){ct->bits == 64 && ct->is_signed ? v : text(fn, "((UgInt)%s)", v), true, wide};
}

static void check(Fn *fn, Bound b, const char *limit, const char *code)
{
    put(fn, "if (UGX_UNLIKELY((uint64_t)%s > (uint64_t)%s)) ugx_panicslice%s(%s, %s, %s);", b.v, limit,
        b.is_unsigned ? "u" : "", code, b.v, limit);
}

typedef struct Whole {
    const char *p, *len, *cap;
    int64_t elem_size;
    bool is_slice, is_string;
} Whole;

static Whole whole_of(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    const char *a = val_often(fn, s->args[0]);
    if (ct->rep == CREP_STRING) {
        const char *n = text(fn, "%s.n", a);
        return (Whole){text(fn, "%s.p", a), n, n, 1, false, true};
    }
    if (ct->rep == CREP_SLICE) {
        CType *elem = ctype_value(fn->cg, ((Slice *)ct->under)->elem);
        return (Whole){text(fn, "%s.p", a), text(fn, "%s.n", a), text(fn, "%s.cap", a), elem->size, true, false};
    }
    Array *arr = (Array *)type_under(((Pointer *)ct->under)->elem);
    CType *elem = ctype_value(fn->cg, arr->elem);
    const char *n = text(fn, "%lldL", (long long)arr->len);
    return (Whole){text(fn, "(void *)%s", a), n, n, elem->size, false, false};
}

static void slice_expr(Fn *fn, IrStmt *s)
{
    Whole w = whole_of(fn, s);
    Bound max = bound_of(fn, s, 3, w.cap), high = bound_of(fn, s, 2, w.len), low = bound_of(fn, s, 1, "0");
    if (!s->checked && max.given) {
        check(fn, max, w.cap, w.is_slice ? "UG_SLICE3_ACAP" : "UG_SLICE3_ALEN");
        check(fn, high, max.v, "UG_SLICE3_B");
        if (low.given) check(fn, low, high.v, "UG_SLICE3_C");
    } else if (!s->checked) {
        if (high.given) check(fn, high, w.cap, w.is_slice ? "UG_SLICE_ACAP" : "UG_SLICE_ALEN");
        if (low.given) check(fn, low, high.v, "UG_SLICE_B");
    }
    if (!s->dst) return;
    const char *len = low.given ? text(fn, "%s - %s", high.v, low.v) : high.v;
    const char *cap = low.given ? text(fn, "%s - %s", max.v, low.v) : max.v;
    const char *left = w.is_string ? len : cap;
    const char *p = low.given && w.elem_size
                        ? text(fn, "ug_advance(%s, %s, %lld, %s)", w.p, low.v, (long long)w.elem_size, left)
                        : w.p;
    assign(fn, s->dst,
           w.is_string ? text(fn, "(UgString){%s, %s}", p, len) : text(fn, "(UgSlice){%s, %s, %s}", p, len, cap));
}

static void copy_slice(Fn *fn, IrStmt *s)
{
    CType *elem = ctype_value(fn->cg, ((Slice *)val_type(fn, s->args[0])->under)->elem);
    const char *a = val_often(fn, s->args[0]), *b = val_often(fn, s->args[1]);
    if (elem->has_pointers) {
        const char *call =
            text(fn, "ugx_typedslicecopy(%s, %s.p, %s.n, %s.p, %s.n)", desc_ref(fn->cg, elem->type), a, a, b, b);
        if (s->dst)
            assign(fn, s->dst, call);
        else
            put(fn, "%s;", call);
        return;
    }
    const char *n = text(fn, "n$%u", fn->counter++);
    put(fn, "UgInt %s = %s.n < %s.n ? %s.n : %s.n;", n, a, b, a, b);
    if (elem->size) put(fn, "ugx_memmove(%s.p, %s.p, (uintptr_t)%s * %lldUL);", a, b, n, (long long)elem->size);
    if (s->dst) assign(fn, s->dst, n);
}

static void clear(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    const char *a = val_often(fn, s->args[0]);
    if (ct->rep == CREP_MAP) {
        put(fn, "ugx_mapclear((const UgMapType *)%s, %s);", desc_ref(fn->cg, ct->type), a);
        return;
    }
    CType *elem = ctype_value(fn->cg, ((Slice *)ct->under)->elem);
    if (elem->has_pointers)
        put(fn, "ugx_typedsliceclear(%s, %s.p, %s.n);", desc_ref(fn->cg, elem->type), a, a);
    else if (elem->size)
        put(fn, "ugx_memclr(%s.p, (uintptr_t)%s.n * %lldUL);", a, a, (long long)elem->size);
}

void slice_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_SLICE: slice_expr(fn, s); return;
    case IR_COPY: copy_slice(fn, s); return;
    case IR_CLEAR: clear(fn, s); return;
    default: BUG("cgen: %s is no slice operation", ir_op_text(s->op));
    }
}
