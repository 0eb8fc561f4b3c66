// Calls of func values. Assembly loads a value into DX and calls the code it points to, which in gc's world speaks
// ABIInternal with DX as context. In ours that code is C, so such a call goes through two adapters: from
// ABIInternal to a frame, and from the frame to C. What is called is told by how the target was loaded: from (DX),
// with no other write in between; its type by where DX came from, a parameter or a variable of func type. Of other
// values nothing is known: they are taken for func(). All other indirect calls are what they say.
#include "asm/program.h"

enum { NUM_DX = 2 };

static bool is_dx(const Operand *o) { return o->kind == OPD_REG && o->reg.cls == RC_GP && o->reg.num == NUM_DX; }

static bool at_dx(const Operand *o)
{
    return o->kind == OPD_MEM && o->reg.cls == RC_GP && o->reg.num == NUM_DX && !o->index.cls && !o->sym_kind &&
           !o->offset;
}

// The load that gave a register its value at statement `at`, or NULL.
static const AsmStmt *load_of(const AsmFile *f, const AsmFunc *fn, Reg reg, uint32_t *at)
{
    while (--*at > fn->first) {
        const AsmStmt *s = f->stmts.p[*at];
        if (s->kind != ST_INSN || s->n == 0) continue;
        if (s->insn->kind == IK_CALL) return NULL;
        const Operand *last = &s->op[s->n - 1];
        if (last->kind != OPD_REG || last->reg.cls != RC_GP || last->reg.num != reg.num) continue;
        if (s->insn->flags & IF_SWAP) continue; // comparisons write nothing
        return s->insn->kind == IK_MOVQ && s->n == 2 && s->op[0].kind == OPD_MEM ? s : NULL;
    }
    return NULL;
}

static const Signature *func_type_at(Type *t, int64_t off)
{
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_SIGNATURE: return off == 0 ? (const Signature *)u : NULL;
    case TYP_STRUCT:
        for (uint32_t i = 0; i < ((Struct *)u)->fields.n; i++) {
            Type *field = ((Struct *)u)->fields.p[i]->type;
            int64_t in = off - struct_field_offset((Struct *)u, i);
            if (in >= 0 && in < type_size(field)) return func_type_at(field, in);
        }
        return NULL;
    case TYP_ARRAY: {
        int64_t size = type_size(((Array *)u)->elem);
        return size > 0 ? func_type_at(((Array *)u)->elem, off % size) : NULL;
    }
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_POINTER:
    case TYP_SLICE:
    case TYP_MAP:
    case TYP_CHAN:
    case TYP_INTERFACE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return NULL;
}

static const Signature *param_at(const Signature *sig, int64_t off)
{
    int64_t end = 0;
    for (uint32_t i = 0; sig && i < sig->params->vars.n; i++) {
        Type *t = sig->params->vars.p[i]->type;
        int64_t align = type_align(t), at = (end + align - 1) / align * align;
        end = at + type_size(t);
        if (off >= at && off < end) return func_type_at(t, off - at);
    }
    return NULL;
}

static const Signature *no_arguments(Arena *a)
{
    Signature *sig = ARENA_NEW(a, Signature);
    sig->params = ARENA_NEW(a, Tuple);
    sig->results = ARENA_NEW(a, Tuple);
    return sig;
}

const Signature *asm_value_called(const AsmOptions *opt, const AsmFile *f, const AsmFunc *fn, uint32_t at)
{
    const AsmStmt *s = f->stmts.p[at];
    if (s->kind != ST_INSN || s->n != 1 || (s->insn->kind != IK_CALL && s->insn->kind != IK_JMP)) return NULL;
    const Operand *target = &s->op[0];
    if (target->kind == OPD_REG && target->reg.cls == RC_GP && !is_dx(target)) {
        const AsmStmt *load = load_of(f, fn, target->reg, &at);
        if (!load || !at_dx(&load->op[0])) return NULL;
    } else if (!at_dx(target)) {
        return NULL;
    }
    const AsmStmt *load = load_of(f, fn, (Reg){RC_GP, NUM_DX}, &at);
    const Operand *from = load ? &load->op[0] : NULL;
    const Signature *sig = NULL;
    if (from && opt->signature && from->sym_kind == SYM_PARAM)
        sig = param_at(opt->signature(opt->ctx, fn->name), from->offset);
    else if (from && opt->signature && from->sym_kind == SYM_EXTERN && !from->index.cls && !from->offset)
        sig = opt->signature(opt->ctx, from->sym);
    return sig ? sig : no_arguments(f->arena);
}

const char *emit_value_target(Emit *e)
{
    const AsmFunc *fn = e->func;
    for (uint32_t i = fn->first; i < fn->end; i++) {
        if (e->file->stmts.p[i] != e->stmt) continue;
        const Signature *sig = asm_value_called(e->opt, e->file, fn, i);
        if (!sig) return NULL;
        const char *name = arena_printf(e->arena, ".Lvalue%u", e->values.n);
        AsmFunction value = {
            .go_name = fn->name,
            .abi0 = arena_printf(e->arena, "%s.abi0", name),
            .internal = name,
            .sig = sig,
        };
        vec_push(e->arena, &e->values, value);
        return name;
    }
    return NULL;
}

void emit_values(Emit *e)
{
    for (uint32_t i = 0; i < e->values.n; i++) {
        asm_adapt_from_internal(e->arena, &e->values.p[i], NULL, e->out);
        asm_wrap_for_asm(e->arena, &e->values.p[i], NULL, e->out);
    }
}
