// Leaked goroutines: those blocked for good on channels, mutexes, conditions or wait groups that nothing which may
// still run can reach (the goroutineleak profile of runtime/pprof, UNDERGO=leakcheck).
//
// A cycle that is asked for them runs in one stop. First it marks from package variables and the goroutines that may
// run; then, again and again, from every blocked goroutine that waits for something marked by then, until none is
// left that does. The others are leaked: whoever could wake them would have to be reachable. After that the cycle
// goes on as usual and marks from all stacks, for a leaked goroutine keeps its memory, as in Go.
//
// Stacks are scanned conservatively, so a stale word can hide a leak but never make one up. Elsewhere a pointer just
// past an object's end keeps the object as well; here it doesn't, since a pointer to a channel would keep the channel
// allocated before it. Marking while the program runs was rejected for the same reason: the barrier shades more than
// what is reachable.
#include "gc/leak.h"
#include "debug/debug.h"
#include "gc/phase.h"
#include "gc/roots.h"
#include "panic/panic.h"
#include "sched/sched.h"

static _Atomic UgInt leaks; // found by the last such cycle

UgInt ugrt_gc_leakcount(void) { return leaks; }

static bool reachable(const void *p)
{
    MSpan *s;
    uintptr_t i;
    if (ugrt_findobject((uintptr_t)p, &s, &i) == 0) return true; // a package variable, or C's
    return s->markbits[i / 64] >> (i % 64) & 1;
}

// Most reasons are the runtime's or the system's to end: whoever waits for them may run.
static bool may_run(G *g)
{
    if (ugrt_readgstatus(g) != G_WAITING || g->issystem) return true;
    switch ((WaitReason)g->waitreason) {
    case WAIT_SELECT_NO_CASES:
    case WAIT_CHAN_RECEIVE_NIL:
    case WAIT_CHAN_SEND_NIL: return false;
    case WAIT_SELECT:
    case WAIT_CHAN_RECEIVE:
    case WAIT_CHAN_SEND: return ugrt_chan_anywaited(g, reachable);
    case WAIT_SYNC_COND_WAIT:
    case WAIT_SYNC_WAITGROUP_WAIT:
    case WAIT_SYNC_MUTEX_LOCK:
    case WAIT_SYNC_RWMUTEX_LOCK:
    case WAIT_SYNC_RWMUTEX_RLOCK: return reachable(g->waiting);
    default: return true;
    }
}

typedef struct Undecided {
    G **g;
    uintptr_t n;
} Undecided;

static void collect(G *g, void *arg)
{
    Undecided *u = arg;
    uint32_t status = ugrt_readgstatus(g);
    g->leaked = false;
    if (status != G_DEAD && status != G_IDLE) u->g[u->n++] = g;
}

// Scans those that may run and keeps the others. False: there were none.
static bool scan_runnable(Undecided *u, GcWork *w)
{
    uintptr_t kept = 0, n = u->n;
    for (uintptr_t i = 0; i < n; i++) {
        G *g = u->g[i];
        if (!may_run(g)) {
            u->g[kept++] = g;
            continue;
        }
        ugrt_roots_scan_goroutine_stw(w, g);
        ugrt_mark_drain(w, UINT64_MAX, NULL); // at once, for the sake of those that follow
    }
    u->n = kept;
    return kept < n;
}

static void reverse(Undecided *u)
{
    for (uintptr_t i = 0, j = u->n; i + 1 < j; i++) {
        G *g = u->g[i];
        u->g[i] = u->g[--j];
        u->g[j] = g;
    }
}

void ugrt_leaks_find_stw(GcWork *w)
{
    uintptr_t bytes = (uintptr_t)ugrt_sched.ngs * sizeof(G *);
    Undecided u = {.g = ugrt_sysalloc(bytes)};
    ugrt_foreach_g(collect, &u);
    ugrt_roots_scan_static_stw(w);
    ugrt_mark_drain(w, UINT64_MAX, NULL);
    while (scan_runnable(&u, w))
        reverse(&u); // chains of goroutines mostly run in the order of their making, or against it
    for (uintptr_t i = 0; i < u.n; i++) u.g[i]->leaked = true;
    leaks = (UgInt)u.n;
    ugrt_sysfree(u.g, bytes);
}

// ---- At exit
static bool is_leaked(G *g) { return g->leaked; }

static void report_g0(void *arg)
{
    (void)arg;
    ugrt_print("undergo: ");
    ugrt_print_int(leaks);
    ugrt_print(leaks == 1 ? " goroutine has leaked\n" : " goroutines have leaked\n");
    ugrt_traceback_those(is_leaked);
}

int ugrt_leaks_exitcode(int code)
{
    if (!ugrt_debugvars.leakcheck) return code;
    ugrt_gc_findleaks();
    if (leaks == 0) return code;
    ugrt_stoptheworld(STW_LEAKS);
    ugrt_systemstack(report_g0, NULL);
    ugrt_starttheworld();
    return code != 0 ? code : UGRT_LEAKS_EXIT;
}
