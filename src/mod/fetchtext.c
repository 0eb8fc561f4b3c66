// The small answers of a proxy: go.mod files, what a version is (.info), which versions there are.
//
// A go.mod is kept once it is verified. An .info is kept under the name of the version it is about, never
// under that of a branch, which moves on. Lists are asked for anew each time.
#include <unistd.h>

#include "mod/dirhash.h"
#include "mod/direct.h"
#include "mod/jsontext.h"

enum { GOMOD_LIMIT = 16 << 20, TEXT_LIMIT = 16 << 20 }; // go's limit of a go.mod file

typedef struct Question {
    ModFetcher *f;
    ModVersion m;
    const char *tail;
    StrBuf answer;
} Question;

static NetStatus ask(void *ctx, const Proxy *p, Err *err)
{
    Question *q = ctx;
    sb_clear(&q->answer);
    if (fetcher_goes_direct(q->f, p, q->m)) return direct_get(q->f, q->m, q->tail, &q->answer, err);
    const char *url = fetcher_url(q->f, p, q->m, q->tail, err);
    return url ? net_get(q->f->net, url, TEXT_LIMIT, &q->answer, err) : NET_NOT_FOUND;
}

static Err get(ModFetcher *f, ModVersion m, const char *tail, Str *out, bool *not_found)
{
    Question q = {.f = f, .m = m, .tail = tail};
    Err err = fetcher_proxies(f);
    NetStatus status = NET_FAILED;
    if (!err_is(err)) status = proxies_try(&f->proxies, ask, &q, &err);
    if (status != NET_OK && !err_is(err)) err = err_new("no proxy of GOPROXY was asked");
    if (not_found) *not_found = status == NET_NOT_FOUND;
    if (status == NET_OK) *out = str_dup(f->arena, sb_str(&q.answer));
    sb_release(&q.answer);
    return err;
}

Err mod_fetch_gomod(ModFetcher *f, ModVersion m, Str known_sum, Str *text, Str *sum)
{
    ModPlace place;
    Err err = fetcher_check_version(f, m);
    if (!err_is(err)) err = fetcher_place(f, m, &place);
    if (err_is(err)) return err;
    bool kept = path_is_file(place.mod);
    err = kept ? file_read(f->arena, place.mod, text) : get(f, m, ".mod", text, NULL);
    if (err_is(err)) return err_wrap_take(err, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version));
    if (text->n > GOMOD_LIMIT)
        return err_new("%.*s@%.*s: go.mod file is too large", STR_FMT(m.path), STR_FMT(m.version));
    *sum = dirhash_gomod(f->arena, *text);
    ModVersion gomod = {m.path, str_from(arena_printf(f->arena, "%.*s/go.mod", STR_FMT(m.version)))};
    err = fetcher_check_sum(f, gomod, *sum, known_sum);
    if (err_is(err) || kept) return err;
    err = path_make_dirs(f->arena, path_dir(f->arena, place.mod));
    return err_is(err) ? err : file_write_atomic(place.mod, *text);
}

// query: what was asked for; a version must be the one that is told.
static Err read_info(ModFetcher *f, Str query, Str text, ModInfo *out)
{
    *out = (ModInfo){.json = text};
    Str start = text;
    while (start.n && strchr(" \t\r\n", *start.p)) start.p++, start.n--;
    if (start.n && *start.p != '{')
        return err_new("invalid response from proxy: invalid character '%c' looking for beginning of value", *start.p);
    if (!start.n || !memchr(start.p, '}', start.n))
        return err_new("invalid response from proxy: unexpected end of JSON input");
    bool told = json_member(f->arena, text, "Version", &out->version);
    if (semver_valid(query) && semver_cmp(query, out->version) != 0)
        return err_new("proxy returned info for version %.*s instead of requested version", STR_FMT(out->version));
    if (!told || !semver_valid(out->version)) return err_new("unexpected answer of the proxy: no valid Version");
    json_member(f->arena, text, "Time", &out->time);
    return ERR_NONE;
}

static Err keep_info(ModFetcher *f, Str path, const ModInfo *info)
{
    ModPlace place;
    Err err = fetcher_place(f, (ModVersion){path, info->version}, &place);
    if (err_is(err) || path_is_file(place.info)) return err;
    err = path_make_dirs(f->arena, path_dir(f->arena, place.info));
    return err_is(err) ? err : file_write_atomic(place.info, info->json);
}

Err mod_fetch_info(ModFetcher *f, Str path, Str query, ModInfo *out)
{
    const char *bad = modpath_check(f->arena, path);
    if (bad) return err_new("%s", bad);
    ModPlace place;
    Str text;
    Err err = fetcher_place(f, (ModVersion){path, query}, &place);
    if (err_is(err)) return err;
    bool kept = semver_valid(query) && path_is_file(place.info);
    err = kept ? file_read(f->arena, place.info, &text) : get(f, (ModVersion){path, query}, ".info", &text, NULL);
    if (!err_is(err)) err = read_info(f, query, text, out);
    if (!err_is(err) && !kept) err = keep_info(f, path, out);
    return err;
}

bool mod_origin(Arena *a, const char *modcache, ModVersion m, ModOrigin *out)
{
    ModPlace place = modcache_place(a, modcache, m);
    Str text = {0};
    *out = (ModOrigin){0};
    Err err = file_read(a, place.info, &text);
    err_release(&err); // then nothing is known of it
    const char *at = text.n ? memmem(text.p, text.n, "\"Origin\":{", 10) : NULL;
    if (!at) return false;
    Str object = {at + 9, text.n - (size_t)(at - text.p) - 9};
    const char *end = memchr(object.p, '}', object.n);
    if (!end) return false;
    object.n = (size_t)(end - object.p) + 1;
    json_member(a, object, "URL", &out->url);
    json_member(a, object, "Subdir", &out->subdir);
    json_member(a, object, "Hash", &out->hash);
    json_member(a, object, "Ref", &out->ref);
    return json_member(a, object, "VCS", &out->vcs);
}

Err mod_fetch_latest(ModFetcher *f, Str path, ModInfo *out, bool *not_found)
{
    Str text;
    Err err = get(f, (ModVersion){.path = path}, "@latest", &text, not_found);
    if (!err_is(err)) err = read_info(f, STR("latest"), text, out);
    return err_is(err) ? err : keep_info(f, path, out);
}

Err mod_fetch_versions(ModFetcher *f, Str path, StrVec *out, bool *not_found)
{
    const char *bad = modpath_check(f->arena, path);
    *not_found = bad != NULL;
    if (bad) return err_new("%s", bad);
    Str text;
    Err err = get(f, (ModVersion){.path = path}, "@v/list", &text, not_found);
    if (err_is(err)) return err;
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != '\n') end++;
        Str line = {text.p + at, end - at};
        at = end + 1;
        for (size_t i = 0; i < line.n; i++) { // anything after the version is the server's own business
            if (line.p[i] == ' ' || line.p[i] == '\t' || line.p[i] == '\r') line.n = i;
        }
        if (semver_valid(line)) vec_push(f->arena, out, line);
    }
    return ERR_NONE;
}
