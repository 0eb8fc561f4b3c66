// Collected memory: what is reachable stays, what is not goes; roots, stores, cleanups; maps; dumps.
#include "check.h"
#include <string.h>

typedef struct Node {
    struct Node *left, *right;
    int64_t value;
} Node;

static Node *tree(int depth)
{
    Node *n = ug_alloc(sizeof *n);
    n->value = depth;
    if (depth > 0) {
        Node *l = tree(depth - 1), *r = tree(depth - 1);
        UG_STORE(n->left, l);
        UG_STORE(n->right, r);
    }
    return n;
}
static int64_t size_of(const Node *n) { return n ? 1 + size_of(n->left) + size_of(n->right) : 0; }

static Node *root; // a C global

static void grow(void *arg)
{
    (void)arg;
    for (int i = 0; i < 60; i++) {
        Node *t = tree(10);
        if (i % 10 == 0) ug_collect();
        ug_yield();
        CHECK_INT(size_of(t), 2047);
    }
}

static int cleaned;
static void clean(void *arg) { __atomic_add_fetch(&cleaned, (int)(intptr_t)arg, __ATOMIC_SEQ_CST); }
static __attribute__((noinline)) void make_garbage(void)
{
    for (int i = 0; i < 100; i++) CHECK_INT(ug_cleanup(ug_alloc(64), clean, (void *)1), 0);
}

static __attribute__((noinline)) void make_root(void) { root = tree(12); }
static __attribute__((noinline)) void clear_stack(void)
{
    volatile char room[4000];
    for (size_t i = 0; i < sizeof room; i++) room[i] = 0;
}

static void test_collected(void)
{
    CHECK_INT(ug_root_add(&root, sizeof root), 0);
    make_root();
    ug_waitgroup group = UG_WAITGROUP_INIT;
    for (int i = 0; i < 4; i++) ug_waitgroup_go(&group, grow, NULL, UG_STACK_MAPPED);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK_INT(size_of(root), 8191);
    CHECK_INT(ug_collect(), 0);
    int64_t with = ug_collected_bytes();
    CHECK_INT(ug_root_remove(&root), 0);
    CHECK_INT(ug_root_remove(&root), UG_EINVAL);
    root = NULL;
    clear_stack();
    ug_collect();
    ug_collect();
    CHECK(with - ug_collected_bytes() > 8191 * 20);
    make_garbage();
    for (int i = 0; i < 20 && cleaned < 90; i++) {
        ug_collect();
        ug_sleep(UG_MILLISECOND);
    }
    CHECK(cleaned >= 90); // a few may still be seen on a stack
    void **cell = ug_alloc(sizeof *cell);
    CHECK_INT(ug_store(cell, ug_alloc(8)), 0);
    CHECK(*cell != NULL);
    char *text = ug_alloc_data(100);
    CHECK(text[0] == 0 && text[99] == 0);
    CHECK_INT(ug_cleanup(&root, clean, NULL), UG_EINVAL);
    int percent = ug_collect_percent(50); // GOGC
    CHECK_INT(ug_collect_percent(percent), 50);
}

// ---- Maps
typedef struct Sum {
    int64_t n, keys;
} Sum;
static int add(const void *key, void *value, void *arg)
{
    Sum *s = arg;
    s->n++;
    s->keys += *(const int64_t *)key;
    CHECK_INT(*(int64_t *)value, *(const int64_t *)key * 2);
    return 0;
}
static int stop(const void *key, void *value, void *arg)
{
    (void)key, (void)value;
    return ++*(int *)arg == 3 ? 42 : 0;
}

static void test_maps(void)
{
    enum { N = 20000 };
    ug_map *m = ug_map_new(sizeof(int64_t), sizeof(int64_t), 0);
    for (int64_t i = 0; i < N; i++) *(int64_t *)ug_map_put(m, &i) = i * 2;
    CHECK_INT(ug_map_len(m), N);
    ug_collect();
    for (int64_t i = 0; i < N; i++) CHECK_INT(*(int64_t *)ug_map_get(m, &i), i * 2);
    CHECK(ug_map_get(m, &(int64_t){N}) == NULL);
    for (int64_t i = 0; i < N; i += 2) CHECK_INT(ug_map_delete(m, &i), 1);
    CHECK_INT(ug_map_delete(m, &(int64_t){0}), 0);
    Sum s = {0, 0};
    CHECK_INT(ug_map_each(m, add, &s), 0);
    CHECK_INT(s.n, N / 2);
    CHECK_INT(s.keys, (int64_t)N / 2 * (N / 2));
    int calls = 0;
    CHECK_INT(ug_map_each(m, stop, &calls), 42);
    CHECK_INT(ug_map_clear(m), 0);
    CHECK_INT(ug_map_len(m), 0);
    CHECK_INT(ug_map_free(m), 0);

    m = ug_map_new_strings(sizeof(int), 10);
    *(int *)ug_map_put(m, "one") = 1;
    *(int *)ug_map_put(m, "two") = 2;
    char key[] = "two";
    CHECK_INT(*(int *)ug_map_get(m, key), 2);
    CHECK(ug_map_get(m, "three") == NULL);
    CHECK_INT(ug_map_len(m), 2);
    CHECK_INT(ug_map_free(m), 0);
    CHECK(ug_map_new(0, 8, 0) == NULL && ug_map_new(1000, 8, 0) == NULL);
}

// ---- Dumps
static void waits(void *arg) { ug_chan_recv(arg, NULL); }

static __attribute__((noinline)) void test_dump(void)
{
    static char text[10000];
    ug_chan *c = ug_chan_new(0, 0);
    CHECK_INT(ug_leaks(), 0);
    ug_go(waits, c);
    ug_sleep(50 * UG_MILLISECOND);
    int64_t n = ug_dump(text, sizeof text - 1);
    CHECK(n > 0);
    text[n] = 0;
    CHECK(strncmp(text, "goroutine ", 10) == 0);
    CHECK(strstr(text, "[running]:\n") && strstr(text, "[chan receive]:\nwaits(...)\n"));
    CHECK(strstr(text, "test_dump"));
    CHECK_INT(ug_dump(text, 10), 10);
    CHECK_INT(ug_chan_free(c), UG_EBUSY);
    ug_chan_close(c);
    ug_sleep(50 * UG_MILLISECOND);
    CHECK_INT(ug_leaks(), 0);
    CHECK_INT(ug_chan_free(c), 0);
}

static int start(void *arg)
{
    (void)arg;
    test_dump();
    test_collected();
    test_maps();
    return CHECK_EXIT();
}

int main(void) { return ug_main(start, NULL); }
