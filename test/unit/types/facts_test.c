// What the checker writes to the tree for lowering: marks on variables, selections, type
// arguments, comma-ok forms, branch targets, final types of untyped operands.
#include "types/session.h"

#include "../check.h"

static const char source[] = "package p\n"
                             "type T struct{ a [2]int; n *T }\n"
                             "func (t T) Val() {}\n"
                             "func (t *T) Ptr() {}\n"
                             "type E struct{ T }\n"
                             "type I interface{ B(); A() }\n"
                             "func gen[K comparable, V any](k K, v V) map[K]V { return nil }\n"
                             "func use(...any) {}\n"
                             "func marks() {\n"
                             "	plain, stored, sliced, called, field := 1, 2, [2]int{}, T{}, T{}\n"
                             "	use(&stored, sliced[:])\n"
                             "	called.Ptr()\n"
                             "	plainv := T{}\n"
                             "	plainv.Val()\n"
                             "	use(&field.a[1])\n"
                             "	through := &T{}\n"
                             "	use(&through.a)\n"
                             "	again := 1\n"
                             "	again++\n"
                             "	part := T{}\n"
                             "	part.a[0] = 1\n"
                             "	once := 1\n"
                             "	seen, own := 1, 2\n"
                             "	use(func() { own := 1; use(seen, own) })\n"
                             "	for loop := range 3 { use(loop) }\n"
                             "	use(plain, again, part, once, own)\n"
                             "}\n"
                             "func facts(m map[string]int, x any, i I, e E, s uint) {\n"
                             "	v, ok := m[\"a\"]\n"
                             "	w := m[\"a\"]\n"
                             "	i.B()\n"
                             "	e.Ptr()\n"
                             "	f := T.Val\n"
                             "	use(gen(1, \"a\"), gen[int8](1, s), v, ok, w, f)\n"
                             "	var fl float64 = 1\n"
                             "	use(fl + 2, 1 << s, x == nil, T(e.T), len(m))\n"
                             "outer:\n"
                             "	for {\n"
                             "		switch { case true: break outer; default: break }\n"
                             "	}\n"
                             "}\n";

typedef struct World {
    Arena *arena;
    Types *ts;
    DiagSink sink;
    SourceFile *src;
    Package *pkg;
    Str text;
} World;

static void check_source(World *w)
{
    w->arena = arena_new("test");
    AtomTable *atoms = atoms_new();
    SourceSet *sources = sources_new();
    TypesOptions opt = {.arena = w->arena, .atoms = atoms, .sources = sources};
    w->ts = types_new(&opt);
    diag_init(&w->sink, w->arena, sources);
    w->text = STR(source);
    w->src = sources_add_take(sources, "p.go", "/p.go", w->text);
    ParseOptions parse = {.arena = w->arena, .atoms = atoms, .sink = &w->sink, .keep_bodies = true};
    File *file = parse_file(&parse, w->src);
    CheckOptions check = {.arena = w->arena, .sink = &w->sink, .go_version = "go1.26"};
    w->pkg = types_check_package(w->ts, &check, STR("p"), &file, 1);
    CHECK_INT(diag_flush(&w->sink, stderr, 0), 0);
}

// The first node of a kind whose text starts at the n-th byte of `at`'s first occurrence.
typedef struct Search {
    NodeKind kind;
    Pos pos;
    Node *found;
} Search;

static bool visit(Node *n, void *ctx)
{
    Search *s = ctx;
    if (!s->found && n->kind == s->kind && ast_start(n) == s->pos) s->found = n;
    return !s->found;
}

static void *node_at(World *w, NodeKind kind, const char *at)
{
    const char *p = strstr(w->text.p, at);
    UG_ASSERT(p);
    Search s = {kind, file_pos(w->src, (uint32_t)(p - w->text.p)), NULL};
    ast_walk(&w->pkg->files.p[0]->node, visit, &s);
    UG_ASSERT(s.found);
    return s.found;
}

static Object *var(World *w, const char *at) { return ((Name *)node_at(w, NODE_Name, at))->obj; }

static void test_marks(World *w)
{
    CHECK(!var(w, "plain, stored")->addr_taken && !var(w, "plain, stored")->reassigned);
    CHECK(var(w, "stored, sliced, called")->addr_taken);
    CHECK(var(w, "sliced, called")->addr_taken);
    CHECK(var(w, "called, field")->addr_taken);
    CHECK(var(w, "field := 1")->addr_taken);
    CHECK(!var(w, "plainv :=")->addr_taken);
    CHECK(!var(w, "through :=")->addr_taken);
    CHECK(var(w, "again :=")->reassigned);
    CHECK(var(w, "part :=")->reassigned);
    CHECK(!var(w, "once :=")->reassigned);
    CHECK(var(w, "seen, own := 1, 2")->captured);
    CHECK(!var(w, "own := 1, 2")->captured);
    CHECK(!var(w, "own := 1; use")->captured);
    CHECK(!var(w, "loop :=")->reassigned);
    CHECK(((ForStmt *)node_at(w, NODE_ForStmt, "for loop"))->per_iteration);
    CHECK_INT(w->pkg->lits.n, 1);
}

static void test_selections(World *w)
{
    Selection *b = ((Selector *)node_at(w, NODE_Selector, "i.B()"))->selection;
    CHECK(b->kind == SEL_METHODVAL && b->path.n == 0);
    CHECK_INT(b->method_index, 1); // A stands before B
    Selection *p = ((Selector *)node_at(w, NODE_Selector, "e.Ptr()"))->selection;
    CHECK_INT(p->path.n, 1);
    CHECK(p->obj->ptr_recv && !p->indirect);
    CHECK(((Selector *)node_at(w, NODE_Selector, "T.Val\n"))->selection->kind == SEL_METHODEXPR);
}

static void test_expressions(World *w)
{
    Index *pair = node_at(w, NODE_Index, "m[\"a\"]\n	w");
    CHECK(pair->e.commaok && pair->e.type->kind == TYP_TUPLE);
    Index *alone = node_at(w, NODE_Index, "m[\"a\"]\n	i");
    CHECK(!alone->e.commaok && alone->e.mode == MODE_MAPINDEX);
    Name *inferred = node_at(w, NODE_Name, "gen(1"), *partial = node_at(w, NODE_Name, "gen[int8]");
    CHECK_INT(inferred->ntargs, 2);
    CHECK(inferred->targs[1] == types_basic(w->ts, BASIC_STRING));
    CHECK_INT(partial->ntargs, 2);
    CHECK(partial->targs[0] == types_basic(w->ts, BASIC_INT8) && partial->targs[1] == types_basic(w->ts, BASIC_UINT));
    BasicLit *two = node_at(w, NODE_BasicLit, "2, 1 << s");
    CHECK(two->e.type == types_basic(w->ts, BASIC_FLOAT64) && two->e.mode == MODE_CONST);
    Binary *shift = node_at(w, NODE_Binary, "1 << s");
    CHECK(shift->e.type == types_basic(w->ts, BASIC_INT) && shift->e.mode == MODE_VALUE);
    CHECK(((Name *)node_at(w, NODE_Name, "nil, T(e.T)"))->e.mode == MODE_NILVALUE);
    CHECK(((Call *)node_at(w, NODE_Call, "T(e.T)"))->conversion);
    CHECK_INT(((Call *)node_at(w, NODE_Call, "len(m)"))->builtin, BUILTIN_LEN);
}

static void test_branches(World *w)
{
    Stmt *loop = ((LabeledStmt *)node_at(w, NODE_LabeledStmt, "outer:"))->stmt;
    CHECK(((BranchStmt *)node_at(w, NODE_BranchStmt, "break outer"))->target == loop);
    CHECK(((BranchStmt *)node_at(w, NODE_BranchStmt, "break }"))->target->node.kind == NODE_SwitchStmt);
}

int main(void)
{
    World w = {0};
    check_source(&w);
    test_marks(&w);
    test_selections(&w);
    test_expressions(&w);
    test_branches(&w);
    return check_done();
}
