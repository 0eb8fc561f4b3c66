// Contexts: a tree of cancelations. Locks go from parents to children; a child stays linked in its parent until it is
// freed, so whoever cancels holds the parent's lock while it visits the children.
#include "capi/chan.h"
#include "capi/private.h"
#include "timer/timer.h"

struct ug_ctx {
    ug_chan done;
    ug_ctx *parent;
    int64_t deadline;
    const void *key;
    void *value;
    UgTimer timer; // set if the deadline is its own
    bool timed;
    UgMutex lock;
    // Under lock:
    _Atomic int err; // read without
    ug_ctx *children;
    // Under the parent's lock:
    ug_ctx *next, *prev;
};

static void cancel(ug_ctx *c, int reason)
{
    ugrt_lock(&c->lock);
    if (atomic_load(&c->err) == 0) {
        atomic_store(&c->err, reason);
        ugrt_chan_close(&c->done.h);
        for (ug_ctx *child = c->children; child; child = child->next) cancel(child, reason);
    }
    ugrt_unlock(&c->lock);
}

// On the scheduler's stack.
static void expire(void *arg, uintptr_t seq, int64_t late)
{
    (void)seq, (void)late;
    cancel(arg, UG_ETIMEDOUT);
}

static void link_to_parent(ug_ctx *c)
{
    ug_ctx *p = c->parent;
    if (!p) return;
    ugrt_lock(&p->lock);
    c->next = p->children;
    if (c->next) c->next->prev = c;
    p->children = c;
    int err = atomic_load(&p->err);
    ugrt_unlock(&p->lock);
    if (err) cancel(c, err);
}

static void unlink_from_parent(ug_ctx *c)
{
    ug_ctx *p = c->parent;
    if (!p) return;
    ugrt_lock(&p->lock);
    if (c->next) c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        p->children = c->next;
    ugrt_unlock(&p->lock);
}

static ug_ctx *ctx_new(ug_ctx *parent, int64_t deadline, const void *key, void *value)
{
    if (capi_enter() != 0) return NULL;
    ug_ctx *c = ugrt_capi_malloc(sizeof *c);
    if (c) {
        ugrt_capi_chan_init(&c->done, 0, 0, NULL);
        int64_t above = parent ? parent->deadline : UG_FOREVER;
        c->parent = parent;
        c->key = key;
        c->value = value;
        c->timed = deadline < above;
        c->deadline = c->timed ? deadline : above;
        ugrt_timer_init(&c->timer, expire, c);
        c->timer.freeable = true;
        link_to_parent(c);
        if (c->timed) {
            if (deadline <= ugrt_timer_now())
                cancel(c, UG_ETIMEDOUT);
            else
                ugrt_timer_reset(&c->timer, deadline, 0);
        }
    }
    capi_leave();
    return c;
}

ug_ctx *ug_ctx_new(ug_ctx *parent) { return ctx_new(parent, UG_FOREVER, NULL, NULL); }
ug_ctx *ug_ctx_new_until(ug_ctx *parent, int64_t deadline) { return ctx_new(parent, deadline, NULL, NULL); }
ug_ctx *ug_ctx_new_value(ug_ctx *parent, const void *key, void *value)
{
    return key ? ctx_new(parent, UG_FOREVER, key, value) : NULL;
}

int ug_ctx_cancel(ug_ctx *c, int reason)
{
    if (reason > 0) return UG_EINVAL;
    CAPI_ENTER();
    cancel(c, reason ? reason : UG_ECANCELED);
    return capi_leave_with(0);
}

int ug_ctx_err(const ug_ctx *c) { return c ? atomic_load(&((ug_ctx *)c)->err) : 0; }
int64_t ug_ctx_deadline(const ug_ctx *c) { return c ? c->deadline : UG_FOREVER; }
ug_chan *ug_ctx_done(ug_ctx *c) { return c ? &c->done : NULL; }

void *ug_ctx_value(const ug_ctx *c, const void *key)
{
    for (; c && key; c = c->parent)
        if (c->key == key) return c->value;
    return NULL;
}

int ug_ctx_free(ug_ctx *c)
{
    if (!c) return 0;
    CAPI_ENTER();
    ugrt_lock(&c->lock);
    bool busy = c->children != NULL;
    ugrt_unlock(&c->lock);
    if (busy) return capi_leave_with(UG_EBUSY);
    cancel(c, UG_ECANCELED);
    if (ugrt_capi_chan_busy(&c->done)) return capi_leave_with(UG_EBUSY);
    ugrt_timer_finish(&c->timer);
    unlink_from_parent(c);
    ugrt_capi_free(c);
    return capi_leave_with(0);
}
