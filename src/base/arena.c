// Arenas: bump allocation out of zeroed chunks, freed as a whole.
//
// A chunk is twice as large as the one before, from 4 KB up to 1 MB, so that the arena of a
// small function costs a page and the arena of a package few system calls. A request over a
// quarter of the chunk size gets a chunk of its own and leaves the current one in place.
// Chunks come from calloc: fresh pages are zero already and are not touched before use.
// Invariant: 16 divides the address of every block handed out, and blocks are zero.
#include "base/base.h"

#include <unistd.h>

#define CHUNK_MIN ((size_t)4 << 10)
#define CHUNK_MAX ((size_t)1 << 20)
#define ALIGNMENT ((size_t)16)

typedef struct Chunk {
    struct Chunk *next;
    _Alignas(16) char data[];
} Chunk;

struct Arena {
    const char *name;
    char *at, *end; // free part of the current chunk
    Chunk *chunks;
    size_t next_size;
    size_t used;
};

void base_oom(void)
{
    fputs("undergo: out of memory\n", stderr);
    _exit(2);
}

Arena *arena_new(const char *name)
{
    Arena *a = calloc(1, sizeof(*a));
    if (!a) base_oom();
    a->name = name;
    a->next_size = CHUNK_MIN;
    return a;
}

void arena_free(Arena *a)
{
    if (!a) return;
    for (Chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(a);
}

static Chunk *add_chunk(Arena *a, size_t data_size)
{
    Chunk *c = calloc(1, sizeof(Chunk) + data_size);
    if (!c) base_oom();
    c->next = a->chunks;
    a->chunks = c;
    return c;
}

static void *alloc_slow(Arena *a, size_t size)
{
    if (size > a->next_size / 4) return add_chunk(a, size)->data;
    size_t room = a->next_size - sizeof(Chunk);
    Chunk *c = add_chunk(a, room);
    if (a->next_size < CHUNK_MAX) a->next_size *= 2;
    a->at = c->data + size;
    a->end = c->data + room;
    return c->data;
}

void *arena_alloc(Arena *a, size_t size)
{
    if (size > SIZE_MAX / 2) base_oom();
    size = size ? (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1) : ALIGNMENT; // never NULL, never shared
    a->used += size;
    if (__builtin_expect((size_t)(a->end - a->at) < size, 0)) return alloc_slow(a, size);
    void *p = a->at;
    a->at += size;
    return p;
}

size_t arena_used(const Arena *a) { return a->used; }

char *arena_strndup(Arena *a, const char *p, size_t n)
{
    char *z = arena_alloc(a, n + 1);
    if (n) memcpy(z, p, n);
    return z;
}

char *arena_printf(Arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    char first;
    int n = vsnprintf(&first, 1, fmt, ap);
    va_end(ap);
    UG_ASSERT(n >= 0);
    char *z = arena_alloc(a, (size_t)n + 1);
    vsnprintf(z, (size_t)n + 1, fmt, again);
    va_end(again);
    return z;
}

// Growth leaves the old storage to the arena; doubling bounds the waste by the final size.
void *vec_grow(Arena *a, void *p, uint32_t *cap, uint32_t n, size_t elem)
{
    if (*cap > UINT32_MAX / 2) base_oom();
    uint32_t want = *cap ? *cap * 2 : 4;
    void *grown = arena_alloc(a, elem * want);
    if (n) memcpy(grown, p, elem * n);
    *cap = want;
    return grown;
}
