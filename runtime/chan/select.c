// select: one pass in random order for a case that can go; else a sudog on every channel, park, and undo the others.
//
// A select that may block first tries those channels that look ready, each under its own lock alone: whichever can go is a
// right choice. Before it parks, and to take its default, it must have seen all of them at one moment: then all are
// locked, in order of address, so that two selects over the same channels cannot deadlock.
// The order of the pass is a fresh random permutation (drawn from the seed under schedrand): no case starves.
// While the goroutine is parked its sudogs hang on G.waiting in lock order; a waker must win G.selectdone.
#include "chan/private.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "race/race.h"
#include "timer/timer.h"
#include <string.h>

typedef struct Select {
    UgSelectCase *cases;
    uint16_t *poll, *lockorder;
    UgInt nsend;
    unsigned n; // cases whose channel is not nil
} Select;

static Hchan *chan_of(const Select *s, unsigned i) { return (Hchan *)s->cases[i].c; }

// Fills poll with a random permutation of the usable cases.
static void order_poll(Select *s, UgInt ncases)
{
    for (UgInt i = 0; i < ncases; i++) {
        if (s->cases[i].c == NULL) continue;
        Hchan *c = chan_of(s, (unsigned)i);
        ugrt_chan_checkbubble(c, "select on synctest channel from outside bubble");
        if (UGX_UNLIKELY(c->timer != NULL)) ugrt_timer_maybe_run_chan(c->timer);
        unsigned j = ugrt_randn(s->n + 1);
        s->poll[s->n] = s->poll[j];
        s->poll[j] = (uint16_t)i;
        s->n++;
    }
}

// Fills lockorder with the usable cases sorted by address (heap sort: no recursion, no bad case).
static void order_locks(Select *s)
{
    for (unsigned i = 0; i < s->n; i++) { // sift up
        unsigned j = i;
        uint16_t k = s->poll[i];
        Hchan *c = chan_of(s, k);
        while (j > 0 && (uintptr_t)chan_of(s, s->lockorder[(j - 1) / 2]) < (uintptr_t)c) {
            s->lockorder[j] = s->lockorder[(j - 1) / 2];
            j = (j - 1) / 2;
        }
        s->lockorder[j] = k;
    }
    for (unsigned i = s->n; i-- > 1;) { // largest to the end, sift down
        uint16_t k = s->lockorder[i];
        Hchan *c = chan_of(s, k);
        s->lockorder[i] = s->lockorder[0];
        unsigned j = 0;
        for (unsigned kid; (kid = 2 * j + 1) < i; j = kid) {
            if (kid + 1 < i && (uintptr_t)chan_of(s, s->lockorder[kid]) < (uintptr_t)chan_of(s, s->lockorder[kid + 1]))
                kid++;
            if ((uintptr_t)c >= (uintptr_t)chan_of(s, s->lockorder[kid])) break;
            s->lockorder[j] = s->lockorder[kid];
        }
        s->lockorder[j] = k;
    }
}

static void lock_all(const Select *s)
{
    Hchan *last = NULL;
    for (unsigned i = 0; i < s->n; i++) {
        Hchan *c = chan_of(s, s->lockorder[i]);
        if (c != last) ugrt_lock(&c->lock);
        last = c;
    }
}

static void unlock_all(const Select *s)
{
    for (unsigned i = s->n; i-- > 0;) {
        Hchan *c = chan_of(s, s->lockorder[i]);
        if (i > 0 && c == chan_of(s, s->lockorder[i - 1])) continue;
        ugrt_unlock(&c->lock);
    }
}

static void unlock_but(const Select *s, const Hchan *keep)
{
    for (unsigned i = s->n; i-- > 0;) {
        Hchan *c = chan_of(s, s->lockorder[i]);
        if (c == keep || (i > 0 && c == chan_of(s, s->lockorder[i - 1]))) continue;
        ugrt_unlock(&c->lock);
    }
}

// ---- A deadline. Its timer competes with the channels for G.selectdone. The record lies in the goroutine's frame, so
// the goroutine leaves only when the timer is neither being armed (`armed`) nor under way (`over`).
typedef struct Deadline {
    UgTimer timer;
    int64_t when;
    G *g;
    _Atomic bool armed, over;
} Deadline;

static void expire(void *arg, uintptr_t seq, int64_t late)
{
    (void)seq, (void)late;
    Deadline *d = arg;
    G *g = d->g;
    uint32_t open = 0;
    bool won = atomic_compare_exchange_strong(&g->selectdone, &open, 1);
    atomic_store(&d->over, true);
    if (won) ugrt_goready(g);
}

static void deadline_end(Deadline *d)
{
    while (!atomic_load(&d->armed)) ugrt_osyield();
    if (ugrt_timer_stop(&d->timer)) return;
    while (!atomic_load(&d->over)) ugrt_osyield();
}

// After parking: unlocks through the sudogs, for the goroutine may run on as soon as one lock is free, and its
// Select with it.
static bool park_unlock(G *g, void *arg)
{
    Deadline *d = arg;
    Hchan *last = NULL;
    for (Sudog *s = g->waiting; s != NULL;) {
        Sudog *next = s->waitlink;
        if (s->c != last && last != NULL) ugrt_unlock(&last->lock);
        last = s->c;
        s = next;
    }
    if (last != NULL) ugrt_unlock(&last->lock);
    if (d != NULL) {
        ugrt_timer_reset(&d->timer, d->when, 0);
        atomic_store(&d->armed, true);
    }
    return true;
}

typedef enum Pass { PASS_NONE, PASS_DONE, PASS_SEND_CLOSED } Pass;

// The locks that are held while a case of c is tried: all, or c's alone.
static void release(const Select *s, Hchan *c, bool alone)
{
    if (alone)
        ugrt_unlock(&c->lock);
    else
        unlock_all(s);
}

static Pass try_send(const Select *s, Hchan *c, void *elem, bool alone)
{
    if (UGRT_RACE) ugrt_chan_race_send(c);
    if (c->closed) {
        release(s, c, alone);
        return PASS_SEND_CLOSED;
    }
    Sudog *w = ugrt_waitq_pop(&c->recvq);
    if (w != NULL) {
        if (!alone) unlock_but(s, c);
        ugrt_chan_send_to(c, w, elem);
        return PASS_DONE;
    }
    if (c->qcount >= c->dataqsiz) return PASS_NONE;
    ugrt_chan_put(c, elem);
    release(s, c, alone);
    return PASS_DONE;
}

static Pass try_recv(const Select *s, Hchan *c, void *elem, bool alone, bool *ok)
{
    Sudog *w = ugrt_waitq_pop(&c->sendq);
    *ok = true;
    if (w != NULL) {
        if (!alone) unlock_but(s, c);
        ugrt_chan_recv_from(c, w, elem);
        return PASS_DONE;
    }
    if (c->qcount > 0) {
        ugrt_chan_take(c, elem);
        release(s, c, alone);
        return PASS_DONE;
    }
    *ok = false;
    if (!c->closed) return PASS_NONE;
    if (UGRT_RACE) ugrt_chan_race_closed(c);
    release(s, c, alone);
    if (elem != NULL) ugx_typedmemclr(c->elemtype, elem);
    return PASS_DONE;
}

// Unlocks what is held if the case can go.
static Pass try_case(const Select *s, unsigned k, bool alone, UgSelectResult *r)
{
    Hchan *c = chan_of(s, k);
    void *elem = s->cases[k].elem;
    r->index = (UgInt)k;
    r->recv_ok = false;
    Pass p = (UgInt)k < s->nsend ? try_send(s, c, elem, alone) : try_recv(s, c, elem, alone, &r->recv_ok);
    if (p == PASS_NONE) r->index = -1;
    return p;
}

// With all channels locked, which are unlocked if a case can go.
static Pass try_all(const Select *s, UgSelectResult *r)
{
    for (unsigned i = 0; i < s->n; i++) {
        Pass p = try_case(s, s->poll[i], false, r);
        if (p != PASS_NONE) return p;
    }
    return PASS_NONE;
}

// Without the channel's lock: a guess.
static bool looks_ready(const Select *s, unsigned k)
{
    const Hchan *c = chan_of(s, k);
    if (__atomic_load_n(&c->closed, __ATOMIC_RELAXED)) return true;
    UgUint have = __atomic_load_n(&c->qcount, __ATOMIC_RELAXED);
    if ((UgInt)k < s->nsend) return have < c->dataqsiz || __atomic_load_n(&c->recvq.first, __ATOMIC_RELAXED) != NULL;
    return have > 0 || __atomic_load_n(&c->sendq.first, __ATOMIC_RELAXED) != NULL;
}

// With no channel locked: the first that can go of those that look so.
static Pass try_singly(const Select *s, UgSelectResult *r)
{
    for (unsigned i = 0; i < s->n; i++) {
        unsigned k = s->poll[i];
        if (!looks_ready(s, k)) continue;
        Hchan *c = chan_of(s, k);
        ugrt_lock(&c->lock);
        Pass p = try_case(s, k, true, r);
        if (p != PASS_NONE) return p;
        ugrt_unlock(&c->lock);
    }
    return PASS_NONE;
}

static void each_timer(const Select *s, void (*f)(struct UgTimer *))
{
    for (unsigned i = 0; i < s->n; i++) {
        unsigned k = s->lockorder[i];
        if ((UgInt)k >= s->nsend && chan_of(s, k)->timer != NULL) f(chan_of(s, k)->timer);
    }
}

static bool has_timers(const Select *s)
{
    for (unsigned i = 0; i < s->n; i++)
        if (chan_of(s, s->lockorder[i])->timer != NULL) return true;
    return false;
}

// Waits on all channels, which are locked. Returns with nothing locked, the sudog that was served taken care of;
// index -1 if the deadline (NULL: none) came first.
static UgSelectResult wait_all(const Select *s, Deadline *d, bool *send_closed)
{
    G *g = ugrt_getg();
    Sudog *first = NULL, **at = &first;
    bool bubbled = g->bubble != NULL;
    for (unsigned i = 0; i < s->n; i++) {
        unsigned k = s->lockorder[i];
        Hchan *c = chan_of(s, k);
        Sudog *w = ugrt_sudog_acquire();
        w->g = g;
        w->isselect = true;
        w->elem = s->cases[k].elem;
        w->c = c;
        if (c->bubble == NULL) bubbled = false;
        *at = w;
        at = &w->waitlink;
        ugrt_waitq_push((UgInt)k < s->nsend ? &c->sendq : &c->recvq, w);
    }
    g->waiting = first;
    g->param = NULL;
    atomic_store_explicit(&g->selectdone, 0, memory_order_relaxed); // published by the locks
    int64_t began = ugrt_block_begin();
    ugrt_gopark(park_unlock, d, bubbled ? WAIT_SYNCTEST_SELECT : s->n == 0 ? WAIT_SELECT_NO_CASES : WAIT_SELECT, 1);
    if (d != NULL) deadline_end(d);
    lock_all(s);
    atomic_store_explicit(&g->selectdone, 0, memory_order_relaxed);
    Sudog *fired = g->param;
    g->param = NULL;
    g->waiting = NULL;
    UgSelectResult r = {-1, false};
    Sudog *w = first;
    for (unsigned i = 0; i < s->n; i++) {
        unsigned k = s->lockorder[i];
        Hchan *c = chan_of(s, k);
        bool send = (UgInt)k < s->nsend;
        if (w == fired) {
            r.index = (UgInt)k;
            if (send)
                *send_closed = !w->success;
            else
                r.recv_ok = w->success;
        } else {
            ugrt_waitq_remove(send ? &c->sendq : &c->recvq, w);
        }
        Sudog *next = w->waitlink;
        w->waitlink = NULL;
        ugrt_sudog_release(w);
        w = next;
    }
    unlock_all(s);
    ugrt_block_end(began, 0);
    if (r.index < 0 && d == NULL) ugrt_throw("selectgo: bad wakeup");
    return r;
}

// Apart, so that the record takes no room in the frames of those who wait without a deadline.
UGRT_NOINLINE static UgSelectResult wait_until(const Select *s, int64_t when, bool *send_closed)
{
    Deadline d = {.when = when > 0 ? when : 1, .g = ugrt_getg()};
    ugrt_timer_init(&d.timer, expire, &d);
    return wait_all(s, &d, send_closed);
}

// Looks at all channels at one moment, and waits on them if none can go and it may. *r and *send_closed say how it ended.
static Pass look_and_wait(const Select *s, int64_t deadline, UgSelectResult *r, bool *send_closed)
{
    lock_all(s);
    Pass p = try_all(s, r);
    if (p != PASS_NONE) return p;
    if (deadline == UGRT_SELECT_POLL) {
        unlock_all(s);
        return PASS_NONE;
    }
    bool timers = has_timers(s);
    if (UGX_UNLIKELY(timers)) {
        // Timers run only while somebody waits for them; one may have fired while it was being started.
        unlock_all(s);
        each_timer(s, ugrt_timer_block_chan);
        lock_all(s);
        p = try_all(s, r);
    }
    if (p == PASS_NONE)
        *r = deadline == UGRT_SELECT_FOREVER ? wait_all(s, NULL, send_closed) : wait_until(s, deadline, send_closed);
    if (UGX_UNLIKELY(timers)) each_timer(s, ugrt_timer_unblock_chan);
    return p;
}

ChanEnd ugrt_select(UgSelectCase *cases, uint16_t *order, UgInt nsend, UgInt nrecv, int64_t deadline, UgSelectResult *r)
{
    UgInt ncases = nsend + nrecv;
    Select s = {cases, order, order + ncases, nsend, 0};
    order_poll(&s, ncases);
    *r = (UgSelectResult){-1, false};
    bool send_closed = false;
    Pass p = deadline == UGRT_SELECT_POLL ? PASS_NONE : try_singly(&s, r);
    if (p == PASS_NONE) {
        order_locks(&s);
        p = look_and_wait(&s, deadline, r, &send_closed);
    }
    if (UGX_UNLIKELY(p == PASS_SEND_CLOSED || send_closed)) return CHAN_CLOSED;
    if (r->index >= 0) return CHAN_DONE;
    return deadline == UGRT_SELECT_POLL ? CHAN_WOULD_BLOCK : CHAN_TIMEOUT;
}

UgSelectResult ugx_selectgo(UgSelectCase *cases, uint16_t *order, UgInt nsend, UgInt nrecv, bool block)
{
    ugrt_seeded_point();
    UgSelectResult r;
    if (UGX_UNLIKELY(ugrt_select(cases, order, nsend, nrecv, block ? UGRT_SELECT_FOREVER : UGRT_SELECT_POLL, &r) ==
                     CHAN_CLOSED))
        ugrt_panicplain("send on closed channel");
    return r;
}

// reflect.Select: cases in any order, one of them perhaps default. The arrays made here need no scanning: the
// caller's cases keep everything alive.
UgSelectResult ugx_rselect(UgRuntimeSelect *in, UgInt n, UgInt cap)
{
    (void)cap;
    if (n == 0) ugx_block();
    UgSelectCase *cases = ugrt_mallocgc((size_t)n * sizeof *cases, NULL, true);
    uint16_t *order = ugrt_mallocgc((size_t)n * 2 * sizeof *order, NULL, false);
    UgInt *orig = ugrt_mallocgc((size_t)n * sizeof *orig, NULL, false);
    UgInt nsend = 0, nrecv = 0, dflt = -1;
    for (UgInt i = 0; i < n; i++) {
        UgSelectCase k = {in[i].ch, in[i].val};
        switch (in[i].dir) {
        case 1:
            cases[nsend] = k;
            orig[nsend++] = i;
            break;
        case 2:
            nrecv++;
            cases[n - nrecv] = k;
            orig[n - nrecv] = i;
            break;
        default: dflt = i;
        }
    }
    if (nsend + nrecv == 0) return (UgSelectResult){dflt, false};
    // Without a default the two halves meet; with one there is a gap of one.
    if (nsend + nrecv < n) {
        memmove(&cases[nsend], &cases[n - nrecv], (size_t)nrecv * sizeof *cases);
        memmove(&orig[nsend], &orig[n - nrecv], (size_t)nrecv * sizeof *orig);
    }
    UgSelectResult r = ugx_selectgo(cases, order, nsend, nrecv, dflt < 0);
    r.index = r.index < 0 ? dflt : orig[r.index];
    return r;
}
