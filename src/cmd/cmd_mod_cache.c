// undergo mod download and verify: modules in the cache, fetched or checked.
#include "cmd/cmd.h"

// ---- download

typedef struct Download {
    Session *s;
    bool json, failed;
} Download;

static void print_download(Download *d, ModVersion v, const char *error, const char *dir, Str sum, Str gomod_sum)
{
    Arena *a = d->s->arena;
    const char *gomod = mod_cached_gomod(a, d->s->loader.mods.modcache, v);
    const char *base = arena_strndup(a, gomod, strlen(gomod) - 4);
    JsonObject o = {.out = stdout};
    json_text(&o, "Path", v.path);
    json_text(&o, "Version", v.version);
    json_text(&o, "Error", str_from(error));
    const char *info = arena_printf(a, "%s.info", base);
    if (path_is_file(info)) json_text(&o, "Info", str_from(info));
    if (path_is_file(gomod)) json_text(&o, "GoMod", str_from(gomod));
    if (!*error) {
        json_text(&o, "Zip", str_from(arena_printf(a, "%s.zip", base)));
        json_text(&o, "Dir", str_from(dir));
        json_text(&o, "Sum", sum);
        json_text(&o, "GoModSum", gomod_sum);
    }
    ModOrigin origin;
    if (!*error && mod_origin(a, d->s->loader.mods.modcache, v, &origin)) {
        json_key(&o, "Origin");
        JsonObject in = {.out = stdout, .depth = 1};
        json_text(&in, "VCS", origin.vcs);
        json_text(&in, "URL", origin.url);
        json_text(&in, "Subdir", origin.subdir);
        json_text(&in, "Hash", origin.hash);
        json_text(&in, "Ref", origin.ref);
        json_end(&in);
    }
    json_end(&o);
    putchar('\n');
}

static void download(Download *d, ModVersion v)
{
    ModGraph *g = &d->s->loader.mods;
    Str sum = {0}, gomod_sum = {0};
    const char *dir = "";
    Err err = mod_download(g, v, d->s->args.n == 0, &dir, &sum, &gomod_sum);
    if (d->json) print_download(d, v, err_is(err) ? err.msg : "", dir, sum, gomod_sum);
    if (!err_is(err)) return;
    d->failed = true;
    if (!d->json) {
        report_err(err);
    } else {
        err_release(&err);
    }
}

static Err download_named(Download *d, const char *arg)
{
    ModGraph *g = &d->s->loader.mods;
    const char *at = strchr(arg, '@');
    Str path = {arg, at ? (size_t)(at - arg) : strlen(arg)};
    if (arg[0] == '.' || arg[0] == '/') return err_new("cannot use relative path %s to specify module", arg);
    const Module *m = mod_module(g, path);
    ModVersion v = {.path = path};
    if (!at && m && m->main) {
        fprintf(stderr, "undergo: skipping download of %s that resolves to the main module\n", arg);
        return ERR_NONE;
    }
    if (!at && m) {
        v.version = m->version;
    } else {
        ModInfo info;
        bool not_found;
        Err err = mod_query(g, path, at ? str_from(at + 1) : STR("latest"), (Str){0}, &info, &not_found);
        if (err_is(err)) {
            err = mod_query_failed(g, err, path, at ? str_from(at + 1) : STR("latest"), false);
            if (!d->json) return err;
            v.version = at ? str_from(at + 1) : (Str){0};
            print_download(d, v, err.msg, "", (Str){0}, (Str){0});
            err_release(&err);
            d->failed = true;
            return ERR_NONE;
        }
        v.version = info.version;
    }
    download(d, mod_replaced(g, v));
    return ERR_NONE;
}

int cmd_mod_download(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    flag_add(&s.flags, "x", FLAG_BOOL, &s.build.print_commands);
    Download d = {.s = &s};
    flag_add(&s.flags, "json", FLAG_BOOL, &d.json);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    session_set_mod(&s);
    Err err = session_open(&s, true);
    ModGraph *g = &s.loader.mods;
    if (!err_is(err) && g->mode == MOD_NONE && s.args.n == 0)
        err = err_new("no modules specified (see 'go help mod download')");
    if (!err_is(err)) mod_fetcher_quiet(mod_fetcher(g));
    if (!err_is(err) && g->mode != MOD_NONE) err = mod_complete(g);
    if (err_is(err)) return report_err(err);
    uint32_t n = 0;
    for (uint32_t i = 0; s.args.n == 0 && i < g->modules.n; i++) {
        const Module *m = g->modules.p[i];
        // Since go 1.17 what go.mod does not list serves no package.
        bool listed = !m->indirect || !mod_lists_all(g) || mod_listed(g, m->path);
        if (m->main || m->replace_dir.n || !listed) continue;
        n++;
        download(&d, mod_replaced(g, (ModVersion){m->path, m->version}));
    }
    for (uint32_t i = 0; i < s.args.n && !err_is(err); i++) err = download_named(&d, s.args.p[i]);
    if (s.args.n == 0 && n == 0) fputs("undergo: no module dependencies to download\n", stderr);
    // Named modules need not be part of the build; their sums are kept only where go.mod has them.
    if (!err_is(err) && g->mode != MOD_NONE) err = mod_save_sums(g);
    if (err_is(err)) return report_err(err);
    return d.failed ? EXIT_ERROR : EXIT_OK;
}

// ---- verify

int cmd_mod_verify(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    int code;
    if (!session_whole_graph(&s, argc, argv, "verify takes no arguments", &code)) return code;
    ModGraph *g = &s.loader.mods;
    bool ok = true;
    for (uint32_t i = 0; i < g->modules.n; i++) {
        const Module *m = g->modules.p[i];
        if (m->main || m->replace_dir.n) continue;
        StrVec complaints = {0};
        mod_verify(s.arena, g->modcache, mod_replaced(g, (ModVersion){m->path, m->version}), &complaints);
        for (uint32_t k = 0; k < complaints.n; k++) fprintf(stderr, "%.*s\n", STR_FMT(complaints.p[k]));
        ok &= complaints.n == 0;
    }
    if (ok) puts("all modules verified");
    return ok ? EXIT_OK : EXIT_ERROR;
}
