// Inside num: how a ConstVal is held. Private to the room.
//
// `rep` is the representation; they are ordered by how much they can hold, and an operation
// first lifts both operands to the larger one. Big integers and fractions are read-only GMP
// views of limbs in the arena, floats are MPFR numbers whose significand is in the arena, so a
// value needs no freeing. Working values are GMP's and MPFR's own and are cleared by who made
// them. A value that becomes a float never goes back to a fraction: exactness once lost is lost.
#ifndef UG_NUM_VALUE_H
#define UG_NUM_VALUE_H

#include "num/num.h"

#include <gmp.h>
#include <mpfr.h>

#define FLOAT_PREC 512
#define SMALL_EXP 4096                               // fractions whose parts are under that many bits stay fractions

typedef enum Rep { REP_UNKNOWN, REP_BOOL, REP_STRING, REP_SMALL, REP_BIG, REP_RAT, REP_FLOAT, REP_COMPLEX } Rep;

// The growing storage behind a concatenated string; see string.c.
typedef struct StringRoom {
    Arena *arena;
    size_t used, cap;
    char data[];
} StringRoom;

struct ConstVal {
    uint8_t rep;
    union {
        bool b;
        struct {
            Str s;
            StringRoom *room;                        // NULL: s stands alone
        } str;
        int64_t small;                               // every integer that fits, and no other, is held so
        __mpz_struct big;
        __mpq_struct rat;                            // canonical
        __mpfr_struct flt;                           // finite, not -0
        struct {
            const ConstVal *re, *im;                 // integers or floats
        } cpx;
    };
};

static inline Rep rep_of(const ConstVal *x)
{
    return x ? (Rep)x->rep : REP_UNKNOWN;
}

// Keeping: a value in the arena from a working value, in the smallest representation.
ConstVal *num_keep_int(Arena *a, mpz_srcptr z);
ConstVal *num_keep_rat(Arena *a, mpq_srcptr q);      // canonical q
ConstVal *num_keep_float(Arena *a, mpfr_srcptr f);   // unknown for an infinity
ConstVal *num_keep_complex(Arena *a, const ConstVal *re, const ConstVal *im);

// Lifting an operand: the working value is initialised by these and cleared by the caller.
void num_init_mpz(mpz_ptr z, const ConstVal *x);     // SMALL, BIG
void num_init_mpq(mpq_ptr q, const ConstVal *x);     // up to RAT
// A float of constant precision. MPFR keeps its range of exponents by thread, so it is set here: that of Go's big.Float.
static inline void num_float_init(mpfr_ptr f) {
    mpfr_set_emin(INT32_MIN);
    mpfr_set_emax(INT32_MAX);
    mpfr_init2(f, FLOAT_PREC);
}
void num_init_mpfr(mpfr_ptr f, const ConstVal *x);   // up to FLOAT

bool num_is_small_int(mpz_srcptr z);                 // may be part of a fraction
bool num_is_small_float(mpfr_srcptr f);              // may be made a fraction
ConstVal *num_concat(Arena *a, const ConstVal *x, const ConstVal *y);

// Correct rounding (nearest, ties to even) to a binary format; ±Inf on overflow.
double num_round(const ConstVal *x, unsigned mantissa_bits, int min_exp, int max_exp, bool *exact);

#endif
