// Readers and writers.
//
// state: how many read, WRITER, and WAITING: somebody queues. Whoever comes while somebody queues, queues too, so the
// order of asking is kept and a waiting writer holds off readers that come later. Who lets go and leaves the lock to
// those who queue admits the first writer, or all readers before it. WAITING changes under the queue's lock.
#include "capi/private.h"

enum { READER = 1, WRITERS_TURN = 2 }; // CWaiter.kind
#define WRITER (1u << 31)
#define WAITING (1u << 30)
#define READERS (WAITING - 1)

typedef struct RwMutex {
    _Atomic uint32_t state;
    CQueue q;
} RwMutex;
_Static_assert(sizeof(RwMutex) <= sizeof(ug_rwmutex), "room in undergo.h");
static RwMutex *of(ug_rwmutex *m) { return (RwMutex *)m; }

static bool try_read(RwMutex *m)
{
    uint32_t s = atomic_load(&m->state);
    while (!(s & (WRITER | WAITING)))
        if (atomic_compare_exchange_weak(&m->state, &s, s + 1)) return true;
    return false;
}
static bool try_write(RwMutex *m)
{
    uint32_t open = 0;
    return atomic_compare_exchange_strong(&m->state, &open, WRITER);
}

// While WAITING is set nobody but us admits: the state otherwise only loses readers, or its writer.
static void admit_unlock(RwMutex *m)
{
    G *ready = NULL;
    for (CWaiter *w; (w = m->q.head);) {
        uint32_t s = atomic_load(&m->state);
        if (w->kind == READER ? s & WRITER : s & (WRITER | READERS)) break;
        atomic_fetch_add(&m->state, w->kind == READER ? 1 : WRITER);
        ugrt_cqueue_remove(&m->q, w);
        w->granted = true;
        w->g->schedlink = ready;
        ready = w->g;
    }
    if (!m->q.head) atomic_fetch_and(&m->state, ~WAITING);
    ugrt_unlock(&m->q.lock);
    while (ready) {
        G *g = ready;
        ready = g->schedlink;
        ugrt_goready(g);
    }
}

static int wait(RwMutex *m, uint8_t kind, int64_t deadline)
{
    CWaiter w = {.kind = kind};
    ugrt_lock(&m->q.lock);
    atomic_fetch_or(&m->state, WAITING);
    if (!m->q.head) { // WAITING is new: from here on nobody passes, so this look counts
        uint32_t s = atomic_load(&m->state);
        if (kind == READER ? !(s & WRITER) : !(s & (WRITER | READERS))) {
            atomic_fetch_add(&m->state, kind == READER ? 1 : WRITER);
            atomic_fetch_and(&m->state, ~WAITING);
            ugrt_unlock(&m->q.lock);
            return 0;
        }
    }
    ugrt_cqueue_push(&m->q, &w, false);
    int err = ugrt_cqueue_wait(&m->q, &w, deadline, kind == READER ? WAIT_SYNC_RWMUTEX_RLOCK : WAIT_SYNC_RWMUTEX_LOCK);
    if (err) { // those behind may be admitted now
        ugrt_lock(&m->q.lock);
        admit_unlock(m);
    }
    return err;
}

// With somebody waiting the lock is let go under the queue's lock: the mutex may be freed as soon as both are.
static int unlock(RwMutex *m, bool reader)
{
    uint32_t s = atomic_load(&m->state), held = reader ? READERS : WRITER, one = reader ? 1 : WRITER;
    while (!(s & WAITING)) {
        if (!(s & held)) return UG_ENOTLOCKED;
        if (atomic_compare_exchange_weak(&m->state, &s, s - one)) return 0;
    }
    ugrt_lock(&m->q.lock);
    s = atomic_load(&m->state);
    do {
        if (!(s & held)) {
            ugrt_unlock(&m->q.lock);
            return UG_ENOTLOCKED;
        }
    } while (!atomic_compare_exchange_weak(&m->state, &s, s - one));
    admit_unlock(m);
    return 0;
}

int ug_rwmutex_lock(ug_rwmutex *m) { return ug_rwmutex_lock_until(m, UG_FOREVER); }
int ug_rwmutex_rlock(ug_rwmutex *m) { return ug_rwmutex_rlock_until(m, UG_FOREVER); }

int ug_rwmutex_lock_until(ug_rwmutex *m, int64_t deadline)
{
    CAPI_ENTER();
    return capi_leave_with(try_write(of(m)) ? 0 : wait(of(m), WRITERS_TURN, deadline));
}
int ug_rwmutex_rlock_until(ug_rwmutex *m, int64_t deadline)
{
    CAPI_ENTER();
    return capi_leave_with(try_read(of(m)) ? 0 : wait(of(m), READER, deadline));
}

int ug_rwmutex_try_lock(ug_rwmutex *m) { return try_write(of(m)) ? 0 : UG_EAGAIN; }
int ug_rwmutex_try_rlock(ug_rwmutex *m) { return try_read(of(m)) ? 0 : UG_EAGAIN; }

int ug_rwmutex_unlock(ug_rwmutex *m)
{
    CAPI_ENTER();
    return capi_leave_with(unlock(of(m), false));
}
int ug_rwmutex_runlock(ug_rwmutex *m)
{
    CAPI_ENTER();
    return capi_leave_with(unlock(of(m), true));
}
