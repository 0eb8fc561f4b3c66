// Making, deleting from, clearing and cloning maps.
#include "iface/iface.h"
#include "map/layout.h"
#include "panic/panic.h"
#include "sched/sched.h"

UgMap *ugx_makemap(const UgMapType *t, UgInt hint) { return (UgMap *)ugrt_map_new(t, hint < 0 ? 0 : (uintptr_t)hint); }

// The group's control word comes first; a key finds its slot zeroed.
UgMap *ugx_makemap_frame(UgFrameMap *frame, uint64_t *group, uintptr_t group_size)
{
    memset(group, 0, group_size);
    *group = ALL_EMPTY;
    Map *m = (Map *)frame;
    *m = (Map){.seed = ugrt_rand64(), .dir = group, .shift = 64};
    return &frame->m;
}

UgInt ugx_maplen(UgMap *m) { return m == NULL ? 0 : (UgInt)m->used; }

static void clear_slot(const UgMapType *t, uint8_t *slot)
{
    if (t->flags & MAP_INDIRECT_KEY)
        UGX_STORE(slot, NULL);
    else if (t->key->ptrbytes != 0)
        ugx_typedmemclr(t->key, slot);
    uint8_t *elem = slot + t->elem_off;
    if (t->flags & MAP_INDIRECT_ELEM)
        UGX_STORE(elem, NULL);
    else
        ugx_typedmemclr(t->elem, elem); // the next key in this slot expects zero
}

static bool delete_small(const UgMapType *t, Map *m, uint64_t hash, const void *key)
{
    uint8_t *g = m->dir;
    for (unsigned b = match_h2(ctrl_of(g), h2_of(hash)); b != 0; b &= b - 1) {
        unsigned i = (unsigned)__builtin_ctz(b);
        uint8_t *slot = slot_at(t, g, i);
        if (!keys_equal(t, key, slot_key(t, slot))) continue;
        clear_slot(t, slot);
        g[i] = CTRL_EMPTY;
        return true;
    }
    return false;
}

static bool delete_table(const UgMapType *t, Table *tab, uint64_t hash, const void *key)
{
    uintptr_t g = (hash >> 7) & tab->mask;
    for (uintptr_t step = 1;; step++) {
        uint8_t *group = group_at(t, tab, g);
        uint64_t c = ctrl_of(group);
        for (unsigned b = match_h2(c, h2_of(hash)); b != 0; b &= b - 1) {
            unsigned i = (unsigned)__builtin_ctz(b);
            uint8_t *slot = slot_at(t, group, i);
            if (!keys_equal(t, key, slot_key(t, slot))) continue;
            clear_slot(t, slot);
            // No probe goes past a group with an empty slot, so no tombstone is needed there.
            if (match_empty(c) != 0) {
                group[i] = CTRL_EMPTY;
                tab->growthleft++;
            } else {
                group[i] = CTRL_DELETED;
            }
            tab->used--;
            return true;
        }
        if (match_empty(c) != 0) return false;
        g = (g + step) & tab->mask;
    }
}

void ugx_mapdelete(const UgMapType *t, UgMap *map, const void *key)
{
    Map *m = (Map *)map;
    if (m == NULL || m->used == 0) {
        if (t->flags & MAP_HASHPANIC) ugrt_check_hashable(t->key, key);
        return;
    }
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    uint64_t hash = hash_key(t, key, m->seed);
    toggle_writing(m);
    bool found = m->dirlen == 0 ? delete_small(t, m, hash, key) : delete_table(t, table_of(m, hash), hash, key);
    if (found && --m->used == 0) m->seed = ugrt_rand64(); // whoever found collisions must start over
    if (UGX_UNLIKELY(!is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    toggle_writing(m);
}

static void clear_groups(const UgMapType *t, uint8_t *groups, uintptr_t n)
{
    for (uintptr_t i = 0; i < n; i++) {
        ugx_typedmemclr(t->group, groups + i * t->group_size);
        *(uint64_t *)(groups + i * t->group_size) = ALL_EMPTY;
    }
}

void ugx_mapclear(const UgMapType *t, UgMap *map)
{
    Map *m = (Map *)map;
    if (m == NULL || (m->used == 0 && m->dirlen == 0)) return;
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    toggle_writing(m);
    if (m->dirlen == 0) {
        clear_groups(t, m->dir, 1);
    } else {
        for (uintptr_t i = 0; i < m->dirlen;) {
            Table *tab = ((Table **)m->dir)[i];
            if (tab->used != 0 || tab->growthleft != tab->capacity / 8 * 7) {
                clear_groups(t, tab->groups, tab->mask + 1);
                tab->used = 0;
                tab->growthleft = (uint16_t)(tab->capacity / 8 * 7);
            }
            i += (uintptr_t)1 << (m->depth - tab->depth);
        }
    }
    m->used = 0;
    m->clearseq++;
    m->seed = ugrt_rand64();
    if (UGX_UNLIKELY(!is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    toggle_writing(m);
}

UgMap *ugx_mapclone(const UgMapType *t, UgMap *src)
{
    if (src == NULL) return NULL;
    UgMap *dst = ugx_makemap(t, (UgInt)src->used);
    UgMapIter it;
    for (ugx_mapiterinit(t, src, &it); it.key != NULL; ugx_mapiternext(&it))
        ugx_typedmemmove(t->elem, ugx_mapassign(t, dst, it.key), it.elem);
    return dst;
}

// ---- Checking
static bool check_group(const UgMapType *t, const Map *m, uint8_t *group, uint64_t *count)
{
    for (BitSet b = match_full(ctrl_of(group)); b != 0; b &= b - 1, ++*count) {
        unsigned i = first_slot(b);
        void *key = slot_key(t, slot_at(t, group, i)), *elem;
        if (!keys_equal(t, key, key)) continue; // NaN
        if (group[i] != h2_of(hash_key(t, key, m->seed))) return false;
        if (ugrt_map_find(t, (Map *)m, key, &elem) != key) return false;
    }
    return true;
}

bool ugrt_map_check(const UgMapType *t, UgMap *map)
{
    Map *m = (Map *)map;
    uint64_t count = 0;
    if (m == NULL) return true;
    if (m->dirlen == 0) return (m->dir == NULL || check_group(t, m, m->dir, &count)) && count == m->used;
    for (uintptr_t i = 0; i < m->dirlen;) {
        Table *tab = ((Table **)m->dir)[i];
        uint64_t before = count, empty = 0;
        if (tab->index != (intptr_t)i || tab->depth > m->depth) return false;
        for (uintptr_t g = 0; g <= tab->mask; g++) {
            if (!check_group(t, m, group_at(t, tab, g), &count)) return false;
            empty += (uint64_t)__builtin_popcountll(match_empty(ctrl_of(group_at(t, tab, g))));
        }
        if (count - before != tab->used || empty <= (uint64_t)tab->capacity / 8 - 1) return false;
        if (empty != (uint64_t)(tab->capacity - tab->capacity / 8 * 7) + tab->growthleft) return false;
        for (uintptr_t k = 1; k < (uintptr_t)1 << (m->depth - tab->depth); k++)
            if (((Table **)m->dir)[i + k] != tab) return false;
        i += (uintptr_t)1 << (m->depth - tab->depth);
    }
    return count == m->used;
}
