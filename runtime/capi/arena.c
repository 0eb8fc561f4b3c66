// Arenas: memory that is freed all at once. Pieces are cut from chunks mapped for the arena, each at least as large as
// all before it together up to 4 MB; freeing unmaps them, so a late use faults. Needs no runtime.
#include "capi/private.h"
#include "os/os.h"
#include <sys/mman.h>

#define LEAST ((size_t)64 << 10)
#define STEP_MOST ((size_t)4 << 20)
#define ALIGN 16

typedef struct Chunk {
    struct Chunk *next;
    size_t size;
} Chunk;
_Static_assert(sizeof(Chunk) % ALIGN == 0, "pieces begin aligned");

struct ug_arena { // at the start of its first chunk
    Chunk first;
    Chunk *chunks; // newest first
    char *at, *end;
    size_t total;
};

static Chunk *map_chunk(size_t size)
{
    Chunk *c = ugrt_sys_mmap(NULL, size, PROT_READ | PROT_WRITE, 0);
    if (c) c->size = size;
    return c;
}

ug_arena *ug_arena_new(void)
{
    ug_arena *a = (ug_arena *)map_chunk(LEAST);
    if (!a) return NULL;
    a->chunks = &a->first;
    a->at = (char *)a + ((sizeof *a + ALIGN - 1) & ~(size_t)(ALIGN - 1));
    a->end = (char *)a + LEAST;
    a->total = LEAST;
    return a;
}

void *ug_arena_alloc(ug_arena *a, size_t n)
{
    if (n > PTRDIFF_MAX) return NULL;
    n = n ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
    if (n > (size_t)(a->end - a->at)) {
        size_t step = a->total < STEP_MOST ? a->total : STEP_MOST, want = n + sizeof(Chunk);
        Chunk *c = map_chunk(want > step ? (want + 4095) & ~(size_t)4095 : step);
        if (!c) return NULL;
        c->next = a->chunks;
        a->chunks = c;
        a->total += c->size;
        a->at = (char *)(c + 1);
        a->end = (char *)c + c->size;
    }
    void *p = a->at; // fresh from the system: zero
    a->at += n;
    return p;
}

size_t ug_arena_size(const ug_arena *a) { return a->total; }

void ug_arena_free(ug_arena *a)
{
    Chunk *c = a ? a->chunks : NULL;
    while (c) { // the arena itself goes with the last
        Chunk *next = c->next;
        ugrt_sys_munmap(c, c->size);
        c = next;
    }
}
