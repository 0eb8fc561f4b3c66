// The arenas of package arena: objects cut from chunks that are freed together.
//
// A chunk is one large heap object of 4 MB. Objects with pointers are cut from its front, those without from its end.
// At its very start lie a type descriptor of its own and the bitmap that is its pointer mask, grown as objects are
// cut: to the collector a chunk is an object of that type, kept whole by any pointer into it. What does not fit a
// chunk well is an ordinary object of the heap.
//
// Freeing makes the chunks fault and gives their memory back at once; their address space is used again when the
// collector finds no pointer to it. While a cycle marks, a chunk may be being read: it waits in `pending` then. An
// arena that is not freed dies like any other object, without faults.
//
// Rejected: chunks outside the heap, which would need the collector to know of them at every pointer it meets.
//
// Any goroutine may call this, one at a time for an arena.
#include "mem/private.h"
#include "gc/pace.h"
#include "gc/typebits.h"
#include "gc/types.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include <sys/mman.h>

#define CHUNK ((uintptr_t)4 << 20)
#define MAX_OBJECT (CHUNK / 4)

typedef struct Chunk {
    struct Chunk *next; // older, of the same arena; then of `pending`
    UgType type;
    uint64_t mask[CHUNK / 8 / 64];
} Chunk;
_Static_assert(offsetof(Chunk, next) == 0, "the first word is the pointer that a chunk starts with");

struct UserArena {
    Chunk *chunks;         // newest first
    uintptr_t front, back; // room of the newest: [front, back)
};

UGRT_TYPE(arena_type, UserArena, UGRT_WORD(UserArena, chunks));
static const uint8_t first_word[8] = {1};
static const UgType fresh_type = {
    .size = CHUNK, .ptrbytes = 8, .align = 8, .kind = UG_KIND_STRUCT, .gcdata = first_word};
static const UgType freed_type = {.size = CHUNK, .align = 8, .kind = UG_KIND_STRUCT};

static struct {
    UgMutex lock;
    bool rooted;
    Chunk *_Atomic chunks; // a root of the collector
} pending = {.lock = {.rank = LOCKRANK_LEAF}};

// ---- Freeing
// m->locks is held: no cycle begins before it is given back.
static bool make_fault(Chunk *c)
{
    if (ugrt_gcphase != GC_OFF) return false;
    MSpan *s = ugrt_spanof((uintptr_t)c);
    s->largetype = &freed_type;
    s->state = SPAN_FAULTS;
    ugrt_sys_madvise(c, CHUNK, MADV_DONTNEED);
    ugrt_sys_mprotect(c, CHUNK, PROT_NONE);
    ugrt_pace_uncached(CHUNK);
    return true;
}

static void make_pending(Chunk *c)
{
    ugrt_lock(&pending.lock);
    if (!pending.rooted) {
        pending.rooted = true;
        ugrt_addroots((void *)&pending.chunks, sizeof pending.chunks);
    }
    UGX_STORE(&c->next, pending.chunks);
    pending.chunks = c;
    ugrt_unlock(&pending.lock);
}

static void retire(Chunk *c)
{
    M *m = ugrt_acquirem();
    if (!make_fault(c)) make_pending(c);
    ugrt_releasem(m);
}

void ugrt_userarena_reap(void)
{
    while (pending.chunks != NULL && ugrt_gcphase == GC_OFF) {
        ugrt_lock(&pending.lock);
        Chunk *c = pending.chunks;
        if (c != NULL) pending.chunks = c->next;
        ugrt_unlock(&pending.lock);
        if (c != NULL) retire(c);
    }
}

void ugrt_userarena_free(UserArena *a)
{
    if (a == NULL) ugx_panicnil();
    for (Chunk *c = a->chunks, *older; c != NULL; c = older) {
        older = c->next;
        retire(c);
    }
    UGX_STORE(&a->chunks, NULL);
    a->front = a->back = 0;
}

// ---- Allocating
UserArena *ugrt_userarena_new(void)
{
    ugrt_userarena_reap();
    return ugrt_mallocgc(sizeof(UserArena), &arena_type, true);
}

static void add_chunk(UserArena *a)
{
    Chunk *c = ugrt_mallocgc(CHUNK, &fresh_type, true);
    c->type = fresh_type;
    c->type.gcdata = (const uint8_t *)c->mask;
    c->mask[0] = 1;
    c->next = a->chunks;
    UGX_STORE(&a->chunks, c);
    a->front = (uintptr_t)c + sizeof *c;
    a->back = (uintptr_t)c + CHUNK;
    MSpan *s = ugrt_spanof((uintptr_t)c);
    s->state = SPAN_USERARENA;
    __atomic_store_n(&s->largetype, &c->type, __ATOMIC_RELEASE);
}

static uintptr_t cut_back(UserArena *a, const UgType *t, uintptr_t size)
{
    if (size > a->back - a->front) return 0;
    uintptr_t p = (a->back - size) & ~(uintptr_t)(t->align - 1);
    if (p < a->front) return 0;
    return a->back = p;
}

// The mask first, then how far it is to be read: a marker may be at it.
static uintptr_t cut_front(UserArena *a, const UgType *t, uintptr_t size)
{
    if (size > a->back - a->front) return 0;
    Chunk *c = a->chunks;
    uintptr_t p = a->front, first = (p - (uintptr_t)c) / 8;
    for (uintptr_t at = first; at < first + size / 8; at += t->size / 8) ugrt_type_orbits(t, at, c->mask, CHUNK / 8);
    a->front += size; // a multiple of 8, for it has pointers
    __atomic_store_n(&c->type.ptrbytes, a->front - (uintptr_t)c, __ATOMIC_RELEASE);
    return p;
}

void *ugrt_userarena_alloc(UserArena *a, const UgType *t, UgInt n)
{
    uintptr_t size;
    if (a == NULL) ugx_panicnil();
    if (__builtin_mul_overflow(t->size, (uintptr_t)n, &size)) ugrt_throw("out of memory");
    if (size == 0) return ugrt_zerobase;
    if (size > MAX_OBJECT) return ugrt_newarray(t, (size_t)n);
    for (;;) {
        uintptr_t p = t->ptrbytes == 0 ? cut_back(a, t, size) : cut_front(a, t, size);
        if (p != 0) return (void *)p;
        add_chunk(a);
    }
}

bool ugrt_userarena_holds(uintptr_t p)
{
    MSpan *s = ugrt_spanof(p);
    return s != NULL && (s->state == SPAN_USERARENA || s->state == SPAN_FAULTS);
}
