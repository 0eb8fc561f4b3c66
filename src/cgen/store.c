// Stores, with the collector's barrier where the target may be heap or global.
//
// A pointer goes through UGX_STORE; strings, slices and interfaces store their other words plainly
// and the pointer with the barrier; a small struct is stored field by field, anything larger by
// ugx_typedmemmove. Type words and itabs never point into the collected heap: no barrier.
#include "cgen/emit.h"

enum { FIELDWISE_MAX = 6 }; // fields, nested ones counted

static uint32_t count_fields(const CType *ct)
{
    if (ct->rep == CREP_ARRAY) return ct->has_pointers ? FIELDWISE_MAX + 1 : 1;
    if (ct->rep != CREP_STRUCT) return 1;
    uint32_t n = 0;
    for (uint32_t i = 0; i < ct->nfields && n <= FIELDWISE_MAX; i++) n += count_fields(ct->fields[i]);
    return n;
}

static void store_fields(Fn *fn, CType *ct, const char *dst, const char *src)
{
    for (uint32_t i = 0; i < ct->nfields; i++) {
        CType *ft = ct->fields[i];
        if (ft->rep == CREP_VOID) continue;
        const char *d = text(fn, "%s.%s", dst, ct->field_names[i]), *s = text(fn, "%s.%s", src, ct->field_names[i]);
        if (ft->rep == CREP_STRUCT && ft->has_pointers)
            store_fields(fn, ft, d, s);
        else
            store_value(fn, ft, d, s, true);
    }
}

static void store_struct(Fn *fn, CType *ct, const char *lvalue, const char *value)
{
    uint32_t id = fn->counter++;
    put_open(fn, "{ %s *d$%u = &%s; %s s$%u = %s;", ct->text, id, lvalue, ct->text, id, value);
    if (ct->rep == CREP_STRUCT && count_fields(ct) <= FIELDWISE_MAX)
        store_fields(fn, ct, text(fn, "(*d$%u)", id), text(fn, "s$%u", id));
    else
        put(fn, "ugx_typedmemmove(%s, d$%u, &s$%u);", desc_ref(fn->cg, ct->type), id, id);
    put_close(fn, "}");
}

void store_value(Fn *fn, CType *ct, const char *lvalue, const char *value, bool barrier)
{
    if (ct->rep == CREP_VOID) return;
    if (!barrier || !ct->has_pointers) {
        put(fn, "%s = %s;", lvalue, value);
        return;
    }
    switch (ct->rep) {
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: put(fn, "UGX_STORE(&%s, %s);", lvalue, value); return;
    case CREP_STRING: put(fn, "ug_store_string(&%s, %s);", lvalue, value); return;
    case CREP_SLICE: put(fn, "ug_store_slice(&%s, %s);", lvalue, value); return;
    case CREP_EFACE: put(fn, "ug_store_eface(&%s, %s);", lvalue, value); return;
    case CREP_IFACE: put(fn, "ug_store_iface(&%s, %s);", lvalue, value); return;
    case CREP_STRUCT:
    case CREP_ARRAY: store_struct(fn, ct, lvalue, value); return;
    case CREP_NONE:
    case CREP_VOID:
    case CREP_BOOL:
    case CREP_INT:
    case CREP_F32:
    case CREP_F64:
    case CREP_C64:
    case CREP_C128: break;
    }
    BUG("cgen: barrier for a type without pointers");
}

void store_zero(Fn *fn, CType *ct, const char *lvalue, bool barrier)
{
    if (ct->rep == CREP_VOID) return;
    bool aggregate = ct->rep == CREP_STRUCT || ct->rep == CREP_ARRAY;
    if (!aggregate)
        store_value(fn, ct, lvalue, zero_text(fn->cg, ct, false), barrier);
    else if (barrier && ct->has_pointers)
        put(fn, "ugx_typedmemclr(%s, &%s);", desc_ref(fn->cg, ct->type), lvalue);
    else if (ct->size > 64)
        put(fn, "__builtin_memset(&%s, 0, sizeof(%s));", lvalue, ct->text);
    else
        put(fn, "%s = (%s){0};", lvalue, ct->text);
}
