// The collector: concurrent mark with a snapshot barrier, lazy and background sweep, pacing, finalizers,
// cleanups, weak pointers. gc/README.md tells the protocol.
#ifndef UGRT_GC_H
#define UGRT_GC_H

#include "undergo/abi.h"
#include "mem/mem.h"
#include "gc/debugvars.h"

struct G;
struct P;

// ---- Set-up. gcinit after mallocinit and debugvars_init, before any P runs; gcenable once main's goroutine
// can make goroutines: starts the sweeper, the mark workers and the finalizer goroutine.
void ugrt_gcinit(void);
void ugrt_gcenable(void);

// ---- Triggers
void ugrt_gc_poll(void);                                       // collect if due (sysmon's two minutes are judged here too)
bool ugrt_gc_due(bool periodic);                               // would a poll collect now? any thread
void ugrt_gc_start(void);                                      // starts a cycle if none runs; the caller is a goroutine
void ugrt_gc(void);                                            // runtime.GC(): a whole cycle, sweep included
void ugrt_freeosmemory(void);

// ---- Leaked goroutines (leak.c)
void ugrt_gc_findleaks(void);                                  // a whole cycle that sets G.leaked
UgInt ugrt_gc_leakcount(void);                                 // how many the last one found
#define UGRT_LEAKS_EXIT 66                                     // as the race detector's
int ugrt_leaks_exitcode(int code);                             // UNDERGO=leakcheck: reports; the status the program ends with
uint64_t ugrt_pace_goal(void);                                 // what the heap may grow to; UINT64_MAX: no limit
int32_t ugrt_setgcpercent(int32_t percent);                    // returns the old value; < 0 is off
int64_t ugrt_setmemorylimit(int64_t limit);                    // < 0 only asks

// ---- Phase. Read by malloc and the barrier.
typedef enum GcPhase { GC_OFF, GC_MARK, GC_MARKTERM } GcPhase;
extern _Atomic uint32_t ugrt_gcphase;
extern _Atomic uint32_t ugrt_gccycle;                          // completed mark phases

// Scans g's stack for the running cycle. The scheduler calls it before a goroutine goes on (on g0, or on g itself
// after a system call) while G.gcscanned != ugrt_gc_scangen: its stack is then as it was when the cycle began.
extern _Atomic uint32_t ugrt_gc_scangen;
void ugrt_gc_scanstack(struct G *g);

// ---- Barriers
typedef struct WbBuf { uint32_t n; uintptr_t ptr[510]; } WbBuf;  // one a P, in P.wbbuf; pairs (old, new)
WbBuf *ugrt_wbbuf_new(void);
void ugrt_wbbuf_flush(struct P *p);                            // shades and empties; before a P goes idle for good
void ugrt_bulkbarrier(uintptr_t dst, uintptr_t src, uintptr_t n, const UgType *t); // before a copy of t's pointers; src 0: clear
void ugx_wb_slow(void);                                        // assembly, own convention (abi.h)
void ugrt_shade(uintptr_t p);
// Pointer stores by atomic operations, with the barrier (sync/atomic).
void ugx_atomic_store_ptr(void **slot, void *v);
void *ugx_atomic_swap_ptr(void **slot, void *v);
bool ugx_atomic_cas_ptr(void **slot, void *old, void *v);

// ---- Roots beyond ug_data and ug_bss: [p, p+n) is scanned conservatively, until it is removed.
void ugrt_addroots(void *p, uintptr_t n);
bool ugrt_removeroots(const void *p);                          // false: no range begins there

// ---- Finalizers, cleanups, weak pointers, hooks
void ugrt_setfinalizer(UgEface obj, UgEface fin);              // runtime.SetFinalizer
uint64_t ugrt_addcleanup(void *p, const UgClosure *fn);        // fn is func(); the id is for stop
UgInt ugrt_cleanup_holds(void *p, void *arg, const UgClosure *fn); // 1: arg, 2: what fn captured points into p's object
void ugrt_stopcleanup(void *p, uint64_t id);
void *ugrt_weak_register(void *p);                             // the handle of p: the same for the same object
void *ugrt_weak_get(void *handle);                             // p, or NULL once it is dead
void ugrt_gc_onpoolcleanup(const UgClosure *fn);               // sync.Pool: at the start of each cycle, world stopped
void ugrt_gc_clearatstart(void **slot);                        // a package variable's pointer, dropped at the start of each cycle
void ugrt_gc_onuniquecleanup(const UgClosure *fn);             // unique: after each cycle, on a goroutine
bool ugrt_finq_wait(int64_t timeout);                          // until what is due now has run; false after timeout ns
bool ugrt_isfinalizergoroutine(const struct G *g);

// ---- Statistics
typedef struct MemStats {                                      // the layout of runtime.MemStats
    uint64_t Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees, HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased,
        HeapObjects, StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys, BuckHashSys, GCSys, OtherSys, NextGC,
        LastGC, PauseTotalNs, PauseNs[256], PauseEnd[256];
    uint32_t NumGC, NumForcedGC;
    double GCCPUFraction;
    bool EnableGC, DebugGC;
    struct { uint32_t Size; uint64_t Mallocs, Frees; } BySize[61];
} MemStats;
void ugrt_readmemstats(MemStats *out);
void ugrt_memstats_stw(MemStats *out);                         // the same; brings ugrt_memcounts up to date, too
typedef struct GcTimes {                                       // ns of processors; of the cycles that have ended
    int64_t assist, dedicated, idle, pause;
    _Atomic int64_t scavenge;
} GcTimes;
extern GcTimes ugrt_gctimes;
typedef struct FinCounts { uint64_t finalizers_queued, finalizers_run, cleanups_queued, cleanups_run; } FinCounts;
void ugrt_fin_counts(FinCounts *out);
void ugrt_gc_pauses(uint64_t *out, UgInt cap, UgInt *n);       // debug.ReadGCStats

// ---- Checking (UNDERGO=verify, gcstress)
void ugrt_gc_verify_stw(void);

#endif
