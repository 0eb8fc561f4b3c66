// Opens and closes a session: cache, C compiler, pool of jobs, $WORK, the table of bound names.
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/cache.h"
#include "build/cc.h"
#include "build/pool.h"

// lib/bind.txt: lines `pkg.name ugx_symbol`; # starts a comment.
static Err read_bind(BuildShared *s)
{
    map_init(&s->bind, s->arena);
    const char *path = path_join(s->arena, s->loader->home, "lib/bind.txt");
    if (!path_is_file(path)) return ERR_NONE;
    Str text;
    Err err = file_read(s->arena, path, &text);
    if (err_is(err)) return err;
    uint32_t line_no = 0;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        size_t end = nl ? (size_t)(nl - text.p) : text.n;
        Str line = {text.p + at, end - at};
        at = end + 1;
        line_no++;
        const char *hash = memchr(line.p, '#', line.n);
        if (hash) line.n = (size_t)(hash - line.p);
        StrVec words = {0};
        split_quoted(s->arena, line, &words);
        if (words.n == 0) continue;
        if (words.n != 2) return err_new("%s:%u: want two words, a Go name and a C symbol", path, line_no);
        strmap_put(&s->bind, words.p[0], arena_strndup(s->arena, words.p[1].p, words.p[1].n));
    }
    return ERR_NONE;
}

Err build_shared_init(BuildShared *s, Arena *a, Loader *l, const BuildOptions *opt)
{
    *s = (BuildShared){.arena = a, .loader = l, .opt = opt};
    map_init(&s->sent, a);
    Err err = read_bind(s);
    if (!err_is(err)) err = cache_open(a, &s->cache);
    if (!err_is(err)) err = cc_open(a, l, opt, &s->cc);
    if (err_is(err)) return err;
    s->pool = pool_new(a, opt->jobs, true);
    return ERR_NONE;
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    remove(path);
    return 0;
}

void build_shared_finish(BuildShared *s)
{
    if (s->pool) pool_stop(s->pool);
    if (s->work && !s->opt->keep_work && !s->work_has_evidence) nftw(s->work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    if (s->cache) cache_trim(s->cache);
}

void build_init(Build *b, BuildShared *s)
{
    Arena *a = arena_new("build");
    *b = (Build){.shared = s, .arena = a, .loader = s->loader, .opt = s->opt};
    map_init(&b->packages, a);
    map_init(&b->by_types, a);
    diag_init(&b->sink, a, s->loader->sources);
    TypesOptions to = {.arena = a, .atoms = s->loader->atoms, .sources = s->loader->sources};
    b->types = types_new(&to);
}

void build_release(Build *b)
{
    for (uint32_t i = 0; i < b->packages.n; i++) arena_free(((BuildPkg *)b->packages.entries[i].value)->arena);
    arena_free(b->arena);
}
