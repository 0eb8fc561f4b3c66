// Pointer maps of small objects: one bit a word, in the last 128 bytes of their one-page span.
// Bits of a run of free slots are cleared when the run begins (cache.c), so that an allocation only adds its own.
#include "mem/private.h"
#include "gc/typebits.h"

// The mask of one value, which is at most 64 words.
static inline uint64_t value_mask(const UgType *t)
{
    if (UNLIKELY(t->tflag & UG_TFLAG_GCMASK_ON_DEMAND)) {
        uint64_t mask = 0;
        ugrt_type_orbits(t, 0, &mask, 64);
        return mask;
    }
    uint64_t mask = t->gcdata[0];
    for (uintptr_t i = 1; i * 64 < t->ptrbytes; i++) mask |= (uint64_t)t->gcdata[i] << (i * 8);
    return mask;
}

void ugrt_ptrmask_set(uintptr_t obj, size_t size, const UgType *t)
{
    uint64_t mask = value_mask(t);
    uintptr_t words = size / 8;
    for (uintptr_t have = t->size / 8; have < words; have *= 2) mask |= mask << have;
    if (words < 64) mask &= ((uint64_t)1 << words) - 1;
    uint64_t *bits = inspan_bits(obj);
    uintptr_t pos = (obj & (UGRT_PAGE - 1)) / 8, shift = pos % 64;
    bits += pos / 64;
    bits[0] |= mask << shift;
    if (shift != 0 && mask >> (64 - shift) != 0) bits[1] |= mask >> (64 - shift);
}
