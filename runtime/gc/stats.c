// Statistics: runtime.MemStats, debug.ReadGCStats, the line of GODEBUG=gctrace=1.
#include "gc/gc.h"
#include "gc/pacer.h"
#include "gc/phase.h"
#include "gc/roots.h"
#include "debug/debug.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include <string.h>
#include <time.h>

static struct {
    uint64_t pause_ns[256], pause_end[256]; // of the last 256 cycles
    uint64_t pause_total, last_gc;          // last_gc: wall clock
    uint32_t cycles, forced;
    int64_t started;
    double fraction;
} stats;
GcTimes ugrt_gctimes; // written with the world stopped, but for scavenge

static uint64_t wall_ns(void)
{
    int64_t sec;
    int32_t nsec;
    ugrt_walltime(&sec, &nsec);
    return (uint64_t)sec * 1000000000 + (uint64_t)nsec;
}

// ---- gctrace: text built by hand, for it is printed with the world stopped and nothing may be allocated.
typedef struct Text {
    char buf[512];
    size_t n;
} Text;

static void put(Text *t, const char *s)
{
    while (*s != 0 && t->n < sizeof t->buf) t->buf[t->n++] = *s++;
}

static void put_uint(Text *t, uint64_t v)
{
    char b[24];
    size_t i = sizeof b;
    b[--i] = 0;
    do b[--i] = (char)('0' + v % 10);
    while ((v /= 10) != 0);
    put(t, b + i);
}

// Milliseconds with two significant digits, as gc prints them.
static void put_ms(Text *t, int64_t ns)
{
    if (ns >= 10000000) {
        put_uint(t, (uint64_t)(ns + 500000) / 1000000);
        return;
    }
    uint64_t us = (uint64_t)(ns > 0 ? ns : 0) / 1000;
    if (us == 0) {
        put(t, "0");
        return;
    }
    unsigned dec = 3;
    uint64_t x = us;
    for (; x >= 100; x /= 10) dec--;
    uint64_t scale = 1;
    for (unsigned i = 0; i < dec; i++) scale *= 10;
    put_uint(t, x / scale);
    uint64_t frac = x % scale;
    if (dec == 0) return;
    put(t, ".");
    for (scale /= 10; scale > 0; scale /= 10) {
        char d[2] = {(char)('0' + frac / scale % 10), 0};
        put(t, d);
    }
}

static void trace_line(const GcCycle *c)
{
    Text t = {.n = 0};
    int64_t stop = c->t_mark - c->t_start, mark = c->t_term - c->t_mark, term = c->t_end - c->t_term;
    put(&t, "gc ");
    put_uint(&t, stats.cycles);
    put(&t, " @");
    uint64_t ms = (uint64_t)(c->t_start - stats.started) / 1000000;
    put_uint(&t, ms / 1000);
    put(&t, ".");
    char d[4] = {(char)('0' + ms / 100 % 10), (char)('0' + ms / 10 % 10), (char)('0' + ms % 10), 0};
    put(&t, d);
    put(&t, "s ");
    put_uint(&t, (uint64_t)(stats.fraction * 100));
    put(&t, "%: ");
    put_ms(&t, stop);
    put(&t, "+");
    put_ms(&t, mark);
    put(&t, "+");
    put_ms(&t, term);
    put(&t, " ms clock, ");
    put_ms(&t, stop * c->procs);
    put(&t, "+");
    put_ms(&t, c->assist_ns);
    put(&t, "/");
    put_ms(&t, c->worker_ns);
    put(&t, "/");
    put_ms(&t, c->idle_ns);
    put(&t, "+");
    put_ms(&t, term * c->procs);
    put(&t, " ms cpu, ");
    put_uint(&t, c->heap0 >> 20);
    put(&t, "->");
    put_uint(&t, c->heap1 >> 20);
    put(&t, "->");
    put_uint(&t, c->heap2 >> 20);
    put(&t, " MB, ");
    put_uint(&t, c->goal >> 20);
    put(&t, " MB goal, ");
    put_uint(&t, c->stackbytes >> 20);
    put(&t, " MB stacks, ");
    put_uint(&t, ugrt_roots_globals() >> 20);
    put(&t, " MB globals, ");
    put_uint(&t, (uint64_t)c->procs);
    put(&t, c->forced ? " P (forced)\n" : " P\n");
    ugrt_print_n(t.buf, t.n);
}

void ugrt_stats_cycle_stw(const GcCycle *c)
{
    uint64_t pause = (uint64_t)(c->t_mark - c->t_start) + (uint64_t)(c->t_end - c->t_term);
    if (c->stw) pause = (uint64_t)(c->t_end - c->t_start);
    unsigned slot = stats.cycles % 256;
    stats.cycles++;
    if (c->forced) stats.forced++;
    stats.pause_ns[slot] = pause;
    stats.last_gc = stats.pause_end[slot] = wall_ns();
    stats.pause_total += pause;
    GcTimes *t = &ugrt_gctimes;
    t->pause += (int64_t)pause * c->procs;
    t->assist += c->assist_ns;
    t->dedicated += c->worker_ns;
    t->idle += c->idle_ns;
    double total = (double)(c->t_end - stats.started) * c->procs;
    stats.fraction = total > 0 ? (double)(t->pause + t->assist + t->dedicated) / total : 0;
    if (stats.fraction > 1) stats.fraction = 1;
    if (ugrt_debugvars.gctrace > 0) trace_line(c);
}

void ugrt_stats_init(void) { stats.started = ugrt_nanotime(); }

void ugrt_gc_pauses(uint64_t *out, UgInt cap, UgInt *n)
{
    // Newest first: pauses, then their ends; then last collection, number of them, sum of pauses.
    ugrt_stoptheworld(STW_READ_MEM_STATS);
    UgInt k = stats.cycles < 256 ? (UgInt)stats.cycles : 256;
    if (2 * k + 3 > cap) k = (cap - 3) / 2;
    for (UgInt i = 0; i < k; i++) {
        unsigned slot = (stats.cycles - 1 - (uint32_t)i) % 256;
        out[i] = stats.pause_ns[slot];
        out[k + i] = stats.pause_end[slot];
    }
    out[2 * k] = stats.last_gc;
    out[2 * k + 1] = stats.cycles;
    out[2 * k + 2] = stats.pause_total;
    *n = 2 * k + 3;
    ugrt_starttheworld();
}

static void flush_counts_g0(void *arg)
{
    (void)arg;
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++)
        if (ugrt_allp[i]->mcache != NULL) ugrt_mcache_flushcounts(ugrt_allp[i]->mcache);
}

void ugrt_memstats_stw(MemStats *m)
{
    memset(m, 0, sizeof *m);
    ugrt_systemstack(flush_counts_g0, NULL);
    const MemCounts *c = &ugrt_memcounts;
    for (unsigned i = 1; i < UGRT_NCLASSES; i++) {
        uint64_t allocs = c->smallallocs[i], frees = c->smallfrees[i], size = ugrt_class_size[i];
        m->Mallocs += allocs;
        m->Frees += frees;
        m->TotalAlloc += allocs * size;
        m->Alloc += (allocs - frees) * size;
        if (i < 61) {
            m->BySize[i].Mallocs = allocs;
            m->BySize[i].Frees = frees;
        }
    }
    for (unsigned i = 0; i < 61; i++) m->BySize[i].Size = ugrt_class_size[i];
    m->Mallocs += c->largeallocs;
    m->Frees += c->largefrees;
    m->TotalAlloc += c->largeallocbytes;
    m->Alloc += c->largeallocbytes - c->largefreebytes;
    // Tiny objects count each, and die with their block: as many frees as keep the difference right.
    m->Mallocs += c->tinyallocs;
    m->Frees += c->tinyallocs;
    m->HeapAlloc = m->Alloc;
    m->HeapObjects = m->Mallocs - m->Frees;
    m->HeapInuse = ugrt_heap.pages_inuse * UGRT_PAGE;
    m->HeapSys = ugrt_heap.pages_total * UGRT_PAGE;
    m->HeapIdle = m->HeapSys - m->HeapInuse;
    m->HeapReleased = ugrt_heap.pages_idle * UGRT_PAGE;
    m->StackInuse = ugrt_stack_inuse();
    m->StackSys = ugrt_stack_sys();
    m->MSpanInuse = ugrt_heap.spans.inuse * sizeof(MSpan);
    m->MSpanSys = m->MSpanInuse;
    m->MCacheInuse = ugrt_heap.caches.inuse * sizeof(MCache);
    m->MCacheSys = m->MCacheInuse;
    m->OtherSys = c->sys_persistent > m->MSpanSys + m->MCacheSys ? c->sys_persistent - m->MSpanSys - m->MCacheSys : 0;
    m->GCSys = c->sys_direct;
    m->Sys = m->HeapSys + m->StackSys + m->MSpanSys + m->MCacheSys + m->GCSys + m->OtherSys;
    m->NextGC = ugrt_pace.goal;
    m->LastGC = stats.last_gc;
    m->PauseTotalNs = stats.pause_total;
    memcpy(m->PauseNs, stats.pause_ns, sizeof m->PauseNs);
    memcpy(m->PauseEnd, stats.pause_end, sizeof m->PauseEnd);
    m->NumGC = stats.cycles;
    m->NumForcedGC = stats.forced;
    m->GCCPUFraction = stats.fraction;
    m->EnableGC = true;
}

void ugrt_readmemstats(MemStats *m)
{
    ugrt_stoptheworld(STW_READ_MEM_STATS);
    ugrt_memstats_stw(m);
    ugrt_starttheworld();
}
