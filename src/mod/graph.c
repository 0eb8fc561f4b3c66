// The main modules and the mode they are in, and what their files say about every other module.
//
// A build starts from the requirements of the main modules alone: since go 1.17 a go.mod file lists all that
// its packages need, so most builds read no other module's file but those that serve packages. select.c reads
// the rest of the graph where it is needed.
#include <stdlib.h>

#include "mod/state.h"

// ---- Replacements and exclusions

static const ModReplace *replacement_among(const ModReplace *r, uint32_t n, ModVersion m)
{
    const ModReplace *any = NULL;
    for (uint32_t i = 0; i < n; i++) {
        if (!str_eq(r[i].old_path, m.path)) continue;
        if (r[i].old_version.n == 0) {
            any = &r[i];
        } else if (str_eq(r[i].old_version, m.version)) {
            return &r[i];
        }
    }
    return any;
}

const ModReplace *mod_replacement(const ModGraph *g, ModVersion m)
{
    const ModState *s = g->state;
    const ModReplace *r = replacement_among(s->replaces.p, s->work_replaces, m);
    return r ? r : replacement_among(s->replaces.p + s->work_replaces, s->replaces.n - s->work_replaces, m);
}

ModVersion mod_replaced(const ModGraph *g, ModVersion m)
{
    const ModReplace *r = mod_replacement(g, m);
    return r ? (ModVersion){r->new_path, r->new_version} : m;
}

const char *mod_replace_dir(const ModGraph *g, const ModReplace *r)
{
    if (!r || r->new_version.n) return NULL;
    return path_abs(g->arena, g->root, arena_strndup(g->arena, r->new_path.p, r->new_path.n));
}

bool mod_excluded(const ModGraph *g, ModVersion m)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        for (uint32_t k = 0; k < f->exclude.n; k++) {
            if (str_eq(f->exclude.p[k].path, m.path) && str_eq(f->exclude.p[k].version, m.version)) return true;
        }
    }
    return false;
}

// ---- The build list

Err modfile_read(ModGraph *g, const char *path, bool strict, const ModFile **out)
{
    Str text;
    bool given = strict && g->state->opt.gomod && !g->work;
    Err err = ERR_NONE;
    if (!given && !path_is_file(path))
        err = err_new("open %s: no such file or directory", path_short(g->arena, g->state->opt.cwd, path));
    if (!given && !err_is(err)) err = file_read(g->arena, path, &text);
    if (err_is(err)) return err;
    if (given) text = *g->state->opt.gomod;
    ModFile *f = ARENA_NEW(g->arena, ModFile);
    err = modfile_parse(g->arena, path, path_short(g->arena, g->state->opt.cwd, path), text, strict, f);
    if (!err_is(err)) *out = f;
    return err;
}

Module *mod_add(ModGraph *g, ModVersion v)
{
    Module *m = strmap_get(&g->state->selected, v.path);
    if (!m) {
        m = ARENA_NEW(g->arena, Module);
        m->path = v.path;
        m->indirect = true;
        strmap_put(&g->state->selected, v.path, m);
        vec_push(g->arena, &g->modules, m);
    }
    if (str_eq(m->version, v.version)) return m;
    *m = (Module){.path = m->path, .version = v.version, .indirect = m->indirect};
    m->replace = mod_replacement(g, v);
    const char *dir = mod_replace_dir(g, m->replace);
    if (dir) {
        m->replace_dir = m->replace->new_path;
        if (path_is_dir(dir)) m->dir = str_from(dir);
    } else {
        dir = mod_cached_dir(g->arena, g->modcache, mod_replaced(g, v));
        if (dir) m->dir = str_from(dir);
    }
    return m;
}

static int by_path(const void *x, const void *y)
{
    const Module *a = *(Module *const *)x, *b = *(Module *const *)y;
    if (a->main != b->main) return a->main ? -1 : 1;
    return str_cmp(a->path, b->path);
}

bool mod_needs_sums(const ModGraph *g) { return g->mode == MOD_READONLY && !g->work; }

void mod_sort(ModGraph *g) { qsort(g->modules.p, g->modules.n, sizeof(Module *), by_path); }

struct GoSum *mod_sums(const ModGraph *g) { return g->state ? g->state->sums : NULL; }

ModFetcher *mod_fetcher(ModGraph *g)
{
    ModState *s = g->state;
    if (!s->fetcher) s->fetcher = s->opt.fetcher;
    if (!s->fetcher) s->fetcher = mod_fetcher_new(g->arena, s->opt.env, stderr);
    if (s->opt.cache_writable) mod_fetcher_writable(s->fetcher);
    return s->fetcher;
}

// ---- Opening

// go.mod or go.work asks for a newer Go than the tree we compile from.
static Err check_go_version(const ModGraph *g, const char *file, Str want)
{
    const ModOptions *opt = &g->state->opt;
    if (want.n == 0 || gover_cmp(want, str_from(opt->go_version)) <= 0) return ERR_NONE;
    return err_new("%s requires go >= %.*s (running go %s; GOTOOLCHAIN=local)", path_short(g->arena, opt->cwd, file),
                   STR_FMT(want), opt->go_version);
}

static Err add_main(ModGraph *g, const char *gomod)
{
    Module *m = ARENA_NEW(g->arena, Module);
    m->main = true;
    m->dir = str_from(path_dir(g->arena, gomod));
    const ModOptions *opt = &g->state->opt;
    const char *from = *opt->modfile_flag ? path_abs(g->arena, opt->cwd, opt->modfile_flag) : gomod;
    Err err = modfile_read(g, from, true, &m->file);
    if (err_is(err)) return err;
    m->path = m->file->module;
    m->go_version = m->file->go;
    err = check_go_version(g, gomod, m->go_version);
    if (err_is(err)) return err;
    if (strmap_has(&g->state->selected, m->path))
        return err_whole("undergo: module %.*s appears multiple times in workspace", STR_FMT(m->path));
    strmap_put(&g->state->selected, m->path, m);
    vec_push(g->arena, &g->main, m);
    vec_push(g->arena, &g->modules, m);
    for (uint32_t i = 0; i < m->file->replace.n; i++) {
        ModReplace r = m->file->replace.p[i];
        if (r.new_version.n == 0 && g->work)
            r.new_path = str_from(path_abs(g->arena, m->dir.p, arena_strndup(g->arena, r.new_path.p, r.new_path.n)));
        vec_push(g->arena, &g->state->replaces, r);
    }
    return ERR_NONE;
}

// go.work's replacements win; two modules may not disagree on what it does not decide.
static Err check_replaces(const ModGraph *g)
{
    const ModState *s = g->state;
    for (uint32_t i = s->work_replaces; i < s->replaces.n; i++) {
        const ModReplace *r = &s->replaces.p[i];
        bool decided = false;
        for (uint32_t k = 0; k < s->work_replaces; k++)
            decided |= str_eq(s->replaces.p[k].old_path, r->old_path) &&
                       (s->replaces.p[k].old_version.n == 0 || str_eq(s->replaces.p[k].old_version, r->old_version));
        for (uint32_t k = s->work_replaces; k < i && !decided; k++) {
            const ModReplace *q = &s->replaces.p[k];
            if (!str_eq(q->old_path, r->old_path) || !str_eq(q->old_version, r->old_version) ||
                (str_eq(q->new_path, r->new_path) && str_eq(q->new_version, r->new_version)))
                continue;
            return err_new("conflicting replacements for %.*s%s%.*s:\n\t%.*s%s%.*s\n\t%.*s%s%.*s\nuse \"go work edit "
                           "-replace %.*s%s%.*s=[override]\" to resolve",
                           STR_FMT(r->old_path), r->old_version.n ? "@" : "", STR_FMT(r->old_version),
                           STR_FMT(q->new_path), q->new_version.n ? "@" : "", STR_FMT(q->new_version),
                           STR_FMT(r->new_path), r->new_version.n ? "@" : "", STR_FMT(r->new_version),
                           STR_FMT(r->old_path), r->old_version.n ? "@" : "", STR_FMT(r->old_version));
        }
    }
    return ERR_NONE;
}

// A module may not want a newer go than its workspace, but for the commands that mend that.
static Err check_work_go(const ModGraph *g, const WorkFile *w, const Module *m)
{
    Str have = w->go.n ? w->go : STR("1.18");
    Str want = m->go_version;
    if (g->state->opt.lax_work || want.n == 0 || gover_cmp(want, have) <= 0 || gover_cmp(want, STR("1.21")) < 0)
        return ERR_NONE;
    return err_new("module %s listed in go.work file requires go >= %.*s, but go.work %s go %.*s; to update it:\n"
                   "\tgo work use",
                   path_short(g->arena, g->state->opt.cwd, m->dir.p), STR_FMT(want),
                   w->go.n ? "lists" : "implicitly requires", STR_FMT(have));
}

static Err open_used(ModGraph *g, const WorkFile *w, const WorkUse *use)
{
    const char *cwd = g->state->opt.cwd;
    const char *dir = path_abs(g->arena, g->root, arena_strndup(g->arena, use->dir.p, use->dir.n));
    for (const WorkUse *other = w->use.p; other < use; other++) {
        const char *had = path_abs(g->arena, g->root, arena_strndup(g->arena, other->dir.p, other->dir.n));
        if (strcmp(had, dir) == 0)
            return err_new("error loading go.work:\n%s:%u: path %s appears multiple times in workspace",
                           path_short(g->arena, cwd, g->work), use->line, dir);
    }
    const char *gomod = path_join(g->arena, dir, "go.mod"), *shown = path_short(g->arena, cwd, dir);
    if (!path_is_file(gomod))
        return err_new("cannot load module %s listed in go.work file: open %s: no such file or directory", shown,
                       path_short(g->arena, cwd, gomod));
    Err err = add_main(g, gomod);
    if (err_is(err)) return err_wrap_take(err, "cannot load module %s listed in go.work file", shown);
    return check_work_go(g, w, g->main.p[g->main.n - 1]);
}

static Err open_work(ModGraph *g)
{
    Str text;
    const char *cwd = g->state->opt.cwd, *shown = path_short(g->arena, cwd, g->work);
    if (!path_is_file(g->work)) return err_new("reading go.work: open %s: no such file or directory", shown);
    Err err = file_read(g->arena, g->work, &text);
    if (err_is(err)) return err;
    WorkFile *w = ARENA_NEW(g->arena, WorkFile);
    err = workfile_parse(g->arena, g->work, shown, text, w);
    if (!err_is(err)) err = check_go_version(g, g->work, w->go);
    if (err_is(err)) return err;
    g->work_file = w;
    g->root = path_dir(g->arena, g->work);
    for (uint32_t i = 0; i < w->replace.n; i++) vec_push(g->arena, &g->state->replaces, w->replace.p[i]);
    g->state->work_replaces = w->replace.n;
    StrBuf all = {0};
    for (uint32_t i = 0; i < w->use.n; i++) { // what is wrong with any of them shows in one run
        err = open_used(g, w, &w->use.p[i]);
        if (!err_is(err)) continue;
        sb_printf(&all, "%s%s%s", all.n ? "\n" : "", err.whole ? "" : "undergo: ", err.msg);
        err_release(&err);
    }
    err = all.n ? err_whole("%s", all.p) : check_replaces(g);
    sb_release(&all);
    return err;
}

static Err open_mod(ModGraph *g)
{
    const char *gomod = path_find_up(g->arena, g->state->opt.cwd, "go.mod");
    if (!gomod) return ERR_NONE;
    g->root = path_dir(g->arena, gomod);
    return add_main(g, gomod);
}

static void choose_mode(ModGraph *g)
{
    const char *flag = g->state->opt.mod_flag;
    g->mode = strcmp(flag, "mod") == 0 ? MOD_MOD : MOD_READONLY;
    g->vendor_dir = path_join(g->arena, g->root, "vendor");
    if (strcmp(flag, "vendor") == 0) {
        g->mode = MOD_VENDOR;
    } else if (!*flag && path_is_dir(g->vendor_dir) && g->main.n) {
        Str go = g->main.p[0]->go_version;
        if (g->work) go = g->work_file->go;
        if (mod_vendor_of_work(g) != (g->work != NULL)) return;
        bool old = go.n == 0 || gover_cmp(go, g->work ? STR("1.22") : STR("1.14")) < 0;
        if (!old) {
            g->mode = MOD_VENDOR;
            g->vendor_reason = g->work ? "Go version in go.work is at least 1.22 and vendor directory exists."
                                       : "Go version in go.mod is at least 1.14 and vendor directory exists.";
        }
    }
}

const char *mod_sum_path(const ModGraph *g)
{
    const char *modfile = g->state->opt.modfile_flag;
    if (*modfile) {
        Str f = str_from(path_abs(g->arena, g->state->opt.cwd, modfile));
        if (str_has_suffix(f, STR(".mod"))) f.n -= 4;
        return arena_printf(g->arena, "%.*s.sum", STR_FMT(f));
    }
    return path_join(g->arena, g->root, g->work ? "go.work.sum" : "go.sum");
}

static Err read_sums(ModGraph *g)
{
    if (g->state->opt.sums) return ERR_NONE;
    Err err = gosum_read(g->state->sums, mod_sum_path(g), false);
    for (uint32_t i = 0; g->work && i < g->main.n && !err_is(err); i++)
        err = gosum_read(g->state->sums, path_join(g->arena, g->main.p[i]->dir.p, "go.sum"), true);
    return err;
}

// In go.work several may name a module: the newest is taken until the graph says more.
static void add_requirements(ModGraph *g)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        for (uint32_t k = 0; k < f->require.n; k++) {
            const ModRequire *r = &f->require.p[k];
            ModVersion v = {r->path, r->version};
            const Module *have = strmap_get(&g->state->selected, v.path);
            if (mod_excluded(g, v) || (have && (have->main || semver_cmp(v.version, have->version) <= 0))) continue;
            mod_add(g, v)->indirect = r->indirect;
        }
    }
    mod_sort(g);
}

Err mod_find_work(Arena *a, const char *gowork, const char *cwd, const char **out)
{
    *out = NULL;
    if (strcmp(gowork, "off") == 0) return ERR_NONE;
    if (*gowork && *gowork != '/') return err_new("invalid GOWORK: not an absolute path");
    *out = *gowork ? gowork : path_find_up(a, cwd, "go.work");
    return ERR_NONE;
}

static Err check_flags(const ModOptions *opt, const char *work)
{
    const char *m = opt->mod_flag;
    bool kept = strcmp(m, "readonly") == 0 || strcmp(m, "vendor") == 0; // go.mod is not changed
    if (!work && *m && !kept && strcmp(m, "mod") != 0)
        return err_whole("-mod=%s not supported (can be '', 'mod', 'readonly', or 'vendor')", m);
    if (work && *m && !kept && !opt->own_mode)
        return err_new("-mod may only be set to readonly or vendor when in workspace mode, but it is set to \"%s\""
                       "\n\tRemove the -mod flag to use the default readonly value, \n\tor set GOWORK=off to disable "
                       "workspace mode.",
                       m);
    if (work && *opt->modfile_flag) return err_new("-modfile cannot be used in workspace mode");
    if (*opt->modfile_flag && !str_has_suffix(str_from(opt->modfile_flag), STR(".mod")))
        return err_new("-modfile=%s: file does not have .mod extension", opt->modfile_flag);
    return ERR_NONE;
}

Err mod_load(const ModOptions *opt, ModGraph *out)
{
    Arena *a = opt->arena;
    *out = (ModGraph){.arena = a, .modcache = opt->modcache, .state = ARENA_NEW(a, ModState)};
    out->state->arena = a;
    out->state->opt = *opt;
    map_init(&out->state->selected, a);
    map_init(&out->state->nodes, a);
    Err err = mod_find_work(a, opt->no_work ? "off" : opt->gowork, opt->cwd, &out->work);
    if (!err_is(err)) err = check_flags(opt, out->work);
    if (!err_is(err)) err = out->work ? open_work(out) : open_mod(out);
    out->state->sums = opt->sums ? opt->sums : gosum_new(a); // outside modules they are kept nowhere
    if (err_is(err) || !out->root) return err;
    choose_mode(out);
    if (out->mode == MOD_VENDOR) return mod_vendor_load(out);
    err = read_sums(out);
    if (!err_is(err)) add_requirements(out);
    if (!err_is(err) && !mod_lists_all(out)) err = mod_complete(out);
    return err;
}

void mod_close(ModGraph *g)
{
    bool own = g->state && g->state->fetcher && g->state->fetcher != g->state->opt.fetcher;
    if (own) mod_fetcher_free(g->state->fetcher);
    if (g->state) g->state->fetcher = NULL;
}

Str mod_needed_sums(const ModGraph *g) { return gosum_text(g->state->sums, true); }

Err mod_write_needed_sums(ModGraph *g) { return gosum_write(g->state->sums, mod_sum_path(g), true); }

Err mod_save_sums(ModGraph *g)
{
    if (!g->state || !g->root || !g->state->sums || !gosum_changed(g->state->sums)) return ERR_NONE;
    mod_need_sums(g);
    return gosum_write(g->state->sums, mod_sum_path(g), false);
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
