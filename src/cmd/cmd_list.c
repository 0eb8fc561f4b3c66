// undergo list: packages or modules, as lines, as JSON or by a template.
#include "cmd/list.h"
#include "cmd/modedit.h"

typedef struct ListFlags {
    bool deps, test, errors, modules, export;
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

// The packages named must load: else nothing is listed.
static bool report(Session *s, const LoadPkgs *roots)
{
    bool ok = true;
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

// The function `context` of templates: the fields of build.Context that say what is built for what.
static const Value *build_context(const Session *s)
{
    Arena *a = s->arena;
    const Loader *l = &s->loader;
    Value *v = value_object(a, "*build.Context");
    const struct {
        const char *name, *text;
    } texts[] = {{"GOARCH", l->goarch},
                 {"GOOS", l->goos},
                 {"GOROOT", l->goroot},
                 {"GOPATH", goenv_gopath(&s->env)},
                 {"Compiler", "gc"}};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        value_field(a, v, texts[i].name, value_text(a, str_from(texts[i].text)));
    StrVec releases = {0};
    for (uint32_t i = 1; i <= l->go_minor; i++) vec_push(a, &releases, str_from(arena_printf(a, "go1.%u", i)));
    value_field(a, v, "CgoEnabled", value_bool(a, l->cgo_enabled));
    value_field(a, v, "BuildTags", value_texts(a, &l->tags));
    value_field(a, v, "ToolTags", value_texts(a, &l->tool_tags));
    value_field(a, v, "ReleaseTags", value_texts(a, &releases));
    return v;
}

static int list_m(const ListContext *c, const ListFlags *lf, const Printer *p)
{
    Session *s = c->s;
    bool may_change = strcmp(s->mod, "mod") == 0;
    Err err = session_open(s, true);
    if (!err_is(err) && may_change && s->loader.mods.mode == MOD_MOD && !s->loader.mods.work) err = modedit_update(s);
    Values values = {0};
    if (!err_is(err) && s->loader.mods.mode == MOD_NONE && s->args.n == 0) {
        puts("command-line-arguments"); // what go calls the module that files outside one are in
        return EXIT_OK;
    }
    if (!err_is(err)) err = list_modules(c, &s->args, lf->errors, &values);
    if (!err_is(err)) err = mod_save_sums(&s->loader.mods);
    if (p->by_template) template_context(p->by_template, build_context(s));
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
    if (!lf->errors && !report(s, &roots)) return EXIT_ERROR;
    if (printer->by_template) template_context(printer->by_template, build_context(s));
    if (lf->export) err = find_exports(c, &list);
    bool values = printer->json || printer->by_template;
    StrBuf line = {0};
    for (uint32_t i = 0; i < list.n && !err_is(err); i++) {
        LoadPkg *p = list.p[i];
        if (p->error && !lf->errors && !lf->deps) continue;
        sb_clear(&line);
        sb_put(&line, p->import_path);
        err = print_value(printer, values ? list_package(c, p) : NULL, &line);
    }
    sb_release(&line);
    if (err_is(err)) return report_list(err);
    // What they import must, too, where go looks at it: it does for more than one package.
    bool looked = !lf->errors && (lf->deps || lf->test || roots.n > 1);
    return looked && load_report_errors(&s->loader, &roots, stderr) ? EXIT_ERROR : EXIT_OK;
}

// Flags that exclude each other; the first such pair, or no error.
static Err check_flags(const Session *s, const ListFlags *lf, const ListContext *c)
{
    if (*lf->json && *lf->format) return err_whole("undergo list -f cannot be used with -json");
    const struct {
        bool on;
        const char *name;
    } packages[] = {{c->compiled, "compiled"},
                    {lf->deps, "deps"},
                    {lf->export, "export"},
                    {s->find_only, "find"},
                    {lf->test, "test"}};
    for (size_t i = 0; lf->modules && i < ARRAY_LEN(packages); i++) {
        if (packages[i].on) return err_whole("undergo list -%s cannot be used with -m", packages[i].name);
    }
    if (lf->modules) return ERR_NONE;
    if (c->updates) return err_whole("undergo list -u can only be used with -m");
    if (c->versions) return err_whole("undergo list -versions can only be used with -m");
    const char *with = !s->find_only ? NULL : lf->deps ? "deps" : lf->test ? "test" : lf->export ? "export" : NULL;
    return with ? err_whole("undergo list -%s cannot be used with -find", with) : ERR_NONE;
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
        {"find", FLAG_BOOL, &s.find_only},
        {"export", FLAG_BOOL, &lf.export},
    };
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) flag_add(&s.flags, flags[i].name, flags[i].kind, flags[i].to);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    Err bad = check_flags(&s, &lf, &context);
    if (err_is(bad)) return report_err(bad);
    s.lenient = lf.errors;
    if (s.args.n <= 1) context.pattern = s.args.n ? s.args.p[0] : ".";
    Printer printer = {0};
    Err err = printer_init(s.arena, &lf, &printer);
    if (err_is(err)) return report_list(err);
    return lf.modules ? list_m(&context, &lf, &printer) : list_packages(&context, &lf, &printer);
}
