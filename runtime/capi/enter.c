// Who may call: the slow side of CAPI_ENTER. Attached threads: see thread.c.
#include "capi/private.h"
#include "capi/thread.h"

int ugrt_capi_enter_slow(G *g)
{
    if (!g) return ugrt_capi_started() ? UG_EFOREIGN : UG_ENOTSTARTED;
    if (g->callsdirect) { // its time slice is over
        g->preempt = 0;
        ugrt_gosched();
        return 0;
    }
    if (g->stackkind != STACK_THREAD) return UG_ECONTEXT; // a system stack
    ugrt_capi_thread_enter(g);
    return 0;
}

void ugrt_capi_leave_slow(G *g) { ugrt_capi_thread_leave(g); }
