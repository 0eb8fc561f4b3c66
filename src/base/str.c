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

static bool is_one_of(char c, const char *set) { return c != '\0' && strchr(set, c); }

static Str trim_front(Str s, const char *blanks)
{
    while (s.n && is_one_of(*s.p, blanks)) s.p++, s.n--;
    return s;
}

Str str_trim(Str s, const char *blanks)
{
    s = trim_front(s, blanks);
    while (s.n && is_one_of(s.p[s.n - 1], blanks)) s.n--;
    return s;
}

Str str_word(Str *s, const char *blanks)
{
    *s = trim_front(*s, blanks);
    Str word = {s->p, 0};
    while (word.n < s->n && !is_one_of(s->p[word.n], blanks)) word.n++;
    s->p += word.n;
    s->n -= word.n;
    return word;
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

// ---- Formatting. The compiler prints megabytes of C by few and simple directives, which are done
// here without the C library: %s %.*s %c %u %d %lld %llu %zu %x %%. Anything else goes to vsnprintf.
static const char *directive_end(const char *p)
{
    static const char *const known[] = {"s", ".*s", "c", "u", "d", "lld", "llu", "zu", "x", "%"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i]);
        if (strncmp(p, known[i], n) == 0) return p + n;
    }
    return NULL;
}

static bool is_simple(const char *fmt)
{
    for (const char *p = fmt; p && (p = strchr(p, '%'));) {
        p = directive_end(p + 1);
        if (!p) return false;
    }
    return true;
}

static void put_number(StrBuf *b, unsigned long long v, unsigned base)
{
    char digits[24];
    size_t at = sizeof digits;
    do digits[--at] = "0123456789abcdef"[v % base];
    while (v /= base);
    sb_put(b, (Str){digits + at, sizeof digits - at});
}

static void put_signed(StrBuf *b, long long v)
{
    if (v < 0) sb_putc(b, '-');
    put_number(b, v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v, 10);
}

static void put_text(StrBuf *b, const char *z, int limit)
{
    if (!z) z = "(null)";
    sb_put(b, (Str){z, limit < 0 ? strlen(z) : strnlen(z, (size_t)limit)});
}

static void simple_vprintf(StrBuf *b, const char *fmt, va_list ap)
{
    for (;;) {
        const char *p = strchrnul(fmt, '%');
        sb_put(b, (Str){fmt, (size_t)(p - fmt)});
        if (!*p) return;
        fmt = directive_end(p + 1);
        switch (p[1]) {
        case 's': put_text(b, va_arg(ap, const char *), -1); break;
        case '.': {
            int limit = va_arg(ap, int);
            put_text(b, va_arg(ap, const char *), limit);
            break;
        }
        case 'c': sb_putc(b, (char)va_arg(ap, int)); break;
        case 'u': put_number(b, va_arg(ap, unsigned), 10); break;
        case 'd': put_signed(b, va_arg(ap, int)); break;
        case 'x': put_number(b, va_arg(ap, unsigned), 16); break;
        case 'z': put_number(b, va_arg(ap, size_t), 10); break;
        case 'l':
            if (p[3] == 'd')
                put_signed(b, va_arg(ap, long long));
            else
                put_number(b, va_arg(ap, unsigned long long), 10);
            break;
        default: sb_putc(b, '%');
        }
    }
}

static void any_vprintf(StrBuf *b, const char *fmt, va_list ap)
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

void sb_vprintf(StrBuf *b, const char *fmt, va_list ap)
{
    if (is_simple(fmt))
        simple_vprintf(b, fmt, ap);
    else
        any_vprintf(b, fmt, ap);
}

void sb_printf(StrBuf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(b, fmt, ap);
    va_end(ap);
}
