// The heap profile. Buckets by (stack, size) in a hash table that only grows; counts in three cycles' worth of
// pending figures, so that a profile shows the heap as it was when the last complete collection ended: an object
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
    struct MemBucket *next, *allnext;
    uint64_t hash;
    uintptr_t size, nstk;
    Counts active, future[3];
    uintptr_t stk[];
} MemBucket;

#define NHASH 16384
static MemBucket *buckets[NHASH]; // guarded by prof.lock
static struct {
    UgMutex lock;
    MemBucket *all;
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

static MemBucket *bucket(const uintptr_t *stk, uintptr_t n, uintptr_t size)
{
    uint64_t h = size * 0x9e3779b97f4a7c15u;
    for (uintptr_t i = 0; i < n; i++) h = (h ^ stk[i]) * 0xff51afd7ed558ccdu, h ^= h >> 29;
    MemBucket **at = &buckets[h % NHASH];
    for (MemBucket *b = *at; b != NULL; b = b->next)
        if (b->hash == h && b->size == size && b->nstk == n && memcmp(b->stk, stk, n * sizeof *stk) == 0) return b;
    MemBucket *b = ugrt_persistentalloc(sizeof *b + n * sizeof *stk, 8);
    b->hash = h;
    b->size = size;
    b->nstk = n;
    memcpy(b->stk, stk, n * sizeof *stk);
    b->next = *at;
    *at = b;
    b->allnext = prof.all;
    prof.all = b;
    return b;
}

void ugrt_memprof_alloc(uintptr_t p, uintptr_t size)
{
    uintptr_t stk[UGRT_PROF_DEPTH];
    int n = ugrt_callers(0, stk, UGRT_PROF_DEPTH);
    ugrt_lock(&prof.lock);
    MemBucket *b = bucket(stk, n > 0 ? (uintptr_t)n : 0, size);
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
    for (MemBucket *b = prof.all; b != NULL; b = b->allnext) {
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
    ugrt_lock(&prof.lock);
    MemBucket *first = prof.all; // buckets are only added, at the front
    ugrt_unlock(&prof.lock);
    for (MemBucket *b = first; b != NULL; b = b->allnext) {
        MemProfRecord r = {
            b->active.allocbytes, b->active.freebytes, b->active.allocs, b->active.frees, b->nstk, b->stk};
        f(&r, arg);
    }
}
