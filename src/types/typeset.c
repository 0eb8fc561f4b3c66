// Type sets of interfaces: all methods, and the terms that restrict the types.
//
// Computed once an interface is complete, on first demand: embedded interfaces contribute their
// methods and terms, other embedded elements their terms, and the lists are intersected. While an
// interface is being computed its set reads as that of all types, so a cycle through embedding
// (reported elsewhere) ends. Errors (duplicate methods, unions over the limit) are reported by
// whoever computes first with a Checker at hand.
//
// Spec: Interface types; Type sets; Implementing an interface.
#include "types/session.h"

enum { MAX_TERMS = 100 };

bool typeset_is_empty(TypeSet *s) { return termlist_empty(&s->terms); }
bool typeset_is_method_set(TypeSet *s) { return !s->comparable && s->terms.all; }
bool typeset_is_all(TypeSet *s) { return typeset_is_method_set(s) && s->methods.n == 0; }
bool typeset_comparable_flag(TypeSet *s) { return s->comparable; }
uint32_t typeset_nmethods(TypeSet *s) { return s->methods.n; }
bool typeset_has_terms(const TypeSet *s) { return !s->terms.all && s->terms.n > 0; }
bool typeset_subset(const TypeSet *x, const TypeSet *y) { return termlist_subset(&x->terms, &y->terms); }

Object *typeset_lookup(const TypeSet *s, const Package *pkg, Atom name, bool fold_case, uint32_t *index)
{
    for (uint32_t i = 0; i < s->methods.n; i++) {
        if (!object_same_id(s->methods.p[i], pkg, name, fold_case)) continue;
        if (index) *index = i;
        return s->methods.p[i];
    }
    return NULL;
}

// ---- Collecting methods
typedef struct MethodAt {
    Object *fn;
    Pos pos; // of the method, or of the element that embeds it
} MethodAt;

typedef struct Collector {
    Types *ts;
    Checker *c; // NULL: no errors are reported
    Arena *a;
    VEC(MethodAt) methods;
} Collector;

typedef struct Duplicate {
    Object *fn, *other;
    Pos pos, other_pos;
    Checker *c;
} Duplicate;

static void report_duplicate(Checker *c, const Duplicate *d)
{
    const char *name = d->fn->name->s.p;
    const char *where = d->other_pos != NO_POS ? arena_printf(c->arena, "%s: ", pos_text(c, d->other_pos)) : "";
    check_error(c, DIAG_DuplicateDecl, d->pos, "duplicate method %s\n\t%sother declaration of method %s", name, where,
                name);
}

// Embedded methods may meet if their types are identical (go1.14).
static void check_duplicate(Checker *c, void *arg)
{
    Duplicate *d = arg;
    if ((d->pos != NO_POS && !check_allow_version(c, 14)) || !type_identical(d->fn->type, d->other->type))
        report_duplicate(c, d);
}

static void add_method(Collector *col, Pos pos, Object *m, bool declared_here)
{
    for (uint32_t i = 0; i < col->methods.n; i++) {
        MethodAt *other = &col->methods.p[i];
        if (!object_same_id(other->fn, m->pkg, m->name, false)) continue;
        if (!col->c) return;
        Duplicate *d = ARENA_NEW(col->c->arena, Duplicate);
        *d = (Duplicate){m, other->fn, pos, other->pos, col->c};
        if (declared_here)
            report_duplicate(col->c, d);
        else
            check_later(col->c, check_duplicate, d);
        return;
    }
    MethodAt at = {m, pos};
    vec_push(col->a, &col->methods, at);
}

static void sort_methods(ObjectList *list)
{ // insertion sort: lists are short and mostly sorted
    for (uint32_t i = 1; i < list->n; i++) {
        Object *m = list->p[i];
        uint32_t j = i;
        for (; j > 0 && object_cmp(list->p[j - 1], m) > 0; j--) list->p[j] = list->p[j - 1];
        list->p[j] = m;
    }
}

// ---- Terms of embedded elements
static void intersect(Arena *a, TermList *terms, bool *comparable, const TermList *more, bool more_comparable)
{
    *terms = termlist_intersect(a, terms, more);
    *comparable = *comparable || more_comparable;
    if (!*comparable || terms->all) return;
    TermList kept = {0}; // only strictly comparable types stay
    for (uint32_t i = 0; i < terms->n; i++)
        if (type_strictly_comparable(terms->p[i].type)) vec_push(a, &kept, terms->p[i]);
    *terms = kept;
    *comparable = false;
}

static bool is_imported_constraint(Checker *c, Type *t)
{
    Named *n = type_as_named(t);
    if (!n || !n->obj->pkg || n->obj->pkg == c->pkg) return false;
    Type *u = type_under(t);
    return u->kind == TYP_INTERFACE && !typeset_is_method_set(typeset_of(c, (Interface *)u, NO_POS));
}

// The terms and methods of one embedded element; false if it is to be ignored.
static bool embedded_terms(Collector *col, Type *t, Pos pos, TermList *terms, bool *comparable)
{
    Checker *c = pos != NO_POS ? col->c : NULL; // for version errors
    Type *u = type_under(t);
    *comparable = false;
    if (u->kind == TYP_INTERFACE) {
        TypeSet *s = typeset_compute(col->ts, col->c, col->a, (Interface *)u, pos);
        if (c && is_imported_constraint(c, t) &&
            !check_require_version(c, pos, 18,
                                   arena_printf(c->arena, "embedding constraint interface %s", type_text(c, t))))
            return false;
        *comparable = s->comparable;
        for (uint32_t i = 0; i < s->methods.n; i++) add_method(col, pos, s->methods.p[i], false);
        *terms = s->terms;
        return true;
    }
    if (u->kind == TYP_UNION) {
        if (c && !check_require_version(c, pos, 18,
                                        arena_printf(c->arena, "embedding interface element %s", type_text(c, u))))
            return false;
        TypeSet *s = typeset_of_union(col->ts, col->c, col->a, (Union *)u, pos);
        *terms = s->terms;
        return !s->invalid;
    }
    if (!type_valid(u)) return false;
    if (c &&
        !check_require_version(c, pos, 18, arena_printf(c->arena, "embedding non-interface type %s", type_text(c, t))))
        return false;
    *terms = (TermList){0};
    Term term = {false, t};
    vec_push(col->a, terms, term);
    return true;
}

TypeSet *typeset_compute(Types *ts, Checker *c, Arena *a, Interface *it, Pos pos)
{
    (void)pos;
    if (it->tset) return it->tset;
    if (it->check) c = it->check;
    if (!it->complete) return (c ? c->ts : ts)->top_set;
    if (c)
        a = c->arena;
    else
        types_lock(ts); // a is the session's

    TypeSet *s = ARENA_NEW(a, TypeSet);
    s->terms.all = true;
    it->tset = s;
    Collector col = {.ts = ts, .c = c, .a = a};
    for (uint32_t i = 0; i < it->methods.n; i++) add_method(&col, it->methods.p[i]->pos, it->methods.p[i], true);
    TermList terms = {.all = true};
    bool comparable = false;
    for (uint32_t i = 0; i < it->embeds.n; i++) {
        TermList more;
        bool more_comparable;
        if (embedded_terms(&col, it->embeds.p[i], i < it->embed_pos.n ? it->embed_pos.p[i] : NO_POS, &more,
                           &more_comparable))
            intersect(a, &terms, &comparable, &more, more_comparable);
    }
    s->terms = terms;
    s->comparable = comparable;
    for (uint32_t i = 0; i < col.methods.n; i++) vec_push(a, &s->methods, col.methods.p[i].fn);
    sort_methods(&s->methods);
    it->all_methods = s->methods;
    if (!c) types_unlock(ts);
    return s;
}

TypeSet *typeset_of(Checker *c, Interface *it, Pos pos)
{
    if (it->tset) return it->tset;
    if (it->check) c = it->check;
    UG_ASSERT(c); // without a Checker interfaces are completed where they are made
    return typeset_compute(c->ts, c, c->arena, it, pos);
}

TypeSet *typeset_of_union(Types *ts, Checker *c, Arena *a, Union *u, Pos pos)
{
    if (c) {
        if (!c->union_sets.arena) map_init(&c->union_sets, c->arena);
        TypeSet *known = ptrmap_get(&c->union_sets, u);
        if (known) return known;
    }
    TypeSet *s = ARENA_NEW(a, TypeSet);
    if (c) ptrmap_put(&c->union_sets, u, s); // empty while it is being computed: ends cycles
    TermList all = {0};
    for (uint32_t i = 0; i < u->terms.n; i++) {
        UnionTerm t = u->terms.p[i];
        Type *under = type_under(t.type);
        TermList terms = {0};
        if (under->kind == TYP_INTERFACE) {
            terms = typeset_compute(ts, c, a, (Interface *)under, pos)->terms;
        } else {
            if (!type_valid(under)) continue;
            Term term = {t.tilde, t.type};
            if (!t.tilde || type_identical(t.type, under)) vec_push(a, &terms, term);
        }
        all = termlist_union(a, &all, &terms);
        if (all.n <= MAX_TERMS) continue;
        if (c)
            check_error(c, DIAG_InvalidUnion, pos, "cannot handle more than %d union terms (implementation limitation)",
                        MAX_TERMS);
        s->invalid = true;
        return s;
    }
    s->terms = all;
    return s;
}
