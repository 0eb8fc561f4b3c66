// Channels: meeting, buffering, closing. Values are copied in and out.
#include <inttypes.h>
#include <stdio.h>
#include <undergo.h>

static void square(void *arg)
{
    ug_chan *c = arg;
    for (int64_t i = 1; i <= 5; i++) {
        int64_t v = i * i;
        ug_chan_send(c, &v); // parks until the receiver is there
    }
    ug_chan_close(c);
}

static int start(void *arg)
{
    (void)arg;
    ug_chan *squares = ug_chan_new(sizeof(int64_t), 0);
    ug_go(square, squares);
    int64_t v;
    while (ug_chan_recv(squares, &v) == 0) printf("received %" PRId64 "\n", v);
    printf("after close: %s, value %" PRId64 "\n", ug_strerror(ug_chan_recv(squares, &v)), v);
    printf("send on it: %s\n", ug_strerror(ug_chan_send(squares, &v)));
    ug_chan_free(squares);

    ug_chan *buffered = ug_chan_new(sizeof(char), 3);
    for (const char *p = "abc"; *p; p++) ug_chan_send(buffered, p); // there is room: nobody waits
    char d = 'd', got;
    printf("len %zu cap %zu, one more: %s\n", ug_chan_len(buffered), ug_chan_cap(buffered),
           ug_strerror(ug_chan_try_send(buffered, &d)));
    while (ug_chan_try_recv(buffered, &got) == 0) putchar(got);
    putchar('\n');
    printf("with a deadline: %s\n", ug_strerror(ug_chan_recv_until(buffered, &got, ug_after(UG_MILLISECOND))));
    ug_chan_free(buffered);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
