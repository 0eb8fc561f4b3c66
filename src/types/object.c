// Objects: what names stand for. Making, copying, comparing and describing them.
//
// Spec: Uniqueness of identifiers; Exported identifiers.
#include <ctype.h>

#include "types/session.h"

Object *object_new(Arena *a, ObjectKind k, Pos pos, Package *pkg, Atom name, Type *type)
{
    Object *o = ARENA_NEW(a, Object);
    o->kind = (uint8_t)k;
    o->pos = pos;
    o->pkg = pkg;
    o->name = name;
    o->type = type;
    o->origin = o;
    return o;
}

Object *object_clone(Arena *a, Object *o, Type *type)
{
    Object *copy = ARENA_NEW(a, Object);
    *copy = *o;
    copy->type = type;
    return copy;
}

Object *object_new_var(Types *ts, Package *pkg, Atom name, Type *type, Pos pos)
{
    Object *o = TYPES_NEW(ts, Object);
    *o = (Object){.kind = OBJ_VAR, .pos = pos, .pkg = pkg, .name = name, .type = type, .origin = o};
    return o;
}

Object *object_new_field(Types *ts, Package *pkg, Atom name, Type *type, bool embedded)
{
    Object *o = object_new_var(ts, pkg, name, type, NO_POS);
    o->is_field = true;
    o->embedded = embedded;
    return o;
}

static bool same_package(const Package *a, const Package *b) { return a == b || (a && b && str_eq(a->path, b->path)); }

static bool equal_fold(Str a, Str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (tolower((unsigned char)a.p[i]) != tolower((unsigned char)b.p[i])) return false;
    return true;
}

bool object_same_id(const Object *o, const Package *pkg, Atom name, bool fold_case)
{
    if (o->name != name) return fold_case && o->name && name && equal_fold(o->name->s, name->s);
    return fold_case || !name || name->exported || same_package(o->pkg, pkg);
}

int object_cmp(const Object *a, const Object *b)
{
    if (a == b) return 0;
    bool ea = a->name->exported, eb = b->name->exported;
    if (ea != eb) return ea ? -1 : 1;
    if (a->name != b->name) return str_cmp(a->name->s, b->name->s);
    if (!ea && a->pkg && b->pkg) return str_cmp(a->pkg->path, b->pkg->path);
    return 0;
}

static const char *var_kind_text(const Object *o)
{
    if (o->is_field) return "struct field";
    if (o->is_recv) return "receiver";
    if (o->is_result) return "result variable";
    if (o->is_param) return "parameter";
    return o->pkg && o->parent == o->pkg->scope ? "package-level variable" : "local variable";
}

const char *object_kind_text(const Object *o)
{
    switch ((ObjectKind)o->kind) {
    case OBJ_NONE: break;
    case OBJ_PKGNAME: return "package name";
    case OBJ_CONST: return "constant";
    case OBJ_TYPENAME:
        if (o->is_alias) return "type alias";
        return o->type && o->type->kind == TYP_TYPEPARAM ? "type parameter" : "defined type";
    case OBJ_VAR: return var_kind_text(o);
    case OBJ_FUNC: return o->type && ((Signature *)o->type)->recv ? "method" : "function";
    case OBJ_LABEL: return "label";
    case OBJ_BUILTIN: return "built-in function";
    case OBJ_NIL: return "untyped nil";
    }
    return "unknown symbol";
}

// ---- Text: "func p.F(x int)", "type T struct{…}", "var x int"
static void write_func_name(StrBuf *out, Object *f, TypeQualify q, const Package *current)
{
    Signature *sig = (Signature *)f->type;
    if (sig && sig->recv) {
        sb_putc(out, '(');
        if (sig->recv->type->kind == TYP_INTERFACE)
            sb_puts(out, "interface");
        else
            type_write(out, sig->recv->type, q, current);
        sb_puts(out, ").");
    } else if (f->pkg) {
        Arena *a = arena_new("name");
        const char *qual = q == QUALIFY_RELATIVE ? package_qualifier(a, f->pkg, current) : f->pkg->name->s.p;
        if (*qual) sb_printf(out, "%s.", qual);
        arena_free(a);
    }
    sb_put(out, f->name->s);
}

static ObjectList type_tparams(Type *t)
{
    if (t->kind == TYP_NAMED) return ((Named *)t)->tparams;
    if (t->kind == TYP_ALIAS) return ((Alias *)t)->tparams;
    return (ObjectList){0};
}

// What a type name's description ends with: its type parameters and what it is defined as.
static Type *write_type_head(StrBuf *out, Object *o, TypeQualify q, const Package *current)
{
    Type *t = o->type;
    if (t->kind == TYP_BASIC) return NULL;
    ObjectList tparams = type_tparams(t);
    if (tparams.n > 0) type_write_tparams(out, tparams, q, current);
    if (o->is_alias) {
        sb_puts(out, " =");
        return t->kind == TYP_ALIAS ? ((Alias *)t)->rhs : t;
    }
    return t->kind == TYP_TYPEPARAM ? ((TypeParam *)t)->bound : type_under(t);
}

void object_write(StrBuf *out, Object *o, TypeQualify q, const Package *current)
{
    Type *type = o->type;
    switch ((ObjectKind)o->kind) {
    case OBJ_NONE: return;
    case OBJ_PKGNAME:
        sb_printf(out, "package %.*s", STR_FMT(o->name->s));
        if (o->imported && o->imported->path.n && !str_eq(o->imported->path, o->name->s))
            sb_printf(out, " (\"%.*s\")", STR_FMT(o->imported->path));
        return;
    case OBJ_CONST: sb_puts(out, "const"); break;
    case OBJ_TYPENAME: sb_puts(out, type && type->kind == TYP_TYPEPARAM ? "type parameter" : "type"); break;
    case OBJ_VAR: sb_puts(out, o->is_field ? "field" : "var"); break;
    case OBJ_FUNC:
        sb_puts(out, "func ");
        write_func_name(out, o, q, current);
        if (type) type_write_signature(out, (Signature *)type, q, current, true, false);
        return;
    case OBJ_LABEL:
        sb_puts(out, "label");
        type = NULL;
        break;
    case OBJ_BUILTIN:
        sb_puts(out, "builtin");
        type = NULL;
        break;
    case OBJ_NIL: sb_puts(out, "nil"); return;
    }
    sb_putc(out, ' ');
    if (o->pkg && o->parent == o->pkg->scope && q == QUALIFY_RELATIVE) {
        Arena *a = arena_new("name");
        const char *qual = package_qualifier(a, o->pkg, current);
        if (*qual) sb_printf(out, "%s.", qual);
        arena_free(a);
    }
    sb_put(out, o->name ? o->name->s : STR(""));
    if (type && o->kind == OBJ_TYPENAME) type = write_type_head(out, o, q, current);
    if (!type) return;
    sb_putc(out, ' ');
    type_write(out, type, q, current);
}
