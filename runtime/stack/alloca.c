// Memory for alloca and variable arrays in code with split stacks (users' C; emitted code has none)
// where the segment lacks room. Blocks hang from the G with the place of the frame that asked; each
// new request first frees those of frames that have gone: the classic way of emulating alloca.
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack_private.h"
#include <sys/mman.h>

typedef struct UgAlloca {
    struct UgAlloca *link;
    uint32_t depth; // of the segment of the asking frame
    uintptr_t sp, size;
} UgAlloca;

void ugrt_alloca_free(G *g, UgSeg *seg, uintptr_t sp)
{
    while (g->allocas) {
        UgAlloca *a = g->allocas;
        bool live = seg && (a->depth < seg->depth || (a->depth == seg->depth && a->sp >= sp));
        if (live) break; // innermost first
        g->allocas = a->link;
        ugrt_sys_munmap(a, a->size);
    }
}

void ugrt_alloca_g0(uintptr_t *inout)
{
    G *g = ugrt_getg()->m->curg;
    UgSeg *seg = g ? g->seg : NULL;
    uintptr_t sp = (uintptr_t)inout;
    if (!seg || sp < seg->lo || sp > seg->top) ugrt_throw("alloca on a system stack without room");
    ugrt_alloca_free(g, seg, sp);
    uintptr_t size = (inout[0] + sizeof(UgAlloca) + 16 + 4095) & -4096ul;
    UgAlloca *a = ugrt_sys_mmap(NULL, size, PROT_READ | PROT_WRITE, 0);
    if (!a) ugrt_throw("runtime: cannot allocate memory");
    *a = (UgAlloca){.link = g->allocas, .depth = seg->depth, .sp = sp, .size = size};
    g->allocas = a;
    inout[0] = ((uintptr_t)(a + 1) + 15) & -16ul;
}

void ugrt_alloca_ranges(G *g, void (*cb)(const void *lo, const void *hi, void *arg), void *arg)
{
    for (UgAlloca *a = g->allocas; a; a = a->link) cb(a + 1, (const char *)a + a->size, arg);
}
