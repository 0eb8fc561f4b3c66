// The CPU profile: SIGPROF from a timer a thread, samples through a ring.
//
// Handlers of several threads write the ring in turn under a spin lock, which a handler holds for the time of a
// short copy and with all signals blocked; the one reader takes no lock. A sample that finds no room is counted as
// lost and the count goes out as a record of its own when there is room again.
#include "prof/cpuprof.h"
#include "debug/debug.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "prof/stacktab.h"
#include "sched/sched.h"
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#define RING_RECORDS 4096u // a power of two
#define RING_WORDS (RING_RECORDS * 16)

typedef struct Record {
    uint64_t when, count;
    uint32_t first, nstk; // its addresses: words[first % RING_WORDS] and on
} Record;

// Positions only grow; modulo the size they are places. The reader owns what is below `taken`.
static struct {
    Record *record;
    uintptr_t *words;
    void **label; // beside record; a root of the collector
    _Atomic uint32_t put, taken;
    _Atomic uint32_t words_put, words_taken;
    _Atomic uint32_t writing; // the spin lock of handlers
    uint64_t lost;            // under it
} ring;

static UgMutex lock = {.rank = LOCKRANK_CPUPROF}; // rate changes and timers
static _Atomic int32_t rate;
static bool unread; // since it was last turned on the reader has not come to the end

static bool append(uint64_t count, void *label, const uintptr_t *stk, uint32_t nstk)
{
    uint32_t at = ring.put, word = ring.words_put;
    if (at - ring.taken == RING_RECORDS || word - ring.words_taken + nstk > RING_WORDS) return false;
    for (uint32_t i = 0; i < nstk; i++) ring.words[(word + i) % RING_WORDS] = stk[i];
    ring.record[at % RING_RECORDS] = (Record){(uint64_t)ugrt_nanotime(), count, word, nstk};
    ring.label[at % RING_RECORDS] = label;
    ring.words_put = word + nstk;
    ring.put = at + 1;
    return true;
}

static bool append_lost(void)
{
    uintptr_t n = ring.lost;
    if (n > 0 && !append(0, NULL, &n, 1)) return false;
    ring.lost = 0;
    return true;
}

static void writing_begin(void)
{
    while (atomic_exchange_explicit(&ring.writing, 1, memory_order_acquire)) ugrt_cpu_relax();
}
static void writing_end(void) { atomic_store_explicit(&ring.writing, 0, memory_order_release); }

void ugrt_cpuprof_sample(M *m, uintptr_t pc, uintptr_t sp, uintptr_t bp)
{
    if (rate == 0) return;
    uintptr_t stk[UGRT_PROF_DEPTH];
    int n = ugrt_callers_sampled(m, pc, sp, bp, stk, UGRT_PROF_DEPTH);
    writing_begin();
    if (!append_lost() || !append(1, m->curg ? m->curg->labels : NULL, stk, (uint32_t)n)) ring.lost++;
    writing_end();
}

CpuProfRead ugrt_cpuprof_read(CpuProfSample *s, uintptr_t *stk)
{
    uint32_t at = ring.taken;
    bool off = rate == 0; // read before the ring: what was put before it was turned off is seen
    if (at == ring.put) {
        if (off) unread = false;
        return off ? CPUPROF_END : CPUPROF_WAIT;
    }
    const Record *r = &ring.record[at % RING_RECORDS];
    *s = (CpuProfSample){r->when, r->count, ring.label[at % RING_RECORDS], r->nstk};
    for (uint32_t i = 0; i < r->nstk; i++) stk[i] = ring.words[(r->first + i) % RING_WORDS];
    ring.label[at % RING_RECORDS] = NULL;
    ring.words_taken = r->first + r->nstk;
    ring.taken = at + 1;
    return CPUPROF_RECORD;
}

// ---- Timers

// The kernel's struct sigevent, whose thread libc does not name, and the clock of another thread's processor time.
typedef struct KernelSigevent {
    uintptr_t value;
    int32_t signo, notify, tid;
    int32_t pad[11];
} KernelSigevent;
#define NOTIFY_THREAD_ID 4
static int32_t thread_clock(int32_t tid) { return (int32_t)(~(uint32_t)tid << 3 | 6); }

static void stop_timer(M *m)
{
    if (m->proftimer == 0) return;
    ugrt_sys3(SYS_timer_delete, m->proftimer - 1, 0, 0);
    m->proftimer = 0;
}

// The first sample comes after a random part of the period, lest threads that start together are sampled together.
static void start_timer(M *m, int32_t hz)
{
    KernelSigevent ev = {.signo = SIGPROF, .notify = NOTIFY_THREAD_ID, .tid = m->tid};
    int32_t id;
    if (m->tid == 0 || ugrt_sys3(SYS_timer_create, thread_clock(m->tid), (long)&ev, (long)&id) < 0) return;
    m->proftimer = id + 1;
    long period = 1000000000L / hz;
    struct itimerspec t = {.it_interval = {period / 1000000000L, period % 1000000000L}};
    t.it_value.tv_nsec = 1 + (long)(ugrt_rand64() % (uint64_t)(period < 1000000000L ? period : 999999999L));
    ugrt_sys4(SYS_timer_settime, id, 0, (long)&t, 0);
}

void ugrt_cpuprof_thread_starts(M *m)
{
    ugrt_lock(&lock);
    if (rate > 0) start_timer(m, rate);
    ugrt_unlock(&lock);
}
void ugrt_cpuprof_thread_ends(M *m)
{
    ugrt_lock(&lock);
    stop_timer(m);
    m->tid = 0;
    ugrt_unlock(&lock);
}

static void make_ring(void)
{
    ring.record = ugrt_persistentalloc(RING_RECORDS * sizeof *ring.record, 8);
    ring.words = ugrt_persistentalloc(RING_WORDS * sizeof *ring.words, 8);
    ring.label = ugrt_persistentalloc(RING_RECORDS * sizeof *ring.label, 8);
    ugrt_addroots(ring.label, RING_RECORDS * sizeof *ring.label);
}

// The profile begins with a record whose count is the rate.
void ugrt_cpuprof_setrate(int32_t hz)
{
    if (hz < 0) hz = 0;
    if (hz > 1000000) hz = 1000000;
    ugrt_lock(&lock);
    bool busy = hz > 0 && (rate > 0 || unread);
    if (!busy && hz != rate) {
        if (hz > 0) {
            if (!ring.record) make_ring();
            unread = true;
            ring.lost = 0;
            append((uint64_t)hz, NULL, NULL, 0);
        }
        rate = hz;
        for (M *m = __atomic_load_n(&ugrt_sched.allm, __ATOMIC_ACQUIRE); m; m = m->alllink) {
            stop_timer(m);
            if (hz > 0) start_timer(m, hz);
        }
    }
    ugrt_unlock(&lock);
    if (busy) ugrt_print("runtime: cannot set CPU profile rate until previous profile has finished.\n");
}
