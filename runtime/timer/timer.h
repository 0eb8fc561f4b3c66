// The room timer: per-P heaps of timers, time.Sleep, the timers of package time.
#ifndef UGRT_TIMER_H
#define UGRT_TIMER_H

#include "sched/gmp.h"

// What package time's runtime timer is in C. Channel timers (ischan) have 1.23 semantics: in a heap only
// while some goroutine is blocked on the channel; Stop and Reset leave no stale value behind.
struct UgTimer {
    UgMutex mu;
    _Atomic uint8_t astate;                          // copy of state for lock-free peeks
    uint8_t state;                                   // TIMER_… bits, under mu
    bool ischan;
    uint32_t blocked;                                // goroutines blocked on the channel, under mu
    UgTimers *ts;                                    // heap it is in, under mu
    int64_t when, period;
    void (*f)(void *arg, uintptr_t seq, int64_t delta); // runs on the scheduler's stack: must not block
    void *arg;                                       // a Go pointer: kept alive by the timer heap, a root
    const UgClosure *gofn;                           // if not NULL: func(any, uintptr, int64), called instead of f
    UgEface goarg;
    uintptr_t seq;
    bool issending;
    void *bubble;
};

void ugrt_timer_init(UgTimer *t, void (*f)(void *, uintptr_t, int64_t), void *arg);
bool ugrt_timer_stop(UgTimer *t);                    // was it pending
bool ugrt_timer_reset(UgTimer *t, int64_t when, int64_t period); // was it pending
void ugrt_timesleep(int64_t ns);
// Channel hooks (room chan calls them for channels that have a timer).
void ugrt_timer_maybe_run_chan(UgTimer *t);          // before len, cap, receive: deliver if due
void ugrt_timer_block_chan(UgTimer *t);              // a goroutine is about to block on it
void ugrt_timer_unblock_chan(UgTimer *t);            // and no longer
// Scheduler.
int64_t ugrt_timers_check(P *p, int64_t now, bool *ran, int64_t *next); // runs what is due; returns now
int64_t ugrt_timers_wake(P *p);                      // when the first timer of p is due; 0 none
int64_t ugrt_timers_count(P *p);
void ugrt_timers_p_init(P *p);
void ugrt_timers_p_destroy(P *p, P *to);             // moves them
// Collector: every timer that is in a heap (its arg, gofn and goarg are roots).
void ugrt_timers_foreach(void (*cb)(UgTimer *, void *), void *arg);

#endif
