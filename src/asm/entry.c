// The C entry of a short function: its wrapper with the body in place of the call.
//
// A call and a return are most of what a short function takes. The body is what the function is in its own place,
// which stays for callers in assembly; its parameters stand as far above SP as there, and a return goes on to where
// the wrapper hands the results over. Left out: whoever calls, moves SP or looks at it, jumps elsewhere, or is
// written in bytes.
#include "asm/wrap.h"

#include "asm/program.h"

enum { MOST_STATEMENTS = 256 };

static bool names_sp(const Operand *o)
{
    bool local = o->sym_kind == SYM_AUTO;
    return local || (o->reg.cls == RC_GP && o->reg.num == NUM_SP && !o->sym_kind);
}

static bool fits(const AsmStmt *s)
{
    if (s->kind != ST_INSN) return s->kind == ST_MARK;
    const Insn *insn = s->insn;
    if (insn->kind == IK_CALL || insn->kind == IK_BYTES || insn->kind == IK_ADJSP) return false;
    if (insn->flags & (IF_PUSH | IF_POP) || (insn->kind == IK_RET && s->n)) return false;
    for (unsigned i = 0; i < s->n; i++) {
        if (names_sp(&s->op[i])) return false;
        if (insn->flags & IF_JUMP && s->op[i].kind != OPD_LABEL) return false;
    }
    return true;
}

static bool is_short(const Emit *e, const AsmFunc *f)
{
    const AsmStmt *text = e->file->stmts.p[f->first];
    if (f->is_static || f->is_internal || text->size > 0 || f->end - f->first > MOST_STATEMENTS) return false;
    for (uint32_t i = f->first + 1; i < f->end; i++)
        if (!fits(e->file->stmts.p[i])) return false;
    return e->file->stmts.p[f->end - 1]->kind == ST_INSN; // not a label at the end of the file
}

void entry_put(Emit *e, AsmFunc *f)
{
    AsmFunction fn;
    if (!is_short(e, f) || !e->opt->entry || !e->opt->entry(e->opt->ctx, f->name, &fn)) return;
    f->entry = fn.csym;
    e->func = f;
    e->stmt = e->file->stmts.p[f->first];
    e->long_jump = NULL;
    e->frame = (AsmFrame){.delta = -8}; // no return address
    e->leave_to = arena_printf(e->arena, ".Lleave%u", e->ended);
    emit_open(e, fn.csym, ".globl", fn.go_name);
    CallLayout l;
    wrap_enter(e->arena, &fn, f->depth, f->clobbers, &l, e->out);
    for (uint32_t i = f->first + 1; i < f->end; i++) emit_statement(e, e->file->stmts.p[i]);
    sb_printf(e->out, "%s:\n", e->leave_to);
    wrap_leave(f->clobbers, &l, e->out);
    emit_close(e, fn.csym);
    e->leave_to = NULL;
}
