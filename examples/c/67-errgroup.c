// A group of functions that may fail: at most three at a time, the first error cancels the rest and is the result.
#include <errno.h>
#include <stdio.h>
#include <undergo.h>

static ug_group *group;
static int fetched, skipped;

static int fetch(void *arg)
{
    int n = (int)(intptr_t)arg;
    if (ug_ctx_err(ug_group_ctx(group))) { // somebody has failed
        __atomic_add_fetch(&skipped, 1, __ATOMIC_SEQ_CST);
        return ug_ctx_err(ug_group_ctx(group));
    }
    if (n == 10) return -ENOENT;
    ug_yield();
    __atomic_add_fetch(&fetched, 1, __ATOMIC_SEQ_CST);
    return 0;
}

static int start(void *arg)
{
    (void)arg;
    group = ug_group_new(NULL, 3);
    for (intptr_t i = 0; i < 100; i++) ug_group_go(group, fetch, (void *)i, UG_STACK_MAPPED);
    int error;
    ug_group_wait(group, &error);
    printf("error: %s\n", ug_strerror(error));
    printf("some were skipped: %s, none was lost: %s\n", skipped > 0 ? "yes" : "no",
           fetched + skipped == 99 ? "yes" : "no");
    ug_group_free(group);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
