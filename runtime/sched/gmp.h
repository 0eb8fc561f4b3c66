// G, M, P and Sched: the honest knot where scheduler, stacks, allocator and collector meet.
//
// Fields are grouped by what guards them. Types of other rooms that hang here are opaque pointers.
// A field without a remark is written only by the goroutine itself (G), its thread (M) or the thread
// that holds the P (P). G structures live in memory that is never given back, so a stale G pointer
// may always be read.
#ifndef UGRT_GMP_H
#define UGRT_GMP_H

#include "os/os.h"
#include "sync/sync.h"

typedef struct G G;
typedef struct M M;
typedef struct P P;
typedef struct UgSeg UgSeg;                          // stack/stack.h
typedef struct UgPanic UgPanic;                      // panic/panic.h
typedef struct UgTimer UgTimer;                      // timer/timer.h
typedef struct UgRegBuf UgRegBuf;                    // stack/stack.h: registers saved at an asynchronous preemption

typedef enum WaitReason {
#define WAITREASON(n, text, traced, flags) WAIT_##n,
#include "sched/waitreason.def"
#undef WAITREASON
    WAITREASON_COUNT
} WaitReason;
enum { WAIT_IDLE = 1, WAIT_MUTEX = 2, WAIT_SYNC = 4, WAIT_CHAN = 8, WAIT_DURABLE = 16 };
extern const char *const ugrt_waitreason_text[WAITREASON_COUNT];
extern const uint8_t ugrt_waitreason_flags[WAITREASON_COUNT];

typedef enum GStatus {
#define GSTATUS(n, text, next, owner) G_##n,
#include "sched/gstatus.def"
#undef GSTATUS
    G_STATUS_COUNT,
    G_SCAN = 0x1000                                  // bit: a scanner owns the stack
} GStatus;


// How a goroutine's stack is made (stack/stack.h).
typedef enum StackKind {
    STACK_SPLIT,                                     // segments for code with split-stack prologues throughout: emitted Go
    STACK_ROOMY,                                     // the same with a reserve below each guard, for C code that calls libraries
    STACK_MAPPED,                                    // one mapping with a guard page: C code without the prologues
    STACK_THREAD,                                    // the thread's own (attached threads)
} StackKind;

typedef struct TraceSweep { bool on; uint64_t swept, reclaimed; } TraceSweep; // trace: of the sweep loop under way: bytes

typedef enum PStatus { P_IDLE, P_RUNNING, P_SYSCALL, P_GCSTOP, P_DEAD } PStatus;

struct G {
    union {
        UgG head;                                    // what emitted code knows: defer_frames, segment
        struct {
            UgDeferFrame *defer_frames_;
            UgSeg *seg;                              // current stack segment            (offset 8, asm)
        };
    };
    uintptr_t sp;                                    // saved rsp while not running      (offset 16, asm)
    M *m;                                            // while running or in a syscall    (offset 24, asm)
    UgPanic *panics;                                 // innermost first
    _Atomic uint32_t status;                         // GStatus; changed by ugrt_casgstatus only
    _Atomic uint32_t preempt;                        // wanted to yield (offset 44, asm)
    uintptr_t startpc;                               // code of the function it was made for
    uintptr_t syscallsp;                             // while in SYSCALL: sp at entry, for scanning and tracebacks (offset 56, asm)
    uintptr_t syscallpc, syscallbp;
    UgSeg *syscallseg;
    uintptr_t syscallregs[5];                        // callee-saved registers at entry: the caller may keep pointers there
    uintptr_t tidysp;                                // sp of emitted code that was tidied last (offset 128, asm)
    uint64_t goid;
    G *schedlink;                                    // run queues, free lists: whoever owns the queue
    int64_t waitsince;                               // nanotime when it began to wait (set by the collector), 0 unknown
    uint8_t waitreason;                              // WaitReason
    bool issystem;                                   // runtime's own goroutine: hidden in tracebacks, not counted for deadlock
    bool throwsplit;                                 // running where the stack must not grow: our bug if it does
    bool paniconfault;                               // debug.SetPanicOnFault
    bool leaked;                                     // gc: nothing that may run can wake it, as far as is known
    bool fipsbypass;
    uint8_t fipsindicator;                           // crypto: the service indicator of FIPS 140
    UgRegBuf *regbuf;                                // asynchronously preempted: its registers; else NULL
    uintptr_t gopc;                                  // pc of the go statement that made it
    uint64_t parentgoid;
    M *lockedm;                                      // LockOSThread
    // Owned by other rooms.
    void *param;                                     // chan: passed by the waker
    void *waiting;                                   // chan: the sudogs this g waits on; sync: what it waits on
    _Atomic uint32_t selectdone;                     // chan: has the select race been won
    int64_t gcassistbytes;                           // gc: credit
    void *labels;                                    // prof: a Go pointer, scanned as a root
    struct Bubble *bubble;                           // sched: of testing/synctest
    void *coro;                                      // sched: coroutine it belongs to
    UgTimer *timer;                                  // time.Sleep's cached timer
    _Atomic uint32_t gcscanned;                      // gc: generation of its last scan
    uint32_t sigcode, sig;                           // panic: the signal that became a panic
    uintptr_t sigaddr, sigpc;
    uintptr_t stack_total;                           // bytes of all linked segments, for the limit
    UgSeg *firstseg;                                 // bottom of the chain; stays with a dead G for reuse
    struct UgAlloca *allocas;                        // stack: blocks of alloca that did not fit a segment
    G *alllink;                                      // all Gs, newest first; immutable once published
    uint8_t stackkind;                               // StackKind of firstseg
    bool callsdirect;                                // capi: a goroutine on an M with a P, whose calls need no door
    uint32_t stackreserve;                           // stack: bytes kept free below the guard of each further segment
    uintptr_t callpc, callbp;                        // capi: where its last call into the runtime returns to, and rbp there
    void *capi;                                      // capi: what the C API keeps per goroutine
    uint8_t trackturn;                               // sched: counts up to the next turn of being timed
    uint32_t racedepth;                              // race: calls that the detector counts on its stack
    int32_t raceignore;                              // race: nesting of RaceDisable
    struct Tsan *racectx;                            // race: what the detector keeps per goroutine; NULL: is not followed
    _Atomic uint32_t tracedgen[2];                   // trace: by generation modulo 2, the last that has told its status
    uint64_t traceseq;                               // trace: numbers what happens to it, in a generation; whoever may change its status
    bool inassist;                                   // gc: marks to pay for its allocations
    bool tracked;                                    // sched: is timed for runtime/metrics; written with the status
    int64_t trackedsince;                            // sched: nanotime of its last change of status
};

struct M {
    G *g0;                                           // its system stack's G                (offset 0, asm)
    uintptr_t g0_sp;                                 // where mcall and systemstack start   (offset 8, asm)
    G *curg;                                         // the user goroutine it runs          (offset 16, asm)
    volatile uintptr_t *guardp;                      // its %fs:0x70: others poison it here (offset 24, asm)
    P *_Atomic p;                                    // NULL while it executes no Go code
    P *nextp;                                        // handed over before a wakeup
    P *oldp;                                         // had before a syscall
    int64_t id;
    int32_t locks;                                   // > 0: not preemptible
    int32_t mallocing;
    int32_t throwing;                                // 1 runtime, 2 user
    int32_t dying;
    bool spinning;                                   // looks for work and counts in sched.nmspinning
    bool blocked;
    bool isextra;
    uint32_t calldepth;                              // attached threads: nesting of calls into the runtime
    bool (*waitunlockf)(G *, void *);
    void *waitlock;
    UgNote park;
    M *schedlink;                                    // idle list, under sched.lock
    M *alllink;                                      // all Ms, under sched.lock; never unlinked
    G *lockedg;                                      // LockOSThread
    uint32_t lockedext, lockedint;                   // nesting, by user and by the runtime
    void (*mstartfn)(void);
    uintptr_t thread;                                // pthread_t
    void *exitjump[5];                               // back to the thread's first frame, to end it
    int32_t tid;
    _Atomic bool exited;                             // its thread is about to end, or has
    _Atomic bool callwanted;                         // golib: is to make the call of all threads
    uint64_t rng;                                    // cheap random numbers
    G *gsignal;                                      // its signal stack's G
    _Atomic uint32_t signalpending;
    const char *preemptoff;
    G *_Atomic preemptg;                             // sched: who was asked to yield since it began to run; outlives G.preempt
    uint32_t preemptrefused;                         // stack: prologues that could not yield since the last request
    uint32_t nheld;                                  // UG_LOCKRANK: locks held
    UgMutex *held[12];
    struct TraceBuf *tracebuf;                       // trace: what its events go to; with a P its own, else under tracebusy
    _Atomic bool tracebusy;
    int32_t proftimer;                               // prof: 1 + the kernel's timer that samples this thread; 0: none
    UgRegBuf *_Atomic regspare;                      // stack: for the next asynchronous preemption; filled by sysmon, taken by the handler
    UgRegBuf *regdone;                               // stack: resumed from, free at the next visit to the scheduler
    uintptr_t sigstack_lo, sigstack_size;            // panic: signal stack
    int32_t printlock;                               // debug: nesting of printlock
    char *printbuf;                                  // debug: printing goes here instead of to standard error
    size_t printn, printcap;
};

#define UGRT_RUNQ_SIZE 256
typedef struct UgTimers UgTimers;

struct P {
    int32_t id;
    _Atomic uint32_t status;                         // PStatus
    M *_Atomic m;                                    // back link, NULL when idle
    struct MCache *mcache;                           // mem
    void *wbbuf;                                     // gc: write-barrier buffer
    void *sudogcache;                                // chan
    void *gcw;                                       // gc: mark work buffers and other per-P state
    uint32_t schedtick;                              // +1 each schedule
    _Atomic uint32_t syscalltick;                    // +1 each syscall
    uint32_t sysmon_schedtick, sysmon_syscalltick;   // sysmon's copies
    int64_t sysmon_schedwhen, sysmon_syscallwhen;
    uint64_t goidcache, goidcacheend;
    G *gfree;                                        // dead Gs
    int32_t ngfree;
    P *link;                                         // idle list, under sched.lock
    int64_t idlesince;                               // nanotime when it was put there, under sched.lock
    uint64_t gcreated;                               // user goroutines made here, ever
    uint64_t rng;
    UgTimers *timers;                                // timer
    UgSeg *segcache;                                 // free second segments
    int32_t nsegcache;
    uint32_t tracedgen;                              // trace: the last generation that has told its status
    uint64_t traceseq;                               // trace: numbers its starts and thefts, in a generation
    int64_t tracem;                                  // trace: M of its last system call
    TraceSweep tracesweep;
    struct TsanProc *racectx;                        // race: what the detector keeps per P
    struct Tsan *racetimers;                         // race: the context in which its timers run
    // Written by the owner and by thieves.
    _Alignas(UGRT_CACHELINE) _Atomic uint32_t runqhead;
    _Atomic uint32_t runqtail;
    G *_Atomic runnext;                              // runs next, inherits the time slice
    G *_Atomic runq[UGRT_RUNQ_SIZE];
};

typedef struct GQueue { G *head, *tail; int32_t n; } GQueue;

typedef struct Sched {
    UgMutex lock;
    // Under lock.
    M *midle;
    int32_t nmidle, nmidlelocked, mnext, maxmcount;
    int64_t nmfreed;
    int32_t nmsys;                                   // Ms not counted for deadlock (sysmon)
    P *pidle;
    GQueue runq;                                     // the global queue
    GQueue disable;
    // Atomic.
    _Atomic int32_t npidle, nmspinning, runqsize;
    _Atomic uint32_t needspinning;
    _Atomic uint64_t goidgen;
    _Atomic int32_t ngsys;                           // system goroutines
    _Atomic int64_t lastpoll, pollwait;
    _Atomic uint32_t gcwaiting;                      // the world is to stop
    int32_t stopwait;
    UgNote stopnote;
    _Atomic uint32_t sysmonwait;
    UgNote sysmonnote;
    UgMutex sysmonlock;
    UgMutex gflock;                                  // global free Gs
    G *gfree;
    int32_t ngfree;
    bool mainstarted;
    uint32_t worldsema;                              // 1: nobody is stopping the world
    _Atomic(G *) allgs;                              // linked by alllink
    _Atomic int64_t ngs;                             // how many those are
    const struct CProgram *cprogram;                 // of a C program, whose goroutines yield only where they call the runtime
    M *allm;
    G *maing;
} Sched;

extern Sched ugrt_sched;
#define UGRT_MAXPROCS 4096
extern P *ugrt_allp[UGRT_MAXPROCS];                               // [0, ugrt_gomaxprocs)
extern int32_t ugrt_gomaxprocs;
extern M ugrt_m0;

// The current G: the goroutine's on its segments, m->g0 on a system stack. A goroutine's G never
// changes, but its M does whenever it yields: don't keep getg()->m over a call that may.
static inline G *ugrt_getg(void) { return (G *)ugx_g; }
static inline M *ugrt_acquirem(void) {
    M *m = ugrt_getg()->m;
    m->locks++;
    return m;
}
static inline bool ugrt_yield_asked(const M *m)
{
    return m->curg != NULL && atomic_load_explicit(&m->preemptg, memory_order_relaxed) == m->curg;
}
static inline void ugrt_releasem(M *m) { m->locks--; } // a preemption asked for meanwhile is seen at the next prologue
static inline bool ugrt_on_g0(void) { G *g = ugrt_getg(); return g == g->m->g0; }

_Static_assert(offsetof(UgG, segment) == offsetof(G, seg) && offsetof(G, seg) == 8 && offsetof(G, sp) == 16 && offsetof(G, m) == 24, "known to assembly");
_Static_assert(offsetof(G, preempt) == 44, "known to assembly");
_Static_assert(offsetof(M, g0_sp) == 8 && offsetof(M, curg) == 16 && offsetof(M, guardp) == 24, "known to assembly");

#endif
