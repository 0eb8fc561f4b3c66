// Bubbles of testing/synctest: a set of goroutines with a clock of its own, which moves only when all of them are
// durably blocked (WAIT_DURABLE: nothing outside the bubble can wake them).
//
// A bubble is a collected object without pointers the collector follows: Gs are never freed, its timers are roots
// by ugrt_timers_foreach. Its goroutines and channels keep it alive.
#ifndef UGRT_BUBBLE_H
#define UGRT_BUBBLE_H

#include "sched/gmp.h"

typedef struct Bubble {
    UgMutex mu;
    uint64_t id;
    UgTimers *timers;
    _Atomic int64_t now;                             // its clock, in ns since 1970; moved by root alone
    G *root, *main;                                  // the caller of Run; what it started
    // Guarded by mu.
    G *waiter;                                       // parked in Wait
    bool waiting;                                    // someone is in Wait
    bool done;                                       // main has ended
    int32_t total;                                   // goroutines, root included
    int32_t running;                                 // of these, not durably blocked
    int32_t holds;                                   // other reasons to count as running
} Bubble;

void ugrt_bubble_hold(Bubble *b);                    // until as many releases it is not blocked
void ugrt_bubble_release(Bubble *b);                 // may ready a goroutine of it
void ugrt_bubble_gstatus(Bubble *b, G *g, WaitReason r, uint32_t from, uint32_t to); // g's status went from `from` to `to`

#endif
