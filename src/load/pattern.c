// Command-line patterns: import paths, directories, ./..., std, cmd, all, lists of .go files.
//
// Walks go in lexical order. Directories named testdata, or starting with . or _, and nested
// modules are passed over; in modules vendor directories too.
#include <dirent.h>
#include <stdlib.h>

#include "load/load.h"

typedef struct Match {
    Loader *l;
    LoadPkgs *out;
    PtrMap seen;
} Match;

static void take(Match *m, LoadPkg *p)
{
    p->matched = true;
    if (ptrmap_has(&m->seen, p)) return;
    ptrmap_put(&m->seen, p, p);
    vec_push(m->l->arena, m->out, p);
}

static void take_literal(Match *m, LoadPkg *p)
{
    p->literal = true;
    take(m, p);
}

static LoadPkg *import(Match *m, Str path) { return load_import(m->l, NULL, path, NO_POS, ""); }

static bool has_go_file(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return false;
    bool found = false;
    for (struct dirent *e; !found && (e = readdir(d));) {
        found = e->d_name[0] != '_' && e->d_name[0] != '.' && str_has_suffix(str_from(e->d_name), STR(".go"));
    }
    closedir(d);
    return found;
}

// Whether name matches a pattern in which "..." stands for any text; "x/..." matches "x" too.
bool load_match_dots(Str pattern, Str name)
{
    const char *dots = memmem(pattern.p, pattern.n, "...", 3);
    if (!dots) return str_eq(pattern, name);
    size_t head = (size_t)(dots - pattern.p);
    Str tail = {dots + 3, pattern.n - head - 3};
    if (tail.n == 0 && head && pattern.p[head - 1] == '/' && name.n == head - 1 &&
        memcmp(name.p, pattern.p, name.n) == 0)
        return true;
    if (name.n < head || memcmp(name.p, pattern.p, head) != 0) return false;
    for (size_t i = head; i <= name.n; i++) {
        if (load_match_dots(tail, (Str){name.p + i, name.n - i})) return true;
    }
    return false;
}

typedef struct WalkRule {
    Str pattern; // judged against the import path; empty takes all
    bool std;    // below GOROOT/src
    const Module *module;
    uint32_t found;
} WalkRule;

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

static bool ignored_dir(const Module *m, Str path)
{
    for (uint32_t i = 0; m && m->file && i < m->file->ignore.n; i++) {
        Str ig = m->file->ignore.p[i];
        if (str_has_prefix(ig, STR("./"))) {
            ig.p += 2, ig.n -= 2;
            Str rel = {path.p + m->path.n, path.n - m->path.n};
            if (rel.n) rel.p++, rel.n--;
            if (path_within(rel, ig)) return true;
        } else if (str_has_suffix(path, ig) && path.n > ig.n && path.p[path.n - ig.n - 1] == '/') {
            return true;
        }
    }
    return false;
}

static void walk(Match *m, WalkRule *rule, const char *dir, Str path, bool top)
{
    Arena *a = m->l->arena;
    if (!top && (!rule->std || strcmp(path_base(dir), "cmd") != 0) && path_is_file(path_join(a, dir, "go.mod"))) return;
    if (ignored_dir(rule->module, path)) return;
    if (rule->std && str_eqz(path, "builtin")) return; // documentation
    if (rule->std && str_eqz(path, "runtime/cgo") && !m->l->cgo_enabled) return;
    if (path.n && has_go_file(dir) && (rule->pattern.n == 0 || load_match_dots(rule->pattern, path))) {
        LoadPkg *p = import(m, path);
        bool nothing = p->error && !p->files.n && !p->test_files.n && !p->xtest_files.n && !p->error->pos;
        if (nothing) {
            strmap_put(&m->l->packages, path, NULL); // who imports it meets it anew
        } else {
            take(m, p);
            rule->found++;
        }
    }
    DIR *d = opendir(dir);
    if (!d) return;
    VEC(const char *) names = {0};
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_type != DT_DIR || e->d_name[0] == '.' || e->d_name[0] == '_' || strcmp(e->d_name, "testdata") == 0)
            continue;
        if (strcmp(e->d_name, "vendor") == 0 && !rule->std) continue;
        vec_push(a, &names, (const char *)arena_strndup(a, e->d_name, strlen(e->d_name)));
    }
    closedir(d);
    qsort(names.p, names.n, sizeof(char *), by_name);
    for (uint32_t i = 0; i < names.n; i++) {
        if (rule->std && top && str_eqz(rule->pattern, "std") && strcmp(names.p[i], "cmd") == 0) continue;
        Str sub = str_from(path.n ? arena_printf(a, "%.*s/%s", STR_FMT(path), names.p[i]) : names.p[i]);
        walk(m, rule, path_join(a, dir, names.p[i]), sub, false);
    }
}

static void all_of_std(Match *m, bool cmd)
{
    WalkRule rule = {.std = true};
    const char *src = m->l->goroot_src.p;
    if (cmd) {
        walk(m, &rule, path_join(m->l->arena, src, "cmd"), STR("cmd"), true);
        return;
    }
    Arena *a = m->l->arena;
    DIR *d = opendir(src);
    VEC(const char *) names = {0};
    for (struct dirent *e; d && (e = readdir(d));) {
        bool skip = e->d_type != DT_DIR || e->d_name[0] == '.' || e->d_name[0] == '_' ||
                    strcmp(e->d_name, "cmd") == 0 || strcmp(e->d_name, "testdata") == 0;
        if (!skip) vec_push(a, &names, (const char *)arena_strndup(a, e->d_name, strlen(e->d_name)));
    }
    if (d) closedir(d);
    qsort(names.p, names.n, sizeof(char *), by_name);
    for (uint32_t i = 0; i < names.n; i++) walk(m, &rule, path_join(a, src, names.p[i]), str_from(names.p[i]), false);
}

static Err no_go_mod(void)
{
    return err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'");
}

// The import path of an absolute directory, or an error in go's words. dots: the pattern it is the start of, or NULL.
static Err path_of_dir(Match *m, const char *dir, const char *shown, const char *dots, Str *path, const Module **mod)
{
    Loader *l = m->l;
    *mod = NULL;
    Str d = str_from(dir);
    if (path_within(d, l->goroot_src)) {
        size_t skip = d.n > l->goroot_src.n ? l->goroot_src.n + 1 : d.n;
        *path = (Str){d.p + skip, d.n - skip};
        return ERR_NONE;
    }
    bool work = l->mods.work != NULL;
    Module *in = l->mods.mode == MOD_NONE ? NULL : mod_of_dir(&l->mods, d);
    if (!in && dots)
        return err_whole("pattern %s: directory prefix %s does not contain %s", dots, shown,
                         work ? "modules listed in go.work or their selected dependencies"
                              : "main module or its selected dependencies");
    if (!in && l->mods.mode == MOD_NONE) return no_go_mod();
    if (!path_is_dir(dir)) return err_whole("stat %s: directory not found", dir);
    if (!in) {
        if (!path_is_dir(dir)) return err_whole("stat %s: directory not found", dir);
        const char *where =
            strcmp(shown, ".") == 0 ? "current directory" : arena_printf(l->arena, "directory %s", shown);
        const char *gomod = work ? path_find_up(l->arena, dir, "go.mod") : NULL;
        if (gomod)
            return err_whole(
                "%s is contained in a module that is not one of the workspace modules listed in go.work. You "
                "can add the module to the workspace using:\n\tgo work use %s",
                where, path_short(l->arena, l->cwd, path_dir(l->arena, gomod)));
        return err_whole("%s outside %s", where,
                         work ? "modules listed in go.work or their selected dependencies"
                              : "main module or its selected dependencies");
    }
    *mod = in;
    *path = mod_import_path(l->arena, in, d);
    return ERR_NONE;
}

static bool is_local(const char *arg)
{
    return arg[0] == '/' || strcmp(arg, ".") == 0 || strcmp(arg, "..") == 0 || strncmp(arg, "./", 2) == 0 ||
           strncmp(arg, "../", 3) == 0;
}

static Err match_dir(Match *m, const char *arg)
{
    Arena *a = m->l->arena;
    const char *dir = path_abs(a, m->l->cwd, arg);
    Str path;
    const Module *mod;
    Err err = path_of_dir(m, dir, path_short(a, m->l->cwd, dir), NULL, &path, &mod);
    if (err_is(err)) return err;
    if (!path_is_dir(dir)) return err_whole("stat %s: directory not found", dir);
    Str canonical_dir = str_from(dir);
    LoadPkg *p = strmap_get(&m->l->packages, path);
    if (!p && mod && !has_go_file(dir)) {
        p = load_new_package(m->l, m->l->lenient ? str_from(arg) : path);
        p->dir = canonical_dir;
        load_set_error(p, load_error_new(m->l, NO_POS, "no Go files in %s", dir));
        strmap_put(&m->l->packages, path, p);
        vec_push(a, &m->l->order, p);
    }
    take_literal(m, p ? p : import(m, path));
    return ERR_NONE;
}

static Err match_dir_dots(Match *m, const char *arg)
{
    Arena *a = m->l->arena;
    const char *dots = strstr(arg, "...");
    const char *head = arena_strndup(a, arg, (size_t)(dots - arg));
    const char *slash = strrchr(head, '/');
    const char *base = slash ? arena_strndup(a, head, (size_t)(slash - head) + (slash == head)) : ".";
    const char *dir = path_abs(a, m->l->cwd, base);
    if (!path_is_dir(dir)) return err_whole("pattern %s: lstat %s/: no such file or directory", arg, base);
    Str path;
    const Module *mod;
    Err err = path_of_dir(m, dir, path_short(a, m->l->cwd, dir), arg, &path, &mod);
    if (err_is(err)) return err;
    const char *rest = slash ? slash + 1 : head;
    Str pattern = {0};
    if (*rest || dots[3])
        pattern = str_from(arena_printf(a, "%.*s%s%s%s", STR_FMT(path), path.n ? "/" : "", rest, dots));
    WalkRule rule = {.pattern = pattern, .std = mod == NULL, .module = mod};
    walk(m, &rule, dir, path, true);
    if (rule.found == 0) fprintf(stderr, "go: warning: \"%s\" matched no packages\n", arg);
    return ERR_NONE;
}

// A pattern of import paths with "...": std, the main modules, and what else has been loaded.
static Err match_path_dots(Match *m, const char *arg)
{
    Loader *l = m->l;
    Str pattern = str_from(arg);
    WalkRule std = {.pattern = pattern, .std = true};
    walk(m, &std, l->goroot_src.p, (Str){0}, true);
    uint32_t found = std.found;
    for (uint32_t i = 0; i < l->mods.modules.n; i++) {
        const Module *mod = l->mods.modules.p[i];
        if (mod->dir.n == 0 || l->mods.mode == MOD_VENDOR) continue;
        WalkRule rule = {.pattern = pattern, .module = mod};
        walk(m, &rule, mod->dir.p, mod->path, true);
        found += rule.found;
    }
    if (found == 0) fprintf(stderr, "go: warning: \"%s\" matched no packages\n", arg);
    return ERR_NONE;
}

static Err match_all(Match *m)
{
    Loader *l = m->l;
    if (l->mods.mode == MOD_NONE) return no_go_mod();
    LoadPkgs roots = {0}, closure = {0};
    Match inner = {.l = l, .out = &roots};
    map_init(&inner.seen, l->arena);
    for (uint32_t i = 0; i < l->mods.main.n; i++) {
        const Module *mod = l->mods.main.p[i];
        WalkRule rule = {.module = mod};
        walk(&inner, &rule, mod->dir.p, mod->path, true);
    }
    for (uint32_t i = 0; i < roots.n; i++) { // "all" counts what the tests of main packages import
        LoadTest t;
        Err err = load_test(l, roots.p[i], &t);
        if (err_is(err)) err_release(&err);
    }
    load_closure(l->arena, &roots, &closure);
    for (uint32_t i = 0; i < closure.n; i++) take(m, closure.p[i]);
    return ERR_NONE;
}

static Err match_one(Match *m, const char *arg)
{
    bool dots = strstr(arg, "...") != NULL;
    if (is_local(arg)) return dots ? match_dir_dots(m, arg) : match_dir(m, arg);
    if (strcmp(arg, "std") == 0 || strcmp(arg, "cmd") == 0) {
        all_of_std(m, arg[0] == 'c');
        return ERR_NONE;
    }
    if (strcmp(arg, "all") == 0) return match_all(m);
    if (dots) return match_path_dots(m, arg);
    take_literal(m, import(m, str_from(arg)));
    return ERR_NONE;
}

Err load_patterns(Loader *l, const char *const *args, uint32_t n, LoadPkgs *out)
{
    Match m = {.l = l, .out = out};
    map_init(&m.seen, l->arena);
    static const char *const here[] = {"."};
    if (n == 0) args = here, n = 1;
    bool go_files = str_has_suffix(str_from(args[0]), STR(".go")) && path_is_file(path_abs(l->arena, l->cwd, args[0]));
    if (go_files) {
        LoadPkg *p = NULL;
        for (uint32_t i = 0; i < n; i++)
            if (!str_has_suffix(str_from(args[i]), STR(".go")))
                return err_whole("named files must be .go files: %s", args[i]);
        Err err = load_files(l, args, n, &p);
        if (!err_is(err)) take(&m, p);
        return err;
    }
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < n && !err_is(err); i++) {
        err = match_one(&m, args[i]);
        bool no_module = l->mods.mode == MOD_NONE && is_local(args[i]);
        if (!err_is(err) || !l->lenient || no_module) continue;
        LoadPkg *p = load_new_package(l, str_from(args[i]));
        p->fake = true;
        load_set_error(p, load_error_new(l, NO_POS, "%s", err.msg));
        err_release(&err);
        take(&m, p);
    }
    return err_is(err) || !l->mods.fatal ? err : err_whole("%s", l->mods.fatal);
}
