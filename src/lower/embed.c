// Variables with //go:embed: their files become static data.
#include "lower/context.h"

static IrStatic *text(Unit *u, Type *t, Str s)
{
    IrStatic *v = ARENA_NEW(u->arena, IrStatic);
    *v = (IrStatic){.kind = IRST_CONST, .type = t, .value = num_string(u->arena, s)};
    return v;
}

static IrStatic *fields(Unit *u, Type *t)
{
    IrStatic *v = ARENA_NEW(u->arena, IrStatic);
    *v = (IrStatic){.kind = IRST_FIELDS, .type = t};
    return v;
}

static IrStatic *slice(Unit *u, Type *t, IrStatic *array, uint32_t n, bool read_only)
{
    IrStatic *v = ARENA_NEW(u->arena, IrStatic);
    *v = (IrStatic){
        .kind = IRST_SLICE, .type = t, .sym = lower_static_data(u, array, array->type, read_only), .len = n, .cap = n};
    return v;
}

// embed.FS is struct{ files *[]file }, file is struct{ name, data string; hash [16]byte }.
static IrStatic *file_system(Unit *u, Type *t, const EmbedFiles *files)
{
    Struct *fs = (Struct *)type_under(t);
    Type *list_ptr = type_unalias(fs->fields.p[0]->type), *list = type_unalias(((Pointer *)type_under(list_ptr))->elem);
    Type *file = type_unalias(((Slice *)type_under(list))->elem);
    Struct *fst = (Struct *)type_under(file);
    IrStatic *array = fields(u, type_new_array(u->lo->ts, file, files->n));
    for (uint32_t i = 0; i < files->n; i++) {
        EmbedFile *e = &files->p[i];
        IrStatic *one = fields(u, file);
        vec_push(u->arena, &one->elems, text(u, type_unalias(fst->fields.p[0]->type), e->name));
        vec_push(u->arena, &one->elems, text(u, type_unalias(fst->fields.p[1]->type), e->data));
        vec_push(u->arena, &one->elems,
                 text(u, type_unalias(fst->fields.p[2]->type), (Str){(const char *)e->hash, sizeof e->hash}));
        vec_push(u->arena, &array->elems, one);
    }
    IrStatic *ptr = ARENA_NEW(u->arena, IrStatic);
    *ptr = (IrStatic){.kind = IRST_ADDR,
                      .type = list_ptr,
                      .sym = lower_static_data(u, slice(u, list, array, files->n, false), list, false)};
    IrStatic *v = fields(u, t);
    vec_push(u->arena, &v->elems, ptr);
    return v;
}

IrStatic *lower_embed(Unit *u, VarDecl *d, Type *t)
{
    const EmbedFiles *files = u->lo->opt.embed ? u->lo->opt.embed(u->lo->opt.embed_ctx, u->pkg, d) : NULL;
    if (!files) return NULL;
    Type *under = type_under(t);
    if (under->kind == TYP_STRUCT) return file_system(u, t, files);
    Str data = files->n ? files->p[0].data : (Str){0};
    if (under->kind != TYP_SLICE) return text(u, t, data);
    Type *elem = type_unalias(((Slice *)under)->elem);
    IrStatic *array = text(u, type_new_array(u->lo->ts, elem, (int64_t)data.n), data);
    return slice(u, t, array, (uint32_t)data.n, false);
}
