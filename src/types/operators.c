// Unary and binary operators, shifts and comparisons (spec: Operators, Constant expressions).
//
// Untyped operands are first brought to a common type (check_match_types). The left operand of
// a non-constant shift, if untyped, gets its type from the context of the whole shift: it is
// marked and checked when that is known (record.c).
#include "types/expr.h"

static NumOp num_op(Token op)
{
    switch (op) {
    case TOK_ADD: return NUM_ADD;
    case TOK_SUB: return NUM_SUB;
    case TOK_MUL: return NUM_MUL;
    case TOK_DIV: return NUM_QUO;
    case TOK_REM: return NUM_REM;
    case TOK_AND: return NUM_AND;
    case TOK_OR: return NUM_OR;
    case TOK_XOR: return NUM_XOR;
    case TOK_ANDNOT: return NUM_ANDNOT;
    case TOK_SHL: return NUM_SHL;
    case TOK_SHR: return NUM_SHR;
    case TOK_ANDAND: return NUM_LAND;
    case TOK_OROR: return NUM_LOR;
    case TOK_NOT: return NUM_NOT;
    case TOK_EQL: return NUM_EQL;
    case TOK_NEQ: return NUM_NEQ;
    case TOK_LSS: return NUM_LSS;
    case TOK_LEQ: return NUM_LEQ;
    case TOK_GTR: return NUM_GTR;
    case TOK_GEQ: return NUM_GEQ;
    default: return NUM_NONE;
    }
}

bool token_is_shift(Token op) { return op == TOK_SHL || op == TOK_SHR; }

bool token_is_comparison(Token op)
{
    return op == TOK_EQL || op == TOK_NEQ || op == TOK_LSS || op == TOK_LEQ || op == TOK_GTR || op == TOK_GEQ;
}

// Where an overflow in e is reported: at the operator.
Pos check_op_pos(const Expr *e)
{
    return e->node.kind == NODE_Binary || e->node.kind == NODE_Unary ? e->node.pos : expr_pos(e);
}

static uint32_t operand_info(Token op, bool unary)
{
    switch (op) {
    case TOK_ADD: return unary ? INFO_NUMERIC : INFO_NUMERIC | INFO_STRING;
    case TOK_SUB:
    case TOK_MUL:
    case TOK_DIV: return INFO_NUMERIC;
    case TOK_REM:
    case TOK_AND:
    case TOK_OR:
    case TOK_XOR:
    case TOK_ANDNOT: return INFO_INTEGER;
    case TOK_ANDAND:
    case TOK_OROR:
    case TOK_NOT: return INFO_BOOLEAN;
    default: return 0;
    }
}

static bool operator_defined(Checker *c, Operand *x, Token op, bool unary)
{
    if (type_all_basic(x->type, operand_info(op, unary))) return true;
    check_error(c, DIAG_UndefinedOp, expr_pos(x->expr), "invalid operation: operator %s not defined on %s",
                token_text(op), operand_text(c, x));
    operand_invalidate(x);
    return false;
}

static bool unknown(const Operand *x) { return num_kind(x->value) == CONST_UNKNOWN; }

// ---- Channels

static const char *refuse_receive(Checker *c, Type *t, Type *u)
{
    if (!u) return "no specific channel type";
    if (u->kind != TYP_CHAN) return arena_printf(c->arena, "non-channel %s", type_text(c, t));
    if (((Chan *)u)->dir == CHAN_SEND) return arena_printf(c->arena, "send-only channel %s", type_text(c, t));
    return NULL;
}

static const char *refuse_send(Checker *c, Type *t, Type *u)
{
    if (!u) return "no specific channel type";
    if (u->kind != TYP_CHAN) return arena_printf(c->arena, "non-channel %s", type_text(c, t));
    if (((Chan *)u)->dir == CHAN_RECV) return arena_printf(c->arena, "receive-only channel %s", type_text(c, t));
    return NULL;
}

Type *check_chan_elem(Checker *c, Pos pos, Operand *x, bool recv)
{
    const char *cause = NULL;
    Type *u = type_common_under(c, x->type, recv ? refuse_receive : refuse_send, &cause);
    if (u) return ((Chan *)u)->elem;
    const char *verb = recv ? "receive from" : "send to", *text = operand_text(c, x);
    DiagCode code = recv ? DIAG_InvalidReceive : DIAG_InvalidSend;
    if (type_is_typeparam(x->type))
        check_error(c, code, pos, "invalid operation: cannot %s %s: %s", verb, text, cause);
    else
        check_error(c, code, pos, "invalid operation: cannot %s %s %s", verb, cause, text);
    return NULL;
}

// ---- Unary

static void address_of(Checker *c, Operand *x, Unary *e)
{
    if (ast_unparen(e->x)->node.kind != NODE_CompositeLit && x->mode != MODE_VAR) {
        check_error(c, DIAG_UnaddressableOperand, expr_pos(x->expr), "invalid operation: cannot take address of %s",
                    operand_text(c, x));
        operand_invalidate(x);
        return;
    }
    check_mark_addr_taken(e->x);
    x->mode = MODE_VALUE;
    x->type = type_new_pointer(c->ts, x->type);
}

void check_unary(Checker *c, Operand *x, Unary *e)
{
    check_expr(c, NULL, x, e->x);
    if (x->mode == MODE_INVALID) return;

    Token op = e->op;
    if (op == TOK_AND) {
        address_of(c, x, e);
        return;
    }
    if (op == TOK_ARROW) {
        Type *elem = check_chan_elem(c, expr_pos(x->expr), x, true);
        x->mode = elem ? MODE_COMMAOK : MODE_INVALID;
        if (elem) x->type = elem;
        c->env.has_call_or_recv = true;
        return;
    }
    if (op == TOK_TILDE) {
        bool integer = type_all_basic(x->type, INFO_INTEGER);
        check_error(c, DIAG_UndefinedOp, expr_pos(&e->e), "cannot use ~ outside of interface or type constraint%s",
                    integer ? " (use ^ for bitwise complement)" : "");
        if (!integer) {
            operand_invalidate(x);
            return;
        }
        op = TOK_XOR;
    }
    if (!operator_defined(c, x, op, true)) return;
    if (x->mode != MODE_CONST) {
        x->mode = MODE_VALUE;
        return;
    }
    if (unknown(x)) return;
    unsigned bits = type_has_info(x->type, INFO_UNSIGNED) ? (unsigned)type_size(x->type) * 8 : 0;
    x->value = num_unary(c->arena, num_op(op), x->value, bits);
    x->expr = &e->e;
    check_overflow(c, x, check_op_pos(x->expr));
}

// ---- Comparisons

static const char *incomparable_cause(Checker *c, Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_SLICE || u->kind == TYP_SIGNATURE || u->kind == TYP_MAP)
        return arena_printf(c->arena, "%s can only be compared to nil", type_kind_text(t));
    const char *cause = NULL;
    type_comparable_cause(c, t, true, &cause);
    return cause;
}

// The operand that can't be compared by op, or NULL; *cause may say more.
static Operand *refused_operand(Checker *c, Operand *x, Operand *y, Token op, const char **cause, DiagCode *code)
{
    *code = DIAG_MismatchedTypes;
    if (!check_assignable(c, x, y->type, NULL) && !check_assignable(c, y, x->type, NULL)) {
        *cause = arena_printf(c->arena, "mismatched types %s and %s", type_text(c, x->type), type_text(c, y->type));
        return y;
    }
    *code = DIAG_UndefinedOp;
    if (op != TOK_EQL && op != TOK_NEQ) {
        if (!type_all_basic(x->type, INFO_ORDERED)) return x;
        return type_all_basic(y->type, INFO_ORDERED) ? NULL : y;
    }
    if (x->mode == MODE_NILVALUE || y->mode == MODE_NILVALUE)
        return type_has_nil(x->mode == MODE_NILVALUE ? y->type : x->type) ? NULL : y;
    Operand *bad = !type_comparable(x->type) ? x : !type_comparable(y->type) ? y : NULL;
    if (bad) *cause = incomparable_cause(c, bad->type);
    return bad;
}

static void report_comparison(Checker *c, Operand *x, Operand *y, Token op, bool switch_case, Operand *bad,
                              const char *cause, DiagCode code)
{
    if (!cause || !*cause) {
        if (type_is_typeparam(x->type) || type_is_typeparam(y->type)) {
            if (!type_is_typeparam(x->type)) bad = y;
            cause = arena_printf(c->arena, "type parameter %s cannot use operator %s", type_text(c, bad->type),
                                 token_text(op));
        } else {
            const char *what = type_kind_text(bad->type);
            cause = arena_printf(c->arena, "operator %s not defined on %s", token_text(op),
                                 *what ? what : type_text(c, bad->type));
        }
    }
    const char *left = expr_text(c, x->expr), *right = expr_text(c, y->expr);
    if (switch_case)
        check_error(c, code, expr_pos(x->expr), "invalid case %s in switch on %s (%s)", left, right, cause);
    else
        check_error(c, code, expr_pos(bad->expr), "invalid operation: %s %s %s (%s)", left, token_text(op), right,
                    cause);
}

void check_comparison(Checker *c, Operand *x, Operand *y, Token op, bool switch_case)
{
    if (!type_valid(x->type) || !type_valid(y->type)) {
        operand_invalidate(x);
        return;
    }
    const char *cause = NULL;
    DiagCode code;
    Operand *bad = refused_operand(c, x, y, op, &cause, &code);
    if (bad) {
        report_comparison(c, x, y, op, switch_case, bad, cause, code);
        operand_invalidate(x);
        return;
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        x->value = num_bool(c->arena, num_compare(num_op(op), x->value, y->value));
    } else {
        x->mode = MODE_VALUE;
        check_update_expr_type(c, x->expr, type_default(c->ts, x->type), true);
        check_update_expr_type(c, y->expr, type_default(c->ts, y->type), true);
    }
    x->type = types_basic(c->ts, BASIC_UNTYPED_BOOL);
}

// ---- Shifts

// Whether y can be a shift count; reports. A constant count is brought to an integer in *count.
static bool valid_shift_count(Checker *c, Operand *y, ConstVal **count)
{
    Pos pos = expr_pos(y->expr);
    if (y->mode == MODE_CONST) {
        *count = num_to_int(c->arena, y->value);
        if (num_kind(*count) == CONST_INT && num_sign(*count) < 0) {
            check_error(c, DIAG_InvalidShiftCount, pos, "invalid operation: negative shift count %s",
                        operand_text(c, y));
            return false;
        }
        // Representable as uint is enough: the constant keeps its own type.
        if (!type_typed(y->type)) return check_representable(c, y, (Basic *)types_basic(c->ts, BASIC_UINT));
        return true;
    } else if (type_all_basic(y->type, INFO_INTEGER)) {
        if (type_all_basic(y->type, INFO_UNSIGNED) || check_allow_version(c, 13)) return true;
        return check_require_version(
            c, pos, 13, arena_printf(c->arena, "invalid operation: signed shift count %s", operand_text(c, y)));
    } else if (!type_typed(y->type)) {
        check_convert_untyped(c, y, types_basic(c->ts, BASIC_UINT));
        return y->mode != MODE_INVALID;
    }
    check_error(c, DIAG_InvalidShiftCount, pos, "invalid operation: shift count %s must be integer",
                operand_text(c, y));
    return false;
}

static void constant_shift(Checker *c, Operand *x, Operand *y, ConstVal *value, ConstVal *count, Expr *e, Token op)
{
    bool is_unknown = unknown(x) || unknown(y);
    // A left operand such as 2.0 is an integer from here on.
    Type *integer = types_basic(c->ts, BASIC_UNTYPED_INT);
    if (is_unknown) {
        x->value = num_unknown(c->arena);
        if (!type_has_info(x->type, INFO_INTEGER)) x->type = integer;
        return;
    }
    const uint64_t most = 1023 - 1 + 52; // enough for the smallest float64
    uint64_t n;
    if (!num_uint64_value(count, &n) || n > most) {
        check_error(c, DIAG_InvalidShiftCount, expr_pos(y->expr), "invalid operation: invalid shift count %s",
                    operand_text(c, y));
        operand_invalidate(x);
        return;
    }
    if (!type_has_info(x->type, INFO_INTEGER)) x->type = integer;
    x->value = num_shift(c->arena, num_op(op), value, n);
    if (e) x->expr = e;
    check_overflow(c, x, check_op_pos(x->expr));
}

static void shift(Checker *c, Operand *x, Operand *y, Expr *e, Token op)
{
    ConstVal *value = x->mode == MODE_CONST ? num_to_int(c->arena, x->value) : NULL;
    bool integer = type_all_basic(x->type, INFO_INTEGER);
    if (!integer && (type_typed(x->type) || !value || num_kind(value) != CONST_INT)) {
        check_error(c, DIAG_InvalidShiftOperand, expr_pos(x->expr),
                    "invalid operation: shifted operand %s must be integer", operand_text(c, x));
        operand_invalidate(x);
        return;
    }
    ConstVal *count = NULL;
    if (!valid_shift_count(c, y, &count)) {
        operand_invalidate(x);
        return;
    }
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        constant_shift(c, x, y, value, count, e, op);
        return;
    }
    if (x->mode == MODE_CONST && !type_typed(x->type)) {
        if (x->expr->untyped) x->expr->untyped |= UNTYPED_SHIFT_LHS;
        x->mode = MODE_VALUE; // of a type that the context decides
        return;
    }
    if (!integer) {
        check_error(c, DIAG_InvalidShiftOperand, expr_pos(x->expr),
                    "invalid operation: shifted operand %s must be integer", operand_text(c, x));
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_VALUE;
}

// ---- Binary

// Whether converting one operand to the other's type may succeed: if not, the types are simply mismatched.
static bool may_convert(Operand *x, Operand *y)
{
    if (type_typed(x->type) && type_typed(y->type)) return false;
    if (type_all_basic(x->type, INFO_NUMERIC) != type_all_basic(y->type, INFO_NUMERIC)) return false;
    if (type_is_interface(x->type) || type_is_interface(y->type)) return true;
    if (type_all_basic(x->type, INFO_BOOLEAN) != type_all_basic(y->type, INFO_BOOLEAN)) return false;
    if (type_all_basic(x->type, INFO_STRING) != type_all_basic(y->type, INFO_STRING)) return false;
    if (x->mode == MODE_NILVALUE) return type_has_nil(y->type);
    if (y->mode == MODE_NILVALUE) return type_has_nil(x->type);
    return !type_is_kind(x->type, TYP_POINTER) && !type_is_kind(y->type, TYP_POINTER);
}

void check_match_types(Checker *c, Operand *x, Operand *y)
{
    if (x->type == y->type || !may_convert(x, y)) return;
    check_convert_untyped(c, x, y->type);
    if (x->mode == MODE_INVALID) return;
    check_convert_untyped(c, y, x->type);
    if (y->mode == MODE_INVALID) operand_invalidate(x);
}

static bool divides_by_zero(Checker *c, Operand *x, Operand *y)
{
    if (y->mode != MODE_CONST) return false;
    if ((x->mode == MODE_CONST || type_all_basic(x->type, INFO_INTEGER)) && num_sign(y->value) == 0) return true;
    if (x->mode != MODE_CONST || !type_has_info(x->type, INFO_COMPLEX)) return false;
    // The divisor's square may underflow although the divisor is not zero.
    ConstVal *re = num_real(c->arena, y->value), *im = num_imag(c->arena, y->value);
    return num_sign(num_binary(c->arena, NUM_MUL, re, re)) == 0 && num_sign(num_binary(c->arena, NUM_MUL, im, im)) == 0;
}

static void arithmetic(Checker *c, Operand *x, Operand *y, Expr *e, Token op)
{
    if ((op == TOK_DIV || op == TOK_REM) && divides_by_zero(c, x, y)) {
        check_error(c, DIAG_DivByZero, expr_pos(y->expr), "invalid operation: division by zero");
        operand_invalidate(x);
        return;
    }
    if (x->mode != MODE_CONST || y->mode != MODE_CONST) {
        x->mode = MODE_VALUE;
        return;
    }
    if (unknown(x) || unknown(y)) {
        x->value = num_unknown(c->arena);
        return;
    }
    NumOp n = op == TOK_DIV && type_has_info(x->type, INFO_INTEGER) ? NUM_IDIV : num_op(op);
    x->value = num_binary(c->arena, n, x->value, y->value);
    if (e) x->expr = e;
    check_overflow(c, x, check_op_pos(x->expr));
}

static void report_mismatch(Checker *c, Operand *x, Operand *y, Expr *e, Expr *lhs, Expr *rhs, Token op)
{
    if (!type_valid(x->type) || !type_valid(y->type)) return;
    const char *left = type_text(c, x->type), *right = type_text(c, y->type);
    if (e)
        check_error(c, DIAG_MismatchedTypes, expr_pos(x->expr), "invalid operation: %s (mismatched types %s and %s)",
                    expr_text(c, e), left, right);
    else
        check_error(c, DIAG_MismatchedTypes, expr_pos(x->expr),
                    "invalid operation: %s %s= %s (mismatched types %s and %s)", expr_text(c, lhs), token_text(op),
                    expr_text(c, rhs), left, right);
}

// x op rhs, where x is lhs evaluated. e is the binary expression, NULL in an assignment operation.
static void binary_with_left(Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Token op)
{
    Operand y;
    check_expr(c, NULL, &y, rhs);
    if (x->mode == MODE_INVALID) return;
    if (y.mode == MODE_INVALID) {
        operand_invalidate(x);
        x->expr = y.expr;
        return;
    }
    if (token_is_shift(op)) {
        shift(c, x, &y, e, op);
        return;
    }
    check_match_types(c, x, &y);
    if (x->mode == MODE_INVALID) return;
    if (token_is_comparison(op)) {
        check_comparison(c, x, &y, op, false);
        return;
    }
    if (x->type != y.type && !type_identical(x->type, y.type)) {
        report_mismatch(c, x, &y, e, lhs, rhs, op);
        operand_invalidate(x);
        return;
    }
    if (operator_defined(c, x, op, false)) arithmetic(c, x, &y, e, op);
}

void check_binary(Checker *c, Operand *x, Expr *lhs, Expr *rhs, Token op)
{
    check_expr(c, NULL, x, lhs);
    binary_with_left(c, x, NULL, lhs, rhs, op);
}

// a + b + c + … leans left; the chain is walked in a loop so that its length costs no stack.
void check_binary_chain(Checker *c, Operand *x, Binary *e)
{
    VEC(Binary *) chain = {0};
    Binary *few[8];
    chain.p = few;
    chain.cap = ARRAY_LEN(few);
    for (Binary *b = e;; b = (Binary *)b->x) {
        vec_push(c->arena, &chain, b);
        if (b->x->node.kind != NODE_Binary) break;
    }
    check_expr(c, NULL, x, chain.p[chain.n - 1]->x);
    for (uint32_t i = chain.n; i-- > 0;) {
        Binary *b = chain.p[i];
        binary_with_left(c, x, &b->e, b->x, b->y, b->op);
        x->expr = &b->e;
        if (i == 0) return; // the caller finishes the outermost
        check_finish_expr(c, NULL, x, false);
        check_single_value(c, x);
    }
}
