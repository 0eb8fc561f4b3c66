// The records behind package runtime's profiles (internal/profilerecord).
#include <string.h>
#include "debug/debug.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "prof/blockprof.h"
#include "prof/cpuprof.h"
#include "prof/memprof.h"
#include "sched/sched.h"

enum { MAX_DEPTH = 128 };

typedef struct StackRecord {
    UgSlice stack;
} StackRecord;
typedef struct MemProfileRecord {
    int64_t allocbytes, freebytes, allocs, frees;
    UgSlice stack;
} MemProfileRecord;
typedef struct BlockProfileRecord {
    int64_t count, cycles;
    UgSlice stack;
} BlockProfileRecord;
typedef struct CpuSample {
    UgInt state; // CpuProfRead
    uint64_t when, count;
    void *label;
    UgInt nstk;
} CpuSample;
typedef struct ProfileResult {
    UgInt n;
    bool ok;
} ProfileResult;

ProfileResult ugx_goroutineprofile(StackRecord *p, UgInt n, UgInt cap, void **labels, UgInt nlabels, UgInt lcap,
                                   bool leaked);
ProfileResult ugx_memprofile(MemProfileRecord *p, UgInt n, UgInt cap, bool inuse_zero);
ProfileResult ugx_blockprofile(BlockProfileRecord *p, UgInt n, UgInt cap, UgInt *skip, UgInt nskip, UgInt skipcap,
                               bool mutex);
int64_t ugx_cyclespersecond(void);
void ugx_setblockprofilerate(int64_t cycles);
UgInt ugx_setmutexprofilefraction(UgInt rate);
void ugx_blockevent(int64_t cycles, UgInt skip);
void ugx_setcpuprofilerate(UgInt hz);
CpuSample ugx_cpuprofile_read(uintptr_t *stk, UgInt n, UgInt cap);
void *ugx_getproflabel(void);
void ugx_setproflabel(void *labels);

typedef struct Collect {
    StackRecord *p;
    void **labels;
    UgInt n, room;
    UgInt nlabels;
    G *self;
    bool leaked; // those alone
} Collect;

static void collect_g(G *g, void *arg)
{
    Collect *c = arg;
    uint32_t status = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    if (g->issystem || status == G_DEAD || status == G_IDLE) return;
    if (g == c->self || (c->leaked && !(g->leaked && status == G_WAITING))) return;
    if (c->n < c->room) {
        uintptr_t *pcs = c->p[c->n].stack.p;
        int depth = ugrt_gcallers(g, pcs, MAX_DEPTH);
        c->p[c->n].stack = (UgSlice){pcs, depth, MAX_DEPTH};
        if (c->n < c->nlabels) UGX_STORE(&c->labels[c->n], g->labels);
    }
    c->n++;
}

// The caller's own stack comes first. The world stops while the others are walked. Those that have leaked are as the
// last hunt for them found.
ProfileResult ugx_goroutineprofile(StackRecord *p, UgInt n, UgInt cap, void **labels, UgInt nlabels, UgInt lcap,
                                   bool leaked)
{
    (void)cap, (void)lcap;
    UgInt want = leaked ? ugrt_gc_leakcount() : ugrt_gcount();
    if (want > n) return (ProfileResult){want, false};
    for (UgInt i = 0; i < n; i++) UGX_STORE(&p[i].stack.p, ugrt_mallocgc(MAX_DEPTH * sizeof(uintptr_t), NULL, true));
    Collect c = {.p = p, .labels = labels, .room = n, .nlabels = nlabels, .self = ugrt_getg(), .leaked = leaked};
    if (!leaked) {
        int depth = ugrt_callers(p[0].stack.p, MAX_DEPTH);
        p[0].stack.n = depth;
        p[0].stack.cap = MAX_DEPTH;
        if (nlabels > 0) UGX_STORE(&labels[0], c.self->labels);
        c.n = 1;
    }
    ugrt_stoptheworld(STW_GOROUTINE_PROFILE);
    ugrt_foreach_g(collect_g, &c);
    ugrt_starttheworld();
    return (ProfileResult){c.n, c.n <= n};
}

typedef struct CollectMem {
    MemProfileRecord *p;
    UgInt n, room;
    bool inuse_zero;
} CollectMem;

static void collect_bucket(const MemProfRecord *r, void *arg)
{
    CollectMem *c = arg;
    if (!c->inuse_zero && r->allocbytes == r->freebytes) return;
    UgInt i = c->n++;
    if (i >= c->room) return;
    MemProfileRecord *out = &c->p[i];
    out->allocbytes = r->allocbytes;
    out->freebytes = r->freebytes;
    out->allocs = r->allocs;
    out->frees = r->frees;
    out->stack.p = (void *)r->stk; // buckets are for ever, outside the heap
    out->stack.n = out->stack.cap = (UgInt)r->nstk;
}

// The second walk may meet buckets that the first did not: then the caller asks again.
ProfileResult ugx_memprofile(MemProfileRecord *p, UgInt n, UgInt cap, bool inuse_zero)
{
    (void)cap;
    CollectMem count = {.inuse_zero = inuse_zero};
    ugrt_memprof_each(collect_bucket, &count);
    if (count.n > n) return (ProfileResult){count.n, false};
    CollectMem fill = {.p = p, .room = n, .inuse_zero = inuse_zero};
    ugrt_memprof_each(collect_bucket, &fill);
    return (ProfileResult){fill.n, fill.n <= n};
}

typedef struct CollectBlock {
    BlockProfileRecord *p;
    UgInt *skip;
    UgInt n, room;
} CollectBlock;

static void collect_block(const BlockProfRecord *r, void *arg)
{
    CollectBlock *c = arg;
    UgInt i = c->n++;
    if (i >= c->room) return;
    c->p[i].count = r->count;
    c->p[i].cycles = r->cycles;
    c->skip[i] = r->skip;
    c->p[i].stack = (UgSlice){(void *)r->stk, (UgInt)r->nstk, (UgInt)r->nstk};
}

// skip has room for as many as p.
ProfileResult ugx_blockprofile(BlockProfileRecord *p, UgInt n, UgInt cap, UgInt *skip, UgInt nskip, UgInt skipcap,
                               bool mutex)
{
    (void)cap, (void)nskip, (void)skipcap;
    CollectBlock count = {0};
    ugrt_blockprof_each(mutex, collect_block, &count);
    if (count.n > n) return (ProfileResult){count.n, false};
    CollectBlock fill = {.p = p, .skip = skip, .room = n};
    ugrt_blockprof_each(mutex, collect_block, &fill);
    return (ProfileResult){fill.n, fill.n <= n};
}

void ugx_setblockprofilerate(int64_t cycles) { ugrt_blockprof_setrate(cycles); }
UgInt ugx_setmutexprofilefraction(UgInt n) { return ugrt_mutexprof_setfraction(n); }

// The caller counts itself among the frames to skip; its own is the runtime's here.
void ugx_blockevent(int64_t cycles, UgInt skip)
{
    UgContentionRecorder *record = ugrt_block_recorder;
    if (record) record(cycles, skip > 0 ? skip - 1 : 0);
}

void ugx_setcpuprofilerate(UgInt hz) { ugrt_cpuprof_setrate(hz < 0 ? 0 : hz > INT32_MAX ? INT32_MAX : (int32_t)hz); }

// One record of the CPU profile; stk has room for MAX_DEPTH addresses.
CpuSample ugx_cpuprofile_read(uintptr_t *stk, UgInt n, UgInt cap)
{
    (void)n, (void)cap;
    CpuProfSample s = {0};
    UgInt state = ugrt_cpuprof_read(&s, stk);
    return (CpuSample){state, s.when, s.count, s.label, (UgInt)s.nstk};
}

// The time-stamp counter's rate, measured once against the clock.
int64_t ugx_cyclespersecond(void)
{
    static _Atomic int64_t rate;
    int64_t known = rate;
    if (known) return known;
    int64_t t0 = ugrt_nanotime(), c0 = ugrt_cputicks();
    ugrt_usleep(1000);
    int64_t ns = ugrt_nanotime() - t0, cycles = ugrt_cputicks() - c0;
    return rate = (int64_t)((double)cycles * 1e9 / (double)(ns > 0 ? ns : 1));
}

void *ugx_getproflabel(void) { return ugrt_getg()->labels; }
void ugx_setproflabel(void *labels) { ugrt_getg()->labels = labels; }
