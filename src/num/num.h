// Exact constants for the checker: Go's untyped and typed constant values.
//
// A ConstVal is immutable and lives in the arena given where it was made; it may be shared by
// threads. Integers are exact (int64, else GMP); floats are exact fractions while numerator and
// denominator stay under 4096 bits, else MPFR floats of 512 bits, as gc does. An operation on an
// unknown value gives an unknown value, so one error stays one error. NULL reads as unknown.
#ifndef UG_NUM_H
#define UG_NUM_H

#include "base/base.h"

typedef struct ConstVal ConstVal;

typedef enum ConstKind {
    CONST_UNKNOWN,                                   // in error, or not known
    CONST_BOOL,
    CONST_STRING,
    CONST_INT,
    CONST_FLOAT,
    CONST_COMPLEX,
} ConstKind;

typedef enum NumOp {
    NUM_NONE,
    NUM_ADD, NUM_SUB, NUM_MUL,
    NUM_QUO,                                         // exact quotient: of integers a float
    NUM_IDIV,                                        // integers: quotient truncated to zero
    NUM_REM, NUM_AND, NUM_OR, NUM_XOR, NUM_ANDNOT,
    NUM_SHL, NUM_SHR,                                // num_shift
    NUM_LAND, NUM_LOR, NUM_NOT,                      // booleans; NOT is unary. Unary ^ is NUM_XOR
    NUM_EQL, NUM_NEQ, NUM_LSS, NUM_LEQ, NUM_GTR, NUM_GEQ, // num_compare
} NumOp;

// The basic types a constant may have to fit. int, uint and uintptr are the caller's to size.
typedef enum NumType {
    NUMTYPE_NONE,
    NUMTYPE_INT8, NUMTYPE_INT16, NUMTYPE_INT32, NUMTYPE_INT64,
    NUMTYPE_UINT8, NUMTYPE_UINT16, NUMTYPE_UINT32, NUMTYPE_UINT64,
    NUMTYPE_FLOAT32, NUMTYPE_FLOAT64, NUMTYPE_COMPLEX64, NUMTYPE_COMPLEX128,
    NUMTYPE_UNTYPED_INT, NUMTYPE_UNTYPED_FLOAT, NUMTYPE_UNTYPED_COMPLEX,
    NUMTYPE_STRING, NUMTYPE_BOOL,
} NumType;

#define NUM_INT_BITS 512                             // untyped integers over this many bits are an overflow

ConstKind num_kind(const ConstVal *x);

// ---- Making
ConstVal *num_unknown(Arena *a);
ConstVal *num_bool(Arena *a, bool b);
ConstVal *num_string(Arena *a, Str s);               // copies
ConstVal *num_int64(Arena *a, int64_t v);
ConstVal *num_uint64(Arena *a, uint64_t v);
ConstVal *num_double(Arena *a, double v);            // unknown if not finite; -0 becomes 0
// From a literal as written (prefixes, underscores, quotes, the i of imaginary ones).
// Malformed text, or an exponent beyond all bounds, gives an unknown value.
ConstVal *num_int_lit(Arena *a, Str text);
ConstVal *num_float_lit(Arena *a, Str text);
ConstVal *num_imag_lit(Arena *a, Str text);
ConstVal *num_rune_lit(Arena *a, Str text);
ConstVal *num_string_lit(Arena *a, Str text);        // "…" and `…` (carriage returns dropped)

// ---- Reading
bool num_bool_value(const ConstVal *x);              // false if unknown
Str num_string_value(const ConstVal *x);             // borrowed; "" if unknown
bool num_int64_value(const ConstVal *x, int64_t *out);   // x an integer; false: not exact, *out is the low 64 bits
bool num_uint64_value(const ConstVal *x, uint64_t *out); // likewise
double num_double_value(const ConstVal *x, bool *exact); // int or float; nearest, ±Inf on overflow; exact may be NULL
float num_float_value(const ConstVal *x, bool *exact);
int num_sign(const ConstVal *x);                     // -1, 0, 1; complex: 0 or not 0; unknown: 1
unsigned num_bit_len(const ConstVal *x);             // of an integer's absolute value; unknown: 0

// ---- Parts and conversions: an unknown value where it is not exactly possible.
ConstVal *num_to_int(Arena *a, const ConstVal *x);   // 2.0 and 2+0i are 2
ConstVal *num_to_float(Arena *a, const ConstVal *x);
ConstVal *num_to_complex(Arena *a, const ConstVal *x);
ConstVal *num_real(Arena *a, const ConstVal *x);
ConstVal *num_imag(Arena *a, const ConstVal *x);
ConstVal *num_make_imag(Arena *a, const ConstVal *x); // x·i

// ---- Operations. Operands match each other and the operator: the checker has seen to it.
// Division by zero gives an unknown value. `bits` > 0 limits unary ^ to an unsigned type's width.
ConstVal *num_unary(Arena *a, NumOp op, const ConstVal *x, unsigned bits);
ConstVal *num_binary(Arena *a, NumOp op, const ConstVal *x, const ConstVal *y);
ConstVal *num_shift(Arena *a, NumOp op, const ConstVal *x, uint64_t count);
bool num_compare(NumOp op, const ConstVal *x, const ConstVal *y); // unknown: false

// Whether x can be a value of type t. If so and rounded is not NULL, *rounded is the value as t
// holds it: integers as CONST_INT, floats and complex rounded to their precision. An unknown x
// fits everything (and is left alone).
bool num_representable(Arena *a, const ConstVal *x, NumType t, ConstVal **rounded);

// ---- Text
void num_text(StrBuf *out, const ConstVal *x);       // as gc prints constants in messages: short, decimal
void num_exact_text(StrBuf *out, const ConstVal *x); // integers in full, fractions as a/b, floats 0x.8p+1
// The magnitudes of an integer's or fraction's parts, highest byte first; false: a float that is no such fraction.
bool num_fraction_bytes(const ConstVal *x, StrBuf *num, StrBuf *den);
void num_key(StrBuf *out, const ConstVal *x);        // equal exactly where values are equal as map or case keys

#endif
