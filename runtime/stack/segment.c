// Where segments come from: pools of power-of-two sizes, 2 KB up, cut from a region low in the
// address space.
//
// The region starts at 0xb000000000, below every system and signal stack, so that code with split
// prologues runs on those unchanged (their rsp is above any guard). It grows in 64 MB steps that join
// into one mapping: a mapping or a guard page a segment would run into the kernel's limit on maps.
// First segments (2 KB) are packed; larger ones are page-aligned. A free segment of a larger size is
// split when a size runs out; nothing is merged again: what is idle and large is given back to the
// system by the collector through ugrt_stack_scavenge, never at a goroutine's exit.
//
// A dead G keeps its first segment. Second segments (4 KB) have a small cache in each P, so a
// goroutine that just overflows its first one takes no lock.
#include "gc/debugvars.h"
#include "stack/stack_private.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include <string.h>
#include <sys/mman.h>

#define REGION_LO 0xb000000000ul
#define REGION_STEP (64ul << 20)
#define SPARE_LO 0x2000000000ul // when the region is full (machines with far more than 64 GB)
#define SPARE_HI REGION_LO
#define P_CACHE_MAX 32
#define P_CACHE_BATCH 16
#define MAX_ORDER 20     // 2 GB
#define SCAVENGE_ORDER 4 // 32 KB and up
#define ROOMY_ORDER 5    // 64 KB, the upper page of which is touched by most goroutines

_Static_assert((UGRT_STACK_MIN << ROOMY_ORDER) - UGRT_STACK_RESERVE - UGRT_STACK_GUARD >= 8192,
               "room above the reserve");

static struct {
    UgMutex lock;
    uintptr_t next, end, limit; // rest of the current step; where steps must stop
    UgSeg *free[MAX_ORDER + 1]; // linked by next
    uint64_t inuse, sys;        // bytes
} pool = {.lock = {.rank = LOCKRANK_STACKPOOL}, .next = REGION_LO, .end = REGION_LO, .limit = 0xc000000000ul};

static uint32_t first_order; // of new goroutines' first segments; written with the world stopped
static int64_t max_stack = 1000000000;

static UgSeg *seg_at(uintptr_t lo, uint32_t order)
{
    UgSeg *s = (UgSeg *)(lo + ((uintptr_t)UGRT_STACK_MIN << order) - sizeof(UgSeg));
    s->lo = lo;
    s->order = order;
    return s;
}

static uintptr_t grow_region_locked(uintptr_t size, uintptr_t align)
{
    uintptr_t at = (pool.next + align - 1) & -align;
    while (at + size > pool.end) {
        uintptr_t step = REGION_STEP;
        while (at + size > pool.end + step) step += REGION_STEP;
        if (pool.end + step > pool.limit) {
            if (pool.limit == SPARE_HI) ugrt_throw("out of address space for stacks");
            pool.next = pool.end = SPARE_LO;
            pool.limit = SPARE_HI;
            at = pool.next;
            continue;
        }
        void *p = ugrt_sys_mmap((void *)pool.end, step, PROT_READ | PROT_WRITE, MAP_FIXED_NOREPLACE | MAP_NORESERVE);
        if (!p) {
            // Somebody's mapping stands in the way (or memory is exhausted): try further up, within reason.
            if (pool.limit == SPARE_HI) ugrt_throw("runtime: cannot allocate stack memory");
            pool.next = pool.end = SPARE_LO;
            pool.limit = SPARE_HI;
            at = pool.next;
            continue;
        }
        pool.end += step;
    }
    pool.next = at + size;
    pool.sys += size;
    return at;
}

static UgSeg *take_locked(uint32_t order)
{
    UgSeg *s = pool.free[order];
    if (s) {
        pool.free[order] = s->next;
        return s;
    }
    for (uint32_t o = order + 1; o <= MAX_ORDER && o <= order + 3; o++) { // split, but no huge one for a small need
        if (!pool.free[o]) continue;
        UgSeg *big = pool.free[o];
        pool.free[o] = big->next;
        uintptr_t lo = big->lo;
        while (o > order) { // keep the lower half, free the upper
            o--;
            UgSeg *upper = seg_at(lo + ((uintptr_t)UGRT_STACK_MIN << o), o);
            upper->next = pool.free[o];
            pool.free[o] = upper;
        }
        return seg_at(lo, order);
    }
    uintptr_t size = (uintptr_t)UGRT_STACK_MIN << order;
    return seg_at(grow_region_locked(size, size < 4096 ? size : 4096), order);
}

uintptr_t ugrt_seg_base(const UgSeg *s) { return s->lo + UGRT_STACK_GUARD + s->g->stackreserve; }

static void init_seg(UgSeg *s, G *g, UgSeg *prev)
{
    s->g = g;
    s->guard = ugrt_seg_base(s);
    s->top = (uintptr_t)s;
    s->next = NULL;
    s->prev = prev;
    s->saved_sp = 0;
    s->depth = prev ? prev->depth + 1 : 0;
    ugrt_seg_heat_begin(s);
}

// Whoever holds the pool's lock is on a system stack: on a goroutine's the next call could need a segment itself.
typedef struct Take {
    uint32_t order;
    UgSeg *taken;
} Take;

static void take_g0(void *arg)
{
    Take *t = arg;
    ugrt_lock(&pool.lock);
    t->taken = take_locked(t->order);
    pool.inuse += (uintptr_t)UGRT_STACK_MIN << t->order;
    ugrt_unlock(&pool.lock);
}

// A segment for g beyond prev. Any stack; the P's cache is used when there is a P.
UgSeg *ugrt_seg_new(G *g, UgSeg *prev, uint32_t order)
{
    if (order > MAX_ORDER) ugrt_throw("stack segment too large");
    M *m = ugrt_acquirem();
    P *p = m->p;
    UgSeg *s = NULL;
    if (order == 1 && p && p->segcache) {
        s = p->segcache;
        p->segcache = s->next;
        p->nsegcache--;
    } else {
        Take t = {order, NULL};
        ugrt_systemstack(take_g0, &t);
        s = t.taken;
    }
    init_seg(s, g, prev);
    ugrt_releasem(m);
    return s;
}

static void give_locked(UgSeg *s)
{
    pool.inuse -= (uintptr_t)UGRT_STACK_MIN << s->order;
    s->next = pool.free[s->order];
    pool.free[s->order] = s;
}

static void free_chain_g0(void *chain)
{
    UgSeg *s = chain;
    M *m = ugrt_acquirem();
    P *p = m->p;
    while (s) {
        UgSeg *next = s->next;
        s->g = NULL;
        if (ugrt_debugvars.smallstack)
            memset((void *)s->lo, 0xdb, s->top - s->lo); // stale pointers into dead frames show
        if (s->order == 1 && p && p->nsegcache < P_CACHE_MAX) {
            s->next = p->segcache;
            p->segcache = s;
            p->nsegcache++;
        } else {
            ugrt_lock(&pool.lock);
            give_locked(s);
            ugrt_unlock(&pool.lock);
        }
        s = next;
    }
    ugrt_releasem(m);
}

// Frees s and everything beyond it.
void ugrt_seg_free_chain(UgSeg *s) { ugrt_systemstack(free_chain_g0, s); }

static void flush_p_g0(void *arg)
{
    P *p = arg;
    ugrt_lock(&pool.lock);
    while (p->segcache) {
        UgSeg *s = p->segcache;
        p->segcache = s->next;
        give_locked(s);
    }
    p->nsegcache = 0;
    ugrt_unlock(&pool.lock);
}

// A P that is going away hands its cached segments back.
void ugrt_stack_flush_p(P *p) { ugrt_systemstack(flush_p_g0, p); }

static void alloc_first(G *g, uint32_t order)
{
    g->firstseg = g->seg = ugrt_seg_new(g, NULL, order);
    g->stack_total = (uintptr_t)UGRT_STACK_MIN << order;
}

static void free_first(G *g)
{
    UgSeg *first = g->firstseg;
    g->firstseg = g->seg = NULL;
    if (!first) return;
    if (g->stackkind == STACK_MAPPED)
        ugrt_stack_unmap(first);
    else
        ugrt_seg_free_chain(first);
}

bool ugrt_stack_prepare(G *g, StackKind kind, uint32_t order)
{
    free_first(g);
    g->stackkind = (uint8_t)kind;
    g->stackreserve = kind == STACK_SPLIT ? 0 : UGRT_STACK_RESERVE;
    switch (kind) {
    case STACK_SPLIT: alloc_first(g, order > first_order ? order : first_order); break;
    case STACK_ROOMY: alloc_first(g, ROOMY_ORDER); break;
    case STACK_MAPPED:
        g->firstseg = g->seg = ugrt_stack_map(g, order);
        g->stack_total = (uintptr_t)UGRT_STACK_MIN << order;
        break;
    case STACK_THREAD: ugrt_throw("stack of a thread asked for");
    }
    return g->firstseg != NULL;
}

void ugrt_stack_free_extra(G *g)
{
    UgSeg *first = g->firstseg;
    if (first->next) {
        ugrt_seg_free_chain(first->next);
        first->next = NULL;
        first->guard = ugrt_seg_base(first);
        ugrt_seg_heat_begin(first);
        g->stack_total = (uintptr_t)UGRT_STACK_MIN << first->order;
    }
    if (g->stackkind == STACK_SPLIT && first->order != first_order) {
        ugrt_seg_free_chain(first);
        alloc_first(g, first_order);
    }
    g->seg = g->firstseg;
    if (g->allocas) ugrt_alloca_free(g, NULL, 0);
}

void ugrt_stack_trim(G *g)
{
    UgSeg *keep = g->seg ? g->seg->next : NULL;
    if (!keep || !keep->next) return;
    for (UgSeg *s = keep->next; s; s = s->next) g->stack_total -= (uintptr_t)UGRT_STACK_MIN << s->order;
    ugrt_seg_free_chain(keep->next);
    keep->next = NULL;
}

static void scavenge_g0(void *unused)
{
    (void)unused;
    for (uint32_t order = SCAVENGE_ORDER; order <= MAX_ORDER; order++) {
        ugrt_lock(&pool.lock);
        UgSeg *list = pool.free[order];
        pool.free[order] = NULL;
        ugrt_unlock(&pool.lock);
        UgSeg *last = NULL;
        for (UgSeg *s = list; s; last = s, s = s->next) // the header's page stays: it links the list
            ugrt_sys_madvise((void *)s->lo, (((uintptr_t)UGRT_STACK_MIN << order) - 4096), MADV_DONTNEED);
        if (!last) continue;
        ugrt_lock(&pool.lock);
        last->next = pool.free[order];
        pool.free[order] = list;
        ugrt_unlock(&pool.lock);
    }
}

void ugrt_stack_scavenge(void) { ugrt_systemstack(scavenge_g0, NULL); }

// The average of what stopped goroutines use, rounded up to a size: most then need one segment only.
void ugrt_stack_adapt(uint64_t total, uint64_t n)
{
    if (n == 0 || ugrt_debugvars.smallstack) return;
    uint64_t avg = total / n + UGRT_STACK_GUARD + sizeof(UgSeg);
    uint32_t order = 0;
    while (order < 4 && ((uint64_t)UGRT_STACK_MIN << order) < avg) order++;
    first_order = order;
}

uint64_t ugrt_stack_startsize(void) { return (uint64_t)UGRT_STACK_MIN << first_order; }

uint64_t ugrt_stack_inuse(void) { return __atomic_load_n(&pool.inuse, __ATOMIC_RELAXED); }
uint64_t ugrt_stack_sys(void) { return __atomic_load_n(&pool.sys, __ATOMIC_RELAXED); }
int64_t ugrt_set_max_stack(int64_t bytes) { return __atomic_exchange_n(&max_stack, bytes, __ATOMIC_SEQ_CST); }
int64_t ugrt_max_stack(void) { return __atomic_load_n(&max_stack, __ATOMIC_RELAXED); }
