// Fan-in: several sources into one channel, which is closed when the last of them is drained.
#include <stdio.h>
#include <undergo.h>

enum { SOURCES = 5, EACH = 20 };

static ug_chan *merged;
static ug_waitgroup forwarders = UG_WAITGROUP_INIT;

static void generate(void *arg)
{
    for (int i = 1; i <= EACH; i++) ug_chan_send(arg, &i);
    ug_chan_close(arg);
}
static void forward(void *arg)
{
    int v;
    while (ug_chan_recv(arg, &v) == 0) ug_chan_send(merged, &v);
    ug_chan_free(arg);
}
static void close_merged(void *arg)
{
    ug_waitgroup_wait(arg);
    ug_chan_close(merged);
}

static int start(void *arg)
{
    (void)arg;
    merged = ug_chan_new(sizeof(int), 0);
    for (int i = 0; i < SOURCES; i++) {
        ug_chan *source = ug_chan_new(sizeof(int), 0);
        ug_go(generate, source);
        ug_waitgroup_go(&forwarders, forward, source, UG_STACK_MAPPED);
    }
    ug_go(close_merged, &forwarders);
    int v, n = 0, sum = 0;
    while (ug_chan_recv(merged, &v) == 0) n++, sum += v;
    printf("%d values, sum %d\n", n, sum);
    ug_chan_free(merged);
    ug_sleep(50 * UG_MILLISECOND);
    printf("left over: %d\n", (int)ug_leaks());
    return 0;
}

int main(void) { return ug_main(start, NULL); }
