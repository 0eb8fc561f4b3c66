// UTF-8 as Go reads it: each byte that does not begin or continue a well-formed sequence is one U+FFFD of width 1;
// surrogates and overlong forms are malformed.
#include "str/private.h"
#include <emmintrin.h>

#define RUNE_ERROR 0xFFFD

static inline bool cont(uint8_t b) { return (b & 0xc0) == 0x80; }

UgRune ugrt_decode(const uint8_t *s, UgInt n, UgInt k)
{
    const uint8_t *p = s + k;
    UgInt left = n - k;
    uint8_t b = p[0];
    if (b < 0x80) return (UgRune){b, k + 1};
    if (b >= 0xc2 && b < 0xe0) {
        if (left >= 2 && cont(p[1])) return (UgRune){(b & 0x1f) << 6 | (p[1] & 0x3f), k + 2};
    } else if (b >= 0xe0 && b < 0xf0) {
        if (left >= 3 && cont(p[1]) && cont(p[2])) {
            int32_t r = (b & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
            if (r >= 0x800 && (r < 0xd800 || r > 0xdfff)) return (UgRune){r, k + 3};
        }
    } else if (b >= 0xf0 && b < 0xf5) {
        if (left >= 4 && cont(p[1]) && cont(p[2]) && cont(p[3])) {
            int32_t r = (b & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
            if (r >= 0x10000 && r <= 0x10ffff) return (UgRune){r, k + 4};
        }
    }
    return (UgRune){RUNE_ERROR, k + 1};
}

UgRune ugx_decoderune(UgString s, UgInt k) { return ugrt_decode(s.p, s.n, k); }

uintptr_t ugrt_encoderune(uint8_t *p, int32_t r)
{
    if (r < 0 || r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = RUNE_ERROR;
    if (r < 0x80) {
        p[0] = (uint8_t)r;
        return 1;
    }
    if (r < 0x800) {
        p[0] = (uint8_t)(0xc0 | r >> 6);
        p[1] = (uint8_t)(0x80 | (r & 0x3f));
        return 2;
    }
    if (r < 0x10000) {
        p[0] = (uint8_t)(0xe0 | r >> 12);
        p[1] = (uint8_t)(0x80 | (r >> 6 & 0x3f));
        p[2] = (uint8_t)(0x80 | (r & 0x3f));
        return 3;
    }
    p[0] = (uint8_t)(0xf0 | r >> 18);
    p[1] = (uint8_t)(0x80 | (r >> 12 & 0x3f));
    p[2] = (uint8_t)(0x80 | (r >> 6 & 0x3f));
    p[3] = (uint8_t)(0x80 | (r & 0x3f));
    return 4;
}

UgInt ugx_countrunes(UgString s)
{
    UgInt n = 0, k = 0;
    while (k < s.n) {
        if (k + 16 <= s.n && _mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(s.p + k))) == 0) {
            k += 16; // all ASCII
            n += 16;
            continue;
        }
        k = s.p[k] < 0x80 ? k + 1 : ugrt_decode(s.p, s.n, k).next;
        n++;
    }
    return n;
}
