// //line and /*line*/ directives: from a point on, the text is said to come from elsewhere.
//
//     //line file:line          //line :line
//     //line file:line:col      /*line file:line:col*/
//
// The file name may hold colons, so the numbers are looked for from the right.
#include "syntax/scan.h"

#define MAX_LINE (1u << 30)

typedef struct TrailingNumber {
    size_t at; // of its first digit: past the colon; 0: there is no colon
    uint32_t value;
    bool ok;
} TrailingNumber;

static TrailingNumber trailing_number(Str s)
{
    size_t i = s.n;
    while (i > 0 && s.p[i - 1] != ':') i--;
    TrailingNumber t = {.at = i};
    if (i == 0 || i == s.n) return t;
    uint64_t v = 0;
    for (size_t k = i; k < s.n; k++) {
        if (s.p[k] < '0' || s.p[k] > '9') return t;
        v = v * 10 + (uint64_t)(s.p[k] - '0');
        if (v > MAX_LINE) v = (uint64_t)MAX_LINE + 1;
    }
    t.value = (uint32_t)v;
    t.ok = true;
    return t;
}

static void add_directive(Scanner *s, uint32_t applies_at, Str file, uint32_t line, uint32_t col)
{
    SourceFile *f = s->file;
    const char *name;
    if (file.n == 0 && col != 0)
        name = f->directives.n ? f->directives.p[f->directives.n - 1].file : f->path;
    else
        name = arena_strndup(f->arena, file.p, file.n);
    vec_push(f->arena, &f->directives, ((LineDirective){applies_at, name, line, col}));
}

// `comment` is the comment's offset, `text` what follows "//" or "/*" and starts with "line ".
void scan_line_directive(Scanner *s, uint32_t comment, Str text, uint32_t applies_at)
{
    Str spec = {text.p + 5, text.n - 5};
    uint32_t base = comment + 2 + 5;
    TrailingNumber last = trailing_number(spec);
    if (last.at == 0) return; // an ordinary comment
    if (!last.ok) {
        scan_error(s, base + (uint32_t)last.at, "invalid line number: %.*s", (int)(spec.n - last.at), spec.p + last.at);
        return;
    }
    TrailingNumber line = last, col = {0}, before = trailing_number((Str){spec.p, last.at - 1});
    if (before.ok) {
        line = before;
        col = last;
        if (col.value == 0 || col.value > MAX_LINE) {
            scan_error(s, base + (uint32_t)col.at, "invalid column number: %.*s", (int)(spec.n - col.at),
                       spec.p + col.at);
            return;
        }
        spec.n = col.at - 1;
    }
    if (line.value == 0 || line.value > MAX_LINE) {
        scan_error(s, base + (uint32_t)line.at, "invalid line number: %.*s", (int)(spec.n - line.at), spec.p + line.at);
        return;
    }
    add_directive(s, applies_at, (Str){spec.p, line.at - 1}, line.value, col.value);
}
