// Contexts: a tree of cancelations and deadlines, values along the path to the root.
#include <stdio.h>
#include <undergo.h>

static const char user_key;

typedef struct Task {
    ug_ctx *ctx;
    ug_chan *done;
} Task;

static void run(void *arg)
{
    Task *t = arg;
    ug_case cases[] = {UG_RECV(ug_ctx_done(t->ctx), NULL)};
    int i = ug_select_until(cases, 1, ug_after(UG_SECOND));
    int err = i == 0 ? ug_ctx_err(t->ctx) : i;
    ug_chan_send(t->done, &err);
}

static int start(void *arg)
{
    (void)arg;
    ug_ctx *root = ug_ctx_new(NULL);
    ug_ctx *user = ug_ctx_new_value(root, &user_key, "gopher");
    ug_ctx *hurry = ug_ctx_new_until(user, ug_after(5 * UG_MILLISECOND));
    ug_ctx *patient = ug_ctx_new(user);
    printf("user: %s\n", (char *)ug_ctx_value(hurry, &user_key));

    ug_chan *done = ug_chan_new(sizeof(int), 0);
    int err;
    Task timed = {hurry, done}, canceled = {patient, done};
    ug_go(run, &timed);
    ug_chan_recv(done, &err);
    printf("timed: %s\n", ug_strerror(err));
    ug_go(run, &canceled);
    ug_ctx_cancel(root, 0); // reaches what is below
    ug_chan_recv(done, &err);
    printf("canceled: %s\n", ug_strerror(err));
    printf("free the root first: %s\n", ug_strerror(ug_ctx_free(root)));
    ug_ctx_free(hurry);
    ug_ctx_free(patient);
    ug_ctx_free(user);
    ug_ctx_free(root);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
