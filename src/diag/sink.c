// The sink: collects a package's errors, then prints them as gc does.
//
// gc's rules: sorted by position; of several syntax errors on a line only the first; of equal
// messages on a line, reported one after the other, only one; after ten errors "too many errors" and no more.
#include "diag/diag.h"

const char *diag_code_name(DiagCode code)
{
    static const char *const names[] = {
        "None",
#define DIAG(name, doc) #name,
#include "diag/codes.def"
#undef DIAG
    };
    return (size_t)code < ARRAY_LEN(names) ? names[code] : "None";
}

void diag_init(DiagSink *d, Arena *a, SourceSet *s) { *d = (DiagSink){.arena = a, .sources = s}; }

static void report(DiagSink *d, DiagCode code, Pos pos, bool soft, const char *fmt, va_list ap)
{
    StrBuf text = {0};
    sb_vprintf(&text, fmt, ap);
    Diag e = {.code = code, .pos = pos, .soft = soft, .msg = str_dup(d->arena, sb_str(&text)).p};
    sb_release(&text);
    vec_push(d->arena, &d->diags, e);
}

void diag_report(DiagSink *d, DiagCode code, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(d, code, pos, false, fmt, ap);
    va_end(ap);
}

void diag_report_soft(DiagSink *d, DiagCode code, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(d, code, pos, true, fmt, ap);
    va_end(ap);
}

// An error with what sorting and dropping need worked out.
typedef struct Ranked {
    const Diag *diag;
    Location at;
    uint32_t order;
    bool syntax;
    bool repeat; // says what the error reported just before says, on the same line
} Ranked;

static bool same_line(const Ranked *x, const Ranked *y)
{
    return x->at.line == y->at.line && x->at.file && y->at.file && strcmp(x->at.file, y->at.file) == 0;
}

static int by_position(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (!x->at.file || !y->at.file) {
        if (x->at.file || y->at.file) return x->at.file ? 1 : -1;
        return x->order < y->order ? -1 : 1;
    }
    if (x->at.source != y->at.source) return x->at.source->base < y->at.source->base ? -1 : 1;
    int files = strcmp(x->at.file, y->at.file);
    if (files) return files;
    if (x->at.line != y->at.line) return x->at.line < y->at.line ? -1 : 1;
    if (x->diag->pos != y->diag->pos) return x->diag->pos < y->diag->pos ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

bool diag_any_error(const DiagSink *d)
{
    for (uint32_t i = 0; i < d->diags.n; i++)
        if (d->diags.p[i].code != DIAG_NONE) return true;
    return false;
}

// The order of report of the first syntax error among e's n errors, or UINT32_MAX.
static uint32_t first_syntax_error(const Ranked *e, uint32_t n)
{
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++)
        if (e[i].syntax && e[i].order < first) first = e[i].order;
    return first;
}

static bool superseded(const Ranked *e, bool first_on_line, uint32_t first_syntax)
{
    if (e->syntax && e->order != first_syntax) return true;
    if (e->repeat) return true;
    return !first_on_line && e[-1].diag->pos == e->diag->pos && strcmp(e[-1].diag->msg, e->diag->msg) == 0;
}

enum { MAX_COLUMN = 255 }; // gc keeps no larger one

static void print_position(FILE *out, const Location *at)
{
    if (!at->file) return;
    if (at->col && at->col <= MAX_COLUMN)
        fprintf(out, "%s:%u:%u: ", at->file, at->line, at->col);
    else
        fprintf(out, "%s:%u: ", at->file, at->line);
}

uint32_t diag_flush(DiagSink *d, FILE *out, uint32_t limit)
{
    uint32_t n = d->diags.n, shown = 0;
    Ranked *e = ARENA_ARRAY(d->arena, Ranked, n);
    const Ranked *last = NULL; // error other than of syntax
    for (uint32_t i = 0; i < n; i++) {
        const Diag *diag = &d->diags.p[i];
        bool syntax = str_has_prefix(str_from(diag->msg), STR("syntax error"));
        e[i] = (Ranked){diag, sources_locate(d->sources, diag->pos), i, syntax, false};
        if (syntax) continue;
        e[i].repeat = last && same_line(last, &e[i]) && strcmp(last->diag->msg, diag->msg) == 0;
        last = &e[i];
    }
    if (n) qsort(e, n, sizeof(*e), by_position);
    for (uint32_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && same_line(&e[first], &e[end]);) end++;
        uint32_t first_syntax = first_syntax_error(e + first, end - first);
        for (uint32_t i = first; i < end; i++) {
            if (superseded(&e[i], i == first, first_syntax)) continue;
            shown++;
            if (limit && shown > limit) continue;
            print_position(out, &e[i].at);
            fprintf(out, "%s\n", e[i].diag->msg);
            if (shown == limit) {
                print_position(out, &e[i].at);
                fputs("too many errors\n", out);
            }
        }
    }
    d->diags.n = 0;
    return shown;
}
