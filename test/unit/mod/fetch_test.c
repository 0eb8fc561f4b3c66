// From $GOPROXY to a verified tree in the module cache; file:// directories are the proxies.
#include <sys/wait.h>

#include "archive.h"

#define MOD "m.org/Big"
#define VER "v1.2.0"
#define SUM_OTHER "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

typedef struct Scene {
    Arena *a;
    const char *dir, *home;
} Scene;

static const char *in(Scene *s, const char *path) { return arena_printf(s->a, "%s/%s", s->dir, path); }
static const char *cached(Scene *s, const char *path) { return arena_printf(s->a, "%s/pkg/mod/%s", s->home, path); }

static void scene(Scene *s)
{
    CHECK_OK(path_remove_all(s->home));
    setenv("GOPATH", s->home, 1);
    setenv("GOPROXY", arena_printf(s->a, "file://%s/proxy", s->dir), 1);
    setenv("GOSUMDB", "off", 1);
    static const char *const cleared[] = {"GOMODCACHE", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOFLAGS"};
    for (size_t i = 0; i < ARRAY_LEN(cleared); i++) unsetenv(cleared[i]);
}

static void serve(Scene *s, const char *proxy, const char *text)
{
    Pack p = {0};
    pack(&p, MOD "@" VER "/go.mod", "module " MOD "\n");
    pack(&p, MOD "@" VER "/sub/a.go", text);
    pack_write(s->a, &p, arena_printf(s->a, "%s/%s/m.org/!big/@v/" VER ".zip", s->dir, proxy));
}

static Err fetch(Scene *s, const char *known, const char **dir)
{
    GoEnv env;
    goenv_load(s->a, &env);
    ModFetcher *f = mod_fetcher_new(s->a, &env, NULL);
    Err err = mod_fetch_dir(f, (ModVersion){STR(MOD), STR(VER)}, str_from(known), dir);
    mod_fetcher_free(f);
    return err;
}

static void holds(Scene *s, const char *path, const char *want)
{
    Str text = {0};
    CHECK_OK(file_read(s->a, path, &text));
    CHECK_STR(text, str_from(want));
}

static void fetches(Scene *s)
{
    scene(s);
    const char *dir;
    CHECK_OK(fetch(s, "", &dir));
    CHECK_Z(dir, cached(s, "m.org/!big@" VER));
    holds(s, path_join(s->a, dir, "sub/a.go"), "package sub\n");
    struct stat st;
    CHECK(stat(dir, &st) == 0 && (st.st_mode & 0222) == 0);
    Str sum;
    CHECK_OK(file_read(s->a, cached(s, "cache/download/m.org/!big/@v/" VER ".ziphash"), &sum));
    CHECK(str_has_prefix(sum, STR("h1:")) && sum.n == 47);
    // From here on nobody is asked.
    setenv("GOPROXY", "off", 1);
    CHECK_OK(fetch(s, "", &dir));
    CHECK_OK(fetch(s, sum.p, &dir));
    CHECK_ERR(fetch(s, SUM_OTHER, &dir), "This download does NOT match an earlier download recorded in go.sum.");
    // The tree alone is lost: the archive is still there.
    CHECK_OK(path_remove_all(dir));
    CHECK_OK(fetch(s, "", &dir));
    holds(s, path_join(s->a, dir, "sub/a.go"), "package sub\n");
    // The ziphash is lost: the archive is hashed again.
    CHECK(unlink(cached(s, "cache/download/m.org/!big/@v/" VER ".ziphash")) == 0);
    GoEnv env;
    goenv_load(s->a, &env);
    CHECK(!mod_cached_dir(s->a, goenv_modcache(&env), (ModVersion){STR(MOD), STR(VER)}));
    CHECK_OK(fetch(s, sum.p, &dir));
    CHECK(mod_cached_dir(s->a, goenv_modcache(&env), (ModVersion){STR(MOD), STR(VER)}));
    scene(s);
    setenv("GOFLAGS", "-modcacherw", 1);
    CHECK_OK(fetch(s, "", &dir));
    CHECK(stat(dir, &st) == 0 && (st.st_mode & 0200) != 0);
}

static void nothing_in_cache(Scene *s)
{
    CHECK(!path_is_dir(cached(s, "m.org/!big@" VER)));
    CHECK(!path_is_file(cached(s, "cache/download/m.org/!big/@v/" VER ".zip")));
    CHECK(!path_is_file(cached(s, "cache/download/m.org/!big/@v/" VER ".ziphash")));
}

static void refuses(Scene *s)
{
    const char *dir;
    scene(s);
    CHECK_ERR(fetch(s, SUM_OTHER, &dir), "go.sum:     " SUM_OTHER);
    nothing_in_cache(s);
    Pack p = {0};
    pack(&p, MOD "@" VER "/../../../../evil", "x");
    pack_write(s->a, &p, in(s, "hostile/m.org/!big/@v/" VER ".zip"));
    setenv("GOPROXY", arena_printf(s->a, "file://%s/hostile", s->dir), 1);
    CHECK_ERR(fetch(s, "", &dir), "invalid path element \"..\"");
    nothing_in_cache(s);
    write_file(s->a, in(s, "hostile/m.org/!big/@v/" VER ".zip"), STR("<html>no such module, sorry about that</html>"));
    CHECK_ERR(fetch(s, "", &dir), "not a valid zip file");
    nothing_in_cache(s);
    GoEnv env;
    goenv_load(s->a, &env);
    ModFetcher *f = mod_fetcher_new(s->a, &env, NULL);
    CHECK_ERR(mod_fetch_dir(f, (ModVersion){STR("m.org/../x"), STR(VER)}, (Str){0}, &dir), "malformed module path");
    CHECK_ERR(mod_fetch_dir(f, (ModVersion){STR(MOD), STR("latest")}, (Str){0}, &dir), "invalid version");
    CHECK_ERR(mod_fetch_dir(f, (ModVersion){STR(MOD), STR("v1.0.0/../../x")}, (Str){0}, &dir), "invalid version");
    mod_fetcher_free(f);
    setenv("GOMODCACHE", "relative", 1);
    CHECK_ERR(fetch(s, "", &dir), "GOMODCACHE entry is relative");
}

static void walks_proxies(Scene *s)
{
    static const struct {
        const char *list, *why; // "" in why: found. %s is the scene's directory.
    } cases[] = {
        {"file://%s/nosuch,file://%s/proxy", ""},
        {"file://%s/hostile|file://%s/proxy", "not a valid zip file"}, // it answered: no proxy failed
        {"ftp://x/y,file://%s/proxy", "invalid proxy URL scheme (must be https, http, file): ftp://x/y"},
        {"file://host/%s/proxy?x", "invalid file:// proxy URL with non-path elements"},
        {"proxy", "invalid proxy URL missing scheme: proxy"},
        {"file://%s/nosuch,off,file://%s/proxy", "module lookup disabled by GOPROXY=off"},
        {"off", "module lookup disabled by GOPROXY=off"},
        {"file://%s/nosuch,direct", "unrecognized import path \"m.org/Big\""}, // the proxy of https is none
        {" , ", "GOPROXY list is not the empty string, but contains no entries"},
        {"http://127.0.0.1:1/,file://%s/proxy", "reading http://127.0.0.1:1/m.org/!big/@v/v1.2.0.zip"},
        {"http://user:secret@127.0.0.1:1|file://%s/proxy", ""},
        {"http://user:secret@127.0.0.1:1", "reading http://user:xxxxx@127.0.0.1:1/m.org"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        scene(s);
        StrBuf list = {0};
        for (const char *c = cases[i].list; *c; c++) {
            if (c[0] == '%') {
                sb_puts(&list, s->dir);
                c++;
            } else {
                sb_putc(&list, *c);
            }
        }
        setenv("GOPROXY", list.p, 1);
        const char *dir;
        Err err = fetch(s, "", &dir);
        if (*cases[i].why) {
            CHECK_ERR(err, cases[i].why);
        } else {
            CHECK_OK(err);
        }
        sb_release(&list);
    }
    scene(s);
    const char *dir;
    setenv("https_proxy", "http://127.0.0.1:1", 1); // m.org is not to be asked for
    setenv("GOPRIVATE", "other.org,m.org/B*", 1);
    CHECK_ERR(fetch(s, "", &dir), "unrecognized import path \"m.org/Big\"");
    setenv("GOPRIVATE", "m.org/Big/sub,n.org", 1);
    CHECK_OK(fetch(s, "", &dir));
}

// What runs that were cut short have left is swept away, go's half of a tree too.
static void recovers(Scene *s)
{
    scene(s);
    const char *dir, *half = cached(s, "m.org/!big@" VER);
    write_file(s->a, path_join(s->a, half, "sub/half.go"), STR("package ha"));
    write_file(s->a, cached(s, "m.org/!big@" VER ".tmp-123/sub/a.go"), STR("pack"));
    write_file(s->a, cached(s, "cache/download/m.org/!big/@v/" VER ".partial"), STR(""));
    write_file(s->a, cached(s, "cache/download/m.org/!big/@v/" VER ".zip99.tmp"), STR("PK"));
    CHECK_OK(fetch(s, "", &dir));
    CHECK(!path_is_file(path_join(s->a, half, "sub/half.go")));
    holds(s, path_join(s->a, half, "sub/a.go"), "package sub\n");
    CHECK(!path_is_dir(cached(s, "m.org/!big@" VER ".tmp-123")));
    CHECK(!path_is_file(cached(s, "cache/download/m.org/!big/@v/" VER ".partial")));
    CHECK(!path_is_file(cached(s, "cache/download/m.org/!big/@v/" VER ".zip99.tmp")));
}

static void in_parallel(Scene *s)
{
    scene(s);
    enum { RUNS = 6 };
    pid_t child[RUNS];
    for (unsigned i = 0; i < RUNS; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            const char *dir;
            Str text;
            Err err = fetch(s, "", &dir);
            if (!err_is(err)) err = file_read(s->a, path_join(s->a, dir, "sub/a.go"), &text);
            _exit(err_is(err) || !str_eqz(text, "package sub\n"));
        }
    }
    for (unsigned i = 0; i < RUNS; i++) {
        int status = -1;
        CHECK(waitpid(child[i], &status, 0) == child[i] && status == 0);
    }
}

static Err fetch_toolchain(Scene *s, const char **goroot)
{
    GoEnv env;
    goenv_load(s->a, &env);
    ModFetcher *f = mod_fetcher_new(s->a, &env, NULL);
    Err err = mod_fetch_toolchain(f, "1.26.8", goroot);
    mod_fetcher_free(f);
    return err;
}

static void toolchains(Scene *s)
{
    scene(s);
    Pack p = {0};
#define TOOLCHAIN "golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/"
    pack(&p, TOOLCHAIN "VERSION", "go1.26.8\n");
    pack(&p, TOOLCHAIN "src/_go.mod", "module std\n");
    pack(&p, TOOLCHAIN "src/cmd/_go.mod", "module cmd\n");
    pack_write(s->a, &p, in(s, "proxy/golang.org/toolchain/@v/v0.0.1-go1.26.8.linux-amd64.zip"));
    const char *goroot;
    CHECK_OK(fetch_toolchain(s, &goroot));
    holds(s, path_join(s->a, goroot, "src/go.mod"), "module std\n");
    holds(s, path_join(s->a, goroot, "src/cmd/go.mod"), "module cmd\n");
    struct stat st;
    CHECK(stat(path_join(s->a, goroot, "src/cmd"), &st) == 0 && (st.st_mode & 0222) == 0);
    CHECK_OK(fetch_toolchain(s, &goroot));
    // Only a lone directory is believed without the database.
    scene(s);
    setenv("GOPROXY", arena_printf(s->a, "file://%s/proxy,off", s->dir), 1);
    setenv("GONOSUMDB", "golang.org", 1);
    CHECK_ERR(fetch_toolchain(s, &goroot), "verifying module: checksum database disabled by GOSUMDB=off");
    scene(s);
    setenv("GOPROXY", "off", 1);
    CHECK_ERR(fetch_toolchain(s, &goroot),
              "download go1.26.8 for linux/amd64: golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64: "
              "module lookup disabled by GOPROXY=off");
}

// Settings that `go env -w` has written.
static void settings(Scene *s)
{
    scene(s);
    write_file(s->a, in(s, "goenv"), STR("# comment\nGOPROXY=off\nnot a setting\nGOPRIVATE=\nGONOSUMDB=a=b\n"));
    setenv("GOENV", in(s, "goenv"), 1);
    unsetenv("GOPROXY");
    GoEnv env;
    goenv_load(s->a, &env);
    CHECK_Z(goenv_get(&env, "GOPROXY", "default"), "off");
    CHECK_Z(goenv_get(&env, "GOPRIVATE", "default"), "default");
    CHECK_Z(goenv_get(&env, "GONOSUMDB", ""), "a=b");
    setenv("GOPROXY", "file:///x", 1);
    CHECK_Z(goenv_get(&env, "GOPROXY", "default"), "file:///x");
    setenv("GOENV", "off", 1);
    static const struct {
        const char *patterns, *path;
        bool want;
    } globs[] = {
        {"m.org", "m.org/a/b", true},   {"m.org/a", "m.org/a/b", true},       {"m.org/a/b", "m.org/a", false},
        {"m.org", "m.orgs/a", false},   {"*.corp.com", "x.corp.com/y", true}, {"*.corp.com", "corp.com/y", false},
        {",,m.org/*", "m.org/a", true}, {"m.org/*", "m.org", false},          {"", "m.org", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(globs); i++) {
        bool got = goenv_matches(&env, globs[i].patterns, str_from(globs[i].path));
        CHECK(got == globs[i].want);
        if (got != globs[i].want) fprintf(stderr, "\t%s of %s\n", globs[i].patterns, globs[i].path);
    }
}

int main(void)
{
    Scene s = {.a = arena_new("test")};
    s.dir = fresh_dir(s.a);
    s.home = in(&s, "home");
    setenv("GOENV", "off", 1);
    serve(&s, "proxy", "package sub\n");
    fetches(&s);
    refuses(&s);
    walks_proxies(&s);
    recovers(&s);
    in_parallel(&s);
    toolchains(&s);
    settings(&s);
    drop_dir(s.dir);
    arena_free(s.a);
    return check_done();
}
