// Instructions of which the GNU assembler knows another encoding only, and can't be asked for gc's: as bytes.
#include "asm/form.h"

void form_interrupt(Emit *e, const AsmStmt *s)
{
    if (s->n != 1 || s->op[0].kind != OPD_INT)
        emit_invalid(e);
    else if (s->op[0].offset == 3) // GNU's int $3 is the one-byte breakpoint
        emit_line(e, ".byte 0xcd, 3");
    else
        emit_line(e, "int $%lld", (long long)(s->op[0].offset & 255));
}

void form_exchange(Emit *e, const AsmStmt *s)
{
    bool both_ax = s->n == 2 && is_gp(&s->op[0]) && is_gp(&s->op[1]) && s->op[0].reg.num == 0 && s->op[1].reg.num == 0;
    if (both_ax && s->insn->widths[0] == 'l')
        emit_line(e, "nop");
    else if (both_ax && s->insn->widths[0] == 'q')
        emit_line(e, ".byte 0x48, 0x90");
    else
        form_plain(e, s, s->insn->gnu);
}

void form_note_long_jump(Emit *e)
{
    uint32_t most = 0;
    e->long_jump = e->long_target = NULL;
    for (uint32_t i = e->func->first; i < e->func->end; i++) {
        const AsmStmt *s = e->file->stmts.p[i];
        if (s->kind != ST_INSN || !(s->insn->flags & IF_JUMP) || s->n == 0) continue;
        const Operand *o = &s->op[s->n - 1];
        const AsmStmt *to = o->kind == OPD_LABEL ? strmap_get(&e->labels, o->sym) : NULL;
        if (!to || to->number <= s->number || to->number - s->number <= most) continue;
        most = to->number - s->number;
        e->long_jump = s;
        e->long_target = to;
    }
}

// Arithmetic of a byte with AX named as such. gc takes the general form; but where a jump turns out to be a long
// one it goes over the function again, AX has become AL meanwhile, and it takes AL's short form.
void form_byte_operation(Emit *e, const AsmStmt *s)
{
    static const char *const group[] = {"ADDB", "ORB", "ADCB", "SBBB", "ANDB", "SUBB", "XORB", "CMPB"};
    const Operand *number = &s->op[s->insn->flags & IF_SWAP ? 1 : 0], *reg = &s->op[s->insn->flags & IF_SWAP ? 0 : 1];
    bool ax =
        s->n == 2 && number->kind == OPD_INT && reg->kind == OPD_REG && reg->reg.cls == RC_GP && reg->reg.num == 0;
    if (!ax) {
        form_plain(e, s, s->insn->gnu);
        return;
    }
    unsigned opcode = 0xf6, modrm = 0xc0, short_form = 0xa8; // TESTB
    for (unsigned i = 0; i < ARRAY_LEN(group); i++)
        if (strcmp(s->insn->go, group[i]) == 0) opcode = 0x80, modrm = 0xc0 | i << 3, short_form = 4 | i << 3;
    if (e->long_jump) { // a comparison is -1 where it holds
        const char *far = arena_printf(e->arena, "(%s-.Lafter%u > 127)", emit_label(e, e->long_target), e->ended);
        emit_line(e, ".skip -%s, 0x%x", far, short_form);
        emit_line(e, ".skip 1+%s, 0x%x", far, opcode);
        emit_line(e, ".skip 1+%s, 0x%x", far, modrm);
        emit_line(e, ".byte 0x%x", (unsigned)number->offset & 255);
        return;
    }
    emit_line(e, ".byte 0x%x, 0x%x, 0x%x", opcode, modrm, (unsigned)number->offset & 255);
}

// ---- VMOVQ between memory and a vector register: gc's is the form of general registers.
static bool encodable(const Emit *e, const Operand *mem, const Operand *reg)
{
    bool global = mem->sym_kind == SYM_EXTERN || mem->sym_kind == SYM_STATIC;
    bool indexed = mem->index.cls == RC_GP && mem->index.num != NUM_SP;
    return e->func && is_memory(mem) && reg->kind == OPD_REG && reg->reg.cls == RC_X && reg->reg.num < 16 &&
           !(global && (mem->reg.cls || mem->index.cls)) && (mem->reg.cls == RC_NONE || mem->reg.cls == RC_GP) &&
           (indexed || mem->index.cls == RC_NONE);
}

static void vmovq_bytes(Emit *e, const Operand *mem, unsigned reg, unsigned opcode)
{
    enum { NUM_BP = 5, SIB = 4, RIP = 5 };
    bool global = mem->sym_kind == SYM_EXTERN || mem->sym_kind == SYM_STATIC;
    bool on_stack = mem->sym_kind == SYM_PARAM || mem->sym_kind == SYM_AUTO;
    int64_t off = emit_frame_offset(e, mem);
    bool has_base = mem->reg.cls == RC_GP || on_stack, indexed = mem->index.cls == RC_GP;
    unsigned base = on_stack ? NUM_SP : has_base ? mem->reg.num : NUM_BP, index = indexed ? mem->index.num : NUM_SP;
    unsigned mod = !has_base ? 0 : off == 0 && (base & 7) != NUM_BP ? 0 : off == (int8_t)off ? 1 : 2;
    bool sib = !global && (indexed || !has_base || (base & 7) == NUM_SP);
    unsigned vex = (reg < 8) << 7 | (!indexed || index < 8) << 6 | (base < 8) << 5 | 1;
    unsigned rm = global ? RIP : sib ? SIB : base & 7;
    emit_line(e, ".byte 0xc4, 0x%x, 0xf9, 0x%x, 0x%x", vex, opcode, mod << 6 | (reg & 7) << 3 | rm);
    if (global) {
        emit_line(e, ".long %s%+lld-.-4", emit_symbol(e, mem, false), (long long)off);
        return;
    }
    unsigned scale = mem->scale == 8 ? 3 : mem->scale == 4 ? 2 : mem->scale == 2;
    if (sib) emit_line(e, ".byte 0x%x", (indexed ? scale : 0) << 6 | (index & 7) << 3 | (base & 7));
    if (mod == 1)
        emit_line(e, ".byte %lld", (long long)off);
    else if (mod == 2 || !has_base)
        emit_line(e, ".long %lld", (long long)off);
}

void form_vmovq(Emit *e, const AsmStmt *s)
{
    if (s->n == 2 && encodable(e, &s->op[0], &s->op[1]))
        vmovq_bytes(e, &s->op[0], s->op[1].reg.num, 0x6e);
    else if (s->n == 2 && encodable(e, &s->op[1], &s->op[0]))
        vmovq_bytes(e, &s->op[1], s->op[0].reg.num, 0x7e);
    else
        form_plain(e, s, s->insn->gnu);
}
