// The program's own threads: attached, calling in, blocked; and everybody who may not call.
#include "check.h"
#include <pthread.h>
#include <unistd.h>

enum { THREADS = 6, N = 500 };

static ug_chan *numbers, *sums;
static ug_mutex lock = UG_MUTEX_INIT;
static int64_t guarded;

static void *attached(void *arg)
{
    CHECK_INT(ug_chan_send(numbers, &(int64_t){1}), UG_EFOREIGN);
    CHECK_INT(ug_thread_detach(), UG_EFOREIGN);
    for (int round = 0; round < 3; round++) {
        CHECK_INT(ug_thread_attach(), 0);
        CHECK_INT(ug_thread_attach(), UG_EATTACHED);
        CHECK_INT(ug_call(NULL, NULL, NULL), UG_EINVAL);
        CHECK(ug_id() != 0);
        for (int64_t i = 1; i <= N; i++) {
            CHECK_INT(ug_chan_send(numbers, &i), 0);
            CHECK_INT(ug_mutex_lock(&lock), 0);
            guarded++;
            CHECK_INT(ug_mutex_unlock(&lock), 0);
        }
        int64_t before = ug_now();
        CHECK_INT(ug_sleep(UG_MILLISECOND), 0);
        CHECK(ug_now() - before >= UG_MILLISECOND);
        CHECK_INT(ug_exit(), UG_ECONTEXT);
        CHECK_INT(ug_yield(), 0);
        CHECK_INT(ug_thread_lock(), 0);
        CHECK_INT(ug_thread_unlock(), 0);
        CHECK_INT(ug_thread_unlock(), UG_ENOTLOCKED);
        CHECK_INT(ug_chan_recv_until((ug_chan *)arg, NULL, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
        CHECK_INT(ug_thread_detach(), 0);
    }
    return NULL;
}

static void add_up(void *arg)
{
    (void)arg;
    int64_t v, sum = 0;
    while (ug_chan_recv(numbers, &v) == 0) sum += v;
    ug_chan_send(sums, &sum);
}

static int close_numbers(void *arg)
{
    (void)arg;
    CHECK_INT(ug_chan_close(numbers), 0);
    int64_t sum;
    CHECK_INT(ug_chan_recv(sums, &sum), 0);
    CHECK_INT(sum, (int64_t)THREADS * 3 * N * (N + 1) / 2);
    return 5;
}

// ---- Work that blocks the thread
static void block(void *arg)
{
    CHECK_INT(ug_yield(), UG_ECONTEXT);
    CHECK_INT(ug_chan_send(numbers, NULL), UG_ECONTEXT);
    usleep(100000);
    char big[200000]; // on the thread's own stack
    big[0] = big[sizeof big - 1] = 1;
    *(int *)arg = big[0];
}
static void blocks(void *arg)
{
    int done = 0;
    CHECK_INT(ug_blocking(block, &done), 0);
    CHECK_INT(done, 1);
    ug_waitgroup_done((ug_waitgroup *)arg);
}

static int blocking(void *arg)
{
    (void)arg;
    ug_waitgroup group = UG_WAITGROUP_INIT;
    int64_t before = ug_now();
    ug_waitgroup_add(&group, 10);
    for (int i = 0; i < 10; i++) ug_go(blocks, &group);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK(ug_now() - before < 900 * UG_MILLISECOND); // side by side, on two processors
    CHECK_INT(ug_blocking(NULL, NULL), UG_EINVAL);
    CHECK_INT(ug_main(close_numbers, NULL), UG_EATTACHED);
    CHECK_INT(ug_call(close_numbers, NULL, NULL), UG_EATTACHED);
    CHECK_INT(ug_thread_attach(), UG_EATTACHED);
    CHECK_INT(ug_thread_detach(), UG_EFOREIGN);
    return 0;
}

static void locked(void *arg)
{
    pthread_t self = pthread_self();
    CHECK_INT(ug_thread_lock(), 0);
    for (int i = 0; i < 50; i++) {
        ug_yield();
        CHECK(pthread_equal(pthread_self(), self));
    }
    if (ug_id() % 2) CHECK_INT(ug_thread_unlock(), 0); // the others take their thread along
    ug_waitgroup_done((ug_waitgroup *)arg);
}
static int locking(void *arg)
{
    (void)arg;
    ug_waitgroup group = UG_WAITGROUP_INIT;
    ug_waitgroup_add(&group, 20);
    for (int i = 0; i < 20; i++) ug_go(locked, &group);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK_INT(ug_thread_unlock(), UG_ENOTLOCKED);
    return 0;
}

int main(void)
{
    CHECK_INT(ug_thread_attach(), UG_ENOTSTARTED);
    CHECK_INT(ug_call(close_numbers, NULL, NULL), UG_ENOTSTARTED);
    CHECK_INT(ug_start(&(ug_options){.size = 1}), UG_EINVAL);
    CHECK_INT(ug_start(&(ug_options){.size = sizeof(ug_options), .procs = -1}), UG_EINVAL);
    CHECK_INT(ug_start(&(ug_options){.size = sizeof(ug_options), .procs = 2}), 0);
    CHECK_INT(ug_start(NULL), UG_ESTARTED);
    numbers = ug_chan_new(sizeof(int64_t), 4);
    sums = ug_chan_new(sizeof(int64_t), 0);
    ug_chan *never = ug_chan_new(0, 0);
    CHECK_INT(ug_thread_attach(), 0);
    CHECK_INT(ug_go(add_up, NULL), 0);
    CHECK_INT(ug_thread_detach(), 0);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, attached, never);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    CHECK_INT(guarded, THREADS * 3 * N);
    int result = 0;
    CHECK_INT(ug_call(close_numbers, NULL, &result), 0);
    CHECK_INT(result, 5);
    CHECK_INT(ug_main(blocking, NULL), 0);
    CHECK_INT(ug_main(locking, NULL), 0);
    CHECK_INT(ug_chan_free(numbers), 0);
    return CHECK_EXIT();
}
