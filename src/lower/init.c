// A package as a whole: its variables, functions and initialisation; and the program's entry.
//
// Package variables get static data where their initialisers allow; what is left runs in the
// package's `init`, in the order the checker found, followed by the init functions.
#include "lower/context.h"

static Unit *unit_new(Lower *lo, Package *pkg)
{
    Unit *u = ARENA_NEW(lo->arena, Unit);
    u->lo = lo;
    u->pkg = pkg;
    u->arena = lo->arena;
    u->ir = ARENA_NEW(lo->arena, IrUnit);
    *u->ir = (IrUnit){.pkg = pkg, .arena = u->arena, .lower = u};
    map_init(&u->local_syms, u->arena);
    map_init(&u->static_vars, u->arena);
    map_init(&u->touched, u->arena);
    map_init(&u->wanted_types, u->arena);
    map_init(&u->init_lits, u->arena);
    return u;
}

// A function of the package itself, named `pkg.<name>`.
static Fn *package_function(Unit *u, Str name)
{
    IrSym *sym = lower_package_symbol(u->lo, lower_package_info(u->lo, u->pkg), name);
    return lower_fn_new(u, sym, u->pkg, NO_POS);
}

static void call_plain(Fn *f, IrSym *sym)
{
    IrStmt *s = lower_emit(f, IR_CALL, 0);
    *s->call = (IrCall){.kind = IRC_STATIC, .sym = sym, .sig = f->lo->t_func};
}

static bool is_blank(const Object *o) { return !o || (o->name->s.n == 1 && o->name->s.p[0] == '_'); }

static void define_var(Unit *u, Object *o, VarDecl *d, PtrMap *globals)
{
    IrSym *sym = lower_object_symbol(u->lo, o);
    if (sym->is_external) return;
    IrGlobal *g = ARENA_NEW(u->arena, IrGlobal);
    *g = (IrGlobal){.sym = sym, .type = type_unalias(o->type), .pos = o->pos};
    if (d->embeds) g->init = lower_embed(u, d, g->type);
    vec_push(u->arena, &u->ir->globals, g);
    ptrmap_put(globals, o, g);
}

static void define_vars(Unit *u, PtrMap *globals)
{
    for (uint32_t i = 0; i < u->pkg->files.n; i++) {
        DeclList decls = u->pkg->files.p[i]->decls;
        for (uint32_t j = 0; j < decls.n; j++) {
            if (decls.p[j]->node.kind != NODE_VarDecl) continue;
            VarDecl *d = (VarDecl *)decls.p[j];
            for (uint32_t k = 0; k < d->names.n; k++)
                if (!is_blank(d->names.p[k]->obj)) define_var(u, d->names.p[k]->obj, d, globals);
        }
    }
}

static void store_var(Fn *f, Object *o, IrVal v)
{
    Type *t = type_unalias(o->type);
    lower_store(f, lower_place_global(f, lower_object_symbol(f->lo, o), t), lower_assign_conv(f, v, t), false);
}

static void init_by_code(Fn *f, InitOrder *in)
{
    if (in->vars.n == 1) {
        Object *o = in->vars.p[0];
        if (!is_blank(o))
            lower_expr_into(f, in->rhs, lower_place_global(f, lower_object_symbol(f->lo, o), type_unalias(o->type)),
                            INTO_ZEROED);
        else if (!lower_is_simple(in->rhs))
            lower_discard(f, in->rhs);
        return;
    }
    IrVals vals = {0};
    lower_expr_multi(f, in->rhs, &vals);
    for (uint32_t i = 0; i < in->vars.n; i++)
        if (!is_blank(in->vars.p[i])) store_var(f, in->vars.p[i], vals.p[i]);
}

static void init_var(Unit *u, InitOrder *in, PtrMap *globals)
{
    Object *o = in->vars.n == 1 ? in->vars.p[0] : NULL;
    lower_number_literals(u->init, in->rhs);
    IrGlobal *g = is_blank(o) ? NULL : ptrmap_get(globals, o);
    uint32_t nglobals = u->ir->globals.n, nlits = u->init_lits.n;
    IrStatic *s = g ? lower_static_expr(u, in->rhs, g->type, false) : NULL;
    if (s) {
        g->init = s;
        if (!ptrmap_has(&u->touched, o)) ptrmap_put(&u->static_vars, o, s);
        return;
    }
    if (u->init_lits.n == nlits)
        u->ir->globals.n = nglobals; // data made for a value that needs code after all; literals may use theirs
    u->init->pos = in->rhs->node.pos;
    init_by_code(u->init, in);
}

static void init_vars(Unit *u)
{
    PtrMap globals;
    map_init(&globals, u->arena);
    define_vars(u, &globals);
    for (uint32_t i = 0; i < u->pkg->init_order.n; i++) init_var(u, u->pkg->init_order.p[i], &globals);
}

static bool is_generic(const Object *o)
{
    Signature *sig = (Signature *)o->type;
    return sig->tparams.n || sig->recv_tparams.n;
}

static IrSym *init_symbol(Unit *u)
{
    Str name = str_from(
        arena_printf(u->arena, "%.*s.init.%u", STR_FMT(lower_package_info(u->lo, u->pkg)->link_path), u->ninits++));
    IrSym *sym = lower_sym_new(u->lo, IRSYM_FUNC, name, name, u->lo->t_func);
    sym->pkg = u->pkg;
    return sym;
}

static void lower_functions(Unit *u)
{
    for (uint32_t i = 0; i < u->pkg->funcs.n; i++) {
        FuncDecl *d = u->pkg->funcs.p[i];
        if (!d->obj || is_blank(d->obj) || is_generic(d->obj)) continue;
        bool init = !d->recv && str_eqz(d->obj->name->s, "init");
        if (init && !d->body) continue;
        IrSym *sym = init ? init_symbol(u) : lower_object_symbol(u->lo, d->obj);
        if (!d->body) continue;
        lower_func_decl(u, d, sym, sym->go_name, NULL, u->pkg);
        if (init) call_plain(u->init, sym);
    }
}

static bool may_recover(const IrSym *callee)
{
    if (!callee || callee->calls_recover) return true;
    bool is_c = str_has_prefix(callee->csym, STR("ugx_")) || str_has_prefix(callee->csym, STR("ugrt_"));
    return !callee->def && !callee->known && !is_c;
}

static void settle_recovery(Unit *u)
{
    for (uint32_t i = 0; i < u->defers.n; i++) u->defers.p[i].func->may_recover |= may_recover(u->defers.p[i].callee);
    for (uint32_t i = 0; i < u->ir->funcs.n; i++) {
        IrFunc *f = u->ir->funcs.p[i];
        for (uint32_t j = 0; f->may_recover && j < f->results.n; j++) f->results.p[j]->is_volatile = true;
    }
}

IrUnit *lower_package(Lower *lo, Package *pkg)
{
    Unit *u = unit_new(lo, pkg);
    PackageInfo *info = lower_package_info(lo, pkg);
    u->init = package_function(u, STR("init"));
    lower_find_touched(u);
    init_vars(u);
    lower_functions(u);
    if (u->init->ir->body.first) {
        lower_fn_finish(u->init, NO_POS);
        u->ir->init = u->init->ir;
        info->init = u->init->ir->sym;
    }
    lower_run_queue(u);
    settle_recovery(u);
    return u->ir;
}

IrUnit *lower_function(Lower *lo, IrSym *sym)
{
    FuncDecl *d = sym->object ? sym->object->decl : NULL;
    if (!d || !d->body || is_generic(sym->object)) return NULL;
    Unit *u = unit_new(lo, sym->pkg);
    u->init = package_function(u, STR("init"));
    lower_func_decl(u, d, sym, sym->go_name, NULL, u->pkg);
    lower_run_queue(u);
    settle_recovery(u);
    return u->ir;
}

IrUnit *lower_main(Lower *lo, Package *main_pkg, Package **init_order, uint32_t n)
{
    Unit *u = unit_new(lo, main_pkg);
    Fn *f = package_function(u, STR(".inittasks"));
    f->ir->sym->go_name = STR("runtime.doInit1"); // as gc's tracebacks of initialisation show it
    for (uint32_t i = 0; i < n; i++) {
        IrSym *init = lower_package_info(lo, init_order[i])->init;
        if (init) call_plain(f, init);
    }
    lower_fn_finish(f, NO_POS);
    u->ir->init = f->ir;
    return u->ir;
}
