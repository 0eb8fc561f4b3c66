// The room timer: per-P heaps of timers, time.Sleep, the timers of package time.
#ifndef UGRT_TIMER_H
#define UGRT_TIMER_H

#include "sched/bubble.h"

// A timer. Guarded by mu, but for `index` and `ts`, which the lock of the heap it is in guards too. Order:
// sendlock, mu, the heap's. Channel timers have the semantics of Go 1.23: they are in a heap only while some
// goroutine waits on the channel, so an unreachable one is collected; Stop and Reset leave no stale
// value behind.
struct UgTimer {
    UgMutex mu;
    UgTimers *_Atomic ts;                            // the heap it is in, NULL: none
    uint32_t index;                                  // in that heap
    uint32_t tie;                                    // of a bubble: order among those due at one time
    uint32_t blocked;                                // ischan: goroutines that wait on the channel
    bool ischan;
    bool freeable;                                   // deliveries are waited for as with ischan, so that it may be freed
    uint32_t sending;                                // ischan, freeable: deliveries on their way to sendlock
    int64_t when, period;                            // when 0: not set
    uintptr_t seq;                                   // +1 at each stop and reset: a delivery of before is void
    void (*f)(void *arg, uintptr_t seq, int64_t delta); // runs on the scheduler's stack: must not block
    void *arg;
    const UgClosure *gofn;                           // if not NULL: func(any, uintptr, int64), called instead of f
    UgEface goarg;
    Bubble *bubble;                                  // of synctest, by whose clock and in whose heap it is; NULL: none
    UgMutex sendlock;                                // ischan, freeable: held over a delivery
};

void ugrt_timer_init(UgTimer *t, void (*f)(void *, uintptr_t, int64_t), void *arg);
bool ugrt_timer_stop(UgTimer *t);                    // was it pending
bool ugrt_timer_reset(UgTimer *t, int64_t when, int64_t period); // was it pending
void ugrt_timer_finish(UgTimer *t);                  // stops it (ischan or freeable) and waits out a delivery
void ugrt_timesleep(int64_t ns);
int64_t ugrt_timer_now(void);                        // the program's monotonic clock: virtual under schedrand
void ugrt_clock_wall(int64_t *sec, int32_t *nsec);   // and its wall clock
void ugrt_clock_skip(int64_t when);                  // virtual time jumps to `when`; real time can't

// Channel hooks (room chan calls them for channels that have a timer).
void ugrt_timer_maybe_run_chan(UgTimer *t);          // before len, cap, receive: deliver if due
void ugrt_timer_block_chan(UgTimer *t);              // a goroutine is about to block on it
void ugrt_timer_unblock_chan(UgTimer *t);            // and no longer

// Scheduler. From g0 with a P.
int64_t ugrt_timers_check(P *p, int64_t now, bool *ran, int64_t *next); // runs what is due; now 0: unread yet; returns now
int64_t ugrt_timers_wake(P *p);                      // when the first timer of p is due; 0 none. Any thread
int64_t ugrt_timers_count(P *p);
void ugrt_timers_p_init(P *p);
void ugrt_timers_p_destroy(P *p, P *to);             // moves them, the world stopped

// The timers of one bubble. From its root.
UgTimers *ugrt_timers_new(void);
void ugrt_timers_free(UgTimers *ts);                 // those in it never fire
void ugrt_timers_run(UgTimers *ts, int64_t now);     // runs what is due
int64_t ugrt_timers_next(UgTimers *ts);              // when its first one is due; 0 none. Any thread

// Collector: every timer that is in a heap (its arg, gofn and goarg.data are roots, and so is the timer).
void ugrt_timers_foreach(void (*cb)(UgTimer *, void *), void *arg);

#endif
