// Identifiers and type expressions.
//
// check_ident resolves a name, in types and in expressions alike; check_defined_type turns a type
// expression into a type, check_generic_type accepts a generic type without its arguments. What
// needs complete types (is a map key comparable, is a variable's type a constraint, do type
// arguments satisfy their constraints) is put off with check_later, so that recursive declarations
// can be checked at all.
//
// Spec: Types; Qualified identifiers; Instantiations; Array types; Map types.
#include "types/session.h"

// ---- Names
static void mark_dot_import(Checker *c, const Scope *where, Object *o)
{
    for (uint32_t i = 0; i < c->dot_imports.n; i++) {
        DotImport *d = &c->dot_imports.p[i];
        if (d->file_scope == where && d->obj == o) d->pkg_name->used = true;
    }
}

static bool use_constant(Checker *c, Operand *x, Name *e, Object *o)
{
    check_add_dependency(c, o);
    if (!type_valid(o->type)) return false;
    if (o == c->ts->iota) {
        if (!c->env.iota) {
            check_error(c, DIAG_InvalidIota, e->e.node.pos, "cannot use iota outside constant declaration");
            return false;
        }
        x->value = c->env.iota;
    } else {
        x->value = o->value;
    }
    x->mode = MODE_CONST;
    return true;
}

static bool use_object(Checker *c, Operand *x, Name *e, Object *o)
{
    switch ((ObjectKind)o->kind) {
    case OBJ_PKGNAME:
        check_error(c, DIAG_InvalidPkgUse, e->e.node.pos, "use of package %s not in selector", o->name->s.p);
        return false;
    case OBJ_CONST: return use_constant(c, x, e, o);
    case OBJ_TYPENAME: x->mode = MODE_TYPE; return true;
    case OBJ_VAR:
        if (o->pkg == c->pkg) o->used = true;
        check_add_dependency(c, o);
        if (!type_valid(o->type)) return false;
        x->mode = MODE_VAR;
        return true;
    case OBJ_FUNC:
        check_add_dependency(c, o);
        x->mode = MODE_VALUE;
        return true;
    case OBJ_BUILTIN:
        x->builtin = o->builtin;
        x->mode = MODE_BUILTIN;
        return true;
    case OBJ_NIL: x->mode = MODE_NILVALUE; return true;
    case OBJ_NONE:
    case OBJ_LABEL: break;
    }
    return false;
}

void check_ident(Checker *c, Operand *x, Name *e, Type *def, bool want_type)
{
    (void)def;
    *x = (Operand){.mode = MODE_INVALID, .expr = &e->e};
    Pos pos = e->e.node.pos;
    Scope *where;
    Object *o = scope_lookup_parent(c->env.scope, e->atom, c->env.pos, &where);
    if (!o) {
        if (str_eqz(e->atom->s, "_"))
            check_error(c, DIAG_InvalidBlank, pos, "cannot use _ as value or type");
        else
            check_error(c, DIAG_UndeclaredName, pos, "undefined: %s", e->atom->s.p);
        return;
    }
    if ((o == c->ts->comparable_obj || o == c->ts->any_obj) &&
        !check_require_version(c, pos, 18, arena_printf(c->arena, "predeclared %s", e->atom->s.p)))
        return;
    e->obj = o;
    bool is_type = o->kind == OBJ_TYPENAME;
    if (want_type && !is_type) {
        check_error(c, DIAG_NotAType, pos, "%s (%s) is not a type", o->name->s.p, object_kind_text(o));
        if (o->kind == OBJ_VAR && o->pkg == c->pkg) o->used = true;
        return;
    }
    // A type being declared is looked up again: that is how cycles are found.
    if (!o->type || (is_type && want_type && o->pkg == c->pkg)) check_obj_decl(c, o);
    UG_ASSERT(o->type);
    if (o->pkg != c->pkg && c->dot_imports.n && where != c->ts->universe) mark_dot_import(c, where, o);
    if (use_object(c, x, e, o)) x->type = o->type;
}

// ---- Checks put off
typedef struct LateType {
    Expr *e;
    Type *t;
} LateType;

static void later(Checker *c, void (*fn)(Checker *, void *), Expr *e, Type *t)
{
    LateType *late = ARENA_NEW(c->arena, LateType);
    *late = (LateType){e, t};
    check_later(c, fn, late);
}

static void late_var_type(Checker *c, void *arg)
{
    LateType *late = arg;
    Type *u = type_under(late->t);
    if (u->kind != TYP_INTERFACE) return;
    Pos pos = expr_pos(late->e);
    TypeSet *s = typeset_of(c, (Interface *)u, pos);
    if (typeset_is_method_set(s)) return;
    check_soft_error(c, DIAG_MisplacedConstraintIface, pos,
                     "cannot use type %s outside a type constraint: interface %s", type_text(c, late->t),
                     typeset_comparable_flag(s) ? "is (or embeds) comparable" : "contains type constraints");
}

void check_valid_var_type(Checker *c, Expr *e, Type *t)
{
    Type *u = type_unalias(t);
    if (u->kind == TYP_NAMED && ((Named *)u)->underlying) u = ((Named *)u)->underlying;
    if (u->kind == TYP_NAMED || u->kind == TYP_ALIAS || u->kind == TYP_INTERFACE) later(c, late_var_type, e, t);
}

static void late_map_key(Checker *c, void *arg)
{
    LateType *late = arg;
    if (type_comparable(late->t)) return;
    check_error(c, DIAG_IncomparableMapKey, expr_pos(late->e), "invalid map key type %s%s", type_text(c, late->t),
                type_is_typeparam(late->t) ? " (missing comparable constraint)" : "");
}

// ---- Type expressions
static Type *type_of_operand(Checker *c, Operand *x)
{
    switch (x->mode) {
    case MODE_TYPE: return x->type;
    case MODE_INVALID: break;
    case MODE_NOVALUE: check_error(c, DIAG_NotAType, expr_pos(x->expr), "%s used as type", operand_text(c, x)); break;
    default: check_error(c, DIAG_NotAType, expr_pos(x->expr), "%s is not a type", operand_text(c, x)); break;
    }
    return invalid_type(c->ts);
}

static Type *array_type(Checker *c, ArrayType *e)
{
    int64_t len = -1;
    if (e->len && e->len->node.kind == NODE_Ellipsis)
        check_error(c, DIAG_BadDotDotDotSyntax, expr_pos(&e->e),
                    "invalid use of [...] array (outside a composite literal)");
    else if (e->len)
        len = check_array_length(c, e->len);
    Array *a = ARENA_NEW(c->arena, Array);
    *a = (Array){.t = {TYP_ARRAY}, .len = len, .elem = check_var_type(c, e->elem)};
    if (len < 0) return invalid_type(c->ts);
    if (len > INT16_MAX) vec_push(c->arena, &c->restricted, &e->e);
    return &a->t;
}

static Type *map_type(Checker *c, MapType *e)
{
    Map *m = ARENA_NEW(c->arena, Map);
    m->t.kind = TYP_MAP;
    m->key = check_var_type(c, e->key);
    m->elem = check_var_type(c, e->value);
    Type *key = type_unalias(m->key);
    if (key->kind != TYP_BASIC && key->kind != TYP_POINTER) later(c, late_map_key, e->key, m->key);
    return &m->t;
}

static Type *pointer_type(Checker *c, Star *e)
{
    Pointer *p = ARENA_NEW(c->arena, Pointer);
    *p = (Pointer){.t = {TYP_POINTER}, .elem = check_var_type(c, e->x)};
    return type_valid(p->elem) ? &p->t : invalid_type(c->ts);
}

static Type *slice_type(Checker *c, SliceType *e)
{
    Slice *s = ARENA_NEW(c->arena, Slice);
    *s = (Slice){.t = {TYP_SLICE}, .elem = check_var_type(c, e->elem)};
    return &s->t;
}

static Type *chan_type(Checker *c, ChanType *e)
{
    Chan *ch = ARENA_NEW(c->arena, Chan);
    *ch = (Chan){.t = {TYP_CHAN}, .dir = e->dir, .elem = check_var_type(c, e->elem)};
    Type *elem = type_unalias(ch->elem);
    if (elem->kind == TYP_ARRAY || elem->kind == TYP_STRUCT || elem->kind == TYP_NAMED)
        vec_push(c->arena, &c->restricted, &e->e);
    return &ch->t;
}

static Type *not_a_type(Checker *c, Expr *e)
{
    check_error(c, DIAG_NotAType, expr_pos(e), "%s is not a type", expr_text(c, e));
    check_use_one(c, e);
    return invalid_type(c->ts);
}

// May return a generic type. def: the type being declared, if e is its right side.
static Type *type_expr(Checker *c, Expr *e, Type *def)
{
    Operand x;
    switch ((NodeKind)e->node.kind) {
    case NODE_BadExpr: return invalid_type(c->ts);
    case NODE_Name: check_ident(c, &x, (Name *)e, def, true); return type_of_operand(c, &x);
    case NODE_Selector: check_selector(c, &x, (Selector *)e, def, true); return type_of_operand(c, &x);
    case NODE_Index:
        check_require_version(c, expr_pos(e), 18, "type instantiation");
        return check_instantiated_type(c, (Index *)e, def);
    case NODE_Paren: return check_defined_type(c, ((Paren *)e)->x, def); // generic types must not be parenthesised
    case NODE_ArrayType: return array_type(c, (ArrayType *)e);
    case NODE_SliceType: return slice_type(c, (SliceType *)e);
    case NODE_StructType: return check_struct_type(c, (StructType *)e);
    case NODE_Star: return pointer_type(c, (Star *)e);
    case NODE_FuncType: return &check_func_type(c, NULL, (FieldList){0}, (FuncType *)e)->t;
    case NODE_InterfaceType: return check_interface_type(c, (InterfaceType *)e, def);
    case NODE_MapType: return map_type(c, (MapType *)e);
    case NODE_ChanType: return chan_type(c, (ChanType *)e);
    case NODE_Ellipsis:
        check_error(c, DIAG_InvalidSyntaxTree, expr_pos(e), "invalid use of ...");
        return invalid_type(c->ts);
    default: return not_a_type(c, e);
    }
}

Type *check_defined_type(Checker *c, Expr *e, Type *def)
{
    Type *t = type_expr(c, e, def);
    if (type_uninstantiated(t)) {
        check_error(c, DIAG_WrongTypeArgCount, expr_pos(e), "cannot use generic type %s without instantiation",
                    type_text(c, t));
        t = invalid_type(c->ts);
    }
    check_record_type(c, e, MODE_TYPE, t, NULL);
    return t;
}

Type *check_type(Checker *c, Expr *e) { return check_defined_type(c, e, NULL); }

Type *check_var_type(Checker *c, Expr *e)
{
    Type *t = check_defined_type(c, e, NULL);
    check_valid_var_type(c, e, t);
    return t;
}

Type *check_generic_type(Checker *c, Expr *e, const char **cause)
{
    Type *t = type_expr(c, e, NULL);
    if (type_valid(t) && !type_uninstantiated(t)) {
        if (cause) *cause = arena_printf(c->arena, "%s is not a generic type", type_text(c, t));
        t = invalid_type(c->ts);
    }
    check_record_type(c, e, MODE_TYPE, t, NULL);
    return t;
}

bool check_type_list(Checker *c, ExprList list, Type ***out)
{
    bool ok = true;
    *out = ARENA_ARRAY(c->arena, Type *, list.n);
    for (uint32_t i = 0; i < list.n; i++) {
        (*out)[i] = check_var_type(c, list.p[i]);
        if (!type_valid((*out)[i])) ok = false;
    }
    return ok;
}

// ---- Instantiated types
typedef struct LateInstance {
    Index *e;
    Type *generic;
    Type **targs;
} LateInstance;

static void late_instance(Checker *c, void *arg)
{
    LateInstance *late = arg;
    Expr *x = late->e->x;
    ExprList args = late->e->args;
    check_record_instance(c, x, late->targs, args.n);
    bool alias = late->generic->kind == TYP_ALIAS;
    ObjectList tparams = alias ? ((Alias *)late->generic)->tparams : ((Named *)late->generic)->tparams;
    Object *o = alias ? ((Alias *)late->generic)->obj : ((Named *)late->generic)->obj;
    if (!check_validate_targ_len(c, expr_pos(x), o->name->s.p, tparams.n, args.n)) return;
    uint32_t bad;
    const char *cause;
    if (check_verify_inst(c, expr_pos(x), tparams, late->targs, args.n, &bad, &cause))
        check_mono_instance(c, expr_pos(x), tparams, late->targs, args.n, args);
    else
        check_soft_error(c, DIAG_InvalidTypeArg, expr_pos(bad < args.n ? args.p[bad] : x), "%s", cause);
}

static const char *list_text(Checker *c, ExprList list)
{
    StrBuf sb = {0};
    for (uint32_t i = 0; i < list.n; i++) sb_printf(&sb, "%s%s", i ? ", " : "", expr_text(c, list.p[i]));
    const char *text = arena_strndup(c->arena, sb.p ? sb.p : "", sb.n);
    sb_release(&sb);
    return text;
}

Type *check_instantiated_type(Checker *c, Index *e, Type *def)
{
    (void)def;
    const char *cause = NULL;
    Type *generic = check_generic_type(c, e->x, &cause);
    if (cause)
        check_error(c, DIAG_NotAGenericType, expr_pos(e->x), "invalid operation: %s[%s] (%s)", expr_text(c, e->x),
                    list_text(c, e->args), cause);
    if (!type_valid(generic)) return generic;
    Type **targs;
    if (!check_type_list(c, e->args, &targs)) return invalid_type(c->ts);
    Type *inst = instance_get(c->ts, c, expr_pos(e->x), generic, targs, e->args.n);
    if (!type_valid(inst) && inst->kind == TYP_BASIC) return inst;
    LateInstance *late = ARENA_NEW(c->arena, LateInstance);
    *late = (LateInstance){e, generic, targs};
    check_later(c, late_instance, late);
    return inst;
}

// ---- Array lengths
static bool constant_length(Checker *c, Operand *x, int64_t *n)
{
    if (!type_is_untyped(x->type) && !type_has_info(x->type, INFO_INTEGER)) return false;
    ConstVal *v = num_to_int(c->arena, x->value);
    return num_kind(v) == CONST_INT && num_int64_value(v, n) && *n >= 0;
}

int64_t check_array_length(Checker *c, Expr *e)
{
    if (e->node.kind == NODE_Name) { // a likely cause: an array length that was meant to be a type parameter
        Name *name = (Name *)e;
        Object *o = check_lookup_name(c, name->atom);
        if (!o) {
            check_error(c, DIAG_InvalidArrayLen, expr_pos(e), "undefined array length %s or missing type constraint",
                        name->atom->s.p);
            return -1;
        }
        if (o->kind != OBJ_CONST) {
            check_error(c, DIAG_InvalidArrayLen, expr_pos(e), "invalid array length %s", name->atom->s.p);
            return -1;
        }
    }
    Operand x;
    check_expr(c, NULL, &x, e);
    if (x.mode == MODE_INVALID) return -1;
    if (x.mode != MODE_CONST) {
        check_error(c, DIAG_InvalidArrayLen, expr_pos(x.expr), "array length %s must be constant", operand_text(c, &x));
        return -1;
    }
    int64_t n;
    if (constant_length(c, &x, &n)) return n;
    bool integer = type_has_info(x.type, INFO_INTEGER);
    check_error(c, DIAG_InvalidArrayLen, expr_pos(x.expr), "%s %s%s", integer ? "invalid array length" : "array length",
                operand_text(c, &x), integer ? "" : " must be integer");
    return -1;
}
