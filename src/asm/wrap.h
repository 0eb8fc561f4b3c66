// What the files that print wrappers share (abi0.c, regabi.c): moves between registers and frames.
#ifndef UG_ASM_WRAP_H
#define UG_ASM_WRAP_H

#include "asm/sysv.h"

// A general register's names by size: 8, 4, 2, 1.
typedef const char *RegNames[4];
extern const RegNames wrap_scratch;                  // r11
void wrap_store(StrBuf *out, const char *const reg[4], unsigned size, const char *base, int off); // shifts an odd size away
void wrap_load(StrBuf *out, const char *const reg[4], unsigned size, const char *base, int off); // what lies beyond is stack too
const char *wrap_sse_move(unsigned size);
void wrap_copy(StrBuf *out, unsigned size, const char *from, int from_off, const char *to, int to_off); // by the scratch register
// The function symbol that the pc table reads ends in $w: tracebacks leave wrappers out. binding: NULL for a local one.
void wrap_open(StrBuf *out, const char *name, const char *binding);
void wrap_close(StrBuf *out, const char *name, Str go_name);
// The two halves of the wrapper through which C enters a function: up to where its frame stands at SP, and after.
void wrap_enter(Arena *a, const AsmFunction *f, uint32_t stack, uint16_t clobbered, CallLayout *l, StrBuf *out);
void wrap_leave(uint16_t clobbered, const CallLayout *l, StrBuf *out);
#endif
