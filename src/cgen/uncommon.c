// The uncommon part of a descriptor: package path and method table of named types and of structs
// with promoted methods. Sorted as interfaces sort theirs, exported methods first.
#include "cgen/emit.h"

static Named *named_base(Type *t)
{
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    return t->kind == TYP_NAMED ? (Named *)t : NULL;
}

bool uncommon_of(Cg *cg, CType *ct, MethodList *out)
{
    *out = (MethodList){0};
    out->named = ct->type->kind == TYP_NAMED || ct->type->kind == TYP_BASIC;
    if (ct->under->kind != TYP_INTERFACE) type_method_set(cg->opt->types, cg->arena, ct->type, &out->set);
    for (uint32_t i = 0; i < out->set.n; i++) out->nexported += out->set.p[i].fn->name->exported;
    Named *base = named_base(ct->type);
    out->pkg = base ? base->obj->pkg : NULL;
    if (out->pkg)
        out->path = pkg_link_path(out->pkg);
    else if (type_basic_kind(ct->type) == BASIC_UNSAFE_POINTER)
        out->path = STR("unsafe");
    return out->named || out->set.n;
}

void uncommon_put(Cg *cg, const char *desc, const MethodList *ml, int64_t tail)
{
    const char *path = ml->path.n ? name_label(cg, ml->path, STR(""), false, false, STR("")) : NULL;
    if (path)
        asm_line(cg, ".long %s - %s", path, desc);
    else
        asm_line(cg, ".long 0");
    asm_line(cg, ".short %u,%u", ml->set.n, ml->nexported);
    asm_line(cg, ".long %lld,0", (long long)(16 + tail));
}

void uncommon_put_methods(Cg *cg, CType *ct, const char *desc, const MethodList *ml)
{
    for (uint32_t i = 0; i < ml->set.n; i++) {
        Object *m = ml->set.p[i].fn;
        Str path = !m->name->exported && m->pkg && m->pkg != ml->pkg ? pkg_link_path(m->pkg) : STR("");
        const char *name = name_label(cg, m->name->s, STR(""), m->name->exported, false, path);
        const char *type = desc_symbol(cg, m->type);
        IrSym *ifn = lower_method_symbol(cg->opt->lower, cg->u, ct->type, &ml->set.p[i], true);
        IrSym *tfn = lower_method_symbol(cg->opt->lower, cg->u, ct->type, &ml->set.p[i], false);
        asm_line(cg, ".long %s - %s, %s - %s, %s - %s, %s - %s", name, desc, type, desc, sym_asm_name(cg, ifn), desc,
                 sym_asm_name(cg, tfn), desc);
    }
}
