// A client of the checksum database. https://go.dev/ref/mod#checksum-database
//
// A lookup answers with a record and a signed tree that holds it. The tree must extend, or be the
// start of, the newest one this user has seen (GOPATH/pkg/sumdb/NAME/latest), so a database that
// tells different people different things is found out; then the record must be in that tree.
// What was verified is kept in the module cache, in go's places and forms, and both tools share it.
// The cache is not trusted either: what is read from it is verified in the same way.
//
// The database is reached through the first proxy that says it serves it; else directly.
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/note.h"
#include "mod/sumdb.h"
#include "mod/tlog.h"

enum { ANSWER_LIMIT = 1 << 20 };

struct SumDb {
    Arena *arena;
    Net *net;
    const ProxyList *proxies;
    NoteKey key;
    const char *name, *base; // base: NULL until it is known how to reach the database
    const char *cache;       // directory of verified answers; NULL: none
    const char *latest_file; // NULL: nowhere
    TlogTree latest;
    Str latest_note; // empty for the empty tree
    bool loaded;
};

static const char *known_key(Str name)
{
    if (str_eqz(name, "sum.golang.org")) return "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    return NULL;
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static uint32_t words_of(Str s, Str out[3])
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n && n < 3;) {
        while (i < s.n && is_blank(s.p[i])) i++;
        size_t start = i;
        while (i < s.n && !is_blank(s.p[i])) i++;
        if (i > start) out[n++] = (Str){s.p + start, i - start};
    }
    return n;
}

// A name becomes a URL and a path: host[/path], nothing clever.
static bool valid_db_name(const char *name)
{
    size_t n = strlen(name);
    return n && name[0] != '/' && name[n - 1] != '/' && !strpbrk(name, "?#@\\%: ") && !strstr(name, "..") &&
           !strstr(name, "//");
}

Err sumdb_open(Arena *a, const GoEnv *env, Net *net, const ProxyList *proxies, SumDb **out)
{
    const char *setting = goenv_get(env, "GOSUMDB", "sum.golang.org");
    if (strcmp(setting, "sum.golang.google.cn") == 0) setting = "sum.golang.org https://sum.golang.google.cn";
    if (strcmp(setting, "off") == 0) return err_new("checksum database disabled by GOSUMDB=off");
    Str word[3];
    uint32_t n = words_of(str_from(setting), word);
    if (n == 0) return err_new("missing GOSUMDB");
    if (n > 2) return err_new("invalid GOSUMDB: too many fields");
    SumDb *db = ARENA_NEW(a, SumDb);
    *db = (SumDb){.arena = a, .net = net, .proxies = proxies};
    const char *known = known_key(word[0]);
    Err err = note_key_parse(a, known ? str_from(known) : word[0], &db->key);
    if (err_is(err)) return err_wrap_take(err, "invalid GOSUMDB");
    db->name = arena_strndup(a, db->key.name.p, db->key.name.n);
    if (!valid_db_name(db->name)) return err_new("invalid sumdb name (must be host[/path]): %s", db->name);
    if (n == 2) db->base = arena_strndup(a, word[1].p, word[1].n);
    const char *modcache = goenv_modcache(env), *gopath = goenv_gopath(env);
    if (*modcache) db->cache = arena_printf(a, "%s/cache/download/sumdb/%s", modcache, db->name);
    if (*gopath) db->latest_file = arena_printf(a, "%s/pkg/sumdb/%s/latest", gopath, db->name);
    tlog_empty(&db->latest);
    *out = db;
    return ERR_NONE;
}

const char *sumdb_name(const SumDb *db) { return db->name; }

static NetStatus ask_supported(void *ctx, const Proxy *p, Err *err)
{
    SumDb *db = ctx;
    if (p->kind != PROXY_URL) return NET_NOT_FOUND;
    StrBuf body = {0};
    NetStatus s =
        net_get(db->net, arena_printf(db->arena, "%s/sumdb/%s/supported", p->url, db->name), ANSWER_LIMIT, &body, err);
    sb_release(&body);
    if (s == NET_OK) db->base = arena_printf(db->arena, "%s/sumdb/%s", p->url, db->name);
    return s;
}

static Err find_base(SumDb *db)
{
    if (db->base) return ERR_NONE;
    Err err = ERR_NONE;
    NetStatus s = proxies_try(db->proxies, ask_supported, db, &err);
    if (s == NET_FAILED) return err;
    err_release(&err);
    if (s == NET_NOT_FOUND) db->base = arena_printf(db->arena, "https://%s", db->name);
    return ERR_NONE;
}

static Err read_remote(SumDb *db, const char *path, Str *out)
{
    Err err = find_base(db);
    if (err_is(err)) return err;
    StrBuf body = {0};
    if (net_get(db->net, arena_printf(db->arena, "%s/%s", db->base, path), ANSWER_LIMIT, &body, &err) == NET_OK)
        *out = str_dup(db->arena, sb_str(&body));
    sb_release(&body);
    return err;
}

static bool read_cached(SumDb *db, const char *path, Str *out)
{
    if (!db->cache) return false;
    Err err = file_read(db->arena, arena_printf(db->arena, "%s/%s", db->cache, path), out);
    bool ok = !err_is(err) && out->n > 0; // go makes a file before it has locked it to write
    err_release(&err);
    return ok;
}

// A cache that can't be written costs time, nothing else.
static void write_cached(SumDb *db, const char *path, Str data)
{
    if (!db->cache) return;
    const char *file = arena_printf(db->arena, "%s/%s", db->cache, path);
    if (path_is_file(file)) return;
    Err err = path_make_dirs(db->arena, path_dir(db->arena, file));
    if (!err_is(err)) err = file_write_atomic(file, data);
    err_release(&err);
}

// A tile that is not full may have grown since: then only the full one is served, and starts the same.
static Err read_tile(void *ctx, const TlogTile *t, Str *hashes)
{
    SumDb *db = ctx;
    TlogTile full = {t->level, t->n, TLOG_TILE_WIDTH};
    const char *path = tlog_tile_path(db->arena, t), *full_path = tlog_tile_path(db->arena, &full);
    size_t want = (size_t)t->width * sizeof(Digest);
    if (read_cached(db, path, hashes) && hashes->n == want) return ERR_NONE;
    Err err = ERR_NONE;
    if (!read_cached(db, full_path, hashes) || hashes->n < want) {
        err = read_remote(db, path, hashes);
        if (err_is(err) && full_path != path && t->width != full.width) {
            Err second = read_remote(db, full_path, hashes);
            if (err_is(second)) {
                err_release(&second);
            } else {
                err_release(&err);
            }
        }
    }
    if (!err_is(err) && hashes->n > want) hashes->n = want;
    return err;
}

static void save_tile(void *ctx, const TlogTile *t, Str hashes)
{
    SumDb *db = ctx;
    write_cached(db, tlog_tile_path(db->arena, t), hashes);
}

static void reader_of(SumDb *db, const TlogTree *tree, TlogReader *r)
{
    tlog_reader_init(r, db->arena, tree);
    r->ctx = db;
    r->read = read_tile;
    r->save = save_tile;
}

static void put_indented(StrBuf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        sb_putc(b, s.p[i]);
        if (s.p[i] == '\n') sb_putc(b, '\t');
    }
}

// Both trees are signed and one is not the start of the other: the text lets anyone prove it.
static Err fork_error(SumDb *db, TlogReader *newer, const TlogTree *older, const Digest *have, Str old_note,
                      Str new_note)
{
    StrBuf b = {0};
    sb_puts(&b, "SECURITY ERROR\ngo.sum database server misbehavior detected!\n\nold database:\n\t");
    put_indented(&b, old_note);
    sb_puts(&b, "\nnew database:\n\t");
    put_indented(&b, new_note);
    sb_printf(&b, "\nproof of misbehavior:\n\t%.*s", STR_FMT(b64_encode(db->arena, have->b, sizeof have->b)));
    Err err = tlog_prove_prefix(newer, older->n, &b);
    err_release(&err); // the tiles it needs are those that showed the fork
    Err out = err_new("%s", b.p);
    sb_release(&b);
    return out;
}

static Err check_trees(SumDb *db, const TlogTree *older, Str old_note, const TlogTree *newer, Str new_note)
{
    TlogReader r;
    reader_of(db, newer, &r);
    Digest have;
    Err err = tlog_prefix_hash(&r, older->n, &have);
    if (err_is(err)) {
        return older->n == newer->n ? err_wrap_take(err, "checking tree#%lu", (unsigned long)older->n)
                                    : err_wrap_take(err, "checking tree#%lu against tree#%lu", (unsigned long)older->n,
                                                    (unsigned long)newer->n);
    }
    return digest_eq(&have, &older->hash) ? ERR_NONE : fork_error(db, &r, older, &have, old_note, new_note);
}

// Puts a signed tree in order with the newest known; *newer: it has become the newest.
static Err merge_tree(SumDb *db, Str note, bool *newer)
{
    *newer = false;
    if (note.n == 0) return ERR_NONE;
    Str text;
    TlogTree tree;
    Err err = note_open(db->arena, note, &db->key, &text);
    if (err_is(err)) return err_wrap_take(err, "reading tree note");
    err = tlog_tree_parse(db->arena, text, &tree);
    if (err_is(err)) return err_wrap_take(err, "reading tree");
    if (tree.n <= db->latest.n) return check_trees(db, &tree, note, &db->latest, db->latest_note);
    err = check_trees(db, &db->latest, db->latest_note, &tree, note);
    if (err_is(err)) return err;
    db->latest = tree;
    db->latest_note = note;
    *newer = true;
    return ERR_NONE;
}

static Err write_all(int fd, Str s, const char *path)
{
    if (ftruncate(fd, 0) != 0) return err_new("truncate %s: %s", path, strerror(errno));
    ssize_t put = pwrite(fd, s.p, s.n, 0);
    return put == (ssize_t)s.n ? ERR_NONE : err_new("write %s: %s", path, put < 0 ? strerror(errno) : "disk full");
}

// Writes the newest tree down, under the lock go takes. Another process may have written a newer one.
static Err keep_latest(SumDb *db)
{
    const char *path = db->latest_file;
    if (!path) return err_new("could not locate sumdb file: missing $GOPATH");
    Err err = path_make_dirs(db->arena, path_dir(db->arena, path));
    if (err_is(err)) return err;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return err_new("open %s: %s", path, strerror(errno));
    Str stored = {0};
    bool theirs_newer = false;
    if (flock(fd, LOCK_EX) != 0) err = err_new("lock %s: %s", path, strerror(errno));
    if (!err_is(err)) err = file_read(db->arena, path, &stored);
    if (!err_is(err)) err = merge_tree(db, stored, &theirs_newer);
    if (!err_is(err) && !theirs_newer && !str_eq(stored, db->latest_note)) err = write_all(fd, db->latest_note, path);
    close(fd);
    return err;
}

static Err load_latest(SumDb *db)
{
    if (db->loaded) return ERR_NONE;
    Str note = {0};
    if (db->latest_file && path_is_file(db->latest_file)) {
        Err err = file_read(db->arena, db->latest_file, &note);
        if (err_is(err)) return err;
    }
    bool newer;
    Err err = merge_tree(db, note, &newer);
    db->loaded = !err_is(err);
    return err_is(err) ? err_wrap_take(err, "initializing sumdb.Client") : err;
}

static Err check_record(SumDb *db, uint64_t id, Str text)
{
    if (id >= db->latest.n)
        return err_new("cannot validate record %lu in tree of size %lu", (unsigned long)id,
                       (unsigned long)db->latest.n);
    TlogReader r;
    reader_of(db, &db->latest, &r);
    Digest have, want;
    Err err = tlog_node(&r, 0, id, &want);
    tlog_record_hash(text, &have);
    if (!err_is(err) && !digest_eq(&have, &want)) err = err_new("cannot authenticate record data in server response");
    return err;
}

static Err lookup(SumDb *db, ModVersion m, Str *text)
{
    Err err = load_latest(db);
    if (err_is(err)) return err;
    Str whole = m.version, gomod = STR("/go.mod"), answer, note; // one record holds both sums of a version
    if (str_has_suffix(whole, gomod)) whole.n -= gomod.n;
    Str p = modpath_escape(db->arena, m.path), v = modpath_escape(db->arena, whole);
    const char *path = arena_printf(db->arena, "lookup/%.*s@%.*s", STR_FMT(p), STR_FMT(v));
    bool cached = read_cached(db, path, &answer);
    if (!cached) err = read_remote(db, path, &answer);
    uint64_t id;
    bool newer = false;
    if (!err_is(err)) err = tlog_record_parse(answer, &id, text, &note);
    if (!err_is(err)) err = merge_tree(db, note, &newer);
    if (!err_is(err) && newer) err = keep_latest(db);
    if (!err_is(err)) err = check_record(db, id, *text);
    if (!err_is(err) && !cached) write_cached(db, path, answer);
    return err;
}

Err sumdb_lookup(SumDb *db, ModVersion m, StrVec *lines)
{
    Str text;
    Err err = lookup(db, m, &text);
    if (err_is(err)) return err_wrap_take(err, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version));
    Str prefix = str_from(arena_printf(db->arena, "%.*s %.*s ", STR_FMT(m.path), STR_FMT(m.version)));
    while (text.n) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += line.n + (nl != NULL), text.n -= line.n + (nl != NULL);
        if (str_has_prefix(line, prefix)) vec_push(db->arena, lines, line);
    }
    return ERR_NONE;
}
