// Where a node's text begins and ends.
//
// Loops, not recursion: long chains lean to the left. A slice expression starts at its bracket,
// since gc reports errors about it there. The end is exact for names, literals and
// whatever keeps its closing token, elsewhere the end of the last part: good for scopes.
#include "syntax/ast.h"

Pos ast_start(const Node *n)
{
    for (;;) {
        const void *left = NULL;
        switch ((NodeKind)n->kind) {
        case NODE_CompositeLit: left = ((const CompositeLit *)n)->type_expr; break;
        case NODE_KeyValue: left = ((const KeyValue *)n)->key; break;
        case NODE_Selector: left = ((const Selector *)n)->x; break;
        case NODE_Index: left = ((const Index *)n)->x; break;
        case NODE_TypeAssert: left = ((const TypeAssert *)n)->x; break;
        case NODE_TypeSwitchGuard: {
            const TypeSwitchGuard *g = (const TypeSwitchGuard *)n;
            left = g->lhs ? (const void *)g->lhs : (const void *)g->x;
            break;
        }
        case NODE_Binary: left = ((const Binary *)n)->x; break;
        case NODE_Call: left = ((const Call *)n)->fun; break;
        case NODE_LabeledStmt: left = ((const LabeledStmt *)n)->label; break;
        case NODE_ExprStmt: left = ((const ExprStmt *)n)->x; break;
        case NODE_SendStmt: left = ((const SendStmt *)n)->chan; break;
        case NODE_AssignStmt: left = ((const AssignStmt *)n)->lhs.p[0]; break;
        default: break;
        }
        if (!left) return n->pos;
        n = left;
    }
}

// The last of the parts given that is not NULL.
#define LAST_OF(...)                                                                                                   \
    last_of((const void *const[]){__VA_ARGS__}, sizeof((const void *const[]){__VA_ARGS__}) / sizeof(void *))
static const Node *last_of(const void *const *parts, size_t n)
{
    while (n > 0 && !parts[n - 1]) n--;
    return n ? parts[n - 1] : NULL;
}

#define TAIL(list) ((list).n ? (const void *)(list).p[(list).n - 1] : NULL)

// The part of n that ends it, or NULL with *end set.
static const Node *last_part(const Node *n, Pos *end)
{
    *end = n->pos;
    switch ((NodeKind)n->kind) {
    case NODE_File: *end = ((const File *)n)->eof; return NULL;
    case NODE_ImportDecl: return LAST_OF(((const ImportDecl *)n)->local, ((const ImportDecl *)n)->path);
    case NODE_ConstDecl: {
        const ConstDecl *d = (const ConstDecl *)n;
        if (d->inherited) return TAIL(d->names);
        return LAST_OF(TAIL(d->names), d->type, TAIL(d->values));
    }
    case NODE_TypeDecl: return &((const TypeDecl *)n)->type->node;
    case NODE_VarDecl: {
        const VarDecl *d = (const VarDecl *)n;
        return LAST_OF(TAIL(d->names), d->type, TAIL(d->values));
    }
    case NODE_FuncDecl: return LAST_OF(((const FuncDecl *)n)->sig, ((const FuncDecl *)n)->body);
    case NODE_Field: return LAST_OF(((const Field *)n)->name, ((const Field *)n)->type, ((const Field *)n)->tag);
    case NODE_Name: *end += (Pos)((const Name *)n)->atom->s.n; return NULL;
    case NODE_BasicLit: *end += (Pos)((const BasicLit *)n)->text.n; return NULL;
    case NODE_CompositeLit: *end = ((const CompositeLit *)n)->rbrace + 1; return NULL;
    case NODE_KeyValue: return &((const KeyValue *)n)->value->node;
    case NODE_FuncLit: return &((const FuncLit *)n)->body->s.node;
    case NODE_Paren: return &((const Paren *)n)->x->node;
    case NODE_Selector: return &((const Selector *)n)->sel->e.node;
    case NODE_Index: return LAST_OF(((const Index *)n)->x, TAIL(((const Index *)n)->args));
    case NODE_Slice: {
        const SliceExpr *s = (const SliceExpr *)n;
        return LAST_OF(s->x, s->lo, s->hi, s->max);
    }
    case NODE_TypeAssert: return &((const TypeAssert *)n)->type_expr->node;
    case NODE_TypeSwitchGuard: return &((const TypeSwitchGuard *)n)->x->node;
    case NODE_Call: *end = ((const Call *)n)->rparen + 1; return NULL;
    case NODE_Star: return &((const Star *)n)->x->node;
    case NODE_Unary: return &((const Unary *)n)->x->node;
    case NODE_Binary: return &((const Binary *)n)->y->node;
    case NODE_Ellipsis: return LAST_OF(((const Ellipsis *)n)->elem);
    case NODE_ArrayType: return &((const ArrayType *)n)->elem->node;
    case NODE_SliceType: return &((const SliceType *)n)->elem->node;
    case NODE_StructType: return TAIL(((const StructType *)n)->fields);
    case NODE_FuncType: return LAST_OF(TAIL(((const FuncType *)n)->params), TAIL(((const FuncType *)n)->results));
    case NODE_InterfaceType: return TAIL(((const InterfaceType *)n)->elems);
    case NODE_MapType: return &((const MapType *)n)->value->node;
    case NODE_ChanType: return &((const ChanType *)n)->elem->node;
    case NODE_LabeledStmt: return &((const LabeledStmt *)n)->stmt->node;
    case NODE_BlockStmt: *end = ((const BlockStmt *)n)->rbrace + 1; return NULL;
    case NODE_ExprStmt: return &((const ExprStmt *)n)->x->node;
    case NODE_SendStmt: return &((const SendStmt *)n)->value->node;
    case NODE_DeclStmt: return TAIL(((const DeclStmt *)n)->decls);
    case NODE_AssignStmt: {
        const AssignStmt *a = (const AssignStmt *)n;
        *end += 2; // x++ stands at its operator
        return a->incdec ? NULL : TAIL(a->rhs);
    }
    case NODE_GoStmt: return &((const GoStmt *)n)->call->node;
    case NODE_DeferStmt: return &((const DeferStmt *)n)->call->node;
    case NODE_ReturnStmt: return TAIL(((const ReturnStmt *)n)->results);
    case NODE_BranchStmt: return LAST_OF(((const BranchStmt *)n)->label);
    case NODE_IfStmt: return LAST_OF(((const IfStmt *)n)->then, ((const IfStmt *)n)->els);
    case NODE_ForStmt: return &((const ForStmt *)n)->body->s.node;
    case NODE_SwitchStmt: *end = ((const SwitchStmt *)n)->rbrace + 1; return NULL;
    case NODE_SelectStmt: *end = ((const SelectStmt *)n)->rbrace + 1; return NULL;
    case NODE_CaseClause: *end = ((const CaseClause *)n)->colon + 1; return TAIL(((const CaseClause *)n)->body);
    case NODE_CommClause: *end = ((const CommClause *)n)->colon + 1; return TAIL(((const CommClause *)n)->body);
    case NODE_BadExpr:
    case NODE_BadStmt:
    case NODE_EmptyStmt:
    case NODE_NONE: return NULL;
    }
    return NULL;
}

Pos ast_end(const Node *n)
{
    Pos own = n->pos, end = own;
    while (n) n = last_part(n, &end);
    return end > own ? end : own; // the last part may lie before the node's own position: x of x.(type)
}
