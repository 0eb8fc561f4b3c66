// Channels, select, timers, by goroutines.
#include "check.h"

enum { N = 2000 };

typedef struct Pair {
    ug_chan *in, *out;
} Pair;

static void produce(void *arg)
{
    ug_chan *c = arg;
    for (int64_t i = 0; i < N; i++) CHECK_INT(ug_chan_send(c, &i), 0);
    CHECK_INT(ug_chan_close(c), 0);
}

static void test_fifo(void)
{
    for (size_t cap = 0; cap < 20; cap += 1 + cap / 2) {
        ug_chan *c = ug_chan_new(sizeof(int64_t), cap);
        CHECK_INT(ug_chan_cap(c), cap);
        ug_go(produce, c);
        int64_t v, want = 0;
        while (ug_chan_recv(c, &v) == 0) CHECK_INT(v, want++);
        CHECK_INT(want, N);
        v = 5;
        CHECK_INT(ug_chan_recv(c, &v), UG_ECLOSED);
        CHECK_INT(v, 0);
        CHECK_INT(ug_chan_send(c, &v), UG_ECLOSED);
        CHECK_INT(ug_chan_close(c), UG_ECLOSED);
        CHECK_INT(ug_chan_try_recv(c, NULL), UG_ECLOSED);
        CHECK_INT(ug_chan_free(c), 0);
    }
}

static void test_forms(void)
{
    int64_t v = 1;
    ug_chan *c = ug_chan_new(8, 1);
    CHECK_INT(ug_chan_try_recv(c, &v), UG_EAGAIN);
    CHECK_INT(ug_chan_try_send(c, &v), 0);
    CHECK_INT(ug_chan_try_send(c, &v), UG_EAGAIN);
    CHECK_INT(ug_chan_len(c), 1);
    int64_t before = ug_now();
    CHECK_INT(ug_chan_send_until(c, &v, ug_after(3 * UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK(ug_now() - before >= 3 * UG_MILLISECOND);
    v = 0;
    CHECK_INT(ug_chan_recv_until(c, &v, ug_after(UG_SECOND)), 0);
    CHECK_INT(v, 1);
    CHECK_INT(ug_chan_recv_until(c, &v, 0), UG_ETIMEDOUT);
    CHECK_INT(ug_chan_recv_until(NULL, &v, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_chan_send_until(NULL, &v, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_chan_try_recv(NULL, &v), UG_EAGAIN);
    CHECK_INT(ug_chan_close(NULL), UG_ENIL);
    CHECK_INT(ug_chan_len(NULL), 0);
    CHECK_INT(ug_chan_free(c), 0);
    CHECK_INT(ug_chan_free(NULL), 0);
    CHECK(ug_chan_new(8, SIZE_MAX / 4) == NULL);
    c = ug_chan_new(0, 3); // signals only
    CHECK_INT(ug_chan_send(c, NULL), 0);
    CHECK_INT(ug_chan_recv(c, NULL), 0);
    CHECK_INT(ug_chan_free(c), 0);
}

// Values meet although deadlines pass all the time.
static void impatient(void *arg)
{
    Pair *p = arg;
    for (int64_t i = 0; i < N;) {
        int r = ug_chan_send_until(p->in, &i, ug_after(20 * UG_MICROSECOND));
        if (r == 0)
            i++;
        else
            CHECK_INT(r, UG_ETIMEDOUT);
    }
    ug_chan_close(p->in);
}
static void test_impatience(void)
{
    Pair p = {ug_chan_new(8, 0), NULL};
    ug_go(impatient, &p);
    int64_t v, want = 0, timeouts = 0;
    for (;;) {
        int r = ug_chan_recv_until(p.in, &v, ug_after(15 * UG_MICROSECOND));
        if (r == UG_ECLOSED) break;
        if (r == UG_ETIMEDOUT)
            timeouts++;
        else
            CHECK_INT(v, want++);
    }
    CHECK_INT(want, N);
    ug_chan_free(p.in);
}

// ---- Select
static void echo(void *arg)
{
    Pair *p = arg;
    int64_t v;
    while (ug_chan_recv(p->in, &v) == 0) ug_chan_send(p->out, &v);
    ug_chan_close(p->out);
}

static void test_select(void)
{
    Pair p = {ug_chan_new(8, 0), ug_chan_new(8, 0)};
    ug_go(echo, &p);
    int64_t out = 0, in, got = 0;
    while (got < N) {
        ug_case cases[] = {UG_SEND(out < N ? p.in : NULL, &out), UG_RECV(p.out, &in), UG_RECV(NULL, NULL)};
        int i = ug_select(cases, 3);
        CHECK(i == 0 || i == 1);
        CHECK_INT(cases[i].status, 0);
        if (i == 0)
            out++;
        else
            CHECK_INT(in, got++);
    }
    ug_chan_close(p.in);
    ug_case last[] = {UG_RECV(p.out, &in), UG_SEND(p.in, &out)};
    int seen[2] = {0, 0};
    ug_chan_recv(p.out, NULL);
    for (int k = 0; k < 200; k++) {
        int i = ug_select(last, 2);
        CHECK_INT(last[i].status, UG_ECLOSED);
        seen[i]++;
    }
    CHECK(seen[0] > 40 && seen[1] > 40); // chosen evenly
    ug_chan_free(p.in);
    ug_chan_free(p.out);

    ug_chan *c = ug_chan_new(8, 1);
    ug_case one[] = {UG_RECV(c, &in)};
    CHECK_INT(ug_select_try(one, 1), UG_EAGAIN);
    CHECK_INT(ug_select_until(one, 1, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_select_until(one, 0, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_select_until(one, 1, INT64_MIN), UG_ETIMEDOUT);
    CHECK_INT(ug_select(one, -1), UG_EINVAL);
    CHECK_INT(ug_select(NULL, 1), UG_EINVAL);
    ug_case many[100];
    for (int i = 0; i < 100; i++) many[i] = (ug_case)UG_RECV(i == 77 ? c : NULL, &in);
    in = 3;
    ug_chan_send(c, &in);
    in = 0;
    CHECK_INT(ug_select(many, 100), 77);
    CHECK_INT(in, 3);
    ug_chan_free(c);
}

// ---- Timers
static int fired;
static void fire(void *arg) { __atomic_add_fetch((int *)arg, 1, __ATOMIC_SEQ_CST); }

static void wait_for_fired(int n) // a busy machine may take its time
{
    for (int64_t end = ug_after(10 * UG_SECOND); __atomic_load_n(&fired, __ATOMIC_SEQ_CST) < n && ug_now() < end;)
        ug_sleep(UG_MILLISECOND);
    CHECK_INT(fired, n);
}

static void test_timers(void)
{
    int64_t v, start = ug_now();
    ug_timer *t = ug_timer_new(2 * UG_MILLISECOND);
    CHECK_INT(ug_chan_recv(ug_timer_chan(t), &v), 0);
    CHECK(v >= start + 2 * UG_MILLISECOND && ug_now() >= v);
    CHECK_INT(ug_timer_stop(t), 0);
    CHECK_INT(ug_timer_reset(t, UG_SECOND), 0);
    CHECK_INT(ug_timer_reset(t, UG_SECOND), 1);
    CHECK_INT(ug_timer_stop(t), 1);
    CHECK_INT(ug_chan_try_recv(ug_timer_chan(t), &v), UG_EAGAIN);
    CHECK_INT(ug_chan_close(ug_timer_chan(t)), UG_EINVAL);
    CHECK_INT(ug_chan_free(ug_timer_chan(t)), UG_EINVAL);
    CHECK_INT(ug_timer_free(t), 0);

    t = ug_ticker_new(UG_MILLISECOND);
    start = ug_now();
    for (int i = 0; i < 10; i++) CHECK_INT(ug_chan_recv(ug_timer_chan(t), &v), 0);
    CHECK(ug_now() - start >= 9 * UG_MILLISECOND);
    CHECK_INT(ug_timer_reset(t, 0), UG_EINVAL);
    CHECK_INT(ug_timer_free(t), 0);
    CHECK(ug_ticker_new(0) == NULL);

    t = ug_timer_func(UG_MILLISECOND, fire, &fired, UG_STACK_MAPPED);
    CHECK(ug_timer_chan(t) == NULL);
    wait_for_fired(1);
    CHECK_INT(ug_timer_reset(t, UG_MILLISECOND), 0);
    wait_for_fired(2);
    CHECK_INT(ug_timer_free(t), 0);
    for (int i = 0; i < 500; i++) { // freed while they fire
        t = ug_timer_func(i * UG_MICROSECOND, fire, &fired, UG_STACK_MAPPED);
        if (i % 3) ug_yield();
        CHECK_INT(ug_timer_free(t), 0);
    }
}

static int start(void *arg)
{
    (void)arg;
    test_fifo();
    test_forms();
    test_impatience();
    test_select();
    test_timers();
    return CHECK_EXIT();
}

int main(void) { return ug_main(start, NULL); }
