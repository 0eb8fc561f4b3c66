// Whether an operand may be assigned to a type (spec: Assignability, Representability), and what
// type an untyped operand takes on in a context that expects a given one.
#include "types/expr.h"

static bool is_nil(const Operand *x) { return x->mode == MODE_NILVALUE; }

// ---- Untyped operands

// The type a non-constant untyped value (a comparison, a delayed shift) has as a `target` of basic type.
static bool untyped_value_fits(const Basic *from, Type *target)
{
    switch (from->basic) {
    case BASIC_UNTYPED_BOOL: return type_has_info(target, INFO_BOOLEAN);
    case BASIC_UNTYPED_INT:
    case BASIC_UNTYPED_RUNE:
    case BASIC_UNTYPED_FLOAT:
    case BASIC_UNTYPED_COMPLEX: return type_has_info(target, INFO_NUMERIC);
    case BASIC_UNTYPED_STRING: return type_has_info(target, INFO_STRING);
    default: return false;
    }
}

static Type *implicit_basic(Checker *c, Operand *x, Type *target, Basic *under, ConstVal **value, DiagCode *code)
{
    if (x->mode == MODE_CONST) {
        ConstVal *v = x->value;
        *code = const_representation(c, x, under, &v);
        if (*code) return NULL;
        *value = v;
        return target;
    }
    return untyped_value_fits((Basic *)x->type, target) ? target : NULL;
}

static bool fits_each_term(Checker *c, Operand *x, Type *param)
{
    TypeTerms terms;
    type_terms(c->arena, param, &terms);
    if (terms.none) return false;
    for (uint32_t i = 0; i < terms.n; i++) {
        ConstVal *value = NULL;
        DiagCode code;
        if (!check_implicit_type(c, x, terms.p[i].type, &value, &code)) return false;
    }
    return true;
}

Type *check_implicit_type(Checker *c, Operand *x, Type *target, ConstVal **value, DiagCode *code)
{
    *value = NULL;
    *code = DIAG_NONE;
    if (x->mode == MODE_INVALID || type_typed(x->type) || !type_valid(target)) return x->type;

    Type *result = NULL;
    *code = DIAG_InvalidUntypedConversion;
    if (!type_typed(target)) {
        result = type_max(x->type, target);
    } else if (is_nil(x)) {
        if (type_has_nil(target)) result = target;
    } else if (type_is_typeparam(target)) {
        if (fits_each_term(c, x, target)) result = target;
    } else {
        Type *u = type_under(target);
        if (u->kind == TYP_BASIC)
            result = implicit_basic(c, x, target, (Basic *)u, value, code);
        else if (u->kind == TYP_INTERFACE && typeset_is_all(typeset_of(c, (Interface *)u, NO_POS)))
            result = type_default(c->ts, x->type); // values in interfaces have concrete types
        if (!result && !*code) *code = DIAG_InvalidUntypedConversion;
    }
    if (result) *code = DIAG_NONE;
    return result;
}

// ---- Assignability

// Puts "cannot assign …" in front of the cause that a term's own failure left.
static void prefix_cause(Checker *c, const char **cause, const char *text)
{
    if (!cause) return;
    *cause = *cause && **cause ? arena_printf(c->arena, "%s\n\t%s", text, *cause) : text;
}

static bool assignable_to_terms(Checker *c, Operand *x, Type *param, const char **cause)
{
    TypeTerms terms;
    type_terms(c->arena, param, &terms);
    for (uint32_t i = 0; i < terms.n; i++) {
        if (check_assignable(c, x, terms.p[i].type, cause)) continue;
        if (cause)
            prefix_cause(c, cause,
                         arena_printf(c->arena, "cannot assign %s to %s (in %s)", type_text(c, x->type),
                                      type_text(c, terms.p[i].type), type_text(c, param)));
        return false;
    }
    return terms.n > 0;
}

// orig is t as written, for the message.
static bool terms_assignable_to(Checker *c, const Operand *x, Type *param, Type *t, Type *orig, const char **cause)
{
    TypeTerms terms;
    type_terms(c->arena, param, &terms);
    for (uint32_t i = 0; i < terms.n; i++) {
        Operand term = *x;
        term.type = terms.p[i].type;
        if (check_assignable(c, &term, t, cause)) continue;
        if (cause)
            prefix_cause(c, cause,
                         arena_printf(c->arena, "cannot assign %s (in %s) to %s", type_text(c, term.type),
                                      type_text(c, param), type_text(c, orig)));
        return false;
    }
    return terms.n > 0;
}

bool check_assignable(Checker *c, Operand *x, Type *orig, const char **cause)
{
    if (x->mode == MODE_INVALID || !type_valid(orig)) return true;
    Type *v = type_unalias(x->type), *t = type_unalias(orig);
    if (v == t || type_identical(v, t)) return true;

    bool from_param = v->kind == TYP_TYPEPARAM, to_param = t->kind == TYP_TYPEPARAM;
    if (!type_typed(v)) {
        if (to_param) return fits_each_term(c, x, t);
        ConstVal *value;
        DiagCode code;
        return check_implicit_type(c, x, t, &value, &code) != NULL;
    }

    Type *vu = type_under(v), *tu = type_under(t);
    bool some_unnamed = !type_has_name(v) || !type_has_name(t);
    if (some_unnamed && !from_param && !to_param && type_identical(vu, tu)) return true;

    if ((tu->kind == TYP_INTERFACE && !to_param) || type_is_iface_ptr(tu)) {
        if (check_implements(c, v, t, false, cause)) return true;
        if (!from_param) return false;
        if (cause) *cause = NULL;
    }
    if (vu->kind == TYP_INTERFACE && !from_param && check_implements(c, t, v, false, NULL)) {
        if (cause) *cause = "need type assertion";
        return false;
    }
    if (vu->kind == TYP_CHAN && tu->kind == TYP_CHAN && ((Chan *)vu)->dir == CHAN_BOTH &&
        type_identical(((Chan *)vu)->elem, ((Chan *)tu)->elem))
        return some_unnamed;

    if (to_param && !type_has_name(v)) return assignable_to_terms(c, x, t, cause);
    if (from_param && !type_has_name(t)) return terms_assignable_to(c, x, v, t, orig, cause);
    return false;
}

bool type_assignable(Types *ts, Type *v, Type *t)
{
    v = type_unalias(v);
    t = type_unalias(t);
    if (v == t || type_identical(v, t)) return true;
    Type *vu = type_under(v), *tu = type_under(t);
    bool some_unnamed = !type_has_name(v) || !type_has_name(t);
    if (tu->kind == TYP_INTERFACE && t->kind != TYP_TYPEPARAM) return type_implements(ts, v, (Interface *)tu);
    if (!type_typed(v)) return type_typed(t);
    if (some_unnamed && type_identical(vu, tu)) return true;
    return some_unnamed && vu->kind == TYP_CHAN && tu->kind == TYP_CHAN && ((Chan *)vu)->dir == CHAN_BOTH &&
           type_identical(((Chan *)vu)->elem, ((Chan *)tu)->elem);
}
