// Type descriptors, laid out as internal/abi says, as top-level assembly.
//
// A type declared in a package, and the pointer to it, are put out by that package's unit; every
// other type by each unit that mentions it, in a COMDAT group. Distances count from the start of
// the descriptor that holds them (abi.h). What a descriptor mentions is wanted too, so the queue
// runs until nothing new turns up. An unnamed type's entry in ug_typelinks, by which reflect finds
// it, is bound to the descriptor: the linker drops both or none.
#include "cgen/emit.h"
#include "undergo/abi.h"

bool desc_extern(Cg *cg, CType *ct)
{
    Type *t = ct->type;
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    if (t->kind != TYP_NAMED) return false;
    Named *n = (Named *)t;
    if (n->targs.n || !n->obj->pkg) return false;
    return cg->entry || cg->part != 0 || n->obj->pkg != cg->u->pkg;
}

static bool is_comdat(CType *ct)
{
    Type *t = ct->type;
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    return t->kind != TYP_NAMED || ((Named *)t)->targs.n || !((Named *)t)->obj->pkg;
}

static void want(Cg *cg, CType *ct)
{
    if (ct->desc_wanted) return;
    ct->desc_wanted = true;
    ct->desc = ctype_symbol(cg, "t$", ct->key);
    sb_printf(&cg->decls, "extern const UgType %s;\n", ct->desc);
    if (!desc_extern(cg, ct)) vec_push(cg->arena, &cg->desc_queue, ct);
}

const char *desc_symbol(Cg *cg, Type *t)
{
    CType *ct = ctype_value(cg, t);
    want(cg, ct);
    return ct->desc;
}

const char *desc_ref(Cg *cg, Type *t) { return arena_printf(cg->arena, "(&%s)", desc_symbol(cg, t)); }

static uint8_t kind_of(const CType *ct)
{
    switch ((TypeKind)ct->under->kind) {
    case TYP_BASIC:
        switch (((Basic *)ct->under)->basic) {
        case BASIC_BOOL: return UG_KIND_BOOL;
        case BASIC_INT: return UG_KIND_INT;
        case BASIC_INT8: return UG_KIND_INT8;
        case BASIC_INT16: return UG_KIND_INT16;
        case BASIC_INT32: return UG_KIND_INT32;
        case BASIC_INT64: return UG_KIND_INT64;
        case BASIC_UINT: return UG_KIND_UINT;
        case BASIC_UINT8: return UG_KIND_UINT8;
        case BASIC_UINT16: return UG_KIND_UINT16;
        case BASIC_UINT32: return UG_KIND_UINT32;
        case BASIC_UINT64: return UG_KIND_UINT64;
        case BASIC_UINTPTR: return UG_KIND_UINTPTR;
        case BASIC_FLOAT32: return UG_KIND_FLOAT32;
        case BASIC_FLOAT64: return UG_KIND_FLOAT64;
        case BASIC_COMPLEX64: return UG_KIND_COMPLEX64;
        case BASIC_COMPLEX128: return UG_KIND_COMPLEX128;
        case BASIC_STRING: return UG_KIND_STRING;
        default: return UG_KIND_UNSAFEPOINTER;
        }
    case TYP_ARRAY: return UG_KIND_ARRAY;
    case TYP_SLICE: return UG_KIND_SLICE;
    case TYP_STRUCT: return UG_KIND_STRUCT;
    case TYP_POINTER: return UG_KIND_POINTER;
    case TYP_SIGNATURE: return UG_KIND_FUNC;
    case TYP_INTERFACE: return UG_KIND_INTERFACE;
    case TYP_MAP: return UG_KIND_MAP;
    case TYP_CHAN: return UG_KIND_CHAN;
    case TYP_NONE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    BUG("cgen: no kind for %.*s", STR_FMT(ct->key));
}

static uint32_t fnv(Str s)
{ // FNV-1a
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (uint8_t)s.p[i]) * 16777619u;
    return h;
}

uint32_t desc_hash(const CType *ct) { return fnv(ct->key); }

// The string reflect shows; "*T" is stored for T too, with EXTRA_STAR, so that both share it.
static const char *string_label(Cg *cg, CType *ct, uint8_t *tflag)
{
    StrBuf b = {0};
    type_write(&b, ct->type, QUALIFY_NAME, NULL);
    Str s = sb_str(&b);
    Type *t = ct->type;
    if (s.n && s.p[0] == '*') {
        t = type_unalias(((Pointer *)t)->elem);
    } else {
        s = str_from(arena_printf(cg->arena, "*%.*s", STR_FMT(s)));
        *tflag |= UG_TFLAG_EXTRA_STAR;
    }
    bool exported = t->kind == TYP_NAMED && ((Named *)t)->obj->name->exported;
    const char *label = name_label(cg, s, STR(""), exported, false, STR(""));
    sb_release(&b);
    return label;
}

// A named type always knows its pointer type, and so does a struct whose pointers have promoted methods: reflect
// could not make those. Others are found by reflect through ug_typelinks.
static const char *pointer_symbol(Cg *cg, CType *ct)
{
    if (ct->type->kind != TYP_NAMED && ct->type->kind != TYP_STRUCT) return NULL;
    Type *pointer = type_new_pointer(cg->opt->types, ct->type);
    MethodSet promoted = {0};
    if (ct->type->kind == TYP_STRUCT) type_method_set(cg->opt->types, cg->arena, pointer, &promoted);
    return ct->type->kind == TYP_NAMED || promoted.n ? desc_symbol(cg, pointer) : NULL;
}

static void put_common(Cg *cg, CType *ct, bool uncommon)
{
    int64_t ptrbytes = gcmask_ptrbytes(cg, ct);
    const char *mask = gcmask_label(cg, ct, ptrbytes);
    uint8_t tflag = uncommon ? UG_TFLAG_UNCOMMON : 0;
    if (ct->type->kind == TYP_NAMED || ct->type->kind == TYP_BASIC) tflag |= UG_TFLAG_NAMED;
    if (alg_regular(cg, ct)) tflag |= UG_TFLAG_REGULAR_MEMORY;
    if (ptrbytes && *mask == '0') tflag |= UG_TFLAG_GCMASK_ON_DEMAND;
    if (ctype_pointer_shaped(ct)) tflag |= UG_TFLAG_DIRECT_IFACE;
    const char *str = string_label(cg, ct, &tflag), *ptr = pointer_symbol(cg, ct), *equal = alg_equal_symbol(cg, ct);
    asm_line(cg, ".quad %lld,%lld", (long long)ct->size, (long long)ptrbytes);
    asm_line(cg, ".long 0x%x", desc_hash(ct));
    asm_line(cg, ".byte %u,%lld,%lld,%u", tflag, (long long)ct->align, (long long)ct->align, kind_of(ct));
    asm_line(cg, ".quad %s,%s", equal ? equal : "0", mask);
    asm_line(cg, ".long %s - %s", str, ct->desc);
    if (ptr)
        asm_line(cg, ".long %s - %s", ptr, ct->desc);
    else
        asm_line(cg, ".long 0");
}

static const char *name_of(Cg *cg, const Object *o, Str tag, bool embedded)
{
    return name_label(cg, o->name->s, tag, o->name->exported, embedded, STR(""));
}

// ---- What follows the common part, kind by kind. `tail`: bytes of tables behind the uncommon part.
static void put_func(Cg *cg, Signature *sig)
{
    uint32_t out = sig->results->vars.n | (sig->variadic ? 0x8000u : 0);
    asm_line(cg, ".short %u,%u,0,0", sig->params->vars.n, out);
}

static void put_func_types(Cg *cg, Signature *sig)
{
    for (uint32_t i = 0; i < sig->params->vars.n; i++)
        asm_line(cg, ".quad %s", desc_symbol(cg, sig->params->vars.p[i]->type));
    for (uint32_t i = 0; i < sig->results->vars.n; i++)
        asm_line(cg, ".quad %s", desc_symbol(cg, sig->results->vars.p[i]->type));
}

static Package *owner_of(CType *ct) { return ct->type->kind == TYP_NAMED ? ((Named *)ct->type)->obj->pkg : NULL; }

static Package *iface_pkg(CType *ct)
{
    Package *pkg = owner_of(ct);
    Interface *it = (Interface *)ct->under;
    for (uint32_t i = 0; !pkg && i < it->all_methods.n; i++)
        if (!it->all_methods.p[i]->name->exported) pkg = it->all_methods.p[i]->pkg;
    return pkg;
}

static const char *path_or_zero(Cg *cg, Package *pkg)
{
    return pkg ? name_label(cg, pkg_link_path(pkg), STR(""), false, false, STR("")) : "0";
}

static void put_interface(Cg *cg, CType *ct, const char *table)
{
    uint32_t n = ((Interface *)ct->under)->all_methods.n;
    asm_line(cg, ".quad %s,%s,%u,%u", path_or_zero(cg, iface_pkg(ct)), n ? table : "0", n, n);
}

static void put_imethods(Cg *cg, CType *ct)
{
    Interface *it = (Interface *)ct->under;
    Package *own = iface_pkg(ct);
    for (uint32_t i = 0; i < it->all_methods.n; i++) {
        Object *m = it->all_methods.p[i];
        Str path = !m->name->exported && m->pkg && m->pkg != own ? pkg_link_path(m->pkg) : STR("");
        const char *name = name_label(cg, m->name->s, STR(""), m->name->exported, false, path);
        asm_line(cg, ".long %s - %s, %s - %s", name, ct->desc, desc_symbol(cg, m->type), ct->desc);
    }
}

static Object *field(Cg *cg, const char *name, Type *t)
{
    AtomData *atom = ARENA_NEW(cg->arena, AtomData);
    *atom = (AtomData){.s = str_from(name), .hash = (uint32_t)str_hash(str_from(name))};
    return object_new_field(cg->opt->types, NULL, atom, t, false);
}

static Type *struct_of_two(Cg *cg, Object *a, Object *b)
{
    ObjectList fields = {0};
    vec_push(cg->arena, &fields, a);
    vec_push(cg->arena, &fields, b);
    return type_new_struct(cg->opt->types, fields, NULL);
}

enum { MAP_INLINE_MAX = 128, MAP_SLOTS = 8 };
enum { MAP_KEY_UPDATE = 1, MAP_HASH_PANICS = 2, MAP_INDIRECT_KEY = 4, MAP_INDIRECT_ELEM = 8 };

// Whether an equal key that is stored again may differ from the old one (+0 and -0, strings' pointers).
static bool key_updates(const CType *ct)
{
    switch (ct->rep) {
    case CREP_F32:
    case CREP_F64:
    case CREP_C64:
    case CREP_C128:
    case CREP_STRING:
    case CREP_EFACE:
    case CREP_IFACE: return true;
    case CREP_ARRAY: return key_updates(ct->elem);
    case CREP_STRUCT:
        for (uint32_t i = 0; i < ct->nfields; i++)
            if (key_updates(ct->fields[i])) return true;
        return false;
    default: return false;
    }
}

static bool hash_panics(const CType *ct)
{
    switch (ct->rep) {
    case CREP_EFACE:
    case CREP_IFACE: return true;
    case CREP_ARRAY: return hash_panics(ct->elem);
    case CREP_STRUCT:
        for (uint32_t i = 0; i < ct->nfields; i++)
            if (hash_panics(ct->fields[i])) return true;
        return false;
    default: return false;
    }
}

// A group is struct{ctrl uint64; slots [8]struct{key K; elem E}}, large keys and elements behind pointers.
static Type *map_slot(Cg *cg, Map *m)
{
    Types *ts = cg->opt->types;
    Type *k = type_size(m->key) > MAP_INLINE_MAX ? type_new_pointer(ts, m->key) : m->key;
    Type *e = type_size(m->elem) > MAP_INLINE_MAX ? type_new_pointer(ts, m->elem) : m->elem;
    return struct_of_two(cg, field(cg, "key", k), field(cg, "elem", e));
}

static Type *map_group(Cg *cg, Type *slot)
{
    Types *ts = cg->opt->types;
    return struct_of_two(cg, field(cg, "ctrl", types_basic(ts, BASIC_UINT64)),
                         field(cg, "slots", type_new_array(ts, slot, MAP_SLOTS)));
}

int64_t desc_map_group_size(Cg *cg, Map *m) { return type_size(map_group(cg, map_slot(cg, m))); }

static const char *group_mask(Cg *cg, CType *group) { return gcmask_label(cg, group, gcmask_ptrbytes(cg, group)); }

enum { BARE_GROUP_SIZE = 80 }; // of what put_bare_group writes

// Only the allocator and the collector see a group's type: a bare descriptor without fields and equality serves them,
// unless its pointer mask is made on demand, which takes the fields.
static bool group_is_bare(Cg *cg, CType *group)
{
    return gcmask_ptrbytes(cg, group) == 0 || *group_mask(cg, group) != '0';
}

static void put_bare_group(Cg *cg, Map *m, const char *label)
{
    CType *group = ctype_value(cg, map_group(cg, map_slot(cg, m)));
    if (!group_is_bare(cg, group)) return;
    const char *str = name_label(cg, STR("*map.group"), STR(""), false, false, STR(""));
    asm_line(cg, ".quad %lld,%lld", (long long)group->size, (long long)gcmask_ptrbytes(cg, group));
    asm_line(cg, ".long 0x%x", desc_hash(group));
    asm_line(cg, ".byte %u,%lld,%lld,%u", UG_TFLAG_EXTRA_STAR, (long long)group->align, (long long)group->align,
             kind_of(group));
    asm_line(cg, ".quad 0,%s", group_mask(cg, group));
    asm_line(cg, ".long %s - %s,0", str, label);
    asm_line(cg, ".quad 0,0,0,0");
}

// What stands before the methods.
static int64_t bare_group_size(Cg *cg, Map *m)
{
    return group_is_bare(cg, ctype_value(cg, map_group(cg, map_slot(cg, m)))) ? BARE_GROUP_SIZE : 0;
}

static void put_map(Cg *cg, CType *ct, const char *table)
{
    Map *m = (Map *)ct->under;
    CType *key = ctype_value(cg, m->key), *elem = ctype_value(cg, m->elem);
    Type *slot = map_slot(cg, m), *group = map_group(cg, slot);
    const char *group_label = group_is_bare(cg, ctype_value(cg, group)) ? table : desc_symbol(cg, group);
    uint32_t flags = (key_updates(key) ? MAP_KEY_UPDATE : 0) | (hash_panics(key) ? MAP_HASH_PANICS : 0) |
                     (key->size > MAP_INLINE_MAX ? MAP_INDIRECT_KEY : 0) |
                     (elem->size > MAP_INLINE_MAX ? MAP_INDIRECT_ELEM : 0);
    asm_line(cg, ".quad %s,%s,%s,%s", desc_symbol(cg, m->key), desc_symbol(cg, m->elem), group_label,
             alg_hash_symbol(cg, key));
    asm_line(cg, ".quad %lld,%lld,%lld", (long long)type_size(group), (long long)type_size(slot),
             (long long)struct_field_offset((Struct *)slot, 1));
    asm_line(cg, ".long %u,0", flags);
}

static void put_struct(Cg *cg, CType *ct, const char *table)
{
    Struct *s = (Struct *)ct->under;
    Package *pkg = NULL;
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (!s->fields.p[i]->name->exported) pkg = s->fields.p[i]->pkg;
    asm_line(cg, ".quad %s,%s,%u,%u", path_or_zero(cg, pkg), s->fields.n ? table : "0", s->fields.n, s->fields.n);
}

static void put_fields(Cg *cg, CType *ct)
{
    Struct *s = (Struct *)ct->under;
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Object *f = s->fields.p[i];
        const char *name = name_of(cg, f, s->tags ? s->tags[i] : STR(""), f->embedded);
        asm_line(cg, ".quad %s,%s,%lld", name, desc_symbol(cg, f->type), (long long)struct_field_offset(s, i));
    }
}

static int chan_dir(ChanDir d) { return d == CHAN_BOTH ? 3 : d == CHAN_RECV ? 1 : 2; }

static int64_t put_kind(Cg *cg, CType *ct, const char *table)
{
    Type *u = ct->under;
    switch ((TypeKind)u->kind) {
    case TYP_ARRAY: {
        Array *a = (Array *)u;
        asm_line(cg, ".quad %s,%s,%lld", desc_symbol(cg, a->elem),
                 desc_symbol(cg, type_new_slice(cg->opt->types, a->elem)), (long long)a->len);
        return 0;
    }
    case TYP_SLICE: asm_line(cg, ".quad %s", desc_symbol(cg, ((Slice *)u)->elem)); return 0;
    case TYP_POINTER: asm_line(cg, ".quad %s", desc_symbol(cg, ((Pointer *)u)->elem)); return 0;
    case TYP_CHAN:
        asm_line(cg, ".quad %s,%d", desc_symbol(cg, ((Chan *)u)->elem), chan_dir(((Chan *)u)->dir));
        return 0;
    case TYP_MAP: put_map(cg, ct, table); return bare_group_size(cg, (Map *)u);
    case TYP_STRUCT: put_struct(cg, ct, table); return 24 * (int64_t)((Struct *)u)->fields.n;
    case TYP_INTERFACE: put_interface(cg, ct, table); return 8 * (int64_t)((Interface *)u)->all_methods.n;
    case TYP_SIGNATURE: {
        Signature *sig = (Signature *)u;
        put_func(cg, sig);
        return 8 * (int64_t)(sig->params->vars.n + sig->results->vars.n);
    }
    case TYP_BASIC:
    case TYP_NONE:
    case TYP_TUPLE:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return 0;
}

static void put_tables(Cg *cg, CType *ct, const char *table)
{
    Type *u = ct->under;
    if (u->kind == TYP_MAP) asm_line(cg, ".balign 8");
    asm_line(cg, "%s:", table);
    if (u->kind == TYP_MAP) put_bare_group(cg, (Map *)u, table);
    if (u->kind == TYP_SIGNATURE) put_func_types(cg, (Signature *)u);
    if (u->kind == TYP_STRUCT) put_fields(cg, ct);
    if (u->kind == TYP_INTERFACE) put_imethods(cg, ct);
}

static bool in_typelinks(const CType *ct)
{
    if (ct->type->kind == TYP_NAMED) return false;
    switch ((TypeKind)ct->under->kind) {
    case TYP_POINTER:
    case TYP_ARRAY:
    case TYP_CHAN:
    case TYP_SIGNATURE:
    case TYP_MAP:
    case TYP_SLICE:
    case TYP_STRUCT: return true;
    default: return false;
    }
}

static void put_typelink(Cg *cg, CType *ct, bool comdat)
{
    if (!in_typelinks(ct)) return;
    if (comdat)
        asm_line(cg, ".pushsection ug_typelinks,\"aoG\",@progbits,%s,%s,comdat", ct->desc, ct->desc);
    else
        asm_line(cg, ".pushsection ug_typelinks,\"ao\",@progbits,%s", ct->desc);
    asm_line(cg, ".quad %s", ct->desc);
    asm_line(cg, ".popsection");
}

static void put_descriptor(Cg *cg, CType *ct)
{
    MethodList ml;
    bool uncommon = uncommon_of(cg, ct, &ml), comdat = is_comdat(ct);
    const char *table = asm_label(cg, 't');
    asm_section_open(cg, ".data.rel.ro", "aw", ct->desc, comdat);
    put_common(cg, ct, uncommon);
    int64_t tail = put_kind(cg, ct, table);
    if (uncommon) uncommon_put(cg, ct->desc, &ml, tail);
    put_tables(cg, ct, table);
    if (uncommon) uncommon_put_methods(cg, ct, ct->desc, &ml);
    asm_section_close(cg);
    put_typelink(cg, ct, comdat);
}

void desc_put_all(Cg *cg)
{
    for (; cg->desc_done < cg->desc_queue.n; cg->desc_done++) put_descriptor(cg, cg->desc_queue.p[cg->desc_done]);
}

void desc_own_types(Cg *cg)
{
    if (cg->part != 0) return;
    ObjectList *names = &cg->u->pkg->type_names;
    for (uint32_t i = 0; i < names->n; i++) {
        Type *t = type_unalias(names->p[i]->type);
        if (t->kind != TYP_NAMED) continue;
        Named *n = (Named *)t;
        if (n->tparams.n || n->outer.n || n->targs.n || type_is_generic(t)) continue;
        desc_symbol(cg, t);
    }
}
