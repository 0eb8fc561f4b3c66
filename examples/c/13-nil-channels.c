// A nil channel is never ready: a case is switched off by setting its channel to NULL.
#include <stdio.h>
#include <undergo.h>

typedef struct Source {
    ug_chan *c;
    int from, to;
} Source;

static void count(void *arg)
{
    Source *s = arg;
    for (int i = s->from; i < s->to; i++) ug_chan_send(s->c, &i);
    ug_chan_close(s->c);
}

static int start(void *arg)
{
    (void)arg;
    Source a = {ug_chan_new(sizeof(int), 0), 0, 5}, b = {ug_chan_new(sizeof(int), 0), 100, 105};
    ug_go(count, &a);
    ug_go(count, &b);
    int v, sum = 0;
    ug_case cases[] = {UG_RECV(a.c, &v), UG_RECV(b.c, &v)};
    while (cases[0].chan || cases[1].chan) { // until both are drained
        int i = ug_select(cases, 2);
        if (cases[i].status == UG_ECLOSED)
            cases[i].chan = NULL;
        else
            sum += v;
    }
    printf("sum %d\n", sum);
    printf("receive from nil: %s\n", ug_strerror(ug_chan_recv_until(NULL, &v, ug_after(UG_MILLISECOND))));
    printf("try to send to nil: %s\n", ug_strerror(ug_chan_try_send(NULL, &v)));
    printf("close nil: %s\n", ug_strerror(ug_chan_close(NULL)));
    return 0;
}

int main(void) { return ug_main(start, NULL); }
