// The messages of -m=2 about for b.Loop() { … }: what is kept alive in its body (lower/bloop.c).
#include "opt/report.h"

typedef struct Keeping {
    const OptOptions *opt;
    const IrUnit *unit;
    Arena *arena;
    uint32_t temps; // named so far
} Keeping;

static const Expr *root_of(const Expr *e)
{
    for (;;) {
        e = ast_unparen((Expr *)e);
        switch ((NodeKind)e->node.kind) {
        case NODE_Selector: e = ((const Selector *)e)->x; break;
        case NODE_Index: e = ((const Index *)e)->x; break;
        case NODE_Slice: e = ((const SliceExpr *)e)->x; break;
        case NODE_Name: return e->mode == MODE_VAR ? e : NULL;
        default: return NULL;
        }
    }
}

static void say(Keeping *k, Pos pos, const char *what)
{
    diag_report(k->opt->sink, DIAG_NONE, pos, "%s will be kept alive", what);
}

static void say_name(Keeping *k, Pos pos, const Expr *name)
{
    Str pkg = k->unit->pkg->name->s;
    if (name)
        say(k, pos, arena_printf(k->arena, "%.*s.%.*s", STR_FMT(pkg), STR_FMT(((const Name *)name)->atom->s)));
    else
        say(k, pos, arena_printf(k->arena, "%.*s..autotmp_%u", STR_FMT(pkg), k->temps++));
}

static void assigned(Keeping *k, const AssignStmt *s)
{
    for (uint32_t i = 0; i < s->lhs.n; i++) {
        const Expr *x = ast_unparen(s->lhs.p[i]), *root = root_of(x);
        bool blank = x->node.kind == NODE_Name && str_eqz(((const Name *)x)->atom->s, "_");
        if (root || blank)
            say_name(k, s->s.node.pos, blank ? NULL : root);
        else if (x->node.kind == NODE_Star)
            say(k, s->s.node.pos, "dereference");
        else
            diag_report(k->opt->sink, DIAG_NONE, s->s.node.pos, "expr is unknown to bloop pass");
    }
}

static void called(Keeping *k, const Call *c)
{
    Type *t = c->fun->type ? type_under(c->fun->type) : NULL;
    if (c->conversion || c->builtin || !t || t->kind != TYP_SIGNATURE) return;
    const Tuple *results = ((const Signature *)t)->results;
    uint32_t n = results ? results->vars.n : 0;
    if (n) {
        say(k, c->e.node.pos, n > 1 ? "function results" : "function result");
        return;
    }
    for (uint32_t i = 0; i < c->args.n; i++) {
        const Expr *root = root_of(c->args.p[i]);
        if (root)
            say_name(k, c->e.node.pos, root);
        else
            say(k, c->e.node.pos, "function arg");
    }
}

static bool in_body(Node *n, void *ctx)
{
    switch ((NodeKind)n->kind) {
    case NODE_FuncLit: return false;
    case NODE_AssignStmt: assigned(ctx, (const AssignStmt *)n); return false;
    case NODE_ExprStmt: {
        const Expr *x = ast_unparen(((const ExprStmt *)n)->x);
        if (x->node.kind == NODE_Call) called(ctx, (const Call *)x);
        return false;
    }
    default: return true;
    }
}

static bool find_loops(Node *n, void *ctx)
{
    if (n->kind != NODE_ForStmt || !lower_is_bench_loop((const ForStmt *)n)) return true;
    ast_walk((Node *)&((ForStmt *)n)->body->s.node, in_body, ctx);
    return false;
}

void report_bench_loops(IrUnit *u, const OptOptions *opt)
{
    if (!report_wanted(opt) || opt->diag_level < 2) return;
    Keeping k = {.opt = opt, .unit = u, .arena = u->arena};
    for (uint32_t i = 0; i < u->pkg->funcs.n; i++)
        if (u->pkg->funcs.p[i]->body) ast_walk((Node *)&u->pkg->funcs.p[i]->body->s.node, find_loops, &k);
}
