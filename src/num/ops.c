// Operations: unary, binary, shifts, comparison.
//
// Both operands are lifted to the larger of their representations and the operation is done
// there: int64 with overflow checks, GMP integers, exact fractions, 512-bit floats, complex
// numbers by the schoolbook formulas over their parts.
#include "num/value.h"

#define MAX_SHIFT 100000 // the checker's limit is far below

NORETURN static void bad_operation(NumOp op, const ConstVal *x, const ConstVal *y)
{
    StrBuf text = {0};
    num_text(&text, x);
    if (y) {
        sb_puts(&text, " and ");
        num_text(&text, y);
    }
    BUG("constant operation %d does not fit operands %s", op, text.p);
}

// ---- Unary

static ConstVal *negate(Arena *a, const ConstVal *x)
{
    ConstVal *v;
    switch (rep_of(x)) {
    case REP_SMALL:
        if (x->small != INT64_MIN) return num_int64(a, -x->small);
        // fallthrough
    case REP_BIG: {
        mpz_t z;
        num_init_mpz(z, x);
        mpz_neg(z, z);
        v = num_keep_int(a, z);
        mpz_clear(z);
        return v;
    }
    case REP_RAT: {
        mpq_t q;
        num_init_mpq(q, x);
        mpq_neg(q, q);
        v = num_keep_rat(a, q);
        mpq_clear(q);
        return v;
    }
    case REP_FLOAT: {
        mpfr_t f;
        num_init_mpfr(f, x);
        mpfr_neg(f, f, MPFR_RNDN);
        v = num_keep_float(a, f);
        mpfr_clear(f);
        return v;
    }
    case REP_COMPLEX: return num_keep_complex(a, negate(a, x->cpx.re), negate(a, x->cpx.im));
    case REP_UNKNOWN:
    case REP_BOOL:
    case REP_STRING: break;
    }
    bad_operation(NUM_SUB, x, NULL);
}

// ^x; for an unsigned type only the low `bits` bits are kept.
static ConstVal *complement(Arena *a, const ConstVal *x, unsigned bits)
{
    if (num_kind(x) != CONST_INT) bad_operation(NUM_XOR, x, NULL);
    mpz_t z;
    num_init_mpz(z, x);
    mpz_com(z, z);
    if (bits) mpz_fdiv_r_2exp(z, z, bits);
    ConstVal *v = num_keep_int(a, z);
    mpz_clear(z);
    return v;
}

ConstVal *num_unary(Arena *a, NumOp op, const ConstVal *x, unsigned bits)
{
    if (!rep_of(x)) return num_unknown(a);
    if (op == NUM_ADD && x->rep >= REP_SMALL) return (ConstVal *)x;
    if (op == NUM_SUB) return negate(a, x);
    if (op == NUM_XOR) return complement(a, x, bits);
    if (op == NUM_NOT && x->rep == REP_BOOL) return num_bool(a, !x->b);
    bad_operation(op, x, NULL);
}

// ---- Binary

static ConstVal *binary_big(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    mpz_t p, q;
    num_init_mpz(p, x);
    num_init_mpz(q, y);
    if (op == NUM_ADD)
        mpz_add(p, p, q);
    else if (op == NUM_SUB)
        mpz_sub(p, p, q);
    else if (op == NUM_MUL)
        mpz_mul(p, p, q);
    else if (op == NUM_IDIV)
        mpz_tdiv_q(p, p, q);
    else if (op == NUM_REM)
        mpz_tdiv_r(p, p, q);
    else if (op == NUM_AND)
        mpz_and(p, p, q);
    else if (op == NUM_OR)
        mpz_ior(p, p, q);
    else if (op == NUM_XOR)
        mpz_xor(p, p, q);
    else if (op == NUM_ANDNOT)
        mpz_com(q, q), mpz_and(p, p, q);
    else
        bad_operation(op, x, y);
    ConstVal *v = num_keep_int(a, p);
    mpz_clears(p, q, NULL);
    return v;
}

static ConstVal *binary_small(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    int64_t p = x->small, q = y->small, r = 0;
    bool overflow = false;
    if (op == NUM_ADD)
        overflow = __builtin_add_overflow(p, q, &r);
    else if (op == NUM_SUB)
        overflow = __builtin_sub_overflow(p, q, &r);
    else if (op == NUM_MUL)
        overflow = __builtin_mul_overflow(p, q, &r);
    else if ((op == NUM_IDIV || op == NUM_REM) && q == -1)
        overflow = true;
    else if (op == NUM_IDIV)
        r = p / q;
    else if (op == NUM_REM)
        r = p % q;
    else if (op == NUM_AND)
        r = p & q;
    else if (op == NUM_OR)
        r = p | q;
    else if (op == NUM_XOR)
        r = p ^ q;
    else if (op == NUM_ANDNOT)
        r = p & ~q;
    else
        bad_operation(op, x, y);
    return overflow ? binary_big(a, op, x, y) : num_int64(a, r);
}

static ConstVal *binary_rat(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    mpq_t p, q;
    num_init_mpq(p, x);
    num_init_mpq(q, y);
    if (op == NUM_ADD)
        mpq_add(p, p, q);
    else if (op == NUM_SUB)
        mpq_sub(p, p, q);
    else if (op == NUM_MUL)
        mpq_mul(p, p, q);
    else if (op == NUM_QUO)
        mpq_div(p, p, q);
    else
        bad_operation(op, x, y);
    ConstVal *v = num_keep_rat(a, p);
    mpq_clears(p, q, NULL);
    return v;
}

static ConstVal *binary_float(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    mpfr_t p, q;
    num_init_mpfr(p, x);
    num_init_mpfr(q, y);
    if (op == NUM_ADD)
        mpfr_add(p, p, q, MPFR_RNDN);
    else if (op == NUM_SUB)
        mpfr_sub(p, p, q, MPFR_RNDN);
    else if (op == NUM_MUL)
        mpfr_mul(p, p, q, MPFR_RNDN);
    else if (op == NUM_QUO)
        mpfr_div(p, p, q, MPFR_RNDN);
    else
        bad_operation(op, x, y);
    ConstVal *v = num_keep_float(a, p);
    mpfr_clears(p, q, NULL);
    return v;
}

static ConstVal *binary_complex(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    const ConstVal *xr = num_real(a, x), *xi = num_imag(a, x), *yr = num_real(a, y), *yi = num_imag(a, y);
    if (op == NUM_ADD || op == NUM_SUB)
        return num_keep_complex(a, num_binary(a, op, xr, yr), num_binary(a, op, xi, yi));
    if (op != NUM_MUL && op != NUM_QUO) bad_operation(op, x, y);
    ConstVal *rr = num_binary(a, NUM_MUL, xr, yr), *ii = num_binary(a, NUM_MUL, xi, yi);
    ConstVal *ir = num_binary(a, NUM_MUL, xi, yr), *ri = num_binary(a, NUM_MUL, xr, yi);
    if (op == NUM_MUL) return num_keep_complex(a, num_binary(a, NUM_SUB, rr, ii), num_binary(a, NUM_ADD, ir, ri));
    ConstVal *norm = num_binary(a, NUM_ADD, num_binary(a, NUM_MUL, yr, yr), num_binary(a, NUM_MUL, yi, yi));
    ConstVal *re = num_binary(a, NUM_ADD, rr, ii), *im = num_binary(a, NUM_SUB, ir, ri);
    return num_keep_complex(a, num_binary(a, NUM_QUO, re, norm), num_binary(a, NUM_QUO, im, norm));
}

ConstVal *num_binary(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y)
{
    if (!rep_of(x) || !rep_of(y)) return num_unknown(a);
    Rep rep = x->rep > y->rep ? x->rep : y->rep;
    bool numbers = x->rep >= REP_SMALL && y->rep >= REP_SMALL;
    if (!numbers && x->rep != y->rep) bad_operation(op, x, y);
    bool divides = op == NUM_QUO || op == NUM_IDIV || op == NUM_REM;
    if (numbers && divides && num_sign(y) == 0) return num_unknown(a);
    switch (rep) {
    case REP_BOOL:
        if (op == NUM_LAND) return num_bool(a, x->b && y->b);
        if (op == NUM_LOR) return num_bool(a, x->b || y->b);
        break;
    case REP_STRING:
        if (op == NUM_ADD) return num_concat(a, x, y);
        break;
    case REP_SMALL: return op == NUM_QUO ? binary_rat(a, op, x, y) : binary_small(a, op, x, y);
    case REP_BIG: return op == NUM_QUO ? binary_rat(a, op, x, y) : binary_big(a, op, x, y);
    case REP_RAT: return binary_rat(a, op, x, y);
    case REP_FLOAT: return binary_float(a, op, x, y);
    case REP_COMPLEX: return binary_complex(a, op, x, y);
    case REP_UNKNOWN: break;
    }
    bad_operation(op, x, y);
}

ConstVal *num_shift(Arena *a, NumOp op, const ConstVal *x, uint64_t count)
{
    if (!rep_of(x)) return num_unknown(a);
    if (num_kind(x) != CONST_INT || (op != NUM_SHL && op != NUM_SHR)) bad_operation(op, x, NULL);
    if (op == NUM_SHL && count > MAX_SHIFT) return num_unknown(a);
    mpz_t z;
    num_init_mpz(z, x);
    if (op == NUM_SHL)
        mpz_mul_2exp(z, z, count);
    else
        mpz_fdiv_q_2exp(z, z, count);
    ConstVal *v = num_keep_int(a, z);
    mpz_clear(z);
    return v;
}

// ---- Comparison

static int order_numbers(const ConstVal *x, const ConstVal *y, Rep rep)
{
    int c;
    if (rep == REP_SMALL) return (x->small > y->small) - (x->small < y->small);
    if (rep == REP_BIG) {
        mpz_t p, q;
        num_init_mpz(p, x);
        num_init_mpz(q, y);
        c = mpz_cmp(p, q);
        mpz_clears(p, q, NULL);
    } else if (rep == REP_RAT) {
        mpq_t p, q;
        num_init_mpq(p, x);
        num_init_mpq(q, y);
        c = mpq_cmp(p, q);
        mpq_clears(p, q, NULL);
    } else {
        mpfr_t p, q;
        num_init_mpfr(p, x);
        num_init_mpfr(q, y);
        c = mpfr_cmp(p, q);
        mpfr_clears(p, q, NULL);
    }
    return c;
}

static bool holds(NumOp op, int c)
{
    if (op == NUM_EQL) return c == 0;
    if (op == NUM_NEQ) return c != 0;
    if (op == NUM_LSS) return c < 0;
    if (op == NUM_LEQ) return c <= 0;
    if (op == NUM_GTR) return c > 0;
    if (op == NUM_GEQ) return c >= 0;
    BUG("%d is not a comparison", op);
}

static bool equal_complex(const ConstVal *x, const ConstVal *y)
{
    const ConstVal zero = {.rep = REP_SMALL};
    const ConstVal *xr = x, *xi = &zero, *yr = y, *yi = &zero;
    if (x->rep == REP_COMPLEX) xr = x->cpx.re, xi = x->cpx.im;
    if (y->rep == REP_COMPLEX) yr = y->cpx.re, yi = y->cpx.im;
    return num_compare(NUM_EQL, xr, yr) && num_compare(NUM_EQL, xi, yi);
}

bool num_compare(NumOp op, const ConstVal *x, const ConstVal *y)
{
    if (!rep_of(x) || !rep_of(y)) return false;
    Rep rep = x->rep > y->rep ? x->rep : y->rep;
    bool numbers = x->rep >= REP_SMALL && y->rep >= REP_SMALL;
    if (!numbers && x->rep != y->rep) bad_operation(op, x, y);
    if (rep == REP_BOOL) return holds(op, x->b != y->b);
    if (rep == REP_STRING) return holds(op, str_cmp(x->str.s, y->str.s));
    if (rep == REP_COMPLEX) return holds(op, equal_complex(x, y) ? 0 : 1);
    return holds(op, order_numbers(x, y, rep));
}
