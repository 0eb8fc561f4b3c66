// System calls that may block. entersyscall leaves the P behind in state SYSCALL with this M as its
// likely owner; if the call takes long, sysmon gives the P to another M. exitsyscall takes it back with
// one CAS when it is still there, else looks for an idle one, else queues the goroutine.
//
// From entersyscall on the goroutine may not touch the heap's invariants (no P: no allocation, no
// barriers). Its stack is scanned from the sp noted here; the callee-saved registers, which hold
// the caller's values, are noted too.
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "trace/trace.h"

static void wake_sysmon(void *unused)
{
    (void)unused;
    ugrt_lock(&ugrt_sched.lock);
    if (atomic_load(&ugrt_sched.sysmonwait)) {
        atomic_store(&ugrt_sched.sysmonwait, 0);
        ugrt_notewakeup(&ugrt_sched.sysmonnote);
    }
    ugrt_unlock(&ugrt_sched.lock);
}

static void give_to_stopped_world(void *arg)
{
    P *p = arg;
    ugrt_lock(&ugrt_sched.lock);
    uint32_t in_syscall = P_SYSCALL;
    if (ugrt_sched.stopwait > 0 && atomic_compare_exchange_strong(&p->status, &in_syscall, P_GCSTOP)) {
        atomic_fetch_add(&p->syscalltick, 1);
        if (ugrt_trace_on()) ugrt_trace_procsteal(p);
        if (--ugrt_sched.stopwait == 0) ugrt_notewakeup(&ugrt_sched.stopnote);
    }
    ugrt_unlock(&ugrt_sched.lock);
}

static void trace_begin(void *g) { ugrt_trace_syscallbegin(g); }

// The doors in syscall_amd64.S note where the caller's frames begin, then come here. Not split: the
// caller's segment must stay the current one while it is in the system call.
void ugrt_entersyscall_noted(void);
void ugrt_entersyscallblock_noted(void);
UgSyscallResult ugrt_syscall6_noted(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                    uintptr_t f);
_Static_assert(offsetof(G, syscallsp) == 56 && offsetof(G, syscallpc) == 64 && offsetof(G, syscallbp) == 72 &&
                   offsetof(G, syscallseg) == 80 && offsetof(G, syscallregs) == 88 && offsetof(G, tidysp) == 128,
               "known to syscall_amd64.S");

static inline __attribute__((always_inline)) void leave_p(G *g, M *m)
{
    P *p = m->p;
    m->locks++; // between here and the state change nobody may preempt us
    if (ugrt_trace_on()) ugrt_systemstack(trace_begin, g);
    ugrt_casgstatus(g, G_RUNNING, G_SYSCALL);
    if (__builtin_expect(atomic_load_explicit(&ugrt_sched.sysmonwait, memory_order_relaxed) != 0, 0))
        ugrt_systemstack(wake_sysmon, NULL);
    m->oldp = p;
    atomic_store_explicit(&p->m, NULL, memory_order_relaxed);
    atomic_store_explicit(&m->p, NULL, memory_order_relaxed);
    atomic_store(&p->status, P_SYSCALL); // from here the P may be taken
    if (__builtin_expect(atomic_load(&ugrt_sched.gcwaiting) != 0, 0)) ugrt_systemstack(give_to_stopped_world, p);
    m->locks--;
}

UGRT_NOSPLIT void ugrt_entersyscall_noted(void)
{
    G *g = ugrt_getg();
    leave_p(g, g->m);
}

static void hand_off_blocked(void *arg)
{
    M *m = arg;
    P *p = ugrt_releasep();
    m->oldp = p;
    atomic_fetch_add(&p->syscalltick, 1);
    ugrt_handoffp(p);
}

UGRT_NOSPLIT void ugrt_entersyscallblock_noted(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    m->locks++;
    if (ugrt_trace_on()) ugrt_systemstack(trace_begin, g);
    ugrt_casgstatus(g, G_RUNNING, G_SYSCALL);
    ugrt_systemstack(hand_off_blocked, m);
    m->locks--;
}

static void exit_slow_g0(G *g)
{
    M *m = ugrt_getg()->m;
    ugrt_trace_hold(m);
    if (ugrt_trace_on()) ugrt_trace_syscallblocked(g);
    ugrt_casgstatus(g, G_SYSCALL, G_RUNNABLE);
    ugrt_trace_let(m);
    g->syscallsp = 0;
    g->m = NULL;
    m->curg = NULL;
    ugrt_lock(&ugrt_sched.lock);
    P *p = ugrt_pidle_get_locked();
    bool locked = g->lockedm != NULL;
    if (!p) ugrt_globrunq_put_locked(g);
    if (p && atomic_load(&ugrt_sched.sysmonwait)) {
        atomic_store(&ugrt_sched.sysmonwait, 0);
        ugrt_notewakeup(&ugrt_sched.sysmonnote);
    }
    ugrt_unlock(&ugrt_sched.lock);
    if (p) {
        ugrt_acquirep(p);
        ugrt_execute_g0(g, false);
    }
    if (locked) { // g waits for this very M: sleep until it is scheduled
        ugrt_stoplockedm_g0();
        ugrt_execute_g0(g, false);
    }
    ugrt_stopm_g0();
    ugrt_schedule_g0();
}

static bool retake_old(M *m)
{
    P *p = m->oldp;
    m->oldp = NULL;
    uint32_t in_syscall = P_SYSCALL;
    if (!p || atomic_load_explicit(&p->status, memory_order_relaxed) != P_SYSCALL ||
        !atomic_compare_exchange_strong(&p->status, &in_syscall, P_RUNNING))
        return false;
    atomic_store_explicit(&p->m, m, memory_order_relaxed);
    atomic_store_explicit(&m->p, p, memory_order_release);
    atomic_fetch_add_explicit(&p->syscalltick, 1, memory_order_relaxed);
    return true;
}

static UGRT_NOINLINE void trace_end(G *g, P *p)
{
    if (ugrt_trace_ownsyscall(p))
        ugrt_trace_syscallend();
    else
        ugrt_trace_syscallretook(g, p);
}

void ugrt_exitsyscall(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    m->locks++;
    if (__builtin_expect(retake_old(m), 1)) {
        if (ugrt_trace_on()) trace_end(g, m->p);
        ugrt_casgstatus(g, G_SYSCALL, G_RUNNING);
        g->syscallsp = 0;
        m->locks--;
        if (__builtin_expect(atomic_load_explicit(&g->gcscanned, memory_order_relaxed) !=
                                 atomic_load_explicit(&ugrt_gc_scangen, memory_order_relaxed),
                             0))
            ugrt_gc_scanstack(g);
        if (__builtin_expect(g->preempt != 0, 0)) *m->guardp = (uintptr_t)-1;
        return;
    }
    m->locks--;
    ugrt_mcall(exit_slow_g0); // comes back as a scheduled goroutine
}

// ---- What package syscall and internal/runtime/syscall call: these, and ugx_syscall6 and ugx_entersyscall
// in syscall_amd64.S.
UgSyscallResult ugx_rawsyscall6(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                uintptr_t f);
void ugx_exitsyscall(void);

static inline __attribute__((always_inline)) UgSyscallResult
raw_call(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f)
{
    register uintptr_t r10 __asm__("r10") = d;
    register uintptr_t r8 __asm__("r8") = e;
    register uintptr_t r9 __asm__("r9") = f;
    uintptr_t r1, r2 = c;
    __asm__ volatile("syscall"
                     : "=a"(r1), "+d"(r2)
                     : "a"(nr), "D"(a), "S"(b), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    if (r1 > (uintptr_t)-4096) return (UgSyscallResult){(uintptr_t)-1, 0, -r1};
    return (UgSyscallResult){r1, r2, 0};
}

UgSyscallResult ugx_rawsyscall6(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                uintptr_t f)
{
    return raw_call(nr, a, b, c, d, e, f);
}

UGRT_NOSPLIT UgSyscallResult ugrt_syscall6_noted(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d,
                                                 uintptr_t e, uintptr_t f)
{
    G *g = ugrt_getg();
    leave_p(g, g->m);
    UgSyscallResult r = raw_call(nr, a, b, c, d, e, f);
    ugrt_exitsyscall();
    return r;
}

// For package syscall's own Syscall, which makes a raw call between the two.
void ugx_exitsyscall(void) { ugrt_exitsyscall(); }
