// A line of go.sum is "path version hash", the version followed by /go.mod where the hash is that of the
// go.mod file alone. https://go.dev/ref/mod#go-sum-files
//
// Lines are added as versions are looked at; only those that are needed in the end reach the file.
//
// What go.sum says is never replaced: another hash for a version in it is an attack or an accident, and
// fetching refuses it before it could be added.
#include <stdlib.h>
#include <unistd.h>

#include "mod/gosum.h"

typedef struct SumLine {
    ModVersion m;
    Str sum;
    bool needed, added;   // added: not read from a file
    bool elsewhere;       // in a file that is not written: the go.sum of a workspace's module
    struct SumLine *next; // another hash of the same version
} SumLine;

struct GoSum {
    Arena *arena;
    VEC(SumLine *) lines;
    StrMap by_version; // "path version" → the SumLine read last
    bool changed;
};

GoSum *gosum_new(Arena *a)
{
    GoSum *s = ARENA_NEW(a, GoSum);
    s->arena = a;
    map_init(&s->by_version, a);
    return s;
}

static Str key_of(const GoSum *s, ModVersion m)
{
    return str_from(arena_printf(s->arena, "%.*s %.*s", STR_FMT(m.path), STR_FMT(m.version)));
}

static void add(GoSum *s, ModVersion m, Str sum)
{
    SumLine *l = ARENA_NEW(s->arena, SumLine);
    Str key = key_of(s, m);
    *l = (SumLine){.m = m, .sum = sum, .next = strmap_get(&s->by_version, key)};
    vec_push(s->arena, &s->lines, l);
    strmap_put(&s->by_version, key, l);
}

static Str field(Str *line)
{
    while (line->n && (*line->p == ' ' || *line->p == '\t' || *line->p == '\r')) line->p++, line->n--;
    Str f = {line->p, 0};
    while (f.n < line->n && !memchr(" \t\r", line->p[f.n], 3)) f.n++;
    line->p += f.n, line->n -= f.n;
    return f;
}

Err gosum_read(GoSum *s, const char *path, bool elsewhere)
{
    if (access(path, F_OK) != 0) return ERR_NONE;
    Str text;
    Err err = file_read(s->arena, path, &text);
    if (err_is(err)) return err;
    // A hash of an empty go.mod that an old go wrote by mistake.
    Str mistake = STR("h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=");
    unsigned number = 0;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        Str line = {text.p + at, nl ? (size_t)(nl - text.p) - at : text.n - at};
        at += line.n + 1;
        number++;
        Str f[4];
        unsigned n = 0;
        while (n < 4 && (f[n] = field(&line)).n) n++;
        if (n == 0) continue;
        if (n != 3) {
            while (n == 4 && field(&line).n) n++;
            return err_whole("malformed go.sum:\n%s:%u: wrong number of fields %u\n", path, number, n);
        }
        if (str_eq(f[2], mistake)) continue;
        add(s, (ModVersion){f[0], f[1]}, f[2]);
        s->lines.p[s->lines.n - 1]->elsewhere = elsewhere;
    }
    return ERR_NONE;
}

Str gosum_find(const GoSum *s, ModVersion m)
{
    for (const SumLine *l = strmap_get(&s->by_version, key_of(s, m)); l; l = l->next) {
        if (str_has_prefix(l->sum, STR("h1:"))) return l->sum;
    }
    return (Str){0};
}

void gosum_add(GoSum *s, ModVersion m, Str sum)
{
    if (gosum_find(s, m).n) return;
    add(s, m, sum);
    s->lines.p[s->lines.n - 1]->added = s->changed = true;
}

void gosum_need(GoSum *s, ModVersion m)
{
    for (SumLine *l = strmap_get(&s->by_version, key_of(s, m)); l; l = l->next) l->needed = true;
}

void gosum_forget_needs(GoSum *s)
{
    for (uint32_t i = 0; i < s->lines.n; i++) s->lines.p[i]->needed = false;
}

bool gosum_changed(const GoSum *s) { return s->changed; }

// By path, then version, a go.mod line after that of its module.
static int by_version(const void *x, const void *y)
{
    const SumLine *a = *(SumLine *const *)x, *b = *(SumLine *const *)y;
    int c = str_cmp(a->m.path, b->m.path);
    if (c) return c;
    const char *as = memchr(a->m.version.p, '/', a->m.version.n), *bs = memchr(b->m.version.p, '/', b->m.version.n);
    Str av = {a->m.version.p, as ? (size_t)(as - a->m.version.p) : a->m.version.n};
    Str bv = {b->m.version.p, bs ? (size_t)(bs - b->m.version.p) : b->m.version.n};
    c = semver_cmp(av, bv);
    if (c == 0) c = str_cmp(a->m.version, b->m.version);
    return c ? c : str_cmp(a->sum, b->sum);
}

Str gosum_text(const GoSum *s, bool needed_only)
{
    VEC(SumLine *) sorted = {0};
    for (uint32_t i = 0; i < s->lines.n; i++) {
        const SumLine *l = s->lines.p[i];
        if (!l->elsewhere && (l->needed || (!needed_only && !l->added))) vec_push(s->arena, &sorted, s->lines.p[i]);
    }
    if (sorted.n) qsort(sorted.p, sorted.n, sizeof *sorted.p, by_version);
    StrBuf b = {0};
    for (uint32_t i = 0; i < sorted.n; i++) {
        const SumLine *l = sorted.p[i];
        if (i && by_version(&sorted.p[i - 1], &sorted.p[i]) == 0) continue;
        sb_printf(&b, "%.*s %.*s %.*s\n", STR_FMT(l->m.path), STR_FMT(l->m.version), STR_FMT(l->sum));
    }
    Str text = str_dup(s->arena, sb_str(&b));
    sb_release(&b);
    return text;
}

Err gosum_write(GoSum *s, const char *path, bool needed_only)
{
    Str text = gosum_text(s, needed_only), before = {0};
    bool there = access(path, F_OK) == 0;
    Err err = there ? file_read(s->arena, path, &before) : ERR_NONE;
    if (!err_is(err) && (there || text.n) && !str_eq(before, text)) err = file_write_atomic(path, text);
    s->changed = false;
    return err;
}

ModVersion gosum_gomod_key(Arena *a, ModVersion m)
{
    return (ModVersion){m.path, str_from(arena_printf(a, "%.*s/go.mod", STR_FMT(m.version)))};
}
