// undergo clean: removes what builds leave in the directories of packages, installed programs, and caches.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/cache.h"
#include "cmd/cmd.h"

typedef struct Clean {
    Session *s;
    bool installed, recursive, failed;
    PtrMap done;
} Clean;

static bool in_list(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], name) == 0) return true;
    }
    return false;
}

static bool is_source(const LoadPkg *p, const char *name)
{
    const LoadFiles *all[] = {&p->files, &p->cgo_files, &p->test_files, &p->xtest_files};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (uint32_t k = 0; k < all[i]->n; k++) {
            if (strcmp(all[i]->p[k]->name, name) == 0) return true;
        }
    }
    return false;
}

static void with_exe(Arena *a, ArgVec *names, const char *name)
{
    vec_push(a, names, name);
    vec_push(a, names, (const char *)arena_printf(a, "%s.exe", name));
}

typedef struct Entry {
    const char *name;
    bool dir;
} Entry;
typedef VEC(Entry) Entries;

static int by_name(const void *x, const void *y) { return strcmp(((const Entry *)x)->name, ((const Entry *)y)->name); }

static bool entries_of(Clean *c, const char *dir, Entries *out)
{
    DIR *d = opendir(dir);
    if (!d) {
        fprintf(stderr, "undergo: %s: open %s: %s\n", dir, dir, strerror(errno));
        c->failed = true;
        return false;
    }
    for (struct dirent *e; (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        const char *name = arena_strndup(c->s->arena, e->d_name, strlen(e->d_name));
        struct stat st;
        bool is_dir = lstat(path_join(c->s->arena, dir, name), &st) == 0 && S_ISDIR(st.st_mode);
        vec_push(c->s->arena, out, ((Entry){name, is_dir}));
    }
    closedir(d);
    if (out->n) qsort(out->p, out->n, sizeof *out->p, by_name);
    return true;
}

// The programs that builds of the package, of its tests and of single files would have left.
static void programs_of(Clean *c, const LoadPkg *p, const char *dir, const Entries *entries, ArgVec *out)
{
    Arena *a = c->s->arena;
    const char *elem = path_base(dir), *exec = program_name(a, p);
    if (p->main) {
        with_exe(a, out, elem);
        with_exe(a, out, exec);
    }
    with_exe(a, out, arena_printf(a, "%s.test", elem));
    with_exe(a, out, arena_printf(a, "%s.test", exec));
    for (uint32_t i = 0; i < entries->n; i++) {
        Str name = str_from(entries->p[i].name);
        if (entries->p[i].dir || (!p->main && is_source(p, name.p))) continue;
        if (str_has_suffix(name, STR("_test.go")))
            with_exe(a, out, arena_printf(a, "%.*s.test", (int)name.n - 8, name.p));
        if (str_has_suffix(name, STR(".go"))) with_exe(a, out, arena_strndup(a, name.p, name.n - 3));
    }
}

static void remove_one(Clean *c, const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT) return;
    fprintf(stderr, "undergo: remove %s: %s\n", path, strerror(errno));
    c->failed = true;
}

static void clean_package(Clean *c, LoadPkg *p)
{
    static const char *const dirs[] = {"_test", "_obj"},
                             *const files[] = {"_testmain.go", "test.out", "build.out", "a.out"},
                             *const exts[] = {".5", ".6", ".8", ".a", ".o", ".so"};
    if (ptrmap_has(&c->done, p)) return;
    ptrmap_put(&c->done, p, p);
    Arena *a = c->s->arena;
    if (p->dir.n == 0) {
        if (p->error) fprintf(stderr, "%s\n", load_error_text(a, p->error));
        c->failed = true;
        return;
    }
    const char *dir = arena_strndup(a, p->dir.p, p->dir.n);
    const BuildOptions *b = &c->s->build;
    Entries entries = {0};
    ArgVec programs = {0};
    if (!entries_of(c, dir, &entries)) return;
    programs_of(c, p, dir, &entries, &programs);
    if (b->dry_run || b->print_commands) {
        printf("cd %s\nrm -f", dir);
        for (uint32_t i = 0; i < programs.n; i++) printf(" %s", programs.p[i]);
        putchar('\n');
    }
    for (uint32_t i = 0; i < entries.n; i++) {
        const char *name = entries.p[i].name, *dot = strrchr(name, '.'), *path = path_join(a, dir, name);
        if (entries.p[i].dir) {
            if (!in_list(dirs, ARRAY_LEN(dirs), name)) continue;
            if (b->dry_run || b->print_commands) printf("rm -rf %s\n", path);
            Err err = b->dry_run ? ERR_NONE : path_remove_all(path);
            err_release(&err); // what is left will be told by who wants the place
        } else if (b->dry_run) {
            continue;
        } else if (in_list(files, ARRAY_LEN(files), name) || (dot && in_list(exts, ARRAY_LEN(exts), dot)) ||
                   in_list(programs.p, programs.n, name)) {
            remove_one(c, path);
        }
    }
    bool target = c->installed && p->main && !p->cmdline && !p->standard;
    const char *installed = target ? path_join(a, install_dir(c->s), program_name(a, p)) : NULL;
    if (installed && (b->dry_run || b->print_commands)) printf("rm -f %s\n", installed);
    if (installed && !b->dry_run) remove_one(c, installed);
    for (uint32_t i = 0; c->recursive && i < p->deps.n; i++) clean_package(c, p->deps.p[i]);
}

typedef struct Caches {
    bool build, tests, modules, fuzz;
} Caches;

static Err clean_caches(Session *s, const Caches *k)
{
    bool told = s->build.dry_run || s->build.print_commands;
    const char *build = cache_dir(s->arena), *modules = goenv_modcache(&s->env);
    if (k->build && told) printf("rm -rf %s\n", build);
    Err err = k->build && !s->build.dry_run ? cache_clean(s->arena) : ERR_NONE;
    if (!err_is(err) && k->tests && !k->build && !s->build.dry_run) err = cache_expire_tests(s->arena);
    const char *fuzz = cache_fuzz_dir(s->arena);
    if (k->fuzz && told) printf("rm -rf %s\n", fuzz);
    if (!err_is(err) && k->fuzz && !s->build.dry_run) err = path_remove_all(fuzz);
    if (err_is(err) || !k->modules) return err;
    if (!*modules) return err_new("cannot clean -modcache without a module cache");
    if (told) printf("rm -rf %s\n", modules);
    return s->build.dry_run ? ERR_NONE : path_remove_all(modules);
}

int cmd_clean(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    Caches k = {0};
    Clean clean = {.s = &s};
    flag_add(&s.flags, "i", FLAG_BOOL, &clean.installed);
    flag_add(&s.flags, "r", FLAG_BOOL, &clean.recursive);
    flag_add(&s.flags, "cache", FLAG_BOOL, &k.build);
    flag_add(&s.flags, "testcache", FLAG_BOOL, &k.tests);
    flag_add(&s.flags, "modcache", FLAG_BOOL, &k.modules);
    flag_add(&s.flags, "fuzzcache", FLAG_BOOL, &k.fuzz);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    const char *cache = k.build     ? "cache"
                        : k.tests   ? "testcache"
                        : k.fuzz    ? "fuzzcache"
                        : k.modules ? "modcache"
                                    : NULL;
    if (s.args.n && cache) return report_err(err_new("clean -%s cannot be used with package arguments", cache));
    bool packages = s.args.n || clean.installed || clean.recursive || !cache;
    map_init(&clean.done, s.arena);
    Err err = ERR_NONE;
    LoadPkgs roots = {0};
    s.find_only = !clean.recursive;
    if (packages) err = session_load(&s, s.args.p, s.args.n, &roots);
    for (uint32_t i = 0; i < roots.n; i++) clean_package(&clean, roots.p[i]);
    if (!err_is(err)) err = clean_caches(&s, &k);
    if (err_is(err)) return report_err(err);
    return clean.failed ? EXIT_ERROR : EXIT_OK;
}
