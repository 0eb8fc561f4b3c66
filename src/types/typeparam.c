// Type parameter lists and the constraints in them.
//
// The scope of a type parameter is the whole list, so all are declared before any constraint is
// checked; the declared type has its list by then, too, so that a constraint may refer to the
// type it helps to declare.
//
// Spec: Type parameter declarations; Type constraints.
#include "types/session.h"

TypeParam *declare_typeparam(Checker *c, Name *name, Pos scope_pos)
{
    Object *o = object_new(c->arena, OBJ_TYPENAME, name->e.node.pos, c->pkg, name->atom, NULL);
    TypeParam *p = check_new_typeparam(c, o, invalid_type(c->ts));
    check_declare(c, c->env.scope, name, o, scope_pos);
    name->obj = o;
    return p;
}

static bool is_union_syntax(const Expr *e)
{
    if (e->node.kind == NODE_Unary) return ((const Unary *)e)->op == TOK_TILDE;
    return e->node.kind == NODE_Binary && ((const Binary *)e)->op == TOK_OR;
}

// ~T and A|B stand for interface{~T} and interface{A|B}.
static Type *check_bound(Checker *c, Expr *e)
{
    if (!is_union_syntax(e)) return check_type(c, e);
    Field *f = ARENA_NEW(c->arena, Field);
    f->node = (Node){NODE_Field, e->node.pos};
    f->type = e;
    f->embedded = true;
    InterfaceType *wrap = ARENA_NEW(c->arena, InterfaceType);
    wrap->e.node = (Node){NODE_InterfaceType, expr_pos(e)};
    vec_push(c->arena, &wrap->elems, f);
    Type *t = check_type(c, &wrap->e);
    if (t->kind == TYP_INTERFACE) ((Interface *)t)->implicit = true;
    return t;
}

void check_collect_tparams(Checker *c, Scope *s, FieldList list, ObjectList *out)
{
    (void)s;
    ObjectList tparams = {0};
    for (uint32_t i = 0; i < list.n; i++) {
        TypeParam *p = declare_typeparam(c, list.p[i]->name, list.p[0]->node.pos);
        p->index = i;
        vec_push(c->arena, &tparams, p->obj);
    }
    *out = tparams;

    bool saved = c->env.in_tparam_list;
    c->env.in_tparam_list = true;
    Type *bound = NULL;
    for (uint32_t i = 0; i < list.n; i++) {
        Expr *e = list.p[i]->type;
        if (i == 0 || e != list.p[i - 1]->type) {
            bound = check_bound(c, e);
            if (type_is_typeparam(bound)) {
                check_error(c, DIAG_MisplacedTypeParam, expr_pos(e), "cannot use a type parameter as constraint");
                bound = invalid_type(c->ts);
            }
        }
        ((TypeParam *)tparams.p[i]->type)->bound = bound;
    }
    c->env.in_tparam_list = saved;
}
