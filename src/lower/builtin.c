// Calls of predeclared functions and of package unsafe.
#include "lower/context.h"

static Expr *arg(Call *e, uint32_t i) { return e->args.p[i]; }

static bool is_string(Type *t)
{
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_STRING);
}

// The arguments' values where a single call may provide them all.
static void arg_values(Fn *f, Call *e, IrVals *out)
{
    if (e->args.n == 1 && !arg(e, 0)->commaok && lower_type(f, arg(e, 0)->type)->kind == TYP_TUPLE) {
        lower_expr_multi(f, arg(e, 0), out);
        return;
    }
    lower_order(f, e->args.p, e->args.n);
    for (uint32_t i = 0; i < e->args.n; i++) vec_push(f->arena, out, lower_expr(f, arg(e, i)));
}

static IrVal append_spread(Fn *f, Call *e, Type *t)
{
    lower_order(f, e->args.p, e->args.n);
    IrVal s = lower_expr_to(f, arg(e, 0), t);
    IrVal more = lower_bytes_as_string(f, arg(e, 1), true);
    if (more.kind == IRV_ZERO && !is_string(more.type)) return s;
    return lower_emit_binary(f, IR_APPEND_SLICE, t, s, more);
}

static IrVal append(Fn *f, Call *e, Type *t)
{
    if (e->has_dots) return append_spread(f, e, t);
    Type *elem = type_unalias(((Slice *)type_under(t))->elem);
    IrVals vals = {0};
    arg_values(f, e, &vals);
    if (vals.n == 1) return lower_assign_conv(f, vals.p[0], t);
    for (uint32_t i = 0; i < vals.n; i++) vals.p[i] = lower_assign_conv(f, vals.p[i], i ? elem : t);
    IrStmt *s = lower_emit(f, IR_APPEND, vals.n);
    for (uint32_t i = 0; i < vals.n; i++) s->args[i] = vals.p[i];
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

static IrVal length(Fn *f, Call *e, IrOp op)
{
    Expr *x = ast_unparen(arg(e, 0));
    Type *t = lower_expr_type(f, x), *u = type_under(t);
    if (u->kind == TYP_POINTER) u = type_under(((Pointer *)u)->elem);
    if (u->kind == TYP_ARRAY) {
        lower_discard(f, x);
        return lower_int_val(f, ((Array *)u)->len);
    }
    bool conversion = x->mode != MODE_CONST && x->node.kind == NODE_Call && ((Call *)x)->conversion;
    if (op == IR_LEN && conversion && u->kind == TYP_SLICE && is_string(lower_expr_type(f, ((Call *)x)->args.p[0]))) {
        bool runes = type_basic_kind(((Slice *)u)->elem) == BASIC_INT32;
        return lower_emit_unary(f, runes ? IR_RUNE_COUNT : IR_LEN, f->lo->t_int, lower_expr(f, ((Call *)x)->args.p[0]));
    }
    return lower_emit_unary(f, op, f->lo->t_int, lower_bytes_as_string(f, x, true));
}

static IrVal make(Fn *f, Call *e)
{
    Type *t = lower_type(f, arg(e, 0)->type);
    lower_order(f, e->args.p + 1, e->args.n - 1);
    IrVal a = e->args.n > 1 ? lower_expr(f, arg(e, 1)) : (IrVal){0};
    IrVal b = e->args.n > 2 ? lower_expr(f, arg(e, 2)) : (IrVal){0};
    TypeKind k = type_under(t)->kind;
    IrStmt *s = lower_emit(f,
                           k == TYP_SLICE ? IR_NEW_SLICE
                           : k == TYP_MAP ? IR_NEW_MAP
                                          : IR_NEW_CHAN,
                           k == TYP_SLICE ? 2 : 1);
    s->args[0] = a;
    if (k == TYP_SLICE) s->args[1] = b;
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

static IrVal new_value(Fn *f, Call *e)
{
    if (arg(e, 0)->mode == MODE_TYPE) return lower_new_object(f, lower_type(f, arg(e, 0)->type), &e->e);
    Type *t = type_unalias(((Pointer *)type_under(lower_expr_type(f, &e->e)))->elem);
    IrVal v = lower_expr_to(f, arg(e, 0), t);
    IrVal p = lower_new_object(f, t, &e->e);
    lower_store(f, lower_place_deref(f, p), v, true);
    return p;
}

static IrVal min_max(Fn *f, Call *e, IrOp op, Type *t)
{
    IrVals v = {0};
    arg_values(f, e, &v);
    IrVal r = lower_assign_conv(f, v.p[0], t);
    for (uint32_t i = 1; i < v.n; i++) r = lower_emit_binary(f, op, t, r, lower_assign_conv(f, v.p[i], t));
    return r;
}

static IrVal complex_parts(Fn *f, Call *e, Type *t)
{
    Type *part = types_basic(f->lo->ts, type_basic_kind(t) == BASIC_COMPLEX64 ? BASIC_FLOAT32 : BASIC_FLOAT64);
    IrVals v = {0};
    arg_values(f, e, &v);
    Type *pt = v.p[0].kind == IRV_CONST ? v.p[1].kind == IRV_CONST ? part : v.p[1].type : v.p[0].type;
    return lower_emit_binary(f, IR_COMPLEX, t, lower_assign_conv(f, v.p[0], pt), lower_assign_conv(f, v.p[1], pt));
}

static IrVal recover(Fn *f)
{
    f->root->ir->sym->calls_recover = true;
    IrLocal *frame = f->root == f ? NULL : f->root->frame;
    IrStmt *s = lower_emit(f, IR_RECOVER, frame ? 1 : 0);
    if (frame) s->args[0] = ir_val_local(lower_var(f, frame)->local);
    s->dst = lower_temp(f, f->lo->t_any);
    return ir_val_local(s->dst);
}

static IrVal unsafe_slice(Fn *f, Call *e, Type *t, bool string)
{
    IrVals v = {0};
    arg_values(f, e, &v);
    IrVal p = v.p[0], n = v.p[1];
    IrStmt *s = lower_emit(f, IR_UNSAFECHECK, 2);
    s->args[0] = p;
    s->args[1] = n;
    if (!string) s->type = type_unalias(((Slice *)type_under(t))->elem);
    lower_check_elems(f, string ? "ugx_checkptr_string" : "ugx_checkptr_slice", p, string ? f->lo->t_uint8 : s->type,
                      n);
    n = lower_conv_val(f, n, f->lo->t_int);
    if (string) return lower_emit_binary(f, IR_MAKE_STRING, t, p, n);
    s = lower_emit(f, IR_MAKE_SLICE, 3);
    s->args[0] = p;
    s->args[1] = s->args[2] = n;
    s->dst = lower_temp(f, t);
    return ir_val_local(s->dst);
}

static int64_t offset_of(Fn *f, Selector *e)
{
    Type *t = lower_expr_type(f, e->x);
    if (type_under(t)->kind == TYP_POINTER) t = ((Pointer *)type_under(t))->elem;
    int64_t off = 0;
    for (uint32_t i = 0; i < e->selection->path.n; i++) {
        Struct *s = (Struct *)type_under(t);
        uint32_t field = e->selection->path.p[i];
        off += struct_field_offset(s, field);
        t = s->fields.p[field]->type;
    }
    return off;
}

static IrVal size_val(Fn *f, Type *t, int64_t n) { return ir_val_const(t, num_int64(f->arena, n)); }

IrVal lower_builtin(Fn *f, Call *e)
{
    BuiltinId id = e->builtin;
    Type *t = e->e.type ? lower_expr_type(f, &e->e) : NULL;
    switch (id) {
    case BUILTIN_APPEND: return append(f, e, t);
    case BUILTIN_LEN: return length(f, e, IR_LEN);
    case BUILTIN_CAP: return length(f, e, IR_CAP);
    case BUILTIN_COMPLEX: return complex_parts(f, e, t);
    case BUILTIN_REAL: return lower_emit_unary(f, IR_REAL, t, lower_expr(f, arg(e, 0)));
    case BUILTIN_IMAG: return lower_emit_unary(f, IR_IMAG, t, lower_expr(f, arg(e, 0)));
    case BUILTIN_MAKE: return make(f, e);
    case BUILTIN_MAX: return min_max(f, e, IR_MAX, t);
    case BUILTIN_MIN: return min_max(f, e, IR_MIN, t);
    case BUILTIN_NEW: return new_value(f, e);
    case BUILTIN_RECOVER: return recover(f);
    case BUILTIN_UNSAFE_ADD: {
        IrVals v = {0};
        arg_values(f, e, &v);
        IrVal sum = lower_emit_binary(f, IR_PTR_ADD, t, v.p[0], v.p[1]);
        lower_check_added(f, sum, v.p[0]);
        return sum;
    }
    case BUILTIN_UNSAFE_ALIGNOF: return size_val(f, t, type_align(lower_expr_type(f, arg(e, 0))));
    case BUILTIN_UNSAFE_SIZEOF: return size_val(f, t, type_size(lower_expr_type(f, arg(e, 0))));
    case BUILTIN_UNSAFE_OFFSETOF: return size_val(f, t, offset_of(f, (Selector *)ast_unparen(arg(e, 0))));
    case BUILTIN_UNSAFE_SLICE: return unsafe_slice(f, e, t, false);
    case BUILTIN_UNSAFE_STRING: return unsafe_slice(f, e, t, true);
    case BUILTIN_UNSAFE_SLICEDATA:
    case BUILTIN_UNSAFE_STRINGDATA: return lower_emit_unary(f, IR_PTR, t, lower_expr(f, arg(e, 0)));
    case BUILTIN_COPY: {
        IrVals v = {0};
        lower_builtin_args(f, e, &v);
        return lower_emit_binary(f, IR_COPY, f->lo->t_int, v.p[0], v.p[1]);
    }
    case BUILTIN_CLEAR:
    case BUILTIN_CLOSE:
    case BUILTIN_DELETE:
    case BUILTIN_PANIC:
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN: {
        IrVals v = {0};
        lower_builtin_args(f, e, &v);
        lower_builtin_op(f, e, v.p, v.n);
        return (IrVal){0};
    }
    case BUILTIN_NONE:
    case BUILTIN_COUNT: break;
    }
    BUG("builtin %d", id);
}

void lower_builtin_args(Fn *f, Call *e, IrVals *out)
{
    switch ((BuiltinId)e->builtin) {
    case BUILTIN_PANIC: vec_push(f->arena, out, lower_expr_to(f, arg(e, 0), f->lo->t_any)); break;
    case BUILTIN_DELETE: {
        arg_values(f, e, out);
        Map *m = (Map *)type_under(out->p[0].type);
        out->p[1] = lower_assign_conv(f, out->p[1], type_unalias(m->key));
        break;
    }
    case BUILTIN_COPY:
        if (e->args.n == 2) {
            lower_order(f, e->args.p, e->args.n);
            vec_push(f->arena, out, lower_expr(f, arg(e, 0)));
            vec_push(f->arena, out, lower_bytes_as_string(f, arg(e, 1), true));
        } else
            arg_values(f, e, out);
        break;
    case BUILTIN_RECOVER: { // counts as called by this function, whenever it runs
        f->root->ir->sym->calls_recover = true;
        IrLocal *frame = f->root->frame;
        if (f->root != f)
            vec_push(f->arena, out, ir_val_local(lower_var(f, frame)->local));
        else {
            IrStmt *s = lower_emit(f, IR_FRAME, 0);
            s->dst = lower_temp(f, f->lo->t_ptr);
            vec_push(f->arena, out, ir_val_local(s->dst));
        }
        break;
    }
    default: arg_values(f, e, out); break;
    }
}

void lower_builtin_op(Fn *f, Call *e, IrVal *args, uint32_t n)
{
    static const IrOp ops[BUILTIN_COUNT] = {
        [BUILTIN_CLEAR] = IR_CLEAR,       [BUILTIN_CLOSE] = IR_CLOSE,     [BUILTIN_COPY] = IR_COPY,
        [BUILTIN_DELETE] = IR_MAP_DELETE, [BUILTIN_PANIC] = IR_PANIC,     [BUILTIN_PRINT] = IR_PRINT,
        [BUILTIN_PRINTLN] = IR_PRINT,     [BUILTIN_RECOVER] = IR_RECOVER,
    };
    UG_ASSERT(ops[e->builtin]);
    IrStmt *s = lower_emit(f, ops[e->builtin], n);
    for (uint32_t i = 0; i < n; i++) s->args[i] = args[i];
    s->newline = e->builtin == BUILTIN_PRINTLN;
    if (e->builtin == BUILTIN_RECOVER) s->dst = lower_temp(f, f->lo->t_any);
}
