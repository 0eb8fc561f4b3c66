// Frames: the prologue and epilogue a TEXT implies, and where SP stands.
//
// A function with a frame, or one that calls, saves BP below its return address and points BP at it,
// so that tracebacks walk through; NOFRAME leaves that out. Arguments are addressed from SP, hence
// pushes and pops are counted in the order of the text. How much stack a function needs with all it
// calls is added up here too: no check is made inside assembly, the wrapper that enters it makes one.
#include "asm/program.h"

static bool calls(const Emit *e, const AsmFunc *f)
{
    for (uint32_t i = f->first; i < f->end; i++) {
        const AsmStmt *s = e->file->stmts.p[i];
        if (s->kind == ST_INSN && s->insn->kind == IK_CALL) return true;
    }
    return false;
}

void frame_move(Emit *e, int64_t down)
{
    if (down == 128 || down == -128) // the short form of the opposite
        emit_line(e, "%s $-128, %%rsp", down > 0 ? "addq" : "subq");
    else if (down)
        emit_line(e, "%s $%lld, %%rsp", down > 0 ? "subq" : "addq", (long long)(down > 0 ? down : -down));
}

void frame_open(Emit *e, const AsmStmt *text)
{
    int64_t local = text->size > 0 ? text->size : 0;
    bool save = !(text->text_flags & FLAG_NOFRAME) && (local || calls(e, e->func));
    if (local % 8) emit_failure(e, "unaligned stack size %lld", (long long)(local + (save ? 8 : 0)));
    e->frame = (AsmFrame){.save_bp = save, .local = local, .delta = local + (save ? 8 : 0)};
    if (save) {
        emit_line(e, "pushq %%rbp");
        emit_line(e, "movq %%rsp, %%rbp");
    }
    frame_move(e, local);
}

void frame_return(Emit *e)
{
    if (e->frame.delta != e->frame.local + (e->frame.save_bp ? 8 : 0))
        emit_failure(e, "%.*s: unbalanced PUSH/POP", STR_FMT(e->func->name));
    frame_move(e, -e->frame.local);
    if (e->frame.save_bp) emit_line(e, "popq %%rbp");
}

static int64_t word_size(const Insn *i)
{
    switch (i->widths[0]) {
    case 'w': return 2;
    case 'l': return 4;
    default: return 8;
    }
}

void frame_track(Emit *e, const AsmStmt *s)
{
    if (s->insn->flags & IF_PUSH) e->frame.delta += word_size(s->insn);
    if (s->insn->flags & IF_POP) e->frame.delta -= word_size(s->insn);
    if (s->insn->kind == IK_ADJSP && s->n == 1) e->frame.delta += s->op[0].offset;
}

// ---- How deep it goes
enum { RETURN_AND_BP = 16, WRAPPER = 192 }; // what a call costs, and the entry of a Go function

static uint32_t own_stack(AsmFile *f, const AsmFunc *fn)
{
    const AsmStmt *text = f->stmts.p[fn->first];
    int64_t n = (text->size > 0 ? text->size : 0) + RETURN_AND_BP, delta = 0, most = 0;
    for (uint32_t i = fn->first; i < fn->end; i++) {
        const AsmStmt *s = f->stmts.p[i];
        if (s->kind != ST_INSN) continue;
        if (s->insn->flags & IF_PUSH) delta += word_size(s->insn);
        if (s->insn->flags & IF_POP) delta -= word_size(s->insn);
        if (s->insn->kind == IK_ADJSP && s->n == 1 && s->op[0].offset > 0) delta += s->op[0].offset;
        if (delta > most) most = delta;
    }
    return (uint32_t)(n + most);
}

enum { ALL_REGISTERS = 0xffff, REGISTER_BX = 1 << 3 };

static uint16_t own_clobbers(const AsmFile *f, const AsmFunc *fn)
{
    uint16_t mask = 0;
    for (uint32_t i = fn->first; i < fn->end; i++) {
        const AsmStmt *s = f->stmts.p[i];
        if (s->kind != ST_INSN) continue;
        bool leaves = s->insn->kind == IK_CALL || s->insn->kind == IK_BYTES;
        for (unsigned k = 0; k < s->n; k++) {
            const Operand *o = &s->op[k];
            leaves |= s->insn->flags & IF_JUMP && o->kind != OPD_LABEL && o->kind != OPD_PCREL;
            if (o->kind == OPD_REG && (o->reg.cls == RC_GP || o->reg.cls == RC_BYTE))
                mask |= (uint16_t)(1u << o->reg.num);
            if (o->kind == OPD_REG && o->reg.cls == RC_HIGH) mask |= (uint16_t)(1u << o->reg.num);
        }
        if (leaves) return ALL_REGISTERS;
        if (strcmp(s->insn->go, "CPUID") == 0) mask |= REGISTER_BX;
    }
    return mask;
}

typedef struct Depth {
    const AsmOptions *opt;
    AsmFile *const *files;
    uint32_t nfiles;
    AsmStack *out;
} Depth;

// From assembly to Go: the frames of the wrapper and of the adapter that may stand before it.
static uint32_t through_wrappers(const Depth *d, const Signature *sig)
{
    return sig ? asm_wrapper_stack(d->opt->arena, sig) + asm_adapter_stack(d->opt->arena, sig) : 0;
}

static uint32_t depth_of(Depth *d, AsmFile *f, AsmFunc *fn)
{
    if (fn->depth) return fn->depth;
    if (fn->visiting) { // a ring: cut here
        if (!fn->is_static) strmap_put(&d->out->ring, fn->name, fn);
        return WRAPPER;
    }
    fn->visiting = true;
    uint32_t deepest = 0;
    for (uint32_t i = fn->first; i < fn->end; i++) {
        const AsmStmt *s = f->stmts.p[i];
        bool call =
            s->kind == ST_INSN && (s->insn->kind == IK_CALL || s->insn->kind == IK_JMP || s->insn->kind == IK_RET);
        for (uint32_t k = 0; call && k < s->n; k++) {
            const Operand *o = &s->op[k];
            const Signature *value = asm_value_called(d->opt, f, fn, i);
            uint32_t n = WRAPPER + (value ? through_wrappers(d, value) : 0);
            AsmFunc *callee = NULL;
            AsmFile *home = f;
            if (o->sym_kind == SYM_STATIC) {
                callee = strmap_get(&f->by_name, str_from(arena_printf(f->arena, "%.*s<>", STR_FMT(o->sym))));
            } else if (o->sym_kind == SYM_EXTERN) {
                for (uint32_t j = 0; j < d->nfiles && !callee; j++) {
                    home = d->files[j];
                    callee = strmap_get(&home->by_name, o->sym);
                }
            } else if (o->kind == OPD_LABEL || o->kind == OPD_PCREL) {
                continue;
            }
            if (callee)
                n = depth_of(d, home, callee);
            else if (o->sym_kind == SYM_EXTERN && d->opt->signature)
                n += through_wrappers(d, d->opt->signature(d->opt->ctx, o->sym));
            if (n > deepest) deepest = n;
        }
    }
    fn->visiting = false;
    return fn->depth = fn->stack + deepest;
}

void asm_stack(const AsmOptions *opt, AsmFile *const *files, uint32_t n, AsmStack *out)
{
    map_init(&out->need, opt->arena);
    map_init(&out->ring, opt->arena);
    Depth d = {.opt = opt, .files = files, .nfiles = n, .out = out};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < files[i]->funcs.n; k++) {
            files[i]->funcs.p[k]->stack = own_stack(files[i], files[i]->funcs.p[k]);
            files[i]->funcs.p[k]->clobbers = own_clobbers(files[i], files[i]->funcs.p[k]);
        }
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < files[i]->funcs.n; k++) {
            AsmFunc *f = files[i]->funcs.p[k];
            depth_of(&d, files[i], f);
            if (!f->is_static) strmap_put(&out->need, f->name, f);
        }
    }
}

uint32_t asm_stack_need(const AsmStack *s, Str name)
{
    const AsmFunc *f = s ? strmap_get(&s->need, name) : NULL;
    return f ? f->depth : 0;
}

const char *asm_own_entry(const AsmStack *s, Str name)
{
    const AsmFunc *f = strmap_get(&s->need, name);
    return f ? f->entry : NULL;
}

uint16_t asm_clobbers(const AsmStack *s, Str name)
{
    const AsmFunc *f = strmap_get(&s->need, name);
    return f ? f->clobbers : ALL_REGISTERS;
}
