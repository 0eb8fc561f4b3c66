// Simple statements: expressions, sends, assignments, definitions, and range clauses.
//
// Spec: "Statements", "Assignment statements", "For statements with range clause".
#include "syntax/parse.h"

static Stmt *assign(Parser *p, Pos pos, Token op, const ExprList *lhs)
{
    AssignStmt *a = NEW(p, AssignStmt, pos);
    a->op = op;
    a->lhs = *lhs;
    return &a->s;
}

static Stmt *expr_stmt(Parser *p, Expr *x)
{
    ExprStmt *s = NEW(p, ExprStmt, x->node.pos);
    s->x = x;
    return &s->s;
}

// "range" x, into the loop's node.
static void range_clause(Parser *p, ForStmt *loop, const ExprList *lhs, bool define)
{
    next(p);
    loop->is_range = true;
    loop->define = define;
    if (lhs) {
        loop->key = lhs->p[0];
        if (lhs->n > 1) loop->value = lhs->p[1];
        if (lhs->n > 2) loop->extra = lhs->p[2];
    }
    loop->range_x = parse_expr(p);
}

// One expression and what may follow it.
static Stmt *single(Parser *p, ExprList *lhs)
{
    Pos pos = here(p);
    switch ((int)tok(p)) {
    case TOK_ASSIGN_OP: {
        Stmt *s = assign(p, pos, p->scan.op, lhs);
        next(p);
        vec_push(p->arena, &((AssignStmt *)s)->rhs, parse_expr(p));
        return s;
    }
    case TOK_INC:
    case TOK_DEC: {
        Stmt *s = assign(p, pos, tok(p) == TOK_INC ? TOK_ADD : TOK_SUB, lhs);
        ((AssignStmt *)s)->incdec = true;
        next(p);
        return s;
    }
    case TOK_ARROW: {
        SendStmt *s = NEW(p, SendStmt, pos);
        next(p);
        s->chan = lhs->p[0];
        s->value = parse_expr(p);
        return &s->s;
    }
    default: return expr_stmt(p, lhs->p[0]);
    }
}

// lhs ( "=" | ":=" ) …
static Stmt *assignment(Parser *p, ExprList *lhs, Token keyword, ForStmt *range)
{
    Pos pos = here(p);
    bool define = tok(p) == TOK_DEFINE;
    next(p);
    if (range && tok(p) == TOK_RANGE) {
        range_clause(p, range, lhs, define);
        return NULL;
    }
    ExprList rhs = {0};
    parse_expr_list(p, &rhs);
    bool guard = rhs.n == 1 && rhs.p[0]->node.kind == NODE_TypeSwitchGuard;
    if (guard && keyword == TOK_SWITCH && define && lhs->n == 1 && lhs->p[0]->node.kind == NODE_Name) {
        ((TypeSwitchGuard *)rhs.p[0])->lhs = (Name *)lhs->p[0];
        return expr_stmt(p, rhs.p[0]);
    }
    Stmt *s = assign(p, pos, define ? TOK_DEFINE : TOK_NONE, lhs);
    ((AssignStmt *)s)->rhs = rhs;
    return s;
}

// lhs, if given, is read already. keyword says which clause this stands in, if any. With a range
// loop, a range clause may stand here: then the loop is filled in and the result is NULL.
Stmt *parse_simple_stmt(Parser *p, ExprList *lhs, Token keyword, ForStmt *range)
{
    if (range && tok(p) == TOK_RANGE) {
        range_clause(p, range, NULL, false);
        return NULL;
    }
    ExprList own = {0};
    if (!lhs) {
        lhs = &own;
        parse_expr_list(p, lhs);
    }
    if (tok(p) == TOK_ASSIGN || tok(p) == TOK_DEFINE) return assignment(p, lhs, keyword, range);
    if (lhs->n == 1) return single(p, lhs);
    parse_syntax_error(p, "expected := or = or comma");
    parse_advance(p, TOK_SEMI, TOK_RBRACE, TOK_NONE);
    return expr_stmt(p, lhs->p[0]);
}
