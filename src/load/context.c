// Where Undergo's own tree is, and the settings that constraints see.
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "load/load.h"

const char *load_env(const char *name, const char *otherwise)
{
    const char *v = getenv(name);
    return v && *v ? v : otherwise;
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
static void set_experiments(Loader *l, const GoEnv *env)
{
    static const char *const defaults[] = {"regabiwrappers", "regabiargs", "dwarf5", "greenteagc",
                                           "randomizedheapbase64"};
    StrVec on = {0};
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) add_tag(l, &on, defaults[i]);
    Str list = str_from(goenv_get(env, "GOEXPERIMENT", ""));
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

static Err set_modules(Loader *l, const LoadOptions *opt, const GoEnv *env)
{
    if (opt->no_modules || path_within(str_from(opt->cwd), l->goroot_src)) return ERR_NONE;
    if (strcmp(goenv_get(env, "GO111MODULE", ""), "off") == 0) return ERR_NONE;
    ModOptions mo = {
        .arena = l->arena,
        .env = env,
        .cwd = l->cwd,
        .mod_flag = opt->mod_flag,
        .cache_writable = opt->cache_writable,
        .no_work = opt->no_work,
        .own_mode = opt->own_mode,
        .lax_work = opt->lax_work,
        .modfile_flag = opt->modfile_flag,
        .gowork = goenv_get(env, "GOWORK", ""),
        .modcache = goenv_modcache(env),
        .go_version = l->go_version,
        .gomod = opt->gomod,
        .sums = opt->sums,
        .fetcher = opt->fetcher,
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
        .goos = goenv_get(opt->env, "GOOS", "linux"),
        .goarch = goenv_get(opt->env, "GOARCH", "amd64"),
        .goamd64 = goenv_get(opt->env, "GOAMD64", "v1"),
        .cgo_enabled = strcmp(goenv_get(opt->env, "CGO_ENABLED", "0"), "1") == 0,
        .tags = opt->tags,
        .lang_flag = opt->lang_flag,
        .local_dir = opt->local_dir,
        .any_tags = opt->any_tags,
        .find_only = opt->find_only,
    };
    map_init(&out->packages, opt->arena);
    if (out->goamd64[0] != 'v' || out->goamd64[1] < '1' || out->goamd64[1] > '4' || out->goamd64[2])
        return err_new("invalid GOAMD64: must be v1, v2, v3, v4");
    out->home = load_find_home(opt->arena);
    if (!out->home)
        return err_new("cannot find Undergo's own files (lib/ and include/) near the program; set UNDERGOROOT");
    set_experiments(out, opt->env);
    if (opt->race) add_tag(out, &out->tool_tags, "race");
    Err err = load_set_goroot(out, opt, opt->env);
    if (!err_is(err)) err = overlay_read(opt->arena, out->home, &out->overlay);
    if (!err_is(err)) err = load_read_file_overlay(out, opt->overlay_flag);
    if (!err_is(err)) err = set_modules(out, opt, opt->env);
    return err;
}
