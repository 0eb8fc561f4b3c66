// The source files of a session, and the way from a Pos back to file, line and column.
//
// Files stand in blocks of doubling size that never move, in order of their base. Adding takes
// the mutex and publishes the new count with a release store; looking up loads the count with
// acquire and searches without a lock. A file's line table belongs to the thread that scans it:
// other threads ask for its positions only after that package has been parsed.
#include "diag/diag.h"

#include <pthread.h>
#include <stdatomic.h>

#define FIRST_BLOCK 64u
#define MAX_BLOCKS 24

struct SourceSet {
    Arena *arena;         // of the set itself and the blocks; each file has its own
    pthread_mutex_t lock; // guards adding
    Pos next_base;
    _Atomic uint32_t count;
    SourceFile **blocks[MAX_BLOCKS]; // block k holds FIRST_BLOCK << k files
};

SourceSet *sources_new(void)
{
    Arena *a = arena_new("sources");
    SourceSet *s = ARENA_NEW(a, SourceSet);
    pthread_mutex_init(&s->lock, NULL);
    s->next_base = 1;
    s->arena = a;
    return s;
}

static SourceFile **file_slot(const SourceSet *s, uint32_t i)
{
    uint32_t scaled = i / FIRST_BLOCK + 1;
    uint32_t block = 31 - (uint32_t)__builtin_clz(scaled);
    return &s->blocks[block][i - FIRST_BLOCK * ((1u << block) - 1)];
}

void sources_free(SourceSet *s)
{
    if (!s) return;
    uint32_t n = atomic_load(&s->count);
    for (uint32_t i = 0; i < n; i++) arena_free((*file_slot(s, i))->arena);
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
}

SourceFile *sources_add_take(SourceSet *s, const char *path, const char *abs_path, Str text)
{
    Arena *a = arena_new("source");
    SourceFile *f = ARENA_NEW(a, SourceFile);
    f->arena = a;
    f->path = arena_strndup(a, path, strlen(path));
    f->abs_path = abs_path ? arena_strndup(a, abs_path, strlen(abs_path)) : f->path;
    f->trimmed_path = f->path;
    f->text = text;
    vec_push(a, &f->lines, 0);

    pthread_mutex_lock(&s->lock);
    if (text.n >= UINT32_MAX - s->next_base) BUG("over 4 GB of source text in one session, at %s", path);
    f->base = s->next_base;
    s->next_base += (Pos)text.n + 1;
    uint32_t i = atomic_load_explicit(&s->count, memory_order_relaxed);
    uint32_t block = 31 - (uint32_t)__builtin_clz(i / FIRST_BLOCK + 1);
    UG_ASSERT(block < MAX_BLOCKS);
    if (!s->blocks[block]) s->blocks[block] = ARENA_ARRAY(s->arena, SourceFile *, FIRST_BLOCK << block);
    *file_slot(s, i) = f;
    atomic_store_explicit(&s->count, i + 1, memory_order_release); // pairs with sources_file
    pthread_mutex_unlock(&s->lock);
    return f;
}

SourceFile *sources_file(const SourceSet *s, Pos pos)
{
    uint32_t lo = 0, hi = atomic_load_explicit(&s->count, memory_order_acquire);
    while (lo < hi) { // the first file whose base is past pos
        uint32_t mid = lo + (hi - lo) / 2;
        if ((*file_slot(s, mid))->base > pos)
            hi = mid;
        else
            lo = mid + 1;
    }
    if (lo == 0) return NULL;
    SourceFile *f = *file_slot(s, lo - 1);
    return pos - f->base <= f->text.n ? f : NULL;
}

// Index of the last line that starts at or before offset.
static uint32_t line_index(const SourceFile *f, uint32_t offset)
{
    uint32_t lo = 0, hi = f->lines.n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (f->lines.p[mid] > offset)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo ? lo - 1 : 0;
}

static const LineDirective *directive_at(const SourceFile *f, uint32_t offset)
{
    uint32_t lo = 0, hi = f->directives.n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (f->directives.p[mid].offset > offset)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo ? &f->directives.p[lo - 1] : NULL;
}

Location sources_locate(const SourceSet *s, Pos pos)
{
    SourceFile *f = sources_file(s, pos);
    if (!f) return (Location){0};
    uint32_t offset = pos - f->base;
    uint32_t index = line_index(f, offset);
    Location at = {
        .file = f->path,
        .source = f,
        .line = index + 1,
        .col = offset - f->lines.p[index] + 1,
    };
    at.raw_line = at.line;
    at.raw_col = at.col;
    const LineDirective *d = directive_at(f, offset);
    if (d) {
        uint32_t since = index - line_index(f, d->offset);
        at.file = d->file;
        at.line = d->line + since;
        if (d->col == 0)
            at.col = 0;
        else if (since == 0)
            at.col = d->col + (offset - d->offset);
    }
    return at;
}
