// The lists of special records. Locks: the span's speciallock for its list, `all.lock` for the list of spans that
// have any (which gives the collector its roots without a walk of the heap). The collector walks both under
// `all.lock` alone, so while it may mark, a list changes under both. Sweep never runs then.
#include "gc/special.h"
#include "gc/sweep.h"
#include "panic/panic.h"
#include "prof/memprof.h"
#include "sched/sched.h"

static struct {
    UgMutex lock;
    MSpan *first;
    FixAlloc records;
} all;

void ugrt_special_init(void)
{
    all.lock = UGRT_MUTEX(SPECIALS);
    all.records = (FixAlloc){.lock = UGRT_MUTEX(FIXALLOC), .size = sizeof(Special)};
}

Special *ugrt_special_new(SpecialKind k)
{
    Special *s = ugrt_fixalloc(&all.records);
    *s = (Special){.kind = k};
    return s;
}

void ugrt_special_free(Special *s) { ugrt_fixfree(&all.records, s); }

static void list_span_locked(MSpan *s)
{
    s->specialprev = NULL;
    s->specialnext = all.first;
    if (all.first != NULL) all.first->specialprev = s;
    all.first = s;
}

static void unlist_span_locked(MSpan *s)
{
    if (s->specialprev != NULL)
        s->specialprev->specialnext = s->specialnext;
    else
        all.first = s->specialnext;
    if (s->specialnext != NULL) s->specialnext->specialprev = s->specialprev;
    s->specialnext = s->specialprev = NULL;
}

// Where a record of (offset, kind) stands or would stand.
static Special **position(MSpan *s, uintptr_t offset, SpecialKind k)
{
    Special **at = &s->specials;
    while (*at != NULL && ((*at)->offset < offset || ((*at)->offset == offset && (*at)->kind < k))) at = &(*at)->next;
    return at;
}

bool ugrt_special_add(uintptr_t p, Special *sp, bool one)
{
    MSpan *s;
    uintptr_t index, obj = ugrt_findobject(p, &s, &index);
    if (obj == 0) ugrt_throw("runtime: special record for a pointer that is not in the heap");
    M *m = ugrt_acquirem();
    ugrt_sweep_ensure(s);
    sp->offset = p - s->base;
    ugrt_lock(&s->speciallock);
    Special **at = position(s, sp->offset, sp->kind);
    bool ok = !(one && *at != NULL && (*at)->offset == sp->offset && (*at)->kind == sp->kind);
    if (ok) {
        ugrt_lock(&all.lock);
        if (s->specials == NULL) list_span_locked(s);
        sp->next = *at;
        *at = sp;
        ugrt_unlock(&all.lock);
    }
    ugrt_unlock(&s->speciallock);
    if (ok && ugrt_gcphase != GC_OFF) ugrt_special_mark(ugrt_gcwork_of(m->p), s, sp);
    ugrt_releasem(m);
    return ok;
}

Special *ugrt_special_find(uintptr_t p, SpecialKind k, uint64_t id, bool unlink)
{
    MSpan *s;
    uintptr_t index, obj = ugrt_findobject(p, &s, &index);
    if (obj == 0) return NULL;
    M *m = ugrt_acquirem();
    ugrt_sweep_ensure(s);
    uintptr_t offset = p - s->base;
    ugrt_lock(&s->speciallock);
    Special **at = position(s, offset, k);
    while (*at != NULL && (*at)->offset == offset && (*at)->kind == k && id != 0 && (*at)->cleanup.id != id)
        at = &(*at)->next;
    Special *found = *at != NULL && (*at)->offset == offset && (*at)->kind == k ? *at : NULL;
    if (found != NULL && unlink) {
        ugrt_lock(&all.lock);
        *at = found->next;
        if (s->specials == NULL) unlist_span_locked(s);
        ugrt_unlock(&all.lock);
    }
    ugrt_unlock(&s->speciallock);
    ugrt_releasem(m);
    return found;
}

// ---- Marking
void ugrt_special_mark(GcWork *w, MSpan *s, const Special *sp)
{
    switch (sp->kind) {
    case SPECIAL_FINALIZER:
        // What the object points to stays alive for the finalizer's sake; the object itself may die.
        ugrt_mark_contents(w, s->base + ugrt_span_index(s, s->base + sp->offset) * s->elemsize, s);
        ugrt_mark_pointer(w, (uintptr_t)sp->fin.fn);
        ugrt_mark_pointer(w, (uintptr_t)sp->fin.argtype);
        ugrt_mark_pointer(w, (uintptr_t)sp->fin.fntype);
        break;
    case SPECIAL_CLEANUP: ugrt_mark_pointer(w, (uintptr_t)sp->cleanup.fn); break;
    case SPECIAL_WEAK: ugrt_mark_pointer(w, (uintptr_t)sp->weak.handle); break;
    case SPECIAL_BUBBLE:
    case SPECIAL_PROFILE:
    case SPECIAL_NONE: break;
    }
}

void ugrt_specials_mark(GcWork *w)
{
    ugrt_lock(&all.lock);
    for (MSpan *s = all.first; s != NULL; s = s->specialnext)
        for (Special *sp = s->specials; sp != NULL; sp = sp->next) ugrt_special_mark(w, s, sp);
    ugrt_unlock(&all.lock);
}

// ---- Sweeping
// The object of a record is dead, and no finalizer keeps it.
static void act(MSpan *s, Special *sp)
{
    switch (sp->kind) {
    case SPECIAL_FINALIZER:
    case SPECIAL_CLEANUP: ugrt_finq_add(s->base + sp->offset, sp); break;
    case SPECIAL_WEAK: __atomic_store_n(sp->weak.handle, 0, __ATOMIC_RELEASE); break;
    case SPECIAL_PROFILE: ugrt_memprof_free(sp->prof.bucket, sp->prof.size); break;
    case SPECIAL_BUBBLE:
    case SPECIAL_NONE: break;
    }
    ugrt_special_free(sp);
}

static bool in_object(const MSpan *s, const Special *sp, uintptr_t index)
{
    return ugrt_span_index(s, s->base + sp->offset) == index;
}

// An object with a finalizer lives on for it: its weak pointers are cleared now, the finalizer is queued, and its
// cleanups and profile record wait for its real death.
void ugrt_specials_sweep(MSpan *s)
{
    if (s->specials == NULL) return;
    ugrt_lock(&s->speciallock);
    Special *due = NULL, **end = &due;
    for (Special **at = &s->specials; *at != NULL;) {
        uintptr_t i = ugrt_span_index(s, s->base + (*at)->offset);
        bool live = s->markbits[i / 64] >> (i % 64) & 1, revive = false;
        for (Special *sp = *at; sp != NULL && in_object(s, sp, i); sp = sp->next)
            if (!live && sp->kind == SPECIAL_FINALIZER) revive = true;
        while (*at != NULL && in_object(s, *at, i)) {
            Special *sp = *at;
            if (live || (revive && sp->kind != SPECIAL_FINALIZER && sp->kind != SPECIAL_WEAK)) {
                at = &sp->next;
                continue;
            }
            *at = sp->next;
            sp->next = NULL;
            *end = sp;
            end = &sp->next;
        }
        if (revive) s->markbits[i / 64] |= (uint64_t)1 << (i % 64);
    }
    if (s->specials == NULL) {
        ugrt_lock(&all.lock);
        unlist_span_locked(s);
        ugrt_unlock(&all.lock);
    }
    ugrt_unlock(&s->speciallock);
    while (due != NULL) {
        Special *next = due->next;
        act(s, due);
        due = next;
    }
}
