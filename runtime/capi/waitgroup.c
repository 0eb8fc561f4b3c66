// Counters that are waited for: wait groups, once, semaphores.
#include "capi/private.h"

// ---- Wait group. state is the counter, shifted, and WAITED: somebody queues (set under the queue's lock). The group
// may be the waiter's, which frees it as soon as it sees 0 and nobody else: so who brings the counter to 0 touches the
// group again only if WAITED is set, and a waiter that finds 0 and WAITED queues to be woken by that one.
enum { WAITED = 1 };
typedef struct WaitGroup {
    _Atomic int64_t state;
    CQueue q;
} WaitGroup;
_Static_assert(sizeof(WaitGroup) <= sizeof(ug_waitgroup), "room in undergo.h");

static int add(WaitGroup *w, int64_t n)
{
    int64_t old = atomic_load(&w->state), sum, next;
    do {
        if (__builtin_add_overflow(old >> 1, n, &sum) || sum < 0 || sum > INT64_MAX >> 1) return UG_ENEGATIVE;
        next = sum << 1 | (old & WAITED);
    } while (!atomic_compare_exchange_weak(&w->state, &old, next));
    if (next == WAITED) ugrt_cqueue_wake_all(&w->q, &w->state, ~(int64_t)WAITED);
    return 0;
}

int ug_waitgroup_add(ug_waitgroup *w, int64_t n)
{
    CAPI_ENTER();
    return capi_leave_with(add((WaitGroup *)w, n));
}
int ug_waitgroup_done(ug_waitgroup *w) { return ug_waitgroup_add(w, -1); }

static int wait_for_zero(WaitGroup *w, int64_t deadline)
{
    if (atomic_load(&w->state) == 0) return 0;
    CWaiter me = {.since = 0};
    ugrt_lock(&w->q.lock);
    int64_t s = atomic_load(&w->state);
    do {
        if (s == 0) {
            ugrt_unlock(&w->q.lock);
            return 0;
        }
    } while (!atomic_compare_exchange_weak(&w->state, &s, s | WAITED));
    ugrt_cqueue_push(&w->q, &me, false);
    return ugrt_cqueue_wait(&w->q, &me, deadline, WAIT_SYNC_WAITGROUP_WAIT);
}

int ug_waitgroup_wait(ug_waitgroup *w) { return ug_waitgroup_wait_until(w, UG_FOREVER); }
int ug_waitgroup_wait_until(ug_waitgroup *w, int64_t deadline)
{
    CAPI_ENTER();
    return capi_leave_with(wait_for_zero((WaitGroup *)w, deadline));
}

typedef struct Member {
    WaitGroup *w;
    ug_fn fn;
    void *arg;
} Member;

static void ugrt_capi_run_member(void *arg)
{
    Member m = *(Member *)arg;
    ugrt_capi_free(arg);
    m.fn(m.arg);
    ug_waitgroup_done((ug_waitgroup *)m.w);
}

int ug_waitgroup_go(ug_waitgroup *w, ug_fn fn, void *arg, size_t stack)
{
    if (!fn) return UG_EINVAL;
    CAPI_ENTER();
    Member *m = ugrt_capi_malloc(sizeof *m);
    if (!m) return capi_leave_with(UG_ENOMEM);
    *m = (Member){(WaitGroup *)w, fn, arg};
    int err = add((WaitGroup *)w, 1);
    if (err == 0) {
        err = ugrt_capi_go(ugrt_capi_run_member, m, stack, (uintptr_t)__builtin_return_address(0));
        if (err) add((WaitGroup *)w, -1);
    }
    if (err) ugrt_capi_free(m);
    return capi_leave_with(err);
}

// ---- Once
enum { NOT_YET, RUNNING, DONE };
typedef struct Once {
    _Atomic uint32_t state;
    CQueue q;
} Once;
_Static_assert(sizeof(Once) <= sizeof(ug_once), "room in undergo.h");

static void wait_until_done(Once *o)
{
    CWaiter me = {.since = 0};
    ugrt_lock(&o->q.lock);
    if (atomic_load(&o->state) == DONE) {
        ugrt_unlock(&o->q.lock);
        return;
    }
    ugrt_cqueue_push(&o->q, &me, false);
    ugrt_cqueue_wait(&o->q, &me, UG_FOREVER, WAIT_SYNC_MUTEX_LOCK);
}

int ug_once_do(ug_once *once, ug_fn fn, void *arg)
{
    Once *o = (Once *)once;
    if (UGX_LIKELY(atomic_load_explicit(&o->state, memory_order_acquire) == DONE)) return 0;
    if (!fn) return UG_EINVAL;
    CAPI_ENTER();
    uint32_t open = NOT_YET;
    if (atomic_compare_exchange_strong(&o->state, &open, RUNNING)) {
        fn(arg);
        atomic_store(&o->state, DONE);
        ugrt_cqueue_wake_all(&o->q, NULL, 0);
    } else if (open == RUNNING) {
        wait_until_done(o);
    }
    return capi_leave_with(0);
}

// ---- Weighted semaphore. All under the queue's lock: units go to the first in the queue who can have all it wants,
// and nobody overtakes it.
typedef struct Sem {
    CQueue q;
    int64_t n;
} Sem;
_Static_assert(sizeof(Sem) == sizeof(ug_sem) && offsetof(Sem, n) == 24, "UG_SEM_INIT");

static void hand_out_unlock(Sem *s)
{
    G *ready = NULL, **last = &ready;
    for (CWaiter *w; (w = s->q.head) && w->amount <= s->n;) {
        s->n -= w->amount;
        ugrt_cqueue_remove(&s->q, w);
        w->g->schedlink = NULL;
        *last = w->g;
        last = &w->g->schedlink;
    }
    ugrt_unlock(&s->q.lock);
    while (ready) {
        G *g = ready;
        ready = g->schedlink;
        ugrt_goready(g);
    }
}

static inline __attribute__((always_inline)) int acquire(Sem *s, int64_t n, bool wait, int64_t deadline)
{
    if (n < 0) return UG_EINVAL;
    CAPI_ENTER();
    ugrt_lock(&s->q.lock);
    int err = UG_EAGAIN;
    if (!s->q.head && n <= s->n) {
        s->n -= n;
        err = 0;
    }
    if (err == 0 || !wait) {
        ugrt_unlock(&s->q.lock);
        return capi_leave_with(err);
    }
    CWaiter me = {.amount = n};
    ugrt_cqueue_push(&s->q, &me, false);
    err = ugrt_cqueue_wait(&s->q, &me, deadline, WAIT_SEMACQUIRE);
    if (err) { // those behind may have what they want
        ugrt_lock(&s->q.lock);
        hand_out_unlock(s);
    }
    return capi_leave_with(err);
}

int ug_sem_acquire(ug_sem *s, int64_t n) { return acquire((Sem *)s, n, true, UG_FOREVER); }
int ug_sem_acquire_until(ug_sem *s, int64_t n, int64_t deadline) { return acquire((Sem *)s, n, true, deadline); }
int ug_sem_try_acquire(ug_sem *s, int64_t n) { return acquire((Sem *)s, n, false, 0); }

int ug_sem_release(ug_sem *sem, int64_t n)
{
    Sem *s = (Sem *)sem;
    if (n < 0) return UG_EINVAL;
    CAPI_ENTER();
    ugrt_lock(&s->q.lock);
    s->n += n;
    hand_out_unlock(s);
    return capi_leave_with(0);
}
