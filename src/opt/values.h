// Value numbers and what is known about them: the ground check removal stands on.
//
// A value number names an immutable value; the same expression over the same values has the same
// number. So a fact, once proven where it dominates, never has to be taken back, only forgotten
// where its scope ends.
#ifndef UG_OPT_VALUES_H
#define UG_OPT_VALUES_H

#include "opt/opt.h"

typedef uint32_t Vn;                                 // 0: none
typedef enum ValueOp { VAL_OPAQUE, VAL_CONST, VAL_LEN, VAL_CAP, VAL_ADD, VAL_COMPARE, VAL_AND, VAL_OR, VAL_NOT, VAL_NIL } ValueOp;
typedef struct Value {
    ValueOp op;
    IrOp cmp;                                        // COMPARE
    Vn a, b;
    int64_t c;                                       // CONST; ADD: a + c
    int64_t lo, hi;                                  // of integers: the range, by type and operation
    bool nonnil;
    Vn len, cap;                                     // of strings and slices made in sight
} Value;
typedef struct Order { Vn a, b; bool strict; } Order; // a < b, or a <= b
typedef struct Values {
    Arena *arena;
    VEC(Value) all;
    VEC(Order) facts;                                // in scope
    VEC(Vn) nonnil;                                  // in scope
    uint32_t base, nil_base;                         // facts below are not to be used (behind a label)
    PtrMap consts;                                   // value → Vn, small integers by key
    Vn zero;
} Values;

void values_init(Values *v, Arena *a);
Vn value_opaque(Values *v, Type *t);                 // a new value, within its type's range
Vn value_const(Values *v, int64_t c);
Vn value_expr(Values *v, ValueOp op, Vn a, int64_t c); // LEN, CAP, ADD, NOT: shared
Vn value_compare(Values *v, IrOp cmp, Vn a, Vn b);
Vn value_pair(Values *v, ValueOp op, Vn a, Vn b);    // AND, OR
static inline Value *value_at(Values *v, Vn n) { return &v->all.p[n]; }

void fact_less(Values *v, Vn a, Vn b, bool strict);
void fact_nonnil(Values *v, Vn n);
void fact_condition(Values *v, Vn cond, bool holds); // what a branch tells
bool know_nonneg(Values *v, Vn n);
bool know_less(Values *v, Vn a, Vn b, bool strict);
bool know_nonnil(Values *v, Vn n);

#endif
