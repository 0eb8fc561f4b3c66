// undergo mod vendor: copies what builds and tests of the main module need to vendor/, and says in modules.txt
// which modules it comes from.
//
// A package's files are copied but for its tests and go.mod files; constraints don't matter but "ignore". Licences of the
// directories above it, up to its module's root, come along.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cmd/modedit.h"
#include "cmd/work.h"

typedef struct Vendor {
    ModEdit *e;
    const char *dir;
    bool verbose;
} Vendor;

static Err copy_file(Arena *a, const char *from, const char *to)
{
    Str text;
    Err err = file_read(a, from, &text);
    return err_is(err) ? err : file_write_atomic(to, text);
}

static bool wanted(const char *dir_name, bool meta_only)
{
    Str name = str_from(dir_name);
    static const char *const meta[] = {"AUTHORS", "CONTRIBUTORS", "COPYLEFT", "COPYING", "COPYRIGHT",
                                       "LEGAL",   "LICENSE",      "NOTICE",   "PATENTS"};
    if (!meta_only)
        return !str_has_suffix(name, STR("_test.go")) && !str_eqz(name, "go.mod") && !str_eqz(name, "go.sum");
    for (size_t i = 0; i < ARRAY_LEN(meta); i++) {
        if (str_has_prefix(name, str_from(meta[i]))) return true;
    }
    return false;
}

static bool left_out(const LoadPkg *p, const char *name)
{
    for (uint32_t i = 0; i < p->ignored.n; i++) {
        if (str_eqz(p->ignored.p[i], name)) return true;
    }
    return false;
}

static Err copy_dir(Vendor *v, const LoadPkg *p, const char *from, const char *to, bool meta_only)
{
    Arena *a = v->e->s->arena;
    DIR *d = opendir(from);
    if (!d) return err_new("open %s: %s", from, strerror(errno));
    Err err = ERR_NONE;
    for (struct dirent *e; !err_is(err) && (e = readdir(d));) {
        const char *source = path_join(a, from, e->d_name), *target = path_join(a, to, e->d_name);
        struct stat st;
        if (stat(source, &st) != 0 || !S_ISREG(st.st_mode) || !wanted(e->d_name, meta_only)) continue;
        if (path_is_file(target) || left_out(p, e->d_name)) continue;
        err = path_make_dirs(a, to);
        if (!err_is(err)) err = copy_file(a, source, target);
    }
    closedir(d);
    return err;
}

static Err copy_embeds(Vendor *v, const LoadPkg *p, const char *to)
{
    Arena *a = v->e->s->arena;
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < p->files.n && !err_is(err); i++) {
        const LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->embeds.n; k++) {
            for (uint32_t m = 0; m < f->embeds.p[k].files.n && !err_is(err); m++) {
                const char *name = arena_strndup(a, f->embeds.p[k].files.p[m].p, f->embeds.p[k].files.p[m].n);
                const char *target = path_join(a, to, name);
                err = path_make_dirs(a, path_dir(a, target));
                if (!err_is(err)) err = copy_file(a, path_join(a, p->dir.p, name), target);
            }
        }
    }
    return err;
}

static Err copy_package(Vendor *v, const LoadPkg *p)
{
    Arena *a = v->e->s->arena;
    const char *to = arena_printf(a, "%s/%.*s", v->dir, STR_FMT(p->import_path));
    const char *from = arena_strndup(a, p->dir.p, p->dir.n);
    Err err = copy_dir(v, p, from, to, false);
    if (!err_is(err)) err = copy_embeds(v, p, to);
    while (!err_is(err) && strlen(from) > p->module->dir.n) {
        from = path_dir(a, from);
        to = path_dir(a, to);
        err = copy_dir(v, p, from, to, true);
    }
    return err;
}

static int by_path(const void *x, const void *y)
{
    return str_cmp((*(LoadPkg *const *)x)->import_path, (*(LoadPkg *const *)y)->import_path);
}

static void module_lines(Vendor *v, StrBuf *b, Module *m, const LoadPkgs *packages)
{
    ModGraph *g = &v->e->s->loader.mods;
    sb_printf(b, "# %.*s %.*s", STR_FMT(m->path), STR_FMT(m->version));
    if (m->replace) {
        sb_printf(b, " => %.*s", STR_FMT(m->replace->new_path));
        if (m->replace->new_version.n) sb_printf(b, " %.*s", STR_FMT(m->replace->new_version));
    }
    sb_putc(b, '\n');
    bool listed = mod_listed(g, m->path);
    Err err = mod_read_file(g, m);
    err_release(&err); // it was read when its packages were found
    if (listed || m->go_version.n) {
        sb_puts(b, "## ");
        if (listed) sb_puts(b, "explicit");
        if (m->go_version.n) sb_printf(b, "%sgo %.*s", listed ? "; " : "", STR_FMT(m->go_version));
        sb_putc(b, '\n');
    }
    for (uint32_t i = 0; i < packages->n; i++) {
        if (packages->p[i]->module == m) sb_printf(b, "%.*s\n", STR_FMT(packages->p[i]->import_path));
    }
}

static bool serves(const Module *m, const LoadPkgs *packages)
{
    for (uint32_t i = 0; i < packages->n; i++) {
        if (packages->p[i]->module == m) return true;
    }
    return false;
}

static void replace_line(StrBuf *b, const ModReplace *r)
{
    sb_printf(b, "# %.*s", STR_FMT(r->old_path));
    if (r->old_version.n) sb_printf(b, " %.*s", STR_FMT(r->old_version));
    sb_printf(b, " => %.*s", STR_FMT(r->new_path));
    if (r->new_version.n) sb_printf(b, " %.*s", STR_FMT(r->new_version));
    sb_putc(b, '\n');
}

// Replacements of what is not in the build stay on record, so that a change of them is noticed.
static void other_replacements(Vendor *v, StrBuf *b, const ModReplace *r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const Module *m = mod_module(&v->e->s->loader.mods, r[i].old_path);
        if (m && m->replace && str_eq(m->version, r[i].old_version)) continue;
        replace_line(b, &r[i]);
    }
}

static Err write_list(Vendor *v, const LoadPkgs *packages)
{
    ModGraph *g = &v->e->s->loader.mods;
    StrBuf b = {0};
    if (g->work) sb_puts(&b, "## workspace\n");
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        if (!m->main && (serves(m, packages) || mod_listed(g, m->path))) module_lines(v, &b, m, packages);
    }
    if (g->work) other_replacements(v, &b, g->work_file->replace.p, g->work_file->replace.n);
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        other_replacements(v, &b, f->replace.p, f->replace.n);
    }
    if (v->verbose) fwrite(b.p, 1, b.n, stderr);
    Err err = path_make_dirs(v->e->s->arena, v->dir);
    if (!err_is(err)) err = file_write_atomic(path_join(v->e->s->arena, v->dir, "modules.txt"), sb_str(&b));
    sb_release(&b);
    return err;
}

static Err vendor(Vendor *v)
{
    ModEdit *e = v->e;
    LoadPkgs packages = {0};
    PtrMap seen;
    map_init(&seen, e->s->arena);
    for (uint32_t i = 0; i < e->all.n; i++) {
        LoadPkg *p = e->all.p[i];
        if (!p->module || p->module->main || p->for_test.n) continue;
        vec_push(e->s->arena, &packages, p);
    }
    qsort(packages.p, packages.n, sizeof *packages.p, by_path);
    Err err = path_remove_all(v->dir);
    if (packages.n == 0 && e->reqs.n == 0 && !e->s->loader.mods.work) {
        if (!err_is(err)) fputs("undergo: no dependencies to vendor\n", stderr);
        return err;
    }
    for (uint32_t i = 0; i < packages.n && !err_is(err); i++) { err = copy_package(v, packages.p[i]); }
    return err_is(err) ? err : write_list(v, &packages);
}

static int run_vendor(const Command *c, bool work, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    const char *out = "";
    bool lenient = false;
    flag_add(&s.flags, "v", FLAG_BOOL, &s.build.verbose);
    flag_add(&s.flags, "o", FLAG_STRING, &out);
    flag_add(&s.flags, "e", FLAG_BOOL, &lenient);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    s.any_tags = true;
    ModEdit e;
    s.mod = "readonly"; // go.sum must know all that is copied
    s.own_mode = true;
    const char *path = NULL;
    Err err = work ? work_required(&s, &path) : ERR_NONE;
    const char *in_work = NULL;
    if (!work && !err_is(err)) err = work_find(&s, &in_work);
    if (in_work && !err_is(err))
        err =
            err_new("'go mod vendor' cannot be run in workspace mode. Run 'go work vendor' to vendor the workspace or "
                    "set 'GOWORK=off' to exit workspace mode.");
    if (!err_is(err) && s.args.n) err = err_new("'go mod vendor' accepts no arguments");
    if (!err_is(err)) err = modedit_open_read(&s, &e);
    ArgVec all = {0};
    if (!err_is(err)) modedit_all_patterns(&e, &all);
    if (!err_is(err)) err = modedit_load(&e, all.p, all.n, SCOPE_TESTS);
    if (err_is(err)) return report_err(err);
    if (!lenient && modedit_report_missing(&e, stderr)) return EXIT_ERROR;
    Vendor v = {&e, *out ? path_abs(s.arena, s.cwd, out) : path_join(s.arena, s.loader.mods.root, "vendor"),
                s.build.verbose};
    err = vendor(&v);
    if (!err_is(err)) err = mod_save_sums(&s.loader.mods);
    return err_is(err) ? report_err(err) : EXIT_OK;
}

int cmd_mod_vendor(const Command *c, int argc, char **argv) { return run_vendor(c, false, argc, argv); }
int cmd_work_vendor(const Command *c, int argc, char **argv) { return run_vendor(c, true, argc, argv); }
