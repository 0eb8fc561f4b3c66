// The room panic: panics, defers, recovery, fatal errors.
#ifndef UGRT_PANIC_H
#define UGRT_PANIC_H

#include "sched/gmp.h"

// One panic (or Goexit) in progress; lives in the C frame of gopanic.
struct UgPanic {
    UgPanic *link;                                   // the panic during whose deferred call this one began
    UgEface arg;
    UgSeg *seg;                                      // where gopanic's frame is: what recovery unwinds past is dropped
    uintptr_t frame;
    bool recovered, goexit, repanicked;
    bool reading;                                    // its Error or String method runs, for printing
    bool has_text;                                   // text is what arg's Error or String method said, for printing
    UgString text;
};

// Three ways to die. throw: our bug. fatal: the user's unrecoverable error. Both print "fatal error: …" with traces, exit 2.
UGX_NORETURN void ugrt_throw(const char *msg);
UGX_NORETURN void ugrt_fatal(const char *msg);
UGX_NORETURN void ugrt_throw_string(UgString msg);
UGX_NORETURN void ugrt_fatal_string(UgString msg);

// Run-time error panics for other rooms (values of package runtime's error types).
UGX_NORETURN void ugrt_panicerror(const char *msg);  // runtime.Error with text "runtime error: " + msg
UGX_NORETURN void ugrt_panicerror_address(const char *msg, uintptr_t addr); // the same with an Addr method
UGX_NORETURN void ugrt_panicplain(const char *msg);  // runtime.Error with exactly this text ("close of nil channel")
UGX_NORETURN void ugrt_panicplain_string(UgString msg);
UGX_NORETURN void ugrt_panicerror_string(UgString msg);
// Type assertion failures: any of have, want, iface may be NULL; missing is the missing method's name.
UGX_NORETURN void ugrt_panic_typeassertion(const UgType *iface, const UgType *have, const UgType *want, UgString missing);
// panic(string built by the runtime), as throw-like user panics of package sync and others need
UGX_NORETURN void ugrt_panicstring(const char *msg);

void ugrt_signal_init(void);                         // handlers for faults, preemption, SIGQUIT, profiling
void ugrt_minit_signals(M *m);                       // per thread: signal stack and mask, timer of the CPU profile
void ugrt_unminit_signals(M *m);                     // the thread ends
enum { UGRT_SIGALLTHREADS = 33 };                    // golib/allthreads.c: make the call of all threads. libc's own for the same
void ugrt_signal_allthreads(void);                   // the handler for it
void ugrt_allthreads_sig(M *m);
void ugrt_startpanic(void);                          // on g0: one dying thread at a time, which then prints and ends the process
extern _Atomic uint32_t ugrt_panicking;

#endif
