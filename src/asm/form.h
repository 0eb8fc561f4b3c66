// Between form.c and its neighbours: the text of one instruction as it is put together.
#ifndef UG_ASM_FORM_H
#define UG_ASM_FORM_H

#include "asm/program.h"

enum { MAX_TEXTS = MAX_OPERANDS + 2 };
typedef struct Line {
    const char *mnemonic, *text[MAX_TEXTS];          // NULL: an operand that has no form here
    unsigned n;
} Line;
void line_add(Line *l, const char *text);
void line_put(Emit *e, const Line *l);               // or reports the instruction as invalid
void form_plain(Emit *e, const AsmStmt *s, const char *mnemonic); // a mnemonic and the operands as written

static inline bool is_memory(const Operand *o) { return o->kind == OPD_MEM; }
static inline bool is_gp(const Operand *o)
{
    return o->kind == OPD_REG && (o->reg.cls == RC_GP || o->reg.cls == RC_BYTE);
}

// ---- x87.c
void form_x87(Emit *e, const AsmStmt *s);
void form_x87_arith(Emit *e, const AsmStmt *s);
void form_x87_compare(Emit *e, const AsmStmt *s);
void form_x87_move(Emit *e, const AsmStmt *s);

// ---- bytes.c
void form_interrupt(Emit *e, const AsmStmt *s);
void form_exchange(Emit *e, const AsmStmt *s);
void form_byte_operation(Emit *e, const AsmStmt *s);
void form_vmovq(Emit *e, const AsmStmt *s);
#endif
