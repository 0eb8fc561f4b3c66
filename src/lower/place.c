// Places: what an addressable expression denotes.
//
// The operands of a place are evaluated when it is made; the checks that make it valid (nil,
// bounds) go to a block of their own if the caller wants them later, as the second phase of an
// assignment does. An inner slice or pointer that has to be loaded on the way is checked at once.
#include "lower/context.h"

static IrPlace *place_new(Fn *f, IrBase base, Type *t)
{
    IrPlace *p = ARENA_NEW(f->arena, IrPlace);
    p->base = base;
    p->base_type = p->type = t;
    return p;
}

IrPlace *lower_place_local(Fn *f, IrLocal *l)
{
    IrPlace *p = place_new(f, IRB_LOCAL, l->type);
    p->local = l;
    return p;
}

IrPlace *lower_place_global(Fn *f, IrSym *sym, Type *t)
{
    IrPlace *p = place_new(f, IRB_GLOBAL, t);
    p->global = sym;
    return p;
}

IrPlace *lower_place_deref(Fn *f, IrVal ptr)
{
    IrPlace *p = place_new(f, IRB_DEREF, type_unalias(((Pointer *)type_under(ptr.type))->elem));
    p->ptr = ptr;
    return p;
}

IrPlace *lower_place_elem(Fn *f, IrVal ptr, IrVal index, Type *elem)
{
    IrPlace *p = place_new(f, IRB_ELEM, elem);
    p->ptr = ptr;
    p->index = index;
    return p;
}

static IrPlace *with_step(Fn *f, const IrPlace *p, IrStep step)
{
    IrPlace *q = ARENA_NEW(f->arena, IrPlace);
    *q = *p;
    q->steps.p = NULL;
    q->steps.n = q->steps.cap = 0;
    for (uint32_t i = 0; i < p->steps.n; i++) vec_push(f->arena, &q->steps, p->steps.p[i]);
    vec_push(f->arena, &q->steps, step);
    q->type = step.type;
    return q;
}

IrPlace *lower_place_field(Fn *f, const IrPlace *p, uint32_t field)
{
    Struct *s = (Struct *)type_under(p->type);
    UG_ASSERT(s->t.kind == TYP_STRUCT && field < s->fields.n);
    return with_step(f, p, (IrStep){.field = field, .type = type_unalias(s->fields.p[field]->type)});
}

IrPlace *lower_place_index(Fn *f, const IrPlace *p, IrVal index)
{
    Array *a = (Array *)type_under(p->type);
    UG_ASSERT(a->t.kind == TYP_ARRAY);
    return with_step(f, p, (IrStep){.is_index = true, .index = index, .type = type_unalias(a->elem)});
}

IrPlace *lower_value_place(Fn *f, IrVal v)
{
    if (v.kind == IRV_LOCAL) return lower_place_local(f, v.local);
    return lower_place_local(f, lower_emit_unary(f, IR_MOV, v.type, v).local);
}

IrVal lower_load(Fn *f, IrPlace *p)
{
    if (p->base == IRB_LOCAL && !p->local->addressed && p->steps.n == 0) return ir_val_local(p->local);
    IrStmt *s = lower_emit(f, IR_LOAD, 0);
    s->place = p;
    s->dst = lower_temp(f, p->type);
    return ir_val_local(s->dst);
}

IrVal lower_addr(Fn *f, IrPlace *p)
{
    Type *t = type_new_pointer(f->lo->ts, p->type);
    if (p->base == IRB_GLOBAL && p->steps.n == 0) return (IrVal){.kind = IRV_GLOBAL, .type = t, .sym = p->global};
    if (p->base == IRB_DEREF && p->steps.n == 0 && type_identical(p->ptr.type, t)) return p->ptr;
    if (p->base == IRB_LOCAL && !p->local->addressed) p->local->addressed = p->local->heap = true;
    IrStmt *s = lower_emit(f, IR_ADDR, 0);
    s->place = p;
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

// A temporary that the last statement has just made is given up for l itself.
static bool retarget(Fn *f, IrLocal *l, IrVal v)
{
    IrStmt *s = f->cur->last;
    if (v.kind != IRV_LOCAL || v.local->kind != IRL_TEMP || v.local->addressed || !s || s->op == IR_IF ||
        s->op == IR_SELECT)
        return false;
    if (!type_identical(v.type, l->type)) return false;
    if (s->dst == v.local && s->dst2 != v.local) {
        s->dst = l;
        return true;
    }
    if (s->dst2 == v.local && s->dst != l) {
        s->dst2 = l;
        return true;
    }
    if (s->op != IR_CALL) return false;
    for (uint32_t i = 0; i < s->call->nresults; i++)
        if (s->call->results[i] == v.local) {
            s->call->results[i] = l;
            return true;
        }
    return false;
}

void lower_assign_local(Fn *f, IrLocal *l, IrVal v)
{
    if ((v.kind == IRV_LOCAL && v.local == l) || retarget(f, l, v)) return;
    IrStmt *s = lower_emit(f, IR_MOV, 1);
    s->args[0] = v;
    s->dst = l;
}

void lower_store(Fn *f, IrPlace *p, IrVal v, bool fresh)
{
    if (p->base == IRB_LOCAL && !p->local->addressed && p->steps.n == 0) {
        lower_assign_local(f, p->local, v);
        return;
    }
    if (v.kind == IRV_ZERO && type_size(v.type) > 16) {
        lower_zero(f, p, fresh);
        return;
    }
    IrStmt *s = lower_emit(f, IR_STORE, 1);
    s->place = p;
    s->args[0] = v;
    s->fresh = fresh;
}

void lower_zero(Fn *f, IrPlace *p, bool fresh)
{
    if (p->base == IRB_LOCAL && !p->local->addressed && p->steps.n == 0) {
        lower_assign_local(f, p->local, ir_val_zero(p->type));
        return;
    }
    IrStmt *s = lower_emit(f, IR_ZERO, 0);
    s->place = p;
    s->fresh = fresh;
}

// An operand of a place: in the first phase of a tuple assignment a copy, for the second may assign the variable.
static IrVal operand(Fn *f, Expr *e)
{
    IrVal v = lower_expr(f, e);
    return f->stable_operands ? lower_stable(f, v) : v;
}

// Appends to the block of deferred checks, or here.
static void check(Fn *f, IrBlock *checks, IrOp op, IrVal a, IrVal b)
{
    IrBlock *saved = f->cur;
    if (checks) f->cur = checks;
    if (op == IR_NILCHECK)
        lower_nilcheck(f, a);
    else
        lower_bounds(f, a, b);
    f->cur = saved;
}

static IrPlace *deref(Fn *f, IrVal ptr, IrBlock *checks)
{
    check(f, checks, IR_NILCHECK, ptr, (IrVal){0});
    return lower_place_deref(f, ptr);
}

// Walks embedded fields from p, following pointers. The checks of a pointer that has to be loaded come at once.
IrPlace *lower_walk_path(Fn *f, IrPlace *p, const uint32_t *path, uint32_t n, IrBlock *checks)
{
    for (uint32_t i = 0; i < n; i++) {
        if (type_under(p->type)->kind == TYP_POINTER) {
            if (checks && checks->first) lower_flush_checks(f, checks);
            p = deref(f, lower_load(f, p), checks);
        }
        p = lower_place_field(f, p, path[i]);
    }
    return p;
}

void lower_flush_checks(Fn *f, IrBlock *checks)
{
    if (!checks->first) return;
    if (f->cur->last) {
        f->cur->last->next = checks->first;
        checks->first->prev = f->cur->last;
    } else
        f->cur->first = checks->first;
    f->cur->last = checks->last;
    checks->first = checks->last = NULL;
}

static IrPlace *field_place(Fn *f, Selector *e, IrBlock *checks)
{
    Selection *sel = e->selection;
    Type *xt = lower_expr_type(f, e->x);
    IrPlace *p;
    if (type_under(xt)->kind == TYP_POINTER)
        p = lower_value_place(f, operand(f, e->x));
    else
        p = lower_place(f, e->x, checks);
    return lower_walk_path(f, p, sel->path.p, sel->path.n, checks);
}

static IrPlace *array_elem(Fn *f, IrPlace *array, IrVal index, IrBlock *checks)
{
    int64_t n = ((Array *)type_under(array->type))->len, i;
    if (!lower_is_const_int(index, &i) || i < 0 || i >= n) check(f, checks, IR_BOUNDS, index, lower_int_val(f, n));
    return lower_place_index(f, array, index);
}

// The length and data are taken from the header when it is evaluated.
static IrPlace *slice_elem(Fn *f, IrVal base, IrVal index, Type *elem, IrBlock *checks)
{
    Type *pt = type_new_pointer(f->lo->ts, elem);
    IrVal len = lower_emit_unary(f, IR_LEN, f->lo->t_int, base);
    check(f, checks, IR_BOUNDS, index, len);
    IrVal ptr = lower_emit_unary(f, IR_PTR, pt, base);
    return lower_place_elem(f, ptr, index, elem);
}

static IrPlace *index_place(Fn *f, Index *e, IrBlock *checks)
{
    Type *xt = lower_expr_type(f, e->x), *u = type_under(xt);
    lower_order_pair(f, e->x, e->args.p[0]);
    switch (u->kind) {
    case TYP_POINTER: {
        IrVal p = operand(f, e->x);
        IrVal i = operand(f, e->args.p[0]);
        return array_elem(f, deref(f, p, checks), i, checks);
    }
    case TYP_SLICE: {
        IrVal s = operand(f, e->x);
        IrVal i = operand(f, e->args.p[0]);
        return slice_elem(f, s, i, type_unalias(((Slice *)u)->elem), checks);
    }
    case TYP_BASIC: {
        IrVal s = operand(f, e->x);
        IrVal i = operand(f, e->args.p[0]);
        return slice_elem(f, s, i, f->lo->t_uint8, checks);
    }
    default: {
        IrPlace *a = lower_place(f, e->x, checks);
        IrVal i = operand(f, e->args.p[0]);
        return array_elem(f, a, i, checks);
    }
    }
}

IrPlace *lower_place(Fn *f, Expr *e, IrBlock *checks)
{
    switch (e->node.kind) {
    case NODE_Paren: return lower_place(f, ((Paren *)e)->x, checks);
    case NODE_Name: {
        Object *o = ((Name *)e)->obj;
        if (e->mode == MODE_CONST || !o || o->kind != OBJ_VAR) break;
        if (lower_is_package_var(o))
            return lower_place_global(f, lower_object_symbol(f->lo, o), lower_type(f, o->type));
        return lower_var_place(f, lower_var(f, o));
    }
    case NODE_Selector: {
        Selector *s = (Selector *)e;
        if (e->mode == MODE_CONST) break;
        if (!s->selection) {
            if (s->sel->obj && s->sel->obj->kind == OBJ_VAR)
                return lower_place_global(f, lower_object_symbol(f->lo, s->sel->obj), lower_type(f, s->sel->obj->type));
            break;
        }
        if (s->selection->kind == SEL_FIELD) return field_place(f, s, checks);
        break;
    }
    case NODE_Star: {
        IrVal p = operand(f, ((Star *)e)->x);
        return deref(f, p, checks);
    }
    case NODE_Index: {
        if (e->mode == MODE_CONST) break;
        Type *u = type_under(lower_expr_type(f, ((Index *)e)->x));
        if (u->kind == TYP_MAP || u->kind == TYP_SIGNATURE) break;
        return index_place(f, (Index *)e, checks);
    }
    default: break;
    }
    return lower_value_place(f, lower_expr(f, e));
}

bool lower_has_place(Fn *f, Expr *e)
{
    e = ast_unparen(e);
    if (e->mode == MODE_CONST) return false;
    switch (e->node.kind) {
    case NODE_Name: return ((Name *)e)->obj && ((Name *)e)->obj->kind == OBJ_VAR;
    case NODE_Star: return true;
    case NODE_Selector: {
        Selector *s = (Selector *)e;
        if (!s->selection) return s->sel->obj && s->sel->obj->kind == OBJ_VAR;
        if (s->selection->kind != SEL_FIELD) return false;
        return type_under(lower_expr_type(f, s->x))->kind == TYP_POINTER || s->selection->indirect ||
               lower_has_place(f, s->x);
    }
    case NODE_Index: {
        Type *u = type_under(lower_expr_type(f, ((Index *)e)->x));
        if (u->kind == TYP_ARRAY) return lower_has_place(f, ((Index *)e)->x);
        return u->kind == TYP_SLICE || u->kind == TYP_POINTER || u->kind == TYP_BASIC;
    }
    default: return false;
    }
}
