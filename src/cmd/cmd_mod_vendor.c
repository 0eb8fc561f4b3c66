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

static Err write_list(Vendor *v, const LoadPkgs *packages)
{
    ModGraph *g = &v->e->s->loader.mods;
    StrBuf b = {0};
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        if (!m->main && (serves(m, packages) || mod_listed(g, m->path))) module_lines(v, &b, m, packages);
    }
    // Replacements of what is not in the build stay on record, so that a change of them is noticed.
    const ModFile *f = g->main.p[0]->file;
    for (uint32_t i = 0; i < f->replace.n; i++) {
        const ModReplace *r = &f->replace.p[i];
        const Module *m = mod_module(g, r->old_path);
        if (m && m->replace && str_eq(m->replace->old_path, r->old_path) && r->old_version.n) continue;
        sb_printf(&b, "# %.*s", STR_FMT(r->old_path));
        if (r->old_version.n) sb_printf(&b, " %.*s", STR_FMT(r->old_version));
        sb_printf(&b, " => %.*s", STR_FMT(r->new_path));
        if (r->new_version.n) sb_printf(&b, " %.*s", STR_FMT(r->new_version));
        sb_putc(&b, '\n');
    }
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
    if (packages.n == 0 && e->reqs.n == 0) {
        if (!err_is(err)) fputs("undergo: no dependencies to vendor\n", stderr);
        return err;
    }
    for (uint32_t i = 0; i < packages.n && !err_is(err); i++) {
        if (v->verbose) fprintf(stderr, "%.*s\n", STR_FMT(packages.p[i]->import_path));
        err = copy_package(v, packages.p[i]);
    }
    return err_is(err) ? err : write_list(v, &packages);
}

int cmd_mod_vendor(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    const char *out = "";
    bool lenient = false;
    flag_add(&s.flags, "o", FLAG_STRING, &out);
    flag_add(&s.flags, "e", FLAG_BOOL, &lenient);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (s.args.n) return report_err(err_new("'go mod vendor' accepts no arguments"));
    s.any_tags = true;
    ModEdit e;
    Err err = modedit_open(&s, &e);
    const char *all = err_is(err) ? "" : modedit_all_pattern(&e);
    if (!err_is(err)) err = modedit_load(&e, &all, 1, SCOPE_TESTS);
    if (err_is(err)) return report_err(err);
    if (!lenient && modedit_report_missing(&e, stderr)) return EXIT_ERROR;
    Vendor v = {&e, *out ? path_abs(s.arena, s.cwd, out) : path_join(s.arena, s.loader.mods.root, "vendor"),
                s.build.verbose};
    err = vendor(&v);
    if (!err_is(err)) err = modedit_save(&e, false);
    return err_is(err) ? report_err(err) : EXIT_OK;
}
