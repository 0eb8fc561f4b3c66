// The room stack: a goroutine's stack as a chain of segments, and the switches between stacks.
// See stack/README.md for the contract with gcc's -fsplit-stack.
#ifndef UGRT_STACK_H
#define UGRT_STACK_H

#include "sched/gmp.h"

// The header at a segment's top. Frames grow down from `top` towards `guard`.
struct UgSeg {
    uintptr_t guard;                                 // offset 0: prologues compare rsp with it; 0 for system stacks
    UgSeg *next;                                     // offset 8: cached or in use, towards deeper frames
    UgSeg *prev;                                     // offset 16
    uintptr_t top;                                   // offset 24: first rsp, 16-aligned
    uintptr_t saved_sp;                              // offset 32: rsp when `next` was entered; frames lie in [saved_sp, top)
    uintptr_t lo;                                    // lowest address
    uint32_t depth;                                  // 0 for the first segment
    uint32_t order;                                  // size is 2 KB << order
    G *g;                                            // whose
    int32_t heat;                                    // offset 64: crossings to `next` until heat.c looks at their pace
    uint32_t heat_since, heat_pace;                  // when it looked last; cycles from look to look before it moved the guard
    uint32_t heat_moved;                             // by how much it did
};
_Static_assert(sizeof(UgSeg) == 80 && offsetof(UgSeg, saved_sp) == 32 && offsetof(UgSeg, heat) == 64, "known to morestack");

#define UGRT_STACK_MIN 2048
#define UGRT_STACK_GUARD 576                         // lo + this = guard; what it must hold: README.md

// C code that calls libraries without split-stack prologues has so much below the guard of each of its segments.
#define UGRT_STACK_RESERVE (48 << 10)

// Gives a dead G a first stack of this kind in place of what it had; order (size 2 KB << order) is a mapped one's, and
// the least of a split one's. Any stack. false: no memory for a mapping, the G has none.
bool ugrt_stack_prepare(G *g, StackKind kind, uint32_t order);
void ugrt_stack_free_extra(G *g);                    // at exit: all but the first, and that one too if it has the wrong size
void ugrt_stack_flush_p(P *p);                        // cached segments of a P that goes away
void ugrt_stack_trim(G *g);                          // of a stopped g: free cached segments beyond the next one
void ugrt_stack_clean(G *g);                         // of a stopped g: forget what returned calls left below its frames
void ugrt_stack_scavenge(void);                      // give large free segments' pages back; from the collector
void ugrt_stack_adapt(uint64_t total, uint64_t n);   // the collector saw n goroutines using total bytes: sets the first size
uint64_t ugrt_stack_startsize(void);                 // of a new goroutine
uint64_t ugrt_stack_inuse(void);                     // bytes of segments in use
uint64_t ugrt_stack_sys(void);                       // bytes reserved from the system
int64_t ugrt_set_max_stack(int64_t bytes);           // debug.SetMaxStack; returns the old one

// Live ranges of a stopped goroutine (or of the caller itself): all segments from the saved sp up, saved
// register buffers, and for the running one the frames of the system stack it called from.
void ugrt_stack_ranges(G *g, void (*cb)(const void *lo, const void *hi, void *arg), void *arg);
// Likewise for every M's system stack while the world is stopped.
void ugrt_m_stack_ranges(void (*cb)(const void *lo, const void *hi, void *arg), void *arg);
UgSeg *ugrt_seg_of(G *g, uintptr_t addr);            // the segment of g that holds addr, or NULL

// A saved context: what switch_amd64.S pushes, lowest address first; G.sp points at it.
typedef struct UgContext { uintptr_t r15, r14, r13, r12, rbx, rbp, pc; } UgContext;

// Switches (switch_amd64.S).
void ugrt_gogo(G *g) __attribute__((noreturn));      // from g0: run g from its saved sp
void ugrt_gostart(void);                             // first code of a new goroutine
UGRT_NOSPLIT void ugrt_seg_restore(UgSeg *s);        // back to an outer segment of the same goroutine, before a longjmp

// Where emitted code lies: only there may a goroutine be preempted. See stack/bracket/.
bool ugrt_is_generated(uintptr_t pc);
bool ugrt_is_assembly(uintptr_t pc);               // of a Go package: never preempted, but a fault there is a panic

// Return addresses that the unwinder knows: __morestack's frames are crossed (debug/unwind.c).
extern const char ugrt_morestack_ret[], ugrt_morestack_same_ret[], ugrt_gostart_ret[];
static inline bool ugrt_is_morestack_return(uintptr_t pc)
{
    return pc == (uintptr_t)ugrt_morestack_ret || pc == (uintptr_t)ugrt_morestack_same_ret;
}

// The return address of the frame at *bp, crossing a segment's beginning; *bp becomes its caller's frame.
static inline uintptr_t ugrt_return_address(uintptr_t *bp)
{
    const uintptr_t *f = (const uintptr_t *)*bp;
    uintptr_t pc = f[1];
    while (ugrt_is_morestack_return(pc)) { // twice where a function just entered so ended in a jump to another
        f = (const uintptr_t *)f[0];       // __morestack's frame
        pc = f[2];
    }
    *bp = f[0];
    return pc;
}

// __builtin_return_address(0) would be __morestack's where the calling function began a segment.
static inline __attribute__((always_inline)) uintptr_t ugrt_callerpc(void)
{
    uintptr_t bp = (uintptr_t)__builtin_frame_address(0);
    return ugrt_return_address(&bp);
}

// Registers of a goroutine preempted by signal (regbuf.c).
void ugrt_regbuf_refill(M *m);                       // before a preemption signal is sent to m
bool ugrt_regbuf_save_sig(M *m, G *g, const void *ucontext);
void ugrt_regbuf_reclaim(M *m);
UGX_NORETURN void ugrt_resume_g0(G *g);              // from g0, instead of gogo, when g->regbuf is set
uintptr_t ugrt_regbuf_pc(const UgRegBuf *r);
uintptr_t ugrt_regbuf_bp(const UgRegBuf *r);

#endif
