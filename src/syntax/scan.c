// The scanner: Go source to tokens, one at a time, with semicolons put in where a line ends.
//
// The text ends in a NUL byte, so the inner loops need no test for the end: a byte's class says
// when to stop. Bytes that are not plain ASCII go through scan_odd_rune, which reports what may
// not stand in Go source (NUL, malformed UTF-8, a byte order mark not at the start) and skips
// it, wherever it stands. Columns count bytes, so a position is just an offset; the scanner notes
// where lines start and where //line directives apply. Errors are in gc's words and places.
// Spec: "Lexical elements".
#include "syntax/scan.h"

enum { LETTER = 1, DIGIT = 2, BLANK = 4, COMMENT = 8 }; // COMMENT: an ordinary byte inside a comment

static const uint8_t classes[256] = {
    ['\t'] = BLANK | COMMENT,
    ['\r'] = BLANK | COMMENT,
    [' '] = BLANK | COMMENT,
    [1 ... 8] = COMMENT,
    [11 ... 12] = COMMENT,
    [14 ... 31] = COMMENT,
    ['!' ... ')'] = COMMENT,
    ['+' ... '/'] = COMMENT,
    ['0' ... '9'] = DIGIT | COMMENT,
    [':' ... '@'] = COMMENT,
    ['A' ... 'Z'] = LETTER | COMMENT,
    ['[' ... '^'] = COMMENT,
    ['_'] = LETTER | COMMENT,
    ['`'] = COMMENT,
    ['a' ... 'z'] = LETTER | COMMENT,
    ['{' ... 127] = COMMENT,
};

static inline bool is_class(char c, unsigned set) { return (classes[(uint8_t)c] & set) != 0; }

const char *token_text(Token t)
{
    static const char *const texts[TOK_COUNT] = {
        [TOK_NONE] = "none",         [TOK_EOF] = "EOF",
        [TOK_NAME] = "name",         [TOK_INT_LIT] = "literal",
        [TOK_FLOAT_LIT] = "literal", [TOK_IMAG_LIT] = "literal",
        [TOK_RUNE_LIT] = "literal",  [TOK_STRING_LIT] = "literal",
        [TOK_ASSIGN_OP] = "op=",
#define TOKEN(e, s) [TOK_##e] = s,
#define OPERATOR(e, s, prec) [TOK_##e] = s,
#define KEYWORD(e, s) [TOK_##e] = s,
#include "syntax/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    };
    return (unsigned)t < TOK_COUNT ? texts[t] : "?";
}

int token_precedence(Token t)
{
    static const uint8_t precedences[TOK_COUNT] = {
#define TOKEN(e, s)
#define OPERATOR(e, s, prec) [TOK_##e] = prec,
#define KEYWORD(e, s)
#include "syntax/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    };
    return (unsigned)t < TOK_COUNT ? precedences[t] : 0;
}

// ---- Keywords: a perfect hash of the first two letters and the length

static inline unsigned keyword_hash(const char *p, size_t n)
{
    return ((unsigned)(uint8_t)p[0] + (unsigned)(uint8_t)p[1] * 4 + (unsigned)n * 6) & 63;
}

static void add_keyword(Scanner *s, Token t, Str text)
{
    unsigned h = keyword_hash(text.p, text.n);
    UG_ASSERT(!s->keywords[h]);
    s->keywords[h] = (uint8_t)t;
}

void scan_init(Scanner *s, SourceFile *file, DiagSink *sink)
{
    *s = (Scanner){
        .text = file->text.p,
        .at = file->text.p,
        .end = file->text.p + file->text.n,
        .file = file,
        .sink = sink,
    };
    UG_ASSERT(*s->end == 0);
    file->lines.n = 1;
    file->directives.n = 0;
#define TOKEN(e, s)
#define OPERATOR(e, s, prec)
#define KEYWORD(e, text) add_keyword(s, TOK_##e, STR(text));
#include "syntax/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    if (str_has_prefix(file->text, STR("\xEF\xBB\xBF"))) s->at += 3;
}

void scan_stop(Scanner *s)
{
    s->at = s->end;
    s->insert_semi = false;
    s->tok = TOK_EOF;
    s->offset = scan_offset(s);
}

void scan_error(Scanner *s, uint32_t offset, const char *fmt, ...)
{
    StrBuf msg = {0};
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&msg, fmt, ap);
    va_end(ap);
    diag_report(s->sink, DIAG_Syntax, file_pos(s->file, offset), "%s", msg.p);
    sb_release(&msg);
    s->errors++;
}

void scan_put_unicode(StrBuf *out, uint32_t rune)
{
    sb_printf(out, "U+%04X", rune);
    if (!rune_is_print(rune)) return;
    sb_puts(out, " '");
    sb_put_rune(out, rune);
    sb_putc(out, '\'');
}

void scan_newline(Scanner *s)
{
    s->at++;
    vec_push(s->file->arena, &s->file->lines, scan_offset(s));
}

#define BYTE_ORDER_MARK 0xFEFFu

uint32_t scan_odd_rune(Scanner *s)
{
    uint32_t offset = scan_offset(s), rune;
    unsigned len = utf8_decode((Str){s->at, (size_t)(s->end - s->at)}, &rune);
    s->at += len;
    if (rune != 0 && !(rune == RUNE_ERROR && len == 1) && rune != BYTE_ORDER_MARK) return rune;
    scan_error(s, offset,
               rune == 0                 ? "invalid NUL character"
               : rune == BYTE_ORDER_MARK ? "invalid BOM in the middle of the file"
                                         : "invalid UTF-8 encoding");
    return 0;
}

// ---- Comments

static void note_comment(Scanner *s, uint32_t start)
{
    if (!s->keep_comments) return;
    if (!s->blank_line) { // belongs to what stands before it
        s->comment_end = 0;
        return;
    }
    unsigned newlines = 0;
    for (const char *p = s->text + s->comment_end; p < s->text + start; p++) {
        if (*p == '\n')
            newlines++;
        else if (!is_class(*p, BLANK))
            newlines = 2;
    }
    if (s->comment_end == 0 || newlines > 1) s->comment_start = start;
    s->comment_end = scan_offset(s);
}

// After the "//". Leaves the newline.
static void line_comment(Scanner *s, uint32_t start)
{
    const char *body = s->at;
    for (;;) {
        while (is_class(*s->at, COMMENT) || *s->at == '*') s->at++;
        if (*s->at == '\n' || scan_at_end(s)) break;
        scan_odd_rune(s);
    }
    Str text = {body, (size_t)(s->at - body)};
    if (text.n && text.p[text.n - 1] == '\r') text.n--;
    bool column_one = start == 0 || s->text[start - 1] == '\n';
    if (column_one && str_has_prefix(text, STR("line ")))
        scan_line_directive(s, start, text, scan_offset(s) + !scan_at_end(s));
    else if (s->on_directive && str_has_prefix(text, STR("go:")))
        s->on_directive(s->ctx, start + 2, s->blank_line, text);
    note_comment(s, start);
}

// After the "/*". True if it held a newline.
static bool general_comment(Scanner *s, uint32_t start)
{
    const char *body = s->at;
    bool newline = false;
    for (;;) {
        while (is_class(*s->at, COMMENT)) s->at++;
        if (*s->at == '*') {
            s->at++;
            if (*s->at == '/') break;
        } else if (*s->at == '\n') {
            newline = true;
            scan_newline(s);
        } else if (scan_at_end(s)) {
            scan_error(s, start, "comment not terminated");
            return newline;
        } else {
            scan_odd_rune(s);
        }
    }
    Str text = {body, (size_t)(s->at - 1 - body)};
    s->at++;
    if (!newline && str_has_prefix(text, STR("line "))) scan_line_directive(s, start, text, scan_offset(s));
    note_comment(s, start);
    return newline;
}

// ---- Names

// What is not plain ASCII in a name, or begins one: a letter, or an error that the name goes on over.
static void odd_name_rune(Scanner *s, bool first)
{
    uint32_t offset = scan_offset(s);
    uint32_t rune = scan_odd_rune(s);
    if (rune == 0 || rune_is_letter(rune)) return;
    StrBuf shown = {0};
    scan_put_unicode(&shown, rune);
    if (!rune_is_digit(rune))
        scan_error(s, offset, "invalid character %s in identifier", shown.p);
    else if (first)
        scan_error(s, offset, "identifier cannot begin with digit %s", shown.p);
    sb_release(&shown);
}

static void name(Scanner *s)
{
    while (is_class(*s->at, LETTER | DIGIT)) s->at++;
    while ((uint8_t)*s->at >= 0x80 || (*s->at == 0 && !scan_at_end(s))) {
        odd_name_rune(s, false);
        while (is_class(*s->at, LETTER | DIGIT)) s->at++;
    }
    const char *p = s->text + s->offset;
    size_t n = (size_t)(s->at - p);
    s->lit = (Str){p, n};
    s->tok = TOK_NAME;
    s->insert_semi = true;
    if (n < 2) return;
    Token t = s->keywords[keyword_hash(p, n)];
    if (t == TOK_NONE || !str_eqz(s->lit, token_text(t))) return;
    s->tok = t;
    s->insert_semi = t == TOK_BREAK || t == TOK_CONTINUE || t == TOK_FALLTHROUGH || t == TOK_RETURN;
}

void scan_set_lit(Scanner *s, Token tok, bool ok)
{
    s->tok = tok;
    s->bad = !ok;
    s->insert_semi = true;
    s->lit = (Str){s->text + s->offset, (size_t)(s->at - s->text) - s->offset};
}

// ---- Tokens

// The token of one of these beginnings: c, c=, cc, cc= and so on.
static inline bool take(Scanner *s, char c)
{
    if (*s->at != c) return false;
    s->at++;
    return true;
}

static inline void operator_or_assign(Scanner *s, Token op)
{
    s->tok = op;
    if (take(s, '=')) {
        s->tok = TOK_ASSIGN_OP;
        s->op = op;
    }
}

static inline void closing(Scanner *s, Token tok)
{
    s->tok = tok;
    s->insert_semi = true;
}

static void semicolon(Scanner *s, Str why)
{
    s->tok = TOK_SEMI;
    s->lit = why;
}

// At a byte that starts no token.
static void odd_byte(Scanner *s)
{
    uint32_t offset = scan_offset(s);
    uint32_t rune = (uint8_t)*s->at;
    if (rune == 0) {
        scan_odd_rune(s);
        return;
    }
    s->at++;
    StrBuf shown = {0};
    scan_put_unicode(&shown, rune);
    scan_error(s, offset, "invalid character %s", shown.p);
    sb_release(&shown);
}

// After "/": a comment or an operator. True if it was a comment that makes no token.
static bool slash(Scanner *s, bool insert_semi)
{
    if (take(s, '/')) {
        line_comment(s, s->offset);
        return true;
    }
    if (take(s, '*')) {
        if (!general_comment(s, s->offset) || !insert_semi) return true;
        semicolon(s, STR("newline"));
        return false;
    }
    operator_or_assign(s, TOK_DIV);
    return false;
}

static void ampersand(Scanner *s)
{
    if (take(s, '&'))
        s->tok = TOK_ANDAND;
    else
        operator_or_assign(s, take(s, '^') ? TOK_ANDNOT : TOK_AND);
}

static void less(Scanner *s)
{
    if (take(s, '='))
        s->tok = TOK_LEQ;
    else if (take(s, '<'))
        operator_or_assign(s, TOK_SHL);
    else
        s->tok = take(s, '-') ? TOK_ARROW : TOK_LSS;
}

static void greater(Scanner *s)
{
    if (take(s, '='))
        s->tok = TOK_GEQ;
    else if (take(s, '>'))
        operator_or_assign(s, TOK_SHR);
    else
        s->tok = TOK_GTR;
}

static void dot(Scanner *s)
{
    if (is_class(*s->at, DIGIT)) {
        scan_number(s, true);
    } else if (s->at[0] == '.' && s->at[1] == '.') {
        s->at += 2;
        s->tok = TOK_ELLIPSIS;
    } else {
        s->tok = TOK_DOT;
    }
}

static void plus_or_minus(Scanner *s, char c, Token twice, Token once)
{
    if (take(s, c))
        closing(s, twice);
    else
        operator_or_assign(s, once);
}

void scan_next(Scanner *s)
{
    bool insert_semi = s->insert_semi;
    s->insert_semi = false;
again:
    s->blank_line = s->at == s->text || s->at[-1] == '\n';
    for (;;) {
        while (is_class(*s->at, BLANK)) s->at++;
        if (*s->at != '\n' || insert_semi) break;
        scan_newline(s);
        s->blank_line = true;
    }
    s->offset = scan_offset(s);
    char c = *s->at;
    if (is_class(c, LETTER)) {
        name(s);
        return;
    }
    if (is_class(c, DIGIT)) {
        scan_number(s, false);
        return;
    }
    if ((uint8_t)c >= 0x80) {
        // Malformed bytes and byte order marks are skipped like blanks; all else begins a name.
        uint32_t rune;
        unsigned len = utf8_decode((Str){s->at, (size_t)(s->end - s->at)}, &rune);
        if ((len == 1 && rune == RUNE_ERROR) || rune == BYTE_ORDER_MARK) {
            scan_odd_rune(s);
            goto again;
        }
        odd_name_rune(s, true);
        name(s);
        return;
    }
    if (c != 0) s->at++;
    switch (c) {
    case 0:
        if (!scan_at_end(s)) {
            odd_byte(s);
            goto again;
        }
        if (insert_semi)
            semicolon(s, STR("EOF"));
        else
            s->tok = TOK_EOF;
        return;
    case '\n':
        s->at--;
        scan_newline(s);
        semicolon(s, STR("newline"));
        return;
    case '"': scan_string(s); return;
    case '`': scan_raw_string(s); return;
    case '\'': scan_rune(s); return;
    case '(': s->tok = TOK_LPAREN; return;
    case '[': s->tok = TOK_LBRACK; return;
    case '{': s->tok = TOK_LBRACE; return;
    case ')': closing(s, TOK_RPAREN); return;
    case ']': closing(s, TOK_RBRACK); return;
    case '}': closing(s, TOK_RBRACE); return;
    case ',': s->tok = TOK_COMMA; return;
    case ';': semicolon(s, STR("semicolon")); return;
    case ':': s->tok = take(s, '=') ? TOK_DEFINE : TOK_COLON; return;
    case '.': dot(s); return;
    case '+': plus_or_minus(s, '+', TOK_INC, TOK_ADD); return;
    case '-': plus_or_minus(s, '-', TOK_DEC, TOK_SUB); return;
    case '*': operator_or_assign(s, TOK_MUL); return;
    case '/':
        if (slash(s, insert_semi)) goto again;
        return;
    case '%': operator_or_assign(s, TOK_REM); return;
    case '&': ampersand(s); return;
    case '|':
        if (take(s, '|'))
            s->tok = TOK_OROR;
        else
            operator_or_assign(s, TOK_OR);
        return;
    case '^': operator_or_assign(s, TOK_XOR); return;
    case '<': less(s); return;
    case '>': greater(s); return;
    case '=': s->tok = take(s, '=') ? TOK_EQL : TOK_ASSIGN; return;
    case '!': s->tok = take(s, '=') ? TOK_NEQ : TOK_NOT; return;
    case '~': s->tok = TOK_TILDE; return;
    default:
        s->at--;
        odd_byte(s);
        goto again;
    }
}
