// A pipeline with cancelation: stages connected by channels, each stops when the context is canceled.
#include <stdio.h>
#include <undergo.h>

typedef struct Stage {
    ug_ctx *ctx;
    ug_chan *in, *out;
} Stage;

// false: canceled
static int send(Stage *s, int v)
{
    ug_case cases[] = {UG_SEND(s->out, &v), UG_RECV(ug_ctx_done(s->ctx), NULL)};
    return ug_select(cases, 2) == 0;
}

static int generate(void *arg)
{
    for (int i = 1; send(arg, i); i++) {}
    ug_chan_close(((Stage *)arg)->out);
    return 0;
}
static int square(void *arg)
{
    Stage *s = arg;
    int v;
    while (ug_chan_recv(s->in, &v) == 0 && send(s, v * v)) {}
    ug_chan_close(s->out);
    return 0;
}

static int start(void *arg)
{
    (void)arg;
    ug_group *g = ug_group_new(NULL, 0);
    ug_ctx *ctx = ug_group_ctx(g);
    ug_chan *numbers = ug_chan_new(sizeof(int), 0), *squares = ug_chan_new(sizeof(int), 0);
    Stage first = {ctx, NULL, numbers}, second = {ctx, numbers, squares};
    ug_group_go(g, generate, &first, UG_STACK_MAPPED);
    ug_group_go(g, square, &second, UG_STACK_MAPPED);
    int v = 0;
    while (v < 100) {
        ug_chan_recv(squares, &v);
        printf("%d ", v);
    }
    ug_ctx_cancel(ctx, 0); // enough: everybody stops
    int error;
    ug_group_wait(g, &error);
    printf("\nstopped, error %d\n", error);
    ug_group_free(g);
    ug_chan_free(numbers);
    ug_chan_free(squares);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
