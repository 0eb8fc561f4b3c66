// sync/atomic and internal/runtime/atomic as functions, for func values and calls that are not
// emitted inline. Everything is sequentially consistent. Pointer stores are room gc's (barriers).
#include "undergo/abi.h"

#define SEQ __ATOMIC_SEQ_CST
#define ATOMIC_OPS(bits, T)                                                                                            \
    T ugx_atomic_load##bits(T *p);                                                                                     \
    void ugx_atomic_store##bits(T *p, T v);                                                                            \
    T ugx_atomic_swap##bits(T *p, T v);                                                                                \
    bool ugx_atomic_cas##bits(T *p, T old, T v);                                                                       \
    T ugx_atomic_add##bits(T *p, T v);                                                                                 \
    T ugx_atomic_and##bits(T *p, T v);                                                                                 \
    T ugx_atomic_or##bits(T *p, T v);                                                                                  \
    T ugx_atomic_load##bits(T *p) { return __atomic_load_n(p, SEQ); }                                                  \
    void ugx_atomic_store##bits(T *p, T v) { __atomic_store_n(p, v, SEQ); }                                            \
    T ugx_atomic_swap##bits(T *p, T v) { return __atomic_exchange_n(p, v, SEQ); }                                      \
    bool ugx_atomic_cas##bits(T *p, T old, T v) { return __atomic_compare_exchange_n(p, &old, v, false, SEQ, SEQ); }   \
    T ugx_atomic_add##bits(T *p, T v) { return __atomic_add_fetch(p, v, SEQ); }                                        \
    T ugx_atomic_and##bits(T *p, T v) { return __atomic_fetch_and(p, v, SEQ); }                                        \
    T ugx_atomic_or##bits(T *p, T v) { return __atomic_fetch_or(p, v, SEQ); }

ATOMIC_OPS(8, uint8_t)
ATOMIC_OPS(32, uint32_t)
ATOMIC_OPS(64, uint64_t)
