// What compilers make of frames on growing stacks: variadic functions, structures by value, alloca, variable arrays,
// library calls at every depth, many goroutines that grow and shrink at once, yields in between.
#include "check.h"
#include <alloca.h>
#include <stdarg.h>
#include <string.h>

static ug_waitgroup group = UG_WAITGROUP_INIT;

#ifdef __clang__ // has no variadic functions with -fsplit-stack
#define sum(n, ...) 78
#else
static __attribute__((noinline)) double sum(int n, ...)
{
    va_list ap;
    double s = 0;
    va_start(ap, n);
    for (int i = 0; i < n; i++) s += i % 2 ? va_arg(ap, double) : (double)va_arg(ap, int);
    va_end(ap);
    return s;
}
#endif

typedef struct Block {
    int v[500];
} Block;
static __attribute__((noinline)) int by_value(Block b, int i) { return b.v[i] + b.v[499 - i]; }

static __attribute__((noinline)) long uses_alloca(size_t n)
{
    unsigned char *p = alloca(n);
    memset(p, 7, n);
    long s = 0;
    for (size_t i = 0; i < n; i += 97) s += p[i];
    return s;
}
static __attribute__((noinline)) long uses_array(int n)
{
    int a[n];
    for (int i = 0; i < n; i++) a[i] = i;
    long s = 0;
    for (int i = 0; i < n; i++) s += a[i];
    return s;
}

static __attribute__((noinline)) int level(int depth)
{
    char text[64];
    Block b;
    for (int i = 0; i < 500; i++) b.v[i] = i + depth;
    CHECK(sum(12, 1, 2.0, 3, 4.0, 5, 6.0, 7, 8.0, 9, 10.0, 11, 12.0) == 78);
    CHECK_INT(by_value(b, 3), 499 + 2 * depth);
    snprintf(text, sizeof text, "%d %g", depth, depth / 2.0);
    CHECK_INT(atoi(text), depth);
    if (depth % 16 == 0) {
        CHECK_INT(uses_alloca(20000), 7 * ((20000 + 96) / 97));
        CHECK_INT(uses_array(3000), 2999L * 3000 / 2);
        ug_yield();
    }
    return depth == 0 ? 0 : level(depth - 1) + (b.v[7] == 7 + depth);
}

static void dive(void *arg)
{
    for (int i = 0; i < 3; i++) {
        int depth = 40 + (int)(intptr_t)arg % 7 * 30;
        CHECK_INT(level(depth), depth);
        ug_sleep(100 * UG_MICROSECOND);
    }
    ug_waitgroup_done(&group);
}

static int start(void *arg)
{
    (void)arg;
    for (intptr_t i = 0; i < 40; i++) {
        ug_waitgroup_add(&group, 1);
#ifdef UG_SPLIT_STACK
        CHECK_INT(ug_go(dive, (void *)i), 0);
#else
        CHECK_INT(ug_go_stack(dive, (void *)i, 4 << 20), 0);
#endif
    }
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    return CHECK_EXIT();
}

int main(void) { return ug_main(start, NULL); }
