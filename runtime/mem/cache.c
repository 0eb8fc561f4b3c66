// The cache of a P: for each span class a span and the run of free slots in use (see AllocRun in mem.h).
// Everything here is called by the P's owner with preemption off, or with the world stopped.
#include "mem/private.h"
#include "race/race.h"
#include "sched/sched.h"
#include "gc/pace.h"
#include "prof/memprof.h"
#include <string.h>

#define BULK_ZERO 128 // slots up to this size are zeroed a run at a time, larger ones when handed out

static uintptr_t next_slot(const MSpan *s, uintptr_t i, bool taken)
{
    uint64_t flip = taken ? 0 : ~(uint64_t)0;
    while (i < s->nelems) {
        uint64_t w = (s->allocbits[i / 64] ^ flip) >> (i % 64);
        if (w != 0) {
            i += (uintptr_t)__builtin_ctzll(w);
            return i < s->nelems ? i : s->nelems;
        }
        i = (i / 64 + 1) * 64;
    }
    return s->nelems;
}

static void clear_bits(uint64_t *bits, uintptr_t lo, uintptr_t hi)
{
    for (; lo < hi && lo % 64 != 0; lo++) bits[lo / 64] &= ~((uint64_t)1 << (lo % 64));
    for (; lo + 64 <= hi; lo += 64) bits[lo / 64] = 0;
    for (; lo < hi; lo++) bits[lo / 64] &= ~((uint64_t)1 << (lo % 64));
}

// Marks or unmarks slots [lo, hi). Others mark objects of the span meanwhile.
static void mark_slots(MSpan *s, uintptr_t lo, uintptr_t hi, bool mark)
{
    while (lo < hi) {
        uintptr_t n = 64 - lo % 64 < hi - lo ? 64 - lo % 64 : hi - lo;
        uint64_t m = (n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1) << (lo % 64);
        if (mark)
            __atomic_fetch_or(&s->markbits[lo / 64], m, __ATOMIC_RELAXED);
        else
            __atomic_fetch_and(&s->markbits[lo / 64], ~m, __ATOMIC_RELAXED);
        lo += n;
    }
}

// Ends the run before the next slot at which something is due.
static void cut_run(MCache *c, unsigned sc)
{
    AllocRun *r = &c->run[sc];
    uintptr_t size = c->span[sc]->elemsize, left = c->stop[sc] - r->cur;
    r->end = c->stop[sc];
    if (ugrt_debugvars.gcstress > 0) {
        r->end = r->cur;
    } else if (c->untilsample[sc] < (int64_t)left) {
        uintptr_t n = c->untilsample[sc] <= 0 ? 0 : (uintptr_t)c->untilsample[sc] / size;
        r->end = r->cur + n * size;
    }
    c->untilsample[sc] -= (int64_t)(r->end - r->cur);
}

// Draws the samples anew if the program has set runtime.MemProfileRate. Noticed at the next slow path of any class.
void ugrt_cache_checkrate(MCache *c)
{
    int64_t rate = ugrt_memprof_rate();
    if (LIKELY(c->samplerate == rate)) return;
    c->samplerate = rate;
    for (unsigned sc = 0; sc < UGRT_NSPANCLASSES; sc++) {
        c->untilsample[sc] = ugrt_memprof_nextsample();
        if (c->stop[sc] != 0) cut_run(c, sc);
    }
}

// Starts the run at the next free slot of the span. False: the span is full.
bool ugrt_cache_nextrun(MCache *c, unsigned sc)
{
    MSpan *s = c->span[sc];
    if (s == NULL) return false;
    uintptr_t from = c->stop[sc] != 0 ? (c->stop[sc] - s->base) / s->elemsize : s->freeindex;
    uintptr_t lo = next_slot(s, from, false);
    if (lo >= s->nelems) {
        s->freeindex = s->nelems;
        c->run[sc] = (AllocRun){0, 0};
        c->stop[sc] = 0;
        return false;
    }
    uintptr_t hi = next_slot(s, lo, true);
    s->freeindex = (uint16_t)lo;
    s->alloccount += (uint16_t)(hi - lo);
    uintptr_t start = s->base + lo * s->elemsize, stop = s->base + hi * s->elemsize;
    if (s->needzero && s->elemsize <= BULK_ZERO) memset((void *)start, 0, stop - start);
    if (!(sc & NOSCAN) && s->elemsize <= UGRT_MAX_INSPAN)
        clear_bits(inspan_bits(s->base), (start - s->base) / 8, (stop - s->base) / 8);
    if (ugrt_gcphase != GC_OFF) mark_slots(s, lo, hi, true);
    if (UGRT_RACE) ugrt_race_fresh(start, stop - start);
    c->run[sc].cur = start;
    c->stop[sc] = stop;
    cut_run(c, sc);
    return true;
}

// The slots of the run that were not used go back to the span.
static void end_run(MCache *c, unsigned sc)
{
    MSpan *s = c->span[sc];
    uintptr_t cur = c->run[sc].cur, stop = c->stop[sc];
    if (cur == stop) {
        if (stop != 0) s->freeindex = (uint16_t)((stop - s->base) / s->elemsize);
    } else {
        uintptr_t lo = (cur - s->base) / s->elemsize, hi = (stop - s->base) / s->elemsize;
        s->freeindex = (uint16_t)lo;
        s->alloccount -= (uint16_t)(hi - lo);
        if (ugrt_gcphase != GC_OFF) mark_slots(s, lo, hi, false);
        // Whatever was cut off had been counted towards the next sample.
        c->untilsample[sc] += (int64_t)(c->run[sc].end - cur);
    }
    c->run[sc] = (AllocRun){0, 0};
    c->stop[sc] = 0;
}

static void release_span(MCache *c, unsigned sc)
{
    MSpan *s = c->span[sc];
    if (s == NULL) return;
    end_run(c, sc);
    c->span[sc] = NULL;
    c->smallallocs[sc >> 1] += (uint64_t)(s->alloccount - s->sweptcount);
    s->sweptcount = s->alloccount;
    ugrt_pace_uncached((uintptr_t)(s->nelems - s->alloccount) * s->elemsize);
    ugrt_central_put(s);
}

// A span with free slots, its first run started. Charges the collector for all of its free slots in advance.
// Returns false when the system has no memory. On a system stack.
bool ugrt_cache_refill(MCache *c, unsigned sc)
{
    release_span(c, sc);
    MSpan *s = ugrt_central_take(sc);
    if (s == NULL) return false;
    c->span[sc] = s;
    ugrt_pace_cached((uintptr_t)(s->nelems - s->alloccount) * s->elemsize);
    return ugrt_cache_nextrun(c, sc);
}

// Takes the slot at which a run was cut, and cuts the rest anew. 0: the run has not been cut here.
uintptr_t ugrt_cache_takecut(MCache *c, unsigned sc, bool *sampled)
{
    uintptr_t p = c->run[sc].cur;
    if (p == c->stop[sc]) return 0;
    int64_t size = (int64_t)c->span[sc]->elemsize;
    c->run[sc].cur += (uintptr_t)size;
    *sampled = c->untilsample[sc] < size;
    c->untilsample[sc] = *sampled ? ugrt_memprof_nextsample() : c->untilsample[sc] - size;
    cut_run(c, sc);
    return p;
}

void ugrt_mcache_sync(MCache *c, bool markrest)
{
    // A block of tiny objects begun before the cycle is white, and what is allocated in it now would be too.
    if (markrest) c->tiny = c->tinyend = 0;
    for (unsigned sc = 2; sc < UGRT_NSPANCLASSES; sc++) {
        MSpan *s = c->span[sc];
        if (s == NULL || c->stop[sc] == 0) continue;
        uintptr_t lo = (c->run[sc].cur - s->base) / s->elemsize, hi = (c->stop[sc] - s->base) / s->elemsize;
        s->freeindex = (uint16_t)lo;
        if (markrest) mark_slots(s, lo, hi, true);
        // alloccount stays ahead by the run's rest, which end_run will take back.
        uint64_t used = (uint64_t)(s->alloccount - (hi - lo)) - s->sweptcount;
        c->smallallocs[sc >> 1] += used;
        s->sweptcount = (uint16_t)(s->sweptcount + used);
    }
}

static void flush_counts(MCache *c)
{
    MemCounts *m = &ugrt_memcounts;
    for (unsigned i = 0; i < UGRT_NCLASSES; i++) {
        m->smallallocs[i] += c->smallallocs[i];
        m->smallfrees[i] += c->smallfrees[i];
        c->smallallocs[i] = c->smallfrees[i] = 0;
    }
    m->tinyallocs += c->tinyallocs;
    m->largeallocs += c->largeallocs;
    m->largefrees += c->largefrees;
    m->largeallocbytes += c->largeallocbytes;
    m->largefreebytes += c->largefreebytes;
    c->tinyallocs = c->largeallocs = c->largefrees = c->largeallocbytes = c->largefreebytes = 0;
}

void ugrt_mcache_flushcounts(MCache *c)
{
    ugrt_mcache_sync(c, false);
    flush_counts(c);
}

void ugrt_mcache_flush(MCache *c)
{
    for (unsigned sc = 2; sc < UGRT_NSPANCLASSES; sc++) release_span(c, sc);
    c->tiny = c->tinyend = 0;
    flush_counts(c);
}

MCache *ugrt_mcache_new(void)
{
    MCache *c = ugrt_fixalloc(&ugrt_heap.caches);
    memset(c, 0, sizeof *c);
    c->samplerate = ugrt_memprof_rate();
    for (unsigned sc = 0; sc < UGRT_NSPANCLASSES; sc++) c->untilsample[sc] = ugrt_memprof_nextsample();
    return c;
}

void ugrt_mcache_release(P *p)
{
    MCache *c = p->mcache;
    if (c == NULL) return;
    ugrt_mcache_flush(c);
    p->mcache = NULL;
    ugrt_fixfree(&ugrt_heap.caches, c);
}
