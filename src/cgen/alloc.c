// Allocation: new, make, closures. What escape analysis freed of the heap becomes a C object of the
// frame, declared at the function's top so that it lives as long as the frame does.
#include "cgen/emit.h"

static void new_object(Fn *fn, IrStmt *s)
{
    CType *ct = ctype_value(fn->cg, s->type);
    if (s->escapes || ct->rep == CREP_VOID) {
        assign(fn, s->dst, text(fn, "ugx_new(%s)", desc_ref(fn->cg, ct->type)));
        return;
    }
    const char *object = local_declare_top(fn, ct->text, "obj");
    store_zero(fn, ct, object, false);
    assign(fn, s->dst, text(fn, "&%s", object));
}

static IrVal optional(IrStmt *s, uint32_t i) { return i < s->nargs ? s->args[i] : (IrVal){0}; }

static void frame_slice(Fn *fn, IrStmt *s, CType *elem, int64_t cap)
{
    const char *store = text(fn, "arr$%u", fn->counter++);
    sb_printf(&fn->top, "    %s %s[%lld];\n", elem->text, store, (long long)(cap ? cap : 1));
    const char *len = val_often(fn, s->args[0]);
    int64_t n;
    if (!val_is_const_int(s->args[0], &n))
        put(fn,
            "if (UGX_UNLIKELY((uint64_t)%s > %lldUL)) { if (%s < 0) ugx_panicmakeslicelen(); ugx_panicmakeslicecap(); "
            "}",
            len, (long long)cap, len);
    put(fn, "__builtin_memset(%s, 0, sizeof(%s));", store, store);
    assign(fn, s->dst, text(fn, "(UgSlice){%s, %s, %lldL}", store, len, (long long)cap));
}

enum { SLICE_BUFFER = 32 }; // bytes, as in gc

// A slice of a length that only run time knows: in the frame if it is short.
static void small_slice(Fn *fn, IrStmt *s, CType *elem, const char *len, const char *cap)
{
    const char *store = text(fn, "arr$%u", fn->counter++);
    long long room = SLICE_BUFFER / elem->size;
    sb_printf(&fn->top, "    %s %s[%lld];\n", elem->text, store, room);
    const char *dst = assign_target(fn, s->dst);
    put(fn, "if ((uint64_t)%s <= %lldUL && (uint64_t)%s <= (uint64_t)%s) {", cap, room, len, cap);
    put(fn, "__builtin_memset(%s, 0, sizeof(%s)); %s = (UgSlice){%s, %s, %s};", store, store, dst, store, len, cap);
    put(fn, "} else %s = (UgSlice){ugx_makeslice(%s, %s, %s), %s, %s};", dst, desc_ref(fn->cg, elem->type), len, cap,
        len, cap);
}

static void new_slice(Fn *fn, IrStmt *s)
{
    CType *elem = ctype_value(fn->cg, ((Slice *)ctype_value(fn->cg, s->dst->type)->under)->elem);
    IrVal len = s->args[0], cap = optional(s, 1);
    if (cap.kind == IRV_NONE) cap = len;
    int64_t n;
    if (!s->escapes && val_is_const_int(cap, &n) && elem->rep != CREP_VOID) {
        frame_slice(fn, s, elem, n);
        return;
    }
    if (len.kind == IRV_LOCAL) fold_put(fn, len.local);
    if (cap.kind == IRV_LOCAL) fold_put(fn, cap.local);
    const char *l = val_int64(fn, len), *c = val_int64(fn, cap);
    if (!s->escapes && elem->size > 0 && elem->size <= SLICE_BUFFER) {
        small_slice(fn, s, elem, l, c);
        return;
    }
    assign(fn, s->dst,
           text(fn, "(UgSlice){ugx_makeslice(%s, %s, %s), %s, %s}", desc_ref(fn->cg, elem->type), l, c, l, c));
}

// A map of one group that stays in the frame, group included; should it outgrow that, its tables go to the heap.
static void frame_map(Fn *fn, IrStmt *s)
{
    int64_t words = desc_map_group_size(fn->cg, (Map *)ctype_value(fn->cg, s->dst->type)->under) / 8;
    const char *map = local_declare_top(fn, "UgFrameMap", "map"), *group = text(fn, "grp$%u", fn->counter++);
    sb_printf(&fn->top, "    uint64_t %s[%lld];\n", group, (long long)words);
    assign(fn, s->dst, text(fn, "ugx_makemap_frame(&%s, %s, sizeof(%s))", map, group, group));
}

static void new_map(Fn *fn, IrStmt *s)
{
    if (!s->escapes) { // opt lets those stay that ask for one group at most
        frame_map(fn, s);
        return;
    }
    const char *hint = s->nargs && s->args[0].kind != IRV_NONE ? val_int64(fn, s->args[0]) : "0";
    assign(fn, s->dst, text(fn, "ugx_makemap((const UgMapType *)%s, %s)", desc_ref(fn->cg, s->dst->type), hint));
}

void alloc_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_NEW: new_object(fn, s); return;
    case IR_NEW_SLICE: new_slice(fn, s); return;
    case IR_NEW_MAP: new_map(fn, s); return;
    case IR_NEW_CHAN: {
        const char *size = s->nargs && s->args[0].kind != IRV_NONE ? val_int64(fn, s->args[0]) : "0";
        assign(fn, s->dst, text(fn, "ugx_makechan((const UgChanType *)%s, %s)", desc_ref(fn->cg, s->dst->type), size));
        return;
    }
    default: BUG("cgen: %s is no allocation", ir_op_text(s->op));
    }
}

static void fill_closure(Fn *fn, IrStmt *s, CType *ct, const char *object)
{
    put(fn, "%s%s = (uintptr_t)%s;", object, ct->field_names[0], sym_name(fn->cg, s->func));
    for (uint32_t i = 0; i < s->nargs; i++)
        if (ct->field_names[i + 1]) put(fn, "%s%s = %s;", object, ct->field_names[i + 1], val(fn, s->args[i]));
}

void closure_stmt(Fn *fn, IrStmt *s)
{
    IrFunc *f = s->func->def;
    if (!s->dst) return;
    if (!f || !f->captures.n) {
        assign(fn, s->dst, sym_closure(fn->cg, s->func));
        return;
    }
    CType *ct = ctype_value(fn->cg, lower_closure_type(fn->cg->opt->lower, f));
    if (!s->escapes) {
        const char *object = local_declare_top(fn, ct->text, "clo");
        fill_closure(fn, s, ct, text(fn, "%s.", object));
        assign(fn, s->dst, text(fn, "(const UgClosure *)&%s", object));
        return;
    }
    const char *object = text(fn, "clo$%u", fn->counter++);
    put(fn, "%s *%s = ugx_new(%s);", ct->text, object, desc_ref(fn->cg, ct->type));
    fill_closure(fn, s, ct, text(fn, "%s->", object));
    assign(fn, s->dst, text(fn, "(const UgClosure *)%s", object));
}
