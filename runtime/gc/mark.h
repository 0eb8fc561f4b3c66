// Marking, between the collector's files.
#ifndef UGRT_GC_MARK_H
#define UGRT_GC_MARK_H

#include "gc/gc.h"

#define UGRT_WORKBUF 510
typedef struct WorkBuf {
    struct WorkBuf *next;
    uintptr_t n;
    uintptr_t obj[UGRT_WORKBUF];                               // grey objects: marked, not yet scanned
} WorkBuf;

// The collector's part of a P: grey objects, the barrier's buffer, what was done. Touched by the P's owner with
// preemption off, or with the world stopped. Lives for ever, so that a P that goes away strands nothing.
typedef struct GcWork {
    WbBuf wb;                                                  // first: P.wbbuf points here
    WorkBuf *cur;
    uint64_t markedbytes, scanwork;                            // since the last flush
    int64_t assistdebt;                                        // bytes allocated in this cycle and not yet paid for
    struct GcWork *link;                                       // all of them
} GcWork;

GcWork *ugrt_gcwork_of(struct P *p);                           // makes it on first use
void ugrt_gcwork_init(void);
void ugrt_barrier_init(void);                                  // what state the slow path must save on this CPU
extern GcWork *_Atomic ugrt_gcworks;

// Marks the object that holds p, if any: grey if it has pointers. p is a Go pointer, perhaps out of the heap.
void ugrt_mark_pointer(GcWork *w, uintptr_t p);
void ugrt_mark_conservative(GcWork *w, uintptr_t p);           // the same for any value
void ugrt_mark_range(GcWork *w, const void *lo, const void *hi); // every aligned word of [lo, hi), conservatively
// Likewise for stacks and registers: there a pointer just past an object's end keeps it. The price is that a pointer
// to an object keeps the neighbour before it as well.
void ugrt_mark_frames(GcWork *w, const void *lo, const void *hi);
void ugrt_mark_contents(GcWork *w, uintptr_t obj, MSpan *s);   // greys what obj points to, without marking obj
// Scans grey objects until there are none, `budget` bytes were scanned, or stop says so (asked now and then).
// Returns bytes scanned.
uint64_t ugrt_mark_drain(GcWork *w, uint64_t budget, bool (*stop)(void));
void ugrt_mark_flush(GcWork *w);                               // its grey objects and counts to the global ones
void ugrt_wb_drainbuf(GcWork *w);                              // what the barrier noted: shaded, buffer emptied
bool ugrt_mark_workleft(void);                                 // the global lists hold grey objects
extern _Atomic uint64_t ugrt_markedbytes, ugrt_scanwork;       // of this cycle, as flushed

// Calls f for each pointer slot of the object at obj (a slot's start) in [lo, hi).
void ugrt_object_eachptr(MSpan *s, uintptr_t obj, void (*f)(uintptr_t *slot, void *arg), void *arg);

#endif
