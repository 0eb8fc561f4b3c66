// A hundred thousand goroutines at once: a few kilobytes each, parked without a thread.
#include <stdio.h>
#include <undergo.h>

enum { N = 100000 };

static ug_chan *open_gate, *through;

static void wait_at_gate(void *arg)
{
    (void)arg;
    ug_chan_recv(open_gate, NULL);
    ug_chan_send(through, NULL);
}

static int start(void *arg)
{
    (void)arg;
    open_gate = ug_chan_new(0, 0);
    through = ug_chan_new(0, 100);
    for (int i = 0; i < N; i++)
        if (ug_go(wait_at_gate, NULL) != 0) return 1;
    printf("goroutines: at least %d: %s\n", N, ug_count() >= N ? "yes" : "no");
    ug_chan_close(open_gate);
    for (int i = 0; i < N; i++) ug_chan_recv(through, NULL);
    puts("all came through");
    return 0;
}

int main(void) { return ug_main(start, NULL); }
