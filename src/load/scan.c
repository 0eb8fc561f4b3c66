// The files of a package directory: listed, filtered by constraints, their imports read.
//
// Go files are sorted by name. A file belongs to the package, to its tests, or (package x_test)
// to its external tests. For std packages the overlay adds our files and drops or forces theirs.
#include <dirent.h>

#include "load/load.h"
#include "num/num.h"

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

typedef VEC(const char *) Names;

static void add_overlaid(Loader *l, const char *dir, Names *names)
{
    StrVec more = {0};
    load_overlaid_names(l, dir, &more);
    for (uint32_t i = 0; i < more.n; i++) {
        bool had = false;
        for (uint32_t k = 0; k < names->n; k++) had |= str_eqz(more.p[i], names->p[k]);
        if (!had) vec_push(l->arena, names, more.p[i].p);
    }
    uint32_t kept = 0;
    for (uint32_t k = 0; k < names->n && l->replaced.n; k++) {
        if (!load_file_gone(l, path_join(l->arena, dir, names->p[k]))) names->p[kept++] = names->p[k];
    }
    if (l->replaced.n) names->n = kept;
}

static bool list_dir(Loader *l, const char *dir, Names *out)
{
    DIR *d = opendir(dir);
    if (!d) return false;
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.' || e->d_name[0] == '_' || e->d_type == DT_DIR) continue;
        vec_push(l->arena, out, (const char *)arena_strndup(l->arena, e->d_name, strlen(e->d_name)));
    }
    closedir(d);
    add_overlaid(l, dir, out);
    if (out->n) qsort(out->p, out->n, sizeof(char *), by_name);
    return true;
}

static bool has_ext(const char *name, const char *ext) { return str_has_suffix(str_from(name), str_from(ext)); }

// The path a compiler error shows: relative where that is shorter, with ./ for the current directory.
static const char *shown_path(Loader *l, const char *path)
{
    const char *s = path_short(l->arena, l->cwd, path);
    return strchr(s, '/') ? s : arena_printf(l->arena, "./%s", s);
}

// Reads package name and imports. On a syntax error the file stays without a name.
static void read_imports(Loader *l, LoadPkg *p, LoadFile *f)
{
    DiagSink sink;
    diag_init(&sink, l->arena, l->sources);
    ParseOptions po = {.arena = l->arena, .atoms = l->atoms, .sink = &sink, .imports_only = true};
    File *ast = parse_file(&po, f->source);
    if (!ast || !ast->pkg_name) {
        if (sink.diags.n) {
            const Diag *d = &sink.diags.p[0];
            load_set_error(p, load_error_new(l, d->pos, "%s", d->msg));
        }
        return;
    }
    f->pkg_name = ast->pkg_name->atom->s;
    for (uint32_t i = 0; i < ast->decls.n; i++) {
        if (ast->decls.p[i]->node.kind != NODE_ImportDecl) continue;
        ImportDecl *d = (ImportDecl *)ast->decls.p[i];
        if (!d->path || d->path->tok != TOK_STRING_LIT || d->path->bad) continue; // the parser reports it
        Str path = num_string_value(num_string_lit(l->arena, d->path->text));
        if (str_eqz(path, "C")) {
            f->imports_c = true;
        } else {
            Pos pos = d->local ? d->local->e.node.pos : d->path->e.node.pos; // of the import spec
            vec_push(l->arena, &f->imports, ((LoadImport){path, pos, NULL}));
        }
        if (str_eqz(path, "embed")) load_find_embeds(l, p, f);
    }
}

const char *load_trimmed_dir(Arena *a, const LoadPkg *p)
{
    const Module *m = p->module;
    if (str_eqz(p->import_path, "command-line-arguments")) return "."; // files named one by one, wherever they lie
    if (!m || m->version.n == 0) return arena_strndup(a, p->import_path.p, p->import_path.n);
    Str rest = {p->import_path.p + m->path.n, p->import_path.n - m->path.n};
    return arena_printf(a, "%.*s@%.*s%.*s", STR_FMT(m->path), STR_FMT(m->version), STR_FMT(rest));
}

static LoadFile *open_file(Loader *l, LoadPkg *p, const char *path, Str text, bool ours)
{
    LoadFile *f = ARENA_NEW(l->arena, LoadFile);
    f->name = path_base(path);
    f->ours = ours;
    f->source = sources_add_take(l->sources, shown_path(l, path), path, text);
    f->source->trimmed_path = arena_printf(l->arena, "%s/%s", load_trimmed_dir(l->arena, p), f->name);
    read_imports(l, p, f);
    return f;
}

// Puts a file into its list and checks that the package's files agree on its name.
static void place(Loader *l, LoadPkg *p, LoadFile *f, LoadFile **named)
{
    bool any = l->any_tags && !p->standard;
    if (f->imports_c && !l->cgo_enabled && !any) {
        vec_push(l->arena, &p->cgo_files, f);
        vec_push(l->arena, &p->ignored, str_from(f->name));
        return;
    }
    bool test = has_ext(f->name, "_test.go");
    Str name = f->pkg_name;
    bool external = test && str_has_suffix(name, STR("_test"));
    if (external) name.n -= 5;
    if (name.n == 0) {
        vec_push(l->arena, test ? &p->test_files : &p->files, f);
        return;
    }
    if (!*named) {
        *named = f;
        p->name = name;
    } else if (!any && !str_eq(name, p->name) && !(str_eqz(f->pkg_name, "documentation") && !test)) {
        load_set_error(p, load_error_new(l, NO_POS, "found packages %.*s (%s) and %.*s (%s) in %.*s", STR_FMT(p->name),
                                         (*named)->name, STR_FMT(name), f->name, STR_FMT(p->dir)));
    }
    if (str_eqz(f->pkg_name, "documentation") && !str_eqz(p->name, "documentation")) {
        vec_push(l->arena, &p->ignored, str_from(f->name));
        return;
    }
    vec_push(l->arena, external ? &p->xtest_files : test ? &p->test_files : &p->files, f);
}

// C and assembly files have constraints, too; std has C files that its names choose well enough.
static bool wanted_other(Loader *l, LoadPkg *p, const char *dir, const char *name)
{
    Str text;
    Err err = file_read(l->arena, path_join(l->arena, dir, name), &text);
    bool wanted = !err_is(err) && load_match_file(l, p->overlay, name, text) && !overlay_drops(p->overlay, name);
    err_release(&err);
    return wanted;
}

static void other_file(Loader *l, LoadPkg *p, const char *dir, const char *name)
{
    StrVec *to = &p->other_files;
    if (has_ext(name, ".s") || has_ext(name, ".S") || has_ext(name, ".sx")) {
        to = &p->s_files;
    } else if (has_ext(name, ".c")) {
        to = &p->c_files;
    } else if (has_ext(name, ".h")) {
        to = &p->h_files;
    } else if (!has_ext(name, ".syso") && !has_ext(name, ".cc") && !has_ext(name, ".cpp") && !has_ext(name, ".m")) {
        return;
    }
    if (!load_match_name(l, p->overlay, name)) return;
    if ((to == &p->s_files || !p->standard) && !wanted_other(l, p, dir, name)) return;
    vec_push(l->arena, to, str_from(name));
}

static void add_file(Loader *l, LoadPkg *p, const char *path, bool ours, LoadFile **named)
{
    Str text;
    Err err = load_file_read(l, path, &text);
    if (err_is(err)) {
        load_set_error(p, load_error_new(l, NO_POS, "%s", err.msg));
        err_release(&err);
        return;
    }
    place(l, p, open_file(l, p, path, text, ours), named);
}

// The tests of a package that is ours.
static void scan_used_tests(Loader *l, LoadPkg *p, LoadFile **named)
{
    StrVec files = overlay_used(p->overlay);
    for (uint32_t i = 0; i < files.n; i++)
        add_file(l, p,
                 arena_printf(l->arena, "%.*s/%.*s/%.*s", STR_FMT(l->goroot_src), STR_FMT(p->import_path),
                              STR_FMT(files.p[i])),
                 false, named);
}

static void scan_tree(Loader *l, LoadPkg *p, const char *dir, bool ours, LoadFile **named)
{
    Names names = {0};
    if (!list_dir(l, dir, &names)) {
        if (!ours)
            load_set_error(
                p, load_error_new(l, NO_POS, "cannot find package \"%.*s\" in:\n\t%s", STR_FMT(p->import_path), dir));
        return;
    }
    for (uint32_t i = 0; i < names.n; i++) {
        const char *name = names.p[i];
        if (!has_ext(name, ".go")) {
            if (!ours) other_file(l, p, dir, name);
            continue;
        }
        if (!ours && overlay_drops(p->overlay, name)) continue;
        bool forced = !ours && overlay_uses(p->overlay, name);
        if (!forced && !load_match_name(l, p->overlay, name)) {
            vec_push(l->arena, &p->ignored, str_from(name));
            continue;
        }
        const char *path = path_join(l->arena, dir, name);
        Str text;
        Err err = load_file_read(l, path, &text);
        if (err_is(err)) {
            load_set_error(p, load_error_new(l, NO_POS, "%s", err.msg));
            err_release(&err);
            continue;
        }
        if (!forced && !load_match_file(l, p->overlay, name, text)) {
            vec_push(l->arena, &p->ignored, str_from(name));
            continue;
        }
        place(l, p, open_file(l, p, path, text, ours), named);
    }
}

static void no_go_files(Loader *l, LoadPkg *p)
{
    if (p->files.n || p->error) return;
    if (p->test_files.n || p->xtest_files.n) return;
    bool excluded = p->ignored.n > 0;
    load_set_error(p,
                   load_error_new(l, NO_POS,
                                  excluded ? "build constraints exclude all Go files in %.*s" : "no Go files in %.*s",
                                  STR_FMT(p->dir)));
    p->error->always_stack = excluded;
    StrVec *stack = &p->error->stack;
    if (excluded && stack->n) stack->p[stack->n - 1] = p->import_path; // who imports it is not told
}

void load_scan_dir(Loader *l, LoadPkg *p)
{
    LoadFile *named = NULL;
    const char *ours = arena_printf(l->arena, "%s/lib/%.*s", l->home, STR_FMT(p->import_path));
    if (p->standard && overlay_replaces(p->overlay)) {
        p->dir = str_from(ours);
        scan_tree(l, p, ours, true, &named);
        scan_used_tests(l, p, &named);
    } else {
        scan_tree(l, p, arena_strndup(l->arena, p->dir.p, p->dir.n), false, &named);
        if (p->standard && overlay_adds(p->overlay)) scan_tree(l, p, ours, true, &named);
    }
    if (p->c_files.n && p->files.n && !p->standard && !l->cgo_enabled) {
        load_set_error(p, load_error_new(l, NO_POS, "C source files not allowed when not using cgo or SWIG: %.*s",
                                         STR_FMT(p->c_files.p[0])));
    }
    p->assembles = p->s_files.n && (!p->standard || overlay_assembles(p->overlay));
    no_go_files(l, p);
}

void load_scan_files(Loader *l, LoadPkg *p, const char *const *paths, uint32_t n)
{
    LoadFile *named = NULL;
    for (uint32_t i = 0; i < n; i++) add_file(l, p, paths[i], false, &named);
    no_go_files(l, p);
}
