// The session and its symbols: which C symbol stands for a Go function or variable.
//
// An object's symbol is made once and kept in Object.lower. Its C name is the mangled Go name
// unless a //go:linkname directive or the bind table says otherwise (doc/design/001).
#include "lower/context.h"

Lower *lower_new(const LowerOptions *opt)
{
    Arena *a = opt->arena;
    Types *ts = opt->types;
    Lower *lo = ARENA_NEW(a, Lower);
    lo->opt = *opt;
    lo->arena = a;
    lo->ts = ts;
    lo->t_bool = types_basic(ts, BASIC_BOOL);
    lo->t_int = types_basic(ts, BASIC_INT);
    lo->t_uintptr = types_basic(ts, BASIC_UINTPTR);
    lo->t_uint8 = types_basic(ts, BASIC_UINT8);
    lo->t_int32 = types_basic(ts, BASIC_INT32);
    lo->t_string = types_basic(ts, BASIC_STRING);
    lo->t_ptr = types_basic(ts, BASIC_UNSAFE_POINTER);
    lo->t_any = type_unalias(types_any(ts));
    Tuple *none = (Tuple *)type_new_tuple(ts, (ObjectList){0});
    lo->t_func = type_new_signature(ts, none, none, false);
    map_init(&lo->abi, a);
    map_init(&lo->renamed, a);
    return lo;
}

PackageInfo *lower_package_info(Lower *lo, Package *pkg)
{
    if (pkg->lower) return pkg->lower;
    PackageInfo *info = ARENA_NEW(lo->arena, PackageInfo);
    info->pkg = pkg;
    info->link_path = pkg->is_main ? STR("main") : lower_escape_path(lo->arena, pkg->path);
    map_init(&info->linknames, lo->arena);
    for (uint32_t i = 0; i < pkg->files.n; i++) {
        File *file = pkg->files.p[i];
        for (uint32_t j = 0; j < file->linknames.n; j++)
            strmap_put(&info->linknames, file->linknames.p[j].local->s, &file->linknames.p[j]);
    }
    map_init(&info->initialised, lo->arena);
    for (uint32_t i = 0; i < pkg->init_order.n; i++)
        for (uint32_t j = 0; j < pkg->init_order.p[i]->vars.n; j++)
            if (pkg->init_order.p[i]->vars.p[j])
                strmap_put(&info->initialised, pkg->init_order.p[i]->vars.p[j]->name->s, info);
    pkg->lower = info;
    return info;
}

IrSym *lower_sym_new(Lower *lo, IrSymKind kind, Str shown, Str full, Type *type)
{
    IrSym *s = ARENA_NEW(lo->arena, IrSym);
    s->kind = kind;
    s->go_name = shown;
    s->csym = lo->opt.mangle(lo->arena, full);
    s->type = type;
    return s;
}

// Whether abi.h declares the C symbol.
static bool in_abi(Str csym)
{
    static const char *const names[] = {
#define UGX(ret, name, params, props) "ugx_" #name,
#define UGX_NORET(name, params) "ugx_" #name,
#include "undergo/abi.def"
#undef UGX
#undef UGX_NORET
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eqz(csym, names[i])) return true;
    return false;
}

static bool has_dot(Str s) { return memchr(s.p, '.', s.n) != NULL; }

// Names of C symbols; others without a dot (go:fipsinfo) are gc's linker's, and nobody else's here.
static bool is_c_name(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ':') return false;
    return !has_dot(s);
}

// The C symbol of a full Go name that may have been given another by a directive or the table.
static Str csym_of(Lower *lo, Str full)
{
    const char *bound = lo->opt.bind ? strmap_get(lo->opt.bind, full) : NULL;
    if (bound) return str_from(bound);
    const char *renamed = strmap_get(&lo->renamed, full);
    return renamed ? str_from(renamed) : lo->opt.mangle(lo->arena, full);
}

// Applies `//go:linkname local remote` and the bind table.
static void apply_names(Lower *lo, IrSym *s, Str full, const Linkname *ln, bool defined)
{
    Str remote = ln ? ln->remote : (Str){0};
    if (remote.n && is_c_name(remote))
        s->csym = remote;
    else if (remote.n) {
        s->csym = defined ? lo->opt.mangle(lo->arena, remote) : csym_of(lo, remote);
        if (defined) s->go_name = remote;
    } else if (!defined)
        s->csym = csym_of(lo, full);
    s->is_linknamed = ln != NULL;
    bool pulled = !defined && remote.n && has_dot(remote);
    s->is_pulled = pulled && s->kind == IRSYM_FUNC; // two names for one variable would be two variables for C
    s->is_abi = !defined && !pulled && in_abi(s->csym);
    if (remote.n) strmap_put(&lo->renamed, full, arena_strndup(lo->arena, s->csym.p, s->csym.n));
}

Type *lower_sig_with_recv(Lower *lo, Type *recv, Signature *sig)
{
    ObjectList params = {0};
    vec_push(lo->arena, &params, object_new_var(lo->ts, NULL, NULL, recv, NO_POS));
    for (uint32_t i = 0; i < sig->params->vars.n; i++) vec_push(lo->arena, &params, sig->params->vars.p[i]);
    Tuple *all = (Tuple *)type_new_tuple(lo->ts, params);
    return type_new_signature(lo->ts, all, sig->results, sig->variadic);
}

Object *lower_origin(Object *o) { return o->origin ? o->origin : o; }

static IrSym *func_symbol(Lower *lo, Object *o, PackageInfo *info)
{
    Signature *sig = (Signature *)o->type;
    Type *type = sig->recv ? lower_sig_with_recv(lo, type_unalias(sig->recv->type), sig) : o->type;
    Str full = lower_func_name(lo, o, info);
    IrSym *s = lower_sym_new(lo, IRSYM_FUNC, full, full, type);
    bool defined = o->decl && o->decl->body;
    apply_names(lo, s, full, sig->recv ? NULL : strmap_get(&info->linknames, o->name->s), defined);
    s->is_external = !defined;
    uint32_t pragma = o->decl ? o->decl->pragma : 0;
    s->noescape = pragma & PRAGMA_NOESCAPE;
    s->noinline = pragma & PRAGMA_NOINLINE;
    s->nosplit = pragma & PRAGMA_NOSPLIT;
    if (lo->opt.race && pragma & PRAGMA_NORACE) s->norace = s->noinline = true;
    return s;
}

static bool same_package(Str remote, Str link_path)
{
    return str_has_prefix(remote, link_path) && remote.n > link_path.n && remote.p[link_path.n] == '.' &&
           !memchr(remote.p + link_path.n, '/', remote.n - link_path.n);
}

static IrSym *var_symbol(Lower *lo, Object *o, PackageInfo *info)
{
    Str full = lower_join_name(lo->arena, info->link_path, o->name->s);
    IrSym *s = lower_sym_new(lo, IRSYM_VAR, full, full, type_unalias(o->type));
    const Linkname *ln = strmap_get(&info->linknames, o->name->s);
    if (!ln) return s;
    // A variable linked to another package's, without a value of its own, is that variable.
    bool somewhere = ln->remote.n && (has_dot(ln->remote) || is_c_name(ln->remote));
    s->is_external =
        somewhere && !same_package(ln->remote, info->link_path) && !strmap_has(&info->initialised, o->name->s);
    apply_names(lo, s, full, ln, !s->is_external);
    return s;
}

// What is known of a function of a package that was compiled earlier.
static void apply_facts(const PackageInfo *info, IrSym *s)
{
    const FuncFacts *facts = info->facts && s->kind == IRSYM_FUNC ? strmap_get(info->facts, s->csym) : NULL;
    if (!facts) return;
    s->known = true;
    s->calls_recover = facts->calls_recover;
    s->inlinable = facts->inlinable;
    s->collects = facts->collects;
    s->escape = facts->escape;
    s->nescape = facts->nescape;
}

IrSym *lower_object_symbol(Lower *lo, Object *o)
{
    UG_ASSERT(lower_origin(o) == o || !((Signature *)o->type)->recv);
    if (o->lower) return o->lower;
    PackageInfo *info = lower_package_info(lo, o->pkg);
    IrSym *s = o->kind == OBJ_FUNC ? func_symbol(lo, o, info) : var_symbol(lo, o, info);
    s->pkg = o->pkg;
    s->object = o;
    apply_facts(info, s);
    return o->lower = s;
}

// A generic function has no symbol of its own.
static bool has_symbol(const Object *o)
{
    if (!o || (o->kind != OBJ_FUNC && o->kind != OBJ_VAR)) return false;
    return o->kind == OBJ_VAR || !((Signature *)o->type)->tparams.n;
}

void lower_linknames(Lower *lo, Package *pkg, IrSyms *out)
{
    PackageInfo *info = lower_package_info(lo, pkg);
    for (uint32_t i = 0; i < info->linknames.n; i++) {
        const Linkname *ln = info->linknames.entries[i].value;
        Object *o = ptrmap_get(&pkg->scope->elems, ln->local);
        if (has_symbol(o)) vec_push(lo->arena, out, lower_object_symbol(lo, o));
    }
}

void lower_assume(Lower *lo, Package *pkg, const PackageFacts *facts)
{
    PackageInfo *info = lower_package_info(lo, pkg);
    info->facts = &facts->funcs;
    if (facts->has_init) info->init = lower_package_symbol(lo, info, STR("init"));
    for (uint32_t i = 0; i < pkg->scope->elems.n; i++) {
        Object *o = pkg->scope->elems.entries[i].value;
        if (o->lower && has_symbol(o)) apply_facts(info, o->lower);
    }
}

IrSym *lower_package_symbol(Lower *lo, PackageInfo *info, Str name)
{
    Str full = lower_join_name(lo->arena, info->link_path, name);
    IrSym *sym = lower_sym_new(lo, IRSYM_FUNC, full, full, lo->t_func);
    sym->pkg = info->pkg;
    return sym;
}

Str lower_link_path(Lower *lo, Package *pkg) { return lower_package_info(lo, pkg)->link_path; }

IrSym *lower_func_symbol(Lower *lo, Object *fn) { return lower_object_symbol(lo, fn); }

IrSym *lower_var_symbol(Lower *lo, Object *var) { return lower_object_symbol(lo, var); }

IrSym *lower_abi_symbol(Lower *lo, const char *csym, Type *sig)
{
    IrSym *s = strmap_get(&lo->abi, str_from(csym));
    if (s) return s;
    s = lower_sym_new(lo, IRSYM_FUNC, str_from(csym), str_from(csym), sig);
    s->csym = str_from(csym);
    s->is_external = true;
    s->is_abi = in_abi(s->csym);
    strmap_put(&lo->abi, s->csym, s);
    return s;
}

Type *lower_closure_type(Lower *lo, const IrFunc *f)
{
    ObjectList fields = {0};
    Atom code = atom_get(lo->opt.atoms, STR("F"));
    vec_push(lo->arena, &fields, object_new_field(lo->ts, NULL, code, lo->t_uintptr, false));
    for (uint32_t i = 0; i < f->captures.n; i++) {
        Atom name = atom_get(lo->opt.atoms, str_from(arena_printf(lo->arena, "X%u", i)));
        vec_push(lo->arena, &fields, object_new_field(lo->ts, NULL, name, f->captures.p[i].type, false));
    }
    return type_new_struct(lo->ts, fields, NULL);
}
