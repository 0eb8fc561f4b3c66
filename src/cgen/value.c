// Operands and constants as C expressions.
//
// Whatever is returned here is a primary expression: names, literals, or text in parentheses.
// Integer constants of 64-bit types carry L or UL, since two of them in one C operator would
// otherwise be computed as int.
#include "cgen/emit.h"

// Stands in a C literal as it is; '?' doesn't, for there shall be no trigraphs.
static bool is_literal(unsigned char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '?'; }

void put_c_string(StrBuf *b, Str s)
{
    sb_putc(b, '"');
    for (size_t i = 0; i < s.n;) {
        size_t start = i;
        while (i < s.n && is_literal((unsigned char)s.p[i])) i++;
        sb_put(b, (Str){s.p + start, i - start});
        if (i == s.n) break;
        unsigned char c = (unsigned char)s.p[i++];
        if (c == '"' || c == '\\')
            sb_put(b, (Str){(char[]){'\\', (char)c}, 2});
        else if (c == '\n')
            sb_puts(b, "\\n");
        else
            sb_put(b,
                   (Str){(char[]){'\\', (char)('0' + (c >> 6)), (char)('0' + (c >> 3 & 7)), (char)('0' + (c & 7))}, 4});
    }
    sb_putc(b, '"');
}

static const char *int_text(Cg *cg, CType *ct, ConstVal *v)
{
    if (ct->is_signed) {
        int64_t n = 0;
        num_int64_value(v, &n);
        if (n == INT64_MIN) return "(-INT64_C(9223372036854775807) - 1)";
        if (ct->bits == 32 && n == INT32_MIN) return "(-2147483647 - 1)";
        const char *suffix = ct->bits == 64 ? "L" : "";
        return arena_printf(cg->arena, n < 0 ? "(%lld%s)" : "%lld%s", (long long)n, suffix);
    }
    uint64_t n = 0;
    num_uint64_value(v, &n);
    return arena_printf(cg->arena, "%llu%s", (unsigned long long)n, ct->bits == 64 ? "UL" : ct->bits == 32 ? "U" : "");
}

static const char *float_text(Cg *cg, double d, bool single)
{
    char digits[64];
    snprintf(digits, sizeof digits, single ? "%.9g" : "%.17g", d);
    if (!strpbrk(digits, ".einf")) strncat(digits, ".0", sizeof digits - strlen(digits) - 1);
    if (strpbrk(digits, "inf") && !strpbrk(digits, "e.")) return d < 0 ? "(-__builtin_inf())" : "__builtin_inf()";
    return arena_printf(cg->arena, d < 0 ? "(%s%s)" : "%s%s", digits, single ? "f" : "");
}

static const char *complex_text(Cg *cg, CType *ct, ConstVal *v, bool initialiser)
{
    bool single = ct->rep == CREP_C64;
    ConstVal *re = num_real(cg->arena, v), *im = num_imag(cg->arena, v);
    double r = single ? num_float_value(re, NULL) : num_double_value(re, NULL);
    double i = single ? num_float_value(im, NULL) : num_double_value(im, NULL);
    const char *fields = arena_printf(cg->arena, "{%s, %s}", float_text(cg, r, single), float_text(cg, i, single));
    return initialiser ? fields : arena_printf(cg->arena, "((%s)%s)", ct->text, fields);
}

static const char *string_text(Cg *cg, Str s, bool initialiser)
{
    if (s.n == 0) return initialiser ? "{0}" : "((UgString){0})";
    StrBuf b = {0};
    sb_puts(&b, initialiser ? "{(const uint8_t *)" : "UG_STR(");
    put_c_string(&b, s);
    if (initialiser)
        sb_printf(&b, ", %zu}", s.n);
    else
        sb_putc(&b, ')');
    const char *out = arena_strndup(cg->arena, b.p, b.n);
    sb_release(&b);
    return out;
}

const char *const_text(Cg *cg, CType *ct, ConstVal *v, bool initialiser)
{
    switch (ct->rep) {
    case CREP_BOOL: return num_bool_value(v) ? "true" : "false";
    case CREP_INT: return int_text(cg, ct, v);
    case CREP_F32: return float_text(cg, (double)num_float_value(v, NULL), true);
    case CREP_F64: return float_text(cg, num_double_value(v, NULL), false);
    case CREP_C64:
    case CREP_C128: return complex_text(cg, ct, v, initialiser);
    case CREP_STRING: return string_text(cg, num_string_value(v), initialiser);
    case CREP_POINTER: { // unsafe.Pointer(uintptr(n))
        uint64_t n = 0;
        num_uint64_value(v, &n);
        return arena_printf(cg->arena, "((void *)%lluUL)", (unsigned long long)n);
    }
    case CREP_NONE:
    case CREP_VOID:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN:
    case CREP_SLICE:
    case CREP_EFACE:
    case CREP_IFACE:
    case CREP_STRUCT:
    case CREP_ARRAY: break;
    }
    BUG("cgen: constant of type %.*s", STR_FMT(ct->key));
}

const char *zero_text(Cg *cg, CType *ct, bool initialiser)
{
    switch (ct->rep) {
    case CREP_BOOL: return "false";
    case CREP_INT: return ct->bits == 64 ? (ct->is_signed ? "0L" : "0UL") : "0";
    case CREP_F32: return "0.0f";
    case CREP_F64: return "0.0";
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: return "NULL";
    case CREP_C64:
    case CREP_C128:
    case CREP_STRING:
    case CREP_SLICE:
    case CREP_EFACE:
    case CREP_IFACE:
    case CREP_STRUCT:
    case CREP_ARRAY: return initialiser ? "{0}" : arena_printf(cg->arena, "((%s){0})", ct->text);
    case CREP_NONE:
    case CREP_VOID: break;
    }
    return "((void)0)";
}

CType *val_type(Fn *fn, IrVal v) { return ctype_value(fn->cg, v.type); }

static const char *local_text(Fn *fn, IrLocal *l)
{
    const char *waiting = fold_take(fn, l);
    if (waiting) return waiting;
    vec_push(fn->arena, &fn->used, l);
    if (l->addressed) fn->expr_reads = true;
    if (local_type(fn, l)->rep == CREP_VOID) return "((void)0)";
    assign_target(fn, l); // a mention before any definition: declared now
    return local_is_boxed(l) ? text(fn, "(*%s)", local_name(fn, l)) : local_name(fn, l);
}

// Lowering retypes addresses freely: *T, unsafe.Pointer, uintptr.
static const char *global_address(Fn *fn, IrVal v)
{
    CType *ct = val_type(fn, v), *target = ctype_value(fn->cg, v.sym->type);
    const char *name = sym_name(fn->cg, v.sym);
    return ctype_points_to(ct, target) ? text(fn, "(&%s)", name) : text(fn, "((%s)&%s)", ct->text, name);
}

const char *val(Fn *fn, IrVal v)
{
    switch (v.kind) {
    case IRV_LOCAL: return local_text(fn, v.local);
    case IRV_CONST: return const_text(fn->cg, val_type(fn, v), v.value, false);
    case IRV_ZERO: return zero_text(fn->cg, val_type(fn, v), false);
    case IRV_FUNC: {
        const char *closure = sym_closure(fn->cg, v.sym);
        return val_type(fn, v)->rep == CREP_FUNC ? closure : text(fn, "((%s)%s)", val_type(fn, v)->text, closure);
    }
    case IRV_GLOBAL: return global_address(fn, v);
    case IRV_TYPE: return text(fn, "((void *)%s)", desc_ref(fn->cg, v.descriptor));
    case IRV_NONE: break;
    }
    BUG("cgen: %.*s: operand missing", STR_FMT(fn->f->sym->go_name));
}

const char *val_often(Fn *fn, IrVal v)
{
    if (v.kind == IRV_LOCAL) fold_put(fn, v.local);
    return val(fn, v);
}

// Names are lvalues, and what stands for an aggregate constant is a compound literal; scalar constants need one.
const char *val_lvalue(Fn *fn, IrVal v)
{
    if (v.kind == IRV_LOCAL) return val_often(fn, v);
    CType *ct = val_type(fn, v);
    const char *value = val(fn, v);
    return ctype_is_scalar(ct) ? text(fn, "((%s){%s})", ct->text, value) : value;
}

bool val_is_const_int(IrVal v, int64_t *out)
{
    if (v.kind == IRV_ZERO) {
        *out = 0;
        return true;
    }
    return v.kind == IRV_CONST && num_kind(v.value) == CONST_INT && num_int64_value(v.value, out);
}

const char *val_int64(Fn *fn, IrVal v)
{
    CType *ct = val_type(fn, v);
    const char *value = val(fn, v);
    return ct->bits == 64 && ct->is_signed ? value : text(fn, "(UgInt)%s", value);
}
