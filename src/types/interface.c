// Interface types.
//
// Methods and embedded elements are only collected here; the type set is computed on demand,
// and at the latest after the declarations, so that errors in it are reported.
//
// Spec: Interface types.
#include "types/session.h"

typedef struct LateSet {
    Interface *it;
    Pos pos;
} LateSet;

static void late_typeset(Checker *c, void *arg)
{
    LateSet *late = arg;
    typeset_of(c, late->it, late->pos);
}

static void add_method(Checker *c, Interface *it, Field *f, Type *def)
{
    if (str_eqz(f->name->atom->s, "_")) {
        check_error(c, DIAG_BlankIfaceMethod, f->name->e.node.pos, "methods must have a unique non-blank name");
        return;
    }
    Type *t = check_type(c, f->type);
    if (t->kind != TYP_SIGNATURE) {
        if (type_valid(t))
            check_error(c, DIAG_InvalidSyntaxTree, expr_pos(f->type), "%s is not a method signature", type_text(c, t));
        return;
    }
    Named *named = def ? type_as_named(def) : NULL;
    Pos pos = f->name->e.node.pos;
    Object *recv = object_new(c->arena, OBJ_VAR, pos, c->pkg, NULL, named ? &named->t : &it->t);
    recv->is_recv = true;
    ((Signature *)t)->recv = recv;
    Object *m = object_new(c->arena, OBJ_FUNC, pos, c->pkg, f->name->atom, t);
    f->name->obj = m;
    vec_push(c->arena, &it->methods, m);
}

static void sort_methods(ObjectList *list)
{
    for (uint32_t i = 1; i < list->n; i++) {
        Object *m = list->p[i];
        uint32_t j = i;
        for (; j > 0 && object_cmp(list->p[j - 1], m) > 0; j--) list->p[j] = list->p[j - 1];
        list->p[j] = m;
    }
}

Type *check_interface_type(Checker *c, InterfaceType *e, Type *def)
{
    Interface *it = check_new_interface(c);
    for (uint32_t i = 0; i < e->elems.n; i++) {
        Field *f = e->elems.p[i];
        if (f->name) {
            add_method(c, it, f, def);
            continue;
        }
        vec_push(c->arena, &it->embeds, check_union(c, f->type));
        vec_push(c->arena, &it->embed_pos, expr_pos(f->type));
    }
    it->complete = true;
    if (it->methods.n) vec_push(c->arena, &c->restricted, &e->e);
    if (it->methods.n == 0 && it->embeds.n == 0) {
        it->tset = c->ts->top_set;
        return &it->t;
    }
    sort_methods(&it->methods);
    LateSet *late = ARENA_NEW(c->arena, LateSet);
    *late = (LateSet){it, e->e.node.pos};
    check_later(c, late_typeset, late);
    return &it->t;
}
