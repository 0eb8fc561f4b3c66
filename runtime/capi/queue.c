// Queues of waiting goroutines with deadlines: what locks, groups, conditions and semaphores stand on.
//
// The timer of a deadline is armed once the goroutine is parked and its queue unlocked, when somebody may have woken
// it already. So its record, in the goroutine's frame, says when the arming is done, and the goroutine waits
// for that and for a callback under way before it leaves the frame.
#include "capi/private.h"
#include "timer/timer.h"

void ugrt_cqueue_push(CQueue *q, CWaiter *w, bool first)
{
    w->queued = true;
    w->granted = false;
    w->next = first ? q->head : NULL;
    w->prev = first ? NULL : q->tail;
    if (w->next)
        w->next->prev = w;
    else
        q->tail = w;
    if (w->prev)
        w->prev->next = w;
    else
        q->head = w;
}

void ugrt_cqueue_remove(CQueue *q, CWaiter *w)
{
    if (w->prev)
        w->prev->next = w->next;
    else
        q->head = w->next;
    if (w->next)
        w->next->prev = w->prev;
    else
        q->tail = w->prev;
    w->queued = false;
}

// The queue's memory may be gone once the first of them runs: it isn't touched after the unlock.
void ugrt_cqueue_wake_all(CQueue *q, _Atomic int64_t *state, int64_t mask)
{
    G *ready = NULL, **last = &ready;
    ugrt_lock(&q->lock);
    for (CWaiter *w; (w = cqueue_pop(q));) {
        w->g->schedlink = NULL;
        *last = w->g;
        last = &w->g->schedlink;
    }
    if (state) atomic_fetch_and(state, mask);
    ugrt_unlock(&q->lock);
    while (ready) {
        G *g = ready;
        ready = g->schedlink;
        ugrt_goready(g);
    }
}

typedef struct Limit {
    UgTimer timer;
    int64_t when;
    CQueue *q;
    CWaiter *w;
    _Atomic bool armed, over, expired;
} Limit;

static void expire(void *arg, uintptr_t seq, int64_t late)
{
    (void)seq, (void)late;
    Limit *l = arg;
    G *g = l->w->g;
    ugrt_lock(&l->q->lock);
    bool won = l->w->queued;
    if (won) ugrt_cqueue_remove(l->q, l->w);
    ugrt_unlock(&l->q->lock);
    if (won) atomic_store(&l->expired, true);
    atomic_store(&l->over, true);
    if (won) ugrt_goready(g);
}

static bool unlock_and_arm(G *g, void *arg)
{
    (void)g;
    Limit *l = arg;
    ugrt_unlock(&l->q->lock);
    ugrt_timer_reset(&l->timer, l->when, 0);
    atomic_store(&l->armed, true);
    return true;
}

UGRT_NOINLINE static int wait_until(CQueue *q, CWaiter *w, int64_t deadline, WaitReason why)
{
    if (deadline <= ugrt_timer_now()) {
        ugrt_cqueue_remove(q, w);
        ugrt_unlock(&q->lock);
        return UG_ETIMEDOUT;
    }
    Limit l = {.when = deadline, .q = q, .w = w};
    ugrt_timer_init(&l.timer, expire, &l);
    ugrt_gopark(unlock_and_arm, &l, why, 1);
    while (!atomic_load(&l.armed)) ugrt_osyield();
    if (!ugrt_timer_stop(&l.timer))
        while (!atomic_load(&l.over)) ugrt_osyield();
    return atomic_load(&l.expired) ? UG_ETIMEDOUT : 0;
}

int ugrt_cqueue_wait(CQueue *q, CWaiter *w, int64_t deadline, WaitReason why)
{
    w->g = ugrt_getg();
    if (deadline != UG_FOREVER) return wait_until(q, w, deadline, why);
    ugrt_goparkunlock(&q->lock, why);
    return 0;
}
