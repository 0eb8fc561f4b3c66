// Deferred calls run at the end of their scope, the last first; without a scope, when the goroutine ends.
#include <stdio.h>
#include <stdlib.h>
#include <undergo.h>

static void say(void *arg) { puts(arg); }

static void close_file(void *arg) { fclose(arg); }

static int work(int fails)
{
    ug_scope s;
    ug_scope_begin(&s);
    int result = 0;
    char *buffer = malloc(100);
    ug_defer(free, buffer);
    ug_defer(say, "buffer goes");
    if (fails) {
        result = -1;
    } else {
        FILE *f = fopen("/dev/null", "w");
        ug_defer(close_file, f);
        ug_defer(say, "file goes");
    }
    ug_scope_end(&s); // one way out
    return result;
}

static void goroutine(void *arg)
{
    ug_defer(say, "goroutine ends");
    work(0);
    work(1);
    puts("worked");
    ug_chan_send(arg, NULL);
}

static int start(void *arg)
{
    (void)arg;
    ug_chan *done = ug_chan_new(0, 1);
    ug_go(goroutine, done);
    ug_chan_recv(done, NULL);
    ug_sleep(10 * UG_MILLISECOND);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
