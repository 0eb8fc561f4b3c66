// undergo install: builds programs and puts them into $GOBIN. With versions after @ the build is that of a module
// of its own that requires nothing but theirs, wherever the command is run.
#include <unistd.h>

#include "cmd/cover.h"
#include "cmd/versioned.h"

const char *install_dir(const Session *s)
{
    const char *bin = goenv_get(&s->env, "GOBIN", "");
    return *bin ? bin : path_join(s->arena, goenv_gopath(&s->env), "bin");
}

static Err install_all(Session *s, BuildShared *shared, const LoadPkgs *roots, bool *ok)
{
    const char *dir = install_dir(s);
    Err err = path_make_dirs(s->arena, dir);
    for (uint32_t i = 0; i < roots->n && !err_is(err); i++) {
        LoadPkg *p = roots->p[i];
        if (p->files.n == 0 && !p->literal) continue; // nothing but tests
        if (p->files.n == 0)
            return err_whole("%.*s: no non-test Go files in %.*s", STR_FMT(p->import_path), STR_FMT(p->dir));
        Build b;
        build_init(&b, shared);
        bool one = true;
        const char *exe;
        if (p->main) {
            const char *out = s->build.dry_run ? NULL : path_join(s->arena, dir, program_name(s->arena, p));
            err = build_program(&b, p, out, &exe, &one);
        } else {
            LoadPkgs lib = {0};
            vec_push(s->arena, &lib, p);
            err = build_compile(&b, &lib, &one);
        }
        build_release(&b);
        *ok &= one;
    }
    return err;
}

int cmd_install(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    CoverFlags cover;
    CoverTool cover_tool;
    StrVec cover_patterns = {0};
    cover_flags(&s, &cover);
    flag_add(&s.flags, "json", FLAG_BOOL, &s.json);
    s.build.vcs = VCS_AUTO;
    int code = session_parse(&s, argc, argv);
    if (!code) code = cover_open(&s, c, &cover, &cover_tool, &cover_patterns);
    if (code) return code;
    const char *gobin = goenv_get(&s.env, "GOBIN", "");
    if (*gobin && *gobin != '/') return report_err(err_whole("cannot install, GOBIN must be an absolute path"));
    LoadPkgs roots = {0};
    bool versioned = s.args.n && strchr(s.args.p[0], '@');
    Err err = versioned ? versioned_load(&s, s.args.p, s.args.n, &roots) : session_load(&s, s.args.p, s.args.n, &roots);
    if (err_is(err)) return report_err(err);
    for (uint32_t i = 0; i < s.args.n && !versioned && s.loader.mods.mode == MOD_NONE; i++) {
        const char *arg = s.args.p[i];
        if (arg[0] == '.' || arg[0] == '/' || !roots.n || !roots.p[0]->fake) continue;
        return report_err(
            err_new("'go install' requires a version when current directory is not in a module\n\tTry 'go "
                    "install %s@latest' to install the latest version",
                    arg));
    }
    if (session_report_errors(&s, &roots)) return EXIT_ERROR;
    for (uint32_t i = 0; i < roots.n; i++) {
        if (versioned && !roots.p[i]->main)
            return report_err(err_new("package %.*s is not a main package", STR_FMT(roots.p[i]->import_path)));
    }
    BuildShared shared;
    err = build_shared_init(&shared, s.arena, &s.loader, &s.build);
    if (!err_is(err)) err = cover_programs(&s, &shared, &cover, &cover_tool, &cover_patterns, &roots);
    if (err_is(err)) return report_err(err);
    bool ok = true;
    Said said;
    session_build_begin(&s, &said);
    err = install_all(&s, &shared, &roots, &ok);
    build_shared_finish(&shared);
    session_build_end(&s, &said, ok);
    if (err_is(err)) return report_err(err);
    return ok ? EXIT_OK : EXIT_ERROR;
}
