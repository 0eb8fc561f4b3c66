// What reflect and internal/reflectlite ask of the runtime: allocation, copies, maps, channels,
// names and offsets of type descriptors. Calls are room reflect's.
#include <string.h>
#include "chan/chan.h"
#include "gc/mark.h"
#include "iface/iface.h"
#include "map/map.h"
#include "mem/mem.h"
#include "panic/panic.h"

typedef struct UgTwoSlices {
    UgSlice a, b;
} UgTwoSlices;
typedef struct RecvResult {
    bool selected, received;
} RecvResult;
typedef struct RselectResult {
    UgInt index;
    bool recv_ok;
} RselectResult;

void *ugx_reflect_new(const UgType *t);
void *ugx_reflect_newarray(const UgType *t, UgInt n);
void ugx_reflect_clearpartial(const UgType *t, uint8_t *p, uintptr_t off, uintptr_t size);
UgInt ugx_reflect_slicecopy(const UgType *t, UgSlice dst, UgSlice src); // unsafeheader.Slice: a struct, not exploded
void ugx_reflect_arrayclear(const UgType *t, void *p, UgInt n);
UgSlice ugx_reflect_growslice(const UgType *t, UgSlice old, UgInt num);
void ugx_reflect_unsafeslice(const UgType *t, void *p, UgInt n);
uintptr_t ugx_reflect_typehash(const UgType *t, void *p, uintptr_t seed);
void ugx_reflect_ifacee2i(const UgInterfaceType *inter, UgEface e, UgIface *dst);
UgTwoSlices ugx_reflect_typelinks(void);
const uint64_t *ugx_reflect_staticuint64s(void);
bool ugx_reflect_verifynotinheap(uintptr_t p);
bool ugx_reflect_chansend(UgChan *c, void *elem, bool nb);
RecvResult ugx_reflect_chanrecv(UgChan *c, bool nb, void *elem);
RselectResult ugx_reflect_rselect(UgRuntimeSelect *cases, UgInt n, UgInt cap);
UgChan *ugx_reflect_makechan(const UgChanType *t, UgInt size);
void ugx_reflect_mapassign(const UgMapType *t, UgMap *m, const void *key, const void *elem);
void ugx_reflect_mapassign_str(const UgMapType *t, UgMap *m, UgString key, const void *elem);
void ugx_reflect_mapdelete_str(const UgMapType *t, UgMap *m, UgString key);
UgEface ugx_maps_clone(UgEface m);
UgSlice ugx_reflect_gcbits(UgEface e);

void *ugx_reflect_new(const UgType *t) { return ugx_new(t); }
void *ugx_reflect_newarray(const UgType *t, UgInt n) { return ugx_newarray(t, n); }

// Clears size bytes at p, which is off bytes into a value of type t.
void ugx_reflect_clearpartial(const UgType *t, uint8_t *p, uintptr_t off, uintptr_t size)
{
    (void)off;
    if (t->ptrbytes == 0) {
        memset(p, 0, size);
        return;
    }
    for (uintptr_t i = 0; i + 8 <= size; i += 8) UGX_STORE(p + i, NULL);
    memset(p + (size & ~(uintptr_t)7), 0, size & 7);
}

UgInt ugx_reflect_slicecopy(const UgType *t, UgSlice dst, UgSlice src)
{
    return ugx_typedslicecopy(t, dst.p, dst.n, src.p, src.n);
}
void ugx_reflect_arrayclear(const UgType *t, void *p, UgInt n) { ugx_typedsliceclear(t, p, n); }

// The capacity grows for num more elements; the length stays, and what lies beyond it is zero.
UgSlice ugx_reflect_growslice(const UgType *t, UgSlice old, UgInt num)
{
    num -= old.cap - old.n;
    UgSlice s = ugx_growslice(old.p, old.cap + num, old.cap, num, t);
    if (t->ptrbytes == 0)
        memset((uint8_t *)s.p + (uintptr_t)old.cap * t->size, 0, (uintptr_t)(s.cap - old.cap) * t->size);
    s.n = old.n;
    return s;
}

void ugx_reflect_unsafeslice(const UgType *t, void *p, UgInt n)
{
    if (n < 0) ugx_panicunsafeslicelen();
    uintptr_t bytes;
    bool over = __builtin_mul_overflow(t->size, (uintptr_t)n, &bytes);
    if (!p && bytes > 0) ugx_panicunsafeslicenilptr();
    if (over || bytes > -(uintptr_t)p) ugx_panicunsafeslicelen();
}

static bool is_blank(const UgStructField *f)
{
    UgString name = ugrt_name_string(f->name);
    return name.n == 1 && name.p[0] == '_';
}

static bool is_regular(const UgStructField *f) { return !is_blank(f) && (f->type->tflag & UG_TFLAG_REGULAR_MEMORY); }

// As the compiler's functions do: adjacent fields of plain memory are hashed as one.
static uintptr_t hash_fields(const UgStructType *s, uint8_t *p, uintptr_t seed)
{
    for (UgInt i = 0; i < s->nfields; i++) {
        const UgStructField *f = &s->fields[i];
        if (!is_regular(f)) {
            if (!is_blank(f)) seed = ugx_reflect_typehash(f->type, p + f->offset, seed);
            continue;
        }
        uintptr_t start = f->offset, end = start + f->type->size;
        for (; i + 1 < s->nfields && is_regular(&s->fields[i + 1]) && s->fields[i + 1].offset == end; i++)
            end += s->fields[i + 1].type->size;
        if (end > start) seed = ugx_memhash(p + start, seed, end - start);
    }
    return seed;
}

// The hash a map with keys of type t uses, for map types made at run time.
uintptr_t ugx_reflect_typehash(const UgType *t, void *p, uintptr_t seed)
{
    if (t->tflag & UG_TFLAG_REGULAR_MEMORY) return ugx_memhash(p, seed, t->size);
    switch (t->kind) {
    case UG_KIND_FLOAT32: return ugx_f32hash(p, seed);
    case UG_KIND_FLOAT64: return ugx_f64hash(p, seed);
    case UG_KIND_COMPLEX64: return ugx_f32hash((float *)p + 1, ugx_f32hash(p, seed));
    case UG_KIND_COMPLEX128: return ugx_f64hash((double *)p + 1, ugx_f64hash(p, seed));
    case UG_KIND_STRING: return ugx_strhash(p, seed);
    case UG_KIND_INTERFACE:
        return ((const UgInterfaceType *)t)->nmethods ? ugx_ifacehash(p, seed) : ugx_efacehash(p, seed);
    case UG_KIND_STRUCT: return hash_fields((const UgStructType *)t, p, seed);
    case UG_KIND_ARRAY: {
        const UgArrayType *a = (const UgArrayType *)t;
        for (uintptr_t i = 0; i < a->len; i++)
            seed = ugx_reflect_typehash(a->elem, (uint8_t *)p + i * a->elem->size, seed);
        return seed;
    }
    default: break;
    }
    if (!t->equal) ugrt_panicerror("hash of unhashable type");
    return ugx_memhash(p, seed, t->size);
}

void ugx_reflect_ifacee2i(const UgInterfaceType *inter, UgEface e, UgIface *dst)
{
    const UgItab *tab = ugx_assert_iface(inter, e.type);
    UGX_STORE(&dst->data, e.data);
    dst->tab = tab;
}

// ---- The unnamed types the program was compiled with, by name: reflect looks here before it makes a type.
// Every such descriptor has an entry in section ug_typelinks.

extern const UgType *const __start_ug_typelinks[] __attribute__((weak));
extern const UgType *const __stop_ug_typelinks[] __attribute__((weak));

static int by_string(const void *a, const void *b)
{
    UgString x = ugrt_type_string(*(const UgType *const *)a), y = ugrt_type_string(*(const UgType *const *)b);
    return (int)ugx_cmpstring(x, y);
}

static void sort_types(const UgType **p, size_t n)
{ // heap sort: no libc, no recursion, any stack
    for (size_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            const UgType *t = p[0];
            p[0] = p[end];
            p[end] = t;
        }
        for (size_t root = start, child; (child = 2 * root + 1) < end; root = child) {
            if (child + 1 < end && by_string(&p[child], &p[child + 1]) < 0) child++;
            if (by_string(&p[root], &p[child]) >= 0) break;
            const UgType *t = p[root];
            p[root] = p[child];
            p[child] = t;
        }
    }
}

// One section, its base just below the lowest descriptor, since an offset of 0 means none; offsets in order of the types' strings.
static UgTwoSlices typelinks_new(void)
{
    size_t n = (size_t)(__stop_ug_typelinks - __start_ug_typelinks);
    if (n == 0) return (UgTwoSlices){0};
    const UgType **types = ugrt_persistentalloc(n * sizeof *types, 8);
    memcpy(types, __start_ug_typelinks, n * sizeof *types);
    sort_types(types, n);
    uintptr_t base = (uintptr_t)types[0];
    for (size_t i = 1; i < n; i++)
        if ((uintptr_t)types[i] < base) base = (uintptr_t)types[i];
    base -= 8;
    int32_t *offsets = ugrt_persistentalloc(n * sizeof *offsets, 8);
    for (size_t i = 0; i < n; i++) offsets[i] = (int32_t)((uintptr_t)types[i] - base);
    uintptr_t *section = ugrt_persistentalloc(sizeof *section, 8);
    *section = base;
    UgSlice *list = ugrt_persistentalloc(sizeof *list, 8);
    *list = (UgSlice){offsets, (UgInt)n, (UgInt)n};
    return (UgTwoSlices){{section, 1, 1}, {list, 1, 1}};
}

UgTwoSlices ugx_reflect_typelinks(void)
{
    static UgTwoSlices links;
    static UgMutex lock;
    ugrt_lock(&lock);
    if (!links.a.p) links = typelinks_new();
    ugrt_unlock(&lock);
    return links;
}

// The numbers below 256, which reflect hands out as StructField.Index: whoever writes there faults.
#define EIGHT(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
#define SIXTY_FOUR(n)                                                                                                  \
    EIGHT(n), EIGHT(n + 8), EIGHT(n + 16), EIGHT(n + 24), EIGHT(n + 32), EIGHT(n + 40), EIGHT(n + 48), EIGHT(n + 56)
static const uint64_t staticuint64s[256] = {SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128), SIXTY_FOUR(192)};
const uint64_t *ugx_reflect_staticuint64s(void) { return staticuint64s; }

bool ugx_reflect_verifynotinheap(uintptr_t p) { return !ugrt_spanof(p); }

bool ugx_reflect_chansend(UgChan *c, void *elem, bool nb) { return ugrt_chansend((Hchan *)c, elem, !nb); }
RecvResult ugx_reflect_chanrecv(UgChan *c, bool nb, void *elem)
{
    RecvResult r;
    r.selected = ugrt_chanrecv((Hchan *)c, elem, !nb, &r.received);
    return r;
}
RselectResult ugx_reflect_rselect(UgRuntimeSelect *cases, UgInt n, UgInt cap)
{
    UgSelectResult r = ugx_rselect(cases, n, cap);
    return (RselectResult){r.index, r.recv_ok};
}
UgChan *ugx_reflect_makechan(const UgChanType *t, UgInt size) { return ugx_makechan(t, size); }

void ugx_reflect_mapassign(const UgMapType *t, UgMap *m, const void *key, const void *elem)
{
    ugx_typedmemmove(t->elem, ugx_mapassign(t, m, key), elem);
}
void ugx_reflect_mapassign_str(const UgMapType *t, UgMap *m, UgString key, const void *elem)
{
    ugx_typedmemmove(t->elem, ugx_mapassign_str(t, m, key), elem);
}
void ugx_reflect_mapdelete_str(const UgMapType *t, UgMap *m, UgString key) { ugx_mapdelete(t, m, &key); }

UgEface ugx_maps_clone(UgEface m) { return (UgEface){m.type, ugx_mapclone((const UgMapType *)m.type, m.data)}; }

// Which words of the heap object that e points to the collector takes for pointers: a byte each, up to the
// last one. reflect's tests compare it with what they expect of a type.
typedef struct BitList {
    uintptr_t start;
    uint8_t *bits; // NULL: count only
    UgInt n;
} BitList;

static void note_word(uintptr_t *slot, void *arg)
{
    BitList *l = arg;
    UgInt i = (UgInt)(((uintptr_t)slot - l->start) / 8);
    if (l->bits) l->bits[i] = 1;
    if (i >= l->n) l->n = i + 1;
}

UgSlice ugx_reflect_gcbits(UgEface e)
{
    MSpan *s;
    uintptr_t index, obj = ugrt_findobject((uintptr_t)e.data, &s, &index);
    if (obj == 0 || ugrt_span_noscan(s)) return (UgSlice){0};
    BitList l = {.start = (uintptr_t)e.data};
    ugrt_object_eachptr(s, obj, note_word, &l);
    l.bits = ugrt_mallocgc((size_t)l.n, NULL, true);
    ugrt_object_eachptr(s, obj, note_word, &l);
    return (UgSlice){l.bits, l.n, l.n};
}
