// Threads, futexes, process exit. Threads are pthreads, so that C libraries stay valid on an M's
// system stack; the runtime's own stack for an M is the one pthread made.
#include "os/os.h"
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int ugrt_sys_gettid(void) { return (int)ugrt_sys3(SYS_gettid, 0, 0, 0); }
int ugrt_sys_getpid(void) { return (int)ugrt_sys3(SYS_getpid, 0, 0, 0); }
void ugrt_osyield(void) { ugrt_sys3(SYS_sched_yield, 0, 0, 0); }

void ugrt_usleep(uint32_t usec)
{
    struct timespec ts = {usec / 1000000, (long)(usec % 1000000) * 1000};
    ugrt_sys3(SYS_nanosleep, (long)&ts, 0, 0);
}

void ugrt_exit(int code)
{
    for (;;) ugrt_sys3(SYS_exit_group, code, 0, 0);
}

void ugrt_crash(void)
{
    struct { // the kernel's sigaction
        void (*handler)(int);
        unsigned long flags;
        void (*restorer)(void);
        unsigned long mask;
    } dfl = {SIG_DFL, 0, NULL, 0};
    ugrt_sys4(SYS_rt_sigaction, SIGABRT, (long)&dfl, 0, 8);
    unsigned long set = 1ul << (SIGABRT - 1);
    ugrt_sys4(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&set, 0, 8);
    ugrt_sys3(SYS_tgkill, ugrt_sys_getpid(), ugrt_sys_gettid(), SIGABRT);
    ugrt_exit(2);
}

typedef struct ThreadStart {
    void (*fn)(void *);
    void *arg;
} ThreadStart;

static void *thread_main(void *p)
{
    ThreadStart *start = p;
    void (*fn)(void *) = start->fn;
    void *arg = start->arg;
    free(start);
    fn(arg);
    return NULL;
}

// The thread starts with all signals blocked, as the caller has them while it creates it: it has no
// signal stack and no G yet.
int ugrt_thread_new(void (*fn)(void *), void *arg, uintptr_t *stack_lo, uintptr_t *stack_hi)
{
    ThreadStart *start = malloc(sizeof *start);
    if (!start) return ENOMEM;
    *start = (ThreadStart){fn, arg};
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    size_t size = 0;
    pthread_attr_getstacksize(&attr, &size);
    if (size < 256 << 10) pthread_attr_setstacksize(&attr, 256 << 10);
    unsigned long all = ~0ul, old;
    ugrt_sys4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&old, 8);
    pthread_t id;
    int err = EAGAIN;
    for (int tries = 0; tries < 20; tries++) { // a full process table may be a moment's
        err = pthread_create(&id, &attr, thread_main, start);
        if (err != EAGAIN) break;
        ugrt_usleep((uint32_t)(tries + 1) * 1000);
    }
    ugrt_sys4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&old, 0, 8);
    pthread_attr_destroy(&attr);
    if (err) free(start);
    if (stack_lo) *stack_lo = 0; // each thread notes its own bounds when it starts
    if (stack_hi) *stack_hi = 0;
    return err;
}

int ugrt_futex_wait(_Atomic uint32_t *addr, uint32_t val, int64_t ns)
{
    struct timespec ts, *tp = NULL;
    if (ns >= 0) {
        ts = (struct timespec){ns / 1000000000, ns % 1000000000};
        tp = &ts;
    }
    return (int)ugrt_sys4(SYS_futex, (long)addr, FUTEX_WAIT_PRIVATE, (long)val, (long)tp);
}
int ugrt_futex_wake(_Atomic uint32_t *addr, int n)
{
    return (int)ugrt_sys3(SYS_futex, (long)addr, FUTEX_WAKE_PRIVATE, n);
}
