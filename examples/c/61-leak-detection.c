// Leak detection: goroutines that are left when a program or test believes it is done.
#include <stdio.h>
#include <undergo.h>

static void abandoned(void *arg) { ug_chan_recv(arg, NULL); }

static int start(void *arg)
{
    (void)arg;
    ug_chan *c = ug_chan_new(sizeof(int), 0);
    ug_go(abandoned, c); // nobody will send
    ug_sleep(50 * UG_MILLISECOND);
    printf("left over: %d\n", (int)ug_leaks());
    ug_chan_close(c);
    ug_sleep(50 * UG_MILLISECOND);
    printf("left over: %d\n", (int)ug_leaks());
    ug_chan_free(c);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
