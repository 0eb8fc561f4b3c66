// Splits a go.mod or go.work file into directive lines.
//
// The grammar is line by line: `verb arg…`, or `verb (` with one directive a line up to `)`.
// Arguments are bare words or Go strings; `//` starts a comment. A line in a block carries the
// block's verb. See https://go.dev/ref/mod#go-mod-file.
#include "mod/mod.h"

typedef struct Lexer {
    Arena *arena;
    Str text;
    size_t at;
    uint32_t line;
    size_t line_start;
    ModErrors *errs;
    bool stopped; // a syntax error: what follows is not read
} Lexer;

void mod_error(ModErrors *e, const ModLine *at, const char *fmt, ...)
{
    if (e->text.n) sb_putc(&e->text, '\n');
    sb_printf(&e->text, "%s:%u", e->file, at->line);
    if (at->col > 1) sb_printf(&e->text, ":%u", at->col);
    sb_puts(&e->text, ": ");
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&e->text, fmt, ap);
    va_end(ap);
}

static void lex_error(Lexer *l, const char *msg)
{
    ModLine at = {.line = l->line, .col = (uint32_t)(l->at - l->line_start + 1)};
    mod_error(l->errs, &at, "%s", msg);
}

static bool more(const Lexer *l) { return l->at < l->text.n; }
static char peek(const Lexer *l) { return more(l) ? l->text.p[l->at] : '\n'; }
static bool at_comment(const Lexer *l)
{
    return l->at + 1 < l->text.n && l->text.p[l->at] == '/' && l->text.p[l->at + 1] == '/';
}

static bool word_end(const Lexer *l)
{
    char c = peek(l);
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '(' || c == ')' || c == '[' || c == ']' ||
           c == ',' || at_comment(l);
}

// A Go string literal; the few escapes a path could need.
static Str quoted(Lexer *l)
{
    char quote = l->text.p[l->at++];
    StrBuf b = {0};
    while (more(l) && peek(l) != quote) {
        char c = l->text.p[l->at++];
        if (c == '\n') {
            l->at--;
            lex_error(l, "unexpected newline in string");
            l->stopped = true;
            break;
        }
        if (c == '\\' && quote == '"' && more(l)) {
            c = l->text.p[l->at++];
            if (c == 't') c = '\t';
            if (c == 'n') c = '\n';
        }
        sb_putc(&b, c);
    }
    if (peek(l) == quote) l->at++;
    Str s = str_dup(l->arena, sb_str(&b));
    sb_release(&b);
    return s;
}

// The next word of the line, or false at its end.
static bool word(Lexer *l, Str *out)
{
    while (more(l) && (peek(l) == ' ' || peek(l) == '\t' || peek(l) == '\r')) l->at++;
    if (!more(l) || peek(l) == '\n' || at_comment(l)) return false;
    char c = peek(l);
    if (c == '"' || c == '`') {
        *out = quoted(l);
        return true;
    }
    size_t start = l->at;
    if (c == '(' || c == ')' || c == '[' || c == ']' || c == ',') {
        l->at++;
    } else {
        while (more(l) && !word_end(l)) l->at++;
    }
    *out = (Str){l->text.p + start, l->at - start};
    return true;
}

static Str line_comment(Lexer *l)
{
    if (!at_comment(l)) return (Str){0};
    l->at += 2;
    size_t start = l->at;
    while (more(l) && peek(l) != '\n') l->at++;
    Str s = {l->text.p + start, l->at - start};
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) s.p++, s.n--;
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\r')) s.n--;
    return s;
}

// The text of comments that stand above a line, without a blank line between.
static void comment_above(Arena *a, Str *above, Str comment)
{
    *above = above->n ? str_from(arena_printf(a, "%.*s\n%.*s", STR_FMT(*above), STR_FMT(comment)))
                      : str_from(arena_printf(a, "\n%.*s", STR_FMT(comment)));
}

// The comment that belongs to a line: what stands above it, then what follows it; else that of its block.
static Str comment_of(Arena *a, Str above, Str suffix, Str of_block)
{
    if (suffix.n) comment_above(a, &above, suffix);
    if (above.n == 0) return of_block;
    return (Str){above.p + 1, above.n - 1};
}

void mod_lex(Arena *a, Str text, ModLines *out, ModErrors *errs)
{
    Lexer l = {.arena = a, .text = text, .line = 1, .errs = errs};
    Str block = {0}, above = {0}, of_block = {0};
    bool in_block = false;
    uint32_t block_line = 0, block_col = 0;
    for (; more(&l) && !l.stopped; l.at++, l.line++, l.line_start = l.at) {
        while (more(&l) && (peek(&l) == ' ' || peek(&l) == '\t')) l.at++;
        ModLine line = {
            .line = l.line, .col = (uint32_t)(l.at - l.line_start + 1), .in_block = in_block, .verb = block};
        Str w;
        while (!l.stopped && word(&l, &w)) vec_push(a, &line.args, w);
        if (l.stopped) return;
        bool only_comment = line.args.n == 0 && at_comment(&l);
        line.comment = line_comment(&l);
        while (more(&l) && peek(&l) != '\n') l.at++;
        if (only_comment) comment_above(a, &above, line.comment);
        if (line.args.n == 0) {
            if (!only_comment) above = (Str){0};
            continue;
        }
        line.doc = comment_of(a, above, line.comment, in_block ? of_block : (Str){0});
        Str over = above;
        above = (Str){0};
        if (in_block) {
            if (str_eqz(line.args.p[0], ")")) {
                in_block = false;
                block = (Str){0};
            } else {
                vec_push(a, out, line);
            }
            continue;
        }
        line.verb = line.args.p[0];
        line.args.p++;
        line.args.n--;
        line.args.cap = line.args.n;
        if (line.args.n == 1 && str_eqz(line.args.p[0], "(")) {
            in_block = true;
            block = line.verb;
            block_line = line.line;
            block_col = line.col;
            of_block = comment_of(a, over, line.comment, (Str){0});
            continue;
        }
        if (line.args.n == 2 && str_eqz(line.args.p[0], "(") && str_eqz(line.args.p[1], ")")) continue;
        vec_push(a, out, line);
    }
    if (in_block)
        lex_error(&l, arena_printf(a, "syntax error (unterminated block started at %s:%u:%u)", errs->whole, block_line,
                                   block_col));
}
