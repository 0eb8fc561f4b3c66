// Value numbers, ranges, and orders between values.
//
// Orders are a short list searched from its end, with two steps of transitivity; that covers
// i < n, n <= len(s) and i < len(s) after s = s[:n]. All integers here are Go's int or int64.
#include "opt/values.h"

enum { SEARCH_DEPTH = 3, FACTS_SEARCHED = 64, FIND_WINDOW = 512 };

static Vn add(Values *v, Value x)
{
    vec_push(v->arena, &v->all, x);
    return v->all.n - 1;
}

void values_init(Values *v, Arena *a)
{
    *v = (Values){.arena = a};
    add(v, (Value){0});
    v->zero = value_const(v, 0);
}

static void type_range(Type *t, int64_t *lo, int64_t *hi)
{
    *lo = INT64_MIN;
    *hi = INT64_MAX;
    switch (t ? type_basic_kind(t) : BASIC_INVALID) {
    case BASIC_INT8:
        *lo = INT8_MIN;
        *hi = INT8_MAX;
        return;
    case BASIC_INT16:
        *lo = INT16_MIN;
        *hi = INT16_MAX;
        return;
    case BASIC_INT32:
        *lo = INT32_MIN;
        *hi = INT32_MAX;
        return;
    case BASIC_UINT8:
        *lo = 0;
        *hi = UINT8_MAX;
        return;
    case BASIC_UINT16:
        *lo = 0;
        *hi = UINT16_MAX;
        return;
    case BASIC_UINT32:
        *lo = 0;
        *hi = UINT32_MAX;
        return;
    default: return;
    }
}

Vn value_opaque(Values *v, Type *t)
{
    Value x = {.op = VAL_OPAQUE};
    type_range(t, &x.lo, &x.hi);
    return add(v, x);
}

static Vn find(Values *v, Value x)
{
    uint32_t n = v->all.n, least = n > FIND_WINDOW ? n - FIND_WINDOW : 1; // what is far back is rarely meant
    for (uint32_t i = n; i > least; i--) {
        Value *y = &v->all.p[i - 1];
        if (y->op == x.op && y->a == x.a && y->b == x.b && y->c == x.c && y->cmp == x.cmp) return i - 1;
    }
    return add(v, x);
}

Vn value_const(Values *v, int64_t c) { return find(v, (Value){.op = VAL_CONST, .c = c, .lo = c, .hi = c}); }

static int64_t saturating_add(int64_t a, int64_t b)
{
    int64_t r;
    return __builtin_add_overflow(a, b, &r) ? (b > 0 ? INT64_MAX : INT64_MIN) : r;
}

Vn value_expr(Values *v, ValueOp op, Vn a, int64_t c)
{
    Value *x = value_at(v, a);
    if (op == VAL_LEN && x->len) return x->len;
    if (op == VAL_CAP && x->cap) return x->cap;
    if (op == VAL_ADD && x->op == VAL_CONST) {
        int64_t r;
        if (!__builtin_add_overflow(x->c, c, &r)) return value_const(v, r);
    }
    Value y = {.op = op, .a = a, .c = c, .lo = INT64_MIN, .hi = INT64_MAX};
    if (op == VAL_LEN || op == VAL_CAP) y.lo = 0, y.hi = INT64_C(1) << 47; // no object is larger
    if (op == VAL_ADD) {
        int64_t r;
        if (!__builtin_add_overflow(x->lo, c, &r) && !__builtin_add_overflow(x->hi, c, &r)) {
            y.lo = saturating_add(x->lo, c);
            y.hi = saturating_add(x->hi, c);
        }
    }
    return find(v, y);
}

Vn value_compare(Values *v, IrOp cmp, Vn a, Vn b)
{
    return find(v, (Value){.op = VAL_COMPARE, .cmp = cmp, .a = a, .b = b});
}
Vn value_pair(Values *v, ValueOp op, Vn a, Vn b) { return add(v, (Value){.op = op, .a = a, .b = b}); }

// ---- Facts
void fact_less(Values *v, Vn a, Vn b, bool strict)
{
    Order o = {a, b, strict};
    if (a && b && a != b) vec_push(v->arena, &v->facts, o);
}

void fact_nonnil(Values *v, Vn n)
{
    if (n && !value_at(v, n)->nonnil) vec_push(v->arena, &v->nonnil, n);
}

static void fact_compare(Values *v, IrOp cmp, Vn a, Vn b)
{
    switch (cmp) {
    case IR_LT: fact_less(v, a, b, true); return;
    case IR_LE: fact_less(v, a, b, false); return;
    case IR_GT: fact_less(v, b, a, true); return;
    case IR_GE: fact_less(v, b, a, false); return;
    case IR_EQ:
        fact_less(v, a, b, false);
        fact_less(v, b, a, false);
        return;
    case IR_NE:
        if (value_at(v, b)->op == VAL_NIL) fact_nonnil(v, a);
        if (value_at(v, a)->op == VAL_NIL) fact_nonnil(v, b);
        // A length that is not zero is more than zero.
        if (value_at(v, b)->op == VAL_CONST && value_at(v, b)->c == value_at(v, a)->lo) fact_less(v, b, a, true);
        return;
    default: return;
    }
}

static IrOp negated(IrOp cmp)
{
    switch (cmp) {
    case IR_LT: return IR_GE;
    case IR_LE: return IR_GT;
    case IR_GT: return IR_LE;
    case IR_GE: return IR_LT;
    case IR_EQ: return IR_NE;
    default: return IR_EQ;
    }
}

void fact_condition(Values *v, Vn cond, bool holds)
{
    Value *c = value_at(v, cond);
    Vn a = c->a, b = c->b;
    switch (c->op) {
    case VAL_COMPARE: fact_compare(v, holds ? c->cmp : negated(c->cmp), a, b); return;
    case VAL_NOT: fact_condition(v, a, !holds); return;
    case VAL_AND:
    case VAL_OR:
        if ((c->op == VAL_AND) != holds) return; // only one of the two is known to decide
        fact_condition(v, a, holds);
        fact_condition(v, b, holds);
        return;
    case VAL_OPAQUE:
    case VAL_CONST:
    case VAL_LEN:
    case VAL_CAP:
    case VAL_ADD:
    case VAL_NIL: return;
    }
}

// ---- Questions
static bool less(Values *v, Vn a, Vn b, bool strict, int depth)
{
    if (a == b) return !strict;
    Value *x = value_at(v, a), *y = value_at(v, b);
    if (strict ? x->hi < y->lo : x->hi <= y->lo) return true;
    if (x->op == VAL_LEN && y->op == VAL_CAP && x->a == y->a && !strict) return true;
    if (x->op == VAL_ADD && x->c < 0 && x->a == b && y->lo >= 0) return true; // n - 1 < n
    if (depth == 0) return false;
    if (x->op == VAL_ADD && x->c < 0 && less(v, v->zero, x->a, false, depth - 1) && less(v, x->a, b, strict, depth - 1))
        return true;
    if (x->op == VAL_ADD && x->c == 1 && !strict && less(v, x->a, b, true, depth - 1)) return true; // i < n: i + 1 <= n
    uint32_t searched = 0;
    for (uint32_t i = v->facts.n; i > v->base && searched < FACTS_SEARCHED; i--, searched++) {
        Order o = v->facts.p[i - 1];
        if (o.a != a) continue;
        if (o.b == b && (o.strict || !strict)) return true;
        if (less(v, o.b, b, strict && !o.strict, depth - 1)) return true;
    }
    return false;
}

bool know_less(Values *v, Vn a, Vn b, bool strict) { return a && b && less(v, a, b, strict, SEARCH_DEPTH); }

static bool nonneg(Values *v, Vn n, int depth)
{
    Value *x = value_at(v, n);
    if (x->lo >= 0) return true;
    // i + 1 after i < n does not overflow
    if (depth && x->op == VAL_ADD && x->c == 1 && nonneg(v, x->a, depth - 1)) {
        for (uint32_t i = v->facts.n; i > v->base; i--)
            if (v->facts.p[i - 1].a == x->a && v->facts.p[i - 1].strict) return true;
    }
    return less(v, v->zero, n, false, 2);
}

bool know_nonneg(Values *v, Vn n) { return n && nonneg(v, n, 3); }

bool know_nonnil(Values *v, Vn n)
{
    if (!n) return false;
    if (value_at(v, n)->nonnil) return true;
    for (uint32_t i = v->nonnil.n; i > v->nil_base; i--)
        if (v->nonnil.p[i - 1] == n) return true;
    return false;
}
