// The heap profile: every sampled object carries a special that leads to the bucket of its stack.
#ifndef UGRT_PROF_MEMPROF_H
#define UGRT_PROF_MEMPROF_H

#include "prof/stacktab.h"

int64_t ugrt_memprof_rate(void);                               // runtime.MemProfileRate
// Bytes until the next sample: exponential about runtime.MemProfileRate. 1: every object; 0: none.
int64_t ugrt_memprof_nextsample(void);
void ugrt_memprof_alloc(uintptr_t p, uintptr_t size);          // p was sampled
struct MemBucket;
void ugrt_memprof_free(struct MemBucket *b, uintptr_t size);   // a sampled object died; called by sweep
void ugrt_memprof_nextcycle(void);                             // a collection's marking ended, world stopped
void ugrt_memprof_flush(void);                                 // and its sweep ended: the profile shows that cycle

typedef struct MemProfRecord { int64_t allocbytes, freebytes, allocs, frees; uintptr_t nstk; const uintptr_t *stk; } MemProfRecord;
void ugrt_memprof_each(void (*f)(const MemProfRecord *r, void *arg), void *arg);

#endif
