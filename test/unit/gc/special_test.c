// Records of objects come and go while the collector walks them: goroutines take away and add cleanups of long-lived
// objects while cycles run one after the other. A record that the walk misses shows by the weak handle it should
// have kept alive: its memory is soon somebody else's.
#include "../rt.h"
#include "gc/gc.h"

static void cleanup(const UgClosure *c) { (void)c; }
static const UgClosure cleanup_c = {(void *)cleanup};

static _Atomic int running;
static _Atomic bool stop;

enum { OBJECTS = 400 };

static void check_handles(void **objects)
{
    for (int i = 0; i < OBJECTS; i++) {
        uint64_t *other = ugx_malloc(16, &rt_int64); // takes the place of a handle that was freed
        *other = 0xbad;
        CHECK(ugrt_weak_get(ugrt_weak_register(objects[i])) == objects[i]);
    }
}

static void worker(void *arg)
{
    uint64_t r = rt_seed + (uint64_t)(uintptr_t)arg;
    void **objects = ugx_newarray(&rt_ptr, OBJECTS);
    uint64_t ids[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
        UGX_STORE(&objects[i], ugx_malloc(32, &rt_int64));
        ugrt_weak_register(objects[i]);
        ids[i] = ugrt_addcleanup(objects[i], &cleanup_c);
    }
    for (int n = 0; !stop; n++) {
        enum { BATCH = 50 }; // freed records form a list of their own for a while
        uint64_t first = rt_rand(&r) % (OBJECTS - BATCH);
        for (uint64_t i = first; i < first + BATCH; i++) ugrt_stopcleanup(objects[i], ids[i]);
        for (uint64_t i = first; i < first + BATCH; i++) ids[i] = ugrt_addcleanup(objects[i], &cleanup_c);
        if (n % 20 == 0) {
            check_handles(objects);
            ugrt_gosched();
        }
    }
    running--;
}

static void test(void)
{
    running = 4;
    for (uintptr_t i = 0; i < 4; i++) rt_go(worker, (void *)i);
    int64_t end = ugrt_nanotime() + 500 * (int64_t)1000000;
    while (ugrt_nanotime() < end) ugrt_gc();
    stop = true;
    while (running > 0) ugrt_gosched();
}
RT_MAIN(test)
