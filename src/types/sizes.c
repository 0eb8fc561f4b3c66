// Sizes, alignments and offsets as gc lays values out on amd64.
//
// Size and alignment are found together in one walk, so that nested structs cost no more than
// their number of fields. Negative sizes mean that a type is too large. Structs whose last field
// has no size get a byte of padding there, so that its address isn't the next object's.
//
// Spec: Size and alignment guarantees.
#include "types/session.h"

enum { WORD = 8 };

typedef struct Layout {
    int64_t size; // -1: too large
    int64_t align;
} Layout;

static const uint8_t basic_sizes[BASIC_COUNT] = {
    [BASIC_INVALID] = WORD,
    [BASIC_BOOL] = 1,
    [BASIC_INT] = 8,
    [BASIC_INT8] = 1,
    [BASIC_INT16] = 2,
    [BASIC_INT32] = 4,
    [BASIC_INT64] = 8,
    [BASIC_UINT] = 8,
    [BASIC_UINT8] = 1,
    [BASIC_UINT16] = 2,
    [BASIC_UINT32] = 4,
    [BASIC_UINT64] = 8,
    [BASIC_UINTPTR] = 8,
    [BASIC_FLOAT32] = 4,
    [BASIC_FLOAT64] = 8,
    [BASIC_COMPLEX64] = 8,
    [BASIC_COMPLEX128] = 16,
    [BASIC_STRING] = 2 * WORD,
    [BASIC_UNSAFE_POINTER] = WORD,
};

static Layout layout_of(Type *t);

static int64_t align_up(int64_t x, int64_t a)
{
    if (x < 0 || x > INT64_MAX - a) return -1;
    return (x + a - 1) & -a;
}

// sync/atomic's marker type.
static bool is_align64(Type *t)
{
    Named *n = type_as_named(t);
    if (!n || !n->obj->pkg || !str_eqz(n->obj->name->s, "align64")) return false;
    Str path = n->obj->pkg->path;
    return str_eqz(path, "sync/atomic") || str_eqz(path, "internal/runtime/atomic");
}

static Layout basic_layout(const Basic *b)
{
    int64_t size = basic_sizes[b->basic], align = b->info & INFO_COMPLEX ? size / 2 : size;
    if (align > WORD) align = WORD;
    return (Layout){size, align > 0 ? align : 1};
}

// Lays one field behind the first *at bytes: returns its offset and moves *at behind it. -1: too large.
static int64_t place_field(int64_t *at, Layout field)
{
    int64_t offset = align_up(*at, field.align);
    if (offset < 0 || field.size < 0 || __builtin_add_overflow(offset, field.size, at)) *at = -1;
    return *at < 0 ? -1 : offset;
}

static Layout fields_layout(ObjectList fields)
{
    int64_t at = 0, max = 1;
    bool pad = false;
    for (uint32_t i = 0; i < fields.n; i++) {
        Layout f = layout_of(fields.p[i]->type);
        if (f.align > max) max = f.align;
        if (at < 0) continue;
        int64_t offset = place_field(&at, f);
        pad = offset > 0 && f.size == 0;
    }
    if (at >= 0 && pad) at++;
    return (Layout){align_up(at, max), max};
}

static Layout array_layout(const Array *a)
{
    Layout elem = layout_of(a->elem);
    int64_t size = 0;
    if (a->len > 0 && (elem.size < 0 || __builtin_mul_overflow(elem.size, a->len, &size))) size = -1;
    return (Layout){size, elem.align};
}

static Layout layout_of(Type *t)
{
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return basic_layout((Basic *)u);
    case TYP_ARRAY: return array_layout((Array *)u);
    case TYP_SLICE: return (Layout){3 * WORD, WORD};
    case TYP_INTERFACE: return (Layout){2 * WORD, WORD};
    case TYP_STRUCT:
        if (((Struct *)u)->fields.n == 0 && is_align64(t)) return (Layout){0, 8};
        return fields_layout(((Struct *)u)->fields);
    case TYP_TUPLE: return fields_layout(((Tuple *)u)->vars);
    case TYP_NONE:
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_UNION:
    case TYP_MAP:
    case TYP_CHAN:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return (Layout){WORD, WORD};
}

int64_t type_size(Type *t) { return layout_of(t).size; }
int64_t type_align(Type *t) { return layout_of(t).align; }

int64_t struct_field_offset(Struct *s, uint32_t i)
{
    int64_t at = 0;
    for (uint32_t k = 0; k < i && at >= 0; k++) place_field(&at, layout_of(s->fields.p[k]->type));
    return at < 0 ? -1 : align_up(at, type_align(s->fields.p[i]->type));
}

static bool any_has_pointers(ObjectList fields)
{
    for (uint32_t i = 0; i < fields.n; i++)
        if (type_has_pointers(fields.p[i]->type)) return true;
    return false;
}

bool type_has_pointers(Type *t)
{
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return ((Basic *)u)->basic == BASIC_STRING || ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    case TYP_ARRAY: return ((Array *)u)->len != 0 && type_has_pointers(((Array *)u)->elem);
    case TYP_STRUCT: return any_has_pointers(((Struct *)u)->fields);
    case TYP_TUPLE: return any_has_pointers(((Tuple *)u)->vars);
    case TYP_NONE:
    case TYP_SLICE:
    case TYP_POINTER:
    case TYP_SIGNATURE:
    case TYP_INTERFACE:
    case TYP_UNION:
    case TYP_MAP:
    case TYP_CHAN:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return true;
}
