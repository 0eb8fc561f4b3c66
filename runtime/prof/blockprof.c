// The block and mutex profiles. Both count events by stack, each event weighted by the inverse of the chance it had
// of being taken, so that the sums estimate what all events together would have been.
#include "prof/blockprof.h"
#include "debug/debug.h"
#include "sched/sched.h"
#include "sync/sync.h"

typedef struct BlockBucket {
    StackEntry e; // its key is the number of frames to leave out
    double count, cycles;
} BlockBucket;

typedef struct BlockProfile {
    UgMutex lock;
    StackTable *buckets; // guarded by lock
    _Atomic int64_t rate;
} BlockProfile;

static StackTable blocked_at, released_at;
static BlockProfile blocked = {.lock = {.rank = LOCKRANK_PROF}, .buckets = &blocked_at};
static BlockProfile mutexes = {.lock = {.rank = LOCKRANK_PROF}, .buckets = &released_at};

static void add(BlockProfile *p, UgInt skip, double count, double cycles)
{
    uintptr_t stk[UGRT_PROF_DEPTH];
    int n = ugrt_callers(stk, UGRT_PROF_DEPTH);
    uintptr_t depth = n > 0 ? (uintptr_t)n : 0;
    ugrt_lock(&p->lock);
    BlockBucket *b = (BlockBucket *)ugrt_stacktab_get(p->buckets, stk, depth, (uintptr_t)skip, sizeof *b);
    b->count += count;
    b->cycles += cycles;
    ugrt_unlock(&p->lock);
}

static int64_t below(int64_t n) { return (int64_t)(ugrt_rand64() % (uint64_t)n); }

// Waits of `rate` cycles or more are all recorded, a shorter one with the chance cycles / rate.
static void record_blocked(int64_t cycles, UgInt skip)
{
    int64_t rate = blocked.rate;
    if (cycles <= 0) cycles = 1;
    if (rate <= 0 || (rate > cycles && below(rate) > cycles)) return;
    double weight = cycles < rate ? (double)rate / (double)cycles : 1;
    add(&blocked, skip, weight, weight * (double)cycles);
}

static void record_mutex(int64_t cycles, UgInt skip)
{
    int64_t rate = mutexes.rate;
    if (rate <= 0 || below(rate) != 0) return;
    add(&mutexes, skip, (double)rate, (double)rate * (double)(cycles < 0 ? 0 : cycles));
}

void ugrt_blockprof_setrate(int64_t cycles)
{
    blocked.rate = cycles;
    ugrt_block_recorder = cycles > 0 ? record_blocked : NULL;
}

UgInt ugrt_mutexprof_setfraction(UgInt n)
{
    if (n < 0) return mutexes.rate;
    UgInt old = atomic_exchange(&mutexes.rate, n);
    ugrt_mutex_recorder = n > 0 ? record_mutex : NULL;
    return old;
}

void ugrt_blockprof_each(bool mutex, void (*f)(const BlockProfRecord *, void *), void *arg)
{
    BlockProfile *p = mutex ? &mutexes : &blocked;
    for (StackEntry *e = __atomic_load_n(&p->buckets->all, __ATOMIC_ACQUIRE); e != NULL; e = e->allnext) {
        const BlockBucket *b = (const BlockBucket *)e;
        BlockProfRecord r = {(int64_t)b->count, (int64_t)b->cycles, (UgInt)e->key, e->nstk, e->stk};
        f(&r, arg);
    }
}
