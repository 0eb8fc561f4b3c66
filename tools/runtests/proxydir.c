// A module proxy in a directory, made from files of a scenario: proxy/PATH@VERSION/FILE becomes an entry of
// PATH/@v/VERSION.zip, with the .mod, .info and list that belong to it. The archive holds names as they are written,
// bad ones too. proxy/PATH/@v/FILE is served as it stands, and takes the place of what would be made.
//
// Archives carry no times: the same files make the same bytes and so the same sums.
#include <stdlib.h>

#include "mod/mod.h"
#include "mod/zipwrite.h"
#include "runtests.h"

typedef struct Version {
    Str path, version;
    VEC(ScriptFile) files;
} Version;
typedef VEC(Version *) Versions;

static void write_zip(Arena *a, const char *path, const Version *v)
{
    ZipWriter w = {.to = fopen(path, "we")};
    Err err = w.to ? ERR_NONE : err_new("cannot write");
    for (uint32_t i = 0; i < v->files.n && !err_is(err); i++) {
        const ScriptFile *f = &v->files.p[i];
        const char *name = arena_printf(a, "%.*s@%.*s/%.*s", STR_FMT(v->path), STR_FMT(v->version), STR_FMT(f->name));
        err = zipw_add(&w, str_from(name), f->text);
    }
    if (!err_is(err)) err = zipw_end(&w);
    if ((w.to && fclose(w.to) != 0) || err_is(err)) {
        fprintf(stderr, "runtests: %s: %s\n", path, err_is(err) ? err.msg : "cannot write");
        exit(1);
    }
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
    Str path = modpath_escape(a, v->path), escaped = modpath_escape(a, v->version);
    const char *at = arena_printf(a, "%s/%.*s/@v", dir, STR_FMT(path));
    const char *version = arena_strndup(a, escaped.p, escaped.n);
    make_dirs(at);
    Str mod = str_from(arena_printf(a, "module %.*s\n", STR_FMT(v->path)));
    for (uint32_t i = 0; i < v->files.n; i++) {
        if (str_eqz(v->files.p[i].name, "go.mod")) mod = v->files.p[i].text;
    }
    write_whole(arena_printf(a, "%s/%s.mod", at, version), mod);
    write_whole(
        arena_printf(a, "%s/%s.info", at, version),
        str_from(arena_printf(a, "{\"Version\":\"%.*s\",\"Time\":\"2024-01-02T03:04:05Z\"}", STR_FMT(v->version))));
    write_zip(a, arena_printf(a, "%s/%s.zip", at, version), v);
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
