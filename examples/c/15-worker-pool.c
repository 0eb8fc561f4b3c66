// A pool of workers: jobs on one channel, results on another, a wait group that says when all are through.
#include <stdio.h>
#include <undergo.h>

enum { WORKERS = 4, JOBS = 100 };

typedef struct Pool {
    ug_chan *jobs, *results;
    ug_waitgroup workers;
} Pool;

static void work(void *arg)
{
    Pool *p = arg;
    int job;
    while (ug_chan_recv(p->jobs, &job) == 0) {
        int result = job * job;
        ug_chan_send(p->results, &result);
    }
}

static void close_when_done(void *arg)
{
    Pool *p = arg;
    ug_waitgroup_wait(&p->workers);
    ug_chan_close(p->results);
}

static void feed(void *arg)
{
    Pool *p = arg;
    for (int i = 1; i <= JOBS; i++) ug_chan_send(p->jobs, &i);
    ug_chan_close(p->jobs);
}

static int start(void *arg)
{
    (void)arg;
    Pool p = {ug_chan_new(sizeof(int), 8), ug_chan_new(sizeof(int), 8), UG_WAITGROUP_INIT};
    for (int i = 0; i < WORKERS; i++) ug_waitgroup_go(&p.workers, work, &p, UG_STACK_MAPPED);
    ug_go(feed, &p);
    ug_go(close_when_done, &p);
    long sum = 0;
    int result, n = 0;
    while (ug_chan_recv(p.results, &result) == 0) sum += result, n++;
    printf("%d results, sum %ld\n", n, sum);
    ug_chan_free(p.jobs);
    ug_chan_free(p.results);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
