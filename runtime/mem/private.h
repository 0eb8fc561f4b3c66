// Between the files of the allocator.
#ifndef UGRT_MEM_PRIVATE_H
#define UGRT_MEM_PRIVATE_H

#include "mem/mem.h"

#define NOSCAN 1u
#define LIKELY UGX_LIKELY
#define UNLIKELY UGX_UNLIKELY

extern uint8_t ugrt_size_class8[1024 / 8 + 1];                 // by (size + 7) / 8
extern uint8_t ugrt_size_class128[(UGRT_MAX_SMALL - 1024) / 128 + 1]; // by (size - 1024 + 127) / 128
extern uint32_t ugrt_class_divmul[UGRT_NCLASSES];
void ugrt_sizeclass_init(void);
static inline unsigned class_of(size_t size)
{
    return size <= 1024 - 8 ? ugrt_size_class8[(size + 7) >> 3] : ugrt_size_class128[(size - 1024 + 127) >> 7];
}

// page.c: the page heap. All with ugrt_heap.lock held, on a system stack.
uintptr_t ugrt_pages_alloc_locked(uintptr_t npages, bool *zeroed); // 0: out of memory
void ugrt_pages_free_locked(uintptr_t base, uintptr_t npages, bool idle); // idle: released to the system
void ugrt_pages_init(void);

// limit.c: around taking pages from the page heap, on a system stack
void ugrt_limit_before(uintptr_t npages);
void ugrt_limit_after(void);

// cache.c
bool ugrt_cache_nextrun(MCache *c, unsigned sc);
bool ugrt_cache_refill(MCache *c, unsigned sc);
void ugrt_cache_checkrate(MCache *c);
uintptr_t ugrt_cache_takecut(MCache *c, unsigned sc, bool *sampled);

// ptrmask.c: the bitmap at the end of a one-page span
void ugrt_ptrmask_set(uintptr_t obj, size_t size, const UgType *t); // size a multiple of t->size
static inline uint64_t *inspan_bits(uintptr_t obj)
{
    return (uint64_t *)((obj & ~(UGRT_PAGE - 1)) + UGRT_PAGE - UGRT_INSPAN_BYTES);
}

void ugrt_spans_init(void);                                     // span.c
UGX_NORETURN void ugrt_throw(const char *msg);                 // panic room

#endif
