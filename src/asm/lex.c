// Tokens of Plan 9 assembly: Go's, with · and ∕ in identifiers, << and >> as one token each.
//
// A newline is a token; comments are none, a block comment counts its lines. A backslash is
// punctuation, of which the preprocessor makes line continuation.
#include <ctype.h>

#include "asm/program.h"

static char peek(const Scan *s, size_t ahead) { return s->at + ahead < s->text.n ? s->text.p[s->at + ahead] : 0; }

// Whether `c` begins a rune of an identifier; its bytes in *n.
static bool ident_rune(const Scan *s, bool first, unsigned *n)
{
    uint32_t r;
    *n = utf8_decode((Str){s->text.p + s->at, s->text.n - s->at}, &r);
    if (*n == 0) return false;
    if (r == 0xB7 || r == 0x2215 || r == '_' || rune_is_letter(r)) return true;
    return !first && rune_is_digit(r);
}

static Str ident_text(Arena *a, Str raw)
{
    char *out = arena_alloc(a, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.n;) {
        if (i + 1 < raw.n && (unsigned char)raw.p[i] == 0xC2 && (unsigned char)raw.p[i + 1] == 0xB7) {
            out[n++] = '.';
            i += 2;
        } else if (i + 2 < raw.n && memcmp(raw.p + i, "\xE2\x88\x95", 3) == 0) {
            out[n++] = '/';
            i += 3;
        } else {
            out[n++] = raw.p[i++];
        }
    }
    return (Str){out, n};
}

static bool skip_blanks(Scan *s)
{
    size_t start = s->at;
    for (;;) {
        char c = peek(s, 0);
        if (c == ' ' || c == '\t' || c == '\r') {
            s->at++;
        } else if (c == '/' && peek(s, 1) == '/') {
            while (s->at < s->text.n && peek(s, 0) != '\n') s->at++;
        } else if (c == '/' && peek(s, 1) == '*') {
            s->at += 2;
            while (s->at < s->text.n && !(peek(s, 0) == '*' && peek(s, 1) == '/')) {
                if (peek(s, 0) == '\n') s->line++;
                s->at++;
            }
            s->at += s->at < s->text.n ? 2 : 0;
        } else {
            return s->at == start;
        }
    }
}

static TokKind scan_number(Scan *s)
{
    bool hex = peek(s, 0) == '0' && (peek(s, 1) == 'x' || peek(s, 1) == 'X');
    bool is_float = false;
    if (hex) s->at += 2;
    for (;; s->at++) {
        char c = peek(s, 0);
        if (isdigit((unsigned char)c) || c == '_' || (hex && isxdigit((unsigned char)c))) continue;
        if (c == '.') {
            is_float = true;
            continue;
        }
        bool exponent = hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
        if (exponent) {
            is_float = true;
            if (peek(s, 1) == '+' || peek(s, 1) == '-') s->at++;
            continue;
        }
        if (!hex && (c == 'b' || c == 'B' || c == 'o' || c == 'O') && s->text.p[s->at - 1] == '0') continue;
        return is_float ? TK_FLOAT : TK_INT;
    }
}

static void scan_quoted(Scan *s, char quote)
{
    s->at++;
    while (s->at < s->text.n && peek(s, 0) != quote) {
        if (peek(s, 0) == '\n') {
            if (quote != '`') return;
            s->line++;
        }
        s->at += peek(s, 0) == '\\' && quote != '`' && peek(s, 1) ? 2 : 1;
    }
    if (s->at < s->text.n) s->at++;
}

Tok asm_scan(Scan *s)
{
    Tok t = {.glued = skip_blanks(s), .file = s->file, .line = s->line};
    size_t start = s->at;
    unsigned n;
    char c = peek(s, 0);
    if (s->at >= s->text.n) {
        t.text = STR("EOF");
        return t;
    }
    if (c == '\n') {
        s->at++;
        s->line++;
        t.kind = TK_NEWLINE;
    } else if (ident_rune(s, true, &n)) {
        t.kind = TK_IDENT;
        for (s->at += n; ident_rune(s, false, &n); s->at += n) {}
        t.text = ident_text(s->arena, (Str){s->text.p + start, s->at - start});
        return t;
    } else if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)peek(s, 1)))) {
        t.kind = scan_number(s);
    } else if (c == '"' || c == '`' || c == '\'') {
        t.kind = c == '\'' ? TK_CHAR : TK_STRING;
        scan_quoted(s, c);
    } else if ((c == '<' || c == '>') && peek(s, 1) == c) {
        t.kind = c == '<' ? TK_LSH : TK_RSH;
        s->at += 2;
    } else {
        uint32_t r;
        t.kind = TK_PUNCT;
        t.punct = c;
        s->at += utf8_decode((Str){s->text.p + s->at, s->text.n - s->at}, &r);
    }
    t.text = (Str){s->text.p + start, s->at - start};
    return t;
}

const char *tok_describe(Arena *a, const Tok *t)
{
    switch (t->kind) {
    case TK_EOF: return "EOF";
    case TK_IDENT:
    case TK_PLAIN_NAME: return "identifier";
    case TK_INT: return "integer constant";
    case TK_FLOAT: return "float constant";
    case TK_CHAR: return "rune constant";
    case TK_STRING: return "string constant";
    case TK_NEWLINE: return "'\\n'";
    case TK_LSH: return "<<";
    case TK_RSH: return ">>";
    case TK_HASH_DONE:
    case TK_PUNCT: break;
    }
    return arena_printf(a, "'%.*s'", STR_FMT(t->text));
}
