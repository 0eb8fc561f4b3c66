// Closing: what is buffered can still be received; all who wait are told; misuse is an error.
#include <stdio.h>
#include <undergo.h>

static ug_chan *begin;
static ug_waitgroup group = UG_WAITGROUP_INIT;
static int told;

static void wait_for_start(void *arg)
{
    if (ug_chan_recv(begin, NULL) == UG_ECLOSED) __atomic_add_fetch((int *)arg, 1, __ATOMIC_SEQ_CST);
}

static int start(void *arg)
{
    (void)arg;
    ug_chan *c = ug_chan_new(sizeof(int), 3);
    for (int i = 1; i <= 3; i++) ug_chan_send(c, &i);
    ug_chan_close(c);
    int v, err;
    while ((err = ug_chan_recv(c, &v)) == 0) printf("%d ", v);
    printf("then %s, value %d\n", ug_strerror(err), v);
    printf("send: %s; close again: %s\n", ug_strerror(ug_chan_send(c, &v)), ug_strerror(ug_chan_close(c)));
    ug_chan_free(c);

    begin = ug_chan_new(0, 0);
    for (int i = 0; i < 10; i++) ug_waitgroup_go(&group, wait_for_start, &told, UG_STACK_MAPPED);
    ug_chan_close(begin);
    ug_waitgroup_wait(&group);
    printf("told: %d\n", told);
    ug_chan_free(begin);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
