// What emitted C and the runtime agree on: layouts of Go values, type descriptors, calls,
// defers, barriers. Included by every emitted file and by runtime/; nothing else is shared.
//
// Calls. A Go function is a C function with the system's convention. Parameters in Go's order,
// receiver first; a slice parameter is exploded into (p, n, cap); everything else is passed as
// its C type, zero-size parameters are left out. One result: its C type. Several: a struct of
// them in order. No result, or only zero-size ones: void. The closure pointer is one more,
// final parameter `void *ctx`, present in functions that capture something; any func value is
// called with it, and a function that takes none ignores the extra argument (SysV lets it).
//
// Names. Every symbol emitted code calls is ugx_… and is listed in abi.def.
#ifndef UNDERGO_ABI_H
#define UNDERGO_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef intptr_t UgInt;                              // Go's int
typedef uintptr_t UgUint;
typedef struct UgString { const uint8_t *p; UgInt n; } UgString;
typedef struct UgSlice { void *p; UgInt n, cap; } UgSlice;
typedef struct UgComplex64 { float re, im; } UgComplex64;
typedef struct UgComplex128 { double re, im; } UgComplex128;

// ---- Type descriptors: the layouts of the standard library's internal/abi (type.go, map.go).
// A NameOff, TypeOff or TextOff is the distance in bytes from the start of the descriptor that
// holds it to its target; 0 is none. Offsets of 0x40000000 and above are handles that reflect
// registered at run time (addReflectOff).
typedef struct UgClosure { void *code; } UgClosure; // captured values follow
typedef struct UgType {
    uintptr_t size, ptrbytes;
    uint32_t hash;
    uint8_t tflag, align, field_align, kind;         // kind: UG_KIND_…
    const UgClosure *equal;                          // bool (*)(const void *, const void *, void *ctx); NULL: not comparable
    const uint8_t *gcdata;                           // bit i: word i holds a pointer; ptrbytes/8 bits. NULL if ptrbytes == 0, or
                                                     //   if UG_TFLAG_GCMASK_ON_DEMAND: the runtime walks the type instead
    int32_t str, ptr_to_this;
} UgType;
enum {
    UG_TFLAG_UNCOMMON = 1, UG_TFLAG_EXTRA_STAR = 2, UG_TFLAG_NAMED = 4, UG_TFLAG_REGULAR_MEMORY = 8,
    UG_TFLAG_GCMASK_ON_DEMAND = 16, UG_TFLAG_DIRECT_IFACE = 32, // pointer-shaped: held in an interface's data word itself
};
enum {
    UG_KIND_INVALID, UG_KIND_BOOL, UG_KIND_INT, UG_KIND_INT8, UG_KIND_INT16, UG_KIND_INT32, UG_KIND_INT64, UG_KIND_UINT,
    UG_KIND_UINT8, UG_KIND_UINT16, UG_KIND_UINT32, UG_KIND_UINT64, UG_KIND_UINTPTR, UG_KIND_FLOAT32, UG_KIND_FLOAT64,
    UG_KIND_COMPLEX64, UG_KIND_COMPLEX128, UG_KIND_ARRAY, UG_KIND_CHAN, UG_KIND_FUNC, UG_KIND_INTERFACE, UG_KIND_MAP,
    UG_KIND_POINTER, UG_KIND_SLICE, UG_KIND_STRING, UG_KIND_STRUCT, UG_KIND_UNSAFEPOINTER,
};
// A Name is a flag byte (1 exported, 2 tag follows, 4 pkgPath follows, 8 embedded), a varint length, the bytes.
typedef struct UgImethod { int32_t name, type; } UgImethod;
typedef struct UgMethod { int32_t name, mtyp, ifn, tfn; } UgMethod;
typedef struct UgUncommon { int32_t pkgpath; uint16_t mcount, xcount; uint32_t moff, unused; } UgUncommon;
typedef struct UgArrayType { UgType t; const UgType *elem, *slice; uintptr_t len; } UgArrayType;
typedef struct UgChanType { UgType t; const UgType *elem; intptr_t dir; } UgChanType;
typedef struct UgFuncType { UgType t; uint16_t in_count, out_count; } UgFuncType; // top bit of out_count: variadic;
                                                     // (uncommon, then) an array of UgType * in, out follows
typedef struct UgInterfaceType { UgType t; const uint8_t *pkgpath; const UgImethod *methods; UgInt nmethods, cap; } UgInterfaceType;
typedef struct UgMapType {
    UgType t;
    const UgType *key, *elem, *group;
    const UgClosure *hasher;                         // uintptr_t (*)(const void *key, uintptr_t seed, void *ctx)
    uintptr_t group_size, slot_size, elem_off;
    uint32_t flags;                                  // 1 need-key-update, 2 hash-might-panic, 4 indirect-key, 8 indirect-elem
} UgMapType;
typedef struct UgPtrType { UgType t; const UgType *elem; } UgPtrType;
typedef struct UgSliceType { UgType t; const UgType *elem; } UgSliceType;
typedef struct UgStructField { const uint8_t *name; const UgType *type; uintptr_t offset; } UgStructField;
typedef struct UgStructType { UgType t; const uint8_t *pkgpath; const UgStructField *fields; UgInt nfields, cap; } UgStructType;
typedef struct UgItab {
    const UgInterfaceType *inter;
    const UgType *type;
    uint32_t hash;                                   // copy of type->hash
    void *fun[1];                                    // nmethods entries, in order of the interface's sorted methods
} UgItab;
typedef struct UgEface { const UgType *type; void *data; } UgEface; // any
typedef struct UgIface { const UgItab *tab; void *data; } UgIface; // interface with methods

_Static_assert(sizeof(UgType) == 48 && offsetof(UgType, equal) == 24 && offsetof(UgItab, fun) == 24, "internal/abi");

// ---- Channels are the runtime's.
typedef struct UgChan UgChan;
// ---- Maps: the first word is the number of entries (len); the rest is the runtime's.
typedef struct UgMap { uint64_t used; } UgMap;
typedef struct UgFrameMap { UgMap m; uint64_t state[5]; } UgFrameMap; // a whole map, for those that live in a frame
typedef struct UgMapIter {                           // key NULL at the end; the layout of internal/runtime/maps.Iter in lib/
    void *key, *elem;
    const UgMapType *typ;
    UgMap *m;
    uintptr_t state[12];
} UgMapIter;
typedef struct UgSelectCase { UgChan *c; void *elem; } UgSelectCase; // sends first, then receives
typedef struct UgSelectResult { UgInt index; bool recv_ok; } UgSelectResult; // index -1: default
typedef struct UgAssert { const UgItab *tab; bool ok; } UgAssert;
typedef struct UgRune { int32_t r; UgInt next; } UgRune;

// ---- Goroutine state that emitted code touches.
typedef struct UgDeferFrame UgDeferFrame;
typedef struct UgG {                                 // head of the runtime's G
    UgDeferFrame *defer_frames;                      // innermost first
    void *segment;                                   // current stack segment: that of the running function's frame
} UgG;
// Local-exec, so that no code holds a thread-local's address over a switch. The g of a goroutine never changes.
// Position-independent code (the C library) reads its distance from %fs in the global offset table.
#ifdef __PIC__
#define UGX_TLS_MODEL "initial-exec"
#else
#define UGX_TLS_MODEL "local-exec"
#endif
extern __thread UgG *ugx_g __attribute__((tls_model(UGX_TLS_MODEL)));

// ---- Defers. A function with defer statements has one UgDeferFrame in its C frame, linked while
// it is active. Open-coded: slot i's closure and bit i are set at the defer statement; the exit
// code runs them from the highest bit down, clearing each bit before the call. Functions that
// defer in loops, or more than UGX_DEFER_SLOTS times, push on `list` with ugx_deferproc instead
// and call ugx_deferreturn at exit. A panic runs whatever is left of both.
// A deferred closure has type func(): arguments are captured by value when the statement runs.
#define UGX_DEFER_SLOTS 8
typedef struct UgDefer { struct UgDefer *link; const UgClosure *fn; } UgDefer;
struct UgDeferFrame {
    UgDeferFrame *link;
    UgDefer *list;
    void *jump[5];                                   // __builtin_setjmp buffer; used when may_recover
    void *segment;                                   // the stack segment of this frame, noted where it may recover
    uint32_t bits;
    bool may_recover;                                // jump is set: a recovered panic continues at this frame's exit code
    uint16_t race_depth;                             // under -race: how deep in calls it is (undergo/race.h)
    const UgClosure *slot[UGX_DEFER_SLOTS];          // last: small frames allocate only what they use
};
// In functions that may recover, right after ugx_defer_enter:
//     if (UGX_SETJUMP(&df)) goto recovered;         // recovered: is the function's exit code
// Results live in volatile storage there, since the exit code reads them after the jump.
#define UGX_SETJUMP(df)                                                                                                \
    ((df)->may_recover = true, (df)->segment = ugx_g->segment, UGX_RACE_NOTE(df),                                      \
     __builtin_setjmp((df)->jump) && (UGX_RACE_RETURN(df), true))

// ---- Under -race gcc's -fsanitize=thread reports loads and stores; what it can't see is reported here and in
// undergo/race.h.
#ifdef __SANITIZE_THREAD__
void __tsan_write8(void *p);
uint16_t ugx_race_depth(void);
void ugx_race_unwind(uint16_t depth);
#define UGX_RACE_STORE(slot) __tsan_write8(slot)
#define UGX_RACE_NOTE(df) ((df)->race_depth = ugx_race_depth())
#define UGX_RACE_RETURN(df) ugx_race_unwind((df)->race_depth)
#else
#define UGX_RACE_STORE(slot) ((void)0)
#define UGX_RACE_NOTE(df) ((void)0)
#define UGX_RACE_RETURN(df) ((void)0)
#endif

// ---- What this processor has beyond the oldest amd64, set at start.
extern struct UgCpu { bool popcnt, sse41, fma; } ugx_cpu;

// ---- Write barriers. Every store of a pointer into memory that may be heap or global goes
// through UGX_STORE (pointer stores) or ugx_typedmemmove and its like (larger values); stores
// into C locals don't. One assembly block: the test of the flag, the slow call in a cold
// subsection, the store; its extent goes to the section ug_wbranges so that the goroutine is never preempted
// within. The slow path (ugx_wb_slow, own convention: rdi = slot, rsi = new value, preserves all
// registers) shades the old and the new value, then returns to do the store.
extern uint32_t ugx_wb_enabled;                      // set by the collector while it marks
#if defined(__x86_64__) && !defined(UGX_PORTABLE_BARRIER)
#define UGX_STORE(slot, value)                                                                                         \
    do {                                                                                                               \
        void **ugx_slot_ = (void **)(slot);                                                                            \
        void *ugx_val_ = (void *)(value);                                                                              \
        UGX_RACE_STORE(ugx_slot_);                                                                                     \
        __asm__ volatile(".Lug_wb%=: cmpl $0, %[flag]\n\tjne 3f\n"                                                     \
                         "2: movq %[val], %[mem]\n4:\n\t"                                                              \
                         ".subsection 1\n3: call ugx_wb_slow\n\tjmp 2b\n\t.previous\n\t"                               \
                         ".pushsection ug_wbranges,\"ao\",@progbits,.Lug_wb%=\n\t"                                     \
                         ".quad .Lug_wb%=, 4b\n\t.popsection"                                                          \
                         : [mem] "=m"(*ugx_slot_)                                                                      \
                         : [flag] "m"(ugx_wb_enabled), [val] "S"(ugx_val_), "D"(ugx_slot_)                             \
                         : "cc");                                                                                      \
    } while (0)
#else
#define UGX_STORE(slot, value)                                                                                         \
    do {                                                                                                               \
        void **ugx_slot_ = (void **)(slot);                                                                            \
        void *ugx_val_ = (void *)(value);                                                                              \
        if (__builtin_expect(ugx_wb_enabled != 0, 0)) ugx_wb_record(ugx_slot_, ugx_val_);                              \
        *ugx_slot_ = ugx_val_;                                                                                         \
    } while (0)
#endif

#define UGX_LIKELY(x) __builtin_expect(!!(x), 1)
#define UGX_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define UGX_COLD __attribute__((cold, noinline))
#define UGX_NORETURN __attribute__((noreturn, cold))

// ---- Package-level variables that hold pointers are placed in section ug_data (initialised) or
// ug_bss; those two sections are the collector's roots (__start_/__stop_ symbols). Pointer-free
// variables and read-only statics stay in .data/.bss/.rodata. Static objects that a Go pointer
// may reach and whose own fields can be changed to point into the heap are in ug_data as well.
#define UGX_ROOT __attribute__((section("ug_data")))

// Which bound of a slice expression failed (ugx_panicslice).
typedef enum UgSlicePanic {
    UG_SLICE_ALEN,                                   // s[?:x], x > len(s)
    UG_SLICE_ACAP,                                   // s[?:x], x > cap(s)
    UG_SLICE_B,                                      // s[x:y], x > y
    UG_SLICE3_ALEN,                                  // s[::x], x > len(s)
    UG_SLICE3_ACAP,                                  // s[::x], x > cap(s)
    UG_SLICE3_B,                                     // s[:x:y], x > y
    UG_SLICE3_C,                                     // s[x:y:], x > y
} UgSlicePanic;

// ---- Program description, defined by the emitted main unit and read by the runtime at start.
typedef struct UgProgram {
    void (*init)(void);                              // runs all packages' initialisation in order
    void (*main)(void);                              // main.main
    const char *go_version;                          // "go1.26.8"
    const char *const *mod_info;                     // build info text, or NULL
    const char *goroot;                              // what runtime.GOROOT() answers by default
} UgProgram;
extern const UgProgram ugx_program __attribute__((weak));

// ---- The functions: one row each in abi.def.
#define UGX(ret, name, params, props) ret ugx_##name params;
#define UGX_NORET(name, params) UGX_NORETURN void ugx_##name params;
#include "undergo/abi.def"
#undef UGX
#undef UGX_NORET

// Entering and leaving a function with defers: a few stores, so in line.
static inline __attribute__((always_inline)) void ugx_defer_enter_inline(UgDeferFrame *df) {
    UgG *g = ugx_g;
    df->link = g->defer_frames;
    df->list = NULL;
    df->bits = 0;
    df->may_recover = false;
    g->defer_frames = df;
}
static inline __attribute__((always_inline)) void ugx_defer_leave_inline(UgDeferFrame *df) { ugx_g->defer_frames = df->link; }
#define ugx_defer_enter(df) ugx_defer_enter_inline(df)
#define ugx_defer_leave(df) ugx_defer_leave_inline(df)

#endif
