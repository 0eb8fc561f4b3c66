// The allocator: 8 KB pages, spans of one size class, per-P caches, central lists, a page heap with a
// summary tree. What the collector needs to know of a span stands here too, since the two rooms share it.
//
// Layers, each locked by what it says: MCache (its P), Central (a lock a span class), PageHeap (one lock).
// An object is found from any address inside it in O(1): address -> arena -> span -> index by multiplication.
//
// Pointer maps. A span whose class holds pointers describes them in one of three ways:
//   object <= 512 B   a bitmap of one bit a word in the last 128 bytes of the span
//   object >  512 B   the first word of the slot is the type; the object starts after it
//   large object      the type stands in the span
// The type repeats until the object is full. Pointer-free objects live in spans of their own.
#ifndef UGRT_MEM_H
#define UGRT_MEM_H

#include "undergo/abi.h"
#include "sync/sync.h"

#define UGRT_PAGE_SHIFT 13
#define UGRT_PAGE ((uintptr_t)1 << UGRT_PAGE_SHIFT)
#define UGRT_ARENA_SHIFT 26
#define UGRT_ARENA ((uintptr_t)1 << UGRT_ARENA_SHIFT)          // 64 MB, the unit of growth
#define UGRT_ARENA_PAGES (UGRT_ARENA >> UGRT_PAGE_SHIFT)
#define UGRT_MAX_ARENAS 65536                                  // 4 TB
#define UGRT_ARENA_BASE ((uintptr_t)0xc000000000)              // where the heap likes to start
#define UGRT_NCLASSES 68
#define UGRT_NSPANCLASSES (UGRT_NCLASSES * 2)                  // class << 1 | pointer-free
#define UGRT_MAX_SMALL 32768
#define UGRT_HEADER_BYTES 8                                    // type word before objects of the middle sizes
#define UGRT_MAX_INSPAN 512                                    // objects up to this size are mapped in the span
#define UGRT_INSPAN_BYTES (UGRT_PAGE / 8 / 8)
#define UGRT_TINY 16

typedef struct MSpan MSpan;
typedef struct MCache MCache;
typedef struct Special Special;                                // gc/special.c
struct P;

// USERARENA: a chunk of package arena; FAULTS: one that was freed, its pages out of reach.
typedef enum SpanState { SPAN_FREE, SPAN_INUSE, SPAN_USERARENA, SPAN_FAULTS } SpanState;

// A run of pages. Guarded by: the P that caches it, else its central list's lock, else the heap's.
struct MSpan {
    // What marking reads: one cache line.
    uintptr_t base, limit;                                     // limit: end of the last object
    uintptr_t elemsize;
    uint64_t *allocbits, *markbits;                            // a bit a slot; markbits is set atomically while marking
    uint32_t divmul;                                           // index = offset * divmul >> 32; 0: one object
    uint16_t freeindex, nelems;                                // slots below freeindex are taken
    uint8_t spanclass, state, needzero;
    const UgType *largetype;                                   // large objects with pointers
    // The rest.
    uint64_t smallbits[2];                                     // both bitmaps when nelems <= 64
    uintptr_t npages;
    uint16_t alloccount;                                       // lags while cached
    uint16_t sweptcount;                                       // alloccount when the counts were last taken
    _Atomic uint32_t sweepgen;                                 // ugrt_heap.sweepgen once swept
    MSpan *next, *prev;                                        // on one list, by its owner
    struct SpanList *list;
    UgMutex speciallock;
    Special *specials;                                         // by offset, then kind
    MSpan *specialnext, *specialprev;                          // spans that have specials
};

typedef struct SpanList { MSpan *first, *last; uintptr_t n; } SpanList;

typedef struct Arena {
    MSpan *spans[UGRT_ARENA_PAGES];                            // page -> span, NULL when free
    uint64_t used[UGRT_ARENA_PAGES / 64];                      // a bit a page: belongs to a span
    uint64_t idle[UGRT_ARENA_PAGES / 64];                      // a bit a page: zero and not resident
} Arena;

// Allocation bumps a pointer through a run of free slots: the fast path is a compare and an add. Whatever must
// happen at certain allocations (profile samples, gcstress) cuts the run short, so it costs nothing else.
// While the collector marks, all slots of a run are marked when the run begins; what is left is unmarked at its end.
typedef struct AllocRun { uintptr_t cur, end; } AllocRun;

// The cache of one P. Only its P touches it, or the collector with the world stopped.
struct MCache {
    uintptr_t tiny, tinyend;                                   // what is left of the block of tiny objects
    uint64_t tinyallocs;
    AllocRun run[UGRT_NSPANCLASSES];
    uintptr_t stop[UGRT_NSPANCLASSES];                         // true end of the run; run.end <= stop
    MSpan *span[UGRT_NSPANCLASSES];                            // NULL: none
    int64_t untilsample[UGRT_NSPANCLASSES];                    // bytes to the next heap profile sample, a class each
    int64_t samplerate;                                        // runtime.MemProfileRate when they were drawn
    uint64_t smallallocs[UGRT_NCLASSES], smallfrees[UGRT_NCLASSES], largeallocs, largefrees, largeallocbytes, largefreebytes;
    MCache *nextfree;
};

// ---- Set-up and the cache of a P
void ugrt_mallocinit(void);
MCache *ugrt_mcache_new(void);
void ugrt_mcache_release(struct P *p);                         // returns its spans; the cache is freed
void ugrt_mcache_flush(MCache *c);                             // returns its spans and counts, keeps the cache
void ugrt_mcache_sync(MCache *c, bool markrest);               // brings the spans' counts up to date; markrest: a mark phase begins

void ugrt_mcache_flushcounts(MCache *c);                       // sync, and adds its counts to ugrt_memcounts

// ---- Objects. A NULL type means no pointers. Runs the collector when it is due, so it is a safe point.
#define UGRT_MAX_ALLOC ((uintptr_t)1 << 48)                    // no object is larger: the address space has not more
void *ugrt_mallocgc(size_t size, const UgType *t, bool zero);
void *ugrt_newarray(const UgType *elem, size_t n);             // throws on overflow: for the runtime's own use
size_t ugrt_roundupsize(size_t size, bool noscan);             // what append rounds to
extern uint64_t ugrt_zerobase[2];                              // address of every zero-size object
extern const uint8_t ugrt_zeroval[1024];                       // what a missing map entry reads

// ---- Memory outside the collected heap
void *ugrt_persistentalloc(size_t size, size_t align);         // never freed, zeroed
void *ugrt_sysalloc(size_t size);                              // pages from the system, zeroed; throws when out of memory
void ugrt_sysfree(void *p, size_t size);

// A free list of fixed-size records in persistent memory. Zeroed on first use only.
typedef struct FixAlloc { UgMutex lock; size_t size; void *free; uint8_t *chunk; size_t left; uint64_t inuse; } FixAlloc;
void *ugrt_fixalloc(FixAlloc *f);
void ugrt_fixfree(FixAlloc *f, void *p);

// ---- Spans
extern const uint16_t ugrt_class_size[UGRT_NCLASSES];
extern const uint8_t ugrt_class_pages[UGRT_NCLASSES];
MSpan *ugrt_span_alloc(uintptr_t npages, uint8_t spanclass);   // from the page heap; object fields set up
void ugrt_span_free(MSpan *s);
void ugrt_span_swapbits(MSpan *s);                             // marks become allocations, marks are cleared (sweep)

typedef struct Central {
    UgMutex lock;
    SpanList partial[2], full[2];                              // index sweepgen / 2 % 2: swept; the other: unswept
} Central;

MSpan *ugrt_central_take(unsigned spanclass);                  // a swept span with a free slot, or NULL: no memory
void ugrt_central_put(MSpan *s);                               // swept, to the list it belongs on
MSpan *ugrt_central_unswept(unsigned spanclass);               // takes one to sweep, or NULL
bool ugrt_central_claim(MSpan *s);                             // takes this one if it waits to be swept
void ugrt_list_push(SpanList *l, MSpan *s);
void ugrt_list_remove(MSpan *s);

typedef struct Heap {
    UgMutex lock;                                              // guards the page tree, arenas, hint
    _Atomic uint32_t sweepgen;                                 // +2 when a mark phase ends
    uintptr_t base;                                            // start of arena 0; fixed once set
    _Atomic uint32_t narenas;
    Arena *arenas[UGRT_MAX_ARENAS];
    _Atomic uint64_t pages_inuse, pages_idle, pages_total;     // idle: zero and not resident
    Central central[UGRT_NSPANCLASSES];
    FixAlloc spans, caches;
} Heap;
extern Heap ugrt_heap;

static inline unsigned ugrt_span_noscan(const MSpan *s) { return s->spanclass & 1; }

// The span in use that holds p, or NULL. Safe on any value.
static inline MSpan *ugrt_spanof(uintptr_t p)
{
    uintptr_t off = p - ugrt_heap.base;
    uintptr_t a = off >> UGRT_ARENA_SHIFT;
    if (a >= __atomic_load_n((uint32_t *)&ugrt_heap.narenas, __ATOMIC_RELAXED)) return NULL;
    return __atomic_load_n(&ugrt_heap.arenas[a]->spans[(off >> UGRT_PAGE_SHIFT) & (UGRT_ARENA_PAGES - 1)], __ATOMIC_ACQUIRE);
}

static inline uintptr_t ugrt_span_index(const MSpan *s, uintptr_t p)
{
    return s->divmul ? ((p - s->base) * (uint64_t)s->divmul) >> 32 : 0;
}

// Start of the slot that holds p, or 0. The slot may be free.
uintptr_t ugrt_findobject(uintptr_t p, MSpan **sp, uintptr_t *index);
bool ugrt_span_isfree(const MSpan *s, uintptr_t index);        // slot not handed out since the last sweep

// ---- Arenas of package arena (userarena.c)
typedef struct UserArena UserArena;
UserArena *ugrt_userarena_new(void);
void *ugrt_userarena_alloc(UserArena *a, const UgType *t, UgInt n);
void ugrt_userarena_free(UserArena *a);
void ugrt_userarena_reap(void);                                // frees what was given back while a cycle marked
bool ugrt_userarena_holds(uintptr_t p);                        // is or was p in one

// ---- What counts against the memory limit besides the heap's pages, in bytes
uint64_t ugrt_mem_beside_heap(void);

// ---- Pages back to the system
uintptr_t ugrt_heap_scavenge(uintptr_t pages);                 // releases up to that many idle pages, says how many
// Counts for runtime.MemStats (gc/stats.c). Caches add theirs when flushed.
typedef struct MemCounts {
    _Atomic uint64_t smallallocs[UGRT_NCLASSES], smallfrees[UGRT_NCLASSES], tinyallocs, largeallocs, largefrees,
        largeallocbytes, largefreebytes;
    _Atomic uint64_t sys_persistent, sys_direct, sys_arena;    // bytes: persistentalloc, sysalloc, heap address space in use
} MemCounts;
extern MemCounts ugrt_memcounts;

#endif
