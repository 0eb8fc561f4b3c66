// What resolver.c, decl.c, initorder.c and cycles.c know of a package-level declaration.
#ifndef UG_TYPES_DECL_H
#define UG_TYPES_DECL_H

#include "types/checker.h"

struct Declaration {
    File *file;
    uint32_t version;                                // language version of the file
    VEC(Name *) names;                               // variables: the names this initialiser serves
    ObjectList lhs;                                  // their objects; more than one when a call initialises several
    Expr *type_expr, *init;                          // constants and variables
    bool inherited;                                  // a constant's init is that of an earlier spec
    TypeDecl *tdecl;
    FuncDecl *fdecl;
    ObjectList deps;                                 // package-level objects the initialiser or body mentions
    PtrMap dep_set;
    bool emitted;                                    // initorder.c
};

static inline Declaration *declaration_of(const Checker *c, const Object *o) { return ptrmap_get(&c->obj_decl, o); }
static inline bool declaration_has_initializer(const Declaration *d) { return d->init || (d->fdecl && d->fdecl->body); }

// decl.c: shared with the resolver
void decl_arity(Checker *c, Pos pos, Name **names, uint32_t nnames, ExprList inits, bool is_const, bool inherited);
// The state of a constant group while its specs are walked in order.
typedef struct ConstGroup { DeclGroup *group; ConstDecl *last; bool active; } ConstGroup;
// Which spec's type and values serve s (NULL: none, an error reported by decl_arity); *inherited tells if it isn't s itself.
ConstDecl *decl_const_source(ConstGroup *g, ConstDecl *s, bool *inherited);

// cycles.c
void check_direct_cycles(Checker *c, ObjectList objects);
void check_cycle_error(Checker *c, Object **cycle, uint32_t n, uint32_t start);
uint32_t check_first_in_source(Object **path, uint32_t n);

#endif
