// The module of `install pkg@version` and `run pkg@version`: a go.mod in a temporary directory that requires the
// module of the packages. The directory is only there while packages are loaded.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/versioned.h"

// A text of this kind in the module's own go.mod would make it another program than its author's.
static Err check_gomod(Session *s, ModVersion m, const char *arg)
{
    Str gomod, sum;
    ModFile f;
    Err err = mod_fetch_gomod(mod_fetcher(&s->loader.mods), m, (Str){0}, &gomod, &sum);
    if (!err_is(err)) err = modfile_parse(s->arena, "go.mod", "go.mod", gomod, true, &f);
    if (err_is(err)) return err;
    const char *what = f.replace.n ? "replace" : f.exclude.n ? "exclude" : NULL;
    if (!what) return ERR_NONE;
    return err_new(
        "%s (in %.*s@%.*s):\n\tThe go.mod file for the module providing named packages contains one or\n\tmore %s "
        "directives. It must not contain directives that would cause\n\tit to be interpreted differently than if it "
        "were "
        "the main module.",
        arg, STR_FMT(m.path), STR_FMT(m.version), what);
}

static Err split(const char *arg, Str *path, Str *query)
{
    const char *at = strchr(arg, '@');
    *path = (Str){arg, at ? (size_t)(at - arg) : strlen(arg)};
    *query = at ? str_from(at + 1) : (Str){0};
    if (!at) return err_new("%s: argument must be a package path with a version, like the first", arg);
    if (query->n == 0) return err_new("%s: version must not be empty", arg);
    if (arg[0] == '.' || arg[0] == '/') return err_new("%s: argument must be a package path, not a relative path", arg);
    return ERR_NONE;
}

static Err load_in(Session *s, const char *dir, const char *const *args, uint32_t n, LoadPkgs *out)
{
    Arena *a = s->arena;
    Str gomod = str_from("module undergo.invalid/versioned\n\ngo 1.26\n");
    Err err = file_write_atomic(path_join(a, dir, "go.mod"), gomod);
    if (!err_is(err) && chdir(dir) != 0) err = err_new("chdir %s: %s", dir, strerror(errno));
    session_set_mod(s);
    if (!err_is(err)) err = session_open(s, true);
    if (err_is(err)) return err;
    Str path, query;
    ModVersion m;
    err = split(args[0], &path, &query);
    if (err_is(err)) return err;
    err = mod_query_package(&s->loader.mods, path, query, &m);
    if (err_is(err)) return err_wrap_take(err, "%s", args[0]);
    err = check_gomod(s, m, args[0]);
    if (err_is(err)) return err;
    Str text =
        str_from(arena_printf(a, "%.*s\nrequire %.*s %.*s\n", STR_FMT(gomod), STR_FMT(m.path), STR_FMT(m.version)));
    s->gomod = &text;
    s->sums = mod_sums(&s->loader.mods);
    s->fetcher = mod_fetcher(&s->loader.mods);
    err = session_open(s, true);
    if (!err_is(err)) err = mod_complete(&s->loader.mods);
    ArgVec paths = {0};
    for (uint32_t i = 0; i < n && !err_is(err); i++) {
        Str q;
        err = split(args[i], &path, &q);
        if (!err_is(err) && !str_eq(q, query))
            err = err_new("%s: all arguments must refer to packages in the same module at the same version (@%.*s)",
                          args[i], STR_FMT(query));
        vec_push(a, &paths, (const char *)arena_strndup(a, path.p, path.n));
    }
    return err_is(err) ? err : load_patterns(&s->loader, paths.p, paths.n, out);
}

Err versioned_load(Session *s, const char *const *args, uint32_t n, LoadPkgs *out)
{
    Err err = session_chdir(s);
    if (err_is(err)) return err;
    const char *home = s->cwd;
    char *dir = arena_printf(s->arena, "%s/undergo-versioned-XXXXXX", load_env("TMPDIR", "/tmp"));
    if (!mkdtemp(dir)) return err_new("mkdtemp %s: %s", dir, strerror(errno));
    setenv("GOWORK", "off", 1);
    err = load_in(s, dir, args, n, out);
    if (chdir(home) != 0 && !err_is(err)) err = err_new("chdir %s: %s", home, strerror(errno));
    s->cwd = home;
    s->gomod = NULL;
    Err second = path_remove_all(dir);
    err_release(&second); // what is left in a temporary directory harms nobody
    return err;
}
