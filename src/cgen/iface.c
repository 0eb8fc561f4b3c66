// Interfaces: boxing, conversion between interface types, assertion, the two words.
//
// A pointer-shaped value is the data word; constants box to static read-only objects; what does
// not escape boxes into the frame; the rest by the runtime. Type identity is pointer identity of
// descriptors. Spec: Type assertions.
#include "cgen/emit.h"

static const char *type_word(Fn *fn, CType *iface, const char *a)
{
    return iface->rep == CREP_EFACE ? text(fn, "%s.type", a) : text(fn, "ug_itype(%s)", a);
}

static const char *boxed_data(Fn *fn, IrStmt *s, CType *ct)
{
    IrVal a = s->args[0];
    if (ct->rep == CREP_VOID) return "(void *)&ug_nothing";
    if (ctype_pointer_shaped(ct))
        return ctype_is_scalar(ct) ? text(fn, "(void *)%s", val(fn, a)) : text(fn, "*(void **)&%s", val_lvalue(fn, a));
    if (a.kind == IRV_CONST || a.kind == IRV_ZERO) {
        const char *init = a.kind == IRV_ZERO ? zero_text(fn->cg, ct, true) : const_text(fn->cg, ct, a.value, true);
        return text(fn, "(void *)&%s", static_object(fn->cg, ct, init, true));
    }
    if (!s->escapes) {
        const char *value = val(fn, a), *box = local_declare_top(fn, ct->text, "box");
        put(fn, "%s = %s;", box, value);
        return text(fn, "&%s", box);
    }
    const char *desc = desc_ref(fn->cg, ct->type);
    if (ct->rep == CREP_BOOL) return text(fn, "ugx_box64(%s, %s)", val(fn, a), desc);
    if (ct->rep == CREP_INT) return text(fn, "ugx_box64((uint%u_t)%s, %s)", ct->bits, val(fn, a), desc);
    if (ct->rep == CREP_STRING && ct->type->kind == TYP_BASIC) return text(fn, "ugx_box_string(%s)", val(fn, a));
    return text(fn, "ugx_box(%s, &%s)", desc, val_lvalue(fn, a));
}

static void box(Fn *fn, IrStmt *s)
{
    if (!s->dst) return;
    CType *ct = val_type(fn, s->args[0]), *iface = local_type(fn, s->dst);
    const char *data = boxed_data(fn, s, ct);
    const char *word = iface->rep == CREP_EFACE ? desc_ref(fn->cg, ct->type) : itab_ref(fn->cg, iface->type, ct->type);
    assign(fn, s->dst, text(fn, "(%s){%s, %s}", iface->text, word, data));
}

static const char *inter_ref(Fn *fn, CType *ct)
{
    return text(fn, "(const UgInterfaceType *)%s", desc_ref(fn->cg, ct->type));
}

static void convert(Fn *fn, IrStmt *s)
{
    CType *from = val_type(fn, s->args[0]), *to = local_type(fn, s->dst);
    const char *a = val_often(fn, s->args[0]);
    if (from->rep == CREP_EFACE && to->rep == CREP_EFACE)
        assign(fn, s->dst, a); // identical interfaces of other names have itabs of their own
    else if (to->rep == CREP_EFACE)
        assign(fn, s->dst, text(fn, "(UgEface){%s, %s.data}", type_word(fn, from, a), a));
    else
        assign(fn, s->dst,
               text(fn, "(UgIface){%s ? ugx_getitab(%s, %s, false) : NULL, %s.data}",
                    from->rep == CREP_EFACE ? text(fn, "%s.type", a) : text(fn, "%s.tab", a), inter_ref(fn, to),
                    type_word(fn, from, a), a));
}

static const char *unboxed(Fn *fn, CType *ct, const char *a)
{
    if (ctype_pointer_shaped(ct))
        return ctype_is_scalar(ct) ? text(fn, "((%s)%s.data)", ct->text, a)
                                   : text(fn, "(*(%s *)&%s.data)", ct->text, a);
    return text(fn, "(*(%s *)%s.data)", ct->text, a);
}

static void assert_concrete(Fn *fn, IrStmt *s, CType *from, CType *to, const char *a)
{
    const char *want = desc_ref(fn->cg, to->type), *have = type_word(fn, from, a);
    if (!s->dst2) {
        put(fn, "if (UGX_UNLIKELY(%s != %s)) ugx_panicdottype(%s, %s, %s);", have, want, have, want,
            desc_ref(fn->cg, from->type));
        if (s->dst && to->rep != CREP_VOID) assign(fn, s->dst, unboxed(fn, to, a));
        return;
    }
    const char *ok = text(fn, "ok$%u", fn->counter++);
    put(fn, "bool %s = %s == %s;", ok, have, want);
    if (s->dst && to->rep != CREP_VOID)
        assign(fn, s->dst, text(fn, "%s ? %s : %s", ok, unboxed(fn, to, a), zero_text(fn->cg, to, false)));
    assign(fn, s->dst2, ok);
}

static void assert_any(Fn *fn, IrStmt *s, CType *from, CType *to, const char *a)
{
    const char *have = type_word(fn, from, a);
    if (!s->dst2)
        put(fn, "if (UGX_UNLIKELY(%s == NULL)) ugx_panicdottype(NULL, %s, %s);", have, desc_ref(fn->cg, to->type),
            desc_ref(fn->cg, from->type));
    const char *ok = text(fn, "ok$%u", fn->counter++);
    if (s->dst2) put(fn, "bool %s = %s != NULL;", ok, have);
    if (s->dst) assign(fn, s->dst, text(fn, "(UgEface){%s, %s.data}", have, a));
    if (s->dst2) assign(fn, s->dst2, ok);
}

static void assert_iface(Fn *fn, IrStmt *s, CType *from, CType *to, const char *a)
{
    const char *inter = inter_ref(fn, to), *have = type_word(fn, from, a);
    if (!s->dst2) {
        const char *itab = text(fn, "ugx_assert_iface(%s, %s)", inter, have);
        if (s->dst)
            assign(fn, s->dst, text(fn, "(UgIface){%s, %s.data}", itab, a));
        else
            put(fn, "%s;", itab);
        return;
    }
    const char *r = text(fn, "as$%u", fn->counter++);
    put(fn, "UgAssert %s = ugx_assert_iface2(%s, %s);", r, inter, have);
    if (s->dst) assign(fn, s->dst, text(fn, "(UgIface){%s.tab, %s.ok ? %s.data : NULL}", r, r, a));
    assign(fn, s->dst2, text(fn, "%s.ok", r));
}

static void assertion(Fn *fn, IrStmt *s)
{
    CType *from = val_type(fn, s->args[0]), *to = ctype_value(fn->cg, s->type);
    const char *a = val_often(fn, s->args[0]);
    if (to->rep == CREP_EFACE)
        assert_any(fn, s, from, to, a);
    else if (to->rep == CREP_IFACE)
        assert_iface(fn, s, from, to, a);
    else
        assert_concrete(fn, s, from, to, a);
}

void iface_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_BOX: box(fn, s); return;
    case IR_IFACE_CONV: convert(fn, s); return;
    case IR_ASSERT: assertion(fn, s); return;
    case IR_IFACE_TYPE: {
        CType *from = val_type(fn, s->args[0]);
        const char *a = val_often(fn, s->args[0]);
        assign(fn, s->dst, text(fn, "(void *)%s", type_word(fn, from, a)));
        return;
    }
    case IR_IFACE_DATA: {
        const char *a = val_often(fn, s->args[0]);
        CType *ct = ctype_value(fn->cg, s->type);
        if (ct->rep != CREP_VOID) assign(fn, s->dst, unboxed(fn, ct, a));
        return;
    }
    default: BUG("cgen: %s is no interface operation", ir_op_text(s->op));
    }
}
