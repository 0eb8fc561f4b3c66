// Live ranges of a goroutine's stack, for conservative scanning. The caller owns the stack: the
// goroutine is stopped (SCAN bit, or the world is), or it is the caller's own.
//
// The innermost segment is live from the saved sp (a UgContext lies there, so callee-saved registers
// are covered); each outer one from where the next was entered, __morestack's saves of the argument
// registers included. A goroutine in a system call is live from its sp at entersyscall, plus the
// registers noted then.
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack_private.h"

typedef void Range(const void *lo, const void *hi, void *arg);

static void walk_segments(UgSeg *s, uintptr_t sp, Range *cb, void *arg)
{
    cb((const void *)sp, (const void *)s->top, arg);
    for (s = s->prev; s; s = s->prev) cb((const void *)s->saved_sp, (const void *)s->top, arg);
}

UGRT_NOINLINE static void own_stack(G *g, Range *cb, void *arg)
{
    __builtin_unwind_init(); // spills the callee-saved registers into this frame
    uintptr_t sp;
    __asm__ volatile("movq %%rsp, %0" : "=r"(sp));
    walk_segments(g->seg, sp, cb, arg);
}

void ugrt_stack_ranges(G *g, Range *cb, void *arg)
{
    uint32_t status = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    if (status == G_DEAD || status == G_IDLE || !g->seg) return;
    ugrt_alloca_ranges(g, cb, arg);
    if (g == ugrt_getg()) {
        own_stack(g, cb, arg);
        return;
    }
    if (g->syscallsp) {
        cb(g->syscallregs, g->syscallregs + 5, arg);
        walk_segments(g->syscallseg, g->syscallsp, cb, arg);
        return;
    }
    if (g->regbuf) ugrt_regbuf_range(g->regbuf, cb, arg);
    walk_segments(g->seg, g->sp, cb, arg);
}

// Only the calling M's system stack can hold live pointers while the world is stopped: the others
// are parked in the scheduler or in foreign code.
UGRT_NOINLINE void ugrt_m_stack_ranges(Range *cb, void *arg)
{
    M *m = ugrt_getg()->m;
    if (ugrt_getg() != m->g0) return;
    __builtin_unwind_init();
    uintptr_t sp;
    __asm__ volatile("movq %%rsp, %0" : "=r"(sp));
    cb((const void *)sp, (const void *)m->g0_sp, arg);
}

UgSeg *ugrt_seg_of(G *g, uintptr_t addr)
{
    for (UgSeg *s = g->firstseg; s; s = s->next)
        if (addr >= s->lo && addr <= s->top) return s;
    return NULL;
}
