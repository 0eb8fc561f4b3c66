// Conversions: the implicit ones of assignments and the explicit T(x).
#include "lower/context.h"

static uint32_t basic_info(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC ? ((Basic *)u)->info : 0;
}

// A slice of bytes (1) or runes (2), whatever the names.
static int text_slice(Type *t)
{
    Type *u = type_under(t);
    if (u->kind != TYP_SLICE) return 0;
    BasicKind k = type_basic_kind(((Slice *)u)->elem);
    return k == BASIC_UINT8 ? 1 : k == BASIC_INT32 ? 2 : 0;
}

static bool is_empty_interface(Type *t) { return ((Interface *)type_under(t))->all_methods.n == 0; }

// Equality compares itabs, so a value of static type I always has an itab made for I: even between identical
// interfaces of different names it is looked up anew.
static IrVal to_interface(Fn *f, IrVal v, Type *t)
{
    if (type_is_interface(v.type)) {
        bool same = is_empty_interface(v.type) && is_empty_interface(t);
        return lower_emit_unary(f, same ? IR_CAST : IR_IFACE_CONV, t, v);
    }
    lower_want_methods(f->u, v.type);
    return lower_emit_unary(f, IR_BOX, t, v);
}

IrVal lower_assign_conv(Fn *f, IrVal v, Type *t)
{
    if (v.type == t) return v;
    if (v.kind == IRV_ZERO && type_basic_kind(v.type) == BASIC_UNTYPED_NIL) return ir_val_zero(t);
    if (type_identical(v.type, t)) return v;
    if (type_is_interface(t))
        return v.kind == IRV_ZERO && type_is_interface(v.type) ? ir_val_zero(t) : to_interface(f, v, t);
    if (v.kind == IRV_CONST) return lower_const_val(f, t, v.value);
    bool same = type_identical(type_under(v.type), type_under(t));
    if (v.kind == IRV_ZERO || v.kind == IRV_FUNC || (v.kind == IRV_GLOBAL && same)) {
        v.type = t;
        return v;
    }
    return lower_emit_unary(f, IR_CAST, t, v);
}

static IrVal slice_to_array(Fn *f, IrVal v, Type *t, Array *a, bool pointer)
{
    IrStmt *s = lower_emit(f, IR_ARRAYCHECK, 2);
    s->args[0] = v;
    s->args[1] = lower_int_val(f, a->len);
    if (!pointer && a->len == 0) return ir_val_zero(t);
    Type *elem = type_unalias(((Slice *)type_under(v.type))->elem);
    IrVal p = lower_emit_unary(f, IR_PTR, type_new_pointer(f->lo->ts, elem), v);
    IrVal q = lower_emit_unary(f, IR_CAST, pointer ? t : type_new_pointer(f->lo->ts, t), p);
    return pointer ? q : lower_load(f, lower_place_deref(f, q));
}

static IrVal from_slice(Fn *f, IrVal v, Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_ARRAY) return slice_to_array(f, v, t, (Array *)u, false);
    if (u->kind == TYP_POINTER) return slice_to_array(f, v, t, (Array *)type_under(((Pointer *)u)->elem), true);
    if (basic_info(t) & INFO_STRING)
        return lower_emit_unary(f, text_slice(v.type) == 1 ? IR_STR_FROM_BYTES : IR_STR_FROM_RUNES, t, v);
    return lower_assign_conv(f, v, t);
}

IrVal lower_conv_val(Fn *f, IrVal v, Type *t)
{
    if (type_identical(v.type, t) || type_is_interface(t)) return lower_assign_conv(f, v, t);
    if (v.kind == IRV_ZERO && type_basic_kind(v.type) == BASIC_UNTYPED_NIL) return ir_val_zero(t);
    uint32_t from = basic_info(v.type), to = basic_info(t);
    bool other_kind = (from & INFO_NUMERIC) && (to & INFO_NUMERIC) && (from & INFO_NUMERIC) != (to & INFO_NUMERIC);
    if (other_kind && v.kind == IRV_CONST)
        return lower_const_val(f, t, v.value); // T(0) in an instance: exact in every T
    if ((from & INFO_NUMERIC) && (to & INFO_NUMERIC))
        return lower_emit_unary(f, type_basic_kind(v.type) == type_basic_kind(t) ? IR_CAST : IR_CONV, t, v);
    if ((from & INFO_INTEGER) && (to & INFO_STRING)) return lower_emit_unary(f, IR_STR_FROM_INT, t, v);
    if (from & INFO_STRING) {
        int slice = text_slice(t);
        if (slice) return lower_emit_unary(f, slice == 1 ? IR_BYTES_FROM_STR : IR_RUNES_FROM_STR, t, v);
    }
    if (type_under(v.type)->kind == TYP_SLICE) return from_slice(f, v, t);
    return lower_assign_conv(f, v, t);
}

IrVal lower_conversion(Fn *f, Expr *x, Type *t, bool borrow)
{
    IrVal from = lower_expr(f, x), v = lower_conv_val(f, from, t);
    IrStmt *s = f->cur->last;
    lower_check_conversion(f, x, from, v, t);
    if (borrow && s && s->dst && v.kind == IRV_LOCAL && s->dst == v.local &&
        (s->op == IR_STR_FROM_BYTES || s->op == IR_BYTES_FROM_STR))
        s->borrow = true;
    return v;
}
