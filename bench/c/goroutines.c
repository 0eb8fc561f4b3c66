// Goroutines of the C API beside POSIX threads, each as its users would write it.
//
//   goroutines [undergo|threads] [create|yield|pingpong|buffered|mutex|select|parked] N
//
// Prints nanoseconds an operation. bench/c/run compares, gc's goroutines included.
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <undergo.h>

static long n;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static long resident_kb(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
    if (f) fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

// ---- Goroutines
static ug_waitgroup group;

static void nothing(void *arg) { ug_waitgroup_done(arg); }

static void yields(void *arg)
{
    for (long i = 0; i < n / 2; i++) ug_yield();
    ug_waitgroup_done(arg);
}

typedef struct Pair {
    ug_chan *there, *back;
} Pair;

static void answer(void *arg)
{
    Pair *p = arg;
    long v;
    while (ug_chan_recv(p->there, &v) == 0) ug_chan_send(p->back, &v);
}

static void produce(void *arg)
{
    for (long i = 0; i < n; i++) ug_chan_send(arg, &i);
    ug_chan_close(arg);
}

static ug_mutex lock;
static long counter;
static void count(void *arg)
{
    for (long i = 0; i < n / 4; i++) {
        ug_mutex_lock(&lock);
        counter++;
        ug_mutex_unlock(&lock);
    }
    ug_waitgroup_done(arg);
}

static void park(void *arg) { ug_chan_recv(arg, NULL); }

static double undergo(const char *what)
{
    double begin = now_ns();
    if (strcmp(what, "create") == 0) { // each waited for, as a batch of 100
        for (long i = 0; i < n; i += 100) {
            ug_waitgroup_add(&group, 100);
            for (int k = 0; k < 100; k++) ug_go(nothing, &group);
            ug_waitgroup_wait(&group);
        }
    } else if (strcmp(what, "yield") == 0) {
        ug_waitgroup_add(&group, 2);
        for (int k = 0; k < 2; k++) ug_go(yields, &group);
        ug_waitgroup_wait(&group);
    } else if (strcmp(what, "pingpong") == 0) {
        static Pair p; // the other goes on using it when this one has its last answer
        p = (Pair){ug_chan_new(sizeof(long), 0), ug_chan_new(sizeof(long), 0)};
        ug_go(answer, &p);
        for (long i = 0; i < n; i++) {
            long v;
            ug_chan_send(p.there, &i);
            ug_chan_recv(p.back, &v);
        }
    } else if (strcmp(what, "buffered") == 0) {
        ug_chan *c = ug_chan_new(sizeof(long), 100);
        ug_go(produce, c);
        long v;
        while (ug_chan_recv(c, &v) == 0) {}
    } else if (strcmp(what, "mutex") == 0) {
        ug_waitgroup_add(&group, 4);
        for (int k = 0; k < 4; k++) ug_go(count, &group);
        ug_waitgroup_wait(&group);
    } else if (strcmp(what, "select") == 0) {
        Pair p = {ug_chan_new(sizeof(long), 1), ug_chan_new(sizeof(long), 1)};
        for (long i = 0; i < n; i++) {
            long v;
            ug_chan_send(i % 2 ? p.there : p.back, &i);
            ug_case cases[] = {UG_RECV(p.there, &v), UG_RECV(p.back, &v)};
            ug_select(cases, 2);
        }
    } else if (strcmp(what, "parked") == 0) { // bytes, not nanoseconds
        ug_chan *c = ug_chan_new(0, 0);
        long before = resident_kb();
        for (long i = 0; i < n; i++)
            if (ug_go(park, c) != 0) return -1;
        ug_sleep(200 * UG_MILLISECOND);
        return (double)(resident_kb() - before) * 1024 / (double)n;
    } else {
        return -1;
    }
    return (now_ns() - begin) / (double)n;
}

// ---- Threads
typedef struct Slot { // a channel without a buffer, as mutex and condition make it
    pthread_mutex_t m;
    pthread_cond_t changed;
    long v;
    int full;
} Slot;

static void slot_put(Slot *s, long v)
{
    pthread_mutex_lock(&s->m);
    while (s->full) pthread_cond_wait(&s->changed, &s->m);
    s->v = v;
    s->full = 1;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->m);
}
static long slot_get(Slot *s)
{
    pthread_mutex_lock(&s->m);
    while (!s->full) pthread_cond_wait(&s->changed, &s->m);
    long v = s->v;
    s->full = 0;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->m);
    return v;
}

static Slot slots[2] = {{.m = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER},
                        {.m = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER}};
static pthread_mutex_t tlock = PTHREAD_MUTEX_INITIALIZER;

static void *t_nothing(void *arg) { return arg; }
static void *t_yields(void *arg)
{
    for (long i = 0; i < n / 2; i++) sched_yield();
    return arg;
}
static void *t_answer(void *arg)
{
    for (long i = 0; i < n; i++) slot_put(&slots[1], slot_get(&slots[0]));
    return arg;
}
static void *t_count(void *arg)
{
    for (long i = 0; i < n / 4; i++) {
        pthread_mutex_lock(&tlock);
        counter++;
        pthread_mutex_unlock(&tlock);
    }
    return arg;
}

static double threads(const char *what)
{
    pthread_t t[100];
    double begin = now_ns();
    if (strcmp(what, "create") == 0) {
        for (long i = 0; i < n; i += 100) {
            for (int k = 0; k < 100; k++) pthread_create(&t[k], NULL, t_nothing, NULL);
            for (int k = 0; k < 100; k++) pthread_join(t[k], NULL);
        }
    } else if (strcmp(what, "yield") == 0) {
        for (int k = 0; k < 2; k++) pthread_create(&t[k], NULL, t_yields, NULL);
        for (int k = 0; k < 2; k++) pthread_join(t[k], NULL);
    } else if (strcmp(what, "pingpong") == 0) {
        pthread_create(&t[0], NULL, t_answer, NULL);
        for (long i = 0; i < n; i++) {
            slot_put(&slots[0], i);
            slot_get(&slots[1]);
        }
        pthread_join(t[0], NULL);
    } else if (strcmp(what, "mutex") == 0) {
        for (int k = 0; k < 4; k++) pthread_create(&t[k], NULL, t_count, NULL);
        for (int k = 0; k < 4; k++) pthread_join(t[k], NULL);
    } else {
        return -1;
    }
    return (now_ns() - begin) / (double)n;
}

static int start(void *arg)
{
    char **argv = arg;
    printf("%.1f\n", undergo(argv[2]));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    n = strtol(argv[3], NULL, 10);
    if (strcmp(argv[1], "undergo") == 0) return ug_main(start, argv);
    printf("%.1f\n", threads(argv[2]));
    return 0;
}
