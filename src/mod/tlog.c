// The Merkle tree of RFC 6962 over the database's records, and how its tiles are authenticated.
//
// A complete subtree of 2^k records is a node (k, n). Every eighth level is stored in tiles of up to
// 256 hashes; the levels between are hashed up from them. With N records, level 8L has N>>8L nodes,
// so at each level at most one tile is not full, the last. The tree's hash is made of the complete
// subtrees that N's bits name, the peaks, and each peak lies in the unfull tile of its level: hashing
// those few tiles up to the tree's hash proves every hash in them. A full tile is proved by its hash
// in the tile above it, which is proved in the same way, up to an unfull one.
#include <stdlib.h>

#include "mod/note.h"
#include "mod/tlog.h"

enum { HASH = sizeof(Digest), MAX_TREE_NOTE = 1000000 };

static void hash_pair(const Digest *left, const Digest *right, Digest *out)
{
    Str parts[] = {{"\x01", 1}, {(const char *)left->b, HASH}, {(const char *)right->b, HASH}};
    digest_of(parts, ARRAY_LEN(parts), out);
}

void tlog_record_hash(Str text, Digest *out)
{
    Str parts[] = {{"\0", 1}, text};
    digest_of(parts, ARRAY_LEN(parts), out);
}

void tlog_empty(TlogTree *out)
{
    out->n = 0;
    digest_of(NULL, 0, &out->hash);
}

// A line of decimal digits without leading zeros, that fits an int64.
static bool take_number(Str *s, uint64_t *out)
{
    size_t i = 0;
    *out = 0;
    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++) {
        if (*out > (INT64_MAX - 9) / 10) return false;
        *out = *out * 10 + (uint64_t)(s->p[i] - '0');
    }
    if (i == 0 || i == s->n || s->p[i] != '\n' || (s->p[0] == '0' && i > 1)) return false;
    s->p += i + 1, s->n -= i + 1;
    return true;
}

Err tlog_tree_parse(Arena *a, Str text, TlogTree *out)
{
    Str head = STR("go.sum database tree\n"), hash;
    bool ok = text.n <= MAX_TREE_NOTE && str_has_prefix(text, head);
    if (ok) {
        text.p += head.n, text.n -= head.n;
        ok = take_number(&text, &out->n);
    }
    const char *nl = ok ? memchr(text.p, '\n', text.n) : NULL;
    if (!nl || !b64_decode(a, (Str){text.p, (size_t)(nl - text.p)}, &hash) || hash.n != HASH)
        return err_new("malformed tree note");
    memcpy(out->hash.b, hash.p, HASH);
    return ERR_NONE;
}

Err tlog_record_parse(Str msg, uint64_t *id, Str *text, Str *rest)
{
    const char *end = take_number(&msg, id) ? memmem(msg.p, msg.n, "\n\n", 2) : NULL;
    if (!end) return err_new("malformed record data");
    *text = (Str){msg.p, (size_t)(end + 1 - msg.p)};
    *rest = (Str){end + 2, msg.n - text->n - 1};
    return text->n > 1 && note_text_valid(*text) ? ERR_NONE : err_new("malformed record data");
}

// Three digits an element, so that no directory grows large: 1234567 is x001/x234/567.
const char *tlog_tile_path(Arena *a, const TlogTile *t)
{
    char *n = arena_printf(a, "%03u", (unsigned)(t->n % 1000));
    for (uint64_t high = t->n / 1000; high; high /= 1000) n = arena_printf(a, "x%03u/%s", (unsigned)(high % 1000), n);
    if (t->width == TLOG_TILE_WIDTH) return arena_printf(a, "tile/%d/%u/%s", TLOG_TILE_BITS, t->level, n);
    return arena_printf(a, "tile/%d/%u/%s.p/%u", TLOG_TILE_BITS, t->level, n, t->width);
}

void tlog_reader_init(TlogReader *r, Arena *a, const TlogTree *tree)
{
    *r = (TlogReader){.arena = a, .tree = *tree};
    map_init(&r->tiles, a);
}

static uint64_t nodes_at(const TlogReader *r, uint32_t tile_level)
{
    uint32_t shift = tile_level * TLOG_TILE_BITS;
    return shift < 64 ? r->tree.n >> shift : 0;
}

static void node_of_tile(const Str *hashes, uint32_t first, uint32_t count, Digest *out)
{
    if (count == 1) {
        memcpy(out->b, hashes->p + (size_t)first * HASH, HASH);
        return;
    }
    Digest left, right;
    node_of_tile(hashes, first, count / 2, &left);
    node_of_tile(hashes, first + count / 2, count / 2, &right);
    hash_pair(&left, &right, out);
}

static Err read_tile(TlogReader *r, const TlogTile *t, Str *hashes)
{
    Err err = r->read(r->ctx, t, hashes);
    if (!err_is(err) && hashes->n != (size_t)t->width * HASH)
        err = err_new("%s has %zu bytes, want %u", tlog_tile_path(r->arena, t), hashes->n, t->width * HASH);
    return err;
}

static void accept(TlogReader *r, const TlogTile *t, Str hashes)
{
    Str *kept = ARENA_NEW(r->arena, Str);
    *kept = hashes;
    strmap_put(&r->tiles, str_from(tlog_tile_path(r->arena, t)), kept);
    if (r->save) r->save(r->ctx, t, hashes);
}

// Reads the unfull tiles and hashes them up, low levels first: they are the right side.
static Err check_root(TlogReader *r)
{
    enum { LEVELS = 64 / TLOG_TILE_BITS };
    TlogTile tiles[LEVELS];
    Str hashes[LEVELS];
    uint32_t n = 0;
    Digest root = {0};
    bool any = false;
    for (uint32_t level = 0; nodes_at(r, level); level++) {
        uint64_t nodes = nodes_at(r, level);
        uint32_t width = nodes % TLOG_TILE_WIDTH;
        if (width == 0) continue;
        tiles[n] = (TlogTile){level, nodes / TLOG_TILE_WIDTH, width};
        Err err = read_tile(r, &tiles[n], &hashes[n]);
        if (err_is(err)) return err;
        for (uint32_t peak = 1; peak < TLOG_TILE_WIDTH; peak *= 2) {
            if (!(width & peak)) continue;
            Digest left;
            node_of_tile(&hashes[n], width & ~(2 * peak - 1), peak, &left);
            if (any) {
                hash_pair(&left, &root, &root);
            } else {
                root = left;
            }
            any = true;
        }
        n++;
    }
    if (!any || !digest_eq(&root, &r->tree.hash)) return err_new("downloaded inconsistent tile");
    for (uint32_t i = 0; i < n; i++) accept(r, &tiles[i], hashes[i]);
    r->rooted = true;
    return ERR_NONE;
}

static Err get_tile(TlogReader *r, uint32_t level, uint64_t n, Str *hashes)
{
    if (!r->rooted) {
        Err err = check_root(r);
        if (err_is(err)) return err;
    }
    uint64_t nodes = nodes_at(r, level), left = nodes - n * TLOG_TILE_WIDTH;
    TlogTile t = {level, n, left < TLOG_TILE_WIDTH ? (uint32_t)left : TLOG_TILE_WIDTH};
    const Str *kept = strmap_get(&r->tiles, str_from(tlog_tile_path(r->arena, &t)));
    if (kept) {
        *hashes = *kept;
        return ERR_NONE;
    }
    UG_ASSERT(t.width == TLOG_TILE_WIDTH); // the others came with the root
    Digest want, got;
    Err err = tlog_node(r, (level + 1) * TLOG_TILE_BITS, n, &want);
    if (!err_is(err)) err = read_tile(r, &t, hashes);
    if (err_is(err)) return err;
    node_of_tile(hashes, 0, TLOG_TILE_WIDTH, &got);
    if (!digest_eq(&got, &want)) return err_new("downloaded inconsistent tile");
    accept(r, &t, *hashes);
    return ERR_NONE;
}

Err tlog_node(TlogReader *r, uint32_t level, uint64_t n, Digest *out)
{
    UG_ASSERT(level < 64 && n < r->tree.n >> level);
    uint32_t inside = level % TLOG_TILE_BITS, tile_level = level / TLOG_TILE_BITS;
    uint32_t per_tile = TLOG_TILE_WIDTH >> inside;
    Str hashes;
    Err err = get_tile(r, tile_level, n / per_tile, &hashes);
    if (!err_is(err)) node_of_tile(&hashes, (uint32_t)(n % per_tile) << inside, 1u << inside, out);
    return err;
}

// Of records [lo, hi), where lo is a multiple of a power of two that is at least hi-lo.
static Err range_hash(TlogReader *r, uint64_t lo, uint64_t hi, Digest *out)
{
    bool any = false;
    for (uint32_t level = 0; hi > lo; level++) {
        uint64_t peak = (hi - lo) & (1ull << level);
        if (!peak) continue;
        Digest left;
        hi -= peak;
        Err err = tlog_node(r, level, hi >> level, &left);
        if (err_is(err)) return err;
        if (any) {
            hash_pair(&left, out, out);
        } else {
            *out = left;
        }
        any = true;
    }
    return ERR_NONE;
}

Err tlog_prefix_hash(TlogReader *r, uint64_t n, Digest *out)
{
    UG_ASSERT(n <= r->tree.n);
    TlogTree empty;
    tlog_empty(&empty);
    *out = empty.hash;
    Err err = r->rooted || r->tree.n == 0 ? ERR_NONE : check_root(r);
    return err_is(err) ? err : range_hash(r, 0, n, out);
}

static Err put_range(TlogReader *r, uint64_t lo, uint64_t hi, StrBuf *out)
{
    Digest d;
    Err err = range_hash(r, lo, hi, &d);
    if (!err_is(err)) sb_printf(out, "\n\t%.*s", STR_FMT(b64_encode(r->arena, d.b, HASH)));
    return err;
}

static Err prove(TlogReader *r, uint64_t lo, uint64_t hi, uint64_t n, StrBuf *out)
{
    if (n == hi) return lo == 0 ? ERR_NONE : put_range(r, lo, hi, out);
    uint64_t half = 1;
    while (half * 2 < hi - lo) half *= 2;
    bool in_left = n <= lo + half;
    Err err = in_left ? prove(r, lo, lo + half, n, out) : prove(r, lo + half, hi, n, out);
    if (err_is(err)) return err;
    return in_left ? put_range(r, lo + half, hi, out) : put_range(r, lo, lo + half, out);
}

Err tlog_prove_prefix(TlogReader *r, uint64_t n, StrBuf *out)
{
    return n == 0 || n > r->tree.n ? ERR_NONE : prove(r, 0, r->tree.n, n, out);
}
