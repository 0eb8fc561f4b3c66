// Calls a function for each index from several threads.
#include <pthread.h>
#include <stdatomic.h>

#include "harness.h"

typedef struct Work {
    _Atomic uint32_t next;
    uint32_t n;
    void (*fn)(uint32_t, void *);
    void *ctx;
} Work;

static void *run(void *arg)
{
    Work *w = arg;
    for (;;) {
        uint32_t i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed);
        if (i >= w->n) return NULL;
        w->fn(i, w->ctx);
    }
}

enum { MAX_THREADS = 64 };

void parallel_for(uint32_t n, uint32_t threads, void (*fn)(uint32_t, void *), void *ctx)
{
    Work w = {.n = n, .fn = fn, .ctx = ctx};
    pthread_t ids[MAX_THREADS];
    uint32_t started = 0;
    while (started + 1 < threads && started < MAX_THREADS && pthread_create(&ids[started], NULL, run, &w) == 0)
        started++;
    run(&w);
    for (uint32_t i = 0; i < started; i++) pthread_join(ids[i], NULL);
}
