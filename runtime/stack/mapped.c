// Stacks for C code without split-stack prologues: one mapping, its lowest page without access, so that an
// overflow faults. A stack is mapped when its G first needs it and stays with the G when that is reused.
//
// The runtime's own functions, which have the prologues, run on it too. Where little is left they go on in a
// further segment, with the reserve that C code needs which they may call back.
//
// The addresses lie below the system's other mappings where the kernel grants that, so that handlers on signal
// stacks pass the prologues' check (see segment.c).
#include "panic/panic.h"
#include "stack/stack_private.h"
#include <sys/mman.h>

#define GUARD_PAGE 4096
#define LOWEST_HINT 0x1000000000ul

static _Atomic uintptr_t hint = LOWEST_HINT;

UgSeg *ugrt_stack_map(G *g, uint32_t order)
{
    uintptr_t size = (uintptr_t)UGRT_STACK_MIN << order, all = size + GUARD_PAGE;
    char *p = ugrt_sys_mmap((void *)atomic_fetch_add(&hint, all), all, PROT_READ | PROT_WRITE, MAP_NORESERVE);
    if (!p) return NULL;
    if (ugrt_sys_mprotect(p, GUARD_PAGE, PROT_NONE) < 0) {
        ugrt_sys_munmap(p, all);
        return NULL;
    }
    UgSeg *s = (UgSeg *)(p + all - sizeof *s);
    *s = (UgSeg){.lo = (uintptr_t)p + GUARD_PAGE, .top = (uintptr_t)s, .order = order, .g = g};
    s->guard = s->lo + UGRT_STACK_GUARD;
    return s;
}

void ugrt_stack_unmap(UgSeg *s)
{
    ugrt_sys_munmap((char *)s->lo - GUARD_PAGE, ((uintptr_t)UGRT_STACK_MIN << s->order) + GUARD_PAGE);
}
