// Coroutines for iter.Pull: two goroutines of which one runs at a time, switched by hand.
//
// A Coro holds the goroutine that waits. coroswitch parks the caller there and readies the one it
// found, which goes to this P's runnext and so runs at once. The coroutine's goroutine is made at
// the first switch, and its end wakes whoever waits.
#include "mem/mem.h"
#include "sched/sched.h"

typedef struct Coro Coro;
typedef struct CoroStart { void *code; Coro *c; } CoroStart; // a closure of type func()
struct Coro {
    const UgClosure *fn;                             // func(*coro)
    const CoroStart *start;                          // NULL once its goroutine runs
    G *_Atomic waiting;                              // swapped by whoever switches
};

Coro *ugx_newcoro(const UgClosure *fn);
void ugx_coroswitch(Coro *c);

static void coro_main(const CoroStart *ctx) {
    Coro *c = ctx->c;
    ((void (*)(Coro *, const void *))c->fn->code)(c, c->fn);
    ugrt_goready(atomic_exchange(&c->waiting, NULL));
}

Coro *ugx_newcoro(const UgClosure *fn) {
    static const uint8_t coro_mask[1] = {3}, start_mask[1] = {2};
    static const UgType coro_type = {.size = sizeof(Coro), .ptrbytes = 16, .align = 8, .field_align = 8,
                                     .kind = UG_KIND_STRUCT, .gcdata = coro_mask};
    static const UgType start_type = {.size = sizeof(CoroStart), .ptrbytes = 16, .align = 8, .field_align = 8,
                                      .kind = UG_KIND_STRUCT, .gcdata = start_mask};
    Coro *c = ugx_new(&coro_type);
    CoroStart *start = ugx_new(&start_type);
    start->code = (void *)coro_main;
    UGX_STORE(&start->c, c);
    UGX_STORE(&c->fn, fn);
    UGX_STORE(&c->start, start);
    return c;
}

// On g0, the caller parked: only now may the other side run, which will want to find us waiting.
static bool switch_over(G *g, void *arg) {
    Coro *c = arg;
    G *next = atomic_exchange(&c->waiting, g);
    if (next) {
        ugrt_goready(next);
    } else {
        const CoroStart *start = c->start;
        c->start = NULL;
        ugrt_newproc((const UgClosure *)start, NULL);
    }
    return true;
}

void ugx_coroswitch(Coro *c) { ugrt_gopark(switch_over, c, WAIT_COROUTINE, 1); }
