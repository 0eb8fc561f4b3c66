// GODEBUG=schedtrace=N[,scheddetail=1]: the scheduler's state, in gc's format, on standard error.
#include "debug/debug.h"
#include "sched/sched_private.h"
#include "timer/timer.h"

static int64_t start_time;

static void field(const char *name, int64_t v)
{
    ugrt_print(name);
    ugrt_print_int(v);
}
static void id_or_nil(const char *name, bool have, int64_t id)
{
    ugrt_print(name);
    if (have)
        ugrt_print_int(id);
    else
        ugrt_print("nil");
}

static void print_m(M *m)
{
    P *p = atomic_load(&m->p);
    G *cur = m->curg, *locked = m->lockedg;
    field("  M", m->id);
    id_or_nil(": p=", p, p ? p->id : 0);
    id_or_nil(" curg=", cur, cur ? (int64_t)cur->goid : 0);
    field(" mallocing=", m->mallocing);
    field(" throwing=", m->throwing);
    ugrt_print(" preemptoff=");
    ugrt_print(m->preemptoff ? m->preemptoff : "");
    field(" locks=", m->locks);
    field(" dying=", m->dying);
    ugrt_print(m->spinning ? " spinning=true" : " spinning=false");
    ugrt_print(m->blocked ? " blocked=true" : " blocked=false");
    id_or_nil(" lockedg=", locked, locked ? (int64_t)locked->goid : 0);
    ugrt_print("\n");
}

static void print_g(G *g, void *unused)
{
    (void)unused;
    if (g->goid == 0) return;
    M *m = g->m, *locked = g->lockedm;
    field("  G", (int64_t)g->goid);
    field(": status=", ugrt_readgstatus(g));
    ugrt_print("(");
    ugrt_print(ugrt_waitreason_text[g->waitreason]);
    id_or_nil(") m=", m, m ? m->id : 0);
    id_or_nil(" lockedm=", locked, locked ? locked->id : 0);
    ugrt_print("\n");
}

void ugrt_schedtrace(bool detailed)
{
    int64_t now = ugrt_nanotime();
    if (!start_time) start_time = now;
    ugrt_lock(&ugrt_sched.lock);
    ugrt_printlock();
    field("SCHED ", (now - start_time) / 1000000);
    field("ms: gomaxprocs=", ugrt_gomaxprocs);
    field(" idleprocs=", atomic_load(&ugrt_sched.npidle));
    field(" threads=", ugrt_mcount_locked());
    field(" spinningthreads=", atomic_load(&ugrt_sched.nmspinning));
    field(" needspinning=", atomic_load(&ugrt_sched.needspinning));
    field(" idlethreads=", ugrt_sched.nmidle);
    field(" runqueue=", ugrt_sched.runq.n);
    if (detailed) {
        field(" gcwaiting=", atomic_load(&ugrt_sched.gcwaiting));
        field(" nmidlelocked=", ugrt_sched.nmidlelocked);
        field(" stopwait=", ugrt_sched.stopwait);
        field(" sysmonwait=", atomic_load(&ugrt_sched.sysmonwait));
        ugrt_print("\n");
    }
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
        P *p = ugrt_allp[i];
        int64_t n = (int64_t)(uint32_t)(atomic_load(&p->runqtail) - atomic_load(&p->runqhead));
        if (!detailed) {
            field(i == 0 ? " [ " : " ", n);
            if (i == ugrt_gomaxprocs - 1) ugrt_print(" ]");
            continue;
        }
        M *m = atomic_load(&p->m);
        field("  P", i);
        field(": status=", atomic_load(&p->status));
        field(" schedtick=", p->schedtick);
        field(" syscalltick=", atomic_load(&p->syscalltick));
        id_or_nil(" m=", m, m ? m->id : 0);
        field(" runqsize=", n);
        field(" gfreecnt=", p->ngfree);
        field(" timerslen=", ugrt_timers_count(p));
        ugrt_print("\n");
    }
    if (!detailed) {
        ugrt_print(" schedticks=[ ");
        for (int32_t i = 0; i < ugrt_gomaxprocs; i++) {
            ugrt_print_int(ugrt_allp[i]->schedtick);
            ugrt_print(" ");
        }
        ugrt_print("]\n");
    } else {
        for (M *m = ugrt_sched.allm; m; m = m->alllink) print_m(m);
        ugrt_foreach_g(print_g, NULL);
    }
    ugrt_printunlock();
    ugrt_unlock(&ugrt_sched.lock);
}
