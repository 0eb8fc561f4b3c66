// Scopes: names to objects, nested.
//
// A scope keeps its objects in order of declaration. Inside functions a name is visible only
// behind its declaration: lookups there pass the position they ask for.
//
// Spec: Declarations and scope.
#include "types/session.h"

Scope *scope_new(Arena *a, Scope *parent, Pos pos, Pos end, const char *comment)
{
    Scope *s = ARENA_NEW(a, Scope);
    s->parent = parent;
    s->pos = pos;
    s->end = end;
    s->comment = comment;
    s->arena = a;
    return s;
}

Object *scope_lookup(const Scope *s, Atom name) { return s->elems.n ? ptrmap_get(&s->elems, name) : NULL; }

Object *scope_lookup_parent(const Scope *s, Atom name, Pos pos, Scope **where)
{
    for (; s; s = s->parent) {
        Object *o = scope_lookup(s, name);
        if (o && (pos == NO_POS || o->scope_pos <= pos)) {
            if (where) *where = (Scope *)s;
            return o;
        }
    }
    if (where) *where = NULL;
    return NULL;
}

Object *scope_insert(Scope *s, Object *o)
{
    if (!s->elems.arena) map_init(&s->elems, s->arena);
    Object *other = ptrmap_get(&s->elems, o->name);
    if (other) return other;
    ptrmap_put(&s->elems, o->name, o);
    if (!o->parent) o->parent = s;
    return NULL;
}
