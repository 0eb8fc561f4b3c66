// undergo build
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cover.h"
#include "cmd/dump.h"

// The name a program gets: its directory's or first file's, a major version suffix left out.
const char *program_name(Arena *a, const LoadPkg *p)
{
    if (p->cmdline) {
        const char *name = p->files.n ? p->files.p[0]->name : "a.out.go";
        return arena_strndup(a, name, strlen(name) - 3);
    }
    const char *path = arena_strndup(a, p->import_path.p, p->import_path.n);
    const char *base = path_base(path);
    if (base[0] == 'v' && base[1] >= '0' && base[1] <= '9' && base != path) {
        bool digits = base[1] != '0' && !(base[1] == '1' && !base[2]);
        for (const char *c = base + 1; *c; c++) digits &= *c >= '0' && *c <= '9';
        if (digits) return path_base(path_dir(a, path));
    }
    return base;
}

static Err build_one(BuildShared *shared, LoadPkg *p, const char *out, bool *ok)
{
    Build b;
    build_init(&b, shared);
    const char *exe;
    Err err = build_program(&b, p, out, &exe, ok);
    build_release(&b);
    return err;
}

static Err build_all(Session *s, BuildShared *shared, const LoadPkgs *roots, const char *output, bool compile_only,
                     bool *ok)
{
    LoadPkgs libs = {0}, mains = {0};
    for (uint32_t i = 0; i < roots->n; i++) {
        LoadPkg *p = roots->p[i];
        if (p->files.n == 0) { // nothing but tests
            *ok &= !p->literal;
            if (p->literal)
                fprintf(stderr, "%.*s: no non-test Go files in %.*s\n", STR_FMT(p->import_path), STR_FMT(p->dir));
            continue;
        }
        if (p->main && !compile_only) {
            vec_push(s->arena, &mains, p);
        } else {
            vec_push(s->arena, &libs, p);
        }
    }
    bool into_dir = *output && (path_is_dir(output) || output[strlen(output) - 1] == '/');
    if (*output && !into_dir && roots->n > 1)
        return err_new("cannot write multiple packages to non-directory %s", output);
    if (*output && mains.n == 0 && into_dir) return err_new("no main packages to build");
    Err err = into_dir ? path_make_dirs(s->arena, output) : ERR_NONE;
    if (libs.n && !err_is(err)) {
        Build b;
        build_init(&b, shared);
        err = build_compile(&b, &libs, ok);
        build_release(&b);
    }
    for (uint32_t i = 0; i < mains.n && !err_is(err); i++) {
        LoadPkg *p = mains.p[i];
        const char *out = NULL;
        bool one_ok = true;
        if (into_dir) {
            out = path_join(s->arena, output, program_name(s->arena, p));
        } else if (*output) {
            out = output;
        } else if (roots->n == 1) {
            out = program_name(s->arena, p);
        }
        if (s->build.dry_run || (out && strcmp(out, "/dev/null") == 0)) out = NULL;
        if (out && path_is_dir(out)) {
            err = err_new("build output \"%s\" already exists and is a directory", out);
            break;
        }
        if (out && !into_dir) err = path_make_dirs(s->arena, path_dir(s->arena, out));
        if (err_is(err)) break;
        err = build_one(shared, p, out, &one_ok);
        *ok &= one_ok;
    }
    return err;
}

int cmd_build(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    s.build.vcs = VCS_AUTO;
    const char *output = "";
    bool compile_only = false;
    flag_add(&s.flags, "o", FLAG_STRING, &output);
    flag_add(&s.flags, "compileonly", FLAG_BOOL, &compile_only);
    CoverFlags cover;
    CoverTool cover_tool;
    StrVec cover_patterns = {0};
    cover_flags(&s, &cover);
    flag_add(&s.flags, "json", FLAG_BOOL, &s.json);
    int code = session_parse(&s, argc, argv);
    if (!code) code = cover_open(&s, c, &cover, &cover_tool, &cover_patterns);
    if (code) return code;
    LoadPkgs roots = {0};
    Err err = session_load(&s, s.args.p, s.args.n, &roots);
    if (err_is(err)) return report_err(err);
    if (!s.build.as_compile && session_report_errors(&s, &roots)) return EXIT_ERROR;
    BuildShared shared;
    err = build_shared_init(&shared, s.arena, &s.loader, &s.build);
    if (!err_is(err)) err = cover_programs(&s, &shared, &cover, &cover_tool, &cover_patterns, &roots);
    if (err_is(err)) return report_err(err);
    if (s.build.dump == DUMP_TOKENS || s.build.dump == DUMP_AST || s.build.dump == DUMP_TYPES) {
        Build b;
        build_init(&b, &shared);
        code = dump_front(&s, &b, &roots);
        build_shared_finish(&shared);
        return code;
    }
    bool ok = true;
    Said said;
    session_build_begin(&s, &said);
    err = build_all(&s, &shared, &roots, output, compile_only, &ok);
    build_shared_finish(&shared);
    session_build_end(&s, &said, ok);
    if (err_is(err)) return report_err(err);
    return ok ? EXIT_OK : EXIT_ERROR;
}
