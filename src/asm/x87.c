// Instructions of the x87 stack. Its top is %st; where the other operand is memory, the top goes unnamed.
#include "asm/form.h"

static bool is_top(const Operand *o) { return o->kind == OPD_REG && o->reg.cls == RC_X87 && o->reg.num == 0; }

void form_x87(Emit *e, const AsmStmt *s)
{
    Line l = {.mnemonic = s->insn->gnu};
    bool memory_form = s->n == 2 && (is_memory(&s->op[0]) || is_memory(&s->op[1]));
    for (unsigned i = 0; i < s->n; i++) {
        if (is_top(&s->op[i]) && memory_form) continue;
        line_add(&l, is_top(&s->op[i]) ? "%st" : emit_operand(e, &s->op[i], is_gp(&s->op[i]) ? 'w' : 'q'));
    }
    line_put(e, &l);
}

// Memory is a double. With the top as destination `gnu` says it; with another register the names of an operation
// and its reverse are exchanged in AT&T's syntax, and so they are after the slash.
void form_x87_arith(Emit *e, const AsmStmt *s)
{
    const char *slash = strchr(s->insn->gnu, '/');
    int n = slash ? (int)(slash - s->insn->gnu) : (int)strlen(s->insn->gnu);
    Line l = {.mnemonic = arena_printf(e->arena, "%.*s", n, s->insn->gnu)};
    if (s->n != 2) {
        emit_invalid(e);
        return;
    }
    if (is_memory(&s->op[0])) {
        l.mnemonic = arena_printf(e->arena, "%sl", l.mnemonic);
        line_add(&l, is_top(&s->op[1]) ? emit_operand(e, &s->op[0], 'q') : NULL);
    } else {
        if (is_top(&s->op[0]) && !is_top(&s->op[1]) && slash) l.mnemonic = slash + 1;
        for (unsigned i = 0; i < 2; i++) line_add(&l, is_top(&s->op[i]) ? "%st" : emit_operand(e, &s->op[i], 'q'));
    }
    line_put(e, &l);
}

// Memory is a double; two registers are what is compared or exchanged with the top.
void form_x87_compare(Emit *e, const AsmStmt *s)
{
    Line l = {.mnemonic = s->n && is_memory(&s->op[0]) ? arena_printf(e->arena, "%sl", s->insn->gnu) : s->insn->gnu};
    if (s->n) line_add(&l, emit_operand(e, &s->op[s->n == 2 && is_top(&s->op[0])], 'q'));
    line_put(e, &l);
}

// Stores and loads: `gnu` holds both.
void form_x87_move(Emit *e, const AsmStmt *s)
{
    const char *slash = strchr(s->insn->gnu, '/');
    if (s->n != 2) {
        emit_invalid(e);
        return;
    }
    bool to_memory = is_memory(&s->op[1]), loads = !to_memory && (is_memory(&s->op[0]) || is_top(&s->op[1]));
    const char *name = loads ? arena_printf(e->arena, "%.*s", (int)(slash - s->insn->gnu), s->insn->gnu) : slash + 1;
    if (!is_memory(&s->op[0]) && !to_memory) name = loads ? "fld" : s->insn->flags & IF_X87POP ? "fstp" : "fst";
    Line l = {.mnemonic = name};
    line_add(&l, emit_operand(e, &s->op[loads ? 0 : 1], 'q'));
    line_put(e, &l);
}
