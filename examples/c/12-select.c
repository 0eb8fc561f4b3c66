// Select: whichever channel is ready; a deadline; a default; a closed channel as a signal to stop.
#include <stdio.h>
#include <undergo.h>

typedef struct Feed {
    ug_chan *values, *quit;
} Feed;

static void generate(void *arg)
{
    Feed *f = arg;
    for (int a = 0, b = 1;;) {
        ug_case cases[] = {UG_SEND(f->values, &a), UG_RECV(f->quit, NULL)};
        if (ug_select(cases, 2) == 1) break;
        int next = a + b;
        a = b;
        b = next;
    }
    ug_chan_close(f->values);
}

static int start(void *arg)
{
    (void)arg;
    Feed f = {ug_chan_new(sizeof(int), 0), ug_chan_new(0, 0)};
    ug_go(generate, &f);
    int v;
    for (int i = 0; i < 10; i++) {
        ug_chan_recv(f.values, &v);
        printf("%d ", v);
    }
    putchar('\n');
    ug_chan_close(f.quit);                     // everyone who waits on it is told
    while (ug_chan_recv(f.values, &v) == 0) {} // at most one more was on its way

    ug_chan *empty = ug_chan_new(sizeof(int), 0);
    ug_case nothing[] = {UG_RECV(empty, &v)};
    printf("default: %s\n", ug_strerror(ug_select_try(nothing, 1)));
    printf("deadline: %s\n", ug_strerror(ug_select_until(nothing, 1, ug_after(UG_MILLISECOND))));
    ug_chan_free(empty);
    ug_chan_free(f.values);
    ug_chan_free(f.quit);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
