// libc's allocator for the objects of this room. It wants a large stack, so goroutines go to the system stack.
#include "capi/private.h"
#include <stdlib.h>

typedef struct Request {
    size_t n;
    void *p;
} Request;

static void allocate(void *arg)
{
    Request *r = arg;
    r->p = calloc(1, r->n);
}

void *ugrt_capi_malloc(size_t n)
{
    Request r = {.n = n};
    if (ugrt_getg())
        ugrt_systemstack(allocate, &r);
    else
        allocate(&r);
    return r.p;
}

void ugrt_capi_free(void *p)
{
    if (ugrt_getg())
        ugrt_systemstack(free, p);
    else
        free(p);
}
