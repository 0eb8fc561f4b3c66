// The execution tracer: what the scheduler, the collector and the allocator tell it. trace/README.md has the protocol.
//
// While no trace is taken a hook costs its caller one load and a branch: if (ugrt_trace_on()) ugrt_trace_…. The
// functions may be called only then. Unless they say otherwise the caller holds a P, on any stack.
#ifndef UGRT_TRACE_H
#define UGRT_TRACE_H

#include "sched/sched.h"

extern _Atomic bool ugrt_tracing;                    // changes with the world stopped
static inline bool ugrt_trace_on(void)
{
    return UGX_UNLIKELY(atomic_load_explicit(&ugrt_tracing, memory_order_relaxed));
}

// An M without a P writes, and changes a goroutine's status, between these two; ugrt_trace_on is asked within. With
// a P nothing is needed: generations change with the world stopped.
static inline void ugrt_trace_hold(M *m)
{
    while (atomic_exchange_explicit(&m->tracebusy, true, memory_order_acquire)) ugrt_cpu_relax();
}
static inline void ugrt_trace_let(M *m) { atomic_store_explicit(&m->tracebusy, false, memory_order_release); }

// ---- Ps
void ugrt_trace_procstart(P *p);                     // this M has just acquired it
void ugrt_trace_procstop(void);                      // this M is about to release its P
void ugrt_trace_procsteal(P *p);                     // taken from an M in a system call, not yet given on. No P needed
void ugrt_trace_procnew_stw(P *p);                   // one more, idle
void ugrt_trace_procs(int32_t n);                    // GOMAXPROCS, by a goroutine

// ---- Goroutines: each before the change of status, but for gostart
void ugrt_trace_gocreate(G *g, bool blocked);        // g is not yet queued
void ugrt_trace_gostart(G *g);
void ugrt_trace_godestroy(void);
typedef enum TraceStop { TRACE_STOP_GOSCHED, TRACE_STOP_PREEMPTED, TRACE_STOPS } TraceStop;
void ugrt_trace_gostop(TraceStop why);
void ugrt_trace_goblock(G *g);                       // for g->waitreason
void ugrt_trace_gounblock(G *g);
void ugrt_trace_syscallbegin(G *g);
void ugrt_trace_syscallend(void);                    // it kept its P
void ugrt_trace_syscallblocked(G *g);                // it lost its P. On an M held
void ugrt_trace_syscallretook(G *g, P *p);           // it lost its P and has taken it back, in state SYSCALL of another M perhaps
bool ugrt_trace_ownsyscall(const P *p);              // is the P, now in SYSCALL, where this M's system call left it?
void ugrt_trace_gocreatesyscall(G *g);               // a thread was attached. On an M held

// ---- The stopped world, the collector
void ugrt_trace_stwbegin(StwReason why);             // by the goroutine that stops it
void ugrt_trace_stwend(void);
void ugrt_trace_gcbegin_stw(void);
void ugrt_trace_gcend_stw(void);
void ugrt_trace_assistbegin(void);
void ugrt_trace_assistend(void);
typedef enum TraceLabel { TRACE_LABEL_DEDICATED, TRACE_LABEL_IDLE, TRACE_LABELS } TraceLabel;
void ugrt_trace_label(TraceLabel l);                 // what the current goroutine does now
// Around a loop that sweeps and has no safe point; swept: the running M has swept a span.
void ugrt_trace_sweepbegin(void);
void ugrt_trace_swept(uintptr_t bytes, uintptr_t reclaimed);
void ugrt_trace_sweepend(void);
void ugrt_trace_heapalloc(uint64_t live);
void ugrt_trace_heapgoal(uint64_t goal);             // UINT64_MAX: none

// ---- CPU samples: in the handler of SIGPROF
void ugrt_trace_cpusample(M *m, const uintptr_t *pcs, uint32_t n);

// ---- Who drives it
void ugrt_trace_look(int64_t now);                   // sysmon: is a new generation due?
G *ugrt_trace_reader(void);                          // the scheduler: readied, if it waits and there is something for it

#endif
