// The heap profile. Buckets by (stack, size); counts in three cycles' worth of pending figures, so that a profile shows the heap as it was when the last complete collection ended: an object
// allocated since then has had no chance to be freed.
#include "prof/memprof.h"
#include "debug/debug.h"
#include "gc/special.h"
#include "sched/sched.h"
#include <string.h>

typedef struct Counts {
    int64_t allocs, frees, allocbytes, freebytes;
} Counts;

typedef struct MemBucket {
    StackEntry e; // its key is the size
    Counts active, future[3];
} MemBucket;

static StackTable buckets; // guarded by prof.lock
static struct {
    UgMutex lock;
    uint32_t cycle;
    bool flushed;
} prof = {.lock = {.rank = LOCKRANK_PROF}};

extern int64_t ugrt_go_memprofilerate __attribute__((weak)); // runtime.MemProfileRate; absent in C programs

int64_t ugrt_memprof_rate(void) { return &ugrt_go_memprofilerate ? ugrt_go_memprofilerate : 0; }

int64_t ugrt_memprof_nextsample(void)
{
    int64_t rate = ugrt_memprof_rate();
    if (rate == 1) return 0;
    if (rate <= 0) return INT64_MAX / 4;
    // Exponentially distributed about the rate: -ln(u) * rate, the logarithm of 26 random bits by a series.
    uint32_t q = (uint32_t)(ugrt_rand64() >> 38) + 1; // 1 .. 2^26
    int shift = 31 - __builtin_clz(q);
    double x = (double)q / (double)((uint32_t)1 << shift), y = (x - 1) / (x + 1), y2 = y * y;
    double ln =
        0.69314718055994531 * (shift - 26) + 2 * y * (1 + y2 * (1.0 / 3 + y2 * (1.0 / 5 + y2 * (1.0 / 7 + y2 / 9))));
    return (int64_t)(-ln * (double)rate) + 1;
}

void ugrt_memprof_alloc(uintptr_t p, uintptr_t size)
{
    uintptr_t stk[UGRT_PROF_DEPTH];
    int n = ugrt_callers(stk, UGRT_PROF_DEPTH);
    ugrt_lock(&prof.lock);
    uintptr_t depth = n > 0 ? (uintptr_t)n : 0;
    MemBucket *b = (MemBucket *)ugrt_stacktab_get(&buckets, stk, depth, size, sizeof *b);
    Counts *c = &b->future[(prof.cycle + 2) % 3];
    c->allocs++;
    c->allocbytes += (int64_t)size;
    ugrt_unlock(&prof.lock);
    Special *sp = ugrt_special_new(SPECIAL_PROFILE);
    sp->prof.bucket = b;
    sp->prof.size = size;
    if (!ugrt_special_add(p, sp, true)) ugrt_special_free(sp); // a tiny block holds one already
}

void ugrt_memprof_free(MemBucket *b, uintptr_t size)
{
    ugrt_lock(&prof.lock);
    Counts *c = &b->future[(prof.cycle + 1) % 3];
    c->frees++;
    c->freebytes += (int64_t)size;
    ugrt_unlock(&prof.lock);
}

static void publish(uint32_t slot)
{
    for (StackEntry *e = buckets.all; e != NULL; e = e->allnext) {
        MemBucket *b = (MemBucket *)e;
        Counts *f = &b->future[slot];
        b->active.allocs += f->allocs;
        b->active.frees += f->frees;
        b->active.allocbytes += f->allocbytes;
        b->active.freebytes += f->freebytes;
        *f = (Counts){0, 0, 0, 0};
    }
}

void ugrt_memprof_nextcycle(void)
{
    ugrt_lock(&prof.lock);
    if (!prof.flushed) publish(prof.cycle % 3);
    prof.cycle++;
    prof.flushed = false;
    ugrt_unlock(&prof.lock);
}

void ugrt_memprof_flush(void)
{
    ugrt_lock(&prof.lock);
    if (!prof.flushed) publish(prof.cycle % 3);
    prof.flushed = true;
    ugrt_unlock(&prof.lock);
}

void ugrt_memprof_each(void (*f)(const MemProfRecord *, void *), void *arg)
{
    for (StackEntry *e = __atomic_load_n(&buckets.all, __ATOMIC_ACQUIRE); e != NULL; e = e->allnext) {
        const Counts *c = &((MemBucket *)e)->active;
        MemProfRecord r = {c->allocbytes, c->freebytes, c->allocs, c->frees, e->nstk, e->stk};
        f(&r, arg);
    }
}
