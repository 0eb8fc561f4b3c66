// Coroutines for iter.Pull: two goroutines of which one runs at a time, switched by hand.
//
// A Coro holds the goroutine that waits, at first its own, made but never run. coroswitch parks the
// caller there and readies the one it found, which goes to this P's runnext and so runs at once. The
// end of the coroutine's goroutine, by return or Goexit, wakes whoever waits.
#include "mem/mem.h"
#include "sched/sched.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "trace/trace.h"

typedef struct Coro Coro;
typedef struct CoroStart {
    void *code;
    Coro *c;
} CoroStart; // a closure of type func()
struct Coro {
    const UgClosure *fn; // func(*coro)
    G *_Atomic waiting;  // swapped by whoever switches
};

Coro *ugx_newcoro(const UgClosure *fn);
void ugx_coroswitch(Coro *c);

static void coro_main(const CoroStart *ctx)
{
    Coro *c = ctx->c;
    ugrt_getg()->coro = c;
    ((void (*)(Coro *, const void *))c->fn->code)(c, c->fn);
}

void ugrt_coro_end(void *coro) { ugrt_goready(atomic_exchange(&((Coro *)coro)->waiting, NULL)); }

Coro *ugx_newcoro(const UgClosure *fn)
{
    static const uint8_t coro_mask[1] = {1}, start_mask[1] = {2};
    static const UgType coro_type = {
        .size = sizeof(Coro), .ptrbytes = 8, .align = 8, .field_align = 8, .kind = UG_KIND_STRUCT, .gcdata = coro_mask};
    static const UgType start_type = {.size = sizeof(CoroStart),
                                      .ptrbytes = 16,
                                      .align = 8,
                                      .field_align = 8,
                                      .kind = UG_KIND_STRUCT,
                                      .gcdata = start_mask};
    Coro *c = ugx_new(&coro_type);
    CoroStart *start = ugx_new(&start_type);
    start->code = (void *)coro_main;
    UGX_STORE(&start->c, c);
    UGX_STORE(&c->fn, fn);
    M *m = ugrt_acquirem();
    G *g = ugrt_newg((const UgClosure *)start, ugrt_callerpc(), false);
    g->waitreason = WAIT_COROUTINE;
    ugrt_casgstatus(g, G_RUNNABLE, G_WAITING);
    if (ugrt_trace_on()) ugrt_trace_gocreate(g, true);
    ugrt_releasem(m);
    atomic_store(&c->waiting, g);
    return c;
}

// On g0, the caller parked: only now may the other side run, which will want to find us waiting.
static bool switch_over(G *g, void *arg)
{
    Coro *c = arg;
    ugrt_goready(atomic_exchange(&c->waiting, g));
    return true;
}

void ugx_coroswitch(Coro *c) { ugrt_gopark(switch_over, c, WAIT_COROUTINE, 1); }
