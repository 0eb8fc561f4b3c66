// Create, run and end goroutines; yield between two; many parked at once.
#include "rt.h"
#include "sync/sync.h"
#include "timer/timer.h"

static Group group;
static _Atomic int64_t ran;

static void quick(Closure *c)
{
    (void)c;
    atomic_fetch_add_explicit(&ran, 1, memory_order_relaxed);
    group_done(&group);
}
static void yielder(Closure *c)
{
    for (uintptr_t i = 0; i < c->a; i++) ugrt_gosched();
    group_done(&group);
}
static void goyielder(Closure *c)
{
    for (uintptr_t i = 0; i < c->a; i++) ugrt_goyield();
    group_done(&group);
}
static uint32_t gate;
static void parker(Closure *c)
{
    (void)c;
    ugrt_semacquire(&gate, false, WAIT_SEMACQUIRE);
    group_done(&group);
}

static int64_t rss_kb(void)
{
    char buf[4096];
    ugrt_read_file("/proc/self/statm", buf, sizeof buf);
    const char *p = buf;
    while (*p != ' ') p++;
    int64_t v = 0;
    for (p++; *p >= '0' && *p <= '9'; p++) v = v * 10 + (*p - '0');
    return v * 4;
}

void test_main(void)
{
    int64_t n = 1000000;
    static const UgClosure fn = {(void *)quick};
    for (int round = 0; round < 2; round++) {
        int64_t t = ugrt_nanotime();
        for (int64_t i = 0; i < n; i += 100) {
            group_add(&group, 100);
            for (int k = 0; k < 100; k++) ugx_go(&fn);
            group_wait(&group);
        }
        report("create, run, exit (static closure)", n, ugrt_nanotime() - t);
    }
    CHECK(atomic_load(&ran) == 2 * n);

    int64_t t = ugrt_nanotime();
    group_add(&group, 2);
    go(yielder, (uintptr_t)n, 0, 0);
    go(yielder, (uintptr_t)n, 0, 0);
    group_wait(&group);
    report("gosched switch", 2 * n, ugrt_nanotime() - t);
    t = ugrt_nanotime();
    group_add(&group, 2);
    go(goyielder, (uintptr_t)n, 0, 0);
    go(goyielder, (uintptr_t)n, 0, 0);
    group_wait(&group);
    report("goyield switch", 2 * n, ugrt_nanotime() - t);

    int64_t many = arg_or(100000), before = rss_kb();
    t = ugrt_nanotime();
    group_add(&group, many);
    for (int64_t i = 0; i < many; i++) go(parker, 0, 0, 0);
    while (ugrt_gcount() < many) ugrt_gosched();
    ugrt_timesleep(1000000);
    report("create and park many", many, ugrt_nanotime() - t);
    ugrt_print("bytes a parked goroutine: ");
    ugrt_print_int((rss_kb() - before) * 1024 / many);
    ugrt_print("\n");
    t = ugrt_nanotime();
    for (int64_t i = 0; i < many; i++) ugrt_semrelease(&gate, false);
    group_wait(&group);
    report("wake and exit", many, ugrt_nanotime() - t);
}
