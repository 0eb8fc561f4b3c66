// Values of no size: signals, semaphores by capacity.
#include <stdio.h>
#include <undergo.h>

static ug_chan *slots, *done;
static int inside, most;

static void work(void *arg)
{
    (void)arg;
    ug_chan_send(slots, NULL); // takes a slot
    int now = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
    if (now > most) most = now;
    ug_yield();
    __atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
    ug_chan_recv(slots, NULL); // gives it back
    ug_chan_send(done, NULL);
}

static int start(void *arg)
{
    (void)arg;
    slots = ug_chan_new(0, 3);
    done = ug_chan_new(0, 0);
    for (int i = 0; i < 50; i++) ug_go(work, NULL);
    for (int i = 0; i < 50; i++) ug_chan_recv(done, NULL);
    printf("never more than 3 inside: %s\n", most <= 3 ? "yes" : "no");
    return 0;
}

int main(void) { return ug_main(start, NULL); }
