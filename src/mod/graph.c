// The build list: which version of each module is in the build, and where its source lies.
//
// Minimal version selection over the requirements that are readable on this machine: the main
// modules' files, those of locally replaced modules, and the go.mod files of the module cache.
// A requirement whose go.mod is not here ends its branch; go.mod files of go 1.17 and later list
// all that their packages need, so the selection is complete for them. Nothing is downloaded
// here: a module without source is kept with an empty dir, and mod_find reports it when a
// package of it is wanted.
#include <dirent.h>

#include "mod/mod.h"

typedef struct Loader {
    Arena *arena;
    const ModOptions *opt;
    ModGraph *g;
    const ModFile *root; // replacements and exclusions of the main module
    VEC(ModReplace) replaces;
    const char *replace_base; // relative replacement directories start here
    StrMap selected;          // module path → Module *
    VEC(Module *) queue;
} Loader;

static const char *find_up(Arena *a, const char *dir, const char *name)
{
    for (;;) {
        const char *p = path_join(a, dir, name);
        if (path_is_file(p)) return p;
        if (strcmp(dir, "/") == 0) return NULL;
        dir = path_dir(a, dir);
    }
}

static const ModReplace *replacement(const Loader *l, Str path, Str version)
{
    const ModReplace *any = NULL;
    for (uint32_t i = 0; i < l->replaces.n; i++) {
        const ModReplace *r = &l->replaces.p[i];
        if (!str_eq(r->old_path, path)) continue;
        if (r->old_version.n == 0) {
            any = r;
        } else if (str_eq(r->old_version, version)) {
            return r;
        }
    }
    return any;
}

static bool excluded(const Loader *l, Str path, Str version)
{
    if (!l->root) return false;
    for (uint32_t i = 0; i < l->root->exclude.n; i++) {
        if (str_eq(l->root->exclude.p[i].path, path) && str_eq(l->root->exclude.p[i].version, version)) return true;
    }
    return false;
}

// Where the module cache holds a version: its unpacked tree and its go.mod.
static const char *cache_dir(const Loader *l, Str path, Str version)
{
    Str p = modpath_escape(l->arena, path), v = modpath_escape(l->arena, version);
    return arena_printf(l->arena, "%s/%.*s@%.*s", l->opt->modcache, STR_FMT(p), STR_FMT(v));
}
static const char *cache_gomod(const Loader *l, Str path, Str version)
{
    Str p = modpath_escape(l->arena, path), v = modpath_escape(l->arena, version);
    return arena_printf(l->arena, "%s/cache/download/%.*s/@v/%.*s.mod", l->opt->modcache, STR_FMT(p), STR_FMT(v));
}

static Err read_gomod(Loader *l, Module *m, const char *path, bool strict)
{
    Str text;
    Err err = file_read(l->arena, path, &text);
    if (err_is(err)) return err;
    ModFile *f = ARENA_NEW(l->arena, ModFile);
    err = modfile_parse(l->arena, path, path_short(l->arena, l->opt->cwd, path), text, strict, f);
    if (err_is(err)) return err;
    m->file = f;
    m->go_version = f->go;
    return ERR_NONE;
}

// Finds the source and the go.mod of a module at its selected version.
static Err locate(Loader *l, Module *m)
{
    m->replace = replacement(l, m->path, m->version);
    m->replace_dir = m->dir = m->go_version = (Str){0};
    m->file = NULL;
    Str path = m->path, version = m->version;
    if (m->replace && m->replace->new_version.n == 0) {
        m->replace_dir = m->replace->new_path;
        const char *dir =
            path_abs(l->arena, l->replace_base, arena_strndup(l->arena, m->replace_dir.p, m->replace_dir.n));
        if (!path_is_dir(dir)) return ERR_NONE;
        m->dir = str_from(dir);
        const char *gomod = path_join(l->arena, dir, "go.mod");
        return path_is_file(gomod) ? read_gomod(l, m, gomod, false) : ERR_NONE;
    }
    if (m->replace) path = m->replace->new_path, version = m->replace->new_version;
    const char *dir = cache_dir(l, path, version);
    if (path_is_dir(dir)) m->dir = str_from(dir);
    const char *gomod = cache_gomod(l, path, version);
    return path_is_file(gomod) ? read_gomod(l, m, gomod, false) : ERR_NONE;
}

static Err select_version(Loader *l, Str path, Str version, bool is_indirect, bool from_main)
{
    if (excluded(l, path, version)) return ERR_NONE;
    Module *m = strmap_get(&l->selected, path);
    if (m && (m->main || semver_cmp(version, m->version) <= 0)) return ERR_NONE;
    if (!m) {
        m = ARENA_NEW(l->arena, Module);
        m->path = path;
        m->indirect = true;
        strmap_put(&l->selected, path, m);
    }
    if (from_main) m->indirect = is_indirect;
    m->version = version;
    Err err = locate(l, m);
    vec_push(l->arena, &l->queue, m);
    return err;
}

static Err spread(Loader *l)
{
    for (uint32_t i = 0; i < l->queue.n; i++) {
        const Module *m = l->queue.p[i];
        for (uint32_t k = 0; m->file && k < m->file->require.n; k++) {
            const ModRequire *r = &m->file->require.p[k];
            Err err = select_version(l, r->path, r->version, r->indirect, m->main);
            if (err_is(err)) return err;
        }
    }
    return ERR_NONE;
}

// go.mod or go.work asks for a newer Go than the tree we compile from.
static Err check_go_version(const Loader *l, const char *file, Str want)
{
    Str have = str_from(l->opt->go_version);
    if (want.n == 0 || gover_cmp(want, have) <= 0) return ERR_NONE;
    return err_new("%s requires go >= %.*s (running go %s)", path_short(l->arena, l->opt->cwd, file), STR_FMT(want),
                   l->opt->go_version);
}

static Err add_main(Loader *l, const char *gomod)
{
    Module *m = ARENA_NEW(l->arena, Module);
    m->main = true;
    m->dir = str_from(path_dir(l->arena, gomod));
    const char *from = gomod;
    if (*l->opt->modfile_flag) from = path_abs(l->arena, l->opt->cwd, l->opt->modfile_flag);
    Err err = read_gomod(l, m, from, true);
    if (err_is(err)) return err;
    m->path = m->file->module;
    err = check_go_version(l, gomod, m->go_version);
    if (err_is(err)) return err;
    if (strmap_has(&l->selected, m->path))
        return err_new("module %.*s appears multiple times in workspace", STR_FMT(m->path));
    strmap_put(&l->selected, m->path, m);
    vec_push(l->arena, &l->g->main, m);
    vec_push(l->arena, &l->queue, m);
    for (uint32_t i = 0; i < m->file->replace.n; i++) {
        ModReplace r = m->file->replace.p[i];
        if (r.new_version.n == 0) {
            const char *dir = arena_strndup(l->arena, r.new_path.p, r.new_path.n);
            if (l->g->work) r.new_path = str_from(path_abs(l->arena, path_dir(l->arena, gomod), dir));
        }
        vec_push(l->arena, &l->replaces, r);
    }
    return ERR_NONE;
}

static Err open_work(Loader *l)
{
    Str text;
    Err err = file_read(l->arena, l->g->work, &text);
    if (err_is(err)) return err;
    WorkFile w;
    const char *shown = path_short(l->arena, l->opt->cwd, l->g->work);
    err = workfile_parse(l->arena, l->g->work, shown, text, &w);
    if (!err_is(err)) err = check_go_version(l, l->g->work, w.go);
    if (err_is(err)) return err;
    l->g->root = l->replace_base = path_dir(l->arena, l->g->work);
    for (uint32_t i = 0; i < w.replace.n; i++) vec_push(l->arena, &l->replaces, w.replace.p[i]);
    for (uint32_t i = 0; i < w.use.n; i++) {
        const char *use = arena_strndup(l->arena, w.use.p[i].p, w.use.p[i].n);
        const char *gomod = path_join(l->arena, path_abs(l->arena, l->g->root, use), "go.mod");
        if (!path_is_file(gomod))
            return err_new("cannot load module %s listed in go.work file: open %s: no such file or directory", use,
                           path_short(l->arena, l->opt->cwd, gomod));
        err = add_main(l, gomod);
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

static int by_path(const void *x, const void *y)
{
    const Module *a = *(Module *const *)x, *b = *(Module *const *)y;
    if (a->main != b->main) return a->main ? -1 : 1;
    return str_cmp(a->path, b->path);
}

static void choose_mode(Loader *l)
{
    ModGraph *g = l->g;
    const char *flag = l->opt->mod_flag;
    g->mode = strcmp(flag, "mod") == 0 ? MOD_MOD : MOD_READONLY;
    g->vendor_dir = path_join(l->arena, g->root, "vendor");
    if (strcmp(flag, "vendor") == 0) {
        g->mode = MOD_VENDOR;
    } else if (!*flag && path_is_dir(g->vendor_dir) && g->main.n) {
        Str go = g->main.p[0]->go_version;
        if (g->work || (go.n && gover_cmp(go, STR("1.14")) >= 0)) {
            g->mode = MOD_VENDOR;
            g->vendor_reason = "Go version in go.mod is at least 1.14 and vendor directory exists.";
        }
    }
}

Err mod_load(const ModOptions *opt, ModGraph *out)
{
    *out = (ModGraph){.arena = opt->arena, .modcache = opt->modcache};
    Loader l = {.arena = opt->arena, .opt = opt, .g = out};
    map_init(&l.selected, opt->arena);
    if (strcmp(opt->gowork, "off") != 0) {
        out->work = *opt->gowork ? opt->gowork : find_up(opt->arena, opt->cwd, "go.work");
    }
    Err err;
    if (out->work) {
        err = open_work(&l);
    } else {
        const char *gomod = find_up(opt->arena, opt->cwd, "go.mod");
        if (!gomod) return ERR_NONE;
        out->root = l.replace_base = path_dir(opt->arena, gomod);
        err = add_main(&l, gomod);
        if (!err_is(err)) l.root = out->main.p[0]->file;
    }
    if (err_is(err)) return err;
    choose_mode(&l);
    if (out->mode == MOD_VENDOR) {
        for (uint32_t i = 0; i < out->main.n; i++) vec_push(opt->arena, &out->modules, out->main.p[i]);
        return mod_vendor_load(out, l.root);
    }
    err = spread(&l);
    if (err_is(err)) return err;
    for (uint32_t i = 0; i < l.selected.n; i++)
        vec_push(opt->arena, &out->modules, (Module *)l.selected.entries[i].value);
    qsort(out->modules.p, out->modules.n, sizeof(Module *), by_path);
    return ERR_NONE;
}

static bool has_go_files(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return false;
    bool found = false;
    for (struct dirent *e; !found && (e = readdir(d));) {
        size_t n = strlen(e->d_name);
        found = n > 3 && strcmp(e->d_name + n - 3, ".go") == 0;
    }
    closedir(d);
    return found;
}

// The directory of import path p inside a module, or NULL where p is not below the module's path.
static const char *dir_in(const ModGraph *g, const Module *m, Str p)
{
    if (!path_within(p, m->path)) return NULL;
    Str rest = {p.p + m->path.n, p.n - m->path.n};
    return arena_printf(g->arena, "%.*s%.*s", STR_FMT(m->dir), STR_FMT(rest));
}

static ModFound find_vendored(const ModGraph *g, Str p, Module **mod, Str *dir)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        const char *d = dir_in(g, g->main.p[i], p);
        if (!d || !has_go_files(d)) continue;
        *mod = g->main.p[i];
        *dir = str_from(d);
        return MOD_FOUND;
    }
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        for (uint32_t k = 0; k < m->vendor_packages.n; k++) {
            if (!str_eq(m->vendor_packages.p[k], p)) continue;
            *mod = m;
            *dir = str_from(arena_printf(g->arena, "%s/%.*s", g->vendor_dir, STR_FMT(p)));
            return MOD_FOUND;
        }
    }
    return MOD_FOUND_NOWHERE;
}

ModFound mod_find(const ModGraph *g, Str p, Module **mod, Str *dir)
{
    *mod = NULL;
    if (g->mode == MOD_VENDOR) return find_vendored(g, p, mod, dir);
    Module *missing = NULL;
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        const char *d = dir_in(g, m, p);
        if (!d) continue;
        if (m->dir.n == 0) {
            if (!missing || m->path.n > missing->path.n) missing = m;
            continue;
        }
        if (!has_go_files(d)) continue;
        if (*mod && (*mod)->path.n > m->path.n) continue;
        *mod = m;
        *dir = str_from(d);
    }
    if (*mod) return MOD_FOUND;
    *mod = missing;
    return missing ? MOD_FOUND_MISSING : MOD_FOUND_NOWHERE;
}

Module *mod_of_dir(const ModGraph *g, Str dir)
{
    Module *best = NULL;
    for (uint32_t i = 0; i < g->modules.n; i++) {
        Module *m = g->modules.p[i];
        if (m->dir.n && path_within(dir, m->dir) && (!best || m->dir.n > best->dir.n)) best = m;
    }
    return best;
}

Str mod_import_path(Arena *a, const Module *m, Str dir)
{
    Str rest = {dir.p + m->dir.n, dir.n - m->dir.n};
    return str_from(arena_printf(a, "%.*s%.*s", STR_FMT(m->path), STR_FMT(rest)));
}
