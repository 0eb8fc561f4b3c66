// The race detector: ThreadSanitizer as the Go tree ships it, told of what happens by emitted code (hooks.c) and by
// the runtime (this file). The whole room is linked only into programs built with -race; elsewhere its functions are
// absent, which is what UGRT_RACE asks.
//
// ThreadSanitizer keeps a context for each goroutine (G.racectx) and one for each P (P.racectx). Goroutines without
// a context, the runtime's own, and code on system stacks are not followed: for them all of this does nothing.
#ifndef UGRT_RACE_H
#define UGRT_RACE_H

#include "sched/gmp.h"

#define UGRT_WEAK __attribute__((weak))

void ugrt_race_init(void) UGRT_WEAK;                 // before the heap's first arena
void ugrt_race_fini(void) UGRT_WEAK;                 // at exit with status 0; ends the program with 66 if there were races
void ugrt_race_procstart(P *p) UGRT_WEAK;
void ugrt_race_gostart(G *g, uintptr_t pc) UGRT_WEAK; // by the current context; on a system stack that is a timer's or the runtime's
void ugrt_race_goend(G *g) UGRT_WEAK;
void ugrt_race_finalizers(G *g) UGRT_WEAK;           // g is about to run the first of them
// Around what a timer runs: on its P, after whatever was released at `timer`, which is where starting it is noted.
struct Tsan *ugrt_race_timer_begin(const void *timer) UGRT_WEAK;
void ugrt_race_timer_end(struct Tsan *before) UGRT_WEAK;
void ugrt_race_map(uintptr_t addr, uintptr_t size) UGRT_WEAK; // of the heap
void ugrt_race_fresh(uintptr_t addr, uintptr_t size) UGRT_WEAK; // free memory is given out: what happened to it before is forgotten

// ---- Accesses by the current goroutine. The forms without a pc find where emitted code called the runtime.
void ugrt_race_read(const void *p) UGRT_WEAK;
void ugrt_race_write(const void *p) UGRT_WEAK;
void ugrt_race_readrange(const void *p, uintptr_t size, uintptr_t pc) UGRT_WEAK;
void ugrt_race_writerange(const void *p, uintptr_t size, uintptr_t pc) UGRT_WEAK;

// ---- What orders accesses: g releases what another acquires at the same address. The forms of ThreadSanitizer:
// release replaces what was there, releasemerge joins it.
void ugrt_race_acquire(G *g, const void *p) UGRT_WEAK;
void ugrt_race_release(G *g, const void *p) UGRT_WEAK;
void ugrt_race_releasemerge(G *g, const void *p) UGRT_WEAK;
void ugrt_race_releaseacquire(G *g, const void *p) UGRT_WEAK;

// An atomic operation on a pointer, done and reported; false: the goroutine or the memory is not followed, nothing is
// done. result: what was there, or whether it was swapped.
typedef enum RaceAtomicPtr { RACE_STORE_PTR, RACE_SWAP_PTR, RACE_CAS_PTR } RaceAtomicPtr;
bool ugrt_race_atomic_ptr(RaceAtomicPtr op, void **slot, void *old, void *v, void **result, uintptr_t pc) UGRT_WEAK;

uint64_t ugrt_race_errors(void) UGRT_WEAK;           // reports so far

// Whether this program was built with -race: a constant of the link.
#define UGRT_RACE UGX_UNLIKELY(ugrt_race_init != NULL)

#endif
