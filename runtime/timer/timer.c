// Setting, stopping and sleeping: the operations on one timer.
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "timer/timer_private.h"

void ugrt_timer_init(UgTimer *t, void (*f)(void *, uintptr_t, int64_t), void *arg)
{
    *t = (UgTimer){.mu = UGRT_MUTEX(TIMER), .f = f, .arg = arg, .sendlock = UGRT_MUTEX(TIMERSEND)};
}

// Someone sleeps in the poller until a later time, or nobody does: see that the new first timer is met.
static void wake_poller(int64_t when)
{
    if (atomic_load(&ugrt_sched.lastpoll) == 0) {
        int64_t until = atomic_load(&ugrt_sched.pollwait);
        if (until == 0 || until > when) ugrt_netpoll_break();
    } else {
        ugrt_wakep();
    }
}

// The timer stays unlocked towards the poller's locks: those come after ours in no order.
void ugrt_timer_arm_locked(UgTimer *t)
{
    if (t->bubble) {
        t->tie = (uint32_t)ugrt_rand64(); // tests are to meet any order that real time could bring
        ugrt_lock(&t->bubble->timers->lock);
        ugrt_timers_insert_locked(t->bubble->timers, t);
        ugrt_unlock(&t->bubble->timers->lock);
        return;
    }
    ugrt_netpoll_init();
    M *m = ugrt_acquirem();
    P *p = m->p;
    ugrt_lock(&p->timers->lock);
    ugrt_timers_insert_locked(p->timers, t);
    bool first = p->timers->heap[0].t == t;
    ugrt_unlock(&p->timers->lock);
    if (first) wake_poller(t->when);
    ugrt_releasem(m);
}

// Out of whatever heap it is in. t->mu is held, so it can only leave heaps meanwhile (a P's end moves it).
static bool disarm_locked(UgTimer *t)
{
    for (;;) {
        UgTimers *ts = atomic_load(&t->ts);
        if (!ts) return false;
        ugrt_lock(&ts->lock);
        bool there = atomic_load(&t->ts) == ts;
        if (there) ugrt_timers_remove_locked(ts, t);
        ugrt_unlock(&ts->lock);
        if (there) return true;
    }
}

// Stops t. A channel timer's sendlock is held throughout: a delivery under way has either ended (its
// value is drained) or finds its seq stale. Either way the value was not received: it was pending.
static bool stop_locked(UgTimer *t)
{
    bool pending = t->when != 0 || (t->ischan && t->period == 0 && t->sending > 0);
    disarm_locked(t);
    t->when = 0;
    __atomic_store_n(&t->seq, t->seq + 1, __ATOMIC_SEQ_CST);
    if (t->ischan && t->arg && ugrt_timer_chan_drain(t->arg)) pending = true;
    return pending;
}
static M *lock_timer(UgTimer *t)
{
    M *m = ugrt_acquirem();
    if (timer_guarded(t)) ugrt_lock(&t->sendlock);
    ugrt_lock(&t->mu);
    return m;
}
static void unlock_timer(UgTimer *t, M *m)
{
    ugrt_unlock(&t->mu);
    if (timer_guarded(t)) ugrt_unlock(&t->sendlock);
    ugrt_releasem(m);
}

bool ugrt_timer_stop(UgTimer *t)
{
    if (t->bubble && !ugrt_getg()->bubble) ugrt_fatal("stop of synctest timer from outside bubble");
    M *m = lock_timer(t);
    bool pending = stop_locked(t);
    unlock_timer(t, m);
    return pending;
}

bool ugrt_timer_reset(UgTimer *t, int64_t when, int64_t period)
{
    if (when <= 0) ugrt_throw("timer when must be positive");
    if (period < 0) ugrt_throw("timer period must be non-negative");
    if (t->bubble && !ugrt_getg()->bubble) ugrt_fatal("reset of synctest timer from outside bubble");
    M *m = lock_timer(t);
    bool pending = stop_locked(t);
    t->when = when;
    t->period = period;
    if (t->bubble && when <= t->bubble->now) { // at once, not when the bubble is next blocked
        if (timer_guarded(t)) ugrt_unlock(&t->sendlock);
        ugrt_timer_fire_unlock(t, t->bubble->now);
        ugrt_releasem(m);
        return pending;
    }
    if (!t->ischan || t->blocked) ugrt_timer_arm_locked(t);
    unlock_timer(t, m);
    return pending;
}

void ugrt_timer_finish(UgTimer *t)
{
    ugrt_timer_stop(t);
    for (;;) { // a delivery counts itself in `sending` before it lets go of mu
        M *m = lock_timer(t);
        bool over = t->sending == 0;
        unlock_timer(t, m);
        if (over) return;
        ugrt_osyield();
    }
}

void ugrt_timer_maybe_run_chan(UgTimer *t)
{
    if (t->bubble && t->bubble != ugrt_getg()->bubble) ugrt_fatal("synctest timer accessed from outside bubble");
    if (atomic_load_explicit(&t->ts, memory_order_acquire)) return; // a heap sees to it
    M *m = ugrt_acquirem();
    ugrt_lock(&t->mu);
    int64_t now;
    if (t->when && !atomic_load(&t->ts) && t->when <= (now = timer_clock(t)))
        ugrt_timer_fire_unlock(t, now);
    else
        ugrt_unlock(&t->mu);
    ugrt_releasem(m);
}

void ugrt_timer_block_chan(UgTimer *t)
{
    M *m = ugrt_acquirem();
    ugrt_lock(&t->mu);
    if (!t->ischan) ugrt_throw("blocking on a timer that is no channel's");
    if (t->blocked++ == 0 && t->when && !atomic_load(&t->ts)) ugrt_timer_arm_locked(t);
    ugrt_unlock(&t->mu);
    ugrt_releasem(m);
}
void ugrt_timer_unblock_chan(UgTimer *t)
{
    M *m = ugrt_acquirem();
    ugrt_lock(&t->mu);
    if (t->blocked == 0) ugrt_throw("unblockTimerChan: underflow");
    if (--t->blocked == 0) disarm_locked(t);
    ugrt_unlock(&t->mu);
    ugrt_releasem(m);
}

// ---- Sleep. The timer lives in the sleeper's frame: it is out of the heap when the sleeper runs again.
static void wake_sleeper(void *g, uintptr_t seq, int64_t delta)
{
    (void)seq, (void)delta;
    ugrt_goready(g);
}
static bool arm_sleep(G *g, void *arg)
{ // parked now: the timer may fire at once
    UgTimer *t = arg;
    ugrt_stack_clean(g);
    ugrt_lock(&t->mu);
    ugrt_timer_arm_locked(t);
    ugrt_unlock(&t->mu);
    return true;
}

void ugrt_timesleep(int64_t ns)
{
    if (ns <= 0) return;
    UgTimer t;
    ugrt_timer_init(&t, wake_sleeper, ugrt_getg());
    t.bubble = ugrt_getg()->bubble;
    t.when = timer_clock(&t) + ns;
    if (t.when < 0) t.when = INT64_MAX;
    ugrt_gopark(arm_sleep, &t, WAIT_SLEEP, 1);
}
