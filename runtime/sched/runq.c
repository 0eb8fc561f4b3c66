// Run queues: each P's ring of 256 with a slot for the goroutine that runs next, and the global list.
//
// The ring has one producer, its owner, who moves the tail; owner and thieves consume by a CAS on the
// head. The tail's store-release publishes the slots it covers to the thieves' load-acquire; the CAS on
// the head releases the slots back to the owner. A full ring spills its older half to the global
// list. `runnext` is taken by CAS too, since thieves may take it (last of all, after giving its owner
// time to run it).
//
// Under UNDERGO=schedrand the owner draws which queued goroutine runs from the seed; there is one P, so
// no thief interferes.
#include "panic/panic.h"
#include "sched/sched_private.h"

static bool spill(P *p, G *g, uint32_t head, uint32_t tail)
{
    G *batch[UGRT_RUNQ_SIZE / 2 + 1];
    uint32_t n = (tail - head) / 2;
    if (n != UGRT_RUNQ_SIZE / 2) ugrt_throw("runqputslow: queue is not full");
    for (uint32_t i = 0; i < n; i++)
        batch[i] = atomic_load_explicit(&p->runq[(head + i) % UGRT_RUNQ_SIZE], memory_order_relaxed);
    if (!atomic_compare_exchange_strong(&p->runqhead, &head, head + n)) return false; // a thief was first
    batch[n] = g;
    GQueue q = {0};
    for (uint32_t i = 0; i <= n; i++) gq_push(&q, batch[i]);
    ugrt_lock(&ugrt_sched.lock);
    ugrt_globrunq_put_batch_locked(&q);
    ugrt_unlock(&ugrt_sched.lock);
    return true;
}

void ugrt_runq_put(P *p, G *g, bool next)
{
    if (__builtin_expect(ugrt_schedrand, 0)) {
        next = next && ugrt_randn(2) == 0;
        ugrt_seeded_ready(p);
    }
    if (next) {
        G *old = atomic_load_explicit(&p->runnext, memory_order_relaxed);
        while (!atomic_compare_exchange_weak(&p->runnext, &old, g)) {}
        if (!old) return;
        g = old; // the one displaced goes to the tail
    }
    for (;;) {
        uint32_t head = atomic_load_explicit(&p->runqhead, memory_order_acquire);
        uint32_t tail = atomic_load_explicit(&p->runqtail, memory_order_relaxed);
        if (tail - head < UGRT_RUNQ_SIZE) {
            atomic_store_explicit(&p->runq[tail % UGRT_RUNQ_SIZE], g, memory_order_relaxed);
            atomic_store_explicit(&p->runqtail, tail + 1, memory_order_release);
            return;
        }
        if (spill(p, g, head, tail)) return;
    }
}

static void shuffle_front(P *p)
{
    uint32_t head = atomic_load(&p->runqhead), n = atomic_load(&p->runqtail) - head;
    if (n < 2) return;
    uint32_t i = ugrt_randn(n);
    G *a = atomic_load(&p->runq[head % UGRT_RUNQ_SIZE]), *b = atomic_load(&p->runq[(head + i) % UGRT_RUNQ_SIZE]);
    atomic_store(&p->runq[head % UGRT_RUNQ_SIZE], b);
    atomic_store(&p->runq[(head + i) % UGRT_RUNQ_SIZE], a);
}

G *ugrt_runq_get(P *p, bool *inherit)
{
    G *next = atomic_load_explicit(&p->runnext, memory_order_relaxed);
    // A failed CAS means a thief took it: only thieves empty it from outside.
    if (next && atomic_compare_exchange_strong(&p->runnext, &next, NULL)) {
        *inherit = true;
        return next;
    }
    *inherit = false;
    if (ugrt_schedrand) shuffle_front(p);
    for (;;) {
        uint32_t head = atomic_load_explicit(&p->runqhead, memory_order_acquire);
        uint32_t tail = atomic_load_explicit(&p->runqtail, memory_order_relaxed);
        if (head == tail) return NULL;
        G *g = atomic_load_explicit(&p->runq[head % UGRT_RUNQ_SIZE], memory_order_relaxed);
        if (atomic_compare_exchange_strong_explicit(&p->runqhead, &head, head + 1, memory_order_release,
                                                    memory_order_relaxed))
            return g;
    }
}

// Copies half of from's ring into the ring of p at its tail; returns how many.
static uint32_t grab(P *from, P *p, uint32_t at, bool steal_next)
{
    for (;;) {
        uint32_t head = atomic_load_explicit(&from->runqhead, memory_order_acquire);
        uint32_t tail = atomic_load_explicit(&from->runqtail, memory_order_acquire);
        uint32_t n = tail - head;
        n -= n / 2;
        if (n == 0) {
            if (!steal_next) return 0;
            G *next = atomic_load(&from->runnext);
            if (!next) return 0;
            // Its owner is probably about to block and run it: stealing at once would only bounce
            // the pair between Ps.
            if (atomic_load(&from->status) == P_RUNNING) ugrt_usleep(3);
            if (!atomic_compare_exchange_strong(&from->runnext, &next, NULL)) continue;
            atomic_store_explicit(&p->runq[at % UGRT_RUNQ_SIZE], next, memory_order_relaxed);
            return 1;
        }
        if (n > UGRT_RUNQ_SIZE / 2) continue; // head and tail were read at different times
        for (uint32_t i = 0; i < n; i++) {
            G *g = atomic_load_explicit(&from->runq[(head + i) % UGRT_RUNQ_SIZE], memory_order_relaxed);
            atomic_store_explicit(&p->runq[(at + i) % UGRT_RUNQ_SIZE], g, memory_order_relaxed);
        }
        if (atomic_compare_exchange_strong(&from->runqhead, &head, head + n)) return n;
    }
}

G *ugrt_runq_steal(P *p, P *from, bool steal_next)
{
    uint32_t tail = atomic_load_explicit(&p->runqtail, memory_order_relaxed);
    uint32_t n = grab(from, p, tail, steal_next);
    if (n == 0) return NULL;
    n--;
    G *g = atomic_load_explicit(&p->runq[(tail + n) % UGRT_RUNQ_SIZE], memory_order_relaxed);
    if (n > 0) {
        if (tail - atomic_load_explicit(&p->runqhead, memory_order_acquire) + n >= UGRT_RUNQ_SIZE)
            ugrt_throw("runqsteal: runq overflow");
        atomic_store_explicit(&p->runqtail, tail + n, memory_order_release);
    }
    return g;
}

// Exact even while others move goroutines from runnext to the ring: head, tail and runnext are read
// until two reads of the tail agree.
bool ugrt_runq_empty(P *p)
{
    for (;;) {
        uint32_t head = atomic_load(&p->runqhead), tail = atomic_load(&p->runqtail);
        G *next = atomic_load(&p->runnext);
        if (tail == atomic_load(&p->runqtail)) return head == tail && !next;
    }
}

// A copy of the length for those who look without the lock; all writers hold it.
static void note_size(void) { atomic_store_explicit(&ugrt_sched.runqsize, ugrt_sched.runq.n, memory_order_relaxed); }

void ugrt_globrunq_put_locked(G *g)
{
    gq_push(&ugrt_sched.runq, g);
    note_size();
}
void ugrt_globrunq_put_batch_locked(GQueue *q)
{
    if (!q->head) return;
    GQueue *s = &ugrt_sched.runq;
    if (s->tail)
        s->tail->schedlink = q->head;
    else
        s->head = q->head;
    s->tail = q->tail;
    s->n += q->n;
    note_size();
    *q = (GQueue){0};
}

// A fair share of the global queue: one to run, the rest to p's ring. max 0: as many as half a ring.
G *ugrt_globrunq_get_locked(P *p, int32_t max)
{
    GQueue *q = &ugrt_sched.runq;
    if (q->n == 0) return NULL;
    int32_t n = q->n / ugrt_gomaxprocs + 1;
    if (n > q->n) n = q->n;
    if (max > 0 && n > max) n = max;
    if (n > UGRT_RUNQ_SIZE / 2) n = UGRT_RUNQ_SIZE / 2;
    G *g = gq_pop(q);
    uint32_t tail = atomic_load_explicit(&p->runqtail, memory_order_relaxed);
    uint32_t room = UGRT_RUNQ_SIZE - (tail - atomic_load_explicit(&p->runqhead, memory_order_acquire));
    for (int32_t i = 1; i < n; i++) {
        G *more = gq_pop(q);
        if (room == 0) { // only when the caller's ring was not empty
            gq_push(q, more);
            continue;
        }
        room--;
        atomic_store_explicit(&p->runq[tail++ % UGRT_RUNQ_SIZE], more, memory_order_relaxed);
    }
    atomic_store_explicit(&p->runqtail, tail, memory_order_release);
    note_size();
    return g;
}
