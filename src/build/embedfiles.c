// Reads the files that a variable with //go:embed lines holds, in the order embed.FS keeps them.
#include <stdlib.h>

#include "build/embedfiles.h"
#include "build/hash.h"

// Splits a name as embed.FS does: directory, and last element. The slash after a directory doesn't count.
static void split(Str name, Str *dir, Str *elem)
{
    if (name.n && name.p[name.n - 1] == '/') name.n--;
    size_t i = name.n;
    while (i > 0 && name.p[i - 1] != '/') i--;
    *elem = (Str){name.p + i, name.n - i};
    *dir = i ? (Str){name.p, i - 1} : STR(".");
}

static int by_dir_then_name(const void *x, const void *y)
{
    Str xdir, xelem, ydir, yelem;
    split(((const EmbedFile *)x)->name, &xdir, &xelem);
    split(((const EmbedFile *)y)->name, &ydir, &yelem);
    int c = str_cmp(xdir, ydir);
    return c ? c : str_cmp(xelem, yelem);
}

static const LoadEmbed *find_pattern(const LoadPkg *p, Str pattern)
{
    for (uint32_t i = 0; i < p->files.n; i++) {
        const LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->embeds.n; k++) {
            if (str_eq(f->embeds.p[k].pattern, pattern)) return &f->embeds.p[k];
        }
    }
    return NULL;
}

static void add_parents(Arena *a, StrMap *seen, EmbedFiles *out, Str name)
{
    for (size_t i = name.n; i-- > 0;) {
        if (name.p[i] != '/') continue;
        Str dir = {name.p, i + 1};
        if (strmap_has(seen, dir)) return;
        strmap_put(seen, dir, out);
        vec_push(a, out, ((EmbedFile){.name = dir}));
    }
}

static void add_file(Build *b, const LoadPkg *p, StrMap *seen, EmbedFiles *out, Str name, bool tree)
{
    if (strmap_has(seen, name)) return;
    strmap_put(seen, name, out);
    EmbedFile f = {.name = name};
    Err err = file_read(b->arena, arena_printf(b->arena, "%.*s/%.*s", STR_FMT(p->dir), STR_FMT(name)), &f.data);
    if (err_is(err)) { // it was there when the pattern was resolved
        diag_report(&b->sink, DIAG_Other, NO_POS, "embed %.*s: %s", STR_FMT(name), err.msg);
        err_release(&err);
        return;
    }
    uint8_t sum[32];
    hash_sha256(f.data, sum);
    memcpy(f.hash, sum, sizeof f.hash);
    vec_push(b->arena, out, f);
    if (tree) add_parents(b->arena, seen, out, name);
}

const EmbedFiles *embed_files(void *build, Package *pkg, const VarDecl *d)
{
    Build *b = build;
    const BuildPkg *bp = ptrmap_get(&b->by_types, pkg);
    if (!bp) return NULL;
    EmbedFiles *out = ARENA_NEW(b->arena, EmbedFiles);
    StrMap seen;
    map_init(&seen, b->arena);
    const Object *var = d->names.n ? d->names.p[0]->obj : NULL;
    bool tree = var && var->type && type_under(var->type)->kind == TYP_STRUCT; // embed.FS lists directories too
    for (const Embed *e = d->embeds; e; e = e->next) {
        for (uint32_t i = 0; i < e->patterns.n; i++) {
            const LoadEmbed *le = find_pattern(bp->pkg, e->patterns.p[i]);
            for (uint32_t k = 0; le && k < le->files.n; k++) add_file(b, bp->pkg, &seen, out, le->files.p[k], tree);
        }
    }
    if (out->n == 0) return NULL;
    qsort(out->p, out->n, sizeof(EmbedFile), by_dir_then_name);
    return out;
}
