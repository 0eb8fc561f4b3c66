// Terminating statements (spec: Terminating statements).
#include "types/expr.h"

static bool has_break(Stmt *s, Atom label, bool implicit);

static bool list_has_break(StmtList list, Atom label, bool implicit)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (has_break(list.p[i], label, implicit)) return true;
    return false;
}

// Whether s contains a break that leaves the statement labelled label or, if implicit, the innermost breakable one.
static bool has_break(Stmt *s, Atom label, bool implicit)
{
    if (!s) return false;
    switch ((NodeKind)s->node.kind) {
    case NODE_LabeledStmt: return has_break(((LabeledStmt *)s)->stmt, label, implicit);
    case NODE_BranchStmt: {
        BranchStmt *b = (BranchStmt *)s;
        if (b->tok != TOK_BREAK) return false;
        return b->label ? b->label->atom == label : implicit;
    }
    case NODE_BlockStmt: return list_has_break(((BlockStmt *)s)->list, label, implicit);
    case NODE_IfStmt: {
        IfStmt *f = (IfStmt *)s;
        return (f->then && has_break(&f->then->s, label, implicit)) || has_break(f->els, label, implicit);
    }
    case NODE_SwitchStmt: {
        SwitchStmt *w = (SwitchStmt *)s;
        for (uint32_t i = 0; label && i < w->clauses.n; i++)
            if (list_has_break(w->clauses.p[i]->body, label, false)) return true;
        return false;
    }
    case NODE_SelectStmt: {
        SelectStmt *w = (SelectStmt *)s;
        for (uint32_t i = 0; label && i < w->clauses.n; i++)
            if (list_has_break(w->clauses.p[i]->body, label, false)) return true;
        return false;
    }
    case NODE_ForStmt: return label && ((ForStmt *)s)->body && has_break(&((ForStmt *)s)->body->s, label, false);
    default: return false;
    }
}

static bool terminates(Stmt *s, Atom label);

static bool list_terminates(StmtList list)
{
    while (list.n > 0 && list.p[list.n - 1]->node.kind == NODE_EmptyStmt) list.n--;
    return list.n > 0 && terminates(list.p[list.n - 1], NULL);
}

static bool switch_terminates(SwitchStmt *s, Atom label)
{
    bool has_default = false;
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CaseClause *clause = s->clauses.p[i];
        has_default |= clause->is_default;
        if (!list_terminates(clause->body) || list_has_break(clause->body, label, true)) return false;
    }
    return has_default;
}

static bool select_terminates(SelectStmt *s, Atom label)
{
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        StmtList list = s->clauses.p[i]->body;
        if (!list_terminates(list) || list_has_break(list, label, true)) return false;
    }
    return true;
}

static bool terminates(Stmt *s, Atom label)
{
    if (!s) return false;
    switch ((NodeKind)s->node.kind) {
    case NODE_LabeledStmt: return terminates(((LabeledStmt *)s)->stmt, ((LabeledStmt *)s)->label->atom);
    case NODE_ExprStmt: {
        Expr *e = ast_unparen(((ExprStmt *)s)->x);
        return e && e->node.kind == NODE_Call && ((Call *)e)->builtin == BUILTIN_PANIC;
    }
    case NODE_ReturnStmt: return true;
    case NODE_BranchStmt: return ((BranchStmt *)s)->tok == TOK_GOTO || ((BranchStmt *)s)->tok == TOK_FALLTHROUGH;
    case NODE_BlockStmt: return list_terminates(((BlockStmt *)s)->list);
    case NODE_IfStmt: {
        IfStmt *f = (IfStmt *)s;
        return f->els && f->then && terminates(&f->then->s, NULL) && terminates(f->els, NULL);
    }
    case NODE_SwitchStmt: return switch_terminates((SwitchStmt *)s, label);
    case NODE_SelectStmt: return select_terminates((SelectStmt *)s, label);
    case NODE_ForStmt: {
        ForStmt *f = (ForStmt *)s;
        return !f->is_range && !f->cond && f->body && !has_break(&f->body->s, label, true);
    }
    default: return false;
    }
}

bool check_is_terminating(Checker *c, Stmt *s)
{
    (void)c;
    return terminates(s, NULL);
}
