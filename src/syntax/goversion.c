// The least Go version that a //go:build line implies: what the file's language version becomes.
//
//     Expr = And { "||" And } .  And = Not { "&&" Not } .  Not = "!" Not | "(" Expr ")" | tag .
//
// A tag go1.N implies N, other tags nothing. An "and" implies the larger of its sides, an "or"
// the smaller; under an odd number of "!" the roles change and go1.N itself implies nothing.
#include "syntax/parse.h"

#define MAX_BUILD_NESTING 100

typedef struct BuildLine {
    const char *at, *end;
    unsigned depth;
    bool malformed;
} BuildLine;

static int32_t implied_or(BuildLine *b, bool negated);

static void skip_blanks(BuildLine *b)
{
    while (b->at < b->end && (*b->at == ' ' || *b->at == '\t')) b->at++;
}

static bool take(BuildLine *b, const char *op)
{
    skip_blanks(b);
    size_t n = strlen(op);
    if ((size_t)(b->end - b->at) < n || memcmp(b->at, op, n) != 0) return false;
    b->at += n;
    return true;
}

// -1: nothing implied; 0: go1.
static int32_t implied_by_tag(Str tag)
{
    if (str_eqz(tag, "go1")) return 0;
    if (!str_has_prefix(tag, STR("go1.")) || tag.n == 4) return -1;
    int32_t n = 0;
    for (size_t i = 4; i < tag.n; i++) {
        if (tag.p[i] < '0' || tag.p[i] > '9' || n > 100000) return -1;
        n = n * 10 + (tag.p[i] - '0');
    }
    return n;
}

static int32_t implied_not(BuildLine *b, bool negated)
{
    if (b->depth > MAX_BUILD_NESTING) b->malformed = true;
    if (b->malformed) return -1;
    b->depth++;
    int32_t v;
    if (take(b, "!")) {
        v = implied_not(b, !negated);
    } else if (take(b, "(")) {
        v = implied_or(b, negated);
        if (!take(b, ")")) b->malformed = true;
    } else {
        skip_blanks(b);
        Str tag = {b->at, 0};
        uint32_t r;
        for (Str rest = {b->at, (size_t)(b->end - b->at)}; rest.n;) {
            unsigned len = utf8_decode(rest, &r);
            if (!rune_is_letter(r) && !rune_is_digit(r) && r != '_' && r != '.') break;
            tag.n += len;
            rest.p += len;
            rest.n -= len;
        }
        if (tag.n == 0) b->malformed = true;
        b->at += tag.n;
        v = negated ? -1 : implied_by_tag(tag);
    }
    b->depth--;
    return v;
}

static int32_t larger_if(bool larger, int32_t x, int32_t y) { return (x > y) == larger ? x : y; }

static int32_t implied_and(BuildLine *b, bool negated)
{
    int32_t v = implied_not(b, negated);
    while (!b->malformed && take(b, "&&")) v = larger_if(!negated, v, implied_not(b, negated));
    return v;
}

static int32_t implied_or(BuildLine *b, bool negated)
{
    int32_t v = implied_and(b, negated);
    while (!b->malformed && take(b, "||")) v = larger_if(negated, v, implied_and(b, negated));
    return v;
}

// `line` is what follows "go:build".
Str parse_go_version(Arena *a, Str line)
{
    BuildLine b = {.at = line.p, .end = line.p + line.n};
    int32_t v = implied_or(&b, false);
    skip_blanks(&b);
    if (b.malformed || b.at < b.end || v < 0) return (Str){0};
    return str_from(v == 0 ? arena_printf(a, "go1") : arena_printf(a, "go1.%d", v));
}
