// undergo list: packages or modules, as lines, as JSON or by a template.
#include "cmd/list.h"

typedef struct ListFlags {
    bool deps, test, errors, modules, export, ignored;
    const char *json, *format;
} ListFlags;

static Err add_tests(Session *s, LoadPkgs *roots)
{
    uint32_t n = roots->n;
    for (uint32_t i = 0; i < n; i++) {
        LoadTest t;
        Err err = load_test(&s->loader, roots->p[i], &t);
        if (err_is(err)) return err;
        if (t.no_tests) continue;
        vec_push(s->arena, roots, t.main);
        if (t.ptest != t.pkg) vec_push(s->arena, roots, t.ptest);
        if (t.pxtest) vec_push(s->arena, roots, t.pxtest);
    }
    return ERR_NONE;
}

static bool report(Session *s, const LoadPkgs *list, const LoadPkgs *roots, const ListFlags *lf)
{
    if (lf->errors) return true;
    if (lf->deps) return load_report_errors(&s->loader, list, stderr) == 0;
    bool ok = true; // without -deps only the packages listed must load
    for (uint32_t i = 0; i < roots->n; i++) {
        if (!roots->p[i]->error) continue;
        fprintf(stderr, "%s\n", load_error_text(s->arena, roots->p[i]->error));
        ok = false;
    }
    return ok;
}

// One value: by template, as JSON (only some fields, where -json names them), or as its line.
typedef struct Printer {
    Template *by_template;
    bool json;
    StrVec fields;
} Printer;

static Err printer_init(Arena *a, const ListFlags *lf, Printer *out)
{
    *out = (Printer){.json = *lf->json && strcmp(lf->json, "false") != 0};
    bool named = out->json && strcmp(lf->json, "true") != 0;
    for (const char *at = lf->json; named && *at;) {
        size_t n = strcspn(at, ",");
        vec_push(a, &out->fields, ((Str){at, n}));
        at += n + (at[n] == ',');
    }
    return *lf->format ? template_parse(a, str_from(lf->format), &out->by_template) : ERR_NONE;
}

// A template's errors say where they are from.
static int report_list(Err err)
{
    if (strncmp(err.msg, "template: ", 10) != 0) return report_err(err);
    fprintf(stderr, "%s\n", err.msg);
    err_release(&err);
    return EXIT_ERROR;
}

static Err print_value(const Printer *p, const Value *v, const StrBuf *line)
{
    if (p->json) {
        if (p->fields.n) {
            value_json_fields(stdout, v, &p->fields);
        } else {
            value_json(stdout, v, 0);
        }
        putchar('\n');
        return ERR_NONE;
    }
    StrBuf b = {0};
    Err err = ERR_NONE;
    if (p->by_template) {
        err = template_run(p->by_template, v, &b);
    } else {
        sb_put(&b, sb_str(line));
    }
    fwrite(b.p, 1, b.n, stdout);
    if (b.n && b.p[b.n - 1] != '\n') putchar('\n');
    sb_release(&b);
    return err;
}

static int list_m(const ListContext *c, const ListFlags *lf, const Printer *p)
{
    Session *s = c->s;
    Err err = session_open(s, true);
    Values values = {0};
    if (!err_is(err)) err = list_modules(c, &s->args, lf->errors, &values);
    StrBuf line = {0};
    for (uint32_t i = 0; i < values.n && !err_is(err); i++) {
        sb_clear(&line);
        list_module_line(c, values.p[i], &line);
        err = print_value(p, values.p[i], &line);
    }
    sb_release(&line);
    return err_is(err) ? report_list(err) : EXIT_OK;
}

// Export data of the packages listed. What is made for one test is a build of its own: its packages differ from others
// of the same paths.
static Err find_exports(ListContext *c, const LoadPkgs *list)
{
    Session *s = c->s;
    BuildShared *shared = ARENA_NEW(s->arena, BuildShared);
    Err err = build_shared_init(shared, s->arena, &s->loader, &s->build);
    map_init(&c->exports, s->arena);
    for (uint32_t i = 0; i < list->n && !err_is(err); i++) {
        if (ptrmap_has(&c->exports, list->p[i])) continue;
        LoadPkgs group = {0};
        for (uint32_t k = i; k < list->n; k++)
            if (str_eq(list->p[k]->for_test, list->p[i]->for_test)) vec_push(s->arena, &group, list->p[k]);
        Build b;
        build_init(&b, shared);
        StrVec paths = {0};
        bool ok;
        err = build_export(&b, &group, &paths, &ok);
        for (uint32_t k = 0; k < paths.n && !err_is(err); k++) {
            Str *path = ARENA_NEW(s->arena, Str);
            *path = str_dup(s->arena, paths.p[k]);
            ptrmap_put(&c->exports, group.p[k], path);
        }
        build_release(&b);
    }
    if (shared->pool) build_shared_finish(shared);
    return err;
}

static int list_packages(ListContext *c, const ListFlags *lf, const Printer *printer)
{
    Session *s = c->s;
    LoadPkgs roots = {0}, list = {0};
    Err err = session_load(s, s->args.p, s->args.n, &roots);
    if (!err_is(err) && lf->test) err = add_tests(s, &roots);
    if (err_is(err)) return report_err(err);
    if (lf->deps) {
        load_closure(s->arena, &roots, &list);
    } else {
        list = roots;
    }
    bool ok = report(s, &list, &roots, lf);
    if (lf->export) err = find_exports(c, &list);
    bool values = printer->json || printer->by_template;
    StrBuf line = {0};
    for (uint32_t i = 0; i < list.n && !err_is(err); i++) {
        LoadPkg *p = list.p[i];
        if (p->error && !lf->errors) continue;
        sb_clear(&line);
        sb_put(&line, p->import_path);
        err = print_value(printer, values ? list_package(c, p) : NULL, &line);
    }
    sb_release(&line);
    if (err_is(err)) return report_list(err);
    return ok ? EXIT_OK : EXIT_ERROR;
}

int cmd_list(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    ListFlags lf = {.format = "", .json = ""};
    ListContext context = {.s = &s};
    const Flag flags[] = {
        {"deps", FLAG_BOOL, &lf.deps},
        {"test", FLAG_BOOL, &lf.test},
        {"e", FLAG_BOOL, &lf.errors},
        {"json", FLAG_OPTIONAL, &lf.json},
        {"f", FLAG_STRING, &lf.format},
        {"m", FLAG_BOOL, &lf.modules},
        {"u", FLAG_BOOL, &context.updates},
        {"versions", FLAG_BOOL, &context.versions},
        {"retracted", FLAG_BOOL, &context.retracted},
        {"compiled", FLAG_BOOL, &context.compiled},
        {"find", FLAG_BOOL, &lf.ignored}, // imports are always resolved
        {"export", FLAG_BOOL, &lf.export},
    };
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) flag_add(&s.flags, flags[i].name, flags[i].kind, flags[i].to);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (*lf.json && *lf.format) return report_err(err_new("list -f cannot be used with -json"));
    if (!lf.modules && (context.updates || context.versions))
        return report_err(err_new("list -%s can only be used with -m", context.updates ? "u" : "versions"));
    if (s.args.n <= 1) context.pattern = s.args.n ? s.args.p[0] : ".";
    Printer printer;
    Err err = printer_init(s.arena, &lf, &printer);
    if (err_is(err)) return report_list(err);
    return lf.modules ? list_m(&context, &lf, &printer) : list_packages(&context, &lf, &printer);
}
