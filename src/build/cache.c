// The build cache: <dir>/<two hex digits>/<key>-<kind>.
//
// An entry is written under a temporary name and renamed, so readers see whole files or none,
// whatever runs beside us and however full the disk is. The name is the hash of everything the
// content depends on, so an entry is never stale. An entry's modification time says when it was
// last used, to the hour; once a day entries unused for five days are removed.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build/cache.h"

enum { USED_GRAIN = 3600, TRIM_EVERY = 24 * 3600, KEEP = 5 * 24 * 3600 };

struct Cache {
    const char *dir;
    _Atomic uint32_t serial; // of temporary names
};

const char *cache_dir(Arena *a)
{
    const char *env = load_env("UNDERGOCACHE", "");
    if (*env) return env;
    const char *gocache = load_env("GOCACHE", ""); // go's own entries are beside ours
    if (*gocache) return path_join(a, gocache, "undergo");
    const char *xdg = load_env("XDG_CACHE_HOME", "");
    if (*xdg) return path_join(a, xdg, "undergo");
    return path_join(a, load_env("HOME", "/tmp"), ".cache/undergo");
}

const char *cache_fuzz_dir(Arena *a) { return path_join(a, cache_dir(a), "fuzz"); }

static Err make_dirs(Arena *a, const char *dir)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST) return ERR_NONE;
    if (errno != ENOENT) return err_new("mkdir %s: %s", dir, strerror(errno));
    Err err = make_dirs(a, path_dir(a, dir));
    if (err_is(err)) return err;
    return mkdir(dir, 0777) == 0 || errno == EEXIST ? ERR_NONE : err_new("mkdir %s: %s", dir, strerror(errno));
}

Err cache_open(Arena *a, Cache **out)
{
    const char *dir = cache_dir(a);
    if (dir[0] != '/') {
        bool ours = *load_env("UNDERGOCACHE", "");
        if (!ours && strcmp(load_env("GOCACHE", ""), "off") == 0)
            return err_new("build cache is disabled by GOCACHE=off, but required as of Go 1.12");
        return err_new("build cache is required, but could not be located: %s is not an absolute path",
                       ours ? "UNDERGOCACHE" : "GOCACHE");
    }
    Err err = make_dirs(a, dir);
    if (err_is(err)) return err_wrap_take(err, "cannot make the build cache");
    Cache *c = ARENA_NEW(a, Cache);
    c->dir = dir;
    *out = c;
    return ERR_NONE;
}

const char *cache_path(const Cache *c, Arena *a, Str key, char kind)
{
    return arena_printf(a, "%s/%.2s/%.*s-%c", c->dir, key.p, STR_FMT(key), kind);
}

const char *cache_get(const Cache *c, Arena *a, Str key, char kind)
{
    const char *path = cache_path(c, a, key, kind);
    struct stat st;
    if (stat(path, &st) != 0) return NULL;
    if (time(NULL) - st.st_mtime > USED_GRAIN) utimensat(AT_FDCWD, path, NULL, 0);
    return path;
}

const char *cache_temp(Cache *c, Arena *a, Str key, char kind)
{
    mkdir(arena_printf(a, "%s/%.2s", c->dir, key.p), 0777);
    uint32_t n = atomic_fetch_add_explicit(&c->serial, 1, memory_order_relaxed);
    return arena_printf(a, "%s.%d.%u", cache_path(c, a, key, kind), (int)getpid(), n);
}

Err cache_put(const Cache *c, Arena *a, const char *temp, Str key, char kind)
{
    const char *path = cache_path(c, a, key, kind);
    if (rename(temp, path) == 0) return ERR_NONE;
    Err err = err_new("rename %s: %s", path, strerror(errno));
    unlink(temp);
    return err;
}

Err cache_put_text(Cache *c, Arena *a, Str key, char kind, Str text)
{
    const char *temp = cache_temp(c, a, key, kind);
    FILE *f = fopen(temp, "we");
    if (!f) return err_new("open %s: %s", temp, strerror(errno));
    size_t n = fwrite(text.p, 1, text.n, f);
    if (fclose(f) != 0 || n != text.n) {
        Err err = err_new("write %s: %s", temp, strerror(errno));
        unlink(temp);
        return err;
    }
    return cache_put(c, a, temp, key, kind);
}

typedef bool (*EntryRule)(const char *name, const struct stat *st, time_t now);
static bool unused(const char *name, const struct stat *st, time_t now)
{
    (void)name;
    return now - st->st_mtime > KEEP;
}
static bool any(const char *name, const struct stat *st, time_t now)
{
    (void)name, (void)st, (void)now;
    return true;
}
static bool test_result(const char *name, const struct stat *st, time_t now)
{
    (void)st, (void)now;
    return str_has_suffix(str_from(name), STR("-t"));
}

// Removes the entries of one of the 256 directories to which the rule applies.
static void sweep(int dirfd, const char *name, EntryRule rule, time_t now)
{
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    DIR *d = fdopendir(fd);
    if (!d) {
        close(fd);
        return;
    }
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        if (e->d_name[0] == '.' || fstatat(fd, e->d_name, &st, 0) != 0 || !S_ISREG(st.st_mode)) continue;
        if (rule(e->d_name, &st, now)) unlinkat(fd, e->d_name, 0);
    }
    closedir(d);
}

static void sweep_all(const char *dir, EntryRule rule, time_t now)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    for (unsigned i = 0; i < 256; i++) {
        char name[3];
        snprintf(name, sizeof name, "%02x", i);
        sweep(fd, name, rule, now);
        if (rule == any) unlinkat(fd, name, AT_REMOVEDIR);
    }
    close(fd);
}

void cache_trim(const Cache *c)
{
    char mark[4096];
    if (snprintf(mark, sizeof mark, "%s/trim.txt", c->dir) >= (int)sizeof mark) return;
    time_t now = time(NULL);
    struct stat st;
    if (stat(mark, &st) == 0 && now - st.st_mtime < TRIM_EVERY) return;
    int fd = open(mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return;
    dprintf(fd, "%lld\n", (long long)now);
    close(fd);
    sweep_all(c->dir, unused, now);
}

Err cache_clean(Arena *a)
{
    sweep_all(cache_dir(a), any, 0);
    return ERR_NONE;
}

Err cache_expire_tests(Arena *a)
{
    sweep_all(cache_dir(a), test_result, 0);
    return ERR_NONE;
}
