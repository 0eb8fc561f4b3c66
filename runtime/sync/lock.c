// UgMutex and UgNote: locks and events between threads, on futexes.
//
// The lock spins briefly where there is more than one CPU, yields once, then sleeps with the key at
// 2 so that the holder knows to wake someone. A holder counts in m->locks and so is never preempted.
// May be used on any stack; a note is slept on only on g0 (notetsleepg: from a goroutine).
#include "debug/debug.h"
#include "panic/panic.h"
#include "sched/sched.h"

#define ACTIVE_SPIN 4
#define ACTIVE_SPIN_PAUSES 30

#ifdef UG_LOCKRANK
// Ranks are checked against everything the thread holds, not only the last: a row may be skipped on
// the way in, but never entered from below, except by trying. Equal ranks are allowed for HCHAN alone (address order).
static const char *const rank_name[] = {
    "none",
#define LOCKRANK(n) #n,
#include "sync/lockrank.def"
#undef LOCKRANK
};
static void rank_acquire(M *m, UgMutex *l, bool tried)
{
    if (l->rank == LOCKRANK_NONE) return;
    for (uint32_t i = 0; i < m->nheld; i++) {
        const UgMutex *h = m->held[i];
        if (tried || h->rank < l->rank || (h->rank == l->rank && l->rank == LOCKRANK_HCHAN)) continue;
        m->nheld = 0; // the report takes locks itself
        ugrt_print("lock order: acquiring ");
        ugrt_print(rank_name[l->rank]);
        ugrt_print(" while holding ");
        ugrt_print(rank_name[h->rank]);
        ugrt_print("\n");
        ugrt_throw("lock ordering problem");
    }
    if (m->nheld < sizeof m->held / sizeof *m->held) m->held[m->nheld++] = l;
}
static void rank_release(M *m, UgMutex *l)
{
    for (uint32_t i = m->nheld; i > 0; i--) {
        if (m->held[i - 1] != l) continue;
        for (uint32_t j = i; j < m->nheld; j++) m->held[j - 1] = m->held[j];
        m->nheld--;
        return;
    }
}
void ugrt_lockrank_check_held(const UgMutex *l)
{
    M *m = ugrt_getg()->m;
    for (uint32_t i = 0; i < m->nheld; i++)
        if (m->held[i] == l) return;
    ugrt_throw("lock not held");
}
#else
static inline void rank_acquire(M *m, UgMutex *l, bool tried) { (void)m, (void)l, (void)tried; }
static inline void rank_release(M *m, UgMutex *l) { (void)m, (void)l; }
void ugrt_lockrank_check_held(const UgMutex *l) { (void)l; }
#endif

static UGRT_NOINLINE void lock_slow(UgMutex *l, uint32_t seen)
{
    // Once a thread has slept it may not put the key back to 1: another sleeper could be left alone.
    uint32_t wait = seen;
    int spins = ugrt_ncpu_online > 1 ? ACTIVE_SPIN : 0;
    for (;;) {
        for (int i = 0; i < spins; i++) {
            uint32_t zero = 0;
            while (atomic_load_explicit(&l->key, memory_order_relaxed) == 0) {
                if (atomic_compare_exchange_strong_explicit(&l->key, &zero, wait, memory_order_acquire,
                                                            memory_order_relaxed))
                    return;
                zero = 0;
            }
            ugrt_spin(ACTIVE_SPIN_PAUSES);
        }
        for (int i = 0; i < 1; i++) {
            uint32_t zero = 0;
            if (atomic_compare_exchange_strong_explicit(&l->key, &zero, wait, memory_order_acquire,
                                                        memory_order_relaxed))
                return;
            ugrt_osyield();
        }
        if (atomic_exchange_explicit(&l->key, 2, memory_order_acquire) == 0) return;
        wait = 2;
        ugrt_futex_wait(&l->key, 2, -1);
    }
}

void ugrt_lock(UgMutex *l)
{
    M *m = ugrt_getg()->m;
    m->locks++;
    rank_acquire(m, l, false);
    uint32_t seen = atomic_exchange_explicit(&l->key, 1, memory_order_acquire);
    if (__builtin_expect(seen != 0, 0)) lock_slow(l, seen);
}

bool ugrt_trylock(UgMutex *l)
{
    uint32_t zero = 0;
    if (!atomic_compare_exchange_strong_explicit(&l->key, &zero, 1, memory_order_acquire, memory_order_relaxed))
        return false;
    M *m = ugrt_getg()->m;
    m->locks++;
    rank_acquire(m, l, true);
    return true;
}

void ugrt_unlock(UgMutex *l)
{
    M *m = ugrt_getg()->m;
    rank_release(m, l);
    uint32_t seen = atomic_exchange_explicit(&l->key, 0, memory_order_release);
    if (__builtin_expect(seen != 1, 0)) {
        if (seen == 0) ugrt_throw("unlock of unlocked lock");
        ugrt_futex_wake(&l->key, 1);
    }
    if (--m->locks < 0) ugrt_throw("runtime·unlock: lock count");
}

void ugrt_noteclear(UgNote *n) { atomic_store_explicit(&n->key, 0, memory_order_relaxed); }

void ugrt_notewakeup(UgNote *n)
{
    if (atomic_exchange_explicit(&n->key, 1, memory_order_release) != 0) ugrt_throw("notewakeup - double wakeup");
    ugrt_futex_wake(&n->key, 1);
}

static bool note_wait(UgNote *n, int64_t ns)
{
    M *m = ugrt_getg()->m;
    int64_t deadline = ns < 0 ? 0 : ugrt_nanotime() + ns;
    while (atomic_load_explicit(&n->key, memory_order_acquire) == 0) {
        m->blocked = true;
        ugrt_futex_wait(&n->key, 0, ns);
        m->blocked = false;
        if (ns < 0) continue;
        if (atomic_load_explicit(&n->key, memory_order_acquire) != 0) break;
        ns = deadline - ugrt_nanotime();
        if (ns <= 0) return atomic_load_explicit(&n->key, memory_order_acquire) != 0;
    }
    return true;
}
void ugrt_notesleep(UgNote *n) { note_wait(n, -1); }
bool ugrt_notetsleep(UgNote *n, int64_t ns) { return note_wait(n, ns); }

bool ugrt_notetsleepg(UgNote *n, int64_t ns)
{
    ugrt_entersyscallblock();
    bool ok = note_wait(n, ns);
    ugrt_exitsyscall();
    return ok;
}
