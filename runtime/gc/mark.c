// Marking: from a pointer to its object's mark bit, and from a grey object to what it points to.
//
// An object is white (unmarked), grey (marked, in a work buffer) or black (marked, scanned). Pointer-free objects
// turn black at once. Each P has one work buffer; full and spare ones go through two global lists. Objects are
// taken out through a short queue that prefetches them, since most misses of a collection happen there.
// Large objects are scanned in pieces of 16 KB, so that one of them neither starves other workers nor delays
// a stop.
//
// Invariants: a mark bit only goes from 0 to 1 while GC_MARK lasts. Slots in which the mutator's runs allocate are
// marked in advance (mem/cache.c), so new objects are black. Whoever turns a bit on owns scanning the object.
#include "gc/mark.h"
#include "gc/typebits.h"
#include "sched/sched.h"
#include "panic/panic.h"

#define OBLET ((uintptr_t)16 << 10)
#define PREFETCH 8

_Atomic uint64_t ugrt_markedbytes, ugrt_scanwork;
GcWork *_Atomic ugrt_gcworks;

// ---- Work buffers
static struct {
    UgMutex lock;
    WorkBuf *full, *empty;
    _Atomic uint32_t nfull;
    FixAlloc bufs;
} work;

void ugrt_gcwork_init(void)
{
    work.lock = UGRT_MUTEX(LEAF);
    work.bufs = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = sizeof(WorkBuf)};
}

static WorkBuf *buf_empty(void)
{
    ugrt_lock(&work.lock);
    WorkBuf *b = work.empty;
    if (b != NULL) work.empty = b->next;
    ugrt_unlock(&work.lock);
    if (b == NULL) b = ugrt_fixalloc(&work.bufs);
    b->n = 0;
    return b;
}

static void buf_release(WorkBuf *b)
{ // to the list it belongs on
    ugrt_lock(&work.lock);
    WorkBuf **l = b->n > 0 ? &work.full : &work.empty;
    b->next = *l;
    *l = b;
    if (b->n > 0) work.nfull++;
    ugrt_unlock(&work.lock);
}

static WorkBuf *buf_full(void)
{
    if (work.nfull == 0) return NULL;
    ugrt_lock(&work.lock);
    WorkBuf *b = work.full;
    if (b != NULL) {
        work.full = b->next;
        work.nfull--;
    }
    ugrt_unlock(&work.lock);
    return b;
}

bool ugrt_mark_workleft(void) { return work.nfull != 0; }

GcWork *ugrt_gcwork_of(P *p)
{
    if (p->gcw == NULL) {
        GcWork *w = ugrt_persistentalloc(sizeof(GcWork), 64);
        p->gcw = w;
        p->wbbuf = &w->wb;
        w->link = ugrt_gcworks;
        while (!atomic_compare_exchange_weak(&ugrt_gcworks, &w->link, w)) {}
    }
    return p->gcw;
}

static void push(GcWork *w, uintptr_t obj)
{
    WorkBuf *b = w->cur;
    if (UGX_UNLIKELY(b == NULL || b->n == UGRT_WORKBUF)) {
        if (b != NULL) buf_release(b);
        w->cur = b = buf_empty();
    }
    b->obj[b->n++] = obj;
}

static uintptr_t pop(GcWork *w)
{
    WorkBuf *b = w->cur;
    if (UGX_UNLIKELY(b == NULL || b->n == 0)) {
        WorkBuf *full = buf_full();
        if (full == NULL) return 0;
        if (b != NULL) buf_release(b);
        w->cur = b = full;
    }
    return b->obj[--b->n];
}

// Shares half of a worker's buffer when others have nothing.
static void share(GcWork *w)
{
    WorkBuf *b = w->cur;
    if (work.nfull != 0 || b == NULL || b->n < 8) return;
    WorkBuf *half = buf_empty();
    half->n = b->n / 2;
    b->n -= half->n;
    for (uintptr_t i = 0; i < half->n; i++) half->obj[i] = b->obj[b->n + i];
    buf_release(half);
}

void ugrt_mark_flush(GcWork *w)
{
    if (w->cur != NULL) {
        buf_release(w->cur);
        w->cur = NULL;
    }
    if (w->markedbytes) atomic_fetch_add_explicit(&ugrt_markedbytes, w->markedbytes, memory_order_relaxed);
    if (w->scanwork) atomic_fetch_add_explicit(&ugrt_scanwork, w->scanwork, memory_order_relaxed);
    w->markedbytes = w->scanwork = 0;
}

// ---- Marking
// Turns the bit on; says whether it was this call that did.
static inline bool set_mark(MSpan *s, uintptr_t i)
{
    uint64_t *word = &s->markbits[i / 64], mask = (uint64_t)1 << (i % 64);
    if (__atomic_load_n(word, __ATOMIC_RELAXED) & mask) return false;
    return !(__atomic_fetch_or(word, mask, __ATOMIC_RELAXED) & mask);
}

static inline void grey(GcWork *w, MSpan *s, uintptr_t i)
{
    if (!set_mark(s, i)) return;
    w->markedbytes += s->elemsize;
    if (ugrt_span_noscan(s)) return;
    uintptr_t obj = s->base + i * s->elemsize;
    __builtin_prefetch((void *)obj);
    push(w, obj);
}

// A pointer found where only pointers are.
static inline void mark_precise(GcWork *w, uintptr_t p)
{
    MSpan *s = ugrt_spanof(p);
    if (s == NULL || p >= s->limit) return;
    grey(w, s, ugrt_span_index(s, p));
}

void ugrt_mark_pointer(GcWork *w, uintptr_t p) { mark_precise(w, p); }

// A word that may be anything.
void ugrt_mark_conservative(GcWork *w, uintptr_t p)
{
    MSpan *s = ugrt_spanof(p);
    if (s == NULL || p >= s->limit) return;
    uintptr_t i = ugrt_span_index(s, p);
    if (!ugrt_span_isfree(s, i)) grey(w, s, i);
}

static void each_arena_word(GcWork *w, const void *lo, const void *hi, void (*mark)(GcWork *, uintptr_t))
{
    // One more than the arenas' bytes: a pointer past the last object counts too.
    uintptr_t base = ugrt_heap.base, bytes = (uintptr_t)ugrt_heap.narenas << UGRT_ARENA_SHIFT;
    const volatile uintptr_t *p = (const void *)(((uintptr_t)lo + 7) & ~(uintptr_t)7);
    for (; (uintptr_t)(p + 1) <= (uintptr_t)hi; p++)
        if (*p - base <= bytes) mark(w, *p);
}

void ugrt_mark_range(GcWork *w, const void *lo, const void *hi) { each_arena_word(w, lo, hi, ugrt_mark_conservative); }

// A pointer just past an object's end keeps that object too: the C compiler forms them in loops.
static void mark_frame_word(GcWork *w, uintptr_t p)
{
    ugrt_mark_conservative(w, p);
    MSpan *s = ugrt_spanof(p - 1);
    if (s == NULL || p - 1 >= s->limit) return;
    uintptr_t i = ugrt_span_index(s, p - 1);
    if (s->base + (i + 1) * s->elemsize == p && !ugrt_span_isfree(s, i)) grey(w, s, i);
}

void ugrt_mark_frames(GcWork *w, const void *lo, const void *hi) { each_arena_word(w, lo, hi, mark_frame_word); }

// ---- Scanning
typedef struct Scan {
    GcWork *w;
    uintptr_t base, bytes; // of the arenas
} Scan;

static inline void scan_slot(const Scan *c, uintptr_t slot)
{
    uintptr_t p = *(const volatile uintptr_t *)slot;
    if (p - c->base < c->bytes) mark_precise(c->w, p);
}

static void scan_visit(uintptr_t *slot, void *arg) { scan_slot(arg, (uintptr_t)slot); }

// Values of type t repeat from `first` on; scans those words of them that lie in [lo, hi).
static void scan_typed(const Scan *c, const UgType *t, uintptr_t first, uintptr_t lo, uintptr_t hi)
{
    if (t->tflag & UG_TFLAG_GCMASK_ON_DEMAND) {
        for (uintptr_t e = lo - (lo - first) % t->size; e + t->size <= hi; e += t->size)
            ugrt_type_eachptr(t, e, scan_visit, (void *)c);
        return;
    }
    const uint8_t *mask = t->gcdata;
    if (t->ptrbytes == 8) { // slices of pointers, strings, slices: one pointer word an element
        for (uintptr_t e = lo + (t->size - (lo - first) % t->size) % t->size; e < hi; e += t->size) scan_slot(c, e);
        return;
    }
    for (uintptr_t e = lo - (lo - first) % t->size; e < hi; e += t->size)
        for (uintptr_t i = lo > e ? (lo - e) / 64 : 0; i * 64 < t->ptrbytes && e + i * 64 < hi; i++)
            for (unsigned bits = mask[i]; bits != 0; bits &= bits - 1) {
                uintptr_t slot = e + i * 64 + (uintptr_t)__builtin_ctz(bits) * 8;
                if (slot >= lo && slot < hi) scan_slot(c, slot);
            }
}

static void scan_inspan(const Scan *c, const MSpan *s, uintptr_t obj)
{
    const uint64_t *map = (const uint64_t *)(s->base + UGRT_PAGE - UGRT_INSPAN_BYTES);
    uintptr_t pos = (obj - s->base) / 8, shift = pos % 64, words = s->elemsize / 8;
    uint64_t bits = map[pos / 64] >> shift;
    if (shift != 0 && shift + words > 64) bits |= map[pos / 64 + 1] << (64 - shift);
    if (words < 64) bits &= ((uint64_t)1 << words) - 1;
    for (; bits != 0; bits &= bits - 1) scan_slot(c, obj + (uintptr_t)__builtin_ctzll(bits) * 8);
}

// obj: a slot's start, or the start of a further piece of a large object. Returns bytes scanned.
static uintptr_t scan_object(const Scan *c, uintptr_t obj)
{
    MSpan *s = ugrt_spanof(obj);
    uintptr_t size = s->elemsize;
    if (size <= UGRT_MAX_INSPAN) {
        scan_inspan(c, s, obj);
        return size;
    }
    if (s->spanclass >> 1 != 0) {
        scan_typed(c, *(const UgType **)obj, obj + UGRT_HEADER_BYTES, obj + UGRT_HEADER_BYTES, obj + size);
        return size;
    }
    const UgType *t = s->largetype;
    uintptr_t end = s->base + size;
    if (t->tflag & UG_TFLAG_GCMASK_ON_DEMAND) {
        scan_typed(c, t, s->base, s->base, end);
        return size;
    }
    if (obj == s->base)
        for (uintptr_t p = obj + OBLET; p < end; p += OBLET) push(c->w, p);
    if (end > obj + OBLET) end = obj + OBLET;
    scan_typed(c, t, s->base, obj, end);
    return end - obj;
}

void ugrt_mark_contents(GcWork *w, uintptr_t obj, MSpan *s)
{
    if (ugrt_span_noscan(s)) return;
    Scan c = {w, ugrt_heap.base, (uintptr_t)ugrt_heap.narenas << UGRT_ARENA_SHIFT};
    scan_object(&c, obj);
}

uint64_t ugrt_mark_drain(GcWork *w, uint64_t budget, bool (*stop)(void))
{
    Scan c = {w, ugrt_heap.base, (uintptr_t)ugrt_heap.narenas << UGRT_ARENA_SHIFT};
    uintptr_t queue[PREFETCH] = {0};
    unsigned at = 0, queued = 0, ticks = 0;
    uint64_t done = 0, looked = 0; // when stop was asked last
    for (;;) {
        uintptr_t obj = pop(w);
        if (obj != 0) {
            __builtin_prefetch((void *)obj);
            queued++;
        }
        uintptr_t next = queue[at % PREFETCH];
        queue[at++ % PREFETCH] = obj;
        if (next != 0) {
            queued--;
            done += scan_object(&c, next);
        } else if (queued == 0) {
            break;
        }
        if ((++ticks & 127) == 0 || done - looked > 2 * OBLET) {
            looked = done;
            share(w);
            if (done >= budget || (stop != NULL && stop())) break;
        }
    }
    for (unsigned i = 0; i < PREFETCH; i++)
        if (queue[i] != 0) push(w, queue[i]);
    w->scanwork += done;
    return done;
}

// ---- Iteration, for the verifier
typedef struct EachPtr {
    void (*f)(uintptr_t *, void *);
    void *arg;
} EachPtr;

static void each_typed(const UgType *t, uintptr_t p, uintptr_t end, const EachPtr *e)
{
    for (; p + t->size <= end; p += t->size) ugrt_type_eachptr(t, p, e->f, e->arg);
}

void ugrt_object_eachptr(MSpan *s, uintptr_t obj, void (*f)(uintptr_t *, void *), void *arg)
{
    EachPtr e = {f, arg};
    if (ugrt_span_noscan(s)) return;
    if (s->elemsize <= UGRT_MAX_INSPAN) {
        const uint64_t *map = (const uint64_t *)(s->base + UGRT_PAGE - UGRT_INSPAN_BYTES);
        uintptr_t pos = (obj - s->base) / 8;
        for (uintptr_t i = pos; i < pos + s->elemsize / 8; i++)
            if (map[i / 64] >> (i % 64) & 1) f((uintptr_t *)(s->base + i * 8), arg);
    } else if (s->spanclass >> 1 != 0) {
        each_typed(*(const UgType **)obj, obj + UGRT_HEADER_BYTES, obj + s->elemsize, &e);
    } else {
        each_typed(s->largetype, obj, obj + s->elemsize, &e);
    }
}
