// What calls that have returned left below a goroutine's frames. Frames made there later have words they never
// write (padding, variables of branches not taken, slots for spills not needed), and through those the collector
// would see the old calls' pointers. So what lies below is cleared now and then, where it costs nothing that
// anybody waits for: when the goroutine goes to sleep, and when the collector scans it parked.
//
// How deep older calls went nobody knows. Clearing goes down until a run of words is zero already, into the next
// segment if this one ends first; frames with larger gaps hide what lies deeper, which later calls seldom reach.
#include "stack/stack_private.h"

#define CLEAN_RUN 256          // bytes
#define CLEAN_MOST (64u << 10) // after a deep recursion

// Clears downwards from hi; true: lo was reached.
static bool clear_down(uintptr_t lo, uintptr_t hi)
{
    const uintptr_t *end = (const uintptr_t *)(hi - lo > CLEAN_MOST ? hi - CLEAN_MOST : lo);
    unsigned zeros = 0;
    for (uintptr_t *p = (uintptr_t *)hi; p > end && zeros < CLEAN_RUN / sizeof *p;) {
        zeros = *--p == 0 ? zeros + 1 : 0;
        if (zeros == 0) *p = 0;
    }
    return zeros < CLEAN_RUN / sizeof *end && end == (const uintptr_t *)lo;
}

void ugrt_stack_clean(G *g)
{
    UgSeg *s = g->seg;
    if (g->stackkind != STACK_SPLIT || s == NULL) return;
    if (clear_down(s->lo, g->sp) && s->next != NULL) clear_down(s->next->lo, s->next->top);
}
