// The cycle: GC_OFF -> GC_MARK -> (GC_MARKTERM) -> GC_OFF and sweep.
//
//   start      the last sweep is finished; world stopped: pools are emptied, the barrier is switched on, the caches'
//              runs are marked, the starter's stack and other barrier-free roots are scanned
//   mark       workers, assists: package variables, parked goroutines' stacks, then whatever is grey. A goroutine
//              that resumes first is scanned by the scheduler on the way. New objects are born marked.
//   mark done  nobody has work: world stopped: all buffers are emptied; if work turned up the world goes on marking,
//              else the caches return their spans, the barrier goes off, the sweep generation advances
//   sweep      lazily, in the background; the next start waits for its end
//
// The snapshot: what was reachable when the world was stopped at the start is marked, however pointers move
// afterwards: the barrier notes every pointer that is overwritten, and each stack is read as it was at that moment,
// since a goroutine is scanned before it runs again. So a goroutine holds no pointer to a white object but those of
// the snapshot, and stores to fresh objects need no barrier. The stop does not grow with the heap or the number of
// goroutines. Go scans running goroutines' stacks one by one and needs the insertion half of the barrier for it.
//
// With UNDERGO=gcstress or schedrand or GODEBUG=gcstoptheworld the whole cycle runs in one stop: deterministic. So
// does one that looks for leaked goroutines (leak.c).
#include "gc/phase.h"
#include "gc/leak.h"
#include "gc/pacer.h"
#include "gc/roots.h"
#include "gc/special.h"
#include "gc/sweep.h"
#include "panic/panic.h"
#include "prof/memprof.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "trace/trace.h"

typedef struct Cleared {
    struct Cleared *next;
    void **slot;
} Cleared;

_Atomic uint32_t ugrt_gcphase, ugrt_gccycle, ugrt_gc_scangen;
GcCycle ugrt_cycle;

static struct {
    uint32_t startsem; // 1 when no goroutine is starting or ending a phase
    bool enabled;
    UgMutex lock; // guards the rest
    G *waiters;   // for the end of marking, by schedlink
    int32_t nwaiters;
    const UgClosure *poolcleanup, *uniquecleanup;
    struct Cleared *cleared;
    G *uniqueg, *sweepg;
    bool uniquewaits, sweepwaits, uniquedue;
    _Atomic int64_t lastend;
    _Atomic bool leakswanted; // the next cycle looks for leaked goroutines
} gc = {.startsem = 1, .lock = {.rank = LOCKRANK_SWEEP}};

void ugrt_gcinit(void)
{
    ugrt_gcwork_init();
    ugrt_special_init();
    ugrt_barrier_init();
    ugrt_pace_init();
    ugrt_stats_init();
    ugrt_addroots(&gc, sizeof gc);
}

// ---- Start
static void mark_start_g0(void *arg)
{
    GcWork *w = arg;
    if (ugrt_cycle.leaks) ugrt_leaks_find_stw(w);
    ugrt_roots_scan_stw(w);
    if (ugrt_cycle.stw) {
        while (ugrt_roots_job(w)) {}
        ugrt_mark_drain(w, UINT64_MAX, NULL);
    }
    ugrt_mark_flush(w);
}

static bool can_start(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    return gc.enabled && g != m->g0 && m->locks == 0 && m->p != NULL && ugrt_panicking == 0;
}

static void finish_stw(GcWork *w);

typedef enum StartWhy { START_HEAP, START_FORCED, START_PERIODIC } StartWhy;

static bool wanted(StartWhy why)
{
    if (ugrt_gcphase != GC_OFF) return false;
    if (why == START_HEAP) return ugrt_pace_due();
    return why == START_FORCED || ugrt_nanotime() - gc.lastend >= 120 * (int64_t)1000000000;
}

static void start(StartWhy why)
{
    if (!can_start() || !wanted(why)) return;
    ugrt_sweep_all();
    ugrt_semacquire(&gc.startsem, false, WAIT_GARBAGE_COLLECTION);
    if (!wanted(why)) { // somebody else has been faster
        ugrt_semrelease(&gc.startsem, false);
        return;
    }
    ugrt_sweep_all();
    GcCycle *c = &ugrt_cycle;
    *c = (GcCycle){.forced = why == START_FORCED, .procs = ugrt_gomaxprocs};
    c->leaks = atomic_exchange(&gc.leakswanted, false);
    c->stw = c->leaks || ugrt_debugvars.gcstress > 0 || ugrt_debugvars.gcstoptheworld > 0 || ugrt_debugvars.schedrand;
    if (!c->stw) ugrt_workers_start();
    c->t_start = ugrt_nanotime();
    ugrt_stoptheworld(STW_GC_MARK_START);
    for (const Cleared *p = gc.cleared; p != NULL; p = p->next) __atomic_store_n(p->slot, NULL, __ATOMIC_RELEASE);
    if (gc.poolcleanup != NULL) ((void (*)(const UgClosure *))gc.poolcleanup->code)(gc.poolcleanup);
    c->heap0 = ugrt_heap_live;
    c->goal = ugrt_pace.goal;
    c->stackbytes = ugrt_stack_inuse();
    ugrt_markedbytes = ugrt_scanwork = 0;
    ugrt_pace_start_stw();
    ugrt_roots_prepare();
    ugrt_gc_scangen++;
    if (ugrt_trace_on()) ugrt_trace_gcbegin_stw();
    ugrt_gcphase = GC_MARK;
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        ugrt_gcwork_of(ugrt_allp[i]);
        if (ugrt_allp[i]->mcache != NULL) ugrt_mcache_sync(ugrt_allp[i]->mcache, true);
    }
    ugx_wb_enabled = 1;
    GcWork *w = ugrt_gcwork_of(ugrt_getg()->m->p);
    ugrt_systemstack(mark_start_g0, w);
    c->t_mark = ugrt_nanotime();
    if (c->stw) {
        c->t_term = c->t_mark;
        finish_stw(w);
        ugrt_starttheworld();
        ugrt_semrelease(&gc.startsem, false);
        ugrt_gc_ready_waiters();
        return;
    }
    ugrt_starttheworld();
    uint32_t n = (uint32_t)ugrt_gomaxprocs / 4;
    ugrt_workers_wake((n > 0 ? n : 1) + (uint32_t)ugrt_sched.npidle, true);
    ugrt_semrelease(&gc.startsem, false);
}

// ---- Mark done
static bool out_of_time(void) { return ugrt_nanotime() - ugrt_cycle.t_term > 300000; }

typedef struct Done {
    GcWork *w;
    bool left;
} Done;

static void drain_rest_g0(void *arg)
{
    Done *d = arg;
    for (GcWork *w = ugrt_gcworks; w != NULL; w = w->link) {
        ugrt_wb_drainbuf(w);
        ugrt_mark_flush(w);
    }
    ugrt_mark_drain(d->w, UINT64_MAX, out_of_time);
    ugrt_mark_flush(d->w);
    d->left = ugrt_mark_workleft();
}

bool ugrt_mark_done(void)
{
    ugrt_semacquire(&gc.startsem, false, WAIT_GC_MARK_TERMINATION);
    if (ugrt_gcphase != GC_MARK || ugrt_workers_active != 0 || ugrt_mark_workleft() || ugrt_roots_left()) {
        ugrt_semrelease(&gc.startsem, false);
        return ugrt_gcphase != GC_MARK;
    }
    int64_t before = ugrt_cycle.t_term;
    ugrt_cycle.t_term = ugrt_nanotime();
    ugrt_stoptheworld(STW_GC_MARK_TERMINATION);
    Done d = {ugrt_gcwork_of(ugrt_getg()->m->p), false};
    ugrt_systemstack(drain_rest_g0, &d);
    if (d.left) {
        ugrt_cycle.t_term = before;
        ugrt_starttheworld();
        ugrt_semrelease(&gc.startsem, false);
        return false;
    }
    finish_stw(d.w);
    ugrt_starttheworld();
    ugrt_semrelease(&gc.startsem, false);
    ugrt_gc_ready_waiters();
    return true;
}

static void flush_caches_g0(void *arg)
{
    (void)arg;
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++)
        if (ugrt_allp[i]->mcache != NULL) ugrt_mcache_flush(ugrt_allp[i]->mcache);
    if (ugrt_debugvars.verify) ugrt_gc_verify_stw();
}

// Everything reachable is marked, no buffer holds anything.
static void finish_stw(GcWork *w)
{
    (void)w;
    GcCycle *c = &ugrt_cycle;
    ugrt_gcphase = GC_MARKTERM;
    c->heap1 = ugrt_heap_live;
    ugrt_systemstack(flush_caches_g0, NULL); // needs the phase, to unmark what runs did not use
    ugx_wb_enabled = 0;
    ugrt_gcphase = GC_OFF;
    ugrt_pace_end_stw(ugrt_markedbytes, ugrt_scanwork);
    c->heap2 = ugrt_pace.marked;
    if (ugrt_trace_on()) {
        ugrt_trace_gcend_stw();
        ugrt_trace_heapalloc(ugrt_heap_live);
        ugrt_trace_heapgoal(ugrt_pace.goal);
    }
    ugrt_heap.sweepgen += 2;
    ugrt_sweep_reset_stw();
    ugrt_memprof_nextcycle();
    ugrt_gccycle++;
    gc.lastend = c->t_end = ugrt_nanotime();
    ugrt_limiter_cycle_stw(c);
    ugrt_stats_cycle_stw(c);
}

void ugrt_gc_ready_waiters(void)
{
    ugrt_lock(&gc.lock);
    G *list = gc.waiters;
    gc.waiters = NULL;
    G *sweeper = gc.sweepwaits ? gc.sweepg : NULL, *unique = gc.uniquewaits ? gc.uniqueg : NULL;
    gc.sweepwaits = gc.uniquewaits = false;
    gc.uniquedue = true;
    ugrt_unlock(&gc.lock);
    while (list != NULL) {
        G *next = list->schedlink;
        list->schedlink = NULL;
        ugrt_goready(list);
        list = next;
    }
    if (unique != NULL) ugrt_goready(unique);
    if (sweeper != NULL) ugrt_goready(sweeper);
}

// ---- Triggers
void ugrt_gc_start(void) { start(START_HEAP); }

// Called at every allocation under gcstress. Whether to collect follows from counts alone, so a run repeats. After
// the first thousand collections they become rarer as allocations add up and as the heap grows: a whole program
// then takes some ten times longer, not thousands.
void ugrt_gc_stress(void)
{
    static _Atomic uint64_t allocs, last;
    uint64_t n = ++allocs, since = n - last, heap = ugrt_pace.marked;
    if (ugrt_debugvars.gcstress == GCSTRESS_THINNING) {
        if (since < n / 1024 || since < heap / 2048) return;
    } else if (since < (uint64_t)ugrt_debugvars.gcstress) {
        return;
    }
    last = n;
    start(START_FORCED);
}

static bool wait_unlock(G *g, void *arg)
{
    (void)arg;
    g->schedlink = gc.waiters;
    gc.waiters = g;
    ugrt_unlock(&gc.lock);
    return true;
}

// Until `cycle` mark phases have ended.
static void wait_for_cycle(uint32_t cycle, WaitReason why)
{
    for (;;) {
        ugrt_lock(&gc.lock);
        if ((int32_t)(ugrt_gccycle - cycle) >= 0) {
            ugrt_unlock(&gc.lock);
            return;
        }
        ugrt_gopark(wait_unlock, NULL, why, 1);
    }
}

void ugrt_gc_await_marked(void)
{
    uint32_t n = ugrt_gccycle;
    if (ugrt_gcphase == GC_MARK) wait_for_cycle(n + 1, WAIT_GC_ASSIST_WAIT);
}

static void collect(void)
{
    uint32_t n = ugrt_gccycle;
    if (ugrt_gcphase != GC_OFF)
        wait_for_cycle(++n, WAIT_WAIT_FOR_GC_CYCLE); // what died before the call may have been marked already
    while (ugrt_gccycle == n) {
        start(START_FORCED);
        if (ugrt_gcphase == GC_OFF && ugrt_gccycle == n)
            ugrt_gosched(); // another start is under way, or not allowed
        else
            wait_for_cycle(n + 1, WAIT_WAIT_FOR_GC_CYCLE);
        if (!gc.enabled) return;
    }
    ugrt_sweep_all();
    ugrt_finq_wake();
    ugrt_memprof_flush();
    ugrt_gosched(); // finalizers first: callers look for what they did
}

// Behind ugrt_gc's door (syscall_amd64.S), which noted the caller's frames.
void ugrt_gc_noted(void);
void ugrt_gc_noted(void)
{
    collect();
    ugrt_getg()->syscallsp = 0;
}

void ugrt_gc_findleaks(void)
{
    gc.leakswanted = true;
    while (gc.leakswanted) ugrt_gc(); // another's cycle may have begun before
}

bool ugrt_gc_due(bool periodic)
{
    if (!gc.enabled || ugrt_gcphase != GC_OFF || ugrt_debugvars.gogc < 0) return false;
    return ugrt_pace_due() || (periodic && ugrt_nanotime() - gc.lastend >= 120 * (int64_t)1000000000);
}

void ugrt_gc_poll(void)
{
    start(START_HEAP);
    if (ugrt_debugvars.gogc >= 0) start(START_PERIODIC);
}

int32_t ugrt_setgcpercent(int32_t percent)
{
    if (percent < 0) percent = -1;
    ugrt_stoptheworld(STW_GOMAXPROCS);
    int32_t old = ugrt_debugvars.gogc;
    ugrt_debugvars.gogc = percent;
    ugrt_pace_commit_stw();
    if (ugrt_trace_on()) ugrt_trace_heapgoal(ugrt_pace.goal);
    ugrt_starttheworld();
    ugrt_gc_poll();
    return old;
}

int64_t ugrt_setmemorylimit(int64_t limit)
{
    if (limit < 0) return ugrt_debugvars.memlimit;
    ugrt_stoptheworld(STW_GOMAXPROCS);
    int64_t old = ugrt_debugvars.memlimit;
    ugrt_debugvars.memlimit = limit;
    ugrt_pace_commit_stw();
    if (ugrt_trace_on()) ugrt_trace_heapgoal(ugrt_pace.goal);
    ugrt_starttheworld();
    ugrt_gc_poll();
    return old;
}

static void scavenge_all_g0(void *arg)
{
    (void)arg;
    int64_t t = ugrt_nanotime();
    ugrt_heap_scavenge(UINTPTR_MAX);
    ugrt_stack_scavenge();
    ugrt_gctimes.scavenge += ugrt_nanotime() - t;
}

void ugrt_freeosmemory(void)
{
    ugrt_gc();
    ugrt_systemstack(scavenge_all_g0, NULL);
}

// ---- Background goroutines
static bool sweeper_unlock(G *g, void *arg)
{
    (void)g, (void)arg;
    gc.sweepwaits = true;
    ugrt_unlock(&gc.lock);
    return true;
}

// Keeps a tenth more than the goal resident: a heap that breathes need not fault its pages in again.
static void scavenge_excess_g0(void *arg)
{
    (void)arg;
    uint64_t resident = ugrt_heap.pages_total - ugrt_heap.pages_idle, keep = UINT64_MAX;
    if (ugrt_pace.goal != UINT64_MAX) keep = (ugrt_pace.goal + ugrt_pace.goal / 10) / UGRT_PAGE + 128;
    uint64_t limit = (uint64_t)ugrt_debugvars.memlimit / UGRT_PAGE;
    if (keep > limit) keep = limit;
    if (resident <= keep) return;
    int64_t t = ugrt_nanotime();
    ugrt_heap_scavenge(resident - keep);
    ugrt_gctimes.scavenge += ugrt_nanotime() - t;
}

static void sweeper(void *arg)
{
    (void)arg;
    gc.sweepg = ugrt_getg();
    uint32_t swept = ugrt_gccycle;
    for (;;) {
        for (uint32_t n = 0;; n++) {
            if (n % 16 == 0 && ugrt_trace_on()) ugrt_trace_sweepbegin();
            M *m = ugrt_acquirem();
            bool more = ugrt_sweep_one();
            ugrt_releasem(m);
            if ((!more || n % 16 == 15) && ugrt_trace_on()) ugrt_trace_sweepend();
            if (!more) break;
            if (n % 16 == 15) ugrt_gosched();
        }
        ugrt_finq_wake();
        if (swept != ugrt_gccycle) {
            swept = ugrt_gccycle;
            ugrt_memprof_flush();
            ugrt_userarena_reap();
            ugrt_systemstack(scavenge_excess_g0, NULL);
        }
        ugrt_lock(&gc.lock);
        if (swept == ugrt_gccycle)
            ugrt_gopark(sweeper_unlock, NULL, WAIT_GC_SWEEP_WAIT, 1);
        else
            ugrt_unlock(&gc.lock);
    }
}

static bool unique_unlock(G *g, void *arg)
{
    (void)g, (void)arg;
    gc.uniquewaits = true;
    ugrt_unlock(&gc.lock);
    return true;
}

static void unique_runner(void *arg)
{
    (void)arg;
    gc.uniqueg = ugrt_getg();
    for (;;) {
        ugrt_lock(&gc.lock);
        if (!gc.uniquedue) {
            ugrt_gopark(unique_unlock, NULL, WAIT_GC_SWEEP_WAIT, 1);
            continue;
        }
        gc.uniquedue = false;
        ugrt_unlock(&gc.lock);
        ((void (*)(const UgClosure *))gc.uniquecleanup->code)(gc.uniquecleanup);
    }
}

void ugrt_gc_onpoolcleanup(const UgClosure *fn) { gc.poolcleanup = fn; }

void ugrt_gc_clearatstart(void **slot)
{
    Cleared *p = ugrt_persistentalloc(sizeof *p, 8);
    ugrt_lock(&gc.lock);
    *p = (Cleared){gc.cleared, slot};
    gc.cleared = p;
    ugrt_unlock(&gc.lock);
}

void ugrt_gc_onuniquecleanup(const UgClosure *fn)
{
    gc.uniquecleanup = fn;
    ugrt_newproc_system(unique_runner, NULL);
}

void ugrt_gcenable(void)
{
    gc.lastend = ugrt_nanotime();
    ugrt_newproc_system(sweeper, NULL);
    ugrt_fin_start();
    gc.enabled = true;
}
