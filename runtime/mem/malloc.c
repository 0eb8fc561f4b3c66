// mallocgc and the allocation entry points of emitted code.
//
// Fast path: pick the span class, bump the cache's run, add the pointer mask. No test of the collector's phase, of
// profiling or of zeroing for small objects: those are the run's business (mem.h, AllocRun). The runtime is never
// preempted between its own instructions, so the cache needs no lock.
//
// Slow path: the next run of the span, or another span, on the system stack; then whatever is owed to the profile
// and the collector. That comes last, when the object is complete, since it may run a whole collection.
#include "mem/private.h"
#include "race/race.h"
#include "sched/sched.h"
#include "gc/pace.h"
#include "panic/panic.h"
#include "prof/memprof.h"
#include <string.h>

#define SC_TINY (2 << 1 | NOSCAN)
#define BULK_ZERO 128
#define ZERO_PIECE ((uintptr_t)128 << 10) // between looks whether to yield

uint64_t ugrt_zerobase[2];
const uint8_t ugrt_zeroval[1024];

static inline MCache *cache(void) { return ugrt_getg()->m->p->mcache; }

static inline uintptr_t bump(MCache *c, unsigned sc, uintptr_t size)
{
    AllocRun *r = &c->run[sc];
    uintptr_t p = r->cur, next = p + size;
    if (UNLIKELY(next > r->end)) return 0;
    r->cur = next;
    return p;
}

// ---- The slow path
typedef struct Refill {
    MCache *c;
    unsigned sc;
    bool ok;
} Refill;

static void refill_g0(void *arg)
{
    Refill *r = arg;
    r->ok = ugrt_cache_refill(r->c, r->sc);
}

static UGRT_NOINLINE void out_of_memory(void) { ugrt_throw("out of memory"); }

typedef struct Slot {
    uintptr_t p;
    bool sampled;
    uintptr_t charged; // bytes of a new span
} Slot;

// A slot of the class by any means.
static UGRT_NOINLINE Slot slot_slow(unsigned sc)
{
    Slot s = {0, false, 0};
    M *m = ugrt_acquirem();
    MCache *c = m->p->mcache;
    uintptr_t size = ugrt_class_size[sc >> 1];
    ugrt_cache_checkrate(c);
    for (;;) {
        s.p = bump(c, sc, size);
        if (s.p != 0) break;
        s.p = ugrt_cache_takecut(c, sc, &s.sampled);
        if (s.p != 0) break;
        if (ugrt_cache_nextrun(c, sc)) continue;
        Refill r = {c, sc, false};
        ugrt_systemstack(refill_g0, &r);
        if (!r.ok) out_of_memory();
        s.charged += ugrt_class_pages[sc >> 1] * UGRT_PAGE;
    }
    ugrt_releasem(m);
    return s;
}

// slotsize: what the profile counts the object with, as gc does.
static UGRT_NOINLINE void settle(Slot s, void *obj, size_t slotsize)
{
    if (s.sampled) ugrt_memprof_alloc((uintptr_t)obj, slotsize);
    if (UNLIKELY(ugrt_debugvars.gcstress > 0)) ugrt_gc_stress();
    ugrt_gc_afteralloc(s.charged);
}

// ---- Tiny objects: pointer-free, below 16 bytes, several to a block
static inline void keep_roomier(MCache *c, uintptr_t tiny, uintptr_t end)
{
    if (end - tiny < c->tinyend - c->tiny) return;
    c->tiny = tiny;
    c->tinyend = end;
}

static UGRT_NOINLINE void *tiny_slow(size_t size)
{
    Slot s = slot_slow(SC_TINY);
    keep_roomier(cache(), s.p + size, s.p + UGRT_TINY);
    settle(s, (void *)s.p, UGRT_TINY);
    return (void *)s.p;
}

static inline void *alloc_tiny(MCache *c, size_t size)
{
    uintptr_t align = size % 8 == 0 ? 8 : size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
    uintptr_t p = (c->tiny + align - 1) & ~(align - 1);
    if (LIKELY(c->tiny != 0 && p + size <= c->tinyend)) {
        c->tiny = p + size;
        c->tinyallocs++; // blocks are counted as the objects of their class
        return (void *)p;
    }
    p = bump(c, SC_TINY, UGRT_TINY);
    if (UNLIKELY(p == 0)) return tiny_slow(size);
    keep_roomier(c, p + size, p + UGRT_TINY);
    return (void *)p;
}

// ---- Small objects without pointers
static UGRT_NOINLINE void *noscan_slow(unsigned sc, bool zero)
{
    Slot s = slot_slow(sc);
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    if (zero && slotsize > BULK_ZERO) memset((void *)s.p, 0, slotsize);
    settle(s, (void *)s.p, slotsize);
    return (void *)s.p;
}

static inline void *alloc_noscan(MCache *c, size_t size, bool zero)
{
    unsigned sc = class_of(size) << 1 | NOSCAN;
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    uintptr_t p = bump(c, sc, slotsize);
    if (UNLIKELY(p == 0)) return noscan_slow(sc, zero);
    if (zero && slotsize > BULK_ZERO && c->span[sc]->needzero) memset((void *)p, 0, slotsize);
    return (void *)p;
}

// ---- Small objects with pointers: mapped in the span, or behind a type word
static UGRT_NOINLINE void *inspan_slow(size_t size, const UgType *t, unsigned sc)
{
    Slot s = slot_slow(sc);
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    if (slotsize > BULK_ZERO) memset((void *)s.p, 0, slotsize);
    ugrt_ptrmask_set(s.p, size, t);
    settle(s, (void *)s.p, slotsize);
    return (void *)s.p;
}

static inline void *alloc_inspan(MCache *c, size_t size, const UgType *t)
{
    unsigned sc = ugrt_size_class8[(size + 7) >> 3] << 1;
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    uintptr_t p = bump(c, sc, slotsize);
    if (UNLIKELY(p == 0)) return inspan_slow(size, t, sc);
    if (slotsize > BULK_ZERO && c->span[sc]->needzero) memset((void *)p, 0, slotsize);
    if (LIKELY(size == t->size && t->ptrbytes <= 64 && !(t->tflag & UG_TFLAG_GCMASK_ON_DEMAND))) {
        // One value with pointers in its first eight words only: one byte of mask.
        uint64_t *bits = inspan_bits(p), mask = t->gcdata[0];
        uintptr_t pos = (p & (UGRT_PAGE - 1)) / 8, shift = pos % 64;
        bits[pos / 64] |= mask << shift;
        if (shift > 56 && mask >> (64 - shift) != 0) bits[pos / 64 + 1] |= mask >> (64 - shift);
    } else {
        ugrt_ptrmask_set(p, size, t);
    }
    return (void *)p;
}

static void *finish_header(uintptr_t p, uintptr_t slotsize, const UgType *t)
{
    memset((void *)p, 0, slotsize);
    *(const UgType **)p = t;
    return (void *)(p + UGRT_HEADER_BYTES);
}

static UGRT_NOINLINE void *header_slow(const UgType *t, unsigned sc)
{
    Slot s = slot_slow(sc);
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    void *obj = finish_header(s.p, slotsize, t);
    settle(s, obj, slotsize);
    return obj;
}

static void *alloc_header(MCache *c, size_t size, const UgType *t)
{
    unsigned sc = class_of(size + UGRT_HEADER_BYTES) << 1;
    uintptr_t slotsize = ugrt_class_size[sc >> 1];
    uintptr_t p = bump(c, sc, slotsize);
    if (UNLIKELY(p == 0)) return header_slow(t, sc);
    if (!c->span[sc]->needzero) {
        *(const UgType **)p = t;
        return (void *)(p + UGRT_HEADER_BYTES);
    }
    return finish_header(p, slotsize, t);
}

// ---- Large objects: a span each
typedef struct Large {
    uintptr_t npages;
    bool noscan;
    MSpan *s;
} Large;

static void large_g0(void *arg)
{
    Large *l = arg;
    l->s = ugrt_span_alloc(l->npages, l->noscan ? NOSCAN : 0);
}

// The span is nobody's while it is zeroed, on no list and with its one slot free: cycles begin and end meanwhile.
static void zero_in_pieces(const MSpan *s)
{
    for (uintptr_t at = 0; at < s->elemsize; at += ZERO_PIECE) {
        memset((void *)(s->base + at), 0, s->elemsize - at < ZERO_PIECE ? s->elemsize - at : ZERO_PIECE);
        ugrt_yield_if_asked();
    }
}

static UGRT_NOINLINE void *alloc_large(size_t size, const UgType *t, bool zero)
{
    if (size > UGRT_MAX_ALLOC) out_of_memory();
    bool noscan = t == NULL;
    Large l = {(size + UGRT_PAGE - 1) >> UGRT_PAGE_SHIFT, noscan, NULL};
    ugrt_systemstack(large_g0, &l);
    if (l.s == NULL) out_of_memory();
    MSpan *s = l.s;
    if (s->needzero && (zero || !noscan)) zero_in_pieces(s);
    M *m = ugrt_acquirem();
    if (UGRT_RACE) ugrt_race_fresh(s->base, s->elemsize);
    s->largetype = t;
    s->alloccount = s->sweptcount = 1;
    atomic_store_explicit(&s->sweepgen, ugrt_heap.sweepgen, memory_order_relaxed);
    // Last: from here on a stray word may lead the marker to the object, and it reads the type.
    __atomic_store_n(&s->freeindex, 1, __ATOMIC_RELEASE);
    if (ugrt_gcphase != GC_OFF) s->markbits[0] = 1;
    MCache *c = m->p->mcache;
    ugrt_cache_checkrate(c);
    c->largeallocs++;
    c->largeallocbytes += s->elemsize;
    ugrt_pace_cached(s->elemsize);
    bool sampled = false;
    c->untilsample[noscan] -= (int64_t)s->elemsize;
    if (c->untilsample[noscan] < 0) {
        sampled = true;
        c->untilsample[noscan] = ugrt_memprof_nextsample();
    }
    ugrt_central_put(s);
    ugrt_releasem(m);
    void *p = (void *)s->base; // on the stack while settle may collect: the span does not keep the object alive
    settle((Slot){s->base, sampled, s->elemsize}, p, s->elemsize);
    return p;
}

// ---- mallocgc
static inline void *alloc(size_t size, const UgType *t, bool zero)
{
    if (t == NULL || t->ptrbytes == 0) {
        if (UNLIKELY(size > UGRT_MAX_SMALL - UGRT_HEADER_BYTES)) return alloc_large(size, NULL, zero);
        if (size >= UGRT_TINY) return alloc_noscan(cache(), size, zero);
        if (UNLIKELY(size == 0)) return ugrt_zerobase;
        return alloc_tiny(cache(), size);
    }
    if (LIKELY(size <= UGRT_MAX_INSPAN)) return UNLIKELY(size == 0) ? ugrt_zerobase : alloc_inspan(cache(), size, t);
    if (size <= UGRT_MAX_SMALL - UGRT_HEADER_BYTES) return alloc_header(cache(), size, t);
    return alloc_large(size, t, true);
}

void *ugrt_mallocgc(size_t size, const UgType *t, bool zero) { return alloc(size, t, zero); }

void *ugx_new(const UgType *t) { return alloc(t->size, t, true); }

void *ugx_malloc(uintptr_t size, const UgType *elem) { return alloc(size, elem, true); }

void *ugrt_newarray(const UgType *elem, size_t n)
{
    size_t size;
    if (__builtin_mul_overflow(elem->size, n, &size) || size > UGRT_MAX_ALLOC)
        ugrt_throw("runtime: allocation size out of range");
    return alloc(size, elem, true);
}

void *ugx_newarray(const UgType *elem, UgInt n)
{
    size_t size;
    if (n < 0 || __builtin_mul_overflow(elem->size, (size_t)n, &size) || size > UGRT_MAX_ALLOC)
        ugrt_panicplain("runtime: allocation size out of range");
    return alloc(size, elem, true);
}

void ugrt_mallocinit(void)
{
    ugrt_sizeclass_init();
    ugrt_spans_init();
    ugrt_heap.caches = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = sizeof(MCache)};
    ugrt_pages_init();
}
