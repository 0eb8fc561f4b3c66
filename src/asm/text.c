// Operands and instructions as gc prints them in messages.
#include "asm/program.h"

static void put_register(StrBuf *b, Reg r)
{
    static const char *const gp[] = {"AX", "CX", "DX",  "BX",  "SP",  "BP",  "SI",  "DI",
                                     "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15"};
    static const char *const system[] = {"GDTR", "IDTR", "LDTR", "MSW", "TASK"};
    static const char *const segments[] = {"ES", "CS", "SS", "DS", "FS", "GS"};
    static const char letters[] = "ACDB";
    switch (r.cls) {
    case RC_GP: sb_puts(b, gp[r.num]); return;
    case RC_BYTE:
        if (r.num < 4)
            sb_printf(b, "%cL", letters[r.num]);
        else
            sb_printf(b, "%sB", gp[r.num]);
        return;
    case RC_HIGH: sb_printf(b, "%cH", letters[r.num]); return;
    case RC_X87: sb_printf(b, "F%u", r.num); return;
    case RC_MMX: sb_printf(b, "M%u", r.num); return;
    case RC_MASK: sb_printf(b, "K%u", r.num); return;
    case RC_X: sb_printf(b, "X%u", r.num); return;
    case RC_Y: sb_printf(b, "Y%u", r.num); return;
    case RC_Z: sb_printf(b, "Z%u", r.num); return;
    case RC_SEG: sb_puts(b, segments[r.num]); return;
    case RC_CR: sb_printf(b, "CR%u", r.num); return;
    case RC_DR: sb_printf(b, "DR%u", r.num); return;
    case RC_TR: sb_printf(b, "TR%u", r.num); return;
    case RC_SYSTEM: sb_puts(b, system[r.num]); return;
    case RC_TLS: sb_puts(b, "TLS"); return;
    case RC_SB: sb_puts(b, "SB"); return;
    case RC_FP: sb_puts(b, "FP"); return;
    case RC_PC: sb_puts(b, "PC"); return;
    case RC_NONE: return;
    }
}

static void put_address(StrBuf *b, const Operand *o)
{
    static const char *const bases[] = {"", "SB", "SB", "FP", "SP"};
    if (o->kind == OPD_ADDR) sb_putc(b, '$');
    if (o->sym_kind) {
        sb_printf(b, "%.*s%s", STR_FMT(o->sym), o->sym_kind == SYM_STATIC ? "<>" : "");
        if (o->offset) sb_printf(b, "%+lld", (long long)o->offset);
        sb_printf(b, "(%s)", bases[o->sym_kind]);
    } else if (o->offset || (!o->reg.cls && !o->index.cls)) {
        sb_printf(b, "%lld", (long long)o->offset);
    }
    if (o->reg.cls) {
        sb_putc(b, '(');
        put_register(b, o->reg);
        sb_putc(b, ')');
    }
    if (!o->index.cls) return;
    sb_putc(b, '(');
    put_register(b, o->index);
    sb_printf(b, "*%u)", o->scale);
}

static void put_operand(StrBuf *b, const Operand *o)
{
    switch (o->kind) {
    case OPD_REG: put_register(b, o->reg); return;
    case OPD_INT: sb_printf(b, "$%lld", (long long)o->offset); return;
    case OPD_FLOAT: sb_printf(b, "$(%.17g)", o->f); return;
    case OPD_STRING:
        sb_putc(b, '$');
        sb_put_quoted(b, o->text);
        return;
    case OPD_MEM:
    case OPD_ADDR: put_address(b, o); return;
    case OPD_LIST:
        sb_putc(b, '[');
        put_register(b, o->reg);
        sb_putc(b, '-');
        put_register(b, o->index);
        sb_putc(b, ']');
        return;
    case OPD_LABEL: sb_put(b, o->sym); return;
    case OPD_PCREL: sb_printf(b, "%lld(PC)", (long long)o->offset); return;
    }
}

static const char *take_text(Arena *a, StrBuf *b)
{
    const char *s = arena_strndup(a, b->p ? b->p : "", b->n);
    sb_release(b);
    return s;
}

const char *asm_operand_text(Arena *a, const Operand *o)
{
    StrBuf b = {0};
    put_operand(&b, o);
    return take_text(a, &b);
}

const char *stmt_text(Arena *a, const AsmStmt *s)
{
    StrBuf b = {0};
    sb_puts(&b, s->word);
    for (unsigned i = 0; i < s->n; i++) {
        sb_puts(&b, i ? ", " : "\t");
        put_operand(&b, &s->op[i]);
    }
    return take_text(a, &b);
}
