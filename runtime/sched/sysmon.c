// sysmon: a thread without a P that watches the rest. It takes Ps out of long system calls, preempts
// goroutines after 10 ms, or 1 ms if they keep a timer waiting, polls the network if nobody has for 10 ms, starts collections that are due
// by time, and prints schedtrace. It sleeps 20 µs between looks, longer the longer nothing happens,
// and for good while every P is idle.
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "timer/timer.h"
#include "trace/trace.h"

#define FORCE_PREEMPT_NS (10 * 1000 * 1000)
#define LATE_TIMER_NS (1000 * 1000)
#define ASK_AGAIN_NS (100 * 1000) // a request is refused wherever the runtime's own code is met

// Until p should be looked at again: a goroutine that has had its time is asked to yield.
static int64_t watch(P *p, int64_t now)
{
    if (p->sysmon_schedtick != p->schedtick) {
        p->sysmon_schedtick = p->schedtick;
        p->sysmon_schedwhen = now;
    }
    int64_t end = p->sysmon_schedwhen + FORCE_PREEMPT_NS, timer = ugrt_timers_wake(p);
    if (timer != 0) {
        int64_t late = (timer > p->sysmon_schedwhen ? timer : p->sysmon_schedwhen) + LATE_TIMER_NS;
        if (late < end) end = late;
    }
    if (end > now) return end - now;
    ugrt_preempt_one(p);
    return ASK_AGAIN_NS;
}

// Returns how many Ps it took from system calls; *next: nanoseconds to the next look.
// Between taking a P and giving it to an M nobody runs for it: an M that leaves its call meanwhile and goes idle must
// not take that for a deadlock. One M more counts as running until then.
static void count_handover(bool begins)
{
    ugrt_lock(&ugrt_sched.lock);
    ugrt_sched.nmidlelocked += begins ? -1 : 1;
    if (!begins) ugrt_checkdead_locked();
    ugrt_unlock(&ugrt_sched.lock);
}

static int retake(int64_t now, int64_t *next)
{
    int n = 0;
    *next = INT64_MAX;
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        P *p = ugrt_allp[i];
        uint32_t s = atomic_load(&p->status);
        if (s == P_RUNNING || s == P_SYSCALL) {
            int64_t look = watch(p, now);
            if (look < *next) *next = look;
        }
        if (s != P_SYSCALL) continue;
        uint32_t t = atomic_load(&p->syscalltick);
        if (p->sysmon_syscalltick != t) { // a call of its own: give it a look's time
            p->sysmon_syscalltick = t;
            p->sysmon_syscallwhen = now;
            continue;
        }
        // No hurry if there is nothing to run and someone to run it; but not for ever, lest sysmon stay awake.
        if (ugrt_runq_empty(p) && atomic_load(&ugrt_sched.nmspinning) + atomic_load(&ugrt_sched.npidle) > 0 &&
            p->sysmon_syscallwhen + FORCE_PREEMPT_NS > now)
            continue;
        uint32_t in_syscall = P_SYSCALL;
        count_handover(true);
        if (atomic_compare_exchange_strong(&p->status, &in_syscall, P_IDLE)) {
            n++;
            if (ugrt_trace_on()) ugrt_trace_procsteal(p);
            atomic_fetch_add(&p->syscalltick, 1);
            ugrt_handoffp(p);
        }
        count_handover(false);
    }
    return n;
}

// With all Ps idle there is nothing to watch: sleep until work comes, or half the time the collector
// allows between cycles, or the next timer.
static bool sleep_deeply(void)
{
    bool slept = false;
    ugrt_lock(&ugrt_sched.lock);
    if (atomic_load(&ugrt_sched.gcwaiting) || atomic_load(&ugrt_sched.npidle) == ugrt_gomaxprocs) {
        int64_t next = 0;
        for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
            int64_t w = ugrt_timers_wake(ugrt_allp[i]);
            if (w && (!next || w < next)) next = w;
        }
        int64_t now = ugrt_timer_now();
        if (!next || next > now) {
            atomic_store(&ugrt_sched.sysmonwait, 1);
            ugrt_noteclear(&ugrt_sched.sysmonnote);
            ugrt_unlock(&ugrt_sched.lock);
            int64_t limit = 60ll * 1000000000;
            if (ugrt_debugvars.schedtrace > 0 && limit > ugrt_debugvars.schedtrace * 1000000ll)
                limit = ugrt_debugvars.schedtrace * 1000000ll;
            if (next && next - now < limit) limit = next - now;
            ugrt_notetsleep(&ugrt_sched.sysmonnote, limit);
            slept = true;
            ugrt_lock(&ugrt_sched.lock);
            atomic_store(&ugrt_sched.sysmonwait, 0);
            ugrt_noteclear(&ugrt_sched.sysmonnote);
        }
    }
    ugrt_unlock(&ugrt_sched.lock);
    return slept;
}

static G *forcegc_g;
static _Atomic uint32_t forcegc_idle;

static void forcegc_loop(void *unused)
{
    (void)unused;
    forcegc_g = ugrt_getg();
    for (;;) {
        atomic_store(&forcegc_idle, 1);
        ugrt_gopark(NULL, NULL, WAIT_FORCE_GC_IDLE, 1);
        ugrt_gc_poll();
    }
}
void ugrt_forcegc_start(void) { ugrt_newproc_system(forcegc_loop, NULL); }

static void poll_if_nobody_does(int64_t now)
{
    int64_t last = atomic_load(&ugrt_sched.lastpoll);
    if (!ugrt_netpoll_inited() || last == 0 || last + FORCE_PREEMPT_NS >= now) return;
    atomic_compare_exchange_strong(&ugrt_sched.lastpoll, &last, now);
    int32_t delta = 0;
    G *list = ugrt_netpoll(0, &delta);
    if (!list) return;
    ugrt_inject(list);
    ugrt_netpoll_adjustwaiters(delta);
}

void ugrt_sysmon(void)
{
    ugrt_lock(&ugrt_sched.lock);
    ugrt_sched.nmsys++;
    ugrt_checkdead_locked();
    ugrt_unlock(&ugrt_sched.lock);
    int64_t lasttrace = 0;
    int idle = 0;
    uint32_t delay = 0;
    int64_t next = INT64_MAX;
    for (;;) {
        if (idle == 0)
            delay = 20;
        else if (idle > 50)
            delay *= 2;
        if (delay > 10 * 1000) delay = 10 * 1000;
        ugrt_usleep(next / 1000 < delay ? (uint32_t)(next / 1000) + 1 : delay);
        int64_t now = ugrt_nanotime();
        if (!ugrt_schedrand && ugrt_debugvars.schedtrace <= 0 &&
            (atomic_load(&ugrt_sched.gcwaiting) || atomic_load(&ugrt_sched.npidle) == ugrt_gomaxprocs)) {
            if (sleep_deeply()) {
                idle = 0;
                delay = 20;
                now = ugrt_nanotime();
            }
        }
        if (ugrt_schedrand)
            ugrt_seeded_watch();
        else
            poll_if_nobody_does(now);
        if (!ugrt_schedrand && retake(now, &next))
            idle = 0;
        else
            idle++;
        if (!ugrt_schedrand && atomic_load(&forcegc_idle) && ugrt_gc_due(true) &&
            ugrt_readgstatus(forcegc_g) == G_WAITING) {
            atomic_store(&forcegc_idle, 0);
            forcegc_g->schedlink = NULL;
            ugrt_inject(forcegc_g);
        }
        ugrt_maxprocs_look(now);
        if (ugrt_trace_on()) ugrt_trace_look(now);
        if (ugrt_debugvars.schedtrace > 0 && lasttrace + ugrt_debugvars.schedtrace * 1000000ll <= now) {
            lasttrace = now;
            ugrt_schedtrace(ugrt_debugvars.scheddetail > 0);
        }
    }
}
