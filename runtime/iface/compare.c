// Equality and hashing of dynamic values.
#include "iface/iface.h"
#include "panic/panic.h"
#include "str/hash.h"
#include "str/str.h"

static UGX_NORETURN void refuse(const char *what, const UgType *t)
{
    UgString parts[2] = {ugrt_string(what), ugrt_type_string(t)};
    ugrt_panicerror_string(ugx_concat(parts, 2));
}

bool ugx_efaceeq(const UgType *t, const void *x, const void *y)
{
    if (t == NULL) return true;
    if (UGX_UNLIKELY(t->equal == NULL)) refuse("comparing uncomparable type ", t);
    if (t->tflag & UG_TFLAG_DIRECT_IFACE) return x == y;
    return ((bool (*)(const void *, const void *, const UgClosure *))t->equal->code)(x, y, t->equal);
}

bool ugx_ifaceeq(const UgItab *tab, const void *x, const void *y)
{
    return tab == NULL || ugx_efaceeq(tab->type, x, y);
}

// The hash of a value by its type's structure, as emitted hash functions compute it: the two meet in one map.
static uintptr_t type_hash(const UgType *t, const void *p, uintptr_t seed)
{
    if (t->tflag & UG_TFLAG_REGULAR_MEMORY) return ugrt_hash_bytes(p, seed, t->size);
    switch (t->kind) {
    case UG_KIND_FLOAT32: return ugx_f32hash(p, seed);
    case UG_KIND_FLOAT64: return ugx_f64hash(p, seed);
    case UG_KIND_COMPLEX64: return ugx_f32hash((const float *)p + 1, ugx_f32hash(p, seed));
    case UG_KIND_COMPLEX128: return ugx_f64hash((const double *)p + 1, ugx_f64hash(p, seed));
    case UG_KIND_STRING: return ugx_strhash(p, seed);
    case UG_KIND_INTERFACE:
        return ((const UgInterfaceType *)t)->nmethods == 0 ? ugx_efacehash(p, seed) : ugx_ifacehash(p, seed);
    case UG_KIND_ARRAY: {
        const UgArrayType *a = (const UgArrayType *)t;
        for (uintptr_t i = 0; i < a->len; i++) seed = type_hash(a->elem, (const uint8_t *)p + i * a->elem->size, seed);
        return seed;
    }
    case UG_KIND_STRUCT: {
        const UgStructType *s = (const UgStructType *)t;
        for (UgInt i = 0; i < s->nfields; i++) {
            UgString name = ugrt_name_string(s->fields[i].name);
            if (name.n == 1 && name.p[0] == '_') continue;
            seed = type_hash(s->fields[i].type, (const uint8_t *)p + s->fields[i].offset, seed);
        }
        return seed;
    }
    default: break;
    }
    if (t->equal == NULL) refuse("hash of unhashable type ", t);
    return ugrt_hash_bytes(p, seed, t->size);
}

static uintptr_t dynamic_hash(const UgType *t, void *const *data, uintptr_t seed)
{
    if (t == NULL) return seed;
    if (t->equal == NULL) refuse("hash of unhashable type ", t);
    return type_hash(t, t->tflag & UG_TFLAG_DIRECT_IFACE ? (const void *)data : *data, seed ^ t->hash);
}

uintptr_t ugx_efacehash(const void *p, uintptr_t seed)
{
    const UgEface *e = p;
    return dynamic_hash(e->type, &e->data, seed);
}

uintptr_t ugx_ifacehash(const void *p, uintptr_t seed)
{
    const UgIface *i = p;
    return dynamic_hash(ugrt_itab_type(i->tab), &i->data, seed);
}

// For keys looked up in empty maps, where nothing is hashed: the panic is the same but for gc's wording.
static void check_dynamic(const UgType *t, void *const *data)
{
    if (t == NULL) return;
    if (t->equal == NULL) {
        UgString parts[2] = {ugrt_string("hash of unhashable type: "), ugrt_type_string(t)};
        ugrt_panicplain_string(ugx_concat(parts, 2));
    }
    ugrt_check_hashable(t, t->tflag & UG_TFLAG_DIRECT_IFACE ? (const void *)data : *data);
}

void ugrt_check_hashable(const UgType *t, const void *p)
{
    if (t->kind == UG_KIND_INTERFACE) {
        const UgEface *e = p;
        bool empty = ((const UgInterfaceType *)t)->nmethods == 0;
        check_dynamic(empty ? e->type : ugrt_itab_type(((const UgIface *)p)->tab), &e->data);
    } else if (t->kind == UG_KIND_ARRAY) {
        const UgArrayType *a = (const UgArrayType *)t;
        for (uintptr_t i = 0; i < a->len; i++) ugrt_check_hashable(a->elem, (const uint8_t *)p + i * a->elem->size);
    } else if (t->kind == UG_KIND_STRUCT) {
        const UgStructType *s = (const UgStructType *)t;
        for (UgInt i = 0; i < s->nfields; i++)
            ugrt_check_hashable(s->fields[i].type, (const uint8_t *)p + s->fields[i].offset);
    }
}
