// The CPU profile: SIGPROF from a timer a thread, samples through a ring.
//
// A sample that finds no room in the ring (samplering.c) is counted as lost and the count goes out as a record of
// its own when there is room again.
#include "prof/cpuprof.h"
#include "debug/debug.h"
#include "panic/panic.h"
#include "prof/samplering.h"
#include "prof/stacktab.h"
#include "sched/sched.h"
#include "trace/trace.h"
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

static SampleRing ring;
static UgMutex lock = {.rank = LOCKRANK_CPUPROF}; // rate changes and timers
static _Atomic int32_t rate;
static bool unread; // since it was last turned on the reader has not come to the end

static bool put(uint64_t count, void *label, const uintptr_t *stk, uint32_t nstk)
{
    return ugrt_samplering_put_sig(&ring, (uint64_t)ugrt_nanotime(), count, label, stk, nstk);
}

static bool put_lost(void)
{
    uintptr_t n = ring.lost;
    if (n > 0 && !put(0, NULL, &n, 1)) return false;
    ring.lost = 0;
    return true;
}

void ugrt_cpuprof_sample(M *m, uintptr_t pc, uintptr_t sp, uintptr_t bp)
{
    if (rate == 0) return;
    uintptr_t stk[UGRT_PROF_DEPTH];
    int n = ugrt_callers_sampled(m, pc, sp, bp, stk, UGRT_PROF_DEPTH);
    ugrt_samplering_lock_sig(&ring);
    if (!put_lost() || !put(1, m->curg ? m->curg->labels : NULL, stk, (uint32_t)n)) ring.lost++;
    ugrt_samplering_unlock_sig(&ring);
    if (ugrt_trace_on()) ugrt_trace_cpusample(m, stk, (uint32_t)n);
}

CpuProfRead ugrt_cpuprof_read(CpuProfSample *s, uintptr_t *stk)
{
    bool off = rate == 0; // read before the ring: what was put before it was turned off is seen
    if (ugrt_samplering_empty(&ring)) {
        if (off) unread = false;
        return off ? CPUPROF_END : CPUPROF_WAIT;
    }
    void *label;
    SampleRecord r = ugrt_samplering_take(&ring, &label, stk);
    *s = (CpuProfSample){r.when, r.count, label, r.n};
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

// The profile begins with a record whose count is the rate.
void ugrt_cpuprof_setrate(int32_t hz)
{
    if (hz < 0) hz = 0;
    if (hz > 1000000) hz = 1000000;
    ugrt_lock(&lock);
    bool busy = hz > 0 && (rate > 0 || unread);
    if (!busy && hz != rate) {
        if (hz > 0) {
            UgPcFrame f;
            ugrt_pc_func((uintptr_t)ugrt_cpuprof_setrate, &f); // maps the pc table, which a handler could not
            if (!ring.record) ugrt_samplering_make(&ring);
            unread = true;
            ring.lost = 0;
            put((uint64_t)hz, NULL, NULL, 0);
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
