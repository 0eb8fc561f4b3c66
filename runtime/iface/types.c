// Type descriptors: offsets, names, parts, identity.
#include "iface/iface.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "str/str.h"
#include <string.h>

#define HANDLE 0x40000000

// ---- Handles of pointers that reflect made. Chunks of pointers never move; the collector scans them.
#define CHUNK 4096u
#define MAX_CHUNKS 128u
static struct {
    UgMutex lock;
    const void **chunk[MAX_CHUNKS];
    _Atomic uint32_t n;
    int32_t *hash; // handle of the pointer, by address; -1 free
    uint32_t hashsize;
} offs = {.lock = {.rank = LOCKRANK_REFLECTOFFS}};

static const void **entry(uint32_t i) { return &offs.chunk[i / CHUNK][i % CHUNK]; }

static uint32_t place(const void *p)
{
    uint32_t h = (uint32_t)(((uintptr_t)p * 0x9e3779b97f4a7c15u) >> 32) & (offs.hashsize - 1);
    while (offs.hash[h] >= 0 && *entry((uint32_t)offs.hash[h]) != p) h = (h + 1) & (offs.hashsize - 1);
    return h;
}

static void grow_hash_locked(void)
{
    offs.hashsize = offs.hashsize ? offs.hashsize * 2 : 1024;
    offs.hash = ugrt_persistentalloc(offs.hashsize * sizeof *offs.hash, 64);
    for (uint32_t i = 0; i < offs.hashsize; i++) offs.hash[i] = -1;
    for (uint32_t i = 0; i < offs.n; i++) offs.hash[place(*entry(i))] = (int32_t)i;
}

int32_t ugrt_addreflectoff(const void *p)
{
    ugrt_lock(&offs.lock);
    if (offs.n * 2 >= offs.hashsize) grow_hash_locked();
    uint32_t h = place(p);
    if (offs.hash[h] < 0) {
        if (offs.n == CHUNK * MAX_CHUNKS) ugrt_throw("reflect: too many types made at run time");
        const void ***c = &offs.chunk[offs.n / CHUNK];
        if (*c == NULL) {
            *c = ugrt_persistentalloc(CHUNK * sizeof(void *), 64);
            ugrt_addroots(*c, CHUNK * sizeof(void *));
        }
        *entry(offs.n) = p;
        ugrt_shade((uintptr_t)p); // roots of this kind were scanned when the cycle began
        offs.hash[h] = (int32_t)offs.n++;
    }
    int32_t id = HANDLE + offs.hash[h];
    ugrt_unlock(&offs.lock);
    return id;
}

static void *resolve(const void *in, int32_t off)
{
    if (off == 0) return NULL;
    if (off < HANDLE) return (uint8_t *)in + off;
    if ((uint32_t)(off - HANDLE) >= offs.n) ugrt_throw("runtime: name offset base pointer out of range");
    return (void *)*entry((uint32_t)(off - HANDLE));
}

const uint8_t *ugrt_resolve_nameoff(const void *in, int32_t off) { return resolve(in, off); }
const UgType *ugrt_resolve_typeoff(const void *in, int32_t off) { return off == -1 ? NULL : resolve(in, off); }
void *ugrt_resolve_textoff(const void *in, int32_t off) { return off == -1 ? NULL : resolve(in, off); }

// ---- Names: flags, length, bytes; then the tag's length and bytes; then the offset of the package path.
static uintptr_t varint(const uint8_t *p, uintptr_t *width)
{
    uintptr_t v = 0, i = 0;
    do v |= (uintptr_t)(p[i] & 0x7f) << (7 * i);
    while (p[i++] & 0x80);
    *width = i;
    return v;
}

UgString ugrt_name_string(const uint8_t *name)
{
    if (name == NULL) return (UgString){NULL, 0};
    uintptr_t w, n = varint(name + 1, &w);
    return (UgString){name + 1 + w, (UgInt)n};
}

UgString ugrt_name_tag(const uint8_t *name)
{
    if (name == NULL || !(name[0] & 2)) return (UgString){NULL, 0};
    UgString s = ugrt_name_string(name);
    const uint8_t *p = s.p + s.n;
    uintptr_t w, n = varint(p, &w);
    return (UgString){p + w, (UgInt)n};
}

const uint8_t *ugrt_name_pkgpath(const uint8_t *name, const void *in)
{
    if (name == NULL || !(name[0] & 4)) return NULL;
    UgString s = ugrt_name_string(name), tag = ugrt_name_tag(name);
    const uint8_t *p = tag.p != NULL ? tag.p + tag.n : s.p + s.n;
    int32_t off;
    memcpy(&off, p, 4);
    return ugrt_resolve_nameoff(in, off);
}

// ---- Parts of types
UgString ugrt_type_string(const UgType *t)
{
    UgString s = ugrt_name_string(ugrt_resolve_nameoff(t, t->str));
    if (t->tflag & UG_TFLAG_EXTRA_STAR) s.p++, s.n--;
    return s;
}

const UgUncommon *ugrt_type_uncommon(const UgType *t)
{
    if (!(t->tflag & UG_TFLAG_UNCOMMON)) return NULL;
    size_t size = sizeof(UgType);
    switch (t->kind) {
    case UG_KIND_STRUCT: size = sizeof(UgStructType); break;
    case UG_KIND_POINTER: size = sizeof(UgPtrType); break;
    case UG_KIND_FUNC: size = sizeof(UgFuncType); break;
    case UG_KIND_SLICE: size = sizeof(UgSliceType); break;
    case UG_KIND_ARRAY: size = sizeof(UgArrayType); break;
    case UG_KIND_CHAN: size = sizeof(UgChanType); break;
    case UG_KIND_MAP: size = sizeof(UgMapType); break;
    case UG_KIND_INTERFACE: size = sizeof(UgInterfaceType); break;
    default: break;
    }
    return (const UgUncommon *)((const uint8_t *)t + size);
}

UgString ugrt_type_pkgpath(const UgType *t)
{
    const UgUncommon *u = ugrt_type_uncommon(t);
    if (u != NULL) return ugrt_name_string(ugrt_resolve_nameoff(t, u->pkgpath));
    if (t->kind == UG_KIND_STRUCT) return ugrt_name_string(((const UgStructType *)t)->pkgpath);
    if (t->kind == UG_KIND_INTERFACE) return ugrt_name_string(((const UgInterfaceType *)t)->pkgpath);
    return (UgString){NULL, 0};
}

UgString ugrt_type_name(const UgType *t)
{
    if (!(t->tflag & UG_TFLAG_NAMED)) return (UgString){NULL, 0};
    UgString s = ugrt_type_string(t);
    UgInt i = s.n - 1, brackets = 0;
    for (; i >= 0 && (s.p[i] != '.' || brackets > 0); i--) {
        if (s.p[i] == ']')
            brackets++;
        else if (s.p[i] == '[')
            brackets--;
    }
    return (UgString){s.p + i + 1, s.n - i - 1};
}

const UgType *ugrt_type_elem(const UgType *t)
{
    switch (t->kind) {
    case UG_KIND_POINTER: return ((const UgPtrType *)t)->elem;
    case UG_KIND_SLICE: return ((const UgSliceType *)t)->elem;
    case UG_KIND_ARRAY: return ((const UgArrayType *)t)->elem;
    case UG_KIND_CHAN: return ((const UgChanType *)t)->elem;
    case UG_KIND_MAP: return ((const UgMapType *)t)->elem;
    default: return NULL;
    }
}

// ---- Identity. Descriptors are unique but for those made at run time. Pairs under comparison are taken as equal
// when met again: types may be recursive.
typedef struct Pair {
    const UgType *a, *b;
    const struct Pair *up;
} Pair;

static bool same(const UgType *a, const UgType *b, const Pair *up);

static bool same_text(UgString a, UgString b) { return a.n == b.n && memcmp(a.p, b.p, (size_t)a.n) == 0; }

static const UgType *const *func_types(const UgFuncType *f)
{
    size_t head = sizeof(UgFuncType) + (f->t.tflag & UG_TFLAG_UNCOMMON ? sizeof(UgUncommon) : 0);
    return (const UgType *const *)((const uint8_t *)f + head);
}

static bool same_func(const UgFuncType *a, const UgFuncType *b, const Pair *p)
{
    if (a->in_count != b->in_count || a->out_count != b->out_count) return false;
    unsigned n = a->in_count + (a->out_count & 0x7fffu);
    for (unsigned i = 0; i < n; i++)
        if (!same(func_types(a)[i], func_types(b)[i], p)) return false;
    return true;
}

static bool same_interface(const UgInterfaceType *a, const UgInterfaceType *b, const Pair *p)
{
    if (a->nmethods != b->nmethods || !same_text(ugrt_name_string(a->pkgpath), ugrt_name_string(b->pkgpath)))
        return false;
    for (UgInt i = 0; i < a->nmethods; i++) {
        const UgImethod *x = &a->methods[i], *y = &b->methods[i];
        if (!same_text(ugrt_name_string(ugrt_resolve_nameoff(a, x->name)),
                       ugrt_name_string(ugrt_resolve_nameoff(b, y->name))) ||
            !same(ugrt_resolve_typeoff(a, x->type), ugrt_resolve_typeoff(b, y->type), p))
            return false;
    }
    return true;
}

static bool same_struct(const UgStructType *a, const UgStructType *b, const Pair *p)
{
    if (a->nfields != b->nfields || !same_text(ugrt_name_string(a->pkgpath), ugrt_name_string(b->pkgpath)))
        return false;
    for (UgInt i = 0; i < a->nfields; i++) {
        const UgStructField *x = &a->fields[i], *y = &b->fields[i];
        if (x->offset != y->offset || ugrt_name_embedded(x->name) != ugrt_name_embedded(y->name) ||
            !same_text(ugrt_name_string(x->name), ugrt_name_string(y->name)) ||
            !same_text(ugrt_name_tag(x->name), ugrt_name_tag(y->name)) || !same(x->type, y->type, p))
            return false;
    }
    return true;
}

static bool same(const UgType *a, const UgType *b, const Pair *up)
{
    if (a == b) return true;
    if (a->hash != b->hash || a->kind != b->kind || a->size != b->size) return false;
    for (const Pair *q = up; q != NULL; q = q->up)
        if (q->a == a && q->b == b) return true;
    if (!same_text(ugrt_type_string(a), ugrt_type_string(b))) return false;
    const UgUncommon *u = ugrt_type_uncommon(a), *v = ugrt_type_uncommon(b);
    if ((u == NULL) != (v == NULL)) return false;
    if (u != NULL && !same_text(ugrt_type_pkgpath(a), ugrt_type_pkgpath(b))) return false;
    Pair p = {a, b, up};
    switch (a->kind) {
    case UG_KIND_ARRAY:
        return ((const UgArrayType *)a)->len == ((const UgArrayType *)b)->len &&
               same(ugrt_type_elem(a), ugrt_type_elem(b), &p);
    case UG_KIND_CHAN:
        return ((const UgChanType *)a)->dir == ((const UgChanType *)b)->dir &&
               same(ugrt_type_elem(a), ugrt_type_elem(b), &p);
    case UG_KIND_POINTER:
    case UG_KIND_SLICE: return same(ugrt_type_elem(a), ugrt_type_elem(b), &p);
    case UG_KIND_MAP:
        return same(((const UgMapType *)a)->key, ((const UgMapType *)b)->key, &p) &&
               same(ugrt_type_elem(a), ugrt_type_elem(b), &p);
    case UG_KIND_FUNC: return same_func((const UgFuncType *)a, (const UgFuncType *)b, &p);
    case UG_KIND_INTERFACE: return same_interface((const UgInterfaceType *)a, (const UgInterfaceType *)b, &p);
    case UG_KIND_STRUCT: return same_struct((const UgStructType *)a, (const UgStructType *)b, &p);
    default: return true;
    }
}

bool ugrt_types_equal(const UgType *a, const UgType *b) { return same(a, b, NULL); }
