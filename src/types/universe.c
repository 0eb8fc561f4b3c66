// The session and the universe: what every package sees without declaring it.
//
// Spec: Predeclared identifiers; Package unsafe.
#include "types/session.h"

static const struct {
    const char *name;
    uint32_t info;
} basic_types[BASIC_COUNT] = {
    [BASIC_INVALID] = {"invalid type", 0},
    [BASIC_BOOL] = {"bool", INFO_BOOLEAN},
    [BASIC_INT] = {"int", INFO_INTEGER},
    [BASIC_INT8] = {"int8", INFO_INTEGER},
    [BASIC_INT16] = {"int16", INFO_INTEGER},
    [BASIC_INT32] = {"int32", INFO_INTEGER},
    [BASIC_INT64] = {"int64", INFO_INTEGER},
    [BASIC_UINT] = {"uint", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_UINT8] = {"uint8", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_UINT16] = {"uint16", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_UINT32] = {"uint32", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_UINT64] = {"uint64", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_UINTPTR] = {"uintptr", INFO_INTEGER | INFO_UNSIGNED},
    [BASIC_FLOAT32] = {"float32", INFO_FLOAT},
    [BASIC_FLOAT64] = {"float64", INFO_FLOAT},
    [BASIC_COMPLEX64] = {"complex64", INFO_COMPLEX},
    [BASIC_COMPLEX128] = {"complex128", INFO_COMPLEX},
    [BASIC_STRING] = {"string", INFO_STRING},
    [BASIC_UNSAFE_POINTER] = {"Pointer", 0},
    [BASIC_UNTYPED_BOOL] = {"untyped bool", INFO_BOOLEAN | INFO_UNTYPED},
    [BASIC_UNTYPED_INT] = {"untyped int", INFO_INTEGER | INFO_UNTYPED},
    [BASIC_UNTYPED_RUNE] = {"untyped rune", INFO_INTEGER | INFO_UNTYPED},
    [BASIC_UNTYPED_FLOAT] = {"untyped float", INFO_FLOAT | INFO_UNTYPED},
    [BASIC_UNTYPED_COMPLEX] = {"untyped complex", INFO_COMPLEX | INFO_UNTYPED},
    [BASIC_UNTYPED_STRING] = {"untyped string", INFO_STRING | INFO_UNTYPED},
    [BASIC_UNTYPED_NIL] = {"untyped nil", INFO_UNTYPED},
};

static const char *const builtin_names[BUILTIN_COUNT] = {
    [BUILTIN_APPEND] = "append",
    [BUILTIN_CAP] = "cap",
    [BUILTIN_CLEAR] = "clear",
    [BUILTIN_CLOSE] = "close",
    [BUILTIN_COMPLEX] = "complex",
    [BUILTIN_COPY] = "copy",
    [BUILTIN_DELETE] = "delete",
    [BUILTIN_IMAG] = "imag",
    [BUILTIN_LEN] = "len",
    [BUILTIN_MAKE] = "make",
    [BUILTIN_MAX] = "max",
    [BUILTIN_MIN] = "min",
    [BUILTIN_NEW] = "new",
    [BUILTIN_PANIC] = "panic",
    [BUILTIN_PRINT] = "print",
    [BUILTIN_PRINTLN] = "println",
    [BUILTIN_REAL] = "real",
    [BUILTIN_RECOVER] = "recover",
    [BUILTIN_UNSAFE_ADD] = "Add",
    [BUILTIN_UNSAFE_ALIGNOF] = "Alignof",
    [BUILTIN_UNSAFE_OFFSETOF] = "Offsetof",
    [BUILTIN_UNSAFE_SIZEOF] = "Sizeof",
    [BUILTIN_UNSAFE_SLICE] = "Slice",
    [BUILTIN_UNSAFE_SLICEDATA] = "SliceData",
    [BUILTIN_UNSAFE_STRING] = "String",
    [BUILTIN_UNSAFE_STRINGDATA] = "StringData",
};

static Atom atom(Types *ts, const char *name) { return atom_get(ts->atoms, str_from(name)); }

// Declares a predeclared object; exported names belong to package unsafe.
static Object *declare(Types *ts, ObjectKind kind, const char *name, Type *type)
{
    Atom a = atom(ts, name);
    Package *pkg = a->exported ? ts->unsafe_pkg : NULL;
    Object *o = object_new(ts->arena, kind, NO_POS, pkg, a, type);
    scope_insert(pkg ? pkg->scope : ts->universe, o);
    return o;
}

static void declare_basic(Types *ts, Basic *b, BasicKind kind, const char *name)
{
    *b = (Basic){.t = {TYP_BASIC}, .basic = kind, .info = basic_types[kind].info, .name = name};
    if (strchr(name, ' ')) return; // untyped and invalid types have no name in the language
    declare(ts, OBJ_TYPENAME, name, &b->t);
}

// type any = interface{}
static void declare_any(Types *ts)
{
    Interface *it = ARENA_NEW(ts->arena, Interface);
    *it = (Interface){.t = {TYP_INTERFACE}, .complete = true, .predeclared = 1, .tset = ts->top_set};
    Alias *al = ARENA_NEW(ts->arena, Alias);
    Object *o = declare(ts, OBJ_TYPENAME, "any", &al->t);
    o->is_alias = true;
    *al = (Alias){.t = {TYP_ALIAS}, .obj = o, .rhs = &it->t, .actual = &it->t, .origin = al};
    ts->any = al;
    ts->any_iface = it;
    ts->any_obj = o;
}

// type error interface { Error() string }
static void declare_error(Types *ts)
{
    Object *o = declare(ts, OBJ_TYPENAME, "error", NULL);
    Named *n = named_new(ts->arena, ts, o, NULL);
    o->type = &n->t;
    Object *recv = object_new(ts->arena, OBJ_VAR, NO_POS, NULL, NULL, &n->t);
    recv->is_recv = true;
    Object *res = object_new(ts->arena, OBJ_VAR, NO_POS, NULL, NULL, types_basic(ts, BASIC_STRING));
    res->is_result = true;
    ObjectList results = {0};
    vec_push(ts->arena, &results, res);
    Type *sig = type_new_signature(ts, ts->no_vars, (Tuple *)type_new_tuple(ts, results), false);
    ((Signature *)sig)->recv = recv;
    Object *m = object_new(ts->arena, OBJ_FUNC, NO_POS, NULL, atom(ts, "Error"), sig);
    Interface *it = ARENA_NEW(ts->arena, Interface);
    it->t.kind = TYP_INTERFACE;
    it->complete = true;
    vec_push(ts->arena, &it->methods, m);
    n->rhs = n->underlying = &it->t;
    typeset_compute(ts, NULL, ts->arena, it, NO_POS);
    ts->error = n;
}

// type comparable interface{ comparable }
static void declare_comparable(Types *ts)
{
    Object *o = declare(ts, OBJ_TYPENAME, "comparable", NULL);
    TypeSet *set = ARENA_NEW(ts->arena, TypeSet);
    *set = (TypeSet){.terms = {.all = true}, .comparable = true};
    Interface *it = ARENA_NEW(ts->arena, Interface);
    *it = (Interface){.t = {TYP_INTERFACE}, .complete = true, .predeclared = 2, .tset = set};
    Named *n = named_new(ts->arena, ts, o, &it->t);
    o->type = &n->t;
    ts->comparable = n;
    ts->comparable_obj = o;
}

Types *types_new(const TypesOptions *opt)
{
    Types *ts = ARENA_NEW(opt->arena, Types);
    ts->arena = opt->arena;
    ts->atoms = opt->atoms;
    ts->sources = opt->sources;
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&ts->lock, &attr);
    pthread_mutexattr_destroy(&attr);

    ts->universe = scope_new(ts->arena, NULL, NO_POS, NO_POS, "universe");
    Package *u = ARENA_NEW(ts->arena, Package);
    u->path = STR("unsafe");
    u->name = atom(ts, "unsafe");
    u->scope = scope_new(ts->arena, ts->universe, NO_POS, NO_POS, "package");
    u->arena = ts->arena;
    u->complete = true;
    ts->unsafe_pkg = u;
    ts->no_vars = ARENA_NEW(ts->arena, Tuple);
    ts->no_vars->t.kind = TYP_TUPLE;
    ts->top_set = ARENA_NEW(ts->arena, TypeSet);
    ts->top_set->terms.all = true;

    for (int k = 0; k < BASIC_COUNT; k++) declare_basic(ts, &ts->basics[k], (BasicKind)k, basic_types[k].name);
    declare_basic(ts, &ts->byte_type, BASIC_UINT8, "byte");
    declare_basic(ts, &ts->rune_type, BASIC_INT32, "rune");
    declare_any(ts);
    declare_error(ts);
    declare_comparable(ts);
    Type *untyped_bool = types_basic(ts, BASIC_UNTYPED_BOOL);
    declare(ts, OBJ_CONST, "true", untyped_bool)->value = num_bool(ts->arena, true);
    declare(ts, OBJ_CONST, "false", untyped_bool)->value = num_bool(ts->arena, false);
    ts->iota = declare(ts, OBJ_CONST, "iota", types_basic(ts, BASIC_UNTYPED_INT));
    ts->iota->value = num_int64(ts->arena, 0);
    declare(ts, OBJ_NIL, "nil", types_basic(ts, BASIC_UNTYPED_NIL));
    for (int id = BUILTIN_NONE + 1; id < BUILTIN_COUNT; id++)
        declare(ts, OBJ_BUILTIN, builtin_names[id], invalid_type(ts))->builtin = (BuiltinId)id;
    return ts;
}

void types_lock(Types *ts) { pthread_mutex_lock(&ts->lock); }
void types_unlock(Types *ts) { pthread_mutex_unlock(&ts->lock); }

void *types_alloc(Types *ts, size_t size)
{
    types_lock(ts);
    void *p = arena_alloc(ts->arena, size);
    types_unlock(ts);
    return p;
}

uint32_t types_next_id(Types *ts) { return __atomic_add_fetch(&ts->next_id, 1, __ATOMIC_RELAXED); }

Scope *types_universe(const Types *t) { return t->universe; }
Package *types_unsafe(const Types *t) { return t->unsafe_pkg; }
Type *types_basic(const Types *t, BasicKind k) { return (Type *)&t->basics[k].t; }
Type *types_any(const Types *t) { return &t->any_iface->t; }
Type *types_error(const Types *t) { return &t->error->t; }
Type *types_comparable(const Types *t) { return &t->comparable->t; }
