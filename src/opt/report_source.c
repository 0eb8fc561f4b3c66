// The text of an inlinable function as -m=2 shows it: func(T) R { statement; statement }.
//
// Simple statements are written out, expressions as elsewhere; what has blocks is cut short.
#include "opt/report.h"

static void list(StrBuf *b, Arena *a, const IrUnit *u, const ExprList *l)
{
    for (uint32_t i = 0; i < l->n; i++) sb_printf(b, "%s%s", i ? ", " : "", report_expr(a, u, l->p[i]));
}

static void statement(StrBuf *b, Arena *a, const IrUnit *u, const Stmt *s)
{
    switch ((NodeKind)s->node.kind) {
    case NODE_ReturnStmt:
        sb_puts(b, ((const ReturnStmt *)s)->results.n ? "return " : "return");
        list(b, a, u, &((const ReturnStmt *)s)->results);
        return;
    case NODE_ExprStmt: sb_puts(b, report_expr(a, u, ((const ExprStmt *)s)->x)); return;
    case NODE_AssignStmt: {
        const AssignStmt *x = (const AssignStmt *)s;
        list(b, a, u, &x->lhs);
        if (x->incdec) {
            sb_puts(b, x->op == TOK_ADD ? "++" : "--");
            return;
        }
        sb_printf(b, " %s%s ", x->op == TOK_NONE || x->op == TOK_DEFINE ? "" : token_text(x->op),
                  x->op == TOK_DEFINE ? ":=" : "=");
        list(b, a, u, &x->rhs);
        return;
    }
    case NODE_IfStmt: sb_printf(b, "if %s { ... }", report_expr(a, u, ((const IfStmt *)s)->cond)); return;
    case NODE_ForStmt: sb_puts(b, "for loop"); return;
    case NODE_SwitchStmt: sb_puts(b, "switch statement { ... }"); return;
    default: sb_puts(b, "..."); return;
    }
}

static void results(StrBuf *b, Arena *a, const IrUnit *u, const Tuple *t)
{
    if (!t || !t->vars.n) return;
    bool parens = t->vars.n > 1;
    sb_puts(b, parens ? " (" : " ");
    for (uint32_t i = 0; i < t->vars.n; i++) sb_printf(b, "%s%s", i ? ", " : "", report_type(a, u, t->vars.p[i]->type));
    if (parens) sb_putc(b, ')');
}

const char *report_source(Arena *a, const IrUnit *u, const IrFunc *f)
{
    StrBuf b = {0};
    const Signature *sig = (const Signature *)type_under(f->lit ? f->lit->e.type : f->decl->obj->type);
    sb_puts(&b, f->decl && f->decl->recv ? "method(" : "func(");
    bool first = true;
    if (sig->recv) {
        sb_puts(&b, report_type(a, u, sig->recv->type));
        sb_puts(&b, ") func(");
    }
    for (uint32_t i = 0; sig->params && i < sig->params->vars.n; i++, first = false) {
        Type *t = sig->params->vars.p[i]->type;
        bool dots = sig->variadic && i + 1 == sig->params->vars.n;
        sb_printf(&b, "%s%s%s", first ? "" : ", ", dots ? "..." : "",
                  report_type(a, u, dots ? ((Slice *)type_under(t))->elem : t));
    }
    sb_putc(&b, ')');
    results(&b, a, u, sig->results);
    sb_puts(&b, " { ");
    const StmtList *body = &(f->lit ? f->lit->body : f->decl->body)->list;
    for (uint32_t i = 0; i < body->n; i++) {
        if (i) sb_puts(&b, "; ");
        statement(&b, a, u, body->p[i]);
    }
    sb_puts(&b, " }");
    const char *text = arena_strndup(a, b.p, b.n);
    sb_release(&b);
    return text;
}
