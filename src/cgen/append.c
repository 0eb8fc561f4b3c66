// append: in place while the capacity lasts, else through ugx_growslice.
//
// A working copy of the header is grown or lengthened, the new elements are stored behind the old
// length, and only then the result is assigned, so append(s, s[0]) and s = append(s, …) are right.
#include "cgen/emit.h"

static void make_room(Fn *fn, IrStmt *s, CType *elem, const char *h, const char *n, const char *base, const char *num)
{
    put(fn, "UgSlice %s = %s; UgInt %s = %s.n + %s;", h, base, n, h, num);
    const char *full = text(fn, "UGX_UNLIKELY((uint64_t)%s > (uint64_t)%s.cap)", n, h);
    const char *grown = text(fn, "ugx_growslice(%s.p, %s, %s.cap, %s, %s)", h, n, h, num, desc_ref(fn->cg, elem->type));
    if (fn->f->sym->collects) {
        const char *g = text(fn, "g$%u", fn->counter++);
        put_open(fn, "if (%s) {", full);
        put(fn, "UgSlice %s = %s; %s = %s;", g, grown, h, g);
        dead_temp(fn, val_type(fn, s->args[0]), g);
        put_close(fn, "}");
    } else {
        put(fn, "if (%s) %s = %s;", full, h, grown);
    }
    put(fn, "%s.n = %s;", h, n);
}

static void append_elems(Fn *fn, IrStmt *s, CType *elem, const char *h, const char *n)
{
    uint32_t num = s->nargs - 1;
    const char *base = val_often(fn, s->args[0]);
    const char **values = ARENA_ARRAY(fn->arena, const char *, num + 1);
    for (uint32_t i = 0; i < num; i++) values[i] = val_often(fn, s->args[i + 1]);
    make_room(fn, s, elem, h, n, base, text(fn, "%u", num));
    for (uint32_t i = 0; i < num && elem->rep != CREP_VOID; i++) {
        const char *slot = text(fn, "((%s *)%s.p)[%s - %u]", elem->text, h, n, num - i);
        store_value(fn, elem, slot, values[i], true);
    }
}

static void append_all(Fn *fn, IrStmt *s, CType *elem, const char *h, const char *n)
{
    const char *base = val_often(fn, s->args[0]), *more = val_often(fn, s->args[1]);
    const char *num = text(fn, "%s.n", more);
    make_room(fn, s, elem, h, n, base, num);
    if (elem->rep == CREP_VOID) return;
    const char *slot = text(fn, "(%s *)%s.p + (%s - %s)", elem->text, h, n, num);
    if (elem->has_pointers)
        put(fn, "ugx_typedslicecopy(%s, %s, %s, %s.p, %s);", desc_ref(fn->cg, elem->type), slot, num, more, num);
    else
        put(fn, "ugx_memmove(%s, %s.p, (uintptr_t)%s * %lldUL);", slot, more, num, (long long)elem->size);
}

static void extend(Fn *fn, IrStmt *s, CType *elem, const char *h, const char *n)
{
    const char *base = val_often(fn, s->args[0]), *num = val_int64(fn, s->args[1]);
    put(fn, "if (UGX_UNLIKELY(%s < 0)) ugx_panicmakeslicelen();", num);
    make_room(fn, s, elem, h, n, base, num);
    if (elem->rep == CREP_VOID) return;
    const char *slot = text(fn, "(%s *)%s.p + (%s - %s)", elem->text, h, n, num);
    if (elem->has_pointers)
        put(fn, "ugx_typedsliceclear(%s, %s, %s);", desc_ref(fn->cg, elem->type), slot, num);
    else
        put(fn, "ugx_memclr(%s, (uintptr_t)%s * %lldUL);", slot, num, (long long)elem->size);
}

void append_stmt(Fn *fn, IrStmt *s)
{
    CType *elem = ctype_value(fn->cg, ((Slice *)val_type(fn, s->args[0])->under)->elem);
    uint32_t id = fn->counter++;
    const char *h = text(fn, "h$%u", id), *n = text(fn, "n$%u", id);
    const char *target = s->dst ? assign_target(fn, s->dst) : NULL;
    for (uint32_t i = 0; i < s->nargs; i++)
        if (s->args[i].kind == IRV_LOCAL)
            fold_put(fn, s->args[i].local); // before the block opens: they may be declared
    put_open(fn, "{");
    if (s->op == IR_APPEND)
        append_elems(fn, s, elem, h, n);
    else if (s->op == IR_EXTEND)
        extend(fn, s, elem, h, n);
    else
        append_all(fn, s, elem, h, n);
    if (target) put(fn, "%s = %s;", target, h);
    dead_temp(fn, val_type(fn, s->args[0]), h);
    put_close(fn, "}");
}
