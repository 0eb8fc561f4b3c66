// Stopping the world; all Ps in turn.
//
// stoptheworld raises gcwaiting and asks every running goroutine to yield. Idle Ps and Ps in system
// calls are taken on the spot; a running M stops itself in the scheduler (ugrt_gcstopm_g0) and counts
// stopwait down; the last one wakes the stopper. A request can be lost where code may not yield, so it is
// repeated every 30 µs.
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "sched/timehist.h"
#include "trace/trace.h"

static const bool is_gc[] = {
#define STWREASON(name, text, gc) [STW_##name] = (gc),
#include "sched/stwreason.def"
#undef STWREASON
};

static struct {
    StwReason why;
    int64_t asked; // nanotime
} stop;            // the one under way; guarded by worldsema

void ugrt_preempt_one(P *p)
{
    M *m = atomic_load(&p->m);
    if (!m || m == ugrt_getg()->m) return;
    G *g = m->curg;
    if (!g || g == m->g0) return;
    atomic_store(&m->preemptg, g);
    g->preempt = 1;
    if (ugrt_sched.cprogram) return; // seen at its next call (runtime/capi)
    *m->guardp = (uintptr_t)-1;
    ugrt_preempt_signal(m);
}

void ugrt_preemptall(void)
{
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        P *p = ugrt_allp[i];
        if (atomic_load(&p->status) == P_RUNNING) ugrt_preempt_one(p);
    }
}

// This M gives its P to a stopped world and sleeps until the world starts.
void ugrt_gcstopm_g0(void)
{
    M *m = ugrt_getg()->m;
    if (m->spinning) {
        m->spinning = false;
        if (atomic_fetch_sub(&ugrt_sched.nmspinning, 1) <= 0) ugrt_throw("gcstopm: negative nmspinning");
    }
    P *p = ugrt_releasep();
    ugrt_lock(&ugrt_sched.lock);
    atomic_store(&p->status, P_GCSTOP);
    if (--ugrt_sched.stopwait == 0) ugrt_notewakeup(&ugrt_sched.stopnote);
    ugrt_unlock(&ugrt_sched.lock);
    ugrt_stopm_g0();
}

static void stop_g0(void *unused)
{
    (void)unused;
    M *m = ugrt_getg()->m;
    ugrt_lock(&ugrt_sched.lock);
    ugrt_noteclear(&ugrt_sched.stopnote);
    ugrt_sched.stopwait = ugrt_gomaxprocs;
    atomic_store(&ugrt_sched.gcwaiting, 1);
    ugrt_preemptall();
    P *own = m->p;
    atomic_store(&own->status, P_GCSTOP);
    ugrt_sched.stopwait--;
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        P *p = ugrt_allp[i];
        uint32_t in_syscall = P_SYSCALL;
        if (atomic_compare_exchange_strong(&p->status, &in_syscall, P_GCSTOP)) {
            atomic_fetch_add(&p->syscalltick, 1);
            if (ugrt_trace_on()) ugrt_trace_procsteal(p);
            ugrt_sched.stopwait--;
        }
    }
    for (P *p; (p = ugrt_pidle_get_locked());) {
        atomic_store(&p->status, P_GCSTOP);
        ugrt_sched.stopwait--;
    }
    bool wait = ugrt_sched.stopwait > 0;
    ugrt_unlock(&ugrt_sched.lock);
    while (wait && !ugrt_notetsleep(&ugrt_sched.stopnote, 30 * 1000)) ugrt_preemptall();
    if (ugrt_sched.stopwait != 0) ugrt_throw("stopTheWorld: not stopped (stopwait != 0)");
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++)
        if (atomic_load(&ugrt_allp[i]->status) != P_GCSTOP) ugrt_throw("stopTheWorld: not stopped (status != GCSTOP)");
}

void ugrt_stoptheworld(StwReason why)
{
    G *g = ugrt_getg();
    if (g != g->m->g0) {
        ugrt_semacquire(&ugrt_sched.worldsema, false, WAIT_STOPPING_THE_WORLD);
    } else {
        while (!ugrt_cansemacquire(&ugrt_sched.worldsema)) { // can't park here, but must stop for the other
            if (atomic_load(&ugrt_sched.gcwaiting))
                ugrt_gcstopm_g0();
            else
                ugrt_osyield();
        }
    }
    ugrt_getg()->m->locks++; // until starttheworld: whoever stopped the world goes on at once
    stop.why = why;
    stop.asked = ugrt_nanotime();
    if (ugrt_trace_on() && !ugrt_on_g0()) ugrt_trace_stwbegin(why);
    ugrt_systemstack(stop_g0, NULL);
    ugrt_timehist_add(&ugrt_schedtimes.stopping[is_gc[why]], ugrt_nanotime() - stop.asked);
}

static int32_t wanted_procs; // a new number of Ps, taken over when the world starts; guarded by worldsema

static void start_g0(void *unused)
{
    (void)unused;
    int32_t n = wanted_procs ? wanted_procs : ugrt_gomaxprocs;
    wanted_procs = 0;
    bool change = n != ugrt_gomaxprocs;
    P *p = ugrt_procresize_stw(n);
    if (change && ugrt_trace_on()) ugrt_trace_procs(n);
    ugrt_lock(&ugrt_sched.lock);
    if (atomic_load(&ugrt_sched.sysmonwait)) {
        atomic_store(&ugrt_sched.sysmonwait, 0);
        ugrt_notewakeup(&ugrt_sched.sysmonnote);
    }
    ugrt_unlock(&ugrt_sched.lock);
    while (p) {
        P *next = p->link;
        ugrt_startm(p, false);
        p = next;
    }
    ugrt_wakep();
}

void ugrt_starttheworld(void)
{
    ugrt_systemstack(start_g0, NULL);
    if (ugrt_trace_on() && !ugrt_on_g0()) ugrt_trace_stwend();
    ugrt_timehist_add(&ugrt_schedtimes.stopped[is_gc[stop.why]], ugrt_nanotime() - stop.asked);
    ugrt_getg()->m->locks--;
    ugrt_semrelease(&ugrt_sched.worldsema, false);
}

int32_t ugrt_set_gomaxprocs(int32_t n)
{
    int32_t old = ugrt_gomaxprocs;
    if (n > UGRT_MAXPROCS) n = UGRT_MAXPROCS;
    if (n <= 0 || n == old || ugrt_schedrand) return old;
    ugrt_stoptheworld(STW_GOMAXPROCS);
    wanted_procs = n;
    ugrt_starttheworld();
    return old;
}

void ugrt_foreach_p(void (*fn)(P *))
{
    ugrt_stoptheworld(STW_FOREACH_P);
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) fn(ugrt_allp[i]);
    ugrt_starttheworld();
}
