// Generic instances and the queue of bodies waiting to be lowered.
//
// An instance belongs to the unit that needs it, as a static function; it may need others in
// turn, so bodies wait in a queue that is run until it is empty.
#include "lower/context.h"

void lower_enqueue(Unit *u, Work *w) { vec_push(u->arena, &u->queue, w); }

void lower_run_queue(Unit *u)
{
    while (u->next_work < u->queue.n) {
        Work *w = u->queue.p[u->next_work++];
        w->run(u, w);
    }
}

static void run_instance(Unit *u, Work *w) { lower_func_decl(u, w->decl, w->sym, w->full, &w->env, w->pkg); }

static TypeEnv make_env(Unit *u, Signature *sig, Type **targs, uint32_t n)
{
    ObjectList *tparams = sig->recv ? &sig->recv_tparams : &sig->tparams;
    UG_ASSERT(tparams->n == n);
    TypeEnv env = {.n = n, .params = ARENA_ARRAY(u->arena, Type *, n), .args = ARENA_ARRAY(u->arena, Type *, n)};
    for (uint32_t i = 0; i < n; i++) {
        env.params[i] = type_unalias(tparams->p[i]->type);
        env.args[i] = targs[i];
    }
    return env;
}

static Type *instance_type(Unit *u, Signature *sig, const TypeEnv *env)
{
    Types *ts = u->lo->ts;
    Tuple *params = (Tuple *)type_subst(ts, (Type *)sig->params, env),
          *results = (Tuple *)type_subst(ts, (Type *)sig->results, env);
    Type *plain = type_new_signature(ts, params, results, sig->variadic);
    if (!sig->recv) return plain;
    return lower_sig_with_recv(u->lo, type_unalias(type_subst(ts, sig->recv->type, env)), (Signature *)plain);
}

IrSym *lower_instance(Unit *u, Object *origin, Type **targs, uint32_t n)
{
    Str shown, full;
    lower_instance_names(u->lo, origin, targs, n, &shown, &full);
    IrSym *known = strmap_get(&u->local_syms, full);
    if (known) return known;
    Signature *sig = (Signature *)origin->type;
    Work *w = ARENA_NEW(u->arena, Work);
    w->run = run_instance;
    w->decl = origin->decl;
    w->full = full;
    w->pkg = origin->pkg;
    w->env = make_env(u, sig, targs, n);
    w->sym = lower_sym_new(u->lo, IRSYM_FUNC, shown, full, instance_type(u, sig, &w->env));
    w->sym->is_static = true;
    w->sym->targs = targs;
    w->sym->ntargs = n;
    w->sym->pkg = u->pkg;
    w->sym->noinline = origin->decl->pragma & PRAGMA_NOINLINE;
    if (!origin->decl->body) BUG("%.*s: an instance of a function without body", STR_FMT(full));
    strmap_put(&u->local_syms, full, w->sym);
    lower_enqueue(u, w);
    return w->sym;
}

// The methods of an instantiated type that becomes an interface's dynamic type: its descriptor will name them all.
void lower_want_methods(Unit *u, Type *t)
{
    t = type_unalias(t);
    if (t->kind == TYP_POINTER) t = type_unalias(((Pointer *)t)->elem);
    if (t->kind != TYP_NAMED || ptrmap_has(&u->wanted_types, t)) return;
    ptrmap_put(&u->wanted_types, t, t);
    Named *n = (Named *)t;
    if (!n->targs.n || type_is_interface(t)) return;
    for (uint32_t i = 0; i < named_nmethods(n); i++) {
        Object *m = lower_origin(named_method(u->lo->ts, n, i));
        if (m->decl) lower_instance(u, m, n->targs.p, n->targs.n);
    }
}
