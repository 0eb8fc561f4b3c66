// The package graph: loads what imports name, each package once, and keeps what goes wrong.
//
// An import that can't be resolved becomes a fake package with an error, so that every wrong
// import of a build shows in one run. The wording and the import stacks are go's.
#include "load/load.h"

// ---- Errors
LoadError *load_error_new(Loader *l, Pos pos, const char *fmt, ...)
{
    LoadError *e = ARENA_NEW(l->arena, LoadError);
    StrBuf b = {0};
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    e->msg = arena_strndup(l->arena, b.p ? b.p : "", b.n);
    sb_release(&b);
    if (pos) {
        Location at = sources_locate(l->sources, pos);
        const char *file = at.file;
        if (strncmp(file, "./", 2) == 0) file += 2;
        e->pos = arena_printf(l->arena, "%s:%u:%u", file, at.line, at.col);
    }
    for (uint32_t i = 0; i < l->import_stack.n; i++) {
        Str s = l->import_stack.p[i];
        if (l->from_stack.p[i].n)
            s = str_from(arena_printf(l->arena, "%.*s from %.*s", STR_FMT(s), STR_FMT(l->from_stack.p[i])));
        vec_push(l->arena, &e->stack, s);
    }
    return e;
}

void load_set_error(LoadPkg *p, LoadError *e)
{
    if (!p->error) p->error = e;
    p->incomplete = true;
}

const char *load_error_text(Arena *a, const LoadError *e)
{
    if (e->pos && (e->stack.n == 0 || !e->always_stack)) return arena_printf(a, "%s: %s", e->pos, e->msg);
    if (e->stack.n == 0 || !(e->always_stack || e->cycle)) return e->msg;
    StrBuf b = {0};
    sb_puts(&b, "package ");
    for (uint32_t i = 0; i < e->stack.n; i++) {
        if (i) sb_puts(&b, "\n\timports ");
        sb_put(&b, e->stack.p[i]);
    }
    if (e->pos) {
        sb_printf(&b, "\n\t%s: %s", e->pos, e->msg);
    } else {
        sb_printf(&b, ": %s", e->msg);
    }
    const char *text = arena_strndup(a, b.p, b.n);
    sb_release(&b);
    return text;
}

// ---- Making packages
LoadPkg *load_new_package(Loader *l, Str import_path)
{
    LoadPkg *p = ARENA_NEW(l->arena, LoadPkg);
    p->import_path = p->pkg_path = import_path;
    map_init(&p->import_map, l->arena);
    return p;
}

static LoadPkg *fake(Loader *l, Str path, LoadError *e)
{
    LoadPkg *p = load_new_package(l, path);
    p->fake = true;
    load_set_error(p, e);
    return p;
}

static int by_import_path(const void *x, const void *y)
{
    return str_cmp((*(LoadPkg *const *)x)->import_path, (*(LoadPkg *const *)y)->import_path);
}

static void add_dep(Loader *l, LoadPkg *p, LoadPkg *dep)
{
    for (uint32_t i = 0; i < p->deps.n; i++) {
        if (p->deps.p[i] == dep) return;
    }
    vec_push(l->arena, &p->deps, dep);
    p->incomplete |= dep->incomplete;
}

// The parent of an "internal" element: who is below it may import. False where the path has none.
static bool internal_parent(Str path, Str *parent)
{
    for (size_t end = path.n; end >= 8; end--) {
        if (end < path.n && path.p[end] != '/') continue;
        Str head = {path.p, end};
        if (!str_has_suffix(head, STR("internal"))) continue;
        if (head.n > 8 && head.p[head.n - 9] != '/') continue;
        *parent = (Str){path.p, head.n > 8 ? head.n - 9 : 0};
        return true;
    }
    return false;
}

// The path rules judge an importer by: without variant, external tests as their package.
static Str plain_path(const LoadPkg *p)
{
    Str s = p->import_path;
    const char *sp = memchr(s.p, ' ', s.n);
    if (sp) s.n = (size_t)(sp - s.p);
    if (str_has_suffix(p->name, STR("_test")) && str_has_suffix(s, STR("_test"))) s.n -= 5;
    return s;
}

static bool internal_allowed(Loader *l, const LoadPkg *from, const LoadPkg *p)
{
    Str parent;
    if (!from || p->fake || !internal_parent(p->import_path, &parent)) return true;
    if (from->cmdline) {
        Str dir = p->dir; // judged by directory
        size_t tail = p->import_path.n - parent.n;
        if (tail <= dir.n) dir.n -= tail;
        return path_within(from->dir, dir) && !(p->standard && parent.n == 0 && !path_within(from->dir, l->goroot_src));
    }
    if (parent.n == 0) return from->standard;
    return path_within(plain_path(from), parent);
}

static bool is_relative(Str path)
{
    return path.n && path.p[0] == '.' && (path.n == 1 || path.p[1] == '/' || str_has_prefix(path, STR("../")));
}

static LoadPkg *check_use(Loader *l, LoadPkg *from, LoadPkg *p, Str path, Pos pos)
{
    if (!from) return p;
    if (is_relative(path) && !*l->local_dir) {
        LoadError *e = load_error_new(l, pos, "local import \"%.*s\" in non-local package", STR_FMT(path));
        load_set_error(from, e);
    }
    if (!internal_allowed(l, from, p)) {
        LoadError *e = load_error_new(l, pos, "use of internal package %.*s not allowed", STR_FMT(path));
        e->always_stack = true;
        load_set_error(from, e);
    }
    if (str_eqz(p->name, "main") && !p->fake && !from->for_test.n && !str_eqz(plain_path(from), "main") &&
        !str_eq(plain_path(from), p->import_path)) {
        LoadError *e = load_error_new(l, pos, "import \"%.*s\" is a program, not an importable package", STR_FMT(path));
        load_set_error(from, e);
    }
    return p;
}

// ---- Resolving
static bool std_path(Str path)
{ // no dot in the first element
    for (size_t i = 0; i < path.n && path.p[i] != '/'; i++) {
        if (path.p[i] == '.') return false;
    }
    return true;
}

static bool std_dir(Loader *l, Str path, Str *dir)
{
    if (overlay_replaces(overlay_find(l->overlay, path))) {
        *dir = str_from(arena_printf(l->arena, "%s/lib/%.*s", l->home, STR_FMT(path)));
        return true;
    }
    const char *d = arena_printf(l->arena, "%.*s/%.*s", STR_FMT(l->goroot_src), STR_FMT(path));
    *dir = str_from(d);
    return path_is_dir(d);
}

typedef struct Resolved {
    Str import_path, dir;
    Module *module;
    bool standard, missing, std_missing;
    LoadError *error;
} Resolved;

static bool resolve_std(Loader *l, const LoadPkg *from, Str path, Resolved *r)
{
    if (!std_path(path)) {
        if (!from || !from->standard) return false;
        bool cmd = path_within(from->import_path, STR("cmd"));
        path = str_from(arena_printf(l->arena, "%s%.*s", cmd ? "cmd/vendor/" : "vendor/", STR_FMT(path)));
    }
    if (importpath_check(l->arena, path) || !std_dir(l, path, &r->dir)) return false;
    r->import_path = path;
    r->standard = true;
    return true;
}

static LoadError *nowhere(Loader *l, Str path, Pos pos)
{
    if (std_path(path))
        return load_error_new(l, pos, "package %.*s is not in std (%.*s/%.*s)", STR_FMT(path), STR_FMT(l->goroot_src),
                              STR_FMT(path));
    if (l->mods.mode == MOD_NONE)
        return load_error_new(
            l, pos,
            "no required module provides package %.*s: go.mod file not found in current directory or any "
            "parent directory; see 'go help modules'",
            STR_FMT(path));
    if (l->mods.mode == MOD_VENDOR) {
        const char *why = l->mods.vendor_reason ? arena_printf(l->arena, "\n\t(%s)", l->mods.vendor_reason) : "";
        return load_error_new(l, pos,
                              "cannot find module providing package %.*s: import lookup disabled by -mod=vendor%s",
                              STR_FMT(path), why);
    }
    return load_error_new(l, pos, "no required module provides package %.*s; to add it:\n\tgo get %.*s", STR_FMT(path),
                          STR_FMT(path));
}

// go.sum lacks the module. Its words depend on who imports the package.
static LoadError *no_sum(Loader *l, const LoadPkg *from, const Module *m, Str path, Pos pos, bool found)
{
    const char *by = "", *hint;
    bool known = from && !from->cmdline && from->module;
    if (known) {
        Str importer = plain_path(from);
        Str version = from->module->version;
        by = arena_printf(l->arena, " (imported by %.*s)", STR_FMT(importer));
        hint = arena_printf(l->arena, "go get%s %.*s%s%.*s", from->for_test.n ? " -t" : "", STR_FMT(importer),
                            version.n ? "@" : "", STR_FMT(version));
    } else {
        hint = arena_printf(l->arena, "go mod download %.*s", STR_FMT(m->path));
    }
    if (found)
        return load_error_new(
            l, pos,
            "missing go.sum entry needed to verify package %.*s%s is provided by exactly one module; to add:\n\t%s",
            STR_FMT(path), by, hint);
    return load_error_new(l, pos, "missing go.sum entry for module providing package %.*s%s; to add:\n\t%s",
                          STR_FMT(path), by, hint);
}

static void resolve(Loader *l, const LoadPkg *from, Str path, Pos pos, Resolved *r)
{
    *r = (Resolved){.import_path = path};
    if (path.n == 0) {
        r->error = load_error_new(l, pos, "invalid import path: %.*s", STR_FMT(path));
        return;
    }
    if (*l->local_dir && str_has_prefix(path, STR("test/"))) { // what ./x in a -localdir tree is called
        r->dir = str_from(arena_printf(l->arena, "%s/%.*s", l->local_dir, (int)path.n - 5, path.p + 5));
        if (path_is_dir(r->dir.p)) return;
    }
    if (resolve_std(l, from, path, r)) return;
    if (is_relative(path)) {
        if (*l->local_dir) {
            const char *rel = arena_strndup(l->arena, path.p, path.n);
            r->dir = str_from(path_join(l->arena, l->local_dir, rel));
            r->import_path = str_from(path_join(l->arena, "test", rel));
            if (path_is_dir(r->dir.p)) return;
        }
        r->error = load_error_new(
            l, pos, "\"%.*s\" is relative, but relative import paths are not supported in module mode", STR_FMT(path));
        return;
    }
    if (path.p[0] == '/') {
        r->error = load_error_new(l, pos, "cannot import absolute path");
        return;
    }
    const char *bad = importpath_check(l->arena, path);
    if (bad) {
        r->error = load_error_new(l, pos, "%s", bad);
        return;
    }
    ModFound f = mod_find(&l->mods, path);
    r->module = f.mod;
    r->dir = f.dir;
    switch (f.kind) {
    case MOD_FOUND: return;
    case MOD_FOUND_MISSING:
        r->error = load_error_new(l, pos, "%.*s@%.*s: replacement directory %.*s does not exist", STR_FMT(f.mod->path),
                                  STR_FMT(f.mod->version), STR_FMT(f.mod->replace_dir));
        return;
    case MOD_FOUND_NO_SUM:
    case MOD_FOUND_UNSURE: r->error = no_sum(l, from, f.mod, path, pos, f.kind == MOD_FOUND_UNSURE); return;
    case MOD_FOUND_FAILED: r->error = load_error_new(l, pos, "%s", f.why); return;
    case MOD_FOUND_NOWHERE:
        r->error = nowhere(l, path, pos);
        r->missing = !std_path(path);
        r->std_missing = !r->missing;
        return;
    }
}

static Str language_version(Loader *l, const LoadPkg *p)
{
    if (*l->lang_flag && !p->standard) return str_from(l->lang_flag);
    if (p->module) {
        Str v = p->module->go_version.n ? gover_lang(l->arena, p->module->go_version) : STR("1.16");
        return str_from(arena_printf(l->arena, "go%.*s", STR_FMT(v)));
    }
    return str_from(arena_printf(l->arena, "go1.%u", l->go_minor));
}

static LoadError *cycle(Loader *l)
{
    LoadError *e = load_error_new(l, NO_POS, "import cycle not allowed");
    e->cycle = true;
    return e;
}

LoadPkg *load_import(Loader *l, LoadPkg *from, Str path, Pos pos, const char *file)
{
    Resolved r;
    resolve(l, from, path, pos, &r);
    vec_push(l->arena, &l->import_stack, r.import_path);
    vec_push(l->arena, &l->from_stack, str_from(file));
    LoadPkg *p = strmap_get(&l->packages, r.import_path);
    if (p && p->loading) {
        if (!p->error) load_set_error(p, cycle(l));
    } else if (!p) {
        p = r.error ? fake(l, r.import_path, r.error) : load_new_package(l, r.import_path);
        strmap_put(&l->packages, r.import_path, p);
        if (!r.error) {
            p->dir = r.dir;
            p->module = r.module;
            p->standard = r.standard;
            if (p->standard) p->overlay = overlay_find(l->overlay, r.import_path);
            load_scan_dir(l, p);
            if (p->error && !p->error->pos && pos && !p->error->always_stack) {
                p->error->pos = load_error_new(l, pos, "%s", "")->pos;
            }
            load_finish(l, p);
        } else {
            p->missing = r.missing;
            p->std_missing = r.std_missing;
            vec_push(l->arena, &l->order, p);
        }
    }
    l->import_stack.n--;
    l->from_stack.n--;
    return check_use(l, from, p, path, pos);
}

typedef struct ImportSite {
    LoadImport *import;
    const char *file;
    uint32_t number; // in the order of the files
} ImportSite;

static int by_path(const void *x, const void *y)
{
    const ImportSite *a = x, *b = y;
    int c = str_cmp(a->import->path, b->import->path);
    return c ? c : a->number < b->number ? -1 : 1;
}

// In the order of the paths, whatever file they stand in: the first error of a package depends on it.
static void add_imports(Loader *l, LoadPkg *p)
{
    VEC(ImportSite) sites = {0};
    for (uint32_t i = 0; i < p->files.n; i++) {
        LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->imports.n; k++)
            vec_push(l->arena, &sites, ((ImportSite){&f->imports.p[k], f->name, sites.n}));
    }
    if (sites.n) qsort(sites.p, sites.n, sizeof(ImportSite), by_path);
    for (uint32_t i = 0; i < sites.n; i++) {
        LoadImport *im = sites.p[i].import;
        im->pkg = load_import(l, p, im->path, im->pos, sites.p[i].file);
        strmap_put(&p->import_map, im->path, im->pkg);
        add_dep(l, p, im->pkg);
    }
}

void load_finish(Loader *l, LoadPkg *p)
{
    p->loading = true;
    p->main = str_eqz(p->name, "main");
    if (p->main && !p->for_test.n) p->pkg_path = STR("main");
    p->go_version = language_version(l, p);
    if (!l->find_only) add_imports(l, p);
    if (p->main && !p->error && !l->find_only) add_dep(l, p, load_import(l, NULL, STR("runtime"), NO_POS, ""));
    for (uint32_t i = 0; i < p->files.n; i++) {
        LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->embeds.n; k++) {
            LoadError *e = load_resolve_embed(l, p, &f->embeds.p[k]);
            if (e) load_set_error(p, e);
        }
    }
    qsort(p->deps.p, p->deps.n, sizeof(LoadPkg *), by_import_path);
    p->loading = false;
    vec_push(l->arena, &l->order, p);
}

void load_add_import(Loader *l, LoadPkg *p, const char *path)
{
    LoadPkg *dep = load_import(l, NULL, str_from(path), NO_POS, "");
    strmap_put(&p->import_map, dep->import_path, dep);
    add_dep(l, p, dep);
    qsort(p->deps.p, p->deps.n, sizeof(LoadPkg *), by_import_path);
}

Err load_files(Loader *l, const char *const *paths, uint32_t n, LoadPkg **out)
{
    LoadPkg *p = load_new_package(l, STR("command-line-arguments"));
    *out = p;
    p->cmdline = p->matched = true;
    const char **abs = ARENA_ARRAY(l->arena, const char *, n);
    for (uint32_t i = 0; i < n; i++) {
        abs[i] = path_abs(l->arena, l->cwd, paths[i]);
        if (path_is_dir(abs[i])) return err_new("%s is a directory, should be a Go file", paths[i]);
        if (!path_is_file(abs[i]))
            return err_new("no required module provides package %s; to add it:\n\tgo get %s", paths[i], paths[i]);
        const char *dir = path_dir(l->arena, abs[i]);
        if (i == 0) {
            p->dir = str_from(dir);
        } else if (!str_eqz(p->dir, dir)) {
            return err_whole("named files must all be in one directory; have %s and %s",
                             path_short(l->arena, l->cwd, p->dir.p), path_short(l->arena, l->cwd, dir));
        }
    }
    if (l->mods.mode != MOD_NONE) {
        Module *m = mod_of_dir(&l->mods, p->dir);
        if (m && m->main) p->module = m;
    }
    vec_push(l->arena, &l->import_stack, p->import_path);
    vec_push(l->arena, &l->from_stack, (Str){0});
    load_scan_files(l, p, abs, n);
    // To a compiler a file is a file, whatever its name.
    for (uint32_t i = 0; i < p->test_files.n && *l->local_dir; i++) vec_push(l->arena, &p->files, p->test_files.p[i]);
    load_finish(l, p);
    l->import_stack.n = l->from_stack.n = 0;
    return ERR_NONE;
}

// ---- Walking
static void close_over(Arena *a, PtrMap *seen, LoadPkg *p, LoadPkgs *out)
{
    if (ptrmap_has(seen, p)) return;
    ptrmap_put(seen, p, p);
    for (uint32_t i = 0; i < p->deps.n; i++) close_over(a, seen, p->deps.p[i], out);
    vec_push(a, out, p);
}

void load_closure(Arena *a, const LoadPkgs *roots, LoadPkgs *out)
{
    PtrMap seen;
    map_init(&seen, a);
    for (uint32_t i = 0; i < roots->n; i++) close_over(a, &seen, roots->p[i], out);
}

uint32_t load_each_error(Loader *l, const LoadPkgs *roots, LoadErrorVisit *visit, void *ctx)
{
    LoadPkgs all = {0};
    load_closure(l->arena, roots, &all);
    StrMap seen;
    map_init(&seen, l->arena);
    for (uint32_t i = 0; i < all.n; i++) {
        if (!all.p[i]->error) continue;
        const char *text = load_error_text(l->arena, all.p[i]->error);
        if (strmap_has(&seen, str_from(text))) continue;
        strmap_put(&seen, str_from(text), all.p[i]);
        visit(ctx, all.p[i], text);
    }
    return seen.n;
}

static void print_error(void *ctx, const LoadPkg *p, const char *text)
{
    (void)p;
    fprintf(ctx, "%s\n", text);
}

uint32_t load_report_errors(Loader *l, const LoadPkgs *roots, FILE *out)
{
    return load_each_error(l, roots, print_error, out);
}
