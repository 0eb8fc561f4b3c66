// The checksum database's client against a database of our own making, honest and not.
//
// The log holds records of modules m.org/m0 … with their tree signed by a key made here; its tiles and
// lookups lie in a directory that a file:// URL in $GOSUMDB names.
#include <openssl/evp.h>

#include "archive.h"
#include "mod/digest.h"
#include "mod/sumdb.h"

enum { HASH = 32, MOST = 600 };

typedef struct Db {
    Arena *a;
    const char *dir, *home, *vkey;
    EVP_PKEY *key;
    uint8_t key_hash[4];
    Digest level[3][MOST]; // hashes of whole nodes at tile levels 0, 1, 2
} Db;

static const char *record(Db *db, unsigned i)
{
    return arena_printf(db->a, "m.org/m%u v1.0.0 h1:sum-of-%u\nm.org/m%u v1.0.0/go.mod h1:mod-of-%u\n", i, i, i, i);
}

static void node_hash(const Digest *l, const Digest *r, Digest *out)
{
    Str parts[] = {{"\x01", 1}, {(const char *)l->b, HASH}, {(const char *)r->b, HASH}};
    digest_of(parts, 3, out);
}

// RFC 6962, word for word, over leaf hashes.
static void tree_hash(const Digest *leaf, unsigned n, Digest *out)
{
    if (n == 0) {
        digest_of(NULL, 0, out);
    } else if (n == 1) {
        *out = leaf[0];
    } else {
        unsigned half = 1;
        while (half * 2 < n) half *= 2;
        Digest l, r;
        tree_hash(leaf, half, &l);
        tree_hash(leaf + half, n - half, &r);
        node_hash(&l, &r, out);
    }
}

static void make_key(Db *db)
{
    uint8_t seed[HASH], pub[1 + HASH] = {1};
    for (unsigned i = 0; i < HASH; i++) seed[i] = (uint8_t)(i * 7);
    db->key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, HASH);
    size_t n = HASH;
    EVP_PKEY_get_raw_public_key(db->key, pub + 1, &n);
    Str parts[] = {STR("db.test\n"), {(const char *)pub, sizeof pub}};
    Digest d;
    digest_of(parts, 2, &d);
    memcpy(db->key_hash, d.b, 4);
    db->vkey = arena_printf(db->a, "db.test+%02x%02x%02x%02x+%.*s", d.b[0], d.b[1], d.b[2], d.b[3],
                            STR_FMT(b64_encode(db->a, pub, sizeof pub)));
}

static const char *sign(Db *db, const char *text)
{
    uint8_t sig[4 + 64];
    size_t n = 64;
    memcpy(sig, db->key_hash, 4);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_DigestSignInit(ctx, NULL, NULL, NULL, db->key);
    EVP_DigestSign(ctx, sig + 4, &n, (const uint8_t *)text, strlen(text));
    EVP_MD_CTX_free(ctx);
    return arena_printf(db->a, "%s\n\u2014 db.test %.*s\n", text, STR_FMT(b64_encode(db->a, sig, sizeof sig)));
}

static const char *tree_note(Db *db, unsigned n)
{
    Digest d;
    tree_hash(db->level[0], n, &d);
    return sign(db, arena_printf(db->a, "go.sum database tree\n%u\n%.*s\n", n, STR_FMT(b64_encode(db->a, d.b, HASH))));
}

static const char *served(Db *db, const char *path) { return arena_printf(db->a, "%s/served/%s", db->dir, path); }

static void put_tile(Db *db, unsigned level, unsigned index, unsigned width)
{
    const char *part = width == 256 ? "" : arena_printf(db->a, ".p/%u", width);
    Str hashes = {(const char *)db->level[level][index * 256].b, (size_t)width * HASH};
    write_file(db->a, served(db, arena_printf(db->a, "tile/8/%u/%03u%s", level, index, part)), hashes);
}

// The log as it is with n records: leaves that differ from `salt` on, tiles, and a lookup of each.
static void publish(Db *db, unsigned n, unsigned fork_from, unsigned only)
{
    CHECK_OK(path_remove_all(served(db, "")));
    for (unsigned i = 0; i < n; i++) {
        const char *text = i >= fork_from ? arena_printf(db->a, "m.org/m%u v1.0.0 h1:forged\n", i) : record(db, i);
        Str parts[] = {{"\0", 1}, str_from(text)};
        digest_of(parts, 2, &db->level[0][i]);
    }
    for (unsigned i = 0; i < n / 256; i++) tree_hash(db->level[0] + i * 256, 256, &db->level[1][i]);
    for (unsigned level = 0, count = n; count; level++, count /= 256) {
        for (unsigned i = 0; i < count / 256; i++) put_tile(db, level, i, 256);
        if (count % 256) put_tile(db, level, count / 256, count % 256);
    }
    const char *note = tree_note(db, n);
    for (unsigned i = only; i < n && i <= only; i++) {
        const char *text = i >= fork_from ? arena_printf(db->a, "m.org/m%u v1.0.0 h1:forged\n", i) : record(db, i);
        write_file(db->a, served(db, arena_printf(db->a, "lookup/m.org/m%u@v1.0.0", i)),
                   str_from(arena_printf(db->a, "%u\n%s\n%s", i, text, note)));
    }
}

static void forget(Db *db)
{
    CHECK_OK(path_remove_all(db->home));
    mkdir(db->home, 0777);
}

static Err look_up(Db *db, unsigned i, StrVec *lines)
{
    setenv("GOSUMDB", arena_printf(db->a, "%s file://%s/served", db->vkey, db->dir), 1);
    GoEnv env;
    goenv_load(db->a, &env);
    ProxyList proxies = {0};
    Net *net = net_new(db->a, NULL);
    SumDb *s;
    *lines = (StrVec){0};
    Err err = sumdb_open(db->a, &env, net, &proxies, &s);
    ModVersion m = {str_from(arena_printf(db->a, "m.org/m%u", i)), STR("v1.0.0")};
    if (!err_is(err)) err = sumdb_lookup(s, m, lines);
    net_free(net);
    return err;
}

static void finds(Db *db, unsigned i)
{
    StrVec lines;
    CHECK_OK(look_up(db, i, &lines));
    CHECK_INT(lines.n, 1); // the go.mod line is of another version, "v1.0.0/go.mod"
    if (lines.n) CHECK_STR(lines.p[0], str_from(arena_printf(db->a, "m.org/m%u v1.0.0 h1:sum-of-%u", i, i)));
}

static void fails(Db *db, unsigned i, const char *why)
{
    StrVec lines;
    CHECK_ERR(look_up(db, i, &lines), why);
    CHECK_INT(lines.n, 0);
}

static const char *latest(Db *db)
{
    Str text = {0};
    Err err = file_read(db->a, arena_printf(db->a, "%s/pkg/sumdb/db.test/latest", db->home), &text);
    err_release(&err);
    return text.p ? text.p : "";
}

enum { NO_FORK = MOST + 1 };

static void every_size(Db *db)
{
    static const unsigned sizes[] = {1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600};
    for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
        unsigned n = sizes[k], some[] = {0, n / 3, n / 2, n - 1};
        for (size_t i = 0; i < ARRAY_LEN(some); i++) {
            forget(db);
            publish(db, n, NO_FORK, some[i]);
            finds(db, some[i]);
        }
    }
}

// The log grows under a user who has seen it smaller, and one who has seen it larger.
static void grows(Db *db)
{
    static const unsigned sizes[] = {1, 5, 256, 300, 513, 600};
    for (size_t k = 0; k + 1 < ARRAY_LEN(sizes); k++) {
        forget(db);
        publish(db, sizes[k], NO_FORK, 0);
        finds(db, 0);
        CHECK_Z(latest(db), tree_note(db, sizes[k]));
        unsigned last = sizes[k + 1] - 1;
        publish(db, sizes[k + 1], NO_FORK, last);
        finds(db, last);
        CHECK_Z(latest(db), tree_note(db, sizes[k + 1]));
    }
    publish(db, 600, NO_FORK, 40);
    const char *newest = tree_note(db, 600), *note = tree_note(db, 300);
    write_file(db->a, served(db, "lookup/m.org/m40@v1.0.0"),
               str_from(arena_printf(db->a, "40\n%s\n%s", record(db, 40), note)));
    finds(db, 40);
    CHECK_Z(latest(db), newest);
}

static void keeps_answers(Db *db)
{
    forget(db);
    publish(db, 600, NO_FORK, 77);
    finds(db, 77);
    CHECK_OK(path_remove_all(served(db, "")));
    finds(db, 77);
    fails(db, 78, "reading file://");
    // What is kept is not believed either.
    const char *kept = arena_printf(db->a, "%s/pkg/mod/cache/download/sumdb/db.test/lookup/m.org/m77@v1.0.0", db->home);
    write_file(db->a, kept, str_from(arena_printf(db->a, "77\nm.org/m77 v1.0.0 h1:evil\n\n%s", tree_note(db, 600))));
    fails(db, 77, "cannot authenticate record data in server response");
}

// A tile that was not full when the tree was signed has filled up: only the full one is served.
static void filled_tile(Db *db)
{
    forget(db);
    publish(db, 600, NO_FORK, 3);
    publish(db, 300, NO_FORK, 3);
    CHECK_OK(path_remove_all(served(db, "tile/8/0/001.p")));
    for (unsigned i = 300; i < 512; i++) {
        Str parts[] = {{"\0", 1}, str_from(record(db, i))};
        digest_of(parts, 2, &db->level[0][i]);
    }
    put_tile(db, 0, 1, 256);
    finds(db, 3);
}

static void lies(Db *db)
{
    forget(db);
    publish(db, 600, NO_FORK, 10);
    const char *lookup = served(db, "lookup/m.org/m10@v1.0.0"), *note = tree_note(db, 600), *good = record(db, 10);
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "malformed record data"},
        {"10\n", "malformed record data"},
        {"ten\nm.org/m10 v1.0.0 h1:x\n\n", "malformed record data"},
        {"010\nm.org/m10 v1.0.0 h1:x\n\n", "malformed record data"},
        {"10\nm.org/m10 v1.0.0 h1:x\n\n", "cannot validate record 10 in tree of size 0"},
        {"10\nm.org/m10 v1.0.0 h1:x\n\nnot a note", "reading tree note: malformed note"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        write_file(db->a, lookup, str_from(bad[i].text));
        fails(db, 10, bad[i].why);
    }
    write_file(db->a, lookup, str_from(arena_printf(db->a, "10\nm.org/m10 v1.0.0 h1:evil\n\n%s", note)));
    fails(db, 10, "cannot authenticate record data in server response");
    write_file(db->a, lookup, str_from(arena_printf(db->a, "11\n%s\n%s", good, note)));
    fails(db, 10, "cannot authenticate record data in server response");
    write_file(db->a, lookup, str_from(arena_printf(db->a, "600\n%s\n%s", good, note)));
    fails(db, 10, "cannot validate record 600 in tree of size 600");
    char *forged = arena_strndup(db->a, note, strlen(note));
    forged[strlen("go.sum database tree\n")] = '7';
    write_file(db->a, lookup, str_from(arena_printf(db->a, "10\n%s\n%s", good, forged)));
    fails(db, 10, "invalid signature for key db.test+");
    write_file(db->a, lookup, str_from(arena_printf(db->a, "10\n%s\n%s", good, sign(db, "another log's tree\n5\n\n"))));
    fails(db, 10, "malformed tree note");
}

// Any byte of any tile that is wrong is noticed, and no wrong tile is kept.
static void wrong_tiles(Db *db)
{
    static const char *const tiles[] = {"tile/8/0/000", "tile/8/0/002.p/88", "tile/8/1/000.p/2"};
    for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
        for (unsigned how = 0; how < 3; how++) {
            forget(db);
            publish(db, 600, NO_FORK, 10);
            Str text;
            CHECK_OK(file_read(db->a, served(db, tiles[i]), &text));
            if (how == 0) ((char *)(uintptr_t)text.p)[text.n / 2] ^= 1;
            if (how == 1) text.n -= HASH;
            if (how == 2) ((char *)(uintptr_t)text.p)[text.n - 1] ^= 0x80;
            write_file(db->a, served(db, tiles[i]), text);
            fails(db, 10, how == 1 ? "bytes, want" : "downloaded inconsistent tile");
            CHECK(!path_is_file(arena_printf(db->a, "%s/pkg/mod/cache/download/sumdb/db.test/%s", db->home, tiles[i])));
        }
    }
}

// The database shows another history than the one it showed before.
static void forks(Db *db)
{
    static const unsigned sizes[][3] = {{300, 600, 100}, {300, 600, 299}, {600, 600, 0}, {600, 512, 511}, {5, 6, 4}};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        forget(db);
        publish(db, sizes[i][0], NO_FORK, 0);
        finds(db, 0);
        const char *before = latest(db);
        publish(db, sizes[i][1], sizes[i][2], sizes[i][1] - 1);
        StrVec lines;
        Err err = look_up(db, sizes[i][1] - 1, &lines);
        // Served by a database whose newest tree is the smaller one, the fork shows as tiles that don't fit.
        bool shrunk = sizes[i][1] < sizes[i][0];
        CHECK_ERR(err, shrunk ? "" : "SECURITY ERROR\ngo.sum database server misbehavior detected!");
        CHECK_Z(latest(db), before);
    }
}

static void settings(Db *db)
{
    static const struct {
        const char *value, *why;
    } bad[] = {
        {"off", "checksum database disabled by GOSUMDB=off"},
        {"nosuch.db", "invalid GOSUMDB: malformed verifier id"},
        {"a b c", "invalid GOSUMDB: too many fields"},
    };
    GoEnv env;
    goenv_load(db->a, &env);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        SumDb *s;
        setenv("GOSUMDB", bad[i].value, 1);
        CHECK_ERR(sumdb_open(db->a, &env, NULL, NULL, &s), bad[i].why);
    }
}

int main(void)
{
    Arena *a = arena_new("test");
    static Db db;
    db.a = a;
    db.dir = fresh_dir(a);
    db.home = path_join(a, db.dir, "home");
    setenv("GOENV", "off", 1);
    setenv("GOPATH", db.home, 1);
    unsetenv("GOMODCACHE");
    make_key(&db);
    every_size(&db);
    grows(&db);
    keeps_answers(&db);
    filled_tile(&db);
    lies(&db);
    wrong_tiles(&db);
    forks(&db);
    settings(&db);
    EVP_PKEY_free(db.key);
    drop_dir(db.dir);
    arena_free(a);
    return check_done();
}
