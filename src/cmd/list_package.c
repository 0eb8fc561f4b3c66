// A package as `list` tells it: go's fields, in go's order.
#include <stdlib.h>

#include "build/godebug.h"
#include "cmd/list.h"

// A file of ours stands elsewhere than the package's others: by its path where the package is wholly ours. Where it only
// replaces some declarations it is left out, so that what is listed is a package to tools that read the sources.
static void file_names(Arena *a, const LoadPkg *p, const LoadFiles *files, bool cgo, StrVec *out)
{
    for (uint32_t i = 0; i < files->n; i++) {
        const LoadFile *f = files->p[i];
        if (f->imports_c != cgo || (f->ours && !overlay_replaces(p->overlay))) continue;
        vec_push(a, out, str_from(f->ours ? f->source->abs_path : f->name));
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

static void imports_of(Arena *a, const LoadFiles *files, bool find_only, StrVec *out)
{
    for (uint32_t i = 0; i < files->n && !find_only; i++) {
        for (uint32_t k = 0; k < files->p[i]->imports.n; k++) {
            const LoadImport *im = &files->p[i]->imports.p[k];
            vec_push(a, out, im->pkg ? im->pkg->import_path : im->path);
        }
    }
    sort_unique(out);
}
static void deps_of(Arena *a, LoadPkg *p, StrVec *out)
{
    LoadPkgs all = {0};
    load_closure(a, &p->deps, &all);
    for (uint32_t i = 0; i < all.n; i++) vec_push(a, out, all.p[i]->import_path);
    sort_unique(out);
}

static void embeds_of(Arena *a, const LoadPkg *p, StrVec *patterns, StrVec *files)
{
    for (uint32_t i = 0; i < p->files.n; i++) {
        const LoadFile *f = p->files.p[i];
        for (uint32_t k = 0; k < f->embeds.n; k++) {
            vec_push(a, patterns, f->embeds.p[k].pattern);
            for (uint32_t m = 0; m < f->embeds.p[k].files.n; m++) vec_push(a, files, f->embeds.p[k].files.p[m]);
        }
    }
    sort_unique(patterns);
    sort_unique(files);
}

static const Value *error_value(Arena *a, const LoadError *e)
{
    if (!e) return value_nil(a);
    Value *v = value_object(a, "*load.PackageError");
    StrVec stack = {0};
    for (uint32_t i = 0; i < e->stack.n; i++) { // without the files that import
        Str s = e->stack.p[i];
        const char *from = memmem(s.p, s.n, " from ", 6);
        vec_push(a, &stack, ((Str){s.p, from ? (size_t)(from - s.p) : s.n}));
    }
    value_field(a, v, "ImportStack", value_texts(a, &stack));
    value_field(a, v, "Pos", value_text(a, str_from(e->pos)));
    value_field(a, v, "Err", value_text(a, str_from(e->msg)));
    v->text = str_from(load_error_text(a, e));
    return v;
}

static const Value *import_map(Arena *a, const LoadPkg *p)
{
    Value *v = value_new(a, VALUE_MAP);
    for (uint32_t i = 0; i < p->import_map.n; i++) {
        Str written = p->import_map.entries[i].key.str;
        const LoadPkg *to = p->import_map.entries[i].value;
        if (to && !str_eq(to->import_path, written))
            value_field(a, v, arena_strndup(a, written.p, written.n), value_text(a, to->import_path));
    }
    return v;
}

// Where `install` puts it: only programs outside std have such a place.
static Str target_of(const ListContext *c, const LoadPkg *p)
{
    if (!p->main || p->standard || p->cmdline || p->for_test.n) return (Str){0};
    const char *name = program_name(c->s->arena, p);
    return str_from(path_join(c->s->arena, install_dir(c->s), name));
}

const Value *list_package(const ListContext *c, LoadPkg *p)
{
    Arena *a = c->s->arena;
    Value *v = value_object(a, "*load.PackagePublic");
    StrVec go = {0}, cgo = {0}, tests = {0}, xtests = {0}, imports = {0}, timports = {0}, ximports = {0}, deps = {0},
           patterns = {0}, embeds = {0}, none = {0}, match = {0};
    file_names(a, p, &p->files, false, &go);
    file_names(a, p, &p->files, true, &cgo);
    file_names(a, p, &p->test_files, false, &tests);
    bool with_tests = p->for_test.n && str_has_prefix(p->import_path, p->for_test) &&
                      p->import_path.p[p->for_test.n] == ' '; // a variant's test files are among its files
    for (uint32_t i = 0; with_tests && i < go.n; i++) {
        if (str_has_suffix(go.p[i], STR("_test.go"))) vec_push(a, &tests, go.p[i]);
    }
    file_names(a, p, &p->xtest_files, false, &xtests);
    imports_of(a, &p->files, c->s->find_only, &imports);
    imports_of(a, &p->test_files, c->s->find_only, &timports);
    imports_of(a, &p->xtest_files, c->s->find_only, &ximports);
    deps_of(a, p, &deps);
    embeds_of(a, p, &patterns, &embeds);
    if (p->matched && c->pattern) vec_push(a, &match, str_from(c->pattern));
    Str root = p->standard ? str_from(c->s->loader.goroot) : p->module ? p->module->dir : (Str){0};
    const Str *exported = ptrmap_get(&c->exports, p);
    bool is_test_main = p->main && str_has_suffix(p->import_path, STR(".test"));
    Str godebug = {0};
    Err err = p->main && !p->standard ? godebug_default(a, &c->s->loader, p, &godebug) : ERR_NONE;
    err_release(&err); // a build tells
    Value *module = p->module ? list_module(c, p->module) : NULL;
    const struct {
        const char *name;
        const Value *value;
    } fields[] = {
        {"Dir", value_text(a, p->dir)},
        {"ImportPath", value_text(a, p->import_path)},
        {"ImportComment", value_text(a, (Str){0})},
        {"Name", value_text(a, p->name)},
        {"Doc", value_text(a, load_doc(&c->s->loader, p))},
        {"Target", value_text(a, target_of(c, p))},
        {"Root", value_text(a, root)},
        {"ForTest", value_text(a, is_test_main ? (Str){0} : p->for_test)},
        {"Export", value_text(a, exported ? *exported : (Str){0})},
        {"BuildID", value_text(a, (Str){0})},
        {"Module", module ? module : value_nil(a)},
        {"Match", value_texts(a, &match)},
        {"Goroot", value_bool(a, p->standard)},
        {"Standard", value_bool(a, p->standard)},
        {"DepOnly", value_bool(a, !p->matched)},
        {"BinaryOnly", value_bool(a, false)},
        {"Incomplete", value_bool(a, p->incomplete)},
        {"DefaultGODEBUG", value_text(a, godebug)},
        {"Stale", value_bool(a, false)},
        {"StaleReason", value_text(a, (Str){0})},
        {"GoFiles", value_texts(a, &go)},
        {"CgoFiles", value_texts(a, &cgo)},
        {"CompiledGoFiles", value_texts(a, c->compiled && !p->incomplete ? &go : &none)},
        {"IgnoredGoFiles", value_texts(a, &p->ignored)},
        {"IgnoredOtherFiles", value_texts(a, &none)},
        {"CFiles", value_texts(a, &p->c_files)},
        {"CXXFiles", value_texts(a, &none)},
        {"MFiles", value_texts(a, &none)},
        {"HFiles", value_texts(a, &p->h_files)},
        {"FFiles", value_texts(a, &none)},
        {"SFiles", value_texts(a, &p->s_files)},
        {"SwigFiles", value_texts(a, &none)},
        {"SwigCXXFiles", value_texts(a, &none)},
        {"SysoFiles", value_texts(a, &none)},
        {"EmbedPatterns", value_texts(a, &patterns)},
        {"EmbedFiles", value_texts(a, &embeds)},
        {"Imports", value_texts(a, &imports)},
        {"ImportMap", import_map(a, p)},
        {"Deps", value_texts(a, &deps)},
        {"Error", error_value(a, p->error)},
        {"DepsErrors", value_texts(a, &none)},
        {"TestGoFiles", value_texts(a, &tests)},
        {"TestImports", value_texts(a, &timports)},
        {"TestEmbedPatterns", value_texts(a, &none)},
        {"TestEmbedFiles", value_texts(a, &none)},
        {"XTestGoFiles", value_texts(a, &xtests)},
        {"XTestImports", value_texts(a, &ximports)},
        {"XTestEmbedPatterns", value_texts(a, &none)},
        {"XTestEmbedFiles", value_texts(a, &none)},
    };
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) value_field(a, v, fields[i].name, fields[i].value);
    return v;
}
