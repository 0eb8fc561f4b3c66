// Maps: the room map's tables over a type descriptor made here. Keys and values are bytes, or keys are C strings
// compared by content. The table lies in collected memory, and the word that leads to it is a root.
#include "map/map.h"
#include "capi/collected.h"
#include "capi/private.h"
#include "str/hash.h"
#include <string.h>

#define SLOTS 8
#define MOST 128 // as the room map stores in place

typedef struct KeyClosure {
    UgClosure closure;
    size_t size;
} KeyClosure;

struct ug_map {
    UgMapType type;
    UgType key, value, group;
    KeyClosure hash, equal;
    bool strings;
    UgMap *m;
};

static uintptr_t hash_bytes(const void *key, uintptr_t seed, const KeyClosure *c)
{
    return ugrt_hash_bytes(key, seed, c->size);
}
static bool equal_bytes(const void *a, const void *b, const KeyClosure *c) { return memcmp(a, b, c->size) == 0; }

static uintptr_t hash_string(const void *key, uintptr_t seed, const KeyClosure *c)
{
    (void)c;
    const char *s = *(const char *const *)key;
    return ugrt_hash_bytes((const uint8_t *)s, seed, strlen(s));
}
static bool equal_strings(const void *a, const void *b, const KeyClosure *c)
{
    (void)c;
    return strcmp(*(const char *const *)a, *(const char *const *)b) == 0;
}

static UgType bytes_type(size_t size)
{
    return (UgType){.size = size, .align = 8, .field_align = 8, .kind = UG_KIND_ARRAY};
}
static size_t up(size_t n) { return (n + 7) & ~(size_t)7; }

static ug_map *map_new(size_t key_size, size_t value_size, size_t hint, bool strings)
{
    if (key_size == 0 || key_size > MOST || value_size > MOST || hint > PTRDIFF_MAX || capi_enter() != 0) return NULL;
    ug_map *m = ugrt_capi_malloc(sizeof *m);
    if (m) {
        ugrt_capi_collector_on();
        m->strings = strings;
        m->hash = (KeyClosure){{strings ? (void *)hash_string : (void *)hash_bytes}, key_size};
        m->equal = (KeyClosure){{strings ? (void *)equal_strings : (void *)equal_bytes}, key_size};
        m->key = bytes_type(key_size);
        m->key.equal = &m->equal.closure;
        m->value = bytes_type(value_size);
        size_t elem_off = up(key_size), slot = elem_off + (value_size ? up(value_size) : 8);
        m->group = bytes_type(8 + SLOTS * slot);
        m->type = (UgMapType){.t = {.size = 8, .kind = UG_KIND_MAP},
                              .key = &m->key,
                              .elem = &m->value,
                              .group = &m->group,
                              .hasher = &m->hash.closure,
                              .group_size = m->group.size,
                              .slot_size = slot,
                              .elem_off = elem_off};
        ugrt_addroots(&m->m, sizeof m->m);
        m->m = ugx_makemap(&m->type, (UgInt)hint);
    }
    capi_leave();
    return m;
}

ug_map *ug_map_new(size_t key_size, size_t value_size, size_t hint)
{
    return map_new(key_size, value_size, hint, false);
}
ug_map *ug_map_new_strings(size_t value_size, size_t hint) { return map_new(sizeof(char *), value_size, hint, true); }

int ug_map_free(ug_map *m)
{
    if (!m) return 0;
    CAPI_ENTER();
    ugrt_removeroots(&m->m);
    ugrt_capi_free(m);
    return capi_leave_with(0);
}

size_t ug_map_len(const ug_map *m) { return __atomic_load_n(&m->m->used, __ATOMIC_RELAXED); }

void *ug_map_get(ug_map *m, const void *key)
{
    if (capi_enter() != 0) return NULL;
    void *v = ugx_mapaccess(&m->type, m->m, m->strings ? (const void *)&key : key);
    capi_leave();
    return v;
}

void *ug_map_put(ug_map *m, const void *key)
{
    if (capi_enter() != 0) return NULL;
    void *v = ugx_mapassign(&m->type, m->m, m->strings ? (const void *)&key : key);
    capi_leave();
    return v;
}

int ug_map_delete(ug_map *m, const void *key)
{
    CAPI_ENTER();
    uint64_t before = m->m->used;
    ugx_mapdelete(&m->type, m->m, m->strings ? (const void *)&key : key);
    return capi_leave_with(m->m->used != before);
}

int ug_map_clear(ug_map *m)
{
    CAPI_ENTER();
    ugx_mapclear(&m->type, m->m);
    return capi_leave_with(0);
}

int ug_map_each(ug_map *m, int (*f)(const void *key, void *value, void *arg), void *arg)
{
    if (!f) return UG_EINVAL;
    CAPI_ENTER();
    UgMapIter it;
    int result = 0;
    memset(&it, 0, sizeof it);
    for (ugx_mapiterinit(&m->type, m->m, &it); it.key && result == 0; result == 0 ? ugx_mapiternext(&it) : (void)0)
        result = f(m->strings ? *(const void *const *)it.key : it.key, it.elem, arg);
    return capi_leave_with(result);
}
