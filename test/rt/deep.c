// Deep recursion through segments; hot split; stack arguments and results across a crossing.
#include "rt.h"
#include "stack/stack.h"

static Group group;

__attribute__((noinline)) static int64_t deep(int64_t n)
{
    volatile int64_t pad[4] = {n, n, n, n};
    if (n == 0) return 0;
    return deep(n - 1) + pad[n & 3] - n + 1;
}

typedef struct Big {
    int64_t v[9];
} Big;
__attribute__((noinline)) static Big many_args(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f,
                                               int64_t g, int64_t h, int64_t i, double x, double y, float z, int depth)
{
    volatile char pad[300] __attribute__((unused));
    pad[depth & 255] = (char)a;
    if (depth > 0) return many_args(a, b, c, d, e, f, g, h, i, x, y, z, depth - 1);
    return (Big){{a, b, c, d, e, f, g, h + (int64_t)(x * 2 + y + (double)z), i}};
}
__attribute__((noinline)) static UgComplex128 two_doubles(double a, double b, int depth)
{
    volatile char pad[200] __attribute__((unused));
    pad[depth & 127] = 1;
    if (depth > 0) return two_doubles(a, b, depth - 1);
    return (UgComplex128){a, b};
}
__attribute__((noinline)) static UgString two_words(const uint8_t *p, UgInt n, int depth)
{
    volatile char pad[200] __attribute__((unused));
    pad[depth & 127] = 1;
    if (depth > 0) return two_words(p, n, depth - 1);
    return (UgString){p, n};
}
__attribute__((noinline)) static int64_t sum_varargs(int n, ...)
{
    __builtin_va_list ap;
    __builtin_va_start(ap, n);
    int64_t s = 0;
    for (int i = 0; i < n; i++) s += __builtin_va_arg(ap, int64_t);
    __builtin_va_end(ap);
    return s;
}
__attribute__((noinline)) static int64_t varargs_deep(int depth)
{
    volatile char pad[250] __attribute__((unused));
    pad[depth & 127] = 1;
    if (depth > 0) return varargs_deep(depth - 1) + sum_varargs(10, 1l, 2l, 3l, 4l, 5l, 6l, 7l, 8l, 9l, 10l) - 55;
    return sum_varargs(3, 1l, 2l, 3l);
}
__attribute__((noinline)) static int64_t with_alloca(int64_t n)
{
    char *p = __builtin_alloca((size_t)n);
    p[0] = 1;
    p[n - 1] = 2;
    __asm__ volatile("" ::"r"(p) : "memory");
    return p[0] + p[n - 1];
}

__attribute__((noinline)) static void leaf(volatile int64_t *x)
{
    volatile char pad[240] __attribute__((unused));
    pad[0] = 1;
    *x += 1;
}
// Walks down until the next call crosses, then crosses again and again.
__attribute__((noinline)) static int64_t hot(int depth, int64_t n)
{
    volatile char pad[64] __attribute__((unused));
    pad[0] = 1;
    if (depth > 0) return hot(depth - 1, n);
    volatile int64_t x = 0;
    int64_t t = ugrt_nanotime();
    for (int64_t i = 0; i < n; i++) leaf(&x);
    return ugrt_nanotime() - t;
}

static void run(Closure *c)
{
    (void)c;
    for (int d = 0; d < 60; d++) {
        Big b = many_args(1, 2, 3, 4, 5, 6, 7, 8, 9, 1.5, 2.5, 3.5f, d);
        for (int i = 0; i < 9; i++) CHECK(b.v[i] == (i == 7 ? 8 + 9 : i + 1));
        UgComplex128 z = two_doubles(1.25, -7, d);
        CHECK(z.re == 1.25 && z.im == -7);
        UgString s = two_words((const uint8_t *)"abc", 3, d);
        CHECK(s.n == 3 && s.p[2] == 'c');
        CHECK(varargs_deep(d) == 6);
    }
    for (int64_t n = 16; n < 100000; n = n * 3 / 2) CHECK(with_alloca(n) == 3);
    int64_t depth = arg_or(1000000);
    for (int i = 0; i < 2; i++) {
        int64_t t = ugrt_nanotime();
        CHECK(deep(depth) == depth);
        report(i ? "recursion, warm" : "recursion, cold", depth, ugrt_nanotime() - t);
    }
    int64_t best = INT64_MAX, worst = 0;
    for (int d = 0; d < 24; d++) {
        int64_t ns = hot(d, 1000000);
        if (ns < best) best = ns;
        if (ns > worst) worst = ns;
    }
    report("call, no crossing", 1000000, best);
    report("call, worst (hot split)", 1000000, worst);
    group_done(&group);
}

void test_main(void)
{
    for (int i = 0; i < 3; i++) {
        group_add(&group, 1);
        go(run, 0, 0, 0);
        group_wait(&group);
    }
}
