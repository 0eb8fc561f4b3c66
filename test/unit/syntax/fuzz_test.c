// The parser on broken input (../fuzz.h): every tree can be walked, printed and dumped.
#include "syntax/ast.h"

#include "../fuzz.h"
#include "../fuzz_go.h"

typedef struct Printer {
    StrBuf out;
    unsigned left; // how many more nodes to look at: each costs as much as all within
} Printer;

static bool print_expr(Node *n, void *ctx)
{
    Printer *p = ctx;
    if (p->left == 0) return true;
    p->left--;
    if (n->kind < NODE_BadStmt) {
        sb_clear(&p->out);
        ast_expr_text(&p->out, (const Expr *)n);
    }
    UG_ASSERT(ast_end(n) >= n->pos);
    UG_ASSERT(ast_start(n) != NO_POS);
    return true;
}

static void check_text(Str text)
{
    AtomTable *atoms = atoms_new();
    Arena *a = arena_new("fuzz");
    SourceSet *s = sources_new();
    SourceFile *src = sources_add_take(s, "fuzz.go", NULL, str_dup(a, text));
    DiagSink sink;
    diag_init(&sink, a, s);
    File *f =
        parse_file(&(ParseOptions){.arena = a, .atoms = atoms, .sink = &sink, .keep_bodies = text.n % 8 != 0}, src);
    Printer p = {.left = 100};
    if (f) {
        ast_walk(&f->node, print_expr, &p);
        sb_clear(&p.out);
        ast_dump(&p.out, s, f);
    }
    sb_release(&p.out);
    for (uint32_t i = 0; i < sink.diags.n; i++) UG_ASSERT(sources_locate(s, sink.diags.p[i].pos).file);
    sources_free(s);
    arena_free(a);
    atoms_free(atoms);
}

// n times the same opening, then a few bytes: what would overflow a stack.
static void check_deep(const char *start, const char *opening)
{
    StrBuf text = {0};
    sb_puts(&text, start);
    for (int i = 0; i < 200000; i++) sb_puts(&text, opening);
    sb_puts(&text, "x\n");
    check_text(sb_str(&text));
    sb_release(&text);
}

static void check_all_deep(void)
{
    static const char *const openings[] = {
        "(",
        "[",
        "{",
        "-",
        "<-",
        "&",
        "*",
        "[]",
        "[x]",
        "func(",
        "map[",
        "chan ",
        "struct{a ",
        "f(",
        "x[",
        "T{",
        "func(){",
        "if x {",
        "for {",
        "switch {case x:",
        "x+",
        "x.",
        "x&&",
        "L:",
        "{{",
        "else ",
        "if x {} else ",
        "func() func() ",
        "interface{m(",
        "x(0)(",
        "T[",
        "~",
        "!",
        "a,",
        "[][]",
        "<-chan ",
        "go func(){",
        "select{case <-",
        "var x = ",
        "type T struct{f ",
    };
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        check_deep("package p\nvar x = ", openings[i]);
        check_deep("package p\nfunc f() {\n", openings[i]);
        check_deep("package p\ntype t ", openings[i]);
    }
}

static const FuzzTarget target = {
    .check = check_text,
    .once = check_all_deep,
    .pieces = fuzz_go_pieces,
    .npieces = ARRAY_LEN(fuzz_go_pieces),
    .folder = "test/syntax",
    .suffix = ".go",
};
FUZZ_MAIN(target)
