// One walk over a body before it is lowered: what has to be known early.
//
// Which labels gotos reach; and for ranges over functions, whose bodies become closures, which
// variables they take from outside and whether they return, defer or recover for the function. Literals are numbered
// as the text goes, whatever is lowered first of an expression; those that are not compiled have no number.
#include "lower/context.h"

typedef struct Region {
    Pos from, to;
    struct Region *up;
} Region; // of a range-over-func statement
typedef struct Scan {
    Fn *f;
    Region *region;
} Scan;

static bool visit(Node *n, void *ctx);

static void walk(Scan *s, Node *n)
{
    if (n) ast_walk(n, visit, s);
}

static void range_func(Scan *s, ForStmt *loop)
{
    walk(s, &loop->range_x->node);
    Region r = {.from = loop->s.node.pos, .to = loop->body->rbrace, .up = s->region};
    s->region = &r;
    if (loop->key) walk(s, &loop->key->node);
    if (loop->value) walk(s, &loop->value->node);
    walk(s, &loop->body->s.node);
    s->region = r.up;
}

// A local variable declared outside of the innermost region.
static void note_name(Scan *s, Name *n)
{
    Object *o = n->obj;
    if (!s->region || !o || o->kind != OBJ_VAR || o->is_field || lower_is_package_var(o)) return;
    if (o->pos >= s->region->from && o->pos <= s->region->to) return;
    ptrmap_put(s->f->range_caps, o, o);
}

static void note_goto(Scan *s, BranchStmt *b)
{
    if (b->tok != TOK_GOTO || !b->target) return;
    GotoUse use = (GotoUse)(uintptr_t)ptrmap_get(&s->f->gotos, b->target);
    use |= b->target->node.pos < b->s.node.pos ? GOTO_LOOPS : GOTO_FORWARD;
    ptrmap_put(&s->f->gotos, b->target, (void *)(uintptr_t)use);
}

static void number(Fn *f, const FuncLit *lit)
{
    ptrmap_put(&f->lit_numbers, lit, (void *)(uintptr_t)++f->counter.lits);
}

// As stmt.c lowers it: of a constant condition one branch.
static bool if_stmt(Scan *s, IfStmt *i)
{
    if (i->cond->mode != MODE_CONST || !i->cond->value) return true;
    walk(s, (Node *)i->init);
    walk(s, num_bool_value(i->cond->value) ? (Node *)i->then : (Node *)i->els);
    return false;
}

static bool visit(Node *n, void *ctx)
{
    Scan *s = ctx;
    switch (n->kind) {
    case NODE_FuncLit: number(s->f, (FuncLit *)n); return false;
    case NODE_IfStmt: return if_stmt(s, (IfStmt *)n);
    case NODE_Name: note_name(s, (Name *)n); return true;
    case NODE_BranchStmt: note_goto(s, (BranchStmt *)n); return false;
    case NODE_DeferStmt:
        s->f->has_defer_stmt = true;
        if (s->region) s->f->range_defers = true;
        return true;
    case NODE_ReturnStmt:
        if (s->region) s->f->range_returns = true;
        return true;
    case NODE_Call:
        if (s->region && ((Call *)n)->builtin == BUILTIN_RECOVER) s->f->range_recovers = true;
        return true;
    case NODE_ForStmt:
        if (!lower_is_range_func(s->f, (ForStmt *)n)) return true;
        range_func(s, (ForStmt *)n);
        return false;
    default: return true;
    }
}

void lower_scan_body(Fn *f, BlockStmt *body)
{
    f->range_caps = ARENA_NEW(f->arena, PtrMap);
    map_init(f->range_caps, f->arena);
    Scan s = {.f = f};
    walk(&s, &body->s.node);
}

void lower_number_literals(Fn *f, Expr *e)
{
    Scan s = {.f = f};
    walk(&s, &e->node);
}
