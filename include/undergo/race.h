// Under -race: what ThreadSanitizer is told beyond what gcc's -fsanitize=thread sees. Runtime functions are not
// instrumented, so that what they read and write for emitted code is reported where they are called.
//
// Included by ops.h in emitted files that are compiled with -fsanitize=thread, or, of packages whose atomic operations
// alone are reported, with UG_RACE_ATOMICS. A macro of a function's own name calls that function; arguments are locals
// and constants, and may stand twice.
#ifndef UNDERGO_RACE_H
#define UNDERGO_RACE_H

#include "undergo/abi.h"

#ifdef UG_RACE_ATOMICS
// What -fsanitize=thread makes of the atomic operations that these packages have: of 4 and 8 bytes.
#define UG_RACE_ATOMICS_OF(bits, T)                                                                                    \
    T __tsan_atomic##bits##_load(const volatile T *p, int order);                                                      \
    void __tsan_atomic##bits##_store(volatile T *p, T v, int order);                                                   \
    T __tsan_atomic##bits##_exchange(volatile T *p, T v, int order);                                                   \
    T __tsan_atomic##bits##_fetch_add(volatile T *p, T v, int order);                                                  \
    T __tsan_atomic##bits##_fetch_and(volatile T *p, T v, int order);                                                  \
    T __tsan_atomic##bits##_fetch_or(volatile T *p, T v, int order);                                                   \
    bool __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *old, T v, int order, int failed);
UG_RACE_ATOMICS_OF(32, uint32_t)
UG_RACE_ATOMICS_OF(64, uint64_t)
#undef UG_RACE_ATOMICS_OF
#define UG_RACE_OP(op, p, ...)                                                                                         \
    (sizeof(*(p)) == 8 ? __tsan_atomic64_##op((void *)(p), __VA_ARGS__) : __tsan_atomic32_##op((void *)(p), __VA_ARGS__))
#define __atomic_load_n(p, o) ((__typeof__(*(p)))UG_RACE_OP(load, p, o))
#define __atomic_store_n(p, v, o) UG_RACE_OP(store, p, (uintptr_t)(v), o)
#define __atomic_exchange_n(p, v, o) ((__typeof__(*(p)))UG_RACE_OP(exchange, p, (uintptr_t)(v), o))
#define __atomic_add_fetch(p, v, o) ((__typeof__(*(p)))(UG_RACE_OP(fetch_add, p, (uintptr_t)(v), o) + (v)))
#define __atomic_fetch_and(p, v, o) ((__typeof__(*(p)))UG_RACE_OP(fetch_and, p, (uintptr_t)(v), o))
#define __atomic_fetch_or(p, v, o) ((__typeof__(*(p)))UG_RACE_OP(fetch_or, p, (uintptr_t)(v), o))
#undef UG_ATOMIC_CAS
#define UG_ATOMIC_CAS(p, old, new)                                                                                     \
    ({                                                                                                                 \
        __typeof__(*(p)) ug_old_ = (old);                                                                              \
        UG_RACE_OP(compare_exchange_strong, p, (void *)&ug_old_, (uintptr_t)(new), __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);  \
    })
#else // __SANITIZE_THREAD__

void ugx_race_read(const void *p, uintptr_t n);
void ugx_race_write(const void *p, uintptr_t n);

// Memory
#define ugx_memmove(d, s, n) (ugx_race_read((s), (n)), ugx_race_write((d), (n)), ugx_memmove((d), (s), (n)))
#define ugx_memclr(p, n) (ugx_race_write((p), (n)), ugx_memclr((p), (n)))
#define ugx_typedmemmove(t, d, s)                                                                                      \
    (ugx_race_read((s), ((const UgType *)(t))->size), ugx_race_write((d), ((const UgType *)(t))->size),                \
     ugx_typedmemmove((t), (d), (s)))
#define ugx_typedmemclr(t, d) (ugx_race_write((d), ((const UgType *)(t))->size), ugx_typedmemclr((t), (d)))
#define UG_RACE_LESS(a, b, t) ((uintptr_t)((a) < (b) ? (a) : (b)) * ((const UgType *)(t))->size)
#define ugx_typedslicecopy(t, d, dn, s, sn)                                                                            \
    (ugx_race_read((s), UG_RACE_LESS(dn, sn, t)), ugx_race_write((d), UG_RACE_LESS(dn, sn, t)),                        \
     ugx_typedslicecopy((t), (d), (dn), (s), (sn)))
#define ugx_typedsliceclear(t, p, n)                                                                                   \
    (ugx_race_write((p), (uintptr_t)(n) * ((const UgType *)(t))->size), ugx_typedsliceclear((t), (p), (n)))
#define ugx_growslice(p, newlen, oldcap, num, t)                                                                       \
    (ugx_race_read((p), (uintptr_t)((newlen) - (num)) * ((const UgType *)(t))->size),                                  \
     ugx_growslice((p), (newlen), (oldcap), (num), (t)))
#define ugx_bytes_to_string(p, n) (ugx_race_read((p), (uintptr_t)(n)), ugx_bytes_to_string((p), (n)))
#define ug_bytes_to_string(b, p, n) (ugx_race_read((p), (uintptr_t)(n)), ug_bytes_to_string((b), (p), (n)))
#define ugx_runes_to_string(p, n) (ugx_race_read((p), (uintptr_t)(n) * 4), ugx_runes_to_string((p), (n)))
#define ugx_box(t, v) (ugx_race_read((v), ((const UgType *)(t))->size), ugx_box((t), (v)))

// Maps: a map is read and written as a whole.
#define ugx_mapaccess(t, m, k) (ugx_race_read((m), 1), ugx_mapaccess((t), (m), (k)))
#define ugx_mapaccess_32(t, m, k) (ugx_race_read((m), 1), ugx_mapaccess_32((t), (m), (k)))
#define ugx_mapaccess_64(t, m, k) (ugx_race_read((m), 1), ugx_mapaccess_64((t), (m), (k)))
#define ugx_mapaccess_str(t, m, k) (ugx_race_read((m), 1), ugx_mapaccess_str((t), (m), (k)))
#define ugx_mapassign(t, m, k) (ugx_race_write((m), 1), ugx_mapassign((t), (m), (k)))
#define ugx_mapassign_32(t, m, k) (ugx_race_write((m), 1), ugx_mapassign_32((t), (m), (k)))
#define ugx_mapassign_64(t, m, k) (ugx_race_write((m), 1), ugx_mapassign_64((t), (m), (k)))
#define ugx_mapassign_str(t, m, k) (ugx_race_write((m), 1), ugx_mapassign_str((t), (m), (k)))
#define ugx_mapdelete(t, m, k) (ugx_race_write((m), 1), ugx_mapdelete((t), (m), (k)))
#define ugx_mapclear(t, m) (ugx_race_write((m), 1), ugx_mapclear((t), (m)))
#define ugx_mapiterinit(t, m, it) (ugx_race_read((m), 1), ugx_mapiterinit((t), (m), (it)))
#define ugx_mapiternext(it) (ugx_race_read(((UgMapIter *)(it))->m, 1), ugx_mapiternext(it))
#endif

#endif
