// Leaving the processor and coming back: park, ready, yield.
#include "panic/panic.h"
#include "sched/bubble.h"
#include "sched/sched_private.h"
#include "timer/timer.h"
#include "trace/trace.h"

void ugrt_dropg(void)
{
    M *m = ugrt_getg()->m;
    m->curg->m = NULL;
    m->curg = NULL;
}

// From here on another M may run g: it is off its stack, so nothing of it is touched afterwards
// unless unlockf refused.
static void park_g0(G *g)
{
    M *m = ugrt_getg()->m;
    bool (*unlockf)(G *, void *) = m->waitunlockf;
    void *arg = m->waitlock;
    m->waitunlockf = NULL;
    m->waitlock = NULL;
    Bubble *b = g->bubble;
    if (UGX_UNLIKELY(b != NULL)) ugrt_bubble_hold(b);
    if (ugrt_trace_on()) ugrt_trace_goblock(g);
    ugrt_casgstatus(g, G_RUNNING, G_WAITING);
    ugrt_dropg();
    if (unlockf && !unlockf(g, arg)) {
        if (ugrt_trace_on()) ugrt_trace_gounblock(g);
        ugrt_casgstatus(g, G_WAITING, G_RUNNABLE);
        if (b != NULL) ugrt_bubble_release(b);
        ugrt_execute_g0(g, true);
    }
    if (UGX_UNLIKELY(b != NULL)) ugrt_bubble_release(b);
    ugrt_schedule_g0();
}

void ugrt_gopark(bool (*unlockf)(G *, void *), void *arg, WaitReason r, int traceskip)
{
    (void)traceskip;
    G *g = ugrt_getg();
    M *m = g->m;
    if (g == m->g0) ugrt_throw("gopark on the system stack");
    m->waitunlockf = unlockf;
    m->waitlock = arg;
    g->waitreason = (uint8_t)r;
    g->leaked = false;
    ugrt_mcall(park_g0);
}

static bool unlock_mutex(G *g, void *l)
{
    (void)g;
    ugrt_unlock(l);
    return true;
}
void ugrt_goparkunlock(UgMutex *l, WaitReason r) { ugrt_gopark(unlock_mutex, l, r, 1); }

void ugrt_goready(G *g)
{
    M *m = ugrt_acquirem();
    if (ugrt_trace_on()) ugrt_trace_gounblock(g);
    ugrt_casgstatus(g, G_WAITING, G_RUNNABLE);
    ugrt_runq_put(m->p, g, true);
    ugrt_wakep();
    ugrt_releasem(m);
}

void ugrt_goready_list(G *head, int32_t n)
{
    M *m = ugrt_acquirem();
    for (; head && n > 0; n--) {
        G *next = head->schedlink;
        if (ugrt_trace_on()) ugrt_trace_gounblock(head);
        ugrt_casgstatus(head, G_WAITING, G_RUNNABLE);
        ugrt_runq_put(m->p, head, false);
        head = next;
    }
    ugrt_wakep();
    ugrt_releasem(m);
}

static void to_global(G *g)
{
    ugrt_casgstatus(g, G_RUNNING, G_RUNNABLE);
    ugrt_dropg();
    if (ugrt_schedrand) { // the draw is among those of the ring
        ugrt_runq_put(ugrt_getg()->m->p, g, false);
        return;
    }
    ugrt_lock(&ugrt_sched.lock);
    ugrt_globrunq_put_locked(g);
    ugrt_unlock(&ugrt_sched.lock);
    if (ugrt_sched.mainstarted) ugrt_wakep();
}

// With nothing else at hand the next one comes from the global queue too: one visit to its lock.
static void gosched_g0(G *g)
{
    if (ugrt_trace_on()) ugrt_trace_gostop(TRACE_STOP_GOSCHED);
    M *m = ugrt_getg()->m;
    P *p = m->p;
    if (ugrt_runq_empty(p) && !atomic_load(&ugrt_sched.gcwaiting) && !ugrt_timers_wake(p) && !m->lockedg &&
        !ugrt_schedrand) {
        ugrt_casgstatus(g, G_RUNNING, G_RUNNABLE);
        ugrt_dropg();
        ugrt_lock(&ugrt_sched.lock);
        ugrt_globrunq_put_locked(g);
        g = ugrt_globrunq_get_locked(p, 1);
        ugrt_unlock(&ugrt_sched.lock);
        ugrt_wakep();
        ugrt_run_g0(g, false);
    }
    to_global(g);
    ugrt_schedule_g0();
}
void ugrt_gosched(void) { ugrt_mcall(gosched_g0); }

static void goyield_g0(G *g)
{
    P *p = ugrt_getg()->m->p;
    if (ugrt_trace_on()) ugrt_trace_gostop(TRACE_STOP_PREEMPTED);
    ugrt_casgstatus(g, G_RUNNING, G_RUNNABLE);
    ugrt_dropg();
    ugrt_runq_put(p, g, false);
    ugrt_schedule_g0();
}
void ugrt_goyield(void) { ugrt_mcall(goyield_g0); }

// Before the runtime returns to emitted code from what is done in loops that a request hardly ever meets elsewhere.
void ugrt_yield_if_asked(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    if (__builtin_expect(ugrt_yield_asked(m), 0) && g == m->curg && m->locks == 0 && !ugrt_schedrand)
        ugrt_mcall(ugrt_preempted_g0);
}

// A goroutine that found its guard poisoned, at a function's entry (stack/morestack.c) or by signal.
void ugrt_preempted_g0(G *g)
{
    if (ugrt_trace_on()) ugrt_trace_gostop(TRACE_STOP_PREEMPTED);
    to_global(g);
    ugrt_schedule_g0();
}
