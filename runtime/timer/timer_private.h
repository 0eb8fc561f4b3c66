// Between the files of the room timer.
#ifndef UGRT_TIMER_PRIVATE_H
#define UGRT_TIMER_PRIVATE_H
#include "timer/timer.h"

typedef struct TimerEntry { int64_t when; UgTimer *t; } TimerEntry;
struct UgTimers {
    UgMutex lock;
    TimerEntry *heap;                                // 4-ary, by when
    uint32_t n, cap;
    _Atomic int64_t minwhen;                         // heap[0].when, 0 when empty: read without the lock
    UgTimers *next;                                  // list of the bubbles' heaps
};

static inline int64_t timer_clock(const UgTimer *t) { return t->bubble ? t->bubble->now : ugrt_timer_now(); }
static inline bool timer_guarded(const UgTimer *t) { return t->ischan || t->freeable; }
void ugrt_timers_insert_locked(UgTimers *ts, UgTimer *t);
void ugrt_timers_remove_locked(UgTimers *ts, UgTimer *t);
void ugrt_timer_arm_locked(UgTimer *t);              // into this P's heap; t->mu held, not in a heap, when set
bool ugrt_timer_chan_drain(void *chan);              // empties it; whether anything was in it
void ugrt_timer_fire_unlock(UgTimer *t, int64_t now);
#endif
