// The states of a G and the only function that changes them. In builds with assertions each step is
// checked against the transition table of gstatus.def.
#include "debug/debug.h"
#include "panic/panic.h"
#include "sched/bubble.h"
#include "sched/sched_private.h"
#include "sched/timehist.h"
#include "trace/trace.h"

#define B(s) (1u << G_##s)
#define GSTATUS(n, text, next, owner) [G_##n] = (next),
static const uint32_t allowed_next[G_STATUS_COUNT] = {
#include "sched/gstatus.def"
};
#undef GSTATUS
#undef B

const char *const ugrt_waitreason_text[WAITREASON_COUNT] = {
#define WAITREASON(n, text, traced, flags) [WAIT_##n] = text,
#include "sched/waitreason.def"
#undef WAITREASON
};
const uint8_t ugrt_waitreason_flags[WAITREASON_COUNT] = {
#define WAITREASON(n, text, traced, flags) [WAIT_##n] = (flags),
#include "sched/waitreason.def"
#undef WAITREASON
};

static UGX_COLD void bad_transition(G *g, uint32_t from, uint32_t to)
{
    ugrt_print("runtime: g ");
    ugrt_print_uint(g->goid);
    ugrt_print(" status ");
    ugrt_print_hex(ugrt_readgstatus(g));
    ugrt_print(", wanted ");
    ugrt_print_uint(from);
    ugrt_print(" -> ");
    ugrt_print_uint(to);
    ugrt_print("\n");
    ugrt_throw("casgstatus: bad incoming values");
}

// Waits out a scanner: while the SCAN bit is set the status belongs to it, for as long as one stack's
// scan takes.
static UGRT_NOINLINE void casgstatus_slow(G *g, uint32_t from, uint32_t to)
{
    for (int i = 0;; i++) {
        uint32_t seen = from;
        if (atomic_compare_exchange_strong(&g->status, &seen, to)) return;
        if (seen != (from | G_SCAN) && seen != from) bad_transition(g, from, to);
        if (i < 10)
            ugrt_spin(20);
        else
            ugrt_osyield();
    }
}

void ugrt_casgstatus(G *g, uint32_t from, uint32_t to)
{
#ifndef NDEBUG
    if (from >= G_STATUS_COUNT || to >= G_STATUS_COUNT || !(allowed_next[from] & 1u << to)) bad_transition(g, from, to);
#endif
    // Scanners exist only while the collector marks or a trace is taken, and both begin and end with the world
    // stopped: as long as this M holds a P that can't happen, so a plain store will do.
    uint32_t seen = from;
    Bubble *bubble = g->bubble; // once its status is changed, others may run g
    WaitReason reason = g->waitreason;
    if (from == G_RUNNING || from == G_DEAD) g->tracked = g->trackturn++ % UGRT_TRACK_PERIOD == 0;
    if (UGX_UNLIKELY(g->tracked) && to != G_SYSCALL) ugrt_track_status(g, from, to);
    if (ugrt_getg()->m->p && atomic_load_explicit(&ugrt_gcphase, memory_order_relaxed) == GC_OFF && !ugrt_trace_on()) {
        if (atomic_load_explicit(&g->status, memory_order_relaxed) != from) bad_transition(g, from, to);
        atomic_store_explicit(&g->status, to, memory_order_release); // pairs with readgstatus
    } else if (!atomic_compare_exchange_strong(&g->status, &seen, to)) {
        casgstatus_slow(g, from, to);
    }
    if (UGX_UNLIKELY(bubble != NULL)) ugrt_bubble_gstatus(bubble, g, reason, from, to);
}
