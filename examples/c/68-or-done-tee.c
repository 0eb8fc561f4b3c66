// or-done and tee: receive until the channel closes or somebody says stop; one stream to two readers.
#include <stdio.h>
#include <undergo.h>

typedef struct Tee {
    ug_chan *in, *left, *right, *stop;
} Tee;

static void generate(void *arg)
{
    Tee *t = arg;
    for (int i = 1;; i++) {
        ug_case cases[] = {UG_SEND(t->in, &i), UG_RECV(t->stop, NULL)};
        if (ug_select(cases, 2) == 1) break;
    }
    ug_chan_close(t->in);
}

static int or_done(ug_chan *c, ug_chan *stop, int *v) // 1: a value
{
    ug_case cases[] = {UG_RECV(c, v), UG_RECV(stop, NULL)};
    return ug_select(cases, 2) == 0 && cases[0].status == 0;
}

static void tee(void *arg)
{
    Tee *t = arg;
    int v;
    while (or_done(t->in, t->stop, &v)) {
        ug_case cases[] = {UG_SEND(t->left, &v), UG_SEND(t->right, &v), UG_RECV(t->stop, NULL)};
        for (int sent = 0; sent < 2; sent++) { // each once, in whichever order they are ready
            int i = ug_select(cases, 3);
            if (i == 2) break;
            cases[i].chan = NULL;
        }
    }
    ug_chan_close(t->left);
    ug_chan_close(t->right);
}

static int start(void *arg)
{
    (void)arg;
    Tee t = {ug_chan_new(sizeof(int), 0), ug_chan_new(sizeof(int), 0), ug_chan_new(sizeof(int), 0), ug_chan_new(0, 0)};
    ug_go(generate, &t);
    ug_go(tee, &t);
    int left, right, same = 0;
    for (int i = 0; i < 10; i++) {
        ug_chan_recv(t.left, &left);
        ug_chan_recv(t.right, &right);
        same += left == right;
    }
    ug_chan_close(t.stop);
    while (ug_chan_recv(t.left, &left) == 0) {}
    while (ug_chan_recv(t.right, &right) == 0) {}
    printf("both saw the same %d of 10 values, and all stopped\n", same);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
