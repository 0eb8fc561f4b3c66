// Where things are: GOROOT and its version, Undergo's own tree, the settings that constraints see.
//
// GOROOT is looked for in -goroot, $GOROOT, beside the `go` on PATH (which is not run), the
// usual places, and the toolchain modules of the module cache. Only a tree whose minor version
// this compiler knows is accepted: std and the runtime overlay are made for each other.
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "load/load.h"

enum { SUPPORTED_MINOR = 26 };

const char *load_env(const char *name, const char *otherwise)
{
    const char *v = getenv(name);
    return v && *v ? v : otherwise;
}

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

static bool supported(Arena *a, const char *goroot)
{
    const char *v = load_goroot_version(a, goroot);
    return v && str_eqz(gover_lang(a, str_from(v)), arena_printf(a, "1.%d", SUPPORTED_MINOR));
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

// The newest supported toolchain module below dir, named golang.org/toolchain@v0.0.1-go1.N.P.linux-amd64.
static const char *from_modcache(Arena *a, const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return NULL;
    const char *best = NULL;
    for (struct dirent *e; (e = readdir(d));) {
        if (strncmp(e->d_name, "toolchain@v0.0.1-go", 19) != 0) continue;
        const char *tree = path_join(a, dir, e->d_name);
        if (!is_goroot(a, tree) || !supported(a, tree)) continue;
        if (!best || gover_cmp(str_from(load_goroot_version(a, tree)), str_from(load_goroot_version(a, best))) > 0)
            best = tree;
    }
    closedir(d);
    return best;
}

static const char *modcache(Arena *a)
{
    const char *gopath = load_env("GOPATH", arena_printf(a, "%s/go", load_env("HOME", "/")));
    size_t first = strcspn(gopath, ":");
    return load_env("GOMODCACHE", arena_printf(a, "%.*s/pkg/mod", (int)first, gopath));
}

const char *load_find_goroot(Arena *a, const char *flag)
{
    if (*flag) return path_clean(a, flag);
    const char *env = load_env("GOROOT", "");
    if (*env) return path_clean(a, env);
    const char *home = load_env("HOME", "/");
    const char *places[] = {
        from_path(a),
        "/usr/local/go",
        arena_printf(a, "/usr/lib/go-1.%d", SUPPORTED_MINOR),
        "/usr/lib/go",
        "/usr/lib/golang",
        arena_printf(a, "%s/sdk/go1.%d", home, SUPPORTED_MINOR),
        from_modcache(a, path_join(a, modcache(a), "golang.org")),
    };
    const char *other = NULL;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        if (!places[i] || !is_goroot(a, places[i])) continue;
        if (supported(a, places[i])) return places[i];
        if (!other) other = places[i];
    }
    return other;
}

static bool is_home(Arena *a, const char *dir)
{
    return path_is_file(path_join(a, dir, "lib/overlay.txt")) &&
           path_is_file(path_join(a, dir, "include/undergo/abi.h"));
}

const char *load_find_home(Arena *a)
{
    const char *env = load_env("UNDERGOROOT", "");
    if (*env) return is_home(a, env) ? env : NULL;
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n <= 0) return NULL;
    const char *dir = path_dir(a, arena_strndup(a, exe, (size_t)n));
    const char *installed = path_join(a, path_dir(a, dir), "lib/undergo");
    if (is_home(a, installed)) return installed;
    while (strcmp(dir, "/") != 0) {
        if (is_home(a, dir)) return dir;
        dir = path_dir(a, dir);
    }
    return NULL;
}

static void add_tag(Loader *l, StrVec *to, const char *tag) { vec_push(l->arena, to, str_from(tag)); }

// The experiments that are on: 1.26's defaults for linux/amd64, changed by GOEXPERIMENT.
static void set_experiments(Loader *l)
{
    static const char *const defaults[] = {"regabiwrappers", "regabiargs", "dwarf5", "greenteagc",
                                           "randomizedheapbase64"};
    StrVec on = {0};
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) add_tag(l, &on, defaults[i]);
    Str list = str_from(load_env("GOEXPERIMENT", ""));
    while (list.n) {
        const char *comma = memchr(list.p, ',', list.n);
        Str name = {list.p, comma ? (size_t)(comma - list.p) : list.n};
        list.p += name.n + (comma != NULL);
        list.n -= name.n + (comma != NULL);
        bool off = str_has_prefix(name, STR("no"));
        if (str_eqz(name, "none")) on.n = 0;
        if (off) name.p += 2, name.n -= 2;
        uint32_t kept = 0;
        for (uint32_t i = 0; i < on.n; i++) {
            if (!str_eq(on.p[i], name)) on.p[kept++] = on.p[i];
        }
        on.n = kept;
        if (!off && name.n && !str_eqz(name, "none")) vec_push(l->arena, &on, name);
    }
    l->experiments = on;
    for (uint32_t i = 0; i < on.n; i++)
        add_tag(l, &l->tool_tags, arena_printf(l->arena, "goexperiment.%.*s", STR_FMT(on.p[i])));
    for (int v = 1; v <= l->goamd64[1] - '0'; v++) add_tag(l, &l->tool_tags, arena_printf(l->arena, "amd64.v%d", v));
}

static Err set_goroot(Loader *l, const char *flag)
{
    l->goroot = load_find_goroot(l->arena, flag);
    if (!l->goroot)
        return err_new("cannot find GOROOT, a Go 1.%d source tree: set GOROOT or -goroot, or put its go on PATH",
                       SUPPORTED_MINOR);
    if (!path_is_dir(path_join(l->arena, l->goroot, "src")))
        return err_new("cannot find GOROOT directory: %s", l->goroot);
    l->go_version = load_goroot_version(l->arena, l->goroot);
    if (!l->go_version) return err_new("%s has no VERSION file of a Go release", l->goroot);
    if (!supported(l->arena, l->goroot))
        return err_new("GOROOT %s holds Go %s; this Undergo supports Go 1.%d", l->goroot, l->go_version,
                       SUPPORTED_MINOR);
    l->go_minor = SUPPORTED_MINOR;
    l->goroot_src = str_from(path_join(l->arena, l->goroot, "src"));
    return ERR_NONE;
}

static Err set_modules(Loader *l, const LoadOptions *opt)
{
    if (opt->no_modules || path_within(str_from(opt->cwd), l->goroot_src)) return ERR_NONE;
    const char *flag = opt->mod_flag;
    if (*flag && strcmp(flag, "mod") != 0 && strcmp(flag, "vendor") != 0 && strcmp(flag, "readonly") != 0)
        return err_new("-mod may only be set to readonly, vendor, or mod; got %s", flag);
    if (strcmp(load_env("GO111MODULE", ""), "off") == 0) return ERR_NONE;
    ModOptions mo = {
        .arena = l->arena,
        .cwd = l->cwd,
        .mod_flag = flag,
        .modfile_flag = opt->modfile_flag,
        .gowork = load_env("GOWORK", ""),
        .modcache = modcache(l->arena),
        .go_version = l->go_version,
    };
    return mod_load(&mo, &l->mods);
}

Err load_init(const LoadOptions *opt, Loader *out)
{
    *out = (Loader){
        .arena = opt->arena,
        .atoms = opt->atoms,
        .sources = opt->sources,
        .cwd = opt->cwd,
        .goos = load_env("GOOS", "linux"),
        .goarch = load_env("GOARCH", "amd64"),
        .goamd64 = load_env("GOAMD64", "v1"),
        .cgo_enabled = strcmp(load_env("CGO_ENABLED", "0"), "1") == 0,
        .tags = opt->tags,
        .lang_flag = opt->lang_flag,
        .local_dir = opt->local_dir,
    };
    map_init(&out->packages, opt->arena);
    if (out->goamd64[0] != 'v' || out->goamd64[1] < '1' || out->goamd64[1] > '4' || out->goamd64[2])
        return err_new("invalid GOAMD64: must be v1, v2, v3, v4");
    out->home = load_find_home(opt->arena);
    if (!out->home)
        return err_new("cannot find Undergo's own files (lib/ and include/) near the program; set UNDERGOROOT");
    set_experiments(out);
    Err err = set_goroot(out, opt->goroot_flag);
    if (!err_is(err)) err = overlay_read(opt->arena, out->home, &out->overlay);
    if (!err_is(err)) err = set_modules(out, opt);
    return err;
}
