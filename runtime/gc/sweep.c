// Sweeping: after a mark phase each span's marks become its allocation bits, and spans without marks go back to the
// page heap. It is lazy: the allocator sweeps a span before it allocates from it, a background goroutine does the
// rest, and the next cycle begins only when none is left.
//
// A span stands on an unswept list until somebody takes it (central lock); that one sweeps it and puts it on a
// swept list or frees it. ugrt_sweeping counts those in between. While UNDERGO=verify, freed slots are filled with
// a pattern that is no address, so that a use after free shows.
#include "gc/sweep.h"
#include "gc/special.h"
#include "sched/sched.h"
#include "trace/trace.h"
#include <string.h>

_Atomic uint32_t ugrt_sweeping;
static _Atomic uint32_t cursor; // span classes below it have no unswept span

static void poison_freed(MSpan *s)
{
    if (s->state == SPAN_FAULTS) return;
    for (uintptr_t i = 0; i < s->nelems; i++) {
        bool live = s->markbits[i / 64] >> (i % 64) & 1;
        if (!live && (i < s->freeindex || (s->allocbits[i / 64] >> (i % 64) & 1)))
            memset((void *)(s->base + i * s->elemsize), 0xf7, s->elemsize);
    }
}

static void count_frees(MSpan *s, uintptr_t freed)
{
    unsigned class = s->spanclass >> 1;
    if (class == 0) {
        if (freed == 0) return;
        ugrt_memcounts.largefrees++;
        ugrt_memcounts.largefreebytes += s->elemsize;
    } else {
        ugrt_memcounts.smallfrees[class] += freed;
    }
}

bool ugrt_sweep_span(MSpan *s)
{
    ugrt_specials_sweep(s);
    uintptr_t live = 0;
    for (uintptr_t i = 0; i < s->nelems; i += 64) live += (uintptr_t)__builtin_popcountll(s->markbits[i / 64]);
    if (UGX_UNLIKELY(ugrt_debugvars.verify || ugrt_debugvars.clobberfree)) poison_freed(s);
    count_frees(s, s->alloccount - live);
    if (ugrt_trace_on()) ugrt_trace_swept(s->npages << UGRT_PAGE_SHIFT, (s->alloccount - live) * s->elemsize);
    bool empty = live == 0;
    if (empty) {
        ugrt_span_free(s);
    } else {
        if (live != s->alloccount) s->needzero = 1;
        ugrt_span_swapbits(s);
        s->freeindex = 0;
        s->alloccount = s->sweptcount = (uint16_t)live;
        atomic_store_explicit(&s->sweepgen, ugrt_heap.sweepgen, memory_order_release); // pairs with ensure
    }
    atomic_fetch_sub(&ugrt_sweeping, 1);
    return empty;
}

void ugrt_sweep_ensure(MSpan *s)
{
    while (atomic_load_explicit(&s->sweepgen, memory_order_acquire) != ugrt_heap.sweepgen) {
        if (ugrt_central_claim(s)) {
            if (!ugrt_sweep_span(s)) ugrt_central_put(s);
            return;
        }
        ugrt_osyield();
    }
}

bool ugrt_sweep_one(void)
{
    for (uint32_t sc = cursor; sc < UGRT_NSPANCLASSES; sc = cursor) {
        MSpan *s = ugrt_central_unswept(sc);
        if (s != NULL) {
            if (!ugrt_sweep_span(s)) ugrt_central_put(s);
            return true;
        }
        atomic_compare_exchange_strong(&cursor, &sc, sc + 1);
    }
    return false;
}

void ugrt_sweep_all(void)
{
    if (ugrt_trace_on()) ugrt_trace_sweepbegin();
    for (;;) {
        M *m = ugrt_acquirem();
        bool more = ugrt_sweep_one();
        ugrt_releasem(m);
        if (!more) break;
    }
    if (ugrt_trace_on()) ugrt_trace_sweepend();
    while (ugrt_sweeping != 0) ugrt_osyield();
}

void ugrt_sweep_reset_stw(void) { cursor = 0; }
