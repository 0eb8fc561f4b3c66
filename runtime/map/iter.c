// Iteration. Go asks: start anywhere; an entry deleted before it is reached is not produced; one that is there all
// the time is produced once; one that is added may be.
//
// An iterator walks the directory from a random table, each table from a random slot. A table that is replaced
// while being walked stays the iterator's guide: it has every key that was there, and each is looked up in the map
// as it is now, which tells whether it still exists and where its element is. Keys that are not equal to themselves
// cannot be looked up, deleted or overwritten: they are produced from the old table, unless the map was cleared.
// When the directory doubles, positions double with it.
#include "map/layout.h"
#include "panic/panic.h"
#include "sched/sched.h"

void ugx_mapiterinit(const UgMapType *t, UgMap *map, UgMapIter *out)
{
    Iter *it = (Iter *)out;
    Map *m = (Map *)map;
    *it = (Iter){.t = t, .m = m};
    if (m == NULL || m->used == 0) return;
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map iteration and map write");
    it->offset = ugrt_rand64();
    it->clearseq = m->clearseq;
    if (m->dirlen == 0) {
        it->group = m->dir;
        it->dirindex = -1;
    } else {
        it->diroffset = it->offset >> 32;
        it->depth = m->depth;
    }
    ugx_mapiternext(out);
}

// The entry as it is now, of a slot that is no longer the map's.
static bool current(Iter *it, uint8_t *slot)
{
    const UgMapType *t = it->t;
    void *key = slot_key(t, slot), *elem;
    void *now = ugrt_map_find(t, it->m, key, &elem);
    if (now == NULL) {
        if (it->clearseq != it->m->clearseq || keys_equal(t, key, key)) return false;
        now = key;
        elem = slot_elem(t, slot);
    }
    it->key = now;
    it->elem = elem;
    return true;
}

static bool produce(Iter *it, uint8_t *group, unsigned i, bool replaced)
{
    if (group[i] & 0x80) return false;
    uint8_t *slot = slot_at(it->t, group, i);
    if (replaced) return current(it, slot);
    it->key = slot_key(it->t, slot);
    it->elem = slot_elem(it->t, slot);
    return true;
}

// At the end: key is NULL. Nor does the iterator, in the frame of a function that may go on for long, keep the map.
static void finish(Iter *it) { *it = (Iter){.t = it->t}; }

static void next_small(Iter *it)
{
    while (it->at < SLOTS) {
        unsigned i = (unsigned)(it->at++ + it->offset) % SLOTS;
        if (produce(it, it->group, i, it->m->dirlen != 0)) return;
    }
    finish(it);
}

static bool next_in_table(Iter *it)
{
    Table *tab = it->table;
    uint64_t mask = (uint64_t)tab->capacity - 1;
    while (it->at <= mask) {
        uint64_t k = (it->at + it->offset) & mask;
        uint8_t *group = group_at(it->t, tab, k / SLOTS);
        unsigned i = k % SLOTS;
        // Skip what is free up to the group's end in one step.
        uint64_t rest = match_full(ctrl_of(group)) >> (8 * i);
        if (rest == 0) {
            it->at += SLOTS - i;
            continue;
        }
        it->at += (uint64_t)first_slot(rest) + 1;
        if (it->at - 1 > mask) return false; // wrapped round to where it began
        if (produce(it, group, i + first_slot(rest), tab->index < 0)) return true;
    }
    return false;
}

void ugx_mapiternext(UgMapIter *out)
{
    Iter *it = (Iter *)out;
    Map *m = it->m;
    if (UGX_UNLIKELY(m == NULL)) return; // asked again after the end
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map iteration and map write");
    if (it->dirindex < 0) {
        next_small(it);
        return;
    }
    if (it->depth != m->depth) {
        unsigned by = m->depth - (unsigned)it->depth;
        it->dirindex <<= by;
        it->diroffset <<= by;
        it->depth = m->depth;
    }
    while ((uintptr_t)it->dirindex < m->dirlen) {
        if (it->table == NULL) {
            uintptr_t d = ((uintptr_t)it->dirindex + it->diroffset) & (m->dirlen - 1);
            Table *tab = ((Table **)m->dir)[d];
            // The random start may lie inside a table's entries: begin with its first.
            it->diroffset -= d - (uintptr_t)tab->index;
            it->table = tab;
            it->at = 0;
        }
        if (next_in_table(it)) return;
        it->dirindex += (intptr_t)1 << (m->depth - it->table->depth);
        it->table = NULL;
    }
    finish(it);
}
