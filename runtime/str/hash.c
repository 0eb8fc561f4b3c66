// Hashing of long inputs: AES rounds over four lanes where the CPU has them, else multiply and fold 48 bytes a turn.
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
static _Alignas(16) uint8_t aeskey[4][16];

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

AES static uint64_t hash_aes(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    __m128i start = _mm_set_epi64x((long long)n, (long long)seed);
    __m128i a = _mm_aesenc_si128(_mm_xor_si128(start, key(0)), key(1));
    if (n <= 32) { // the two ends may overlap
        __m128i b = _mm_xor_si128(load(p), a), c = _mm_xor_si128(load(p + n - 16), _mm_aesenc_si128(a, key(2)));
        for (int i = 0; i < 3; i++) {
            b = _mm_aesenc_si128(b, key(2));
            c = _mm_aesenc_si128(c, key(3));
        }
        return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(_mm_xor_si128(b, c), key(1)));
    }
    __m128i x[4];
    for (int i = 0; i < 4; i++) x[i] = _mm_aesenc_si128(a, key(i));
    uintptr_t left = n;
    for (; left > 64; left -= 64, p += 64)
        for (int i = 0; i < 4; i++)
            x[i] = _mm_aesenc_si128(_mm_aesenc_si128(_mm_xor_si128(x[i], load(p + 16 * i)), key(i)), key(i ^ 1));
    // The last 64 bytes, or of a shorter input its first and last 32: every byte at least once.
    const uint8_t *end = p + left, *head = n >= 64 ? end - 64 : p;
    x[0] = _mm_xor_si128(x[0], load(head));
    x[1] = _mm_xor_si128(x[1], load(head + 16));
    x[2] = _mm_xor_si128(x[2], load(end - 32));
    x[3] = _mm_xor_si128(x[3], load(end - 16));
    for (int r = 0; r < 3; r++)
        for (int i = 0; i < 4; i++) x[i] = _mm_aesenc_si128(x[i], key(i));
    __m128i y = _mm_xor_si128(_mm_aesenc_si128(x[0], x[1]), _mm_aesenc_si128(x[2], x[3]));
    return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(y, key(0)));
}

uint64_t ugrt_hash_long(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    return have_aes ? hash_aes(p, seed, n) : hash_mul(p, seed, n);
}

void ugrt_hash_init(void)
{
    uint64_t r[12];
    if (ugrt_debugvars.schedrand) {
        uint64_t s = ugrt_debugvars.schedrand_seed;
        for (int i = 0; i < 12; i++) { // splitmix64
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
