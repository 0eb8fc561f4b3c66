// Pieces of wrappers: moves between registers and frames, a wrapper's beginning and end.
#include "asm/wrap.h"

const RegNames wrap_scratch = {"r11", "r11d", "r11w", "r11b"};

void wrap_store(StrBuf *out, const char *const reg[4], unsigned size, const char *base, int off)
{
    static const char suffix[4] = {'q', 'l', 'w', 'b'};
    for (unsigned width = 8, i = 0; width; width /= 2, i++) {
        if (size < width) continue;
        sb_printf(out, "\tmov%c %%%s, %d(%%%s)\n", suffix[i], reg[i], off, base);
        size -= width;
        off += (int)width;
        if (!size) return;
        sb_printf(out, "\tshrq $%u, %%%s\n", width * 8, reg[0]);
    }
}

void wrap_load(StrBuf *out, const char *const reg[4], unsigned size, const char *base, int off)
{
    if (size == 1)
        sb_printf(out, "\tmovzbl %d(%%%s), %%%s\n", off, base, reg[1]);
    else if (size == 2)
        sb_printf(out, "\tmovzwl %d(%%%s), %%%s\n", off, base, reg[1]);
    else if (size == 4)
        sb_printf(out, "\tmovl %d(%%%s), %%%s\n", off, base, reg[1]);
    else
        sb_printf(out, "\tmovq %d(%%%s), %%%s\n", off, base, reg[0]);
}

const char *wrap_sse_move(unsigned size) { return size == 4 ? "movss" : "movsd"; }

void wrap_copy(StrBuf *out, unsigned size, const char *from, int from_off, const char *to, int to_off)
{
    wrap_load(out, wrap_scratch, size, from, from_off);
    wrap_store(out, wrap_scratch, size, to, to_off);
}

void wrap_open(StrBuf *out, const char *name, const char *binding)
{
    sb_printf(out, "\t.section ug_asm,\"ax\",@progbits,unique,%llu\n", (unsigned long long)out->n + 1);
    sb_puts(out, "\t.p2align 4\n");
    if (binding) sb_printf(out, "\t%s %s\n\t.hidden %s\n", binding, name, name);
    sb_printf(out, "%s:\n\t.type %s.x$w,@function\n%s.x$w:\n", name, name, name);
}

void wrap_close(StrBuf *out, const char *name, Str go_name)
{
    sb_printf(out, "\t.size %s.x$w,.-%s\n", name, name);
    sb_printf(out, "\t.pushsection ug_funcnames,\"\",@progbits\n\t.asciz \"%s.x$w\"\n\t.asciz ", name);
    sb_put_quoted(out, go_name);
    sb_puts(out, "\n\t.popsection\n");
}
