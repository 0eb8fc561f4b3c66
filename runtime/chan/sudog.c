// The supply of sudogs: a cache on each P, a central list behind it. Sudogs lie outside the heap; what they point
// to is kept alive by the stack of the goroutine that waits.
#include "chan/chan.h"
#include "mem/mem.h"
#include "sched/sched.h"

#define CACHE 128

typedef struct SudogCache {
    uint32_t n;
    Sudog *s[CACHE];
} SudogCache;

static struct {
    UgMutex lock;
    Sudog *free; // by next
    FixAlloc all;
} central = {.lock = {.rank = LOCKRANK_SUDOG}, .all = {.lock = {.rank = LOCKRANK_FIXALLOC}, .size = sizeof(Sudog)}};

static SudogCache *cache_of(P *p)
{
    if (p->sudogcache == NULL) p->sudogcache = ugrt_persistentalloc(sizeof(SudogCache), 64);
    return p->sudogcache;
}

static void refill(SudogCache *c)
{
    ugrt_lock(&central.lock);
    while (c->n < CACHE / 2 && central.free != NULL) {
        c->s[c->n++] = central.free;
        central.free = central.free->next;
    }
    ugrt_unlock(&central.lock);
    if (c->n == 0) c->s[c->n++] = ugrt_fixalloc(&central.all);
}

static void spill(SudogCache *c, uint32_t keep)
{
    ugrt_lock(&central.lock);
    while (c->n > keep) {
        Sudog *s = c->s[--c->n];
        s->next = central.free;
        central.free = s;
    }
    ugrt_unlock(&central.lock);
}

Sudog *ugrt_sudog_acquire(void)
{
    M *m = ugrt_acquirem();
    SudogCache *c = cache_of(m->p);
    if (UGX_UNLIKELY(c->n == 0)) refill(c);
    Sudog *s = c->s[--c->n];
    ugrt_releasem(m);
    *s = (Sudog){.g = NULL};
    return s;
}

void ugrt_sudog_release(Sudog *s)
{
    M *m = ugrt_acquirem();
    SudogCache *c = cache_of(m->p);
    if (UGX_UNLIKELY(c->n == CACHE)) spill(c, CACHE / 2);
    c->s[c->n++] = s;
    ugrt_releasem(m);
}

void ugrt_sudogcache_flush(P *p)
{
    if (p->sudogcache != NULL) spill(p->sudogcache, 0);
}

bool ugrt_chan_anywaited(const G *g, bool (*f)(const void *c))
{
    for (const Sudog *s = g->waiting; s != NULL; s = s->waitlink)
        if (f(s->c)) return true;
    return false;
}
