// A walk over the members of one JSON object; values that are not strings are passed over.
#include "mod/jsontext.h"

typedef struct Cursor {
    Arena *arena;
    Str rest;
} Cursor;

static char peek(Cursor *c)
{
    while (c->rest.n && (*c->rest.p == ' ' || *c->rest.p == '\t' || *c->rest.p == '\n' || *c->rest.p == '\r'))
        c->rest.p++, c->rest.n--;
    return c->rest.n ? *c->rest.p : 0;
}

static bool take(Cursor *c, char want)
{
    if (peek(c) != want || !c->rest.n) return false;
    c->rest.p++, c->rest.n--;
    return true;
}

static bool hex4(Cursor *c, uint32_t *out)
{
    if (c->rest.n < 4) return false;
    *out = 0;
    for (unsigned i = 0; i < 4; i++) {
        char d = c->rest.p[i];
        unsigned v = d >= '0' && d <= '9' ? (unsigned)(d - '0') : (unsigned)((d | 32) - 'a') + 10;
        if (v > 15) return false;
        *out = *out << 4 | v;
    }
    c->rest.p += 4, c->rest.n -= 4;
    return true;
}

static bool escape(Cursor *c, StrBuf *b)
{
    if (!c->rest.n) return false;
    char e = *c->rest.p;
    c->rest.p++, c->rest.n--;
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = memchr(from, e, sizeof from - 1);
    if (at) return sb_putc(b, to[at - from]), true;
    uint32_t r;
    if (e != 'u' || !hex4(c, &r)) return false;
    sb_put_rune(b, r); // halves of a surrogate pair become U+FFFD: no version or time holds one
    return true;
}

static bool string(Cursor *c, Str *out)
{
    if (!take(c, '"')) return false;
    StrBuf b = {0};
    bool ok = false;
    while (c->rest.n) {
        char x = *c->rest.p;
        c->rest.p++, c->rest.n--;
        if (x == '"') {
            ok = true;
            break;
        }
        if (x != '\\') {
            sb_putc(&b, x);
        } else if (!escape(c, &b)) {
            break;
        }
    }
    *out = str_dup(c->arena, sb_str(&b));
    sb_release(&b);
    return ok;
}

// Any value: brackets are counted, strings inside passed over whole.
static bool skip(Cursor *c)
{
    unsigned depth = 0;
    do {
        char x = peek(c);
        Str ignored;
        if (!c->rest.n) return false;
        if (x == '"') {
            if (!string(c, &ignored)) return false;
            continue;
        }
        if (x == '{' || x == '[') depth++;
        if (x == '}' || x == ']') {
            if (depth == 0) return true;
            depth--;
        }
        if (x == ',' && depth == 0) return true;
        c->rest.p++, c->rest.n--;
    } while (depth > 0 || (peek(c) != ',' && peek(c) != '}' && c->rest.n));
    return true;
}

bool json_member(Arena *a, Str text, const char *name, Str *out)
{
    Cursor c = {a, text};
    if (!take(&c, '{')) return false;
    do {
        Str key;
        if (!string(&c, &key) || !take(&c, ':')) return false;
        if (str_eqz(key, name)) return string(&c, out);
        if (!skip(&c)) return false;
    } while (take(&c, ','));
    return false;
}
