// Which package variables code can change: assigned, ranged over into, addressed, sliced, or given
// to a pointer method. The others keep their static value, so it may be copied.
#include "lower/context.h"

// The variable at the root of a place, not through pointers.
static void touch(Unit *u, Expr *e)
{
    for (;;) {
        e = ast_unparen(e);
        if (e->node.kind == NODE_Selector && ((Selector *)e)->selection)
            e = ((Selector *)e)->x;
        else if (e->node.kind == NODE_Index)
            e = ((Index *)e)->x;
        else
            break;
    }
    Object *o = NULL;
    if (e->node.kind == NODE_Name)
        o = ((Name *)e)->obj;
    else if (e->node.kind == NODE_Selector)
        o = ((Selector *)e)->sel->obj;
    if (o && o->kind == OBJ_VAR && lower_is_package_var(o)) ptrmap_put(&u->touched, o, o);
}

static void touch_all(Unit *u, ExprList l)
{
    for (uint32_t i = 0; i < l.n; i++) touch(u, l.p[i]);
}

static bool visit(Node *n, void *ctx)
{
    Unit *u = ctx;
    switch (n->kind) {
    case NODE_AssignStmt: touch_all(u, ((AssignStmt *)n)->lhs); break;
    case NODE_ForStmt: {
        ForStmt *s = (ForStmt *)n;
        if (s->is_range && s->key) touch(u, s->key);
        if (s->is_range && s->value) touch(u, s->value);
        break;
    }
    case NODE_Unary:
        if (((Unary *)n)->op == TOK_AND) touch(u, ((Unary *)n)->x);
        break;
    case NODE_Slice: touch(u, ((SliceExpr *)n)->x); break;
    case NODE_Selector:
        if (((Selector *)n)->selection && ((Selector *)n)->selection->kind == SEL_METHODVAL)
            touch(u, ((Selector *)n)->x);
        break;
    default: break;
    }
    return true;
}

void lower_find_touched(Unit *u)
{
    for (uint32_t i = 0; i < u->pkg->files.n; i++)
        for (uint32_t j = 0; j < u->pkg->files.p[i]->decls.n; j++)
            ast_walk(&u->pkg->files.p[i]->decls.p[j]->node, visit, u);
}
