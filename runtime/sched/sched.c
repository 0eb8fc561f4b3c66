// The scheduler's loop: find a runnable goroutine, run it. Everything here is on g0.
//
// Where work is looked for, in order: the global queue each 61st tick (fairness), the own ring, the
// global queue, the network, other Ps' rings and timers. An M that finds nothing becomes spinning
// (at most half as many as busy Ps) before it steals, and gives up its P only after a last look at
// every queue *after* it stopped counting as spinning: whoever adds work either sees a spinning M or
// wakes one (ugrt_wakep), so no work is left lying with an idle P.
#include "debug/debug.h"
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "timer/timer.h"
#include "trace/trace.h"

Sched ugrt_sched = {.lock = {.rank = LOCKRANK_SCHED},
                    .gflock = {.rank = LOCKRANK_GFREE},
                    .sysmonlock = {.rank = LOCKRANK_SYSMON},
                    .maxmcount = 10000,
                    .worldsema = 1};
P *ugrt_allp[UGRT_MAXPROCS];
int32_t ugrt_gomaxprocs;
M ugrt_m0;
bool ugrt_schedrand;

void ugrt_execute_g0(G *g, bool inherit)
{
    M *m = ugrt_getg()->m;
    P *p = m->p;
    m->curg = g;
    g->m = m;
    ugrt_casgstatus(g, G_RUNNABLE, G_RUNNING);
    if (ugrt_trace_on()) ugrt_trace_gostart(g);
    g->waitsince = 0;
    g->preempt = 0;
    m->preemptrefused = 0;
    atomic_store_explicit(&m->preemptg, NULL, memory_order_relaxed); // a request that comes in between is repeated
    if (!inherit) p->schedtick++;
    if (__builtin_expect(ugrt_schedrand, 0)) ugrt_seeded_slice(g, p);
    if (atomic_load_explicit(&g->gcscanned, memory_order_relaxed) !=
        atomic_load_explicit(&ugrt_gc_scangen, memory_order_relaxed))
        ugrt_gc_scanstack(g);
    if (__builtin_expect(m->regdone != NULL, 0)) ugrt_regbuf_reclaim(m);
    if (__builtin_expect(g->regbuf != NULL, 0)) ugrt_resume_g0(g);
    ugrt_gogo(g);
}

// An M stops looking: its count goes, and one more M may start in its stead, since the work it found
// may have been the first of much.
static void stop_spinning(M *m)
{
    m->spinning = false;
    if (atomic_fetch_sub(&ugrt_sched.nmspinning, 1) <= 0) ugrt_throw("findrunnable: negative nmspinning");
    ugrt_wakep();
}
static void become_spinning(M *m)
{
    m->spinning = true;
    atomic_fetch_add(&ugrt_sched.nmspinning, 1);
    atomic_store(&ugrt_sched.needspinning, 0);
}

static void ready_polled(G *g)
{
    M *m = ugrt_getg()->m;
    bool hold = m->p == NULL;
    if (hold) ugrt_trace_hold(m);
    if (ugrt_trace_on()) ugrt_trace_gounblock(g);
    ugrt_casgstatus(g, G_WAITING, G_RUNNABLE);
    if (hold) ugrt_trace_let(m);
}

// Readies a list from the network poller. With a P: what fits to its ring, idle Ps are woken for the rest.
void ugrt_inject(G *list)
{
    if (!list) return;
    GQueue q = {0};
    while (list) {
        G *next = list->schedlink;
        ready_polled(list);
        gq_push(&q, list);
        list = next;
    }
    P *p = ugrt_getg()->m->p;
    int32_t start = q.n;
    if (p) {
        int32_t idle = atomic_load(&ugrt_sched.npidle);
        GQueue global = {0};
        while (q.head && global.n < idle) gq_push(&global, gq_pop(&q));
        start = global.n;
        if (global.n) {
            ugrt_lock(&ugrt_sched.lock);
            ugrt_globrunq_put_batch_locked(&global);
            ugrt_unlock(&ugrt_sched.lock);
        }
        while (q.head) ugrt_runq_put(p, gq_pop(&q), false);
    } else {
        ugrt_lock(&ugrt_sched.lock);
        ugrt_globrunq_put_batch_locked(&q);
        ugrt_unlock(&ugrt_sched.lock);
    }
    while (start-- > 0 && atomic_load(&ugrt_sched.npidle) > 0) {
        M *m = ugrt_acquirem();
        ugrt_lock(&ugrt_sched.lock);
        P *idle = ugrt_pidle_get_locked();
        if (!idle) atomic_store(&ugrt_sched.needspinning, 1);
        ugrt_unlock(&ugrt_sched.lock);
        if (idle) ugrt_startm(idle, false);
        ugrt_releasem(m);
        if (!idle) break;
    }
    if (p) ugrt_wakep();
}

static G *poll_network(int64_t delay)
{
    int32_t delta = 0;
    G *list = ugrt_netpoll(delay, &delta);
    ugrt_netpoll_adjustwaiters(delta);
    return list;
}

// Tries every other P four times in random order; timers of others and their runnext only the last time.
static G *steal_work(P *p, int64_t *now, int64_t *polluntil, bool *newwork)
{
    bool ran_timer = false;
    for (int round = 0; round < 4; round++) {
        bool last = round == 3;
        uint32_t n = (uint32_t)ugrt_gomaxprocs, at = ugrt_randn(n);
        for (uint32_t i = 0; i < n; i++) {
            if (atomic_load(&ugrt_sched.gcwaiting)) {
                *newwork = true;
                return NULL;
            }
            P *from = ugrt_allp[(at + i) % n];
            if (from == p) continue;
            if (last && ugrt_timers_wake(from)) {
                bool ran = false;
                int64_t next = 0;
                *now = ugrt_timers_check(from, *now, &ran, &next);
                if (next && (*polluntil == 0 || next < *polluntil)) *polluntil = next;
                if (ran) { // what it readied went to our ring
                    bool inherit;
                    G *g = ugrt_runq_get(p, &inherit);
                    if (g) return g;
                    ran_timer = true;
                }
            }
            G *g = ugrt_runq_steal(p, from, last);
            if (g) return g;
        }
    }
    *newwork = ran_timer;
    return NULL;
}

// After this M stopped spinning: a P that can run what has meanwhile appeared, or NULL.
static P *recheck_queues(void)
{
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        if (ugrt_runq_empty(ugrt_allp[i])) continue;
        ugrt_lock(&ugrt_sched.lock);
        P *p = ugrt_pidle_get_locked();
        if (!p) atomic_store(&ugrt_sched.needspinning, 1);
        ugrt_unlock(&ugrt_sched.lock);
        return p;
    }
    return NULL;
}
static int64_t recheck_timers(int64_t until)
{
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        int64_t w = ugrt_timers_wake(ugrt_allp[i]);
        if (w && (until == 0 || w < until)) until = w;
    }
    return until;
}

static G *find_runnable(bool *inherit)
{
    M *m = ugrt_getg()->m;
    for (;;) {
        P *p = m->p;
        if (atomic_load(&ugrt_sched.gcwaiting)) {
            ugrt_gcstopm_g0();
            continue;
        }
        bool ran = false;
        int64_t polluntil = 0, now = ugrt_timers_check(p, 0, &ran, &polluntil);

        if (ugrt_trace_on()) {
            G *reader = ugrt_trace_reader();
            if (reader) return *inherit = false, reader;
        }
        if (p->schedtick % 61 == 0 && atomic_load_explicit(&ugrt_sched.runqsize, memory_order_relaxed) > 0) {
            ugrt_lock(&ugrt_sched.lock);
            G *g = ugrt_globrunq_get_locked(p, 1);
            ugrt_unlock(&ugrt_sched.lock);
            if (g) return *inherit = false, g;
        }
        G *g = ugrt_runq_get(p, inherit);
        if (g) return g;
        *inherit = false;
        if (atomic_load_explicit(&ugrt_sched.runqsize, memory_order_relaxed) > 0) {
            ugrt_lock(&ugrt_sched.lock);
            g = ugrt_globrunq_get_locked(p, 0);
            ugrt_unlock(&ugrt_sched.lock);
            if (g) return g;
        }
        if (ugrt_netpoll_inited() && ugrt_netpoll_anywaiters() && atomic_load(&ugrt_sched.lastpoll) != 0) {
            G *list = poll_network(0);
            if (list) {
                g = list;
                list = g->schedlink;
                ugrt_inject(list);
                ready_polled(g);
                return g;
            }
        }
        // Stealing costs everyone: no more spinning Ms than half the busy Ps.
        if (m->spinning ||
            2 * atomic_load(&ugrt_sched.nmspinning) < ugrt_gomaxprocs - atomic_load(&ugrt_sched.npidle)) {
            if (!m->spinning) become_spinning(m);
            bool newwork = false;
            g = steal_work(p, &now, &polluntil, &newwork);
            if (g) return g;
            if (newwork) continue;
        }

        // Nothing. Give the P up.
        ugrt_lock(&ugrt_sched.lock);
        if (atomic_load(&ugrt_sched.gcwaiting)) {
            ugrt_unlock(&ugrt_sched.lock);
            continue;
        }
        if (ugrt_sched.runq.n > 0) {
            g = ugrt_globrunq_get_locked(p, 0);
            ugrt_unlock(&ugrt_sched.lock);
            return g;
        }
        if (!m->spinning && atomic_load(&ugrt_sched.needspinning)) { // someone found work and no P for it
            become_spinning(m);
            ugrt_unlock(&ugrt_sched.lock);
            continue;
        }
        if (ugrt_releasep() != p) ugrt_throw("findrunnable: wrong p");
        ugrt_pidle_put_locked(p);
        ugrt_unlock(&ugrt_sched.lock);

        // The last look, in the order that closes the race with wakep: count down first, look then.
        bool was_spinning = m->spinning;
        if (was_spinning) {
            m->spinning = false;
            if (atomic_fetch_sub(&ugrt_sched.nmspinning, 1) <= 0) ugrt_throw("findrunnable: negative nmspinning");
            P *again = NULL;
            ugrt_lock(&ugrt_sched.lock);
            if (ugrt_sched.runq.n > 0 && (again = ugrt_pidle_get_locked())) {
                g = ugrt_globrunq_get_locked(again, 0);
                ugrt_unlock(&ugrt_sched.lock);
                ugrt_acquirep(again);
                become_spinning(m);
                return g;
            }
            ugrt_unlock(&ugrt_sched.lock);
            again = recheck_queues();
            if (again) {
                ugrt_acquirep(again);
                become_spinning(m);
                continue;
            }
            polluntil = recheck_timers(polluntil);
        }

        // Sleep in the poller if nobody else does: for the network, or until the first timer.
        if (ugrt_netpoll_inited() && (ugrt_netpoll_anywaiters() || polluntil) &&
            atomic_exchange(&ugrt_sched.lastpoll, 0) != 0) {
            atomic_store(&ugrt_sched.pollwait, polluntil);
            int64_t delay = -1;
            if (polluntil) {
                if (now == 0) now = ugrt_timer_now();
                delay = polluntil - now;
                if (delay < 0 || (ugrt_schedrand && !ugrt_netpoll_anywaiters())) delay = 0;
            }
            if (m->spinning) ugrt_throw("findrunnable: netpoll with spinning");
            G *list = poll_network(delay);
            if (!list && polluntil) ugrt_clock_skip(polluntil);
            atomic_store(&ugrt_sched.pollwait, 0);
            atomic_store(&ugrt_sched.lastpoll, ugrt_nanotime());
            ugrt_lock(&ugrt_sched.lock);
            P *again = ugrt_pidle_get_locked();
            ugrt_unlock(&ugrt_sched.lock);
            if (!again) {
                ugrt_inject(list);
            } else {
                ugrt_acquirep(again);
                if (list) {
                    g = list;
                    list = g->schedlink;
                    ugrt_inject(list);
                    ready_polled(g);
                    return g;
                }
                if (was_spinning) become_spinning(m);
                continue;
            }
        } else if (polluntil && ugrt_netpoll_inited()) {
            int64_t wait = atomic_load(&ugrt_sched.pollwait);
            if (wait == 0 || wait > polluntil) ugrt_netpoll_break(); // the sleeping poller must wake sooner
        }
        ugrt_stopm_g0();
    }
}

void ugrt_schedule_g0(void)
{
    M *m = ugrt_getg()->m;
    if (m->locks) ugrt_throw("schedule: holding locks");
    if (m->lockedg) {
        ugrt_stoplockedm_g0();
        ugrt_execute_g0(m->lockedg, false);
    }
    for (;;) {
        bool inherit = false;
        G *g = find_runnable(&inherit);
        if (m->spinning) stop_spinning(m);
        if (!g->lockedm || g->lockedm == m) ugrt_execute_g0(g, inherit);
        ugrt_startlockedm_g0(g); // comes back with another P, to start over
    }
}

// Runs g, which the caller took from a queue itself.
void ugrt_run_g0(G *g, bool inherit)
{
    if (!g->lockedm || g->lockedm == ugrt_getg()->m) ugrt_execute_g0(g, inherit);
    ugrt_startlockedm_g0(g);
    ugrt_schedule_g0();
}
