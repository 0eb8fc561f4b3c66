// Specials: what the collector must know of single objects. Records hang on the object's span, sorted by offset
// and kind; the records themselves lie outside the heap.
#ifndef UGRT_GC_SPECIAL_H
#define UGRT_GC_SPECIAL_H

#include "gc/mark.h"

typedef enum SpecialKind {
    SPECIAL_NONE,
    SPECIAL_FINALIZER,
    SPECIAL_WEAK,
    SPECIAL_CLEANUP,
    SPECIAL_BUBBLE,
    SPECIAL_PROFILE
} SpecialKind;

struct Special {
    Special *next;
    uintptr_t offset;                                          // in the span, of the pointer given: perhaps interior
    SpecialKind kind;
    union {
        struct { const UgClosure *fn; const UgType *objtype, *argtype; const UgFuncType *fntype; } fin;
        struct { uintptr_t *handle; } weak;                    // heap object of one pointer-free word: the address, or 0
        struct { const UgClosure *fn; uint64_t id; } cleanup;
        struct { uint64_t id; } bubble;                        // of synctest, which the object belongs to
        struct { struct MemBucket *bucket; uintptr_t size; } prof;
    };
};

void ugrt_special_init(void);
Special *ugrt_special_new(SpecialKind k);
void ugrt_special_free(Special *s);
// Adds a record for the object that holds p (which is in the heap). one: refuses a second of its kind. Sweeps the
// span first and greys what the record keeps alive while a cycle marks.
bool ugrt_special_add(uintptr_t p, Special *sp, bool one);
Special *ugrt_special_find(uintptr_t p, SpecialKind k, uint64_t id, bool unlink); // id: of cleanups, else 0. NULL: none
// While sweeping s, with its marks still standing: acts on the records of unmarked objects. May mark some (finalizers).
void ugrt_specials_sweep(MSpan *s);
void ugrt_specials_mark(GcWork *w);                            // what all records keep alive
void ugrt_special_mark(GcWork *w, MSpan *s, const Special *sp);

// finalizer.c
void ugrt_finq_add(uintptr_t obj, const Special *sp);          // finalizer or cleanup that is due
void ugrt_finq_mark(GcWork *w);
void ugrt_fin_start(void);                                     // the goroutine that runs them
void ugrt_finq_wake(void);

#endif
