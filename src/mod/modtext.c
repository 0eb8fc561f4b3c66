// go.mod and go.work as text that is edited: comments, order and blocks stay as their owner has them.
//
// The file is a list of statements, each a line, a block of lines, or a run of comments on its own. Comments that
// stand directly above a line belong to it. Printing gives the canonical form: one blank line between statements,
// blocks indented by a tab, as `go mod edit -fmt` has it.
#include <stdlib.h>

#include "mod/mod.h"

// ---- Reading

typedef struct Reader {
    ModText *t;
    Str line;       // what is left of the line
    StrVec pending; // comments that wait for what they stand above
    ModTextLine *block;
} Reader;

static bool at_comment(Str s) { return s.n > 1 && s.p[0] == '/' && s.p[1] == '/'; }

// The next word of the line as written; strings keep their quotes.
static bool next_word(Reader *r, Str *out)
{
    Str *s = &r->line;
    while (s->n && memchr(" \t\r", *s->p, 3)) s->p++, s->n--;
    if (s->n == 0 || at_comment(*s)) return false;
    size_t n = 0;
    if (memchr("()[],", *s->p, 5)) {
        n = 1;
    } else if (*s->p == '"' || *s->p == '`') {
        for (n = 1; n < s->n && s->p[n] != *s->p; n++) n += *s->p == '"' && s->p[n] == '\\' && n + 1 < s->n;
        n += n < s->n;
    } else {
        while (n < s->n && !memchr(" \t\r()[],", s->p[n], 8) && !at_comment((Str){s->p + n, s->n - n})) n++;
    }
    *out = (Str){s->p, n};
    s->p += n, s->n -= n;
    return true;
}

static void add_statement(Reader *r, ModTextLine *l)
{
    l->before = r->pending;
    r->pending = (StrVec){0};
    if (r->block) {
        vec_push(r->t->arena, &r->block->lines, l);
    } else {
        vec_push(r->t->arena, &r->t->statements, l);
    }
}

static void blank(Reader *r)
{
    if (!r->block) {
        if (r->pending.n) add_statement(r, ARENA_NEW(r->t->arena, ModTextLine));
    } else if (r->pending.n ? r->pending.p[r->pending.n - 1].n > 0 : r->block->lines.n > 0) {
        vec_push(r->t->arena, &r->pending, ((Str){0})); // blank lines in a block group it
    }
}

static void read_line(Reader *r)
{
    Arena *a = r->t->arena;
    StrVec words = {0};
    for (Str w; next_word(r, &w);) vec_push(a, &words, w);
    Str comment = str_trim(r->line, " \t\r");
    if (words.n == 0) {
        if (comment.n) {
            vec_push(a, &r->pending, comment);
        } else {
            blank(r);
        }
        return;
    }
    if (r->block && str_eqz(words.p[0], ")")) {
        r->block->before_close = r->pending;
        r->block->suffix = comment;
        r->pending = (StrVec){0};
        r->block = NULL;
        return;
    }
    ModTextLine *l = ARENA_NEW(a, ModTextLine);
    bool opens = !r->block && str_eqz(words.p[words.n - 1], "(");
    bool empty = !r->block && words.n > 2 && str_eqz(words.p[words.n - 1], ")") && str_eqz(words.p[words.n - 2], "(");
    if (opens) words.n -= 1;
    if (empty) words.n -= 2;
    l->words = words;
    l->block = opens || empty;
    if (opens) {
        l->open_suffix = comment;
    } else {
        l->suffix = comment;
    }
    add_statement(r, l);
    if (opens) r->block = l;
}

ModText *modtext_read(Arena *a, Str text)
{
    Reader r = {.t = ARENA_NEW(a, ModText)};
    r.t->arena = a;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        r.line = (Str){text.p + at, nl ? (size_t)(nl - text.p) - at : text.n - at};
        at += r.line.n + 1;
        read_line(&r);
    }
    if (r.block) r.block = NULL;
    blank(&r);
    return r.t;
}

// ---- Printing

static void end_line(StrBuf *b, bool indent)
{
    while (b->n && (b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\t')) b->n--;
    bool after_blank = b->n == 0 || (b->n > 1 && b->p[b->n - 1] == '\n' && b->p[b->n - 2] == '\n');
    if (!after_blank) sb_putc(b, '\n');
    if (indent) sb_putc(b, '\t');
}

static void put_comments(StrBuf *b, const StrVec *comments, bool indent)
{
    for (uint32_t i = 0; i < comments->n; i++) {
        sb_put(b, comments->p[i]);
        end_line(b, indent);
    }
}

static void put_words(StrBuf *b, const StrVec *words)
{
    bool glue = true;
    for (uint32_t i = 0; i < words->n; i++) {
        Str w = words->p[i];
        bool closes = str_eqz(w, ",") || str_eqz(w, ")") || str_eqz(w, "]");
        if (!glue && !closes) sb_putc(b, ' ');
        sb_put(b, w);
        glue = str_eqz(w, "(") || str_eqz(w, "[");
    }
}

static void put_suffix(StrBuf *b, Str suffix)
{
    if (suffix.n) sb_printf(b, " %.*s", STR_FMT(suffix));
}

static void put_block(StrBuf *b, const ModTextLine *block)
{
    sb_puts(b, " (");
    put_suffix(b, block->open_suffix);
    for (uint32_t i = 0; i < block->lines.n; i++) {
        const ModTextLine *l = block->lines.p[i];
        end_line(b, true);
        put_comments(b, &l->before, true);
        put_words(b, &l->words);
        put_suffix(b, l->suffix);
    }
    end_line(b, block->before_close.n != 0);
    for (uint32_t i = 0; i < block->before_close.n; i++) {
        sb_put(b, block->before_close.p[i]);
        end_line(b, i + 1 < block->before_close.n);
    }
    sb_putc(b, ')');
}

Str modtext_print(const ModText *t)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < t->statements.n; i++) {
        const ModTextLine *l = t->statements.p[i];
        put_comments(&b, &l->before, false);
        if (l->words.n) {
            put_words(&b, &l->words);
            if (l->block) put_block(&b, l);
            put_suffix(&b, l->suffix);
            end_line(&b, false);
        }
        if (i + 1 < t->statements.n) end_line(&b, false);
    }
    while (b.n > 1 && b.p[b.n - 1] == '\n' && b.p[b.n - 2] == '\n') b.n--;
    Str out = str_dup(t->arena, sb_str(&b));
    sb_release(&b);
    return out;
}

// ---- Looking

void modtext_lines(const ModText *t, const char *verb, ModTextRefs *out)
{
    for (uint32_t i = 0; i < t->statements.n; i++) {
        ModTextLine *l = t->statements.p[i];
        if (l->words.n == 0 || !str_eqz(l->words.p[0], verb)) continue;
        if (!l->block) {
            StrVec args = {l->words.p + 1, l->words.n - 1, l->words.n - 1};
            vec_push(t->arena, out, ((ModTextRef){l, NULL, args}));
        }
        for (uint32_t k = 0; k < l->lines.n; k++) {
            if (l->lines.p[k]->words.n) vec_push(t->arena, out, ((ModTextRef){l->lines.p[k], l, l->lines.p[k]->words}));
        }
    }
}

Str modtext_unquote(Arena *a, Str word)
{
    if (word.n < 2 || (word.p[0] != '"' && word.p[0] != '`')) return word;
    Str in = {word.p + 1, word.n - 2};
    if (word.p[0] == '`') return in;
    StrBuf b = {0};
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '\\' && i + 1 < in.n) i++;
        sb_putc(&b, in.p[i]);
    }
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}

Str modtext_quote(Arena *a, Str word)
{
    bool plain =
        word.n > 0 && !at_comment(word) && !memmem(word.p, word.n, "//", 2) && !memmem(word.p, word.n, "/*", 2);
    for (size_t i = 0; i < word.n && plain; i++) {
        unsigned char c = (unsigned char)word.p[i];
        plain = c > ' ' && c != 0x7f && !memchr("\"'`()[]{},", c, 10);
    }
    if (plain) return word;
    StrBuf b = {0};
    sb_put_quoted(&b, word);
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}

// ---- Changing

static ModTextLine *new_line(ModText *t, const Str *words, uint32_t n)
{
    ModTextLine *l = ARENA_NEW(t->arena, ModTextLine);
    for (uint32_t i = 0; i < n; i++) vec_push(t->arena, &l->words, words[i]);
    return l;
}

void modtext_insert(ModText *t, uint32_t at, ModTextLine *l)
{
    vec_push(t->arena, &t->statements, l);
    for (uint32_t i = t->statements.n - 1; i > at; i--) t->statements.p[i] = t->statements.p[i - 1];
    t->statements.p[at] = l;
}

void modtext_to_block(ModText *t, ModTextLine *l)
{
    if (l->block) return;
    ModTextLine *inner = new_line(t, l->words.p + 1, l->words.n - 1);
    inner->suffix = l->suffix;
    inner->before = l->before;
    StrVec verb = {0};
    vec_push(t->arena, &verb, l->words.p[0]);
    *l = (ModTextLine){.words = verb, .block = true};
    vec_push(t->arena, &l->lines, inner);
}

ModTextLine *modtext_add(ModText *t, const Str *words, uint32_t n)
{
    for (uint32_t i = t->statements.n; i-- > 0;) {
        ModTextLine *l = t->statements.p[i];
        if (l->words.n == 0 || !str_eq(l->words.p[0], words[0])) continue;
        modtext_to_block(t, l);
        ModTextLine *added = new_line(t, words + 1, n - 1);
        vec_push(t->arena, &l->lines, added);
        return added;
    }
    ModTextLine *added = new_line(t, words, n);
    vec_push(t->arena, &t->statements, added);
    return added;
}

void modtext_remove(ModTextLine *l)
{
    l->words.n = 0;
    l->removed = true;
}

void modtext_set(ModText *t, const char *verb, Str value, const char *after)
{
    ModTextRefs refs = {0};
    modtext_lines(t, verb, &refs);
    if (value.n == 0) {
        for (uint32_t i = 0; i < refs.n; i++) modtext_remove(refs.p[i].line);
        return;
    }
    if (refs.n) {
        refs.p[0].args.p[0] = value;
        return;
    }
    const Str words[] = {str_from(verb), value};
    uint32_t at = 0; // before everything but leading comments, unless what it comes after is there
    while (at < t->statements.n && t->statements.p[at]->words.n == 0) at++;
    for (uint32_t i = 0; *after && i < t->statements.n; i++) {
        const ModTextLine *l = t->statements.p[i];
        if (l->words.n && str_eqz(l->words.p[0], after)) at = i + 1;
    }
    modtext_insert(t, at, new_line(t, words, 2));
}

static void collapse(ModText *t, ModTextLine *block)
{
    ModTextLine *only = block->lines.p[0];
    for (uint32_t i = 0; i < only->words.n; i++) vec_push(t->arena, &block->words, only->words.p[i]);
    for (uint32_t i = 0; i < only->before.n; i++) vec_push(t->arena, &block->before, only->before.p[i]);
    if (only->suffix.n) block->suffix = only->suffix;
    block->block = false;
    block->lines.n = 0;
}

void modtext_clean(ModText *t)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->statements.n; i++) {
        ModTextLine *l = t->statements.p[i];
        if (l->removed) continue;
        if (l->block) {
            uint32_t n = 0;
            for (uint32_t k = 0; k < l->lines.n; k++) {
                if (!l->lines.p[k]->removed) l->lines.p[n++] = l->lines.p[k];
            }
            l->lines.n = n;
            if (n == 0) continue;
            if (n == 1 && l->before_close.n == 0) collapse(t, l);
        }
        t->statements.p[kept++] = l;
    }
    t->statements.n = kept;
}

static int by_words(const void *x, const void *y)
{
    const ModTextLine *a = *(ModTextLine *const *)x, *b = *(ModTextLine *const *)y;
    for (uint32_t i = 0; i < a->words.n && i < b->words.n; i++) {
        int c = str_cmp(a->words.p[i], b->words.p[i]);
        if (c) return c;
    }
    return a->words.n < b->words.n ? -1 : a->words.n > b->words.n;
}

static int by_exclusion(const void *x, const void *y)
{
    const ModTextLine *a = *(ModTextLine *const *)x, *b = *(ModTextLine *const *)y;
    if (a->words.n != 2 || b->words.n != 2) return by_words(x, y);
    int c = str_cmp(a->words.p[0], b->words.p[0]);
    return c ? c : semver_cmp(a->words.p[1], b->words.p[1]);
}

static Str high_version(const ModTextLine *l)
{
    return l->words.n == 1 ? l->words.p[0] : l->words.n == 5 ? l->words.p[3] : (Str){0};
}

static int by_retraction(const void *x, const void *y) // newest first
{
    int c = semver_cmp(high_version(*(ModTextLine *const *)y), high_version(*(ModTextLine *const *)x));
    return c ? c : by_words(x, y);
}

void modtext_sort(ModText *t, bool new_exclude_order)
{
    for (uint32_t i = 0; i < t->statements.n; i++) {
        ModTextLine *l = t->statements.p[i];
        if (!l->block) continue;
        bool exclude = new_exclude_order && str_eqz(l->words.p[0], "exclude");
        bool retract = str_eqz(l->words.p[0], "retract");
        qsort(l->lines.p, l->lines.n, sizeof(ModTextLine *),
              exclude   ? by_exclusion
              : retract ? by_retraction
                        : by_words);
    }
}
