// Walking frames by the rbp chain, across segments and from a system stack back to the goroutine's.
//
// Everything of ours keeps frame pointers. Special places:
//  - A return address in __morestack: its frame (on the outer segment) holds the caller's rbp at 0 and
//    the return address of the function it was entered for at 16; the frame at 8 is that function's
//    own prologue and is left out, since its body is the frame just seen.
//  - A goroutine stopped inside __morestack (preempted at a function's entry): the function whose
//    prologue called is shown first; it has no frame yet.
//  - A frame below ugrt_sigpanic_entry is where a fault struck: its pc is exact.
//  - gostart's return address, a zero return address or rbp: the end.
// Memory is read only where a frame can be: in the goroutine's segments or in its M's system stack, so
// a broken chain (a fault in C code without frame pointers) ends the walk, not the process.
#include "debug/unwind.h"
#include "sched/sched.h"
#include "stack/stack.h"

extern const char __morestack[], ugrt_morestack_end[], ugrt_sigpanic_entry[], ugrt_sigpanic_entry_end[];

static bool in_morestack(uintptr_t pc)
{
    return pc - (uintptr_t)__morestack <= (uintptr_t)ugrt_morestack_end - (uintptr_t)__morestack;
}

static bool readable(UgUnwinder *u, uintptr_t bp)
{
    if (bp & 7 || bp < 4096) return false;
    if (u->seg && bp >= u->seg->lo && bp <= u->seg->top) return true;
    if (u->g && u->g->firstseg && (u->seg = ugrt_seg_of(u->g, bp))) return true;
    M *m = ugrt_getg()->m;
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (bp > m->g0_sp) return false;
    if (u->syslo) return bp >= u->syslo;
    // On this thread's system stack, or on its signal stack looking at the system stack.
    return bp > here || bp > m->g0_sp - (1 << 20);
}

static void enter(UgUnwinder *u, uintptr_t pc, uintptr_t bp)
{
    while (ugrt_is_morestack_return(pc)) { // one upon the other where a function ended in a jump to a second one
        if (!readable(u, bp)) {
            u->valid = false;
            return;
        }
        const uintptr_t *frame = (const uintptr_t *)bp;
        pc = frame[2];
        bp = frame[0];
    }
    u->lastbp = u->bp;
    u->pc = pc;
    u->bp = bp;
    u->valid = pc != 0 && pc != (uintptr_t)ugrt_gostart_ret;
}

void ugrt_unwind_init_at(UgUnwinder *u, G *g, uintptr_t pc, uintptr_t bp, bool exact)
{
    *u = (UgUnwinder){.g = g, .exact = exact, .valid = true};
    if (in_morestack(pc) && !ugrt_is_morestack_return(pc) && readable(u, bp)) {
        const uintptr_t *frame = (const uintptr_t *)bp;
        u->pc = frame[1];
        u->bp = frame[0];
        u->ret = frame[2];
        u->noframe = true;
        u->exact = true;
        return;
    }
    enter(u, pc, bp);
}

void ugrt_unwind_init(UgUnwinder *u, G *g)
{
    if (g->callpc) { // C code: what it called of ours is of no interest
        ugrt_unwind_init_at(u, g, g->callpc, g->callbp, false);
        return;
    }
    if (g->syscallsp) {
        ugrt_unwind_init_at(u, g, g->syscallpc, g->syscallbp, false);
        return;
    }
    if (g->regbuf) {
        ugrt_unwind_init_at(u, g, ugrt_regbuf_pc(g->regbuf), ugrt_regbuf_bp(g->regbuf), true);
        return;
    }
    const UgContext *c = (const UgContext *)g->sp;
    if (c->pc == (uintptr_t)ugrt_gostart) { // never run
        ugrt_unwind_init_at(u, g, g->startpc, 0, true);
        return;
    }
    ugrt_unwind_init_at(u, g, c->pc, c->rbp, false);
}

void ugrt_unwind_next(UgUnwinder *u)
{
    u->exact =
        u->pc - (uintptr_t)ugrt_sigpanic_entry < (uintptr_t)ugrt_sigpanic_entry_end - (uintptr_t)ugrt_sigpanic_entry;
    if (u->noframe) {
        u->noframe = false;
        enter(u, u->ret, u->bp);
        return;
    }
    if (!readable(u, u->bp)) {
        u->valid = false;
        return;
    }
    const uintptr_t *frame = (const uintptr_t *)u->bp;
    uintptr_t bp = frame[0];
    if (bp == u->bp) {
        u->valid = false;
        return;
    }
    enter(u, frame[1], bp);
}
