// notifyList: the ticketed waiting list of sync.Cond. A waiter takes a ticket before it unlocks the
// Cond's lock, so a notify between then and its sleep counts for it: waiters with tickets below
// `notify` don't sleep at all. Waiters' records live in their own frames.
#include "panic/panic.h"
#include "sched/sched.h"
#include "sync/sync.h"

_Static_assert(sizeof(UgNotifyList) == 32, "package sync's notifyList");

typedef struct CondWaiter {
    G *g;
    uint32_t ticket;
    struct CondWaiter *next;
} CondWaiter;

// Tickets wrap around.
static bool before(uint32_t a, uint32_t b) { return (int32_t)(a - b) < 0; }

uint32_t ugrt_notifylist_add(UgNotifyList *l) { return atomic_fetch_add(&l->wait, 1); }

void ugrt_notifylist_wait(UgNotifyList *l, uint32_t ticket)
{
    ugrt_lock(&l->lock);
    if (before(ticket, l->notify)) {
        ugrt_unlock(&l->lock);
        return;
    }
    G *g = ugrt_getg();
    CondWaiter w = {.g = g, .ticket = ticket};
    int64_t began = ugrt_block_begin();
    if (l->tail)
        ((CondWaiter *)l->tail)->next = &w;
    else
        l->head = &w;
    l->tail = &w;
    g->waiting = l;
    ugrt_goparkunlock(&l->lock, WAIT_SYNC_COND_WAIT);
    g->waiting = NULL;
    ugrt_block_end(began, 0);
}

static void wake(G *g)
{
    if (g->bubble && g->bubble != ugrt_getg()->bubble)
        ugrt_fatal("semaphore wake of synctest goroutine from outside bubble");
    ugrt_goready(g);
}

void ugrt_notifylist_notify_all(UgNotifyList *l)
{
    if (atomic_load(&l->wait) == __atomic_load_n(&l->notify, __ATOMIC_SEQ_CST)) return;
    ugrt_lock(&l->lock);
    CondWaiter *w = l->head;
    l->head = l->tail = NULL;
    __atomic_store_n(&l->notify, atomic_load(&l->wait), __ATOMIC_SEQ_CST);
    ugrt_unlock(&l->lock);
    while (w) {
        CondWaiter *next = w->next; // w is gone once its goroutine runs
        wake(w->g);
        w = next;
    }
}

void ugrt_notifylist_notify_one(UgNotifyList *l)
{
    if (atomic_load(&l->wait) == __atomic_load_n(&l->notify, __ATOMIC_SEQ_CST)) return;
    ugrt_lock(&l->lock);
    uint32_t t = l->notify;
    if (t == atomic_load(&l->wait)) {
        ugrt_unlock(&l->lock);
        return;
    }
    __atomic_store_n(&l->notify, t + 1, __ATOMIC_SEQ_CST);
    // Ticket t may not have come to sleep yet: then it will see `notify` and not sleep.
    for (CondWaiter *w = l->head, *prev = NULL; w; prev = w, w = w->next) {
        if (w->ticket != t) continue;
        if (prev)
            prev->next = w->next;
        else
            l->head = w->next;
        if (l->tail == w) l->tail = prev;
        ugrt_unlock(&l->lock);
        wake(w->g);
        return;
    }
    ugrt_unlock(&l->lock);
}
