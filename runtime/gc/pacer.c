// The pacer. The goal is what the heap may grow to before the next cycle has finished: live bytes plus GOGC percent
// of (live bytes, stacks, globals), at least 4 MB at GOGC=100, and less where the memory limit asks for it. A cycle
// starts at the trigger, early enough that marking ends near the goal: as far below it as the last cycle's
// allocation during marking was, kept between 5 and 30 percent of the growth allowed. Allocations during a cycle
// owe scan work in the proportion (work left) / (heap left), so that a cycle ends before the goal whatever the
// workers get of the processors.
#include "gc/pacer.h"
#include "gc/mark.h"
#include "gc/roots.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "trace/trace.h"

#define MIN_HEAP ((uint64_t)4 << 20)
#define LIMIT_MARGIN 32 // this part of the memory limit is left

_Atomic uint64_t ugrt_heap_live;
Pace ugrt_pace;

void ugrt_pace_cached(uintptr_t bytes)
{
    uint64_t before = atomic_fetch_add_explicit(&ugrt_heap_live, bytes, memory_order_relaxed);
    if (ugrt_trace_on()) ugrt_trace_heapalloc(before + bytes);
}

void ugrt_pace_uncached(uintptr_t bytes) { atomic_fetch_sub_explicit(&ugrt_heap_live, bytes, memory_order_relaxed); }

uint64_t ugrt_pace_goal(void) { return ugrt_pace.goal; }

// Past the goal by a tenth, which a cycle that keeps up never is; where the memory limit set it, past half of the margin
// that the limit keeps.
bool ugrt_pace_overrun(void)
{
    const Pace *p = &ugrt_pace;
    return ugrt_heap_live >
           p->goal + (p->limited ? (uint64_t)ugrt_debugvars.memlimit / LIMIT_MARGIN / 2 : p->goal / 10);
}

bool ugrt_pace_due(void)
{
    return ugrt_heap_live >= ugrt_pace.trigger && !(UGX_UNLIKELY(ugrt_pace.limited) && ugrt_limiter_holds());
}

// What pages in use hold besides objects, when marking ends. Garbage that is still to be swept counts as objects, for its
// pages will be free or full again.
static uint64_t fragmentation_stw(void)
{
    uint64_t inuse = ugrt_heap.pages_inuse * UGRT_PAGE;
    return inuse > ugrt_heap_live ? inuse - ugrt_heap_live : 0;
}

// Heap bytes the memory limit leaves: what is not heap, and a margin for more fragmentation, count against it.
static uint64_t limit_goal(void)
{
    int64_t limit = ugrt_debugvars.memlimit;
    if (limit == INT64_MAX) return UINT64_MAX;
    uint64_t used = ugrt_mem_beside_heap() + ugrt_pace.waste + (uint64_t)limit / LIMIT_MARGIN;
    return (uint64_t)limit > used ? (uint64_t)limit - used : 0;
}

void ugrt_pace_commit_stw(void)
{
    Pace *p = &ugrt_pace;
    int32_t gogc = ugrt_debugvars.gogc;
    uint64_t goal = UINT64_MAX;
    if (gogc >= 0) {
        goal = p->marked + (p->marked + ugrt_stack_inuse() + ugrt_roots_globals()) / 100 * (uint64_t)gogc;
        uint64_t least = MIN_HEAP * (uint64_t)gogc / 100;
        if (goal < least) goal = least;
    }
    uint64_t limit = limit_goal();
    p->limited = goal > limit;
    if (p->limited) goal = limit;
    // Even at the limit the program must get on: a collection at every page would be no progress at all.
    if (goal < p->marked + (64 << 10)) goal = p->marked + (64 << 10);
    p->goal = goal;
    if (goal == UINT64_MAX) {
        p->trigger = UINT64_MAX;
        return;
    }
    uint64_t room = goal - p->marked, ahead = p->lastgrowth + p->lastgrowth / 4;
    if (ahead < room / 20) ahead = room / 20;
    if (ahead > room / 10 * 3) ahead = room / 10 * 3;
    p->trigger = goal - ahead;
}

void ugrt_pace_init(void) { ugrt_pace_commit_stw(); }

void ugrt_pace_start_stw(void)
{
    Pace *p = &ugrt_pace;
    p->live_at_start = ugrt_heap_live;
    // The last cycle's share of scanned bytes, applied to today's heap.
    uint64_t marked = p->marked > 0 ? p->marked : 1;
    double share = p->lastscan > 0 ? (double)p->lastscan / (double)marked : 1;
    if (share > 1) share = 1;
    p->expected = (uint64_t)(share * (double)p->live_at_start);
    for (GcWork *w = ugrt_gcworks; w != NULL; w = w->link) w->assistdebt = 0;
}

void ugrt_pace_end_stw(uint64_t marked, uint64_t scanned)
{
    Pace *p = &ugrt_pace;
    p->live_at_mark_end = ugrt_heap_live;
    p->waste = fragmentation_stw();
    p->lastgrowth = p->live_at_mark_end > p->live_at_start ? p->live_at_mark_end - p->live_at_start : 0;
    p->marked = marked + p->lastgrowth; // what was allocated meanwhile is marked
    p->lastscan = scanned;
    ugrt_heap_live = p->marked;
    ugrt_pace_commit_stw();
}

static double ratio(void)
{
    const Pace *p = &ugrt_pace;
    uint64_t done = ugrt_scanwork, live = ugrt_heap_live;
    double work = p->expected > done ? (double)(p->expected - done) : (double)(1 << 20);
    double room = p->goal > live ? (double)(p->goal - live) : (double)(64 << 10);
    return work / room;
}

int64_t ugrt_pace_assist(int64_t bytes)
{
    if (ugrt_pace.goal == UINT64_MAX) return 0;
    return (int64_t)(ratio() * (double)bytes);
}

int64_t ugrt_pace_credit(int64_t work)
{
    double r = ratio();
    return r > 0 ? (int64_t)((double)work / r) : work;
}
