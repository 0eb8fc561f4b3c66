// ThreadSanitizer's interface for Go, from the object that the Go tree ships (src/runtime/race). The build gives its
// names a prefix of ours, since gcc's instrumentation calls functions of the same names with other parameters.
// They run on a system stack, with a P.
#ifndef UGRT_TSAN_H
#define UGRT_TSAN_H

#include <stdint.h>

typedef struct Tsan Tsan;                            // a goroutine's context
typedef struct TsanProc TsanProc;
typedef enum TsanRequest { TSAN_PROC, TSAN_CODE, TSAN_DATA } TsanRequest;
typedef struct TsanCode { uintptr_t pc; const char *func, *file; uintptr_t line, offset, known; } TsanCode;

void ugrt_tsan_init(Tsan **main, TsanProc **first, void (*answer)(uintptr_t request, void *what));
void ugrt_tsan_fini(void);
void ugrt_tsan_map_shadow(uintptr_t addr, uintptr_t size);
void ugrt_tsan_malloc(Tsan *t, uintptr_t pc, uintptr_t addr, uintptr_t size);
void ugrt_tsan_proc_create(TsanProc **p);
void ugrt_tsan_go_start(Tsan *parent, Tsan **child, uintptr_t pc);
void ugrt_tsan_go_end(Tsan *t);
void ugrt_tsan_finalizer_goroutine(Tsan *t);
void ugrt_tsan_func_enter(Tsan *t, uintptr_t pc);
void ugrt_tsan_func_exit(Tsan *t);
void ugrt_tsan_read(Tsan *t, uintptr_t addr, uintptr_t pc);
void ugrt_tsan_write(Tsan *t, uintptr_t addr, uintptr_t pc);
void ugrt_tsan_read_range(Tsan *t, uintptr_t addr, uintptr_t size, uintptr_t pc);
void ugrt_tsan_write_range(Tsan *t, uintptr_t addr, uintptr_t size, uintptr_t pc);
void ugrt_tsan_acquire(Tsan *t, uintptr_t addr);
void ugrt_tsan_release(Tsan *t, uintptr_t addr);
void ugrt_tsan_release_merge(Tsan *t, uintptr_t addr);
void ugrt_tsan_release_acquire(Tsan *t, uintptr_t addr);
void ugrt_tsan_go_ignore_sync_begin(Tsan *t);
void ugrt_tsan_go_ignore_sync_end(Tsan *t);
void ugrt_tsan_report_count(uint64_t *n);

// Atomic operations do their work as well. The frame holds the address, the operands, then the result, each aligned
// to its size and the results of 32 bits to 8.
#define UGRT_TSAN_ATOMIC(op)                                                                                           \
    void ugrt_tsan_go_atomic32_##op(Tsan *t, uintptr_t callpc, uintptr_t pc, void *frame);                             \
    void ugrt_tsan_go_atomic64_##op(Tsan *t, uintptr_t callpc, uintptr_t pc, void *frame);
UGRT_TSAN_ATOMIC(load)
UGRT_TSAN_ATOMIC(store)
UGRT_TSAN_ATOMIC(exchange)
UGRT_TSAN_ATOMIC(fetch_add)
UGRT_TSAN_ATOMIC(fetch_and)
UGRT_TSAN_ATOMIC(fetch_or)
UGRT_TSAN_ATOMIC(compare_exchange)

#endif
