// Str, a borrowed run of bytes, and StrBuf, a growing text on the heap.
#include "base/base.h"

int str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c) return c < 0 ? -1 : 1;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_has_prefix(Str s, Str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_has_suffix(Str s, Str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

Str str_dup(Arena *a, Str s) { return (Str){arena_strndup(a, s.p, s.n), s.n}; }

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

// A multiply-and-fold hash over 8-byte words. Not keyed: it never sees hostile network input.
uint64_t str_hash(Str s)
{
    const uint64_t k1 = 0x9e3779b97f4a7c15u, k2 = 0xe7037ed1a0b428dbu;
    uint64_t h = s.n * k1, w;
    const char *p = s.p;
    size_t n = s.n;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&w, p, 8);
        h = mix(h ^ w, k2);
    }
    if (n >= 4) {
        uint32_t lo, hi;
        memcpy(&lo, p, 4);
        memcpy(&hi, p + n - 4, 4);
        h = mix(h ^ (lo | (uint64_t)hi << 32), k2);
    } else if (n) {
        w = (uint8_t)p[0] | (uint64_t)(uint8_t)p[n / 2] << 8 | (uint64_t)(uint8_t)p[n - 1] << 16;
        h = mix(h ^ w, k2);
    }
    return mix(h, k1);
}

// ---- StrBuf

static void reserve(StrBuf *b, size_t more)
{
    size_t need = b->n + more + 1;
    if (need <= b->cap) return;
    size_t cap = b->cap ? b->cap * 2 : 64;
    if (cap < need) cap = need;
    b->p = realloc(b->p, cap);
    if (!b->p) base_oom();
    b->cap = cap;
}

void sb_release(StrBuf *b)
{
    free(b->p);
    *b = (StrBuf){0};
}

void sb_clear(StrBuf *b)
{
    b->n = 0;
    if (b->p) b->p[0] = 0;
}

void sb_putc(StrBuf *b, char c)
{
    reserve(b, 1);
    b->p[b->n++] = c;
    b->p[b->n] = 0;
}

void sb_put(StrBuf *b, Str s)
{
    reserve(b, s.n);
    if (s.n) memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = 0;
}

void sb_puts(StrBuf *b, const char *z) { sb_put(b, str_from(z)); }

void sb_vprintf(StrBuf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    reserve(b, 0);
    int n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
    UG_ASSERT(n >= 0);
    if ((size_t)n >= b->cap - b->n) {
        reserve(b, (size_t)n);
        vsnprintf(b->p + b->n, b->cap - b->n, fmt, again);
    }
    b->n += (size_t)n;
    va_end(again);
}

void sb_printf(StrBuf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(b, fmt, ap);
    va_end(ap);
}
