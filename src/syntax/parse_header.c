// The headers of if, switch and for: what stands between the keyword and the block.
//
//     if     [ SimpleStmt ";" ] Expression
//     switch [ SimpleStmt ";" ] [ Expression | TypeSwitchGuard ]
//     for    [ Condition | ForClause | RangeClause ]
//
// Composite literals need parentheses here, since "{" opens the block: expr_nest is -1.
#include "syntax/parse.h"

typedef struct Semicolon {
    Pos pos; // NO_POS: there was none
    Str why;
} Semicolon;

// An assignment where a condition is wanted is mostly a mistyped ==; a binary operand is put in
// parentheses to make the = stand out.
static void put_emphasised(StrBuf *out, const ExprList *list)
{
    bool binary = list->n == 1 && list->p[0]->node.kind == NODE_Binary;
    if (binary) sb_putc(out, '(');
    for (uint32_t i = 0; i < list->n; i++) {
        if (i) sb_puts(out, ", ");
        ast_expr_text(out, list->p[i]);
    }
    if (binary) sb_putc(out, ')');
}

static void report_not_a_value(Parser *p, const Stmt *s)
{
    StrBuf text = {0};
    const AssignStmt *a = (const AssignStmt *)s;
    if (s->node.kind == NODE_AssignStmt && a->op == TOK_NONE) {
        sb_puts(&text, "assignment ");
        put_emphasised(&text, &a->lhs);
        sb_puts(&text, " = ");
        put_emphasised(&text, &a->rhs);
    } else {
        ast_stmt_text(&text, s);
    }
    parse_syntax_error_at(p, s->node.pos, "cannot use %s as value", text.p);
    sb_release(&text);
}

static Expr *condition(Parser *p, Stmt *s, Token keyword, Semicolon semi)
{
    if (s && s->node.kind == NODE_ExprStmt) return ((ExprStmt *)s)->x;
    if (s) {
        report_not_a_value(p, s);
        return NULL;
    }
    if (keyword != TOK_IF || semi.pos == NO_POS) return NULL;
    if (str_eqz(semi.why, "semicolon"))
        parse_syntax_error_at(p, semi.pos, "missing condition in if statement");
    else
        parse_syntax_error_at(p, semi.pos, "unexpected %.*s, expected { after if clause", STR_FMT(semi.why));
    return &NEW(p, BadExpr, semi.pos)->e;
}

// After the first ";" of a for clause. Returns the condition's statement.
static Stmt *for_clause(Parser *p, ClauseHeader *h)
{
    Stmt *cond = NULL;
    if (tok(p) != TOK_SEMI) {
        if (tok(p) == TOK_LBRACE) {
            parse_syntax_error(p, "expected for loop condition");
            return NULL;
        }
        cond = parse_simple_stmt(p, NULL, TOK_NONE, NULL);
    }
    parse_want(p, TOK_SEMI);
    if (tok(p) != TOK_LBRACE) {
        h->post = parse_simple_stmt(p, NULL, TOK_NONE, NULL);
        const AssignStmt *a = (const AssignStmt *)h->post;
        if (h->post->node.kind == NODE_AssignStmt && a->op == TOK_DEFINE)
            parse_syntax_error_at(p, h->post->node.pos, "cannot declare in post statement of for loop");
    }
    return cond;
}

static Semicolon header_semicolon(Parser *p)
{
    Semicolon semi = {0};
    if (tok(p) == TOK_SEMI) {
        semi = (Semicolon){here(p), p->scan.lit};
        next(p);
    } else {
        parse_want(p, TOK_LBRACE); // a better message than one about ";"
        if (tok(p) != TOK_LBRACE) parse_advance(p, TOK_LBRACE, TOK_RBRACE, TOK_NONE);
    }
    return semi;
}

static void clauses(Parser *p, Token keyword, ForStmt *loop, ClauseHeader *h)
{
    if (tok(p) != TOK_SEMI) {
        if (got(p, TOK_VAR))
            parse_syntax_error(p, "var declaration not allowed in %s initializer", token_text(keyword));
        h->init = parse_simple_stmt(p, NULL, keyword, loop);
        if (loop && loop->is_range) return;
    }
    Stmt *cond = NULL;
    Semicolon semi = {0};
    if (tok(p) == TOK_LBRACE) {
        cond = h->init;
        h->init = NULL;
    } else {
        semi = header_semicolon(p);
        if (keyword == TOK_FOR)
            cond = for_clause(p, h);
        else if (tok(p) != TOK_LBRACE)
            cond = parse_simple_stmt(p, NULL, keyword, NULL);
    }
    h->cond = condition(p, cond, keyword, semi);
}

// `loop` is the for statement's node, NULL for the others.
ClauseHeader parse_header(Parser *p, Token keyword, ForStmt *loop)
{
    ClauseHeader h = {0};
    next(p);
    if (tok(p) == TOK_LBRACE) {
        if (keyword == TOK_IF) {
            parse_syntax_error(p, "missing condition in if statement");
            h.cond = parse_bad_expr(p);
        }
        return h;
    }
    int outer = p->expr_nest;
    p->expr_nest = -1;
    clauses(p, keyword, loop, &h);
    p->expr_nest = outer;
    return h;
}
