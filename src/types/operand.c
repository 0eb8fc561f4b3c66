// Operands: how messages describe them.
//
// The forms are gc's: `x (variable of type T)`, `1 (untyped int constant)`, `c (constant 3 of
// int type T)`, `nil`. Whether the operand can be assigned to a type stands in assignability.c.
#include "types/checker.h"

static const char *mode_text(ExprMode m)
{
    switch (m) {
    case MODE_NOVALUE: return "no value";
    case MODE_BUILTIN: return "built-in";
    case MODE_TYPE: return "type";
    case MODE_CONST: return "constant";
    case MODE_VAR: return "variable";
    case MODE_MAPINDEX: return "map index expression";
    case MODE_VALUE: return "value";
    case MODE_NILVALUE: return "nil";
    case MODE_COMMAOK: return "comma, ok expression";
    case MODE_COMMAERR: return "comma, error expression";
    case MODE_CGOFUNC: return "cgo function";
    case MODE_NONE:
    case MODE_INVALID: break;
    }
    return "invalid operand";
}

static bool has_type(ExprMode m)
{
    return m != MODE_NONE && m != MODE_INVALID && m != MODE_NOVALUE && m != MODE_BUILTIN && m != MODE_TYPE;
}

static bool empty_type_set(TypeParam *p)
{
    Type *u = p->bound ? type_under(p->bound) : NULL;
    return u && u->kind == TYP_INTERFACE && ((Interface *)u)->tset && typeset_is_empty(((Interface *)u)->tset);
}

// " of struct type T", " of type P constrained by C"
static void write_type(Checker *c, StrBuf *b, Type *t)
{
    if (!type_valid(t)) {
        sb_puts(b, " with invalid type");
        return;
    }
    Type *plain = type_unalias(t);
    sb_puts(b, " of ");
    if (type_uninstantiated(t)) sb_puts(b, "generic ");
    if (plain->kind != TYP_TYPEPARAM && (t->kind == TYP_ALIAS || t->kind == TYP_NAMED)) {
        const char *what = type_kind_text(t);
        Type *u = type_under(t);
        if (!*what && u->kind == TYP_BASIC) what = ((Basic *)u)->name;
        sb_printf(b, "%s ", what);
    }
    sb_puts(b, "type ");
    type_write(b, t, QUALIFY_RELATIVE, c->pkg);
    if (plain->kind != TYP_TYPEPARAM) return;
    TypeParam *p = (TypeParam *)plain;
    sb_puts(b, " constrained by ");
    if (p->bound) type_write(b, p->bound, QUALIFY_RELATIVE, c->pkg);
    if (empty_type_set(p)) sb_puts(b, " with empty type set");
}

static void write_operand(Checker *c, StrBuf *b, const Operand *x)
{
    if (x->mode == MODE_NILVALUE) {
        if (!x->type || !type_valid(x->type))
            sb_puts(b, "nil (with invalid type)");
        else if (x->type == types_basic(c->ts, BASIC_UNTYPED_NIL))
            sb_puts(b, "nil");
        else
            sb_printf(b, "nil (of type %s)", type_text(c, x->type));
        return;
    }
    StrBuf expr = {0};
    if (x->expr)
        ast_expr_text(&expr, x->expr);
    else if (x->mode == MODE_TYPE && x->type)
        type_write(&expr, x->type, QUALIFY_RELATIVE, c->pkg);
    else if (x->mode == MODE_CONST)
        num_text(&expr, x->value);
    if (expr.n) {
        sb_put(b, sb_str(&expr));
        sb_puts(b, " (");
    }
    bool typed = has_type(x->mode) && x->type && type_typed(x->type);
    if (has_type(x->mode) && x->type && !typed) sb_printf(b, "%s ", ((Basic *)x->type)->name);
    sb_puts(b, mode_text(x->mode));
    if (x->mode == MODE_CONST) {
        StrBuf value = {0};
        num_text(&value, x->value);
        if (!str_eq(sb_str(&value), sb_str(&expr))) sb_printf(b, " %.*s", STR_FMT(sb_str(&value)));
        sb_release(&value);
    }
    if (typed) write_type(c, b, x->type);
    if (expr.n) sb_putc(b, ')');
    sb_release(&expr);
}

const char *operand_text(Checker *c, const Operand *x)
{
    StrBuf b = {0};
    write_operand(c, &b, x);
    const char *text = arena_strndup(c->arena, b.p ? b.p : "", b.n);
    sb_release(&b);
    return text;
}
