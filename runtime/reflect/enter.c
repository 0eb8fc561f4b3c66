// Calls of function values that package reflect made (MakeFunc, method values).
//
// Their code is one of a family of stubs in stub_amd64.S, chosen by where the closure pointer
// stands among the arguments (ugx_reflect_stub). The stub saves the registers and comes here; we
// lay the arguments out as reflect's frame, call reflect.callReflect or callMethod, and hand the
// results back in registers or through the hidden pointer.
#include "mem/mem.h"
#include "reflect/reflect.h"
#include <string.h>

enum { FRAME_BYTES = 512, STUBS_ON_STACK = 64 };

// Go functions of package reflect; absent in programs without it.
void ugrt_go_callreflect(void *ctx, void *frame, bool *ret_valid, void *regs) __attribute__((weak));
void ugrt_go_callmethod(void *ctx, void *frame, bool *ret_valid, void *regs) __attribute__((weak));

uintptr_t ugx_reflect_stub(const ReflectFrameType *ft, uintptr_t *stack_bytes);
extern const uint8_t ugrt_reflect_stubs[], ugrt_reflect_stack_stubs[]; // 16 bytes each

static bool results_in_memory(const UgFuncType *f)
{
    SysvClass cls[2];
    ugrt_sysv_results(f, cls);
    return cls[0] == SYSV_MEMORY;
}

// The entry for a function of this type. 0: too many arguments stand before the closure pointer.
uintptr_t ugx_reflect_stub(const ReflectFrameType *ft, uintptr_t *stack_bytes)
{
    const UgFuncType *f = ft->fn;
    const UgType *const *in = ugrt_func_types(f);
    SysvPlacer p = {0};
    if (results_in_memory(f)) ugrt_sysv_place_word(&p);
    for (uint32_t i = 0; i < f->in_count; i++) {
        if (in[i]->size == 0) continue;
        if (in[i]->kind == UG_KIND_SLICE)
            for (int w = 0; w < 3; w++) ugrt_sysv_place_word(&p);
        else
            ugrt_sysv_place(&p, in[i]);
    }
    SysvSlot ctx = ugrt_sysv_place_word(&p);
    *stack_bytes = p.stack * 8;
    if (!ctx.on_stack) return (uintptr_t)ugrt_reflect_stubs + 16 * ctx.reg[0];
    if (ctx.stack >= STUBS_ON_STACK) return 0;
    return (uintptr_t)ugrt_reflect_stack_stubs + 16 * ctx.stack;
}

uintptr_t ugx_reflect_methodvaluepc(void);
uintptr_t ugx_reflect_methodvaluepc(void) { return (uintptr_t)ugrt_reflect_stubs; }

typedef struct Taker {
    SysvPlacer place;
    const ReflectRegs *regs;
    const uintptr_t *stack;
} Taker;

static uintptr_t take_word(Taker *k)
{
    SysvSlot s = ugrt_sysv_place_word(&k->place);
    return s.on_stack ? k->stack[s.stack] : k->regs->ints[s.reg[0]];
}

static void take_value(Taker *k, const UgType *t, uint8_t *out)
{
    if (t->size == 0) return;
    if (t->kind == UG_KIND_SLICE) {
        for (int i = 0; i < 3; i++) {
            uintptr_t w = take_word(k);
            memcpy(out + 8 * i, &w, 8);
        }
        return;
    }
    SysvSlot s = ugrt_sysv_place(&k->place, t);
    if (s.on_stack) {
        memcpy(out, &k->stack[s.stack], t->size);
        return;
    }
    for (int i = 0; i < s.nparts; i++) {
        uint64_t part = s.cls[i] == SYSV_INT ? k->regs->ints[s.reg[i]] : k->regs->sses[s.reg[i]];
        uintptr_t n = t->size - (uintptr_t)i * 8;
        memcpy(out + i * 8, &part, n < 8 ? n : 8);
    }
}

static void give_results(ReflectRegs *r, const UgFuncType *f, const uint8_t *ret, void *memory)
{
    SysvClass cls[2];
    uintptr_t size = ugrt_sysv_results(f, cls);
    if (cls[0] == SYSV_MEMORY) {
        memcpy(memory, ret, size);
        r->ret_int[0] = (uintptr_t)memory;
        return;
    }
    uint32_t ints = 0, sses = 0;
    for (int i = 0; i < 2 && cls[i] != SYSV_NONE; i++) {
        uint64_t part = 0;
        uintptr_t n = size - (uintptr_t)i * 8;
        memcpy(&part, ret + i * 8, n < 8 ? n : 8);
        if (cls[i] == SYSV_INT)
            r->ret_int[ints++] = part;
        else
            r->ret_sse[sses++] = part;
    }
}

void ugrt_reflect_enter(ReflectRegs *regs, ReflectFuncHead *ctx, const uintptr_t *stack)
{
    const ReflectFrameType *ft = ctx->info->frame;
    const UgFuncType *f = ft->fn;
    const UgType *const *in = ugrt_func_types(f);
    uint8_t small[FRAME_BYTES] __attribute__((aligned(8)));
    uint8_t *frame = small; // the stack is scanned conservatively
    if (ft->t.size > FRAME_BYTES)
        frame = ugrt_mallocgc(ft->t.size, &ft->t, true);
    else
        memset(small, 0, ft->t.size);
    Taker k = {.regs = regs, .stack = stack};
    void *memory = results_in_memory(f) ? (void *)take_word(&k) : NULL;
    uintptr_t off = 0;
    for (uint32_t i = 0; i < f->in_count; i++) {
        off = ugrt_align_up(off, in[i]->align);
        take_value(&k, in[i], frame + off);
        off += in[i]->size;
    }
    bool ret_valid = false;
    uint64_t no_regs[4] = {0}; // abi.RegArgs, without registers
    if (ctx->info->is_method)
        ugrt_go_callmethod(ctx, frame, &ret_valid, no_regs);
    else
        ugrt_go_callreflect(ctx, frame, &ret_valid, no_regs);
    give_results(regs, f, frame + ugrt_align_up(off, 8), memory);
}
