// The System V calling convention for the C forms of Go's types, beside gc's ABI0 frame.
//
// A Go value in C is a scalar or a struct of scalars (cgen/ctype.c). One of up to two eightbytes goes
// in registers, each eightbyte in a general one unless all its scalars are floats; larger ones, and
// those for which registers have run out, on the stack. Slices are three scalars as parameters. In
// ABI0 all is memory: arguments in order, each aligned, then results from a multiple of eight.
#include "asm/sysv.h"

enum { INT_REGS = 6, SSE_REGS = 8, EIGHTBYTE = 8 };

typedef struct Shape {
    bool is_int[2];
    bool any[2];
} Shape; // of the first two eightbytes

static void mark(Shape *s, int64_t off, bool is_int)
{
    if (off >= 2 * EIGHTBYTE) return;
    s->any[off / EIGHTBYTE] = true;
    s->is_int[off / EIGHTBYTE] |= is_int;
}

static void shape_of(Shape *s, Type *t, int64_t off)
{
    Type *u = type_under(t);
    if (off >= 2 * EIGHTBYTE) return;
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: {
        BasicKind k = ((Basic *)u)->basic;
        bool complex = k == BASIC_COMPLEX64 || k == BASIC_COMPLEX128;
        bool real = k == BASIC_FLOAT32 || k == BASIC_FLOAT64;
        mark(s, off, !real && !complex);
        if (complex) mark(s, off + type_size(u) / 2, false);
        if (k == BASIC_STRING) mark(s, off + EIGHTBYTE, true);
        return;
    }
    case TYP_STRUCT:
        for (uint32_t i = 0; i < ((Struct *)u)->fields.n; i++)
            shape_of(s, ((Struct *)u)->fields.p[i]->type, off + struct_field_offset((Struct *)u, i));
        return;
    case TYP_ARRAY:
        for (int64_t i = 0; i < ((Array *)u)->len && type_size(u) > 0 && i < 2 * EIGHTBYTE; i++)
            shape_of(s, ((Array *)u)->elem, off + i * type_size(((Array *)u)->elem));
        return;
    case TYP_INTERFACE:
    case TYP_SLICE:
        mark(s, off, true);
        mark(s, off + EIGHTBYTE, true);
        return;
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_CHAN: mark(s, off, true); return;
    case TYP_NONE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    BUG("assembly: a parameter without a form");
}

typedef struct Assign {
    Arena *arena;
    unsigned ints, sses, stack;
} Assign;

// `size` bytes at `frame`, whose eightbytes look as in `s`: registers, or false.
static bool in_registers(Assign *as, const Shape *s, unsigned size, unsigned frame, Pieces *out)
{
    unsigned words = (size + EIGHTBYTE - 1) / EIGHTBYTE, ints = 0, sses = 0;
    if (words > 2) return false;
    for (unsigned i = 0; i < words; i++) {
        bool is_int = s->is_int[i] || !s->any[i]; // padding counts as bytes
        ints += is_int;
        sses += !is_int;
    }
    if (as->ints + ints > INT_REGS || as->sses + sses > SSE_REGS) return false;
    for (unsigned i = 0; i < words; i++) {
        bool is_int = s->is_int[i] || !s->any[i];
        unsigned left = size - i * EIGHTBYTE;
        Piece p = {is_int ? PW_INT : PW_SSE, is_int ? as->ints++ : as->sses++, frame + i * EIGHTBYTE,
                   left < EIGHTBYTE ? left : EIGHTBYTE};
        vec_push(as->arena, out, p);
    }
    return true;
}

static void on_stack(Assign *as, unsigned size, unsigned frame, Pieces *out)
{
    for (unsigned at = 0; at < size; at += EIGHTBYTE) {
        unsigned left = size - at;
        vec_push(as->arena, out, ((Piece){PW_STACK, as->stack + at, frame + at, left < EIGHTBYTE ? left : EIGHTBYTE}));
    }
    as->stack += (size + EIGHTBYTE - 1) / EIGHTBYTE * EIGHTBYTE;
}

static void place(Assign *as, Type *t, unsigned frame, Pieces *out)
{
    Shape s = {0};
    unsigned size = (unsigned)type_size(t);
    if (size == 0) return;
    shape_of(&s, t, 0);
    if (!in_registers(as, &s, size, frame, out)) on_stack(as, size, frame, out);
}

static void place_words(Assign *as, unsigned n, unsigned frame, Pieces *out)
{
    static const Shape word = {.is_int = {true}, .any = {true}};
    for (unsigned i = 0; i < n; i++)
        if (!in_registers(as, &word, EIGHTBYTE, frame + i * EIGHTBYTE, out))
            on_stack(as, EIGHTBYTE, frame + i * EIGHTBYTE, out);
}

static unsigned aligned(unsigned n, int64_t align) { return (unsigned)((n + align - 1) / align * align); }

static unsigned next_offset(unsigned *end, Type *t)
{
    unsigned at = aligned(*end, type_align(t));
    *end = at + (unsigned)type_size(t);
    return at;
}

// Results are one C value: that of the only sized one, or a struct of them, laid out as the frame is.
static void results(Arena *a, const ObjectList *vars, unsigned from, CallLayout *out)
{
    Shape s = {0};
    unsigned end = from, sized = 0;
    for (uint32_t i = 0; i < vars->n; i++) {
        Type *t = vars->p[i]->type;
        unsigned at = next_offset(&end, t);
        if (type_size(t) == 0) continue;
        if (!sized++) out->results_at = at;
        shape_of(&s, t, at - out->results_at);
        out->results_size = end - out->results_at;
    }
    if (sized > 1) { // a struct ends at a multiple of its alignment
        int64_t most = 1;
        for (uint32_t i = 0; i < vars->n; i++)
            if (type_align(vars->p[i]->type) > most) most = type_align(vars->p[i]->type);
        out->results_size = aligned(out->results_size, most);
    }
    Assign as = {.arena = a, .ints = INT_REGS - 2, .sses = SSE_REGS - 2}; // two of a kind, counted from here
    if (out->results_size > 0) out->hidden = !in_registers(&as, &s, out->results_size, out->results_at, &out->results);
    for (uint32_t i = 0; i < out->results.n; i++)
        out->results.p[i].reg -= out->results.p[i].where == PW_INT ? INT_REGS - 2 : SSE_REGS - 2;
    out->frame_size = aligned(end, EIGHTBYTE);
}

void sysv_layout(Arena *a, const Signature *sig, CallLayout *out)
{
    *out = (CallLayout){0};
    const ObjectList *params = &sig->params->vars;
    unsigned end = 0;
    for (uint32_t i = 0; i < params->n; i++) next_offset(&end, params->p[i]->type);
    results(a, &sig->results->vars, aligned(end, EIGHTBYTE), out);
    Assign as = {.arena = a, .ints = out->hidden};
    end = 0;
    for (uint32_t i = 0; i < params->n; i++) {
        Type *t = params->p[i]->type;
        unsigned at = next_offset(&end, t);
        if (type_under(t)->kind == TYP_SLICE)
            place_words(&as, 3, at, &out->args);
        else
            place(&as, t, at, &out->args);
    }
    out->stack_args = as.stack;
    Pieces context = {0};
    place_words(&as, 1, 0, &context);
    out->context = context.p[0];
}
