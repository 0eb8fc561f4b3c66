// Hashing of long inputs: AES rounds over two to eight lanes where the CPU has them, else multiply and fold 48 bytes a turn.
// The keys are random from the start of the process; under schedrand they come from its seed, so that map order and
// collisions repeat.
#include "str/hash.h"
#include "str/private.h"
#include "gc/debugvars.h"
#include "os/os.h"
#include "sched/sched.h"
#include <immintrin.h>

uint64_t ugrt_hashkey[4] = {0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3};
static bool have_aes;
static _Alignas(16) uint8_t aeskey[8][16];

static inline uint64_t read64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

static uint64_t hash_mul(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    const uint64_t *k = ugrt_hashkey;
    uint64_t a = seed ^ k[0], b = a, c = a;
    uintptr_t left = n;
    for (; left > 48; left -= 48, p += 48) {
        a = ugrt_hash_mix(read64(p) ^ k[1], read64(p + 8) ^ a);
        b = ugrt_hash_mix(read64(p + 16) ^ k[2], read64(p + 24) ^ b);
        c = ugrt_hash_mix(read64(p + 32) ^ k[3], read64(p + 40) ^ c);
    }
    a ^= b ^ c;
    for (; left > 16; left -= 16, p += 16) a = ugrt_hash_mix(read64(p) ^ k[1], read64(p + 8) ^ a);
    return ugrt_hash_mix(k[1] ^ n, ugrt_hash_mix(read64(p + left - 16) ^ k[2], read64(p + left - 8) ^ a));
}

#define AES __attribute__((target("aes,sse4.1")))

AES static inline __m128i load(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }
AES static inline __m128i key(int i) { return _mm_load_si128((const __m128i *)aeskey[i]); }

AES static inline __m128i stir(__m128i x) { return _mm_aesenc_si128(x, x); }

// n is at least half of what the lanes hold at once. Unrolled, or the lanes live in memory: the count is a constant of
// each caller.
AES static inline __attribute__((always_inline)) uint64_t hash_lanes(const uint8_t *p, uint64_t seed, uintptr_t n,
                                                                     const int lanes)
{
    const uintptr_t block = 16 * (uintptr_t)lanes;
    __m128i x[8], start = _mm_set_epi64x((long long)n, (long long)seed);
#pragma GCC unroll 8
    for (int i = 0; i < lanes; i++) x[i] = stir(_mm_xor_si128(start, key(i)));
    uintptr_t left = n;
    for (; left > block; left -= block, p += block)
#pragma GCC unroll 8
        for (int i = 0; i < lanes; i++) x[i] = _mm_aesenc_si128(stir(x[i]), load(p + 16 * i));
    // The last block, or of a shorter input its first and last half: every byte at least once.
    const uint8_t *end = p + left, *head = n >= block ? end - block : p;
#pragma GCC unroll 8
    for (int i = 0; i < lanes; i++)
        x[i] = _mm_xor_si128(x[i], load(i < lanes / 2 ? head + 16 * i : end - 16 * (lanes - i)));
#pragma GCC unroll 3
    for (int r = 0; r < 3; r++)
#pragma GCC unroll 8
        for (int i = 0; i < lanes; i++) x[i] = stir(x[i]);
#pragma GCC unroll 8
    for (int i = 1; i < lanes; i++) x[0] = _mm_xor_si128(x[0], x[i]);
    return (uint64_t)_mm_cvtsi128_si64(x[0]);
}

AES static uint64_t hash_aes(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    if (n <= 32) return hash_lanes(p, seed, n, 2);
    if (n <= 128) return hash_lanes(p, seed, n, 4);
    return hash_lanes(p, seed, n, 8);
}

uint64_t ugrt_hash_long(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    return have_aes ? hash_aes(p, seed, n) : hash_mul(p, seed, n);
}

void ugrt_hash_init(void)
{
    uint64_t r[4 + sizeof aeskey / 8];
    if (ugrt_debugvars.schedrand) {
        uint64_t s = ugrt_debugvars.schedrand_seed;
        for (size_t i = 0; i < sizeof r / sizeof r[0]; i++) { // splitmix64
            uint64_t z = s += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            r[i] = z ^ (z >> 31);
        }
    } else {
        ugrt_random_bytes(r, sizeof r);
    }
    for (int i = 0; i < 4; i++) ugrt_hashkey[i] = r[i] | 1;
    memcpy(aeskey, r + 4, sizeof aeskey);
    __builtin_cpu_init();
    have_aes = __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
}

// ---- What emitted hash functions call
uintptr_t ugx_memhash(const void *p, uintptr_t seed, uintptr_t n) { return ugrt_hash_bytes(p, seed, n); }

uintptr_t ugx_strhash(const void *p, uintptr_t seed)
{
    const UgString *s = p;
    return ugrt_hash_bytes(s->p, seed, (uintptr_t)s->n);
}

// +0 and -0 are equal; NaN is equal to nothing, so each hashes at random lest they pile up.
uintptr_t ugx_f32hash(const void *p, uintptr_t seed)
{
    float f;
    uint32_t bits;
    memcpy(&f, p, 4);
    if (f == 0) return ugrt_hash32(0, seed);
    if (f != f) return ugrt_hash64(ugrt_rand64(), seed);
    memcpy(&bits, p, 4);
    return ugrt_hash32(bits, seed);
}

uintptr_t ugx_f64hash(const void *p, uintptr_t seed)
{
    double f;
    uint64_t bits;
    memcpy(&f, p, 8);
    if (f == 0) return ugrt_hash64(0, seed);
    if (f != f) return ugrt_hash64(ugrt_rand64(), seed);
    memcpy(&bits, p, 8);
    return ugrt_hash64(bits, seed);
}
