// Maps: access, assignment, deletion, iteration, by the runtime's variant for the key's type.
#include "cgen/emit.h"

enum { MAP_INLINE_MAX = 128 }; // larger keys and elements stand behind pointers

static const char *variant(const CType *key, const CType *elem, bool assigns)
{
    if (elem->size > MAP_INLINE_MAX) return "";
    if (key->rep == CREP_STRING) return "_str";
    if (key->rep == CREP_INT && key->bits >= 32) return key->bits == 32 ? "_32" : "_64";
    if ((key->rep == CREP_POINTER || key->rep == CREP_CHAN) && !assigns) return "_64"; // assigning stores a pointer
    return "";
}

static const char *key_text(Fn *fn, const CType *key, IrVal k, const char *how)
{
    if (!*how) return key->rep == CREP_VOID ? "&ug_nothing" : text(fn, "&%s", val_lvalue(fn, k));
    const char *v = val(fn, k);
    return key->rep == CREP_STRING ? v : text(fn, "(uint%s_t)%s", how + 1, v);
}

static const char *call(Fn *fn, IrStmt *s, const char *verb)
{
    CType *ct = val_type(fn, s->args[0]);
    Map *m = (Map *)ct->under;
    CType *key = ctype_value(fn->cg, m->key), *elem = ctype_value(fn->cg, m->elem);
    bool del = strcmp(verb, "delete") == 0;
    const char *how = del ? "" : variant(key, elem, strcmp(verb, "assign") == 0);
    const char *a = val(fn, s->args[0]), *k = key_text(fn, key, s->args[1], how);
    return text(fn, "ugx_map%s%s((const UgMapType *)%s, %s, %s)", verb, how, desc_ref(fn->cg, ct->type), a, k);
}

static void get(Fn *fn, IrStmt *s)
{
    CType *elem = ctype_value(fn->cg, ((Map *)val_type(fn, s->args[0])->under)->elem);
    const char *slot = text(fn, "slot$%u", fn->counter++);
    put(fn, "void *%s = %s;", slot, call(fn, s, "access"));
    if (s->dst && elem->rep != CREP_VOID)
        assign(fn, s->dst, text(fn, "%s ? *(%s *)%s : %s", slot, elem->text, slot, zero_text(fn->cg, elem, false)));
    if (s->dst2) assign(fn, s->dst2, text(fn, "%s != NULL", slot));
    if (fn->f->sym->collects) put(fn, "ug_drop(%s);", slot);
}

static const char *iterator(Fn *fn, IrLocal *l)
{
    LocalInfo *li = local_info(fn, l);
    const char *name = local_name(fn, l);
    if (!li->declared) sb_printf(&fn->top, "    UgMapIter %s;\n", name);
    li->declared = true;
    return name;
}

void map_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_MAP_GET: get(fn, s); return;
    case IR_MAP_SLOT: assign(fn, s->dst, call(fn, s, "assign")); return;
    case IR_MAP_DELETE: put(fn, "%s;", call(fn, s, "delete")); return;
    case IR_MAP_ITER: {
        const char *a = val(fn, s->args[0]);
        put(fn, "ugx_mapiterinit((const UgMapType *)%s, %s, &%s);", desc_ref(fn->cg, s->args[0].type), a,
            iterator(fn, s->dst));
        return;
    }
    case IR_MAP_NEXT: put(fn, "ugx_mapiternext(&%s);", iterator(fn, s->args[0].local)); return;
    case IR_MAP_ITER_KEY: assign(fn, s->dst, text(fn, "%s.key", iterator(fn, s->args[0].local))); return;
    case IR_MAP_ITER_ELEM: assign(fn, s->dst, text(fn, "%s.elem", iterator(fn, s->args[0].local))); return;
    default: BUG("cgen: %s is no map operation", ir_op_text(s->op));
    }
}
