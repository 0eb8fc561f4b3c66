// undergo check: parse and type-check, nothing more. Also --dump=tokens, ast and types.
#include "cmd/cmd.h"
#include "cmd/dump.h"

static void print_diag(void *ctx, const BuildPkg *p, const Diag *d)
{
    bool *any = ctx;
    *any = true;
    Location at = sources_locate(p->sink.sources, d->pos);
    fputs("{\"Package\":", stdout);
    json_string(stdout, p->pkg->import_path);
    fputs(",\"Pos\":{\"File\":", stdout);
    json_string(stdout, str_from(at.file));
    printf(",\"Line\":%u,\"Col\":%u},\"Code\":", at.line, at.col);
    json_string(stdout, str_from(diag_code_name(d->code)));
    fputs(",\"Message\":", stdout);
    json_string(stdout, str_from(d->msg));
    fputs("}\n", stdout);
}

static Err add_tests(Session *s, LoadPkgs *roots)
{
    uint32_t n = roots->n;
    for (uint32_t i = 0; i < n; i++) {
        LoadTest t;
        Err err = load_test(&s->loader, roots->p[i], &t);
        if (err_is(err)) return err;
        if (t.no_tests) continue;
        if (t.ptest != t.pkg) vec_push(s->arena, roots, t.ptest);
        if (t.pxtest) vec_push(s->arena, roots, t.pxtest);
        vec_push(s->arena, roots, t.main);
    }
    return ERR_NONE;
}

int cmd_check(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    bool json = false, test = false;
    flag_add(&s.flags, "json", FLAG_BOOL, &json);
    flag_add(&s.flags, "test", FLAG_BOOL, &test);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    LoadPkgs roots = {0};
    Err err = session_load(&s, s.args.p, s.args.n, &roots);
    if (!err_is(err) && test) err = add_tests(&s, &roots);
    if (err_is(err)) return report_err(err);
    uint32_t load_errors = s.build.as_compile ? 0 : load_report_errors(&s.loader, &roots, stderr);
    BuildShared shared = {.arena = s.arena, .loader = &s.loader, .opt = &s.build};
    Build b;
    build_init(&b, &shared);
    if (s.build.dump != DUMP_NONE) return dump_front(&s, &b, &roots);
    bool failed = false;
    if (json) {
        build_each_diag(&b, &roots, print_diag, &failed);
    } else {
        failed = !build_check(&b, &roots, false);
    }
    return failed || load_errors ? EXIT_ERROR : EXIT_OK;
}
