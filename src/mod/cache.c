// The module cache, shared with go. A version's tree counts only when it is whole: its ziphash is
// written before it is unpacked, and no `partial` file of go's stands beside it. Writers hold the
// version's lock file by flock, as go does, so that the two tools and any number of runs may meet.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/cache.h"

ModPlace modcache_place(Arena *a, const char *modcache, ModVersion m)
{
    Str p = modpath_escape(a, m.path), v = modpath_escape(a, m.version);
    const char *base = arena_printf(a, "%s/cache/download/%.*s/@v/%.*s", modcache, STR_FMT(p), STR_FMT(v));
    return (ModPlace){
        .dir = arena_printf(a, "%s/%.*s@%.*s", modcache, STR_FMT(p), STR_FMT(v)),
        .mod = arena_printf(a, "%s.mod", base),
        .info = arena_printf(a, "%s.info", base),
        .zip = arena_printf(a, "%s.zip", base),
        .ziphash = arena_printf(a, "%s.ziphash", base),
        .partial = arena_printf(a, "%s.partial", base),
        .lock = arena_printf(a, "%s.lock", base),
    };
}

bool modcache_is_whole(const ModPlace *p)
{
    return path_is_dir(p->dir) && !path_is_file(p->partial) && path_is_file(p->ziphash);
}

const char *mod_cached_dir(Arena *a, const char *modcache, ModVersion m)
{
    ModPlace p = modcache_place(a, modcache, m);
    return modcache_is_whole(&p) ? p.dir : NULL;
}

const char *mod_cached_gomod(Arena *a, const char *modcache, ModVersion m)
{
    return modcache_place(a, modcache, m).mod;
}

Err mod_cached_sum(Arena *a, const char *modcache, ModVersion m, Str *sum)
{
    Err err = file_read(a, modcache_place(a, modcache, m).ziphash, sum);
    while (!err_is(err) && sum->n && (sum->p[sum->n - 1] == '\n' || sum->p[sum->n - 1] == ' ')) sum->n--;
    return err;
}

Err modcache_lock(Arena *a, const ModPlace *p, FILE *log, int *fd)
{
    Err err = path_make_dirs(a, path_dir(a, p->lock));
    if (err_is(err)) return err;
    *fd = open(p->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*fd < 0) return err_new("open %s: %s", p->lock, errno_text(errno));
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0) return ERR_NONE;
    if (errno == EWOULDBLOCK && log) fprintf(log, "undergo: waiting for another process that is fetching it\n");
    while (flock(*fd, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        err = err_new("lock %s: %s", p->lock, errno_text(errno));
        close(*fd);
        return err;
    }
    return ERR_NONE;
}

void modcache_make_read_only(const char *dir)
{
    char *const roots[] = {(char *)(uintptr_t)dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; walk && (e = fts_read(walk));) {
        if (e->fts_info == FTS_DP) chmod(e->fts_accpath, e->fts_statp->st_mode & 0555);
    }
    if (walk) fts_close(walk);
}

void modcache_sweep(Arena *a, const char *path, const char *infix, const char *suffix)
{
    const char *parent = path_dir(a, path);
    Str prefix = str_from(arena_printf(a, "%s%s", path_base(path), infix));
    DIR *d = opendir(parent);
    for (struct dirent *e; d && (e = readdir(d));) {
        Str name = str_from(e->d_name);
        if (!str_has_prefix(name, prefix) || !str_has_suffix(name, str_from(suffix))) continue;
        Err err = path_remove_all(path_join(a, parent, e->d_name));
        err_release(&err); // it is only in the way of the disk's space
    }
    if (d) closedir(d);
}
