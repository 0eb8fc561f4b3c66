// Makes zip archives byte by byte, honest ones and ones that lie, and directories to unpack them in.
#ifndef UG_TEST_ARCHIVE_H
#define UG_TEST_ARCHIVE_H

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "../check.h"
#include "mod/mod.h"

typedef struct Pack {
    StrBuf bytes, directory;
    unsigned count;
} Pack;

// What an entry says of itself where it differs from the truth; 0 is the truth.
typedef struct Lie {
    bool stored;
    uint32_t mode, size, crc_xor, flags, method, offset;
    const char *local_name;
} Lie;

static inline void put16(StrBuf *b, uint32_t v)
{
    sb_putc(b, (char)v);
    sb_putc(b, (char)(v >> 8));
}
static inline void put32(StrBuf *b, uint32_t v)
{
    put16(b, v & 0xFFFF);
    put16(b, v >> 16);
}

static inline void pack_data(Pack *p, const char *name, Str data, Lie lie)
{
    uLong room = compressBound(data.n) + 16;
    Bytef *packed = malloc(room);
    z_stream s = {.next_in = (Bytef *)(uintptr_t)data.p, .avail_in = (uInt)data.n, .next_out = packed, .avail_out = (uInt)room};
    deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    deflate(&s, Z_FINISH);
    Str body = lie.stored ? data : (Str){(char *)packed, s.total_out};
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)data.p, (uInt)data.n) ^ lie.crc_xor;
    uint32_t size = lie.size ? lie.size : (uint32_t)data.n, method = lie.method ? lie.method : lie.stored ? 0 : 8;
    uint32_t offset = lie.offset ? lie.offset : (uint32_t)p->bytes.n;
    const char *local = lie.local_name ? lie.local_name : name;
    StrBuf *b = &p->bytes, *d = &p->directory;
    put32(b, 0x04034b50), put16(b, 20), put16(b, lie.flags), put16(b, method), put32(b, 0);
    put32(b, crc), put32(b, (uint32_t)body.n), put32(b, size);
    put16(b, (uint32_t)strlen(local)), put16(b, 0);
    sb_puts(b, local);
    sb_put(b, body);
    put32(d, 0x02014b50), put16(d, 3 << 8 | 20), put16(d, 20), put16(d, lie.flags), put16(d, method), put32(d, 0);
    put32(d, crc), put32(d, (uint32_t)body.n), put32(d, size);
    put16(d, (uint32_t)strlen(name)), put16(d, 0), put16(d, 0), put16(d, 0), put16(d, 0);
    put32(d, lie.mode << 16), put32(d, offset);
    sb_puts(d, name);
    p->count++;
    deflateEnd(&s);
    free(packed);
}
static inline void pack(Pack *p, const char *name, const char *text) { pack_data(p, name, str_from(text), (Lie){0}); }

// Ends the archive; its bytes are p->bytes.
static inline void pack_end(Pack *p)
{
    uint32_t start = (uint32_t)p->bytes.n;
    sb_put(&p->bytes, sb_str(&p->directory));
    StrBuf *b = &p->bytes;
    put32(b, 0x06054b50), put16(b, 0), put16(b, 0), put16(b, p->count), put16(b, p->count);
    put32(b, (uint32_t)p->directory.n), put32(b, start), put16(b, 0);
}
static inline void pack_release(Pack *p)
{
    sb_release(&p->bytes);
    sb_release(&p->directory);
    *p = (Pack){0};
}

static inline void write_file(Arena *a, const char *path, Str text)
{
    Err err = path_make_dirs(a, path_dir(a, path));
    if (!err_is(err)) err = file_write_atomic(path, text);
    CHECK(!err_is(err));
    err_release(&err);
}
static inline void pack_write(Arena *a, Pack *p, const char *path)
{
    pack_end(p);
    write_file(a, path, sb_str(&p->bytes));
    pack_release(p);
}

static inline const char *fresh_dir(Arena *a)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = arena_printf(a, "%s/undergo-mod-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(dir)) abort();
    return dir;
}
static inline void drop_dir(const char *dir)
{
    Err err = path_remove_all(dir);
    CHECK(!err_is(err));
    err_release(&err);
}

#define CHECK_OK(e) check_no_error((e), __FILE__, __LINE__)
static inline void check_no_error(Err e, const char *file, int line)
{
    check_report(!err_is(e), file, line, err_is(e) ? e.msg : "");
    err_release(&e);
}
#define CHECK_ERR(e, part) check_error((e), (part), __FILE__, __LINE__)
static inline void check_error(Err e, const char *part, const char *file, int line)
{
    bool ok = err_is(e) && strstr(e.msg, part);
    check_report(ok, file, line, part);
    if (!ok) fprintf(stderr, "\tgot  %s\n", err_is(e) ? e.msg : "no error");
    err_release(&e);
}

#endif
