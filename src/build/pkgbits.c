// Writes the container of Go's unified export data, version 2 without sync markers.
//
// An element is a run of bytes: a table of the elements it refers to, then its data, in which a reference is an index
// into that table. The file is a header (version, flags, where each section's and each element's bytes end), the
// elements, and a fingerprint.
#include "build/hash.h"
#include "build/pkgbits.h"

enum { BITS_VERSION = 2, FINGERPRINT = 8 };

void bits_file_init(BitsFile *f, Arena *a)
{
    *f = (BitsFile){.arena = a};
    map_init(&f->strings, a);
}

uint32_t bits_reserve(BitsFile *f, BitsSection s)
{
    vec_push(f->arena, &f->elems[s], ((Str){0}));
    return f->elems[s].n - 1;
}

static void put_uvarint(StrBuf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7) sb_putc(b, (char)(v | 0x80));
    sb_putc(b, (char)v);
}

void bits_open(Bits *w, BitsFile *f, BitsSection s, uint32_t index)
{
    *w = (Bits){.file = f, .section = s, .index = index};
}

void bits_close(Bits *w)
{
    StrBuf whole = {0};
    put_uvarint(&whole, w->refs.n);
    for (uint32_t i = 0; i < w->refs.n; i++) {
        put_uvarint(&whole, w->refs.p[i].section);
        put_uvarint(&whole, w->refs.p[i].index);
    }
    sb_put(&whole, sb_str(&w->data));
    w->file->elems[w->section].p[w->index] = str_dup(w->file->arena, sb_str(&whole));
    sb_release(&whole);
    sb_release(&w->data);
}

void bits_bool(Bits *w, bool b) { sb_putc(&w->data, b); }

void bits_uint(Bits *w, uint64_t v) { put_uvarint(&w->data, v); }

void bits_int(Bits *w, int64_t v)
{
    uint64_t u = (uint64_t)v << 1;
    put_uvarint(&w->data, v < 0 ? ~u : u);
}

void bits_ref(Bits *w, BitsSection s, uint32_t index)
{
    uint32_t i = 0; // an element refers to few others
    while (i < w->refs.n && (w->refs.p[i].section != s || w->refs.p[i].index != index)) i++;
    if (i == w->refs.n) vec_push(w->file->arena, &w->refs, ((BitsRef){s, index}));
    bits_uint(w, i);
}

void bits_string(Bits *w, Str s)
{
    BitsFile *f = w->file;
    uintptr_t known = (uintptr_t)strmap_get(&f->strings, s);
    if (!known) {
        Str kept = str_dup(f->arena, s);
        vec_push(f->arena, &f->elems[BITS_STRING], kept);
        known = f->elems[BITS_STRING].n;
        strmap_put(&f->strings, kept, (void *)known);
    }
    bits_ref(w, BITS_STRING, (uint32_t)known - 1);
}

static void put_u32(StrBuf *b, uint32_t v)
{
    for (int i = 0; i < 4; i++) sb_putc(b, (char)(v >> (8 * i)));
}

void bits_write(const BitsFile *f, StrBuf *out)
{
    size_t from = out->n;
    put_u32(out, BITS_VERSION);
    put_u32(out, 0); // no flags
    uint32_t count = 0, end = 0;
    for (unsigned s = 0; s < BITS_NSECTIONS; s++) put_u32(out, count += f->elems[s].n);
    for (unsigned s = 0; s < BITS_NSECTIONS; s++)
        for (uint32_t i = 0; i < f->elems[s].n; i++) put_u32(out, end += (uint32_t)f->elems[s].p[i].n);
    for (unsigned s = 0; s < BITS_NSECTIONS; s++)
        for (uint32_t i = 0; i < f->elems[s].n; i++) sb_put(out, f->elems[s].p[i]);
    uint8_t sum[32];
    hash_sha256((Str){out->p + from, out->n - from}, sum);
    sb_put(out, (Str){(const char *)sum, FINGERPRINT});
}
