// reflect.Value.Call's bottom: takes a frame laid out by reflect, makes the C call, puts the results back.
//
// Results come into a buffer on the C stack first and are copied into the frame with barriers,
// since the frame is a heap object that the collector may have marked already.
#include "mem/mem.h"
#include "reflect/reflect.h"
#include <string.h>

enum { STACK_WORDS = 32, RESULT_BYTES = 256 };

void ugx_reflectcall(const ReflectFrameType *ft, const UgClosure *fn, uint8_t *frame, uint32_t frame_size,
                     uint32_t ret_offset, uint32_t full_size, void *regargs);

typedef struct CallBuild {
    SysvPlacer place;
    ReflectRegs regs;
    uintptr_t *stack;
    const uint8_t *frame;
    uintptr_t offset; // of the next argument in the frame
} CallBuild;

static void put_word(CallBuild *b, uintptr_t w)
{
    SysvSlot s = ugrt_sysv_place_word(&b->place);
    if (s.on_stack)
        b->stack[s.stack] = w;
    else
        b->regs.ints[s.reg[0]] = w;
}

static void put_value(CallBuild *b, const UgType *t, const uint8_t *v)
{
    if (t->size == 0) return;
    if (t->kind == UG_KIND_SLICE) {
        uintptr_t w[3];
        memcpy(w, v, sizeof w);
        for (int i = 0; i < 3; i++) put_word(b, w[i]);
        return;
    }
    SysvSlot s = ugrt_sysv_place(&b->place, t);
    if (s.on_stack) {
        memcpy(&b->stack[s.stack], v, t->size);
        return;
    }
    for (int i = 0; i < s.nparts; i++) {
        uint64_t part = 0;
        uintptr_t n = t->size - (uintptr_t)i * 8;
        memcpy(&part, v + i * 8, n < 8 ? n : 8);
        if (s.cls[i] == SYSV_INT)
            b->regs.ints[s.reg[i]] = part;
        else
            b->regs.sses[s.reg[i]] = part;
    }
}

// An upper bound of the words of stack arguments: everything there, and the closure pointer.
static uintptr_t stack_bound(const UgFuncType *f)
{
    const UgType *const *in = ugrt_func_types(f);
    uintptr_t words = 4;
    for (uint32_t i = 0; i < f->in_count; i++) words += (in[i]->size + 7) / 8;
    return words;
}

static void get_results(const ReflectRegs *r, const SysvClass cls[2], uint8_t *out, uintptr_t size)
{
    uint32_t ints = 0, sses = 0;
    for (int i = 0; i < 2 && cls[i] != SYSV_NONE; i++) {
        uint64_t part = cls[i] == SYSV_INT ? r->ret_int[ints++] : r->ret_sse[sses++];
        uintptr_t n = size - (uintptr_t)i * 8;
        memcpy(out + i * 8, &part, n < 8 ? n : 8);
    }
}

void ugx_reflectcall(const ReflectFrameType *ft, const UgClosure *fn, uint8_t *frame, uint32_t frame_size,
                     uint32_t ret_offset, uint32_t full_size, void *regargs)
{
    (void)frame_size, (void)full_size, (void)regargs;
    const UgFuncType *f = ft->fn;
    const UgType *const *in = ugrt_func_types(f), *const *out = in + f->in_count;
    uint32_t nout = f->out_count & 0x7fff;
    uintptr_t small_stack[STACK_WORDS];
    CallBuild b = {.stack = small_stack, .frame = frame};
    uintptr_t words = stack_bound(f);
    if (words > STACK_WORDS) b.stack = ugrt_mallocgc(words * 8, NULL, true);

    uint8_t small_ret[RESULT_BYTES] __attribute__((aligned(8)));
    uint8_t *ret = small_ret;
    SysvClass cls[2];
    uintptr_t ret_size = ugrt_sysv_results(f, cls);
    if (cls[0] == SYSV_MEMORY) {
        if (ret_size > RESULT_BYTES) ret = ugrt_mallocgc(ugrt_align_up(ret_size, 8) + ret_offset, &ft->t, true);
        put_word(&b, (uintptr_t)ret);
    }
    if (ft->has_receiver) {
        put_word(&b, *(const uintptr_t *)frame);
        b.offset = 8;
    }
    for (uint32_t i = 0; i < f->in_count; i++) {
        b.offset = ugrt_align_up(b.offset, in[i]->align);
        put_value(&b, in[i], frame + b.offset);
        b.offset += in[i]->size;
    }
    put_word(&b, (uintptr_t)fn); // the closure pointer, last
    ugrt_reflect_call_asm(&b.regs, fn->code, b.stack, b.place.stack);
    if (cls[0] != SYSV_MEMORY) get_results(&b.regs, cls, ret, ret_size);
    uintptr_t off = 0;
    for (uint32_t i = 0; i < nout; i++) {
        off = ugrt_align_up(off, out[i]->align);
        if (out[i]->size) ugx_typedmemmove(out[i], frame + ret_offset + off, ret + off);
        off += out[i]->size;
    }
}
