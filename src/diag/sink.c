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

// An error with what sorting needs.
typedef struct Ranked {
    const Diag *diag;
    Location at;
    uint32_t order;
    bool syntax;
} Ranked;

static bool same_line(const Location *x, const Location *y)
{
    return x->line == y->line && x->file && y->file && strcmp(x->file, y->file) == 0;
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

enum { MAX_COLUMN = 255 }; // gc keeps no larger one

static void print_position(FILE *out, const Location *at)
{
    if (!at->file) return;
    if (at->col && at->col <= MAX_COLUMN)
        fprintf(out, "%s:%u:%u: ", at->file, at->line, at->col);
    else
        fprintf(out, "%s:%u: ", at->file, at->line);
}

// The errors that count, in order of report: one syntax error a line, and an error only once if it is told twice in a
// row. Stops at the limit.
static uint32_t pick(const DiagSink *d, Ranked *out, uint32_t limit)
{
    Location syntax_line = {0};
    const Ranked *last = NULL; // error other than of syntax
    uint32_t n = 0;
    for (uint32_t i = 0; i < d->diags.n && (!limit || n < limit); i++) {
        const Diag *diag = &d->diags.p[i];
        Ranked e = {diag, sources_locate(d->sources, diag->pos), i,
                    str_has_prefix(str_from(diag->msg), STR("syntax error"))};
        if (e.syntax ? same_line(&syntax_line, &e.at)
                     : last && same_line(&last->at, &e.at) && strcmp(last->diag->msg, diag->msg) == 0)
            continue;
        out[n] = e;
        if (e.syntax)
            syntax_line = e.at;
        else
            last = &out[n];
        n++;
    }
    return n;
}

uint32_t diag_flush(DiagSink *d, FILE *out, uint32_t limit)
{
    Ranked *e = ARENA_ARRAY(d->arena, Ranked, d->diags.n);
    uint32_t n = pick(d, e, limit);
    Location last = n ? e[n - 1].at : (Location){0};
    if (n) qsort(e, n, sizeof(*e), by_position);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i && e[i - 1].diag->pos == e[i].diag->pos && strcmp(e[i - 1].diag->msg, e[i].diag->msg) == 0) continue;
        print_position(out, &e[i].at);
        fprintf(out, "%s\n", e[i].diag->msg);
        shown++;
    }
    if (limit && n == limit) {
        print_position(out, &last);
        fputs("too many errors\n", out);
    }
    d->diags.n = 0;
    return shown;
}
