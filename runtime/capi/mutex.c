// Mutex and condition.
//
// state: HELD; WAITERS, the queue isn't empty (changed under the queue's lock); WOKEN, a waiter is on its way to try
// again, so an unlock need not wake another. A newcomer may take the lock before a woken waiter does, which saves
// switches; a waiter woken in vain that is older than STARVING_NS gets it handed over.
#include "capi/mutex.h"
#include "capi/private.h"
#include "timer/timer.h"

#define STARVING_NS 1000000
#define SPINS 30

enum { HELD = 1, WAITERS = 2, WOKEN = 4 };
enum { STARVING = 1 }; // CWaiter.kind

_Static_assert(sizeof(Mutex) <= sizeof(ug_mutex), "room in undergo.h");
static Mutex *of(ug_mutex *m) { return (Mutex *)m; }

static void queue_is_empty(Mutex *m) { atomic_fetch_and(&m->state, ~(uint32_t)WAITERS); }

// Parks unless the lock got free. 0: woken or given the lock (w->granted).
static int wait(Mutex *m, CWaiter *w, bool woken, int64_t deadline)
{
    ugrt_lock(&m->q.lock);
    uint32_t s = atomic_load(&m->state);
    do {
        if (!(s & HELD)) {
            ugrt_unlock(&m->q.lock);
            return 0;
        }
    } while (!atomic_compare_exchange_weak(&m->state, &s, (s | WAITERS) & ~(woken ? (uint32_t)WOKEN : 0)));
    ugrt_cqueue_push(&m->q, w, woken); // who was woken in vain stays first
    int err = ugrt_cqueue_wait(&m->q, w, deadline, WAIT_SYNC_MUTEX_LOCK);
    if (err) {
        ugrt_lock(&m->q.lock);
        if (!m->q.head) queue_is_empty(m);
        ugrt_unlock(&m->q.lock);
    }
    return err;
}

static int lock_slow(Mutex *m, int64_t deadline)
{
    CWaiter w = {.since = 0};
    bool woken = false;
    for (int spins = 0;; spins++) {
        uint32_t s = atomic_load(&m->state);
        if (!(s & HELD)) {
            if (atomic_compare_exchange_weak(&m->state, &s, (s | HELD) & ~(woken ? (uint32_t)WOKEN : 0))) return 0;
            continue;
        }
        if (w.since == 0 && ugrt_canspin(spins)) {
            ugrt_spin(SPINS);
            continue;
        }
        if (w.since == 0)
            w.since = ugrt_timer_now();
        else if (woken && ugrt_timer_now() - w.since > STARVING_NS)
            w.kind = STARVING;
        int err = wait(m, &w, woken, deadline);
        if (err || w.granted) return err;
        woken = w.g != NULL;
    }
}

int ugrt_capi_mutex_lock(Mutex *m, int64_t deadline)
{
    uint32_t s = 0;
    while (!(s & HELD)) // others may be waiting
        if (UGX_LIKELY(atomic_compare_exchange_strong(&m->state, &s, s | HELD))) return 0;
    return lock_slow(m, deadline);
}

// Who takes the lock next may free the mutex when it unlocks. So with nobody queueing the last touch is the one that
// opens the lock, and likewise while a woken waiter is on its way; otherwise the next owner's unlock comes by the queue's
// lock, and waits there for us.
static int unlock_slow(Mutex *m)
{
    uint32_t s = atomic_load(&m->state);
    while (!(s & WAITERS) || s & WOKEN) {
        if (!(s & HELD)) return UG_ENOTLOCKED;
        if (atomic_compare_exchange_weak(&m->state, &s, s & ~(uint32_t)HELD)) return 0;
    }
    ugrt_lock(&m->q.lock);
    s = atomic_load(&m->state);
    for (;;) {
        CWaiter *w = m->q.head;
        if (!(s & HELD)) {
            ugrt_unlock(&m->q.lock);
            return UG_ENOTLOCKED;
        }
        if (!w) {
            queue_is_empty(m);
            ugrt_unlock(&m->q.lock);
            return unlock_slow(m);
        }
        uint32_t waiters = w->next ? WAITERS : 0; // once w is off the queue
        if (s & WOKEN) {
            ugrt_unlock(&m->q.lock);
            return unlock_slow(m);
        }
        bool hand_over = w->kind == STARVING;
        uint32_t next = hand_over ? HELD | waiters : WOKEN | waiters;
        if (!atomic_compare_exchange_weak(&m->state, &s, next)) continue;
        ugrt_cqueue_remove(&m->q, w);
        w->granted = hand_over;
        G *g = w->g;
        ugrt_unlock(&m->q.lock);
        ugrt_goready(g);
        return 0;
    }
}

int ugrt_capi_mutex_unlock(Mutex *m)
{
    uint32_t held = HELD;
    if (UGX_LIKELY(atomic_compare_exchange_strong(&m->state, &held, 0))) return 0;
    return unlock_slow(m);
}

int ug_mutex_lock(ug_mutex *m) { return ug_mutex_lock_until(m, UG_FOREVER); }

int ug_mutex_lock_until(ug_mutex *m, int64_t deadline)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_capi_mutex_lock(of(m), deadline));
}

int ug_mutex_try_lock(ug_mutex *m)
{
    uint32_t s = atomic_load(&of(m)->state);
    while (!(s & HELD))
        if (atomic_compare_exchange_weak(&of(m)->state, &s, s | HELD)) return 0;
    return UG_EAGAIN;
}

int ug_mutex_unlock(ug_mutex *m)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_capi_mutex_unlock(of(m)));
}

// ---- Condition. The waiter joins the queue, whose lock it holds while it lets the mutex go: whoever changes the
// condition under the mutex finds it there.
typedef struct Cond {
    CQueue q;
} Cond;
_Static_assert(sizeof(Cond) <= sizeof(ug_cond), "room in undergo.h");

static int cond_wait(CQueue *q, Mutex *m, int64_t deadline)
{
    CWaiter w = {.since = 0};
    ugrt_lock(&q->lock);
    int err = ugrt_capi_mutex_unlock(m);
    if (err) {
        ugrt_unlock(&q->lock);
        return err;
    }
    ugrt_cqueue_push(q, &w, false);
    err = ugrt_cqueue_wait(q, &w, deadline, WAIT_SYNC_COND_WAIT);
    ugrt_capi_mutex_lock(m, UG_FOREVER);
    return err;
}

int ug_cond_wait(ug_cond *c, ug_mutex *m) { return ug_cond_wait_until(c, m, UG_FOREVER); }

int ug_cond_wait_until(ug_cond *c, ug_mutex *m, int64_t deadline)
{
    CAPI_ENTER();
    return capi_leave_with(cond_wait(&((Cond *)c)->q, of(m), deadline));
}

int ug_cond_signal(ug_cond *c)
{
    CAPI_ENTER();
    CQueue *q = &((Cond *)c)->q;
    ugrt_lock(&q->lock);
    CWaiter *w = cqueue_pop(q);
    G *g = w ? w->g : NULL;
    ugrt_unlock(&q->lock);
    if (g) ugrt_goready(g);
    return capi_leave_with(0);
}

int ug_cond_broadcast(ug_cond *c)
{
    CAPI_ENTER();
    ugrt_cqueue_wake_all(&((Cond *)c)->q, NULL, 0);
    return capi_leave_with(0);
}
