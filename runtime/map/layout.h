// The parts of a map and the operations on one group.
//
// A group is eight control bytes and eight slots (key, then element, at UgMapType's offsets). A control byte is
// EMPTY, DELETED or the low seven bits of the key's hash. A map of at most eight entries is one group, without
// tombstones. Else a directory of 2^depth pointers, indexed by the hash's top bits, leads to tables of 16 to 1024
// slots; a table whose own depth is less stands in several entries in a row.
#ifndef UGRT_MAP_LAYOUT_H
#define UGRT_MAP_LAYOUT_H

#include "map/map.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "str/hash.h"
#include <emmintrin.h>

#define SLOTS 8u
#define MAX_TABLE 1024u
#define CTRL_EMPTY 0x80u
#define CTRL_DELETED 0xfeu
#define ALL_EMPTY 0x8080808080808080u
#define MSBS 0x8080808080808080u
#define INLINE static inline __attribute__((always_inline))

enum { MAP_KEYUPDATE = 1, MAP_HASHPANIC = 2, MAP_INDIRECT_KEY = 4, MAP_INDIRECT_ELEM = 8 };

typedef struct Table {
    uint8_t *groups;
    uintptr_t mask;                                            // number of groups - 1
    intptr_t index;                                            // first directory entry; -1: replaced, only iterators look here
    uint16_t used, capacity, growthleft;                       // growthleft: empty slots that may still be filled
    uint8_t depth;
} Table;

typedef struct Map {
    uint64_t used;                                             // UgMap
    uintptr_t seed;
    void *dir;                                                 // dirlen 0: the group, or NULL; else Table *[dirlen]
    uintptr_t dirlen;
    uint8_t depth, shift;                                      // dirlen == 1 << depth; shift: 64 - depth
    uint8_t writing;                                           // toggled by writers; others that see it set give up
    uint64_t clearseq;                                         // clears so far: iterators ask
} Map;

_Static_assert(sizeof(Map) == sizeof(UgFrameMap), "abi.h");

typedef struct Iter {                                          // UgMapIter
    void *key, *elem;
    const UgMapType *t;
    Map *m;
    Table *table;
    uint8_t *group;                                            // small maps: the group when iteration began
    uint64_t offset, diroffset, at, clearseq;
    intptr_t dirindex;                                         // -1: small
    uint64_t depth;                                            // of the directory, as diroffset and dirindex count
} Iter;
_Static_assert(sizeof(Iter) <= sizeof(UgMapIter), "abi.h");

typedef uint64_t BitSet;                                       // bit 8i+7: slot i
INLINE unsigned first_slot(BitSet b) { return (unsigned)__builtin_ctzll(b) >> 3; }

INLINE uint64_t ctrl_of(const uint8_t *group) { return *(const uint64_t *)group; }
INLINE BitSet match_empty(uint64_t c) { return c & ~(c << 6) & MSBS; }
INLINE BitSet match_free(uint64_t c) { return c & MSBS; }
INLINE BitSet match_full(uint64_t c) { return ~c & MSBS; }
INLINE unsigned match_h2(uint64_t c, uint8_t h2)                // bit i: slot i may hold the key
{
    // Spread by a multiplication: gcc's set1 goes through memory and stalls.
    __m128i want = _mm_cvtsi64_si128((long long)(h2 * (uint64_t)0x0101010101010101));
    __m128i eq = _mm_cmpeq_epi8(_mm_cvtsi64_si128((long long)c), want);
    return (unsigned)_mm_movemask_epi8(eq) & 0xff;
}

INLINE uint8_t h2_of(uint64_t hash) { return hash & 0x7f; }
INLINE uint8_t *slot_at(const UgMapType *t, uint8_t *group, unsigned i) { return group + 8 + i * t->slot_size; }
INLINE uint8_t *group_at(const UgMapType *t, const Table *tab, uintptr_t g) { return tab->groups + g * t->group_size; }
INLINE void *slot_key(const UgMapType *t, uint8_t *slot) { return t->flags & MAP_INDIRECT_KEY ? *(void **)slot : slot; }
INLINE void *slot_elem(const UgMapType *t, uint8_t *slot)
{
    uint8_t *e = slot + t->elem_off;
    return t->flags & MAP_INDIRECT_ELEM ? *(void **)e : e;
}
INLINE uint64_t hash_key(const UgMapType *t, const void *key, uint64_t seed)
{
    return ((uintptr_t (*)(const void *, uintptr_t, const UgClosure *))t->hasher->code)(key, seed, t->hasher);
}
INLINE bool keys_equal(const UgMapType *t, const void *a, const void *b)
{
    return ((bool (*)(const void *, const void *, const UgClosure *))t->key->equal->code)(a, b, t->key->equal);
}
// Races are the user's bug and these looks catch it only sometimes: relaxed, but never optimised away.
INLINE bool is_writing(const Map *m) { return __atomic_load_n(&m->writing, __ATOMIC_RELAXED) != 0; }
INLINE void toggle_writing(Map *m) { __atomic_store_n(&m->writing, m->writing ^ 1, __ATOMIC_RELAXED); }
INLINE Table *table_of(const Map *m, uint64_t hash)            // depth 0: shift is 64, so both halves
{
    return ((Table **)m->dir)[m->depth == 0 ? 0 : hash >> m->shift];
}

Map *ugrt_map_new(const UgMapType *t, uintptr_t hint);
void ugrt_map_togroup(const UgMapType *t, Map *m);             // allocates the group of a small map
void ugrt_map_totable(const UgMapType *t, Map *m);             // a full small map becomes a table
void ugrt_map_rehash(const UgMapType *t, Map *m, Table *tab);  // no growth left: grow, split or sweep tombstones
void *ugrt_map_find(const UgMapType *t, Map *m, const void *key, void **elem); // key's copy in the map, or NULL
UGX_NORETURN void ugrt_map_concurrent(const char *what);

#endif
