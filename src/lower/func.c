// Functions: declarations, literals, compiler-made ones; their parameters, results and ends.
#include "lower/context.h"
#include "undergo/abi.h"

static void init_maps(Fn *f)
{
    map_init(&f->vars, f->arena);
    map_init(&f->ordered, f->arena);
    map_init(&f->labels, f->arena);
    map_init(&f->gotos, f->arena);
    map_init(&f->lit_numbers, f->arena);
}

Fn *lower_fn_new(Unit *u, IrSym *sym, Package *pkg, Pos pos)
{
    Fn *f = ARENA_NEW(u->arena, Fn);
    f->u = u;
    f->lo = u->lo;
    f->arena = u->arena;
    f->pkg = pkg;
    f->root = f;
    f->pos = pos;
    f->ir = ARENA_NEW(u->arena, IrFunc);
    f->ir->sym = sym;
    f->ir->sig = sym->type;
    f->ir->pos = pos;
    f->ir->arena = u->arena;
    f->ir->unit = u->ir;
    f->cur = &f->ir->body;
    f->shown_name = f->full_name = sym->go_name;
    sym->def = f->ir;
    init_maps(f);
    return f;
}

Fn *lower_closure_new(Fn *outer, Str shown, Str full, Type *sig, Pos pos)
{
    IrSym *sym = lower_sym_new(outer->lo, IRSYM_FUNC, shown, full, type_under(sig));
    sym->is_static = true;
    sym->pkg = outer->u->pkg;
    Fn *f = lower_fn_new(outer->u, sym, outer->pkg, pos);
    f->outer = outer;
    f->env = outer->env;
    f->type_cache = outer->type_cache;
    f->shown_name = shown;
    f->full_name = full;
    f->is_closure = true;
    f->ir->parent = outer->ir;
    f->ir->has_closure_ctx = true;
    return f;
}

static void add_param(Fn *f, IrLocal *l)
{
    l->index = f->ir->params.n;
    vec_push(f->arena, &f->ir->params, l);
}

static void add_result(Fn *f, IrLocal *l)
{
    l->index = f->ir->results.n;
    vec_push(f->arena, &f->ir->results, l);
}

void lower_plain_signature(Fn *f, Type *recv, Signature *sig)
{
    if (recv) add_param(f, ir_local_new(f->ir, IRL_PARAM, recv, NULL, NO_POS));
    f->ir->has_recv = recv != NULL;
    for (uint32_t i = 0; i < sig->params->vars.n; i++)
        add_param(f, ir_local_new(f->ir, IRL_PARAM, type_unalias(sig->params->vars.p[i]->type), NULL, NO_POS));
    for (uint32_t i = 0; i < sig->results->vars.n; i++)
        add_result(f, ir_local_new(f->ir, IRL_RESULT, type_unalias(sig->results->vars.p[i]->type), NULL, NO_POS));
}

// Frames that range-over-func bodies need are taken at entry.
static void take_frames(Fn *f)
{
    if (f->range_defers) {
        IrStmt *s = lower_emit(f, IR_DEFER_FRAME, 0);
        s->dst = f->defer_frame = lower_temp(f, f->lo->t_ptr);
        lower_bind(f, f->defer_frame, f->defer_frame, false);
        f->ir->has_defer = f->ir->defer_list = true;
    }
    if (f->range_recovers) {
        IrStmt *s = lower_emit(f, IR_FRAME, 0);
        s->dst = f->frame = lower_temp(f, f->lo->t_ptr);
        lower_bind(f, f->frame, f->frame, false);
    }
}

void lower_fn_signature(Fn *f, Signature *generic, BlockStmt *body)
{
    lower_scan_body(f, body);
    f->ir->has_recv = generic->recv != NULL;
    if (generic->recv)
        add_param(f, lower_declare(f, generic->recv, lower_type(f, generic->recv->type), IRL_PARAM, false)->local);
    for (uint32_t i = 0; i < generic->params->vars.n; i++) {
        Object *o = generic->params->vars.p[i];
        add_param(f, lower_declare(f, o, lower_type(f, o->type), IRL_PARAM, false)->local);
    }
    for (uint32_t i = 0; i < generic->results->vars.n; i++) {
        Object *o = generic->results->vars.p[i];
        if (f->range_returns) ptrmap_put(f->range_caps, o, o);
        add_result(f, lower_declare(f, o, lower_type(f, o->type), IRL_RESULT, true)->local);
        vec_push(f->arena, &f->results, o);
    }
    take_frames(f);
}

// Open-coded slots if every DEFER runs at most once a call and there are few.
static void settle_defers(Fn *f)
{
    bool list = f->ir->defer_list || f->defers.n > UGX_DEFER_SLOTS;
    for (uint32_t i = 0; i < f->defers.n; i++) list |= f->defers.p[i]->slot < 0;
    f->ir->has_defer |= f->defers.n > 0;
    f->ir->defer_list = list;
    f->ir->ndefer_slots = list ? 0 : f->defers.n;
    for (uint32_t i = 0; i < f->defers.n; i++) f->defers.p[i]->slot = list ? -1 : (int32_t)i;
}

void lower_fn_finish(Fn *f, Pos end)
{
    f->pos = end;
    f->ir->end_pos = end;
    f->cur = &f->ir->body;
    if (!ir_block_ends(f->cur)) lower_emit(f, f->ir->results.n ? IR_UNREACHABLE : IR_RETURN, 0);
    f->ir->has_closure_ctx = f->ir->captures.n > 0;
    settle_defers(f);
    vec_push(f->arena, &f->u->ir->funcs, f->ir);
}

void lower_func_decl(Unit *u, FuncDecl *d, IrSym *sym, Str full, const TypeEnv *env, Package *pkg)
{
    Fn *f = lower_fn_new(u, sym, pkg, d->d.node.pos);
    PtrMap cache;
    if (env) {
        map_init(&cache, u->arena);
        f->env = env;
        f->type_cache = &cache;
    }
    f->full_name = full;
    f->ir->decl = d;
    lower_fn_signature(f, (Signature *)d->obj->type, d->body);
    lower_stmts(f, d->body->list);
    lower_fn_finish(f, d->body->rbrace);
}
