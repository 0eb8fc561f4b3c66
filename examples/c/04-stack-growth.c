// A growing stack: recursion a thousand times deeper than the first segment (this file is compiled with -fsplit-stack).
#include <stdio.h>
#include <undergo.h>

static long depth(long n)
{
    volatile char frame[64];
    frame[n % 64] = 1;
    return n == 0 ? 0 : depth(n - 1) + frame[n % 64];
}

static void dive(void *arg)
{
    ug_chan *done = arg;
    long d = depth(100000); // more than 10 MB
    ug_chan_send(done, &d);
}

static int start(void *arg)
{
    (void)arg;
    ug_chan *done = ug_chan_new(sizeof(long), 0);
    for (int i = 0; i < 3; i++) ug_go(dive, done);
    for (int i = 0; i < 3; i++) {
        long d;
        ug_chan_recv(done, &d);
        printf("%ld frames deep\n", d);
    }
    return 0;
}

int main(void) { return ug_main(start, NULL); }
