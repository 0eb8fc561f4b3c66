// Sweeping, as the allocator sees it.
#ifndef UGRT_GC_SWEEP_H
#define UGRT_GC_SWEEP_H

#include "mem/mem.h"

// A span taken off an unswept list counts as being swept until ugrt_sweep_span returns.
extern _Atomic uint32_t ugrt_sweeping;
static inline void ugrt_sweep_begin(void) { atomic_fetch_add(&ugrt_sweeping, 1); }
bool ugrt_sweep_span(MSpan *s);                                // the caller owns it. True: empty, and gone to the page heap
void ugrt_sweep_ensure(MSpan *s);                              // s holds a live object: returns once it is swept
bool ugrt_sweep_one(void);                                     // sweeps some span; false when none is left
void ugrt_sweep_all(void);                                     // finishes the cycle's sweep, waiting for others' spans

void ugrt_sweep_reset_stw(void);                               // a new generation has begun

#endif
