// Clock, sleep, timers.
//
// A ug_timer is its own channel: a buffer of one for the moment it fired. The room timer keeps it in a heap only while
// somebody waits on the channel. Timers that start a function have none.
#include "timer/timer.h"
#include "capi/chan.h"
#include "capi/private.h"

struct ug_timer {
    ug_chan chan; // first: ug_chan_free refuses it by its timer
    int64_t slot;
    UgTimer timer;
    int64_t period;
    // Of ug_timer_func:
    ug_fn fn;
    void *arg;
    size_t stack;
};

int64_t ug_now(void) { return ugrt_timer_now(); }

int64_t ug_after(int64_t ns)
{
    int64_t when;
    return __builtin_add_overflow(ugrt_timer_now(), ns, &when) ? (ns > 0 ? UG_FOREVER : 0) : when;
}

int ug_sleep(int64_t ns)
{
    CAPI_ENTER();
    ugrt_timesleep(ns);
    return capi_leave_with(0);
}

int ug_sleep_until(int64_t deadline)
{
    CAPI_ENTER();
    ugrt_timesleep(deadline == UG_FOREVER ? INT64_MAX : deadline - ugrt_timer_now());
    return capi_leave_with(0);
}

static void send_moment(void *arg, uintptr_t seq, int64_t late)
{
    (void)seq, (void)late;
    int64_t now = ugrt_timer_now();
    ugrt_chansend_timer(arg, &now);
}

// On the scheduler's stack, with a P.
static void start_function(void *arg, uintptr_t seq, int64_t late)
{
    (void)seq, (void)late;
    ug_timer *t = arg;
    ugrt_capi_go(t->fn, t->arg, t->stack, 0);
}

static ug_timer *timer_new(int64_t ns, int64_t period)
{
    ug_timer *t = ugrt_capi_malloc(sizeof *t);
    if (!t) return NULL;
    ugrt_capi_chan_init(&t->chan, sizeof t->slot, 1, &t->slot);
    ugrt_timer_init(&t->timer, send_moment, &t->chan.h);
    t->timer.ischan = true;
    t->chan.h.timer = &t->timer;
    t->period = period;
    if (capi_enter() != 0) {
        ugrt_capi_free(t);
        return NULL;
    }
    ugrt_timer_reset(&t->timer, ug_after(ns > 0 ? ns : 0), period);
    capi_leave();
    return t;
}

ug_timer *ug_timer_new(int64_t ns) { return timer_new(ns, 0); }
ug_timer *ug_ticker_new(int64_t period) { return period > 0 ? timer_new(period, period) : NULL; }

ug_timer *ug_timer_func(int64_t ns, ug_fn fn, void *arg, size_t stack)
{
    if (!fn || !ugrt_capi_stack_ok(stack) || capi_enter() != 0) return NULL;
    ug_timer *t = ugrt_capi_malloc(sizeof *t);
    if (t) {
        t->fn = fn;
        t->arg = arg;
        t->stack = stack;
        ugrt_timer_init(&t->timer, start_function, t);
        t->timer.freeable = true;
        ugrt_timer_reset(&t->timer, ug_after(ns > 0 ? ns : 0), 0);
    }
    capi_leave();
    return t;
}

ug_chan *ug_timer_chan(ug_timer *t) { return t->fn ? NULL : &t->chan; }

int ug_timer_stop(ug_timer *t)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_timer_stop(&t->timer));
}

int ug_timer_reset(ug_timer *t, int64_t ns)
{
    if (t->period && ns <= 0) return UG_EINVAL;
    CAPI_ENTER();
    if (t->period) t->period = ns;
    return capi_leave_with(ugrt_timer_reset(&t->timer, ug_after(ns > 0 ? ns : 0), t->period));
}

int ug_timer_free(ug_timer *t)
{
    if (!t) return 0;
    CAPI_ENTER();
    if (!t->fn && ugrt_capi_chan_busy(&t->chan)) return capi_leave_with(UG_EBUSY);
    ugrt_timer_finish(&t->timer);
    ugrt_capi_free(t);
    return capi_leave_with(0);
}
