// Conversions between numeric types, and casts between types of one representation.
//
// Integers truncate or extend as C does. Floats to integers go through ops.h, which gives gc's
// results out of range. A cast changes the C type only where the two differ: pointers, and structs
// whose Go types are distinct. Spec: Conversions between numeric types.
#include "cgen/emit.h"

static bool is_float(const CType *ct) { return ct->rep == CREP_F32 || ct->rep == CREP_F64; }
static bool is_complex(const CType *ct) { return ct->rep == CREP_C64 || ct->rep == CREP_C128; }

static const char *float_to_int(Fn *fn, const CType *to, const char *a)
{
    const char *form = fn->cg->opt->clamp_conversions ? "_clamped" : "";
    if (to->bits == 64) return text(fn, "(%s)ug_f2%c64%s(%s)", to->text, to->is_signed ? 'i' : 'u', form, a);
    if (to->bits == 32) return text(fn, "ug_f2%c32%s(%s)", to->is_signed ? 'i' : 'u', form, a);
    return text(fn, "(%s)ug_f2i32%s(%s)", to->text, form, a);
}

static void convert(Fn *fn, IrStmt *s)
{
    CType *to = local_type(fn, s->dst), *from = val_type(fn, s->args[0]);
    const char *out;
    if (is_complex(to) && is_complex(from)) {
        const char *a = val_often(fn, s->args[0]);
        const char *part = to->rep == CREP_C64 ? "float" : "double";
        out = text(fn, "((%s){(%s)%s.re, (%s)%s.im})", to->text, part, a, part, a);
    } else if (to->rep == CREP_INT && is_float(from)) {
        out = float_to_int(fn, to, val(fn, s->args[0]));
    } else {
        const char *a = val(fn, s->args[0]);
        out = strcmp(to->text, from->text) == 0 ? a : text(fn, "(%s)%s", to->text, a);
    }
    fold_def(fn, s, out, false, false);
}

static void cast(Fn *fn, IrStmt *s)
{
    CType *to = local_type(fn, s->dst), *from = val_type(fn, s->args[0]);
    if (to->rep == CREP_VOID) return;
    IrVal a = s->args[0];
    if (a.kind == IRV_CONST && !ctype_is_scalar(to) && to->rep == from->rep) {
        fold_def(fn, s, val(fn, a), true, false);
    } else if (strcmp(to->text, from->text) == 0) {
        fold_def(fn, s, val(fn, a), true, false);
    } else if (ctype_is_scalar(to) && ctype_is_scalar(from)) {
        fold_def(fn, s, text(fn, "((%s)%s)", to->text, val(fn, a)), true, false);
    } else {
        assign(fn, s->dst, text(fn, "*(%s *)&%s", to->text, val_lvalue(fn, a)));
    }
}

void conv_stmt(Fn *fn, IrStmt *s)
{
    if (!s->dst) return;
    if (s->op == IR_CONV)
        convert(fn, s);
    else
        cast(fn, s);
}
