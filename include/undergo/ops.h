// Go's operations as inline C, for emitted files only: whatever takes more than one C operator.
//
// Everything here is static inline or a macro, so that gcc sees through it. Nothing evaluates
// a macro argument twice unless it says so. abi.h holds the layouts and the runtime's functions.
#ifndef UNDERGO_OPS_H
#define UNDERGO_OPS_H

#include "undergo/abi.h"

#pragma GCC diagnostic ignored "-Wincompatible-pointer-types"
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"
#pragma GCC diagnostic ignored "-Woverflow"
#pragma GCC diagnostic ignored "-Wattributes"
#pragma GCC diagnostic ignored "-Wbuiltin-declaration-mismatch"
#pragma GCC diagnostic ignored "-Wreturn-local-addr"
#pragma GCC diagnostic ignored "-Wdiv-by-zero"
#pragma GCC diagnostic ignored "-Wshift-count-overflow"
#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#pragma GCC diagnostic ignored "-Wstringop-overread"
#pragma GCC diagnostic ignored "-Wnonnull"

#define UG_INLINE static inline __attribute__((always_inline, unused))
#define UG_WEAK __attribute__((weak, unused))        // one copy a program: wrappers, equality and hash functions
#define UG_STR(lit) ((UgString){(const uint8_t *)(lit), sizeof(lit) - 1})

// A function that the C compiler may not expand at this call.
#define UG_NOT_INLINED(f)                                                                                              \
    ({                                                                                                                 \
        __typeof__(&f) ug_f_ = f;                                                                                      \
        __asm__("" : "+r"(ug_f_));                                                                                     \
        ug_f_;                                                                                                         \
    })

// Package variables that hold pointers: a section each, all of one name, so that the linker can drop those that
// nothing mentions (-z start-stop-gc) and the collector sees one range. N is unique in the file.
#ifdef __clang__
#define UG_DATA(n) __attribute__((section("ug_data")))
#define UG_BSS(n) __attribute__((section("ug_bss")))
#define UG_WRAPPER(n) __attribute__((section("ug_wrappers")))
#else
#define UG_DATA(n) __attribute__((section("ug_data,\"aw\",@progbits,unique," #n "#")))
#define UG_WRAPPER(n) __attribute__((section("ug_wrappers,\"ax\",@progbits,unique," #n "#"))) // recover looks through them
#define UG_BSS(n) __attribute__((section("ug_bss,\"aw\",@nobits,unique," #n "#")))
#endif

// What a pointer to something of no size points to: one object a program, so that such pointers are equal.
extern uint64_t ugrt_zerobase[2];
#define ug_nothing (*(uint8_t *)ugrt_zerobase)

// ---- Strings
UG_INLINE bool ug_streq(UgString a, UgString b) {
    return a.n == b.n && (a.p == b.p || __builtin_memcmp(a.p, b.p, (size_t)a.n) == 0);
}
UG_INLINE UgString ug_strmin(UgString a, UgString b) { return ugx_cmpstring(b, a) < 0 ? b : a; }
UG_INLINE UgString ug_strmax(UgString a, UgString b) { return ugx_cmpstring(b, a) > 0 ? b : a; }
UG_INLINE UgRune ug_decoderune(UgString s, UgInt k) {
    if (UGX_LIKELY(s.p[k] < 0x80)) return (UgRune){s.p[k], k + 1};
    return ugx_decoderune(s, k);
}

// Short strings in the frame: their bytes land in a buffer of it, longer ones on the heap.
#define UG_STRING_BUFFER 32
UG_INLINE UgString ug_bytes_to_string(uint8_t *buffer, const void *p, UgInt n) {
    if (n > UG_STRING_BUFFER) return ugx_bytes_to_string(p, n);
    __builtin_memcpy(buffer, p, (size_t)n);
    return (UgString){buffer, n};
}
UG_INLINE UgSlice ug_string_to_bytes(uint8_t *buffer, UgString s) {
    if (s.n > UG_STRING_BUFFER) return ugx_string_to_bytes(s);
    __builtin_memset(buffer, 0, UG_STRING_BUFFER);
    __builtin_memcpy(buffer, s.p, (size_t)s.n);
    return (UgSlice){buffer, s.n, UG_STRING_BUFFER};
}
UG_INLINE UgString ug_concat(uint8_t *buffer, const UgString *parts, UgInt n) {
    UgInt total = 0;
    for (UgInt i = 0; i < n; i++)
        if (__builtin_add_overflow(total, parts[i].n, &total) || total > UG_STRING_BUFFER) return ugx_concat(parts, n);
    uint8_t *to = buffer;
    for (UgInt i = 0; i < n; to += parts[i++].n) __builtin_memcpy(to, parts[i].p, (size_t)parts[i].n);
    return (UgString){buffer, total};
}
UG_INLINE UgString ug_int_to_string(uint8_t *buffer, int64_t v) {
    if (v < 0 || v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) v = 0xfffd;
    if (v < 0x80) {
        buffer[0] = (uint8_t)v;
        return (UgString){buffer, 1};
    }
    UgInt n = v < 0x800 ? 2 : v < 0x10000 ? 3 : 4;
    for (UgInt i = n - 1; i > 0; i--, v >>= 6) buffer[i] = (uint8_t)(0x80 | (v & 0x3f));
    buffer[0] = (uint8_t)((0xf00 >> n) | v);
    return (UgString){buffer, n};
}

// ---- Integers. Division: the divisor is not zero; the least integer divided by -1 is itself (C would trap).
#define UG_DIVISION(name, T)                                                                                           \
    UG_INLINE T ug_div_##name(T a, T b) { return UGX_UNLIKELY(b == -1) ? (T)(0 - a) : (T)(a / b); }                    \
    UG_INLINE T ug_rem_##name(T a, T b) { return UGX_UNLIKELY(b == -1) ? (T)0 : (T)(a % b); }
UG_DIVISION(i8, int8_t)
UG_DIVISION(i16, int16_t)
UG_DIVISION(i32, int32_t)
UG_DIVISION(i64, int64_t)
#undef UG_DIVISION
// Shifts: a count of the width or more gives 0, or the sign.
#define UG_SHIFTS(bits, S, U)                                                                                          \
    UG_INLINE U ug_shl_u##bits(U a, uint64_t n) { return n < bits ? (U)(a << n) : (U)0; }                              \
    UG_INLINE U ug_shr_u##bits(U a, uint64_t n) { return n < bits ? (U)(a >> n) : (U)0; }                              \
    UG_INLINE S ug_shl_i##bits(S a, uint64_t n) { return n < bits ? (S)((U)a << n) : (S)0; }                           \
    UG_INLINE S ug_shr_i##bits(S a, uint64_t n) { return (S)(a >> (n < bits ? n : bits - 1)); }
UG_SHIFTS(8, int8_t, uint8_t)
UG_SHIFTS(16, int16_t, uint16_t)
UG_SHIFTS(32, int32_t, uint32_t)
UG_SHIFTS(64, int64_t, uint64_t)
#undef UG_SHIFTS

// ---- First in a branch that is not to become a conditional move (opt/branch.c).
#define ug_branch() __asm__ volatile("")

// ---- x = nil for a local: done where x lives, be it a register, though nobody reads it again; the collector reads all.
#ifdef __x86_64__
#define ug_drop(x) __asm__ volatile("movq $0,%0" : "+g"(x))
#define ug_drop_word(x) __asm__ volatile("movq $0,%0" : "=m"(x)) // of a variable that lies in memory
#define ug_tidy() __asm__ volatile("call ugx_tidystack" : : : "rbx", "r12", "r13", "r14", "r15", "memory", "cc")
#else
#define ug_drop(x) __asm__ volatile("" : "=r"(x) : "0"(NULL))
#define ug_drop_word(x) (*(void *volatile *)&(x) = NULL)
#define ug_tidy() (void)0
#endif
// A variable that lets go where a collection is asked for (opt/dead.c).
#define ug_drop_memory(x) ug_clear_frame(&(x), sizeof(x)) // of one that lives in the frame
UG_INLINE void ug_clear_frame(void *p, uintptr_t n)
{
    __builtin_memset(p, 0, n);
    __asm__ volatile("" : : "r"(p) : "memory");
}
#define ug_settle(x) __asm__ volatile("" : "+m"(x)) // in memory, and nowhere else
#define ug_part(x) __asm__ volatile("" : "+r"(x)) // gcc takes it no longer for a copy of another

// ---- Floats to integers, as gc converts on amd64: towards zero; the SSE instruction gives the least value for NaN and
// whatever is out of range. The clamped forms, gc's under -d=converthash=qy, give the greatest value above the range and
// the least below it, NaN by its sign.
// Assembly, for of the builtin's constant results gcc makes the greatest value.
#ifdef __SSE2__
typedef double UgV2df __attribute__((vector_size(16)));
typedef float UgV4sf __attribute__((vector_size(16)));
#endif
UG_INLINE int64_t ug_f2i64(double v) {
#ifdef __x86_64__
    if (!__builtin_constant_p(v)) {
        int64_t r;
        __asm__("cvttsd2siq %1,%0" : "=r"(r) : "x"(v));
        return r;
    }
#endif
    return v >= -0x1p63 && v < 0x1p63 ? (int64_t)v : INT64_MIN;
}
UG_INLINE int32_t ug_f2i32(double v) {
#ifdef __x86_64__
    if (!__builtin_constant_p(v)) {
        int32_t r;
        __asm__("cvttsd2sil %1,%0" : "=r"(r) : "x"(v));
        return r;
    }
#endif
    return v > -0x1.000002p31 && v < 0x1p31 ? (int32_t)v : INT32_MIN;
}
UG_INLINE uint64_t ug_f2u64(double v) {
    return v < 0x1p63 ? (uint64_t)ug_f2i64(v) : (uint64_t)ug_f2i64(v - 0x1p63) | (uint64_t)1 << 63;
}
UG_INLINE uint32_t ug_f2u32(double v) { return (uint32_t)ug_f2i64(v); }

UG_INLINE int64_t ug_signbits(double v) {
    int64_t bits;
    __builtin_memcpy(&bits, &v, 8);
    return bits;
}
UG_INLINE int64_t ug_f2i64_clamped(double v) {
    int64_t y = ug_f2i64(v);
    return y ^ ((y & ~ug_signbits(v)) >> 63);
}
UG_INLINE int32_t ug_f2i32_clamped(double v) {
    int32_t y = ug_f2i32(v);
    return y ^ ((y & (int32_t)(~ug_signbits(v) >> 32)) >> 31);
}
UG_INLINE uint64_t ug_f2u64_clamped(double v) {
    if (v < 0x1p63) return v < 0 ? 0 : (uint64_t)ug_f2i64_clamped(v);
    return (uint64_t)ug_f2i64_clamped(v - 0x1p63) | (uint64_t)1 << 63;
}
UG_INLINE uint32_t ug_f2u32_clamped(double v) {
    if (v < 0x1p31) return v < 0 ? 0 : (uint32_t)ug_f2i32_clamped(v);
    return (uint32_t)ug_f2i32_clamped(v - 0x1p31) | (uint32_t)1 << 31;
}

// ---- Go's min and max of floats: NaN wins, -0 is less than +0.
#define UG_MINMAX(name, T)                                                                                             \
    UG_INLINE T ug_min_##name(T a, T b) {                                                                              \
        if (a != a || b != b) return a + b;                                                                            \
        if (a == b) return __builtin_signbit(a) ? a : b;                                                               \
        return a < b ? a : b;                                                                                          \
    }                                                                                                                  \
    UG_INLINE T ug_max_##name(T a, T b) {                                                                              \
        if (a != a || b != b) return a + b;                                                                            \
        if (a == b) return __builtin_signbit(a) ? b : a;                                                               \
        return a > b ? a : b;                                                                                          \
    }
UG_MINMAX(f32, float)
UG_MINMAX(f64, double)
#undef UG_MINMAX

// ---- Complex numbers
#define UG_COMPLEX(name, C)                                                                                            \
    UG_INLINE C ug_add_##name(C a, C b) { return (C){a.re + b.re, a.im + b.im}; }                                      \
    UG_INLINE C ug_sub_##name(C a, C b) { return (C){a.re - b.re, a.im - b.im}; }                                      \
    UG_INLINE C ug_mul_##name(C a, C b) { return (C){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }          \
    UG_INLINE C ug_neg_##name(C a) { return (C){-a.re, -a.im}; }                                                       \
    UG_INLINE bool ug_eq_##name(C a, C b) { return a.re == b.re && a.im == b.im; }
UG_COMPLEX(c64, UgComplex64)
UG_COMPLEX(c128, UgComplex128)
#undef UG_COMPLEX
UG_INLINE UgComplex128 ug_div_c128(UgComplex128 a, UgComplex128 b) { return ugx_complex128div(a, b); }
UG_INLINE UgComplex64 ug_div_c64(UgComplex64 a, UgComplex64 b) {
    UgComplex128 q = ugx_complex128div((UgComplex128){a.re, a.im}, (UgComplex128){b.re, b.im});
    return (UgComplex64){(float)q.re, (float)q.im};
}

// ---- Interfaces
UG_INLINE const UgType *ug_itype(UgIface v) { return v.tab ? v.tab->type : NULL; }
UG_INLINE bool ug_efaceeq(UgEface a, UgEface b) {
    return a.type == b.type && (a.type == NULL || ugx_efaceeq(a.type, a.data, b.data));
}
UG_INLINE bool ug_ifaceeq(UgIface a, UgIface b) {
    return a.tab == b.tab && (a.tab == NULL || ugx_ifaceeq(a.tab, a.data, b.data));
}

// ---- Slices. The pointer of an empty tail stays inside its object: the offset counts only where capacity is left.
UG_INLINE void *ug_advance(const void *p, UgInt elems, UgInt size, UgInt cap_left) {
    return (uint8_t *)p + ((elems * size) & ((0 - cap_left) >> 63));
}

// ---- Stores with barriers of values of several words. The slot is evaluated once.
UG_INLINE void ug_store_string(UgString *slot, UgString v) {
    slot->n = v.n;
    UGX_STORE(&slot->p, v.p);
}
UG_INLINE void ug_store_slice(UgSlice *slot, UgSlice v) {
    slot->n = v.n;
    slot->cap = v.cap;
    UGX_STORE(&slot->p, v.p);
}
UG_INLINE void ug_store_eface(UgEface *slot, UgEface v) {
    slot->type = v.type;
    UGX_STORE(&slot->data, v.data);
}
UG_INLINE void ug_store_iface(UgIface *slot, UgIface v) {
    slot->tab = v.tab;
    UGX_STORE(&slot->data, v.data);
}

// ---- What intrinsics need (src/cgen/intrinsics.def)
typedef struct UgPair64 { uint64_t r0, r1; } UgPair64;
typedef struct UgPair32 { uint32_t r0, r1; } UgPair32;
typedef struct UgMulOverflow { uint64_t r0; bool r1; } UgMulOverflow;
UG_INLINE UgPair64 ug_mul64(uint64_t a, uint64_t b) {
    unsigned __int128 p = (unsigned __int128)a * b;
    return (UgPair64){(uint64_t)(p >> 64), (uint64_t)p};
}
#ifdef __clang__
#define UG_SUBBORROW64 __builtin_ia32_subborrow_u64
#else
#define UG_SUBBORROW64 __builtin_ia32_sbb_u64
#endif
// The carry and the borrow are 0 or 1. gcc turns a chain of these into adc and sbb; of two overflow checks it does not.
UG_INLINE UgPair64 ug_add64(uint64_t a, uint64_t b, uint64_t carry) {
    unsigned long long s;
    unsigned char c = __builtin_ia32_addcarryx_u64((unsigned char)carry, a, b, &s);
    return (UgPair64){s, c};
}
UG_INLINE UgPair64 ug_sub64(uint64_t a, uint64_t b, uint64_t borrow) {
    unsigned long long s;
    unsigned char c = UG_SUBBORROW64((unsigned char)borrow, a, b, &s);
    return (UgPair64){s, c};
}
UG_INLINE UgMulOverflow ug_muluintptr(uint64_t a, uint64_t b) {
    UgMulOverflow r;
    r.r1 = __builtin_mul_overflow(a, b, &r.r0);
    return r;
}
// Instructions that every processor of today has, but not GOAMD64=v1: asked for at run time there, as by gc. `no` is
// the ordinary call. Assembly reads its result's register first: it depends on nothing else then.
#ifdef __SSE4_1__
#define UG_ROUND(how, builtin, x, no) builtin(x)
#elif defined __x86_64__
#define UG_ROUND(how, builtin, x, no)                                                                                  \
    (__builtin_constant_p(x) ? builtin(x) : UGX_LIKELY(ugx_cpu.sse41) ? ug_roundsd(x, how) : (no))
#define ug_roundsd(x, how)                                                                                             \
    ({                                                                                                                 \
        double ug_r_ = (x);                                                                                            \
        __asm__("roundsd %1,%0,%0" : "+x"(ug_r_) : "i"(how));                                                          \
        ug_r_;                                                                                                         \
    })
#else
#define UG_ROUND(how, builtin, x, no) (no)
#endif
#ifdef __FMA__
#define UG_FMA(x, y, z, no) __builtin_fma(x, y, z)
#elif defined __x86_64__
#define UG_FMA(x, y, z, no) (UGX_LIKELY(ugx_cpu.fma) ? ug_fma(x, y, z) : (no))
UG_INLINE double ug_fma(double x, double y, double z) {
    __asm__("vfmadd231sd %2,%1,%0" : "+x"(z) : "x"(x), "x"(y));
    return z;
}
#else
#define UG_FMA(x, y, z, no) (no)
#endif
#ifdef __POPCNT__
#define UG_POPCNT(x, no) __builtin_popcountll(x)
#elif defined __x86_64__
#define UG_POPCNT(x, no)                                                                                               \
    (__builtin_constant_p(x) ? (UgInt)__builtin_popcountll(x) : UGX_LIKELY(ugx_cpu.popcnt) ? ug_popcnt(x) : (no))
UG_INLINE UgInt ug_popcnt(uint64_t x) {
    __asm__("popcntq %0,%0" : "+r"(x) : : "cc");
    return (UgInt)x;
}
#else
#define UG_POPCNT(x, no) (no)
#endif
UG_INLINE UgInt ug_len64(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }
UG_INLINE UgInt ug_clz64(uint64_t x) { return x ? __builtin_clzll(x) : 64; }
UG_INLINE UgInt ug_clz32(uint32_t x) { return x ? __builtin_clz(x) : 32; }
UG_INLINE UgInt ug_clz16(uint16_t x) { return 16 - ug_len64(x); }
UG_INLINE UgInt ug_clz8(uint8_t x) { return 8 - ug_len64(x); }
UG_INLINE UgInt ug_ctz64(uint64_t x) { return x ? __builtin_ctzll(x) : 64; }
UG_INLINE UgInt ug_ctz32(uint32_t x) { return x ? __builtin_ctz(x) : 32; }
UG_INLINE UgInt ug_ctz16(uint16_t x) { return __builtin_ctz(x | 1u << 16); }
UG_INLINE UgInt ug_ctz8(uint8_t x) { return __builtin_ctz(x | 1u << 8); }
#define UG_ROTATE(bits, T)                                                                                             \
    UG_INLINE T ug_rotl##bits(T x, UgInt k) { return (T)(x << (k & (bits - 1)) | x >> (-k & (bits - 1))); }
UG_ROTATE(8, uint8_t)
UG_ROTATE(16, uint16_t)
UG_ROTATE(32, uint32_t)
UG_ROTATE(64, uint64_t)
#undef UG_ROTATE
#define UG_BITS(name, To, From)                                                                                        \
    UG_INLINE To name(From v) {                                                                                        \
        To out;                                                                                                        \
        __builtin_memcpy(&out, &v, sizeof out);                                                                        \
        return out;                                                                                                    \
    }
UG_BITS(ug_f64bits, uint64_t, double)
UG_BITS(ug_f64frombits, double, uint64_t)
UG_BITS(ug_f32bits, uint32_t, float)
UG_BITS(ug_f32frombits, float, uint32_t)
#undef UG_BITS
#define UG_ATOMIC_CAS(p, old, new)                                                                                     \
    ({                                                                                                                 \
        __typeof__(*(p)) ug_old_ = (old);                                                                              \
        __atomic_compare_exchange_n((p), &ug_old_, (new), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);                  \
    })

#if defined __SANITIZE_THREAD__ || defined UG_RACE_ATOMICS
#include "undergo/race.h"
#endif

#endif
