// What package time declares without a body. A *time.Timer and *time.Ticker is what newTimer returns:
// the channel, a flag, and behind them our timer.
#include "race/race.h"
#include "chan/chan.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "timer/timer_private.h"

typedef struct TimeTimer {
    void *c;   // Timer.C, set by package time
    bool init; // Timer.initTimer: made by newTimer
    UgTimer t;
} TimeTimer;

typedef struct UgTimeNow {
    int64_t sec;
    int32_t nsec;
    int64_t mono;
} UgTimeNow;

void ugx_time_sleep(int64_t ns);
TimeTimer *ugx_time_newtimer(int64_t when, int64_t period, const UgClosure *f, UgEface arg, void *cp);
bool ugx_time_stoptimer(TimeTimer *t);
bool ugx_time_resettimer(TimeTimer *t, int64_t when, int64_t period);
UgTimeNow ugx_time_now(void);        // the real time, also in a bubble
UgTimeNow ugx_time_bubblednow(void); // by the goroutine's clock, which in a bubble is the bubble's …
int64_t ugx_time_nano(void);         // … and so is this

#define WORD(field) (1ull << offsetof(TimeTimer, field) / 8)
enum { POINTER_WORDS = offsetof(TimeTimer, t.bubble) / 8 + 1 };
static const uint64_t pointer_mask[] = {WORD(c) | WORD(t.arg) | WORD(t.gofn) | WORD(t.goarg.data) | WORD(t.bubble)};
_Static_assert(POINTER_WORDS <= 64, "one word of mask");
static const UgType timer_type = {.size = sizeof(TimeTimer),
                                  .ptrbytes = POINTER_WORDS * 8,
                                  .align = 8,
                                  .field_align = 8,
                                  .kind = UG_KIND_STRUCT,
                                  .gcdata = (const uint8_t *)pointer_mask};

void ugx_time_sleep(int64_t ns) { ugrt_timesleep(ns); }

TimeTimer *ugx_time_newtimer(int64_t when, int64_t period, const UgClosure *f, UgEface arg, void *cp)
{
    TimeTimer *t = ugrt_mallocgc(sizeof *t, &timer_type, true);
    ugrt_timer_init(&t->t, NULL, cp);
    t->t.gofn = f;
    t->t.goarg = arg;
    t->t.bubble = ugrt_getg()->bubble;
    if (cp) {
        Hchan *c = cp;
        if (c->dataqsiz == 0) ugrt_throw("invalid timer channel: no capacity");
        c->timer = &t->t;
        t->t.ischan = true;
    }
    t->init = true;
    ugx_time_resettimer(t, when, period);
    return t;
}
bool ugx_time_stoptimer(TimeTimer *t) { return ugrt_timer_stop(&t->t); }
bool ugx_time_resettimer(TimeTimer *t, int64_t when, int64_t period)
{
    if (UGRT_RACE) ugrt_race_release(ugrt_getg(), &t->t);
    return ugrt_timer_reset(&t->t, when, period);
}

UgTimeNow ugx_time_now(void)
{
    UgTimeNow now;
    ugrt_clock_wall(&now.sec, &now.nsec);
    now.mono = ugrt_timer_now();
    return now;
}

// Without a monotonic reading: that of a bubble means nothing outside, nor the other way round.
UgTimeNow ugx_time_bubblednow(void)
{
    const Bubble *b = ugrt_getg()->bubble;
    if (!b) return ugx_time_now();
    return (UgTimeNow){.sec = b->now / 1000000000, .nsec = (int32_t)(b->now % 1000000000)};
}

int64_t ugx_time_nano(void)
{
    const Bubble *b = ugrt_getg()->bubble;
    return b ? b->now : ugrt_timer_now();
}

// Empties a timer's channel without telling anyone. No sender can be parked on it.
bool ugrt_timer_chan_drain(void *chan)
{
    Hchan *c = chan;
    if (__atomic_load_n(&c->qcount, __ATOMIC_SEQ_CST) == 0) return false;
    ugrt_lock(&c->lock);
    bool any = c->qcount > 0;
    while (c->qcount > 0) {
        ugx_typedmemclr(c->elemtype, c->buf + c->recvx * c->elemsize);
        if (++c->recvx == c->dataqsiz) c->recvx = 0;
        c->qcount--;
    }
    ugrt_unlock(&c->lock);
    return any;
}
