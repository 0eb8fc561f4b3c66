// Where the program of a package's tests lies: where -c, -o and profiles leave it, or under its name beside the cache.
//
// Programs look at their name (os.Args[0] ends in .test, and may be started again), so what runs from the cache runs
// by a link in the work directory. A hard link where the file systems allow it: os.Executable tells its name, too.
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/test_binary.h"

static bool is_null(const char *output) { return strcmp(output, "/dev/null") == 0; }

static bool names_dir(const char *output)
{
    size_t n = strlen(output);
    return n && (output[n - 1] == '/' || path_is_dir(output));
}

static const char *binary_name(Arena *a, const LoadPkg *p)
{
    if (p->cmdline) return arena_printf(a, "%.*s.test", STR_FMT(p->name));
    const char *path = arena_strndup(a, p->import_path.p, p->import_path.n);
    return arena_printf(a, "%s.test", path_base(path));
}

Err test_binary_check(Arena *a, const TestBinaries *b, const LoadPkgs *roots)
{
    const char *output = b->output;
    if (roots->n < 2 || is_null(output) || !(b->compile_only || *output)) return ERR_NONE;
    if (*output && !names_dir(output))
        return err_whole("with multiple packages, -o must refer to a directory or /dev/null");
    StrBuf said = {0};
    for (uint32_t i = 0; i < roots->n; i++) {
        const char *name = binary_name(a, roots->p[i]);
        StrBuf same = {0};
        uint32_t n = 0;
        bool first = true;
        for (uint32_t k = 0; k < roots->n; k++) {
            if (strcmp(binary_name(a, roots->p[k]), name) != 0) continue;
            first &= k >= i;
            sb_printf(&same, "%.*s\n", STR_FMT(roots->p[k]->import_path));
            n++;
        }
        if (n > 1 && first) sb_printf(&said, "cannot write test binary %s for multiple packages:\n%s", name, same.p);
        sb_release(&same);
    }
    Err err = said.n ? err_whole("%s", said.p) : ERR_NONE;
    sb_release(&said);
    return err;
}

Err test_binary_output(Arena *a, const TestBinaries *b, const LoadPkg *p, const char **path)
{
    *path = NULL;
    if (is_null(b->output) || !(b->compile_only || b->kept || *b->output)) return ERR_NONE;
    const char *name = binary_name(a, p);
    if (!*b->output) {
        *path = name;
        return ERR_NONE;
    }
    *path = names_dir(b->output) ? path_join(a, b->output, name) : b->output;
    return path_make_dirs(a, path_dir(a, *path));
}

Err test_binary_link(BuildShared *shared, const LoadPkg *p, uint32_t number, const char **exe)
{
    Err err;
    Arena *a = shared->arena;
    const char *work = build_work_dir(shared, &err);
    if (!work) return err;
    const char *dir = arena_printf(a, "%s/b%03u", work, number + 1);
    err = path_make_dirs(a, dir);
    if (err_is(err)) return err;
    const char *link_path = path_join(a, dir, binary_name(a, p));
    if (link(*exe, link_path) == 0 || symlink(*exe, link_path) == 0) *exe = link_path;
    return ERR_NONE; // where no link can be made it runs under the cache's name
}
