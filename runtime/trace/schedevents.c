// What the scheduler tells: Ps that start and stop, goroutines that are made, run, wait and end, system calls.
//
// Who writes a change owns what changes: its own P or goroutine, a goroutine it is about to ready, a P it has just
// taken. Changes of one goroutine or P by different Ms are put in order by a number in the event (G.traceseq,
// P.traceseq), which begins anew in each generation.
#include "sched/sched_private.h"
#include "trace/private.h"

// ---- Ps
void ugrt_trace_procstart(P *p) { EVENT(PROC_START, (uint64_t)p->id, ++p->traceseq); }
void ugrt_trace_procstop(void) { EVENT(PROC_STOP); }
void ugrt_trace_procsteal(P *p) { EVENT(PROC_STEAL, (uint64_t)p->id, ++p->traceseq, (uint64_t)p->tracem); }
void ugrt_trace_procnew_stw(P *p) { ugrt_trace_procmention(p, PROC_IDLE); }
void ugrt_trace_procs(int32_t n) { EVENT(PROCS_CHANGE, (uint64_t)n, ugrt_trace_stack()); }

// ---- Goroutines
void ugrt_trace_gocreate(G *g, bool blocked)
{
    ugrt_trace_born(g);
    uint64_t args[] = {g->goid, ugrt_trace_stack_entry(g->startpc), ugrt_trace_stack()};
    ugrt_trace_event(blocked ? EV_GO_CREATE_BLOCKED : EV_GO_CREATE, 3, args);
}

void ugrt_trace_gostart(G *g)
{
    ugrt_trace_mention(g, GO_RUNNABLE, TRACE_NO_M);
    EVENT(GO_START, g->goid, ++g->traceseq);
}

void ugrt_trace_godestroy(void) { EVENT(GO_DESTROY); }
void ugrt_trace_gostop(TraceStop why) { EVENT(GO_STOP, ugrt_trace_stopreason(why), ugrt_trace_stack()); }
void ugrt_trace_goblock(G *g)
{
    EVENT(GO_BLOCK, ugrt_trace_blockreason((WaitReason)g->waitreason), ugrt_trace_stack());
}

void ugrt_trace_gounblock(G *g)
{
    ugrt_trace_mention(g, GO_WAITING, TRACE_NO_M);
    EVENT(GO_UNBLOCK, g->goid, ++g->traceseq, ugrt_trace_stack());
}

// ---- System calls
// The P stays with the M in name; p->tracem is from whom it will have been taken.
void ugrt_trace_syscallbegin(G *g)
{
    P *p = g->m->p;
    p->tracem = g->m->id;
    EVENT(GO_SYSCALL_BEGIN, ++p->traceseq, ugrt_trace_stack());
}

void ugrt_trace_syscallend(void) { EVENT(GO_SYSCALL_END); }

void ugrt_trace_syscallblocked(G *g)
{
    ugrt_trace_mention(g, GO_SYSCALL, (uint64_t)g->m->id);
    EVENT(GO_SYSCALL_END_BLOCKED);
}

bool ugrt_trace_ownsyscall(const P *p) { return p->tracem == ugrt_getg()->m->id; }

// Its old P was taken from it, went round, and is now taken by it from the system call of another M.
void ugrt_trace_syscallretook(G *g, P *p)
{
    ugrt_trace_mention(g, GO_SYSCALL, (uint64_t)g->m->id);
    ugrt_trace_procsteal(p);
    ugrt_trace_procstart(p);
    EVENT(GO_SYSCALL_END_BLOCKED);
    EVENT(GO_START, g->goid, ++g->traceseq);
}

void ugrt_trace_gocreatesyscall(G *g)
{
    ugrt_trace_born(g);
    EVENT(GO_CREATE_SYSCALL, g->goid);
}

// ---- The stopped world
void ugrt_trace_stwbegin(StwReason why) { EVENT(STW_BEGIN, ugrt_trace_stwreason(why), ugrt_trace_stack()); }
void ugrt_trace_stwend(void) { EVENT(STW_END); }
