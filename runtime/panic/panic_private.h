// Between the files of the room panic.
#ifndef UGRT_PANIC_PRIVATE_H
#define UGRT_PANIC_PRIVATE_H
#include "panic/panic.h"

void ugrt_calldefer(const UgClosure *fn);            // assembly
void ugrt_sigpanic_entry(void);                      // assembly
UGX_NORETURN void ugrt_sigpanic(void);               // signal.c, on the goroutine that faulted
UGX_NORETURN void ugrt_fatalpanic(UgPanic *p);       // fatal.c
UGX_NORETURN void ugrt_die_g0(G *g, uintptr_t pc, uintptr_t bp, uintptr_t sp); // traces, then exit 2
void ugrt_print_signal_line(G *g);                   // [signal SIGSEGV: …]
extern const UgType ugrt_c_error_type;               // errors.c: run-time errors in programs without Go
#endif
