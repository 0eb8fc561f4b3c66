// Which words of a value hold pointers, for types that carry no mask.
#ifndef UGRT_GC_TYPEBITS_H
#define UGRT_GC_TYPEBITS_H

#include "undergo/abi.h"

// ORs into bits the mask of one value of type t that begins at word `at`; words at or beyond nwords are left out.
void ugrt_type_orbits(const UgType *t, uintptr_t at, uint64_t *bits, uintptr_t nwords);

// Calls f for every pointer word of the value of type t at p.
void ugrt_type_eachptr(const UgType *t, uintptr_t p, void (*f)(uintptr_t *slot, void *arg), void *arg);

#endif
