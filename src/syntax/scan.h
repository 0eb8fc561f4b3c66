// The scanner's face to the parser. Private to src/syntax.
#ifndef UG_SCAN_H
#define UG_SCAN_H

#include "syntax/ast.h"

typedef struct Scanner Scanner;

// Called with each comment that starts with "//go:", its text without the slashes.
typedef void (*ScanDirective)(void *ctx, uint32_t offset, bool blank_line, Str text);

struct Scanner {
    const char *text;                                // the file's; text[size] is 0
    const char *at;                                  // next byte to read
    const char *end;
    SourceFile *file;
    DiagSink *sink;
    ScanDirective on_directive;                      // NULL: ignored
    void *ctx;
    uint32_t errors;                                 // reported so far, by the parser too
    bool insert_semi;                                // a newline here is a semicolon
    bool blank_line;                                 // only white space stands before the token on its line
    bool keep_comments;                              // maintain the comment group below

    // The current token.
    Token tok;
    Token op;                                        // TOK_ASSIGN_OP: the operator before the =
    bool bad;                                        // a literal in error
    uint32_t offset;                                 // of its first byte
    Str lit;                                         // names and literals: the text as written; TOK_SEMI: what made it one

    // The last run of comments without an empty line between, for the preamble of import "C".
    uint32_t comment_start, comment_end;

    uint8_t keywords[64];                            // Tokens, by scan_keyword_hash
};

void scan_init(Scanner *s, SourceFile *file, DiagSink *sink);
void scan_next(Scanner *s);
void scan_error(Scanner *s, uint32_t offset, const char *fmt, ...) PRINTF_LIKE(3, 4);
void scan_stop(Scanner *s);                          // whatever is left: the next token is the end of file

// ---- Parts of the scanner, by file
void scan_number(Scanner *s, bool seen_point);       // scan_number.c
void scan_string(Scanner *s);                        // scan_text.c
void scan_raw_string(Scanner *s);
void scan_rune(Scanner *s);
void scan_line_directive(Scanner *s, uint32_t comment, Str text, uint32_t applies_at); // line_directive.c
uint32_t scan_odd_rune(Scanner *s);                  // at a byte that is not plain ASCII: a rune, or 0 if it was in error and skipped
void scan_newline(Scanner *s);                       // *at is the newline: takes it and notes the line
void scan_set_lit(Scanner *s, Token tok, bool ok);
void scan_put_unicode(StrBuf *out, uint32_t rune);   // U+0040 '@'

static inline uint32_t scan_offset(const Scanner *s) { return (uint32_t)(s->at - s->text); }
static inline bool scan_at_end(const Scanner *s) { return s->at == s->end; }

#endif
