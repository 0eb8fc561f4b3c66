// Statements. Spec: "Statements".
#include "syntax/parse.h"

// StatementList = { Statement ";" } .
static void stmt_list(Parser *p, StmtList *out)
{
    while (tok(p) != TOK_EOF && tok(p) != TOK_RBRACE && tok(p) != TOK_CASE && tok(p) != TOK_DEFAULT) {
        Stmt *s = parse_stmt_or_null(p);
        parse_drop_pragmas(p);
        if (!s) break;
        vec_push(p->arena, out, s);
        if (got(p, TOK_SEMI) || tok(p) == TOK_RBRACE) continue;
        parse_syntax_error(p, "at end of statement");
        parse_advance(p, TOK_SEMI, TOK_RBRACE, TOK_CASE, TOK_DEFAULT, TOK_NONE);
        got(p, TOK_SEMI); // no empty statement from it
    }
}

// Block = "{" StatementList "}" .
BlockStmt *parse_block(Parser *p, const char *context)
{
    BlockStmt *b = NEW(p, BlockStmt, here(p));
    if (!got(p, TOK_LBRACE)) {
        parse_syntax_error(p, "expected { after %s", context ? context : "this");
        parse_advance(p, TOK_NAME, TOK_RBRACE, TOK_NONE);
        b->rbrace = here(p);
        if (got(p, TOK_RBRACE)) return b;
    }
    stmt_list(p, &b->list);
    b->rbrace = here(p);
    parse_want(p, TOK_RBRACE);
    return b;
}

// After the label, at ":". NULL if no statement follows.
static Stmt *labeled(Parser *p, Name *label)
{
    LabeledStmt *s = NEW(p, LabeledStmt, here(p));
    s->label = label;
    parse_want(p, TOK_COLON);
    if (tok(p) == TOK_RBRACE) { // an empty statement: its ";" may be left out
        s->stmt = &NEW(p, EmptyStmt, here(p))->s;
        return &s->s;
    }
    s->stmt = parse_stmt_or_null(p);
    if (s->stmt) return &s->s;
    parse_syntax_error_at(p, s->s.node.pos, "missing statement after label");
    return NULL;
}

static Stmt *decl_stmt(Parser *p, ParseSpec spec)
{
    DeclStmt *s = NEW(p, DeclStmt, here(p));
    next(p);
    parse_specs(p, &s->decls, spec);
    return &s->s;
}

static Stmt *for_stmt(Parser *p)
{
    ForStmt *s = NEW(p, ForStmt, here(p));
    ClauseHeader h = parse_header(p, TOK_FOR, s);
    s->init = h.init;
    s->cond = h.cond;
    s->post = h.post;
    s->body = parse_block(p, "for clause");
    return &s->s;
}

// The else branches of a chain are siblings in a loop, not nested calls: such chains may be long.
static Stmt *if_stmt(Parser *p)
{
    Stmt *first = NULL, **link = &first;
    for (unsigned length = 1; parse_chain(p, length); length++) {
        IfStmt *s = NEW(p, IfStmt, here(p));
        ClauseHeader h = parse_header(p, TOK_IF, NULL);
        s->init = h.init;
        s->cond = h.cond;
        s->then = parse_block(p, "if clause");
        *link = &s->s;
        link = &s->els;
        if (!got(p, TOK_ELSE)) break;
        if (tok(p) == TOK_IF) continue;
        if (tok(p) == TOK_LBRACE) {
            s->els = &parse_block(p, NULL)->s;
        } else {
            parse_syntax_error(p, "else must be followed by if or statement block");
            parse_advance(p, TOK_NAME, TOK_RBRACE, TOK_NONE);
        }
        break;
    }
    return first;
}

// "{" of a switch or select.
static void open_clauses(Parser *p, const char *what)
{
    if (got(p, TOK_LBRACE)) return;
    parse_syntax_error(p, "missing { after %s clause", what);
    parse_advance(p, TOK_CASE, TOK_DEFAULT, TOK_RBRACE, TOK_NONE);
}

// Neither case nor default: reports and skips to where a clause may go on.
static void bad_clause(Parser *p)
{
    parse_syntax_error(p, "expected case or default or }");
    parse_advance(p, TOK_COLON, TOK_CASE, TOK_DEFAULT, TOK_RBRACE, TOK_NONE);
}

static Pos clause_body(Parser *p, StmtList *body)
{
    Pos colon = here(p);
    parse_want(p, TOK_COLON);
    stmt_list(p, body);
    return colon;
}

static CaseClause *case_clause(Parser *p)
{
    CaseClause *c = NEW(p, CaseClause, here(p));
    if (got(p, TOK_CASE)) {
        parse_expr_list(p, &c->exprs);
    } else if (got(p, TOK_DEFAULT)) {
        c->is_default = true;
    } else {
        c->is_default = true;
        bad_clause(p);
    }
    c->colon = clause_body(p, &c->body);
    return c;
}

static Stmt *switch_stmt(Parser *p)
{
    SwitchStmt *s = NEW(p, SwitchStmt, here(p));
    ClauseHeader h = parse_header(p, TOK_SWITCH, NULL);
    s->init = h.init;
    s->tag = h.cond;
    open_clauses(p, "switch");
    while (tok(p) != TOK_EOF && tok(p) != TOK_RBRACE) vec_push(p->arena, &s->clauses, case_clause(p));
    s->rbrace = here(p);
    parse_want(p, TOK_RBRACE);
    return &s->s;
}

// Any simple statement is taken as the communication; the checker says which will do.
static CommClause *comm_clause(Parser *p)
{
    CommClause *c = NEW(p, CommClause, here(p));
    if (got(p, TOK_CASE))
        c->comm = parse_simple_stmt(p, NULL, TOK_NONE, NULL);
    else if (!got(p, TOK_DEFAULT))
        bad_clause(p);
    c->colon = clause_body(p, &c->body);
    return c;
}

static Stmt *select_stmt(Parser *p)
{
    SelectStmt *s = NEW(p, SelectStmt, here(p));
    next(p);
    open_clauses(p, "select");
    while (tok(p) != TOK_EOF && tok(p) != TOK_RBRACE) vec_push(p->arena, &s->clauses, comm_clause(p));
    s->rbrace = here(p);
    parse_want(p, TOK_RBRACE);
    return &s->s;
}

// "go" or "defer" and a call; the checker says if it is none.
static Stmt *call_stmt(Parser *p)
{
    Token keyword = tok(p);
    Pos pos = here(p);
    next(p);
    Expr *x = parse_primary(p, NULL, tok(p) == TOK_LPAREN), *bare = ast_unparen(x);
    if (bare != x) parse_error(p, x->node.pos, "expression in %s must not be parenthesized", token_text(keyword));
    if (keyword == TOK_GO) {
        GoStmt *s = NEW(p, GoStmt, pos);
        s->call = bare;
        return &s->s;
    }
    DeferStmt *s = NEW(p, DeferStmt, pos);
    s->call = bare;
    return &s->s;
}

static Stmt *branch_stmt(Parser *p)
{
    BranchStmt *s = NEW(p, BranchStmt, here(p));
    s->tok = tok(p);
    next(p);
    if (s->tok == TOK_GOTO || (s->tok != TOK_FALLTHROUGH && tok(p) == TOK_NAME)) s->label = parse_name(p);
    return &s->s;
}

static Stmt *return_stmt(Parser *p)
{
    ReturnStmt *s = NEW(p, ReturnStmt, here(p));
    next(p);
    if (tok(p) != TOK_SEMI && tok(p) != TOK_RBRACE) parse_expr_list(p, &s->results);
    return &s->s;
}

static Stmt *stmt_or_null(Parser *p)
{
    if (tok(p) == TOK_NAME) { // most statements
        parse_drop_pragmas(p);
        ExprList lhs = {0};
        parse_expr_list(p, &lhs);
        if (lhs.n == 1 && lhs.p[0]->node.kind == NODE_Name && tok(p) == TOK_COLON) return labeled(p, (Name *)lhs.p[0]);
        return parse_simple_stmt(p, &lhs, TOK_NONE, NULL);
    }
    switch ((int)tok(p)) {
    case TOK_VAR: return decl_stmt(p, parse_var_spec);
    case TOK_CONST: return decl_stmt(p, parse_const_spec);
    case TOK_TYPE: return decl_stmt(p, parse_type_spec);
    }
    parse_drop_pragmas(p);
    switch ((int)tok(p)) {
    case TOK_LBRACE: return &parse_block(p, NULL)->s;
    case TOK_ADD:
    case TOK_SUB:
    case TOK_MUL:
    case TOK_AND:
    case TOK_XOR:
    case TOK_NOT:
    case TOK_ARROW:
    case TOK_INT_LIT:
    case TOK_FLOAT_LIT:
    case TOK_IMAG_LIT:
    case TOK_RUNE_LIT:
    case TOK_STRING_LIT:
    case TOK_FUNC:
    case TOK_LPAREN:
    case TOK_LBRACK:
    case TOK_STRUCT:
    case TOK_MAP:
    case TOK_CHAN:
    case TOK_INTERFACE: return parse_simple_stmt(p, NULL, TOK_NONE, NULL);
    case TOK_FOR: return for_stmt(p);
    case TOK_SWITCH: return switch_stmt(p);
    case TOK_SELECT: return select_stmt(p);
    case TOK_IF: return if_stmt(p);
    case TOK_FALLTHROUGH:
    case TOK_BREAK:
    case TOK_CONTINUE:
    case TOK_GOTO: return branch_stmt(p);
    case TOK_GO:
    case TOK_DEFER: return call_stmt(p);
    case TOK_RETURN: return return_stmt(p);
    case TOK_SEMI: return &NEW(p, EmptyStmt, here(p))->s;
    default: return NULL;
    }
}

Stmt *parse_stmt_or_null(Parser *p)
{
    Stmt *s = parse_enter(p) ? stmt_or_null(p) : NULL;
    parse_leave(p);
    return s;
}
