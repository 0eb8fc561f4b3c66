// Itabs known at compile time: one COMDAT object for an interface type and a dynamic type, listed
// in section ug_itabs so that the runtime's table finds them instead of building its own.
#include "cgen/emit.h"

static uint32_t method_index(const MethodSet *set, const Object *want, Str type)
{
    for (uint32_t i = 0; i < set->n; i++) {
        const Object *m = set->p[i].fn;
        if (str_eq(m->name->s, want->name->s) && (m->name->exported || str_eq(m->pkg->path, want->pkg->path))) return i;
    }
    BUG("cgen: %.*s lacks method %.*s", STR_FMT(type), STR_FMT(want->name->s));
}

static void put_itab(Cg *cg, const char *symbol, CType *iface, CType *ct)
{
    MethodSet set = {0};
    type_method_set(cg->opt->types, cg->arena, ct->type, &set);
    ObjectList *methods = &((Interface *)iface->under)->all_methods;
    const char *inter = desc_symbol(cg, iface->type), *type = desc_symbol(cg, ct->type);
    const char **code = ARENA_ARRAY(cg->arena, const char *, methods->n);
    for (uint32_t i = 0; i < methods->n; i++) {
        uint32_t at = method_index(&set, methods->p[i], ct->key);
        code[i] = sym_asm_name(cg, lower_method_symbol(cg->opt->lower, cg->u, ct->type, &set.p[at], true));
    }
    asm_section_open(cg, ".data.rel.ro", "aw", symbol, true);
    asm_line(cg, ".quad %s,%s", inter, type);
    asm_line(cg, ".long 0x%x,0", desc_hash(ct));
    for (uint32_t i = 0; i < methods->n; i++) asm_line(cg, ".quad %s", code[i]);
    asm_section_close(cg);
    asm_line(cg, ".pushsection ug_itabs,\"aoG\",@progbits,%s,%s,comdat", symbol, symbol);
    asm_line(cg, ".quad %s", symbol);
    asm_section_close(cg);
}

const char *itab_ref(Cg *cg, Type *iface, Type *dynamic)
{
    CType *it = ctype_value(cg, iface), *ct = ctype_value(cg, dynamic);
    Str key = str_from(arena_printf(cg->arena, "%.*s,%.*s", STR_FMT(it->key), STR_FMT(ct->key)));
    const char *symbol = strmap_get(&cg->itabs, key);
    if (!symbol) {
        symbol = ctype_symbol(cg, "it$", key);
        strmap_put(&cg->itabs, key, (void *)symbol);
        sb_printf(&cg->decls, "extern const UgItab %s;\n", symbol);
        put_itab(cg, symbol, it, ct);
    }
    return arena_printf(cg->arena, "(&%s)", symbol);
}
