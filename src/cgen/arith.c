// Arithmetic: Go's operators on numbers, which wrap, never trap and shift by any count.
//
// The C compiler runs with -fwrapv, so + - * need no detour through unsigned; results narrower
// than int are cast back. Division guards -1, shifts guard the count, both only where the operand
// is not a constant that shows it harmless. Spec: Arithmetic operators.
#include "cgen/emit.h"

static const char *complex_name(const CType *ct) { return ct->rep == CREP_C64 ? "c64" : "c128"; }

static const char *operator_of(IrOp op)
{
    switch (op) {
    case IR_ADD: return "+";
    case IR_SUB: return "-";
    case IR_MUL: return "*";
    case IR_DIV: return "/";
    case IR_REM: return "%";
    case IR_AND: return "&";
    case IR_OR: return "|";
    case IR_XOR: return "^";
    case IR_ANDNOT: return "& ~";
    default: BUG("cgen: %s is no binary operator", ir_op_text(op));
    }
}

static const char *narrow(Fn *fn, const CType *ct, const char *expr)
{
    return ct->rep == CREP_INT && ct->bits < 32 ? text(fn, "(%s)(%s)", ct->text, expr) : expr;
}

static const char *complex_binary(Fn *fn, IrStmt *s, const CType *ct)
{
    const char *verb = s->op == IR_ADD ? "add" : s->op == IR_SUB ? "sub" : s->op == IR_MUL ? "mul" : "div";
    const char *a = val(fn, s->args[0]), *b = val(fn, s->args[1]);
    return text(fn, "ug_%s_%s(%s, %s)", verb, complex_name(ct), a, b);
}

static bool divides_safely(IrVal divisor)
{
    int64_t n;
    return val_is_const_int(divisor, &n) && n != -1;
}

static const char *binary(Fn *fn, IrStmt *s, const CType *ct)
{
    if (ct->rep == CREP_C64 || ct->rep == CREP_C128) return complex_binary(fn, s, ct);
    const char *a = val(fn, s->args[0]), *b = val(fn, s->args[1]);
    bool division = s->op == IR_DIV || s->op == IR_REM;
    if (division && ct->rep == CREP_INT && ct->is_signed && !divides_safely(s->args[1]))
        return text(fn, "ug_%s_i%u(%s, %s)", s->op == IR_DIV ? "div" : "rem", ct->bits, a, b);
    return narrow(fn, ct, text(fn, "%s %s%s%s", a, operator_of(s->op), s->op == IR_ANDNOT ? "" : " ", b));
}

static const char *shift(Fn *fn, IrStmt *s, const CType *ct)
{
    bool left = s->op == IR_SHL;
    const char *a = val(fn, s->args[0]);
    uint64_t n = 0;
    IrVal count = s->args[1];
    if (count.kind == IRV_ZERO || (count.kind == IRV_CONST && num_kind(count.value) == CONST_INT)) {
        if (count.kind == IRV_CONST && !num_uint64_value(count.value, &n)) n = UINT64_MAX;
        if (n >= ct->bits && (left || !ct->is_signed)) return text(fn, "(%s)0", ct->text);
        if (n >= ct->bits) n = ct->bits - 1u;
        return text(fn, "(%s)(%s %s %llu)", ct->text, a, left ? "<<" : ">>", (unsigned long long)n);
    }
    const char *by = val(fn, count);
    return text(fn, "ug_%s_%c%u(%s, (uint64_t)%s)", left ? "shl" : "shr", ct->is_signed ? 'i' : 'u', ct->bits, a, by);
}

static const char *unary(Fn *fn, IrStmt *s, const CType *ct)
{
    const char *a = val(fn, s->args[0]);
    if (s->op == IR_NOT) return text(fn, "!%s", a);
    if (s->op == IR_COM) return narrow(fn, ct, text(fn, "~%s", a));
    if (ct->rep == CREP_C64 || ct->rep == CREP_C128) return text(fn, "ug_neg_%s(%s)", complex_name(ct), a);
    return narrow(fn, ct, text(fn, "-%s", a));
}

static const char *fold_minmax(Fn *fn, IrOp op, const CType *ct, const char *a, const char *b)
{
    const char *verb = op == IR_MIN ? "min" : "max";
    if (ct->rep == CREP_STRING) return text(fn, "ug_str%s(%s, %s)", verb, a, b);
    if (ct->rep != CREP_INT) return text(fn, "ug_%s_%s(%s, %s)", verb, ct->rep == CREP_F32 ? "f32" : "f64", a, b);
    return text(fn, "(%s %s %s ? %s : %s)", a, op == IR_MIN ? "<" : ">", b, a, b);
}

static const char *minmax(Fn *fn, IrStmt *s, const CType *ct)
{
    const char *best = val_often(fn, s->args[0]);
    for (uint32_t i = 1; i < s->nargs; i++) {
        const char *next = val_often(fn, s->args[i]);
        if (i > 1 && ct->rep == CREP_INT) { // the text so far would be doubled
            assign(fn, s->dst, best);
            best = local_name(fn, s->dst);
        }
        best = fold_minmax(fn, s->op, ct, best, next);
    }
    return best;
}

void arith_stmt(Fn *fn, IrStmt *s)
{
    if (!s->dst) return;
    CType *ct = local_type(fn, s->dst);
    switch ((IrOp)s->op) {
    case IR_NEG:
    case IR_NOT:
    case IR_COM: fold_def(fn, s, unary(fn, s, ct), false, false); return;
    case IR_SHL:
    case IR_SHR: fold_def(fn, s, shift(fn, s, ct), false, false); return;
    case IR_MIN:
    case IR_MAX: assign(fn, s->dst, minmax(fn, s, ct)); return;
    case IR_REAL: fold_def(fn, s, text(fn, "%s.re", val(fn, s->args[0])), true, false); return;
    case IR_IMAG: fold_def(fn, s, text(fn, "%s.im", val(fn, s->args[0])), true, false); return;
    case IR_COMPLEX: {
        const char *re = val(fn, s->args[0]), *im = val(fn, s->args[1]);
        fold_def(fn, s, text(fn, "((%s){%s, %s})", ct->text, re, im), true, false);
        return;
    }
    default: fold_def(fn, s, binary(fn, s, ct), false, false); return;
    }
}
