// The checksum database's log: a Merkle tree over its records, read in tiles. Private to src/mod.
#ifndef UG_MOD_TLOG_H
#define UG_MOD_TLOG_H

#include "mod/digest.h"
#include "mod/mod.h"

typedef struct TlogTree { uint64_t n; Digest hash; } TlogTree; // of the first n records
Err tlog_tree_parse(Arena *a, Str text, TlogTree *out); // of a note's text
void tlog_empty(TlogTree *out);
// "id\ntext\n\nrest" of a lookup's answer
Err tlog_record_parse(Str msg, uint64_t *id, Str *text, Str *rest);
void tlog_record_hash(Str text, Digest *out);

enum { TLOG_TILE_BITS = 8, TLOG_TILE_WIDTH = 1 << TLOG_TILE_BITS };
typedef struct TlogTile { uint32_t level; uint64_t n; uint32_t width; } TlogTile; // width hashes from n*256 on
const char *tlog_tile_path(Arena *a, const TlogTile *t); // "tile/8/0/x001/234.p/5"

// Reads a tree through tiles that read() gets from anywhere: nothing is believed before it is shown to be
// below the tree's hash. Each tile is handed to save() once it is.
typedef struct TlogReader {
    Arena *arena;
    TlogTree tree;
    void *ctx;
    Err (*read)(void *ctx, const TlogTile *t, Str *hashes);
    void (*save)(void *ctx, const TlogTile *t, Str hashes);
    StrMap tiles;                                    // path → Str *, authentic ones
    bool rooted;                                     // the tiles at the tree's right edge are among them
} TlogReader;
void tlog_reader_init(TlogReader *r, Arena *a, const TlogTree *tree);
Err tlog_node(TlogReader *r, uint32_t level, uint64_t n, Digest *out); // over records [n<<level, (n+1)<<level)
Err tlog_prefix_hash(TlogReader *r, uint64_t n, Digest *out); // the tree's hash when it had n records
// The proof that the tree of n records is the start of this one, as RFC 6962 has it.
Err tlog_prove_prefix(TlogReader *r, uint64_t n, StrBuf *out); // "\n\tbase64" each

#endif
