// //go:embed: finds the directives of a file and the files their patterns name.
//
// A pattern is a path.Match glob below the package's directory, "all:" before it takes in names
// that start with . or _. A directory stands for the files below it. Files of other modules and
// irregular files can't be embedded. See https://pkg.go.dev/embed#hdr-Directives.
#include <dirent.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>

#include "load/load.h"

// ---- Directives

// Skips a string, rune or comment that starts at i; returns the index past it, or i where none starts.
static size_t skip_quiet(Str t, size_t i)
{
    char c = t.p[i];
    if (c == '"' || c == '\'') {
        for (i++; i < t.n && t.p[i] != c && t.p[i] != '\n'; i++) i += t.p[i] == '\\';
        return i < t.n ? i + 1 : t.n;
    }
    if (c == '`') {
        const char *end = memchr(t.p + i + 1, '`', t.n - i - 1);
        return end ? (size_t)(end - t.p) + 1 : t.n;
    }
    if (c == '/' && i + 1 < t.n && t.p[i + 1] == '*') {
        const char *end = memmem(t.p + i + 2, t.n - i - 2, "*/", 2);
        return end ? (size_t)(end - t.p) + 2 : t.n;
    }
    return i;
}

static void add_patterns(Loader *l, LoadFile *f, size_t i, size_t end)
{
    const char *t = f->source->text.p;
    while (i < end) {
        while (i < end && (t[i] == ' ' || t[i] == '\t')) i++;
        if (i >= end) return;
        size_t start = i;
        Str pattern;
        if (t[i] == '"' || t[i] == '`') {
            char quote = t[i++];
            while (i < end && t[i] != quote) i++;
            pattern = (Str){t + start + 1, i - start - 1};
            i++;
        } else {
            while (i < end && t[i] != ' ' && t[i] != '\t') i++;
            pattern = (Str){t + start, i - start};
        }
        vec_push(l->arena, &f->embeds, ((LoadEmbed){.pattern = pattern, .pos = file_pos(f->source, (uint32_t)start)}));
    }
}

void load_find_embeds(Loader *l, LoadPkg *p, LoadFile *f)
{
    (void)p;
    Str t = f->source->text;
    for (size_t i = 0; i < t.n;) {
        size_t past = skip_quiet(t, i);
        if (past != i) {
            i = past;
            continue;
        }
        if (t.p[i] != '/' || i + 1 >= t.n || t.p[i + 1] != '/') {
            i++;
            continue;
        }
        const char *nl = memchr(t.p + i, '\n', t.n - i);
        size_t end = nl ? (size_t)(nl - t.p) : t.n;
        Str line = {t.p + i, end - i};
        while (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (line.n > 10 && str_has_prefix(line, STR("//go:embed")) && (line.p[10] == ' ' || line.p[10] == '\t'))
            add_patterns(l, f, i + 10, i + line.n);
        i = end;
    }
}

// ---- Patterns
typedef struct Walk {
    Loader *l;
    const char *root;
    size_t root_n; // of "root/"
    bool all;
    StrVec *out;
    uint32_t found;
} Walk;

static bool bad_name(const char *name)
{
    return strpbrk(name, "\"*<>?`'|\\:") != NULL || strcmp(name, ".git") == 0 || strcmp(name, ".hg") == 0 ||
           strcmp(name, ".svn") == 0 || strcmp(name, ".bzr") == 0;
}

static void add_file(Walk *w, const char *path)
{
    vec_push(w->l->arena, w->out, str_from(path + w->root_n));
    w->found++;
}

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

static void walk_dir(Walk *w, const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return;
    VEC(const char *) names = {0};
    for (struct dirent *e; (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || bad_name(e->d_name)) continue;
        if (!w->all && (e->d_name[0] == '.' || e->d_name[0] == '_')) continue;
        vec_push(w->l->arena, &names, (const char *)arena_strndup(w->l->arena, e->d_name, strlen(e->d_name)));
    }
    closedir(d);
    qsort(names.p, names.n, sizeof(char *), by_name);
    for (uint32_t i = 0; i < names.n; i++) {
        const char *path = arena_printf(w->l->arena, "%s/%s", dir, names.p[i]);
        struct stat st;
        if (lstat(path, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) {
            if (!path_is_file(path_join(w->l->arena, path, "go.mod"))) walk_dir(w, path);
        } else if (S_ISREG(st.st_mode)) {
            add_file(w, path);
        }
    }
}

static bool valid_pattern(Str p)
{
    if (p.n == 0 || p.p[0] == '/') return false;
    if (str_eqz(p, ".")) return true;
    size_t start = 0;
    for (size_t i = 0; i <= p.n; i++) {
        if (i < p.n && p.p[i] != '/') continue;
        Str e = {p.p + start, i - start};
        if (e.n == 0 || str_eqz(e, ".") || str_eqz(e, "..")) return false;
        start = i + 1;
    }
    return true;
}

static int by_str(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

LoadError *load_resolve_embed(Loader *l, const LoadPkg *p, LoadEmbed *e)
{
    Str pattern = e->pattern;
    Walk w = {.l = l, .root = arena_strndup(l->arena, p->dir.p, p->dir.n), .root_n = p->dir.n + 1, .out = &e->files};
    if (str_has_prefix(pattern, STR("all:"))) {
        w.all = true;
        pattern.p += 4, pattern.n -= 4;
    }
    if (!valid_pattern(pattern))
        return load_error_new(l, e->pos, "pattern %.*s: invalid pattern syntax", STR_FMT(e->pattern));
    glob_t g = {0};
    const char *full = arena_printf(l->arena, "%s/%.*s", w.root, STR_FMT(pattern));
    LoadError *err = NULL;
    int rc = glob(full, GLOB_PERIOD, NULL, &g);
    size_t matched = 0;
    for (size_t i = 0; rc == 0 && i < g.gl_pathc && !err; i++) {
        const char *path = path_clean(l->arena, g.gl_pathv[i]);
        const char *name = path_base(path);
        if (strcmp(path_base(g.gl_pathv[i]), ".") == 0 && !str_eqz(pattern, ".")) continue;
        if (strcmp(path_base(g.gl_pathv[i]), "..") == 0) continue;
        struct stat st;
        if (lstat(path, &st) != 0) continue;
        matched++;
        const char *what = S_ISDIR(st.st_mode) ? "directory" : "file";
        if (bad_name(name)) {
            err = load_error_new(l, e->pos, "pattern %.*s: cannot embed %s %s: invalid name %s", STR_FMT(e->pattern),
                                 what, path + w.root_n, name);
        } else if (S_ISREG(st.st_mode)) {
            add_file(&w, path);
        } else if (S_ISDIR(st.st_mode)) {
            uint32_t before = w.found;
            if (strlen(path) > w.root_n && path_is_file(path_join(l->arena, path, "go.mod"))) {
                err = load_error_new(l, e->pos, "pattern %.*s: cannot embed directory %s: in different module",
                                     STR_FMT(e->pattern), path + w.root_n);
                continue;
            }
            walk_dir(&w, path);
            if (w.found == before)
                err = load_error_new(l, e->pos, "pattern %.*s: cannot embed directory %s: contains no embeddable files",
                                     STR_FMT(e->pattern), path + w.root_n);
        } else {
            err = load_error_new(l, e->pos, "pattern %.*s: cannot embed irregular file %s", STR_FMT(e->pattern),
                                 path + w.root_n);
        }
    }
    globfree(&g);
    if (!err && matched == 0)
        err = load_error_new(l, e->pos, "pattern %.*s: no matching files found", STR_FMT(e->pattern));
    if (err) return err;
    qsort(e->files.p, e->files.n, sizeof(Str), by_str);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < e->files.n; i++) {
        if (kept == 0 || !str_eq(e->files.p[i], e->files.p[kept - 1])) e->files.p[kept++] = e->files.p[i];
    }
    e->files.n = kept;
    return NULL;
}
