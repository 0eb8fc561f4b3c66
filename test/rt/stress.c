// Everything at once: goroutines that compute, yield, sleep, sit in system calls, recurse, wait on semaphores,
// while the world is stopped again and again. Then: loops without calls are preempted, a blocked system
// call doesn't hold its P, timers fire in order, a pipe wakes its reader and its deadline.
#include "rt.h"
#include "netpoll/netpoll.h"
#include "stack/stack.h"
#include "timer/timer.h"
#include <fcntl.h>
#include <sys/syscall.h>

static Group group;
static _Atomic int64_t work;
static _Atomic bool stop;

UgSyscallResult ugx_syscall6(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e,
                             uintptr_t f);

__attribute__((noinline)) static int64_t recurse(int n)
{
    volatile int64_t x = n;
    return n == 0 ? 0 : recurse(n - 1) + x - n + 1;
}

static void worker(Closure *c)
{
    uint64_t r = c->a * 0x9e3779b97f4a7c15u + 1;
    for (uintptr_t i = 0; i < c->b; i++) {
        r = r * 6364136223846793005u + 1442695040888963407u;
        switch (r >> 61) {
        case 0: ugrt_gosched(); break;
        case 1: ugrt_timesleep((int64_t)(r >> 40 & 0xffff)); break;
        case 2: {
            struct {
                long s, ns;
            } ts = {0, (long)(r >> 50 & 0xfff)};
            ugx_syscall6(SYS_nanosleep, (uintptr_t)&ts, 0, 0, 0, 0, 0);
            break;
        }
        case 3: {
            int n = (int)(r >> 45 & 1023);
            CHECK(recurse(n) == n);
            break;
        }
        case 4: {
            uint32_t sema = 0;
            ugrt_semrelease(&sema, false);
            ugrt_semacquire(&sema, false, WAIT_SEMACQUIRE);
            break;
        }
        default:
            for (volatile int k = 0; k < (int)(r >> 52 & 255); k++) {}
        }
        atomic_fetch_add(&work, 1);
    }
    group_done(&group);
}

static void stopper(Closure *c)
{
    int64_t n = 0;
    while (!atomic_load(&stop)) {
        ugrt_stoptheworld(STW_TEST);
        int64_t before = atomic_load(&work);
        for (volatile int k = 0; k < 20000; k++) {}
        CHECK(atomic_load(&work) == before);
        ugrt_starttheworld();
        n++;
        ugrt_timesleep(100000);
    }
    *(int64_t *)c->a = n;
    group_done(&group);
}

static volatile uint64_t spun[4];
static void spinner(Closure *c)
{ // no calls at all
    double x = 1;
    uint64_t n = 0;
    while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
        x = x * 1.0000001 + 1e-9;
        n++;
    }
    CHECK(x > 1);
    spun[c->a] = n;
    group_done(&group);
}

static void sleeper(Closure *c)
{
    int64_t t = ugrt_timer_now();
    ugrt_timesleep((int64_t)c->a);
    CHECK(ugrt_timer_now() - t >= (int64_t)c->a);
    group_done(&group);
}

typedef struct Pipe {
    int fd[2];
    PollDesc *pd;
    _Atomic bool expired;
} Pipe;
static void reader(Closure *c)
{
    Pipe *p = (Pipe *)c->a;
    char b;
    for (int i = 0; i < 100; i++) {
        for (;;) {
            CHECK(ugrt_poll_reset(p->pd, 'r') == POLL_OK);
            UgSyscallResult r = ugx_syscall6(SYS_read, (uintptr_t)p->fd[0], (uintptr_t)&b, 1, 0, 0, 0);
            if (r.err == 0) break;
            CHECK(r.err == 11);
            CHECK(ugrt_poll_wait(p->pd, 'r') == POLL_OK);
        }
        CHECK(b == (char)i);
    }
    ugrt_poll_set_deadline(p->pd, 3000000, 'r');
    int64_t t = ugrt_timer_now();
    CHECK(ugrt_poll_wait(p->pd, 'r') == POLL_TIMEOUT);
    CHECK(ugrt_timer_now() - t >= 2900000);
    CHECK(ugrt_poll_reset(p->pd, 'r') == POLL_TIMEOUT);
    ugrt_poll_set_deadline(p->pd, 0, 'r');
    atomic_store(&p->expired, true);
    CHECK(ugrt_poll_wait(p->pd, 'r') == POLL_CLOSING);
    group_done(&group);
}

void test_main(void)
{
    ugrt_set_gomaxprocs(4);
    int64_t stops = 0, seed = arg_or(1);
    group_add(&group, 200);
    for (int i = 0; i < 200; i++) go(worker, (uintptr_t)(seed * 1000 + i), 300, 0);
    group_wait(&group);
    CHECK(atomic_load(&work) == 200 * 300);

    group_add(&group, 101);
    go(stopper, (uintptr_t)&stops, 0, 0);
    for (int i = 0; i < 100; i++) go(worker, (uintptr_t)(seed * 1000 + i), 300, 0);
    while (atomic_load(&work) < 200 * 300 + 100 * 300) ugrt_timesleep(1000000);
    atomic_store(&stop, true);
    group_wait(&group);
    CHECK(stops > 0);

    // Four spinners on four Ps, and yet this goroutine goes on and the world can be stopped.
    atomic_store(&stop, false);
    group_add(&group, 4);
    for (uintptr_t i = 0; i < 4; i++) go(spinner, i, 0, 0);
    for (int i = 0; i < 5; i++) {
        ugrt_timesleep(2000000);
        ugrt_stoptheworld(STW_TEST);
        ugrt_starttheworld();
    }
    atomic_store(&stop, true);
    group_wait(&group);
    for (int i = 0; i < 4; i++) CHECK(spun[i] > 0);

    // One P; a system call that blocks for 100 ms; others run meanwhile.
    ugrt_set_gomaxprocs(1);
    group_add(&group, 20);
    for (int i = 0; i < 20; i++) go(sleeper, (uintptr_t)(20 - i) * 100000, 0, 0);
    int64_t t = ugrt_nanotime();
    struct {
        long s, ns;
    } ts = {0, 100000000};
    ugx_syscall6(SYS_nanosleep, (uintptr_t)&ts, 0, 0, 0, 0, 0);
    CHECK(atomic_load(&group.n) < 20); // some at least slept out while we were away, though the machine be busy
    group_wait(&group);
    CHECK(ugrt_nanotime() - t >= 100000000);
    ugrt_set_gomaxprocs(4);

    static Pipe p;
    CHECK(ugrt_sys3(SYS_pipe2, (long)p.fd, O_NONBLOCK | O_CLOEXEC, 0) == 0);
    ugrt_netpoll_init();
    CHECK(ugrt_poll_open(p.fd[0], &p.pd) == 0);
    group_add(&group, 1);
    go(reader, (uintptr_t)&p, 0, 0);
    for (int i = 0; i < 100; i++) {
        char b = (char)i;
        CHECK(ugrt_sys_write(p.fd[1], &b, 1) == 1);
        if (i % 10 == 0) ugrt_timesleep(300000);
    }
    while (!atomic_load(&p.expired)) ugrt_timesleep(1000000);
    ugrt_poll_unblock(p.pd);
    group_wait(&group);
    ugrt_poll_close(p.pd);
}
