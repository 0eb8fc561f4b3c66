// Checks declarations: gives every declared object its type, at package level on demand and in
// any order, in functions in source order.
//
// A package-level object is white (no type yet), grey (on c->obj_path, being declared) or black
// (typed). Whoever needs an object's type calls check_obj_decl; meeting a grey one is a cycle,
// which is legal only through type definitions or functions (valid_cycle decides).
//
// Spec: Declarations and scope; Constant, Type, Variable and Function declarations.
#include "types/decl.h"

enum { WHITE, GREY };

void check_later(Checker *c, void (*fn)(Checker *c, void *arg), void *arg)
{
    Delayed d = {.fn = fn, .arg = arg, .file = c->file, .version = c->version};
    vec_push(c->arena, &c->delayed, d);
}

// Runs the actions pushed since `from`; they may push more.
void check_process_delayed(Checker *c, uint32_t from)
{
    File *file = c->file;
    uint32_t version = c->version;
    for (uint32_t i = from; i < c->delayed.n; i++) {
        Delayed d = c->delayed.p[i];
        c->file = d.file;
        c->version = d.version;
        d.fn(c, d.arg);
    }
    c->delayed.n = from;
    c->file = file;
    c->version = version;
}

void check_add_dependency(Checker *c, Object *to)
{
    Declaration *from = c->env.decl;
    if (!from || !declaration_of(c, to)) return;
    if (!from->dep_set.arena) map_init(&from->dep_set, c->arena);
    if (ptrmap_has(&from->dep_set, to)) return;
    ptrmap_put(&from->dep_set, to, to);
    vec_push(c->arena, &from->deps, to);
}

void check_declare(Checker *c, Scope *s, Name *id, Object *o, Pos scope_pos)
{
    if (!str_eqz(o->name->s, "_")) {
        Object *other = scope_insert(s, o);
        if (other) {
            const char *also = other->pos ? arena_printf(c->arena, "\n\t%s: other declaration of %s",
                                                         pos_text(c, other->pos), o->name->s.p)
                                          : "";
            check_error(c, DIAG_DuplicateDecl, o->pos, "%s redeclared in this block%s", o->name->s.p, also);
            return;
        }
        o->scope_pos = scope_pos;
        if (id) id->obj = o;
    }
}

// ---- Cycles among declarations

static uint32_t path_index(const Checker *c, const Object *o)
{
    for (uint32_t i = c->obj_path.n; i-- > 0;)
        if (c->obj_path.p[i] == o) return i;
    BUG("%s is grey but not on the object path", o->name->s.p);
}

static void path_push(Checker *c, Object *o)
{
    o->color = GREY;
    vec_push(c->arena, &c->obj_path, o);
}

static void path_pop(Checker *c) { c->obj_path.p[--c->obj_path.n]->color = WHITE; }

// Reports whether the cycle that o closes is legal; reports an error if not.
static bool valid_cycle(Checker *c, Object *o)
{
    uint32_t start = path_index(c, o);
    Object **cycle = c->obj_path.p + start;
    uint32_t n = c->obj_path.n - start, values = 0, definitions = 0;
    for (uint32_t i = 0; i < n; i++) {
        switch ((ObjectKind)cycle[i]->kind) {
        case OBJ_CONST:
        case OBJ_VAR: values++; break;
        case OBJ_TYPENAME:
            if (c->env.in_tparam_list && cycle[i]->type && type_uninstantiated(cycle[i]->type)) return true;
            if (!cycle[i]->is_alias) definitions++;
            break;
        case OBJ_FUNC: break;
        case OBJ_NONE:
        case OBJ_PKGNAME:
        case OBJ_LABEL:
        case OBJ_BUILTIN:
        case OBJ_NIL: BUG("%s cannot be on the object path", cycle[i]->name->s.p);
        }
    }
    if (values == n) return true; // reported with the initialisation order
    if (values == 0 && definitions > 0) return true;
    check_cycle_error(c, cycle, n, check_first_in_source(cycle, n));
    return false;
}

static void meet_grey(Checker *c, Object *o)
{
    bool valid = valid_cycle(c, o);
    bool is_value = o->kind == OBJ_CONST || o->kind == OBJ_VAR;
    if (o->kind != OBJ_FUNC && (!valid || (is_value && !o->type))) o->type = type_invalid(c);
    UG_ASSERT(o->type);
}

// ---- Constants and variables

void decl_arity(Checker *c, Pos pos, Name **names, uint32_t nnames, ExprList inits, bool is_const, bool inherited)
{
    if (nnames < inits.n) {
        Expr *extra = inits.p[nnames];
        if (inherited)
            check_error(c, DIAG_WrongAssignCount, pos, "extra init expr at %s", pos_text(c, extra->node.pos));
        else
            check_error(c, DIAG_WrongAssignCount, expr_pos(extra), "extra init expr %s", expr_text(c, extra));
    } else if (nnames > inits.n && (is_const || inits.n != 1)) {
        Name *missing = names[inits.n];
        check_error(c, DIAG_WrongAssignCount, missing->e.node.pos, "missing init expr for %s", missing->atom->s.p);
    }
}

ConstDecl *decl_const_source(ConstGroup *g, ConstDecl *s, bool *inherited)
{
    if (!g->active || !s->group || g->group != s->group) *g = (ConstGroup){.group = s->group, .active = true};
    *inherited = false;
    bool own = !s->inherited && (s->type || s->values.n > 0);
    if (own)
        g->last = s;
    else
        *inherited = g->last != NULL;
    return g->last;
}

static void const_decl(Checker *c, Object *o, Expr *type_expr, Expr *init, bool inherited)
{
    ConstVal *iota = c->env.iota;
    Pos err_pos = c->env.err_pos;
    c->env.iota = o->value;
    c->env.err_pos = NO_POS;
    o->value = num_unknown(c->arena);

    Operand x = {0};
    if (type_expr) {
        Type *t = check_type(c, type_expr);
        if (!type_has_info(t, INFO_CONST)) {
            if (type_valid(type_under(t)))
                check_error(c, DIAG_InvalidConstType, expr_pos(type_expr), "invalid constant type %s", type_text(c, t));
            o->type = type_invalid(c);
            goto done;
        }
        o->type = t;
    }
    if (init) {
        if (inherited) c->env.err_pos = o->pos;
        check_expr(c, NULL, &x, init);
    }
    check_init_const(c, o, &x);
done:
    c->env.iota = iota;
    c->env.err_pos = err_pos;
}

// lhs has the variables that init, a multi-valued expression, initialises together; or none.
static void var_decl(Checker *c, Object *o, ObjectList lhs, Expr *type_expr, Expr *init)
{
    if (type_expr) o->type = check_var_type(c, type_expr);
    if (!init) {
        if (!type_expr) o->type = type_invalid(c); // decl_arity reported it
        return;
    }
    if (lhs.n <= 1) {
        Operand x = {0};
        check_expr(c, o->type ? check_target(c, o->type, o->name->s.p) : NULL, &x, init);
        check_init_var(c, o, &x, "variable declaration");
        return;
    }
    if (type_expr)
        for (uint32_t i = 0; i < lhs.n; i++) lhs.p[i]->type = o->type;
    ExprList rhs = {0};
    vec_push(c->arena, &rhs, init);
    check_init_vars(c, lhs, rhs, NULL);
}

// ---- Types

typedef struct LateTypeCheck {
    Object *obj;
    TypeDecl *decl;
    Type *rhs;
    bool version_error;
} LateTypeCheck;

static bool is_imported_constraint(Checker *c, Type *t)
{
    Named *n = t ? type_as_named(t) : NULL;
    if (!n || !n->obj->pkg || n->obj->pkg == c->pkg) return false;
    Type *u = type_under(&n->t);
    return u->kind == TYP_INTERFACE && !typeset_is_method_set(typeset_of(c, (Interface *)u, NO_POS));
}

static void late_type_check(Checker *c, void *arg)
{
    LateTypeCheck *late = arg;
    Named *n = type_as_named(late->obj->type);
    if (n) check_valid_type(c, n);
    if (!late->version_error && is_imported_constraint(c, late->rhs))
        check_require_version(c, expr_pos(late->decl->type), 18,
                              arena_printf(c->arena, "using type constraint %s", type_text(c, late->rhs)));
}

static bool own_type_param(ObjectList tparams, Type *t)
{
    for (uint32_t i = 0; i < tparams.n; i++)
        if (tparams.p[i]->type == t) return true;
    return false;
}

static void open_tparam_scope(Checker *c, TypeDecl *d)
{
    c->env.scope = scope_new(c->arena, c->env.scope, d->d.node.pos, ast_end(&d->d.node), "type parameters");
}

static void alias_decl(Checker *c, Object *o, TypeDecl *d, LateTypeCheck *late)
{
    if (d->tparams.n > 0 && !check_require_version(c, d->tparams.p[0]->node.pos, 23, "generic type alias"))
        late->version_error = true;
    if (!late->version_error && !check_require_version(c, d->d.node.pos, 9, "type alias")) late->version_error = true;
    Alias *a = check_new_alias(c, o);
    if (d->tparams.n > 0) {
        open_tparam_scope(c, d);
        check_collect_tparams(c, c->env.scope, d->tparams, &a->tparams);
    }
    late->rhs = check_defined_type(c, d->type, &a->t);
    a->rhs = late->rhs;
    if (late->rhs->kind == TYP_TYPEPARAM && own_type_param(a->tparams, late->rhs)) {
        check_error(c, DIAG_MisplacedTypeParam, expr_pos(d->type),
                    "cannot use type parameter declared in alias declaration as RHS");
        a->rhs = type_invalid(c);
    }
}

static void type_decl(Checker *c, Object *o, TypeDecl *d)
{
    LateTypeCheck *late = ARENA_NEW(c->arena, LateTypeCheck);
    *late = (LateTypeCheck){.obj = o, .decl = d};
    check_later(c, late_type_check, late);
    Scope *outer = c->env.scope;
    if (d->alias) {
        alias_decl(c, o, d, late);
    } else {
        if (d->tparams.n > 0 && !check_require_version(c, d->tparams.p[0]->node.pos, 18, "type parameter"))
            late->version_error = true;
        Named *n = check_new_named(c, o);
        if (d->tparams.n > 0) {
            open_tparam_scope(c, d);
            check_collect_tparams(c, c->env.scope, d->tparams, &n->tparams);
        }
        late->rhs = check_defined_type(c, d->type, &n->t);
        n->rhs = late->rhs;
        if (type_is_typeparam(late->rhs)) {
            check_error(c, DIAG_MisplacedTypeParam, expr_pos(d->type),
                        "cannot use a type parameter as RHS in type declaration");
            n->rhs = type_invalid(c);
        }
    }
    c->env.scope = outer;
}

// ---- Methods of a declared type

static Object *named_object(ObjectList list, const Package *pkg, Atom name)
{
    for (uint32_t i = 0; i < list.n; i++)
        if (object_same_id(list.p[i], pkg, name, false)) return list.p[i];
    return NULL;
}

static void check_field_uniqueness(Checker *c, void *arg)
{
    Named *base = arg;
    Type *u = type_under(&base->t);
    if (u->kind != TYP_STRUCT) return;
    Struct *s = (Struct *)u;
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Object *field = s->fields.p[i];
        if (str_eqz(field->name->s, "_")) continue;
        Object *m = named_object(base->methods, field->pkg, field->name);
        if (m)
            check_error(c, DIAG_DuplicateFieldAndMethod, m->pos,
                        "field and method with the same name %s\n\t%s: other declaration of %s", field->name->s.p,
                        pos_text(c, field->pos), field->name->s.p);
    }
}

static void collect_methods(Checker *c, Object *o)
{
    ObjectList *methods = ptrmap_get(&c->methods, o);
    if (!methods) return;
    ptrmap_put(&c->methods, o, NULL);
    Named *base = type_as_named(o->type);
    if (base) check_later(c, check_field_uniqueness, base);
    ObjectList seen = {0};
    for (uint32_t i = 0; i < methods->n; i++) {
        Object *m = methods->p[i];
        Object *other = named_object(seen, m->pkg, m->name);
        if (other) {
            check_error(c, DIAG_DuplicateMethod, m->pos, "method %s.%s already declared at %s", o->name->s.p,
                        m->name->s.p, pos_text(c, other->pos));
            continue;
        }
        vec_push(c->arena, &seen, m);
        if (base) named_add_method(c->arena, base, m);
    }
}

// ---- Functions

static void late_func_body(Checker *c, void *arg)
{
    Object *o = arg;
    Declaration *d = declaration_of(c, o);
    check_func_body(c, d, o->name->s.p, (Signature *)o->type, d->fdecl->body, NULL);
}

static void func_decl(Checker *c, Object *o, Declaration *d)
{
    FuncDecl *f = d->fdecl;
    Signature *sig = ARENA_NEW(c->arena, Signature);
    sig->t.kind = TYP_SIGNATURE;
    ObjectList none = {0};
    sig->params = sig->results = (Tuple *)type_new_tuple(c->ts, none);
    o->type = &sig->t; // there already for whoever meets the function in a cycle
    check_func_type_into(c, sig, f->recv, f->tparams, f->sig);
    if (sig->scope) {
        sig->scope->pos = f->d.node.pos;
        sig->scope->end = ast_end(&f->d.node);
    }
    if (f->tparams.n > 0 && !f->body)
        check_soft_error(c, DIAG_BadDecl, f->d.node.pos, "generic function is missing function body");
    if (!c->opt->ignore_bodies && f->body) check_later(c, late_func_body, o);
}

// ---- On demand

void check_obj_decl(Checker *c, Object *o)
{
    if (o->color == GREY) {
        meet_grey(c, o);
        return;
    }
    if (o->type) return;
    Declaration *d = declaration_of(c, o);
    UG_ASSERT(d);
    if (!check_enter(c, o->pos)) {
        o->type = types_basic(c->ts, BASIC_INVALID);
        if (o->kind == OBJ_CONST) o->value = num_unknown(c->arena);
        return;
    }
    path_push(c, o);
    CheckEnv env = c->env;
    File *file = c->file;
    uint32_t version = c->version;
    c->env = (CheckEnv){.scope = d->file->scope};
    c->file = d->file;
    c->version = d->version;
    switch ((ObjectKind)o->kind) {
    case OBJ_CONST:
        c->env.decl = d;
        const_decl(c, o, d->type_expr, d->init, d->inherited);
        break;
    case OBJ_VAR:
        c->env.decl = d;
        var_decl(c, o, d->lhs, d->type_expr, d->init);
        break;
    case OBJ_TYPENAME:
        type_decl(c, o, d->tdecl);
        collect_methods(c, o);
        break;
    case OBJ_FUNC: func_decl(c, o, d); break;
    case OBJ_NONE:
    case OBJ_PKGNAME:
    case OBJ_LABEL:
    case OBJ_BUILTIN:
    case OBJ_NIL: BUG("%s has no declaration to check", o->name->s.p);
    }
    c->env = env;
    c->file = file;
    c->version = version;
    path_pop(c);
    check_leave(c);
}

// ---- Declarations in functions

static void local_consts(Checker *c, ConstGroup *group, ConstDecl *s)
{
    uint32_t top = c->delayed.n;
    bool inherited;
    ConstDecl *source = decl_const_source(group, s, &inherited);
    ExprList values = {0};
    if (source) values = source->values;
    Object **objects = ARENA_ARRAY(c->arena, Object *, s->names.n);
    for (uint32_t i = 0; i < s->names.n; i++) {
        Name *id = s->names.p[i];
        objects[i] = object_new(c->arena, OBJ_CONST, id->e.node.pos, c->pkg, id->atom, NULL);
        objects[i]->value = num_int64(c->arena, s->iota);
        const_decl(c, objects[i], source ? source->type : NULL, i < values.n ? values.p[i] : NULL, inherited);
    }
    decl_arity(c, s->d.node.pos, s->names.p, s->names.n, values, true, inherited);
    check_process_delayed(c, top); // function literals must not see the new names
    for (uint32_t i = 0; i < s->names.n; i++)
        check_declare(c, c->env.scope, s->names.p[i], objects[i], ast_end(&s->d.node));
}

static void local_vars(Checker *c, VarDecl *s)
{
    uint32_t top = c->delayed.n;
    ObjectList objects = {0}, none = {0};
    for (uint32_t i = 0; i < s->names.n; i++)
        vec_push(c->arena, &objects,
                 object_new(c->arena, OBJ_VAR, s->names.p[i]->e.node.pos, c->pkg, s->names.p[i]->atom, NULL));
    bool together = s->values.n == 1 && s->names.n != 1;
    for (uint32_t i = 0; i < objects.n; i++) {
        Expr *init = together ? s->values.p[0] : i < s->values.n ? s->values.p[i] : NULL;
        var_decl(c, objects.p[i], together ? objects : none, s->type, init);
        if (together) break; // the one expression has given all of them types
    }
    if (!s->type || s->values.n > 0) decl_arity(c, s->d.node.pos, s->names.p, s->names.n, s->values, false, false);
    check_process_delayed(c, top);
    for (uint32_t i = 0; i < objects.n; i++)
        check_declare(c, c->env.scope, s->names.p[i], objects.p[i], ast_end(&s->d.node));
}

static void local_type(Checker *c, TypeDecl *s)
{
    Object *o = object_new(c->arena, OBJ_TYPENAME, s->name->e.node.pos, c->pkg, s->name->atom, NULL);
    o->is_alias = s->alias;
    check_declare(c, c->env.scope, s->name, o, s->name->e.node.pos);
    path_push(c, o);
    type_decl(c, o, s);
    path_pop(c);
    vec_push(c->arena, &c->pkg->type_names, o);
}

void check_decl_stmt(Checker *c, DeclList decls)
{
    ConstGroup group = {0};
    for (uint32_t i = 0; i < decls.n; i++) {
        Decl *d = decls.p[i];
        if (d->node.kind != NODE_ConstDecl) group.active = false;
        if (d->node.kind == NODE_ConstDecl)
            local_consts(c, &group, (ConstDecl *)d);
        else if (d->node.kind == NODE_VarDecl)
            local_vars(c, (VarDecl *)d);
        else if (d->node.kind == NODE_TypeDecl)
            local_type(c, (TypeDecl *)d);
        else
            BUG("declaration of node kind %d in a function", d->node.kind);
    }
}
