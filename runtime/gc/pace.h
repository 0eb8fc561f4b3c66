// Pacing, as the allocator sees it: the size of the live heap, and what an allocation owes the collector.
#ifndef UGRT_GC_PACE_H
#define UGRT_GC_PACE_H

#include "gc/gc.h"

void ugrt_pace_cached(uintptr_t bytes);                        // a cache took that many bytes of free slots, or a large object
void ugrt_pace_uncached(uintptr_t bytes);                      // and gives so many back unused
// After an allocation that left the fast path, on the goroutine's stack, nothing held: helps the running cycle or
// starts one. bytes: newly charged, 0 if none.
void ugrt_gc_afteralloc(uintptr_t bytes);
void ugrt_gc_stress(void);                                     // an allocation under UNDERGO=gcstress

#endif
