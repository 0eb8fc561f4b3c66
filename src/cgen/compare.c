// Comparisons of all comparable types.
//
// Scalars by C's operators, strings by length and bytes, interfaces by type word and the runtime,
// small structs field by field (an earlier difference hides a later panic; scalars and lengths
// before the bytes of strings, as in gc), the rest by memcmp where memory decides and by the type's equality function where it does not.
// Spec: Comparison operators.
#include "cgen/emit.h"

enum { INLINE_FIELDS = 8 };

static const char *both(Fn *fn, const char *a, const char *b)
{
    return a && b ? text(fn, "%s && %s", a, b) : a ? a : b;
}

static const char *equal_struct(Fn *fn, CType *ct, const char *a, const char *b)
{
    Struct *st = (Struct *)ct->under;
    const char *quick = NULL, *slow = NULL;
    for (uint32_t i = 0; i < ct->nfields; i++) {
        CType *ft = ct->fields[i];
        if (ft->rep == CREP_VOID || str_eqz(st->fields.p[i]->name->s, "_")) continue;
        const char *fa = text(fn, "%s.%s", a, ct->field_names[i]), *fb = text(fn, "%s.%s", b, ct->field_names[i]);
        const char *eq = compare_equal(fn, ft, fa, fb);
        if (ctype_is_scalar(ft)) {
            quick = both(fn, quick, eq);
            continue;
        }
        if (ft->rep == CREP_STRING) quick = both(fn, quick, text(fn, "%s.n == %s.n", fa, fb));
        slow = both(fn, slow, eq);
        if (!lower_equal_panics(ft->type)) continue;
        quick = both(fn, quick, slow); // nothing passes a comparison that may panic
        slow = NULL;
    }
    const char *out = both(fn, quick, slow);
    return out ? text(fn, "(%s)", out) : "true";
}

static const char *equal_memory(Fn *fn, CType *ct, const char *a, const char *b)
{
    IrSym *sym = lower_equal_symbol(fn->cg->opt->lower, fn->cg->u, ct->type);
    if (sym) return text(fn, "%s(&%s, &%s)", sym_name(fn->cg, sym), a, b);
    return text(fn, "(__builtin_memcmp(&%s, &%s, %lld) == 0)", a, b, (long long)ct->size);
}

const char *compare_equal(Fn *fn, CType *ct, const char *a, const char *b)
{
    switch (ct->rep) {
    case CREP_VOID: return "true";
    case CREP_BOOL:
    case CREP_INT:
    case CREP_F32:
    case CREP_F64:
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: return text(fn, "(%s == %s)", a, b);
    case CREP_C64: return text(fn, "ug_eq_c64(%s, %s)", a, b);
    case CREP_C128: return text(fn, "ug_eq_c128(%s, %s)", a, b);
    case CREP_STRING: return text(fn, "ug_streq(%s, %s)", a, b);
    case CREP_EFACE: return text(fn, "ug_efaceeq(%s, %s)", a, b);
    case CREP_IFACE: return text(fn, "ug_ifaceeq(%s, %s)", a, b);
    case CREP_STRUCT:
        if (ct->nfields <= INLINE_FIELDS) return equal_struct(fn, ct, a, b);
        return equal_memory(fn, ct, a, b);
    case CREP_ARRAY: return equal_memory(fn, ct, a, b);
    case CREP_SLICE:
    case CREP_NONE: break;
    }
    BUG("cgen: %.*s is not comparable", STR_FMT(ct->key));
}

static const char *compare_nil(Fn *fn, CType *ct, const char *a)
{
    switch (ct->rep) {
    case CREP_SLICE: return text(fn, "(%s.p == NULL)", a);
    case CREP_EFACE: return text(fn, "(%s.type == NULL)", a);
    case CREP_IFACE: return text(fn, "(%s.tab == NULL)", a);
    case CREP_STRING: return text(fn, "(%s.n == 0)", a);
    default: return NULL;
    }
}

static bool is_empty_const(IrVal v)
{
    return v.kind == IRV_ZERO ||
           (v.kind == IRV_CONST && num_kind(v.value) == CONST_STRING && num_string_value(v.value).n == 0);
}

static const char *equality(Fn *fn, IrStmt *s)
{
    IrVal a = s->args[0], b = s->args[1];
    if (is_empty_const(a)) a = s->args[1], b = s->args[0];
    CType *ct = val_type(fn, a);
    const char *nil = is_empty_const(b) ? compare_nil(fn, ct, "") : NULL;
    if (nil) return compare_nil(fn, ct, val(fn, a));
    if (ctype_is_scalar(ct)) {
        const char *x = val(fn, a), *y = val(fn, b);
        return text(fn, "(%s == %s)", x, y);
    }
    const char *x = val_lvalue(fn, a), *y = val_lvalue(fn, b);
    return compare_equal(fn, ct, x, y);
}

static const char *order_operator(IrOp op)
{
    switch (op) {
    case IR_LT: return "<";
    case IR_LE: return "<=";
    case IR_GT: return ">";
    default: return ">=";
    }
}

void compare_stmt(Fn *fn, IrStmt *s)
{
    if (s->op == IR_EQ || s->op == IR_NE) {
        CType *ct = val_type(fn, s->args[0]);
        bool may_panic = !ctype_is_scalar(ct) && ct->rep != CREP_STRING && ct->rep != CREP_SLICE;
        const char *eq = equality(fn, s);
        const char *out = s->op == IR_EQ ? eq : text(fn, "!%s", eq);
        if (may_panic && !(s->args[1].kind == IRV_ZERO || s->args[0].kind == IRV_ZERO))
            assign(fn, s->dst, out);
        else
            fold_def(fn, s, out, true, !ctype_is_scalar(ct));
        return;
    }
    CType *ct = val_type(fn, s->args[0]);
    const char *a = val(fn, s->args[0]), *b = val(fn, s->args[1]);
    if (ct->rep == CREP_STRING)
        fold_def(fn, s, text(fn, "(ugx_cmpstring(%s, %s) %s 0)", a, b, order_operator(s->op)), true, true);
    else
        fold_def(fn, s, text(fn, "(%s %s %s)", a, order_operator(s->op), b), true, false);
}
