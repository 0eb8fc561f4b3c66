// A deadlock is told: every goroutine waits for another, and no thread is left that could wake one.
#include <undergo.h>

static int start(void *arg)
{
    ug_chan *c = ug_chan_new(sizeof(int), 0);
    ug_chan_send(c, &(int){1}); // nobody will ever receive
    return arg != 0;
}

int main(void) { return ug_main(start, 0); }
