// Loads, stores, addresses, and the beginnings of variables.
#include "cgen/emit.h"

static void declare(Fn *fn, IrStmt *s)
{
    IrLocal *l = s->dst;
    CType *ct = local_type(fn, l);
    if (local_is_boxed(l)) {
        const char *name = assign_target(fn, l);
        put(fn, "%s = ugx_new(%s);", name, desc_ref(fn->cg, ct->type));
        return;
    }
    if (s->noinit || ct->rep == CREP_VOID) return;
    if (l->addressed || ct->size > 64)
        store_zero(fn, ct, assign_target(fn, l), false);
    else
        assign(fn, l, zero_text(fn->cg, ct, false));
}

static void store(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    if (ct->rep == CREP_VOID) return;
    bool barrier = !s->fresh && !place_is_frame(s->place);
    const char *value = val(fn, s->args[0]), *lvalue = place_text(fn, s->place);
    store_value(fn, ct, lvalue, value, barrier);
}

static void move(Fn *fn, IrStmt *s)
{
    CType *ct = ctype_value(fn->cg, s->place->type);
    if (ct->rep == CREP_VOID) return;
    bool barrier = ct->has_pointers && !s->fresh && !place_is_frame(s->place);
    const char *to = place_text(fn, s->place), *from = place_text(fn, s->src);
    if (barrier)
        put(fn, "ugx_typedmemmove(%s, &%s, &%s);", desc_ref(fn->cg, ct->type), to, from);
    else
        put(fn, "%s = %s;", to, from);
}

// A variable that is set to nil lets go of what it pointed to, though C would leave out the store.
static void drop_old_value(Fn *fn, const IrStmt *s)
{
    IrLocal *l = s->dst;
    if (!l || s->args[0].kind != IRV_ZERO || (l->kind != IRL_VAR && l->kind != IRL_PARAM) || l->addressed ||
        l->is_volatile || local_is_boxed(l) || !local_info(fn, l)->declared)
        return;
    each_pointer(fn, local_type(fn, l), local_name(fn, l), "ug_drop");
}

void memory_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_MOV: {
        drop_old_value(fn, s);
        const char *a = val(fn, s->args[0]);
        if (s->args[0].kind == IRV_LOCAL || s->args[0].kind == IRV_CONST || s->args[0].kind == IRV_ZERO ||
            s->args[0].kind == IRV_FUNC)
            fold_def(fn, s, a, true, false);
        else
            assign(fn, s->dst, a);
        return;
    }
    case IR_DECL: declare(fn, s); return;
    case IR_LOAD: {
        if (!s->dst) return;
        CType *ct = local_type(fn, s->dst);
        if (ct->rep == CREP_VOID) return;
        const char *lvalue = place_text(fn, s->place);
        if (ct->size > 16)
            assign(fn, s->dst, lvalue);
        else
            fold_def(fn, s, lvalue, true, true);
        return;
    }
    case IR_STORE: store(fn, s); return;
    case IR_ADDR: {
        bool read = fn->expr_reads;
        const char *address = place_address(fn, s->place);
        // The address itself reads nothing, unless an operand did.
        fn->expr_reads = read || s->place->base == IRB_LOCAL;
        fold_def(fn, s, text(fn, "((%s)%s)", local_type(fn, s->dst)->text, address), true, false);
        return;
    }
    case IR_ZERO:
        store_zero(fn, ctype_value(fn->cg, s->place->type), place_text(fn, s->place),
                   !s->fresh && !place_is_frame(s->place));
        return;
    case IR_MOVE: move(fn, s); return;
    default: BUG("cgen: %s is no memory operation", ir_op_text(s->op));
    }
}
