// Histograms of durations, and the times that the scheduler keeps for runtime/metrics.
//
// A histogram's buckets: four of 64 ns up to 256 ns, then four to each power of two, the last without an end. Added
// to from any thread, read while others add: each count is right, their sum is of no one moment.
#ifndef UGRT_SCHED_TIMEHIST_H
#define UGRT_SCHED_TIMEHIST_H

#include "sched/gmp.h"

#define UGRT_TIMEHIST_BUCKETS 160
typedef struct TimeHist { _Atomic uint64_t count[UGRT_TIMEHIST_BUCKETS]; } TimeHist;
void ugrt_timehist_add(TimeHist *h, int64_t ns);
uint64_t ugrt_timehist_bound(unsigned bucket);       // its first nanosecond

// Goroutines are timed one time in UGRT_TRACK_PERIOD that they leave RUNNING: reading the clock costs.
#define UGRT_TRACK_PERIOD 8

typedef struct SchedTimes {
    TimeHist latency;                                // runnable until running, of tracked goroutines
    TimeHist stopping[2], stopped[2];                // the world, from the request to the stop and to the start; [1]: the collector's
    _Atomic int64_t mutexwait;                       // ns waited for sync.Mutex and its kin, of tracked goroutines
    int64_t available, since;                        // ns of all Ps until `since`; under sched.lock
    int64_t idle;                                    // ns of Ps in the idle list, without the present stay; under sched.lock
} SchedTimes;
extern SchedTimes ugrt_schedtimes;
void ugrt_schedtimes_read(int64_t *available, int64_t *idle);
void ugrt_schedtimes_resize_locked(int32_t old);     // the number of Ps is about to change from old
void ugrt_track_status(G *g, GStatus from, GStatus to); // of a tracked goroutine, before the change

#endif
