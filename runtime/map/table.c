// Making, growing and splitting.
//
// Entries are moved raw into fresh memory, without barriers: until the old table is unlinked (a barrier's store) it
// holds the same pointers, and a cycle that begins meanwhile marks what is reachable from it. Iterators keep using a
// table that was replaced (index -1) for its keys, and look each up anew.
#include "map/layout.h"
#include "gc/types.h"
#include "panic/panic.h"
#include "sched/sched.h"

UGRT_TYPE(map_type, Map, UGRT_WORD(Map, dir));
UGRT_TYPE(table_type, Table, UGRT_WORD(Table, groups));
UGRT_TYPE(tableptr_type, Table *, 1);

void ugrt_map_concurrent(const char *what) { ugrt_fatal(what); }

static uint8_t *groups_new(const UgMapType *t, uintptr_t n)
{
    uint8_t *g = ugrt_newarray(t->group, n);
    for (uintptr_t i = 0; i < n; i++) *(uint64_t *)(g + i * t->group_size) = ALL_EMPTY;
    return g;
}

static uint16_t max_load(uintptr_t capacity) { return (uint16_t)(capacity <= SLOTS ? capacity - 1 : capacity / 8 * 7); }

static Table *table_new(const UgMapType *t, uintptr_t capacity, intptr_t index, uint8_t depth)
{
    Table *tab = ugrt_mallocgc(sizeof(Table), &table_type, true);
    uint8_t *g = groups_new(t, capacity / SLOTS);
    UGX_STORE(&tab->groups, g);
    tab->mask = capacity / SLOTS - 1;
    tab->index = index;
    tab->capacity = (uint16_t)capacity;
    tab->growthleft = max_load(capacity);
    tab->depth = depth;
    return tab;
}

void ugrt_map_togroup(const UgMapType *t, Map *m)
{
    uint8_t *g = groups_new(t, 1);
    UGX_STORE(&m->dir, g);
}

static uintptr_t pow2_above(uintptr_t n) { return n <= 1 ? 1 : (uintptr_t)1 << (64 - __builtin_clzll(n - 1)); }

Map *ugrt_map_new(const UgMapType *t, uintptr_t hint)
{
    Map *m = ugrt_mallocgc(sizeof(Map), &map_type, true);
    m->seed = ugrt_rand64();
    m->shift = 64;
    if (hint <= SLOTS) return m;
    uintptr_t target = (hint * 8 + 6) / 7, bytes;
    if (target < hint || __builtin_mul_overflow(target, t->slot_size, &bytes) || bytes > ((uintptr_t)1 << 48)) return m;
    uintptr_t dirlen = pow2_above((target + MAX_TABLE - 1) / MAX_TABLE);
    uintptr_t capacity = pow2_above(target / dirlen < 2 * SLOTS ? 2 * SLOTS : target / dirlen);
    if (capacity > MAX_TABLE) capacity = MAX_TABLE;
    Table **dir = ugrt_newarray(&tableptr_type, dirlen);
    UGX_STORE(&m->dir, dir);
    m->depth = (uint8_t)__builtin_ctzll(dirlen);
    m->shift = 64 - m->depth;
    for (uintptr_t i = 0; i < dirlen; i++) {
        Table *tab = table_new(t, capacity, (intptr_t)i, m->depth);
        UGX_STORE(&dir[i], tab);
    }
    m->dirlen = dirlen;
    return m;
}

// A key that is not in the table goes to the first empty slot of its probe sequence. No tombstones yet.
static void move_in(const UgMapType *t, Table *tab, uint64_t hash, const uint8_t *from)
{
    uintptr_t g = (hash >> 7) & tab->mask;
    for (uintptr_t step = 1;; step++) {
        uint8_t *group = group_at(t, tab, g);
        BitSet room = match_empty(ctrl_of(group));
        if (room != 0) {
            unsigned i = first_slot(room);
            memcpy(slot_at(t, group, i), from, t->slot_size);
            group[i] = h2_of(hash);
            tab->growthleft--;
            tab->used++;
            return;
        }
        g = (g + step) & tab->mask;
    }
}

// Moves all entries of n groups to `left`, or, when a bit of the hash is given and set, to `right`.
static void move_all(const UgMapType *t, const Map *m, uint8_t *groups, uintptr_t n, Table *left, Table *right,
                     uint64_t bit)
{
    for (uintptr_t g = 0; g < n; g++) {
        uint8_t *group = groups + g * t->group_size;
        for (BitSet b = match_full(ctrl_of(group)); b != 0; b &= b - 1) {
            uint8_t *slot = slot_at(t, group, first_slot(b));
            uint64_t hash = hash_key(t, slot_key(t, slot), m->seed);
            move_in(t, hash & bit ? right : left, hash, slot);
        }
    }
}

void ugrt_map_totable(const UgMapType *t, Map *m)
{
    Table *tab = table_new(t, 2 * SLOTS, 0, 0);
    move_all(t, m, m->dir, 1, tab, NULL, 0);
    Table **dir = ugrt_newarray(&tableptr_type, 1);
    UGX_STORE(&dir[0], tab);
    UGX_STORE(&m->dir, dir);
    m->dirlen = 1;
    m->depth = 0;
    m->shift = 64;
}

static void put_in_dir(Map *m, Table *tab)
{
    uintptr_t n = (uintptr_t)1 << (m->depth - tab->depth);
    for (uintptr_t i = 0; i < n; i++) UGX_STORE(&((Table **)m->dir)[(uintptr_t)tab->index + i], tab);
}

static void grow(const UgMapType *t, Map *m, Table *old, uintptr_t capacity)
{
    Table *tab = table_new(t, capacity, old->index, old->depth);
    move_all(t, m, old->groups, old->mask + 1, tab, NULL, 0);
    put_in_dir(m, tab);
    old->index = -1;
}

static void double_dir(Map *m)
{
    Table **dir = ugrt_newarray(&tableptr_type, m->dirlen * 2), **old = m->dir;
    for (uintptr_t i = m->dirlen; i-- > 0;) { // from the end: an index that has been doubled is never met again
        UGX_STORE(&dir[2 * i], old[i]);
        UGX_STORE(&dir[2 * i + 1], old[i]);
        if (old[i]->index == (intptr_t)i) old[i]->index = (intptr_t)(2 * i);
    }
    UGX_STORE(&m->dir, dir);
    m->dirlen *= 2;
    m->depth++;
    m->shift--;
}

static void split(const UgMapType *t, Map *m, Table *old)
{
    uint8_t depth = old->depth + 1;
    if (depth > m->depth) double_dir(m);
    Table *left = table_new(t, MAX_TABLE, old->index, depth);
    intptr_t half = (intptr_t)1 << (m->depth - depth);
    Table *right = table_new(t, MAX_TABLE, old->index + half, depth);
    move_all(t, m, old->groups, old->mask + 1, left, right, (uint64_t)1 << (64 - depth));
    put_in_dir(m, left);
    put_in_dir(m, right);
    old->index = -1;
}

// Tombstones may be most of what fills the table: then the same size, rebuilt, will do. NaN keys get a new hash
// here, so one side of a split could be given more than fits by bad luck alone; move_in still ends, for a table's
// load is at most what the old one held.
void ugrt_map_rehash(const UgMapType *t, Map *m, Table *tab)
{
    if ((uintptr_t)tab->used * 32 <= (uintptr_t)tab->capacity * 20)
        grow(t, m, tab, tab->capacity);
    else if (tab->capacity * 2u <= MAX_TABLE)
        grow(t, m, tab, tab->capacity * 2u);
    else
        split(t, m, tab);
}
