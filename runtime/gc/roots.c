// Roots: package variables (sections ug_data and ug_bss), registered ranges, goroutine stacks and saved registers,
// the fields of G that hold heap pointers, special records, the queue of finalizers.
//
// Package variables are stored to with barriers, so they may be scanned while the program runs: what they held
// when the cycle began is reachable from them or has been noted. So may a parked goroutine's stack, for it is
// scanned before the goroutine goes on (scan_parked, or the scheduler through ugrt_gc_scanstack). Everything else
// here changes without barriers and is read while the world is stopped.
#include "gc/roots.h"
#include "gc/special.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "timer/timer.h"
#include "panic/panic.h"
#include "mem/mem.h"
#include <string.h>

extern char __start_ug_data[] __attribute__((weak)), __stop_ug_data[] __attribute__((weak));
extern char __start_ug_bss[] __attribute__((weak)), __stop_ug_bss[] __attribute__((weak));

#define JOB_BYTES ((uintptr_t)256 << 10)
#define FEW_RANGES 64

typedef struct Range {
    const char *lo, *hi;
} Range;

// Changed under the lock by those who hold a P, read while the world is stopped.
static struct {
    UgMutex lock;
    Range *range; // first, or a larger array from the system
    uint32_t n, cap;
    Range first[FEW_RANGES];
} registered = {.lock = {.rank = LOCKRANK_LEAF}, .range = registered.first, .cap = FEW_RANGES};

static _Atomic uint64_t nextjob;
static uint64_t njobs, ndata, nbss;

void ugrt_addroots(void *p, uintptr_t n)
{
    ugrt_lock(&registered.lock);
    if (registered.n == registered.cap) {
        Range *more = ugrt_sysalloc(2 * registered.cap * sizeof *more);
        memcpy(more, registered.range, registered.cap * sizeof *more);
        if (registered.range != registered.first) ugrt_sysfree(registered.range, registered.cap * sizeof *more);
        registered.range = more;
        registered.cap *= 2;
    }
    registered.range[registered.n++] = (Range){p, (const char *)p + n};
    ugrt_unlock(&registered.lock);
}

bool ugrt_removeroots(const void *p)
{
    bool found = false;
    ugrt_lock(&registered.lock);
    for (uint32_t i = registered.n; i-- > 0 && !found;) {
        found = registered.range[i].lo == p;
        if (found) registered.range[i] = registered.range[--registered.n];
    }
    ugrt_unlock(&registered.lock);
    return found;
}

uint64_t ugrt_roots_globals(void)
{
    return (uint64_t)(__stop_ug_data - __start_ug_data) + (uint64_t)(__stop_ug_bss - __start_ug_bss);
}

static void frames_cb(const void *lo, const void *hi, void *arg) { ugrt_mark_frames(arg, lo, hi); }

// ---- Stacks. Who scans g owns its status: it is running on this M, or its SCAN bit is ours.
typedef void MarkRange(GcWork *w, const void *lo, const void *hi);

typedef struct StackScan {
    GcWork *w;
    MarkRange *mark;
    const char *tidied, *tidied_end; // a frame without pointers past an object's end
    uint64_t bytes;
} StackScan;

static _Atomic uint64_t stackbytes, stacks; // scanned in this cycle

static void range_cb(const void *lo, const void *hi, void *arg)
{
    StackScan *c = arg;
    c->bytes += (uint64_t)((const char *)hi - (const char *)lo);
    if (lo == c->tidied && c->tidied_end <= (const char *)hi) {
        ugrt_mark_range(c->w, lo, c->tidied_end);
        lo = c->tidied_end;
    }
    c->mark(c->w, lo, hi);
}

// The frame that asked for a collection has been tidied before: gcc's own pointers, which may stand past an object's
// end, are not in it, and the next object need not pass for two.
static void find_tidied(const G *g, StackScan *c)
{
    if (g->syscallsp == 0 || g->syscallsp != g->tidysp || g->syscallbp < g->syscallsp) return;
    if ((ugrt_readgstatus((G *)g) & ~(uint32_t)G_SCAN) == G_SYSCALL) return;
    c->tidied = (const char *)g->syscallsp;
    c->tidied_end = (const char *)g->syscallbp;
}

// Returns the bytes of stack.
static uint64_t scan_goroutine(G *g, GcWork *w, MarkRange *mark)
{
    StackScan c = {.w = w, .mark = mark};
    find_tidied(g, &c);
    ugrt_mark_pointer(w, (uintptr_t)g->labels);
    ugrt_mark_pointer(w, (uintptr_t)g->param);
    ugrt_mark_pointer(w, (uintptr_t)g->bubble);
    ugrt_mark_pointer(w, (uintptr_t)g->coro);
    ugrt_mark_pointer(w, (uintptr_t)g->timer);
    ugrt_stack_ranges(g, range_cb, &c);
    return c.bytes;
}

static void scan_owned(G *g, GcWork *w)
{
    uint64_t bytes = scan_goroutine(g, w, ugrt_mark_frames);
    w->scanwork += bytes;
    stackbytes += bytes;
    stacks++;
    atomic_store_explicit(&g->gcscanned, ugrt_gc_scangen, memory_order_release);
}

static void scan_self_g0(void *arg)
{
    G *g = arg;
    scan_owned(g, ugrt_gcwork_of(ugrt_getg()->m->p));
}

void ugrt_gc_scanstack(G *g)
{
    if (ugrt_gcphase == GC_MARK)
        ugrt_systemstack(scan_self_g0, g);
    else
        g->gcscanned = ugrt_gc_scangen;
}

// A goroutine that runs has been scanned, or is being scanned by its M, which can't be stopped before it is done.
static void scan_parked(G *g, GcWork *w, int64_t now)
{
    while (g->gcscanned != ugrt_gc_scangen) {
        uint32_t status = ugrt_readgstatus(g);
        if (status == G_IDLE || status == G_DEAD || status == G_RUNNING) return;
        if (status & G_SCAN) {
            ugrt_cpu_relax();
            continue;
        }
        if (!atomic_compare_exchange_strong(&g->status, &status, status | G_SCAN)) continue;
        bool first = g->waitsince == 0; // since it went on last
        if (status == G_WAITING && first) g->waitsince = now;
        if (g->gcscanned != ugrt_gc_scangen) {
            scan_owned(g, w);
            if (status == G_WAITING || status == G_RUNNABLE) {
                ugrt_stack_trim(g);
                if (first) ugrt_stack_clean(g);
            }
        }
        atomic_fetch_and(&g->status, ~(uint32_t)G_SCAN);
        return;
    }
}

static void mark_timer(UgTimer *t, void *arg)
{
    GcWork *w = arg;
    ugrt_mark_pointer(w, (uintptr_t)t);
    ugrt_mark_pointer(w, (uintptr_t)t->arg);
    ugrt_mark_pointer(w, (uintptr_t)t->gofn);
    ugrt_mark_pointer(w, (uintptr_t)t->goarg.data);
    ugrt_mark_pointer(w, (uintptr_t)t->goarg.type);
}

static void scan_unbarriered(GcWork *w)
{
    ugrt_timers_foreach(mark_timer, w);
    for (uint32_t i = 0; i < registered.n; i++) ugrt_mark_range(w, registered.range[i].lo, registered.range[i].hi);
    ugrt_finq_mark(w);
}

void ugrt_roots_scan_stw(GcWork *w)
{
    G *self = ugrt_getg()->m->curg;
    if (stacks > 0) ugrt_stack_adapt(stackbytes, stacks); // what the last cycle saw
    stackbytes = stacks = 0;
    if (self != NULL && ugrt_readgstatus(self) == G_RUNNING) scan_owned(self, w);
    ugrt_m_stack_ranges(frames_cb, w);
    scan_unbarriered(w);
}

void ugrt_roots_scan_static_stw(GcWork *w)
{
    ugrt_mark_range(w, __start_ug_data, __stop_ug_data);
    ugrt_mark_range(w, __start_ug_bss, __stop_ug_bss);
    ugrt_specials_mark(w);
    scan_unbarriered(w);
}

void ugrt_roots_scan_goroutine_stw(GcWork *w, G *g) { scan_goroutine(g, w, ugrt_mark_range); }

// All goroutines, a batch at a time.
#define BATCH 64
static struct {
    UgMutex lock;
    G *next; // first that nobody has taken
} cursor = {.lock = {.rank = LOCKRANK_LEAF}};

static void scan_batch(GcWork *w)
{
    ugrt_lock(&cursor.lock);
    G *g = cursor.next, *end = g;
    for (int i = 0; i < BATCH && end != NULL; i++) end = end->alllink;
    cursor.next = end;
    ugrt_unlock(&cursor.lock);
    int64_t now = ugrt_nanotime();
    for (; g != end; g = g->alllink) scan_parked(g, w, now);
}

// ---- Jobs: pieces of the two sections, the special records, batches of goroutines.
// Who takes one is an active worker or an assist that cannot be stopped until it is done.
void ugrt_roots_prepare(void)
{
    ndata = ((uintptr_t)(__stop_ug_data - __start_ug_data) + JOB_BYTES - 1) / JOB_BYTES;
    nbss = ((uintptr_t)(__stop_ug_bss - __start_ug_bss) + JOB_BYTES - 1) / JOB_BYTES;
    njobs = ndata + nbss + 1;
    nextjob = 0;
    cursor.next = atomic_load(&ugrt_sched.allgs);
}

bool ugrt_roots_left(void) { return nextjob < njobs || cursor.next != NULL; }

static void scan_piece(GcWork *w, const char *lo, const char *end, uint64_t i)
{
    lo += i * JOB_BYTES;
    const char *hi = (uintptr_t)(end - lo) > JOB_BYTES ? lo + JOB_BYTES : end;
    ugrt_mark_range(w, lo, hi);
    w->scanwork += (uint64_t)(hi - lo);
}

bool ugrt_roots_job(GcWork *w)
{
    if (cursor.next != NULL) {
        scan_batch(w);
        return true;
    }
    if (nextjob >= njobs) return false;
    uint64_t job = nextjob++;
    if (job >= njobs) return false;
    if (job < ndata)
        scan_piece(w, __start_ug_data, __stop_ug_data, job);
    else if (job < ndata + nbss)
        scan_piece(w, __start_ug_bss, __stop_ug_bss, job - ndata);
    else
        ugrt_specials_mark(w);
    return true;
}
