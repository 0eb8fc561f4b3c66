// The instruction table: one row of insn.def an instruction, found by its Go name.
#include <stdlib.h>

#include "asm/program.h"

#define NONE 0
static const Insn table[] = {
#define INSN(go, gnu, widths, flags) {#go, gnu, widths, IK_PLAIN, flags, 0, 0},
#define FORM(go, gnu, widths, kind, flags) {#go, gnu, widths, IK_##kind, flags, 0, 0},
#define VECT(go, gnu, widths, elem, vector, flags) {#go, gnu, widths, IK_PLAIN, flags, elem, vector},
#include "asm/insn.def"
#undef INSN
#undef FORM
#undef VECT
};

static int by_name(const void *name, const void *row)
{
    return str_cmp(*(const Str *)name, str_from(((const Insn *)row)->go));
}

const Insn *insn_find(Str name) { return bsearch(&name, table, ARRAY_LEN(table), sizeof table[0], by_name); }
