// -d=checkptr: what programs make with package unsafe, checked where it is made (src/lower/checkptr.c). An address
// belongs to an object of the heap, to the goroutine's stack, to the program's variables and constants, or to
// nothing the runtime knows; two addresses agree if they belong to the same.
#include "mem/mem.h"
#include "panic/panic.h"
#include "stack/stack.h"

extern const char __executable_start[], _end[];

// What emitted code calls, when it is asked to: n elements of size bytes from p on, aligned so.
void ugx_checkptr_convert(const void *p, uintptr_t n, uintptr_t size, uintptr_t align);
void ugx_checkptr_slice(const void *p, uintptr_t n, uintptr_t size);
void ugx_checkptr_string(const void *p, uintptr_t n, uintptr_t size);
void ugx_checkptr_arithmetic(const void *p, const void *a, const void *b, const void *c,
                             const void *d); // p from a to d

enum { OF_NOTHING = 0, OF_STACK = 1, OF_PROGRAM = 2, LEAST_POINTER = 4096 };

static uintptr_t owner(uintptr_t p)
{
    MSpan *s;
    uintptr_t index;
    if (ugrt_seg_of(ugrt_getg(), p)) return OF_STACK;
    if (p - (uintptr_t)__executable_start < (uintptr_t)(_end - __executable_start)) return OF_PROGRAM;
    return ugrt_findobject(p, &s, &index);
}

static bool straddles(const void *p, uintptr_t n, uintptr_t size)
{
    uintptr_t bytes, last;
    if (n == 0 || size == 0) return false;
    if (__builtin_mul_overflow(n, size, &bytes) || __builtin_add_overflow((uintptr_t)p, bytes - 1, &last)) return true;
    return owner((uintptr_t)p) != owner(last);
}

void ugx_checkptr_convert(const void *p, uintptr_t n, uintptr_t size, uintptr_t align)
{
    if (!p) return;
    if ((uintptr_t)p & (align - 1)) ugrt_throw("checkptr: misaligned pointer conversion");
    if (straddles(p, n, size)) ugrt_throw("checkptr: converted pointer straddles multiple allocations");
}

void ugx_checkptr_slice(const void *p, uintptr_t n, uintptr_t size)
{
    if (straddles(p, n, size)) ugrt_throw("checkptr: unsafe.Slice result straddles multiple allocations");
}

void ugx_checkptr_string(const void *p, uintptr_t n, uintptr_t size)
{
    if (straddles(p, n, size)) ugrt_throw("checkptr: unsafe.String result straddles multiple allocations");
}

void ugx_checkptr_arithmetic(const void *p, const void *a, const void *b, const void *c, const void *d)
{
    const void *origins[] = {a, b, c, d};
    if (p && (uintptr_t)p < LEAST_POINTER) ugrt_throw("checkptr: pointer arithmetic computed bad pointer value");
    uintptr_t of = owner((uintptr_t)p);
    if (of == OF_NOTHING) return;
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (origins[i] && owner((uintptr_t)origins[i]) == of) return;
    ugrt_throw("checkptr: pointer arithmetic result points to invalid allocation");
}
