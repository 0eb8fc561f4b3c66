// Descriptors that goroutines wait for: one waiter and one deadline for each of reading and writing.
//
// A side's `sema` is a binary semaphore: NIL, READY (an event came and nobody has consumed it), WAIT (a
// goroutine is about to park), or the parked G. The waiter publishes WAIT, looks at `info` once more,
// then parks; whoever closes or expires writes `info` first and looks at sema then. So one of the two sees
// the other. Only `sema`, `info` and the tag are read without the lock.
//
// PollDescs are never freed, only reused, since the kernel may still hold their addresses.
#include "mem/mem.h"
#include "netpoll/netpoll_private.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "timer/timer.h"

enum { NIL, READY, WAIT };                                   // else a G *
enum { INFO_CLOSING = 1, INFO_ERROR = 2, INFO_EXPIRED = 4 }; // EXPIRED << side

typedef struct Side {
    _Atomic uintptr_t sema;
    // Under the PollDesc's lock:
    PollDesc *pd;
    int64_t deadline; // 0 none, -1 expired
    bool armed;
    UgTimer timer;
} Side;

struct PollDesc {
    PollDesc *link; // free list
    UgMutex lock;
    int fd;
    bool closing;
    _Atomic uint32_t info; // INFO_…
    _Atomic uint16_t tag;  // +1 at each reuse
    Side side[2];
};

static UgMutex pool_lock = {.rank = LOCKRANK_LEAF};
static PollDesc *pool;
enum { BATCH = 16 };

static PollDesc *alloc_desc(void)
{
    ugrt_lock(&pool_lock);
    PollDesc *pd = pool;
    if (pd) pool = pd->link;
    ugrt_unlock(&pool_lock);
    if (pd) return pd;
    PollDesc *chunk = ugrt_persistentalloc(sizeof *chunk * BATCH, 64);
    for (int i = 0; i < BATCH; i++) chunk[i].lock = UGRT_MUTEX(POLLDESC);
    ugrt_lock(&pool_lock);
    for (int i = 1; i < BATCH; i++) {
        chunk[i].link = pool;
        pool = &chunk[i];
    }
    ugrt_unlock(&pool_lock);
    return chunk;
}

static void publish(PollDesc *pd)
{
    uint32_t bits = atomic_load(&pd->info) & INFO_ERROR;
    if (pd->closing) bits |= INFO_CLOSING;
    for (int i = 0; i < 2; i++)
        if (pd->side[i].deadline < 0) bits |= (uint32_t)INFO_EXPIRED << i;
    uint32_t old = atomic_load(&pd->info);
    while (!atomic_compare_exchange_weak(&pd->info, &old, (old & INFO_ERROR) | (bits & ~(uint32_t)INFO_ERROR))) {}
}

bool ugrt_poll_tag_is(PollDesc *pd, uint16_t tag) { return atomic_load(&pd->tag) == tag; }
void ugrt_poll_set_error(PollDesc *pd, bool error)
{
    if (error)
        atomic_fetch_or(&pd->info, INFO_ERROR);
    else if (atomic_load(&pd->info) & INFO_ERROR)
        atomic_fetch_and(&pd->info, ~(uint32_t)INFO_ERROR);
}

static PollResult check(PollDesc *pd, int side)
{
    uint32_t info = atomic_load(&pd->info);
    if (info & INFO_CLOSING) return POLL_CLOSING;
    if (info & (uint32_t)INFO_EXPIRED << side) return POLL_TIMEOUT;
    // Only for reads: a write reports its own, more exact error.
    if (side == POLL_READ && info & INFO_ERROR) return POLL_NOT_POLLABLE;
    return POLL_OK;
}

// The parked goroutine of a side, if there is one: it is the caller's to ready.
static G *unblock(PollDesc *pd, int side, bool ready, int32_t *delta)
{
    _Atomic uintptr_t *sema = &pd->side[side].sema;
    uintptr_t old = atomic_load(sema);
    for (;;) {
        if (old == READY || (old == NIL && !ready)) return NULL;
        if (atomic_compare_exchange_weak(sema, &old, ready ? READY : NIL)) break;
    }
    if (old == WAIT || old == NIL) return NULL;
    --*delta;
    return (G *)old;
}

int32_t ugrt_poll_ready(PollDesc *pd, int side, G **list)
{
    int32_t delta = 0;
    G *g = unblock(pd, side, true, &delta);
    if (g) {
        g->schedlink = *list;
        *list = g;
    }
    return delta;
}

static bool commit(G *g, void *arg)
{
    uintptr_t wait = WAIT;
    // Counted before the CAS could fail: the scheduler may look for pollers' waiters at once.
    bool parked = atomic_compare_exchange_strong((_Atomic uintptr_t *)arg, &wait, (uintptr_t)g);
    if (parked) ugrt_netpoll_adjustwaiters(1);
    return parked;
}

// Waits for the side's event. true: it came. even_if_expired: deadlines and closing don't matter.
static bool block(PollDesc *pd, int side, bool even_if_expired)
{
    _Atomic uintptr_t *sema = &pd->side[side].sema;
    for (;;) {
        uintptr_t ready = READY, nil = NIL;
        if (atomic_compare_exchange_strong(sema, &ready, NIL)) return true;
        if (atomic_compare_exchange_strong(sema, &nil, WAIT)) break;
        if (atomic_load(sema) > READY) ugrt_throw("runtime: double wait");
    }
    if (even_if_expired || check(pd, side) == POLL_OK) ugrt_gopark(commit, sema, WAIT_IO_WAIT, 5);
    uintptr_t old = atomic_exchange(sema, NIL);
    if (old > WAIT) ugrt_throw("runtime: corrupted polldesc");
    return old == READY;
}

static void ready_both(G *r, G *w, int32_t delta)
{
    if (r) ugrt_goready(r);
    if (w) ugrt_goready(w);
    ugrt_netpoll_adjustwaiters(delta);
}

static void expire(void *arg, uintptr_t seq, int64_t late)
{
    (void)late;
    Side *s = arg;
    PollDesc *pd = s->pd;
    int side = s == &pd->side[POLL_WRITE];
    ugrt_lock(&pd->lock);
    if (seq != s->timer.seq || !s->armed) { // set anew or reused since
        ugrt_unlock(&pd->lock);
        return;
    }
    s->armed = false;
    s->deadline = -1;
    publish(pd);
    int32_t delta = 0;
    G *g = unblock(pd, side, false, &delta);
    ugrt_unlock(&pd->lock);
    ready_both(g, NULL, delta);
}

int ugrt_poll_open(int fd, PollDesc **out)
{
    PollDesc *pd = alloc_desc();
    ugrt_lock(&pd->lock);
    uint16_t tag = (uint16_t)(atomic_load(&pd->tag) + 1);
    if (tag == 0) tag = 1;
    pd->fd = fd;
    pd->closing = false;
    atomic_store(&pd->info, 0);
    for (int i = 0; i < 2; i++) {
        Side *s = &pd->side[i];
        uintptr_t seq = s->timer.seq;
        atomic_store(&s->sema, NIL);
        s->pd = pd;
        s->deadline = 0;
        s->armed = false;
        ugrt_timer_init(&s->timer, expire, s);
        s->timer.seq = seq + 1;
    }
    atomic_store(&pd->tag, tag);
    ugrt_unlock(&pd->lock);
    int err = ugrt_epoll_add(fd, pd, tag);
    if (err) {
        ugrt_lock(&pool_lock);
        pd->link = pool;
        pool = pd;
        ugrt_unlock(&pool_lock);
        return err;
    }
    *out = pd;
    return 0;
}

void ugrt_poll_close(PollDesc *pd)
{
    if (!pd->closing) ugrt_throw("runtime: close polldesc w/o unblock");
    for (int i = 0; i < 2; i++)
        if (atomic_load(&pd->side[i].sema) > READY) ugrt_throw("runtime: blocked on closing polldesc");
    ugrt_epoll_del(pd->fd);
    ugrt_lock(&pd->lock);
    atomic_fetch_add(&pd->tag, 1);
    ugrt_unlock(&pd->lock);
    ugrt_lock(&pool_lock);
    pd->link = pool;
    pool = pd;
    ugrt_unlock(&pool_lock);
}

static int side_of(int mode) { return mode == 'w' ? POLL_WRITE : POLL_READ; }

PollResult ugrt_poll_reset(PollDesc *pd, int mode)
{
    PollResult r = check(pd, side_of(mode));
    if (r == POLL_OK) atomic_store(&pd->side[side_of(mode)].sema, NIL);
    return r;
}

PollResult ugrt_poll_wait(PollDesc *pd, int mode)
{
    int side = side_of(mode);
    PollResult r = check(pd, side);
    while (r == POLL_OK && !block(pd, side, false)) r = check(pd, side); // not ready, no error: a deadline was moved
    return r;
}
void ugrt_poll_wait_canceled(PollDesc *pd, int mode)
{
    while (!block(pd, side_of(mode), true)) {}
}

void ugrt_poll_set_deadline(PollDesc *pd, int64_t d, int mode)
{
    ugrt_lock(&pd->lock);
    if (pd->closing) {
        ugrt_unlock(&pd->lock);
        return;
    }
    if (d > 0) {
        d += ugrt_timer_now();
        if (d <= 0) d = INT64_MAX;
    }
    G *g[2] = {NULL, NULL};
    int32_t delta = 0;
    for (int i = 0; i < 2; i++) {
        if (mode != 'r' + 'w' && side_of(mode) != i) continue;
        Side *s = &pd->side[i];
        s->deadline = d;
        if (d > 0) {
            ugrt_timer_reset(&s->timer, d, 0);
            s->armed = true;
        } else if (s->armed) {
            ugrt_timer_stop(&s->timer);
            s->armed = false;
        }
    }
    publish(pd);
    for (int i = 0; i < 2; i++)
        if (pd->side[i].deadline < 0) g[i] = unblock(pd, i, false, &delta);
    ugrt_unlock(&pd->lock);
    ready_both(g[POLL_READ], g[POLL_WRITE], delta);
}

void ugrt_poll_unblock(PollDesc *pd)
{
    ugrt_lock(&pd->lock);
    if (pd->closing) ugrt_throw("runtime: unblock on closing polldesc");
    pd->closing = true;
    publish(pd);
    int32_t delta = 0;
    G *r = unblock(pd, POLL_READ, false, &delta), *w = unblock(pd, POLL_WRITE, false, &delta);
    for (int i = 0; i < 2; i++) {
        Side *s = &pd->side[i];
        if (s->armed) ugrt_timer_stop(&s->timer);
        s->armed = false;
    }
    ugrt_unlock(&pd->lock);
    ready_both(r, w, delta);
}
