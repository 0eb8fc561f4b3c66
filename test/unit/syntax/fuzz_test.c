// The parser on broken input: no crash, no hang, and every tree can be walked, printed and
// dumped. Pieces of test/syntax and of itself are cut, doubled, swapped and spoiled at random.
//
//     fuzz_test [seed [rounds]]           the seed is printed and replays a run
//
// With -DFUZZER (clang -fsanitize=fuzzer) the same check is libFuzzer's entry point.
#include "syntax/ast.h"

#include "../check.h"

#include <dirent.h>
#include <pthread.h>
#include <time.h>

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

static void check_text(AtomTable *atoms, Str text, bool keep_bodies)
{
    Arena *a = arena_new("fuzz");
    SourceSet *s = sources_new();
    SourceFile *src = sources_add_take(s, "fuzz.go", NULL, str_dup(a, text));
    DiagSink sink;
    diag_init(&sink, a, s);
    File *f = parse_file(&(ParseOptions){.arena = a, .atoms = atoms, .sink = &sink, .keep_bodies = keep_bodies}, src);
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
}

#ifdef FUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AtomTable *atoms = atoms_new();
    check_text(atoms, (Str){(const char *)data, size}, true);
    atoms_free(atoms);
    return 0;
}
#else

static uint64_t random_state;

static uint32_t random_below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 16) % (n ? n : 1));
}

static const char *const pieces[] = {
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    ".",
    "...",
    "=",
    ":=",
    "<-",
    "*",
    "|",
    "~",
    "if ",
    "for ",
    "func ",
    "type ",
    "var ",
    "const ",
    "go ",
    "\n",
    "\"",
    "`",
    "'",
    "/*",
    "//",
    "range ",
    "struct ",
    "map",
    "chan ",
    "interface",
    "x",
    "0x",
    "1e",
    "\xff",
    "$",
    "\\",
    "[]",
    "[...]",
    "switch",
    "case ",
    "else ",
    "select",
    "return ",
    "import",
    "\xef\xbb\xbf",
    "//go:embed x\n",
    "P|",
    "[T ",
    "...)",
    "//line x:1\n",
    "/*line y:2:3*/",
    "type T[P *C",
};

// One edit of a text: cut a span, double it, or put a piece in.
static Str mutate(Arena *a, Str s)
{
    size_t at = random_below(s.n + 1), len = random_below(12);
    if (at + len > s.n) len = s.n - at;
    const char *piece = "";
    size_t kept = at + len;
    switch (random_below(4)) {
    case 0: break;            // cut
    case 1: kept = at; break; // double: the span is put in again below
    default:
        piece = pieces[random_below(ARRAY_LEN(pieces))];
        if (random_below(2)) kept = at;
    }
    Str middle = kept == at && !*piece ? (Str){s.p + at, len} : str_from(piece);
    char *out = arena_alloc(a, at + middle.n + (s.n - kept) + 1);
    if (at) memcpy(out, s.p, at);
    memcpy(out + at, middle.p, middle.n);
    memcpy(out + at + middle.n, s.p + kept, s.n - kept);
    return (Str){out, at + middle.n + (s.n - kept)};
}

typedef VEC(Str) Corpus;

static void add_dir(Arena *a, Corpus *c, const char *dir)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        Str text;
        if (str_has_suffix(str_from(entries[i]->d_name), STR(".go"))) {
            Err e = file_read(a, arena_printf(a, "%s/%s", dir, entries[i]->d_name), &text);
            if (!err_is(e)) vec_push(a, c, text);
            err_release(&e);
        }
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

// n times the same opening, then a few bytes: what would overflow a stack.
static void check_deep(AtomTable *atoms, const char *start, const char *opening)
{
    StrBuf text = {0};
    sb_puts(&text, start);
    for (int i = 0; i < 200000; i++) sb_puts(&text, opening);
    sb_puts(&text, "x\n");
    check_text(atoms, sb_str(&text), true);
    sb_release(&text);
}

static void check_all_deep(AtomTable *atoms)
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
        check_deep(atoms, "package p\nvar x = ", openings[i]);
        check_deep(atoms, "package p\nfunc f() {\n", openings[i]);
        check_deep(atoms, "package p\ntype t ", openings[i]);
    }
}

typedef struct Run {
    uint64_t seed;
    unsigned rounds;
} Run;

static void *run(void *arg)
{
    Run *r = arg;
    AtomTable *atoms = atoms_new();
    check_all_deep(atoms);
    Arena *a = arena_new("corpus");
    Corpus corpus = {0};
    add_dir(a, &corpus, "test/syntax");
    vec_push(a, &corpus,
             STR("package p\nfunc f[T any](x ...T) (r map[string]chan<- int) { for i := range x { r[i] = <-c } }\n"));
    random_state = r->seed * 0x9e3779b97f4a7c15u + 1;
    for (unsigned i = 0; i < r->rounds; i++) {
        Arena *scratch = arena_new("mutant");
        Str s = corpus.p[random_below(corpus.n)];
        for (unsigned edits = 1 + random_below(6); edits > 0; edits--) s = mutate(scratch, s);
        check_text(atoms, s, i % 8 != 0);
        arena_free(scratch);
    }
    arena_free(a);
    atoms_free(atoms);
    return NULL;
}

// On a stack of the size the compiler gives its threads.
int main(int argc, char **argv)
{
    Run r = {argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL),
             argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000};
    printf("seed %llu\n", (unsigned long long)r.seed);
    fflush(stdout);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, (size_t)256 << 20);
    pthread_t t;
    CHECK(pthread_create(&t, &attr, run, &r) == 0);
    pthread_join(t, NULL);
    return check_done();
}
#endif
