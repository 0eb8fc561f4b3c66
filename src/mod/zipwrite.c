// A zip archive, file after file, deflated; no times, no modes: the same files give the same bytes.
#include <zlib.h>

#include "mod/zipwrite.h"

enum { DEFLATED = 8, STORED = 0, UTF8_NAMES = 0x800, FIRST_DAY = 0x21 };

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

static bool deflate_text(Str text, StrBuf *out)
{
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    unsigned char buf[32768];
    int rc = Z_OK;
    while (rc == Z_OK) {
        z.next_out = buf;
        z.avail_out = sizeof buf;
        rc = deflate(&z, Z_FINISH);
        sb_put(out, (Str){(const char *)buf, sizeof buf - z.avail_out});
    }
    deflateEnd(&z);
    return rc == Z_STREAM_END && out->n < text.n;
}

static void put_common(StrBuf *b, Str name, Str text, size_t packed, int method)
{
    put16(b, 20);
    put16(b, UTF8_NAMES);
    put16(b, (uint32_t)method);
    put16(b, 0);
    put16(b, FIRST_DAY);
    put32(b, (uint32_t)crc32(0, (const Bytef *)text.p, (uInt)text.n));
    put32(b, (uint32_t)packed);
    put32(b, (uint32_t)text.n);
    put16(b, (uint32_t)name.n);
    put16(b, 0);
}

static Err write_all(ZipWriter *w, Str s)
{
    if (fwrite(s.p, 1, s.n, w->to) != s.n) return err_new("cannot write the archive");
    w->at += s.n;
    return ERR_NONE;
}

Err zipw_add(ZipWriter *w, Str name, Str text)
{
    StrBuf packed = {0}, head = {0};
    bool smaller = deflate_text(text, &packed);
    Str body = smaller ? sb_str(&packed) : text;
    int method = smaller ? DEFLATED : STORED;
    StrBuf *d = &w->directory;
    put32(d, 0x02014B50);
    put16(d, 20);
    put_common(d, name, text, body.n, method);
    put16(d, 0); // comment
    put16(d, 0); // disk
    put16(d, 0);
    put32(d, 0); // attributes
    put32(d, (uint32_t)w->at);
    sb_put(d, name);
    put32(&head, 0x04034B50);
    put_common(&head, name, text, body.n, method);
    sb_put(&head, name);
    Err err = write_all(w, sb_str(&head));
    if (!err_is(err)) err = write_all(w, body);
    w->files++;
    sb_release(&packed);
    sb_release(&head);
    return err;
}

Err zipw_end(ZipWriter *w)
{
    StrBuf end = {0};
    uint64_t at = w->at, size = w->directory.n;
    Err err = w->files > 0xFFFE ? err_new("too many files for an archive") : write_all(w, sb_str(&w->directory));
    put32(&end, 0x06054B50);
    put32(&end, 0);
    put16(&end, w->files);
    put16(&end, w->files);
    put32(&end, (uint32_t)size);
    put32(&end, (uint32_t)at);
    put16(&end, 0);
    if (!err_is(err)) err = write_all(w, sb_str(&end));
    sb_release(&end);
    sb_release(&w->directory);
    return err;
}
