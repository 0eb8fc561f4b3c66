// Between C's calling convention and gc's ABI0 frames: the two wrappers of a function.
//
// Into assembly: the wrapper makes sure of the stack that the function needs with all the assembly it
// calls, as gcc's split-stack prologues do (so assembly itself never checks), saves what C wants
// preserved, for ABI0 preserves nothing but SP and BP, lays out the frame at SP, clears X15, which is
// zero in gc's Go and which there is assembly that counts on, and calls; in a short
// function's entry the body stands in place of the call (entry.c). Out of
// assembly: registers are loaded from the caller's frame, the stack is aligned, results go back.
// Results larger than registers have one layout in C and in the frame, so C writes them in place.
// A func value is called with itself as context: the wrapper finds it in rdx, gc's place for it.
#include "asm/wrap.h"

static const RegNames int_regs[6] = {
    // by size 8 4 2 1
    {"rdi", "edi", "di", "dil"}, {"rsi", "esi", "si", "sil"}, {"rdx", "edx", "dx", "dl"},
    {"rcx", "ecx", "cx", "cl"},  {"r8", "r8d", "r8w", "r8b"}, {"r9", "r9d", "r9w", "r9b"},
};
static const RegNames result_regs[2] = {{"rax", "eax", "ax", "al"}, {"rdx", "edx", "dx", "dl"}};

static const struct {
    const char *name;
    unsigned number;
} saved[] = {
    {"rbx", 3}, {"r12", 12}, {"r13", 13}, {"r14", 14}, {"r15", 15},
};

enum { UNCHECKED = 200 }; // bytes below any rsp that are there (runtime/stack/README.md); who calls Go needs more

void wrap_enter(Arena *a, const AsmFunction *f, uint32_t stack, uint16_t clobbered, CallLayout *l, StrBuf *out)
{
    sysv_layout(a, f->sig, l);
    unsigned pushed = 8 + (l->hidden ? 8 : 0);
    for (size_t i = 0; i < ARRAY_LEN(saved); i++)
        if (clobbered >> saved[i].number & 1) pushed += 8;
    unsigned need = stack + l->frame_size + pushed;
    if (need > UNCHECKED) {
        sb_printf(out, "\tleaq -%u(%%rsp), %%r11\n\tcmpq %%fs:0x70, %%r11\n\tjae 1f\n", need);
        sb_printf(out, "\tmovl $%u, %%r10d\n\tmovl $%u, %%r11d\n\tcall __morestack\n\tret\n1:", need, l->stack_args);
    }
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    for (size_t i = 0; i < ARRAY_LEN(saved); i++)
        if (clobbered >> saved[i].number & 1) sb_printf(out, "\tpushq %%%s\n", saved[i].name);
    if (l->hidden) sb_puts(out, "\tpushq %rdi\n");
    if (l->frame_size) sb_printf(out, "\tsubq $%u, %%rsp\n", l->frame_size);
    for (uint32_t i = 0; i < l->args.n; i++) {
        const Piece *p = &l->args.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %%xmm%u, %u(%%rsp)\n", wrap_sse_move(p->size), p->reg, p->frame);
        else if (p->where == PW_INT)
            wrap_store(out, int_regs[p->reg], p->size, "rsp", (int)p->frame);
        else
            wrap_copy(out, p->size, "rbp", 16 + (int)p->reg, "rsp", (int)p->frame);
    }
    sb_puts(out, "\txorps %xmm15, %xmm15\n");
}

void wrap_leave(uint16_t clobbered, const CallLayout *l, StrBuf *out)
{
    for (uint32_t i = 0; i < l->results.n; i++) {
        const Piece *p = &l->results.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %u(%%rsp), %%xmm%u\n", wrap_sse_move(p->size), p->frame, p->reg);
        else
            wrap_load(out, result_regs[p->reg], p->size, "rsp", (int)p->frame);
    }
    if (l->hidden) {
        sb_printf(out, "\tmovq %u(%%rsp), %%rax\n", l->frame_size);
        for (unsigned at = 0; at < l->results_size; at += 8) {
            unsigned left = l->results_size - at;
            wrap_copy(out, left < 8 ? left : 8, "rsp", (int)(l->results_at + at), "rax", (int)at);
        }
    }
    if (l->frame_size || l->hidden) sb_printf(out, "\taddq $%u, %%rsp\n", l->frame_size + (l->hidden ? 8 : 0));
    for (size_t i = ARRAY_LEN(saved); i-- > 0;)
        if (clobbered >> saved[i].number & 1) sb_printf(out, "\tpopq %%%s\n", saved[i].name);
    sb_puts(out, "\tpopq %rbp\n\tret\n");
}

void asm_wrap_for_go(Arena *a, const AsmFunction *f, uint32_t stack, uint16_t clobbered, StrBuf *out)
{
    CallLayout l;
    wrap_open(out, f->csym, ".globl");
    wrap_enter(a, f, stack, clobbered, &l, out);
    sb_printf(out, "\tcall %s\n", f->abi0);
    wrap_leave(clobbered, &l, out);
    wrap_close(out, f->csym, f->go_name);
}

void asm_wrap_for_asm(Arena *a, const AsmFunction *f, const char *binding, StrBuf *out)
{
    CallLayout l;
    sysv_layout(a, f->sig, &l);
    wrap_open(out, f->abi0, binding);
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    unsigned area = l.stack_args + (!f->csym && l.context.where == PW_STACK ? 8 : 0);
    if (area) sb_printf(out, "\tsubq $%u, %%rsp\n", area);
    sb_puts(out, "\tandq $-16, %rsp\n");
    for (uint32_t i = 0; i < l.args.n; i++) {
        const Piece *p = &l.args.p[i];
        if (p->where != PW_STACK) continue;
        wrap_load(out, wrap_scratch, p->size, "rbp", 16 + (int)p->frame);
        sb_printf(out, "\tmovq %%r11, %u(%%rsp)\n", p->reg);
    }
    if (!f->csym) sb_puts(out, "\tmovq %rdx, %r10\n");
    if (!f->csym && l.context.where == PW_STACK) sb_printf(out, "\tmovq %%r10, %u(%%rsp)\n", l.context.reg);
    if (l.hidden) sb_printf(out, "\tleaq %u(%%rbp), %%rdi\n", 16 + l.results_at);
    for (uint32_t i = 0; i < l.args.n; i++) {
        const Piece *p = &l.args.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %u(%%rbp), %%xmm%u\n", wrap_sse_move(p->size), 16 + p->frame, p->reg);
        else if (p->where == PW_INT)
            wrap_load(out, int_regs[p->reg], p->size, "rbp", 16 + (int)p->frame);
    }
    if (!f->csym && l.context.where == PW_INT) sb_printf(out, "\tmovq %%r10, %%%s\n", int_regs[l.context.reg][0]);
    sb_printf(out, "\tcall %s\n", f->csym ? f->csym : "*(%r10)");
    for (uint32_t i = 0; i < l.results.n; i++) {
        const Piece *p = &l.results.p[i];
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %%xmm%u, %u(%%rbp)\n", wrap_sse_move(p->size), p->reg, 16 + p->frame);
        else
            wrap_store(out, result_regs[p->reg], p->size, "rbp", 16 + (int)p->frame);
    }
    sb_puts(out, "\tleave\n\tret\n");
    wrap_close(out, f->abi0, f->go_name);
}

uint32_t asm_wrapper_stack(Arena *a, const Signature *sig)
{
    CallLayout l;
    sysv_layout(a, sig, &l);
    return 48 + l.stack_args; // a return address, rbp, the context, alignment
}
