// Semaphores of package sync: goroutines sleeping on a word.
//
// Waiters hash by address to one of 251 roots, each with a lock and a treap of the distinct addresses
// being waited for. A treap node is the first waiter of its address; the others of that address hang
// from it in a FIFO list. A waiter's record lives in the sleeping goroutine's own frame: stacks don't
// move, and the record is unlinked before its goroutine is readied.
//
// No wakeup is lost: semacquire announces itself in root->nwait before it looks at the word a last
// time, semrelease adds to the word before it looks at nwait (both sequentially consistent).
#include "panic/panic.h"
#include "sched/sched.h"
#include "sync/sync.h"

typedef struct Waiter Waiter;
struct Waiter {
    G *g;
    uint32_t *addr;
    Waiter *parent, *left, *right; // treap, when first of its address
    Waiter *next, *last;           // FIFO of the same address; last is kept in the first
    int64_t since;                 // when it began to wait for a mutex, for the mutex profile; 0: not recorded
    uint32_t behind;               // waiters of the same address after it; kept in the first
    uint32_t prio;
    bool granted; // the releaser took the semaphore for us
};

typedef struct Root {
    UgMutex lock;
    Waiter *treap;
    _Atomic uint32_t nwait;
    char pad[UGRT_CACHELINE - sizeof(UgMutex) - sizeof(Waiter *) - sizeof(uint32_t)];
} Root;

#define NROOTS 251
static Root roots[NROOTS];

void ugrt_sema_init(void)
{
    for (int i = 0; i < NROOTS; i++) roots[i].lock = UGRT_MUTEX(ROOT);
}
static Root *root_of(const uint32_t *s) { return &roots[((uintptr_t)s >> 3) % NROOTS]; }

// Puts `with` where `old` hangs.
static void replace_child(Root *r, Waiter *old, Waiter *with)
{
    Waiter *p = old->parent;
    if (with) with->parent = p;
    if (!p)
        r->treap = with;
    else if (p->left == old)
        p->left = with;
    else
        p->right = with;
}
static void rotate_up(Root *r, Waiter *w)
{
    Waiter *p = w->parent;
    replace_child(r, p, w);
    if (p->left == w) {
        p->left = w->right;
        if (p->left) p->left->parent = p;
        w->right = p;
    } else {
        p->right = w->left;
        if (p->right) p->right->parent = p;
        w->left = p;
    }
    p->parent = w;
}
// `with` takes over the treap place and the list of `old`.
static void take_place(Root *r, Waiter *old, Waiter *with)
{
    with->prio = old->prio;
    with->left = old->left;
    with->right = old->right;
    if (with->left) with->left->parent = with;
    if (with->right) with->right->parent = with;
    replace_child(r, old, with);
}

static void enqueue(Root *r, Waiter *w, bool lifo)
{
    w->left = w->right = w->next = w->last = NULL;
    w->behind = 0;
    Waiter *parent = NULL, **link = &r->treap;
    while (*link) {
        Waiter *t = *link;
        if (t->addr == w->addr) {
            if (lifo) {
                w->next = t;
                w->last = t->last ? t->last : t;
                w->behind = t->behind + 1;
                take_place(r, t, w);
                t->left = t->right = t->parent = NULL;
                t->last = NULL;
            } else {
                if (t->last)
                    t->last->next = w;
                else
                    t->next = w;
                t->last = w;
                t->behind++;
            }
            return;
        }
        parent = t;
        link = (uintptr_t)w->addr < (uintptr_t)t->addr ? &t->left : &t->right;
    }
    w->prio = (uint32_t)ugrt_rand64() | 1;
    w->parent = parent;
    *link = w;
    while (w->parent && w->parent->prio > w->prio) rotate_up(r, w);
}

// Its `next`, `last` and `behind` still tell of the list it was the head of.
static Waiter *dequeue(Root *r, const uint32_t *addr)
{
    Waiter *w = r->treap;
    while (w && w->addr != addr) w = (uintptr_t)addr < (uintptr_t)w->addr ? w->left : w->right;
    if (!w) return NULL;
    Waiter *n = w->next;
    if (n) {
        take_place(r, w, n);
        n->last = n->next ? w->last : NULL;
        n->behind = w->behind - 1;
    } else {
        while (w->left || w->right) {
            Waiter *up = !w->right || (w->left && w->left->prio < w->right->prio) ? w->left : w->right;
            rotate_up(r, up);
        }
        replace_child(r, w, NULL);
    }
    return w;
}

bool ugrt_cansemacquire(uint32_t *s)
{
    uint32_t v = __atomic_load_n(s, __ATOMIC_SEQ_CST);
    while (v > 0)
        if (__atomic_compare_exchange_n(s, &v, v - 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) return true;
    return false;
}

void ugrt_semacquire_skip(uint32_t *s, bool lifo, int reason, UgInt skip)
{
    if (ugrt_cansemacquire(s)) return;
    G *g = ugrt_getg();
    if (g == g->m->g0) ugrt_throw("semacquire not on the G stack");
    Root *r = root_of(s);
    Waiter w = {.g = g, .addr = s};
    if (ugrt_waitreason_flags[reason] & WAIT_MUTEX && ugrt_mutex_recorder) w.since = ugrt_cputicks();
    int64_t began = ugrt_block_begin();
    for (;;) {
        ugrt_lock(&r->lock);
        atomic_fetch_add(&r->nwait, 1);
        if (ugrt_cansemacquire(s)) {
            atomic_fetch_sub(&r->nwait, 1);
            ugrt_unlock(&r->lock);
            break;
        }
        enqueue(r, &w, lifo);
        g->waiting = s;
        ugrt_goparkunlock(&r->lock, (WaitReason)reason);
        g->waiting = NULL;
        if (w.granted || ugrt_cansemacquire(s)) break;
    }
    ugrt_block_end(began, skip);
}

// What the holder of a mutex cost those who waited since the last release: w, just taken off its list, and the
// others for about the mean of the first's and the last's wait. Under the root's lock.
static int64_t delay_caused(Waiter *w)
{
    if (!w->since) return 0;
    int64_t now = ugrt_cputicks(), first = now - w->since;
    if (!w->behind || !w->last->since) return first;
    int64_t delay = first + (first + now - w->last->since) / 2 * w->behind;
    w->next->since = w->last->since = now; // charged until now
    return delay;
}

void ugrt_semrelease_skip(uint32_t *s, bool handoff, UgInt skip)
{
    Root *r = root_of(s);
    __atomic_fetch_add(s, 1, __ATOMIC_SEQ_CST);
    if (atomic_load(&r->nwait) == 0) return;
    ugrt_lock(&r->lock);
    Waiter *w = atomic_load(&r->nwait) ? dequeue(r, s) : NULL;
    int64_t delay = w ? delay_caused(w) : 0;
    if (w) atomic_fetch_sub(&r->nwait, 1);
    ugrt_unlock(&r->lock);
    if (!w) return;
    UgContentionRecorder *record = delay ? atomic_load_explicit(&ugrt_mutex_recorder, memory_order_acquire) : NULL;
    if (record) record(delay, skip);
    bool granted = handoff && ugrt_cansemacquire(s);
    w->granted = granted;
    ugrt_goready(w->g);
    // A direct hand-off: the waiter is runnext, so yielding runs it at once in what is left of our slice.
    G *g = ugrt_getg();
    if (granted && g->m->locks == 0 && g != g->m->g0) ugrt_goyield();
}
