// Starting, goroutines, yield, sleep, main's result.
#include "check.h"
#include <string.h>

static int ran;
static void count(void *arg)
{
    char text[100];
    snprintf(text, sizeof text, "%f %s", 1.5, "libc works on this stack");
    CHECK(strlen(text) > 10);
    __atomic_add_fetch((int *)arg, 1, __ATOMIC_SEQ_CST);
}

static void sleeper(void *arg)
{
    int64_t before = ug_now();
    CHECK_INT(ug_sleep(5 * UG_MILLISECOND), 0);
    CHECK(ug_now() - before >= 5 * UG_MILLISECOND);
    int64_t until = ug_after(UG_MILLISECOND);
    CHECK_INT(ug_sleep_until(until), 0);
    CHECK(ug_now() >= until);
    CHECK_INT(ug_sleep_until(0), 0);
    count(arg);
}

static int deep(int n)
{
    volatile char frame[200];
    frame[n % 200] = (char)n;
    return n == 0 ? 0 : deep(n - 1) + (frame[n % 200] == (char)n);
}
static void recurse(void *arg)
{
    CHECK_INT(deep(500), 500); // 100 KB
    count(arg);
}

static void exits(void *arg)
{
    count(arg);
    ug_exit();
    count(arg);
}

static void wait_for(int n)
{
    for (int64_t end = ug_after(10 * UG_SECOND); __atomic_load_n(&ran, __ATOMIC_SEQ_CST) < n;) {
        ug_yield();
        if (ug_now() > end) break;
    }
    CHECK_INT(ran, n);
    ran = 0;
}

static int start(void *arg)
{
    CHECK(strcmp(arg, "argument") == 0);
    CHECK(ug_id() > 0);
    for (int i = 0; i < 10000; i++) CHECK_INT(ug_go(count, &ran), 0);
    wait_for(10000);
    for (int i = 0; i < 100; i++) CHECK_INT(ug_go(sleeper, &ran), 0);
    wait_for(100);
    for (int i = 0; i < 20; i++) CHECK_INT(ug_go(recurse, &ran), 0);
    wait_for(20);
    for (int i = 0; i < 20; i++) CHECK_INT(ug_go(exits, &ran), 0);
    wait_for(20);
    CHECK_INT(ug_go_stack(count, &ran, 1 << 20), 0);
    CHECK_INT(ug_go_stack(count, &ran, 1), 0);
    wait_for(2);
    CHECK_INT(ug_go(NULL, NULL), UG_EINVAL);
    CHECK_INT(ug_go_stack(count, &ran, (size_t)1 << 40), UG_EINVAL);
    CHECK(ug_procs(0) >= 1);
    CHECK(ug_procs(3) >= 1);
    CHECK(ug_procs(0) == 3 || getenv("UNDERGO")); // a seeded run has one
    CHECK(ug_count() >= 1);
    CHECK(ug_after(INT64_MAX) == UG_FOREVER);
    return 7;
}

int main(void)
{
    CHECK_INT(ug_go(count, NULL), UG_ENOTSTARTED);
    CHECK_INT(ug_yield(), UG_ENOTSTARTED);
    CHECK_INT(ug_id(), 0);
    CHECK_INT(ug_main(start, "argument"), 7);
    CHECK_INT(ug_main(start, "argument"), 7); // and again
    CHECK_INT(ug_go(count, NULL), UG_EFOREIGN);
    CHECK_INT(ug_start(NULL), UG_ESTARTED);
    return CHECK_EXIT();
}
