// What runtime/metrics reads: counts of one moment, taken while the world is stopped; lib/runtime/metrics.go says
// which metric is made of which.
#include <string.h>
#include "gc/gc.h"
#include "gc/pacer.h"
#include "gc/phase.h"
#include "gc/roots.h"
#include "sched/sched.h"
#include "sched/timehist.h"
#include "stack/stack.h"

#define NSIZES (UGRT_NCLASSES + 1) // the last: large objects

// The layout of runtimeMetrics in lib/runtime/metrics.go.
typedef struct RuntimeMetrics {
    MemStats mem;
    uint64_t tiny, live, scan_heap, scan_stack, scan_globals, stack_start;
    int64_t gogc, memlimit;
    FinCounts fin;
    uint64_t created, running, runnable, waiting, notingo, procs, threads;
    int64_t available, idle, mutexwait;
    int64_t gc_assist, gc_dedicated, gc_idle, gc_pause, scavenge;
    uint64_t allocs[NSIZES], frees[NSIZES];
    uint64_t latency[UGRT_TIMEHIST_BUCKETS];
    uint64_t stopping[2][UGRT_TIMEHIST_BUCKETS], stopped[2][UGRT_TIMEHIST_BUCKETS];
} RuntimeMetrics;

void ugx_metrics_read(RuntimeMetrics *out);
void ugx_metrics_bounds(uint64_t *sizes, uint64_t *times);

// Lower bounds of the buckets, of objects' sizes and of times in nanoseconds.
void ugx_metrics_bounds(uint64_t *sizes, uint64_t *times)
{
    sizes[0] = 0;
    for (unsigned i = 1; i < NSIZES; i++) sizes[i] = ugrt_class_size[i - 1] + 1u;
    for (unsigned i = 0; i < UGRT_TIMEHIST_BUCKETS; i++) times[i] = ugrt_timehist_bound(i);
}

static void copy_hist(uint64_t *to, const TimeHist *from)
{
    for (unsigned i = 0; i < UGRT_TIMEHIST_BUCKETS; i++) to[i] = from->count[i];
}

static void count_goroutine(G *g, void *arg)
{
    RuntimeMetrics *r = arg;
    if (g->issystem) return;
    switch ((GStatus)(ugrt_readgstatus(g) & ~(uint32_t)G_SCAN)) {
    case G_RUNNING: r->running++; break;
    case G_RUNNABLE: r->runnable++; break;
    case G_WAITING: r->waiting++; break;
    case G_SYSCALL: r->notingo++; break;
    case G_IDLE:
    case G_DEAD:
    case G_STATUS_COUNT:
    case G_SCAN: break;
    }
}

void ugx_metrics_read(RuntimeMetrics *r)
{
    memset(r, 0, sizeof *r);
    ugrt_stoptheworld(STW_READ_MEM_STATS);
    ugrt_memstats_stw(&r->mem);
    const MemCounts *c = &ugrt_memcounts;
    for (unsigned i = 0; i < UGRT_NCLASSES; i++) {
        r->allocs[i] = c->smallallocs[i];
        r->frees[i] = c->smallfrees[i];
    }
    r->allocs[UGRT_NCLASSES] = c->largeallocs;
    r->frees[UGRT_NCLASSES] = c->largefrees;
    r->tiny = c->tinyallocs;
    r->live = ugrt_pace.marked;
    r->scan_heap = ugrt_pace.lastscan;
    r->scan_stack = ugrt_cycle.stackbytes;
    r->scan_globals = ugrt_roots_globals();
    r->stack_start = ugrt_stack_startsize();
    r->gogc = ugrt_debugvars.gogc;
    r->memlimit = ugrt_debugvars.memlimit;
    for (int32_t i = 0; i < UGRT_MAXPROCS && ugrt_allp[i] != NULL; i++) r->created += ugrt_allp[i]->gcreated;
    r->procs = (uint64_t)ugrt_gomaxprocs;
    r->gc_assist = ugrt_gctimes.assist;
    r->gc_dedicated = ugrt_gctimes.dedicated;
    r->gc_idle = ugrt_gctimes.idle;
    r->gc_pause = ugrt_gctimes.pause;
    r->scavenge = ugrt_gctimes.scavenge;
    ugrt_schedtimes_read(&r->available, &r->idle);
    ugrt_starttheworld();
    // What follows is counted as it goes on.
    ugrt_foreach_g(count_goroutine, r);
    ugrt_fin_counts(&r->fin);
    r->threads = (uint64_t)(ugrt_sched.mnext - ugrt_sched.nmfreed);
    r->mutexwait = ugrt_schedtimes.mutexwait;
    copy_hist(r->latency, &ugrt_schedtimes.latency);
    for (unsigned i = 0; i < 2; i++) {
        copy_hist(r->stopping[i], &ugrt_schedtimes.stopping[i]);
        copy_hist(r->stopped[i], &ugrt_schedtimes.stopped[i]);
    }
}
