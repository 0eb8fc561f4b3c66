// Registers of a goroutine stopped by a signal: a copy of the kernel's signal frame, extended state
// included, kept off the goroutine's stack. Resuming is a sigreturn from the copy, so whatever state
// the kernel can save (AVX, AVX-512, later) comes back bit for bit without our knowing its layout.
//
// Each M keeps one spare, so that the handler allocates nothing; sysmon refills it before it sends a
// signal. A buffer resumed from is free once its M next comes to the scheduler.
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack_private.h"
#include <string.h>
#include <sys/ucontext.h>

struct UgRegBuf {
    UgRegBuf *link;
    size_t fpsize;
    _Alignas(16) ucontext_t uc;
    _Alignas(64) uint8_t fp[]; // what uc.uc_mcontext.fpregs points to
};

#define FP_LEGACY 512
#define FP_MAGIC1 0x46505853u
// The kernel leaves a description in the reserved tail of the legacy area.
typedef struct FpSoftware {
    uint32_t magic1, extended_size;
    uint64_t features;
    uint32_t xstate_size;
} FpSoftware;

static UgMutex lock = {.rank = LOCKRANK_LEAF};
static UgRegBuf *pool;
static size_t fp_capacity;

static size_t xsave_size(void)
{
    uint32_t a = 0xd, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return b < FP_LEGACY ? FP_LEGACY : b;
}

void ugrt_regbuf_refill(M *m)
{
    if (atomic_load(&m->regspare)) return;
    ugrt_lock(&lock);
    UgRegBuf *r = pool;
    if (r) pool = r->link;
    if (!fp_capacity) fp_capacity = xsave_size() + 64;
    ugrt_unlock(&lock);
    if (!r) r = ugrt_persistentalloc(sizeof *r + fp_capacity, 64);
    UgRegBuf *none = NULL;
    if (atomic_compare_exchange_strong(&m->regspare, &none, r)) return;
    ugrt_lock(&lock);
    r->link = pool;
    pool = r;
    ugrt_unlock(&lock);
}

// In the signal handler: the state at ucontext becomes g's. false: no buffer at hand.
bool ugrt_regbuf_save_sig(M *m, G *g, const void *ucontext)
{
    UgRegBuf *r = atomic_load(&m->regspare);
    if (!r) return false;
    const ucontext_t *uc = ucontext;
    size_t n = FP_LEGACY;
    if (uc->uc_mcontext.fpregs) {
        FpSoftware sw;
        memcpy(&sw, (const char *)uc->uc_mcontext.fpregs + 464, sizeof sw);
        if (sw.magic1 == FP_MAGIC1) n = sw.extended_size;
        if (n > fp_capacity) return false;
        memcpy(r->fp, uc->uc_mcontext.fpregs, n);
    }
    memcpy(&r->uc, uc, offsetof(ucontext_t, uc_sigmask) + 8); // the kernel's ucontext ends with 8 bytes of mask
    r->uc.uc_mcontext.fpregs = uc->uc_mcontext.fpregs ? (void *)r->fp : NULL;
    r->fpsize = n;
    atomic_store(&m->regspare, NULL);
    g->regbuf = r;
    g->sp = (uintptr_t)uc->uc_mcontext.gregs[REG_RSP];
    return true;
}

uintptr_t ugrt_regbuf_pc(const UgRegBuf *r) { return (uintptr_t)r->uc.uc_mcontext.gregs[REG_RIP]; }
uintptr_t ugrt_regbuf_bp(const UgRegBuf *r) { return (uintptr_t)r->uc.uc_mcontext.gregs[REG_RBP]; }

void ugrt_regbuf_range(UgRegBuf *r, void (*cb)(const void *lo, const void *hi, void *arg), void *arg)
{
    cb(r->uc.uc_mcontext.gregs, r->uc.uc_mcontext.gregs + REG_RSP, arg);
    cb(r->fp, r->fp + (r->fpsize & ~(size_t)7), arg);
}

// The buffer this M resumed from last is no longer read.
void ugrt_regbuf_reclaim(M *m)
{
    UgRegBuf *r = m->regdone;
    if (!r) return;
    m->regdone = NULL;
    UgRegBuf *none = NULL;
    if (atomic_compare_exchange_strong(&m->regspare, &none, r)) return;
    ugrt_lock(&lock);
    r->link = pool;
    pool = r;
    ugrt_unlock(&lock);
}

// From g0: continue g where the signal stopped it.
void ugrt_resume_g0(G *g)
{
    M *m = ugrt_getg()->m;
    ugrt_regbuf_reclaim(m);
    UgRegBuf *r = g->regbuf;
    g->regbuf = NULL;
    m->regdone = r;
    r->uc.uc_stack = (stack_t){.ss_sp = (void *)m->sigstack_lo, .ss_size = m->sigstack_size}; // this M's now
    uint64_t mask;
    ugrt_sys4(SYS_rt_sigprocmask, 0, 0, (long)&mask, 8);
    memcpy(&r->uc.uc_sigmask, &mask, 8);
    ugrt_sigreturn(g, &r->uc);
}
