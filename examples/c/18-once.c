// Once: the first caller runs the function, everybody else waits until it has returned.
#include <stdio.h>
#include <undergo.h>

static ug_once once = UG_ONCE_INIT;
static ug_waitgroup group = UG_WAITGROUP_INIT;
static int table[10], too_early;

static void fill_table(void *arg)
{
    (void)arg;
    puts("filling the table");
    for (int i = 0; i < 10; i++) {
        ug_yield();
        table[i] = i * i;
    }
}

static void use(void *arg)
{
    (void)arg;
    ug_once_do(&once, fill_table, NULL);
    if (table[9] != 81) __atomic_add_fetch(&too_early, 1, __ATOMIC_SEQ_CST);
}

static int start(void *arg)
{
    (void)arg;
    for (int i = 0; i < 50; i++) ug_waitgroup_go(&group, use, NULL, UG_STACK_MAPPED);
    ug_waitgroup_wait(&group);
    printf("used too early: %d\n", too_early);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
