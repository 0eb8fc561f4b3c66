// Types as elements of export data.
//
// A type that mentions no type parameter is an element of the whole file. One that does belongs to the dictionary of
// the object being written: type parameters are numbers there, so equal elements of two objects differ in meaning.
#include "build/export.h"

typedef enum TypeCode {
    CODE_BASIC,
    CODE_NAMED,
    CODE_POINTER,
    CODE_SLICE,
    CODE_ARRAY,
    CODE_CHAN,
    CODE_MAP,
    CODE_SIGNATURE,
    CODE_STRUCT,
    CODE_INTERFACE,
    CODE_UNION,
    CODE_TYPEPARAM
} TypeCode;

static Str name_of(const Object *o) { return o->name ? o->name->s : (Str){0}; }

static void selector(Export *x, Bits *w, const Object *o)
{
    export_pos(x, w, o->pos);
    export_ident(x, w, o->pkg, name_of(o));
}

void export_param(Export *x, Bits *w, const Object *o)
{
    selector(x, w, o);
    export_type(x, w, o->type);
}

static void params(Export *x, Bits *w, const ObjectList *vars)
{
    bits_uint(w, vars->n);
    for (uint32_t i = 0; i < vars->n; i++) export_param(x, w, vars->p[i]);
}

void export_signature(Export *x, Bits *w, const Signature *s)
{
    params(x, w, &s->params->vars);
    params(x, w, &s->results->vars);
    bits_bool(w, s->variadic);
}

static void named(Export *x, Bits *w, Object *o, const TypeList *targs)
{
    bits_uint(w, CODE_NAMED);
    bits_ref(w, BITS_OBJ, export_object(x, o));
    bits_uint(w, targs->n);
    for (uint32_t i = 0; i < targs->n; i++) export_type(x, w, targs->p[i]);
}

static void basic(Export *x, Bits *w, const Basic *b)
{
    static const char *const other_names[] = {"byte", "rune"};
    for (size_t i = 0; i < ARRAY_LEN(other_names); i++) {
        if (strcmp(b->name, other_names[i]) != 0) continue;
        bits_uint(w, CODE_NAMED);
        bits_ref(w, BITS_OBJ, export_object(x, export_universe(x, b->name)));
        bits_uint(w, 0);
        return;
    }
    bits_uint(w, CODE_BASIC);
    bits_uint(w, b->basic);
}

static void struct_type(Export *x, Bits *w, const Struct *s)
{
    bits_uint(w, CODE_STRUCT);
    bits_uint(w, s->fields.n);
    for (uint32_t i = 0; i < s->fields.n; i++) {
        const Object *f = s->fields.p[i];
        export_param(x, w, f);
        bits_string(w, s->tags ? s->tags[i] : (Str){0});
        bits_bool(w, f->embedded);
    }
}

static void interface_type(Export *x, Bits *w, const Interface *it)
{
    bits_uint(w, CODE_INTERFACE);
    bits_uint(w, it->methods.n);
    bits_uint(w, it->embeds.n);
    if (it->methods.n == 0 && it->embeds.n == 1) bits_bool(w, it->implicit);
    for (uint32_t i = 0; i < it->methods.n; i++) {
        selector(x, w, it->methods.p[i]);
        export_signature(x, w, (const Signature *)it->methods.p[i]->type);
    }
    for (uint32_t i = 0; i < it->embeds.n; i++) export_type(x, w, it->embeds.p[i]);
}

static void union_type(Export *x, Bits *w, const Union *u)
{
    bits_uint(w, CODE_UNION);
    bits_uint(w, u->terms.n);
    for (uint32_t i = 0; i < u->terms.n; i++) {
        bits_bool(w, u->terms.p[i].tilde);
        export_type(x, w, u->terms.p[i].type);
    }
}

static void one_elem(Export *x, Bits *w, TypeCode code, Type *elem)
{
    bits_uint(w, code);
    export_type(x, w, elem);
}

static void type_body(Export *x, Bits *w, Type *t)
{
    switch ((TypeKind)t->kind) {
    case TYP_BASIC: basic(x, w, (Basic *)t); break;
    case TYP_NAMED: named(x, w, ((Named *)t)->origin->obj, &((Named *)t)->targs); break;
    case TYP_ALIAS: named(x, w, ((Alias *)t)->origin->obj, &((Alias *)t)->targs); break;
    case TYP_TYPEPARAM:
        bits_uint(w, CODE_TYPEPARAM);
        bits_uint(w, ((TypeParam *)t)->index);
        break;
    case TYP_POINTER: one_elem(x, w, CODE_POINTER, ((Pointer *)t)->elem); break;
    case TYP_SLICE: one_elem(x, w, CODE_SLICE, ((Slice *)t)->elem); break;
    case TYP_ARRAY:
        bits_uint(w, CODE_ARRAY);
        bits_uint(w, (uint64_t)((Array *)t)->len);
        export_type(x, w, ((Array *)t)->elem);
        break;
    case TYP_CHAN:
        bits_uint(w, CODE_CHAN);
        bits_uint(w, ((Chan *)t)->dir);
        export_type(x, w, ((Chan *)t)->elem);
        break;
    case TYP_MAP:
        bits_uint(w, CODE_MAP);
        export_type(x, w, ((Map *)t)->key);
        export_type(x, w, ((Map *)t)->elem);
        break;
    case TYP_SIGNATURE:
        bits_uint(w, CODE_SIGNATURE);
        export_signature(x, w, (Signature *)t);
        break;
    case TYP_STRUCT: struct_type(x, w, (Struct *)t); break;
    case TYP_INTERFACE: interface_type(x, w, (Interface *)t); break;
    case TYP_UNION: union_type(x, w, (Union *)t); break;
    case TYP_TUPLE:
    case TYP_NONE: BUG("export of a type of kind %u", t->kind);
    }
}

static uint32_t type_elem(Export *x, Type *t)
{
    Bits w;
    uint32_t index = bits_reserve(&x->bits, BITS_TYPE);
    bits_open(&w, &x->bits, BITS_TYPE, index);
    type_body(x, &w, t);
    bits_close(&w);
    return index;
}

// The type that is written for t: itself, but for names of types local to a function, and instances of aliases that
// lost the parameters they were made with.
static Type *written(Export *x, Type *t)
{
    if (t->kind == TYP_INTERFACE && ((Interface *)t)->predeclared == 1) return export_universe(x, "any")->type;
    if (t->kind == TYP_NAMED && ((Named *)t)->origin->vargen) return type_under(t);
    if (t->kind != TYP_ALIAS) return t;
    const Alias *a = (Alias *)t;
    const Object *o = a->origin->obj;
    bool local = o->pkg && o->parent != o->pkg->scope;
    for (uint32_t i = 0; i < a->targs.n && !local; i++) local = type_is_generic(a->targs.p[i]) && !type_is_generic(t);
    return local ? type_unalias(t) : t;
}

void export_type(Export *x, Bits *w, Type *t)
{
    t = written(x, t);
    bool derived = type_is_generic(t);
    UG_ASSERT(!derived || x->dict);
    PtrMap *known = derived ? &x->dict->index : &x->types;
    uintptr_t at = (uintptr_t)ptrmap_get(known, t);
    if (!at) {
        ExportDict *dict = x->dict;
        if (!derived) x->dict = NULL;
        uint32_t elem = type_elem(x, t);
        x->dict = dict;
        at = elem + 1;
        if (derived) {
            vec_push(x->bits.arena, &dict->elems, elem);
            at = dict->elems.n;
        }
        ptrmap_put(known, t, (void *)at);
    }
    bits_bool(w, derived);
    if (derived) {
        bits_uint(w, at - 1);
    } else {
        bits_ref(w, BITS_TYPE, (uint32_t)at - 1);
    }
}
