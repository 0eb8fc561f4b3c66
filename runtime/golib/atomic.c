// sync/atomic and internal/runtime/atomic as functions, for func values and calls that are not
// emitted inline. Everything is sequentially consistent. Pointer stores are room gc's (barriers). A nil
// pointer panics by hand: a fault here would be C's, not the program's.
#include "undergo/abi.h"

#define SEQ __ATOMIC_SEQ_CST
static inline void *nonnil(void *p)
{
    if (UGX_UNLIKELY(!p)) ugx_panicnil();
    return p;
}
#define check(p) ((__typeof__(p))nonnil(p))
#define ATOMIC_OPS(bits, T)                                                                                            \
    T ugx_atomic_load##bits(T *p);                                                                                     \
    void ugx_atomic_store##bits(T *p, T v);                                                                            \
    T ugx_atomic_swap##bits(T *p, T v);                                                                                \
    bool ugx_atomic_cas##bits(T *p, T old, T v);                                                                       \
    T ugx_atomic_add##bits(T *p, T v);                                                                                 \
    T ugx_atomic_and##bits(T *p, T v);                                                                                 \
    T ugx_atomic_or##bits(T *p, T v);                                                                                  \
    T ugx_atomic_load##bits(T *p) { return __atomic_load_n(check(p), SEQ); }                                           \
    void ugx_atomic_store##bits(T *p, T v) { __atomic_store_n(check(p), v, SEQ); }                                     \
    T ugx_atomic_swap##bits(T *p, T v) { return __atomic_exchange_n(check(p), v, SEQ); }                               \
    bool ugx_atomic_cas##bits(T *p, T old, T v)                                                                        \
    {                                                                                                                  \
        return __atomic_compare_exchange_n(check(p), &old, v, false, SEQ, SEQ);                                        \
    }                                                                                                                  \
    T ugx_atomic_add##bits(T *p, T v) { return __atomic_add_fetch(check(p), v, SEQ); }                                 \
    T ugx_atomic_and##bits(T *p, T v) { return __atomic_fetch_and(check(p), v, SEQ); }                                 \
    T ugx_atomic_or##bits(T *p, T v) { return __atomic_fetch_or(check(p), v, SEQ); }

ATOMIC_OPS(8, uint8_t)
ATOMIC_OPS(32, uint32_t)
ATOMIC_OPS(64, uint64_t)
