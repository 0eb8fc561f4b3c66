// Operations on file-system paths: lexical ones, the questions load asks the disk most, making and removing trees.
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/mod.h"

const char *path_join(Arena *a, const char *x, const char *y)
{
    if (!*x) return path_clean(a, y);
    if (!*y) return path_clean(a, x);
    return path_clean(a, arena_printf(a, "%s/%s", x, y));
}

const char *path_clean(Arena *a, const char *p)
{
    size_t n = strlen(p);
    if (n == 0) return ".";
    bool rooted = p[0] == '/';
    char *out = arena_alloc(a, n + 2);
    size_t w = 0, dotdot = 0; // out[0..dotdot) may not be backed over
    if (rooted) out[w++] = '/', dotdot = 1;
    for (size_t r = rooted ? 1 : 0; r < n;) {
        size_t e = r;
        while (e < n && p[e] != '/') e++;
        size_t len = e - r;
        if (len == 0 || (len == 1 && p[r] == '.')) {
            r = e + 1;
            continue;
        }
        if (len == 2 && p[r] == '.' && p[r + 1] == '.') {
            if (w > dotdot) {
                w--;
                while (w > dotdot && out[w] != '/') w--;
            } else if (!rooted) {
                if (w > 0) out[w++] = '/';
                out[w++] = '.';
                out[w++] = '.';
                dotdot = w;
            }
        } else {
            if (w > (rooted ? 1u : 0u)) out[w++] = '/';
            memcpy(out + w, p + r, len);
            w += len;
        }
        r = e + 1;
    }
    if (w == 0) out[w++] = '.';
    out[w] = 0;
    return out;
}

const char *path_abs(Arena *a, const char *cwd, const char *p)
{
    return p[0] == '/' ? path_clean(a, p) : path_join(a, cwd, p);
}

const char *path_dir(Arena *a, const char *p)
{
    const char *slash = strrchr(p, '/');
    if (!slash) return ".";
    if (slash == p) return "/";
    return path_clean(a, arena_strndup(a, p, (size_t)(slash - p)));
}

const char *path_base(const char *p)
{
    const char *slash = strrchr(p, '/');
    return slash ? slash + 1 : p;
}

// p relative to cwd, or NULL where both share nothing but the root.
static const char *relative(Arena *a, const char *cwd, const char *p)
{
    size_t i = 0, last = 0;
    while (cwd[i] && cwd[i] == p[i]) {
        if (cwd[i] == '/') last = i;
        i++;
    }
    if ((cwd[i] == 0 || cwd[i] == '/') && (p[i] == 0 || p[i] == '/')) last = i;
    if (cwd[i] == 0 && p[i] == 0) return ".";
    StrBuf b = {0};
    if (cwd[last]) {
        for (const char *c = cwd + last; *c; c++) {
            if (*c == '/' && c[1]) sb_puts(&b, b.n ? "/.." : "..");
        }
    }
    const char *rest = p + last;
    while (*rest == '/') rest++;
    if (*rest) {
        if (b.n) sb_putc(&b, '/');
        sb_puts(&b, rest);
    }
    const char *out = arena_strndup(a, b.p ? b.p : ".", b.p ? b.n : 1);
    sb_release(&b);
    return out;
}

const char *path_short(Arena *a, const char *cwd, const char *p)
{
    if (p[0] != '/' || cwd[0] != '/') return p;
    const char *rel = relative(a, cwd, p);
    return strlen(rel) < strlen(p) ? rel : p;
}

bool path_is_dir(const char *p)
{
    struct stat st;
    return stat(p, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_file(const char *p)
{
    struct stat st;
    return stat(p, &st) == 0 && !S_ISDIR(st.st_mode);
}

bool path_within(Str dir, Str root)
{
    if (!str_has_prefix(dir, root)) return false;
    return dir.n == root.n || dir.p[root.n] == '/' || (root.n && root.p[root.n - 1] == '/');
}

Err path_make_dirs(Arena *a, const char *dir)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST) return ERR_NONE;
    if (errno != ENOENT || strcmp(dir, "/") == 0) return err_new("mkdir %s: %s", dir, errno_text(errno));
    Err err = path_make_dirs(a, path_dir(a, dir));
    if (err_is(err)) return err;
    return mkdir(dir, 0777) == 0 || errno == EEXIST ? ERR_NONE : err_new("mkdir %s: %s", dir, errno_text(errno));
}

Err path_remove_all(const char *path)
{
    char *const roots[] = {(char *)(uintptr_t)path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!walk) return err_new("remove %s: %s", path, errno_text(errno));
    Err err = ERR_NONE;
    for (FTSENT *e; !err_is(err) && (e = fts_read(walk));) {
        bool failed = false;
        switch (e->fts_info) {
        case FTS_D: chmod(e->fts_accpath, 0700); break; // module trees are read-only
        case FTS_DP: failed = rmdir(e->fts_accpath) != 0; break;
        case FTS_DNR:
        case FTS_ERR:
        case FTS_NS:
            errno = e->fts_errno;
            failed = true;
            break;
        default: failed = unlink(e->fts_accpath) != 0; break;
        }
        if (failed && errno != ENOENT) err = err_new("remove %s: %s", e->fts_path, errno_text(errno));
    }
    fts_close(walk);
    return err;
}

const char *path_find_up(Arena *a, const char *dir, const char *name)
{
    for (;;) {
        const char *p = path_join(a, dir, name);
        if (path_is_file(p)) return p;
        if (strcmp(dir, "/") == 0) return NULL;
        dir = path_dir(a, dir);
    }
}

const char *path_rel(Arena *a, const char *from, const char *to)
{
    Str f = str_from(from), t = str_from(to);
    size_t same = 0, i = 0;
    for (; i < f.n && i < t.n && f.p[i] == t.p[i]; i++) {
        if (f.p[i] == '/') same = i;
    }
    if ((i == f.n || f.p[i] == '/') && (i == t.n || t.p[i] == '/')) same = i;
    StrBuf b = {0};
    for (size_t k = same; k < f.n; k++) {
        if (f.p[k] == '/' && k + 1 < f.n) sb_puts(&b, b.n ? "/.." : "..");
    }
    while (same < t.n && t.p[same] == '/') same++;
    if (same < t.n) sb_printf(&b, "%s%s", b.n ? "/" : "", to + same);
    const char *rel = arena_strndup(a, b.n ? b.p : ".", b.n ? b.n : 1);
    sb_release(&b);
    return rel;
}
