// Channels and select: order, values, close, panics told by A's room, many goroutines at once; sums must come out.
#include "../rt.h"
#include "chan/chan.h"

static const UgChanType chan64 = {.elem = &rt_int64}, chanptr = {.elem = &rt_ptr}, chanstr = {.elem = &rt_string};

typedef struct Job {
    UgChan *in, *out, *done;
    int64_t n, id;
} Job;
static const uint8_t job_mask[8] = {7};
static const UgType job_type = {
    .size = sizeof(Job), .ptrbytes = 24, .align = 8, .kind = UG_KIND_STRUCT, .gcdata = job_mask};
static Job *job(UgChan *in, UgChan *out, UgChan *done, int64_t n, int64_t id)
{
    Job *j = ugx_new(&job_type);
    *j = (Job){in, out, done, n, id};
    return j;
}

// ---- One sender, one receiver: FIFO, for buffers of several sizes
static void produce(void *arg)
{
    Job *j = arg;
    for (int64_t i = 0; i < j->n; i++) ugx_chansend(j->out, &i);
    ugx_closechan(j->out);
}

static void test_fifo(void)
{
    for (int64_t size = 0; size < 20; size += 1 + size / 2) {
        UgChan *c = ugx_makechan(&chan64, size);
        CHECK_INT(ugx_chancap(c), size);
        rt_go(produce, job(NULL, c, NULL, 5000, 0));
        int64_t v, want = 0;
        for (; ugx_chanrecv(c, &v); want++) CHECK_INT(v, want);
        CHECK_INT(want, 5000);
        CHECK_INT(v, 0); // zeroed when closed
        v = 7;
        CHECK(!ugx_chanrecv(c, &v) && v == 0);
        CHECK(!ugx_chanrecv(c, NULL));
        UgSelectResult r = ugx_selectnbrecv(c, &v);
        CHECK(r.index == 0 && !r.recv_ok);
    }
}

// ---- Non-blocking forms
static void test_nonblocking(void)
{
    UgChan *c = ugx_makechan(&chan64, 2);
    int64_t v = 1;
    CHECK(ugx_selectnbrecv(c, &v).index == -1);
    CHECK(ugx_selectnbsend(c, &v));
    v = 2;
    CHECK(ugx_selectnbsend(c, &v));
    CHECK(!ugx_selectnbsend(c, &v));
    CHECK_INT(ugx_chanlen(c), 2);
    CHECK(ugx_selectnbrecv(c, &v).recv_ok && v == 1);
    CHECK(ugx_chanrecv(c, &v) && v == 2);
    UgChan *u = ugx_makechan(&chan64, 0);
    CHECK(!ugx_selectnbsend(u, &v) && ugx_selectnbrecv(u, &v).index == -1);
    CHECK(!ugx_selectnbsend(NULL, &v) && ugx_selectnbrecv(NULL, &v).index == -1);
}

// ---- Pointers and strings through channels, with collections in between
static void produce_boxes(void *arg)
{
    Job *j = arg;
    for (int64_t i = 0; i < j->n; i++) {
        int64_t *box = ugx_new(&rt_int64);
        *box = i * 3;
        ugx_chansend(j->out, &box);
        if (i % 500 == 0) ugrt_gc();
    }
    ugx_closechan(j->out);
}

static void test_pointers(void)
{
    for (int64_t size = 0; size <= 8; size += 4) {
        UgChan *c = ugx_makechan(&chanptr, size);
        rt_go(produce_boxes, job(NULL, c, NULL, 3000, 0));
        int64_t *box, i = 0;
        for (; ugx_chanrecv(c, &box); i++) {
            CHECK_INT(*box, i * 3);
            if (i % 700 == 0) ugrt_gc();
        }
        CHECK_INT(i, 3000);
    }
}

// ---- Many senders and receivers, some through select
static _Atomic int64_t sent, received, nreceived;

static void many_send(void *arg)
{
    Job *j = arg;
    for (int64_t i = 0; i < j->n; i++) {
        int64_t v = j->id * 1000003 + i;
        if (i % 3 == 0) {
            UgSelectCase k[2] = {{j->in, &v}, {j->out, &v}};
            uint16_t order[4];
            UgSelectResult r = ugx_selectgo(k, order, 2, 0, true);
            CHECK(r.index == 0 || r.index == 1);
        } else {
            ugx_chansend(i % 2 ? j->in : j->out, &v);
        }
        sent += v;
    }
    int64_t one = 1;
    ugx_chansend(j->done, &one);
}

static void many_recv(void *arg)
{
    Job *j = arg;
    int64_t v, w;
    for (;;) {
        UgSelectCase k[3] = {{j->in, &v}, {j->out, &w}, {NULL, &w}};
        uint16_t order[6];
        UgSelectResult r = ugx_selectgo(k, order, 0, 3, true);
        CHECK(r.index == 0 || r.index == 1);
        if (!r.recv_ok) break; // one is closed: so will the other be
        received += r.index == 0 ? v : w;
        nreceived++;
    }
    for (; ugx_chanrecv(j->in, &v); nreceived++) received += v;
    for (; ugx_chanrecv(j->out, &v); nreceived++) received += v;
    int64_t one = 1;
    ugx_chansend(j->done, &one);
}

static void test_many(int64_t cap)
{
    sent = received = nreceived = 0;
    UgChan *a = ugx_makechan(&chan64, cap), *b = ugx_makechan(&chan64, cap / 2), *done = ugx_makechan(&chan64, 0);
    for (int64_t i = 0; i < 10; i++) rt_go(many_send, job(a, b, done, 500, i));
    UgChan *done2 = ugx_makechan(&chan64, 0);
    for (int64_t i = 0; i < 7; i++) rt_go(many_recv, job(a, b, done2, 0, i));
    int64_t v;
    for (int i = 0; i < 10; i++) ugx_chanrecv(done, &v);
    ugx_closechan(a);
    ugx_closechan(b);
    for (int i = 0; i < 7; i++) ugx_chanrecv(done2, &v);
    CHECK_INT(nreceived, 5000);
    CHECK_INT(received, sent);
}

// ---- select is fair, and takes the default only when nothing can go
static void test_fair(void)
{
    UgChan *c[4];
    int64_t count[4] = {0}, v = 1;
    for (int i = 0; i < 4; i++) c[i] = ugx_makechan(&chan64, 1);
    for (int n = 0; n < 4000; n++) {
        for (int i = 0; i < 4; i++) ugx_selectnbsend(c[i], &v);
        UgSelectCase k[4] = {{c[0], &v}, {c[1], &v}, {c[2], &v}, {c[3], &v}};
        uint16_t order[8];
        UgSelectResult r = ugx_selectgo(k, order, 0, 4, false);
        CHECK(r.index >= 0 && r.recv_ok);
        count[r.index]++;
    }
    for (int i = 0; i < 4; i++) CHECK(count[i] > 800 && count[i] < 1200);
    UgChan *e = ugx_makechan(&chan64, 0);
    UgSelectCase k[1] = {{e, &v}};
    uint16_t order[2];
    CHECK_INT(ugx_selectgo(k, order, 0, 1, false).index, -1);
}

static void prime_filter(void *arg)
{
    Job *j = arg;
    int64_t v;
    while (ugx_chanrecv(j->in, &v))
        if (v % j->n != 0) ugx_chansend(j->out, &v);
}
static void generate(void *arg)
{
    Job *j = arg;
    for (int64_t i = 2; i < 4000; i++) ugx_chansend(j->out, &i);
}
static void test_sieve(void)
{
    UgChan *c = ugx_makechan(&chan64, 0);
    rt_go(generate, job(NULL, c, NULL, 0, 0));
    int64_t p = 0;
    for (int i = 0; i < 300; i++) {
        ugx_chanrecv(c, &p);
        UgChan *next = ugx_makechan(&chan64, 0);
        rt_go(prime_filter, job(c, next, NULL, p, 0));
        c = next;
    }
    CHECK_INT(p, 1987);
}

static void test_reflect(void)
{
    UgChan *a = ugx_makechan(&chan64, 1), *b = ugx_makechan(&chan64, 1);
    int64_t v = 5, w = 0;
    UgRuntimeSelect k[3] = {{2, NULL, a, &w}, {3, NULL, NULL, NULL}, {1, NULL, b, &v}};
    UgSelectResult r = ugx_rselect(k, 3, 3);
    CHECK_INT(r.index, 2);
    r = ugx_rselect(k, 3, 3);
    CHECK_INT(r.index, 1);
    UgRuntimeSelect k2[2] = {{2, NULL, a, &w}, {2, NULL, b, &w}};
    r = ugx_rselect(k2, 2, 2);
    CHECK(r.index == 1 && r.recv_ok && w == 5);
}

static void test(void)
{
    (void)chanstr;
    test_fifo();
    test_nonblocking();
    test_pointers();
    test_many(0);
    test_many(3);
    test_many(50);
    test_fair();
    test_sieve();
    test_reflect();
}
RT_MAIN(test)
