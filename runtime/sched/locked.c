// LockOSThread: a goroutine wired to its M. While it doesn't run, its M sleeps (counted in
// nmidlelocked); whoever schedules it hands a P to that M (sched.c).
#include "panic/panic.h"
#include "sched/sched_private.h"

void ugrt_stoplockedm_g0(void)
{
    M *m = ugrt_getg()->m;
    if (m->p) {
        P *p = ugrt_releasep();
        ugrt_handoffp(p);
    }
    ugrt_lock(&ugrt_sched.lock);
    ugrt_sched.nmidlelocked++;
    ugrt_checkdead_locked();
    ugrt_unlock(&ugrt_sched.lock);
    ugrt_notesleep(&m->park);
    ugrt_noteclear(&m->park);
    uint32_t s = ugrt_readgstatus(m->lockedg);
    if ((s & ~(uint32_t)G_SCAN) != G_RUNNABLE) ugrt_throw("stoplockedm: not runnable");
    P *p = m->nextp;
    m->nextp = NULL;
    ugrt_acquirep(p);
}

// g is wired to another M: that one gets our P. The count goes down here, not when it wakes: no moment
// may look like a deadlock.
void ugrt_startlockedm_g0(G *g)
{
    M *other = g->lockedm;
    ugrt_lock(&ugrt_sched.lock);
    ugrt_sched.nmidlelocked--;
    ugrt_unlock(&ugrt_sched.lock);
    other->nextp = ugrt_releasep();
    ugrt_notewakeup(&other->park);
    ugrt_stopm_g0();
}

static void wire(void)
{
    G *g = ugrt_getg();
    g->m->lockedg = g;
    g->lockedm = g->m;
}
static void unwire(void)
{
    G *g = ugrt_getg();
    if (g->m->lockedint || g->m->lockedext) return;
    g->m->lockedg = NULL;
    g->lockedm = NULL;
}

void ugrt_lockosthread(void)
{
    ugrt_getg()->m->lockedint++;
    wire();
}
void ugrt_unlockosthread(void)
{
    M *m = ugrt_getg()->m;
    if (m->lockedint == 0) ugrt_throw("runtime: internal error: misuse of lockOSThread/unlockOSThread");
    m->lockedint--;
    unwire();
}

void ugx_lockosthread(void);
void ugx_unlockosthread(void);
void ugx_lockosthread(void)
{
    M *m = ugrt_getg()->m;
    if (++m->lockedext == 0) {
        m->lockedext--;
        ugrt_panicplain("LockOSThread nesting overflow");
    }
    wire();
}
void ugx_unlockosthread(void)
{
    M *m = ugrt_getg()->m;
    if (m->lockedext == 0) return;
    m->lockedext--;
    unwire();
}

// The thread ends: its goroutine exited while locked. The first thread can't end without taking the
// process along, so it sleeps for good instead.
void ugrt_mexit_g0(void)
{
    M *m = ugrt_getg()->m;
    P *p = ugrt_releasep();
    ugrt_handoffp(p);
    ugrt_lock(&ugrt_sched.lock);
    if (m == &ugrt_m0) {
        ugrt_sched.nmidlelocked++; // never runs again
        ugrt_checkdead_locked();
        ugrt_unlock(&ugrt_sched.lock);
        for (;;) ugrt_futex_wait((_Atomic uint32_t *)&(uint32_t){0}, 0, -1);
    }
    ugrt_sched.nmfreed++;
    ugrt_checkdead_locked();
    ugrt_unlock(&ugrt_sched.lock);
    ugrt_unminit_signals(m);
    atomic_store(&m->exited, true);
    ugx_g = NULL;
    __builtin_longjmp(m->exitjump, 1);
}
