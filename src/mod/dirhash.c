// h1: is base64 of the SHA-256 of a list: for each file, in order of name, the hexadecimal SHA-256
// of its content, two spaces, its name, a newline. Only names and contents count, not how the archive
// was packed. https://go.dev/ref/mod#go-sum-files
#include <stdlib.h>

#include "mod/digest.h"
#include "mod/dirhash.h"

static int by_name(const void *x, const void *y)
{
    return str_cmp((*(const ZipEntry *const *)x)->name, (*(const ZipEntry *const *)y)->name);
}

static Err hash_piece(void *ctx, const void *p, size_t n)
{
    hashing_add(ctx, p, n);
    return ERR_NONE;
}

static void hash_line(StrBuf *line, const Digest *d, Str name)
{
    sb_clear(line);
    for (size_t k = 0; k < sizeof d->b; k++) sb_printf(line, "%02x", d->b[k]);
    sb_printf(line, "  %.*s\n", STR_FMT(name));
}

static Str h1(Arena *a, const Digest *sum)
{
    return str_from(arena_printf(a, "h1:%.*s", STR_FMT(b64_encode(a, sum->b, sizeof sum->b))));
}

Str dirhash_gomod(Arena *a, Str text)
{
    Digest d;
    digest_of(&text, 1, &d);
    StrBuf line = {0};
    hash_line(&line, &d, STR("go.mod"));
    Str list = sb_str(&line);
    digest_of(&list, 1, &d);
    sb_release(&line);
    return h1(a, &d);
}

Err dirhash_zip(Arena *a, const Zip *z, Str *out)
{
    uint32_t n = z->entries.n;
    const ZipEntry **order = ARENA_ARRAY(a, const ZipEntry *, n + 1);
    for (uint32_t i = 0; i < n; i++) order[i] = &z->entries.p[i];
    qsort(order, n, sizeof *order, by_name);
    Hashing file = {0}, list = {0};
    StrBuf line = {0};
    hashing_start(&list);
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < n; i++) {
        if (memchr(order[i]->name.p, '\n', order[i]->name.n)) {
            err = err_new("dirhash: filenames with newlines are not supported");
            break;
        }
        hashing_start(&file);
        err = zip_read(order[i], hash_piece, &file);
        if (err_is(err)) break;
        Digest d;
        hashing_end(&file, &d);
        hash_line(&line, &d, order[i]->name);
        hashing_add(&list, line.p, line.n);
    }
    Digest sum;
    hashing_end(&list, &sum);
    hashing_release(&file);
    hashing_release(&list);
    sb_release(&line);
    if (!err_is(err)) *out = h1(a, &sum);
    return err;
}
