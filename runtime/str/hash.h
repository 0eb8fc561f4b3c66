// Seeded hashing. Up to 16 bytes take two multiplications and are inlined; longer inputs go to str/hash.c.
// Equal inputs hash equally whichever entry they come by: maps mix them (reflect and specialised code).
#ifndef UGRT_HASH_H
#define UGRT_HASH_H

#include <stdint.h>
#include <string.h>

extern uint64_t ugrt_hashkey[4];                               // odd, random from the start of the process
uint64_t ugrt_hash_long(const uint8_t *p, uint64_t seed, uintptr_t n); // n > 16

static inline uint64_t ugrt_hash_mix(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}
static inline uint64_t ugrt_hash_words(uint64_t a, uint64_t b, uint64_t seed, uintptr_t n)
{
    return ugrt_hash_mix(ugrt_hashkey[1] ^ n, ugrt_hash_mix(a ^ ugrt_hashkey[2], b ^ seed ^ ugrt_hashkey[0]));
}
static inline uint64_t ugrt_hash32(uint32_t v, uint64_t seed) { return ugrt_hash_words(v, (uint64_t)v << 32, seed, 4); }
static inline uint64_t ugrt_hash64(uint64_t v, uint64_t seed) { return ugrt_hash_words(v, v >> 32, seed, 8); }

static inline uint64_t ugrt_hash_bytes(const uint8_t *p, uint64_t seed, uintptr_t n)
{
    uint64_t a, b;
    uint32_t x, y;
    if (n > 16) return ugrt_hash_long(p, seed, n);
    if (n >= 8) {
        if (n == 8) {
            memcpy(&a, p, 8);
            return ugrt_hash64(a, seed);
        }
        memcpy(&a, p, 8);
        memcpy(&b, p + n - 8, 8);
    } else if (n >= 4) {
        memcpy(&x, p, 4);
        if (n == 4) return ugrt_hash32(x, seed);
        memcpy(&y, p + n - 4, 4);
        a = x;
        b = y;
    } else if (n > 0) {
        a = (uint64_t)p[0] << 16 | (uint64_t)p[n >> 1] << 8 | p[n - 1];
        b = 0;
    } else {
        return ugrt_hash_mix(seed ^ ugrt_hashkey[0], ugrt_hashkey[1]);
    }
    return ugrt_hash_words(a, b, seed, n);
}

#endif
