// Conversions T(x) (spec: Conversions).
#include "types/expr.h"
#include "types/session.h"

static bool is_pointer(Type *u) { return u->kind == TYP_POINTER; }

static bool is_basic(Type *u, BasicKind k) { return u->kind == TYP_BASIC && ((Basic *)u)->basic == k; }

static bool bytes_or_runes(Type *u)
{
    if (u->kind != TYP_SLICE) return false;
    BasicKind k = type_basic_kind(((Slice *)u)->elem);
    return k == BASIC_UINT8 || k == BASIC_INT32;
}

// The UTF-8 text of a code point, U+FFFD if it is none.
static ConstVal *rune_string(Checker *c, const ConstVal *v)
{
    uint64_t r;
    if (!num_uint64_value(v, &r) || r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = 0xfffd;
    char s[4];
    size_t n = 0;
    if (r < 0x80) {
        s[n++] = (char)r;
    } else {
        if (r < 0x800) {
            s[n++] = (char)(0xc0 | r >> 6);
        } else {
            if (r < 0x10000) {
                s[n++] = (char)(0xe0 | r >> 12);
            } else {
                s[n++] = (char)(0xf0 | r >> 18);
                s[n++] = (char)(0x80 | (r >> 12 & 0x3f));
            }
            s[n++] = (char)(0x80 | (r >> 6 & 0x3f));
        }
        s[n++] = (char)(0x80 | (r & 0x3f));
    }
    return num_string(c->arena, (Str){s, n});
}

// Whether the constant x can be converted to t's underlying basic type; *value is then its value there.
static bool constant_converts(Checker *c, Operand *x, Type *t, ConstVal **value)
{
    Type *u = type_under(t);
    if (u->kind != TYP_BASIC) return false;
    if (const_representable(c, x->value, (Basic *)u, value)) return true;
    if (!type_has_info(x->type, INFO_INTEGER) || !type_has_info(u, INFO_STRING)) return false;
    if (value) *value = rune_string(c, x->value);
    return true;
}

static const char *value_text(Checker *c, const ConstVal *v)
{
    StrBuf b = {0};
    num_text(&b, v);
    const char *text = arena_strndup(c->arena, b.p, b.n);
    sb_release(&b);
    return text;
}

// A constant must be convertible to each type of the type parameter's set; the result is no constant.
static bool constant_to_param(Checker *c, Operand *x, Type *t, const char **cause)
{
    TypeTerms terms;
    type_terms(c->arena, t, &terms);
    if (terms.none) {
        *cause = arena_printf(c->arena, "%s does not contain specific types", type_text(c, t));
        return false;
    }
    for (uint32_t i = 0; i < terms.n; i++) {
        Type *u = terms.p[i].under;
        if (type_has_info(x->type, INFO_STRING) && bytes_or_runes(u)) continue;
        if (constant_converts(c, x, u, NULL)) continue;
        if (type_has_info(x->type, INFO_INTEGER) && type_has_info(u, INFO_INTEGER))
            *cause = arena_printf(c->arena, "constant %s overflows %s (in %s)", value_text(c, x->value),
                                  type_text(c, u), type_text(c, t));
        else
            *cause = arena_printf(c->arena, "cannot convert %s to type %s (in %s)", operand_text(c, x), type_text(c, u),
                                  type_text(c, t));
        return false;
    }
    return terms.n > 0;
}

// ---- Values

static bool fail_version(Checker *c, uint32_t minor, const char **cause, const char *what)
{
    if (check_allow_version(c, minor)) return true;
    *cause = arena_printf(c->arena, "%s requires go1.%u or later", what, minor);
    return false;
}

// A slice to an array or array pointer of the same element type; *decided if t is one.
static bool slice_to_array(Checker *c, Type *vu, Type *tu, const char **cause, bool *decided)
{
    *decided = false;
    if (vu->kind != TYP_SLICE) return false;
    bool pointer = is_pointer(tu);
    Type *a = pointer ? type_under(((Pointer *)tu)->elem) : tu;
    if (a->kind != TYP_ARRAY || !type_identical(((Slice *)vu)->elem, ((Array *)a)->elem)) return false;
    *decided = true;
    return pointer ? fail_version(c, 17, cause, "conversion of slice to array pointer")
                   : fail_version(c, 20, cause, "conversion of slice to array");
}

static bool unnamed_pointers_convert(Type *v, Type *t)
{
    if (v->kind != TYP_POINTER || t->kind != TYP_POINTER) return false;
    Type *from = ((Pointer *)v)->elem, *to = ((Pointer *)t)->elem;
    return !type_is_typeparam(from) && !type_is_typeparam(to) &&
           type_identical_ignore_tags(type_under(from), type_under(to));
}

static bool basics_convert(Type *vu, Type *tu)
{
    if (type_has_info(vu, INFO_INTEGER | INFO_FLOAT) && type_has_info(tu, INFO_INTEGER | INFO_FLOAT)) return true;
    if (type_has_info(vu, INFO_COMPLEX) && type_has_info(tu, INFO_COMPLEX)) return true;
    if (type_has_info(tu, INFO_STRING) && (type_has_info(vu, INFO_INTEGER) || bytes_or_runes(vu))) return true;
    if (type_has_info(vu, INFO_STRING) && bytes_or_runes(tu)) return true;
    if (is_basic(tu, BASIC_UNSAFE_POINTER) && (is_pointer(vu) || is_basic(vu, BASIC_UINTPTR))) return true;
    return is_basic(vu, BASIC_UNSAFE_POINTER) && (is_pointer(tu) || is_basic(tu, BASIC_UINTPTR));
}

static bool convertible(Checker *c, Operand *x, Type *t, const char **cause);

static void prefix_cause(Checker *c, const char **cause, const char *text)
{
    *cause = *cause && **cause ? arena_printf(c->arena, "%s\n\t%s", text, *cause) : text;
}

static const char *term_text(Checker *c, Type *t, Type *param)
{
    return param ? arena_printf(c->arena, "%s (in %s)", type_text(c, t), type_text(c, param)) : type_text(c, t);
}

// Each type of v's set (if it is a type parameter) must convert to each of t's.
static bool type_sets_convert(Checker *c, Operand *x, Type *v, Type *t, Type *orig, const char **cause)
{
    Type *vp = v->kind == TYP_TYPEPARAM ? v : NULL, *tp = t->kind == TYP_TYPEPARAM ? t : NULL;
    TypeTerms from, to;
    type_terms(c->arena, v, &from);
    type_terms(c->arena, t, &to);
    for (uint32_t i = 0; i < from.n; i++) {
        for (uint32_t j = 0; j < to.n; j++) {
            Operand term = *x;
            term.type = vp ? from.p[i].type : x->type;
            Type *target = tp ? to.p[j].type : orig;
            if (convertible(c, &term, target, cause)) continue;
            prefix_cause(c, cause,
                         arena_printf(c->arena, "cannot convert %s to type %s", term_text(c, term.type, vp),
                                      term_text(c, target, tp)));
            return false;
        }
    }
    return from.n > 0 && to.n > 0;
}

static bool convertible(Checker *c, Operand *x, Type *orig, const char **cause)
{
    if (check_assignable(c, x, orig, cause)) return true;
    Type *v = type_unalias(x->type), *t = type_unalias(orig);
    if (v->kind == TYP_TYPEPARAM || t->kind == TYP_TYPEPARAM) {
        // Two interfaces, or anything else about the sets' own underlying types, don't count.
        return type_sets_convert(c, x, v, t, orig, cause);
    }
    Type *vu = type_under(v), *tu = type_under(t);
    if (type_identical_ignore_tags(vu, tu) || unnamed_pointers_convert(v, t) || basics_convert(vu, tu)) return true;
    bool decided;
    return slice_to_array(c, vu, tu, cause, &decided);
}

// The type that an untyped operand of the conversion finally has.
static void settle_untyped(Checker *c, Operand *x, Type *t, bool constant)
{
    Type *final = t;
    if (x->mode == MODE_NILVALUE || x->type == types_basic(c->ts, BASIC_UNTYPED_NIL))
        final = t;
    else if (type_is_interface(t) || (constant && !type_has_info(t, INFO_CONST)))
        final = type_default(c->ts, x->type);
    else if (x->mode == MODE_CONST && type_has_info(x->type, INFO_INTEGER) && type_all_basic(t, INFO_STRING))
        final = x->type;
    check_update_expr_type(c, x->expr, final, true);
}

void check_conversion(Checker *c, Operand *x, Type *t)
{
    bool constant = x->mode == MODE_CONST, ok;
    const char *cause = NULL;
    if (constant && type_has_info(t, INFO_CONST)) {
        ok = constant_converts(c, x, t, &x->value);
        if (!ok && type_has_info(x->type, INFO_INTEGER) && type_has_info(t, INFO_INTEGER)) {
            check_error(c, DIAG_InvalidConversion, expr_pos(x->expr), "constant %s overflows %s",
                        value_text(c, x->value), type_text(c, t));
            operand_invalidate(x);
            return;
        }
    } else if (constant && type_is_typeparam(t)) {
        ok = constant_to_param(c, x, t, &cause);
        x->mode = MODE_VALUE; // values of a type parameter are never constant
    } else {
        ok = convertible(c, x, t, &cause);
        if (ok) x->mode = MODE_VALUE;
    }
    if (!ok) {
        const char *operand = operand_text(c, x), *type = type_text(c, t);
        if (cause && *cause)
            check_error(c, DIAG_InvalidConversion, expr_pos(x->expr), "cannot convert %s to type %s: %s", operand, type,
                        cause);
        else
            check_error(c, DIAG_InvalidConversion, expr_pos(x->expr), "cannot convert %s to type %s", operand, type);
        operand_invalidate(x);
        return;
    }
    if (!type_typed(x->type)) settle_untyped(c, x, t, constant);
    x->type = t;
}
