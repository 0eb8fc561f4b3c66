// Go types as C types.
//
// Scalars are C's own, strings, slices and interfaces the structs of abi.h, pointers typed C
// pointers, structs C structs with Go's layout, arrays a struct around a C array so that they can
// be assigned and returned. A type of size zero has no C form: its variables, fields and
// parameters are left out, and where only such fields made a struct larger, padding stands in.
//
// Types are shared by their canonical text, so identical Go types are one C type in a file. A
// pointer needs its target's name only; definitions are put out when a value of the type is
// first needed, parts first, which Go's ban on infinite types makes possible.
#include "cgen/emit.h"

const char *ctype_symbol(Cg *cg, const char *prefix, Str key)
{
    Str m = cgen_mangle(cg->arena, key);
    if (m.n <= 96) return arena_printf(cg->arena, "%s%s", prefix, m.p);
    return arena_printf(cg->arena, "%sh$%016llx%08x", prefix, (unsigned long long)str_hash(key), (unsigned)key.n);
}

static void set_scalar(CType *ct, CRep rep, const char *text)
{
    ct->rep = rep;
    ct->text = text;
}

static void set_int(CType *ct, const char *text, uint8_t bits, bool is_signed)
{
    set_scalar(ct, CREP_INT, text);
    ct->bits = bits;
    ct->is_signed = is_signed;
}

static void set_basic(CType *ct, BasicKind k)
{
    switch (k) {
    case BASIC_BOOL:
    case BASIC_UNTYPED_BOOL: set_scalar(ct, CREP_BOOL, "bool"); return;
    case BASIC_INT:
    case BASIC_UNTYPED_INT: set_int(ct, "UgInt", 64, true); return;
    case BASIC_INT8: set_int(ct, "int8_t", 8, true); return;
    case BASIC_INT16: set_int(ct, "int16_t", 16, true); return;
    case BASIC_INT32:
    case BASIC_UNTYPED_RUNE: set_int(ct, "int32_t", 32, true); return;
    case BASIC_INT64: set_int(ct, "int64_t", 64, true); return;
    case BASIC_UINT: set_int(ct, "UgUint", 64, false); return;
    case BASIC_UINT8: set_int(ct, "uint8_t", 8, false); return;
    case BASIC_UINT16: set_int(ct, "uint16_t", 16, false); return;
    case BASIC_UINT32: set_int(ct, "uint32_t", 32, false); return;
    case BASIC_UINT64: set_int(ct, "uint64_t", 64, false); return;
    case BASIC_UINTPTR: set_int(ct, "uintptr_t", 64, false); return;
    case BASIC_FLOAT32: set_scalar(ct, CREP_F32, "float"); return;
    case BASIC_FLOAT64:
    case BASIC_UNTYPED_FLOAT: set_scalar(ct, CREP_F64, "double"); return;
    case BASIC_COMPLEX64: set_scalar(ct, CREP_C64, "UgComplex64"); return;
    case BASIC_COMPLEX128:
    case BASIC_UNTYPED_COMPLEX: set_scalar(ct, CREP_C128, "UgComplex128"); return;
    case BASIC_STRING:
    case BASIC_UNTYPED_STRING: set_scalar(ct, CREP_STRING, "UgString"); return;
    case BASIC_UNSAFE_POINTER:
    case BASIC_UNTYPED_NIL: set_scalar(ct, CREP_POINTER, "void *"); return;
    case BASIC_INVALID:
    case BASIC_COUNT: break;
    }
    BUG("cgen: a value of invalid type %.*s", STR_FMT(ct->key));
}

static void set_pointer(Cg *cg, CType *ct, CType *elem)
{
    ct->elem = elem;
    if (elem->rep == CREP_VOID || !elem->text) // no text yet: type P *P
        set_scalar(ct, CREP_POINTER, "void *");
    else
        set_scalar(ct, CREP_POINTER,
                   arena_printf(cg->arena, elem->text[strlen(elem->text) - 1] == '*' ? "%s*" : "%s *", elem->text));
}

// The identity of an array's C type is that of its element's: arrays of int and of a named int differ.
static void set_array(Cg *cg, CType *ct, Array *arr)
{
    ct->elem = ctype(cg, arr->elem);
    ct->len = arr->len;
    const char *t = ct->elem->text ? ct->elem->text : "void *"; // none yet: type A [2]*A
    StrBuf b = {0};
    sb_printf(&b, "A%lld$", (long long)arr->len);
    if (str_has_prefix(str_from(t), STR("struct "))) t += 7;
    for (; *t; t++) sb_putc(&b, *t == ' ' ? '_' : *t == '*' ? 'p' : *t);
    ct->rep = CREP_ARRAY;
    ct->text = arena_printf(cg->arena, "struct %.*s", STR_FMT(sb_str(&b)));
    sb_release(&b);
}

static void set_struct(Cg *cg, CType *ct)
{
    ct->rep = CREP_STRUCT;
    const char *prefix = ct->type->kind == TYP_NAMED ? "struct " : "struct S$";
    ct->text = ctype_symbol(
        cg, prefix,
        ct->type->kind == TYP_NAMED
            ? ct->key
            : str_dup(cg->arena, (Str){arena_printf(cg->arena, "%016llx", (unsigned long long)str_hash(ct->key)), 16}));
}

static void fill(Cg *cg, CType *ct)
{
    Type *u = ct->under;
    bool sized = ct->size > 0;
    switch ((TypeKind)u->kind) {
    case TYP_BASIC: set_basic(ct, ((Basic *)u)->basic); return;
    case TYP_POINTER: set_pointer(cg, ct, ctype(cg, ((Pointer *)u)->elem)); return;
    case TYP_SLICE: set_scalar(ct, CREP_SLICE, "UgSlice"); return;
    case TYP_MAP: set_scalar(ct, CREP_MAP, "UgMap *"); return;
    case TYP_CHAN: set_scalar(ct, CREP_CHAN, "UgChan *"); return;
    case TYP_SIGNATURE: set_scalar(ct, CREP_FUNC, "const UgClosure *"); return;
    case TYP_INTERFACE:
        if (((Interface *)u)->all_methods.n)
            set_scalar(ct, CREP_IFACE, "UgIface");
        else
            set_scalar(ct, CREP_EFACE, "UgEface");
        return;
    case TYP_ARRAY:
        if (sized) set_array(cg, ct, (Array *)u);
        break;
    case TYP_STRUCT:
        if (sized) set_struct(cg, ct);
        break;
    case TYP_NONE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: BUG("cgen: type %.*s has no C form", STR_FMT(ct->key));
    }
    if (sized) return;
    ct->rep = CREP_VOID;
    ct->text = "void";
}

CType *ctype(Cg *cg, Type *t)
{
    CType *ct = ptrmap_get(&cg->ctypes_by_type, t);
    if (ct) return ct;
    Type *plain = type_unalias(t);
    StrBuf b = {0};
    type_write(&b, plain, QUALIFY_PATH, NULL);
    Str key = sb_str(&b);
    ct = strmap_get(&cg->ctypes_by_key, key);
    if (!ct) {
        ct = ARENA_NEW(cg->arena, CType);
        ct->type = plain;
        ct->under = type_under(plain);
        ct->key = str_dup(cg->arena, key);
        ct->size = type_size(plain);
        ct->align = type_align(plain);
        ct->has_pointers = type_has_pointers(plain);
        strmap_put(&cg->ctypes_by_key, ct->key, ct);
        vec_push(cg->arena, &cg->ctypes, ct);
        // A recursive type meets itself through a pointer: the name must stand before the parts are looked at.
        if (ct->size > 0 && ct->under->kind == TYP_STRUCT) set_struct(cg, ct);
        ptrmap_put(&cg->ctypes_by_type, t, ct);
        fill(cg, ct);
    }
    sb_release(&b);
    ptrmap_put(&cg->ctypes_by_type, t, ct);
    return ct;
}

static void define_array(Cg *cg, CType *ct)
{
    ctype_complete(cg, ct->elem);
    ctype_struct_once(cg, ct->text + strlen("struct "),
                      arena_printf(cg->arena, "%s a[%lld];", ct->elem->text, (long long)ct->len));
}

static const char *field_name(Cg *cg, Object *f, uint32_t i)
{
    if (!f->name || str_eqz(f->name->s, "_")) return arena_printf(cg->arena, "f$%u", i);
    return cgen_reserve(cg->arena, f->name->s);
}

static void define_struct(Cg *cg, CType *ct)
{
    Struct *s = (Struct *)ct->under;
    ct->nfields = s->fields.n;
    ct->fields = ARENA_ARRAY(cg->arena, CType *, s->fields.n);
    ct->field_names = ARENA_ARRAY(cg->arena, const char *, s->fields.n);
    StrBuf b = {0};
    int64_t end = 0, align = 1;
    for (uint32_t i = 0; i < s->fields.n; i++) {
        CType *ft = ct->fields[i] = ctype_value(cg, s->fields.p[i]->type);
        if (ft->rep == CREP_VOID) continue;
        int64_t offset = struct_field_offset(s, i);
        if ((end + ft->align - 1) / ft->align * ft->align != offset) // sizeless fields with alignment stand between
            sb_printf(&b, " uint8_t pad$%u[%lld];", i, (long long)(offset - end));
        ct->field_names[i] = field_name(cg, s->fields.p[i], i);
        sb_printf(&b, " %s %s;", ft->text, ct->field_names[i]);
        end = offset + ft->size;
        if (ft->align > align) align = ft->align;
    }
    if ((end + align - 1) / align * align != ct->size && ct->size > end)
        sb_printf(&b, " uint8_t pad$[%lld];", (long long)(ct->size - end));
    const char *attr =
        align < ct->align ? arena_printf(cg->arena, " __attribute__((aligned(%lld)))", (long long)ct->align) : "";
    sb_printf(&cg->types, "%s {%.*s }%s;\n", ct->text, STR_FMT(sb_str(&b)), attr);
    sb_printf(&cg->types, "_Static_assert(sizeof(%s) == %lld, \"layout\");\n", ct->text, (long long)ct->size);
    sb_release(&b);
}

void ctype_complete(Cg *cg, CType *ct)
{
    if (ct->complete || (ct->rep != CREP_STRUCT && ct->rep != CREP_ARRAY)) return;
    if (ct->completing) BUG("cgen: type %.*s holds itself", STR_FMT(ct->key));
    ct->completing = true;
    if (ct->rep == CREP_ARRAY)
        define_array(cg, ct);
    else
        define_struct(cg, ct);
    ct->complete = true;
}

CType *ctype_value(Cg *cg, Type *t)
{
    CType *ct = ctype(cg, t);
    ctype_complete(cg, ct);
    return ct;
}

const char *ctype_struct_once(Cg *cg, const char *name, const char *body)
{
    const char *ref = arena_printf(cg->arena, "struct %s", name);
    if (!strmap_has(&cg->structs, str_from(name))) {
        strmap_put(&cg->structs, str_dup(cg->arena, str_from(name)), (void *)ref);
        sb_printf(&cg->types, "%s { %s };\n", ref, body);
    }
    return ref;
}

// Not by ct->elem: a pointer that met itself, as in type P *P, is a void * in C.
bool ctype_points_to(const CType *ct, const CType *target)
{
    size_t n = strlen(target->text);
    if (ct->rep != CREP_POINTER || strncmp(ct->text, target->text, n) != 0) return false;
    const char *rest = ct->text + n;
    return strcmp(rest, "*") == 0 || strcmp(rest, " *") == 0;
}

bool ctype_pointer_shaped(const CType *ct)
{
    switch (ct->rep) {
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: return true;
    // A struct or array of one pointer-shaped part is held directly too.
    case CREP_STRUCT: {
        Struct *s = (Struct *)ct->under;
        return s->fields.n == 1 && ctype_pointer_shaped(ct->fields[0]);
    }
    case CREP_ARRAY: return ct->len == 1 && ctype_pointer_shaped(ct->elem);
    case CREP_NONE:
    case CREP_VOID:
    case CREP_BOOL:
    case CREP_INT:
    case CREP_F32:
    case CREP_F64:
    case CREP_C64:
    case CREP_C128:
    case CREP_STRING:
    case CREP_SLICE:
    case CREP_EFACE:
    case CREP_IFACE: break;
    }
    return false;
}

bool ctype_is_scalar(const CType *ct)
{
    switch (ct->rep) {
    case CREP_BOOL:
    case CREP_INT:
    case CREP_F32:
    case CREP_F64:
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: return true;
    case CREP_NONE:
    case CREP_VOID:
    case CREP_C64:
    case CREP_C128:
    case CREP_STRING:
    case CREP_SLICE:
    case CREP_EFACE:
    case CREP_IFACE:
    case CREP_STRUCT:
    case CREP_ARRAY: break;
    }
    return false;
}

// Every struct is named before anything else, so that prototypes and pointers may mention it.
void cgen_include_types(Cg *cg)
{
    StrMap seen;
    map_init(&seen, cg->arena);
    for (uint32_t i = 0; i < cg->ctypes.n; i++) {
        CType *ct = cg->ctypes.p[i];
        if ((ct->rep != CREP_STRUCT && ct->rep != CREP_ARRAY) || strmap_has(&seen, str_from(ct->text))) continue;
        strmap_put(&seen, str_from(ct->text), ct);
        sb_printf(&cg->forward, "%s;\n", ct->text);
    }
}
