// Writes _testmain.go: tables of the tests, benchmarks, fuzz targets and examples, and main.
//
// What counts as a test is go's rule: the name's prefix followed by no lower-case letter, and
// the right signature. Files that do not parse have no tests: their errors are what keeps the program from being made.
#include "load/testmain.h"

#include <stdlib.h>

typedef struct Func {
    Str package, name;
    LoadExample example;
} Func;
typedef VEC(Func) Funcs;
typedef struct Scan {
    Loader *l;
    Funcs tests, benchmarks, fuzz, examples;
    Str test_main; // "_test" or "_xtest"; empty without TestMain
    bool uses_test, uses_xtest;
    Err err;
} Scan;

static bool is_test(Str name, const char *prefix)
{
    Str p = str_from(prefix);
    if (!str_has_prefix(name, p)) return false;
    if (name.n == p.n) return true;
    unsigned char c = (unsigned char)name.p[p.n];
    return !(c >= 'a' && c <= 'z');
}

// func(t *testing.T), by the look of it, as go judges: the checker has not run.
static bool takes(const FuncDecl *f, const char *type)
{
    if (f->sig->results.n || f->sig->params.n != 1) return false;
    Expr *t = f->sig->params.p[0]->type;
    if (!t || t->node.kind != NODE_Star) return false;
    t = ((Star *)t)->x;
    Name *name = NULL;
    if (t && t->node.kind == NODE_Name) name = (Name *)t;
    if (t && t->node.kind == NODE_Selector) name = ((Selector *)t)->sel;
    return name && str_eqz(name->atom->s, type);
}

// Where the declaration starts: the word func before the name.
static Pos func_pos(Scan *s, const FuncDecl *f)
{
    Pos name = f->name->e.node.pos;
    const SourceFile *src = sources_locate(s->l->sources, name).source;
    if (!src) return name;
    Pos at = name;
    while (at > src->base && !str_has_prefix((Str){src->text.p + (at - src->base), name - at}, STR("func"))) at--;
    return at;
}

static bool require_signature(Scan *s, const FuncDecl *f, const char *type)
{
    if (err_is(s->err)) return false;
    Location at = sources_locate(s->l->sources, func_pos(s, f));
    const char *file = at.source ? at.source->abs_path : at.file;
    Str name = f->name->atom->s;
    char arg = (char)(type[0] + ('a' - 'A'));
    if (!takes(f, type)) {
        s->err = err_new("%s:%u:%u: wrong signature for %.*s, must be: func %.*s(%c *testing.%s)", file, at.line,
                         at.col, STR_FMT(name), STR_FMT(name), arg, type);
        return false;
    }
    if (f->tparams.n) {
        s->err = err_new("%s:%u:%u: wrong signature for %.*s: %.*s cannot have type parameters", file, at.line, at.col,
                         STR_FMT(name), STR_FMT(name));
        return false;
    }
    return true;
}

static void example(Scan *s, const FuncDecl *f, Str package, const SourceFile *src)
{
    if (f->sig->params.n || f->sig->results.n || !f->body) return;
    uint32_t from = f->body->s.node.pos - src->base, to = f->body->rbrace - src->base;
    if (to > src->text.n || from >= to) return;
    Func fn = {.package = package, .name = f->name->atom->s};
    if (!load_example_output(s->l->arena, (Str){src->text.p + from + 1, to - from - 1}, &fn.example)) return;
    vec_push(s->l->arena, &s->examples, fn);
}

static void scan_func(Scan *s, const FuncDecl *f, Str package, const SourceFile *src)
{
    Str name = f->name->atom->s;
    Func fn = {.package = package, .name = name};
    if (str_eqz(name, "TestMain") && !takes(f, "T")) {
        if (require_signature(s, f, "M")) {
            if (s->test_main.n) {
                s->err = err_new("multiple definitions of TestMain");
                return;
            }
            s->test_main = package;
        }
    } else if (is_test(name, "Test")) {
        if (require_signature(s, f, "T")) vec_push(s->l->arena, &s->tests, fn);
    } else if (is_test(name, "Benchmark")) {
        if (require_signature(s, f, "B")) vec_push(s->l->arena, &s->benchmarks, fn);
    } else if (is_test(name, "Fuzz")) {
        if (require_signature(s, f, "F")) vec_push(s->l->arena, &s->fuzz, fn);
    } else if (is_test(name, "Example")) {
        example(s, f, package, src);
    }
}

static Err syntax_errors(DiagSink *sink)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    if (!f) base_oom();
    diag_flush(sink, f, 10);
    fclose(f);
    Err err = err_new("%.*s", (int)(n - (n > 0)), text);
    free(text);
    return err;
}

static void scan_files(Scan *s, const LoadFiles *files, const char *package)
{
    for (uint32_t i = 0; i < files->n; i++) {
        DiagSink sink;
        diag_init(&sink, s->l->arena, s->l->sources);
        ParseOptions po = {.arena = s->l->arena, .atoms = s->l->atoms, .sink = &sink, .keep_bodies = true};
        File *f = parse_file(&po, files->p[i]->source);
        if (diag_any(&sink)) s->err = syntax_errors(&sink);
        if (!f || err_is(s->err)) continue;
        for (uint32_t k = 0; k < f->decls.n; k++) {
            FuncDecl *d = (FuncDecl *)f->decls.p[k];
            if (d->d.node.kind == NODE_FuncDecl && !d->recv && d->name)
                scan_func(s, d, str_from(package), files->p[i]->source);
        }
    }
}

static void go_quote(StrBuf *b, Str s)
{
    sb_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            sb_printf(b, "\\%c", c);
        } else if (c == '\n') {
            sb_puts(b, "\\n");
        } else if (c == '\t') {
            sb_puts(b, "\\t");
        } else if (c < 0x20 || c == 0x7f) {
            sb_printf(b, "\\x%02x", c);
        } else {
            sb_putc(b, (char)c);
        }
    }
    sb_putc(b, '"');
}

static void table(StrBuf *b, const char *var, const char *type, const Funcs *funcs)
{
    sb_printf(b, "\nvar %s = []testing.%s{\n", var, type);
    for (uint32_t i = 0; i < funcs->n; i++) {
        const Func *f = &funcs->p[i];
        sb_printf(b, "\t{\"%.*s\", %.*s.%.*s", STR_FMT(f->name), STR_FMT(f->package), STR_FMT(f->name));
        if (f->example.has_output) {
            sb_puts(b, ", ");
            go_quote(b, f->example.output);
            sb_puts(b, f->example.unordered ? ", true" : ", false");
        }
        sb_puts(b, "},\n");
    }
    sb_puts(b, "}\n");
}

static bool names(const Scan *s, const char *package)
{
    const Funcs *all[] = {&s->tests, &s->benchmarks, &s->fuzz, &s->examples};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (uint32_t k = 0; k < all[i]->n; k++) {
            if (str_eqz(all[i]->p[k].package, package)) return true;
        }
    }
    return str_eqz(s->test_main, package);
}

// What testing prints and writes about coverage comes from internal/coverage/cfile.
static void coverage(StrBuf *b, const LoadCover *c, const LoadPkg *p)
{
    StrBuf of = {0};
    for (uint32_t i = 0; i < c->patterns.n; i++) sb_printf(&of, "%s%.*s", i ? ", " : " in ", STR_FMT(c->patterns.p[i]));
    sb_printf(b, "\ttestdeps.CoverMode = \"%s\"\n\ttestdeps.Covered = ", c->mode);
    go_quote(b, sb_str(&of));
    sb_release(&of);
    sb_puts(b, "\n\ttestdeps.CoverSelectedPackages = []string{");
    if (c->local) go_quote(b, p->import_path);
    for (uint32_t i = 0; i < c->packages.n; i++) {
        if (i) sb_puts(b, ", ");
        go_quote(b, c->packages.p[i]);
    }
    sb_puts(b, "}\n\ttestdeps.CoverSnapshotFunc = cfile.Snapshot\n"
               "\ttestdeps.CoverProcessTestDirFunc = cfile.ProcessCoverTestDir\n"
               "\ttestdeps.CoverMarkProfileEmittedFunc = cfile.MarkProfileEmitted\n"
               "\tcfile.InitHook(true)\n");
}

Err testmain_generate(Loader *l, const LoadTest *t, Testmain *out)
{
    Scan s = {.l = l};
    const LoadPkg *p = t->pkg;
    scan_files(&s, &p->test_files, "_test");
    scan_files(&s, &p->xtest_files, "_xtest");
    if (err_is(s.err)) return s.err;
    StrBuf b = {0};
    sb_puts(&b, "// Code generated by 'undergo test'. DO NOT EDIT.\n\npackage main\n\nimport (\n\t\"os\"\n");
    if (s.test_main.n) sb_puts(&b, "\t\"reflect\"\n");
    sb_puts(&b, "\t\"testing\"\n\t\"testing/internal/testdeps\"\n");
    if (l->cover) sb_puts(&b, "\t\"internal/coverage/cfile\"\n");
    sb_printf(&b, "\t%s \"%.*s\"\n", names(&s, "_test") ? "_test" : "_", STR_FMT(p->import_path));
    if (t->pxtest) sb_printf(&b, "\t%s \"%.*s\"\n", names(&s, "_xtest") ? "_xtest" : "_", STR_FMT(t->pxtest->pkg_path));
    sb_puts(&b, ")\n");
    table(&b, "tests", "InternalTest", &s.tests);
    table(&b, "benchmarks", "InternalBenchmark", &s.benchmarks);
    table(&b, "fuzzTargets", "InternalFuzzTarget", &s.fuzz);
    table(&b, "examples", "InternalExample", &s.examples);
    Str module = p->module ? p->module->path : (Str){0};
    sb_puts(&b, "\nfunc init() {\n");
    if (l->cover) coverage(&b, l->cover, p);
    if (module.n) sb_printf(&b, "\ttestdeps.ModulePath = \"%.*s\"\n", STR_FMT(module));
    sb_printf(&b, "\ttestdeps.ImportPath = \"%.*s\"\n}\n\nfunc main() {\n", STR_FMT(p->import_path));
    sb_puts(&b, "\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n");
    if (s.test_main.n) {
        sb_printf(&b, "\t%.*s.TestMain(m)\n", STR_FMT(s.test_main));
        sb_puts(&b, "\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n");
    } else {
        sb_puts(&b, "\tos.Exit(m.Run())\n}\n");
    }
    out->text = str_dup(l->arena, sb_str(&b));
    sb_release(&b);
    return ERR_NONE;
}
