// The CPU profile: every thread is interrupted by a timer of the kernel that runs with the thread's processor time.
#ifndef UGRT_PROF_CPUPROF_H
#define UGRT_PROF_CPUPROF_H

#include "undergo/abi.h"

struct M;

void ugrt_cpuprof_setrate(int32_t hz);               // samples per second of processor time; 0: off
void ugrt_cpuprof_thread_starts(struct M *m);        // on the thread, its signals ready
void ugrt_cpuprof_thread_ends(struct M *m);
void ugrt_cpuprof_sample(struct M *m, uintptr_t pc, uintptr_t sp, uintptr_t bp); // SIGPROF; in the handler

// ---- Reading, by one goroutine at a time. Records come in the order they were taken.
typedef enum CpuProfRead {
    CPUPROF_WAIT,                                    // nothing now
    CPUPROF_RECORD,
    CPUPROF_END                                      // it was turned off and all has been read
} CpuProfRead;
typedef struct CpuProfSample {
    uint64_t when;                                   // nanoseconds, monotonic
    uint64_t count;                                  // 1; the rate for the first record; 0: stk[0] samples were lost
    void *label;                                     // the goroutine's profile labels
    uintptr_t nstk;
} CpuProfSample;
// stk: room for UGRT_PROF_DEPTH addresses.
CpuProfRead ugrt_cpuprof_read(CpuProfSample *s, uintptr_t *stk);

#endif
