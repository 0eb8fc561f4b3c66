// Roots: package variables (sections ug_data and ug_bss), registered ranges, goroutine stacks and saved registers,
// the fields of G that hold heap pointers, special records, the queue of finalizers.
//
// Package variables are stored to with barriers, so they may be scanned while the program runs: what they held
// when the cycle began is reachable from them or has been noted. Everything else here changes without barriers
// and is read while the world is stopped.
#include "gc/roots.h"
#include "gc/special.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "panic/panic.h"

extern char __start_ug_data[] __attribute__((weak)), __stop_ug_data[] __attribute__((weak));
extern char __start_ug_bss[] __attribute__((weak)), __stop_ug_bss[] __attribute__((weak));

#define JOB_BYTES ((uintptr_t)256 << 10)
#define MAX_RANGES 64

typedef struct Range {
    const char *lo, *hi;
} Range;

static struct {
    UgMutex lock;
    Range range[MAX_RANGES];
    _Atomic uint32_t n;
} registered = {.lock = {.rank = LOCKRANK_LEAF}};

static _Atomic uint64_t nextjob;
static uint64_t njobs, ndata, nbss;

void ugrt_addroots(void *p, uintptr_t n) {
    ugrt_lock(&registered.lock);
    if (registered.n == MAX_RANGES) ugrt_throw("runtime: too many registered roots");
    registered.range[registered.n] = (Range){p, (const char *)p + n};
    registered.n++;
    ugrt_unlock(&registered.lock);
}

uint64_t ugrt_roots_globals(void) {
    return (uint64_t)(__stop_ug_data - __start_ug_data) + (uint64_t)(__stop_ug_bss - __start_ug_bss);
}

void ugrt_roots_each_global(void (*f)(const void *, const void *, void *), void *arg) {
    f(__start_ug_data, __stop_ug_data, arg);
    f(__start_ug_bss, __stop_ug_bss, arg);
    for (uint32_t i = 0; i < registered.n; i++) f(registered.range[i].lo, registered.range[i].hi, arg);
}

static void mark_cb(const void *lo, const void *hi, void *arg) { ugrt_mark_range(arg, lo, hi); }

typedef struct StackScan {
    GcWork *w;
    int64_t now;
    uint64_t total, n;
} StackScan;

static void count_cb(const void *lo, const void *hi, void *arg) {
    StackScan *c = arg;
    c->total += (uint64_t)((const char *)hi - (const char *)lo);
    ugrt_mark_range(c->w, lo, hi);
}

static void scan_g(G *g, void *arg) {
    StackScan *c = arg;
    uint32_t status = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    if (status == G_IDLE || status == G_DEAD) return;
    if (status == G_WAITING && g->waitsince == 0) g->waitsince = c->now;
    ugrt_mark_conservative(c->w, (uintptr_t)g->startfn);
    ugrt_mark_conservative(c->w, (uintptr_t)g->labels);
    ugrt_mark_conservative(c->w, (uintptr_t)g->param);
    ugrt_mark_conservative(c->w, (uintptr_t)g->bubble);
    ugrt_mark_conservative(c->w, (uintptr_t)g->coro);
    ugrt_mark_conservative(c->w, (uintptr_t)g->timer);
    c->n++;
    ugrt_stack_ranges(g, count_cb, c);
    if (status == G_WAITING || status == G_RUNNABLE) ugrt_stack_trim(g);
}

void ugrt_roots_scan_stw(GcWork *w) {
    StackScan c = {w, ugrt_nanotime(), 0, 0};
    ugrt_foreach_g(scan_g, &c);
    if (c.n > 0) ugrt_stack_adapt(c.total, c.n);
    ugrt_m_stack_ranges(mark_cb, w);
    for (uint32_t i = 0; i < registered.n; i++) ugrt_mark_range(w, registered.range[i].lo, registered.range[i].hi);
    ugrt_finq_mark(w);
}

// ---- Jobs: pieces of the two sections, then the special records.
void ugrt_roots_prepare(void) {
    ndata = ((uintptr_t)(__stop_ug_data - __start_ug_data) + JOB_BYTES - 1) / JOB_BYTES;
    nbss = ((uintptr_t)(__stop_ug_bss - __start_ug_bss) + JOB_BYTES - 1) / JOB_BYTES;
    njobs = ndata + nbss + 1;
    nextjob = 0;
}

bool ugrt_roots_left(void) { return nextjob < njobs; }

static void scan_piece(GcWork *w, const char *lo, const char *end, uint64_t i) {
    lo += i * JOB_BYTES;
    const char *hi = (uintptr_t)(end - lo) > JOB_BYTES ? lo + JOB_BYTES : end;
    ugrt_mark_range(w, lo, hi);
    w->scanwork += (uint64_t)(hi - lo);
}

bool ugrt_roots_job(GcWork *w) {
    if (nextjob >= njobs) return false;
    uint64_t job = nextjob++;
    if (job >= njobs) return false;
    if (job < ndata) scan_piece(w, __start_ug_data, __stop_ug_data, job);
    else if (job < ndata + nbss) scan_piece(w, __start_ug_bss, __stop_ug_bss, job - ndata);
    else ugrt_specials_mark(w);
    return true;
}
