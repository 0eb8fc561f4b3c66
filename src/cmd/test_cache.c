// Passing results are kept, and shown again while nothing has changed that they depend on.
//
// Two keys. The first covers the program and its arguments; under it lies the program's log of what it asked of
// its surroundings: variables, files, directories. The second covers the first and what the answers are now; under
// it lies the output. What lies outside the package's module and the Go tree is not looked at, as go has it. A file
// that changed less than two seconds ago may change again unseen: then nothing is kept.
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "build/cache.h"
#include "build/hash.h"
#include "cmd/test.h"

enum { RECENT = 2 };

void test_cache_key(TestRun *run, Arena *a, const char *exe, const char *program, const char *const *argv)
{
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("test result 1"));
    hash_add(&h, str_from(path_base(exe)));
    hash_add(&h, run->pkg->import_path);
    hash_add(&h, run->pkg->dir);
    for (; *argv; argv++) {
        bool own_file = strncmp(*argv, "-test.testlogfile=", 18) == 0 || strncmp(*argv, "-test.gocoverdir=", 17) == 0;
        if (!own_file && strcmp(*argv, program) != 0) hash_add(&h, str_from(*argv));
    }
    run->cache_key = hash_hex(&h, a);
}

static bool hash_stat(Hasher *h, const char *path, const struct stat *st)
{
    char text[128];
    snprintf(text, sizeof text, "%lld %o %lld.%09ld", (long long)st->st_size, (unsigned)st->st_mode,
             (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
    hash_add(h, str_from(path));
    hash_add(h, S_ISDIR(st->st_mode) ? STR("directory") : str_from(text));
    return S_ISDIR(st->st_mode) || time(NULL) - st->st_mtim.tv_sec > RECENT;
}

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

static bool hash_dir(Hasher *h, Arena *a, const char *path)
{
    DIR *d = opendir(path);
    VEC(const char *) names = {0};
    for (struct dirent *e; d && (e = readdir(d));)
        vec_push(a, &names, (const char *)arena_strndup(a, e->d_name, strlen(e->d_name)));
    if (d) closedir(d);
    qsort(names.p, names.n, sizeof *names.p, by_name);
    for (uint32_t i = 0; i < names.n; i++) {
        const char *file = path_join(a, path, names.p[i]);
        struct stat st;
        bool counts = strcmp(names.p[i], "..") != 0 && lstat(file, &st) == 0;
        if (counts && !hash_stat(h, file, &st)) return false;
    }
    return true;
}

static bool hash_path(Hasher *h, Arena *a, const char *path, bool opened)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        hash_add(h, str_from(path));
        hash_add(h, STR("none"));
        return true;
    }
    if (opened && S_ISDIR(st.st_mode)) return hash_dir(h, a, path);
    return hash_stat(h, path, &st);
}

// The key of the output: what the log asks for, answered now. False where nothing may be kept.
static bool output_key(const TestRun *run, Arena *a, Str log, Str *key)
{
    if (!str_has_prefix(log, STR("# test log\n")) || log.p[log.n - 1] != '\n') return false;
    Hasher h;
    hash_init(&h);
    hash_add(&h, run->cache_key);
    const char *pwd = run->pkg->dir.p;
    Str root = run->pkg->module ? run->pkg->module->dir : run->pkg->dir;
    bool ok = true;
    for (size_t at = 0; at < log.n && ok;) {
        const char *nl = memchr(log.p + at, '\n', log.n - at);
        Str line = {log.p + at, (size_t)(nl - log.p) - at};
        at += line.n + 1;
        const char *space = memchr(line.p, ' ', line.n);
        if (!space || line.p[0] == '#') continue;
        Str op = {line.p, (size_t)(space - line.p)};
        const char *name = arena_strndup(a, space + 1, line.n - op.n - 1);
        if (str_eqz(op, "getenv")) {
            const char *v = strcmp(name, "PWD") == 0 ? run->pkg->dir.p : getenv(name);
            hash_add(&h, str_from(name));
            hash_add(&h, v ? str_from(v) : STR("unset"));
        } else if (str_eqz(op, "chdir")) {
            pwd = path_abs(a, pwd, name);
        } else {
            const char *path = path_abs(a, pwd, name);
            if (path_within(str_from(path), root)) ok = hash_path(&h, a, path, str_eqz(op, "open"));
        }
    }
    *key = hash_hex(&h, a);
    return ok;
}

bool test_cache_find(TestRun *run, Arena *a, Cache *c)
{
    const char *path = cache_get(c, a, run->cache_key, 't');
    Str log, key, text;
    Err err = path ? file_read(a, path, &log) : err_new("none");
    bool found = !err_is(err) && output_key(run, a, log, &key);
    err_release(&err);
    path = found ? cache_get(c, a, key, 't') : NULL;
    if (!path) return false;
    err = file_read(a, path, &text);
    found = !err_is(err);
    err_release(&err);
    if (!found) return false;
    sb_put(&run->job.output, text);
    run->cached = true;
    return true;
}

void test_cache_keep(TestRun *run, Arena *a, Cache *c)
{
    Str log, key;
    Err err = file_read(a, run->log.p, &log);
    unlink(run->log.p);
    if (!err_is(err) && output_key(run, a, log, &key)) {
        err = cache_put_text(c, a, key, 't', sb_str(&run->job.output));
        if (!err_is(err)) err = cache_put_text(c, a, run->cache_key, 't', log);
    }
    err_release(&err); // it will be run again
}
