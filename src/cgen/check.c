// Checks: a comparison and a cold call that carries the values to its message.
#include "cgen/emit.h"

static const char *is_nil(Fn *fn, IrVal v)
{
    CType *ct = val_type(fn, v);
    const char *a = val(fn, v);
    if (ct->rep == CREP_EFACE) return text(fn, "%s.type == NULL", a);
    if (ct->rep == CREP_IFACE) return text(fn, "%s.tab == NULL", a);
    return text(fn, "%s == NULL", a);
}

static void bounds(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    const char *i = val_often(fn, s->args[0]), *n = val_often(fn, s->args[1]);
    bool wide = ct->bits == 64 && !ct->is_signed;
    const char *index = ct->bits == 64 ? i : text(fn, "(UgInt)%s", i);
    put(fn, "if (UGX_UNLIKELY((uint64_t)%s >= (uint64_t)%s)) ugx_panicindex%s(%s, %s);", index, n, wide ? "u" : "",
        index, n);
}

static void unsafe_operands(Fn *fn, IrStmt *s)
{
    const char *p = val_often(fn, s->args[0]);
    if (s->args[1].kind == IRV_LOCAL) fold_put(fn, s->args[1].local);
    const char *n = val_int64(fn, s->args[1]);
    const char *kind = s->type ? "slice" : "string";
    long long size = s->type ? (long long)ctype_value(fn->cg, s->type)->size : 1;
    put(fn, "if (UGX_UNLIKELY(%s < 0 || (unsigned __int128)(uint64_t)%s * %lld > 0 - (uintptr_t)%s)) {", n, n, size, p);
    put(fn, "if (%s > 0 && %s == NULL) ugx_panicunsafe%snilptr();", n, p, kind);
    put(fn, "if (%s < 0 || %s != NULL) ugx_panicunsafe%slen(); }", n, p, kind);
}

void emit_check(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_NILCHECK: put(fn, "if (UGX_UNLIKELY(%s)) ugx_panicnil();", is_nil(fn, s->args[0])); return;
    case IR_PANICWRAP: put(fn, "if (UGX_UNLIKELY(%s)) ugx_panicwrap();", is_nil(fn, s->args[0])); return;
    case IR_BOUNDS: bounds(fn, s); return;
    case IR_DIVCHECK: put(fn, "if (UGX_UNLIKELY(%s == 0)) ugx_panicdivide();", val(fn, s->args[0])); return;
    case IR_SHIFTCHECK: put(fn, "if (UGX_UNLIKELY(%s < 0)) ugx_panicshift();", val(fn, s->args[0])); return;
    case IR_ARRAYCHECK: {
        const char *a = val_often(fn, s->args[0]), *n = val(fn, s->args[1]);
        put(fn, "if (UGX_UNLIKELY(%s.n < %s)) ugx_panicsliceconvert(%s.n, %s);", a, n, a, n);
        return;
    }
    case IR_UNSAFECHECK: unsafe_operands(fn, s); return;
    default: BUG("cgen: %s is no check", ir_op_text(s->op));
    }
}
