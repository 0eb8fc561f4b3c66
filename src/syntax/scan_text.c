// Rune and string literals. Escapes are checked here and decoded by src/num.
// Spec: "Rune literals", "String literals".
#include "syntax/scan.h"

static int digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    char l = c | 0x20;
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : 99;
}

static void bad_escape_character(Scanner *s, const char *base)
{
    uint32_t offset = scan_offset(s), rune;
    utf8_decode((Str){s->at, (size_t)(s->end - s->at)}, &rune);
    StrBuf shown = {0};
    sb_put_quoted_rune(&shown, rune);
    scan_error(s, offset, "invalid character %s in %s escape", shown.p, base);
    sb_release(&shown);
}

// After the backslash. At the end of the text it says nothing: the caller will.
static bool escape(Scanner *s, char quote)
{
    unsigned n, base = 16;
    uint32_t max = 0x10FFFF, value = 0;
    char c = *s->at;
    if (scan_at_end(s)) return true;
    if (c == quote || (c && strchr("abfnrtv\\", c))) {
        s->at++;
        return true;
    }
    if (c >= '0' && c <= '7') {
        n = 3, base = 8, max = 255;
    } else if (c == 'x') {
        n = 2, max = 255;
    } else if (c == 'u' || c == 'U') {
        n = c == 'u' ? 4 : 8;
    } else {
        scan_error(s, scan_offset(s), "unknown escape");
        return false;
    }
    if (base == 16) s->at++;
    for (; n > 0; n--, s->at++) {
        if (scan_at_end(s)) return true;
        unsigned d = (unsigned)digit_value(*s->at);
        if (d >= base) {
            bad_escape_character(s, base == 8 ? "octal" : "hexadecimal");
            return false;
        }
        value = value * base + d;
    }
    if (base == 8 && value > max) {
        scan_error(s, scan_offset(s), "octal escape value %u > 255", value);
        return false;
    }
    if (value > max || (value >= 0xD800 && value < 0xE000)) {
        StrBuf shown = {0};
        scan_put_unicode(&shown, value);
        scan_error(s, scan_offset(s), "escape is invalid Unicode code point %s", shown.p);
        sb_release(&shown);
        return false;
    }
    return true;
}

// An ordinary byte of a literal's text, or a rune that is not ASCII.
static inline void take_char(Scanner *s)
{
    if ((int8_t)*s->at > 0)
        s->at++;
    else
        scan_odd_rune(s);
}

void scan_string(Scanner *s)
{
    bool ok = true;
    for (;;) {
        char c = *s->at;
        if (c == '"') {
            s->at++;
            break;
        }
        if (c == '\\') {
            s->at++;
            ok &= escape(s, '"');
        } else if (c == '\n') {
            scan_error(s, scan_offset(s), "newline in string");
            ok = false;
            break;
        } else if (scan_at_end(s)) {
            scan_error(s, s->offset, "string not terminated");
            ok = false;
            break;
        } else {
            take_char(s);
        }
    }
    scan_set_lit(s, TOK_STRING_LIT, ok);
}

void scan_raw_string(Scanner *s)
{
    bool ok = true;
    for (;;) {
        char c = *s->at;
        if (c == '`') {
            s->at++;
            break;
        }
        if (c == '\n') {
            scan_newline(s);
        } else if (scan_at_end(s)) {
            scan_error(s, s->offset, "string not terminated");
            ok = false;
            break;
        } else {
            take_char(s);
        }
    }
    scan_set_lit(s, TOK_STRING_LIT, ok);
}

void scan_rune(Scanner *s)
{
    bool ok = true;
    for (unsigned runes = 0;; runes++) {
        char c = *s->at;
        if (c == '\'') {
            if (ok && runes == 0)
                scan_error(s, scan_offset(s), "empty rune literal or unescaped '");
            else if (ok && runes != 1)
                scan_error(s, s->offset, "more than one character in rune literal");
            ok &= runes == 1;
            s->at++;
            break;
        }
        if (c == '\\') {
            s->at++;
            ok &= escape(s, '\'');
        } else if (c == '\n') {
            if (ok) scan_error(s, scan_offset(s), "newline in rune literal");
            ok = false;
            break;
        } else if (scan_at_end(s)) {
            if (ok) scan_error(s, s->offset, "rune literal not terminated");
            ok = false;
            break;
        } else {
            take_char(s);
        }
    }
    scan_set_lit(s, TOK_RUNE_LIT, ok);
}
