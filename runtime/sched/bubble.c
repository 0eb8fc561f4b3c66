// Bubbles of testing/synctest: Run, Wait, and when a bubble is blocked.
//
// ugrt_casgstatus tells the bubble of each goroutine that starts, ends, blocks durably or goes on. When none runs
// and nobody holds the bubble, one goroutine of it is woken: whoever is in Wait, else root, which is parked in Run.
// Root moves the clock to the first timer, runs what is due on its own stack, and parks again; without timers, or
// after main's end, the bubble is over: what is left of it is deadlocked.
//
// Whoever is woken this way finds a hold taken for it, so that nobody else is woken meanwhile, and gives it back. A
// goroutine that parks holds its bubble until its unlock function has run: it may yet refuse to park, or arm a timer.
#include "race/race.h"
#include "sched/bubble.h"
#include "gc/special.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "stack/stack.h"
#include "sched/sched_private.h"
#include "timer/timer.h"

#define EPOCH_NS 946684800000000000 // midnight UTC, 1 January 2000

typedef enum BubbleEnd { BUBBLE_OVER, BUBBLE_MAIN_GONE, BUBBLE_BLOCKED } BubbleEnd;            // lib/runtime: bubbleRun
typedef enum BubbleMember { MEMBER_OF_NONE, MEMBER_OF_CURRENT, MEMBER_OF_OTHER } BubbleMember; // internal/synctest

UgInt ugx_bubble_run(const UgClosure *f);
bool ugx_bubble_wait(void);
bool ugx_bubble_inside(void);
Bubble *ugx_bubble_acquire(void);
void ugx_bubble_release(Bubble *b);
void ugx_bubble_enter(Bubble *b);
UgInt ugx_bubble_associate(void *p);
void ugx_bubble_disassociate(void *p);
bool ugx_bubble_isassociated(void *p);

// The goroutine to ready if the bubble is blocked, with a hold taken for it.
static G *wake_locked(Bubble *b)
{
    if (b->running > 0 || b->holds > 0) return NULL;
    b->holds++;
    int64_t next = ugrt_timers_next(b->timers);
    bool due = next != 0 && next <= b->now;
    return b->waiter != NULL && !due ? b->waiter : b->root;
}

static void unlock_and_wake(Bubble *b)
{
    G *g = wake_locked(b);
    ugrt_unlock(&b->mu);
    if (g != NULL) ugrt_goready(g);
}

void ugrt_bubble_hold(Bubble *b)
{
    ugrt_lock(&b->mu);
    b->holds++;
    ugrt_unlock(&b->mu);
}

void ugrt_bubble_release(Bubble *b)
{
    ugrt_lock(&b->mu);
    if (--b->holds < 0) ugrt_throw("synctest: bubble released too often");
    unlock_and_wake(b);
}

static bool is_running(uint32_t status, WaitReason r)
{
    return status != G_DEAD && !(status == G_WAITING && ugrt_waitreason_flags[r] & WAIT_DURABLE);
}

void ugrt_bubble_gstatus(Bubble *b, G *g, WaitReason r, uint32_t from, uint32_t to)
{
    int32_t run = is_running(to, r) - is_running(from, r), born = (from == G_DEAD) - (to == G_DEAD);
    if (run == 0 && born == 0) return;
    if (UGRT_RACE && run < 0) ugrt_race_releasemerge(g, b); // before whoever is in Wait goes on
    ugrt_lock(&b->mu);
    b->total += born;
    b->running += run;
    if (to == G_DEAD && g == b->main) b->done = true;
    if (b->total < 0 || b->running < 0) ugrt_throw("synctest: more goroutines ended or blocked than there were");
    unlock_and_wake(b);
}

// ---- Run
static bool give_back_hold(G *g, void *arg)
{
    (void)g;
    Bubble *b = arg;
    ugrt_lock(&b->mu);
    b->holds--; // not the last: who parks holds the bubble
    ugrt_unlock(&b->mu);
    return true;
}

static Bubble *bubble_new(G *root)
{
    static _Atomic uint64_t last;
    Bubble *b = ugrt_mallocgc(sizeof *b, NULL, true);
    b->mu = UGRT_MUTEX(BUBBLE);
    b->id = atomic_fetch_add(&last, 1) + 1;
    b->timers = ugrt_timers_new();
    b->now = EPOCH_NS;
    b->root = root;
    b->total = b->running = 1;
    b->holds = 1;
    return b;
}

UgInt ugx_bubble_run(const UgClosure *f)
{
    G *g = ugrt_getg();
    Bubble *b = bubble_new(g);
    g->bubble = b;
    M *m = ugrt_acquirem();
    b->main = ugrt_newg(f, ugrt_callerpc(), false);
    ugrt_runq_put(m->p, b->main, true);
    ugrt_wakep();
    ugrt_releasem(m);
    for (;;) {
        ugrt_timers_run(b->timers, b->now);
        ugrt_gopark(give_back_hold, b, WAIT_SYNCTEST_RUN, 1);
        int64_t next = ugrt_timers_next(b->timers);
        if (next == 0 || b->done) break; // a bubble's time stops with main
        b->now = next;
    }
    g->bubble = NULL;
    if (UGRT_RACE) ugrt_race_acquire(g, b);
    ugrt_timers_free(b->timers);
    return b->total == 1 ? BUBBLE_OVER : b->done ? BUBBLE_MAIN_GONE : BUBBLE_BLOCKED;
}

// ---- Wait
static bool be_waiter(G *g, void *arg)
{
    Bubble *b = arg;
    ugrt_lock(&b->mu);
    b->waiter = g;
    ugrt_unlock(&b->mu);
    return true;
}

// False: another goroutine of the bubble is in Wait.
bool ugx_bubble_wait(void)
{
    Bubble *b = ugrt_getg()->bubble;
    ugrt_lock(&b->mu);
    bool first = !b->waiting;
    b->waiting = true;
    ugrt_unlock(&b->mu);
    if (!first) return false;
    ugrt_gopark(be_waiter, b, WAIT_SYNCTEST_WAIT, 1);
    ugrt_lock(&b->mu);
    b->holds--;
    b->waiter = NULL;
    b->waiting = false;
    ugrt_unlock(&b->mu);
    if (UGRT_RACE) ugrt_race_acquire(ugrt_getg(), b);
    return true;
}

// ---- Membership of goroutines
bool ugx_bubble_inside(void) { return ugrt_getg()->bubble != NULL; }

Bubble *ugx_bubble_acquire(void)
{
    Bubble *b = ugrt_getg()->bubble;
    if (b != NULL) ugrt_bubble_hold(b);
    return b;
}

void ugx_bubble_release(Bubble *b) { ugrt_bubble_release(b); }

void ugx_bubble_enter(Bubble *b) { ugrt_getg()->bubble = b; } // NULL: leaves it

// ---- Membership of objects: sync.WaitGroup, whose users must be of one bubble for its Wait to be durable.
static BubbleMember member(void *p, bool add)
{
    MSpan *s;
    uintptr_t index;
    if (ugrt_findobject((uintptr_t)p, &s, &index) == 0) return MEMBER_OF_NONE; // a package variable
    uint64_t id = ((Bubble *)ugrt_getg()->bubble)->id;
    for (;;) {
        Special *sp = ugrt_special_find((uintptr_t)p, SPECIAL_BUBBLE, 0, false);
        if (sp != NULL) return sp->bubble.id == id ? MEMBER_OF_CURRENT : MEMBER_OF_OTHER;
        if (!add) return MEMBER_OF_NONE;
        sp = ugrt_special_new(SPECIAL_BUBBLE);
        sp->bubble.id = id;
        if (ugrt_special_add((uintptr_t)p, sp, true)) return MEMBER_OF_CURRENT;
        ugrt_special_free(sp); // another goroutine was faster
    }
}

UgInt ugx_bubble_associate(void *p) { return member(p, true); }
bool ugx_bubble_isassociated(void *p) { return member(p, false) == MEMBER_OF_CURRENT; }

void ugx_bubble_disassociate(void *p)
{
    Special *sp = ugrt_special_find((uintptr_t)p, SPECIAL_BUBBLE, 0, true);
    if (sp != NULL) ugrt_special_free(sp);
}
