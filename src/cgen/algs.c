// Equality and hash closures of types, for descriptors.
//
// Plain memory is compared and hashed by small weak functions, one a size; strings, floats and
// interfaces have their own; structs and arrays that are not plain memory are lowered from Go
// (lower_equal_symbol). The closures are one word: the code.
#include "cgen/emit.h"

static const char *closure_of(Cg *cg, const char *code)
{
    Str key = str_from(arena_printf(cg->arena, "closure %s", code));
    const char *label = strmap_get(&cg->strings, key);
    if (label) return label;
    label = asm_label(cg, 'c');
    strmap_put(&cg->strings, key, (void *)label);
    asm_line(cg, ".pushsection .data.rel.ro.%s,\"aw\",@progbits", label + 2);
    asm_line(cg, "%s: .quad %s", label, code);
    asm_line(cg, ".popsection");
    return label;
}

static const char *helper(Cg *cg, const char *name, const char *head, const char *body)
{
    if (!strmap_has(&cg->helpers, str_from(name))) {
        strmap_put(&cg->helpers, str_from(name), (void *)name);
        sb_printf(&cg->helper_code, "UG_WEAK %s %s%s\n", strncmp(name, "ug$eq", 5) == 0 ? "bool" : "uintptr_t", name,
                  head);
        sb_printf(&cg->helper_code, "{ return %s; }\n", body);
    }
    return closure_of(cg, name);
}

static const char *equal_helper(Cg *cg, const char *stem, const char *body)
{
    return helper(cg, arena_printf(cg->arena, "ug$eq$%s", stem), "(const void *a, const void *b)", body);
}

static const char *hash_helper(Cg *cg, const char *stem, const char *body)
{
    return helper(cg, arena_printf(cg->arena, "ug$hash$%s", stem), "(const void *p, uintptr_t seed)", body);
}

static const char *equal_memory(Cg *cg, int64_t size)
{
    return equal_helper(cg, arena_printf(cg->arena, "mem%lld", (long long)size),
                        arena_printf(cg->arena, "__builtin_memcmp(a, b, %lld) == 0", (long long)size));
}

static const char *hash_memory(Cg *cg, int64_t size)
{
    return hash_helper(cg, arena_printf(cg->arena, "mem%lld", (long long)size),
                       arena_printf(cg->arena, "ugx_memhash(p, seed, %lld)", (long long)size));
}

const char *alg_equal_symbol(Cg *cg, CType *ct)
{
    if (!type_comparable(ct->type)) return NULL;
    switch (ct->rep) {
    case CREP_VOID: return equal_helper(cg, "mem0", "true");
    case CREP_BOOL:
    case CREP_INT:
    case CREP_POINTER:
    case CREP_CHAN: return equal_memory(cg, ct->size);
    case CREP_F32: return equal_helper(cg, "f32", "*(const float *)a == *(const float *)b");
    case CREP_F64: return equal_helper(cg, "f64", "*(const double *)a == *(const double *)b");
    case CREP_C64: return equal_helper(cg, "c64", "ug_eq_c64(*(const UgComplex64 *)a, *(const UgComplex64 *)b)");
    case CREP_C128: return equal_helper(cg, "c128", "ug_eq_c128(*(const UgComplex128 *)a, *(const UgComplex128 *)b)");
    case CREP_STRING: return equal_helper(cg, "str", "ug_streq(*(const UgString *)a, *(const UgString *)b)");
    case CREP_EFACE: return equal_helper(cg, "eface", "ug_efaceeq(*(const UgEface *)a, *(const UgEface *)b)");
    case CREP_IFACE: return equal_helper(cg, "iface", "ug_ifaceeq(*(const UgIface *)a, *(const UgIface *)b)");
    case CREP_STRUCT:
    case CREP_ARRAY: {
        IrSym *sym = lower_equal_symbol(cg->opt->lower, cg->u, ct->type);
        return sym ? closure_of(cg, sym_asm_name(cg, sym)) : equal_memory(cg, ct->size);
    }
    case CREP_NONE:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_SLICE: break;
    }
    return NULL;
}

const char *alg_hash_symbol(Cg *cg, CType *ct)
{
    switch (ct->rep) {
    case CREP_VOID: return hash_helper(cg, "mem0", "seed");
    case CREP_F32: return closure_of(cg, "ugx_f32hash");
    case CREP_F64: return closure_of(cg, "ugx_f64hash");
    case CREP_C64: return hash_helper(cg, "c64", "ugx_f32hash((const float *)p + 1, ugx_f32hash(p, seed))");
    case CREP_C128: return hash_helper(cg, "c128", "ugx_f64hash((const double *)p + 1, ugx_f64hash(p, seed))");
    case CREP_STRING: return closure_of(cg, "ugx_strhash");
    case CREP_EFACE: return closure_of(cg, "ugx_efacehash");
    case CREP_IFACE: return closure_of(cg, "ugx_ifacehash");
    case CREP_STRUCT:
    case CREP_ARRAY: {
        IrSym *sym = lower_hash_symbol(cg->opt->lower, cg->u, ct->type);
        return sym ? closure_of(cg, sym_asm_name(cg, sym)) : hash_memory(cg, ct->size);
    }
    case CREP_NONE:
    case CREP_BOOL:
    case CREP_INT:
    case CREP_POINTER:
    case CREP_CHAN:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_SLICE: break;
    }
    return hash_memory(cg, ct->size);
}

bool alg_regular(Cg *cg, CType *ct)
{
    switch (ct->rep) {
    case CREP_VOID:
    case CREP_BOOL:
    case CREP_INT:
    case CREP_POINTER:
    case CREP_CHAN: return true;
    case CREP_STRUCT:
    case CREP_ARRAY: return type_comparable(ct->type) && !lower_equal_symbol(cg->opt->lower, cg->u, ct->type);
    case CREP_NONE:
    case CREP_F32:
    case CREP_F64:
    case CREP_C64:
    case CREP_C128:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_STRING:
    case CREP_SLICE:
    case CREP_EFACE:
    case CREP_IFACE: break;
    }
    return false;
}
