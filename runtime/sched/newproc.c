// Making and ending goroutines. Dead Gs keep their first segment and wait in lists: one a P (up to 64,
// no lock), the rest in the global list. A new one is a few stores into a recycled G.
#include "gc/debugvars.h"
#include "panic/panic.h"
#include "sched/bubble.h"
#include "race/race.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "mem/mem.h"
#include "trace/trace.h"
#include <string.h>

#define G_BATCH 32 // Gs allocated, or moved between lists, at once
#define P_GFREE_MAX 64
#define GOID_BATCH 16
#define MAIN_STACK_ORDER 5 // 64 KB

// Fresh Gs, published to the list of all Gs as DEAD before anyone can start them.
static void allocate_gs(P *p)
{
    G *chunk = ugrt_persistentalloc(sizeof(G) * G_BATCH, 64);
    for (int i = 0; i < G_BATCH; i++) {
        G *g = &chunk[i];
        atomic_store_explicit(&g->status, G_DEAD, memory_order_relaxed);
        g->alllink = i + 1 < G_BATCH ? g + 1 : NULL;
        g->schedlink = p->gfree;
        p->gfree = g;
        p->ngfree++;
    }
    G *head = atomic_load(&ugrt_sched.allgs);
    do chunk[G_BATCH - 1].alllink = head;
    while (!atomic_compare_exchange_weak(&ugrt_sched.allgs, &head, chunk));
    atomic_fetch_add(&ugrt_sched.ngs, G_BATCH);
}

static G *gfree_get(P *p)
{
    if (!p->gfree) {
        if (ugrt_sched.gfree) {
            ugrt_lock(&ugrt_sched.gflock);
            while (p->ngfree < G_BATCH && ugrt_sched.gfree) {
                G *g = ugrt_sched.gfree;
                ugrt_sched.gfree = g->schedlink;
                ugrt_sched.ngfree--;
                g->schedlink = p->gfree;
                p->gfree = g;
                p->ngfree++;
            }
            ugrt_unlock(&ugrt_sched.gflock);
        }
        if (!p->gfree) allocate_gs(p);
    }
    G *g = p->gfree;
    p->gfree = g->schedlink;
    p->ngfree--;
    return g;
}

static void gfree_put(P *p, G *g)
{
    g->schedlink = p->gfree;
    p->gfree = g;
    if (++p->ngfree < P_GFREE_MAX) return;
    ugrt_lock(&ugrt_sched.gflock);
    while (p->ngfree >= G_BATCH) {
        G *out = p->gfree;
        p->gfree = out->schedlink;
        p->ngfree--;
        out->schedlink = ugrt_sched.gfree;
        ugrt_sched.gfree = out;
        ugrt_sched.ngfree++;
    }
    ugrt_unlock(&ugrt_sched.gflock);
}

void ugrt_gfree_flush(P *p)
{
    ugrt_lock(&ugrt_sched.gflock);
    while (p->gfree) {
        G *g = p->gfree;
        p->gfree = g->schedlink;
        g->schedlink = ugrt_sched.gfree;
        ugrt_sched.gfree = g;
        ugrt_sched.ngfree++;
    }
    p->ngfree = 0;
    ugrt_unlock(&ugrt_sched.gflock);
}

// The first context, below base: gostart with the closure in rbx, above it a zero return address.
static void set_first_context(G *g, uintptr_t base, const UgClosure *fn)
{
    *(uintptr_t *)(base - 8) = 0;
    UgContext *ctx = (UgContext *)(base - 16 - offsetof(UgContext, pc));
    *ctx = (UgContext){.rbx = (uintptr_t)fn, .pc = (uintptr_t)ugrt_gostart};
    g->seg = g->firstseg;
    g->sp = (uintptr_t)ctx;
    g->callsdirect = true;
    g->callpc = 0;
}

static void set_birth(P *p, G *g, G *parent, uintptr_t startpc, uintptr_t callerpc)
{
    g->startpc = startpc;
    g->gopc = callerpc;
    g->parentgoid = parent ? parent->goid : 0;
    if (p->goidcache == p->goidcacheend) {
        p->goidcache = atomic_fetch_add(&ugrt_sched.goidgen, GOID_BATCH) + 1;
        p->goidcacheend = p->goidcache + GOID_BATCH;
    }
    g->goid = p->goidcache++;
    g->trackturn = (uint8_t)g->goid; // so that those made together are not timed at the same steps of their lives
}

G *ugrt_newg(const UgClosure *fn, uintptr_t callerpc, bool system)
{
    M *m = ugrt_acquirem();
    P *p = m->p;
    G *parent = m->curg;
    G *g = gfree_get(p);
    if (!g->firstseg || g->stackkind != STACK_SPLIT) ugrt_stack_prepare(g, STACK_SPLIT, 0);
    set_first_context(g, g->firstseg->top, fn);
    g->issystem = system;
    if (system) atomic_fetch_add(&ugrt_sched.ngsys, 1);
    if (!system) p->gcreated++;
    if (parent && !system) {
        g->labels = parent->labels;
        g->bubble = parent->bubble;
    }
    set_birth(p, g, parent, (uintptr_t)fn->code, callerpc);
    if (UGRT_RACE && !system) ugrt_race_gostart(g, callerpc);
    ugrt_casgstatus(g, G_DEAD, G_RUNNABLE);
    ugrt_releasem(m);
    return g;
}

// A goroutine of the C API: its closure, of n bytes, is kept at the top of its own stack.
G *ugrt_newproc_c(StackKind kind, uint32_t order, const UgClosure *fn, size_t n, uintptr_t startpc, uintptr_t callerpc)
{
    M *m = ugrt_acquirem();
    P *p = m->p;
    G *g = gfree_get(p);
    if (!g->firstseg || g->stackkind != kind || (kind == STACK_MAPPED && g->firstseg->order != order)) {
        if (!ugrt_stack_prepare(g, kind, order)) {
            gfree_put(p, g);
            ugrt_releasem(m);
            return NULL;
        }
    }
    uintptr_t base = g->firstseg->top - ((n + 15) & -16ul);
    memcpy((void *)base, fn, n);
    set_first_context(g, base, (const UgClosure *)base);
    g->issystem = false;
    p->gcreated++;
    set_birth(p, g, m->curg, startpc, callerpc);
    ugrt_casgstatus(g, G_DEAD, G_RUNNABLE);
    if (ugrt_trace_on()) ugrt_trace_gocreate(g, false);
    ugrt_runq_put(p, g, true);
    if (ugrt_sched.mainstarted) ugrt_wakep();
    ugrt_releasem(m);
    return g;
}

static void make_known(P *p, G *g)
{
    if (ugrt_trace_on()) ugrt_trace_gocreate(g, false);
    ugrt_runq_put(p, g, true);
    if (ugrt_sched.mainstarted) ugrt_wakep();
}

G *ugrt_newproc(const UgClosure *fn, uintptr_t callerpc)
{
    if (!fn) ugrt_fatal("go of nil func value");
    M *m = ugrt_acquirem();
    G *g = ugrt_newg(fn, callerpc, false);
    make_known(m->p, g);
    ugrt_releasem(m);
    return g;
}

// The main goroutine is one and does most of many a program's work: it begins with a stack that few outgrow.
G *ugrt_newproc_main(const UgClosure *fn)
{
    M *m = ugrt_acquirem();
    G *g = ugrt_newg(fn, 0, false);
    if (!ugrt_debugvars.smallstack) {
        ugrt_stack_prepare(g, STACK_SPLIT, MAIN_STACK_ORDER);
        set_first_context(g, g->firstseg->top, fn);
    }
    make_known(m->p, g);
    ugrt_releasem(m);
    return g;
}

typedef struct SystemStart {
    UgClosure c;
    void (*fn)(void *);
    void *arg;
} SystemStart;
static void system_entry(const SystemStart *s) { s->fn(s->arg); }

G *ugrt_newproc_system(void (*fn)(void *), void *arg)
{
    SystemStart *s = ugrt_persistentalloc(sizeof *s, 8); // as many as the runtime has system goroutines
    *s = (SystemStart){{(void *)system_entry}, fn, arg};
    M *m = ugrt_acquirem();
    G *g = ugrt_newg(&s->c, 0, true);
    g->startpc = (uintptr_t)fn;
    if (ugrt_trace_on()) ugrt_trace_gocreate(g, false);
    ugrt_runq_put(m->p, g, false);
    if (ugrt_sched.mainstarted) ugrt_wakep();
    ugrt_releasem(m);
    return g;
}

void ugx_go(const UgClosure *fn)
{
    ugrt_newproc(fn, ugrt_callerpc());
    ugrt_seeded_point();
    ugrt_yield_if_asked();
}

static void goexit_g0(G *g)
{
    M *m = ugrt_getg()->m;
    P *p = m->p;
    Bubble *bubble = g->bubble;
    if (bubble) ugrt_bubble_hold(bubble); // until whoever waits for a coroutine's end goes on
    if (ugrt_trace_on()) ugrt_trace_godestroy();
    ugrt_casgstatus(g, G_RUNNING, G_DEAD);
    if (g->racectx) ugrt_race_goend(g);
    if (g->issystem) atomic_fetch_sub(&ugrt_sched.ngsys, 1);
    bool locked = g->lockedm != NULL;
    void *coro = g->coro;
    g->m = NULL;
    g->lockedm = NULL;
    m->lockedg = NULL;
    g->preempt = 0;
    g->paniconfault = false;
    g->head.defer_frames = NULL;
    g->panics = NULL;
    g->waitreason = 0;
    g->param = NULL;
    g->labels = NULL;
    g->bubble = NULL;
    g->coro = NULL;
    g->timer = NULL;
    g->gcassistbytes = 0;
    g->regbuf = NULL;
    m->curg = NULL;
    ugrt_stack_free_extra(g);
    gfree_put(p, g);
    if (coro) ugrt_coro_end(coro);
    if (bubble) ugrt_bubble_release(bubble);
    if (locked) { // the thread may be in a state of the user's making: it dies with its goroutine
        m->lockedext = m->lockedint = 0;
        ugrt_mexit_g0();
    }
    ugrt_schedule_g0();
}

void ugrt_goexit0(void)
{
    ugrt_mcall(goexit_g0);
    __builtin_unreachable();
}

// Approximate while others create and end goroutines, exact when the caller knows better.
int64_t ugrt_gcount(void)
{
    int64_t n = atomic_load(&ugrt_sched.ngs) - ugrt_sched.ngfree - atomic_load(&ugrt_sched.ngsys);
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) n -= ugrt_allp[i]->ngfree;
    return n < 1 ? 1 : n;
}

void ugrt_foreach_g(void (*cb)(G *, void *), void *arg)
{
    for (G *g = atomic_load_explicit(&ugrt_sched.allgs, memory_order_acquire); g; g = g->alllink) cb(g, arg);
}
uint64_t ugrt_goid(void) { return ugrt_getg()->m->curg->goid; }
