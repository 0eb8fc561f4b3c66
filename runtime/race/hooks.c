// What emitted code calls: gcc's -fsanitize=thread reports each load, store, function and atomic operation that it
// leaves in the code; include/undergo/race.h reports what runtime functions do in its stead.
//
// ThreadSanitizer keeps the goroutine's calls on a stack of its own. A recovered panic leaves frames without their
// exits: frames that may recover note the depth, and make up for the exits that were missed.
#include "race/private.h"
#include "sched/sched.h"
#include "stack/stack.h"

// A module's constructor calls it; ugrt_race_init is where it begins.
void __tsan_init(void);
void __tsan_init(void) {}

// ---- Calls
uint16_t ugx_race_depth(void);
void ugx_race_unwind(uint16_t depth);
void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
    G *g = ugrt_getg();
    if (!g->racectx) return;
    if (ugrt_is_morestack_return((uintptr_t)pc)) { // the caller began a segment: look beyond
        uintptr_t bp = *(uintptr_t *)__builtin_frame_address(0);
        pc = (void *)ugrt_return_address(&bp);
    }
    g->racedepth++;
    ugrt_race_call(RACE_ENTER, g->racectx, 0, 0, (uintptr_t)pc);
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
    G *g = ugrt_getg();
    if (!g->racectx || g->racedepth == 0) return;
    g->racedepth--;
    ugrt_race_call(RACE_EXIT, g->racectx, 0, 0, 0);
}

uint16_t ugx_race_depth(void) { return (uint16_t)ugrt_getg()->racedepth; }

void ugx_race_unwind(uint16_t depth)
{
    while ((uint16_t)ugrt_getg()->racedepth != depth) __tsan_func_exit();
}

// ---- Loads and stores
#define HERE ((uintptr_t)__builtin_return_address(0))

static inline __attribute__((always_inline)) void seen(RaceOp one, RaceOp range, void *p, uintptr_t size, uintptr_t pc)
{
    Tsan *t = race_context();
    if (t && race_follows((uintptr_t)p)) ugrt_race_call(size == 1 ? one : range, t, (uintptr_t)p, size, pc);
}

#define ACCESS(name, write, size)                                                                                      \
    void __tsan_##name(void *p);                                                                                       \
    void __tsan_##name(void *p)                                                                                        \
    {                                                                                                                  \
        seen(write ? RACE_WRITE : RACE_READ, write ? RACE_WRITE_RANGE : RACE_READ_RANGE, p, size, HERE);               \
    }
#define ACCESSES(size)                                                                                                 \
    ACCESS(read##size, false, size)                                                                                    \
    ACCESS(write##size, true, size)                                                                                    \
    ACCESS(unaligned_read##size, false, size)                                                                          \
    ACCESS(unaligned_write##size, true, size)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void *p, uintptr_t n);
void __tsan_read_range(void *p, uintptr_t n) { ugrt_race_readrange(p, n, HERE); }
void __tsan_write_range(void *p, uintptr_t n);
void __tsan_write_range(void *p, uintptr_t n) { ugrt_race_writerange(p, n, HERE); }

// ---- Atomic operations
typedef void TsanAtomic(Tsan *t, uintptr_t callpc, uintptr_t pc, void *frame);
typedef struct Atomic {
    TsanAtomic *op;
    Tsan *t;
    uintptr_t pc;
    void *frame;
} Atomic;

static void atomic_g0(void *arg)
{
    const Atomic *a = arg;
    a->op(a->t, a->pc, (uintptr_t)a->op + 1, a->frame); // the report names the operation, then its caller
}

// False: not followed, the caller does it. Where synchronisation is ignored (RaceDisable) the operation is made, too,
// by the caller.
static bool atomic(TsanAtomic *op, const volatile void *p, void *frame, uintptr_t pc)
{
    G *g = ugrt_getg();
    if (UGX_UNLIKELY((uintptr_t)p < 4096)) ugx_panicnil(); // a fault here would be C's
    if (!g->racectx || !race_follows((uintptr_t)p)) return false;
    Atomic a = {op, g->racectx, pc, frame};
    ugrt_systemstack(atomic_g0, &a);
    return true;
}

#define SEQ __ATOMIC_SEQ_CST
#define FRAME(bits, T, ...)                                                                                            \
    struct {                                                                                                           \
        volatile T *p;                                                                                                 \
        T operand;                                                                                                     \
        _Alignas(8) T result;                                                                                          \
    } f = {(volatile T *)p, __VA_ARGS__}

#define FETCH(bits, T, op, tsan, arg)                                                                                  \
    T __tsan_atomic##bits##_##op(volatile T *p, T v, int order);                                                       \
    T __tsan_atomic##bits##_##op(volatile T *p, T v, int order)                                                        \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        FRAME(bits, T, arg, 0);                                                                                        \
        if (atomic(ugrt_tsan_go_atomic##bits##_##tsan, p, &f, HERE)) return f.result;                                  \
        return FETCH_##op(p, v);                                                                                       \
    }
#define FETCH_exchange(p, v) __atomic_exchange_n(p, v, SEQ)
#define FETCH_fetch_add(p, v) __atomic_fetch_add(p, v, SEQ)
#define FETCH_fetch_sub(p, v) __atomic_fetch_sub(p, v, SEQ)
#define FETCH_fetch_and(p, v) __atomic_fetch_and(p, v, SEQ)
#define FETCH_fetch_or(p, v) __atomic_fetch_or(p, v, SEQ)

#define ATOMICS(bits, T)                                                                                               \
    T __tsan_atomic##bits##_load(const volatile T *p, int order);                                                      \
    T __tsan_atomic##bits##_load(const volatile T *p, int order)                                                       \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        struct {                                                                                                       \
            const volatile T *p;                                                                                       \
            T result;                                                                                                  \
        } f = {p, 0};                                                                                                  \
        if (atomic(ugrt_tsan_go_atomic##bits##_load, p, &f, HERE)) return f.result;                                    \
        return __atomic_load_n(p, SEQ);                                                                                \
    }                                                                                                                  \
    void __tsan_atomic##bits##_store(volatile T *p, T v, int order);                                                   \
    void __tsan_atomic##bits##_store(volatile T *p, T v, int order)                                                    \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        FRAME(bits, T, v, 0);                                                                                          \
        if (!atomic(ugrt_tsan_go_atomic##bits##_store, p, &f, HERE)) __atomic_store_n(p, v, SEQ);                      \
    }                                                                                                                  \
    FETCH(bits, T, exchange, exchange, v)                                                                              \
    FETCH(bits, T, fetch_add, fetch_add, v)                                                                            \
    FETCH(bits, T, fetch_sub, fetch_add, (T)(0 - v))                                                                   \
    FETCH(bits, T, fetch_and, fetch_and, v)                                                                            \
    FETCH(bits, T, fetch_or, fetch_or, v)                                                                              \
    bool __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *old, T v, int order, int failed);             \
    bool __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *old, T v, int order, int failed)              \
    {                                                                                                                  \
        (void)order, (void)failed;                                                                                     \
        struct {                                                                                                       \
            volatile T *p;                                                                                             \
            T old, v;                                                                                                  \
            _Alignas(8) bool result;                                                                                   \
        } f = {p, *old, v, false};                                                                                     \
        if (!atomic(ugrt_tsan_go_atomic##bits##_compare_exchange, p, &f, HERE))                                        \
            return __atomic_compare_exchange_n(p, old, v, false, SEQ, SEQ);                                            \
        if (!f.result) *old = __atomic_load_n(p, SEQ);                                                                 \
        return f.result;                                                                                               \
    }
ATOMICS(32, uint32_t)
ATOMICS(64, uint64_t)

// Bytes are only the runtime's, which is not followed.
uint8_t __tsan_atomic8_load(const volatile uint8_t *p, int order);
uint8_t __tsan_atomic8_load(const volatile uint8_t *p, int order)
{
    (void)order;
    return __atomic_load_n(p, SEQ);
}
void __tsan_atomic8_store(volatile uint8_t *p, uint8_t v, int order);
void __tsan_atomic8_store(volatile uint8_t *p, uint8_t v, int order)
{
    (void)order;
    __atomic_store_n(p, v, SEQ);
}

// Atomic operations on pointers are the runtime's, for their barriers (gc/barrier.c).
bool ugrt_race_atomic_ptr(RaceAtomicPtr op, void **slot, void *old, void *v, void **result, uintptr_t pc)
{
    struct {
        void **slot;
        void *operand, *result;
        bool swapped;
    } f = {slot, op == RACE_CAS_PTR ? old : v, op == RACE_CAS_PTR ? v : NULL, false};
    static TsanAtomic *const ops[] = {
        [RACE_STORE_PTR] = ugrt_tsan_go_atomic64_store,
        [RACE_SWAP_PTR] = ugrt_tsan_go_atomic64_exchange,
        [RACE_CAS_PTR] = ugrt_tsan_go_atomic64_compare_exchange,
    };
    if (!atomic(ops[op], slot, &f, pc)) return false;
    *result = op == RACE_CAS_PTR ? (void *)(uintptr_t)f.swapped : f.result;
    return true;
}

// ---- What runtime functions read and write for their callers
void ugx_race_read(const void *p, uintptr_t n);
void ugx_race_write(const void *p, uintptr_t n);
void ugx_race_read(const void *p, uintptr_t n) { ugrt_race_readrange(p, n, HERE); }
void ugx_race_write(const void *p, uintptr_t n) { ugrt_race_writerange(p, n, HERE); }

// ---- Package internal/race, and runtime.RaceRead and its like
void ugx_race_acquire(void *p);
void ugx_race_release(void *p);
void ugx_race_releasemerge(void *p);
void ugx_race_disable(void);
void ugx_race_enable(void);
void ugx_race_readone(void *p);
void ugx_race_writeone(void *p);
void ugx_race_readpc(void *p, uintptr_t callerpc, uintptr_t pc);
void ugx_race_writepc(void *p, uintptr_t callerpc, uintptr_t pc);
void ugx_race_readobject(const UgType *t, void *p, uintptr_t callerpc, uintptr_t pc);
void ugx_race_writeobject(const UgType *t, void *p, uintptr_t callerpc, uintptr_t pc);
void ugx_race_readrange(void *p, UgInt n);
void ugx_race_writerange(void *p, UgInt n);
UgInt ugx_race_errors(void);

void ugx_race_acquire(void *p) { ugrt_race_acquire(ugrt_getg(), p); }
void ugx_race_release(void *p) { ugrt_race_release(ugrt_getg(), p); }
void ugx_race_releasemerge(void *p) { ugrt_race_releasemerge(ugrt_getg(), p); }

void ugx_race_disable(void)
{
    G *g = ugrt_getg();
    if (g->raceignore++ == 0 && g->racectx) ugrt_race_call(RACE_IGNORE_BEGIN, g->racectx, 0, 0, 0);
}
void ugx_race_enable(void)
{
    G *g = ugrt_getg();
    if (--g->raceignore == 0 && g->racectx) ugrt_race_call(RACE_IGNORE_END, g->racectx, 0, 0, 0);
}

void ugx_race_readone(void *p) { ugrt_race_readrange(p, 1, HERE); }
void ugx_race_writeone(void *p) { ugrt_race_writerange(p, 1, HERE); }
void ugx_race_readpc(void *p, uintptr_t callerpc, uintptr_t pc) { (void)pc, ugrt_race_readrange(p, 1, callerpc); }
void ugx_race_writepc(void *p, uintptr_t callerpc, uintptr_t pc) { (void)pc, ugrt_race_writerange(p, 1, callerpc); }
void ugx_race_readobject(const UgType *t, void *p, uintptr_t callerpc, uintptr_t pc)
{
    (void)pc, ugrt_race_readrange(p, t->size, callerpc);
}
void ugx_race_writeobject(const UgType *t, void *p, uintptr_t callerpc, uintptr_t pc)
{
    (void)pc, ugrt_race_writerange(p, t->size, callerpc);
}
void ugx_race_readrange(void *p, UgInt n) { ugrt_race_readrange(p, (uintptr_t)n, HERE); }
void ugx_race_writerange(void *p, UgInt n) { ugrt_race_writerange(p, (uintptr_t)n, HERE); }
UgInt ugx_race_errors(void) { return (UgInt)ugrt_race_errors(); }
