// What state goroutines and Ps are in as a generation begins, so that each can be read without those before it.
//
// Generations begin with the world stopped: no P but the stopper's runs, and all are told at once. Goroutines may be
// many: the first event of one in a generation is preceded by its status, which follows from the event. Of the
// others, to which nothing happens, it is noted before the generation ends, and written when it has: then it is
// known which those are.
#include "mem/mem.h"
#include "trace/private.h"

void ugrt_trace_born(G *g)
{
    uint32_t gen = trace_gen();
    g->traceseq = 0;
    atomic_store_explicit(&g->tracedgen[gen % 2], gen, memory_order_relaxed);
}

static bool mentioned(const G *g, uint32_t gen)
{
    return atomic_load_explicit(&((G *)g)->tracedgen[gen % 2], memory_order_relaxed) == gen;
}

void ugrt_trace_mention(G *g, TraceGoStatus s, uint64_t m)
{
    if (mentioned(g, trace_gen())) return;
    ugrt_trace_born(g);
    EVENT(GO_STATUS, g->goid, m, s);
    if (g->inassist) EVENT(GC_MARK_ASSIST_ACTIVE, g->goid);
}

void ugrt_trace_procmention(P *p, TraceProcStatus s)
{
    uint32_t gen = trace_gen();
    if (p->tracedgen == gen) return;
    p->tracedgen = gen;
    p->traceseq = 0;
    EVENT(PROC_STATUS, (uint64_t)p->id, s);
}

// ---- Those that are not mentioned
struct TraceRest {
    G *g;
    uint64_t goid, m, stack;
    TraceGoStatus status;
    bool inassist;
};

static TraceGoStatus status_of(uint32_t s)
{
    return s == G_WAITING ? GO_WAITING : s == G_SYSCALL ? GO_SYSCALL : GO_RUNNABLE;
}

// The SCAN bit keeps g where it is while its stack is read. One that runs has been mentioned, or will be before its M
// can be stopped.
static bool look(G *g, uint32_t gen, TraceRest *r)
{
    for (;;) {
        if (mentioned(g, gen)) return false;
        uint32_t s = ugrt_readgstatus(g);
        if (s == G_IDLE || s == G_DEAD || s == G_RUNNING) return false;
        if (s & G_SCAN) {
            ugrt_cpu_relax();
            continue;
        }
        if (!atomic_compare_exchange_strong(&g->status, &s, s | G_SCAN)) continue;
        *r = (TraceRest){.g = g, .goid = g->goid, .m = TRACE_NO_M, .status = status_of(s), .inassist = g->inassist};
        if (s == G_SYSCALL) r->m = (uint64_t)g->m->id;
        r->stack = ugrt_trace_stack_of(g, gen);
        atomic_fetch_and(&g->status, ~(uint32_t)G_SCAN);
        return true;
    }
}

typedef struct Collect {
    TraceRestList *list;
    G *first;
    uint32_t gen;
} Collect;

static void collect_g0(void *arg)
{
    Collect *c = arg;
    TraceRestList *l = c->list;
    for (G *g = c->first; g; g = g->alllink) l->n += look(g, c->gen, &l->v[l->n]);
}

// Goroutines made meanwhile are mentioned by their creation.
void ugrt_trace_rest_collect(TraceRestList *l, uint32_t gen)
{
    Collect c = {l, atomic_load(&ugrt_sched.allgs), gen};
    *l = (TraceRestList){0};
    for (const G *g = c.first; g; g = g->alllink) l->cap++;
    l->v = ugrt_sysalloc(l->cap * sizeof *l->v);
    ugrt_systemstack(collect_g0, &c);
}

void ugrt_trace_rest_write(TraceRestList *l, uint32_t gen)
{
    TraceOut o = {.gen = gen};
    for (size_t i = 0; i < l->n; i++) {
        const TraceRest *r = &l->v[i];
        if (mentioned(r->g, gen)) continue;
        TraceBuf *b = ugrt_trace_room(&o, 2 * (1 + (1 + TRACE_MAX_ARGS) * TRACE_VARINT));
        buf_byte(b, r->stack ? EV_GO_STATUS_STACK : EV_GO_STATUS);
        ugrt_trace_time(b, ugrt_trace_clock());
        ugrt_trace_varint(b, r->goid);
        ugrt_trace_varint(b, r->m);
        ugrt_trace_varint(b, r->status);
        if (r->stack) ugrt_trace_varint(b, r->stack);
        if (!r->inassist) continue;
        buf_byte(b, EV_GC_MARK_ASSIST_ACTIVE);
        ugrt_trace_time(b, ugrt_trace_clock());
        ugrt_trace_varint(b, r->goid);
    }
    ugrt_trace_flush(&o);
    ugrt_sysfree(l->v, l->cap * sizeof *l->v);
}
