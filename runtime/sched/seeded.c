// UNDERGO=schedrand=SEED: what makes a run a function of its seed, beside the one P, the virtual clock (timer/clock.c)
// and the drawn choices (rand.c, runq.c).
//
// Where goroutines are interrupted. A goroutine that begins to run draws how many functions of the program it may
// enter before it yields, or is left alone, one time in eight. How many that is on the average, from 1 to 512, is the
// seed's own: some seeds shuffle finely, some let long stretches meet. The poisoned guard of an ordinary preemption
// counts them: it stays while G.preempt is set, and leads each entry to morestack.c. Go statements and operations of
// channels count as well, which need not enter a function of the program. The runtime's own functions don't, so that
// what they do about addresses, which may differ, is not seen. With nobody else to run and no timer there is nothing to
// draw; whoever readies somebody then draws.
//
// Whenever a goroutine begins to run some virtual time has gone by, as if the machine had been busy: so timers fire
// between any two steps. How much at most, from nothing to a millisecond, is the seed's too; after ten seconds in all
// it is enough, lest a long run meet its timeouts.
//
// The watcher (sysmon) must not interfere by the clock. It gives the P away only where a system call really blocks,
// and interrupts a goroutine only after half a second of processor time, as it does not come out of a loop without
// calls otherwise: then a run may differ.
#include "sched/sched_private.h"
#include "netpoll/netpoll.h"
#include "timer/timer.h"

#define DRIFT_NS 10000000000
#define PATIENCE_NS (500 * 1000 * 1000)

static uint32_t left;  // entries before curg yields; 0: it isn't watched
static uint32_t grain; // their mean is 2 to this power
static struct {
    uint32_t most; // ns at a time
    int64_t sum;
} drift;

void ugrt_seeded_init(uint64_t seed)
{
    ugrt_rand_init(seed);
    grain = ugrt_randn(10);
    drift.most = 1u << ugrt_randn(21);
}

static void pass_time(void)
{
    if (drift.sum > DRIFT_NS) return;
    uint32_t ns = ugrt_randn(drift.most);
    drift.sum += ns;
    ugrt_clock_skip(ugrt_timer_now() + ns);
}

static bool alone(P *p)
{
    return ugrt_runq_empty(p) && atomic_load_explicit(&ugrt_sched.runqsize, memory_order_relaxed) == 0;
}

static void draw(G *g)
{
    left = 0;
    if (g->issystem || ugrt_randn(8) == 0) return;
    left = 1 + ugrt_randn(2u << grain);
    g->preempt = 1;
}

void ugrt_seeded_slice(G *g, P *p)
{
    left = 0;
    pass_time();
    if (!alone(p) || ugrt_timers_wake(p) != 0) draw(g);
}

void ugrt_seeded_ready(P *p)
{
    M *m = ugrt_getg()->m;
    G *g = m->curg;
    if (g == NULL || !alone(p) || ugrt_readgstatus(g) != G_RUNNING) return;
    draw(g);
    if (left > 0 && ugrt_getg() == g) *m->guardp = (uintptr_t)-1;
}

bool ugrt_seeded_entry(void) { return left == 0 || --left == 0; }

void ugrt_seeded_yield(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    if (left > 0 && g == m->curg && m->locks == 0 && --left == 0) ugrt_gosched();
}

// ---- The watcher's part
static void retake(P *p, int64_t now)
{
    uint32_t in_syscall = P_SYSCALL, t = atomic_load(&p->syscalltick);
    if (p->sysmon_syscalltick != t || p->sysmon_syscallwhen == 0) {
        p->sysmon_syscalltick = t;
        p->sysmon_syscallwhen = now;
    } else if (p->sysmon_syscallwhen + PATIENCE_NS <= now &&
               atomic_compare_exchange_strong(&p->status, &in_syscall, P_IDLE)) {
        atomic_fetch_add(&p->syscalltick, 1);
        ugrt_handoffp(p);
    }
}

static void interrupt(P *p, int64_t cpu)
{
    if (p->sysmon_schedtick != p->schedtick || p->sysmon_schedwhen == 0) {
        p->sysmon_schedtick = p->schedtick;
        p->sysmon_schedwhen = cpu;
    } else if (p->sysmon_schedwhen + PATIENCE_NS <= cpu) {
        left = 0;
        ugrt_preempt_one(p);
        ugrt_clock_skip(ugrt_timer_now() + PATIENCE_NS); // others may sleep while this one is busy
        p->sysmon_schedwhen = cpu;
    }
}

void ugrt_seeded_watch(void)
{
    P *p = ugrt_allp[0];
    switch ((PStatus)atomic_load(&p->status)) {
    case P_SYSCALL: retake(p, ugrt_nanotime()); break;
    case P_RUNNING: interrupt(p, ugrt_cputime()); break;
    case P_IDLE:
    case P_GCSTOP:
    case P_DEAD: break;
    }
}
