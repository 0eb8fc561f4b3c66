// The room sync: locks between threads (UgMutex, UgNote: they block the M) and the waiting lists of
// goroutines that package sync stands on (semaphores, notifyList: they park the G).
#ifndef UGRT_SYNC_H
#define UGRT_SYNC_H

#include "os/os.h"

typedef enum LockRank {
    LOCKRANK_NONE,                                   // unranked: not checked
#define LOCKRANK(n) LOCKRANK_##n,
#include "sync/lockrank.def"
#undef LOCKRANK
    LOCKRANK_COUNT
} LockRank;

// ---- UgMutex: a futex lock. Zero value: unlocked, unranked. Holding one counts in m->locks, so the
// holder is never preempted; it may not park, allocate from the collected heap or run Go code.
typedef struct UgMutex {
    _Atomic uint32_t key;                            // 0 free, 1 held, 2 held and waited for
    uint32_t rank;                                   // LockRank
} UgMutex;
#define UGRT_MUTEX(rank_) ((UgMutex){.rank = LOCKRANK_##rank_})
void ugrt_lock(UgMutex *l);
void ugrt_unlock(UgMutex *l);
bool ugrt_trylock(UgMutex *l);
void ugrt_lockrank_check_held(const UgMutex *l);     // asserts in UG_LOCKRANK builds

// ---- UgNote: a one-shot event for one sleeping thread. noteclear, then at most one sleep and one wakeup.
typedef struct UgNote { _Atomic uint32_t key; } UgNote;
void ugrt_noteclear(UgNote *n);
void ugrt_notewakeup(UgNote *n);
void ugrt_notesleep(UgNote *n);                      // on g0: blocks the M
bool ugrt_notetsleep(UgNote *n, int64_t ns);         // false: timed out. ns < 0: no limit
bool ugrt_notetsleepg(UgNote *n, int64_t ns);        // from a goroutine: gives the P away meanwhile

// ---- Semaphores of package sync: sleep until *s > 0, then decrement; increment and wake one.
// Waiters of one address queue FIFO (lifo: at the head). handoff: the woken one runs at once.
typedef struct G UgWaitG;
// skip: innermost Go frames that profiles of blocking leave out.
void ugrt_semacquire_skip(uint32_t *s, bool lifo, int reason, UgInt skip); // reason: WaitReason
bool ugrt_cansemacquire(uint32_t *s);
void ugrt_semrelease_skip(uint32_t *s, bool handoff, UgInt skip);
static inline void ugrt_semacquire(uint32_t *s, bool lifo, int reason) { ugrt_semacquire_skip(s, lifo, reason, 0); }
static inline void ugrt_semrelease(uint32_t *s, bool handoff) { ugrt_semrelease_skip(s, handoff, 0); }
void ugrt_sema_init(void);
bool ugrt_canspin(int i);                            // may a goroutine spin a bit for a lock instead of parking, after i times?

// ---- Profiles of blocking. The room prof stands above: it installs its recorders here while a profile is on. Each
// charges the calling goroutine's stack, without its `skip` innermost Go frames, with processor cycles (ugrt_cputicks).
typedef void UgContentionRecorder(int64_t cycles, UgInt skip);
extern UgContentionRecorder *_Atomic ugrt_block_recorder;      // it was blocked for so long
extern UgContentionRecorder *_Atomic ugrt_mutex_recorder;      // it kept others waiting for so long, and lets one go on
static inline int64_t ugrt_block_begin(void) {                 // 0: the profile is off
    return atomic_load_explicit(&ugrt_block_recorder, memory_order_relaxed) ? ugrt_cputicks() : 0;
}
static inline void ugrt_block_end(int64_t began, UgInt skip) {
    UgContentionRecorder *f = began ? atomic_load_explicit(&ugrt_block_recorder, memory_order_acquire) : NULL;
    if (f) f(ugrt_cputicks() - began, skip);
}

// ---- notifyList of sync.Cond. Layout is known to package sync (5 words at most).
typedef struct UgNotifyList {
    _Atomic uint32_t wait;                           // ticket of the next waiter
    uint32_t notify;                                 // ticket of the next to be notified; under lock
    UgMutex lock;
    void *head, *tail;                               // waiters
} UgNotifyList;
uint32_t ugrt_notifylist_add(UgNotifyList *l);
void ugrt_notifylist_wait(UgNotifyList *l, uint32_t ticket);
void ugrt_notifylist_notify_all(UgNotifyList *l);
void ugrt_notifylist_notify_one(UgNotifyList *l);

#endif
