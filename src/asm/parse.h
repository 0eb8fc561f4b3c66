// Between parse.c (lines and pseudo-instructions) and operand.c (one operand).
#ifndef UG_ASM_PARSE_H
#define UG_ASM_PARSE_H

#include "asm/program.h"

typedef struct Parser {
    const AsmOptions *opt;
    Arena *arena;
    AsmErrors *errs;
    Preproc *pre;
    AsmFile *file;
    Tok line;                                        // first token of the statement: where messages point
    const Toks *input;                               // the operand being read
    uint32_t at, depth;                              // depth: of the expression
    bool is_jump, bad;                               // bad: this statement has an error
    VEC(Str) labels;                                 // waiting for their statement
    StrMap seen_labels;                              // of the function
    AsmFunc *func;
    uint32_t count;                                  // instructions so far
} Parser;

void asm_syntax_error(Parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool asm_read_operand(Parser *p, const Toks *toks, Operand *out); // false after an error
#endif
