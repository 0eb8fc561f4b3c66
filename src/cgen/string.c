// Strings and the headers of strings and slices: parts, making, conversion, concatenation, decoding.
#include "cgen/emit.h"

static const char *length(Fn *fn, IrStmt *s, bool *reads)
{
    CType *ct = val_type(fn, s->args[0]);
    bool cap = s->op == IR_CAP;
    if (s->args[0].kind == IRV_ZERO) return "0L";
    switch (ct->rep) {
    case CREP_STRING: return text(fn, "%s.n", val(fn, s->args[0]));
    case CREP_SLICE: return text(fn, cap ? "%s.cap" : "%s.n", val(fn, s->args[0]));
    case CREP_MAP: {
        *reads = true;
        const char *a = val_often(fn, s->args[0]);
        return text(fn, "(%s ? (UgInt)%s->used : 0)", a, a);
    }
    case CREP_CHAN: *reads = true; return text(fn, cap ? "ugx_chancap(%s)" : "ugx_chanlen(%s)", val(fn, s->args[0]));
    default: BUG("cgen: len of %.*s", STR_FMT(ct->key));
    }
}

// A short string that does not outlive the frame is made in it: the name of a buffer, or NULL.
static const char *frame_buffer(Fn *fn, IrStmt *s)
{
    if (s->escapes || !s->dst) return NULL;
    uint32_t id = fn->counter++;
    sb_printf(&fn->top, "    uint8_t sb$%u[UG_STRING_BUFFER];\n", id);
    return text(fn, "sb$%u", id);
}

static void concat(Fn *fn, IrStmt *s)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < s->nargs; i++) sb_printf(&b, "%s%s", i ? ", " : "", val(fn, s->args[i]));
    const char *buffer = frame_buffer(fn, s);
    assign(fn, s->dst,
           buffer ? text(fn, "ug_concat(%s, (UgString[]){%s}, %u)", buffer, b.p, s->nargs)
                  : text(fn, "ugx_concat((UgString[]){%s}, %u)", b.p, s->nargs));
    sb_release(&b);
}

static void from_bytes(Fn *fn, IrStmt *s)
{
    const char *a = val_often(fn, s->args[0]);
    const char *buffer = s->borrow ? NULL : frame_buffer(fn, s);
    if (s->borrow)
        assign(fn, s->dst, text(fn, "(UgString){%s.p, %s.n}", a, a));
    else if (buffer)
        assign(fn, s->dst, text(fn, "ug_bytes_to_string(%s, %s.p, %s.n)", buffer, a, a));
    else
        assign(fn, s->dst, text(fn, "ugx_bytes_to_string(%s.p, %s.n)", a, a));
}

static void to_bytes(Fn *fn, IrStmt *s)
{
    if (!s->borrow) {
        const char *from = val(fn, s->args[0]), *buffer = frame_buffer(fn, s);
        assign(fn, s->dst,
               buffer ? text(fn, "ug_string_to_bytes(%s, %s)", buffer, from)
                      : text(fn, "ugx_string_to_bytes(%s)", from));
        return;
    }
    const char *a = val_often(fn, s->args[0]);
    assign(fn, s->dst, text(fn, "(UgSlice){(void *)%s.p, %s.n, %s.n}", a, a, a));
}

static void from_int(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    bool wide = ct->bits == 64 && !ct->is_signed; // over the signed range it is no rune either way: -1 stands for it
    const char *a = wide ? val_often(fn, s->args[0]) : val(fn, s->args[0]);
    const char *rune = wide ? text(fn, "%s > INT32_MAX ? -1 : (int64_t)%s", a, a) : a, *buffer = frame_buffer(fn, s);
    assign(fn, s->dst,
           buffer ? text(fn, "ug_int_to_string(%s, %s)", buffer, rune) : text(fn, "ugx_int_to_string(%s)", rune));
}

static void decode_rune(Fn *fn, IrStmt *s)
{
    const char *a = val(fn, s->args[0]), *at = val(fn, s->args[1]);
    const char *r = text(fn, "r$%u", fn->counter++);
    put(fn, "UgRune %s = ug_decoderune(%s, %s);", r, a, at);
    if (s->dst) assign(fn, s->dst, text(fn, "%s.r", r));
    if (s->dst2) assign(fn, s->dst2, text(fn, "%s.next", r));
}

void string_stmt(Fn *fn, IrStmt *s)
{
    bool reads = false;
    switch ((IrOp)s->op) {
    case IR_LEN:
    case IR_CAP: {
        const char *n = length(fn, s, &reads);
        fold_def(fn, s, n, true, reads);
        return;
    }
    case IR_PTR:
        fold_def(fn, s, text(fn, "((%s)%s.p)", local_type(fn, s->dst)->text, val(fn, s->args[0])), true, false);
        return;
    case IR_MAKE_STRING: {
        const char *p = val(fn, s->args[0]), *n = val_int64(fn, s->args[1]);
        fold_def(fn, s, text(fn, "((UgString){(const uint8_t *)%s, %s})", p, n), true, false);
        return;
    }
    case IR_MAKE_SLICE: {
        const char *p = val(fn, s->args[0]), *n = val_int64(fn, s->args[1]), *cap = val_int64(fn, s->args[2]);
        fold_def(fn, s, text(fn, "((UgSlice){(void *)%s, %s, %s})", p, n, cap), true, false);
        return;
    }
    case IR_PTR_ADD: {
        const char *p = val(fn, s->args[0]), *n = val(fn, s->args[1]);
        fold_def(fn, s, text(fn, "((void *)((uint8_t *)%s + %s))", p, n), true, false);
        return;
    }
    case IR_CONCAT: concat(fn, s); return;
    case IR_STR_FROM_BYTES: from_bytes(fn, s); return;
    case IR_STR_FROM_RUNES: {
        const char *a = val_often(fn, s->args[0]);
        assign(fn, s->dst, text(fn, "ugx_runes_to_string(%s.p, %s.n)", a, a));
        return;
    }
    case IR_STR_FROM_INT: from_int(fn, s); return;
    case IR_BYTES_FROM_STR: to_bytes(fn, s); return;
    case IR_RUNES_FROM_STR: assign(fn, s->dst, text(fn, "ugx_string_to_runes(%s)", val(fn, s->args[0]))); return;
    case IR_RUNE_COUNT: assign(fn, s->dst, text(fn, "ugx_countrunes(%s)", val(fn, s->args[0]))); return;
    case IR_DECODE_RUNE: decode_rune(fn, s); return;
    default: BUG("cgen: %s is no string operation", ir_op_text(s->op));
    }
}
