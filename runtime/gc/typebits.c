// Walks a type's structure for its pointer words. Used for large types, whose mask is never written out.
#include "gc/typebits.h"

static void each(const UgType *t, uintptr_t at, void (*f)(uintptr_t word, void *arg), void *arg)
{
    if (t->ptrbytes == 0) return;
    if (!(t->tflag & UG_TFLAG_GCMASK_ON_DEMAND)) {
        for (uintptr_t i = 0; i < t->ptrbytes / 8; i++)
            if (t->gcdata[i / 8] >> (i % 8) & 1) f(at + i, arg);
        return;
    }
    if (t->kind == UG_KIND_ARRAY) {
        const UgArrayType *a = (const UgArrayType *)t;
        for (uintptr_t i = 0; i < a->len; i++) each(a->elem, at + i * (a->elem->size / 8), f, arg);
        return;
    }
    const UgStructType *s = (const UgStructType *)t; // only arrays and structs grow large
    for (UgInt i = 0; i < s->nfields; i++)
        if (s->fields[i].type->ptrbytes != 0) each(s->fields[i].type, at + s->fields[i].offset / 8, f, arg);
}

typedef struct Bits {
    uint64_t *bits;
    uintptr_t nwords;
} Bits;

static void set_bit(uintptr_t word, void *arg)
{
    Bits *b = arg;
    if (word < b->nwords) b->bits[word / 64] |= (uint64_t)1 << (word % 64);
}

void ugrt_type_orbits(const UgType *t, uintptr_t at, uint64_t *bits, uintptr_t nwords)
{
    Bits b = {bits, nwords};
    each(t, at, set_bit, &b);
}

typedef struct Visit {
    void (*f)(uintptr_t *, void *);
    void *arg;
} Visit;

static void visit(uintptr_t word, void *arg)
{
    Visit *v = arg;
    v->f((uintptr_t *)(word * 8), v->arg);
}

void ugrt_type_eachptr(const UgType *t, uintptr_t p, void (*f)(uintptr_t *, void *), void *arg)
{
    Visit v = {f, arg};
    each(t, p / 8, visit, &v);
}
