// The program's own threads: attaching, the calls of attached ones, work that blocks the thread.
#include "capi/thread.h"
#include "capi/private.h"

int ug_thread_attach(void)
{
    if (ugrt_getg()) return UG_EATTACHED;
    if (!ugrt_capi_started()) return UG_ENOTSTARTED;
    CState *s = ugrt_capi_malloc(sizeof *s);
    G *g = s ? ugrt_thread_attach() : NULL;
    if (!g) {
        ugrt_capi_free(s);
        return UG_ENOMEM;
    }
    g->capi = s;
    return 0;
}

int ug_thread_detach(void)
{
    G *g = ugrt_getg();
    if (!g || g->stackkind != STACK_THREAD || g->m->calldepth) return UG_EFOREIGN;
    CState *s = g->capi;
    if (s->deferred) {
        ugrt_capi_thread_enter(g);
        ugrt_capi_run_deferred(s);
        ugrt_capi_thread_leave(g);
    }
    ugrt_thread_detach();
    ugrt_capi_free(s);
    return 0;
}

void ugrt_capi_thread_enter(G *g)
{
    if (g->m->calldepth++ == 0) ugrt_exitsyscall();
}
void ugrt_capi_thread_leave(G *g)
{
    if (--g->m->calldepth == 0) ugrt_entersyscall();
}

void ugx_lockosthread(void);
void ugx_unlockosthread(void);

int ug_thread_lock(void)
{
    CAPI_ENTER();
    ugx_lockosthread();
    return capi_leave_with(0);
}

int ug_thread_unlock(void)
{
    CAPI_ENTER();
    M *m = ugrt_getg()->m;
    if (m->lockedext <= (m->isextra ? 1u : 0u)) return capi_leave_with(UG_ENOTLOCKED);
    ugx_unlockosthread();
    return capi_leave_with(0);
}

int ug_blocking(ug_fn fn, void *arg)
{
    if (!fn) return UG_EINVAL;
    CAPI_ENTER();
    ugrt_entersyscall();
    ugrt_systemstack(fn, arg);
    ugrt_exitsyscall();
    return capi_leave_with(0);
}
