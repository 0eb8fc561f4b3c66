// Between the files of the room stack.
#ifndef UGRT_STACK_PRIVATE_H
#define UGRT_STACK_PRIVATE_H
#include "stack/stack.h"

UgSeg *ugrt_seg_new(G *g, UgSeg *prev, uint32_t order);
void ugrt_seg_free_chain(UgSeg *s);
UgSeg *ugrt_stack_map(G *g, uint32_t order); // mapped.c; NULL: no memory
void ugrt_stack_unmap(UgSeg *s);
void ugrt_alloca_free(G *g, UgSeg *seg, uintptr_t sp); // blocks of frames deeper than sp in seg; seg NULL: all
void ugrt_alloca_ranges(G *g, void (*cb)(const void *lo, const void *hi, void *arg), void *arg);
void ugrt_regbuf_range(UgRegBuf *r, void (*cb)(const void *lo, const void *hi, void *arg), void *arg);
int64_t ugrt_max_stack(void);
uintptr_t ugrt_seg_base(const UgSeg *s);                   // the lowest its guard may be
void ugrt_seg_heat_begin(UgSeg *s);                        // heat.c: of a new segment
void ugrt_seg_heat_look(UgSeg *s, const uintptr_t *frame); // its count has run out; frame: of __morestack

UGX_NORETURN void ugrt_sigreturn(G *g, void *ucontext); // assembly

// Called by morestack_amd64.S on the system stack.
void ugrt_morestack_slow(uintptr_t *frame);
void ugrt_alloca_g0(uintptr_t *inout);
#endif
