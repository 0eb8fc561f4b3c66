// Files and directories for tests. Failures end the program: a test tool without its files is of no use.
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

Args dir_list(Arena *a, const char *dir, const char *suffix)
{
    Args out = {0};
    DIR *d = opendir(dir);
    if (!d) return out;
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.' || !str_has_suffix(str_from(e->d_name), str_from(suffix))) continue;
        vec_push(a, &out, (const char *)arena_strndup(a, e->d_name, strlen(e->d_name)));
    }
    closedir(d);
    if (out.n) qsort(out.p, out.n, sizeof(char *), by_name);
    return out;
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool dir_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void die(const char *what, const char *path)
{
    fprintf(stderr, "%s %s: %s\n", what, path, strerror(errno));
    exit(2);
}

const char *temp_dir(Arena *a, const char *label)
{
    const char *base = getenv("TMPDIR");
    char *dir = arena_printf(a, "%s/undergo-%s-XXXXXX", base && *base ? base : "/tmp", label);
    if (!mkdtemp(dir)) die("mkdtemp", dir);
    return dir;
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    remove(path);
    return 0;
}

void remove_tree(const char *dir) { nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS); }

void make_dirs(const char *dir)
{
    char path[4096];
    size_t n = strlen(dir);
    if (n >= sizeof path) die("mkdir", dir);
    for (size_t i = 1; i <= n; i++) {
        if (dir[i] != '/' && dir[i] != 0) continue;
        memcpy(path, dir, i);
        path[i] = 0;
        if (mkdir(path, 0777) != 0 && errno != EEXIST) die("mkdir", path);
    }
}

bool read_whole(Arena *a, const char *path, Str *out)
{
    Err err = file_read(a, path, out);
    bool ok = !err_is(err);
    err_release(&err);
    if (!ok) *out = (Str){0};
    return ok;
}

void write_whole(const char *path, Str text)
{
    FILE *f = fopen(path, "we");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) die("write", path);
}

Str next_line(Str *rest)
{
    const char *nl = memchr(rest->p, '\n', rest->n);
    Str line = {rest->p, nl ? (size_t)(nl - rest->p) : rest->n};
    size_t step = line.n + (nl != NULL);
    rest->p += step;
    rest->n -= step;
    return line;
}
