// Between the files of the room capi: entering and leaving the runtime, waiting with deadlines, C memory.
//
// Every public function that may touch the scheduler begins with CAPI_ENTER and ends with capi_leave. For a
// goroutine that is two loads and a branch; an attached thread gets a P for the time between; everybody else
// is refused. Functions that need no P (marked "any thread" in undergo.h) don't enter.
#ifndef UGRT_CAPI_PRIVATE_H
#define UGRT_CAPI_PRIVATE_H

#include "capi/defer.h"
#include "sched/sched.h"
#include "undergo.h"

// ---- Entering. Depths nest, so that public functions may call each other on attached threads.
int ugrt_capi_enter_slow(G *g);                      // 0 or a UG_E…
void ugrt_capi_leave_slow(G *g);
static inline __attribute__((always_inline)) int capi_enter(void) {
    G *g = ugrt_getg();
    if (UGX_LIKELY(g && g->callsdirect && !g->preempt)) {
        g->callpc = (uintptr_t)__builtin_return_address(0); // of the public function, into which this is inlined
        g->callbp = *(uintptr_t *)__builtin_frame_address(0);
        return 0;
    }
    return ugrt_capi_enter_slow(g);
}
static inline __attribute__((always_inline)) void capi_leave(void) {
    G *g = ugrt_getg();
    if (UGX_UNLIKELY(!g->callsdirect)) ugrt_capi_leave_slow(g);
}
static inline __attribute__((always_inline)) int capi_leave_with(int result) {
    capi_leave();
    return result;
}
#define CAPI_ENTER()                                                                                                   \
    do {                                                                                                               \
        int capi_error_ = capi_enter();                                                                                \
        if (UGX_UNLIKELY(capi_error_)) return capi_error_;                                                             \
    } while (0)

// ---- Waiting in a queue, in order, with a deadline. A waiter's record lies in its goroutine's frame. Whoever takes
// it off the queue, under the lock, wakes it: the waker or its timer, never both.
typedef struct CWaiter CWaiter;
struct CWaiter {
    CWaiter *next, *prev;
    G *g;
    int64_t since;                                   // for whoever judges by it
    int64_t amount;
    uint8_t kind;
    bool queued, granted;                            // granted: the waker gave it what it waited for
};
typedef struct CQueue {
    UgMutex lock;
    CWaiter *head, *tail;
} CQueue;
void ugrt_cqueue_push(CQueue *q, CWaiter *w, bool first); // under q->lock, as all of these
void ugrt_cqueue_remove(CQueue *q, CWaiter *w);
// Parks the caller, whose w is queued, and lets q->lock go. 0: somebody took w off the queue and woke it; UG_ETIMEDOUT.
int ugrt_cqueue_wait(CQueue *q, CWaiter *w, int64_t deadline, WaitReason why);
// Takes the lock itself, empties the queue, masks *state (if not NULL) before it lets go.
void ugrt_cqueue_wake_all(CQueue *q, _Atomic int64_t *state, int64_t mask);
static inline CWaiter *cqueue_pop(CQueue *q) {
    CWaiter *w = q->head;
    if (w) ugrt_cqueue_remove(q, w);
    return w;
}

// ---- libc's memory; on the system stack where the caller's is a goroutine's. Any thread.
void *ugrt_capi_malloc(size_t n);                    // zeroed; NULL: none
void ugrt_capi_free(void *p);

// ---- Goroutines
// The closure of a C goroutine, at the top of its stack.
typedef struct CStart {
    UgClosure closure;
    ug_fn fn;
    void *arg;
    CState state;
} CStart;
int ugrt_capi_go(ug_fn fn, void *arg, size_t stack, uintptr_t pc); // entered; stack as ug_go_stack
bool ugrt_capi_stack_ok(size_t stack);

bool ugrt_capi_started(void);

#endif
