// Unified diffs: lines that stand once in either text are anchors; the longest run of them that keeps its order in
// both (found by patience sorting) is grown over the equal lines around each, and what lies between has changed.
//
// Go prints its own diffs so. It takes n log n steps and never pairs lines such as "}" by chance, which the shortest
// diff does.
#include "cmd/diff.h"

enum { CONTEXT = 3 };

typedef VEC(Str) Lines;
typedef struct Place {
    uint32_t x, y;
} Place; // a line of the old text and one of the new
typedef VEC(Place) Places;

typedef struct Count {
    uint32_t in_old, in_new, x, y;
} Count;

static void split(Arena *a, Str text, Lines *out)
{
    while (text.n) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) + 1 : text.n};
        vec_push(a, out, line);
        text.p += line.n, text.n -= line.n;
    }
}

static Count *count_of(Arena *a, StrMap *m, Str line)
{
    Count *c = strmap_get(m, line);
    if (c) return c;
    c = ARENA_NEW(a, Count);
    strmap_put(m, line, c);
    return c;
}

// Lines that stand once in either text, in the order of the old one.
static void find_unique(Arena *a, const Lines *x, const Lines *y, Places *out)
{
    StrMap counts;
    map_init(&counts, a);
    for (uint32_t i = 0; i < x->n; i++) {
        Count *c = count_of(a, &counts, x->p[i]);
        c->in_old++, c->x = i;
    }
    for (uint32_t i = 0; i < y->n; i++) {
        Count *c = count_of(a, &counts, y->p[i]);
        c->in_new++, c->y = i;
    }
    for (uint32_t i = 0; i < counts.n; i++) {
        const Count *c = counts.entries[i].value;
        if (c->in_old == 1 && c->in_new == 1) vec_push(a, out, ((Place){c->x, c->y}));
    }
}

// The longest part of the places in which y grows, too: each goes on the first pile whose top is larger, and remembers
// the top of the pile before.
static void longest_run(Arena *a, const Places *all, Places *out)
{
    uint32_t *tops = ARENA_ARRAY(a, uint32_t, all->n + 1), *before = ARENA_ARRAY(a, uint32_t, all->n + 1), piles = 0;
    for (uint32_t i = 0; i < all->n; i++) {
        uint32_t low = 0, high = piles;
        while (low < high) {
            uint32_t mid = (low + high) / 2;
            if (all->p[tops[mid]].y < all->p[i].y) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        before[i] = low ? tops[low - 1] : 0;
        tops[low] = i;
        if (low == piles) piles++;
    }
    for (uint32_t k = 0; k < piles; k++) vec_push(a, out, ((Place){0, 0}));
    for (uint32_t k = piles, i = piles ? tops[piles - 1] : 0; k-- > 0; i = before[i]) out->p[k] = all->p[i];
}

typedef struct Hunk {
    StrBuf *out, text;
    Place start, count;
} Hunk;

static void put_line(Hunk *h, char mark, Str line)
{
    sb_printf(&h->text, "%c%.*s", mark, STR_FMT(line));
    if (line.p[line.n - 1] != '\n') sb_puts(&h->text, "\n\\ No newline at end of file\n");
    h->count.x += mark != '+';
    h->count.y += mark != '-';
}

static void end_hunk(Hunk *h)
{
    if (h->text.n == 0) return;
    sb_printf(h->out, "@@ -%u,%u +%u,%u @@\n%.*s", h->start.x + (h->count.x > 0), h->count.x,
              h->start.y + (h->count.y > 0), h->count.y, (int)h->text.n, h->text.p);
    sb_clear(&h->text);
}

void diff_put(StrBuf *out, Arena *a, const char *old_name, Str old_text, const char *new_name, Str new_text)
{
    if (str_eq(old_text, new_text)) return;
    Lines x = {0}, y = {0};
    split(a, old_text, &x);
    split(a, new_text, &y);
    Places unique = {0}, anchors = {0};
    find_unique(a, &x, &y, &unique);
    longest_run(a, &unique, &anchors);
    vec_push(a, &anchors, ((Place){x.n, y.n}));
    sb_printf(out, "diff %s %s\n--- %s\n+++ %s\n", old_name, new_name, old_name, new_name);
    Hunk h = {.out = out};
    Place done = {0, 0}; // up to here everything is in the hunk or before it
    Place same = {0, 0}; // where the equal lines begin that the next hunk may start with
    for (uint32_t i = 0; i < anchors.n; i++) {
        Place start = anchors.p[i], end = start;
        if (start.x < done.x || start.y < done.y) continue; // grown over already
        while (start.x > done.x && start.y > done.y && str_eq(x.p[start.x - 1], y.p[start.y - 1])) start.x--, start.y--;
        while (end.x < x.n && end.y < y.n && str_eq(x.p[end.x], y.p[end.y])) end.x++, end.y++;
        bool changes = start.x > done.x || start.y > done.y;
        if (changes && h.text.n == 0) {
            uint32_t lead = done.x - same.x < CONTEXT ? done.x - same.x : CONTEXT;
            h.start = (Place){done.x - lead, done.y - lead};
            h.count = (Place){0, 0};
            for (uint32_t k = 0; k < lead; k++) put_line(&h, ' ', x.p[h.start.x + k]);
        }
        for (uint32_t k = done.x; k < start.x; k++) put_line(&h, '-', x.p[k]);
        for (uint32_t k = done.y; k < start.y; k++) put_line(&h, '+', y.p[k]);
        uint32_t equal = end.x - start.x;
        bool last = end.x >= x.n && end.y >= y.n, goes_on = !last && equal < 2 * CONTEXT;
        uint32_t tail = goes_on || equal < CONTEXT ? equal : CONTEXT;
        for (uint32_t k = 0; k < tail && h.text.n; k++) put_line(&h, ' ', x.p[start.x + k]);
        if (!goes_on) end_hunk(&h);
        same = start;
        done = end;
    }
    end_hunk(&h);
    sb_release(&h.text);
}
