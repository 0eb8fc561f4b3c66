// Runes: UTF-8, the Unicode classes Go's grammar names, and quoting as Go's strconv quotes.
#include "base/base.h"

typedef struct RuneRange {
    uint32_t lo, hi;
} RuneRange;
#include "base/unicode_tables.h"

static bool in_ranges(const RuneRange *t, size_t n, uint32_t r)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (r > t[mid].hi)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && t[lo].lo <= r;
}

bool rune_is_letter(uint32_t r)
{
    if (r < 0x80) return (r | 0x20) - 'a' < 26;
    return in_ranges(letter_ranges, ARRAY_LEN(letter_ranges), r);
}

bool rune_is_digit(uint32_t r)
{
    if (r < 0x80) return r - '0' < 10;
    return in_ranges(digit_ranges, ARRAY_LEN(digit_ranges), r);
}

bool rune_is_upper(uint32_t r)
{
    if (r < 0x80) return r - 'A' < 26;
    return in_ranges(upper_ranges, ARRAY_LEN(upper_ranges), r);
}

bool rune_is_print(uint32_t r)
{
    if (r < 0x80) return r >= 0x20 && r < 0x7f;
    return in_ranges(print_ranges, ARRAY_LEN(print_ranges), r);
}

// Shortest form only, no surrogates, nothing over 10FFFF: anything else is one byte of error.
unsigned utf8_decode(Str s, uint32_t *rune)
{
    *rune = RUNE_ERROR;
    if (s.n == 0) return 0;
    const uint8_t *p = (const uint8_t *)s.p;
    if (p[0] < 0x80) {
        *rune = p[0];
        return 1;
    }
    unsigned len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (p[0] < 0xc2 || p[0] > 0xf4 || s.n < len) return 1;
    uint32_t r = p[0] & (0x7fu >> len);
    for (unsigned i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) return 1;
        r = r << 6 | (p[i] & 0x3f);
    }
    if (r < least[len] || r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) return 1;
    *rune = r;
    return len;
}

unsigned utf8_encode(char out[4], uint32_t r)
{
    if (r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) r = RUNE_ERROR;
    if (r < 0x80) {
        out[0] = (char)r;
        return 1;
    }
    if (r < 0x800) {
        out[0] = (char)(0xc0 | r >> 6);
        out[1] = (char)(0x80 | (r & 0x3f));
        return 2;
    }
    if (r < 0x10000) {
        out[0] = (char)(0xe0 | r >> 12);
        out[1] = (char)(0x80 | (r >> 6 & 0x3f));
        out[2] = (char)(0x80 | (r & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | r >> 18);
    out[1] = (char)(0x80 | (r >> 12 & 0x3f));
    out[2] = (char)(0x80 | (r >> 6 & 0x3f));
    out[3] = (char)(0x80 | (r & 0x3f));
    return 4;
}

void sb_put_rune(StrBuf *b, uint32_t r)
{
    char bytes[4];
    sb_put(b, (Str){bytes, utf8_encode(bytes, r)});
}

static void put_escaped(StrBuf *b, uint32_t r, char quote)
{
    if (r == (uint32_t)quote || r == '\\') {
        sb_putc(b, '\\');
        sb_putc(b, (char)r);
        return;
    }
    if (rune_is_print(r)) {
        sb_put_rune(b, r);
        return;
    }
    static const char escapes[] = "abtnvfr"; // 7 to 13
    if (r >= 7 && r <= 13)
        sb_printf(b, "\\%c", escapes[r - 7]);
    else if (r < ' ' || r == 0x7f)
        sb_printf(b, "\\x%02x", r);
    else if (r < 0x10000)
        sb_printf(b, "\\u%04x", r);
    else
        sb_printf(b, "\\U%08x", r);
}

void sb_put_quoted(StrBuf *b, Str s)
{
    sb_putc(b, '"');
    while (s.n) {
        uint32_t r;
        unsigned len = utf8_decode(s, &r);
        if (len == 1 && r == RUNE_ERROR)
            sb_printf(b, "\\x%02x", (uint8_t)s.p[0]);
        else
            put_escaped(b, r, '"');
        s.p += len;
        s.n -= len;
    }
    sb_putc(b, '"');
}

void sb_put_quoted_rune(StrBuf *b, uint32_t r)
{
    if (r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) r = RUNE_ERROR;
    sb_putc(b, '\'');
    put_escaped(b, r, '\'');
    sb_putc(b, '\'');
}

void sb_put_json(StrBuf *b, Str s)
{
    sb_putc(b, '"');
    for (size_t i = 0; i < s.n;) {
        uint32_t r;
        unsigned used = utf8_decode((Str){s.p + i, s.n - i}, &r);
        static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
        const char *k = r < 0x80 ? memchr(from, (int)r, sizeof from - 1) : NULL;
        if (k) {
            sb_printf(b, "\\%c", to[k - from]);
        } else if (r < 0x20 || r == '<' || r == '>' || r == '&' || r == 0x2028 || r == 0x2029) {
            sb_printf(b, "\\u%04x", r);
        } else if (r == RUNE_ERROR && used == 1) {
            sb_puts(b, "\\ufffd");
        } else {
            sb_put(b, (Str){s.p + i, used});
        }
        i += used;
    }
    sb_putc(b, '"');
}
