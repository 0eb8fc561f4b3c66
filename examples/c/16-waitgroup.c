// Wait groups: add before starting, done at the end, wait for zero; too many dones are an error.
#include <stdio.h>
#include <undergo.h>

static ug_waitgroup group = UG_WAITGROUP_INIT;
static int total;

static void add(void *arg)
{
    __atomic_add_fetch(&total, (int)(intptr_t)arg, __ATOMIC_SEQ_CST);
    ug_waitgroup_done(&group);
}
static void add_ten(void *arg)
{
    (void)arg;
    __atomic_add_fetch(&total, 10, __ATOMIC_SEQ_CST);
}

static int start(void *arg)
{
    (void)arg;
    for (intptr_t i = 1; i <= 100; i++) {
        ug_waitgroup_add(&group, 1);
        ug_go(add, (void *)i);
    }
    ug_waitgroup_wait(&group);
    printf("total %d\n", total);
    for (int i = 0; i < 5; i++) ug_waitgroup_go(&group, add_ten, NULL, UG_STACK_MAPPED); // add, start, done in one
    ug_waitgroup_wait(&group);
    printf("total %d\n", total);
    printf("one done too many: %s\n", ug_strerror(ug_waitgroup_done(&group)));
    ug_waitgroup_add(&group, 1);
    printf("with a deadline: %s\n", ug_strerror(ug_waitgroup_wait_until(&group, ug_after(UG_MILLISECOND))));
    return 0;
}

int main(void) { return ug_main(start, NULL); }
