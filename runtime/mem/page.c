// The page heap: which pages of the arenas are free, and the first run of free pages that is long enough.
//
// A bit a page says "used"; 512 pages make a chunk of 4 MB. Over the chunks stands a binary tree of summaries
// (free pages at the start, longest run, free pages at the end, of everything below a node), so a first fit takes
// one descent, and runs that cross chunks and arenas are found as easily as short ones. The tree is as high as the
// chunks in use need: its root is the leftmost node of that height. First fit by address keeps the heap dense, so
// that whole stretches at its end become idle and can be returned.
//
// A second bit says "idle": zero and not resident (never touched, or released to the system). A span made of idle
// pages only needs no clearing. Rejected: Go's radix tree of five levels (its fixed fan-out serves 48-bit sparse
// address spaces; our arenas are contiguous), and size-ordered trees of free runs (a node an idle run to maintain).
//
// Everything here runs on a system stack with ugrt_heap.lock held, but for ugrt_pages_init.
#include "mem/private.h"
#include "race/race.h"
#include <sys/mman.h>

#define CHUNK_PAGES 512u
#define CHUNK_WORDS (CHUNK_PAGES / 64)
#define CHUNKS_PER_ARENA (UGRT_ARENA_PAGES / CHUNK_PAGES)
#define MAX_CHUNKS (UGRT_MAX_ARENAS * CHUNKS_PER_ARENA) // leaves of the tree

// In pages. A run that fills the node has start == max == end == the node's width.
typedef struct Summary {
    uint32_t start, max, end;
} Summary;

static Summary *tree;   // node i has children 2i, 2i+1; leaf of chunk c: MAX_CHUNKS + c
static unsigned height; // root: MAX_CHUNKS >> height
static bool base_fixed; // the first arena exists

static uint64_t *used_words(uintptr_t chunk)
{
    return &ugrt_heap.arenas[chunk / CHUNKS_PER_ARENA]->used[chunk % CHUNKS_PER_ARENA * CHUNK_WORDS];
}

static Summary summarize(const uint64_t *used)
{
    Summary s = {0, 0, 0};
    uint32_t run = 0;
    bool atstart = true;
    for (unsigned w = 0; w < CHUNK_WORDS; w++) {
        uint64_t bits = used[w];
        if (bits == 0) {
            run += 64;
            continue;
        }
        unsigned pos = 0;
        while (pos < 64) {
            uint64_t rest = bits >> pos;
            unsigned zeros = rest ? (unsigned)__builtin_ctzll(rest) : 64 - pos;
            run += zeros;
            pos += zeros;
            if (pos >= 64) break;
            if (atstart) s.start = run, atstart = false;
            if (run > s.max) s.max = run;
            run = 0;
            uint64_t ones = ~(bits >> pos);
            pos += ones ? (unsigned)__builtin_ctzll(ones) : 64;
        }
    }
    if (atstart) s.start = run;
    if (run > s.max) s.max = run;
    s.end = run;
    return s;
}

static Summary join(Summary l, Summary r, uint32_t width)
{ // width: of each child
    Summary s;
    s.start = l.start == width ? width + r.start : l.start;
    s.end = r.end == width ? width + l.end : r.end;
    s.max = l.end + r.start;
    if (l.max > s.max) s.max = l.max;
    if (r.max > s.max) s.max = r.max;
    return s;
}

// Recomputes the leaves of chunks lo..hi and everything above them.
static void update(uintptr_t lo, uintptr_t hi)
{
    for (uintptr_t c = lo; c <= hi; c++) tree[MAX_CHUNKS + c] = summarize(used_words(c));
    uintptr_t a = MAX_CHUNKS + lo, b = MAX_CHUNKS + hi;
    uint32_t width = CHUNK_PAGES;
    for (unsigned h = 0; h < height; h++, width *= 2) {
        a /= 2, b /= 2;
        for (uintptr_t i = a; i <= b; i++) tree[i] = join(tree[2 * i], tree[2 * i + 1], width);
    }
}

// Position of the first run of n clear bits of a chunk that is known to have one.
static uint32_t first_run(const uint64_t *used, uint32_t n)
{
    uint32_t run = 0, pos = 0;
    while (pos < CHUNK_PAGES) {
        uint64_t rest = used[pos / 64] >> (pos % 64);
        uint32_t left = 64 - pos % 64;
        uint32_t zeros = rest ? (uint32_t)__builtin_ctzll(rest) : left;
        run += zeros;
        if (run >= n) return pos + zeros - run;
        pos += zeros;
        if (zeros == left) continue;
        run = 0;
        uint64_t ones = ~(used[pos / 64] >> (pos % 64));
        uint32_t skip = ones ? (uint32_t)__builtin_ctzll(ones) : 64;
        pos += skip < 64 - pos % 64 ? skip : 64 - pos % 64;
    }
    return CHUNK_PAGES;
}

// First page of the lowest run of n free pages, or -1.
static intptr_t find(uint32_t n)
{
    uintptr_t node = MAX_CHUNKS >> height, page = 0;
    if (tree[node].max < n) return -1;
    uint32_t width = CHUNK_PAGES << height;
    while (node < MAX_CHUNKS) {
        width /= 2;
        Summary l = tree[2 * node], r = tree[2 * node + 1];
        if (l.max >= n) {
            node = 2 * node;
        } else if (l.end + r.start >= n) {
            return (intptr_t)(page + width - l.end);
        } else {
            node = 2 * node + 1;
            page += width;
        }
    }
    return (intptr_t)(page + first_run(used_words(node - MAX_CHUNKS), n));
}

// Calls for each word that pages [page, page+n) touch, with the mask of those pages.
#define FOR_WORDS(page, n, arena, word, mask, body)                                                                    \
    for (uintptr_t p_ = (page), end_ = p_ + (n); p_ < end_;) {                                                         \
        Arena *arena = ugrt_heap.arenas[p_ / UGRT_ARENA_PAGES];                                                        \
        uintptr_t word = p_ % UGRT_ARENA_PAGES / 64, bit_ = p_ % 64, cnt_ = 64 - bit_;                                 \
        if (cnt_ > end_ - p_) cnt_ = end_ - p_;                                                                        \
        uint64_t mask = (cnt_ == 64 ? ~(uint64_t)0 : ((uint64_t)1 << cnt_) - 1) << bit_;                               \
        body p_ += cnt_;                                                                                               \
    }

// One more arena at the end of the heap. The first settles where the heap lies.
static bool grow(uintptr_t npages)
{
    uintptr_t want = (npages + UGRT_ARENA_PAGES - 1) / UGRT_ARENA_PAGES, have = ugrt_heap.narenas;
    if (have + want > UGRT_MAX_ARENAS) return false;
    uintptr_t bytes = want * UGRT_ARENA;
    if (!base_fixed) {
        // Where the usual place is taken (sanitizers), any stretch of address space with room to grow will do.
        void *p = ugrt_sys_mmap((void *)ugrt_heap.base, bytes, PROT_NONE, MAP_NORESERVE | MAP_FIXED_NOREPLACE);
        if (p == NULL) {
            uintptr_t room = (uintptr_t)64 << 30;
            p = ugrt_sys_mmap(NULL, room, PROT_NONE, MAP_NORESERVE);
            if (p == NULL) return false;
            ugrt_heap.base = ((uintptr_t)p + UGRT_ARENA - 1) & ~(UGRT_ARENA - 1);
            ugrt_sys_munmap(p, room);
        } else {
            ugrt_sys_munmap(p, bytes);
        }
        base_fixed = true;
    }
    uintptr_t start = ugrt_heap.base + have * UGRT_ARENA;
    void *p = ugrt_sys_mmap((void *)start, bytes, PROT_READ | PROT_WRITE, MAP_NORESERVE | MAP_FIXED_NOREPLACE);
    if ((uintptr_t)p != start) {
        if (p != NULL) ugrt_sys_munmap(p, bytes);
        return false;
    }
    for (uintptr_t i = have; i < have + want; i++) {
        Arena *a = ugrt_sys_mmap(NULL, sizeof(Arena), PROT_READ | PROT_WRITE, MAP_NORESERVE);
        if (a == NULL) return false;
        for (unsigned w = 0; w < UGRT_ARENA_PAGES / 64; w++) a->idle[w] = ~(uint64_t)0;
        ugrt_heap.arenas[i] = a;
    }
    if (UGRT_RACE) ugrt_race_map(start, bytes);
    atomic_store_explicit(&ugrt_heap.narenas, (uint32_t)(have + want), memory_order_release);
    atomic_fetch_add(&ugrt_memcounts.sys_arena, bytes);
    atomic_fetch_add(&ugrt_memcounts.sys_direct, want * sizeof(Arena));
    ugrt_heap.pages_total += want * UGRT_ARENA_PAGES;
    ugrt_heap.pages_idle += want * UGRT_ARENA_PAGES;
    uintptr_t chunks = (have + want) * CHUNKS_PER_ARENA;
    while (((uintptr_t)1 << height) < chunks) height++;
    update(have * CHUNKS_PER_ARENA, chunks - 1);
    // A higher root has ancestors of old leaves that no update has reached yet.
    update(0, 0);
    return true;
}

uintptr_t ugrt_pages_alloc_locked(uintptr_t npages, bool *zeroed)
{
    if (npages == 0 || npages > (uintptr_t)UGRT_MAX_ARENAS * UGRT_ARENA_PAGES) return 0;
    intptr_t page = find((uint32_t)npages);
    if (page < 0) {
        if (!grow(npages)) return 0;
        page = find((uint32_t)npages);
        if (page < 0) return 0;
    }
    bool allidle = true;
    uint64_t idle = 0;
    FOR_WORDS((uintptr_t)page, npages, a, w, mask, {
        a->used[w] |= mask;
        uint64_t was = a->idle[w] & mask;
        if (was != mask) allidle = false;
        idle += (uint64_t)__builtin_popcountll(was);
        a->idle[w] &= ~mask;
    })
    update((uintptr_t)page / CHUNK_PAGES, ((uintptr_t)page + npages - 1) / CHUNK_PAGES);
    ugrt_heap.pages_inuse += npages;
    ugrt_heap.pages_idle -= idle;
    *zeroed = allidle;
    return ugrt_heap.base + ((uintptr_t)page << UGRT_PAGE_SHIFT);
}

void ugrt_pages_free_locked(uintptr_t base, uintptr_t npages, bool idle)
{
    uintptr_t page = (base - ugrt_heap.base) >> UGRT_PAGE_SHIFT;
    FOR_WORDS(page, npages, a, w, mask, {
        a->used[w] &= ~mask;
        if (idle) a->idle[w] |= mask;
    })
    if (idle) ugrt_heap.pages_idle += npages;
    update(page / CHUNK_PAGES, (page + npages - 1) / CHUNK_PAGES);
    ugrt_heap.pages_inuse -= npages;
}

// Releases free pages that are still resident, from the end of the heap backwards, so that first fit reuses the
// warm ones. Pages stay marked used while the system call runs without the lock, and count as idle already: others must
// not rely on them, however long the call takes.
static uintptr_t scavenge_word(uintptr_t word, uintptr_t limit)
{
    Arena *a = ugrt_heap.arenas[word / (UGRT_ARENA_PAGES / 64)];
    unsigned w = word % (UGRT_ARENA_PAGES / 64);
    uint64_t can;
    uintptr_t done = 0;
    // Asked anew each time: others allocate while the lock is free. A run that cannot be released ends it.
    while ((can = ~a->used[w] & ~a->idle[w]) != 0 && done < limit) {
        unsigned hi = 63 - (unsigned)__builtin_clzll(can), lo = hi;
        while (lo > 0 && (can >> (lo - 1) & 1)) lo--;
        unsigned n = hi - lo + 1;
        uint64_t mask = (n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1) << lo;
        uintptr_t start = ugrt_heap.base + ((word * 64 + lo) << UGRT_PAGE_SHIFT);
        a->used[w] |= mask;
        update(word / CHUNK_WORDS, word / CHUNK_WORDS);
        ugrt_heap.pages_idle += n;
        ugrt_unlock(&ugrt_heap.lock);
        int err = ugrt_sys_madvise((void *)start, (size_t)n << UGRT_PAGE_SHIFT, MADV_DONTNEED);
        ugrt_lock(&ugrt_heap.lock);
        a->used[w] &= ~mask;
        update(word / CHUNK_WORDS, word / CHUNK_WORDS);
        if (err != 0) {
            ugrt_heap.pages_idle -= n;
            break;
        }
        a->idle[w] |= mask;
        done += n;
    }
    return done;
}

uintptr_t ugrt_heap_scavenge(uintptr_t pages)
{
    uintptr_t done = 0;
    ugrt_lock(&ugrt_heap.lock);
    for (uintptr_t word = ugrt_heap.narenas * (UGRT_ARENA_PAGES / 64); word-- > 0 && done < pages;)
        done += scavenge_word(word, pages - done);
    ugrt_unlock(&ugrt_heap.lock);
    return done;
}

void ugrt_pages_init(void)
{
    ugrt_heap.base = UGRT_ARENA_BASE;
    // Touched only where chunks exist: 24 KB a GB of heap.
    tree = ugrt_sys_mmap(NULL, 2 * MAX_CHUNKS * sizeof(Summary), PROT_READ | PROT_WRITE, MAP_NORESERVE);
}
