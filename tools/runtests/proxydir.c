// A module proxy in a directory, made from files of a scenario: proxy/PATH@VERSION/FILE becomes an entry of
// PATH/@v/VERSION.zip, with the .mod, .info and list that belong to it. The archive holds names as they are written,
// bad ones too. proxy/PATH/@v/FILE is served as it stands, and takes the place of what would be made.
//
// Archives are stored, not deflated, and carry no times: the same files make the same bytes and so the same sums.
#include <sys/stat.h>

#include "runtests.h"

typedef struct Version {
    Str path, version;
    VEC(ScriptFile) files;
} Version;
typedef VEC(Version *) Versions;

static uint32_t crc32_of(Str s)
{
    uint32_t crc = 0xFFFFFFFF;
    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++) crc = (crc >> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

static void put16(StrBuf *b, uint32_t v)
{
    sb_putc(b, (char)v);
    sb_putc(b, (char)(v >> 8));
}

static void put32(StrBuf *b, uint32_t v)
{
    put16(b, v);
    put16(b, v >> 16);
}

// What the local header and the central directory say of an entry alike.
static void put_entry(StrBuf *b, Str name, Str text)
{
    enum { UTF8_NAMES = 0x800, DATE = 0x21 }; // 1980-01-01
    put16(b, 20);
    put16(b, UTF8_NAMES);
    put16(b, 0);
    put16(b, 0);
    put16(b, DATE);
    put32(b, crc32_of(text));
    put32(b, (uint32_t)text.n);
    put32(b, (uint32_t)text.n);
    put16(b, (uint32_t)name.n);
    put16(b, 0);
}

static void put_zip(Arena *a, StrBuf *b, const Version *v)
{
    StrBuf directory = {0};
    for (uint32_t i = 0; i < v->files.n; i++) {
        const ScriptFile *f = &v->files.p[i];
        Str name = str_from(arena_printf(a, "%.*s@%.*s/%.*s", STR_FMT(v->path), STR_FMT(v->version), STR_FMT(f->name)));
        put32(&directory, 0x02014B50);
        put16(&directory, 20);
        put_entry(&directory, name, f->text);
        put16(&directory, 0); // comment
        put16(&directory, 0); // disk
        put16(&directory, 0);
        put32(&directory, 0); // attributes
        put32(&directory, (uint32_t)b->n);
        sb_put(&directory, name);
        put32(b, 0x04034B50);
        put_entry(b, name, f->text);
        sb_put(b, name);
        sb_put(b, f->text);
    }
    uint32_t at = (uint32_t)b->n, size = (uint32_t)directory.n;
    sb_put(b, sb_str(&directory));
    put32(b, 0x06054B50);
    put32(b, 0);
    put16(b, v->files.n);
    put16(b, v->files.n);
    put32(b, size);
    put32(b, at);
    put16(b, 0);
    sb_release(&directory);
}

// As in the module cache: capitals become !lower.
static const char *escaped(Arena *a, Str s)
{
    StrBuf b = {0};
    for (size_t i = 0; i < s.n; i++) {
        bool capital = s.p[i] >= 'A' && s.p[i] <= 'Z';
        if (capital) sb_putc(&b, '!');
        sb_putc(&b, (char)(capital ? s.p[i] | 0x20 : s.p[i]));
    }
    const char *out = arena_strndup(a, b.p ? b.p : "", b.n);
    sb_release(&b);
    return out;
}

static Version *version_of(Arena *a, Versions *all, Str path, Str version)
{
    for (uint32_t i = 0; i < all->n; i++) {
        if (str_eq(all->p[i]->path, path) && str_eq(all->p[i]->version, version)) return all->p[i];
    }
    Version *v = ARENA_NEW(a, Version);
    v->path = path;
    v->version = version;
    vec_push(a, all, v);
    return v;
}

static void write_version(Arena *a, const char *dir, const Version *v)
{
    const char *at = arena_printf(a, "%s/%s/@v", dir, escaped(a, v->path));
    const char *version = escaped(a, v->version);
    make_dirs(at);
    Str mod = str_from(arena_printf(a, "module %.*s\n", STR_FMT(v->path)));
    for (uint32_t i = 0; i < v->files.n; i++) {
        if (str_eqz(v->files.p[i].name, "go.mod")) mod = v->files.p[i].text;
    }
    write_whole(arena_printf(a, "%s/%s.mod", at, version), mod);
    write_whole(
        arena_printf(a, "%s/%s.info", at, version),
        str_from(arena_printf(a, "{\"Version\":\"%.*s\",\"Time\":\"2024-01-02T03:04:05Z\"}", STR_FMT(v->version))));
    StrBuf zip = {0};
    put_zip(a, &zip, v);
    write_whole(arena_printf(a, "%s/%s.zip", at, version), sb_str(&zip));
    sb_release(&zip);
    const char *list = arena_printf(a, "%s/list", at);
    Str had;
    read_whole(a, list, &had);
    write_whole(list, str_from(arena_printf(a, "%.*s%.*s\n", STR_FMT(had), STR_FMT(v->version))));
}

void proxy_write(Arena *a, const char *dir, const ScriptFiles *files)
{
    Versions all = {0};
    for (uint32_t i = 0; i < files->n; i++) {
        Str name = files->p[i].name;
        const char *at = memmem(name.p, name.n, "@", 1);
        if (!at || (at > name.p && at[-1] == '/')) continue;
        Str path = {name.p, (size_t)(at - name.p)}, rest = {at + 1, name.n - path.n - 1};
        const char *slash = memchr(rest.p, '/', rest.n);
        if (!slash) continue;
        Str version = {rest.p, (size_t)(slash - rest.p)}, file = {slash + 1, rest.n - version.n - 1};
        vec_push(a, &version_of(a, &all, path, version)->files, ((ScriptFile){file, files->p[i].text}));
    }
    for (uint32_t i = 0; i < all.n; i++) write_version(a, dir, all.p[i]);
    for (uint32_t i = 0; i < files->n; i++) {
        Str name = files->p[i].name;
        if (!memmem(name.p, name.n, "/@", 2)) continue;
        const char *path = arena_printf(a, "%s/%.*s", dir, STR_FMT(name));
        make_dirs(arena_strndup(a, path, (size_t)(strrchr(path, '/') - path)));
        write_whole(path, files->p[i].text);
    }
}
