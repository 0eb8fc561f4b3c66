// Groups of functions that may fail, and pools of workers: built from the public parts.
#include "capi/private.h"

struct ug_group {
    ug_ctx *ctx;
    ug_waitgroup running;
    ug_sem room;
    bool limited;
    _Atomic int error;
};

typedef struct Task {
    ug_group *g;
    int (*fn)(void *);
    void *arg;
} Task;

ug_group *ug_group_new(ug_ctx *parent, int limit)
{
    if (limit < 0) return NULL;
    ug_ctx *ctx = ug_ctx_new(parent);
    ug_group *g = ctx ? ugrt_capi_malloc(sizeof *g) : NULL;
    if (!g) {
        ug_ctx_free(ctx);
        return NULL;
    }
    g->ctx = ctx;
    g->limited = limit > 0;
    g->room = (ug_sem)UG_SEM_INIT(limit);
    return g;
}

ug_ctx *ug_group_ctx(ug_group *g) { return g->ctx; }

static void ugrt_capi_run_task(void *arg)
{
    Task t = *(Task *)arg;
    ugrt_capi_free(arg);
    int err = t.fn(t.arg), none = 0;
    if (err && atomic_compare_exchange_strong(&t.g->error, &none, err))
        ug_ctx_cancel(t.g->ctx, err < 0 ? err : UG_ECANCELED);
    if (t.g->limited) ug_sem_release(&t.g->room, 1);
    ug_waitgroup_done(&t.g->running); // last: the group may be freed then
}

static inline __attribute__((always_inline)) int group_go(ug_group *g, int (*fn)(void *), void *arg, size_t stack,
                                                          bool wait)
{
    if (!fn || !ugrt_capi_stack_ok(stack)) return UG_EINVAL;
    CAPI_ENTER();
    int err = 0;
    if (g->limited) err = wait ? ug_sem_acquire(&g->room, 1) : ug_sem_try_acquire(&g->room, 1);
    if (err) return capi_leave_with(err);
    Task *t = ugrt_capi_malloc(sizeof *t);
    if (t) {
        *t = (Task){g, fn, arg};
        ug_waitgroup_add(&g->running, 1);
        err = ugrt_capi_go(ugrt_capi_run_task, t, stack, (uintptr_t)__builtin_return_address(0));
        if (err == 0) return capi_leave_with(0);
        ug_waitgroup_done(&g->running);
        ugrt_capi_free(t);
    }
    if (g->limited) ug_sem_release(&g->room, 1);
    return capi_leave_with(UG_ENOMEM);
}

int ug_group_go(ug_group *g, int (*fn)(void *arg), void *arg, size_t stack)
{
    return group_go(g, fn, arg, stack, true);
}
int ug_group_try_go(ug_group *g, int (*fn)(void *arg), void *arg, size_t stack)
{
    return group_go(g, fn, arg, stack, false);
}

int ug_group_wait(ug_group *g, int *error) { return ug_group_wait_until(g, error, UG_FOREVER); }
int ug_group_wait_until(ug_group *g, int *error, int64_t deadline)
{
    int err = ug_waitgroup_wait_until(&g->running, deadline);
    if (err == 0 && error) *error = atomic_load(&g->error);
    return err;
}

int ug_group_free(ug_group *g)
{
    if (!g) return 0;
    if (ug_waitgroup_wait_until(&g->running, 0) == UG_ETIMEDOUT) return UG_EBUSY;
    int err = ug_ctx_free(g->ctx);
    if (err == 0) ugrt_capi_free(g);
    return err;
}

// ---- Pools
struct ug_pool {
    ug_chan *jobs;
    ug_waitgroup workers;
    bool closed;
};

typedef struct Job {
    ug_fn fn;
    void *arg;
} Job;

static void ugrt_capi_work(void *arg)
{
    ug_pool *p = arg;
    Job j;
    while (ug_chan_recv(p->jobs, &j) == 0) j.fn(j.arg);
    ug_waitgroup_done(&p->workers);
}

ug_pool *ug_pool_new(int workers, size_t backlog, size_t stack)
{
    if (workers <= 0 || capi_enter() != 0) return NULL;
    ug_pool *p = ugrt_capi_malloc(sizeof *p);
    if (p) p->jobs = ug_chan_new(sizeof(Job), backlog);
    int made = 0;
    for (; p && p->jobs && made < workers; made++) {
        ug_waitgroup_add(&p->workers, 1);
        if (ugrt_capi_go(ugrt_capi_work, p, stack, (uintptr_t)__builtin_return_address(0)) == 0) continue;
        ug_waitgroup_done(&p->workers);
        break;
    }
    if (p && made < workers) {
        if (p->jobs) ug_chan_close(p->jobs);
        ug_waitgroup_wait(&p->workers);
        ug_chan_free(p->jobs);
        ugrt_capi_free(p);
        p = NULL;
    }
    capi_leave();
    return p;
}

int ug_pool_submit(ug_pool *p, ug_fn fn, void *arg) { return fn ? ug_chan_send(p->jobs, &(Job){fn, arg}) : UG_EINVAL; }
int ug_pool_submit_until(ug_pool *p, ug_fn fn, void *arg, int64_t deadline)
{
    return fn ? ug_chan_send_until(p->jobs, &(Job){fn, arg}, deadline) : UG_EINVAL;
}
int ug_pool_try_submit(ug_pool *p, ug_fn fn, void *arg)
{
    return fn ? ug_chan_try_send(p->jobs, &(Job){fn, arg}) : UG_EINVAL;
}

int ug_pool_close(ug_pool *p)
{
    int err = ug_chan_close(p->jobs);
    if (err) return err;
    err = ug_waitgroup_wait(&p->workers);
    p->closed = true;
    return err;
}

int ug_pool_free(ug_pool *p)
{
    if (!p) return 0;
    if (!p->closed) return UG_EBUSY;
    int err = ug_chan_free(p->jobs);
    if (err == 0) ugrt_capi_free(p);
    return err;
}
