// String constants: concatenation, and the values of literals.
//
// A long `a + b + c + …` is folded from the left, so copying each partial sum would take space
// quadratic in the sum. A concatenated string therefore stands in a room with space to spare:
// if the left operand ends where its room's used part ends, the right one is appended in place.
// That never changes a value already made, and is done only in the room's own arena, that is,
// by the thread that owns it. Rejected: a lazy rope, as it makes reading a value a write.
#include "num/value.h"

static ConstVal *string_in_room(Arena *a, Str s, StringRoom *room)
{
    ConstVal *v = ARENA_NEW(a, ConstVal);
    v->rep = REP_STRING;
    v->str.s = s;
    v->str.room = room;
    return v;
}

ConstVal *num_concat(Arena *a, const ConstVal *x, const ConstVal *y)
{
    Str left = x->str.s, right = y->str.s;
    StringRoom *room = x->str.room;
    bool at_end = room && room->arena == a && left.p + left.n == room->data + room->used;
    if (at_end && room->cap - room->used >= right.n) {
        if (right.n) memcpy(room->data + room->used, right.p, right.n);
        room->used += right.n;
        return string_in_room(a, (Str){left.p, left.n + right.n}, room);
    }
    size_t n = left.n + right.n, cap = room ? 2 * n : n;
    StringRoom *fresh = arena_alloc(a, sizeof(*fresh) + cap);
    *fresh = (StringRoom){a, n, cap};
    if (left.n) memcpy(fresh->data, left.p, left.n);
    if (right.n) memcpy(fresh->data + left.n, right.p, right.n);
    return string_in_room(a, (Str){fresh->data, n}, fresh);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
    return -1;
}

// n digits of the base at *s; false if there are fewer.
static bool read_digits(Str *s, unsigned n, unsigned base, uint32_t *out)
{
    uint32_t v = 0;
    if (s->n < n) return false;
    for (unsigned i = 0; i < n; i++) {
        int d = hex_value(s->p[i]);
        if (d < 0 || (unsigned)d >= base) return false;
        v = v * base + (unsigned)d;
    }
    s->p += n;
    s->n -= n;
    *out = v;
    return true;
}

// One character or escape off the front of *s. Octal and \x escapes give a byte.
static bool read_char(Str *s, char quote, uint32_t *value, bool *is_byte)
{
    *is_byte = false;
    if (s->n == 0 || s->p[0] == quote || s->p[0] == '\n') return false;
    if (s->p[0] != '\\') {
        unsigned len = utf8_decode(*s, value);
        *is_byte = len == 1 && *value == RUNE_ERROR;
        if (*is_byte) *value = (uint8_t)s->p[0];
        s->p += len;
        s->n -= len;
        return true;
    }
    if (s->n < 2) return false;
    char c = s->p[1];
    if (c >= '0' && c <= '7') {
        s->p++;
        s->n--;
        *is_byte = true;
        return read_digits(s, 3, 8, value) && *value < 256;
    }
    s->p += 2;
    s->n -= 2;
    switch (c) {
    case 'a': *value = '\a'; return true;
    case 'b': *value = '\b'; return true;
    case 'f': *value = '\f'; return true;
    case 'n': *value = '\n'; return true;
    case 'r': *value = '\r'; return true;
    case 't': *value = '\t'; return true;
    case 'v': *value = '\v'; return true;
    case '\\': *value = '\\'; return true;
    case 'x': *is_byte = true; return read_digits(s, 2, 16, value);
    case 'u':
    case 'U':
        return read_digits(s, c == 'u' ? 4 : 8, 16, value) && *value <= 0x10ffff &&
               (*value < 0xd800 || *value > 0xdfff);
    default: *value = (uint8_t)c; return c == quote;
    }
}

static bool unquote(Str body, StrBuf *out)
{
    while (body.n) {
        uint32_t value;
        bool is_byte;
        if (!read_char(&body, '"', &value, &is_byte)) return false;
        if (is_byte)
            sb_putc(out, (char)value);
        else
            sb_put_rune(out, value);
    }
    return true;
}

ConstVal *num_string_lit(Arena *a, Str text)
{
    if (text.n < 2 || text.p[text.n - 1] != text.p[0]) return num_unknown(a);
    Str body = {text.p + 1, text.n - 2};
    if (text.p[0] == '"' && !memchr(body.p, '\\', body.n) && !memchr(body.p, '\n', body.n)) return num_string(a, body);
    StrBuf out = {0};
    bool ok = true;
    if (text.p[0] == '`') {
        for (size_t i = 0; i < body.n; i++)
            if (body.p[i] != '\r') sb_putc(&out, body.p[i]);
    } else {
        ok = text.p[0] == '"' && unquote(body, &out);
    }
    ConstVal *v = ok ? num_string(a, sb_str(&out)) : num_unknown(a);
    sb_release(&out);
    return v;
}

ConstVal *num_rune_lit(Arena *a, Str text)
{
    uint32_t value;
    bool is_byte;
    if (text.n < 3 || text.p[0] != '\'' || text.p[text.n - 1] != '\'') return num_unknown(a);
    Str body = {text.p + 1, text.n - 2};
    if (!read_char(&body, '\'', &value, &is_byte) || body.n) return num_unknown(a);
    return num_int64(a, value);
}
