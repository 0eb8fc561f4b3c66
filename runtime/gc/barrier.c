// Write barriers: while a cycle marks, a pointer store notes the old and the new value of the slot in the P's
// buffer; the buffer's values are shaded when it fills and before marking may end.
//
// The collector marks what was reachable when the cycle began, so the old value is the one that matters: it may be
// the last pointer to an object that some goroutine has loaded meanwhile. The new value is shaded as well, as Go
// does: it covers values that came from where no barrier stands (a stack that has not been scanned yet).
// Bulk copies (ugx_typedmemmove and its like) note every pointer word before they copy.
#include "race/race.h"
#include "gc/mark.h"
#include "gc/typebits.h"
#include "sched/sched.h"
#include <cpuid.h>
#include <string.h>

uint32_t ugx_wb_enabled;
uint32_t ugrt_xsave_mask; // state components to save around C code; 0: no xsave

_Static_assert(offsetof(G, m) == 24 && offsetof(M, p) == 32 && offsetof(P, wbbuf) == 24, "known to wb_amd64.S");
_Static_assert(offsetof(WbBuf, ptr) == 8 && sizeof(((WbBuf *)0)->ptr) / 8 == 510, "known to wb_amd64.S");

void ugrt_wb_flush_current(void);

void ugrt_barrier_init(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return;
    uint32_t lo, hi;
    __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
    ugrt_xsave_mask = lo & 0xe7; // x87, SSE, AVX and AVX-512: 2,688 bytes
}

static GcWork *mywork(void) { return ugrt_gcwork_of(ugrt_getg()->m->p); }

void ugrt_wb_drainbuf(GcWork *w)
{
    uint32_t n = w->wb.n;
    for (uint32_t i = 0; i < n; i++)
        if (w->wb.ptr[i] != 0) ugrt_mark_conservative(w, w->wb.ptr[i]);
    w->wb.n = 0;
}

void ugrt_wb_flush_current(void) { ugrt_wb_drainbuf(mywork()); }

void ugrt_wbbuf_flush(P *p)
{
    if (p->gcw != NULL) ugrt_wb_drainbuf(p->gcw);
}

WbBuf *ugrt_wbbuf_new(void) { return NULL; } // made with the P's GcWork, when first needed

static void flush_g0(void *arg) { ugrt_wb_drainbuf(arg); }

static inline void note(GcWork *w, uintptr_t p)
{
    if (p == 0) return;
    if (UGX_UNLIKELY(w->wb.n >= 508)) ugrt_systemstack(flush_g0, w);
    w->wb.ptr[w->wb.n++] = p;
}

void ugx_wb_record(void **slot, void *value)
{
    M *m = ugrt_acquirem();
    GcWork *w = mywork();
    note(w, (uintptr_t)*slot);
    note(w, (uintptr_t)value);
    ugrt_releasem(m);
}

// Between cycles nothing may be noted: a mark made then would stand for an object that the next cycle has scanned.
void ugrt_shade(uintptr_t p)
{
    M *m = ugrt_acquirem();
    if (ugrt_gcphase == GC_OFF) {
        ugrt_releasem(m);
        return;
    }
    note(mywork(), p);
    ugrt_releasem(m);
}

// ---- Bulk barriers
typedef struct Bulk {
    GcWork *w;
    uintptr_t delta; // from a slot of the walk to the same slot of the other side
    bool both;
} Bulk;

static void note_slot(uintptr_t *slot, void *arg)
{
    Bulk *b = arg;
    note(b->w, *slot);
    if (b->both) note(b->w, *(uintptr_t *)((uintptr_t)slot + b->delta));
}

void ugrt_bulkbarrier(uintptr_t dst, uintptr_t src, uintptr_t n, const UgType *t)
{
    M *m = ugrt_acquirem();
    uintptr_t at = dst != 0 ? dst : src;
    Bulk b = {mywork(), src - dst, dst != 0 && src != 0};
    for (uintptr_t end = at + n; at < end; at += t->size) {
        if (t->ptrbytes == 8)
            note_slot((uintptr_t *)at, &b);
        else
            ugrt_type_eachptr(t, at, note_slot, &b);
    }
    ugrt_releasem(m);
}

void ugx_typedmemmove(const UgType *t, void *dst, const void *src)
{
    if (dst == src) return;
    if (UGX_UNLIKELY(ugx_wb_enabled) && t->ptrbytes != 0) ugrt_bulkbarrier((uintptr_t)dst, (uintptr_t)src, t->size, t);
    memmove(dst, src, t->size);
}

void ugx_typedmemclr(const UgType *t, void *dst)
{
    if (UGX_UNLIKELY(ugx_wb_enabled) && t->ptrbytes != 0) ugrt_bulkbarrier((uintptr_t)dst, 0, t->size, t);
    memset(dst, 0, t->size);
}

UgInt ugx_typedslicecopy(const UgType *elem, void *dst, UgInt dn, const void *src, UgInt sn)
{
    UgInt n = dn < sn ? dn : sn;
    if (n == 0 || dst == src) return n;
    uintptr_t bytes = (uintptr_t)n * elem->size;
    if (UGX_UNLIKELY(ugx_wb_enabled) && elem->ptrbytes != 0)
        ugrt_bulkbarrier((uintptr_t)dst, (uintptr_t)src, bytes, elem);
    memmove(dst, src, bytes);
    return n;
}

void ugx_typedsliceclear(const UgType *elem, void *p, UgInt n)
{
    uintptr_t bytes = (uintptr_t)n * elem->size;
    if (bytes == 0) return;
    if (UGX_UNLIKELY(ugx_wb_enabled) && elem->ptrbytes != 0) ugrt_bulkbarrier((uintptr_t)p, 0, bytes, elem);
    memset(p, 0, bytes);
}

// ---- Atomic pointer stores. The barrier comes first; a race with another store of the slot shades what that one
// put there too, by its own barrier. A fault here would be C's, so a nil slot panics by hand.
#define CALLER ((uintptr_t)__builtin_return_address(0))
static inline void before_store(void **slot, void *v)
{
    if (UGX_UNLIKELY(slot == NULL)) ugx_panicnil();
    if (UGX_UNLIKELY(ugx_wb_enabled)) ugx_wb_record(slot, v);
}

void ugx_atomic_store_ptr(void **slot, void *v)
{
    before_store(slot, v);
    void *was;
    if (UGRT_RACE && ugrt_race_atomic_ptr(RACE_STORE_PTR, slot, NULL, v, &was, CALLER)) return;
    __atomic_store_n(slot, v, __ATOMIC_SEQ_CST);
}

void *ugx_atomic_swap_ptr(void **slot, void *v)
{
    before_store(slot, v);
    void *was;
    if (UGRT_RACE && ugrt_race_atomic_ptr(RACE_SWAP_PTR, slot, NULL, v, &was, CALLER)) return was;
    return __atomic_exchange_n(slot, v, __ATOMIC_SEQ_CST);
}

bool ugx_atomic_cas_ptr(void **slot, void *old, void *v)
{
    before_store(slot, v);
    void *swapped;
    if (UGRT_RACE && ugrt_race_atomic_ptr(RACE_CAS_PTR, slot, old, v, &swapped, CALLER)) return swapped != NULL;
    return __atomic_compare_exchange_n(slot, &old, v, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
