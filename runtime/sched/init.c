// From the process's first instruction of ours to a running main goroutine.
#include "debug/debug.h"
#include "iface/iface.h"
#include "mem/mem.h"
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "str/str.h"
#include "timer/timer.h"
#include <pthread.h>

static G g0_of_m0;
static void (*main_fn)(void);

// First code of every M, on its system stack, which from here on is mcall's and systemstack's to use.
void ugrt_mstart_g0(void)
{
    M *m = ugrt_getg()->m;
    uintptr_t sp;
    __asm__ volatile("movq %%rsp, %0" : "=r"(sp));
    m->g0_sp = (sp - 256) & -16ul;
    uintptr_t fsbase;
    __asm__("movq %%fs:0, %0" : "=r"(fsbase));
    m->guardp = (uintptr_t *)(fsbase + 0x70);
    m->thread = (uintptr_t)pthread_self();
    m->tid = ugrt_sys_gettid();
    ugrt_minit_signals(m);
    if (m->mstartfn) m->mstartfn();
    if (m != &ugrt_m0) {
        P *p = m->nextp;
        m->nextp = NULL;
        ugrt_acquirep(p);
    }
    ugrt_schedule_g0();
}

static void sysmon_start(void)
{
    ugrt_sysmon(); // never returns: it needs no P
}
static void start_sysmon(void *unused)
{
    (void)unused;
    ugrt_newm(sysmon_start, NULL);
}

static void main_exit(void)
{
    // A panic on another goroutine that is being printed decides how the program ends.
    if (ugrt_panicking) ugrt_gopark(NULL, NULL, WAIT_PANIC_WAIT, 1);
    ugrt_exit(0);
}

static void main_goroutine(const UgClosure *c)
{
    (void)c;
    ugrt_sched.mainstarted = true;
    ugrt_systemstack(start_sysmon, NULL);
    ugrt_lockosthread(); // initialisers run on the main thread
    ugrt_forcegc_start();
    ugrt_gcenable();
    if (main_fn) {
        ugrt_unlockosthread();
        main_fn();
    } else {
        ugx_program.init();
        ugrt_unlockosthread();
        ugrt_mcache_flush(ugrt_getg()->m->p->mcache); // main often begins by setting runtime.MemProfileRate
        ugx_program.main();
    }
    main_exit();
}
static const UgClosure main_closure = {(void *)main_goroutine};

static int32_t initial_procs(void)
{
    if (ugrt_schedrand) return 1;
    int32_t n = ugrt_debugvars.gomaxprocs > 0 ? ugrt_debugvars.gomaxprocs : ugrt_gomaxprocs_default();
    return n > UGRT_MAXPROCS ? UGRT_MAXPROCS : n;
}

void ugrt_start(int argc, char **argv, char **envp, void (*mainfn)(void))
{
    M *m = &ugrt_m0;
    m->g0 = &g0_of_m0;
    g0_of_m0.m = m;
    atomic_store(&g0_of_m0.status, G_RUNNING);
    ugx_g = &g0_of_m0.head;
    uintptr_t fsbase;
    __asm__("movq %%fs:0, %0" : "=r"(fsbase));
    m->guardp = (uintptr_t *)(fsbase + 0x70);
    main_fn = mainfn;

    ugrt_os_init(argc, argv, envp);
    ugrt_ncpu_online = ugrt_ncpu();
    ugrt_debugvars_init();
    if (ugrt_debugvars.schedrand) {
        ugrt_schedrand = true;
        ugrt_rand_init(ugrt_debugvars.schedrand_seed);
    }
    ugrt_mcommon_init(m);
    ugrt_mallocinit();
    ugrt_sema_init();
    ugrt_gcinit();
    ugrt_strinit();
    ugrt_ifaceinit();
    ugrt_signal_init();
    ugrt_sched.lastpoll = ugrt_nanotime();
    ugrt_procresize_stw(initial_procs());
    ugrt_newproc(&main_closure, 0);
    ugrt_sched.maing = atomic_load(&ugrt_allp[0]->runnext);
    if (!ugrt_sched.maing) ugrt_sched.maing = atomic_load(&ugrt_allp[0]->runq[0]); // schedrand queues at random
    ugrt_mstart_g0();
}
