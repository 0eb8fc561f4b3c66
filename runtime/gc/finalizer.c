// Finalizers and cleanups: one goroutine runs those that sweep found due, in the order found.
//
// A finalizer is a func value of any parameter type its object can be assigned to and any results. Called in C:
// the object's pointer, or an interface pair made of it, and a hidden pointer for results of more than two words.
#include "gc/special.h"
#include "gc/sweep.h"
#include "iface/iface.h"
#include "panic/panic.h"
#include "race/race.h"
#include "sched/sched.h"
#include <string.h>

typedef struct Due {
    struct Due *next;
    SpecialKind kind;
    uintptr_t obj;
    const UgClosure *fn;
    const UgType *argtype;
    const UgFuncType *fntype;
    const UgType *objtype;
} Due;

static struct {
    UgMutex lock;
    Due *first, *last; // under lock; roots of the collector
    Due *running;
    FixAlloc records;
    G *g;
    bool waiting; // g is parked here
    _Atomic uint64_t ids;
    FinCounts counts; // under lock
} fin;

bool ugrt_isfinalizergoroutine(const G *g) { return g == fin.g; }

void ugrt_finq_add(uintptr_t obj, const Special *sp)
{
    Due *d = ugrt_fixalloc(&fin.records);
    *d = (Due){.kind = sp->kind, .obj = obj};
    if (sp->kind == SPECIAL_FINALIZER) {
        d->fn = sp->fin.fn;
        d->argtype = sp->fin.argtype;
        d->fntype = sp->fin.fntype;
        d->objtype = sp->fin.objtype;
    } else {
        d->obj = 0;
        d->fn = sp->cleanup.fn;
    }
    ugrt_lock(&fin.lock);
    if (fin.last != NULL)
        fin.last->next = d;
    else
        fin.first = d;
    fin.last = d;
    (*(sp->kind == SPECIAL_FINALIZER ? &fin.counts.finalizers_queued : &fin.counts.cleanups_queued))++;
    ugrt_unlock(&fin.lock);
}

static void mark_due(GcWork *w, const Due *d)
{
    ugrt_mark_pointer(w, d->obj);
    ugrt_mark_pointer(w, (uintptr_t)d->fn);
    ugrt_mark_pointer(w, (uintptr_t)d->argtype);
    ugrt_mark_pointer(w, (uintptr_t)d->fntype);
    ugrt_mark_pointer(w, (uintptr_t)d->objtype);
}

void ugrt_finq_mark(GcWork *w)
{
    ugrt_lock(&fin.lock);
    for (const Due *d = fin.first; d != NULL; d = d->next) mark_due(w, d);
    if (fin.running != NULL) mark_due(w, fin.running);
    ugrt_unlock(&fin.lock);
}

// ---- Running
typedef void (*Call1)(void *, const UgClosure *);
typedef void (*Call2)(const void *, void *, const UgClosure *);
typedef void (*Call1Big)(void *, void *, const UgClosure *);
typedef void (*Call2Big)(void *, const void *, void *, const UgClosure *);

static uintptr_t result_size(const UgFuncType *f)
{
    uintptr_t in = f->in_count, out = f->out_count & 0x7fff;
    uintptr_t head = sizeof(UgFuncType);
    head = (head + 7) & ~(uintptr_t)7;
    if (f->t.tflag & UG_TFLAG_UNCOMMON) head += sizeof(UgUncommon);
    const UgType *const *types = (const UgType *const *)((const uint8_t *)f + head);
    uintptr_t size = 0;
    for (uintptr_t i = in; i < in + out; i++) {
        uintptr_t a = types[i]->align ? types[i]->align : 1;
        size = (size + a - 1) & ~(a - 1);
        size += types[i]->size;
    }
    return size;
}

// Not inlined: the object would stay in the frame that waits for the next.
static UGRT_NOINLINE void run_finalizer(const Due *d)
{
    void *obj = (void *)d->obj, *code = d->fn->code;
    uintptr_t out = result_size(d->fntype);
    void *big = out > 16 ? ugrt_mallocgc(out, NULL, true) : NULL;
    if (d->argtype->kind != UG_KIND_INTERFACE) {
        if (big != NULL)
            ((Call1Big)code)(big, obj, d->fn);
        else
            ((Call1)code)(obj, d->fn);
        return;
    }
    const UgInterfaceType *it = (const UgInterfaceType *)d->argtype;
    const void *word = it->nmethods == 0 ? (const void *)d->objtype : ugrt_getitab(it, d->objtype, false);
    if (big != NULL)
        ((Call2Big)code)(big, word, obj, d->fn);
    else
        ((Call2)code)(word, obj, d->fn);
}

static bool sleep_unlock(G *g, void *arg)
{
    (void)g, (void)arg;
    fin.waiting = true;
    ugrt_unlock(&fin.lock);
    return true;
}

static void run(void *arg)
{
    (void)arg;
    fin.g = ugrt_getg();
    for (;;) {
        ugrt_lock(&fin.lock);
        Due *d = fin.first;
        if (d == NULL) {
            ugrt_gopark(sleep_unlock, NULL, WAIT_FINALIZER_WAIT, 1);
            continue;
        }
        fin.first = d->next;
        if (fin.first == NULL) fin.last = NULL;
        fin.running = d; // alone it would be hidden from the collector
        ugrt_unlock(&fin.lock);
        if (UGRT_RACE) ugrt_race_finalizers(ugrt_getg());
        ugrt_getg()->issystem = false; // user code now: it shows in tracebacks
        if (d->kind == SPECIAL_FINALIZER)
            run_finalizer(d);
        else
            ((void (*)(const UgClosure *))d->fn->code)(d->fn);
        ugrt_getg()->issystem = true;
        ugrt_lock(&fin.lock);
        fin.running = NULL;
        (*(d->kind == SPECIAL_FINALIZER ? &fin.counts.finalizers_run : &fin.counts.cleanups_run))++;
        ugrt_unlock(&fin.lock);
        ugrt_fixfree(&fin.records, d);
    }
}

// Readies the goroutine if there is something to run. From a goroutine or a system stack with a P.
void ugrt_finq_wake(void)
{
    ugrt_lock(&fin.lock);
    bool wake = fin.waiting && fin.first != NULL;
    if (wake) fin.waiting = false;
    ugrt_unlock(&fin.lock);
    if (wake) ugrt_goready(fin.g);
}

bool ugrt_finq_wait(int64_t timeout)
{
    int64_t deadline = ugrt_nanotime() + timeout;
    if (deadline < 0) deadline = INT64_MAX;
    FinCounts c;
    ugrt_fin_counts(&c);
    for (uint64_t want = c.finalizers_queued + c.cleanups_queued;; ugrt_gosched()) {
        ugrt_fin_counts(&c);
        if (c.finalizers_run + c.cleanups_run >= want) return true;
        if (ugrt_nanotime() > deadline) return false;
    }
}

void ugrt_fin_counts(FinCounts *out)
{
    ugrt_lock(&fin.lock);
    *out = fin.counts;
    ugrt_unlock(&fin.lock);
}

void ugrt_fin_start(void)
{
    fin.lock = UGRT_MUTEX(FIN);
    fin.records = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = sizeof(Due)};
    ugrt_newproc_system(run, NULL);
}

// ---- runtime.SetFinalizer
static UGX_NORETURN void throw2(const char *a, UgString b, const char *c)
{
    char buf[512];
    size_t n = strlen(a), cn = strlen(c);
    size_t bn = (size_t)b.n < sizeof buf - n - cn ? (size_t)b.n : sizeof buf - n - cn;
    memcpy(buf, a, n);
    memcpy(buf + n, b.p, bn);
    memcpy(buf + n + bn, c, cn);
    ugrt_throw_string((UgString){(const uint8_t *)buf, (UgInt)(n + bn + cn)});
}

// May the object of type obj be passed to a parameter of type arg?
static bool assignable(const UgType *obj, const UgType *arg)
{
    if (obj == arg || ugrt_types_equal(obj, arg)) return true;
    if (arg->kind == UG_KIND_POINTER)
        // An unnamed pointer type with the same element.
        return (ugrt_type_uncommon(arg) == NULL || ugrt_type_uncommon(obj) == NULL) &&
               ugrt_types_equal(((const UgPtrType *)arg)->elem, ((const UgPtrType *)obj)->elem);
    if (arg->kind != UG_KIND_INTERFACE) return false;
    const UgInterfaceType *it = (const UgInterfaceType *)arg;
    return it->nmethods == 0 || ugrt_getitab(it, obj, true) != NULL;
}

static bool in_static_data(uintptr_t p) { return p < ugrt_heap.base && p < (uintptr_t)0xb000000000; }

void ugrt_setfinalizer(UgEface obj, UgEface f)
{
    if (obj.type == NULL) ugrt_throw("runtime.SetFinalizer: first argument is nil");
    if (obj.type->kind != UG_KIND_POINTER)
        throw2("runtime.SetFinalizer: first argument is ", ugrt_type_string(obj.type), ", not pointer");
    if (obj.data == NULL) ugrt_throw("nil elem type!");
    const UgType *elem = ((const UgPtrType *)obj.type)->elem;
    MSpan *s;
    uintptr_t index, p = (uintptr_t)obj.data, base = ugrt_findobject(p, &s, &index);
    if (base == 0) {
        // Zero-size objects and package-level variables never die.
        if (obj.data == (void *)ugrt_zerobase || in_static_data(p)) return;
        ugrt_throw("runtime.SetFinalizer: pointer not in heap");
    }
    uintptr_t start = base;
    if (!ugrt_span_noscan(s) && s->elemsize > UGRT_MAX_INSPAN && s->spanclass >> 1 != 0) start += UGRT_HEADER_BYTES;
    bool tiny = elem->ptrbytes == 0 && elem->size < UGRT_TINY && ugrt_span_noscan(s);
    if (p != start && !tiny) ugrt_throw("runtime.SetFinalizer: pointer not at beginning of allocated block");
    if (f.type == NULL) {
        Special *old = ugrt_special_find(p, SPECIAL_FINALIZER, 0, true);
        if (old != NULL) ugrt_special_free(old);
        return;
    }
    if (f.type->kind != UG_KIND_FUNC)
        throw2("runtime.SetFinalizer: second argument is ", ugrt_type_string(f.type), ", not a function");
    const UgFuncType *ft = (const UgFuncType *)f.type;
    if (ft->out_count & 0x8000)
        throw2("runtime.SetFinalizer: cannot pass object to finalizer ", ugrt_type_string(f.type),
               " because dotdotdot");
    if (ft->in_count != 1)
        throw2("runtime.SetFinalizer: cannot pass object to finalizer ", ugrt_type_string(f.type), "");
    uintptr_t head = sizeof(UgFuncType);
    if (f.type->tflag & UG_TFLAG_UNCOMMON) head += sizeof(UgUncommon);
    const UgType *arg = *(const UgType *const *)((const uint8_t *)ft + head);
    if (!assignable(obj.type, arg))
        throw2("runtime.SetFinalizer: cannot pass object to finalizer ", ugrt_type_string(f.type), "");
    Special *sp = ugrt_special_new(SPECIAL_FINALIZER);
    sp->fin.fn = f.data;
    sp->fin.objtype = obj.type;
    sp->fin.argtype = arg;
    sp->fin.fntype = ft;
    if (!ugrt_special_add(p, sp, true)) ugrt_throw("runtime.SetFinalizer: finalizer already set");
}

// ---- Cleanups
UgInt ugrt_cleanup_holds(void *p, void *arg, const UgClosure *fn)
{
    MSpan *s, *fs;
    uintptr_t index, base = ugrt_findobject((uintptr_t)p, &s, &index);
    if (base == 0) return 0;
    bool tiny = ugrt_span_noscan(s) && s->elemsize == UGRT_TINY; // others may live in the block
    if (!tiny && (uintptr_t)arg - base < s->elemsize) return 1;
    uintptr_t closure = ugrt_findobject((uintptr_t)fn, &fs, &index);
    if (closure == 0 || ugrt_span_noscan(fs)) return 0;
    for (const uintptr_t *w = (const uintptr_t *)fn + 1; w < (const uintptr_t *)(closure + fs->elemsize); w++)
        if (!tiny && *w - base < s->elemsize) return 2;
    return 0;
}

uint64_t ugrt_addcleanup(void *p, const UgClosure *fn)
{
    MSpan *s;
    uintptr_t index;
    if (ugrt_findobject((uintptr_t)p, &s, &index) == 0) {
        if (p == (void *)ugrt_zerobase || in_static_data((uintptr_t)p)) return 0;
        ugrt_throw("runtime.AddCleanup: ptr not in allocated block");
    }
    Special *sp = ugrt_special_new(SPECIAL_CLEANUP);
    sp->cleanup.fn = fn;
    sp->cleanup.id = ++fin.ids;
    uint64_t id = sp->cleanup.id;
    ugrt_special_add((uintptr_t)p, sp, false);
    return id;
}

void ugrt_stopcleanup(void *p, uint64_t id)
{
    if (id == 0) return;
    Special *sp = ugrt_special_find((uintptr_t)p, SPECIAL_CLEANUP, id, true);
    if (sp != NULL) ugrt_special_free(sp);
}
