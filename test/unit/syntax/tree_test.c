// Trees, positions and what the parser keeps besides: directives, versions, preambles, embeds.
#include "syntax/ast.h"

#include "../check.h"

typedef struct Parsed {
    Arena *arena;
    AtomTable *atoms;
    SourceSet *sources;
    DiagSink sink;
    File *file;
    Expr *expr;
} Parsed;

static void start(Parsed *p)
{
    p->arena = arena_new("test");
    p->atoms = atoms_new();
    p->sources = sources_new();
    diag_init(&p->sink, p->arena, p->sources);
}

static void finish(Parsed *p)
{
    sources_free(p->sources);
    atoms_free(p->atoms);
    arena_free(p->arena);
}

static Parsed parse(const char *text, bool imports_only, bool keep_bodies)
{
    Parsed p = {0};
    start(&p);
    SourceFile *src = sources_add_take(p.sources, "t.go", NULL, str_from(text));
    ParseOptions opt = {
        .arena = p.arena, .atoms = p.atoms, .sink = &p.sink, .imports_only = imports_only, .keep_bodies = keep_bodies};
    p.file = parse_file(&opt, src);
    return p;
}

static void check_tree(const char *text, const char *want)
{
    Parsed p = parse(text, false, true);
    StrBuf out = {0};
    CHECK(p.file != NULL && !diag_any(&p.sink));
    if (p.file) ast_dump(&out, p.sources, p.file);
    CHECK_STR(sb_str(&out), str_from(want));
    sb_release(&out);
    finish(&p);
}

static void test_trees(void)
{
    check_tree("package p\nfunc (r *T[A]) m(a, b int) { a.f(b...)[1:] += -b }\n", "(File 1:1\n"
                                                                                  "  (Name 1:9 p)\n"
                                                                                  "  (FuncDecl 2:6\n"
                                                                                  "    (Field 2:7\n"
                                                                                  "      (Name 2:7 r)\n"
                                                                                  "      (Star 2:9\n"
                                                                                  "        (Index 2:11\n"
                                                                                  "          (Name 2:10 T)\n"
                                                                                  "          (Name 2:12 A))))\n"
                                                                                  "    (Name 2:16 m)\n"
                                                                                  "    (FuncType 2:17\n"
                                                                                  "      (Field 2:18\n"
                                                                                  "        (Name 2:18 a)\n"
                                                                                  "        (Name 2:23 int))\n"
                                                                                  "      (Field 2:21\n"
                                                                                  "        (Name 2:21 b)\n"
                                                                                  "        (Name 2:23 int)))\n"
                                                                                  "    (BlockStmt 2:28\n"
                                                                                  "      (AssignStmt 2:44 op=+ lhs=1\n"
                                                                                  "        (Slice 2:39\n"
                                                                                  "          (Call 2:33 dots\n"
                                                                                  "            (Selector 2:31\n"
                                                                                  "              (Name 2:30 a)\n"
                                                                                  "              (Name 2:32 f))\n"
                                                                                  "            (Name 2:34 b))\n"
                                                                                  "          (BasicLit 2:40 1))\n"
                                                                                  "        (Unary 2:47 op=-\n"
                                                                                  "          (Name 2:48 b))))))\n");
    check_tree("package p\nconst (\n\ta = iota\n\tb\n)\ntype G[P *int,] = map[P]<-chan P\n",
               "(File 1:1\n"
               "  (Name 1:9 p)\n"
               "  (ConstDecl 3:2 iota=0\n"
               "    (Name 3:2 a)\n"
               "    (Name 3:6 iota))\n"
               "  (ConstDecl 4:2 iota=1 inherited\n"
               "    (Name 4:2 b))\n"
               "  (TypeDecl 6:6 alias\n"
               "    (Name 6:6 G)\n"
               "    (Field 6:8\n"
               "      (Name 6:8 P)\n"
               "      (Star 6:10\n"
               "        (Name 6:11 int)))\n"
               "    (MapType 6:19\n"
               "      (Name 6:23 P)\n"
               "      (ChanType 6:25 recv\n"
               "        (Name 6:32 P)))))\n");
}

static void test_kept(void)
{
    Parsed p = parse("// Copyright\n\n"
                     "//go:build linux && (go1.20 || go1.21) && !go1.30\n\n"
                     "package p\n\n"
                     "import _ \"embed\" // not part of the preamble\n"
                     "// #include <stdio.h>\n"
                     "/* int x; */\n"
                     "import \"C\"\n\n"
                     "//go:linkname f runtime.f\n\n"
                     "//go:nosplit\n"
                     "func f()\n\n"
                     "//go:embed a.txt \"b c\"\n"
                     "var s string\n",
                     false, true);
    CHECK(p.file && !diag_any(&p.sink));
    CHECK_STR(p.file->go_version, STR("go1.20"));
    CHECK(p.file->imports_c);
    CHECK_INT(p.file->cgo_preamble.n, 1);
    CHECK_STR(p.file->cgo_preamble.p[0], STR(" #include <stdio.h>\n int x; \n"));
    CHECK_INT(sources_locate(p.sources, p.file->cgo_preamble_pos.p[0]).line, 8);
    CHECK_INT(p.file->linknames.n, 1);
    CHECK_STR(p.file->linknames.p[0].local->s, STR("f"));
    CHECK_STR(p.file->linknames.p[0].remote, STR("runtime.f"));
    FuncDecl *f = (FuncDecl *)p.file->decls.p[2];
    CHECK(!f->body && (f->pragma & PRAGMA_NOSPLIT));
    VarDecl *v = (VarDecl *)p.file->decls.p[3];
    CHECK(v->embeds && v->embeds->patterns.n == 2);
    CHECK_STR(v->embeds->patterns.p[1], STR("b c"));
    finish(&p);
}

static void check_version(const char *line, const char *want)
{
    StrBuf text = {0};
    sb_printf(&text, "//go:build %s\n\npackage p\n", line);
    Parsed p = parse(text.p, false, true);
    CHECK_STR(p.file->go_version, str_from(want));
    finish(&p);
    sb_release(&text);
}

static void test_versions(void)
{
    check_version("go1.21", "go1.21");
    check_version("go1", "go1");
    check_version("linux", "");
    check_version("linux || go1.21", "");
    check_version("go1.18 || go1.21", "go1.18");
    check_version("go1.18 && go1.21", "go1.21");
    check_version("!go1.21", "");
    check_version("!(!go1.21)", "go1.21");
    check_version("go1.21 &&", "");
    check_version("go1.21 x", "");
}

static void test_misplaced(void)
{
    Parsed p =
        parse("package p\n//go:noinline\nvar x int\n//go:embed x\nfunc f() {}\nvar y = 1 //go:nosplit\n", false, true);
    CHECK_INT(p.sink.diags.n, 3);
    CHECK_Z(p.sink.diags.p[0].msg, "misplaced compiler directive");
    CHECK_Z(p.sink.diags.p[1].msg, "misplaced go:embed directive");
    CHECK_Z(p.sink.diags.p[2].msg, "misplaced compiler directive");
    finish(&p);
}

static void test_options(void)
{
    const char *text = "package p\nimport \"a\"\nfunc f() { if x { g(func() {}) } }\nvar v = func() { h() }\n";
    Parsed p = parse(text, true, false);
    CHECK_INT(p.file->decls.n, 1);
    finish(&p);
    p = parse(text, false, false);
    CHECK_INT(p.file->decls.n, 3);
    FuncDecl *f = (FuncDecl *)p.file->decls.p[1];
    CHECK(f->body && f->body->skipped && f->body->list.n == 0);
    VarDecl *v = (VarDecl *)p.file->decls.p[2];
    CHECK_INT(((FuncLit *)v->values.p[0])->body->list.n, 1);
    finish(&p);
}

// Expressions print as they were written, with bodies left out.
static void check_print(const char *text, const char *want)
{
    Parsed p = {0};
    start(&p);
    SourceFile *src = sources_add_take(p.sources, "e.go", NULL, str_from(text));
    Expr *x =
        parse_expr_text(&(ParseOptions){.arena = p.arena, .atoms = p.atoms, .sink = &p.sink, .keep_bodies = true}, src);
    CHECK(!diag_any(&p.sink));
    StrBuf out = {0};
    ast_expr_text(&out, x);
    CHECK_STR(sb_str(&out), str_from(want));
    CHECK(sources_locate(p.sources, ast_start(&x->node)).col >= 1);
    sb_release(&out);
    finish(&p);
}

static void test_print(void)
{
    static const char *const same[] = {
        "a + b * (c - d)",
        "-x",
        "<-c",
        "*p",
        "&T{}",
        "x.y.z",
        "f(a, b...)",
        "m[k]",
        "F[int, string]",
        "s[1:2:3]",
        "s[:]",
        "x.(T)",
        "[]int{}",
        "[3]int",
        "[...]string{}",
        "map[string][]int",
        "chan (<-chan int)",
        "<-chan int",
        "chan<- int",
        "func(a, b int, c ...string) (x, y int)",
        "struct{a, b int; c string \"tag\"; D}",
        "interface{m(x int) string; ~int | T}",
        "'a' + \"b\"",
        "func() {}",
    };
    for (size_t i = 0; i < ARRAY_LEN(same); i++) check_print(same[i], same[i]);
    check_print("T{1, 2}", "T{…}");
    check_print("func(x int) { f(x) }", "func(x int) {…}");
    check_print("[](int){}", "[]int{}");
}

int main(void)
{
    test_trees();
    test_kept();
    test_versions();
    test_misplaced();
    test_options();
    test_print();
    return check_done();
}
