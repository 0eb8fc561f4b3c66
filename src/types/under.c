// Walking the types of a type set, and their common underlying type.
//
// Operations on a value whose type is a type parameter are valid if they are for every type of
// its type set; an ordinary type is treated as a set of one.
//
// Spec: Core types, as go1.25's text distributes them over the operations.
#include "types/session.h"

static bool set_each(const TypeSet *s, bool (*f)(void *ctx, Type *term, Type *under), void *ctx)
{
    if (!typeset_has_terms(s)) return f(ctx, NULL, NULL);
    for (uint32_t i = 0; i < s->terms.n; i++)
        if (!f(ctx, s->terms.p[i].type, type_under(s->terms.p[i].type))) return false;
    return true;
}

bool typeset_each(Type *t, bool (*f)(void *ctx, Type *term, Type *under), void *ctx)
{
    if (!type_is_typeparam(t)) return f(ctx, t, type_under(t));
    return set_each(typeset_of(NULL, typeparam_iface((TypeParam *)type_unalias(t)), NO_POS), f, ctx);
}

typedef struct UnderVisit {
    bool (*f)(void *ctx, Type *under);
    void *ctx;
} UnderVisit;

static bool visit_under(void *ctx, Type *term, Type *under)
{
    (void)term;
    UnderVisit *v = ctx;
    return v->f(v->ctx, under);
}

bool type_under_is(Type *t, bool (*f)(void *ctx, Type *under), void *ctx)
{
    return typeset_each(t, visit_under, &(UnderVisit){f, ctx});
}

static bool count_term(void *ctx, Type *term, Type *under)
{
    (void)under;
    TypeTerms *out = ctx;
    if (term)
        out->n++;
    else
        out->none = true;
    return true;
}

static bool store_term(void *ctx, Type *term, Type *under)
{
    TypeTerms *out = ctx;
    if (!term) return true;
    out->p[out->n].type = term;
    out->p[out->n++].under = under;
    return true;
}

void type_terms(Arena *a, Type *t, TypeTerms *out)
{
    *out = (TypeTerms){0};
    typeset_each(t, count_term, out);
    out->p = arena_alloc(a, sizeof *out->p * out->n);
    out->n = 0;
    typeset_each(t, store_term, out);
}

static bool has_basic_info(void *ctx, Type *under)
{
    return under && under->kind == TYP_BASIC && (((Basic *)under)->info & *(uint32_t *)ctx);
}

bool type_all_basic(Type *t, uint32_t info) { return type_under_is(t, has_basic_info, &info); }

// ---- The common underlying type
typedef struct Common {
    Checker *c;
    UnderCond cond;
    Type *type, *under; // so far
    const char *cause;
} Common;

#define FAIL(cm, ...) ((cm)->cause = (cm)->c ? arena_printf((cm)->c->arena, __VA_ARGS__) : "", false)

// Channels may differ in direction; one restricted direction wins.
static bool merge_channels(Common *cm, Type *term, Chan *y)
{
    Chan *x = (Chan *)cm->under;
    Checker *c = cm->c;
    if (!type_identical(x->elem, y->elem))
        return FAIL(cm, "channels %s and %s have different element types", type_text(c, cm->type), type_text(c, term));
    if (x->dir == y->dir || y->dir == CHAN_BOTH) return true;
    if (x->dir != CHAN_BOTH)
        return FAIL(cm, "channels %s and %s have conflicting directions", type_text(c, cm->type), type_text(c, term));
    cm->type = term;
    cm->under = &y->t;
    return true;
}

static bool merge_common(void *ctx, Type *term, Type *under)
{
    Common *cm = ctx;
    if (cm->cond) {
        cm->cause = cm->cond(cm->c, term, under);
        if (cm->cause) return false;
    }
    if (!under) {
        cm->cause = "no specific type";
        return false;
    }
    if (!cm->under) {
        cm->type = term;
        cm->under = under;
        return true;
    }
    if (cm->under->kind == TYP_CHAN && under->kind == TYP_CHAN) return merge_channels(cm, term, (Chan *)under);
    if (type_identical(cm->under, under)) return true;
    return FAIL(cm, "%s and %s have different underlying types", type_text(cm->c, cm->type), type_text(cm->c, term));
}

Type *type_common_under(Checker *c, Type *t, UnderCond cond, const char **cause)
{
    Common cm = {.c = c, .cond = cond};
    if (typeset_each(t, merge_common, &cm)) return cm.under;
    if (cause) *cause = cm.cause;
    return NULL;
}

Type *type_core(Type *t) { return type_common_under(NULL, t, NULL, NULL); }
