// Expressions as text, as gc prints them in messages: on one line, bodies of function literals
// and composite literals as "…".
#include "syntax/parse.h"

static void put_expr(StrBuf *out, const Expr *e);

static void put_list(StrBuf *out, const ExprList *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (i) sb_puts(out, ", ");
        put_expr(out, list->p[i]);
    }
}

static void put_name(StrBuf *out, const Name *n) { sb_put(out, n->atom->s); }

// Parameters or results: a name whose type is also the next one's is printed alone.
static void put_params(StrBuf *out, const FieldList *list)
{
    sb_putc(out, '(');
    for (uint32_t i = 0; i < list->n; i++) {
        const Field *f = list->p[i];
        if (i) sb_puts(out, ", ");
        if (f->name) {
            put_name(out, f->name);
            if (i + 1 < list->n && list->p[i + 1]->name && list->p[i + 1]->type == f->type) continue;
            sb_putc(out, ' ');
        }
        put_expr(out, f->type);
    }
    sb_putc(out, ')');
}

static void put_signature(StrBuf *out, const FuncType *t)
{
    put_params(out, &t->params);
    if (t->results.n == 0) return;
    sb_putc(out, ' ');
    if (t->results.n == 1 && !t->results.p[0]->name)
        put_expr(out, t->results.p[0]->type);
    else
        put_params(out, &t->results);
}

static void put_struct(StrBuf *out, const StructType *t)
{
    sb_puts(out, "struct{");
    for (uint32_t i = 0; i < t->fields.n; i++) {
        const Field *f = t->fields.p[i];
        if (f->name) {
            put_name(out, f->name);
            bool shared = i + 1 < t->fields.n && t->fields.p[i + 1]->name && t->fields.p[i + 1]->type == f->type;
            sb_puts(out, shared ? ", " : " ");
            if (shared) continue;
        }
        put_expr(out, f->type);
        if (f->tag) {
            sb_putc(out, ' ');
            sb_put(out, f->tag->text);
        }
        if (i + 1 < t->fields.n) sb_puts(out, "; ");
    }
    sb_putc(out, '}');
}

static void put_interface(StrBuf *out, const InterfaceType *t)
{
    sb_puts(out, "interface{");
    for (uint32_t i = 0; i < t->elems.n; i++) {
        const Field *f = t->elems.p[i];
        if (i) sb_puts(out, "; ");
        if (f->name) {
            put_name(out, f->name);
            put_signature(out, (const FuncType *)f->type);
        } else {
            put_expr(out, f->type);
        }
    }
    sb_putc(out, '}');
}

static void put_chan(StrBuf *out, const ChanType *t)
{
    sb_puts(out, t->dir == CHAN_RECV ? "<-chan " : t->dir == CHAN_SEND ? "chan<- " : "chan ");
    bool ambiguous =
        t->dir == CHAN_BOTH && t->elem->node.kind == NODE_ChanType && ((const ChanType *)t->elem)->dir == CHAN_RECV;
    if (ambiguous) sb_putc(out, '(');
    put_expr(out, t->elem);
    if (ambiguous) sb_putc(out, ')');
}

static void put_slice(StrBuf *out, const SliceExpr *s)
{
    put_expr(out, s->x);
    sb_putc(out, '[');
    if (s->lo) put_expr(out, s->lo);
    sb_putc(out, ':');
    if (s->hi) put_expr(out, s->hi);
    if (s->max) {
        sb_putc(out, ':');
        put_expr(out, s->max);
    }
    sb_putc(out, ']');
}

static void put_bracketed(StrBuf *out, const char *open, const Expr *x, const char *close)
{
    sb_puts(out, open);
    if (x) put_expr(out, x);
    sb_puts(out, close);
}

// Binary chains lean to the left and may be long: their operands are collected, not recursed into.
static void put_binary(StrBuf *out, const Binary *b)
{
    unsigned length = 1;
    const Expr *x = b->x;
    for (; x->node.kind == NODE_Binary; x = ((const Binary *)x)->x) length++;
    put_expr(out, x);
    Arena *scratch = arena_new("binary chain");
    const Binary **chain = ARENA_ARRAY(scratch, const Binary *, length);
    for (unsigned i = length; i-- > 0; b = (const Binary *)b->x) chain[i] = b;
    for (unsigned i = 0; i < length; i++) {
        sb_printf(out, " %s ", token_text(chain[i]->op));
        put_expr(out, chain[i]->y);
    }
    arena_free(scratch);
}

static void put_expr(StrBuf *out, const Expr *e)
{
    switch ((NodeKind)e->node.kind) {
    case NODE_BadExpr: sb_puts(out, "<bad expr>"); return;
    case NODE_Name: put_name(out, (const Name *)e); return;
    case NODE_BasicLit: sb_put(out, ((const BasicLit *)e)->text); return;
    case NODE_CompositeLit: {
        const CompositeLit *c = (const CompositeLit *)e;
        if (c->type_expr) put_expr(out, c->type_expr);
        sb_puts(out, c->elems.n ? "{…}" : "{}");
        return;
    }
    case NODE_KeyValue:
        put_expr(out, ((const KeyValue *)e)->key);
        sb_puts(out, ": ");
        put_expr(out, ((const KeyValue *)e)->value);
        return;
    case NODE_FuncLit: {
        const FuncLit *f = (const FuncLit *)e;
        put_expr(out, &f->sig->e);
        sb_puts(out, f->body->list.n ? " {…}" : " {}");
        return;
    }
    case NODE_Paren: put_bracketed(out, "(", ((const Paren *)e)->x, ")"); return;
    case NODE_Selector:
        put_expr(out, ((const Selector *)e)->x);
        sb_putc(out, '.');
        put_name(out, ((const Selector *)e)->sel);
        return;
    case NODE_Index:
        put_expr(out, ((const Index *)e)->x);
        sb_putc(out, '[');
        put_list(out, &((const Index *)e)->args);
        sb_putc(out, ']');
        return;
    case NODE_Slice: put_slice(out, (const SliceExpr *)e); return;
    case NODE_TypeAssert:
        put_expr(out, ((const TypeAssert *)e)->x);
        put_bracketed(out, ".(", ((const TypeAssert *)e)->type_expr, ")");
        return;
    case NODE_TypeSwitchGuard: {
        const TypeSwitchGuard *g = (const TypeSwitchGuard *)e;
        if (g->lhs) {
            put_name(out, g->lhs);
            sb_puts(out, " := ");
        }
        put_expr(out, g->x);
        sb_puts(out, ".(type)");
        return;
    }
    case NODE_Call: {
        const Call *c = (const Call *)e;
        put_expr(out, c->fun);
        sb_putc(out, '(');
        put_list(out, &c->args);
        sb_puts(out, c->has_dots ? "...)" : ")");
        return;
    }
    case NODE_Star: put_bracketed(out, "*", ((const Star *)e)->x, ""); return;
    case NODE_Unary: put_bracketed(out, token_text(((const Unary *)e)->op), ((const Unary *)e)->x, ""); return;
    case NODE_Binary: put_binary(out, (const Binary *)e); return;
    case NODE_Ellipsis: put_bracketed(out, "...", ((const Ellipsis *)e)->elem, ""); return;
    case NODE_ArrayType:
        put_bracketed(out, "[", ((const ArrayType *)e)->len, "]");
        put_expr(out, ((const ArrayType *)e)->elem);
        return;
    case NODE_SliceType: put_bracketed(out, "[]", ((const SliceType *)e)->elem, ""); return;
    case NODE_StructType: put_struct(out, (const StructType *)e); return;
    case NODE_FuncType:
        sb_puts(out, "func");
        put_signature(out, (const FuncType *)e);
        return;
    case NODE_InterfaceType: put_interface(out, (const InterfaceType *)e); return;
    case NODE_MapType:
        put_bracketed(out, "map[", ((const MapType *)e)->key, "]");
        put_expr(out, ((const MapType *)e)->value);
        return;
    case NODE_ChanType: put_chan(out, (const ChanType *)e); return;
    default: BUG("%s is not an expression", ast_kind_name((NodeKind)e->node.kind));
    }
}

void ast_expr_text(StrBuf *out, const Expr *e) { put_expr(out, e); }

void ast_stmt_text(StrBuf *out, const Stmt *s)
{
    switch ((NodeKind)s->node.kind) {
    case NODE_ExprStmt: put_expr(out, ((const ExprStmt *)s)->x); return;
    case NODE_SendStmt:
        put_expr(out, ((const SendStmt *)s)->chan);
        sb_puts(out, " <- ");
        put_expr(out, ((const SendStmt *)s)->value);
        return;
    case NODE_AssignStmt: {
        const AssignStmt *a = (const AssignStmt *)s;
        put_list(out, &a->lhs);
        const char *op = a->op == TOK_NONE ? "" : a->op == TOK_DEFINE ? ":" : token_text(a->op);
        if (a->incdec) {
            sb_printf(out, "%s%s", op, op);
        } else {
            sb_printf(out, " %s= ", op);
            put_list(out, &a->rhs);
        }
        return;
    }
    default: BUG("%s is not a simple statement", ast_kind_name((NodeKind)s->node.kind));
    }
}
