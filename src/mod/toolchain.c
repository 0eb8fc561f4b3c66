// The go.mod files of a Go release that came as a module.
//
// A module's archive may hold one go.mod, at its root, so those of a release travel as _go.mod. Once it
// is unpacked, each is copied to its right name beside the other; src/go.mod comes last, and says that all
// are there. go does the same to a tree it is about to use, at any time and without the lock, so each
// copy is renamed into place: both write the same bytes.
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/cache.h"

static off_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? st.st_size : -1;
}

static Err copy_beside(Arena *a, const char *from)
{
    const char *dir = path_dir(a, from), *to = path_join(a, dir, "go.mod");
    if (size_of(to) == size_of(from)) return ERR_NONE;
    struct stat st;
    Str text;
    Err err = file_read(a, from, &text);
    if (err_is(err)) return err;
    if (stat(dir, &st) != 0 || chmod(dir, st.st_mode | 0200) != 0) return err_new("chmod %s: %s", dir, strerror(errno));
    err = file_write_atomic(to, text);
    if (!err_is(err)) chmod(to, 0444);
    chmod(dir, st.st_mode);
    return err;
}

Err toolchain_name_gomods(Arena *a, const char *goroot)
{
    const char *last = path_join(a, goroot, "src/_go.mod");
    if (size_of(last) == size_of(path_join(a, goroot, "src/go.mod"))) return ERR_NONE;
    char *const roots[] = {(char *)(uintptr_t)goroot, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
    if (!walk) return err_new("open %s: %s", goroot, strerror(errno));
    Err err = ERR_NONE;
    for (FTSENT *e; !err_is(err) && (e = fts_read(walk));) {
        if (strcmp(e->fts_name, "_go.mod") == 0 && strcmp(e->fts_path, last) != 0) err = copy_beside(a, e->fts_path);
    }
    fts_close(walk);
    return err_is(err) ? err : copy_beside(a, last);
}
