// undergo list: import paths, or go's JSON form of packages.
#include <stdlib.h>

#include "cmd/cmd.h"

typedef struct ListFlags {
    bool deps, test, errors, json;
    const char *format;
} ListFlags;

static void file_names(Session *s, const LoadFiles *files, bool cgo, StrVec *out)
{
    for (uint32_t i = 0; i < files->n; i++) {
        if (files->p[i]->imports_c == cgo) vec_push(s->arena, out, str_from(files->p[i]->name));
    }
}

static int by_str(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

static void sort_unique(StrVec *v)
{
    qsort(v->p, v->n, sizeof(Str), by_str);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < v->n; i++) {
        if (kept == 0 || !str_eq(v->p[i], v->p[kept - 1])) v->p[kept++] = v->p[i];
    }
    v->n = kept;
}

static void imports_of(Session *s, const LoadFiles *files, StrVec *out)
{
    for (uint32_t i = 0; i < files->n; i++) {
        for (uint32_t k = 0; k < files->p[i]->imports.n; k++) {
            const LoadImport *im = &files->p[i]->imports.p[k];
            vec_push(s->arena, out, im->pkg ? im->pkg->import_path : im->path);
        }
    }
    sort_unique(out);
}

static void deps_of(Session *s, LoadPkg *p, StrVec *out)
{
    LoadPkgs all = {0};
    load_closure(s->arena, &p->deps, &all);
    for (uint32_t i = 0; i < all.n; i++) vec_push(s->arena, out, all.p[i]->import_path);
    sort_unique(out);
}

static void embeds_of(Session *s, const LoadPkg *p, StrVec *patterns, StrVec *files)
{
    for (uint32_t i = 0; i < p->files.n; i++) {
        const LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->embeds.n; k++) {
            vec_push(s->arena, patterns, f->embeds.p[k].pattern);
            for (uint32_t m = 0; m < f->embeds.p[k].files.n; m++) vec_push(s->arena, files, f->embeds.p[k].files.p[m]);
        }
    }
    sort_unique(patterns);
    sort_unique(files);
}

static void print_module(JsonObject *o, const Module *m)
{
    json_key(o, "Module");
    JsonObject in = {.out = o->out, .depth = o->depth + 1};
    json_text(&in, "Path", m->path);
    json_true(&in, "Main", m->main);
    json_text(&in, "Version", m->version);
    json_true(&in, "Indirect", m->indirect);
    json_text(&in, "Dir", m->dir);
    if (m->file) json_text(&in, "GoMod", str_from(m->file->path));
    json_text(&in, "GoVersion", m->go_version);
    json_end(&in);
}

static void print_error(JsonObject *o, const LoadError *e)
{
    json_key(o, "Error");
    JsonObject in = {.out = o->out, .depth = o->depth + 1};
    json_texts(&in, "ImportStack", &e->stack);
    json_text(&in, "Pos", str_from(e->pos));
    json_text(&in, "Err", str_from(e->msg));
    json_end(&in);
}

static void print_json(Session *s, LoadPkg *p, bool dep_only)
{
    JsonObject o = {.out = stdout};
    StrVec go = {0}, cgo = {0}, tests = {0}, xtests = {0}, imports = {0}, timports = {0}, ximports = {0}, deps = {0},
           patterns = {0}, embeds = {0};
    file_names(s, &p->files, false, &go);
    file_names(s, &p->files, true, &cgo);
    file_names(s, &p->test_files, false, &tests);
    file_names(s, &p->xtest_files, false, &xtests);
    imports_of(s, &p->files, &imports);
    imports_of(s, &p->test_files, &timports);
    imports_of(s, &p->xtest_files, &ximports);
    deps_of(s, p, &deps);
    embeds_of(s, p, &patterns, &embeds);
    json_text(&o, "Dir", p->dir);
    json_text(&o, "ImportPath", p->import_path);
    json_text(&o, "Name", p->name);
    if (p->standard) json_text(&o, "Root", str_from(s->loader.goroot));
    if (!p->standard && p->module) json_text(&o, "Root", p->module->dir);
    json_true(&o, "Goroot", p->standard);
    json_true(&o, "Standard", p->standard);
    json_text(&o, "ForTest", p->for_test);
    if (p->module) print_module(&o, p->module);
    json_true(&o, "DepOnly", dep_only);
    json_true(&o, "Incomplete", p->incomplete);
    json_texts(&o, "GoFiles", &go);
    json_texts(&o, "CgoFiles", &cgo);
    json_texts(&o, "IgnoredGoFiles", &p->ignored);
    json_texts(&o, "CFiles", &p->c_files);
    json_texts(&o, "HFiles", &p->h_files);
    json_texts(&o, "SFiles", &p->s_files);
    json_texts(&o, "EmbedPatterns", &patterns);
    json_texts(&o, "EmbedFiles", &embeds);
    json_texts(&o, "Imports", &imports);
    json_texts(&o, "Deps", &deps);
    json_texts(&o, "TestGoFiles", &tests);
    json_texts(&o, "TestImports", &timports);
    json_texts(&o, "XTestGoFiles", &xtests);
    json_texts(&o, "XTestImports", &ximports);
    if (p->error) print_error(&o, p->error);
    json_end(&o);
    putchar('\n');
}

// A text with {{.Field}} put in; only plain fields.
static Err print_format(const LoadPkg *p, const char *format)
{
    const struct {
        const char *name;
        Str value;
    } fields[] = {
        {"ImportPath", p->import_path},
        {"Dir", p->dir},
        {"Name", p->name},
        {"ForTest", p->for_test},
        {"Standard", p->standard ? STR("true") : STR("false")},
        {"Incomplete", p->incomplete ? STR("true") : STR("false")},
    };
    Str f = str_from(format);
    for (size_t i = 0; i < f.n; i++) {
        if (f.p[i] == '\\' && i + 1 < f.n) {
            i++;
            putchar(f.p[i] == 'n' ? '\n' : f.p[i] == 't' ? '\t' : f.p[i]);
            continue;
        }
        const char *end = strncmp(f.p + i, "{{", 2) == 0 ? strstr(f.p + i, "}}") : NULL;
        if (!end) {
            putchar(f.p[i]);
            continue;
        }
        Str name = {f.p + i + 2, (size_t)(end - f.p) - i - 2};
        while (name.n && name.p[0] == ' ') name.p++, name.n--;
        while (name.n && name.p[name.n - 1] == ' ') name.n--;
        bool found = false;
        for (size_t k = 0; k < ARRAY_LEN(fields) && name.n && name.p[0] == '.' && !found; k++) {
            found = str_eqz((Str){name.p + 1, name.n - 1}, fields[k].name);
            if (found) fwrite(fields[k].value.p, 1, fields[k].value.n, stdout);
        }
        if (!found) return err_new("list -f: this version knows only plain fields, not {{%.*s}}", STR_FMT(name));
        i = (size_t)(end - f.p) + 1;
    }
    putchar('\n');
    return ERR_NONE;
}

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

int cmd_list(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    ListFlags lf = {.format = ""};
    flag_add(&s.flags, "deps", FLAG_BOOL, &lf.deps);
    flag_add(&s.flags, "test", FLAG_BOOL, &lf.test);
    flag_add(&s.flags, "e", FLAG_BOOL, &lf.errors);
    flag_add(&s.flags, "json", FLAG_BOOL, &lf.json);
    flag_add(&s.flags, "f", FLAG_STRING, &lf.format);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    LoadPkgs roots = {0}, list = {0};
    Err err = session_load(&s, s.args.p, s.args.n, &roots);
    if (!err_is(err) && lf.test) err = add_tests(&s, &roots);
    if (err_is(err)) return report_err(err);
    if (lf.deps) {
        load_closure(s.arena, &roots, &list);
    } else {
        list = roots;
    }
    bool ok = report(&s, &list, &roots, &lf);
    for (uint32_t i = 0; i < list.n; i++) {
        LoadPkg *p = list.p[i];
        if (p->error && !lf.errors) continue;
        if (lf.json) {
            print_json(&s, p, !p->matched);
        } else if (*lf.format) {
            err = print_format(p, lf.format);
            if (err_is(err)) return report_err(err);
        } else {
            printf("%.*s\n", STR_FMT(p->import_path));
        }
    }
    return ok ? EXIT_OK : EXIT_ERROR;
}
