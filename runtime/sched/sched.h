// The room sched: goroutines onto threads. Public face; the structures are in gmp.h.
#ifndef UGRT_SCHED_H
#define UGRT_SCHED_H

#include "sched/gmp.h"

// ---- Parking and readying. From a goroutine.
// gopark: state to WAITING, then on g0 unlockf(g, arg); if it says false the goroutine goes on at
// once. unlockf must not touch the goroutine's stack after it made g visible to wakers.
void ugrt_gopark(bool (*unlockf)(G *, void *), void *arg, WaitReason r, int traceskip);
void ugrt_goparkunlock(UgMutex *l, WaitReason r);    // unlocks l once parked
void ugrt_goready(G *g);                             // WAITING to RUNNABLE, to this P's runnext. Any stack
void ugrt_goready_list(G *head, int32_t n);          // many at once, linked by schedlink, to the run queues
void ugrt_gosched(void);                             // yield to the global queue
void ugrt_goyield(void);                             // yield to the local queue's tail
UGX_NORETURN void ugrt_goexit0(void);                // ends the current goroutine; its defers have run
G *ugrt_newproc(const UgClosure *fn, uintptr_t callerpc);  // fn: func(). Runnable at once
G *ugrt_newproc_system(void (*fn)(void *), void *arg); // a goroutine of the runtime itself: not traced back, not counted
uint64_t ugrt_goid(void);
// For the C API: a goroutine with a stack of C's (NULL: no memory for it), running a copy of the n bytes of fn.
G *ugrt_newproc_c(StackKind kind, uint32_t order, const UgClosure *fn, size_t n, uintptr_t startpc, uintptr_t callerpc);

// ---- Stacks and contexts.
void ugrt_systemstack(void (*fn)(void *), void *arg); // runs fn(arg) on the M's system stack (at once if there already)
void ugrt_mcall(void (*fn)(G *));                    // leaves the goroutine (sp saved) and runs fn(g) on g0; fn must not return

// ---- Status.
void ugrt_casgstatus(G *g, uint32_t from, uint32_t to); // the one way to change it; waits while SCAN is set
static inline uint32_t ugrt_readgstatus(const G *g) { return atomic_load_explicit(&((G *)g)->status, memory_order_acquire); }

// ---- Stopping.
typedef enum StwReason {
#define STWREASON(name, text, gc) STW_##name,
#include "sched/stwreason.def"
#undef STWREASON
} StwReason;
void ugrt_stoptheworld(StwReason why);               // from a goroutine or g0: every other P is stopped at return,
                                                     // the caller is not preemptible until starttheworld
void ugrt_starttheworld(void);
void ugrt_foreach_p(void (*fn)(P *));                // fn runs once for each P while it is at a safe point
void ugrt_foreach_g(void (*cb)(G *, void *), void *arg); // every G ever made; those in DEAD have no frames
bool ugrt_chan_anywaited(const G *g, bool (*f)(const void *c)); // chan/sudog.c: is f true of a channel that g, parked, waits on
int64_t ugrt_gcount(void);                           // user goroutines
void ugrt_yield_if_asked(void);                      // a goroutine that may park grants a request for its processor
void ugrt_preempted_g0(G *g);                        // on g0: g, preempted, leaves the processor
void ugrt_preempt_signal(M *m);                      // panic/signal.c: SIGURG, for loops without calls
void ugrt_preemptall(void);                          // ask all running goroutines to yield

// ---- System calls that may block.
void ugrt_entersyscall(void);                        // the P may be taken from here on
void ugrt_exitsyscall(void);                         // waits for a P
void ugrt_entersyscallblock(void);                   // gives the P away at once
typedef struct UgSyscallResult { uintptr_t r1, r2, err; } UgSyscallResult;

// ---- Ms and Ps.
void ugrt_lockosthread(void);                        // the runtime's own nesting
void ugrt_unlockosthread(void);
int32_t ugrt_maxprocs_choose(int32_t n);             // the program's choice: ugrt_set_gomaxprocs, for good
void ugrt_maxprocs_reset(void);                      // back to what the machine allows
int32_t ugrt_set_gomaxprocs(int32_t n);              // n <= 0: only asks. Stops the world
void ugrt_wakep(void);                               // one more P should run if there is an idle one
uint64_t ugrt_rand64(void);                          // fast, not secure; drawn from the seed under schedrand
uint32_t ugrt_randn(uint32_t n);
extern bool ugrt_schedrand;                          // UNDERGO=schedrand=SEED: one P, all choices from the seed
void ugrt_seeded_yield(void);
static inline void ugrt_seeded_point(void) { if (__builtin_expect(ugrt_schedrand, 0)) ugrt_seeded_yield(); } // emitted code may lose the P here
bool ugrt_seeded_entry(void);                        // the program enters a function while G.preempt is set: does it yield?

// ---- Start.
UGX_NORETURN void ugrt_start(int argc, char **argv, char **envp, void (*mainfn)(void)); // never returns; mainfn NULL: ugx_program
// A C program's: on a thread of its own. Installs no signal handlers, collects only when asked to, never interrupts
// goroutines. first runs as a goroutine once all is set up, and ends with ugrt_goexit0.
typedef struct CProgram {
    void (*first)(void);
    bool (*outside)(int32_t ms);                     // may a thread outside the runtime's ms wake goroutines? Asked before a deadlock is told
    int32_t procs, maxthreads;                       // 0: the defaults
    unsigned long sigmask;                           // of all threads
} CProgram;
UGX_NORETURN void ugrt_start_c(const CProgram *c, char **envp);

// ---- Threads that are not the scheduler's (thread.c). Each call is made on the thread's own stack.
G *ugrt_thread_attach(void);                         // its goroutine, in a system call, wired to it; NULL: no memory
void ugrt_thread_detach(void);                       // of the caller, which is in a system call

#endif
