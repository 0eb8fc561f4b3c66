// The block and mutex profiles: which stacks waited, and which kept others waiting.
#ifndef UGRT_PROF_BLOCKPROF_H
#define UGRT_PROF_BLOCKPROF_H

#include "prof/stacktab.h"

void ugrt_blockprof_setrate(int64_t cycles);         // one sample per so many cycles blocked; 1: all, 0: off
UgInt ugrt_mutexprof_setfraction(UgInt n);           // one event in n; 0: off; < 0 only asks. Returns the old one

typedef struct BlockProfRecord {
    int64_t count, cycles;
    UgInt skip;                                      // innermost Go frames that the reader leaves out
    uintptr_t nstk;
    const uintptr_t *stk;
} BlockProfRecord;
void ugrt_blockprof_each(bool mutex, void (*f)(const BlockProfRecord *r, void *arg), void *arg);

#endif
