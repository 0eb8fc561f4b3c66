// runtime/debug: limits, collector statistics.
#include <string.h>
#include "gc/gc.h"
#include "os/os.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack.h"

void ugx_debug_readgcstats(UgSlice *pauses);
UgInt ugx_debug_setmaxstack(UgInt bytes);
UgInt ugx_debug_setmaxthreads(UgInt n);
bool ugx_debug_setpaniconfault(bool on);
void ugx_debug_settraceback(UgString level);

// Fills the slice with the latest pauses and returns through its length: pauses, then what
// debug.ReadGCStats reads at the end: last GC, number of GCs, total pause.
void ugx_debug_readgcstats(UgSlice *pauses)
{
    UgInt n = 0;
    ugrt_gc_pauses(pauses->p, pauses->cap, &n);
    pauses->n = n;
}

UgInt ugx_debug_setmaxstack(UgInt bytes) { return ugrt_set_max_stack(bytes); }

UgInt ugx_debug_setmaxthreads(UgInt n)
{
    ugrt_lock(&ugrt_sched.lock);
    UgInt old = ugrt_sched.maxmcount;
    ugrt_sched.maxmcount = n > INT32_MAX ? INT32_MAX : (int32_t)n;
    bool exceeded = ugrt_sched.mnext - ugrt_sched.nmfreed > ugrt_sched.maxmcount;
    ugrt_unlock(&ugrt_sched.lock);
    if (exceeded) ugrt_fatal("thread exhaustion");
    return old;
}

bool ugx_debug_setpaniconfault(bool on)
{
    G *g = ugrt_getg();
    bool old = g->paniconfault;
    g->paniconfault = on;
    return old;
}

void ugx_debug_settraceback(UgString level)
{
    static char text[16];
    size_t n = level.n < 15 ? (size_t)level.n : 15;
    memcpy(text, level.p, n);
    text[n] = 0;
    ugrt_debugvars.gotraceback = text;
}
