// Range loops recognised for what they do: those that clear a map or slice, those that can't change
// the array they range over.
#include "lower/context.h"

static bool is_blank(Expr *e)
{
    e = e ? ast_unparen(e) : NULL;
    return !e || (e->node.kind == NODE_Name && ((Name *)e)->atom->s.n == 1 && ((Name *)e)->atom->s.p[0] == '_');
}

static Object *plain_name(Expr *e)
{
    e = ast_unparen(e);
    return e->node.kind == NODE_Name ? ((Name *)e)->obj : NULL;
}

static Stmt *only_stmt(ForStmt *s)
{
    return s->define && s->key && !is_blank(s->key) && is_blank(s->value) && s->body->list.n == 1 ? s->body->list.p[0]
                                                                                                  : NULL;
}

// Whether every value of t equals itself, so that deleting it finds it.
static bool is_reflexive(Type *t)
{
    Type *u = type_under(t);
    switch (u->kind) {
    case TYP_BASIC: return !(((Basic *)u)->info & (INFO_FLOAT | INFO_COMPLEX));
    case TYP_INTERFACE: return false;
    case TYP_ARRAY: return is_reflexive(((Array *)u)->elem);
    case TYP_STRUCT:
        for (uint32_t i = 0; i < ((Struct *)u)->fields.n; i++)
            if (!is_reflexive(((Struct *)u)->fields.p[i]->type)) return false;
        return true;
    default: return true;
    }
}

// for k := range m { delete(m, k) }
static bool is_map_clear(ForStmt *s, Map *m)
{
    Stmt *only = only_stmt(s);
    if (!only || only->node.kind != NODE_ExprStmt || !is_reflexive(m->key)) return false;
    Call *call = (Call *)ast_unparen(((ExprStmt *)only)->x);
    if (call->e.node.kind != NODE_Call || call->builtin != BUILTIN_DELETE || call->args.n != 2) return false;
    Object *map = plain_name(s->range_x);
    return map && plain_name(call->args.p[0]) == map && plain_name(call->args.p[1]) == plain_name(s->key);
}

static bool is_zero_const(Expr *e)
{
    if (e->mode == MODE_NILVALUE) return true;
    if (e->mode != MODE_CONST || !e->value) return false;
    switch (num_kind(e->value)) {
    case CONST_BOOL: return !num_bool_value(e->value);
    case CONST_STRING: return num_string_value(e->value).n == 0;
    case CONST_INT: return num_sign(e->value) == 0;
    default: return false;
    }
}

// for i := range s { s[i] = zero }
static bool is_slice_clear(ForStmt *s)
{
    Stmt *only = only_stmt(s);
    if (!only || only->node.kind != NODE_AssignStmt) return false;
    AssignStmt *a = (AssignStmt *)only;
    if (a->op != TOK_NONE || a->lhs.n != 1 || a->rhs.n != 1 || !is_zero_const(ast_unparen(a->rhs.p[0]))) return false;
    Index *ix = (Index *)ast_unparen(a->lhs.p[0]);
    Object *slice = plain_name(s->range_x);
    return ix->e.node.kind == NODE_Index && slice && plain_name(ix->x) == slice &&
           plain_name(ix->args.p[0]) == plain_name(s->key);
}

bool lower_clearing_loop(Fn *f, ForStmt *s, Type *u)
{
    bool yes = u->kind == TYP_MAP ? is_map_clear(s, (Map *)u) : u->kind == TYP_SLICE && is_slice_clear(s);
    if (!yes) return false;
    IrVal x = lower_expr(f, s->range_x);
    lower_emit(f, IR_CLEAR, 1)->args[0] = x;
    return true;
}

// ---- Arrays that stay as they are
typedef struct Writes {
    Object *var;
    bool found;
} Writes;

static void note_write(Writes *w, Expr *e)
{
    for (e = e ? ast_unparen(e) : NULL; e; e = ast_unparen(e)) {
        if (e->node.kind == NODE_Selector)
            e = ((Selector *)e)->x;
        else if (e->node.kind == NODE_Index)
            e = ((Index *)e)->x;
        else
            break;
    }
    if (e && e->node.kind == NODE_Name && ((Name *)e)->obj == w->var) w->found = true;
}

static bool visit_write(Node *n, void *ctx)
{
    Writes *w = ctx;
    if (n->kind == NODE_AssignStmt)
        for (uint32_t i = 0; i < ((AssignStmt *)n)->lhs.n; i++) note_write(w, ((AssignStmt *)n)->lhs.p[i]);
    if (n->kind == NODE_ForStmt && ((ForStmt *)n)->is_range) {
        note_write(w, ((ForStmt *)n)->key);
        note_write(w, ((ForStmt *)n)->value);
    }
    return !w->found;
}

// A local array whose address nobody has, with a body that does not assign to it.
bool lower_range_in_place(Fn *f, ForStmt *s)
{
    Object *o = plain_name(s->range_x);
    if (!o || o->kind != OBJ_VAR || lower_is_package_var(o)) return false;
    VarRef *v = lower_var(f, o);
    if (v->by_ref || v->local->addressed) return false;
    Writes w = {.var = o};
    if (!s->define) {
        note_write(&w, s->key);
        note_write(&w, s->value);
    }
    if (!w.found) ast_walk(&s->body->s.node, visit_write, &w);
    return !w.found;
}
