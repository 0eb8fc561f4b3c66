// Terms T and ~T and their unions: the set algebra under type sets.
//
// A term's type set is {T}, or all types with underlying type T for ~T. Terms either are
// disjoint or one includes the other; that makes union and intersection of lists simple.
//
// Spec: General interfaces; Type sets.
#include "types/session.h"

bool term_disjoint(const Term *x, const Term *y)
{
    Type *tx = y->tilde ? type_under(x->type) : x->type;
    Type *ty = x->tilde ? type_under(y->type) : y->type;
    return !type_identical(tx, ty);
}

bool term_includes(const Term *x, Type *t) { return type_identical(x->type, x->tilde ? type_under(t) : t); }

static bool term_subset(const Term *x, const Term *y) { return !term_disjoint(x, y) && (!x->tilde || y->tilde); }

bool termlist_empty(const TermList *x) { return !x->all && x->n == 0; }

// Adds t, which no term of the list includes, and drops those that t includes.
static void add_term(Arena *a, TermList *list, Term t)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->n; i++)
        if (term_disjoint(&list->p[i], &t)) list->p[kept++] = list->p[i];
    list->n = kept;
    vec_push(a, list, t);
}

TermList termlist_union(Arena *a, const TermList *x, const TermList *y)
{
    TermList r = {0};
    if (x->all || y->all) {
        r.all = true;
        return r;
    }
    for (uint32_t i = 0; i < x->n; i++) vec_push(a, &r, x->p[i]);
    for (uint32_t i = 0; i < y->n; i++) {
        bool merged = false;
        for (uint32_t j = 0; j < r.n && !merged; j++) {
            if (term_disjoint(&r.p[j], &y->p[i])) continue;
            merged = r.p[j].tilde || !y->p[i].tilde; // already included
            break;
        }
        if (!merged) add_term(a, &r, y->p[i]);
    }
    return r;
}

TermList termlist_intersect(Arena *a, const TermList *x, const TermList *y)
{
    if (x->all) return *y;
    if (y->all) return *x;
    TermList r = {0};
    for (uint32_t i = 0; i < x->n; i++) {
        for (uint32_t j = 0; j < y->n; j++) {
            const Term *p = &x->p[i], *q = &y->p[j];
            if (term_disjoint(p, q)) continue;
            TermList one = {.n = 1, .cap = 1, .p = (Term[]){!p->tilde || q->tilde ? *p : *q}};
            r = termlist_union(a, &r, &one);
        }
    }
    return r;
}

bool termlist_subset(const TermList *x, const TermList *y)
{
    if (termlist_empty(y)) return termlist_empty(x);
    if (y->all) return true;
    if (x->all) return false;
    for (uint32_t i = 0; i < x->n; i++) {
        bool found = false;
        for (uint32_t j = 0; j < y->n && !found; j++) found = term_subset(&x->p[i], &y->p[j]);
        if (!found) return false;
    }
    return true;
}

bool termlist_equal(const TermList *x, const TermList *y) { return termlist_subset(x, y) && termlist_subset(y, x); }
