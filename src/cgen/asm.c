// Top-level assembly: the buffer for what C can't say (32-bit distances, COMDAT groups, link order).
#include "cgen/emit.h"

void asm_line(Cg *cg, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&cg->assembly, fmt, ap);
    va_end(ap);
    sb_putc(&cg->assembly, '\n');
}

void asm_section_open(Cg *cg, const char *section, const char *flags, const char *symbol, bool comdat)
{
    if (comdat) {
        asm_line(cg, ".pushsection %s.%s,\"%sG\",@progbits,%s,comdat", section, symbol, flags, symbol);
        asm_line(cg, ".weak %s", symbol);
    } else {
        asm_line(cg, ".pushsection %s.%s,\"%s\",@progbits", section, symbol, flags);
        asm_line(cg, ".globl %s", symbol);
    }
    asm_line(cg, ".hidden %s", symbol);
    asm_line(cg, ".balign 8");
    asm_line(cg, "%s:", symbol);
}

void asm_section_close(Cg *cg) { asm_line(cg, ".popsection"); }

const char *asm_label(Cg *cg, char kind) { return arena_printf(cg->arena, ".Lug_%c%u", kind, cg->counter++); }
