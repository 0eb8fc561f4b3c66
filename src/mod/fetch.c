// From a module version to its verified tree in the module cache.
//
//   zip:   lock → download to a temporary file → judge names and sizes → h1 hash → go.sum or the
//          checksum database → ziphash file → rename to its place
//   tree:  lock → unpack to a temporary directory beside its place → rename → directories read-only
//
// Each step leaves either nothing new or a whole thing, whenever the process dies. The places, forms and
// the lock are go's (cache.c), so what one tool fetched the other uses. What go unpacks in place with a
// `partial` mark is renamed into place here: a reader that knows nothing of marks can't see half a tree.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/auth.h"
#include "mod/cache.h"
#include "mod/dirhash.h"
#include "mod/direct.h"
#include "mod/zip.h"

#define TOOLCHAIN_VERSION "v0.0.1-go"
#define TOOLCHAIN_PLATFORM ".linux-amd64"

ModFetcher *mod_fetcher_new(Arena *a, const GoEnv *env, FILE *log)
{
    ModFetcher *f = ARENA_NEW(a, ModFetcher);
    *f = (ModFetcher){.arena = a, .env = env, .log = log, .net = net_new(a, log)};
    net_use_auth(f->net, auth_new(env));
    return f;
}

void mod_fetcher_writable(ModFetcher *f) { f->writable = true; }
void mod_fetcher_quiet(ModFetcher *f) { f->quiet = true; }

void mod_fetcher_free(ModFetcher *f) { net_free(f->net); }

bool fetcher_is_toolchain(ModVersion m) { return str_eq(m.path, TOOLCHAIN_PATH); }

Err fetcher_check_version(ModFetcher *f, ModVersion m)
{
    const char *bad = modpath_check(f->arena, m.path);
    if (bad) return err_new("%s", bad);
    if (!semver_valid(m.version) || memchr(m.version.p, '/', m.version.n))
        return err_new("%.*s@%.*s: invalid version", STR_FMT(m.path), STR_FMT(m.version));
    return ERR_NONE;
}

Err fetcher_place(ModFetcher *f, ModVersion m, ModPlace *out)
{
    const char *modcache = goenv_modcache(f->env);
    if (!*modcache) return err_new("module cache not found: neither GOMODCACHE nor GOPATH is set");
    if (*modcache != '/') return err_new("GOMODCACHE entry is relative; must be absolute path: \"%s\".", modcache);
    *out = modcache_place(f->arena, modcache, m);
    return ERR_NONE;
}

// ---- Who is asked

Err fetcher_proxies(ModFetcher *f) { return f->proxies.list.n ? ERR_NONE : proxies_parse(f->env, &f->proxies); }

static const char *url_below(ModFetcher *f, const char *base, ModVersion m, const char *tail)
{
    Str p = modpath_escape(f->arena, m.path), v = modpath_escape(f->arena, m.version);
    if (v.n == 0) return arena_printf(f->arena, "%s/%.*s/%s", base, STR_FMT(p), tail);
    return arena_printf(f->arena, "%s/%.*s/@v/%.*s%s", base, STR_FMT(p), STR_FMT(v), tail);
}

static bool is_private(const ModFetcher *f, ModVersion m)
{
    return goenv_matches(f->env, goenv_get(f->env, "GONOPROXY", goenv_get(f->env, "GOPRIVATE", "")), m.path);
}

const char *fetcher_url(ModFetcher *f, const Proxy *p, ModVersion m, const char *tail, Err *err)
{
    switch (p->kind) {
    case PROXY_URL:
        if (is_private(f, m)) return NULL; // no proxy hears of it
        if (m.version.n && (memchr(m.version.p, '/', m.version.n) || memchr(m.version.p, '!', m.version.n) ||
                            filepath_check(f->arena, m.version))) {
            *err = err_new("invalid version: version \"%.*s\" invalid: disallowed version string", STR_FMT(m.version));
            return NULL;
        }
        return url_below(f, p->url, m, tail);
    case PROXY_DIRECT: return url_below(f, "https://go.dev/dl/mod", m, tail); // Go releases, as a proxy would
    case PROXY_OFF: *err = err_new("module lookup disabled by GOPROXY=off"); return NULL;
    case PROXY_NONE: return NULL;
    }
    return NULL;
}

bool fetcher_goes_direct(const ModFetcher *f, const Proxy *p, ModVersion m)
{
    if (p->kind == PROXY_DIRECT) return !fetcher_is_toolchain(m); // go.dev serves the releases itself
    return p->kind == PROXY_NONE && is_private(f, m);
}

// ---- The archive

typedef struct Download {
    ModFetcher *f;
    ModVersion m;
    FILE *to;
} Download;

static NetStatus ask_zip(void *ctx, const Proxy *p, Err *err)
{
    Download *d = ctx;
    if (fetcher_goes_direct(d->f, p, d->m)) return direct_zip(d->f, d->m, d->to, err);
    const char *url = fetcher_url(d->f, p, d->m, ".zip", err);
    return url ? net_download(d->f->net, url, MOD_ZIP_LIMIT, d->to, err) : NET_NOT_FOUND;
}

static void announce(ModFetcher *f, ModVersion m)
{
    if (!f->log || f->quiet) return;
    size_t from = strlen(TOOLCHAIN_VERSION) - 2, tail = strlen(TOOLCHAIN_PLATFORM);
    if (fetcher_is_toolchain(m) && m.version.n > from + tail) {
        fprintf(f->log, "undergo: downloading %.*s (linux/amd64)\n", (int)(m.version.n - from - tail),
                m.version.p + from);
    } else {
        fprintf(f->log, "undergo: downloading %.*s %.*s\n", STR_FMT(m.path), STR_FMT(m.version));
    }
}

static Str zip_prefix(Arena *a, ModVersion m)
{
    return str_from(arena_printf(a, "%.*s@%.*s/", STR_FMT(m.path), STR_FMT(m.version)));
}

// Judges an archive that came from outside, and leaves its hash in the ziphash file.
static Err verify_zip(ModFetcher *f, ModVersion m, Str known_sum, const char *path, const ModPlace *p)
{
    Zip z;
    Str sum;
    Err err = zip_open(f->arena, path, &z);
    if (!err_is(err)) {
        err = err_wrap_take(zip_check_module(&z, zip_prefix(f->arena, m)), "unzip %s", p->zip);
        if (!err_is(err)) err = dirhash_zip(f->arena, &z, &sum);
        zip_close(&z);
    }
    if (err_is(err)) return err;
    err = fetcher_check_sum(f, m, sum, known_sum);
    return err_is(err) ? err : file_write_atomic(p->ziphash, sum);
}

static Err download_zip(ModFetcher *f, ModVersion m, Str known_sum, const ModPlace *p)
{
    modcache_sweep(f->arena, p->zip, "", ".tmp");
    const char *temp = arena_printf(f->arena, "%s%d.tmp", p->zip, (int)getpid());
    announce(f, m);
    Download d = {f, m, fopen(temp, "w+xe")};
    if (!d.to) return err_new("open %s: %s", temp, errno_text(errno));
    Err err = ERR_NONE;
    bool got = proxies_try(&f->proxies, ask_zip, &d, &err) == NET_OK;
    if (!got && !err_is(err)) err = err_new("no proxy of GOPROXY was asked");
    if (fclose(d.to) != 0 && !err_is(err)) err = err_new("close %s: %s", temp, errno_text(errno));
    if (!got) err = err_wrap_take(err, "%.*s@%.*s", STR_FMT(m.path), STR_FMT(m.version));
    if (!err_is(err)) err = verify_zip(f, m, known_sum, temp, p);
    if (!err_is(err) && rename(temp, p->zip) != 0) err = err_new("rename %s %s: %s", temp, p->zip, errno_text(errno));
    if (err_is(err)) unlink(temp);
    return err;
}

// What is in the cache was verified when its ziphash was written; a go.sum that knows better is believed.
static Err check_kept(ModFetcher *f, ModVersion m, Str known_sum, const ModPlace *p)
{
    if (known_sum.n == 0) return ERR_NONE;
    Str sum;
    Err err = file_read(f->arena, p->ziphash, &sum);
    return err_is(err) ? err : fetcher_check_sum(f, m, sum, known_sum);
}

static Err zip_locked(ModFetcher *f, ModVersion m, Str known_sum, const ModPlace *p)
{
    bool here = path_is_file(p->zip);
    if (here && path_is_file(p->ziphash)) return check_kept(f, m, known_sum, p);
    Err err = fetcher_proxies(f);
    if (err_is(err)) return err;
    return here ? verify_zip(f, m, known_sum, p->zip, p) : download_zip(f, m, known_sum, p);
}

Err mod_fetch_zip(ModFetcher *f, ModVersion m, Str known_sum, const char **zip)
{
    ModPlace p;
    int lock;
    Err err = fetcher_check_version(f, m);
    if (!err_is(err)) err = fetcher_place(f, m, &p);
    if (!err_is(err)) err = modcache_lock(f->arena, &p, f->log, &lock);
    if (err_is(err)) return err;
    err = zip_locked(f, m, known_sum, &p);
    close(lock);
    *zip = p.zip;
    return err;
}

// ---- The tree

static Err unpack_locked(ModFetcher *f, ModVersion m, const ModPlace *p)
{
    Zip z;
    Str prefix = zip_prefix(f->arena, m);
    const char *temp = arena_printf(f->arena, "%s.tmp-%d", p->dir, (int)getpid());
    modcache_sweep(f->arena, p->dir, ".tmp-", "");
    Err err = zip_open(f->arena, p->zip, &z);
    if (err_is(err)) return err_wrap_take(err, "unzip %s", p->zip);
    err = zip_check_module(&z, prefix); // the file may have changed since it was verified
    if (!err_is(err)) err = path_make_dirs(f->arena, path_dir(f->arena, p->dir));
    if (!err_is(err)) err = zip_unpack(&z, prefix, temp);
    zip_close(&z);
    if (err_is(err)) err = err_wrap_take(err, "unzip %s", p->zip);
    if (!err_is(err)) err = path_remove_all(p->dir); // what a go that was cut short has left
    if (!err_is(err) && rename(temp, p->dir) != 0) err = err_new("rename %s %s: %s", temp, p->dir, errno_text(errno));
    if (err_is(err)) {
        Err second = path_remove_all(temp);
        err_release(&second);
        return err;
    }
    unlink(p->partial);
    bool writable = f->writable || strstr(goenv_get(f->env, "GOFLAGS", ""), "-modcacherw");
    if (!writable) modcache_make_read_only(p->dir);
    return ERR_NONE;
}

Err mod_fetch_dir(ModFetcher *f, ModVersion m, Str known_sum, const char **dir)
{
    ModPlace p;
    int lock;
    Err err = fetcher_check_version(f, m);
    if (!err_is(err)) err = fetcher_place(f, m, &p);
    if (err_is(err)) return err;
    *dir = p.dir;
    if (modcache_is_whole(&p)) return check_kept(f, m, known_sum, &p);
    err = modcache_lock(f->arena, &p, f->log, &lock);
    if (err_is(err)) return err;
    if (modcache_is_whole(&p)) { // by whoever held the lock
        err = check_kept(f, m, known_sum, &p);
    } else {
        err = zip_locked(f, m, known_sum, &p);
        if (!err_is(err)) err = unpack_locked(f, m, &p);
    }
    close(lock);
    return err;
}

// ---- Go releases

ModVersion mod_toolchain(Arena *a, const char *go_version)
{
    return (ModVersion){TOOLCHAIN_PATH,
                        str_from(arena_printf(a, TOOLCHAIN_VERSION "%s" TOOLCHAIN_PLATFORM, go_version))};
}

Err mod_fetch_toolchain(ModFetcher *f, const char *go_version, const char **goroot)
{
    Err err = mod_fetch_dir(f, mod_toolchain(f->arena, go_version), (Str){0}, goroot);
    if (!err_is(err)) err = toolchain_name_gomods(f->arena, *goroot);
    return err_is(err) ? err_wrap_take(err, "download go%s for linux/amd64", go_version) : err;
}
