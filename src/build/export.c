// Export data of a checked package, in gc's form: a package definition that holds unified export data.
//
// What is written is what go/types reads: the exported objects of the package and all that their types name, of other
// packages too, so that one file is enough to import a package. Function bodies, inlining and what only gc reads are
// left out. An object stands at one index in four sections: its name, its body, an empty extension, and a dictionary
// of the types in its body that mention its type parameters.
#include <stdlib.h>

#include "build/export.h"

typedef enum ObjectCode { CODE_ALIAS, CODE_CONST, CODE_TYPE, CODE_FUNC, CODE_VAR, CODE_STUB } ObjectCode;
typedef enum ValueCode { CODE_BOOL, CODE_STRING, CODE_INT64, CODE_BIGINT, CODE_BIGRAT, CODE_BIGFLOAT } ValueCode;

// ---- Positions and packages

static uint32_t position_base(Export *x, const SourceFile *file)
{
    uintptr_t known = (uintptr_t)ptrmap_get(&x->objects, file);
    if (known) return (uint32_t)known - 1;
    Bits w;
    uint32_t index = bits_reserve(&x->bits, BITS_POSBASE);
    bits_open(&w, &x->bits, BITS_POSBASE, index);
    bits_string(&w, str_from(file->abs_path));
    bits_bool(&w, true); // a file, not a //line
    bits_close(&w);
    ptrmap_put(&x->objects, file, (void *)(uintptr_t)(index + 1));
    return index;
}

void export_pos(Export *x, Bits *w, Pos pos)
{
    const SourceFile *file = pos ? sources_file(x->loader->sources, pos) : NULL;
    bits_bool(w, file != NULL);
    if (!file) return;
    Location at = sources_locate(x->loader->sources, pos);
    bits_ref(w, BITS_POSBASE, position_base(x, file));
    bits_uint(w, at.line);
    bits_uint(w, at.col);
}

static uint32_t package_elem(Export *x, const Package *pkg)
{
    const void *key = pkg ? (const void *)pkg : x;
    uintptr_t known = (uintptr_t)ptrmap_get(&x->packages, key);
    if (known) return (uint32_t)known - 1;
    Bits w;
    uint32_t index = bits_reserve(&x->bits, BITS_PKG);
    ptrmap_put(&x->packages, key, (void *)(uintptr_t)(index + 1));
    bits_open(&w, &x->bits, BITS_PKG, index);
    if (!pkg) {
        bits_string(&w, STR("builtin"));
    } else {
        bits_string(&w, pkg->path);
        if (!str_eqz(pkg->path, "unsafe")) {
            bits_string(&w, pkg->name->s);
            bits_uint(&w, pkg->imports.n);
            for (uint32_t i = 0; i < pkg->imports.n; i++) bits_ref(&w, BITS_PKG, package_elem(x, pkg->imports.p[i]));
        }
    }
    bits_close(&w);
    return index;
}

void export_ident(Export *x, Bits *w, const Package *pkg, Str name)
{
    bits_ref(w, BITS_PKG, package_elem(x, pkg));
    bits_string(w, name);
}

// ---- Constants

static void big_part(Bits *w, const StrBuf *magnitude, bool negative)
{
    bits_string(w, sb_str(magnitude));
    bits_bool(w, negative);
}

static void number(Bits *w, const ConstVal *v)
{
    int64_t small;
    if (num_kind(v) == CONST_INT && num_int64_value(v, &small)) {
        bits_uint(w, CODE_INT64);
        bits_int(w, small);
        return;
    }
    StrBuf num = {0}, den = {0};
    if (num_fraction_bytes(v, &num, &den)) {
        bool fraction = num_kind(v) != CONST_INT;
        bits_uint(w, fraction ? CODE_BIGRAT : CODE_BIGINT);
        big_part(w, &num, num_sign(v) < 0);
        if (fraction) big_part(w, &den, false);
    } else {
        bits_uint(w, CODE_BIGFLOAT);
        num_exact_text(&num, v);
        bits_string(w, sb_str(&num));
    }
    sb_release(&num);
    sb_release(&den);
}

static void value(Export *x, Bits *w, const ConstVal *v)
{
    ConstKind kind = num_kind(v);
    bits_bool(w, kind == CONST_COMPLEX);
    switch (kind) {
    case CONST_UNKNOWN:
    case CONST_BOOL:
        bits_uint(w, CODE_BOOL);
        bits_bool(w, num_bool_value(v));
        break;
    case CONST_STRING:
        bits_uint(w, CODE_STRING);
        bits_string(w, num_string_value(v));
        break;
    case CONST_INT:
    case CONST_FLOAT: number(w, v); break;
    case CONST_COMPLEX:
        number(w, num_real(x->bits.arena, v));
        number(w, num_imag(x->bits.arena, v));
        break;
    }
}

// ---- Objects

Object *export_universe(const Export *x, const char *name)
{
    return ptrmap_get(&types_universe(x->types_session)->elems, types_atom(x->types_session, str_from(name)));
}

static void type_param_names(Export *x, Bits *w, const ObjectList *tparams)
{
    for (uint32_t i = 0; i < tparams->n; i++) {
        const Object *o = tparams->p[i];
        export_pos(x, w, o->pos);
        export_ident(x, w, o->pkg, o->name->s);
    }
}

static void method(Export *x, Bits *w, const Object *fn)
{
    const Signature *s = (const Signature *)fn->type;
    export_pos(x, w, fn->pos);
    export_ident(x, w, fn->pkg, fn->name->s);
    type_param_names(x, w, &s->recv_tparams);
    export_param(x, w, s->recv);
    export_signature(x, w, s);
    export_pos(x, w, fn->pos);
}

static ObjectCode code_of(const Object *o)
{
    if (!o->pkg || str_eqz(o->pkg->path, "unsafe")) return CODE_STUB;
    if (o->kind == OBJ_CONST) return CODE_CONST;
    if (o->kind == OBJ_VAR) return CODE_VAR;
    if (o->kind == OBJ_FUNC) return CODE_FUNC;
    UG_ASSERT(o->kind == OBJ_TYPENAME);
    return o->type->kind == TYP_ALIAS ? CODE_ALIAS : CODE_TYPE;
}

static void object_body(Export *x, Bits *w, ObjectCode code, const Object *o)
{
    if (code == CODE_STUB) return;
    export_pos(x, w, o->pos);
    switch (code) {
    case CODE_ALIAS:
        type_param_names(x, w, &x->dict->tparams);
        export_type(x, w, ((Alias *)o->type)->rhs);
        break;
    case CODE_CONST:
        export_type(x, w, o->type);
        value(x, w, o->value);
        break;
    case CODE_FUNC:
        type_param_names(x, w, &x->dict->tparams);
        export_signature(x, w, (Signature *)o->type);
        break;
    case CODE_TYPE: {
        const Named *n = (Named *)o->type;
        type_param_names(x, w, &x->dict->tparams);
        export_type(x, w, type_under(o->type));
        bits_uint(w, n->methods.n);
        for (uint32_t i = 0; i < n->methods.n; i++) method(x, w, n->methods.p[i]);
        break;
    }
    case CODE_VAR: export_type(x, w, o->type); break;
    case CODE_STUB: break;
    }
}

static ObjectList type_params(ObjectCode code, const Object *o)
{
    if (code == CODE_FUNC) return ((Signature *)o->type)->tparams;
    if (code == CODE_TYPE) return ((Named *)o->type)->tparams;
    if (code == CODE_ALIAS) return ((Alias *)o->type)->tparams;
    return (ObjectList){0};
}

static void dictionary(Export *x, uint32_t index)
{
    ExportDict *d = x->dict;
    Bits w;
    bits_open(&w, &x->bits, BITS_OBJDICT, index);
    bits_uint(&w, 0); // type parameters of enclosing functions
    bits_uint(&w, d->tparams.n);
    for (uint32_t i = 0; i < d->tparams.n; i++) export_type(x, &w, ((TypeParam *)d->tparams.p[i]->type)->bound);
    bits_uint(&w, d->elems.n);
    for (uint32_t i = 0; i < d->elems.n; i++) bits_ref(&w, BITS_TYPE, d->elems.p[i]);
    bits_close(&w);
}

static void empty(Export *x, BitsSection section, uint32_t index)
{
    Bits w;
    bits_open(&w, &x->bits, section, index);
    bits_close(&w);
}

uint32_t export_object(Export *x, Object *o)
{
    uintptr_t known = (uintptr_t)ptrmap_get(&x->objects, o);
    if (known) return (uint32_t)known - 1;
    static const BitsSection sections[] = {BITS_NAME, BITS_OBJ, BITS_OBJEXT, BITS_OBJDICT};
    uint32_t index = 0;
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) index = bits_reserve(&x->bits, sections[i]);
    ptrmap_put(&x->objects, o, (void *)(uintptr_t)(index + 1));
    ObjectCode code = code_of(o);
    Bits w;
    bits_open(&w, &x->bits, BITS_NAME, index);
    export_ident(x, &w, o->pkg, o->name->s);
    bits_uint(&w, code);
    bits_close(&w);
    ExportDict *outer = x->dict, own = {.tparams = type_params(code, o)};
    map_init(&own.index, x->bits.arena);
    x->dict = &own;
    bits_open(&w, &x->bits, BITS_OBJ, index);
    object_body(x, &w, code, o);
    bits_close(&w);
    dictionary(x, index);
    x->dict = outer;
    empty(x, BITS_OBJEXT, index);
    return index;
}

// ---- The package

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(Object *const *)a)->name->s, (*(Object *const *)b)->name->s);
}

static void root(Export *x, const Package *pkg)
{
    ObjectList objects = {0};
    for (uint32_t i = 0; i < pkg->scope->elems.n; i++) {
        Object *o = pkg->scope->elems.entries[i].value;
        if (o->name->exported) vec_push(x->bits.arena, &objects, o);
    }
    qsort(objects.p, objects.n, sizeof *objects.p, by_name);
    Bits w;
    bits_open(&w, &x->bits, BITS_META, bits_reserve(&x->bits, BITS_META));
    bits_ref(&w, BITS_PKG, package_elem(x, pkg));
    bits_uint(&w, objects.n);
    for (uint32_t i = 0; i < objects.n; i++) {
        bits_ref(&w, BITS_OBJ, export_object(x, objects.p[i]));
        bits_uint(&w, 0); // type arguments
    }
    bits_close(&w);
}

Str export_data(Build *b, const BuildPkg *bp)
{
    Arena *a = arena_new("export");
    Export x = {.loader = b->loader, .types_session = b->types};
    bits_file_init(&x.bits, a);
    map_init(&x.objects, a);
    map_init(&x.packages, a);
    map_init(&x.types, a);
    root(&x, bp->types);
    StrBuf def = {0}, out = {0};
    sb_printf(&def, "go object linux amd64 go%s\n\n$$B\nu", b->loader->go_version);
    bits_write(&x.bits, &def);
    sb_puts(&def, "\n$$\n");
    sb_printf(&out, "!<arch>\n%-16s%-12s%-6s%-6s%-8s%-10zu`\n", "__.PKGDEF", "0", "0", "0", "644", def.n);
    sb_put(&out, sb_str(&def));
    if (def.n % 2) sb_putc(&out, '\n');
    Str data = str_dup(b->arena, sb_str(&out));
    sb_release(&def);
    sb_release(&out);
    arena_free(a);
    return data;
}
