// Spans and the central lists. A span leaves the page heap through ugrt_span_alloc, is cached by one P at a time,
// and between those times stands on one list of its class: partial (has free slots) or full, of the current
// sweep generation (swept) or of the previous one (unswept). Whoever takes it off a list owns it; so a span is
// swept exactly once a cycle without any atomic state of its own.
#include "mem/private.h"
#include "sched/sched.h"
#include "gc/sweep.h"
#include "trace/trace.h"
#include <sys/mman.h>

Heap ugrt_heap; // set up by ugrt_spans_init, so that half a megabyte is no part of each program's file

void ugrt_list_push(SpanList *l, MSpan *s)
{
    s->list = l;
    s->prev = NULL;
    s->next = l->first;
    if (l->first != NULL)
        l->first->prev = s;
    else
        l->last = s;
    l->first = s;
    l->n++;
}

void ugrt_list_remove(MSpan *s)
{
    SpanList *l = s->list;
    if (s->prev != NULL)
        s->prev->next = s->next;
    else
        l->first = s->next;
    if (s->next != NULL)
        s->next->prev = s->prev;
    else
        l->last = s->prev;
    s->next = s->prev = NULL;
    s->list = NULL;
    l->n--;
}

static MSpan *list_pop(SpanList *l)
{
    MSpan *s = l->first;
    if (s != NULL) ugrt_list_remove(s);
    return s;
}

// ---- Bitmaps of allocated and marked slots, by number of 64-bit words. Those of few slots are in the span.
static FixAlloc bitmaps[17];

static uint64_t *bits_new(unsigned words)
{
    uint64_t *b = ugrt_fixalloc(&bitmaps[words]);
    for (unsigned i = 0; i < words; i++) b[i] = 0;
    return b;
}

static unsigned bit_words(const MSpan *s) { return (s->nelems + 63u) / 64; }

void ugrt_span_swapbits(MSpan *s)
{
    uint64_t *old = s->allocbits;
    s->allocbits = s->markbits;
    s->markbits = old;
    for (unsigned i = 0; i < bit_words(s); i++) old[i] = 0;
}

static void init_objects(MSpan *s)
{
    unsigned class = s->spanclass >> 1;
    if (class == 0) {
        s->elemsize = s->npages << UGRT_PAGE_SHIFT;
        s->nelems = 1;
        s->divmul = 0;
    } else {
        uintptr_t bytes = s->npages << UGRT_PAGE_SHIFT;
        s->elemsize = ugrt_class_size[class];
        if (!(s->spanclass & NOSCAN) && s->elemsize <= UGRT_MAX_INSPAN) bytes -= UGRT_INSPAN_BYTES;
        s->nelems = (uint16_t)(bytes / s->elemsize);
        s->divmul = ugrt_class_divmul[class];
    }
    s->limit = s->base + s->elemsize * s->nelems;
    s->freeindex = s->alloccount = s->sweptcount = 0;
    s->largetype = NULL;
    s->specials = NULL;
    unsigned words = bit_words(s);
    if (words == 1) {
        s->allocbits = &s->smallbits[0];
        s->markbits = &s->smallbits[1];
        s->smallbits[0] = s->smallbits[1] = 0;
    } else {
        s->allocbits = bits_new(words);
        s->markbits = bits_new(words);
    }
}

MSpan *ugrt_span_alloc(uintptr_t npages, uint8_t spanclass)
{
    bool zeroed;
    ugrt_limit_before(npages);
    ugrt_lock(&ugrt_heap.lock);
    uintptr_t base = ugrt_pages_alloc_locked(npages, &zeroed);
    ugrt_unlock(&ugrt_heap.lock);
    if (base == 0) return NULL;
    ugrt_limit_after();
    MSpan *s = ugrt_fixalloc(&ugrt_heap.spans);
    s->base = base;
    s->npages = npages;
    s->spanclass = spanclass;
    s->state = SPAN_INUSE;
    s->needzero = !zeroed;
    s->speciallock = UGRT_MUTEX(SPECIAL);
    init_objects(s);
    atomic_store_explicit(&s->sweepgen, ugrt_heap.sweepgen, memory_order_relaxed);
    // Publish last: the marker reads the page table without a lock.
    uintptr_t page = (base - ugrt_heap.base) >> UGRT_PAGE_SHIFT;
    for (uintptr_t i = 0; i < npages; i++)
        __atomic_store_n(&ugrt_heap.arenas[(page + i) / UGRT_ARENA_PAGES]->spans[(page + i) % UGRT_ARENA_PAGES], s,
                         __ATOMIC_RELEASE);
    return s;
}

void ugrt_span_free(MSpan *s)
{
    uintptr_t page = (s->base - ugrt_heap.base) >> UGRT_PAGE_SHIFT;
    for (uintptr_t i = 0; i < s->npages; i++)
        __atomic_store_n(&ugrt_heap.arenas[(page + i) / UGRT_ARENA_PAGES]->spans[(page + i) % UGRT_ARENA_PAGES], NULL,
                         __ATOMIC_RELAXED);
    bool released = s->state == SPAN_FAULTS;
    if (released) ugrt_sys_mprotect((void *)s->base, s->npages << UGRT_PAGE_SHIFT, PROT_READ | PROT_WRITE);
    s->state = SPAN_FREE;
    unsigned words = bit_words(s);
    if (words > 1) {
        ugrt_fixfree(&bitmaps[words], s->allocbits);
        ugrt_fixfree(&bitmaps[words], s->markbits);
    }
    ugrt_lock(&ugrt_heap.lock);
    ugrt_pages_free_locked(s->base, s->npages, released);
    ugrt_unlock(&ugrt_heap.lock);
    ugrt_fixfree(&ugrt_heap.spans, s);
}

// ---- Objects by address
bool ugrt_span_isfree(const MSpan *s, uintptr_t index)
{
    return index >= s->freeindex && !(s->allocbits[index / 64] >> (index % 64) & 1);
}

uintptr_t ugrt_findobject(uintptr_t p, MSpan **sp, uintptr_t *index)
{
    MSpan *s = ugrt_spanof(p);
    if (s == NULL || p >= s->limit) return 0;
    uintptr_t i = ugrt_span_index(s, p);
    *sp = s;
    *index = i;
    return s->base + i * s->elemsize;
}

// ---- Central lists
static unsigned swept_side(void) { return ugrt_heap.sweepgen / 2 % 2; }

void ugrt_central_put(MSpan *s)
{
    Central *c = &ugrt_heap.central[s->spanclass];
    ugrt_lock(&c->lock);
    SpanList *l = s->alloccount < s->nelems ? c->partial : c->full;
    ugrt_list_push(&l[swept_side()], s);
    ugrt_unlock(&c->lock);
}

MSpan *ugrt_central_unswept(unsigned spanclass)
{
    Central *c = &ugrt_heap.central[spanclass];
    unsigned side = !swept_side();
    if (c->partial[side].n + c->full[side].n == 0) return NULL; // racy: a hint
    ugrt_lock(&c->lock);
    side = !swept_side();
    MSpan *s = list_pop(&c->partial[side]);
    if (s == NULL) s = list_pop(&c->full[side]);
    if (s != NULL) ugrt_sweep_begin();
    ugrt_unlock(&c->lock);
    return s;
}

// Takes this very span for sweeping if it waits on an unswept list.
bool ugrt_central_claim(MSpan *s)
{
    Central *c = &ugrt_heap.central[s->spanclass];
    ugrt_lock(&c->lock);
    bool mine = s->list != NULL && s->sweepgen != ugrt_heap.sweepgen;
    if (mine) {
        ugrt_list_remove(s);
        ugrt_sweep_begin();
    }
    ugrt_unlock(&c->lock);
    return mine;
}

static MSpan *take_swept(unsigned spanclass)
{
    Central *c = &ugrt_heap.central[spanclass];
    ugrt_lock(&c->lock);
    MSpan *s = list_pop(&c->partial[swept_side()]);
    ugrt_unlock(&c->lock);
    return s;
}

// Sweeps some of a class, but not all of it, for one free slot: the rest is cheaper to leave.
static MSpan *sweep_some(unsigned spanclass, int budget)
{
    for (; budget > 0; budget--) {
        MSpan *s = ugrt_central_unswept(spanclass);
        if (s == NULL) break;
        if (!ugrt_sweep_span(s)) { // still holds objects
            if (s->alloccount < s->nelems) return s;
            ugrt_central_put(s);
        }
    }
    return NULL;
}

MSpan *ugrt_central_take(unsigned spanclass)
{
    MSpan *s = take_swept(spanclass);
    if (s != NULL) return s;
    if (ugrt_trace_on()) ugrt_trace_sweepbegin();
    s = sweep_some(spanclass, 100);
    if (ugrt_trace_on()) ugrt_trace_sweepend();
    if (s == NULL) s = take_swept(spanclass);
    if (s != NULL) return s;
    return ugrt_span_alloc(ugrt_class_pages[spanclass >> 1], (uint8_t)spanclass);
}

void ugrt_spans_init(void)
{
    ugrt_heap.lock = UGRT_MUTEX(MHEAP);
    ugrt_heap.sweepgen = 2;
    ugrt_heap.spans = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = sizeof(MSpan)};
    for (unsigned i = 1; i < 17; i++) bitmaps[i] = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = i * 8};
    for (unsigned i = 0; i < UGRT_NSPANCLASSES; i++) ugrt_heap.central[i].lock = UGRT_MUTEX(MCENTRAL);
}
