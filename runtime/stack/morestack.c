// The slow path of __morestack, on the system stack: a preemption that was asked for, a segment that
// is not there yet, the limit.
#include "debug/debug.h"
#include "gc/debugvars.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack_private.h"

#define SLACK 64 // as in morestack_amd64.S

// Slots of __morestack's frame, in words from its rbp.
enum { SLOT_RETURN = 1, SLOT_FRAME = -8, SLOT_ARGS = -9, SLOT_OUT = -10 };
enum { OUT_SAME_STACK = 0, OUT_YIELD = 1 };

// Refused preemptions before prologues forget the request: the signal and M.preemptg still know of it, and who wants it
// asks again. It bounds what a poisoned guard costs code that may not yield.
#define REFUSALS_MAX 50

extern const char ugrt_text_begin_plain[] __attribute__((weak)), ugrt_text_end_plain[] __attribute__((weak));
extern const char ugrt_text_begin_unlikely[] __attribute__((weak)), ugrt_text_end_unlikely[] __attribute__((weak));
extern const char ugrt_text_begin_hot[] __attribute__((weak)), ugrt_text_end_hot[] __attribute__((weak));
extern const char ugrt_text_begin_startup[] __attribute__((weak)), ugrt_text_end_startup[] __attribute__((weak));

static inline bool within(uintptr_t pc, const char *lo, const char *hi)
{
    return pc - (uintptr_t)lo < (uintptr_t)hi - (uintptr_t)lo;
}

bool ugrt_is_generated(uintptr_t pc)
{
    return within(pc, ugrt_text_begin_plain, ugrt_text_end_plain) ||
           within(pc, ugrt_text_begin_unlikely, ugrt_text_end_unlikely) ||
           within(pc, ugrt_text_begin_hot, ugrt_text_end_hot) ||
           within(pc, ugrt_text_begin_startup, ugrt_text_end_startup);
}

extern const char __start_ug_asm[] __attribute__((weak)), __stop_ug_asm[] __attribute__((weak));

bool ugrt_is_assembly(uintptr_t pc) { return within(pc, __start_ug_asm, __stop_ug_asm); }

static UGX_NORETURN void overflow(G *g, uintptr_t sp)
{
    ugrt_printlock();
    ugrt_print("runtime: goroutine stack exceeds ");
    ugrt_print_int(ugrt_max_stack());
    ugrt_print("-byte limit\nruntime: sp=");
    ugrt_print_hex(sp);
    ugrt_print(" stack=[");
    ugrt_print_hex(g->seg->lo);
    ugrt_print(", ");
    ugrt_print_hex(g->firstseg->top);
    ugrt_print("]\n");
    ugrt_printunlock();
    ugrt_throw("stack overflow");
}

// The segment after g->seg, with room for a frame of `need` bytes.
static UgSeg *next_segment(G *g, uintptr_t need, uintptr_t sp)
{
    UgSeg *cur = g->seg, *next = cur->next;
    if (next) { // too small
        for (UgSeg *s = next; s; s = s->next) g->stack_total -= (uintptr_t)UGRT_STACK_MIN << s->order;
        cur->next = NULL; // first: a profiler's signal may walk the chain now
        ugrt_seg_free_chain(next);
    }
    uint32_t order = cur->order + 1;
    if (ugrt_debugvars.smallstack) order = 0;
    uintptr_t lost = UGRT_STACK_GUARD + g->stackreserve + sizeof(UgSeg);
    while ((uintptr_t)UGRT_STACK_MIN << order < need + lost) order++;
    uintptr_t size = (uintptr_t)UGRT_STACK_MIN << order;
    if (g->stack_total + size > (uintptr_t)ugrt_max_stack()) overflow(g, sp);
    if (g->throwsplit) ugrt_throw("runtime: stack split at bad time");
    next = ugrt_seg_new(g, cur, order);
    cur->next = next;
    g->stack_total += size;
    if (ugrt_debugvars.smallstack) next->guard = next->top - need - 128; // tiny: cross as often as possible
    return next;
}

void ugrt_morestack_slow(uintptr_t *frame)
{
    M *m = ugrt_getg()->m;
    G *g = m->curg;
    if (g->sp < g->seg->lo) ugrt_throw("runtime: a frame ran over the end of its stack segment");
    if (g->preempt) {
        if (m->locks == 0 && ugrt_is_generated(frame[SLOT_RETURN])) {
            if (!ugrt_schedrand || ugrt_seeded_entry()) {
                frame[SLOT_OUT] = OUT_YIELD;
                return;
            }
        } else if (!ugrt_schedrand && ++m->preemptrefused > REFUSALS_MAX) {
            g->preempt = 0;
            m->preemptrefused = 0;
        }
    }
    uintptr_t need = frame[SLOT_FRAME] + frame[SLOT_ARGS] + SLACK;
    uintptr_t sp = (uintptr_t)frame;
    UgSeg *seg = g->seg, *next = seg->next;
    if (sp - need >= seg->guard && sp - need <= sp)
        frame[SLOT_OUT] = OUT_SAME_STACK;
    else if (next && next->top - need >= ugrt_seg_base(next) && next->top - need <= next->top) {
        if (next->top - need < next->guard) next->guard = ugrt_seg_base(next);
        if (seg->heat < 0) ugrt_seg_heat_look(seg, frame);
        frame[SLOT_OUT] = (uintptr_t)next;
    } else
        frame[SLOT_OUT] = (uintptr_t)next_segment(g, need, sp);
}

void ugrt_seg_restore(UgSeg *s)
{
    ugrt_getg()->seg = s;
    __asm__ volatile("movq %0, %%fs:0x70" ::"r"(s->guard));
}
