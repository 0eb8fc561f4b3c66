// Places as C lvalues and addresses.
//
// A place is a base (variable, dereferenced pointer, element of a pointer) and steps into fields
// and arrays. Where a step reaches something of no size C has no member for it: from there on the
// place is a byte offset, good only for taking its address.
#include "cgen/emit.h"

bool place_is_frame(const IrPlace *p) { return p->base == IRB_LOCAL && !local_is_boxed(p->local); }

static const char *cast_pointer(Fn *fn, CType *target, IrVal ptr)
{
    const char *p = val(fn, ptr);
    CType *pt = val_type(fn, ptr);
    if (ptr.kind != IRV_ZERO && ctype_points_to(pt, target)) return p;
    return text(fn, "((%s *)%s)", target->text, p);
}

const char *elem_lvalue(Fn *fn, CType *elem, const char *ptr, const char *index)
{
    return text(fn, "((%s *)%s)[%s]", elem->text, ptr, index);
}

typedef struct Path {
    const char *lvalue; // so far; for is_ptr a pointer to what is meant
    bool is_ptr;
    bool by_address; // lvalue is a byte address
} Path;

static Path base_of(Fn *fn, const IrPlace *p)
{
    CType *bt = ctype_value(fn->cg, p->base_type);
    fn->expr_reads = true;
    switch (p->base) {
    case IRB_LOCAL: {
        vec_push(fn->arena, &fn->used, p->local);
        const char *name = assign_target(fn, p->local);
        if (bt->rep == CREP_VOID) return (Path){text(fn, local_is_boxed(p->local) ? "%s" : "&%s", name), false, true};
        return (Path){name, local_is_boxed(p->local), false};
    }
    case IRB_GLOBAL: {
        const char *name = sym_name(fn->cg, p->global);
        if (bt->rep == CREP_VOID) return (Path){text(fn, "&%s", name), false, true};
        return (Path){name, false, false};
    }
    case IRB_DEREF:
        if (bt->rep == CREP_VOID) return (Path){val(fn, p->ptr), false, true};
        return (Path){cast_pointer(fn, bt, p->ptr), true, false};
    case IRB_ELEM: {
        if (bt->rep == CREP_VOID) return (Path){val(fn, p->ptr), false, true};
        const char *ptr = cast_pointer(fn, bt, p->ptr);
        return (Path){text(fn, "%s[%s]", ptr, val(fn, p->index)), false, false};
    }
    }
    BUG("cgen: place without base");
}

static const char *as_lvalue(Fn *fn, Path at) { return at.is_ptr ? text(fn, "(*%s)", at.lvalue) : at.lvalue; }

static Path step_into(Fn *fn, Path at, CType *whole, const IrStep *step)
{
    CType *part = ctype_value(fn->cg, step->type);
    if (at.by_address) return at;
    if (part->rep == CREP_VOID) {
        int64_t offset = step->is_index ? 0 : struct_field_offset((Struct *)whole->under, step->field);
        const char *whole_lvalue = as_lvalue(fn, at);
        return (Path){text(fn, "((uint8_t *)&%s + %lld)", whole_lvalue, (long long)offset), false, true};
    }
    const char *arrow = at.is_ptr ? "->" : ".";
    if (step->is_index) return (Path){text(fn, "%s%sa[%s]", at.lvalue, arrow, val(fn, step->index)), false, false};
    return (Path){text(fn, "%s%s%s", at.lvalue, arrow, whole->field_names[step->field]), false, false};
}

static Path walk(Fn *fn, const IrPlace *p)
{
    Path at = base_of(fn, p);
    CType *whole = ctype_value(fn->cg, p->base_type);
    for (uint32_t i = 0; i < p->steps.n; i++) {
        at = step_into(fn, at, whole, &p->steps.p[i]);
        whole = ctype_value(fn->cg, p->steps.p[i].type);
    }
    return at;
}

const char *place_text(Fn *fn, const IrPlace *p)
{
    Path at = walk(fn, p);
    if (!at.by_address) return as_lvalue(fn, at);
    CType *ct = ctype_value(fn->cg, p->type); // sized: an element of an array of no elements, never reached
    return ct->rep == CREP_VOID ? "((void)0)" : text(fn, "(*(%s *)(%s))", ct->text, at.lvalue);
}

const char *place_address(Fn *fn, const IrPlace *p)
{
    Path at = walk(fn, p);
    if (at.by_address) return text(fn, "((void *)%s)", at.lvalue);
    return at.is_ptr ? at.lvalue : text(fn, "(&%s)", at.lvalue);
}
