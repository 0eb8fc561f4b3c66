// The program's clock: what package time and timers read.
//
// It is the system's monotonic clock, except under UNDERGO=schedrand: then time is virtual, so that a run
// repeats. It starts at midnight UTC, 1 January 2000, moves by some microseconds when another goroutine runs
// (sched/seeded.c) and by a little at each reading, so that a loop that waits for time to pass ends, and jumps to the
// next timer when all wait.
#include "sched/sched.h"
#include "timer/timer.h"

#define VIRTUAL_EPOCH 946684800
#define READING_NS 100

static _Atomic int64_t virtual_ns = 1000000000; // since some base; 0 is no time

int64_t ugrt_timer_now(void)
{
    if (__builtin_expect(ugrt_schedrand, 0)) return atomic_fetch_add(&virtual_ns, READING_NS);
    return ugrt_nanotime();
}

void ugrt_clock_wall(int64_t *sec, int32_t *nsec)
{
    if (__builtin_expect(!ugrt_schedrand, 1)) {
        ugrt_walltime(sec, nsec);
        return;
    }
    int64_t now = atomic_load(&virtual_ns);
    *sec = VIRTUAL_EPOCH - 1 + now / 1000000000;
    *nsec = (int32_t)(now % 1000000000);
}

void ugrt_clock_skip(int64_t when)
{
    if (!ugrt_schedrand) return;
    int64_t now = atomic_load(&virtual_ns);
    while (now < when && !atomic_compare_exchange_weak(&virtual_ns, &now, when)) {}
}
