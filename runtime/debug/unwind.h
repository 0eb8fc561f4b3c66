// Walking frames by rbp. Between the files of the room debug, and for profilers.
#ifndef UGRT_UNWIND_H
#define UGRT_UNWIND_H
#include "sched/gmp.h"

typedef struct UgUnwinder {
    G *g;                                            // whose segments frames may lie in
    uintptr_t pc;                                    // in the current frame's function: a return address, unless exact
    uintptr_t bp;                                    // the current frame's rbp
    uintptr_t lastbp;                                // of the frame before, to see that the walk goes outward on system stacks
    bool exact;                                      // pc is the instruction itself (a fault, an entry), not after a call
    bool noframe;                                    // pc is in a prologue: bp is its caller's already, the return address in `ret`
    uintptr_t ret;
    uintptr_t syslo;                                 // frames on the system stack lie above this; 0: above the walker's own
    const UgSeg *seg;                                // the segment the last frame was in: most often the next one's too
    bool valid;
} UgUnwinder;

void ugrt_unwind_init(UgUnwinder *u, G *g);          // a stopped goroutine, or one in a system call
void ugrt_unwind_init_at(UgUnwinder *u, G *g, uintptr_t pc, uintptr_t bp, bool exact);
void ugrt_unwind_next(UgUnwinder *u);                // clears u->valid after the last frame
int ugrt_unwind_pcs(UgUnwinder *u, uintptr_t *pcs, int max); // return addresses of the next frames, runtime's left out
static inline uintptr_t ugrt_unwind_lookup_pc(const UgUnwinder *u) { return u->exact ? u->pc : u->pc - 1; }
#endif
