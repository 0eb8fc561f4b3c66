// Atoms: interned identifiers, shared by all threads of a session.
//
// Looking up a known atom takes no lock: the table is open-addressed with atomic slots, and a
// slot goes from NULL to an atom once and never changes. Adding one takes the mutex, looks
// again, and inserts; a full table is replaced by one twice as large, published by a release
// store. Readers may go on in the old table, where they can only miss atoms added since: a
// miss leads to the mutex and a second look. Old tables are kept until atoms_free.
// Rejected: a mutex on every lookup, which costs the parser a fifth of its speed.
#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct SlotTable {
    struct SlotTable *older;
    uint32_t mask;
    _Atomic(AtomData *) slots[];
} SlotTable;

struct AtomTable {
    _Atomic(SlotTable *) current; // store: under `lock`, release; load: acquire
    pthread_mutex_t lock;         // guards what follows, and inserting
    Arena *arena;
    uint32_t count;
};

static SlotTable *slots_new(uint32_t size, SlotTable *older)
{
    SlotTable *t = calloc(1, sizeof(*t) + size * sizeof(t->slots[0]));
    if (!t) base_oom();
    t->mask = size - 1;
    t->older = older;
    return t;
}

AtomTable *atoms_new(void)
{
    AtomTable *t = calloc(1, sizeof(*t));
    if (!t) base_oom();
    pthread_mutex_init(&t->lock, NULL);
    t->arena = arena_new("atoms");
    atomic_init(&t->current, slots_new(1 << 14, NULL));
    return t;
}

void atoms_free(AtomTable *t)
{
    if (!t) return;
    for (SlotTable *s = atomic_load_explicit(&t->current, memory_order_relaxed), *older; s; s = older) {
        older = s->older;
        free(s);
    }
    arena_free(t->arena);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

// The slot that holds s, or the empty one where it belongs.
static inline uint32_t probe(SlotTable *t, Str s, uint32_t hash, AtomData **found)
{
    for (uint32_t i = hash & t->mask;; i = (i + 1) & t->mask) {
        AtomData *a = atomic_load_explicit(&t->slots[i], memory_order_acquire); // pairs with insert's release
        *found = a;
        if (!a || (a->hash == hash && str_eq(a->s, s))) return i;
    }
}

static void insert(SlotTable *t, AtomData *a)
{
    AtomData *found;
    uint32_t i = probe(t, a->s, a->hash, &found);
    atomic_store_explicit(&t->slots[i], a, memory_order_release);
}

static SlotTable *grow_locked(AtomTable *t, SlotTable *full)
{
    SlotTable *bigger = slots_new((full->mask + 1) * 2, full);
    for (uint32_t i = 0; i <= full->mask; i++) {
        AtomData *a = atomic_load_explicit(&full->slots[i], memory_order_relaxed);
        if (a) insert(bigger, a);
    }
    atomic_store_explicit(&t->current, bigger, memory_order_release);
    return bigger;
}

static AtomData *add(AtomTable *t, Str s, uint32_t hash)
{
    pthread_mutex_lock(&t->lock);
    SlotTable *slots = atomic_load_explicit(&t->current, memory_order_relaxed);
    AtomData *a;
    probe(slots, s, hash, &a);
    if (!a) {
        if (t->count > slots->mask / 2) slots = grow_locked(t, slots);
        uint32_t first = 0;
        utf8_decode(s, &first);
        a = ARENA_NEW(t->arena, AtomData);
        a->s = str_dup(t->arena, s);
        a->hash = hash;
        a->exported = rune_is_upper(first);
        insert(slots, a);
        t->count++;
    }
    pthread_mutex_unlock(&t->lock);
    return a;
}

Atom atom_get(AtomTable *t, Str s)
{
    uint32_t hash = (uint32_t)str_hash(s);
    SlotTable *slots = atomic_load_explicit(&t->current, memory_order_acquire);
    AtomData *a;
    probe(slots, s, hash, &a);
    return a ? a : add(t, s, hash);
}
