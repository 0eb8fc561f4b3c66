// Conversions between kinds, rounding to the machine's formats, and what fits a basic type.
#include "num/value.h"

#include <math.h>

// ---- Kinds

static ConstVal *float_to_int(Arena *a, const ConstVal *x)
{
    if (!num_is_small_float(&x->flt)) return num_unknown(a); // no huge integers
    // A float is the result of rounding. If dropping its last few bits, down or up, gives an
    // integer, it is taken to be that integer (Go issue 20228's family; the spec allows it).
    static const mpfr_rnd_t modes[] = {MPFR_RNDN, MPFR_RNDZ, MPFR_RNDA};
    ConstVal *v = NULL;
    for (size_t i = 0; i < ARRAY_LEN(modes) && !v; i++) {
        mpfr_t f;
        mpfr_init2(f, i == 0 ? FLOAT_PREC : FLOAT_PREC - 4);
        mpfr_set(f, &x->flt, modes[i]);
        if (mpfr_integer_p(f)) {
            mpz_t z;
            mpz_init(z);
            mpfr_get_z(z, f, MPFR_RNDN);
            v = num_keep_int(a, z);
            mpz_clear(z);
        }
        mpfr_clear(f);
    }
    return v ? v : num_unknown(a);
}

ConstVal *num_to_int(Arena *a, const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_SMALL:
    case REP_BIG: return (ConstVal *)x;
    case REP_RAT:
        return mpz_cmp_ui(mpq_denref(&x->rat), 1) == 0 ? num_keep_int(a, mpq_numref(&x->rat)) : num_unknown(a);
    case REP_FLOAT: return float_to_int(a, x);
    case REP_COMPLEX: return num_sign(x->cpx.im) == 0 ? num_to_int(a, x->cpx.re) : num_unknown(a);
    case REP_UNKNOWN:
    case REP_BOOL:
    case REP_STRING: return num_unknown(a);
    }
    return num_unknown(a);
}

ConstVal *num_to_float(Arena *a, const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_SMALL:
    case REP_BIG: {
        mpq_t q;
        num_init_mpq(q, x);
        ConstVal *v = num_keep_rat(a, q);
        mpq_clear(q);
        return v;
    }
    case REP_RAT:
    case REP_FLOAT: return (ConstVal *)x;
    case REP_COMPLEX: return num_sign(x->cpx.im) == 0 ? num_to_float(a, x->cpx.re) : num_unknown(a);
    case REP_UNKNOWN:
    case REP_BOOL:
    case REP_STRING: return num_unknown(a);
    }
    return num_unknown(a);
}

static bool is_number(const ConstVal *x) { return rep_of(x) >= REP_SMALL; }

ConstVal *num_to_complex(Arena *a, const ConstVal *x)
{
    if (!is_number(x)) return num_unknown(a);
    return x->rep == REP_COMPLEX ? (ConstVal *)x : num_keep_complex(a, x, num_int64(a, 0));
}

ConstVal *num_real(Arena *a, const ConstVal *x)
{
    if (!is_number(x)) return num_unknown(a);
    return (ConstVal *)(x->rep == REP_COMPLEX ? x->cpx.re : x);
}

ConstVal *num_imag(Arena *a, const ConstVal *x)
{
    if (!is_number(x)) return num_unknown(a);
    return x->rep == REP_COMPLEX ? (ConstVal *)x->cpx.im : num_int64(a, 0);
}

ConstVal *num_make_imag(Arena *a, const ConstVal *x)
{
    if (!is_number(x)) return num_unknown(a);
    UG_ASSERT(x->rep != REP_COMPLEX);
    return num_keep_complex(a, num_int64(a, 0), x);
}

// ---- Rounding

// Writes |x| as m·2^e with m an integer of at least `bits` bits; *inexact if a rest was cut off.
static long scaled(mpz_ptr m, const ConstVal *x, unsigned bits, bool *inexact)
{
    *inexact = false;
    if (x->rep == REP_FLOAT) {
        mpfr_exp_t e = mpfr_get_z_2exp(m, &x->flt);
        mpz_abs(m, m);
        return e;
    }
    if (x->rep != REP_RAT) {
        mpz_t z;
        num_init_mpz(z, x);
        mpz_abs(m, z);
        mpz_clear(z);
        return 0;
    }
    mpz_srcptr num = mpq_numref(&x->rat), den = mpq_denref(&x->rat);
    long shift = (long)bits + (long)mpz_sizeinbase(den, 2) - (long)mpz_sizeinbase(num, 2) + 1;
    if (shift < 0) shift = 0;
    mpz_t n, rest;
    mpz_inits(n, rest, NULL);
    mpz_abs(n, num);
    mpz_mul_2exp(n, n, (mp_bitcnt_t)shift);
    mpz_tdiv_qr(m, rest, n, den);
    *inexact = mpz_sgn(rest) != 0;
    mpz_clears(n, rest, NULL);
    return -shift;
}

// Format: mantissa_bits with the hidden one; the least exponent of a subnormal's last bit is
// min_exp, and values of 2^max_exp and above overflow.
double num_round(const ConstVal *x, unsigned mantissa_bits, int min_exp, int max_exp, bool *exact)
{
    if (exact) *exact = rep_of(x) != REP_UNKNOWN;
    if (rep_of(x) == REP_UNKNOWN || num_sign(x) == 0) return 0;
    mpz_t m;
    mpz_init(m);
    bool inexact;
    long e = scaled(m, x, mantissa_bits + 2, &inexact);
    long drop = (long)mpz_sizeinbase(m, 2) - (long)mantissa_bits;
    if (e + drop < min_exp) drop = min_exp - e;
    if (drop > 0) {
        // Nearest, ties to even: look at the last bit kept, the first dropped, and any below.
        bool half = mpz_tstbit(m, (mp_bitcnt_t)drop - 1);
        bool below = inexact || mpz_scan1(m, 0) < (mp_bitcnt_t)drop - 1;
        bool odd = mpz_tstbit(m, (mp_bitcnt_t)drop);
        mpz_tdiv_q_2exp(m, m, (mp_bitcnt_t)drop);
        if (half && (below || odd)) mpz_add_ui(m, m, 1);
        inexact = half || below;
        e += drop;
    }
    double d;
    if (mpz_sgn(m) == 0)
        d = 0;
    else if ((long)mpz_sizeinbase(m, 2) + e > max_exp)
        d = HUGE_VAL, inexact = true;
    else
        d = ldexp(mpz_get_d(m), (int)e);
    mpz_clear(m);
    if (exact) *exact = !inexact;
    return num_sign(x) < 0 ? -d : d;
}

double num_double_value(const ConstVal *x, bool *exact) { return num_round(x, 53, -1074, 1024, exact); }

float num_float_value(const ConstVal *x, bool *exact) { return (float)num_round(x, 24, -149, 128, exact); }

// ---- What fits

static bool fits_int(const ConstVal *x, unsigned bits, bool is_signed)
{
    if (!is_signed) return num_sign(x) >= 0 && num_bit_len(x) <= bits;
    if (x->rep != REP_SMALL) return false;
    int64_t limit = (int64_t)(((uint64_t)1 << (bits - 1)) - 1);
    return x->small <= limit && x->small >= -limit - 1;
}

static bool int_representable(Arena *a, const ConstVal *x, NumType t, ConstVal **rounded)
{
    ConstVal *i = num_to_int(a, x);
    if (num_kind(i) != CONST_INT) return false;
    if (rounded) *rounded = i;
    if (t == NUMTYPE_UNTYPED_INT) return true;
    bool is_signed = t <= NUMTYPE_INT64;
    return fits_int(i, 8u << (t - (is_signed ? NUMTYPE_INT8 : NUMTYPE_UINT8)), is_signed);
}

// x, a float or integer, in the format of t; NULL if it overflows.
static ConstVal *round_part(Arena *a, const ConstVal *x, bool single)
{
    double d = single ? (double)num_float_value(x, NULL) : num_double_value(x, NULL);
    return isfinite(d) ? num_double(a, d) : NULL;
}

static bool float_representable(Arena *a, const ConstVal *x, NumType t, ConstVal **rounded)
{
    ConstVal *f = num_to_float(a, x);
    if (num_kind(f) != CONST_FLOAT) return false;
    if (t == NUMTYPE_UNTYPED_FLOAT) return true;
    ConstVal *r = round_part(a, f, t == NUMTYPE_FLOAT32);
    if (r && rounded) *rounded = r;
    return r != NULL;
}

static bool complex_representable(Arena *a, const ConstVal *x, NumType t, ConstVal **rounded)
{
    ConstVal *c = num_to_complex(a, x);
    if (num_kind(c) != CONST_COMPLEX) return false;
    if (t == NUMTYPE_UNTYPED_COMPLEX) return true;
    ConstVal *re = round_part(a, c->cpx.re, t == NUMTYPE_COMPLEX64);
    ConstVal *im = round_part(a, c->cpx.im, t == NUMTYPE_COMPLEX64);
    if (re && im && rounded) *rounded = num_keep_complex(a, re, im);
    return re && im;
}

bool num_representable(Arena *a, const ConstVal *x, NumType t, ConstVal **rounded)
{
    if (rep_of(x) == REP_UNKNOWN) return true;
    switch (t) {
    case NUMTYPE_INT8:
    case NUMTYPE_INT16:
    case NUMTYPE_INT32:
    case NUMTYPE_INT64:
    case NUMTYPE_UINT8:
    case NUMTYPE_UINT16:
    case NUMTYPE_UINT32:
    case NUMTYPE_UINT64:
    case NUMTYPE_UNTYPED_INT: return int_representable(a, x, t, rounded);
    case NUMTYPE_FLOAT32:
    case NUMTYPE_FLOAT64:
    case NUMTYPE_UNTYPED_FLOAT: return float_representable(a, x, t, rounded);
    case NUMTYPE_COMPLEX64:
    case NUMTYPE_COMPLEX128:
    case NUMTYPE_UNTYPED_COMPLEX: return complex_representable(a, x, t, rounded);
    case NUMTYPE_STRING: return x->rep == REP_STRING;
    case NUMTYPE_BOOL: return x->rep == REP_BOOL;
    case NUMTYPE_NONE: break;
    }
    BUG("representability in type %d", t);
}
