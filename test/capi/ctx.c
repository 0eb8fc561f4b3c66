// Contexts, groups, pools.
#include "check.h"

static void cancel_soon(void *arg)
{
    ug_sleep(UG_MILLISECOND);
    ug_ctx_cancel((ug_ctx *)arg, 0);
}

static void test_ctx(void)
{
    static const char key, other;
    int value = 3;
    ug_ctx *root = ug_ctx_new(NULL), *v = ug_ctx_new_value(root, &key, &value), *leaf = ug_ctx_new(v);
    CHECK_INT(ug_ctx_err(leaf), 0);
    CHECK(ug_ctx_value(leaf, &key) == &value && ug_ctx_value(leaf, &other) == NULL && ug_ctx_value(root, &key) == NULL);
    CHECK(ug_ctx_deadline(leaf) == UG_FOREVER);
    CHECK_INT(ug_chan_try_recv(ug_ctx_done(leaf), NULL), UG_EAGAIN);
    CHECK_INT(ug_ctx_free(root), UG_EBUSY);
    CHECK_INT(ug_ctx_cancel(root, 1), UG_EINVAL);
    ug_go(cancel_soon, root);
    CHECK_INT(ug_chan_recv(ug_ctx_done(leaf), NULL), UG_ECLOSED);
    CHECK_INT(ug_ctx_err(leaf), UG_ECANCELED);
    CHECK_INT(ug_ctx_cancel(leaf, -5), 0);
    CHECK_INT(ug_ctx_err(leaf), UG_ECANCELED); // the first counts
    ug_ctx *late = ug_ctx_new(leaf);
    CHECK_INT(ug_ctx_err(late), UG_ECANCELED);
    CHECK_INT(ug_ctx_free(late), 0);
    CHECK_INT(ug_ctx_free(leaf), 0);
    CHECK_INT(ug_ctx_free(v), 0);
    CHECK_INT(ug_ctx_free(root), 0);

    int64_t deadline = ug_after(3 * UG_MILLISECOND);
    ug_ctx *timed = ug_ctx_new_until(NULL, deadline), *below = ug_ctx_new_until(timed, ug_after(UG_SECOND));
    CHECK(ug_ctx_deadline(below) == deadline);
    ug_case cases[] = {UG_RECV(ug_ctx_done(below), NULL)};
    CHECK_INT(ug_select(cases, 1), 0);
    CHECK(ug_now() >= deadline);
    CHECK_INT(ug_ctx_err(below), UG_ETIMEDOUT);
    CHECK_INT(ug_ctx_free(below), 0);
    CHECK_INT(ug_ctx_free(timed), 0);
    ug_ctx *past = ug_ctx_new_until(NULL, 1);
    CHECK_INT(ug_ctx_err(past), UG_ETIMEDOUT);
    CHECK_INT(ug_ctx_free(past), 0);
    for (int i = 0; i < 300; i++) { // freed while the deadline passes
        ug_ctx *c = ug_ctx_new_until(NULL, ug_after(i * UG_MICROSECOND));
        ug_yield();
        CHECK_INT(ug_ctx_free(c), 0);
    }
    CHECK(ug_ctx_done(NULL) == NULL && ug_ctx_err(NULL) == 0);
}

// ---- Groups
static ug_group *group;
static int running, most;

static int job(void *arg)
{
    int now = __atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
    if (now > most) most = now;
    ug_sleep(100 * UG_MICROSECOND);
    __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
    return arg ? *(int *)arg : 0;
}
static int until_canceled(void *arg)
{
    (void)arg;
    ug_chan_recv(ug_ctx_done(ug_group_ctx(group)), NULL);
    return ug_ctx_err(ug_group_ctx(group));
}

static void test_group(void)
{
    int error = 1;
    group = ug_group_new(NULL, 3);
    for (int i = 0; i < 50; i++) CHECK_INT(ug_group_go(group, job, NULL, UG_STACK_MAPPED), 0);
    CHECK_INT(ug_group_wait(group, &error), 0);
    CHECK_INT(error, 0);
    CHECK(most <= 3 && most > 0);
    for (int i = 0; i < 3; i++) CHECK_INT(ug_group_try_go(group, job, NULL, UG_STACK_MAPPED), 0);
    CHECK_INT(ug_group_try_go(group, job, NULL, UG_STACK_MAPPED), UG_EAGAIN);
    CHECK_INT(ug_group_go(group, NULL, NULL, UG_STACK_MAPPED), UG_EINVAL);
    CHECK_INT(ug_group_wait(group, NULL), 0);
    CHECK_INT(ug_group_free(group), 0);

    group = ug_group_new(NULL, 0);
    for (int i = 0; i < 10; i++) ug_group_go(group, until_canceled, NULL, UG_STACK_MAPPED);
    CHECK_INT(ug_group_wait_until(group, &error, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_group_free(group), UG_EBUSY);
    int fails = -7;
    ug_group_go(group, job, &fails, UG_STACK_MAPPED);
    CHECK_INT(ug_group_wait(group, &error), 0);
    CHECK_INT(error, -7);
    CHECK_INT(ug_ctx_err(ug_group_ctx(group)), -7);
    CHECK_INT(ug_group_free(group), 0);
    CHECK(ug_group_new(NULL, -1) == NULL);
    for (int i = 0; i < 200; i++) { // freed at the moment the last one is through
        ug_group *g = ug_group_new(NULL, 0);
        for (int k = 0; k < 4; k++) ug_group_go(g, job, NULL, UG_STACK_MAPPED);
        CHECK_INT(ug_group_wait(g, NULL), 0);
        CHECK_INT(ug_group_free(g), 0);
    }
}

// ---- Pools
static int64_t done;
static void add(void *arg) { __atomic_add_fetch(&done, (int64_t)(intptr_t)arg, __ATOMIC_SEQ_CST); }
static void slow(void *arg)
{
    ug_sleep(200 * UG_MILLISECOND);
    add(arg);
}

static void test_pool(void)
{
    ug_pool *p = ug_pool_new(4, 10, UG_STACK_MAPPED);
    for (intptr_t i = 1; i <= 1000; i++) CHECK_INT(ug_pool_submit(p, add, (void *)i), 0);
    CHECK_INT(ug_pool_submit(p, NULL, NULL), UG_EINVAL);
    CHECK_INT(ug_pool_free(p), UG_EBUSY);
    CHECK_INT(ug_pool_close(p), 0);
    CHECK_INT(done, 500500);
    CHECK_INT(ug_pool_close(p), UG_ECLOSED);
    CHECK_INT(ug_pool_submit(p, add, NULL), UG_ECLOSED);
    CHECK_INT(ug_pool_free(p), 0);
    p = ug_pool_new(1, 0, UG_STACK_MAPPED);
    CHECK_INT(ug_pool_submit(p, slow, (void *)1), 0);
    CHECK_INT(ug_pool_submit_until(p, slow, (void *)1, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_pool_try_submit(p, slow, (void *)1), UG_EAGAIN);
    CHECK_INT(ug_pool_close(p), 0);
    CHECK_INT(done, 500501);
    CHECK_INT(ug_pool_free(p), 0);
    CHECK(ug_pool_new(0, 0, UG_STACK_MAPPED) == NULL);
}

static int start(void *arg)
{
    (void)arg;
    test_ctx();
    test_group();
    test_pool();
    CHECK_INT(ug_leaks(), 0);
    return CHECK_EXIT();
}

int main(void) { return ug_main(start, NULL); }
