// Going through a tree: a node's children, and a pre-order walk.
//
// Fields declared together share their type's node: it is a child of each of them. A constant's
// inherited type and values are children only of the spec that wrote them.
#include "syntax/ast.h"

const char *ast_kind_name(NodeKind k)
{
    static const char *const names[] = {[NODE_NONE] = "None",
#define X(k) [NODE_##k] = #k,
                                        NODE_KINDS(X)
#undef X
    };
    return (size_t)k < ARRAY_LEN(names) ? names[k] : "?";
}

typedef struct Visitor {
    AstChild child;
    void *ctx;
} Visitor;

static void one(Visitor v, void *node)
{
    if (node) v.child(node, v.ctx);
}

// Any VEC of pointers to nodes.
#define EACH(v, list)                                                                                                  \
    do {                                                                                                               \
        for (uint32_t i_ = 0; i_ < (list).n; i_++) one((v), (list).p[i_]);                                             \
    } while (0)

static void each_field(Visitor v, const FieldList *list)
{
    for (uint32_t i = 0; i < list->n; i++) one(v, list->p[i]);
}

// The type's own node is a child of every field that shares it.
static void field(Visitor v, Field *f)
{
    one(v, f->name);
    one(v, f->type);
    one(v, f->tag);
}

static void expr(Visitor v, Expr *e)
{
    switch ((NodeKind)e->node.kind) {
    case NODE_CompositeLit: {
        CompositeLit *x = (CompositeLit *)e;
        one(v, x->type_expr);
        EACH(v, x->elems);
        return;
    }
    case NODE_KeyValue: one(v, ((KeyValue *)e)->key), one(v, ((KeyValue *)e)->value); return;
    case NODE_FuncLit: one(v, ((FuncLit *)e)->sig), one(v, ((FuncLit *)e)->body); return;
    case NODE_Paren: one(v, ((Paren *)e)->x); return;
    case NODE_Selector: one(v, ((Selector *)e)->x), one(v, ((Selector *)e)->sel); return;
    case NODE_Index:
        one(v, ((Index *)e)->x);
        EACH(v, ((Index *)e)->args);
        return;
    case NODE_Slice: {
        SliceExpr *x = (SliceExpr *)e;
        one(v, x->x), one(v, x->lo), one(v, x->hi), one(v, x->max);
        return;
    }
    case NODE_TypeAssert: one(v, ((TypeAssert *)e)->x), one(v, ((TypeAssert *)e)->type_expr); return;
    case NODE_TypeSwitchGuard: one(v, ((TypeSwitchGuard *)e)->lhs), one(v, ((TypeSwitchGuard *)e)->x); return;
    case NODE_Call:
        one(v, ((Call *)e)->fun);
        EACH(v, ((Call *)e)->args);
        return;
    case NODE_Star: one(v, ((Star *)e)->x); return;
    case NODE_Unary: one(v, ((Unary *)e)->x); return;
    case NODE_Binary: one(v, ((Binary *)e)->x), one(v, ((Binary *)e)->y); return;
    case NODE_Ellipsis: one(v, ((Ellipsis *)e)->elem); return;
    case NODE_ArrayType: one(v, ((ArrayType *)e)->len), one(v, ((ArrayType *)e)->elem); return;
    case NODE_SliceType: one(v, ((SliceType *)e)->elem); return;
    case NODE_StructType: each_field(v, &((StructType *)e)->fields); return;
    case NODE_FuncType: each_field(v, &((FuncType *)e)->params), each_field(v, &((FuncType *)e)->results); return;
    case NODE_InterfaceType: each_field(v, &((InterfaceType *)e)->elems); return;
    case NODE_MapType: one(v, ((MapType *)e)->key), one(v, ((MapType *)e)->value); return;
    case NODE_ChanType: one(v, ((ChanType *)e)->elem); return;
    default: return; // leaves
    }
}

static void for_stmt(Visitor v, ForStmt *s)
{
    one(v, s->init), one(v, s->cond), one(v, s->post);
    one(v, s->key), one(v, s->value), one(v, s->extra), one(v, s->range_x);
    one(v, s->body);
}

static void stmt(Visitor v, Stmt *s)
{
    switch ((NodeKind)s->node.kind) {
    case NODE_LabeledStmt: one(v, ((LabeledStmt *)s)->label), one(v, ((LabeledStmt *)s)->stmt); return;
    case NODE_BlockStmt: EACH(v, ((BlockStmt *)s)->list); return;
    case NODE_ExprStmt: one(v, ((ExprStmt *)s)->x); return;
    case NODE_SendStmt: one(v, ((SendStmt *)s)->chan), one(v, ((SendStmt *)s)->value); return;
    case NODE_DeclStmt: EACH(v, ((DeclStmt *)s)->decls); return;
    case NODE_AssignStmt:
        EACH(v, ((AssignStmt *)s)->lhs);
        EACH(v, ((AssignStmt *)s)->rhs);
        return;
    case NODE_GoStmt: one(v, ((GoStmt *)s)->call); return;
    case NODE_DeferStmt: one(v, ((DeferStmt *)s)->call); return;
    case NODE_ReturnStmt: EACH(v, ((ReturnStmt *)s)->results); return;
    case NODE_BranchStmt: one(v, ((BranchStmt *)s)->label); return;
    case NODE_IfStmt: {
        IfStmt *x = (IfStmt *)s;
        one(v, x->init), one(v, x->cond), one(v, x->then), one(v, x->els);
        return;
    }
    case NODE_ForStmt: for_stmt(v, (ForStmt *)s); return;
    case NODE_SwitchStmt:
        one(v, ((SwitchStmt *)s)->init), one(v, ((SwitchStmt *)s)->tag);
        EACH(v, ((SwitchStmt *)s)->clauses);
        return;
    case NODE_SelectStmt: EACH(v, ((SelectStmt *)s)->clauses); return;
    case NODE_CaseClause:
        EACH(v, ((CaseClause *)s)->exprs);
        EACH(v, ((CaseClause *)s)->body);
        return;
    case NODE_CommClause:
        one(v, ((CommClause *)s)->comm);
        EACH(v, ((CommClause *)s)->body);
        return;
    default: return; // leaves
    }
}

static void decl(Visitor v, Decl *d)
{
    switch ((NodeKind)d->node.kind) {
    case NODE_ImportDecl: one(v, ((ImportDecl *)d)->local), one(v, ((ImportDecl *)d)->path); return;
    case NODE_ConstDecl: {
        ConstDecl *c = (ConstDecl *)d;
        EACH(v, c->names);
        if (c->inherited) return;
        one(v, c->type);
        EACH(v, c->values);
        return;
    }
    case NODE_TypeDecl:
        one(v, ((TypeDecl *)d)->name);
        each_field(v, &((TypeDecl *)d)->tparams);
        one(v, ((TypeDecl *)d)->type);
        return;
    case NODE_VarDecl:
        EACH(v, ((VarDecl *)d)->names);
        one(v, ((VarDecl *)d)->type);
        EACH(v, ((VarDecl *)d)->values);
        return;
    case NODE_FuncDecl: {
        FuncDecl *f = (FuncDecl *)d;
        one(v, f->recv), one(v, f->name);
        each_field(v, &f->tparams);
        one(v, f->sig), one(v, f->body);
        return;
    }
    default: return;
    }
}

void ast_children(Node *n, AstChild child, void *ctx)
{
    Visitor v = {child, ctx};
    NodeKind k = (NodeKind)n->kind;
    if (k == NODE_File) {
        one(v, ((File *)n)->pkg_name);
        EACH(v, ((File *)n)->decls);
    } else if (k == NODE_Field) {
        field(v, (Field *)n);
    } else if (k >= NODE_ImportDecl) {
        decl(v, (Decl *)n);
    } else if (k >= NODE_BadStmt) {
        stmt(v, (Stmt *)n);
    } else {
        expr(v, (Expr *)n);
    }
}

typedef struct Walk {
    AstVisit visit;
    void *ctx;
} Walk;

static void walk_child(Node *n, void *ctx)
{
    Walk *w = ctx;
    if (w->visit(n, w->ctx)) ast_children(n, walk_child, w);
}

void ast_walk(Node *n, AstVisit visit, void *ctx) { walk_child(n, &(Walk){visit, ctx}); }
