// Constant operands: representability, overflow, and the conversion of untyped operands.
//
// A typed constant fits its type after every operation; an untyped integer stays under 512
// bits. An unknown value (num.h) stands for a constant in error and fits everything.
#include "types/expr.h"

static NumType num_type(const Basic *t)
{
    switch (t->basic) {
    case BASIC_INT:
    case BASIC_INT64: return NUMTYPE_INT64;
    case BASIC_INT8: return NUMTYPE_INT8;
    case BASIC_INT16: return NUMTYPE_INT16;
    case BASIC_INT32: return NUMTYPE_INT32;
    case BASIC_UINT:
    case BASIC_UINT64:
    case BASIC_UINTPTR: return NUMTYPE_UINT64;
    case BASIC_UINT8: return NUMTYPE_UINT8;
    case BASIC_UINT16: return NUMTYPE_UINT16;
    case BASIC_UINT32: return NUMTYPE_UINT32;
    case BASIC_FLOAT32: return NUMTYPE_FLOAT32;
    case BASIC_FLOAT64: return NUMTYPE_FLOAT64;
    case BASIC_COMPLEX64: return NUMTYPE_COMPLEX64;
    case BASIC_COMPLEX128: return NUMTYPE_COMPLEX128;
    case BASIC_BOOL:
    case BASIC_UNTYPED_BOOL: return NUMTYPE_BOOL;
    case BASIC_STRING:
    case BASIC_UNTYPED_STRING: return NUMTYPE_STRING;
    case BASIC_UNTYPED_INT:
    case BASIC_UNTYPED_RUNE: return NUMTYPE_UNTYPED_INT;
    case BASIC_UNTYPED_FLOAT: return NUMTYPE_UNTYPED_FLOAT;
    case BASIC_UNTYPED_COMPLEX: return NUMTYPE_UNTYPED_COMPLEX;
    case BASIC_INVALID:
    case BASIC_UNSAFE_POINTER:
    case BASIC_UNTYPED_NIL:
    case BASIC_COUNT: break;
    }
    return NUMTYPE_NONE;
}

bool const_representable(const Checker *c, ConstVal *v, const Basic *t, ConstVal **rounded)
{
    if (num_kind(v) == CONST_UNKNOWN) return true;
    NumType n = num_type(t);
    return n != NUMTYPE_NONE && num_representable(c->arena, v, n, rounded);
}

DiagCode const_representation(Checker *c, Operand *x, Basic *t, ConstVal **out)
{
    *out = x->value;
    if (const_representable(c, x->value, t, out)) return DIAG_NONE;
    if (!type_has_info(x->type, INFO_NUMERIC) || !(t->info & INFO_NUMERIC)) return DIAG_InvalidConstVal;
    return !type_has_info(x->type, INFO_INTEGER) && (t->info & INFO_INTEGER) ? DIAG_TruncatedFloat
                                                                             : DIAG_NumericOverflow;
}

static void report_invalid_conversion(Checker *c, DiagCode code, Operand *x, Type *t)
{
    const char *operand = operand_text(c, x), *type = type_text(c, t);
    if (code == DIAG_TruncatedFloat)
        check_error(c, code, expr_pos(x->expr), "%s truncated to %s", operand, type);
    else if (code == DIAG_NumericOverflow)
        check_error(c, code, expr_pos(x->expr), "%s overflows %s", operand, type);
    else
        check_error(c, code, expr_pos(x->expr), "cannot convert %s to type %s", operand, type);
}

bool check_representable(Checker *c, Operand *x, Basic *t)
{
    ConstVal *v;
    DiagCode code = const_representation(c, x, t, &v);
    if (code) {
        report_invalid_conversion(c, code, x, (Type *)t);
        operand_invalidate(x);
        return false;
    }
    x->value = v;
    return true;
}

// "addition ", "shift ": the operation of e that made a constant too large, or "".
static const char *operation_name(const Expr *e)
{
    if (e && e->node.kind == NODE_Unary) return ((const Unary *)e)->op == TOK_XOR ? "bitwise complement " : "";
    if (!e || e->node.kind != NODE_Binary) return "";
    Token op = ((const Binary *)e)->op;
    return op == TOK_ADD   ? "addition "
           : op == TOK_SUB ? "subtraction "
           : op == TOK_XOR ? "bitwise XOR "
           : op == TOK_MUL ? "multiplication "
           : op == TOK_SHL ? "shift "
                           : "";
}

void check_overflow(Checker *c, Operand *x, Pos op_pos)
{
    if (num_kind(x->value) == CONST_UNKNOWN) {
        check_error(c, DIAG_InvalidConstVal, op_pos, "constant result is not representable");
        return;
    }
    if (type_typed(x->type)) {
        Type *u = type_under(x->type);
        if (u->kind == TYP_BASIC) check_representable(c, x, (Basic *)u);
        return;
    }
    if (num_kind(x->value) == CONST_INT && num_bit_len(x->value) > NUM_INT_BITS) {
        check_error(c, DIAG_InvalidConstVal, op_pos, "constant %soverflow", operation_name(x->expr));
        x->value = num_unknown(c->arena);
    }
}

void check_set_implicit(Checker *c, Operand *x, Type *t, ConstVal *value)
{
    if (value) {
        x->value = value;
        if (x->expr->untyped) x->expr->value = value;
    }
    if (t != x->type) {
        x->type = t;
        check_update_expr_type(c, x->expr, t, false);
    }
}

void check_convert_untyped(Checker *c, Operand *x, Type *target)
{
    ConstVal *value;
    DiagCode code;
    Type *t = check_implicit_type(c, x, target, &value, &code);
    if (!t) {
        report_invalid_conversion(c, code, x, type_is_typeparam(target) ? target : type_under(target));
        operand_invalidate(x);
        return;
    }
    check_set_implicit(c, x, t, value);
}
