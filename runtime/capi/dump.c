// Goroutines as text, and those that are left over.
#include "capi/private.h"
#include "debug/debug.h"

int64_t ug_dump(char *buf, size_t n)
{
    CAPI_ENTER();
    int64_t used = (int64_t)ugrt_traceback_text(buf, n, true);
    capi_leave();
    return used;
}

static bool left_over(const G *g)
{
    uint32_t s = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    return s != G_DEAD && s != G_IDLE && !g->issystem;
}

typedef struct Count {
    const G *me;
    int64_t n;
} Count;

static void count(G *g, void *arg)
{
    Count *c = arg;
    if (g != c->me && left_over(g)) c->n++;
}

static void report_g0(void *arg)
{
    Count *c = arg;
    ugrt_foreach_g(count, c);
    if (c->n) {
        ugrt_print_int(c->n);
        ugrt_print(c->n == 1 ? " goroutine is left:\n" : " goroutines are left:\n");
        ugrt_traceback_others((G *)c->me);
    }
}

int64_t ug_leaks(void)
{
    CAPI_ENTER();
    Count c = {.me = ugrt_getg()};
    ugrt_stoptheworld(STW_LEAKS);
    ugrt_systemstack(report_g0, &c);
    ugrt_starttheworld();
    capi_leave();
    return c.n;
}
