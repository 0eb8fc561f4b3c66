// undergo mod tidy: go.mod and go.sum are made to match what the packages and tests of the module need.
//
// Every file counts, whatever system it is for, and the tests of everything imported too: not for go.mod, but so
// that go.sum knows what running them would need.
#include "cmd/modedit.h"

static bool is_tool(const ModFile *f, Str path)
{
    for (uint32_t i = 0; i < f->tool.n; i++) {
        if (str_eq(f->tool.p[i], path)) return true;
    }
    return false;
}

// What serves a package is required; directly where a package of the main module imports it.
static void require_needed(ModEdit *e)
{
    const Module *main = e->s->loader.mods.main.p[0];
    e->reqs.n = 0;
    PtrMap direct;
    map_init(&direct, e->s->arena);
    for (uint32_t i = 0; i < e->all.n; i++) {
        const LoadPkg *p = e->all.p[i];
        if (is_tool(main->file, p->import_path) && p->module) ptrmap_put(&direct, p->module, p->module);
        for (uint32_t k = 0; p->module == main && k < p->deps.n; k++) {
            Module *m = p->deps.p[k]->module;
            if (m) ptrmap_put(&direct, m, m);
        }
    }
    for (uint32_t i = 0; i < e->all.n; i++) {
        Module *m = e->all.p[i]->module;
        if (m && !m->main) modedit_require(e, (ModVersion){m->path, m->version}, !ptrmap_has(&direct, m));
    }
}

// Before go 1.17 a module that the others bring along anyway is not listed.
static Err drop_implied(ModEdit *e)
{
    Requires direct = {0};
    for (uint32_t i = 0; i < e->reqs.n; i++) {
        if (!e->reqs.p[i].indirect) vec_push(e->s->arena, &direct, e->reqs.p[i]);
    }
    StrMap implied;
    Err err = mod_implied(&e->s->loader.mods, direct.p, direct.n, &implied);
    if (err_is(err)) return err;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < e->reqs.n; i++) {
        const Str *v = strmap_get(&implied, e->reqs.p[i].path);
        if (!e->reqs.p[i].indirect || !v || semver_cmp(*v, e->reqs.p[i].version) < 0) e->reqs.p[kept++] = e->reqs.p[i];
    }
    e->reqs.n = kept;
    return ERR_NONE;
}

static Err load_all(ModEdit *e)
{
    const ModFile *f = e->s->loader.mods.main.p[0]->file;
    ArgVec patterns = {0};
    modedit_all_patterns(e, &patterns);
    for (uint32_t i = 0; i < f->tool.n; i++)
        vec_push(e->s->arena, &patterns, (const char *)arena_strndup(e->s->arena, f->tool.p[i].p, f->tool.p[i].n));
    return modedit_load(e, patterns.p, patterns.n, SCOPE_ALL_TESTS);
}

static Err raise_go(ModEdit *e, const char *wanted)
{
    Str have = e->s->loader.mods.main.p[0]->go_version, newest = mod_newest_go(&e->s->loader.mods);
    if (*wanted) newest = str_from(wanted);
    bool strict = *wanted || gover_cmp(newest, STR("1.21")) >= 0; // go lines of older modules ask nothing of ours
    bool must = newest.n && strict && (*wanted || (have.n && gover_cmp(newest, have) > 0));
    if (have.n == 0 && !*wanted) newest = str_from(e->s->loader.go_version), must = true;
    if (!must || str_eq(newest, have)) return ERR_NONE;
    if (gover_cmp(newest, str_from(e->s->loader.go_version)) > 0)
        return err_new("go.mod requires go >= %.*s (running go %s)", STR_FMT(newest), e->s->loader.go_version);
    modtext_set(e->text, "go", newest, "module");
    return modedit_reload(e);
}

Err modedit_tidy(ModEdit *e, const char *go, bool lenient)
{
    Err err = raise_go(e, go);
    for (unsigned pass = 0; pass < 4 && !err_is(err); pass++) { // fewer requirements may select older versions
        Str before = e->now;
        err = load_all(e);
        if (err_is(err)) return err;
        bool missing = pass == 0 && modedit_report_missing(e, stderr);
        if (missing && !lenient) return err_new("%s", "");
        require_needed(e);
        if (!modedit_separates(e)) err = drop_implied(e);
        if (!err_is(err)) err = modedit_apply(e);
        if (!err_is(err)) err = raise_go(e, go);
        if (pass && str_eq(before, e->now)) break;
    }
    if (!err_is(err)) err = mod_complete(&e->s->loader.mods);
    if (!err_is(err)) err = load_all(e); // for go.sum: what the final graph touches
    return err;
}

int cmd_mod_tidy(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    flag_add(&s.flags, "v", FLAG_BOOL, &s.build.verbose);
    flag_add(&s.flags, "x", FLAG_BOOL, &s.build.print_commands);
    const char *go = "", *compat = "";
    bool lenient = false, diff = false, differs = false;
    flag_add(&s.flags, "e", FLAG_BOOL, &lenient);
    flag_add(&s.flags, "diff", FLAG_BOOL, &diff);
    flag_add(&s.flags, "go", FLAG_STRING, &go);
    flag_add(&s.flags, "compat", FLAG_STRING, &compat);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (s.args.n) return report_err(err_new("'go mod tidy' accepts no arguments"));
    const char *running = session_go_version(&s);
    if (*go && !gover_valid(str_from(go)))
        return usage_error(c, "invalid value \"%s\" for flag -go: expecting a Go version like \"%s\"", go, running);
    if (*go && gover_cmp(str_from(go), str_from(running)) > 0)
        return usage_error(c, "invalid value \"%s\" for flag -go: maximum supported Go version is %s", go, running);
    s.any_tags = true;
    ModEdit e;
    Err err = modedit_open(&s, &e);
    e.say_found = true;
    if (!err_is(err)) err = modedit_tidy(&e, go, lenient);
    if (!err_is(err)) err = diff ? modedit_diff(&e, stdout, &differs) : modedit_save(&e, true);
    if (!err_is(err)) return differs ? EXIT_ERROR : EXIT_OK;
    if (*err.msg) return report_err(err);
    err_release(&err); // told already
    return EXIT_ERROR;
}
