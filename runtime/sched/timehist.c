// Histograms of durations; times of the scheduler. The header says who may call what.
#include "sched/timehist.h"
#include "sched/sched_private.h"

SchedTimes ugrt_schedtimes;

#define LINEAR_SHIFT 8 // below 1 << LINEAR_SHIFT the buckets are of one width
#define SUB_SHIFT 2    // 1 << SUB_SHIFT buckets to each power of two

void ugrt_timehist_add(TimeHist *h, int64_t ns)
{
    uint64_t v = ns > 0 ? (uint64_t)ns : 0;
    unsigned octave = v >> LINEAR_SHIFT ? 63 - (unsigned)__builtin_clzll(v) - LINEAR_SHIFT + 1 : 0;
    unsigned shift = LINEAR_SHIFT - SUB_SHIFT + (octave > 0 ? octave - 1 : 0);
    unsigned i = (octave << SUB_SHIFT) + ((unsigned)(v >> shift) & ((1u << SUB_SHIFT) - 1));
    if (i >= UGRT_TIMEHIST_BUCKETS) i = UGRT_TIMEHIST_BUCKETS - 1;
    atomic_fetch_add_explicit(&h->count[i], 1, memory_order_relaxed);
}

uint64_t ugrt_timehist_bound(unsigned bucket)
{
    unsigned octave = bucket >> SUB_SHIFT, sub = bucket & ((1u << SUB_SHIFT) - 1);
    if (octave == 0) return (uint64_t)sub << (LINEAR_SHIFT - SUB_SHIFT);
    return (uint64_t)((1u << SUB_SHIFT) + sub) << (LINEAR_SHIFT - SUB_SHIFT + octave - 1);
}

void ugrt_schedtimes_resize_locked(int32_t old)
{
    int64_t now = ugrt_nanotime();
    ugrt_schedtimes.available += old * (now - ugrt_schedtimes.since);
    ugrt_schedtimes.since = now;
}

void ugrt_schedtimes_read(int64_t *available, int64_t *idle)
{
    ugrt_lock(&ugrt_sched.lock);
    int64_t now = ugrt_nanotime();
    *available = ugrt_schedtimes.available + ugrt_gomaxprocs * (now - ugrt_schedtimes.since);
    *idle = ugrt_schedtimes.idle;
    for (P *p = ugrt_sched.pidle; p; p = p->link) *idle += now - p->idlesince;
    ugrt_unlock(&ugrt_sched.lock);
}

// What it did since the last change is over: it waited for a mutex, or for a processor.
void ugrt_track_status(G *g, GStatus from, GStatus to)
{
    int64_t now = ugrt_nanotime(), since = now - g->trackedsince;
    g->trackedsince = now;
    if (from == G_RUNNABLE && to == G_RUNNING)
        ugrt_timehist_add(&ugrt_schedtimes.latency, since);
    else if (from == G_WAITING && ugrt_waitreason_flags[g->waitreason] & WAIT_MUTEX)
        ugrt_schedtimes.mutexwait += since * UGRT_TRACK_PERIOD;
}
