// From the process's first instruction of ours to a running main goroutine.
#include "debug/debug.h"
#include "iface/iface.h"
#include "mem/mem.h"
#include "netpoll/netpoll.h"
#include "panic/panic.h"
#include "race/race.h"
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

void ugrt_go_exithooks(UgInt code) __attribute__((weak)); // (lib/runtime/hooks.go) absent from C programs

static void main_exit(void)
{
    if (ugrt_go_exithooks) ugrt_go_exithooks(0);
    // A panic on another goroutine that is being printed decides how the program ends.
    if (ugrt_panicking) ugrt_gopark(NULL, NULL, WAIT_PANIC_WAIT, 1);
    int code = ugrt_leaks_exitcode(0);
    if (UGRT_RACE && code == 0) ugrt_race_fini();
    ugrt_exit(code);
}

static void main_goroutine(const UgClosure *c)
{
    (void)c;
    ugrt_sched.mainstarted = true;
    ugrt_systemstack(start_sysmon, NULL);
    ugrt_lockosthread(); // initialisers run on the main thread
    ugrt_forcegc_start();
    ugrt_maxprocs_start();
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

// This thread becomes the first M, on its system stack.
static void set_up_m0(int argc, char **argv, char **envp)
{
    M *m = &ugrt_m0;
    m->g0 = &g0_of_m0;
    g0_of_m0.m = m;
    atomic_store(&g0_of_m0.status, G_RUNNING);
    ugx_g = &g0_of_m0.head;
    uintptr_t fsbase;
    __asm__("movq %%fs:0, %0" : "=r"(fsbase));
    m->guardp = (uintptr_t *)(fsbase + 0x70);
    ugrt_os_init(argc, argv, envp);
    ugrt_ncpu_online = ugrt_ncpu();
    ugrt_debugvars_init();
    if (ugrt_debugvars.schedrand) {
        ugrt_schedrand = true;
        ugrt_seeded_init(ugrt_debugvars.schedrand_seed);
    }
}

static UGX_NORETURN void set_up_rooms(int32_t procs)
{
    ugrt_mcommon_init(&ugrt_m0);
    if (UGRT_RACE) ugrt_race_init();
    ugrt_mallocinit();
    ugrt_sema_init();
    ugrt_gcinit();
    ugrt_strinit();
    ugrt_ifaceinit();
    if (!ugrt_sched.cprogram) ugrt_signal_init();
    ugrt_sched.lastpoll = ugrt_nanotime();
    ugrt_procresize_stw(ugrt_maxprocs_initial(procs));
    ugrt_sched.maing = ugrt_newproc_main(&main_closure);
    ugrt_mstart_g0();
}

void ugrt_start(int argc, char **argv, char **envp, void (*mainfn)(void))
{
    main_fn = mainfn;
    set_up_m0(argc, argv, envp);
    set_up_rooms(0);
}

void ugrt_start_c(const CProgram *c, char **envp)
{
    static char *no_args[] = {NULL};
    main_fn = c->first;
    ugrt_sched.cprogram = c;
    set_up_m0(0, no_args, envp);
    ugrt_debugvars.gogc_wanted = ugrt_debugvars.gogc;
    ugrt_debugvars.gogc = -1;
    if (c->maxthreads) ugrt_sched.maxmcount = c->maxthreads;
    set_up_rooms(c->procs);
}
