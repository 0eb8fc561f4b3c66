// Selectors: qualified identifiers, fields, method values and method expressions (spec: Selectors,
// Qualified identifiers, Method values, Method expressions).
#include "types/expr.h"
#include "types/session.h"

static void fail(Checker *c, Operand *x)
{
    operand_invalidate(x);
    x->type = type_invalid(c);
}

// ---- Qualified identifiers

static Object *exported_ignoring_case(Package *pkg, Atom name)
{
    for (uint32_t i = 0; i < pkg->scope->elems.n; i++) {
        Object *o = pkg->scope->elems.entries[i].value;
        if (o->name->exported && object_same_id(o, o->pkg, name, true)) return o;
    }
    return NULL;
}

static Object *imported_object(Checker *c, Selector *e, Package *pkg)
{
    Atom name = e->sel->atom;
    Pos pos = e->sel->e.node.pos;
    Object *o = scope_lookup(pkg->scope, name);
    if (o) {
        if (!name->exported)
            check_error(c, DIAG_UnexportedName, pos, "name %s not exported by package %s", name->s.p, pkg->name->s.p);
        return o;
    }
    if (pkg->fake) return NULL;
    Object *alt = exported_ignoring_case(pkg, name);
    if (alt)
        check_error(c, DIAG_UndeclaredImportedName, pos, "undefined: %s (but have %s)", expr_text(c, &e->e),
                    alt->name->s.p);
    else
        check_error(c, DIAG_UndeclaredImportedName, pos, "undefined: %s", expr_text(c, &e->e));
    return NULL;
}

static void qualified(Checker *c, Operand *x, Selector *e, Package *pkg)
{
    Object *o = imported_object(c, e, pkg);
    if (!o || !o->type) {
        fail(c, x);
        return;
    }
    e->sel->obj = o;
    x->type = o->type;
    switch ((ObjectKind)o->kind) {
    case OBJ_CONST:
        x->mode = MODE_CONST;
        x->value = o->value;
        break;
    case OBJ_TYPENAME: x->mode = MODE_TYPE; break;
    case OBJ_VAR: x->mode = MODE_VAR; break;
    case OBJ_FUNC: x->mode = MODE_VALUE; break;
    case OBJ_BUILTIN:
        x->mode = MODE_BUILTIN;
        x->builtin = o->builtin;
        break;
    case OBJ_NONE:
    case OBJ_PKGNAME:
    case OBJ_LABEL:
    case OBJ_NIL: fail(c, x); break;
    }
    if (x->mode != MODE_BUILTIN && !type_valid(x->type)) fail(c, x);
}

// ---- Fields and methods

static void report_missing(Checker *c, Operand *x, Selector *e, const LookupResult *found)
{
    if (!type_valid(type_under(x->type))) return;
    Atom sel = e->sel->atom;
    Pos pos = e->sel->e.node.pos;
    const char *name = sel->s.p, *type = type_text(c, x->type);
    if (found->path.n > 0) {
        check_error(c, DIAG_AmbiguousSelector, pos, "ambiguous selector %s.%s", expr_text(c, x->expr), name);
    } else if (found->indirect && x->mode == MODE_TYPE) {
        check_error(c, DIAG_InvalidMethodExpr, pos, "invalid method expression %s.%s (needs pointer receiver (*%s).%s)",
                    type, name, type, name);
    } else if (found->indirect) {
        check_error(c, DIAG_InvalidMethodExpr, pos, "cannot call pointer method %s on %s", name, type);
    } else {
        const char *why;
        if (type_is_iface_ptr(x->type))
            why = check_interface_ptr_error(c, x->type);
        else
            why = check_lookup_error(c, x->type, sel,
                                     check_lookup(c, x->type, x->mode == MODE_VAR, c->pkg, sel, true).obj, false);
        check_error(c, DIAG_MissingFieldOrMethod, pos, "%s.%s undefined (%s)", expr_text(c, x->expr), name, why);
    }
}

static Selection *select_(Checker *c, Selector *e, SelectionKind kind, Type *recv, const LookupResult *found)
{
    Selection *s = ARENA_NEW(c->arena, Selection);
    s->kind = kind;
    s->recv = recv;
    s->obj = found->obj;
    s->path.p = found->path.p;
    s->path.n = s->path.cap = found->path.n;
    if (found->obj->kind == OBJ_FUNC && s->path.n) s->method_index = s->path.p[--s->path.n];
    s->indirect = found->indirect;
    e->selection = s;
    e->sel->obj = found->obj;
    return s;
}

void check_record_field(Checker *c, Selector *e, Type *recv, const LookupResult *found)
{
    select_(c, e, SEL_FIELD, recv, found)->type = found->obj->type;
}

// The function type of T.m: m's with the receiver as first parameter, named if m's parameters are.
static Signature *method_expr_type(Checker *c, Signature *m, Type *recv)
{
    Atom name = NULL;
    if (m->params->vars.n > 0 && m->params->vars.p[0]->name && m->params->vars.p[0]->name->s.n) {
        name = m->recv->name;
        if (!name || !name->s.n) name = atom_get(c->ts->atoms, STR("_"));
    }
    ObjectList vars = {0};
    Object *first = object_new(c->arena, OBJ_VAR, m->recv->pos, m->recv->pkg, name, recv);
    first->is_param = true;
    vec_push(c->arena, &vars, first);
    for (uint32_t i = 0; i < m->params->vars.n; i++) vec_push(c->arena, &vars, m->params->vars.p[i]);
    Signature *sig = ARENA_NEW(c->arena, Signature);
    sig->t.kind = TYP_SIGNATURE;
    sig->tparams = m->tparams;
    sig->params = (Tuple *)type_new_tuple(c->ts, vars);
    sig->results = m->results;
    sig->variadic = m->variadic;
    return sig;
}

static void method_expr(Checker *c, Operand *x, Selector *e, const LookupResult *found)
{
    Object *m = found->obj;
    if (m->kind != OBJ_FUNC) {
        check_error(c, DIAG_MissingFieldOrMethod, e->sel->e.node.pos, "%s.%s undefined (type %s has no method %s)",
                    expr_text(c, x->expr), e->sel->atom->s.p, type_text(c, x->type), e->sel->atom->s.p);
        fail(c, x);
        return;
    }
    Selection *s = select_(c, e, SEL_METHODEXPR, x->type, found);
    Signature *sig = type_signature(m->type);
    if (!sig || !sig->recv) {
        if (sig) check_error(c, DIAG_InvalidDeclCycle, expr_pos(&e->e), "illegal cycle in method declaration");
        fail(c, x);
        return;
    }
    x->mode = MODE_VALUE;
    x->type = s->type = &method_expr_type(c, sig, x->type)->t;
    check_add_dependency(c, m);
}

static void method_value(Checker *c, Operand *x, Selector *e, const LookupResult *found)
{
    Object *m = found->obj;
    Signature *sig = type_signature(m->type);
    if (!sig) {
        fail(c, x);
        return;
    }
    if (x->mode == MODE_VAR && m->ptr_recv && !found->indirect) check_mark_addr_taken(e->x);
    Selection *s = select_(c, e, SEL_METHODVAL, x->type, found);
    Signature *bound = ARENA_NEW(c->arena, Signature);
    *bound = *sig;
    bound->recv = NULL;
    x->mode = MODE_VALUE;
    x->type = s->type = &bound->t;
    check_add_dependency(c, m);
}

static Package *package_named(Checker *c, Expr *e)
{
    if (e->node.kind != NODE_Name) return NULL;
    Object *o = check_lookup_name(c, ((Name *)e)->atom);
    if (!o || o->kind != OBJ_PKGNAME) return NULL;
    ((Name *)e)->obj = o;
    o->used = true;
    return o->imported;
}

void check_selector(Checker *c, Operand *x, Selector *e, Type *def, bool want_type)
{
    (void)def;
    Package *pkg = package_named(c, e->x);
    if (pkg) {
        qualified(c, x, e, pkg);
        x->expr = &e->e;
        return;
    }
    check_expr_or_type(c, x, e->x, false);
    if (x->mode == MODE_BUILTIN)
        check_error(c, DIAG_UncalledBuiltin, e->e.node.pos, "invalid use of %s in selector expression",
                    operand_text(c, x));
    if (x->mode == MODE_INVALID || x->mode == MODE_BUILTIN) {
        fail(c, x);
        x->expr = &e->e;
        return;
    }
    if (want_type) {
        check_error(c, DIAG_NotAType, e->sel->e.node.pos, "%s is not a type", expr_text(c, &e->e));
        fail(c, x);
        x->expr = &e->e;
        return;
    }
    LookupResult found = check_lookup(c, x->type, x->mode == MODE_VAR, c->pkg, e->sel->atom, false);
    if (!found.obj) {
        report_missing(c, x, e, &found);
        fail(c, x);
        x->expr = &e->e;
        return;
    }
    if (found.obj->kind == OBJ_FUNC) check_obj_decl(c, found.obj);
    if (x->mode == MODE_TYPE) {
        method_expr(c, x, e, &found);
    } else if (found.obj->kind == OBJ_FUNC) {
        method_value(c, x, e, &found);
    } else {
        check_record_field(c, e, x->type, &found);
        x->mode = x->mode == MODE_VAR || found.indirect ? MODE_VAR : MODE_VALUE;
        x->type = found.obj->type ? found.obj->type : type_invalid(c);
    }
    x->expr = &e->e;
}
