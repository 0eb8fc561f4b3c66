// What a module's archive may hold, and unpacking it.
//
// Everything is judged before the first byte is written: names below the prefix, clean, without
// "..", of characters that every file system takes; no two that differ in case only; regular files
// and directories alone, so nothing in the tree can lead out of it; go.mod only at the root; sizes
// within the limit. While writing, an entry can't grow past the size it declared (zip_read), and
// files are made with O_EXCL in a directory that was not there before.
// The rules and messages are go's: https://go.dev/ref/mod#zip-path-size-constraints
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wctype.h>

#include "mod/zip.h"

enum { SMALL_FILE_LIMIT = 16 << 20 }; // of go.mod and LICENSE

typedef struct Seen {
    Str path;
    bool dir;
} Seen;
typedef struct Checker {
    Arena *arena;
    locale_t locale; // knows the cases of all letters
    StrMap seen;     // folded path → Seen
    uint64_t total;
} Checker;

static const char *quoted(Arena *a, Str s)
{
    StrBuf b = {0};
    sb_put_quoted(&b, s);
    const char *out = arena_strndup(a, b.p, b.n);
    sb_release(&b);
    return out;
}

static Str fold_case(Checker *c, Str s)
{
    StrBuf b = {0};
    for (Str rest = s; rest.n;) {
        uint32_t r;
        unsigned used = utf8_decode(rest, &r);
        sb_put_rune(&b, (uint32_t)towlower_l(towupper_l((wint_t)r, c->locale), c->locale));
        rest.p += used, rest.n -= used;
    }
    Str out = str_dup(c->arena, sb_str(&b));
    sb_release(&b);
    return out;
}

// path, then each directory above it.
static Err check_collisions(Checker *c, Str path, bool dir)
{
    for (;;) {
        Str folded = fold_case(c, path);
        const Seen *other = strmap_get(&c->seen, folded);
        if (!other) {
            Seen *s = ARENA_NEW(c->arena, Seen);
            *s = (Seen){path, dir};
            strmap_put(&c->seen, folded, s);
        } else if (!str_eq(other->path, path)) {
            return err_new("case-insensitive file name collision: %s and %s", quoted(c->arena, other->path),
                           quoted(c->arena, path));
        } else if (other->dir != dir) {
            return err_new("entry %s is both a file and a directory", quoted(c->arena, path));
        } else if (!dir) {
            return err_new("multiple entries for file %s", quoted(c->arena, path));
        } else {
            return ERR_NONE; // its parents are known too
        }
        const char *slash = memrchr(path.p, '/', path.n);
        if (!slash) return ERR_NONE;
        path.n = (size_t)(slash - path.p);
        dir = true;
    }
}

static bool is_clean(Str name)
{
    for (size_t i = 0, start = 0; i <= name.n; i++) {
        if (i < name.n && name.p[i] != '/') continue;
        Str elem = {name.p + start, i - start};
        if (elem.n == 0 || str_eq(elem, STR(".")) || (start != 0 && str_eq(elem, STR("..")))) return false;
        start = i + 1;
    }
    return true;
}

static Err check_type(const ZipEntry *e, bool dir)
{
    uint32_t type = e->mode & S_IFMT;
    if (type == 0 || type == (dir ? S_IFDIR : S_IFREG)) return ERR_NONE;
    return err_new(type == S_IFLNK ? "is a symbolic link" : "not a regular file");
}

static Err check_entry(Checker *c, const ZipEntry *e, Str prefix)
{
    if (!str_has_prefix(e->name, prefix)) return err_new("path does not have prefix %s", quoted(c->arena, prefix));
    Str name = {e->name.p + prefix.n, e->name.n - prefix.n};
    if (name.n == 0) return check_type(e, true);
    bool dir = name.p[name.n - 1] == '/';
    name.n -= dir;
    bool dots =
        memmem(name.p, name.n, "/./", 3) || str_has_prefix(name, STR("./")) || memmem(name.p, name.n, "/../", 4);
    bool climbs = str_has_prefix(name, STR("../"));
    if (dots && !climbs) return err_new("file path is not clean");
    const char *bad = filepath_check(c->arena, name);
    if (bad) return err_new("%s", bad);
    if (!is_clean(name)) return err_new("file path is not clean");
    Err err = check_collisions(c, name, dir);
    if (!err_is(err)) err = check_type(e, dir);
    if (err_is(err) || dir) return err;
    const char *slash = memrchr(name.p, '/', name.n);
    Str base = slash ? (Str){slash + 1, (size_t)(name.p + name.n - slash - 1)} : name;
    if (str_eq(fold_case(c, base), STR("go.mod"))) {
        if (slash) return err_new("go.mod file not in module root directory");
        if (!str_eq(base, STR("go.mod"))) return err_new("go.mod files must have lowercase names");
    }
    if ((str_eq(name, STR("go.mod")) || str_eq(name, STR("LICENSE"))) && e->size > SMALL_FILE_LIMIT)
        return err_new("%.*s file too large (max size is %d bytes)", STR_FMT(name), SMALL_FILE_LIMIT);
    if (e->size > MOD_ZIP_LIMIT - c->total)
        return err_new("total uncompressed size of module contents too large (max size is %d bytes)", MOD_ZIP_LIMIT);
    c->total += e->size;
    return ERR_NONE;
}

Err zip_check_module(const Zip *z, Str prefix)
{
    Checker c = {.arena = arena_new("zip check"), .locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0)};
    if (!c.locale) c.locale = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    if (!c.locale) base_oom();
    map_init(&c.seen, c.arena);
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < z->entries.n && !err_is(err); i++) {
        err = check_entry(&c, &z->entries.p[i], prefix);
        if (err_is(err)) err = err_wrap_take(err, "%.*s", STR_FMT(z->entries.p[i].name));
    }
    freelocale(c.locale);
    arena_free(c.arena);
    return err;
}

static Err write_piece(void *ctx, const void *p, size_t n)
{
    int fd = *(int *)ctx;
    for (const char *at = p; n;) {
        ssize_t put = write(fd, at, n);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return err_new("write: %s", strerror(errno));
        at += put;
        n -= (size_t)put;
    }
    return ERR_NONE;
}

static Err unpack_file(const ZipEntry *e, const char *to)
{
    int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
    if (fd < 0) return err_new("open %s: %s", to, strerror(errno));
    Err err = zip_read(e, write_piece, &fd);
    if (close(fd) != 0 && !err_is(err)) err = err_new("close %s: %s", to, strerror(errno));
    return err;
}

Err zip_unpack(const Zip *z, Str prefix, const char *dir)
{
    if (mkdir(dir, 0777) != 0) return err_new("mkdir %s: %s", dir, strerror(errno));
    Arena *scratch = arena_new("unzip");
    StrMap made; // directories that are there
    map_init(&made, scratch);
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < z->entries.n && !err_is(err); i++) {
        const ZipEntry *e = &z->entries.p[i];
        UG_ASSERT(str_has_prefix(e->name, prefix));
        Str name = {e->name.p + prefix.n, e->name.n - prefix.n};
        if (name.n == 0 || name.p[name.n - 1] == '/') continue; // directories come with their files, as go has it
        const char *to = arena_printf(scratch, "%s/%.*s", dir, STR_FMT(name));
        const char *parent = path_dir(scratch, to);
        if (!strmap_has(&made, str_from(parent))) {
            err = path_make_dirs(scratch, parent);
            strmap_put(&made, str_from(parent), (void *)parent);
        }
        if (!err_is(err)) err = unpack_file(e, to);
    }
    arena_free(scratch);
    return err;
}
