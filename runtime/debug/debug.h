// The room debug: printing, tracebacks, the pc table.
#ifndef UGRT_DEBUG_H
#define UGRT_DEBUG_H

#include "sched/gmp.h"

// ---- Printing to standard error, unbuffered past one call. Any stack, signal handlers included.
void ugrt_printlock(void);                           // recursive, per M
void ugrt_printunlock(void);
void ugrt_print(const char *z);
void ugrt_print_n(const char *p, size_t n);
void ugrt_print_string(UgString s);
void ugrt_print_int(int64_t v);
void ugrt_print_uint(uint64_t v);
void ugrt_print_hex(uint64_t v);                     // 0x…
void ugrt_print_float(double v);
void ugrt_print_eface(UgEface v);
void ugrt_print_indented(UgString s);                // lines after the first get a tab
void ugrt_print_steal(void);                         // for a dying thread: nobody keeps the lock from it
intptr_t ugrt_print_crashfd(intptr_t fd);            // debug.SetCrashOutput; returns the old one, -1: none
void ugrt_print_panicval(UgEface v);                 // as in "panic: …"

// ---- Where a pc is.
typedef struct UgPcFrame {                           // lib/runtime/extern.go has it as pcFrame
    UgString func, file;                             // "main.f", absolute or -trimpath'd
    uintptr_t entry;                                 // of the physical function
    int32_t line, startline;
    uint32_t flags;                                  // UG_PCF_… of undergo/pctab.h
    uint32_t call;                                   // the inline node around which this frame stands; 0: innermost
    uintptr_t linkpc;                                // line 0, no table: the pc as the linker gave it
} UgPcFrame;
// Frames at pc, innermost inlined first; at most n; returns how many (0: unknown). pc is exact: pass
// the return address minus one for callers.
int ugrt_pc_frames(uintptr_t pc, UgPcFrame *out, int n);
bool ugrt_pc_call_frame(uintptr_t pc, uint32_t call, UgPcFrame *out); // around that node of the function that pc is in
bool ugrt_pc_func(uintptr_t pc, UgPcFrame *out);     // the physical function only
uintptr_t ugrt_pc_lookup_flags(uintptr_t pc);        // flags, 0 if unknown

// gcc may split a function; then its frame is two, the part's and that of what called the part, which stands
// innermost at its pc. Whether frames[0] of n is such a one, after the frame before left its name in *part (empty at
// first); sets *part for the next. Wrappers are not shown anyway.
bool ugrt_pc_is_part_called(UgString *part, const UgPcFrame *frames, int n);

// ---- Walking.
int ugrt_callers(uintptr_t *pcs, int max);          // of the calling goroutine: return addresses, runtime's frames left out
int ugrt_gcallers(G *g, uintptr_t *pcs, int max);   // of a stopped one
int ugrt_callers_sampled(M *m, uintptr_t pc, uintptr_t sp, uintptr_t bp, uintptr_t *pcs, int max); // sample.c
void ugrt_traceback(G *g);                           // "goroutine N [..]:" and its frames
void ugrt_traceback_from(uintptr_t pc, uintptr_t bp, uintptr_t sp, G *g); // of a running or faulting one
void ugrt_traceback_exact(uintptr_t pc, uintptr_t bp, G *g); // the same, pc being the instruction itself
void ugrt_traceback_others(G *me);
void ugrt_traceback_those(bool (*wanted)(G *));      // by number
void ugrt_traceback_all(void);                       // SIGQUIT and runtime.Stack(all)
void ugrt_goroutine_header(G *g);
int ugrt_traceback_level(bool *all, bool *crash);    // GOTRACEBACK: 0 none, 1 single/all, 2 system
size_t ugrt_traceback_text(char *buf, size_t n, bool all); // runtime.Stack

#endif
