// Ms and Ps: idle lists, starting and parking threads, handing Ps over, changing their number.
#include "debug/debug.h"
#include "mem/mem.h"
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "race/race.h"
#include "sched/sched_private.h"
#include "sched/timehist.h"
#include "stack/stack.h"
#include "timer/timer.h"
#include "trace/trace.h"

void ugrt_acquirep(P *p)
{
    M *m = ugrt_getg()->m;
    if (m->p) ugrt_throw("acquirep: already in go");
    if (atomic_load(&p->m) || atomic_load(&p->status) != P_IDLE) ugrt_throw("acquirep: invalid p state");
    atomic_store(&m->p, p);
    atomic_store(&p->m, m);
    atomic_store(&p->status, P_RUNNING);
    if (ugrt_trace_on()) ugrt_trace_procstart(p);
}

P *ugrt_releasep(void)
{
    M *m = ugrt_getg()->m;
    P *p = m->p;
    if (!p || atomic_load(&p->m) != m || atomic_load(&p->status) != P_RUNNING) ugrt_throw("releasep: invalid p state");
    if (ugrt_trace_on()) ugrt_trace_procstop();
    atomic_store(&m->p, NULL);
    atomic_store(&p->m, NULL);
    atomic_store(&p->status, P_IDLE);
    return p;
}

void ugrt_pidle_put_locked(P *p)
{
    if (!ugrt_runq_empty(p)) ugrt_throw("pidleput: P has non-empty run queue");
    p->link = ugrt_sched.pidle;
    p->idlesince = ugrt_nanotime();
    ugrt_sched.pidle = p;
    atomic_fetch_add(&ugrt_sched.npidle, 1);
}
P *ugrt_pidle_get_locked(void)
{
    P *p = ugrt_sched.pidle;
    if (p) {
        ugrt_sched.pidle = p->link;
        ugrt_schedtimes.idle += ugrt_nanotime() - p->idlesince;
        atomic_fetch_sub(&ugrt_sched.npidle, 1);
    }
    return p;
}

int32_t ugrt_mcount_locked(void) { return (int32_t)(ugrt_sched.mnext - ugrt_sched.nmfreed); }

static void midle_put_locked(M *m)
{
    m->schedlink = ugrt_sched.midle;
    ugrt_sched.midle = m;
    ugrt_sched.nmidle++;
    ugrt_checkdead_locked();
}
static M *midle_get_locked(void)
{
    M *m = ugrt_sched.midle;
    if (m) {
        ugrt_sched.midle = m->schedlink;
        ugrt_sched.nmidle--;
    }
    return m;
}

// Registers an M: number, random seed, the thread cap.
void ugrt_mcommon_init(M *m)
{
    m->rng = (uint64_t)ugrt_cputicks() * 0x9e3779b97f4a7c15u ^ (uintptr_t)m;
    ugrt_lock(&ugrt_sched.lock);
    m->id = ugrt_sched.mnext++;
    m->alllink = ugrt_sched.allm;
    __atomic_store_n(&ugrt_sched.allm, m, __ATOMIC_RELEASE);
    bool full = ugrt_mcount_locked() > ugrt_sched.maxmcount;
    ugrt_unlock(&ugrt_sched.lock);
    if (full) {
        ugrt_print("runtime: program exceeds ");
        ugrt_print_int(ugrt_sched.maxmcount);
        ugrt_print("-thread limit\n");
        ugrt_fatal("thread exhaustion");
    }
}

// Ending a thread means returning from here: pthread_exit would unwind frames that have no tables.
static void thread_start(void *arg)
{
    M *m = arg;
    if (__builtin_setjmp(m->exitjump)) return;
    ugx_g = &m->g0->head;
    ugrt_mstart_g0();
}

static void newm_on_systemstack(void *arg)
{
    M *m = arg;
    int err = ugrt_thread_new(thread_start, m, NULL, NULL);
    if (err == 0) return;
    ugrt_print("runtime: failed to create new OS thread (have ");
    ugrt_print_int(ugrt_sched.mnext);
    ugrt_print(" already; errno=");
    ugrt_print_int(err);
    ugrt_print(")\n");
    if (err == 11) ugrt_print("runtime: may need to increase max user processes (ulimit -u)\n");
    ugrt_throw("newosproc");
}

// A new thread; it starts with fn, if any, then schedules with P p.
void ugrt_newm(void (*fn)(void), P *p)
{
    M *m = ugrt_persistentalloc(sizeof(M), 64);
    G *g0 = ugrt_persistentalloc(sizeof(G), 64);
    g0->m = m;
    atomic_store(&g0->status, G_RUNNING);
    m->g0 = g0;
    m->mstartfn = fn;
    m->nextp = p;
    ugrt_mcommon_init(m);
    ugrt_systemstack(newm_on_systemstack, m);
}

static void mspinning_start(void) { ugrt_getg()->m->spinning = true; } // counted by whoever started it

void ugrt_startm(P *p, bool spinning)
{
    M *self = ugrt_acquirem(); // p is held by nobody else: no preemption until it has an M
    ugrt_lock(&ugrt_sched.lock);
    if (!p) {
        p = ugrt_pidle_get_locked();
        if (!p) {
            ugrt_unlock(&ugrt_sched.lock);
            if (spinning && atomic_fetch_sub(&ugrt_sched.nmspinning, 1) <= 0) ugrt_throw("startm: negative nmspinning");
            ugrt_releasem(self);
            return;
        }
    }
    M *m = midle_get_locked();
    ugrt_unlock(&ugrt_sched.lock);
    if (!m) {
        ugrt_newm(spinning ? mspinning_start : NULL, p);
    } else {
        if (m->spinning || m->nextp) ugrt_throw("startm: m is spinning or has p");
        if (spinning && !ugrt_runq_empty(p)) ugrt_throw("startm: p has runnable gs");
        m->spinning = spinning;
        m->nextp = p;
        ugrt_notewakeup(&m->park);
    }
    ugrt_releasem(self);
}

void ugrt_wakep(void)
{
    if (atomic_load_explicit(&ugrt_sched.npidle, memory_order_relaxed) == 0) return;
    int32_t zero = 0;
    if (atomic_load(&ugrt_sched.nmspinning) != 0 || !atomic_compare_exchange_strong(&ugrt_sched.nmspinning, &zero, 1))
        return;
    M *m = ugrt_acquirem();
    ugrt_lock(&ugrt_sched.lock);
    P *p = atomic_load(&ugrt_sched.gcwaiting) ? NULL : ugrt_pidle_get_locked();
    ugrt_unlock(&ugrt_sched.lock);
    if (!p) {
        if (atomic_fetch_sub(&ugrt_sched.nmspinning, 1) <= 0) ugrt_throw("wakep: negative nmspinning");
        ugrt_releasem(m);
        return;
    }
    ugrt_startm(p, true);
    ugrt_releasem(m);
}

void ugrt_stopm_g0(void)
{
    M *m = ugrt_getg()->m;
    if (m->locks) ugrt_throw("stopm holding locks");
    if (m->p || m->spinning) ugrt_throw("stopm holding p or spinning");
    ugrt_lock(&ugrt_sched.lock);
    midle_put_locked(m);
    ugrt_unlock(&ugrt_sched.lock);
    ugrt_notesleep(&m->park);
    ugrt_noteclear(&m->park);
    P *p = m->nextp;
    m->nextp = NULL;
    ugrt_acquirep(p);
}

// p's M is blocked or stopping. p is IDLE and held by the caller alone.
void ugrt_handoffp(P *p)
{
    if (!ugrt_runq_empty(p) || atomic_load(&ugrt_sched.runqsize) != 0) {
        ugrt_startm(p, false);
        return;
    }
    int32_t zero = 0;
    if (atomic_load(&ugrt_sched.nmspinning) + atomic_load(&ugrt_sched.npidle) == 0 &&
        atomic_compare_exchange_strong(&ugrt_sched.nmspinning, &zero, 1)) { // nobody looks for work: this one shall
        atomic_store(&ugrt_sched.needspinning, 0);
        ugrt_startm(p, true);
        return;
    }
    ugrt_lock(&ugrt_sched.lock);
    if (atomic_load(&ugrt_sched.gcwaiting)) {
        atomic_store(&p->status, P_GCSTOP);
        if (--ugrt_sched.stopwait == 0) ugrt_notewakeup(&ugrt_sched.stopnote);
        ugrt_unlock(&ugrt_sched.lock);
        return;
    }
    if (ugrt_sched.runq.n > 0) {
        ugrt_unlock(&ugrt_sched.lock);
        ugrt_startm(p, false);
        return;
    }
    // The last P going idle, and nobody polls the network: someone must.
    if (atomic_load(&ugrt_sched.npidle) == ugrt_gomaxprocs - 1 && atomic_load(&ugrt_sched.lastpoll) != 0) {
        ugrt_unlock(&ugrt_sched.lock);
        ugrt_startm(p, false);
        return;
    }
    int64_t when = ugrt_timers_wake(p);
    ugrt_pidle_put_locked(p);
    ugrt_unlock(&ugrt_sched.lock);
    if (when && ugrt_netpoll_inited()) ugrt_netpoll_break();
}

// Called whenever an M goes idle. When no M is left that could do anything, either timers will, or the
// program is dead. Ms in system calls and in the poller count as running.
void ugrt_checkdead_locked(void)
{
    if (ugrt_panicking) return;
    int32_t run = ugrt_mcount_locked() - ugrt_sched.nmidle - ugrt_sched.nmidlelocked - ugrt_sched.nmsys;
    if (run > 0) return;
    if (ugrt_sched.cprogram && ugrt_sched.cprogram->outside(ugrt_mcount_locked())) return;
    if (run < 0) {
        ugrt_print("runtime: checkdead: nmidle=");
        ugrt_print_int(ugrt_sched.nmidle);
        ugrt_print(" nmidlelocked=");
        ugrt_print_int(ugrt_sched.nmidlelocked);
        ugrt_print(" mcount=");
        ugrt_print_int(ugrt_mcount_locked());
        ugrt_print(" nmsys=");
        ugrt_print_int(ugrt_sched.nmsys);
        ugrt_print("\n");
        ugrt_unlock(&ugrt_sched.lock);
        ugrt_throw("checkdead: inconsistent counts");
    }
    int64_t waiting = 0;
    for (G *g = atomic_load(&ugrt_sched.allgs); g; g = g->alllink) {
        if (g->issystem) continue;
        uint32_t s = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
        if (s == G_WAITING) {
            waiting++;
        } else if (s == G_RUNNABLE || s == G_RUNNING || s == G_SYSCALL) {
            ugrt_print("runtime: checkdead: find g ");
            ugrt_print_uint(g->goid);
            ugrt_print(" in status ");
            ugrt_print_uint(s);
            ugrt_print("\n");
            ugrt_unlock(&ugrt_sched.lock);
            ugrt_throw("checkdead: runnable g");
        }
    }
    if ((!ugrt_sched.mainstarted || ugrt_sched.cprogram) && waiting == 0) return;
    if (waiting == 0) {
        ugrt_unlock(&ugrt_sched.lock);
        ugrt_fatal("no goroutines (main called runtime.Goexit) - deadlock!");
    }
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++)
        if (ugrt_timers_wake(ugrt_allp[i])) return;
    ugrt_unlock(&ugrt_sched.lock);
    ugrt_fatal("all goroutines are asleep - deadlock!");
}

static P *newp(int32_t id)
{
    P *p = ugrt_persistentalloc(sizeof(P), UGRT_CACHELINE);
    p->id = id;
    p->mcache = ugrt_mcache_new();
    p->wbbuf = ugrt_wbbuf_new();
    p->rng = ugrt_rand64();
    ugrt_timers_p_init(p);
    if (UGRT_RACE) ugrt_race_procstart(p);
    atomic_store(&p->status, P_GCSTOP);
    return p;
}

// A P beyond the new number: everything it holds goes elsewhere.
static void retire(P *p)
{
    bool inherit;
    for (G *g; (g = ugrt_runq_get(p, &inherit));) {
        ugrt_lock(&ugrt_sched.lock);
        ugrt_globrunq_put_locked(g);
        ugrt_unlock(&ugrt_sched.lock);
    }
    ugrt_timers_p_destroy(p, ugrt_allp[0]);
    ugrt_wbbuf_flush(p);
    ugrt_mcache_flush(p->mcache);
    ugrt_gfree_flush(p);
    ugrt_stack_flush_p(p);
    atomic_store(&p->status, P_DEAD); // its cache and buffer stay for the day it comes back
}

P *ugrt_procresize_stw(int32_t n)
{
    M *m = ugrt_getg()->m;
    int32_t old = ugrt_gomaxprocs;
    for (int32_t i = 0; i < n; i++) {
        if (!ugrt_allp[i])
            ugrt_allp[i] = newp(i);
        else if (i >= old)
            atomic_store(&ugrt_allp[i]->status, P_GCSTOP);
        if (ugrt_trace_on()) ugrt_trace_procnew_stw(ugrt_allp[i]);
    }
    P *mine = m->p;
    bool moves = mine && mine->id >= n;
    if (moves) { // ours goes away: move to P 0
        if (ugrt_trace_on()) {
            ugrt_trace_gostop(TRACE_STOP_PREEMPTED);
            ugrt_trace_procstop();
        }
        atomic_store(&mine->m, NULL);
        atomic_store(&m->p, NULL);
        mine = NULL;
    }
    if (!mine) {
        P *p0 = ugrt_allp[0];
        atomic_store(&p0->m, NULL);
        atomic_store(&p0->status, P_IDLE);
        ugrt_acquirep(p0);
        if (moves && ugrt_trace_on()) ugrt_trace_gostart(m->curg);
    } else {
        atomic_store(&mine->status, P_RUNNING);
    }
    for (int32_t i = n; i < old; i++) retire(ugrt_allp[i]);
    P *with_work = NULL;
    ugrt_lock(&ugrt_sched.lock);
    ugrt_schedtimes_resize_locked(old);
    __atomic_store_n(&ugrt_gomaxprocs, n, __ATOMIC_SEQ_CST);
    atomic_store(&ugrt_sched.gcwaiting, 0); // before an M that comes from the poller can take an idle P and stop again
    for (int32_t i = n - 1; i >= 0; i--) {
        P *p = ugrt_allp[i];
        if (p == m->p) continue;
        atomic_store(&p->status, P_IDLE);
        if (ugrt_runq_empty(p)) {
            ugrt_pidle_put_locked(p);
        } else {
            p->link = with_work;
            with_work = p;
        }
    }
    ugrt_unlock(&ugrt_sched.lock);
    return with_work;
}
