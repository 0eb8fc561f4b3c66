// What an example must print: the text of the last comment in its body, if that starts with
// "Output:" or "Unordered output:". An example without such a comment is compiled, not run.
#include <ctype.h>

#include "load/load.h"

typedef struct Group {
    size_t from, to;
    uint32_t last_line;
    bool open;
} Group;

static size_t skip_text(Str t, size_t i)
{
    char q = t.p[i];
    for (i++; i < t.n && t.p[i] != q; i++) {
        if (q != '`' && t.p[i] == '\\') i++;
    }
    return i < t.n ? i + 1 : t.n;
}

// The last group of comments: comments with nothing but line ends between them.
static bool last_group(Str t, Group *out)
{
    Group g = {0};
    bool any = false;
    uint32_t line = 0;
    for (size_t i = 0; i < t.n;) {
        char c = t.p[i];
        if (c == '\n') line++;
        bool block = c == '/' && i + 1 < t.n && t.p[i + 1] == '*', rest = c == '/' && i + 1 < t.n && t.p[i + 1] == '/';
        if (!block && !rest) {
            if (c == '"' || c == '\'' || c == '`') {
                size_t end = skip_text(t, i);
                for (size_t k = i; k < end; k++) line += t.p[k] == '\n';
                g.open = false;
                i = end;
                continue;
            }
            if (!isspace((unsigned char)c)) g.open = false;
            i++;
            continue;
        }
        const char *end = block ? memmem(t.p + i + 2, t.n - i - 2, "*/", 2) : memchr(t.p + i, '\n', t.n - i);
        size_t to = end ? (size_t)(end - t.p) + (block ? 2 : 0) : t.n;
        if (!g.open || line > g.last_line + 1) g.from = i;
        for (size_t k = i; k < to; k++) line += t.p[k] == '\n';
        g.to = to;
        g.last_line = line;
        g.open = any = true;
        i = to;
    }
    *out = g;
    return any;
}

static void add_line(StrBuf *b, Str s, uint32_t *blanks)
{
    while (s.n && isspace((unsigned char)s.p[s.n - 1])) s.n--;
    if (s.n == 0) {
        ++*blanks;
        return;
    }
    if (b->n && *blanks) sb_putc(b, '\n');
    *blanks = 0;
    sb_put(b, s);
    sb_putc(b, '\n');
}

static void add_lines(StrBuf *b, Str s, uint32_t *blanks)
{
    for (;;) {
        const char *nl = memchr(s.p, '\n', s.n);
        add_line(b, (Str){s.p, nl ? (size_t)(nl - s.p) : s.n}, blanks);
        if (!nl) return;
        s.n -= (size_t)(nl + 1 - s.p);
        s.p = nl + 1;
    }
}

// The text of comments, markers and one leading space taken off, blank lines squeezed.
static void group_text(StrBuf *b, Str t)
{
    uint32_t blanks = 0;
    for (size_t i = 0; i < t.n;) {
        if (t.p[i] == '/' && i + 1 < t.n && t.p[i + 1] == '/') {
            const char *nl = memchr(t.p + i, '\n', t.n - i);
            size_t to = nl ? (size_t)(nl - t.p) : t.n;
            Str line = {t.p + i + 2, to - i - 2};
            if (line.n && line.p[0] == ' ') line.p++, line.n--;
            add_line(b, line, &blanks);
            i = to;
        } else if (t.p[i] == '/' && i + 1 < t.n && t.p[i + 1] == '*') {
            const char *end = memmem(t.p + i + 2, t.n - i - 2, "*/", 2);
            size_t to = end ? (size_t)(end - t.p) : t.n;
            add_lines(b, (Str){t.p + i + 2, to - i - 2}, &blanks);
            i = end ? to + 2 : t.n;
        } else {
            i++;
        }
    }
}

static bool take_word(Str *s, const char *word)
{
    size_t n = strlen(word);
    if (s->n < n || strncasecmp(s->p, word, n) != 0) return false;
    s->p += n;
    s->n -= n;
    return true;
}

bool load_example_output(Arena *a, Str body, LoadExample *out)
{
    Group g;
    if (!last_group(body, &g)) return false;
    StrBuf b = {0};
    group_text(&b, (Str){body.p + g.from, g.to - g.from});
    Str s = sb_str(&b);
    while (s.n && isspace((unsigned char)s.p[0])) s.p++, s.n--;
    bool unordered = take_word(&s, "unordered ");
    bool found = take_word(&s, "output:");
    if (found) {
        while (s.n && s.p[0] == ' ') s.p++, s.n--;
        if (s.n && s.p[0] == '\n') s.p++, s.n--;
        *out = (LoadExample){.output = str_dup(a, s), .unordered = unordered, .has_output = true};
    }
    sb_release(&b);
    return found;
}
