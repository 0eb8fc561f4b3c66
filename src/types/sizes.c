// Sizes, alignments and offsets as gc lays values out on amd64.
//
// Negative sizes mean that a type is too large. Structs whose last field has no size get a byte of
// padding there, so that its address isn't the next object's.
//
// Spec: Size and alignment guarantees.
#include "types/session.h"

enum { WORD = 8 };

static const uint8_t basic_sizes[BASIC_COUNT] = {
    [BASIC_INVALID] = WORD,
    [BASIC_BOOL] = 1, [BASIC_INT] = 8, [BASIC_INT8] = 1, [BASIC_INT16] = 2, [BASIC_INT32] = 4, [BASIC_INT64] = 8,
    [BASIC_UINT] = 8, [BASIC_UINT8] = 1, [BASIC_UINT16] = 2, [BASIC_UINT32] = 4, [BASIC_UINT64] = 8, [BASIC_UINTPTR] = 8,
    [BASIC_FLOAT32] = 4, [BASIC_FLOAT64] = 8, [BASIC_COMPLEX64] = 8, [BASIC_COMPLEX128] = 16, [BASIC_STRING] = 2 * WORD,
    [BASIC_UNSAFE_POINTER] = WORD,
};

static int64_t align_up(int64_t x, int64_t a) {
    if (x < 0 || x > INT64_MAX - a) return -1;
    return (x + a - 1) & -a;
}

// sync/atomic's marker type.
static bool is_align64(Type *t) {
    Named *n = type_as_named(t);
    if (!n || !n->obj->pkg || !str_eqz(n->obj->name->s, "align64")) return false;
    Str path = n->obj->pkg->path;
    return str_eqz(path, "sync/atomic") || str_eqz(path, "internal/runtime/atomic");
}

static int64_t struct_align(Type *t, const Struct *s) {
    if (s->fields.n == 0 && is_align64(t)) return 8;
    int64_t max = 1;
    for (uint32_t i = 0; i < s->fields.n; i++) {
        int64_t a = type_align(s->fields.p[i]->type);
        if (a > max) max = a;
    }
    return max;
}

int64_t type_align(Type *t) {
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_ARRAY: return type_align(((Array *)u)->elem);
    case TYP_STRUCT: return struct_align(t, (Struct *)u);
    case TYP_BASIC: {
        BasicKind k = ((Basic *)u)->basic;
        int64_t size = basic_sizes[k];
        if (((Basic *)u)->info & INFO_COMPLEX) size /= 2;
        if (size > WORD) size = WORD;
        return size > 0 ? size : 1;
    }
    case TYP_NONE: case TYP_SLICE: case TYP_POINTER: case TYP_TUPLE: case TYP_SIGNATURE: case TYP_INTERFACE: case TYP_UNION:
    case TYP_MAP: case TYP_CHAN: case TYP_NAMED: case TYP_TYPEPARAM: case TYP_ALIAS: break;
    }
    return WORD;
}

// Where the field after the first n starts, before alignment; -1 if too large.
static int64_t fields_end(const Struct *s, uint32_t n) {
    int64_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        Type *ft = s->fields.p[i]->type;
        at = align_up(at, type_align(ft));
        int64_t size = type_size(ft);
        if (at < 0 || size < 0 || __builtin_add_overflow(at, size, &at)) return -1;
    }
    return at;
}

int64_t struct_field_offset(Struct *s, uint32_t i) {
    int64_t end = fields_end(s, i);
    return end < 0 ? -1 : align_up(end, type_align(s->fields.p[i]->type));
}

static int64_t struct_size(Type *t, Struct *s) {
    uint32_t n = s->fields.n;
    if (n == 0) return 0;
    int64_t offset = struct_field_offset(s, n - 1), size = type_size(s->fields.p[n - 1]->type);
    if (offset < 0 || size < 0) return -1;
    if (offset > 0 && size == 0) size = 1;
    if (__builtin_add_overflow(offset, size, &size)) return -1;
    return align_up(size, struct_align(t, s));
}

int64_t type_size(Type *t) {
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return basic_sizes[((Basic *)u)->basic];
    case TYP_ARRAY: {
        Array *a = (Array *)u;
        if (a->len <= 0) return 0;
        int64_t size = type_size(a->elem);
        return size < 0 || __builtin_mul_overflow(size, a->len, &size) ? -1 : size;
    }
    case TYP_SLICE: return 3 * WORD;
    case TYP_STRUCT: return struct_size(t, (Struct *)u);
    case TYP_INTERFACE: return 2 * WORD;
    case TYP_TUPLE: {
        const Struct as_struct = {.t = {TYP_STRUCT}, .fields = ((Tuple *)u)->vars};
        return struct_size(t, (Struct *)&as_struct);
    }
    case TYP_NONE: case TYP_POINTER: case TYP_SIGNATURE: case TYP_UNION: case TYP_MAP: case TYP_CHAN: case TYP_NAMED:
    case TYP_TYPEPARAM: case TYP_ALIAS: break;
    }
    return WORD;
}

bool type_has_pointers(Type *t) {
    Type *u = type_under(t);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: return ((Basic *)u)->basic == BASIC_STRING || ((Basic *)u)->basic == BASIC_UNSAFE_POINTER;
    case TYP_ARRAY: return ((Array *)u)->len != 0 && type_has_pointers(((Array *)u)->elem);
    case TYP_STRUCT: {
        Struct *s = (Struct *)u;
        for (uint32_t i = 0; i < s->fields.n; i++)
            if (type_has_pointers(s->fields.p[i]->type)) return true;
        return false;
    }
    case TYP_TUPLE: {
        Tuple *tu = (Tuple *)u;
        for (uint32_t i = 0; i < tu->vars.n; i++)
            if (type_has_pointers(tu->vars.p[i]->type)) return true;
        return false;
    }
    case TYP_NONE: case TYP_SLICE: case TYP_POINTER: case TYP_SIGNATURE: case TYP_INTERFACE: case TYP_UNION: case TYP_MAP:
    case TYP_CHAN: case TYP_NAMED: case TYP_TYPEPARAM: case TYP_ALIAS: break;
    }
    return true;
}
