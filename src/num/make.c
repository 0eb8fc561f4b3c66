// Making and reading constants; keeping working values in an arena.
#include "num/value.h"

#include <math.h>

static ConstVal *value_new(Arena *a, Rep rep)
{
    ConstVal *v = ARENA_NEW(a, ConstVal);
    v->rep = (uint8_t)rep;
    return v;
}

ConstKind num_kind(const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_UNKNOWN: return CONST_UNKNOWN;
    case REP_BOOL: return CONST_BOOL;
    case REP_STRING: return CONST_STRING;
    case REP_SMALL:
    case REP_BIG: return CONST_INT;
    case REP_RAT:
    case REP_FLOAT: return CONST_FLOAT;
    case REP_COMPLEX: return CONST_COMPLEX;
    }
    BUG("constant of representation %d", x->rep);
}

// ---- Making

ConstVal *num_unknown(Arena *a) { return value_new(a, REP_UNKNOWN); }

ConstVal *num_bool(Arena *a, bool b)
{
    ConstVal *v = value_new(a, REP_BOOL);
    v->b = b;
    return v;
}

ConstVal *num_string(Arena *a, Str s)
{
    ConstVal *v = value_new(a, REP_STRING);
    v->str.s = str_dup(a, s);
    return v;
}

ConstVal *num_int64(Arena *a, int64_t i)
{
    ConstVal *v = value_new(a, REP_SMALL);
    v->small = i;
    return v;
}

ConstVal *num_uint64(Arena *a, uint64_t u)
{
    if (u <= INT64_MAX) return num_int64(a, (int64_t)u);
    mpz_t z;
    mpz_init_set_ui(z, u);
    ConstVal *v = num_keep_int(a, z);
    mpz_clear(z);
    return v;
}

ConstVal *num_double(Arena *a, double d)
{
    if (!isfinite(d)) return num_unknown(a);
    mpq_t q;
    mpq_init(q);
    mpq_set_d(q, d);
    ConstVal *v = num_keep_rat(a, q);
    mpq_clear(q);
    return v;
}

// ---- Keeping

static void keep_limbs(Arena *a, mpz_ptr view, mpz_srcptr z)
{
    mp_size_t n = (mp_size_t)mpz_size(z);
    mp_limb_t *limbs = ARENA_ARRAY(a, mp_limb_t, n ? n : 1);
    if (n) mpn_copyi(limbs, mpz_limbs_read(z), n);
    mpz_roinit_n(view, limbs, mpz_sgn(z) < 0 ? -n : n);
}

ConstVal *num_keep_int(Arena *a, mpz_srcptr z)
{
    if (mpz_fits_slong_p(z)) return num_int64(a, mpz_get_si(z));
    ConstVal *v = value_new(a, REP_BIG);
    keep_limbs(a, &v->big, z);
    return v;
}

bool num_is_small_int(mpz_srcptr z) { return mpz_sizeinbase(z, 2) < SMALL_EXP; }

bool num_is_small_float(mpfr_srcptr f)
{
    if (mpfr_zero_p(f)) return true;
    mpfr_exp_t e = mpfr_get_exp(f);
    return -SMALL_EXP < e && e < SMALL_EXP;
}

ConstVal *num_keep_rat(Arena *a, mpq_srcptr q)
{
    if (num_is_small_int(mpq_numref(q)) && num_is_small_int(mpq_denref(q))) {
        ConstVal *v = value_new(a, REP_RAT);
        keep_limbs(a, &v->rat._mp_num, mpq_numref(q));
        keep_limbs(a, &v->rat._mp_den, mpq_denref(q));
        return v;
    }
    mpfr_t f;
    num_float_init(f);
    mpfr_set_q(f, q, MPFR_RNDN);
    ConstVal *v = num_keep_float(a, f);
    mpfr_clear(f);
    return v;
}

ConstVal *num_keep_float(Arena *a, mpfr_srcptr f)
{
    if (!mpfr_number_p(f)) return num_unknown(a);
    ConstVal *v = value_new(a, REP_FLOAT);
    void *significand = arena_alloc(a, mpfr_custom_get_size(FLOAT_PREC));
    mpfr_custom_init(significand, FLOAT_PREC);
    mpfr_custom_init_set(&v->flt, MPFR_ZERO_KIND, 0, FLOAT_PREC, significand);
    if (!mpfr_zero_p(f)) mpfr_set(&v->flt, f, MPFR_RNDN);
    return v;
}

ConstVal *num_keep_complex(Arena *a, const ConstVal *re, const ConstVal *im)
{
    if (!rep_of(re) || !rep_of(im)) return num_unknown(a);
    ConstVal *v = value_new(a, REP_COMPLEX);
    v->cpx.re = re;
    v->cpx.im = im;
    return v;
}

// ---- Lifting

void num_init_mpz(mpz_ptr z, const ConstVal *x)
{
    if (x->rep == REP_SMALL)
        mpz_init_set_si(z, x->small);
    else
        mpz_init_set(z, &x->big);
}

void num_init_mpq(mpq_ptr q, const ConstVal *x)
{
    mpq_init(q);
    if (x->rep == REP_SMALL)
        mpq_set_si(q, x->small, 1);
    else if (x->rep == REP_BIG)
        mpq_set_z(q, &x->big);
    else
        mpq_set(q, &x->rat);
}

void num_init_mpfr(mpfr_ptr f, const ConstVal *x)
{
    num_float_init(f);
    if (x->rep == REP_SMALL)
        mpfr_set_si(f, x->small, MPFR_RNDN);
    else if (x->rep == REP_BIG)
        mpfr_set_z(f, &x->big, MPFR_RNDN);
    else if (x->rep == REP_RAT)
        mpfr_set_q(f, &x->rat, MPFR_RNDN);
    else
        mpfr_set(f, &x->flt, MPFR_RNDN);
}

// ---- Reading

bool num_bool_value(const ConstVal *x)
{
    UG_ASSERT(rep_of(x) <= REP_BOOL);
    return rep_of(x) == REP_BOOL && x->b;
}

Str num_string_value(const ConstVal *x)
{
    UG_ASSERT(rep_of(x) == REP_UNKNOWN || rep_of(x) == REP_STRING);
    return rep_of(x) == REP_STRING ? x->str.s : STR("");
}

// The low 64 bits of the two's complement form.
static uint64_t low_bits(mpz_srcptr z)
{
    uint64_t low = mpz_getlimbn(z, 0);
    return mpz_sgn(z) < 0 ? -low : low;
}

bool num_int64_value(const ConstVal *x, int64_t *out)
{
    *out = 0;
    if (rep_of(x) == REP_UNKNOWN) return false;
    UG_ASSERT(num_kind(x) == CONST_INT);
    *out = x->rep == REP_SMALL ? x->small : (int64_t)low_bits(&x->big);
    return x->rep == REP_SMALL;
}

bool num_uint64_value(const ConstVal *x, uint64_t *out)
{
    *out = 0;
    if (rep_of(x) == REP_UNKNOWN) return false;
    UG_ASSERT(num_kind(x) == CONST_INT);
    *out = x->rep == REP_SMALL ? (uint64_t)x->small : low_bits(&x->big);
    return x->rep == REP_SMALL ? x->small >= 0 : mpz_fits_ulong_p(&x->big) != 0;
}

int num_sign(const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_UNKNOWN: return 1; // spares the caller a false division by zero
    case REP_SMALL: return (x->small > 0) - (x->small < 0);
    case REP_BIG: return mpz_sgn(&x->big);
    case REP_RAT: return mpq_sgn(&x->rat);
    case REP_FLOAT: return mpfr_sgn(&x->flt);
    case REP_COMPLEX: return num_sign(x->cpx.re) | num_sign(x->cpx.im);
    case REP_BOOL:
    case REP_STRING: break;
    }
    BUG("sign of a constant that is not a number");
}

unsigned num_bit_len(const ConstVal *x)
{
    if (rep_of(x) == REP_UNKNOWN) return 0;
    UG_ASSERT(num_kind(x) == CONST_INT);
    if (x->rep == REP_BIG) return (unsigned)mpz_sizeinbase(&x->big, 2);
    uint64_t u = x->small < 0 ? -(uint64_t)x->small : (uint64_t)x->small;
    return u ? 64 - (unsigned)__builtin_clzll(u) : 0;
}
