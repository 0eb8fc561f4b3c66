// Places Go values in registers and on the stack as the System V AMD64 convention says, for the C
// types that emitted code uses: a slice parameter is three words, everything else is its C type.
//
// Only what Go's types can need is here: no x87, no vectors wider than a double.
// Source: System V Application Binary Interface, AMD64 supplement, section 3.2.3.
#include "reflect/reflect.h"

static void mark(SysvClass out[2], uintptr_t off, SysvClass c)
{
    SysvClass *slot = &out[off / 8];
    if (*slot != SYSV_INT) *slot = c; // INTEGER wins over SSE
}

static void classify(const UgType *t, uintptr_t off, SysvClass out[2])
{
    if (t->size == 0) return;
    switch (t->kind) {
    case UG_KIND_FLOAT32:
    case UG_KIND_FLOAT64:
    case UG_KIND_COMPLEX64: mark(out, off, SYSV_SSE); break;
    case UG_KIND_COMPLEX128:
        mark(out, off, SYSV_SSE);
        mark(out, off + 8, SYSV_SSE);
        break;
    case UG_KIND_STRING:
    case UG_KIND_INTERFACE:
        mark(out, off, SYSV_INT);
        mark(out, off + 8, SYSV_INT);
        break;
    case UG_KIND_ARRAY: {
        const UgArrayType *a = (const UgArrayType *)t;
        for (uintptr_t i = 0; i < a->len; i++) classify(a->elem, off + i * a->elem->size, out);
        break;
    }
    case UG_KIND_STRUCT: {
        const UgStructType *s = (const UgStructType *)t;
        for (UgInt i = 0; i < s->nfields; i++) classify(s->fields[i].type, off + s->fields[i].offset, out);
        break;
    }
    default: mark(out, off, SYSV_INT); break; // integers, pointers and what is one word of them
    }
}

void ugrt_sysv_classify(const UgType *const *types, uint32_t n, uintptr_t size, SysvClass out[2])
{
    out[0] = out[1] = SYSV_NONE;
    if (size > 16) {
        out[0] = SYSV_MEMORY;
        return;
    }
    uintptr_t off = 0;
    for (uint32_t i = 0; i < n; i++) {
        off = ugrt_align_up(off, types[i]->align);
        classify(types[i], off, out);
        off += types[i]->size;
    }
    if (size > 8 && out[1] == SYSV_NONE) out[1] = SYSV_SSE; // an eightbyte of padding only
    if (size > 0 && out[0] == SYSV_NONE) out[0] = SYSV_SSE;
}

SysvSlot ugrt_sysv_place(SysvPlacer *p, const UgType *t)
{
    SysvClass cls[2];
    ugrt_sysv_classify(&t, 1, t->size, cls);
    SysvSlot s = {.nparts = cls[1] != SYSV_NONE ? 2 : 1};
    uint32_t ints = (cls[0] == SYSV_INT) + (cls[1] == SYSV_INT);
    uint32_t sses = (cls[0] == SYSV_SSE) + (cls[1] == SYSV_SSE);
    if (cls[0] == SYSV_MEMORY || p->ints + ints > SYSV_INT_REGS || p->sses + sses > SYSV_SSE_REGS) {
        s.on_stack = true;
        s.stack = p->stack;
        p->stack += (uint32_t)((t->size + 7) / 8);
        return s;
    }
    for (int i = 0; i < s.nparts; i++) {
        s.cls[i] = (uint8_t)cls[i];
        s.reg[i] = cls[i] == SYSV_INT ? p->ints++ : p->sses++;
    }
    return s;
}

SysvSlot ugrt_sysv_place_word(SysvPlacer *p)
{
    SysvSlot s = {.nparts = 1, .cls = {SYSV_INT}};
    if (p->ints < SYSV_INT_REGS) {
        s.reg[0] = p->ints++;
    } else {
        s.on_stack = true;
        s.stack = p->stack++;
    }
    return s;
}

const UgType *const *ugrt_func_types(const UgFuncType *f)
{
    uintptr_t skip = f->t.tflag & UG_TFLAG_UNCOMMON ? sizeof(UgUncommon) : 0;
    return (const UgType *const *)((const uint8_t *)f + ugrt_align_up(sizeof(UgFuncType), 8) + skip);
}

uintptr_t ugrt_sysv_results(const UgFuncType *f, SysvClass out[2])
{
    const UgType *const *results = ugrt_func_types(f) + f->in_count;
    uint32_t n = f->out_count & 0x7fffu; // the top bit: variadic
    uintptr_t size = 0;
    for (uint32_t i = 0; i < n; i++) size = ugrt_align_up(size, results[i]->align) + results[i]->size;
    ugrt_sysv_classify(results, n, size, out);
    return size;
}
