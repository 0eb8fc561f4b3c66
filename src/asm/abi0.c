// Between C's calling convention and gc's ABI0 frames: the two wrappers of a function.
//
// Into assembly: the wrapper makes sure of the stack that the function needs with all the assembly it
// calls, as gcc's split-stack prologues do (so assembly itself never checks), saves what C wants
// preserved, for ABI0 preserves nothing but SP and BP, lays out the frame at SP and calls. Out of
// assembly: registers are loaded from the caller's frame, the stack is aligned, results go back.
// Results larger than registers have one layout in C and in the frame, so C writes them in place.
#include "asm/sysv.h"

static const char *const int_regs[6][4] = {
    // by size 8 4 2 1
    {"rdi", "edi", "di", "dil"}, {"rsi", "esi", "si", "sil"}, {"rdx", "edx", "dx", "dl"},
    {"rcx", "ecx", "cx", "cl"},  {"r8", "r8d", "r8w", "r8b"}, {"r9", "r9d", "r9w", "r9b"},
};
static const char *const result_regs[2][4] = {{"rax", "eax", "ax", "al"}, {"rdx", "edx", "dx", "dl"}};
static const char *const scratch[4] = {"r11", "r11d", "r11w", "r11b"};

// A general register's low `size` bytes to memory; it is shifted away where size is no power of two.
static void store_int(StrBuf *out, const char *const reg[4], unsigned size, const char *base, unsigned off)
{
    static const char suffix[4] = {'q', 'l', 'w', 'b'};
    for (unsigned width = 8, i = 0; width; width /= 2, i++) {
        if (size < width) continue;
        sb_printf(out, "\tmov%c %%%s, %u(%%%s)\n", suffix[i], reg[i], off, base);
        size -= width;
        off += width;
        if (!size) return;
        sb_printf(out, "\tshrq $%u, %%%s\n", width * 8, reg[0]);
    }
}

static void load_int(StrBuf *out, const char *const reg[4], unsigned size, const char *base, unsigned off)
{
    if (size == 1)
        sb_printf(out, "\tmovzbl %u(%%%s), %%%s\n", off, base, reg[1]);
    else if (size == 2)
        sb_printf(out, "\tmovzwl %u(%%%s), %%%s\n", off, base, reg[1]);
    else if (size == 4)
        sb_printf(out, "\tmovl %u(%%%s), %%%s\n", off, base, reg[1]);
    else
        sb_printf(out, "\tmovq %u(%%%s), %%%s\n", off, base, reg[0]); // what lies beyond is stack too
}

static const char *sse_move(unsigned size) { return size == 4 ? "movss" : "movsd"; }

// The function symbol that the pc table reads ends in $w: tracebacks leave wrappers out.
static void open_entry(StrBuf *out, const char *name, const char *binding)
{
    sb_printf(out, "\t.section ug_asm,\"ax\",@progbits,unique,%llu\n", (unsigned long long)out->n + 1);
    sb_printf(out, "\t.p2align 4\n\t%s %s\n\t.hidden %s\n%s:\n", binding, name, name, name);
    sb_printf(out, "\t.type %s.x$w,@function\n%s.x$w:\n", name, name);
}

static void close_entry(StrBuf *out, const char *name, Str go_name)
{
    sb_printf(out, "\t.size %s.x$w,.-%s\n", name, name);
    sb_printf(out, "\t.pushsection ug_funcnames,\"\",@progbits\n\t.asciz \"%s.x$w\"\n\t.asciz ", name);
    sb_put_quoted(out, go_name);
    sb_puts(out, "\n\t.popsection\n");
}

static const struct {
    const char *name;
    unsigned number;
} saved[] = {
    {"rbx", 3}, {"r12", 12}, {"r13", 13}, {"r14", 14}, {"r15", 15},
};

void asm_wrap_for_go(Arena *a, const AsmFunction *f, uint32_t stack, uint16_t clobbered, StrBuf *out)
{
    CallLayout l;
    sysv_layout(a, f->sig, &l);
    unsigned need = stack + l.frame_size + 96; // and what is saved
    open_entry(out, f->csym, ".globl");
    sb_printf(out, "\tleaq -%u(%%rsp), %%r11\n\tcmpq %%fs:0x70, %%r11\n\tjae 1f\n", need);
    sb_printf(out, "\tmovl $%u, %%r10d\n\tmovl $%u, %%r11d\n\tcall __morestack\n\tret\n1:", need, l.stack_args);
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    for (size_t i = 0; i < ARRAY_LEN(saved); i++)
        if (clobbered >> saved[i].number & 1) sb_printf(out, "\tpushq %%%s\n", saved[i].name);
    if (l.hidden) sb_puts(out, "\tpushq %rdi\n");
    if (l.frame_size) sb_printf(out, "\tsubq $%u, %%rsp\n", l.frame_size);
    for (uint32_t i = 0; i < l.args.n; i++) {
        const Piece *p = &l.args.p[i];
        if (p->where == PW_SSE) {
            sb_printf(out, "\t%s %%xmm%u, %u(%%rsp)\n", sse_move(p->size), p->reg, p->frame);
        } else if (p->where == PW_INT) {
            store_int(out, int_regs[p->reg], p->size, "rsp", p->frame);
        } else {
            load_int(out, scratch, p->size, "rbp", 16 + p->reg);
            store_int(out, scratch, p->size, "rsp", p->frame);
        }
    }
    sb_printf(out, "\tcall %s\n", f->abi0);
    for (uint32_t i = 0; i < l.results.n; i++) {
        const Piece *p = &l.results.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %u(%%rsp), %%xmm%u\n", sse_move(p->size), p->frame, p->reg);
        else
            load_int(out, result_regs[p->reg], p->size, "rsp", p->frame);
    }
    if (l.hidden) {
        sb_printf(out, "\tmovq %u(%%rsp), %%rax\n", l.frame_size);
        for (unsigned at = 0; at < l.results_size; at += 8) {
            unsigned left = l.results_size - at;
            load_int(out, scratch, left < 8 ? left : 8, "rsp", l.results_at + at);
            store_int(out, scratch, left < 8 ? left : 8, "rax", at);
        }
    }
    if (l.frame_size || l.hidden) sb_printf(out, "\taddq $%u, %%rsp\n", l.frame_size + (l.hidden ? 8 : 0));
    for (size_t i = ARRAY_LEN(saved); i-- > 0;)
        if (clobbered >> saved[i].number & 1) sb_printf(out, "\tpopq %%%s\n", saved[i].name);
    sb_puts(out, "\tpopq %rbp\n\tret\n");
    close_entry(out, f->csym, f->go_name);
}

void asm_wrap_for_asm(Arena *a, const AsmFunction *f, StrBuf *out)
{
    CallLayout l;
    sysv_layout(a, f->sig, &l);
    open_entry(out, f->abi0, ".weak");
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    if (l.stack_args) sb_printf(out, "\tsubq $%u, %%rsp\n", l.stack_args);
    sb_puts(out, "\tandq $-16, %rsp\n");
    for (uint32_t i = 0; i < l.args.n; i++) {
        const Piece *p = &l.args.p[i];
        if (p->where != PW_STACK) continue;
        load_int(out, scratch, p->size, "rbp", 16 + p->frame);
        sb_printf(out, "\tmovq %%r11, %u(%%rsp)\n", p->reg);
    }
    if (l.hidden) sb_printf(out, "\tleaq %u(%%rbp), %%rdi\n", 16 + l.results_at);
    for (uint32_t i = 0; i < l.args.n; i++) {
        const Piece *p = &l.args.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %u(%%rbp), %%xmm%u\n", sse_move(p->size), 16 + p->frame, p->reg);
        else if (p->where == PW_INT)
            load_int(out, int_regs[p->reg], p->size, "rbp", 16 + p->frame);
    }
    sb_printf(out, "\tcall %s\n", f->csym);
    for (uint32_t i = 0; i < l.results.n; i++) {
        const Piece *p = &l.results.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %%xmm%u, %u(%%rbp)\n", sse_move(p->size), p->reg, 16 + p->frame);
        else
            store_int(out, result_regs[p->reg], p->size, "rbp", 16 + p->frame);
    }
    sb_puts(out, "\tleave\n\tret\n");
    close_entry(out, f->abi0, f->go_name);
}
