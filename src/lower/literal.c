// Composite literals and function literals.
//
// A struct or array literal is stored element by element into its place; one whose elements are
// all constants and that is not tiny is copied from read-only data. Slices get a new backing
// array, maps are filled in order.
#include "lower/context.h"

enum { COPY_FROM_DATA = 4 }; // literals with more elements than this are copied from data if they can be

static Expr *elem_value(Expr *e) { return e->node.kind == NODE_KeyValue ? ((KeyValue *)e)->value : e; }

uint32_t lower_struct_key(Struct *s, KeyValue *kv)
{
    Name *key = (Name *)ast_unparen(kv->key);
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (s->fields.p[i]->name == key->atom &&
            (!key->obj || key->atom->exported || s->fields.p[i]->pkg == key->obj->pkg))
            return i;
    BUG("no field %.*s", STR_FMT(key->atom->s));
}

static int64_t elem_index(Fn *f, Expr *e, int64_t next)
{
    if (e->node.kind != NODE_KeyValue) return next;
    int64_t i = next;
    num_int64_value(num_to_int(f->arena, ((KeyValue *)e)->key->value), &i);
    return i;
}

bool lower_is_full(CompositeLit *e, Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_STRUCT) {
        Struct *s = (Struct *)u;
        for (uint32_t i = 0; i < s->fields.n; i++)
            if (lower_is_blank_field(s->fields.p[i])) return false;
        return e->elems.n == s->fields.n && !lower_has_padding(t);
    }
    return u->kind == TYP_ARRAY && e->elems.n == ((Array *)u)->len;
}

static void struct_into(Fn *f, CompositeLit *e, Struct *s, IrPlace *dst, Into into)
{
    uint32_t start = f->safe_points;
    for (uint32_t i = 0; i < e->elems.n; i++) {
        Expr *el = e->elems.p[i];
        uint32_t field = el->node.kind == NODE_KeyValue ? lower_struct_key(s, (KeyValue *)el) : i;
        if (lower_is_blank_field(s->fields.p[field])) { // stays zero, as in gc
            lower_discard(f, el);
            continue;
        }
        Into now = f->safe_points == start ? into : into & INTO_ZEROED;
        lower_expr_into(f, elem_value(el), lower_place_field(f, dst, field), now);
    }
}

static void array_into(Fn *f, CompositeLit *e, IrPlace *dst, Into into)
{
    uint32_t start = f->safe_points;
    int64_t next = 0;
    for (uint32_t i = 0; i < e->elems.n; i++) {
        next = elem_index(f, e->elems.p[i], next);
        Into now = f->safe_points == start ? into : into & INTO_ZEROED;
        lower_expr_into(f, elem_value(e->elems.p[i]), lower_place_index(f, dst, lower_int_val(f, next)), now);
        next++;
    }
}

// The literal as read-only data, where that is possible and worth it.
static IrSym *as_data(Fn *f, CompositeLit *e, Type *t)
{
    if (f->env || e->elems.n <= COPY_FROM_DATA) return NULL;
    IrStatic *s = lower_static_expr(f->u, &e->e, t, true);
    return s ? lower_static_data(f->u, s, t, true) : NULL;
}

static void copy_data(Fn *f, IrSym *data, IrPlace *dst, bool fresh)
{
    IrStmt *s = lower_emit(f, IR_MOVE, 0);
    s->place = dst;
    s->src = lower_place_global(f, data, dst->type);
    s->fresh = fresh;
}

void lower_composite_into(Fn *f, CompositeLit *e, Type *t, IrPlace *dst, Into into)
{
    IrSym *data = as_data(f, e, t);
    if (data) {
        copy_data(f, data, dst, into & INTO_FRESH);
        return;
    }
    lower_order_elems(f, e);
    if (!(into & INTO_ZEROED) && !lower_is_full(e, t)) {
        lower_zero(f, dst, into & INTO_FRESH);
        into |= INTO_ZEROED;
    }
    if (type_under(t)->kind == TYP_STRUCT)
        struct_into(f, e, (Struct *)type_under(t), dst, into);
    else
        array_into(f, e, dst, into);
}

IrVal lower_new_object(Fn *f, Type *t, const Expr *e)
{
    IrStmt *s = lower_emit(f, IR_NEW, 0);
    s->expr = e;
    s->type = t;
    s->dst = lower_temp(f, type_new_pointer(f->lo->ts, t));
    return ir_val_local(s->dst);
}

static IrVal slice_all(Fn *f, IrVal ptr, Type *slice)
{
    IrStmt *s = lower_emit(f, IR_SLICE, 4);
    s->args[0] = ptr;
    s->dst = lower_temp(f, slice);
    s->checked = s->implicit = true;
    return ir_val_local(s->dst);
}

static int64_t slice_lit_len(Fn *f, CompositeLit *e)
{
    int64_t next = 0, max = 0;
    for (uint32_t i = 0; i < e->elems.n; i++) {
        next = elem_index(f, e->elems.p[i], next) + 1;
        if (next > max) max = next;
    }
    return max;
}

// Elements are evaluated before the backing array is made, so that the stores find it fresh; long lists as they come.
static IrVal slice_lit(Fn *f, CompositeLit *e, Type *t)
{
    enum { EVALUATE_FIRST = 16 };
    Type *elem = type_unalias(((Slice *)type_under(t))->elem);
    int64_t n = slice_lit_len(f, e);
    Type *at = type_new_array(f->lo->ts, elem, n);
    IrSym *data = as_data(f, e, at);
    if (data) {
        IrVal p = lower_new_object(f, at, &e->e);
        copy_data(f, data, lower_place_deref(f, p), true);
        return slice_all(f, p, t);
    }
    lower_order_elems(f, e);
    bool first = e->elems.n <= EVALUATE_FIRST && type_size(elem) <= 16;
    IrVals vals = {0};
    for (uint32_t i = 0; first && i < e->elems.n; i++)
        vec_push(f->arena, &vals, lower_expr_to(f, elem_value(e->elems.p[i]), elem));
    IrVal p = lower_new_object(f, at, &e->e);
    IrPlace *dst = lower_place_deref(f, p);
    if (first) {
        int64_t next = 0;
        for (uint32_t i = 0; i < e->elems.n; i++, next++) {
            next = elem_index(f, e->elems.p[i], next);
            if (vals.p[i].kind != IRV_ZERO)
                lower_store(f, lower_place_index(f, dst, lower_int_val(f, next)), vals.p[i], true);
        }
    } else
        array_into(f, e, dst, INTO_NEW);
    return slice_all(f, p, t);
}

IrVal lower_slice_of(Fn *f, Type *slice, IrVals vals)
{
    if (!vals.n) return ir_val_zero(slice);
    Type *elem = type_unalias(((Slice *)type_under(slice))->elem);
    IrVal p = lower_new_object(f, type_new_array(f->lo->ts, elem, vals.n), NULL);
    f->cur->last->implicit = true;
    IrPlace *dst = lower_place_deref(f, p);
    for (uint32_t i = 0; i < vals.n; i++)
        lower_store(f, lower_place_index(f, dst, lower_int_val(f, i)), vals.p[i], true);
    return slice_all(f, p, slice);
}

static void map_store(Fn *f, IrVal map, IrVal k, IrVal v)
{
    IrVal at = lower_emit_binary(f, IR_MAP_SLOT, type_new_pointer(f->lo->ts, v.type), map, k);
    lower_store(f, lower_place_deref(f, at), v, false);
}

// Entries of a long literal whose key and value are data: two arrays and a loop. *rest gets the others.
static void fill_from_data(Fn *f, IrVal map, CompositeLit *e, Map *m, ExprList *rest)
{
    Type *types[2] = {type_unalias(m->key), type_unalias(m->elem)};
    bool local = f != f->u->init; // initialisers of package variables run once
    VEC(IrStatic *) entries[2] = {{0}, {0}};
    for (uint32_t i = 0; i < e->elems.n; i++) {
        KeyValue *kv = (KeyValue *)e->elems.p[i];
        IrStatic *k = lower_static_expr(f->u, kv->key, types[0], local);
        IrStatic *v = k ? lower_static_expr(f->u, kv->value, types[1], local) : NULL;
        if (v) {
            vec_push(f->arena, &entries[0], k);
            vec_push(f->arena, &entries[1], v);
        } else
            vec_push(f->arena, rest, e->elems.p[i]);
    }
    uint32_t n = entries[0].n;
    if (!n) return;
    IrPlace *arrays[2];
    for (uint32_t i = 0; i < 2; i++) {
        Type *at = type_new_array(f->lo->ts, types[i], n);
        IrStatic *s = ARENA_NEW(f->arena, IrStatic);
        *s = (IrStatic){.kind = IRST_FIELDS, .type = at};
        for (uint32_t k = 0; k < n; k++) vec_push(f->arena, &s->elems, entries[i].p[k]);
        arrays[i] = lower_place_global(f, lower_static_data(f->u, s, at, true), at);
    }
    Counted c = lower_begin_counted(f, n);
    IrVal k = lower_load(f, lower_place_index(f, arrays[0], ir_val_local(c.i)));
    map_store(f, map, k, lower_load(f, lower_place_index(f, arrays[1], ir_val_local(c.i))));
    lower_end_counted(f, &c);
}

static IrVal map_lit(Fn *f, CompositeLit *e, Type *t)
{
    enum { FILL_BY_LOOP = 25 }; // literals with more entries, as in gc
    Map *m = (Map *)type_under(t);
    IrStmt *s = lower_emit(f, IR_NEW_MAP, 1);
    if (e->elems.n) s->args[0] = lower_int_val(f, e->elems.n);
    s->expr = &e->e;
    s->dst = lower_temp(f, t);
    IrVal map = ir_val_local(s->dst);
    ExprList rest = {0};
    if (!f->env && e->elems.n > FILL_BY_LOOP)
        fill_from_data(f, map, e, m, &rest);
    else
        rest = e->elems;
    for (uint32_t i = 0; i < rest.n; i++) {
        KeyValue *kv = (KeyValue *)rest.p[i];
        lower_order_pair(f, kv->key, kv->value);
        IrVal k = lower_expr_to(f, kv->key, type_unalias(m->key));
        map_store(f, map, k, lower_expr_to(f, kv->value, type_unalias(m->elem)));
    }
    return map;
}

IrVal lower_addr_composite(Fn *f, CompositeLit *e, Type *t, const Expr *whole)
{
    TypeKind k = type_under(t)->kind;
    if (k == TYP_STRUCT || k == TYP_ARRAY) {
        IrVal p = lower_new_object(f, t, whole);
        lower_composite_into(f, e, t, lower_place_deref(f, p), INTO_NEW);
        return p;
    }
    IrVal v = k == TYP_MAP ? map_lit(f, e, t) : slice_lit(f, e, t);
    IrVal p = lower_new_object(f, t, whole);
    lower_store(f, lower_place_deref(f, p), v, true);
    return p;
}

IrVal lower_composite(Fn *f, CompositeLit *e, Type *t)
{
    Type *u = type_under(t);
    switch (u->kind) {
    case TYP_POINTER:
        return lower_assign_conv(f, lower_addr_composite(f, e, type_unalias(((Pointer *)u)->elem), &e->e),
                                 t); // elided &T
    case TYP_SLICE: return slice_lit(f, e, t);
    case TYP_MAP: return map_lit(f, e, t);
    default: break;
    }
    if (!e->elems.n) return ir_val_zero(t);
    IrLocal *tmp = lower_temp(f, t);
    lower_composite_into(f, e, t, lower_place_local(f, tmp), INTO_ANY);
    return ir_val_local(tmp);
}

IrVal lower_func_lit(Fn *f, FuncLit *e)
{
    Type *sig = lower_expr_type(f, &e->e);
    Fn *known = f == f->u->init ? ptrmap_get(&f->u->init_lits, e) : NULL;
    if (known) return lower_closure_val(f, known, sig);
    Str shown, full;
    Fn *owner = f->root; // literals in a range-over-func body count with its function
    uint32_t number = (uint32_t)(uintptr_t)ptrmap_get(&owner->lit_numbers, e);
    if (!number) BUG("a function literal that scan.c did not see, or lowered twice");
    ptrmap_put(&owner->lit_numbers, e, NULL);
    lower_lit_name(owner, owner->is_closure ? "." : ".func", "", number, &shown, &full);
    Fn *inner = lower_closure_new(f, shown, full, sig, e->e.node.pos);
    inner->ir->lit = e;
    lower_fn_signature(inner, (Signature *)type_under(e->e.type), e->body);
    lower_stmts(inner, e->body->list);
    lower_fn_finish(inner, e->body->rbrace);
    if (f == f->u->init) ptrmap_put(&f->u->init_lits, e, inner);
    IrVal v = lower_closure_val(f, inner, sig);
    return v.kind == IRV_FUNC && f != f->u->init ? lower_static_closure(f, v) : v;
}
