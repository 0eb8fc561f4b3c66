// What the collector and the allocator tell. Beginning and end of a mark phase are written with the world stopped,
// so that whether one is under way is known at the beginning of each generation.
#include "sched/sched_private.h"
#include "trace/private.h"

void ugrt_trace_gcbegin_stw(void) { EVENT(GC_BEGIN, ugrt_trace.gcseq++, ugrt_trace_stack()); }
void ugrt_trace_gcend_stw(void) { EVENT(GC_END, ugrt_trace.gcseq++); }

void ugrt_trace_assistbegin(void) { EVENT(GC_MARK_ASSIST_BEGIN, ugrt_trace_stack()); }
void ugrt_trace_assistend(void) { EVENT(GC_MARK_ASSIST_END); }

void ugrt_trace_label(TraceLabel l) { EVENT(GO_LABEL, ugrt_trace_labelname(l)); }

// A loop that finds nothing to sweep leaves no event.
void ugrt_trace_sweepbegin(void)
{
    P *p = ugrt_getg()->m->p;
    p->tracesweep = (TraceSweep){.on = true};
}

void ugrt_trace_swept(uintptr_t bytes, uintptr_t reclaimed)
{
    TraceSweep *s = &((P *)ugrt_getg()->m->p)->tracesweep;
    if (!s->on) return;
    if (s->swept == 0) EVENT(GC_SWEEP_BEGIN, ugrt_trace_stack());
    s->swept += bytes;
    s->reclaimed += reclaimed;
}

void ugrt_trace_sweepend(void)
{
    TraceSweep *s = &((P *)ugrt_getg()->m->p)->tracesweep;
    if (s->swept > 0) EVENT(GC_SWEEP_END, s->swept, s->reclaimed);
    *s = (TraceSweep){0};
}

void ugrt_trace_heapalloc(uint64_t live) { EVENT(HEAP_ALLOC, live); }
void ugrt_trace_heapgoal(uint64_t goal) { EVENT(HEAP_GOAL, goal == UINT64_MAX ? 0 : goal); }
