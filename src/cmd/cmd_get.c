// undergo get: changes which versions of modules go.mod requires.
//
// Each argument is a package, a module or a pattern, with a version query after @. The requirements are set, what
// the packages need beyond them is added, and with -u what serves them is upgraded. Where an older version is
// wanted than another requirement selects, that one is lowered until it agrees (https://go.dev/ref/mod#go-get).
#include <stdlib.h>

#include "cmd/modedit.h"

typedef struct Get {
    ModEdit e;
    const char *update; // -u: "", "upgrade" or "patch"
    const char *bad_update;
    bool tests, tool; // -t -tool
    StrMap initial;   // module path → version before, of the whole build list
    StrMap wanted;    // module path → version, of the arguments; an empty Str drops it
    ArgVec packages;  // patterns and paths to load
} Get;

static Arena *arena(const Get *g) { return g->e.s->arena; }
static ModGraph *graph(Get *g) { return &g->e.s->loader.mods; }

static Str *new_str(Arena *a, Str s)
{
    Str *p = ARENA_NEW(a, Str);
    *p = s;
    return p;
}

static bool is_pattern(const char *path)
{
    return path[0] == '.' || path[0] == '/' || strstr(path, "...") || strcmp(path, "all") == 0;
}

// ---- Lowering others

static Err reaches(Get *g, const ModRequire *r, Str path, Str limit, bool *beyond)
{
    StrMap implied;
    Err err = mod_implied(graph(g), r, 1, &implied);
    if (err_is(err)) return err;
    const Str *v = strmap_get(&implied, path);
    *beyond = v && (limit.n == 0 || semver_cmp(*v, limit) > 0);
    return ERR_NONE;
}

// Lowers r until it no longer wants more of path than limit; to nothing where every version does.
static Err lower(Get *g, ModRequire *r, Str path, Str limit)
{
    bool beyond;
    Err err = reaches(g, r, path, limit, &beyond);
    if (err_is(err) || !beyond) return err;
    StrVec versions = {0};
    bool not_found;
    err = mod_versions(graph(g), r->path, &versions, &not_found);
    if (err_is(err)) return err;
    for (uint32_t i = 0; i < versions.n && beyond; i++) {
        if (semver_cmp(versions.p[i], r->version) >= 0) continue;
        r->version = versions.p[i];
        err = reaches(g, r, path, limit, &beyond);
        if (err_is(err)) return err;
    }
    if (beyond) r->version = (Str){0};
    return ERR_NONE;
}

static Err lower_all(Get *g, Str path, Str limit)
{
    ModEdit *e = &g->e;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < e->reqs.n; i++) {
        ModRequire r = e->reqs.p[i];
        if (!str_eq(r.path, path)) {
            Err err = lower(g, &r, path, limit);
            if (err_is(err)) return err;
        }
        if (r.version.n) e->reqs.p[kept++] = r;
    }
    e->reqs.n = kept;
    return ERR_NONE;
}

// ---- Arguments

static Err set_version(Get *g, Str path, Str version)
{
    const Module *have = mod_module(graph(g), path);
    strmap_put(&g->wanted, path, new_str(arena(g), version));
    if (version.n) {
        ModRequire *r = modedit_find(&g->e, path);
        modedit_require(&g->e, (ModVersion){path, version}, r ? r->indirect : true);
    } else {
        modedit_drop(&g->e, path);
    }
    bool down = have && !have->main && (version.n == 0 || semver_cmp(version, have->version) < 0);
    return down ? lower_all(g, path, version) : ERR_NONE;
}

// The newest release of a language version: 1.22 becomes 1.22.12. A whole version needs nobody to be asked.
static Err release_of(Get *g, const char *arg, Str version, Str *out)
{
    const Str head = STR("v0.0.1-go"), tail = STR(".linux-amd64");
    StrVec releases = {0};
    bool not_found;
    *out = (Str){0};
    Err err = mod_fetch_versions(mod_fetcher(graph(g)), mod_toolchain(arena(g), "").path, &releases, &not_found);
    if (err_is(err)) return err_wrap_take(err, "%s: module golang.org/toolchain", arg);
    for (uint32_t i = 0; i < releases.n; i++) {
        Str r = releases.p[i];
        if (!str_has_prefix(r, head) || !str_has_suffix(r, tail)) continue;
        r.p += head.n, r.n -= head.n + tail.n;
        bool same =
            !gover_valid(version) || str_eq(r, version) || (str_has_prefix(r, version) && r.p[version.n] == '.');
        if (same && gover_cmp(r, *out) > 0) *out = r;
    }
    return out->n ? ERR_NONE : err_new("%s: no matching versions for query \"%.*s\"", arg, STR_FMT(version));
}

// go@version and toolchain@name: lines of go.mod, not modules.
static Err get_go(Get *g, const char *arg, const char *verb, Str query)
{
    bool toolchain = *verb == 't';
    if (str_eqz(query, "none")) {
        modtext_set(g->e.text, verb, (Str){0}, "");
        return ERR_NONE;
    }
    Str version = query, running = str_from(g->e.s->loader.go_version);
    if (toolchain && str_has_prefix(version, STR("go"))) version.p += 2, version.n -= 2;
    bool newest = str_eqz(version, "latest") || str_eqz(version, "upgrade") || str_eqz(version, "patch");
    if (!newest && !gover_valid(version))
        return err_new("invalid %s version %.*s", toolchain ? "toolchain" : "go", STR_FMT(query));
    const char *dot = memchr(version.p, '.', version.n);
    bool whole = !newest && dot && (strpbrk(dot + 1, ".rb") != NULL);
    if (!whole) {
        Err err = release_of(g, arg, version, &version);
        if (err_is(err)) return err;
    }
    if (gover_cmp(version, running) > 0)
        return err_new("%s requires go >= %.*s (running go %.*s; GOTOOLCHAIN=local)", arg, STR_FMT(version),
                       STR_FMT(running));
    const ModFile *f = graph(g)->main.p[0]->file;
    Str old = toolchain ? f->toolchain : f->go;
    if (!toolchain && !str_eq(old, version))
        fprintf(stderr, "undergo: %s go %.*s => %.*s\n", gover_cmp(version, old) > 0 ? "upgraded" : "downgraded",
                STR_FMT(old), STR_FMT(version));
    Str text = toolchain ? str_from(arena_printf(arena(g), "go%.*s", STR_FMT(version))) : version;
    modtext_set(g->e.text, verb, text, toolchain ? "go" : "module");
    return ERR_NONE;
}

// -tool: a line for the package, or with @none no longer one.
static void set_tool(Get *g, Str path, bool drop)
{
    ModTextRefs refs = {0};
    modtext_lines(g->e.text, "tool", &refs);
    bool there = false;
    for (uint32_t i = 0; i < refs.n; i++) {
        bool same = refs.p[i].args.n == 1 && str_eq(modtext_unquote(arena(g), refs.p[i].args.p[0]), path);
        there |= same;
        if (same && drop) modtext_remove(refs.p[i].line);
    }
    const Str words[] = {STR("tool"), modtext_quote(arena(g), path)};
    if (!drop && !there) modtext_add(g->e.text, words, 2);
    modtext_clean(g->e.text);
}

// The version found must have a go.mod that is the module's.
static Err check_found(Get *g, ModVersion v, Str query)
{
    Module probe = {.path = v.path, .version = v.version};
    Err err = mod_read_file(graph(g), &probe);
    if (!err_is(err) || err.whole) return err;
    Err told = err_new("%.*s@%.*s (%.*s) requires %s", STR_FMT(v.path), STR_FMT(query), STR_FMT(v.version), err.msg);
    err_release(&err);
    return told;
}

static Err get_one(Get *g, const char *arg)
{
    const char *at = strchr(arg, '@');
    const char *path = arena_strndup(arena(g), arg, at ? (size_t)(at - arg) : strlen(arg));
    if (path[0] && path[0] != '.' && path[0] != '/' && !strstr(path, "...")) path = path_clean(arena(g), path);
    Str query = at ? str_from(at + 1) : *g->update ? str_from(g->update) : STR("upgrade"), p = str_from(path);
    if (strcmp(path, "go") == 0 || strcmp(path, "toolchain") == 0) return get_go(g, arg, path, query);
    if (g->tool) set_tool(g, p, str_eqz(query, "none"));
    if (g->tool && str_eqz(query, "none")) return ERR_NONE;
    const char *dir = path[0] == '.' && !strstr(path, "...") ? path_abs(arena(g), g->e.s->cwd, path) : NULL;
    if (dir && !path_is_dir(dir))
        return err_new("%s (%s) is not a package in module rooted at %s", path, dir, graph(g)->root);
    if (is_pattern(path)) {
        if (at) return err_new("%s: can't request explicit version of a pattern yet", arg);
        vec_push(arena(g), &g->packages, path);
        return ERR_NONE;
    }
    if (at && !at[1]) return err_new("invalid module version syntax \"%s\"", arg);
    bool std = !memchr(p.p, '.', p.n) && path_is_dir(path_join(arena(g), g->e.s->loader.goroot_src.p, path));
    if (std && !at) { // it comes with Go
        vec_push(arena(g), &g->packages, path);
        return ERR_NONE;
    }
    Module *m = mod_module(graph(g), p);
    ModFound found = {0};
    if (!m) found = mod_find(graph(g), p);
    if (found.kind == MOD_FOUND) m = found.mod;
    if (m && m->main) {
        if (at && !str_eqz(query, "upgrade") && !str_eqz(query, "patch"))
            return err_new("package %s is in the main module, so can't request version %.*s", path, STR_FMT(query));
        vec_push(arena(g), &g->packages, path);
        return ERR_NONE;
    }
    if (str_eqz(query, "none")) return set_version(g, m ? m->path : p, (Str){0});
    ModVersion v;
    if (m) {
        ModInfo info;
        bool not_found;
        Err err = mod_query(graph(g), m->path, query, m->version, &info, &not_found);
        if (!err_is(err) && semver_valid(query) && !str_eq(m->path, p) &&
            !mod_has_package(graph(g), (ModVersion){m->path, info.version}, p))
            return err_new("module %.*s@%.*s found, but does not contain package %s", STR_FMT(m->path),
                           STR_FMT(info.version), path);
        if (err_is(err)) return mod_query_failed(graph(g), err, m->path, query, true);
        v = (ModVersion){m->path, info.version};
    } else {
        Err err = mod_query_package(graph(g), p, query, &v);
        if (!err_is(err)) err = check_found(g, v, query);
        if (err_is(err)) return err;
    }
    if (!str_eq(v.path, p) || found.kind == MOD_FOUND || mod_has_package(graph(g), v, p))
        vec_push(arena(g), &g->packages, path);
    return set_version(g, v.path, v.version);
}

// ---- -u

static Err update(Get *g, bool *changed)
{
    ModEdit *e = &g->e;
    *changed = false;
    StrMap done;
    map_init(&done, arena(g));
    for (uint32_t i = 0; i < e->all.n; i++) {
        const Module *m = e->all.p[i]->module;
        if (!m || m->main || m->replace || strmap_has(&done, m->path) || strmap_has(&g->wanted, m->path)) continue;
        strmap_put(&done, m->path, e->all.p[i]);
        ModInfo info;
        bool not_found;
        Err err = mod_query(graph(g), m->path, str_from(g->update), m->version, &info, &not_found);
        if (err_is(err)) return err;
        if (semver_cmp(info.version, m->version) <= 0) continue;
        const ModRequire *r = modedit_find(e, m->path);
        modedit_require(e, (ModVersion){m->path, info.version}, r ? r->indirect : true);
        *changed = true;
    }
    return ERR_NONE;
}

// ---- The result

static Err check_wanted(Get *g)
{
    for (uint32_t i = 0; i < g->wanted.n; i++) {
        Str path = g->wanted.entries[i].key.str;
        const Str *v = g->wanted.entries[i].value;
        const Module *m = mod_module(graph(g), path);
        if (v->n && m && !m->main && !str_eq(m->version, *v))
            return err_new("%.*s@%.*s: other requirements need %.*s@%.*s", STR_FMT(path), STR_FMT(*v), STR_FMT(path),
                           STR_FMT(m->version));
    }
    return ERR_NONE;
}

static void report_change(Str path, Str old, Str new)
{
    if (str_eq(old, new)) return;
    if (old.n == 0) {
        fprintf(stderr, "undergo: added %.*s %.*s\n", STR_FMT(path), STR_FMT(new));
    } else if (new.n == 0) {
        fprintf(stderr, "undergo: removed %.*s %.*s\n", STR_FMT(path), STR_FMT(old));
    } else {
        fprintf(stderr, "undergo: %s %.*s %.*s => %.*s\n", semver_cmp(new, old) > 0 ? "upgraded" : "downgraded",
                STR_FMT(path), STR_FMT(old), STR_FMT(new));
    }
}

// What the authors of the modules named, and of those that serve the packages, say against the versions chosen.
static void report_warnings(Get *g)
{
    StrVec paths = {0};
    for (uint32_t i = 0; i < g->wanted.n; i++) vec_push(arena(g), &paths, g->wanted.entries[i].key.str);
    uint32_t named = paths.n;
    for (uint32_t i = 0; i < g->e.all.n; i++) {
        const Module *m = g->e.all.p[i]->module;
        bool had = !m || m->main;
        for (uint32_t k = 0; k < paths.n && !had; k++) had = str_eq(paths.p[k], m->path);
        if (!had) vec_push(arena(g), &paths, m->path);
    }
    StrBuf retracted = {0};
    for (uint32_t i = 0; i < paths.n; i++) {
        const Module *m = mod_module(graph(g), paths.p[i]);
        const ModFile *newest;
        Str why;
        if (!m || m->main || m->replace) continue;
        Err err = mod_newest_file(graph(g), m->path, &newest);
        err_release(&err); // then nobody says anything
        if (i < named && newest && newest->deprecated.n)
            fprintf(stderr, "undergo: module %.*s is deprecated: %.*s\n", STR_FMT(m->path),
                    STR_FMT(newest->deprecated));
        if (!mod_retracted(newest, m->version, &why)) continue;
        sb_printf(&retracted, "undergo: warning: %.*s@%.*s: retracted by module author%s%.*s\n", STR_FMT(m->path),
                  STR_FMT(m->version), why.n ? ": " : "", STR_FMT(why));
        sb_printf(&retracted, "undergo: to switch to the latest unretracted version, run:\n\tgo get %.*s@latest\n",
                  STR_FMT(m->path));
    }
    if (retracted.n) fputs(retracted.p, stderr);
    sb_release(&retracted);
}

static int by_str(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

static void report_changes(Get *g, const Requires *before)
{
    StrVec paths = {0};
    for (uint32_t i = 0; i < g->wanted.n; i++) vec_push(arena(g), &paths, g->wanted.entries[i].key.str);
    for (uint32_t i = 0; i < before->n; i++) vec_push(arena(g), &paths, before->p[i].path);
    for (uint32_t i = 0; i < g->e.reqs.n; i++) vec_push(arena(g), &paths, g->e.reqs.p[i].path);
    qsort(paths.p, paths.n, sizeof(Str), by_str);
    for (uint32_t i = 0; i < paths.n; i++) {
        if (i && str_eq(paths.p[i], paths.p[i - 1])) continue;
        const Str *old = strmap_get(&g->initial, paths.p[i]);
        const Module *m = mod_module(graph(g), paths.p[i]);
        report_change(paths.p[i], old ? *old : (Str){0}, m ? m->version : (Str){0});
    }
}

// A module whose old version go.sum knew is built with its new one: go.sum is to know that, too.
static Err renew_sums(Get *g)
{
    for (uint32_t i = 0; i < g->initial.n; i++) {
        Str path = g->initial.entries[i].key.str;
        ModVersion old = {path, *(const Str *)g->initial.entries[i].value};
        Module *m = mod_module(graph(g), path);
        if (!m || str_eq(m->version, old.version) || !mod_has_sum(graph(g), old)) continue;
        bool no_sum;
        Err err = mod_need_dir(graph(g), m, &no_sum);
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

static Err run(Get *g, const ArgVec *args)
{
    ModEdit *e = &g->e;
    Err err = mod_complete(graph(g));
    if (err_is(err)) return err;
    for (uint32_t i = 0; i < graph(g)->modules.n; i++) {
        const Module *m = graph(g)->modules.p[i];
        if (!m->main) strmap_put(&g->initial, m->path, new_str(arena(g), m->version));
    }
    if (args->n == 0) vec_push(arena(g), &g->packages, ".");
    for (uint32_t i = 0; i < args->n && !err_is(err); i++) err = get_one(g, args->p[i]);
    if (!err_is(err)) err = modedit_apply(e);
    bool changed = true;
    for (unsigned pass = 0; pass < 8 && changed && !err_is(err); pass++) {
        changed = false;
        err = modedit_load(e, g->packages.p, g->packages.n, g->tests ? SCOPE_TESTS : SCOPE_PACKAGES);
        if (!err_is(err) && *g->update) err = update(g, &changed);
        if (err_is(err)) break;
        modedit_require_used(e);
        err = modedit_apply(e);
        if (!err_is(err)) err = mod_complete(graph(g));
    }
    if (!err_is(err)) err = check_wanted(g);
    return err_is(err) ? err : renew_sums(g);
}

// -u alone means -u=upgrade: it is no flag that takes the next word.
static const char *take_update(Session *s, int argc, char **argv, ArgVec *rest, const char **bad)
{
    const char *update = "";
    *bad = "";
    for (int i = 0; i < argc; i++) {
        const char *value = NULL;
        Str name = argv[i][0] == '-' && argv[i][1] ? flag_name(argv[i], &value) : (Str){0};
        if (!str_eqz(name, "u")) {
            vec_push(s->arena, rest, (const char *)argv[i]);
        } else {
            bool known =
                !value || strcmp(value, "patch") == 0 || strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
            if (!known) *bad = value;
            update = value && strcmp(value, "patch") == 0   ? "patch"
                     : value && strcmp(value, "false") == 0 ? ""
                                                            : "upgrade";
        }
    }
    return update;
}

int cmd_get(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    Get g = {0};
    map_init(&g.initial, s.arena);
    map_init(&g.wanted, s.arena);
    ArgVec rest = {0};
    g.update = take_update(&s, argc, argv, &rest, &g.bad_update);
    flag_add(&s.flags, "t", FLAG_BOOL, &g.tests);
    bool deprecated = false, insecure = false;
    flag_add(&s.flags, "d", FLAG_BOOL, &deprecated);
    flag_add(&s.flags, "insecure", FLAG_BOOL, &insecure);
    flag_add(&s.flags, "tool", FLAG_BOOL, &g.tool);
    int code = session_parse(&s, (int)rest.n, (char **)rest.p);
    if (code) return code;
    if (deprecated) fputs("undergo: -d flag is deprecated. -d=true is a no-op\n", stderr);
    if (insecure) return report_err(err_new("-insecure flag is no longer supported; use GOINSECURE instead"));
    if (*g.bad_update) return report_err(err_new("unknown upgrade flag -u=%s", g.bad_update));
    s.any_tags = true; // go.mod serves every system
    Err err = modedit_open(&s, &g.e);
    if (err_is(err) && s.loader.mods.mode == MOD_NONE && s.loader.goroot) {
        err_release(&err);
        return report_err(
            err_new("go.mod file not found in current directory or any parent directory.\n\t'go get' is no "
                    "longer supported outside a module.\n\tTo build and install a command, use 'go install' "
                    "with a version,\n\tlike 'go install example.com/cmd@latest'\n\tFor more information, "
                    "see https://golang.org/doc/go-get-install-deprecation\n\tor run 'go help get' or 'go "
                    "help install'."));
    }
    if (err_is(err)) return report_err(err);
    Requires before = {0};
    for (uint32_t i = 0; i < g.e.reqs.n; i++) vec_push(s.arena, &before, g.e.reqs.p[i]);
    err = run(&g, &s.args);
    if (err_is(err)) return report_err(err);
    if (modedit_report_missing(&g.e, stderr)) return EXIT_ERROR;
    err = modedit_save(&g.e, false);
    if (err_is(err)) return report_err(err);
    report_warnings(&g);
    report_changes(&g, &before);
    return EXIT_OK;
}
