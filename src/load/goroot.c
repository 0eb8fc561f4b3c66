// GOROOT: the Go tree whose standard library is compiled, and fetching one where there is none.
//
// It is looked for in -goroot, $GOROOT, beside the `go` on PATH (which is not run), the usual places,
// and the toolchain modules of the module cache. Only a tree whose minor version this compiler knows
// is accepted: std and the runtime overlay are made for each other. A tree that was named and does not
// fit is an error; where none that fits is found, the release this compiler was made with is fetched as
// the module golang.org/toolchain, as go fetches it, unless $GOTOOLCHAIN says that none may be.
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "load/load.h"

enum { SUPPORTED_MINOR = 26 };
#define FETCHED_RELEASE "1.26.8"

static bool is_goroot(Arena *a, const char *dir)
{
    return path_is_file(path_join(a, dir, "VERSION")) && path_is_file(path_join(a, dir, "src/fmt/print.go"));
}

const char *load_goroot_version(Arena *a, const char *goroot)
{
    Str text;
    Err err = file_read(a, path_join(a, goroot, "VERSION"), &text);
    if (err_is(err)) {
        err_release(&err);
        return NULL;
    }
    size_t n = 0;
    while (n < text.n && text.p[n] != '\n' && text.p[n] != ' ') n++;
    if (!str_has_prefix(text, STR("go")) || n < 3) return NULL;
    return arena_strndup(a, text.p + 2, n - 2);
}

static bool fits(Arena *a, Str version)
{
    return str_eqz(gover_lang(a, version), arena_printf(a, "1.%d", SUPPORTED_MINOR));
}

static bool supported(Arena *a, const char *goroot)
{
    const char *v = load_goroot_version(a, goroot);
    return v && fits(a, str_from(v));
}

static const char *from_path(Arena *a)
{
    const char *path = load_env("PATH", "");
    while (*path) {
        const char *end = strchrnul(path, ':');
        const char *go = arena_printf(a, "%.*s/go", (int)(end - path), path);
        char real[PATH_MAX];
        if (end > path && access(go, X_OK) == 0 && realpath(go, real)) {
            const char *dir = path_dir(a, path_dir(a, arena_strndup(a, real, strlen(real))));
            if (is_goroot(a, dir)) return dir;
        }
        path = *end ? end + 1 : end;
    }
    return NULL;
}

// The newest supported release that the module cache holds whole.
static const char *from_modcache(Arena *a, const char *modcache)
{
    DIR *d = *modcache ? opendir(path_join(a, modcache, "golang.org")) : NULL;
    if (!d) return NULL;
    const char *best = NULL;
    for (struct dirent *e; (e = readdir(d));) {
        Str name = str_from(e->d_name), head = STR("toolchain@v0.0.1-go"), tail = STR(".linux-amd64");
        if (!str_has_prefix(name, head) || !str_has_suffix(name, tail) || name.n <= head.n + tail.n) continue;
        const char *version = arena_strndup(a, name.p + head.n, name.n - head.n - tail.n);
        if (!fits(a, str_from(version)) || (best && gover_cmp(str_from(version), str_from(best)) <= 0)) continue;
        const char *tree = mod_cached_dir(a, modcache, mod_toolchain(a, version));
        if (tree && is_goroot(a, tree)) best = version;
    }
    closedir(d);
    return best ? mod_cached_dir(a, modcache, mod_toolchain(a, best)) : NULL;
}

static const char *named(Arena *a, const char *flag)
{
    const char *dir = *flag ? flag : load_env("GOROOT", "");
    return *dir ? path_clean(a, dir) : NULL;
}

static const char *search(Arena *a, const GoEnv *env)
{
    const char *home = load_env("HOME", "/");
    const char *places[] = {
        from_path(a),
        "/usr/local/go",
        arena_printf(a, "/usr/lib/go-1.%d", SUPPORTED_MINOR),
        "/usr/lib/go",
        "/usr/lib/golang",
        arena_printf(a, "%s/sdk/go1.%d", home, SUPPORTED_MINOR),
        from_modcache(a, goenv_modcache(env)),
    };
    const char *other = NULL;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (!places[i] || !is_goroot(a, places[i])) continue;
        if (supported(a, places[i])) return places[i];
        if (!other) other = places[i];
    }
    return other;
}

const char *load_find_goroot(Arena *a, const char *flag)
{
    const char *dir = named(a, flag);
    if (dir) return dir;
    GoEnv env;
    goenv_load(a, &env);
    return search(a, &env);
}

// Which release $GOTOOLCHAIN lets be fetched: NAME+auto and NAME start from a release, "auto" leaves it to us.
static Err wanted_release(Arena *a, const char *setting, const char **version)
{
    Str s = str_from(setting);
    const char *plus = memchr(s.p, '+', s.n);
    Str name = {s.p, plus ? (size_t)(plus - s.p) : s.n};
    Str mode = plus ? (Str){plus + 1, s.n - name.n - 1} : (Str){0};
    bool local = str_eqz(name, "local"), is_auto = str_eqz(mode, "auto");
    if ((local && !is_auto) || str_eqz(name, "path") || str_eqz(mode, "path"))
        return err_new("go%s is not fetched: GOTOOLCHAIN=%s", FETCHED_RELEASE, setting);
    *version = FETCHED_RELEASE;
    if (local || str_eqz(name, "auto")) return ERR_NONE;
    if (!str_has_prefix(name, STR("go1")) || (plus && !is_auto)) return err_new("invalid GOTOOLCHAIN \"%s\"", setting);
    Str v = {name.p + 2, name.n - 2};
    if (!fits(a, v)) return err_new("GOTOOLCHAIN=%s: this Undergo supports Go 1.%d", setting, SUPPORTED_MINOR);
    if (!str_eq(gover_lang(a, v), v)) *version = arena_strndup(a, v.p, v.n); // go1.26 names no release
    return ERR_NONE;
}

// What was found instead, to say why a tree is wanted.
static Err no_goroot(const char *other, const char *version)
{
    if (other && version)
        return err_new("GOROOT %s holds Go %s; this Undergo supports Go 1.%d", other, version, SUPPORTED_MINOR);
    return err_new("cannot find GOROOT, a Go 1.%d source tree: set GOROOT or -goroot, or put its go on PATH",
                   SUPPORTED_MINOR);
}

static Err fetch(Loader *l, const GoEnv *env, const char **dir)
{
    const char *version;
    Err err = wanted_release(l->arena, goenv_get(env, "GOTOOLCHAIN", "auto"), &version);
    if (err_is(err)) return err;
    ModFetcher *f = mod_fetcher_new(l->arena, env, stderr);
    err = mod_fetch_toolchain(f, version, dir);
    mod_fetcher_free(f);
    return err;
}

static Err use(Loader *l, const char *dir)
{
    Arena *a = l->arena;
    if (!path_is_dir(path_join(a, dir, "src"))) return err_new("cannot find GOROOT directory: %s", dir);
    l->goroot = dir;
    l->go_version = load_goroot_version(a, dir);
    if (!l->go_version) return err_new("%s has no VERSION file of a Go release", dir);
    if (!supported(a, dir)) return no_goroot(dir, l->go_version);
    l->go_minor = SUPPORTED_MINOR;
    l->goroot_src = str_from(path_join(a, dir, "src"));
    return ERR_NONE;
}

Err load_set_goroot(Loader *l, const LoadOptions *opt, const GoEnv *env)
{
    Arena *a = l->arena;
    const char *dir = named(a, opt->goroot_flag);
    if (dir) return use(l, dir);
    dir = search(a, env);
    if (dir && supported(a, dir)) return use(l, dir);
    Err missing = no_goroot(dir, dir ? load_goroot_version(a, dir) : NULL);
    if (opt->no_fetch) return missing;
    Err err = fetch(l, env, &dir);
    if (err_is(err)) {
        Err both = err_new("%s\n\t%s", missing.msg, err.msg);
        err_release(&missing);
        err_release(&err);
        return both;
    }
    err_release(&missing);
    return use(l, dir);
}
