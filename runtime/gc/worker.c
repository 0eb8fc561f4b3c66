// Mark workers: system goroutines, one for each P that there has been. A quarter of the Ps' worth of them run while
// a cycle marks and yield like any goroutine after 10 ms; the others run only while Ps are idle. Assists by
// allocating goroutines make up for what the workers do not get.
//
// Marking is done when nobody is active and nothing is left; whoever notices ends it (phase.c).
#include "gc/phase.h"
#include "gc/pacer.h"
#include "gc/roots.h"
#include "sched/sched.h"
#include "trace/trace.h"

#define MAX_WORKERS 256

typedef struct Worker {
    G *g;
    bool parked;
    bool again; // woken while it was not parked: it must look once more
} Worker;

static struct {
    UgMutex lock;
    Worker w[MAX_WORKERS];
    uint32_t n;
    _Atomic uint32_t parked;
} workers = {.lock = {.rank = LOCKRANK_SWEEPWAITERS}};

_Atomic uint32_t ugrt_workers_active;

typedef struct Slice {
    GcWork *w;
    bool dedicated, empty;
} Slice;

static bool world_waits(void) { return ugrt_sched.gcwaiting != 0; }

// One slice ends when the goroutine is asked to yield; sysmon does so after 10 ms. Shared work wakes more workers
// if there are idle Ps for them.
static bool slice_over(void)
{
    if (ugrt_sched.npidle > 0 && workers.parked > 0 && ugrt_mark_workleft()) ugrt_workers_wake(1, false);
    M *m = ugrt_getg()->m;
    return world_waits() || ugrt_yield_asked(m);
}

static void slice_g0(void *arg)
{
    Slice *s = arg;
    int64_t t = ugrt_nanotime();
    while (ugrt_roots_job(s->w))
        if (slice_over()) break;
    ugrt_mark_drain(s->w, UINT64_MAX, slice_over);
    s->empty = s->w->cur == NULL || s->w->cur->n == 0;
    s->empty = s->empty && !ugrt_mark_workleft() && !ugrt_roots_left();
    if (s->empty) ugrt_mark_flush(s->w);
    *(s->dedicated ? &ugrt_cycle.worker_ns : &ugrt_cycle.idle_ns) += ugrt_nanotime() - t;
}

static void mark_until_empty(bool dedicated)
{
    ugrt_workers_active++;
    for (;;) {
        M *m = ugrt_acquirem();
        if (ugrt_trace_on()) ugrt_trace_label(dedicated ? TRACE_LABEL_DEDICATED : TRACE_LABEL_IDLE);
        Slice s = {ugrt_gcwork_of(m->p), dedicated, false};
        if (ugrt_gcphase == GC_MARK)
            ugrt_systemstack(slice_g0, &s);
        else
            s.empty = true;
        if (!s.empty) ugrt_systemstack((void (*)(void *))ugrt_mark_flush, s.w); // another P may go on with it
        ugrt_releasem(m);
        if (s.empty) break;
        if (!dedicated && ugrt_sched.npidle == 0) break;
        ugrt_gosched();
    }
    ugrt_workers_active--;
}

static bool park_unlock(G *g, void *arg)
{
    (void)g;
    Worker *w = arg;
    w->parked = true;
    workers.parked++;
    ugrt_unlock(&workers.lock);
    return true;
}

static void work(void *arg)
{
    Worker *w = arg;
    w->g = ugrt_getg();
    uint32_t index = (uint32_t)(w - workers.w);
    for (;;) {
        ugrt_lock(&workers.lock);
        if (w->again) {
            w->again = false;
            ugrt_unlock(&workers.lock);
        } else {
            ugrt_gopark(park_unlock, w, WAIT_GC_WORKER_IDLE, 1);
        }
        // An idle-time worker that stops with work left leaves it to the dedicated ones.
        uint32_t dedicated = (uint32_t)ugrt_gomaxprocs / 4;
        bool isdedicated = index < (dedicated > 0 ? dedicated : 1);
        for (;;) {
            mark_until_empty(isdedicated);
            if (ugrt_gcphase != GC_MARK || ugrt_workers_active != 0 || ugrt_mark_done()) break;
            ugrt_gosched(); // work was left, or has turned up; others may want to stop the world meanwhile
        }
    }
}

void ugrt_workers_start(void)
{
    while (workers.n < (uint32_t)ugrt_gomaxprocs && workers.n < MAX_WORKERS)
        ugrt_newproc_system(work, &workers.w[workers.n++]);
}

// Readies up to n workers. Those that are not parked are told to look again instead, if a cycle begins: one that
// was just about to park would miss it.
void ugrt_workers_wake(uint32_t n, bool begin)
{
    G *wake[8];
    uint32_t k = 0;
    ugrt_lock(&workers.lock);
    for (uint32_t i = 0; i < workers.n && k < n && k < 8; i++) {
        Worker *w = &workers.w[i];
        if (w->parked) {
            w->parked = false;
            workers.parked--;
            wake[k++] = w->g;
        } else if (begin) {
            w->again = true;
        }
    }
    ugrt_unlock(&workers.lock);
    for (uint32_t i = 0; i < k; i++) ugrt_goready(wake[i]);
}

// ---- Assists
typedef struct Assist {
    GcWork *w;
    uint64_t budget, done;
    bool asked; // to yield, before all was done
} Assist;

static bool yield_asked(void) { return world_waits() || ugrt_yield_asked(ugrt_getg()->m); }

static void assist_g0(void *arg)
{
    Assist *a = arg;
    while (a->done < a->budget && !yield_asked() && ugrt_roots_job(a->w)) a->done += 256 << 10;
    if (a->done < a->budget) a->done += ugrt_mark_drain(a->w, a->budget - a->done, yield_asked);
    a->asked = a->done < a->budget && yield_asked();
}

// Marks for what was allocated. Where others hold all the work that is left there is nothing to mark, and the debt is
// forgiven. Once the heap has outgrown its goal all that is left is owed, and then the goroutine waits for the cycle's end.
static void assist(uintptr_t bytes)
{
    G *g = ugrt_getg();
    bool idle = false;
    M *m = ugrt_acquirem();
    GcWork *w = ugrt_gcwork_of(m->p);
    w->assistdebt += (int64_t)bytes;
    if (w->assistdebt > 0) {
        // In portions of 64 KB at least: going over to marking has its price.
        int64_t portion = w->assistdebt < 65536 ? 65536 : w->assistdebt;
        Assist a = {w, ugrt_pace_overrun() ? UINT64_MAX : (uint64_t)ugrt_pace_assist(portion), 0, false};
        int64_t t = ugrt_nanotime();
        if (a.budget > 0) {
            g->inassist = true;
            if (ugrt_trace_on()) ugrt_trace_assistbegin();
            ugrt_systemstack(assist_g0, &a);
        }
        idle = a.done < a.budget && !a.asked;
        if (a.asked)
            w->assistdebt -= (int64_t)((double)portion * (double)a.done / (double)a.budget);
        else
            w->assistdebt = idle ? 0 : w->assistdebt - portion;
        ugrt_cycle.assist_ns += ugrt_nanotime() - t;
    }
    ugrt_releasem(m);
    if (ugrt_gcphase == GC_MARK && ugrt_workers_active == 0 && !ugrt_mark_workleft() && !ugrt_roots_left())
        ugrt_mark_done();
    else if (idle && ugrt_pace_overrun())
        ugrt_gc_await_marked();
    if (g->inassist && ugrt_trace_on()) ugrt_trace_assistend();
    g->inassist = false;
}

void ugrt_gc_afteralloc(uintptr_t bytes)
{
    G *g = ugrt_getg();
    if (g == g->m->g0 || g->m->locks > 0) return;
    if (bytes != 0 && ugrt_gcphase == GC_MARK)
        assist(bytes);
    else if (bytes != 0 && UGX_UNLIKELY(ugrt_pace_due()))
        ugrt_gc_start();
    ugrt_yield_if_asked();
}
