// gc's ABIInternal beside an ABI0 frame: which register or stack word holds what, and the adapters.
//
// A value goes in registers if all its parts fit: a general one for each integer and pointer, a vector one for each
// float; arrays of more than one element never do. What is left goes on the stack, arguments first, then results;
// space for the callee to spill register arguments follows (abi-internal.md in gc's sources). Only code outside
// emitted C speaks it: std's assembly where it says <ABIInternal>, and assembly that calls a func value. Both go by
// an ABI0 frame, so that each convention is translated to one other.
#include "asm/wrap.h"

enum { WORD = 8 };
static const RegNames int_regs[] = {
    {"rax", "eax", "ax", "al"},  {"rbx", "ebx", "bx", "bl"},      {"rcx", "ecx", "cx", "cl"},
    {"rdi", "edi", "di", "dil"}, {"rsi", "esi", "si", "sil"},     {"r8", "r8d", "r8w", "r8b"},
    {"r9", "r9d", "r9w", "r9b"}, {"r10", "r10d", "r10w", "r10b"}, {"r11", "r11d", "r11w", "r11b"},
};
enum { INT_REGS = ARRAY_LEN(int_regs), SSE_REGS = 15 };

typedef struct RegLayout {
    Pieces args, results;            // PW_STACK: reg is the offset in the caller's outgoing area
    unsigned stack_size, spill_size; // of that area, without and with what is spilled
    unsigned frame_size;             // of the ABI0 frame
} RegLayout;

typedef struct Assign {
    Arena *arena;
    unsigned ints, sses, stack, spill;
} Assign;

static bool one(Assign *as, bool is_int, unsigned frame, unsigned size, Pieces *out)
{
    unsigned *used = is_int ? &as->ints : &as->sses;
    if (*used == (is_int ? (unsigned)INT_REGS : (unsigned)SSE_REGS)) return false;
    vec_push(as->arena, out, ((Piece){is_int ? PW_INT : PW_SSE, (*used)++, frame, size}));
    return true;
}

static bool words(Assign *as, unsigned n, unsigned frame, Pieces *out)
{
    bool ok = true;
    for (unsigned i = 0; i < n && ok; i++) ok = one(as, true, frame + i * WORD, WORD, out);
    return ok;
}

static bool in_registers(Assign *as, Type *t, unsigned frame, Pieces *out)
{
    Type *u = type_under(t);
    unsigned size = (unsigned)type_size(u);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: {
        BasicKind k = ((Basic *)u)->basic;
        if (k == BASIC_STRING) return words(as, 2, frame, out);
        if (k == BASIC_COMPLEX64 || k == BASIC_COMPLEX128)
            return one(as, false, frame, size / 2, out) && one(as, false, frame + size / 2, size / 2, out);
        return one(as, k != BASIC_FLOAT32 && k != BASIC_FLOAT64, frame, size, out);
    }
    case TYP_STRUCT:
        for (uint32_t i = 0; i < ((Struct *)u)->fields.n; i++) {
            unsigned at = frame + (unsigned)struct_field_offset((Struct *)u, i);
            if (!in_registers(as, ((Struct *)u)->fields.p[i]->type, at, out)) return false;
        }
        return true;
    case TYP_ARRAY:
        if (((Array *)u)->len > 1) return false;
        return ((Array *)u)->len == 0 || in_registers(as, ((Array *)u)->elem, frame, out);
    case TYP_SLICE: return words(as, 3, frame, out);
    case TYP_INTERFACE: return words(as, 2, frame, out);
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_CHAN: return words(as, 1, frame, out);
    case TYP_NONE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    BUG("assembly: a parameter without a form");
}

static unsigned aligned(unsigned n, int64_t align) { return (unsigned)((n + align - 1) / align * align); }

static void assign(Assign *as, const ObjectList *vars, unsigned *frame, Pieces *out)
{
    for (uint32_t i = 0; i < vars->n; i++) {
        Type *t = vars->p[i]->type;
        unsigned size = (unsigned)type_size(t), at = aligned(*frame, type_align(t));
        *frame = at + size;
        Assign before = *as;
        uint32_t npieces = out->n;
        if (in_registers(as, t, at, out)) {
            as->spill = aligned(as->spill, type_align(t)) + size;
            continue;
        }
        *as = before;
        out->n = npieces;
        as->stack = aligned(as->stack, type_align(t));
        for (unsigned k = 0; k < size; k += WORD) {
            unsigned left = size - k;
            vec_push(as->arena, out, ((Piece){PW_STACK, as->stack + k, at + k, left < WORD ? left : WORD}));
        }
        as->stack += size;
    }
}

static void layout(Arena *a, const Signature *sig, RegLayout *out)
{
    *out = (RegLayout){0};
    Assign as = {.arena = a};
    unsigned frame = 0;
    assign(&as, &sig->params->vars, &frame, &out->args);
    unsigned spill = as.spill;
    frame = aligned(frame, WORD);
    as.ints = as.sses = 0;
    as.stack = aligned(as.stack, WORD);
    assign(&as, &sig->results->vars, &frame, &out->results);
    out->frame_size = aligned(frame, WORD);
    out->stack_size = aligned(as.stack, WORD);
    out->spill_size = out->stack_size + aligned(spill, WORD);
}

// Between registers, or a stack area, and a frame: each a base register and an offset.
typedef struct Place {
    const char *base;
    int off;
} Place;

static void to_frame(const Pieces *pieces, Place stack, Place frame, StrBuf *out)
{
    for (uint32_t i = 0; i < pieces->n; i++) { // registers first: copies take one of them
        const Piece *p = &pieces->p[i];
        int at = frame.off + (int)p->frame;
        if (p->where == PW_INT) wrap_store(out, int_regs[p->reg], p->size, frame.base, at);
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %%xmm%u, %d(%%%s)\n", wrap_sse_move(p->size), p->reg, at, frame.base);
    }
    for (uint32_t i = 0; i < pieces->n; i++) {
        const Piece *p = &pieces->p[i];
        if (p->where == PW_STACK)
            wrap_copy(out, p->size, stack.base, stack.off + (int)p->reg, frame.base, frame.off + (int)p->frame);
    }
}

static void from_frame(const Pieces *pieces, Place frame, Place stack, StrBuf *out)
{
    for (uint32_t i = 0; i < pieces->n; i++) {
        const Piece *p = &pieces->p[i];
        if (p->where == PW_STACK)
            wrap_copy(out, p->size, frame.base, frame.off + (int)p->frame, stack.base, stack.off + (int)p->reg);
    }
    for (uint32_t i = 0; i < pieces->n; i++) {
        const Piece *p = &pieces->p[i];
        int at = frame.off + (int)p->frame;
        if (p->where == PW_INT) wrap_load(out, int_regs[p->reg], p->size, frame.base, at);
        if (p->where == PW_SSE)
            sb_printf(out, "\t%s %d(%%%s), %%xmm%u\n", wrap_sse_move(p->size), at, frame.base, p->reg);
    }
}

static const Place caller = {"rbp", 16}, own = {"rsp", 0}; // once rbp is saved and points at it

void asm_adapt_from_internal(Arena *a, const AsmFunction *f, const char *binding, StrBuf *out)
{
    RegLayout l;
    layout(a, f->sig, &l);
    wrap_open(out, f->internal, binding);
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    if (l.frame_size) sb_printf(out, "\tsubq $%u, %%rsp\n", l.frame_size);
    to_frame(&l.args, caller, own, out);
    sb_printf(out, "\tcall %s\n", f->abi0);
    from_frame(&l.results, own, caller, out);
    sb_puts(out, "\tmovq %rbp, %rsp\n\tpopq %rbp\n\tret\n");
    wrap_close(out, f->internal, f->go_name);
}

void asm_adapt_to_internal(Arena *a, const AsmFunction *f, StrBuf *out)
{
    RegLayout l;
    layout(a, f->sig, &l);
    wrap_open(out, f->abi0, ".weak");
    sb_puts(out, "\tpushq %rbp\n\tmovq %rsp, %rbp\n");
    if (l.spill_size) sb_printf(out, "\tsubq $%u, %%rsp\n", l.spill_size);
    from_frame(&l.args, caller, own, out);
    sb_printf(out, "\txorps %%xmm15, %%xmm15\n\tcall %s\n", f->internal);
    to_frame(&l.results, own, caller, out);
    sb_puts(out, "\tmovq %rbp, %rsp\n\tpopq %rbp\n\tret\n");
    wrap_close(out, f->abi0, f->go_name);
}

uint32_t asm_adapter_stack(Arena *a, const Signature *sig)
{
    RegLayout l;
    layout(a, sig, &l);
    return 16 + (l.frame_size > l.spill_size ? l.frame_size : l.spill_size);
}
