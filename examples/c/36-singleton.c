// A singleton under contention: one instance, whoever asks first.
#include <stdio.h>
#include <stdlib.h>
#include <undergo.h>

typedef struct Config {
    int made;
} Config;

static ug_once made = UG_ONCE_INIT;
static Config *instance;
static int instances;

static void make(void *arg)
{
    (void)arg;
    instance = malloc(sizeof *instance);
    instance->made = ++instances;
}
static Config *config(void)
{
    ug_once_do(&made, make, NULL);
    return instance;
}

static void ask(void *arg) { ug_chan_send(arg, &(Config *){config()}); }

static int start(void *arg)
{
    (void)arg;
    ug_chan *answers = ug_chan_new(sizeof(Config *), 0);
    for (int i = 0; i < 100; i++) ug_go(ask, answers);
    int same = 0;
    Config *c;
    for (int i = 0; i < 100; i++) {
        ug_chan_recv(answers, &c);
        same += c == config();
    }
    printf("instances %d, the same for %d askers\n", instances, same);
    free(instance);
    ug_chan_free(answers);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
