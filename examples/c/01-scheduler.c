// Goroutines on processors: how many run at once is a setting; one that blocks its thread doesn't hold the others up.
#include <stdio.h>
#include <threads.h>
#include <undergo.h>

static void block_thread(void *arg)
{
    (void)arg;
    thrd_sleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
}

static void blocks(void *arg)
{
    ug_blocking(block_thread, NULL);
    ug_waitgroup_done((ug_waitgroup *)arg);
}

static void rounds(void *arg)
{
    for (int i = 0; i < 1000; i++) ug_yield();
    ug_waitgroup_done((ug_waitgroup *)arg);
}

static int start(void *arg)
{
    (void)arg;
    ug_procs(2);
    printf("procs %d\n", ug_procs(0));
    ug_waitgroup group = UG_WAITGROUP_INIT;
    ug_waitgroup_add(&group, 100);
    for (int i = 0; i < 100; i++) ug_go(rounds, &group);
    ug_waitgroup_wait(&group);
    puts("100 goroutines yielded 1000 times each");
    int64_t begin = ug_now();
    ug_waitgroup_add(&group, 20);
    for (int i = 0; i < 20; i++) ug_go(blocks, &group);
    ug_waitgroup_wait(&group);
    printf("20 calls that block for 100 ms took less than 1.5 s: %s\n",
           ug_now() - begin < 1500 * UG_MILLISECOND ? "yes" : "no");
    return 0;
}

int main(void) { return ug_main(start, NULL); }
