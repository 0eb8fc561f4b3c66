// Values that need no code: package variables initialised as data, literals copied from it.
//
// Constants, composite literals, functions, addresses of variables, new objects (which become
// variables of their own), slices with their backing arrays, interfaces that hold any of these.
// A package variable that nothing in its package assigns or addresses gives its own value to
// others; a call of a function that is one return of such an expression (errors.New) is its result. In a function only data that may be shared between evaluations counts.
#include "lower/context.h"

static IrStatic *make(Unit *u, IrStaticKind kind, Type *t)
{
    IrStatic *s = ARENA_NEW(u->arena, IrStatic);
    s->kind = kind;
    s->type = t;
    return s;
}

static IrStatic *const_static(Unit *u, Type *t, ConstVal *v)
{
    Fn f = {.arena = u->arena, .lo = u->lo, .u = u};
    IrStatic *s = make(u, IRST_CONST, t);
    s->value = lower_const_val(&f, t, v).value;
    return s;
}

static IrStatic *address(Unit *u, IrSym *sym, Type *t)
{
    IrStatic *s = make(u, IRST_ADDR, t);
    s->sym = sym;
    return s;
}

IrSym *lower_static_data(Unit *u, IrStatic *init, Type *t, bool read_only)
{
    PackageInfo *info = lower_package_info(u->lo, u->pkg);
    Str name = str_from(arena_printf(u->arena, "%.*s..stmp_%u", STR_FMT(info->link_path), u->nstatics++));
    IrSym *sym = lower_sym_new(u->lo, IRSYM_VAR, name, name, t);
    sym->is_static = true;
    sym->pkg = u->pkg;
    IrGlobal *g = ARENA_NEW(u->arena, IrGlobal);
    *g = (IrGlobal){.sym = sym, .type = t, .init = init, .read_only = read_only};
    vec_push(u->arena, &u->ir->globals, g);
    return sym;
}

static IrStatic *boxed(Unit *u, IrStatic *v, Type *iface)
{
    IrStatic *s = make(u, IRST_IFACE, iface);
    s->dynamic = v->type;
    lower_want_methods(u, v->type);
    vec_push(u->arena, &s->elems, v);
    return s;
}

// v as a value of type t, as in an assignment.
static IrStatic *converted(Unit *u, IrStatic *v, Type *t)
{
    if (!v || type_identical(v->type, t)) return v;
    if (type_is_interface(t))
        return type_is_interface(v->type) ? v->kind == IRST_ZERO ? make(u, IRST_ZERO, t) : NULL : boxed(u, v, t);
    if (!type_identical(type_under(v->type), type_under(t)) && type_under(v->type)->kind != TYP_CHAN &&
        type_under(v->type)->kind != TYP_POINTER)
        return NULL;
    IrStatic *s = ARENA_NEW(u->arena, IrStatic);
    *s = *v;
    s->type = t;
    return s;
}

static Expr *elem_value(Expr *e) { return e->node.kind == NODE_KeyValue ? ((KeyValue *)e)->value : e; }

static IrStatic *struct_static(Unit *u, CompositeLit *e, Type *t, bool local)
{
    Struct *st = (Struct *)type_under(t);
    IrStatic *s = make(u, IRST_FIELDS, t);
    for (uint32_t i = 0; i < st->fields.n; i++) vec_push(u->arena, &s->elems, NULL);
    for (uint32_t i = 0; i < e->elems.n; i++) {
        Expr *el = e->elems.p[i];
        uint32_t field = el->node.kind == NODE_KeyValue ? lower_struct_key(st, (KeyValue *)el) : i;
        s->elems.p[field] = lower_static_expr(u, elem_value(el), type_unalias(st->fields.p[field]->type), local);
        if (!s->elems.p[field]) return NULL;
        if (lower_is_blank_field(st->fields.p[field])) s->elems.p[field] = NULL; // stays zero, as in gc
    }
    return s;
}

static int64_t key_index(Unit *u, Expr *e, int64_t next)
{
    if (e->node.kind == NODE_KeyValue) num_int64_value(num_to_int(u->arena, ((KeyValue *)e)->key->value), &next);
    return next;
}

static int64_t lit_len(Unit *u, CompositeLit *e)
{
    int64_t next = 0, n = 0;
    for (uint32_t i = 0; i < e->elems.n; i++) {
        next = key_index(u, e->elems.p[i], next) + 1;
        if (next > n) n = next;
    }
    return n;
}

// Sparse arrays of great length are left to code.
static IrStatic *elems_static(Unit *u, CompositeLit *e, Type *array, bool local)
{
    Array *a = (Array *)type_under(array);
    Type *elem = type_unalias(a->elem);
    int64_t n = lit_len(u, e), next = 0;
    if (n > 4096 && n > 8 * (int64_t)e->elems.n) return NULL;
    IrStatic *s = make(u, IRST_FIELDS, array);
    for (int64_t i = 0; i < n; i++) vec_push(u->arena, &s->elems, NULL);
    for (uint32_t i = 0; i < e->elems.n; i++, next++) {
        next = key_index(u, e->elems.p[i], next);
        s->elems.p[next] = lower_static_expr(u, elem_value(e->elems.p[i]), elem, local);
        if (!s->elems.p[next]) return NULL;
    }
    return s;
}

static IrStatic *slice_of(Unit *u, IrStatic *array, Type *slice, int64_t n)
{
    IrStatic *s = make(u, IRST_SLICE, slice);
    s->sym = lower_static_data(u, array, array->type, false);
    s->len = s->cap = n;
    return s;
}

static IrStatic *slice_static(Unit *u, CompositeLit *e, Type *t)
{
    int64_t n = lit_len(u, e);
    Type *at = type_new_array(u->lo->ts, type_unalias(((Slice *)type_under(t))->elem), n);
    IrStatic *array = elems_static(u, e, at, false);
    return array ? slice_of(u, array, t, n) : NULL;
}

static IrStatic *composite_static(Unit *u, CompositeLit *e, Type *t, bool local)
{
    switch (type_under(t)->kind) {
    case TYP_STRUCT: return struct_static(u, e, t, local);
    case TYP_ARRAY: return elems_static(u, e, t, local);
    case TYP_SLICE: return local ? NULL : slice_static(u, e, t);
    case TYP_POINTER: { // elided &T
        if (local) return NULL;
        Type *elem = type_unalias(((Pointer *)type_under(t))->elem);
        IrStatic *v = composite_static(u, e, elem, false);
        return v ? address(u, lower_static_data(u, v, elem, false), t) : NULL;
    }
    default: return NULL;
    }
}

// &v, &v.f, &v[3] of package variables.
static IrStatic *place_address(Unit *u, Expr *e, Type *t)
{
    e = ast_unparen(e);
    switch (e->node.kind) {
    case NODE_Name: {
        Object *o = ((Name *)e)->obj;
        return o && lower_is_package_var(o) ? address(u, lower_object_symbol(u->lo, o), t) : NULL;
    }
    case NODE_Selector: {
        Selector *s = (Selector *)e;
        if (!s->selection) {
            Object *o = s->sel->obj;
            return o && o->kind == OBJ_VAR ? address(u, lower_object_symbol(u->lo, o), t) : NULL;
        }
        if (s->selection->kind != SEL_FIELD || s->selection->indirect || type_under(s->x->type)->kind == TYP_POINTER)
            return NULL;
        IrStatic *base = place_address(u, s->x, t);
        Type *at = type_unalias(s->x->type);
        for (uint32_t i = 0; base && i < s->selection->path.n; i++) {
            Struct *st = (Struct *)type_under(at);
            if (st->t.kind != TYP_STRUCT) return NULL;
            at = type_unalias(st->fields.p[s->selection->path.p[i]]->type);
            vec_push(u->arena, &base->steps, ((IrStep){.field = s->selection->path.p[i], .type = at}));
        }
        return base;
    }
    case NODE_Index: {
        Index *ix = (Index *)e;
        Type *xt = ix->x->type ? type_unalias(ix->x->type) : NULL;
        if (!xt || type_under(xt)->kind != TYP_ARRAY || ix->args.p[0]->mode != MODE_CONST) return NULL;
        IrStatic *base = place_address(u, ix->x, t);
        if (!base) return NULL;
        int64_t i = 0;
        if (!num_int64_value(num_to_int(u->arena, ix->args.p[0]->value), &i)) return NULL;
        Type *elem = type_unalias(((Array *)type_under(xt))->elem);
        vec_push(
            u->arena, &base->steps,
            ((IrStep){.is_index = true, .index = ir_val_const(u->lo->t_int, num_int64(u->arena, i)), .type = elem}));
        return base;
    }
    default: return NULL;
    }
}

static IrStatic *addr_static(Unit *u, Expr *x, Type *t, bool local)
{
    x = ast_unparen(x);
    if (x->node.kind != NODE_CompositeLit) return place_address(u, x, t);
    if (local) return NULL;
    Type *elem = type_unalias(x->type);
    IrStatic *v = composite_static(u, (CompositeLit *)x, elem, false);
    return v ? address(u, lower_static_data(u, v, elem, false), t) : NULL;
}

static IrStatic *func_static(Unit *u, Expr *e, Type *t)
{
    Name *inst;
    Object *fn = lower_func_object(e, &inst);
    if (!fn) return NULL;
    IrStatic *s = make(u, IRST_FUNC, t);
    s->sym = lower_func_ref(u->init, fn, inst);
    return s;
}

static IrStatic *literal_static(Unit *u, FuncLit *e, Type *t)
{
    if (u->constructors) return NULL; // it may mention the constructor's parameters
    IrStatic *s = make(u, IRST_FUNC, t);
    IrVal v = lower_func_lit(u->init, e);
    UG_ASSERT(v.kind == IRV_FUNC);
    s->sym = v.sym;
    return s;
}

static IrStatic *bytes_static(Unit *u, ConstVal *text, Type *t)
{
    int64_t n = (int64_t)num_string_value(text).n;
    Type *at = type_new_array(u->lo->ts, type_unalias(((Slice *)type_under(t))->elem), n);
    IrStatic *array = make(u, IRST_CONST, at);
    array->value = text;
    return slice_of(u, array, t, n);
}

// The lone result expression of a function like errors.New, or NULL.
static Expr *constructor_result(Call *e, Object **fn)
{
    Name *inst;
    Object *o = *fn = lower_func_object(e->fun, &inst);
    if (!o || inst->ntargs || e->has_dots || !o->decl || !o->decl->body || (o->decl->pragma & PRAGMA_NOINLINE))
        return NULL;
    Signature *sig = (Signature *)o->type;
    StmtList list = o->decl->body->list;
    if (sig->variadic || sig->params->vars.n != e->args.n || sig->results->vars.n != 1 || list.n != 1) return NULL;
    ReturnStmt *ret = (ReturnStmt *)list.p[0];
    return ret->s.node.kind == NODE_ReturnStmt && ret->results.n == 1 ? ret->results.p[0] : NULL;
}

// A call of a function that only returns an expression of its parameters: the parameters' values stand in for them.
static IrStatic *constructor_static(Unit *u, Call *e, Type *t)
{
    enum { DEEPEST = 4 };
    Object *fn;
    Expr *result = constructor_result(e, &fn);
    if (!result || u->constructors >= DEEPEST) return NULL;
    Signature *sig = (Signature *)fn->type;
    IrStatic **args = ARENA_ARRAY(u->arena, IrStatic *, e->args.n);
    for (uint32_t i = 0; i < e->args.n; i++) {
        Object *param = sig->params->vars.p[i];
        bool busy = ptrmap_get(&u->static_vars, param) != NULL; // a call within its own argument's evaluation
        args[i] = busy ? NULL : lower_static_expr(u, e->args.p[i], type_unalias(param->type), false);
        if (!args[i]) return NULL;
    }
    for (uint32_t i = 0; i < e->args.n; i++) ptrmap_put(&u->static_vars, sig->params->vars.p[i], args[i]);
    u->constructors++;
    IrStatic *r = lower_static_expr(u, result, t, false);
    u->constructors--;
    for (uint32_t i = 0; i < e->args.n; i++) ptrmap_put(&u->static_vars, sig->params->vars.p[i], NULL);
    return r;
}

// What `new` makes is in the heap even for package variables, as in gc: a sync.WaitGroup made so can belong to a
// bubble of synctest, and finalizers can be set.
static IrStatic *call_static(Unit *u, Call *e, Type *t, bool local)
{
    if (!e->conversion) return e->builtin || local ? NULL : constructor_static(u, e, t);
    Expr *x = e->args.p[0];
    Type *xt = type_unalias(x->type), *ut = type_under(t);
    bool bytes = ut->kind == TYP_SLICE && type_basic_kind(((Slice *)ut)->elem) == BASIC_UINT8;
    if (bytes && x->mode == MODE_CONST && x->value) return local ? NULL : bytes_static(u, x->value, t);
    if (x->mode == MODE_NILVALUE || type_basic_kind(xt) == BASIC_UNTYPED_NIL) return make(u, IRST_ZERO, t);
    if (type_is_untyped(xt)) return NULL;
    return converted(u, lower_static_expr(u, x, xt, local), t);
}

static IrStatic *var_static(Unit *u, Object *o)
{
    return o && o->kind == OBJ_VAR ? ptrmap_get(&u->static_vars, o) : NULL;
}

static IrStatic *by_kind(Unit *u, Expr *x, Type *t, bool local)
{
    switch (x->node.kind) {
    case NODE_CompositeLit: return composite_static(u, (CompositeLit *)x, t, local);
    case NODE_FuncLit: return local ? NULL : literal_static(u, (FuncLit *)x, t);
    case NODE_Unary: return ((Unary *)x)->op == TOK_AND ? addr_static(u, ((Unary *)x)->x, t, local) : NULL;
    case NODE_Call: return call_static(u, (Call *)x, t, local);
    case NODE_Name: {
        IrStatic *s = local ? NULL : var_static(u, ((Name *)x)->obj);
        return s ? s : func_static(u, x, t);
    }
    case NODE_Selector:
    case NODE_Index: return func_static(u, x, t);
    default: return NULL;
    }
}

IrStatic *lower_static_expr(Unit *u, Expr *e, Type *t, bool local)
{
    Expr *x = ast_unparen(e);
    Type *xt = type_unalias(x->type);
    if (x->mode == MODE_NILVALUE || type_basic_kind(xt) == BASIC_UNTYPED_NIL) return make(u, IRST_ZERO, t);
    if (type_is_untyped(xt)) xt = type_default(u->lo->ts, xt);
    if (x->mode == MODE_CONST && x->value) {
        if (type_is_interface(xt)) return NULL;
        return type_is_interface(t) ? boxed(u, const_static(u, xt, x->value), t) : const_static(u, t, x->value);
    }
    return converted(u, by_kind(u, x, xt, local), t);
}
