// Calls between package reflect's memory frames and the C calling convention of emitted code.
#ifndef UGRT_REFLECT_H
#define UGRT_REFLECT_H

#include "undergo/abi.h"

// ---- The System V convention, for Go types (sysv.c).
enum { SYSV_INT_REGS = 6, SYSV_SSE_REGS = 8 };
typedef enum SysvClass { SYSV_NONE, SYSV_INT, SYSV_SSE, SYSV_MEMORY } SysvClass;

// Where the next argument goes.
typedef struct SysvPlacer { uint32_t ints, sses, stack; } SysvPlacer; // registers used, words of stack used
typedef struct SysvSlot { bool on_stack; uint8_t nparts; uint8_t cls[2]; uint32_t reg[2]; uint32_t stack; } SysvSlot;

// The class of each eightbyte of `size` bytes made of the n types at their Go offsets.
void ugrt_sysv_classify(const UgType *const *types, uint32_t n, uintptr_t size, SysvClass out[2]);
SysvSlot ugrt_sysv_place(SysvPlacer *p, const UgType *t); // a parameter that is not a slice
SysvSlot ugrt_sysv_place_word(SysvPlacer *p);        // a pointer or integer

static inline uintptr_t ugrt_align_up(uintptr_t n, uintptr_t a) { return (n + a - 1) & ~(a - 1); }
const UgType *const *ugrt_func_types(const UgFuncType *f); // parameters, then results
uintptr_t ugrt_sysv_results(const UgFuncType *f, SysvClass out[2]); // size of the results together, and their class

// ---- The frame of a call as reflect lays it out: arguments, then results, each at its alignment.
typedef struct ReflectFrameType {                    // lib/reflect: frameType
    UgType t;
    const UgFuncType *fn;
    bool has_receiver;                               // first word: an interface's data word
} ReflectFrameType;

// Registers as the assembly stubs load and save them.
typedef struct ReflectRegs {
    uintptr_t ints[SYSV_INT_REGS];
    uint64_t sses[SYSV_SSE_REGS];
    uintptr_t ret_int[2];                            // rax, rdx
    uint64_t ret_sse[2];                             // xmm0, xmm1
} ReflectRegs;

// Assembly: loads regs, copies nwords of stack arguments, calls code, saves the result registers.
void ugrt_reflect_call_asm(ReflectRegs *regs, void *code, const uintptr_t *stack, uintptr_t nwords);

// What the entry stubs need to know of a function value made by reflect (lib/reflect: stubInfo).
typedef struct ReflectStubInfo {
    uint32_t bitmap_n;                               // reflect's bitVector
    UgSlice bitmap;
    const ReflectFrameType *frame;
    uintptr_t stack_bytes;                           // of stack arguments, closure pointer included (offset 40, asm)
    bool is_method;                                  // a method value: enters callMethod
} ReflectStubInfo;
typedef struct ReflectFuncHead { void *code; const ReflectStubInfo *info; } ReflectFuncHead; // makeFuncCtxt's beginning
void ugrt_reflect_enter(ReflectRegs *regs, ReflectFuncHead *ctx, const uintptr_t *stack);

#endif
