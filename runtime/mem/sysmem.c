// Memory outside the collected heap: pages straight from the system, permanent records, lists of fixed-size
// records. None of it is scanned: what lies here and points into the heap is a root that its owner registers.
#include "mem/private.h"
#include "sched/gmp.h"
#include <sys/mman.h>

MemCounts ugrt_memcounts;

void *ugrt_sysalloc(size_t size)
{
    size = (size + 4095) & ~(size_t)4095;
    void *p = ugrt_sys_mmap(NULL, size, PROT_READ | PROT_WRITE, 0);
    if (p == NULL) ugrt_throw("runtime: cannot allocate memory");
    atomic_fetch_add_explicit(&ugrt_memcounts.sys_direct, size, memory_order_relaxed);
    return p;
}

void ugrt_sysfree(void *p, size_t size)
{
    size = (size + 4095) & ~(size_t)4095;
    ugrt_sys_munmap(p, size);
    atomic_fetch_sub_explicit(&ugrt_memcounts.sys_direct, size, memory_order_relaxed);
}

#define PERSISTENT_CHUNK (256u << 10)
static struct {
    UgMutex lock;
    uintptr_t cur, end;
} persistent = {.lock = {.rank = LOCKRANK_GLOBALALLOC}};

static void *map_persistent(size_t size)
{
    void *p = ugrt_sys_mmap(NULL, size, PROT_READ | PROT_WRITE, 0);
    if (p == NULL) ugrt_throw("runtime: cannot allocate memory");
    atomic_fetch_add_explicit(&ugrt_memcounts.sys_persistent, size, memory_order_relaxed);
    return p;
}

void *ugrt_persistentalloc(size_t size, size_t align)
{
    if (align < 8) align = 8;
    if (size >= PERSISTENT_CHUNK / 4) return map_persistent((size + 4095) & ~(size_t)4095);
    ugrt_lock(&persistent.lock);
    uintptr_t p = (persistent.cur + align - 1) & ~(align - 1);
    if (persistent.cur == 0 || p + size > persistent.end) {
        p = (uintptr_t)map_persistent(PERSISTENT_CHUNK);
        persistent.end = p + PERSISTENT_CHUNK;
    }
    persistent.cur = p + size;
    ugrt_unlock(&persistent.lock);
    return (void *)p;
}

void *ugrt_fixalloc(FixAlloc *f)
{
    ugrt_lock(&f->lock);
    void *p = f->free;
    if (p != NULL) {
        f->free = *(void **)p;
        *(void **)p = NULL;
    } else {
        if (f->left < f->size) {
            f->left = 16384 / f->size ? 16384 / f->size * f->size : f->size;
            f->chunk = ugrt_persistentalloc(f->left, 64);
        }
        p = f->chunk;
        f->chunk += f->size;
        f->left -= f->size;
    }
    f->inuse++;
    ugrt_unlock(&f->lock);
    return p;
}

void ugrt_fixfree(FixAlloc *f, void *p)
{
    ugrt_lock(&f->lock);
    *(void **)p = f->free;
    f->free = p;
    f->inuse--;
    ugrt_unlock(&f->lock);
}
