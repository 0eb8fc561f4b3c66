// Cleanups: a function runs some time after an object became unreachable, here to close what the object stood for.
#include <stdio.h>
#include <undergo.h>

enum { N = 50 };
static int closed;

static void close_handle(void *arg)
{
    (void)arg;
    __atomic_add_fetch(&closed, 1, __ATOMIC_SEQ_CST);
}

static __attribute__((noinline)) void open_and_forget(void)
{
    for (int i = 0; i < N; i++) {
        int *handle = ug_alloc(sizeof *handle);
        *handle = i;
        ug_cleanup(handle, close_handle, NULL);
    }
}

static int start(void *arg)
{
    (void)arg;
    open_and_forget();
    for (int i = 0; i < 50 && closed < N * 9 / 10; i++) {
        ug_collect();
        ug_sleep(UG_MILLISECOND);
    }
    // A stack may still hold the address of a few.
    printf("nearly all were closed: %s\n", closed >= N * 9 / 10 ? "yes" : "no");
    return 0;
}

int main(void) { return ug_main(start, NULL); }
