// The memory limit, where the heap grows: before it takes pages that are not resident, garbage is swept and free
// resident pages are given back. The pacer sees to it that the objects fit (gc/pacer.c); this, that pages do which hold
// no object: those of garbage not swept yet, and those in stretches too short for what is wanted.
#include "gc/gc.h"
#include "gc/sweep.h"
#include "mem/private.h"
#include "stack/stack.h"

uint64_t ugrt_mem_beside_heap(void)
{
    return ugrt_memcounts.sys_persistent + ugrt_memcounts.sys_direct + ugrt_stack_sys();
}

static uint64_t resident(void) { return ugrt_heap.pages_total - ugrt_heap.pages_idle; }

static uint64_t resident_free(void)
{
    uint64_t have = resident(), inuse = ugrt_heap.pages_inuse;
    return have > inuse ? have - inuse : 0;
}

static uint64_t allowed(void)
{
    uint64_t limit = (uint64_t)ugrt_debugvars.memlimit, beside = ugrt_mem_beside_heap();
    return limit > beside ? (limit - beside) / UGRT_PAGE : 0;
}

static bool limited(void) { return UNLIKELY(ugrt_debugvars.memlimit != INT64_MAX); }

void ugrt_limit_before(uintptr_t npages)
{
    if (!limited() || resident() + npages <= allowed()) return;
    while (resident_free() < npages && ugrt_sweep_one()) {}
}

void ugrt_limit_after(void)
{
    if (!limited()) return;
    uint64_t have = resident(), most = allowed();
    if (have <= most || resident_free() == 0) return;
    ugrt_heap_scavenge(have - most + most / 512); // a few more, for the search is long on a large heap
}
