// The data words of interfaces. Zero-size values, integers below 256, empty strings and nil slices share static memory.
#include "iface/box.h"
#include "gc/types.h"
#include "mem/mem.h"
#include <string.h>

#define W4(n) (n), (n) + 1, (n) + 2, (n) + 3
#define W16(n) W4(n), W4((n) + 4), W4((n) + 8), W4((n) + 12)
#define W64(n) W16(n), W16((n) + 16), W16((n) + 32), W16((n) + 48)
const uint64_t ugrt_static_words[256] = {W64(0), W64(64), W64(128), W64(192)};

UGRT_TYPE(string_type, UgString, 1);

static bool is_zero_text(const UgType *t, const void *v)
{
    if (t->kind == UG_KIND_STRING) return ((const UgString *)v)->n == 0;
    return t->kind == UG_KIND_SLICE && ((const UgSlice *)v)->p == NULL;
}

void *ugx_box(const UgType *t, const void *v)
{
    if (is_zero_text(t, v)) return (void *)ugrt_zeroval;
    void *p = ugrt_mallocgc(t->size, t, false);
    memcpy(p, v, t->size); // fresh: no barrier
    return p;
}

void *ugx_box64(uint64_t v, const UgType *t)
{
    if (v < 256) return ugrt_static_word((uint8_t)v);
    void *p = ugrt_mallocgc(t->size, NULL, false);
    memcpy(p, &v, t->size);
    return p;
}

void *ugx_box_string(UgString v)
{
    if (v.n == 0) return (void *)ugrt_zeroval;
    UgString *p = ugrt_mallocgc(sizeof v, &string_type, true);
    *p = v;
    return p;
}
