// Where marking starts.
#ifndef UGRT_GC_ROOTS_H
#define UGRT_GC_ROOTS_H

#include "gc/mark.h"

// With the world stopped, on a system stack: whatever changes without a barrier.
void ugrt_roots_scan_stw(GcWork *w);
// For the hunt for leaks: everything but goroutines; one goroutine, without what lies just before its pointers.
void ugrt_roots_scan_static_stw(GcWork *w);
void ugrt_roots_scan_goroutine_stw(GcWork *w, struct G *g);
// The rest may be scanned while goroutines run, in jobs: package variables, special records, parked goroutines.
void ugrt_roots_prepare(void);
bool ugrt_roots_job(GcWork *w);                                // does one; false when none is left
bool ugrt_roots_left(void);
uint64_t ugrt_roots_globals(void);                             // bytes of package variables with pointers

#endif
