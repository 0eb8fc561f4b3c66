// Go variables: their locals, and how function literals take them from outside.
//
// A literal takes a variable by value when nothing assigns it after its declaration, its address
// is not taken and it is small; else by reference, and then the variable lives in memory. Both
// are known from the checker's flags when the variable is declared. The body of a range over a
// function is a closure here though not for the checker: scan.c finds what such bodies mention.
#include "lower/context.h"

bool lower_is_package_var(const Object *o)
{
    return o->kind == OBJ_VAR && !o->is_field && o->pkg && o->parent == o->pkg->scope;
}

VarRef *lower_bind(Fn *f, const void *key, IrLocal *l, bool share)
{
    VarRef *v = ARENA_NEW(f->arena, VarRef);
    v->local = l;
    v->type = l->type;
    v->share = share;
    ptrmap_put(&f->vars, key, v);
    return v;
}

VarRef *lower_declare(Fn *f, Object *o, Type *t, IrLocalKind kind, bool reassigned)
{
    IrLocal *l = ir_local_new(f->ir, kind, t, o->name, o->pos);
    bool captured = o->captured || (f->root->range_caps && ptrmap_has(f->root->range_caps, o));
    bool share = captured && (o->reassigned || reassigned || o->addr_taken || type_size(t) > CAPTURE_BY_VALUE_MAX);
    l->addressed = l->heap = o->addr_taken || share;
    l->loop_depth = f->loop_depth;
    return lower_bind(f, o, l, share);
}

// The capture of key in f, made through all functions between its owner and f.
static VarRef *capture(Fn *f, const void *key)
{
    VarRef *from = lower_var(f->outer, key);
    bool by_ref = from->by_ref || from->share;
    Type *t = by_ref && !from->by_ref ? type_new_pointer(f->lo->ts, from->type) : from->local->type;
    IrLocal *l = ir_local_new(f->ir, IRL_CAPTURE, t, from->local->name, from->local->pos);
    l->index = f->ir->captures.n;
    IrCapture c = {.type = t, .by_ref = by_ref, .name = l->name, .local = l};
    vec_push(f->arena, &f->ir->captures, c);
    vec_push(f->arena, &f->capture_keys, key);
    vec_push(f->arena, &f->capture_args, (IrVal){0});
    VarRef *v = lower_bind(f, key, l, by_ref);
    v->type = from->type;
    v->by_ref = by_ref;
    return v;
}

VarRef *lower_var(Fn *f, const void *key)
{
    VarRef *v = ptrmap_get(&f->vars, key);
    if (v) return v;
    if (!f->outer) BUG("%.*s: a variable without declaration", STR_FMT(f->ir->sym->go_name));
    return capture(f, key);
}

IrLocal *lower_add_capture(Fn *f, IrVal outer, Atom name)
{
    IrLocal *l = ir_local_new(f->ir, IRL_CAPTURE, outer.type, name, f->pos);
    l->index = f->ir->captures.n;
    IrCapture c = {.type = outer.type, .name = name, .local = l};
    vec_push(f->arena, &f->ir->captures, c);
    vec_push(f->arena, &f->capture_keys, NULL);
    vec_push(f->arena, &f->capture_args, outer);
    return l;
}

static IrVal capture_arg(Fn *f, VarRef *v, bool by_ref)
{
    if (v->by_ref) return ir_val_local(v->local);
    IrPlace *p = lower_place_local(f, v->local);
    return by_ref ? lower_addr(f, p) : lower_load(f, p);
}

// CLOSURE over what inner took from f: variables by their keys, operands (no key) as they were given.
IrVal lower_closure_val(Fn *f, Fn *inner, Type *t)
{
    uint32_t n = inner->ir->captures.n;
    if (n == 0) return (IrVal){.kind = IRV_FUNC, .type = t, .sym = inner->ir->sym};
    IrVals args = {0};
    for (uint32_t i = 0; i < n; i++) {
        const void *key = inner->capture_keys.p[i];
        if (!key) {
            vec_push(f->arena, &args, inner->capture_args.p[i]);
            continue;
        }
        vec_push(f->arena, &args, capture_arg(f, lower_var(f, key), inner->ir->captures.p[i].by_ref));
    }
    IrStmt *s = lower_emit(f, IR_CLOSURE, n);
    s->func = inner->ir->sym;
    for (uint32_t i = 0; i < n; i++) s->args[i] = args.p[i];
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

// A literal that captures nothing is made by a statement all the same: escape analysis tells what becomes of it.
IrVal lower_static_closure(Fn *f, IrVal v)
{
    IrStmt *s = lower_emit(f, IR_CLOSURE, 0);
    s->func = v.sym;
    s->dst = lower_temp(f, v.type);
    return ir_val_local(s->dst);
}

void lower_emit_decl(Fn *f, VarRef *v, bool noinit)
{
    IrStmt *s = lower_emit(f, IR_DECL, 0);
    s->dst = v->local;
    s->noinit = noinit;
    s->escapes = v->local->heap;
}

IrPlace *lower_var_place(Fn *f, VarRef *v)
{
    return v->by_ref ? lower_place_deref(f, ir_val_local(v->local)) : lower_place_local(f, v->local);
}
