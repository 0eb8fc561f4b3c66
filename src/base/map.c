// Hash maps in an arena, keyed by pointer or by bytes.
//
// Entries stand in one array in order of insertion; `slots` is an open-addressed table of
// indices into it (linear probing, at most half full). There is no deletion, so neither
// tombstones nor reordering. Small maps (up to 8 entries) have no slots and are searched.
#include "base/base.h"

#define LINEAR_MAX 8

void map_init(PtrMap *m, Arena *a) { *m = (PtrMap){.arena = a}; }

static uint64_t hash_ptr(const void *p)
{
    uint64_t x = (uint64_t)(uintptr_t)p * 0x9e3779b97f4a7c15u;
    return x ^ x >> 32;
}

static uint64_t hash_entry(const MapEntry *e, bool by_str)
{
    return by_str ? str_hash(e->key.str) : hash_ptr(e->key.ptr);
}

static bool same_key(const MapEntry *e, const MapEntry *key, bool by_str)
{
    return by_str ? str_eq(e->key.str, key->key.str) : e->key.ptr == key->key.ptr;
}

// Index + 1 of the entry with that key, or 0.
static inline uint32_t find(const PtrMap *m, const MapEntry *key, bool by_str)
{
    if (!m->nslots) {
        for (uint32_t i = 0; i < m->n; i++)
            if (same_key(&m->entries[i], key, by_str)) return i + 1;
        return 0;
    }
    uint32_t mask = m->nslots - 1;
    for (uint32_t i = (uint32_t)hash_entry(key, by_str) & mask;; i = (i + 1) & mask) {
        uint32_t at = m->slots[i];
        if (!at || same_key(&m->entries[at - 1], key, by_str)) return at;
    }
}

static void place(PtrMap *m, uint32_t index, bool by_str)
{
    uint32_t mask = m->nslots - 1;
    uint32_t i = (uint32_t)hash_entry(&m->entries[index], by_str) & mask;
    while (m->slots[i]) i = (i + 1) & mask;
    m->slots[i] = index + 1;
}

static void rebuild_slots(PtrMap *m, bool by_str)
{
    m->nslots = m->nslots ? m->nslots * 2 : 4 * LINEAR_MAX;
    m->slots = ARENA_ARRAY(m->arena, uint32_t, m->nslots);
    for (uint32_t i = 0; i < m->n; i++) place(m, i, by_str);
}

static inline void put(PtrMap *m, const MapEntry *key, void *value, bool by_str)
{
    uint32_t at = find(m, key, by_str);
    if (at) {
        m->entries[at - 1].value = value;
        return;
    }
    if (m->n == m->cap) m->entries = vec_grow(m->arena, m->entries, &m->cap, m->n, sizeof(MapEntry));
    m->entries[m->n] = *key;
    m->entries[m->n].value = value;
    m->n++;
    if (m->nslots ? m->n > m->nslots / 2 : m->n > LINEAR_MAX)
        rebuild_slots(m, by_str);
    else if (m->nslots)
        place(m, m->n - 1, by_str);
}

void *ptrmap_get(const PtrMap *m, const void *key)
{
    uint32_t at = find(m, &(MapEntry){.key.ptr = key}, false);
    return at ? m->entries[at - 1].value : NULL;
}

bool ptrmap_has(const PtrMap *m, const void *key) { return find(m, &(MapEntry){.key.ptr = key}, false) != 0; }

void ptrmap_put(PtrMap *m, const void *key, void *value) { put(m, &(MapEntry){.key.ptr = key}, value, false); }

void *strmap_get(const StrMap *m, Str key)
{
    uint32_t at = find(m, &(MapEntry){.key.str = key}, true);
    return at ? m->entries[at - 1].value : NULL;
}

bool strmap_has(const StrMap *m, Str key) { return find(m, &(MapEntry){.key.str = key}, true) != 0; }

void strmap_put(StrMap *m, Str key, void *value) { put(m, &(MapEntry){.key.str = key}, value, true); }
