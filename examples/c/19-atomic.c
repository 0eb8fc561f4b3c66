// Atomics are C's own: <stdatomic.h> works between goroutines as between threads.
#include <stdatomic.h>
#include <stdio.h>
#include <undergo.h>

static _Atomic long counter;
static ug_waitgroup group = UG_WAITGROUP_INIT;

static void count(void *arg)
{
    (void)arg;
    for (int i = 0; i < 1000; i++) atomic_fetch_add(&counter, 1);
}

static int start(void *arg)
{
    (void)arg;
    for (int i = 0; i < 100; i++) ug_waitgroup_go(&group, count, NULL, UG_STACK_MAPPED);
    ug_waitgroup_wait(&group);
    printf("%ld\n", atomic_load(&counter));
    return 0;
}

int main(void) { return ug_main(start, NULL); }
