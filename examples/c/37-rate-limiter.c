// A rate limiter: one request a tick, with bursts of three from a bucket that a ticker fills.
#include <stdio.h>
#include <undergo.h>

static ug_chan *bucket, *stop;

static void fill(void *arg)
{
    ug_timer *ticker = arg;
    for (;;) {
        ug_case cases[] = {UG_RECV(ug_timer_chan(ticker), NULL), UG_RECV(stop, NULL)};
        if (ug_select(cases, 2) == 1) break;
        ug_chan_try_send(bucket, NULL); // full: the tick is lost
    }
    ug_timer_free(ticker);
    ug_chan_send(bucket, NULL);
}

static int start(void *arg)
{
    (void)arg;
    bucket = ug_chan_new(0, 3);
    stop = ug_chan_new(0, 0);
    for (int i = 0; i < 3; i++) ug_chan_send(bucket, NULL);
    ug_go(fill, ug_ticker_new(5 * UG_MILLISECOND));
    int64_t begin = ug_now();
    int burst = 0;
    while (burst < 3 && ug_chan_try_recv(bucket, NULL) == 0) burst++;
    printf("a burst of %d at once\n", burst);
    for (int i = 0; i < 5; i++) ug_chan_recv(bucket, NULL);
    printf("5 more took at least 20 ms: %s\n", ug_now() - begin >= 20 * UG_MILLISECOND ? "yes" : "no");
    ug_chan_close(stop);
    ug_chan_recv(bucket, NULL);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
