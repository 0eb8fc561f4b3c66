// h1: is base64 of the SHA-256 of a list: for each file, in order of name, the hexadecimal SHA-256
// of its content, two spaces, its name, a newline. Only names and contents count, not how the archive
// was packed. https://go.dev/ref/mod#go-sum-files
#include <errno.h>
#include <fts.h>
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

// ---- A tree

typedef struct TreeFile {
    Str name;
    const char *path;
} TreeFile;

static int by_tree_name(const void *x, const void *y)
{
    return str_cmp(((const TreeFile *)x)->name, ((const TreeFile *)y)->name);
}

Err dirhash_dir(Arena *a, const char *dir, Str prefix, Str *out)
{
    VEC(TreeFile) files = {0};
    char *const roots[] = {(char *)(uintptr_t)dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!walk) return err_new("open %s: %s", dir, strerror(errno));
    size_t skip = strlen(dir) + 1;
    for (FTSENT *e; (e = fts_read(walk));) {
        if (e->fts_info == FTS_D || e->fts_info == FTS_DP) continue;
        const char *path = arena_strndup(a, e->fts_path, e->fts_pathlen);
        Str name = str_from(arena_printf(a, "%.*s%s", STR_FMT(prefix), path + skip));
        vec_push(a, &files, ((TreeFile){name, path}));
    }
    fts_close(walk);
    qsort(files.p, files.n, sizeof *files.p, by_tree_name);
    StrBuf list = {0}, line = {0};
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < files.n && !err_is(err); i++) {
        Str text;
        Digest d;
        err = file_read(a, files.p[i].path, &text);
        if (err_is(err)) break;
        digest_of(&text, 1, &d);
        hash_line(&line, &d, files.p[i].name);
        sb_put(&list, sb_str(&line));
    }
    Digest sum;
    Str all = sb_str(&list);
    digest_of(&all, 1, &sum);
    sb_release(&list);
    sb_release(&line);
    if (!err_is(err)) *out = h1(a, &sum);
    return err;
}
