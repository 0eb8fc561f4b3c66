// A P's timers: a 4-ary heap by time, and running those that are due.
//
// Other Ps look into a heap without its lock through minwhen, and take timers out of it under its lock
// (a stop or reset from elsewhere): simpler than marking them for their owner, and the path
// inserts and removals take is one short critical section. A timer's own lock comes before its heap's;
// so the runner, which finds its timer in the heap, looks again after taking the timer's lock.
#include "race/race.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "timer/timer_private.h"
#include <string.h>

static void place(UgTimers *ts, uint32_t i, TimerEntry e)
{
    ts->heap[i] = e;
    e.t->index = i;
}
static bool before(TimerEntry a, TimerEntry b) { return a.when < b.when || (a.when == b.when && a.t->tie < b.t->tie); }
static void sift_up(UgTimers *ts, uint32_t i, TimerEntry e)
{
    while (i > 0) {
        uint32_t parent = (i - 1) / 4;
        if (!before(e, ts->heap[parent])) break;
        place(ts, i, ts->heap[parent]);
        i = parent;
    }
    place(ts, i, e);
}
static void sift_down(UgTimers *ts, uint32_t i, TimerEntry e)
{
    for (;;) {
        uint32_t first = 4 * i + 1, best = first;
        if (first >= ts->n) break;
        for (uint32_t c = first + 1; c < first + 4 && c < ts->n; c++)
            if (before(ts->heap[c], ts->heap[best])) best = c;
        if (!before(ts->heap[best], e)) break;
        place(ts, i, ts->heap[best]);
        i = best;
    }
    place(ts, i, e);
}
static void note_min(UgTimers *ts) { atomic_store(&ts->minwhen, ts->n ? ts->heap[0].when : 0); }

void ugrt_timers_insert_locked(UgTimers *ts, UgTimer *t)
{
    if (ts->n == ts->cap) {
        uint32_t cap = ts->cap ? ts->cap * 2 : 256;
        TimerEntry *heap = ugrt_sysalloc(cap * sizeof *heap);
        if (ts->heap) {
            memcpy(heap, ts->heap, ts->n * sizeof *heap);
            ugrt_sysfree(ts->heap, ts->cap * sizeof *heap);
        }
        ts->heap = heap;
        ts->cap = cap;
    }
    atomic_store(&t->ts, ts);
    sift_up(ts, ts->n++, (TimerEntry){t->when, t});
    note_min(ts);
}

void ugrt_timers_remove_locked(UgTimers *ts, UgTimer *t)
{
    uint32_t i = t->index;
    if (i >= ts->n || ts->heap[i].t != t) ugrt_throw("timer not where it should be");
    atomic_store(&t->ts, NULL);
    TimerEntry last = ts->heap[--ts->n];
    ts->heap[ts->n] = (TimerEntry){0};
    if (last.t != t) {
        if (i > 0 && before(last, ts->heap[(i - 1) / 4]))
            sift_up(ts, i, last);
        else
            sift_down(ts, i, last);
    }
    note_min(ts);
}

// Delivers t, whose lock is held and let go here.
void ugrt_timer_fire_unlock(UgTimer *t, int64_t now)
{
    int64_t delta = now - t->when;
    if (delta < 0) delta = 0;
    if (t->period > 0) {
        t->when += t->period * (1 + delta / t->period);
        if (t->when < 0) t->when = INT64_MAX;
    } else {
        t->when = 0;
    }
    uintptr_t seq = t->seq;
    void (*f)(void *, uintptr_t, int64_t) = t->f;
    void *arg = t->arg;
    const UgClosure *gofn = t->gofn;
    UgEface goarg = t->goarg;
    bool ischan = t->ischan, guarded = timer_guarded(t);
    if (guarded) t->sending++;
    // A channel timer with nobody waiting leaves the heap; one with waiters and a period goes back.
    if (t->when && (!ischan || t->blocked)) ugrt_timer_arm_locked(t);
    ugrt_unlock(&t->mu);
    if (guarded) {
        ugrt_lock(&t->sendlock);
        ugrt_lock(&t->mu);
        t->sending--;
        bool stale = t->seq != seq; // stopped or reset since: say nothing
        ugrt_unlock(&t->mu);
        if (stale) {
            ugrt_unlock(&t->sendlock);
            return;
        }
    }
    struct Tsan *before = UGRT_RACE ? ugrt_race_timer_begin(t) : NULL;
    if (gofn)
        ((void (*)(UgEface, uintptr_t, int64_t, const void *))gofn->code)(goarg, seq, delta, gofn);
    else
        f(arg, seq, delta);
    if (UGRT_RACE) ugrt_race_timer_end(before);
    if (guarded) ugrt_unlock(&t->sendlock);
}

// Takes the first timer out of ts if it is due; returns it with its lock held.
static UgTimer *take_due(UgTimers *ts, int64_t now)
{
    for (;;) {
        ugrt_lock(&ts->lock);
        UgTimer *t = ts->n && ts->heap[0].when <= now ? ts->heap[0].t : NULL;
        bool got = t && ugrt_trylock(&t->mu);
        if (got) ugrt_timers_remove_locked(ts, t);
        ugrt_unlock(&ts->lock);
        if (!t || got) return t;
        ugrt_osyield(); // somebody stops or resets it this moment
    }
}

// Runs what is due by now; says whether that was anything.
static bool run_due(UgTimers *ts, int64_t now)
{
    bool ran = false;
    for (int64_t first; (first = atomic_load(&ts->minwhen)) != 0 && first <= now; ran = true) {
        UgTimer *t = take_due(ts, now);
        if (!t) break;
        ugrt_timer_fire_unlock(t, now);
    }
    return ran;
}

int64_t ugrt_timers_check(P *p, int64_t now, bool *ran, int64_t *next)
{
    UgTimers *ts = p->timers;
    int64_t first = atomic_load_explicit(&ts->minwhen, memory_order_relaxed);
    if (first == 0) return now;
    if (now == 0) now = ugrt_timer_now();
    if (run_due(ts, now)) *ran = true;
    first = atomic_load(&ts->minwhen);
    if (first && (*next == 0 || first < *next)) *next = first;
    return now;
}

int64_t ugrt_timers_wake(P *p) { return atomic_load(&p->timers->minwhen); }
int64_t ugrt_timers_count(P *p) { return p->timers->n; }

void ugrt_timers_p_init(P *p)
{
    p->timers = ugrt_persistentalloc(sizeof(UgTimers), UGRT_CACHELINE);
    p->timers->lock = UGRT_MUTEX(TIMERS);
}

void ugrt_timers_p_destroy(P *p, P *to)
{
    UgTimers *ts = p->timers;
    while (ts->n) {
        UgTimer *t = ts->heap[ts->n - 1].t;
        int64_t when = ts->heap[ts->n - 1].when;
        ts->heap[--ts->n] = (TimerEntry){0};
        ugrt_lock(&to->timers->lock);
        int64_t saved = t->when;
        t->when = when;
        ugrt_timers_insert_locked(to->timers, t);
        t->when = saved;
        ugrt_unlock(&to->timers->lock);
    }
    note_min(ts);
}

// ---- Bubbles
static struct {
    UgMutex lock;
    UgTimers *first, *unused;
} bubbled = {.lock = {.rank = LOCKRANK_BUBBLETIMERS}};

UgTimers *ugrt_timers_new(void)
{
    ugrt_lock(&bubbled.lock);
    UgTimers *ts = bubbled.unused;
    if (ts) {
        bubbled.unused = ts->next;
    } else {
        ts = ugrt_persistentalloc(sizeof *ts, UGRT_CACHELINE);
        ts->lock = UGRT_MUTEX(TIMERS);
    }
    ts->next = bubbled.first;
    bubbled.first = ts;
    ugrt_unlock(&bubbled.lock);
    return ts;
}

void ugrt_timers_free(UgTimers *ts)
{
    ugrt_lock(&ts->lock);
    while (ts->n) ugrt_timers_remove_locked(ts, ts->heap[ts->n - 1].t);
    ugrt_unlock(&ts->lock);
    ugrt_lock(&bubbled.lock);
    UgTimers **at = &bubbled.first;
    while (*at != ts) at = &(*at)->next;
    *at = ts->next;
    ts->next = bubbled.unused;
    bubbled.unused = ts;
    ugrt_unlock(&bubbled.lock);
}

void ugrt_timers_run(UgTimers *ts, int64_t now)
{
    M *m = ugrt_acquirem(); // callbacks expect the scheduler's stack: nothing may take the goroutine away
    run_due(ts, now);
    ugrt_releasem(m);
}

int64_t ugrt_timers_next(UgTimers *ts) { return atomic_load(&ts->minwhen); }

static void each(UgTimers *ts, void (*cb)(UgTimer *, void *), void *arg)
{
    ugrt_lock(&ts->lock);
    for (uint32_t k = 0; k < ts->n; k++) cb(ts->heap[k].t, arg);
    ugrt_unlock(&ts->lock);
}

void ugrt_timers_foreach(void (*cb)(UgTimer *, void *), void *arg)
{
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) each(ugrt_allp[i]->timers, cb, arg);
    ugrt_lock(&bubbled.lock);
    for (UgTimers *ts = bubbled.first; ts; ts = ts->next) each(ts, cb, arg);
    ugrt_unlock(&bubbled.lock);
}
