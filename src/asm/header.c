// go_asm.h: sizes, offsets and constants of a package's Go declarations, for its assembly.
//
//     #define const_Name value        integer, boolean and string constants of the package
//     #define T__size n               struct types, and
//     #define T_field offset          their fields
#include "asm/asm.h"

static void put_constant(StrBuf *out, const Object *o)
{
    StrBuf text = {0};
    switch (num_kind(o->value)) {
    case CONST_INT: num_exact_text(&text, o->value); break;
    case CONST_BOOL: sb_puts(&text, num_bool_value(o->value) ? "true" : "false"); break;
    case CONST_STRING: sb_put_quoted(&text, num_string_value(o->value)); break;
    case CONST_UNKNOWN:
    case CONST_FLOAT:
    case CONST_COMPLEX: break;
    }
    if (text.n) sb_printf(out, "#define const_%.*s %s\n", STR_FMT(o->name->s), text.p);
    sb_release(&text);
}

static void put_struct(StrBuf *out, const Object *o, Struct *s)
{
    Str name = o->name->s;
    sb_printf(out, "#define %.*s__size %lld\n", STR_FMT(name), (long long)type_size(o->type));
    for (uint32_t i = 0; i < s->fields.n; i++) {
        const Object *f = s->fields.p[i];
        if (f->name && !str_eqz(f->name->s, "_"))
            sb_printf(out, "#define %.*s_%.*s %lld\n", STR_FMT(name), STR_FMT(f->name->s),
                      (long long)struct_field_offset(s, i));
    }
}

void asm_header(Package *pkg, StrBuf *out)
{
    sb_printf(out, "// generated for package %.*s\n\n", STR_FMT(pkg->name->s));
    for (uint32_t i = 0; i < pkg->scope->elems.n; i++) {
        const Object *o = pkg->scope->elems.entries[i].value;
        if (o->kind == OBJ_CONST && o->value) put_constant(out, o);
        if (o->kind != OBJ_TYPENAME || o->is_alias || type_is_generic(o->type)) continue;
        Type *u = type_under(o->type);
        if (u->kind == TYP_STRUCT) put_struct(out, o, (Struct *)u);
    }
}
