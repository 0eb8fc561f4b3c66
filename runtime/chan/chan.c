// Channels: make, send, receive, close.
//
// Invariants, under c->lock: at most one of sendq and recvq is not empty, but for a goroutine that selects over both
// directions of one channel; with a buffer, qcount > 0 implies recvq is empty and qcount < dataqsiz implies sendq is.
// A value goes straight from one goroutine to the other when one waits: the waiter's variable may lie on its
// stack, which does not move.
//
// Waiters are served first in, first out. A waker owns the sudog from the moment it takes it off the queue until it
// readies the goroutine; the goroutine frees it.
#include "chan/private.h"
#include "gc/gc.h"
#include "gc/types.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "race/race.h"
#include "timer/timer.h"
#include <string.h>

UGRT_TYPE(hchan_type, Hchan,
          UGRT_WORD(Hchan, buf) | UGRT_WORD(Hchan, elemtype) | UGRT_WORD(Hchan, timer) | UGRT_WORD(Hchan, bubble));

Hchan *ugrt_makechan(const UgType *elem, int64_t size)
{
    size_t bytes;
    if (size < 0 || __builtin_mul_overflow(elem->size, (size_t)size, &bytes) ||
        bytes > ((size_t)1 << 48) - sizeof(Hchan))
        ugrt_panicplain("makechan: size out of range");
    Hchan *c;
    if (elem->ptrbytes == 0) {
        c = ugrt_mallocgc(sizeof(Hchan) + bytes, NULL, true);
        c->buf = (uint8_t *)(c + 1);
    } else {
        c = ugrt_mallocgc(sizeof(Hchan), &hchan_type, true);
        if (bytes > 0) {
            void *buf = ugrt_mallocgc(bytes, elem, true);
            UGX_STORE(&c->buf, buf);
        }
    }
    ugrt_chan_init(c, elem, (UgUint)size);
    c->bubble = ugrt_getg()->bubble;
    return c;
}

void ugrt_chan_init(Hchan *c, const UgType *elem, UgUint size)
{
    c->elemsize = (uint32_t)elem->size;
    c->elemtype = elem;
    c->dataqsiz = size;
    c->lock = UGRT_MUTEX(HCHAN);
}

UgChan *ugx_makechan(const UgChanType *t, int64_t size) { return (UgChan *)ugrt_makechan(t->elem, size); }

// ---- Queues
void ugrt_waitq_push(WaitQ *q, Sudog *s)
{
    s->next = NULL;
    s->prev = q->last;
    if (q->last != NULL)
        q->last->next = s;
    else
        q->first = s;
    q->last = s;
}

Sudog *ugrt_waitq_pop(WaitQ *q)
{
    for (;;) {
        Sudog *s = q->first;
        if (s == NULL) return NULL;
        q->first = s->next;
        if (s->next != NULL)
            s->next->prev = NULL;
        else
            q->last = NULL;
        s->next = s->prev = NULL;
        // A select waits on several channels: only one waker may have it.
        uint32_t open = 0;
        if (s->isselect && !atomic_compare_exchange_strong(&s->g->selectdone, &open, 1)) continue;
        return s;
    }
}

void ugrt_waitq_remove(WaitQ *q, Sudog *s)
{
    if (s->prev == NULL && q->first != s) return; // a waker that lost the race took it off
    if (s->prev != NULL)
        s->prev->next = s->next;
    else
        q->first = s->next;
    if (s->next != NULL)
        s->next->prev = s->prev;
    else
        q->last = s->prev;
    s->next = s->prev = NULL;
}

static uint8_t *slot(const Hchan *c, UgUint i) { return c->buf + i * c->elemsize; }

// ---- The race detector: a slot of the buffer orders who uses it, buf itself orders what all wait for. Channels of
// no buffer have buf, too, as an address. g: whose use it is.
static const void *chan_address(const Hchan *c) { return &c->buf; }

static void race_slot(const Hchan *c, UgUint i, G *g)
{
    const void *p = c->elemsize ? (const void *)slot(c, i) : chan_address(c);
    if (c->elemsize) {
        ugrt_race_releaseacquire(g, p);
    } else {
        ugrt_race_acquire(g, p);
        ugrt_race_release(g, p);
    }
}

// Without a buffer sender and receiver meet: each sees what the other did before.
static void race_meet(const Hchan *c, G *other)
{
    G *me = ugrt_getg();
    const void *p = chan_address(c);
    ugrt_race_release(me, p);
    ugrt_race_acquire(other, p);
    ugrt_race_release(other, p);
    ugrt_race_acquire(me, p);
}

static void race_handover(const Hchan *c, G *other)
{
    if (c->dataqsiz == 0) {
        race_meet(c, other);
        return;
    }
    race_slot(c, c->recvx, ugrt_getg());
    race_slot(c, c->recvx, other);
}

void ugrt_chan_race_closed(const Hchan *c) { ugrt_race_acquire(ugrt_getg(), chan_address(c)); }
void ugrt_chan_race_send(const Hchan *c) { ugrt_race_read(chan_address(c)); }

static inline void copy(const Hchan *c, void *dst, const void *src)
{
    if (c->elemtype->ptrbytes != 0)
        ugx_typedmemmove(c->elemtype, dst, src);
    else if (c->elemsize == 8)
        *(uint64_t *)dst = *(const uint64_t *)src;
    else
        memcpy(dst, src, c->elemsize);
}

static inline void clear(const Hchan *c, void *p)
{
    if (c->elemtype->ptrbytes != 0)
        ugx_typedmemclr(c->elemtype, p);
    else
        memset(p, 0, c->elemsize);
}

void ugrt_chan_put(Hchan *c, const void *elem)
{
    if (UGRT_RACE) race_slot(c, c->sendx, ugrt_getg());
    copy(c, slot(c, c->sendx), elem);
    if (++c->sendx == c->dataqsiz) c->sendx = 0;
    c->qcount++;
}

void ugrt_chan_take(Hchan *c, void *elem)
{
    uint8_t *p = slot(c, c->recvx);
    if (UGRT_RACE) race_slot(c, c->recvx, ugrt_getg());
    if (elem != NULL) copy(c, elem, p);
    if (c->elemtype->ptrbytes != 0) ugx_typedmemclr(c->elemtype, p); // the buffer must not keep it alive
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->qcount--;
}

static void wake(Hchan *c, Sudog *s)
{
    G *g = s->g;
    s->success = true;
    g->param = s;
    ugrt_unlock(&c->lock);
    ugrt_goready(g);
}

void ugrt_chan_send_to(Hchan *c, Sudog *s, const void *elem)
{
    if (UGRT_RACE) race_handover(c, s->g);
    if (s->elem != NULL) {
        copy(c, s->elem, elem);
        s->elem = NULL;
    }
    wake(c, s);
}

// A sender waits: unbuffered, its value; else the buffer is full, and its value takes the place that gets free.
void ugrt_chan_recv_from(Hchan *c, Sudog *s, void *elem)
{
    if (UGRT_RACE) race_handover(c, s->g);
    if (c->dataqsiz == 0) {
        if (elem != NULL) copy(c, elem, s->elem);
    } else {
        uint8_t *p = slot(c, c->recvx);
        if (elem != NULL) copy(c, elem, p);
        copy(c, p, s->elem);
        if (++c->recvx == c->dataqsiz) c->recvx = 0;
        c->sendx = c->recvx;
    }
    s->elem = NULL;
    wake(c, s);
}

void ugrt_chan_checkbubble(const Hchan *c, const char *what)
{
    if (UGX_UNLIKELY(c->bubble != NULL) && ugrt_getg()->bubble != c->bubble) ugrt_fatal(what);
}

// Parks on c (locked), in queue q. Returns whether a transfer took place; false: closed.
static bool wait_on(Hchan *c, WaitQ *q, void *elem, WaitReason why, WaitReason bubbled)
{
    G *g = ugrt_getg();
    Sudog *s = ugrt_sudog_acquire();
    s->elem = elem;
    s->g = g;
    s->c = c;
    g->waiting = s;
    g->param = NULL;
    int64_t began = ugrt_block_begin();
    ugrt_waitq_push(q, s);
    ugrt_goparkunlock(&c->lock, g->bubble != NULL && c->bubble != NULL ? bubbled : why);
    if (s != g->waiting) ugrt_throw("G waiting list is corrupted");
    g->waiting = NULL;
    bool ok = s->success;
    g->param = NULL;
    s->c = NULL;
    ugrt_sudog_release(s);
    ugrt_block_end(began, 0);
    return ok;
}

// ---- Send
static bool full(const Hchan *c)
{
    if (c->dataqsiz == 0) return __atomic_load_n(&c->recvq.first, __ATOMIC_RELAXED) == NULL;
    return __atomic_load_n(&c->qcount, __ATOMIC_RELAXED) == c->dataqsiz;
}

ChanEnd ugrt_chan_send(Hchan *c, const void *elem, bool block)
{
    if (UGX_UNLIKELY(c == NULL)) {
        if (!block) return CHAN_WOULD_BLOCK;
        ugrt_gopark(NULL, NULL, WAIT_CHAN_SEND_NIL, 2);
        ugrt_throw("unreachable");
    }
    ugrt_chan_checkbubble(c, "send on synctest channel from outside bubble");
    if (UGRT_RACE) ugrt_chan_race_send(c);
    // Without the lock: a moment at which it was open and full is enough of an answer.
    if (!block && __atomic_load_n(&c->closed, __ATOMIC_ACQUIRE) == 0 && full(c)) return CHAN_WOULD_BLOCK;
    ugrt_lock(&c->lock);
    if (UGX_UNLIKELY(c->closed)) {
        ugrt_unlock(&c->lock);
        return CHAN_CLOSED;
    }
    Sudog *s = ugrt_waitq_pop(&c->recvq);
    if (s != NULL) {
        ugrt_chan_send_to(c, s, elem);
        return CHAN_DONE;
    }
    if (c->qcount < c->dataqsiz) {
        ugrt_chan_put(c, elem);
        ugrt_unlock(&c->lock);
        return CHAN_DONE;
    }
    if (!block) {
        ugrt_unlock(&c->lock);
        return CHAN_WOULD_BLOCK;
    }
    return wait_on(c, &c->sendq, (void *)elem, WAIT_CHAN_SEND, WAIT_SYNCTEST_CHAN_SEND) ? CHAN_DONE : CHAN_CLOSED;
}

bool ugrt_chansend(Hchan *c, const void *elem, bool block)
{
    ChanEnd end = ugrt_chan_send(c, elem, block);
    if (UGX_UNLIKELY(end == CHAN_CLOSED)) ugrt_panicplain("send on closed channel");
    return end == CHAN_DONE;
}

void ugx_chansend(UgChan *c, const void *elem)
{
    ugrt_seeded_point();
    ugrt_chansend((Hchan *)c, elem, true);
}

bool ugx_selectnbsend(UgChan *c, const void *elem)
{
    ugrt_seeded_point();
    return ugrt_chansend((Hchan *)c, elem, false);
}

bool ugrt_chansend_timer(Hchan *c, const void *elem) { return ugrt_chansend(c, elem, false); }

// ---- Receive
static bool empty(Hchan *c)
{
    if (c->timer != NULL) ugrt_timer_maybe_run_chan(c->timer);
    if (c->dataqsiz == 0) return __atomic_load_n(&c->sendq.first, __ATOMIC_RELAXED) == NULL;
    return __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == 0;
}

bool ugrt_chanrecv(Hchan *c, void *elem, bool block, bool *received)
{
    *received = false;
    if (UGX_UNLIKELY(c == NULL)) {
        if (!block) return false;
        ugrt_gopark(NULL, NULL, WAIT_CHAN_RECEIVE_NIL, 2);
        ugrt_throw("unreachable");
    }
    ugrt_chan_checkbubble(c, "receive on synctest channel from outside bubble");
    if (UGX_UNLIKELY(c->timer != NULL)) ugrt_timer_maybe_run_chan(c->timer);
    if (!block && empty(c)) {
        // It cannot be reopened: if it is open now, it was open and empty a moment ago.
        if (__atomic_load_n(&c->closed, __ATOMIC_ACQUIRE) == 0) return false;
        // A value may have come between the two looks.
        if (empty(c)) {
            if (UGRT_RACE) ugrt_chan_race_closed(c);
            if (elem != NULL) clear(c, elem);
            return true;
        }
    }
    ugrt_lock(&c->lock);
    if (c->closed) {
        if (c->qcount == 0) {
            if (UGRT_RACE) ugrt_chan_race_closed(c);
            ugrt_unlock(&c->lock);
            if (elem != NULL) clear(c, elem);
            return true;
        }
    } else {
        Sudog *s = ugrt_waitq_pop(&c->sendq);
        if (s != NULL) {
            ugrt_chan_recv_from(c, s, elem);
            *received = true;
            return true;
        }
    }
    if (c->qcount > 0) {
        ugrt_chan_take(c, elem);
        ugrt_unlock(&c->lock);
        *received = true;
        return true;
    }
    if (!block) {
        ugrt_unlock(&c->lock);
        return false;
    }
    struct UgTimer *timer = c->timer;
    if (UGX_UNLIKELY(timer != NULL)) {
        // Its timer joins a heap only while somebody waits. The value may come meanwhile: look again after.
        ugrt_unlock(&c->lock);
        ugrt_timer_block_chan(timer);
        ugrt_lock(&c->lock);
        if (c->qcount > 0) {
            ugrt_chan_take(c, elem);
            ugrt_unlock(&c->lock);
            ugrt_timer_unblock_chan(timer);
            *received = true;
            return true;
        }
    }
    bool ok = wait_on(c, &c->recvq, elem, WAIT_CHAN_RECEIVE, WAIT_SYNCTEST_CHAN_RECEIVE);
    if (UGX_UNLIKELY(timer != NULL)) ugrt_timer_unblock_chan(timer);
    *received = ok; // close has cleared *elem
    return true;
}

bool ugx_chanrecv(UgChan *c, void *elem)
{
    ugrt_seeded_point();
    bool received;
    ugrt_chanrecv((Hchan *)c, elem, true, &received);
    return received;
}

UgSelectResult ugx_selectnbrecv(UgChan *c, void *elem)
{
    ugrt_seeded_point();
    bool received;
    bool took = ugrt_chanrecv((Hchan *)c, elem, false, &received);
    return (UgSelectResult){took ? 0 : -1, received};
}

// ---- Close
bool ugrt_chan_close(Hchan *c)
{
    ugrt_chan_checkbubble(c, "close of synctest channel from outside bubble");
    ugrt_lock(&c->lock);
    if (c->closed) {
        ugrt_unlock(&c->lock);
        return false;
    }
    if (UGRT_RACE) {
        ugrt_race_write(chan_address(c));
        ugrt_race_release(ugrt_getg(), chan_address(c));
    }
    __atomic_store_n(&c->closed, 1, __ATOMIC_RELEASE);
    // All receivers get the zero value, all senders panic; they are readied once the lock is free.
    G *first = NULL, **last = &first;
    for (Sudog *s;;) {
        if ((s = ugrt_waitq_pop(&c->recvq)) != NULL) {
            if (s->elem != NULL) clear(c, s->elem);
        } else if ((s = ugrt_waitq_pop(&c->sendq)) == NULL) {
            break;
        }
        G *g = s->g;
        if (UGRT_RACE) ugrt_race_acquire(g, chan_address(c));
        s->success = false;
        s->elem = NULL;
        g->param = s;
        g->schedlink = NULL;
        *last = g;
        last = &g->schedlink;
    }
    ugrt_unlock(&c->lock);
    while (first != NULL) {
        G *g = first;
        first = g->schedlink;
        g->schedlink = NULL;
        ugrt_goready(g);
    }
    return true;
}

void ugrt_closechan(Hchan *c)
{
    if (c == NULL) ugrt_panicplain("close of nil channel");
    if (!ugrt_chan_close(c)) ugrt_panicplain("close of closed channel");
}

void ugx_closechan(UgChan *c)
{
    ugrt_seeded_point();
    ugrt_closechan((Hchan *)c);
}

// ---- len and cap. A timer's channel looks unbuffered.
UgInt ugx_chanlen(UgChan *chan)
{
    Hchan *c = (Hchan *)chan;
    if (c == NULL) return 0;
    if (c->timer != NULL && !ugrt_debugvars.asynctimerchan) return 0;
    return (UgInt)c->qcount;
}

UgInt ugx_chancap(UgChan *chan)
{
    Hchan *c = (Hchan *)chan;
    if (c == NULL) return 0;
    if (c->timer != NULL && !ugrt_debugvars.asynctimerchan) return 0;
    return (UgInt)c->dataqsiz;
}

void ugx_block(void)
{
    ugrt_gopark(NULL, NULL, WAIT_SELECT_NO_CASES, 1);
    ugrt_throw("unreachable");
}
