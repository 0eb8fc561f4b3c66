// A module as `list -m` tells it: go's fields, in go's order.
#include <stdlib.h>

#include "cmd/list.h"

static ModGraph *graph(const ListContext *c) { return &c->s->loader.mods; }

static void field_text(Arena *a, Value *v, const char *name, Str text) { value_field(a, v, name, value_text(a, text)); }

static const Value *time_of(const ListContext *c, ModVersion m)
{
    ModInfo info = {0};
    Err err = m.version.n ? mod_fetch_info(mod_fetcher(graph(c)), m.path, m.version, &info) : ERR_NONE;
    bool none = err_is(err) || info.time.n == 0;
    err_release(&err); // a module without a time is told without it
    return none ? value_nil(c->s->arena) : value_text(c->s->arena, info.time);
}

typedef struct ModuleParts {
    ModVersion m;
    Str query;
    const StrVec *versions;
    const Value *replace, *update;
    bool main, indirect, timed;
    Str dir, gomod, go, deprecated;
    StrVec retracted;
} ModuleParts;

static Value *module_value(const ListContext *c, const ModuleParts *p)
{
    Arena *a = c->s->arena;
    StrVec none = {0};
    Value *v = value_object(a, "*modinfo.ModulePublic");
    field_text(a, v, "Path", p->m.path);
    field_text(a, v, "Version", p->m.version);
    field_text(a, v, "Query", p->query);
    value_field(a, v, "Versions", value_texts(a, p->versions ? p->versions : &none));
    value_field(a, v, "Replace", p->replace ? p->replace : value_nil(a));
    value_field(a, v, "Time", p->timed ? time_of(c, p->m) : value_nil(a));
    value_field(a, v, "Update", p->update ? p->update : value_nil(a));
    value_field(a, v, "Main", value_bool(a, p->main));
    value_field(a, v, "Indirect", value_bool(a, p->indirect));
    field_text(a, v, "Dir", p->dir);
    field_text(a, v, "GoMod", p->gomod);
    field_text(a, v, "GoVersion", p->go);
    value_field(a, v, "Retracted", value_texts(a, &p->retracted));
    field_text(a, v, "Deprecated", p->deprecated);
    value_field(a, v, "Error", value_nil(a));
    bool sums = !p->main && p->m.version.n && !p->replace;
    field_text(a, v, "Sum", sums ? mod_known_sum(graph(c), p->m, false) : (Str){0});
    field_text(a, v, "GoModSum", sums ? mod_known_sum(graph(c), p->m, true) : (Str){0});
    return v;
}

// The go.mod that says what the module is, if it is on this machine.
static Str gomod_of(const ListContext *c, ModVersion m)
{
    const char *path = mod_cached_gomod(c->s->arena, graph(c)->modcache, m);
    return path_is_file(path) ? str_from(path) : (Str){0};
}

static const Value *replacement(const ListContext *c, const Module *m, Str gomod, bool timed)
{
    if (!m->replace) return NULL;
    ModuleParts p = {.m = {m->replace->new_path, m->replace->new_version},
                     .dir = m->dir,
                     .gomod = gomod,
                     .go = m->go_version,
                     .timed = timed};
    return module_value(c, &p);
}

static const Value *update_of(const ListContext *c, const Module *m)
{
    ModInfo info;
    bool not_found;
    if (m->main || !c->updates || m->replace) return NULL;
    Err err = mod_query(graph(c), m->path, STR("upgrade"), m->version, &info, &not_found);
    bool newer = !err_is(err) && semver_cmp(info.version, m->version) > 0;
    err_release(&err); // no newer version is known
    ModuleParts p = {.m = {m->path, info.version}, .timed = true};
    return newer ? module_value(c, &p) : NULL;
}

// The go.mod of the newest version, or NULL where nobody asks for what it says.
static const ModFile *newest_of(const ListContext *c, const Module *m)
{
    const ModFile *f = NULL;
    if (m->main || m->replace || !m->version.n) return NULL;
    Err err = mod_newest_file(graph(c), m->path, &f);
    err_release(&err); // then nothing is known to be retracted
    return f;
}

static void drop_retracted(const ModFile *newest, StrVec *versions)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < versions->n; i++) {
        if (!mod_retracted(newest, versions->p[i], NULL)) versions->p[kept++] = versions->p[i];
    }
    versions->n = kept;
}

static void tell_warnings(const ListContext *c, const Module *m, ModuleParts *p)
{
    if (!c->updates && !c->retracted) return;
    const ModFile *newest = newest_of(c, m);
    for (uint32_t i = 0; newest && i < newest->retract.n; i++) {
        const ModRetract *r = &newest->retract.p[i];
        if (semver_cmp(m->version, r->low) >= 0 && semver_cmp(m->version, r->high) <= 0)
            vec_push(c->s->arena, &p->retracted, r->rationale.n ? r->rationale : STR("retracted by module author"));
    }
    if (c->updates && newest) p->deprecated = newest->deprecated;
}

static Value *module_told(const ListContext *c, Module *m, bool timed)
{
    Arena *a = c->s->arena;
    Err err = mod_read_file(graph(c), m);
    err_release(&err); // without its go.mod less is told
    Str gomod = {0};
    if (m->main || m->replace_dir.n) {
        if (m->file) gomod = str_from(m->file->path);
        if (m->main) gomod = str_from(path_join(a, m->dir.p, "go.mod"));
    } else if (graph(c)->mode != MOD_VENDOR) {
        gomod = gomod_of(c, mod_replaced(graph(c), (ModVersion){m->path, m->version}));
    }
    StrVec versions = {0};
    bool not_found;
    if (c->versions && !m->main) {
        err = mod_versions(graph(c), m->path, &versions, &not_found);
        err_release(&err);
        if (!c->retracted) drop_retracted(newest_of(c, m), &versions);
        for (uint32_t i = 0; i < versions.n / 2; i++) { // oldest first
            Str other = versions.p[versions.n - 1 - i];
            versions.p[versions.n - 1 - i] = versions.p[i];
            versions.p[i] = other;
        }
    }
    ModuleParts p = {.m = {m->path, m->version},
                     .versions = &versions,
                     .replace = replacement(c, m, gomod, timed),
                     .update = update_of(c, m),
                     .main = m->main,
                     .indirect = m->indirect && !m->main,
                     .dir = graph(c)->mode == MOD_VENDOR && !m->main ? (Str){0} : m->dir,
                     .gomod = gomod,
                     .go = m->go_version,
                     .timed = timed && !m->main && !m->replace_dir.n};
    tell_warnings(c, m, &p);
    return module_value(c, &p);
}

Value *list_module(const ListContext *c, Module *m) { return module_told(c, m, graph(c)->mode != MOD_VENDOR); }

// ---- -m

static Err named(const ListContext *c, const char *arg, Values *out)
{
    Arena *a = c->s->arena;
    const char *at = strchr(arg, '@');
    Str path = {arg, at ? (size_t)(at - arg) : strlen(arg)};
    Module *m = mod_module(graph(c), path);
    if (!at && m) {
        vec_push(a, out, (const Value *)list_module(c, m));
        return ERR_NONE;
    }
    if (!at && !c->versions) return err_new("module %s: not a known dependency", arg);
    ModInfo info;
    bool not_found;
    Str query = at ? str_from(at + 1) : STR("latest");
    Err err = mod_query(graph(c), path, query, m ? m->version : (Str){0}, &info, &not_found);
    if (err_is(err)) return mod_query_failed(graph(c), err, path, query, false);
    Module found = {.path = path, .version = info.version};
    const char *dir = mod_cached_dir(a, graph(c)->modcache, (ModVersion){path, info.version});
    if (dir) found.dir = str_from(dir);
    if (!at) found.version = (Str){0};
    Value *v = list_module(c, &found);
    for (uint32_t i = 0; at && i < v->fields.n; i++) {
        if (strcmp(v->fields.p[i].name, "Query") == 0) v->fields.p[i].value = value_text(a, query);
    }
    vec_push(a, out, (const Value *)v);
    return ERR_NONE;
}

// -e: what is wrong with an argument stands in its place.
static const Value *in_error(const ListContext *c, const char *arg, Err *err)
{
    Arena *a = c->s->arena;
    const char *at = strchr(arg, '@');
    ModuleParts p = {.m.path = {arg, at ? (size_t)(at - arg) : strlen(arg)}};
    if (at) p.m.version = str_from(at + 1);
    Value *v = module_value(c, &p), *e = value_object(a, "*modinfo.ModuleError");
    value_field(a, e, "Err", value_text(a, str_dup(a, str_from(err->msg))));
    e->text = str_from(arena_printf(a, "{%s}", err->msg));
    for (uint32_t i = 0; i < v->fields.n; i++) {
        if (strcmp(v->fields.p[i].name, "Error") == 0) v->fields.p[i].value = e;
        if (strcmp(v->fields.p[i].name, "Version") == 0) v->fields.p[i].value = value_text(a, (Str){0});
    }
    err_release(err);
    return v;
}

static Err in_vendor(const ListContext *c, const ArgVec *args, Values *out)
{
    for (uint32_t i = 0; i < args->n; i++) {
        const char *arg = args->p[i];
        const char *at = strchr(arg, '@');
        if (strcmp(arg, "all") == 0)
            return err_new(
                "can't compute 'all' using the vendor directory\n\t(Use -mod=mod or -mod=readonly to bypass.)");
        if (strstr(arg, "..."))
            return err_new(
                "can't match module patterns using the vendor directory\n\t(Use -mod=mod or -mod=readonly to "
                "bypass.)");
        if (at)
            return err_new("%s: can't determine available versions using the vendor directory\n\t(Use -mod=mod or "
                           "-mod=readonly to bypass.)",
                           arg);
        Module *found = NULL;
        for (uint32_t k = 0; k < graph(c)->modules.n; k++) {
            if (str_eqz(graph(c)->modules.p[k]->path, arg)) found = graph(c)->modules.p[k];
        }
        if (!found)
            return err_new(
                "module %s: can't resolve module using the vendor directory\n\t(Use -mod=mod or -mod=readonly "
                "to bypass.)",
                arg);
        vec_push(c->s->arena, out, (const Value *)list_module(c, found));
    }
    return ERR_NONE;
}

Err list_modules(const ListContext *c, const ArgVec *args, bool lenient, Values *out)
{
    Arena *a = c->s->arena;
    ModGraph *g = graph(c);
    if (g->mode == MOD_NONE && args->n == 0)
        return err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'");
    if (g->mode == MOD_VENDOR && args->n) return in_vendor(c, args, out);
    for (uint32_t i = 0; args->n == 0 && i < g->main.n; i++)
        vec_push(a, out, (const Value *)list_module(c, g->main.p[i]));
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < args->n && !err_is(err); i++) {
        const char *arg = args->p[i];
        bool all = strcmp(arg, "all") == 0, dots = strstr(arg, "...") != NULL;
        if (arg[0] == '.' || arg[0] == '/') return err_new("cannot use relative path %s to specify module", arg);
        bool root = !all && !dots && mod_lists_all(g) && mod_module(g, str_from(arg)); // its version is known
        if (!strchr(arg, '@') && !root) err = mod_complete(g);
        if (err_is(err)) break;
        if (!all && !dots) {
            err = named(c, arg, out);
            if (err_is(err) && lenient) vec_push(a, out, in_error(c, arg, &err));
            continue;
        }
        for (uint32_t k = 0; k < g->modules.n; k++) {
            if (all || load_match_dots(str_from(arg), g->modules.p[k]->path))
                vec_push(a, out, (const Value *)list_module(c, g->modules.p[k]));
        }
    }
    return err;
}

static Str text_of(const Value *m, const char *field) { return value_get(m, str_from(field))->text; }

void list_module_line(const ListContext *c, const Value *m, StrBuf *b)
{
    Str version = text_of(m, "Version");
    sb_put(b, text_of(m, "Path"));
    if (c->versions) {
        const Value *versions = value_get(m, STR("Versions"));
        for (uint32_t i = 0; i < versions->items.n; i++) sb_printf(b, " %.*s", STR_FMT(versions->items.p[i]->text));
        return;
    }
    if (version.n) sb_printf(b, " %.*s", STR_FMT(version));
    const Value *update = value_get(m, STR("Update")), *replace = value_get(m, STR("Replace"));
    if (update->kind == VALUE_OBJECT) sb_printf(b, " [%.*s]", STR_FMT(text_of(update, "Version")));
    if (value_get(m, STR("Retracted"))->items.n) sb_puts(b, " (retracted)");
    if (text_of(m, "Deprecated").n) sb_puts(b, " (deprecated)");
    if (replace->kind != VALUE_OBJECT) return;
    sb_printf(b, " => %.*s", STR_FMT(text_of(replace, "Path")));
    version = text_of(replace, "Version");
    if (version.n) sb_printf(b, " %.*s", STR_FMT(version));
}
