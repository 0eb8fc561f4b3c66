// A system call on every thread of the process: Linux keeps user and group ids, capabilities and the like for each
// thread alone. syscall.Setuid and its kin, and syscall.AllThreadsSyscall, come here.
//
// The world is stopped, so no thread begins or runs Go code. The caller's thread goes first: if the call fails there,
// that is the answer and nothing has changed. Then each other thread is sent a signal in whose handler it makes the
// same call, and is waited for; threads in a system call of their own are interrupted and go on with it. A thread
// that gets another answer leaves a process of two minds, which must not live.
#include <signal.h>
#include "os/os.h"
#include "panic/panic.h"
#include "sched/sched.h"

static struct {
    long nr, args[6], want;
} call; // written with the world stopped, read by the handler

UgSyscallResult ugx_syscall_allthreads(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                       uintptr_t f);

static long make_call(void)
{
    const long *a = call.args;
    return ugrt_sys6(call.nr, a[0], a[1], a[2], a[3], a[4], a[5]);
}

void ugrt_allthreads_sig(M *m)
{
    if (!atomic_load(&m->callwanted)) return;
    if (make_call() != call.want) ugrt_throw("AllThreadsSyscall6 results differ between threads; runtime corrupted");
    atomic_store(&m->callwanted, false);
}

static void call_on(M *m)
{
    while (!m->tid && !atomic_load(&m->exited)) ugrt_usleep(20); // is about to start
    atomic_store(&m->callwanted, true);
    while (atomic_load(&m->callwanted) && !atomic_load(&m->exited)) {
        ugrt_sys3(SYS_tgkill, ugrt_sys_getpid(), m->tid, UGRT_SIGALLTHREADS);
        for (int i = 0; i < 50 && atomic_load(&m->callwanted) && !atomic_load(&m->exited); i++) ugrt_usleep(20);
    }
}

static void call_on_others_g0(void *arg)
{
    (void)arg;
    const M *self = ugrt_getg()->m;
    for (M *m = ugrt_sched.allm; m; m = m->alllink)
        if (m != self && !m->isextra && !atomic_load(&m->exited)) call_on(m);
}

UgSyscallResult ugx_syscall_allthreads(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                                       uintptr_t f)
{
    ugrt_stoptheworld(STW_ALL_THREADS_SYSCALL);
    ugrt_signal_allthreads();
    call.nr = (long)nr;
    const uintptr_t args[6] = {a, b, c, d, e, f};
    for (int i = 0; i < 6; i++) call.args[i] = (long)args[i];
    long r = call.want = make_call();
    bool failed = r < 0 && r > -4096;
    if (!failed) ugrt_systemstack(call_on_others_g0, NULL);
    ugrt_starttheworld();
    return failed ? (UgSyscallResult){(uintptr_t)-1, 0, (uintptr_t)-r} : (UgSyscallResult){(uintptr_t)r, 0, 0};
}
