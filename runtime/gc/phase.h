// The cycle, between phase.c, worker.c and stats.c.
#ifndef UGRT_GC_PHASE_H
#define UGRT_GC_PHASE_H

#include "gc/mark.h"

typedef struct GcCycle {
    int64_t t_start, t_mark, t_term, t_end;                    // nanotime: stop, mark begins, stop, end
    int64_t assist_ns;
    _Atomic int64_t worker_ns, idle_ns;
    uint64_t heap0, heap1, heap2, goal;                        // at start, when marking ended, live; goal
    uint64_t stackbytes;
    bool forced, stw, leaks;
    int32_t procs;
} GcCycle;
extern GcCycle ugrt_cycle;

void ugrt_workers_start(void);                                 // as many as there are Ps; idempotent
void ugrt_workers_wake(uint32_t n, bool begin);                           // from a goroutine or g0 with a P
extern _Atomic uint32_t ugrt_workers_active;
bool ugrt_mark_done(void);                                     // nobody found work: ends marking, or false if some turned up
void ugrt_gc_await_marked(void);                               // parks until the mark phase under way has ended
void ugrt_gc_ready_waiters(void);

void ugrt_limiter_cycle_stw(const GcCycle *c);                 // limiter.c: a cycle has ended

// stats.c
void ugrt_stats_init(void);
void ugrt_stats_cycle_stw(const GcCycle *c);                   // records pauses; prints the gctrace line

#endif
