// Tables that give byte strings numbers: stacks and strings of a generation are written once and named by number.
//
// Looking up takes no lock: entries are published whole and not changed. Who finds nothing looks again under the
// lock and adds. Emptied only once the generation that it serves is over.
#include "mem/mem.h"
#include "trace/private.h"
#include <string.h>

#define CHUNK ((size_t)256 << 10)

struct TraceChunk {
    TraceChunk *next;
    size_t used;
};

static uint64_t hash_of(const uint8_t *p, size_t n)
{
    uint64_t h = 0x9e3779b97f4a7c15u ^ n;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        h = (h ^ w) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    for (; n > 0; p++, n--) h = (h ^ *p) * 0x100000001b3u;
    return h ^ h >> 29;
}

static const TraceEntry *find(TraceTable *t, uint64_t hash, const void *key, size_t n)
{
    const TraceEntry *e = atomic_load_explicit(&t->bucket[hash % TRACE_BUCKETS], memory_order_acquire);
    while (e && !(e->hash == hash && e->n == n && memcmp(e->key, key, n) == 0)) e = e->next;
    return e;
}

static void *bump(TraceTable *t, size_t n)
{
    n = (n + 7) & ~(size_t)7;
    if (!t->chunks || CHUNK - t->chunks->used < n) {
        TraceChunk *c = ugrt_sysalloc(CHUNK);
        *c = (TraceChunk){t->chunks, sizeof(TraceChunk)};
        t->chunks = c;
    }
    void *p = (char *)t->chunks + t->chunks->used;
    t->chunks->used += n;
    return p;
}

uint32_t ugrt_trace_intern(TraceTable *t, const void *key, size_t n)
{
    uint64_t hash = hash_of(key, n);
    const TraceEntry *e = find(t, hash, key, n);
    if (e) return e->id;
    ugrt_lock(&t->lock);
    e = find(t, hash, key, n);
    if (!e) {
        TraceEntry *fresh = bump(t, sizeof *fresh + n);
        TraceEntry *_Atomic *head = &t->bucket[hash % TRACE_BUCKETS];
        fresh->next = *head;
        fresh->hash = hash;
        fresh->id = ++t->lastid;
        fresh->n = (uint32_t)n;
        memcpy(fresh->key, key, n);
        atomic_store_explicit(head, fresh, memory_order_release); // pairs with find
        e = fresh;
    }
    ugrt_unlock(&t->lock);
    return e->id;
}

void ugrt_trace_entries(TraceTable *t, void (*f)(const TraceEntry *e, void *arg), void *arg)
{
    for (size_t i = 0; i < TRACE_BUCKETS; i++)
        for (const TraceEntry *e = t->bucket[i]; e; e = e->next) f(e, arg);
}

void ugrt_trace_forget(TraceTable *t, uint32_t lastid)
{
    memset(t->bucket, 0, TRACE_BUCKETS * sizeof *t->bucket);
    while (t->chunks) {
        TraceChunk *c = t->chunks;
        t->chunks = c->next;
        ugrt_sysfree(c, CHUNK);
    }
    t->lastid = lastid;
}
