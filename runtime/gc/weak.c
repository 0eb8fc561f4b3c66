// Weak pointers. The handle of an object is a heap word without pointers that holds its address, or 0 once the
// object has died: sweep clears it. The object's record keeps the handle alive, so equal pointers have one handle.
#include "gc/special.h"
#include "gc/sweep.h"
#include "sched/sched.h"

// Handles of objects outside the heap, which never die.
typedef struct Immortal {
    uintptr_t p; // what the handle points to: first
    struct Immortal *next;
} Immortal;
static struct {
    UgMutex lock;
    Immortal *first;
} immortals = {.lock = {.rank = LOCKRANK_SPECIAL}};

static void *immortal(void *p)
{
    ugrt_lock(&immortals.lock);
    Immortal *i = immortals.first;
    while (i != NULL && i->p != (uintptr_t)p) i = i->next;
    if (i == NULL) {
        i = ugrt_persistentalloc(sizeof *i, 8);
        *i = (Immortal){(uintptr_t)p, immortals.first};
        immortals.first = i;
    }
    ugrt_unlock(&immortals.lock);
    return i;
}

void *ugrt_weak_register(void *p)
{
    if (p == NULL) return NULL;
    MSpan *s;
    uintptr_t index;
    if (ugrt_findobject((uintptr_t)p, &s, &index) == 0) { return immortal(p); }
    for (;;) {
        Special *sp = ugrt_special_find((uintptr_t)p, SPECIAL_WEAK, 0, false);
        if (sp != NULL) {
            void *h = sp->weak.handle;
            ugrt_shade((uintptr_t)h);
            return h;
        }
        // 16 bytes: not from a block of tiny objects, which a neighbour could keep alive. The second word of them:
        // on a stack, a pointer to the first would keep the object before alive too, often the very one meant here.
        uintptr_t *h = (uintptr_t *)ugrt_mallocgc(16, NULL, true) + 1;
        *h = (uintptr_t)p;
        sp = ugrt_special_new(SPECIAL_WEAK);
        sp->weak.handle = h;
        if (ugrt_special_add((uintptr_t)p, sp, true)) return h;
        ugrt_special_free(sp); // another goroutine was faster
    }
}

void *ugrt_weak_get(void *handle)
{
    if (handle == NULL) return NULL;
    M *m = ugrt_acquirem();
    uintptr_t p;
    MSpan *s;
    // In an unswept span the object may be one that sweep is about to free: let that be decided first. Each round
    // reads the handle anew, for the span may go away once it is 0.
    while ((p = __atomic_load_n((uintptr_t *)handle, __ATOMIC_ACQUIRE)) != 0 && (s = ugrt_spanof(p)) != NULL &&
           s->sweepgen != ugrt_heap.sweepgen) {
        if (!ugrt_central_claim(s))
            ugrt_osyield();
        else if (!ugrt_sweep_span(s))
            ugrt_central_put(s);
    }
    // It is reachable again, perhaps from a stack that has been scanned.
    if (p != 0) ugrt_shade(p);
    ugrt_releasem(m);
    return (void *)p;
}
