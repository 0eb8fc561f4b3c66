// What gc's implementation excludes, though the language allows it.
//
// Looked at once a package is free of other errors: anonymous interfaces that refer to themselves,
// channel elements over 64 kB, types over the address space.
#include "types/session.h"

enum { MAX_CHAN_ELEM = 1 << 16 };
static const int64_t max_size = (int64_t)1 << 50;

typedef enum State { UNSEEN, CYCLIC, HARMLESS } State;

typedef struct CycleFinder {
    Checker *c;
    PtrMap state; // Interface → State
} CycleFinder;

static bool in_type(CycleFinder *f, Type *t);

static bool has_cycle(CycleFinder *f, Interface *it)
{
    TypeSet *s = typeset_of(f->c, it, NO_POS);
    for (uint32_t i = 0; i < s->methods.n; i++)
        if (in_type(f, s->methods.p[i]->type)) return true;
    return false;
}

static bool in_vars(CycleFinder *f, ObjectList vars)
{
    for (uint32_t i = 0; i < vars.n; i++)
        if (in_type(f, vars.p[i]->type)) return true;
    return false;
}

static bool in_interface(CycleFinder *f, Interface *it)
{
    if (it->methods.n == 0 && it->embeds.n == 0) return false;
    State known = (State)(uintptr_t)ptrmap_get(&f->state, it);
    if (known != UNSEEN) return known == CYCLIC;
    ptrmap_put(&f->state, it, (void *)CYCLIC); // until proven harmless
    if (has_cycle(f, it)) return true;
    ptrmap_put(&f->state, it, (void *)HARMLESS);
    return false;
}

// Named types can't be part of a cycle of anonymous ones.
static bool in_type(CycleFinder *f, Type *t)
{
    t = type_unalias(t);
    switch ((TypeKind)t->kind) {
    case TYP_POINTER: return in_type(f, ((Pointer *)t)->elem);
    case TYP_ARRAY: return in_type(f, ((Array *)t)->elem);
    case TYP_SLICE: return in_type(f, ((Slice *)t)->elem);
    case TYP_CHAN: return in_type(f, ((Chan *)t)->elem);
    case TYP_MAP: return in_type(f, ((Map *)t)->key) || in_type(f, ((Map *)t)->elem);
    case TYP_STRUCT: return in_vars(f, ((Struct *)t)->fields);
    case TYP_TUPLE: return in_vars(f, ((Tuple *)t)->vars);
    case TYP_SIGNATURE:
        return in_vars(f, ((Signature *)t)->params->vars) || in_vars(f, ((Signature *)t)->results->vars);
    case TYP_INTERFACE: return in_interface(f, (Interface *)t);
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_UNION:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return false;
}

static void check_anonymous(CycleFinder *f, Expr *e)
{
    if (e->type->kind != TYP_INTERFACE || !has_cycle(f, (Interface *)e->type)) return;
    check_error(f->c, DIAG_InvalidTypeCycle, e->node.pos,
                "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
    for (uint32_t i = 0; i < f->state.n; i++) f->state.entries[i].value = (void *)HARMLESS; // report a cycle once
}

static int by_position(const void *x, const void *y)
{
    const Expr *a = *(Expr *const *)x, *b = *(Expr *const *)y;
    return a->node.pos < b->node.pos ? -1 : a->node.pos > b->node.pos;
}

void check_restrictions(Checker *c)
{
    if (c->restricted.n == 0) return;
    qsort(c->restricted.p, c->restricted.n, sizeof *c->restricted.p, by_position);
    CycleFinder f = {.c = c};
    map_init(&f.state, c->arena);
    Pos outer_end = NO_POS; // of the last interface: those inside it were walked with it
    for (uint32_t i = 0; i < c->restricted.n; i++) {
        Expr *e = c->restricted.p[i];
        if (!e->type) continue;
        if (e->node.kind == NODE_InterfaceType) {
            if (e->node.pos >= outer_end) check_anonymous(&f, e);
            if (ast_end(&e->node) > outer_end) outer_end = ast_end(&e->node);
        } else if (type_is_generic(e->type)) {
            continue; // has no size
        } else if (e->type->kind == TYP_CHAN) {
            if (type_size(((Chan *)e->type)->elem) >= MAX_CHAN_ELEM)
                check_error(c, DIAG_TypeTooLarge, e->node.pos, "channel element type too large (>64kB)");
        } else if (e->type->kind == TYP_ARRAY) {
            int64_t size = type_size(e->type);
            if (size < 0 || size >= max_size)
                check_error(c, DIAG_TypeTooLarge, e->node.pos, "type %s larger than address space",
                            type_text(c, e->type));
        }
    }
}
