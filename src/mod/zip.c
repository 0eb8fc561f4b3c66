// Zip archives, read: the central directory, and entries inflated by zlib.
//
// The file is mapped, and every offset in it is checked against its size before it is followed,
// for an archive is read before anything vouches for it. Refused: several disks, encryption,
// methods other than store and deflate, a local header that names another file than the
// directory does (two readers would disagree about it). Zip64 is read for archives of many entries;
// entries themselves stay under its limits. Spec: APPNOTE.TXT 6.3.10.
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "mod/zip.h"

enum {
    LOCAL_SIG = 0x04034b50,
    CENTRAL_SIG = 0x02014b50,
    END_SIG = 0x06054b50,
    END64_SIG = 0x06064b50,
    LOCATOR64_SIG = 0x07064b50,
    LOCAL_SIZE = 30,
    CENTRAL_SIZE = 46,
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR64_SIZE = 20,
    FLAG_ENCRYPTED = 1 << 0,
    METHOD_STORE = 0,
    METHOD_DEFLATE = 8,
    MADE_BY_UNIX = 3,
    MADE_BY_MACOS = 19,
    PIECE = 64 << 10,
};

static uint32_t u16(const char *p) { return (uint32_t)(uint8_t)p[0] | (uint32_t)(uint8_t)p[1] << 8; }
static uint32_t u32(const char *p) { return u16(p) | u16(p + 2) << 16; }
static uint64_t u64(const char *p) { return u32(p) | (uint64_t)u32(p + 4) << 32; }

static Err not_valid(const char *why) { return err_new("zip: not a valid zip file (%s)", why); }

// Where the directory's end stands: before a comment of at most 64 KB, whose length must fit.
static const char *find_end(Str b)
{
    if (b.n < END_SIZE) return NULL;
    size_t lowest = b.n > END_SIZE + UINT16_MAX ? b.n - END_SIZE - UINT16_MAX : 0;
    for (size_t at = b.n - END_SIZE + 1; at-- > lowest;) {
        if (u32(b.p + at) == END_SIG && u16(b.p + at + 20) <= b.n - at - END_SIZE) return b.p + at;
    }
    return NULL;
}

typedef struct Directory {
    uint64_t count, size, offset;
} Directory;

static Err find_directory(Str b, Directory *out)
{
    const char *end = find_end(b);
    if (!end) return not_valid("no end of central directory");
    *out = (Directory){u16(end + 10), u32(end + 12), u32(end + 16)};
    size_t at = (size_t)(end - b.p);
    if (out->count == UINT16_MAX || out->size == UINT32_MAX || out->offset == UINT32_MAX) {
        const char *locator = at >= LOCATOR64_SIZE ? end - LOCATOR64_SIZE : NULL;
        if (locator && u32(locator) == LOCATOR64_SIG) {
            uint64_t at64 = u64(locator + 8);
            if (b.n < END64_SIZE || at64 > b.n - END64_SIZE || u32(b.p + at64) != END64_SIG)
                return not_valid("misplaced zip64 end of central directory");
            const char *end64 = b.p + at64;
            if (u32(end64 + 16) != 0 || u32(end64 + 20) != 0) return not_valid("spans several disks");
            *out = (Directory){u64(end64 + 32), u64(end64 + 40), u64(end64 + 48)};
        }
    }
    if (u16(end + 4) != 0 || u16(end + 6) != 0) return not_valid("spans several disks");
    if (out->offset > at || out->size > at - out->offset) return not_valid("central directory out of bounds");
    if (out->count > out->size / CENTRAL_SIZE) return not_valid("central directory too small for its entries");
    return ERR_NONE;
}

// The entry's bytes, by its local header.
static Err locate(Str b, uint64_t offset, uint64_t packed, ZipEntry *e)
{
    if (b.n < LOCAL_SIZE || offset > b.n - LOCAL_SIZE || u32(b.p + offset) != LOCAL_SIG)
        return not_valid("misplaced local header");
    const char *h = b.p + offset;
    size_t name = u16(h + 26), extra = u16(h + 28), room = b.n - offset - LOCAL_SIZE;
    if (name + extra > room || packed > room - name - extra) return not_valid("entry out of bounds");
    if (!str_eq((Str){h + LOCAL_SIZE, name}, e->name)) return not_valid("local header names another file");
    e->packed = (Str){h + LOCAL_SIZE + name + extra, packed};
    return ERR_NONE;
}

static Err read_entry(Str b, const char *p, const char *end, ZipEntry *e, const char **next)
{
    if (end - p < CENTRAL_SIZE || u32(p) != CENTRAL_SIG) return not_valid("bad central directory entry");
    size_t name = u16(p + 28), extra = u16(p + 30), comment = u16(p + 32);
    if (name + extra + comment > (size_t)(end - p) - CENTRAL_SIZE) return not_valid("bad central directory entry");
    uint32_t made_by = u16(p + 4) >> 8, method = u16(p + 10), packed = u32(p + 20), size = u32(p + 24);
    *e = (ZipEntry){
        .name = {p + CENTRAL_SIZE, name}, .size = size, .crc = u32(p + 16), .deflated = method != METHOD_STORE};
    if (made_by == MADE_BY_UNIX || made_by == MADE_BY_MACOS) e->mode = u32(p + 38) >> 16;
    if (u16(p + 8) & FLAG_ENCRYPTED) return err_new("%.*s: encrypted", STR_FMT(e->name));
    if (method != METHOD_STORE && method != METHOD_DEFLATE)
        return err_new("%.*s: unsupported compression algorithm", STR_FMT(e->name));
    if (method == METHOD_STORE && packed != size) return not_valid("stored entry of two sizes");
    *next = p + CENTRAL_SIZE + name + extra + comment;
    return locate(b, u32(p + 42), packed, e);
}

static Err read_directory(Zip *z)
{
    Directory d = {0};
    Err err = find_directory(z->bytes, &d);
    if (err_is(err)) return err;
    const char *p = z->bytes.p + d.offset, *end = p + d.size;
    for (uint64_t i = 0; i < d.count; i++) {
        ZipEntry e;
        err = read_entry(z->bytes, p, end, &e, &p);
        if (err_is(err)) return err;
        vec_push(z->arena, &z->entries, e);
    }
    return ERR_NONE;
}

Err zip_open(Arena *a, const char *path, Zip *out)
{
    *out = (Zip){.arena = a, .path = path};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return err_new("open %s: %s", path, strerror(errno));
    struct stat st;
    Err err = ERR_NONE;
    if (fstat(fd, &st) != 0) {
        err = err_new("stat %s: %s", path, strerror(errno));
    } else if (!S_ISREG(st.st_mode) || st.st_size < END_SIZE) {
        err = not_valid("too short");
    } else if (st.st_size > MOD_ZIP_LIMIT) {
        err = err_new("module zip file is too large (%lld bytes; limit is %d bytes)", (long long)st.st_size,
                      MOD_ZIP_LIMIT);
    } else {
        void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED) {
            err = err_new("mmap %s: %s", path, strerror(errno));
        } else {
            out->bytes = (Str){map, (size_t)st.st_size};
        }
    }
    close(fd);
    if (!err_is(err)) err = read_directory(out);
    if (err_is(err)) zip_close(out);
    return err;
}

void zip_close(Zip *z)
{
    if (z->bytes.p) munmap((void *)z->bytes.p, z->bytes.n);
    z->bytes = (Str){0};
    z->entries.n = 0;
}

static Err read_stored(const ZipEntry *e, ZipSink *sink, void *ctx, uint32_t *crc)
{
    *crc = (uint32_t)crc32(0, (const Bytef *)e->packed.p, (uInt)e->packed.n);
    return sink(ctx, e->packed.p, e->packed.n);
}

static Err inflate_all(z_stream *s, const ZipEntry *e, ZipSink *sink, void *ctx, uint32_t *crc)
{
    uint8_t piece[PIECE];
    uint64_t done = 0;
    *crc = 0;
    for (int status = Z_OK; status != Z_STREAM_END;) {
        s->next_out = piece;
        s->avail_out = PIECE;
        status = inflate(s, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) return err_new("%.*s: corrupt deflate stream", STR_FMT(e->name));
        size_t n = PIECE - s->avail_out;
        done += n;
        if (done > e->size)
            return err_new("uncompressed size of file %.*s is larger than declared size (%lu bytes)", STR_FMT(e->name),
                           (unsigned long)e->size);
        *crc = (uint32_t)crc32(*crc, piece, (uInt)n);
        Err err = sink(ctx, piece, n);
        if (err_is(err)) return err;
    }
    if (done < e->size) return err_new("%.*s: unexpected EOF", STR_FMT(e->name));
    return ERR_NONE;
}

Err zip_read(const ZipEntry *e, ZipSink *sink, void *ctx)
{
    uint32_t crc;
    Err err;
    if (e->deflated) {
        z_stream s = {.next_in = (Bytef *)(uintptr_t)e->packed.p, .avail_in = (uInt)e->packed.n};
        if (inflateInit2(&s, -MAX_WBITS) != Z_OK) base_oom();
        err = inflate_all(&s, e, sink, ctx, &crc);
        inflateEnd(&s);
    } else {
        err = read_stored(e, sink, ctx, &crc);
    }
    if (!err_is(err) && crc != e->crc) err = err_new("%.*s: checksum error", STR_FMT(e->name));
    return err;
}
