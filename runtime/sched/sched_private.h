// Between the files of the room sched. Functions ending in _g0 run on the system stack and, where they
// say so, never return.
#ifndef UGRT_SCHED_PRIVATE_H
#define UGRT_SCHED_PRIVATE_H

#include "gc/gc.h"
#include "sched/sched.h"

// sched.c
UGX_NORETURN void ugrt_schedule_g0(void);            // finds a goroutine and runs it
UGX_NORETURN void ugrt_execute_g0(G *g, bool inherit);
UGX_NORETURN void ugrt_run_g0(G *g, bool inherit);
UGX_NORETURN void ugrt_mstart_g0(void);              // an M's life begins: signals, mstartfn, schedule
void ugrt_inject(G *list);                           // readied by netpoll: to the run queues, waking Ps
void ugrt_dropg(void);

// runq.c: the ring of a P
void ugrt_runq_put(P *p, G *g, bool next);           // owner only; spills half to the global queue
G *ugrt_runq_get(P *p, bool *inherit);               // owner only
G *ugrt_runq_steal(P *p, P *from, bool steal_next);  // moves half of from's to p, returns one of them
bool ugrt_runq_empty(P *p);
void ugrt_globrunq_put_locked(G *g);
void ugrt_globrunq_put_batch_locked(GQueue *q);
G *ugrt_globrunq_get_locked(P *p, int32_t max);
static inline void gq_push(GQueue *q, G *g) {
    g->schedlink = NULL;
    if (q->tail) q->tail->schedlink = g;
    else q->head = g;
    q->tail = g;
    q->n++;
}
static inline G *gq_pop(GQueue *q) {
    G *g = q->head;
    if (g) {
        q->head = g->schedlink;
        if (!q->head) q->tail = NULL;
        q->n--;
    }
    return g;
}

// proc.c: Ms and Ps
void ugrt_acquirep(P *p);
P *ugrt_releasep(void);
void ugrt_pidle_put_locked(P *p);
P *ugrt_pidle_get_locked(void);
void ugrt_startm(P *p, bool spinning);               // an M for p (NULL: an idle one); p's status is IDLE
void ugrt_stopm_g0(void);                            // parks this M until it is given a P
void ugrt_handoffp(P *p);                            // p lost its M: find another if there is work
void ugrt_checkdead_locked(void);
void ugrt_procs_init(int32_t n);
P *ugrt_procresize_stw(int32_t n);                   // ends a stop of the world: idle Ps are in the list, Ps with work returned, linked; the caller's is acquired
void ugrt_newm(void (*fn)(void), P *p);
void ugrt_mcommon_init(M *m);
int32_t ugrt_mcount_locked(void);
UGX_NORETURN void ugrt_mexit_g0(void);

// stw.c
void ugrt_gcstopm_g0(void);                          // this M stops for a stopped world
void ugrt_preempt_one(P *p);

// newproc.c
void ugrt_gfree_flush(P *p);                         // dead Gs of a P that goes away
G *ugrt_newg(const UgClosure *fn, uintptr_t callerpc, bool system);
G *ugrt_newproc_main(const UgClosure *fn);

// coro.c
void ugrt_coro_end(void *coro);                      // its goroutine is dead; readies who waits for it

// locked.c
void ugrt_startlockedm_g0(G *g);                     // hands this P to g's thread; returns with another P
void ugrt_stoplockedm_g0(void);                      // wait until the locked g is to run

// sysmon.c, schedtrace.c
void ugrt_sysmon(void);
void ugrt_forcegc_start(void);
void ugrt_schedtrace(bool detailed);

// maxprocs.c
int32_t ugrt_maxprocs_initial(int32_t wanted);       // wanted <= 0: what the environment says, else the machine
void ugrt_maxprocs_start(void);                      // from now on it follows the machine
void ugrt_maxprocs_look(int64_t now);                // sysmon's

// rand.c
void ugrt_rand_init(uint64_t seed);

// seeded.c: under schedrand
void ugrt_seeded_init(uint64_t seed);
void ugrt_seeded_slice(G *g, P *p);                  // g begins to run
void ugrt_seeded_ready(P *p);                        // somebody is about to be queued
void ugrt_seeded_watch(void);                        // a look of sysmon's

#endif
