// For tests of the runtime's rooms: a C main goroutine, checks that print without libc, seeded random numbers, and
// hand-made type descriptors as the compiler emits them.
//
// RT_MAIN(fn) starts the runtime with fn on the main goroutine. The seed is argv[1] or the environment's RT_SEED; it is
// printed when a check fails.
#ifndef UG_TEST_RT_H
#define UG_TEST_RT_H

#include "debug/debug.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "sched/sched.h"
#include <string.h>

static uint64_t rt_seed = 1;
static unsigned rt_failures;

static inline void rt_report(bool ok, const char *file, int line, const char *what)
{
    if (ok) return;
    rt_failures++;
    ugrt_print(file);
    ugrt_print(":");
    ugrt_print_int(line);
    ugrt_print(": check failed: ");
    ugrt_print(what);
    ugrt_print(" (RT_SEED=");
    ugrt_print_uint(rt_seed);
    ugrt_print(")\n");
    if (rt_failures > 20) ugrt_exit(1);
}
#define CHECK(c) rt_report((c), __FILE__, __LINE__, #c)
#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        int64_t rt_got = (int64_t)(got), rt_want = (int64_t)(want);                                                    \
        rt_report(rt_got == rt_want, __FILE__, __LINE__, #got " == " #want);                                           \
        if (rt_got != rt_want) {                                                                                       \
            ugrt_print("\tgot "), ugrt_print_int(rt_got), ugrt_print(", want "), ugrt_print_int(rt_want);              \
            ugrt_print("\n");                                                                                          \
        }                                                                                                              \
    } while (0)

static inline uint64_t rt_rand(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

#define RT_MAIN(fn)                                                                                                    \
    static void rt_main_(void) { fn(); ugrt_exit(rt_failures != 0); }                                                  \
    int main(int argc, char **argv, char **envp)                                                                       \
    {                                                                                                                  \
        const char *s = argc > 1 ? argv[1] : NULL;                                                                     \
        for (char **e = envp; s == NULL && *e != NULL; e++)                                                            \
            if (memcmp(*e, "RT_SEED=", 8) == 0) s = *e + 8;                                                            \
        if (s != NULL)                                                                                                 \
            for (rt_seed = 0; *s >= '0' && *s <= '9'; s++) rt_seed = rt_seed * 10 + (uint64_t)(*s - '0');              \
        ugrt_start(argc, argv, envp, rt_main_);                                                                        \
    }

// ---- Types. Masks are given by word.
static const uint8_t rt_mask1[8] = {1}, rt_mask3[8] = {3}, rt_mask7[8] = {7};
static inline bool rt_eq64(const void *a, const void *b, const UgClosure *c) { (void)c; return *(const uint64_t *)a == *(const uint64_t *)b; }
static inline bool rt_eq32(const void *a, const void *b, const UgClosure *c) { (void)c; return *(const uint32_t *)a == *(const uint32_t *)b; }
static inline bool rt_eqf64(const void *a, const void *b, const UgClosure *c) { (void)c; return *(const double *)a == *(const double *)b; }
static inline bool rt_eqstr(const void *a, const void *b, const UgClosure *c)
{
    (void)c;
    const UgString *x = a, *y = b;
    return x->n == y->n && memcmp(x->p, y->p, (size_t)x->n) == 0;
}
static const UgClosure rt_eq64_c = {(void *)rt_eq64}, rt_eq32_c = {(void *)rt_eq32}, rt_eqstr_c = {(void *)rt_eqstr}, rt_eqf64_c = {(void *)rt_eqf64};
static const UgType rt_int64 = {.size = 8, .align = 8, .field_align = 8, .kind = UG_KIND_INT64, .tflag = UG_TFLAG_REGULAR_MEMORY, .equal = &rt_eq64_c};
static const UgType rt_int32 = {.size = 4, .align = 4, .field_align = 4, .kind = UG_KIND_INT32, .tflag = UG_TFLAG_REGULAR_MEMORY, .equal = &rt_eq32_c};
static const UgType rt_float64 = {.size = 8, .align = 8, .field_align = 8, .kind = UG_KIND_FLOAT64, .equal = &rt_eqf64_c};
static const UgType rt_byte = {.size = 1, .align = 1, .field_align = 1, .kind = UG_KIND_UINT8, .tflag = UG_TFLAG_REGULAR_MEMORY};
static const UgType rt_ptr = {.size = 8, .ptrbytes = 8, .align = 8, .field_align = 8, .kind = UG_KIND_POINTER, .gcdata = rt_mask1, .equal = &rt_eq64_c};
static const UgType rt_string = {.size = 16, .ptrbytes = 8, .align = 8, .field_align = 8, .kind = UG_KIND_STRING, .gcdata = rt_mask1, .equal = &rt_eqstr_c};

static inline void rt_keep_unused(void)
{
    (void)rt_mask3, (void)rt_mask7, (void)rt_int64, (void)rt_int32, (void)rt_float64, (void)rt_byte, (void)rt_ptr, (void)rt_string;
}

// A goroutine that runs fn(arg).
typedef struct RtGo { UgClosure c; void (*fn)(void *); void *arg; } RtGo;
static inline void rt_go_code(const UgClosure *c) { const RtGo *g = (const RtGo *)c; g->fn(g->arg); }
static const uint8_t rt_go_mask[8] = {4};
static const UgType rt_go_type = {.size = sizeof(RtGo), .ptrbytes = 24, .align = 8, .kind = UG_KIND_STRUCT, .gcdata = rt_go_mask};
static inline void rt_go(void (*fn)(void *), void *arg)
{
    RtGo *g = ugx_new(&rt_go_type);
    g->c.code = (void *)rt_go_code;
    g->fn = fn;
    g->arg = arg;
    ugrt_newproc(&g->c, 0);
}

#endif
