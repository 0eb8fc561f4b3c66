// Lookup and assignment. One body, instantiated for keys of any type, of 4 and 8 bytes, and strings: the kind is a
// constant, so that the comparison and the hash are inlined.
#include "iface/iface.h"
#include "map/layout.h"
#include "panic/panic.h"

typedef enum KeyKind { KEY_ANY, KEY_32, KEY_64, KEY_STR } KeyKind;

typedef struct Key {
    const void *p;
    uint64_t u;
    UgString s;
} Key;

INLINE bool is_key(const UgMapType *t, KeyKind kind, const Key *k, uint8_t *slot)
{
    switch (kind) {
    case KEY_32: return *(const uint32_t *)slot == (uint32_t)k->u;
    case KEY_64: return *(const uint64_t *)slot == k->u;
    case KEY_STR: {
        const UgString *s = (const UgString *)slot;
        return s->n == k->s.n && (s->p == k->s.p || memcmp(s->p, k->s.p, (size_t)s->n) == 0);
    }
    case KEY_ANY: break;
    }
    return keys_equal(t, k->p, slot_key(t, slot));
}

INLINE uint64_t hash_of(const UgMapType *t, KeyKind kind, const Key *k, uint64_t seed)
{
    switch (kind) {
    case KEY_32: return ugrt_hash32((uint32_t)k->u, seed);
    case KEY_64: return ugrt_hash64(k->u, seed);
    case KEY_STR: return ugrt_hash_bytes(k->s.p, seed, (uintptr_t)k->s.n);
    case KEY_ANY: break;
    }
    return hash_key(t, k->p, seed);
}

// The slot that holds the key, or NULL.
INLINE uint8_t *find(const UgMapType *t, KeyKind kind, Map *m, const Key *k)
{
    if (m->dirlen == 0) {
        uint8_t *g = m->dir;
        if (kind == KEY_32 || kind == KEY_64 || (kind == KEY_STR && k->s.n <= 32)) { // comparing beats hashing
            uint8_t *slot = g + 8;
            for (BitSet b = match_full(ctrl_of(g)); b != 0; b >>= 8, slot += t->slot_size)
                if (b & 0x80 && is_key(t, kind, k, slot)) return slot;
            return NULL;
        }
        uint64_t hash = hash_of(t, kind, k, m->seed);
        for (unsigned b = match_h2(ctrl_of(g), h2_of(hash)); b != 0; b &= b - 1) {
            uint8_t *slot = slot_at(t, g, (unsigned)__builtin_ctz(b));
            if (is_key(t, kind, k, slot)) return slot;
        }
        return NULL;
    }
    uint64_t hash = hash_of(t, kind, k, m->seed);
    const Table *tab = table_of(m, hash);
    uintptr_t g = (hash >> 7) & tab->mask;
    for (uintptr_t step = 1;; step++) {
        uint8_t *group = group_at(t, tab, g);
        uint64_t c = ctrl_of(group);
        for (unsigned b = match_h2(c, h2_of(hash)); b != 0; b &= b - 1) {
            uint8_t *slot = slot_at(t, group, (unsigned)__builtin_ctz(b));
            if (is_key(t, kind, k, slot)) return slot;
        }
        if (match_empty(c) != 0) return NULL;
        g = (g + step) & tab->mask;
    }
}

INLINE void *access(const UgMapType *t, KeyKind kind, UgMap *map, const Key *k)
{
    Map *m = (Map *)map;
    if (m == NULL || m->used == 0) {
        if (kind == KEY_ANY && (t->flags & MAP_HASHPANIC))
            ugrt_check_hashable(t->key, k->p); // an unhashable key panics all the same
        return NULL;
    }
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map read and map write");
    uint8_t *slot = find(t, kind, m, k);
    if (slot == NULL) return NULL;
    return kind == KEY_ANY                ? slot_elem(t, slot)
           : t->flags & MAP_INDIRECT_ELEM ? slot_elem(t, slot)
                                          : slot + t->elem_off;
}

void *ugx_mapaccess(const UgMapType *t, UgMap *m, const void *key)
{
    Key k = {.p = key};
    return access(t, KEY_ANY, m, &k);
}
void *ugx_mapaccess_32(const UgMapType *t, UgMap *m, uint32_t key)
{
    Key k = {.u = key};
    return access(t, KEY_32, m, &k);
}
void *ugx_mapaccess_64(const UgMapType *t, UgMap *m, uint64_t key)
{
    Key k = {.u = key};
    return access(t, KEY_64, m, &k);
}
void *ugx_mapaccess_str(const UgMapType *t, UgMap *m, UgString key)
{
    Key k = {.s = key};
    return access(t, KEY_STR, m, &k);
}

void *ugrt_map_find(const UgMapType *t, Map *m, const void *key, void **elem)
{
    if (m->used == 0) return NULL;
    Key k = {.p = key};
    uint8_t *slot = find(t, KEY_ANY, m, &k);
    if (slot == NULL) return NULL;
    *elem = slot_elem(t, slot);
    return slot_key(t, slot);
}

// ---- Assignment
INLINE void store_key(const UgMapType *t, KeyKind kind, uint8_t *slot, const Key *k)
{
    switch (kind) {
    case KEY_32: *(uint32_t *)slot = (uint32_t)k->u; return;
    case KEY_64:
        if (UGX_UNLIKELY(ugx_wb_enabled) && t->key->ptrbytes != 0) ugx_wb_record((void **)slot, (void *)k->u);
        *(uint64_t *)slot = k->u;
        return;
    case KEY_STR:
        if (UGX_UNLIKELY(ugx_wb_enabled)) ugx_wb_record((void **)slot, (void *)k->s.p);
        *(UgString *)slot = k->s;
        return;
    case KEY_ANY: break;
    }
    if (t->flags & MAP_INDIRECT_KEY) {
        void *copy = ugx_new(t->key);
        ugx_typedmemmove(t->key, copy, k->p);
        UGX_STORE(slot, copy);
        return;
    }
    ugx_typedmemmove(t->key, slot, k->p);
}

INLINE void *fill(const UgMapType *t, KeyKind kind, uint8_t *group, unsigned i, uint64_t hash, const Key *k)
{
    uint8_t *slot = slot_at(t, group, i);
    store_key(t, kind, slot, k);
    if (t->flags & MAP_INDIRECT_ELEM) {
        void *e = ugx_new(t->elem);
        UGX_STORE(slot + t->elem_off, e);
    }
    group[i] = h2_of(hash);
    return slot_elem(t, slot);
}

INLINE void *existing(const UgMapType *t, KeyKind kind, uint8_t *slot, const Key *k)
{
    if (kind == KEY_STR)
        store_key(t, kind, slot, k); // equal, but it may keep less memory alive
    else if (kind == KEY_ANY && (t->flags & MAP_KEYUPDATE))
        ugx_typedmemmove(t->key, slot_key(t, slot), k->p);
    return slot_elem(t, slot);
}

INLINE void *assign_small(const UgMapType *t, KeyKind kind, Map *m, uint64_t hash, const Key *k)
{
    uint8_t *g = m->dir;
    for (unsigned b = match_h2(ctrl_of(g), h2_of(hash)); b != 0; b &= b - 1) {
        uint8_t *slot = slot_at(t, g, (unsigned)__builtin_ctz(b));
        if (is_key(t, kind, k, slot)) return existing(t, kind, slot, k);
    }
    BitSet room = match_free(ctrl_of(g));
    if (room == 0) return NULL;
    void *e = fill(t, kind, g, first_slot(room), hash, k);
    m->used++;
    return e;
}

// NULL: the table has no room and was rebuilt; try again from the directory.
INLINE void *assign_table(const UgMapType *t, KeyKind kind, Map *m, Table *tab, uint64_t hash, const Key *k)
{
    uintptr_t g = (hash >> 7) & tab->mask;
    uint8_t *reuse = NULL; // group of the first tombstone passed
    unsigned reuse_i = 0;
    for (uintptr_t step = 1;; step++) {
        uint8_t *group = group_at(t, tab, g);
        uint64_t c = ctrl_of(group);
        for (unsigned b = match_h2(c, h2_of(hash)); b != 0; b &= b - 1) {
            uint8_t *slot = slot_at(t, group, (unsigned)__builtin_ctz(b));
            if (is_key(t, kind, k, slot)) return existing(t, kind, slot, k);
        }
        BitSet room = match_free(c);
        if (room != 0) {
            if (match_empty(c) != 0) {
                unsigned i = first_slot(match_empty(c));
                if (reuse == NULL) {
                    if (tab->growthleft == 0) {
                        ugrt_map_rehash(t, m, tab);
                        return NULL;
                    }
                    tab->growthleft--;
                } else {
                    group = reuse;
                    i = reuse_i;
                }
                void *e = fill(t, kind, group, i, hash, k);
                tab->used++;
                m->used++;
                return e;
            }
            if (reuse == NULL) {
                reuse = group;
                reuse_i = first_slot(room);
            }
        }
        g = (g + step) & tab->mask;
    }
}

INLINE void *assign(const UgMapType *t, KeyKind kind, UgMap *map, const Key *k)
{
    Map *m = (Map *)map;
    if (UGX_UNLIKELY(m == NULL)) ugx_panicnilmapassign();
    if (UGX_UNLIKELY(is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    uint64_t hash = hash_of(t, kind, k, m->seed); // may panic: before the flag is set
    toggle_writing(m);
    if (UGX_UNLIKELY(m->dir == NULL)) ugrt_map_togroup(t, m);
    void *e = NULL;
    if (m->dirlen == 0) {
        e = assign_small(t, kind, m, hash, k);
        if (UGX_UNLIKELY(e == NULL)) ugrt_map_totable(t, m);
    }
    while (e == NULL) e = assign_table(t, kind, m, table_of(m, hash), hash, k);
    if (UGX_UNLIKELY(!is_writing(m))) ugrt_map_concurrent("concurrent map writes");
    toggle_writing(m);
    return e;
}

void *ugx_mapassign(const UgMapType *t, UgMap *m, const void *key)
{
    Key k = {.p = key};
    return assign(t, KEY_ANY, m, &k);
}
void *ugx_mapassign_32(const UgMapType *t, UgMap *m, uint32_t key)
{
    Key k = {.u = key};
    return assign(t, KEY_32, m, &k);
}
void *ugx_mapassign_64(const UgMapType *t, UgMap *m, uint64_t key)
{
    Key k = {.u = key};
    return assign(t, KEY_64, m, &k);
}
void *ugx_mapassign_str(const UgMapType *t, UgMap *m, UgString key)
{
    Key k = {.s = key};
    return assign(t, KEY_STR, m, &k);
}
