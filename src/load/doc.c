// The one sentence that `list` tells of a package: the first of the comment above a package clause.
#include <ctype.h>

#include "load/load.h"

// The comment that ends on the line above `clause`, as lines without their marks; directives left out.
static Str comment_above(Arena *a, Str text, size_t clause)
{
    size_t end = clause;
    if (end == 0 || text.p[end - 1] != '\n') return (Str){0};
    end--;
    size_t last = end;
    StrBuf b = {0};
    if (end >= 2 && memcmp(text.p + end - 2, "*/", 2) == 0) {
        size_t start = end - 2;
        while (start > 1 && memcmp(text.p + start - 2, "/*", 2) != 0) start--;
        sb_put(&b, (Str){text.p + start, end - 2 - start});
    } else {
        size_t start = end;
        for (;;) { // line by line upwards
            size_t line = start;
            while (line > 0 && text.p[line - 1] != '\n') line--;
            if (start - line < 2 || memcmp(text.p + line, "//", 2) != 0) break;
            end = line;
            if (line == 0) break;
            start = line - 1;
        }
        for (size_t at = end; at < last;) {
            const char *nl = memchr(text.p + at, '\n', clause - at);
            Str line = {text.p + at + 2, (size_t)(nl - text.p) - at - 2};
            at += line.n + 3;
            const char *colon = memchr(line.p, ':', line.n), *space = memchr(line.p, ' ', line.n);
            bool directive = line.n && islower((unsigned char)*line.p) && colon && (!space || colon < space);
            if (directive) continue;
            if (line.n && *line.p == ' ') line.p++, line.n--;
            sb_put(&b, line);
            sb_putc(&b, '\n');
        }
    }
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}

// Up to the first full stop that ends a sentence, or the end of the paragraph; blanks are single.
static Str first_sentence(Arena *a, Str text)
{
    StrBuf b = {0};
    size_t i = 0;
    while (i < text.n && isspace((unsigned char)text.p[i])) i++;
    for (; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n' && i + 1 < text.n && text.p[i + 1] == '\n') break;
        if (isspace((unsigned char)c)) {
            bool before = b.n > 1 && isupper((unsigned char)b.p[b.n - 2]) &&
                          (b.n == 2 || !isupper((unsigned char)b.p[b.n - 3])); // "J. Doe"
            if (b.n && b.p[b.n - 1] == '.' && !before) break;
            if (b.n && b.p[b.n - 1] != ' ') sb_putc(&b, ' ');
        } else {
            sb_putc(&b, c);
        }
    }
    while (b.n && b.p[b.n - 1] == ' ') b.n--;
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}

static bool is_notice(Str s)
{
    static const char *const starts[] = {"copyright", "all rights", "author"};
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        size_t n = strlen(starts[i]);
        if (s.n >= n && strncasecmp(s.p, starts[i], n) == 0) return true;
    }
    return false;
}

Str load_doc(const Loader *l, const LoadPkg *p)
{
    for (uint32_t i = 0; i < p->files.n; i++) {
        if (!p->files.p[i]->source) continue;
        Str text = p->files.p[i]->source->text;
        const char *clause = str_has_prefix(text, STR("package ")) ? text.p : memmem(text.p, text.n, "\npackage ", 9);
        if (!clause) continue;
        size_t at = (size_t)(clause - text.p) + (*clause == '\n');
        Str doc = first_sentence(l->arena, comment_above(l->arena, text, at));
        if (doc.n && !is_notice(doc)) return doc;
    }
    return (Str){0};
}
