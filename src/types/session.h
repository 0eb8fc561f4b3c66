// What one session of type checking shares between its packages: the predeclared names, the
// instances made so far, and the memory they live in.
//
// Threads: packages are checked in parallel. Everything here that changes after types_new is
// guarded by `lock`, which is recursive because expanding an instance makes further instances.
// A generic type of a package that is still being checked is reachable by that package's thread
// only; so an Instance keeps its Checker exactly while its origin belongs to that Checker.
#ifndef UG_TYPES_SESSION_H
#define UG_TYPES_SESSION_H

#include <pthread.h>

#include "types/checker.h"

// A term T or ~T of a type set.
typedef struct Term {
    bool tilde;
    Type *type;
} Term;

// A union of terms; `all` stands for the set of all types (terms is then empty).
typedef struct TermList {
    bool all;
    uint32_t n, cap;
    Term *p;
} TermList;

struct TypeSet {
    ObjectList methods; // sorted as object_cmp orders
    TermList terms;
    bool comparable; // only if terms.all
    bool invalid;    // a union over the limit: reported
};

// The private part of an instantiated Named.
typedef struct Instance {
    Checker *check;   // while the origin's package is being checked
    Pos pos;          // of the instantiation
    Object **methods; // made on demand, one slot a method of the origin
    bool expanded;    // rhs is set
    bool expanding;
} Instance;

typedef struct InstanceEntry {
    uint64_t hash;
    Type *orig; // a Named, Alias or Signature
    Type **targs;
    uint32_t n;
    Type *inst;
} InstanceEntry;

struct Types {
    Arena *arena; // guarded by lock: use types_alloc
    AtomTable *atoms;
    SourceSet *sources;
    pthread_mutex_t lock;
    InstanceEntry *instances; // open addressing; inst NULL is empty
    uint32_t ninstances, instances_cap;
    uint32_t next_id;

    // Never changed after types_new:
    Scope *universe;
    Package *unsafe_pkg;
    Basic basics[BASIC_COUNT];
    Basic byte_type, rune_type;
    Alias *any;
    Interface *any_iface;
    Named *error, *comparable;
    Object *iota, *any_obj, *comparable_obj;
    Tuple *no_vars;   // the empty tuple
    TypeSet *top_set; // all types, no methods
};

void types_lock(Types *ts);
void types_unlock(Types *ts);
void *types_alloc(Types *ts, size_t size);
#define TYPES_NEW(ts, T) ((T *)types_alloc((ts), sizeof(T)))
#define TYPES_ARRAY(ts, T, n) ((T *)types_alloc((ts), sizeof(T) * (size_t)(n)))
uint32_t types_next_id(Types *ts);

static inline Type *invalid_type(Types *ts) { return &ts->basics[BASIC_INVALID].t; }

// ---- typeset.c, termlist.c: the algebra of terms
TypeSet *typeset_compute(Types *ts, Checker *c, Arena *a, Interface *it, Pos pos); // a is ts's arena when c is NULL
TypeSet *typeset_of_union(Types *ts, Checker *c, Arena *a, Union *u, Pos pos);
bool typeset_has_terms(const TypeSet *s);
bool typeset_subset(const TypeSet *x, const TypeSet *y);
Object *typeset_lookup(const TypeSet *s, const Package *pkg, Atom name, bool fold_case, uint32_t *index);
bool termlist_empty(const TermList *x);
TermList termlist_union(Arena *a, const TermList *x, const TermList *y);
TermList termlist_intersect(Arena *a, const TermList *x, const TermList *y);
bool termlist_equal(const TermList *x, const TermList *y);
bool termlist_subset(const TermList *x, const TermList *y);
bool term_includes(const Term *x, Type *t);
bool term_disjoint(const Term *x, const Term *y);

// ---- subst.c
typedef struct Subst {
    Types *ts;
    Checker *check; // or NULL
    Pos pos;
    const TypeEnv *env; // a NULL argument leaves its parameter alone
} Subst;
Type *subst_type(Subst *s, Type *t);
Tuple *subst_tuple(Subst *s, Tuple *t);
Type *check_subst(Checker *c, Pos pos, Type *t, const TypeEnv *env);
// The environment from the type parameters (TypeName objects) to args; its arrays are in a.
TypeEnv env_make(Arena *a, ObjectList tparams, Type **args);
// Methods whose receiver is `old` get copies with receiver `new`; NULL if there is none.
Object **replace_recv_type(Types *ts, ObjectList methods, Type *old, Type *new_recv);

// ---- lookup.c
typedef bool (*TypeEquiv)(void *ctx, Type *x, Type *y);
LookupResult lookup_impl(Arena *a, Type *t, bool addressable, const Package *pkg, Atom name, bool fold_case);
Object *missing_method(Checker *c, Types *ts, Type *v, Type *t, bool is_static, TypeEquiv equiv, void *ctx,
                       const char **cause);
bool has_all_methods(Checker *c, Types *ts, Type *v, Type *t, bool is_static, TypeEquiv equiv, void *ctx,
                     const char **cause);
bool implements(Checker *c, Types *ts, Type *v, Type *t, bool constraint, const char **cause);

// ---- instantiate.c, named.c
Type *instance_get(Types *ts, Checker *c, Pos pos, Type *orig, Type **targs, uint32_t n); // from the cache, or made
Named *named_instance_new(Types *ts, Checker *c, Pos pos, Named *orig, Type **targs, uint32_t n);
Type *named_rhs(Named *n); // expands an instance's right side; NULL while being declared
bool func_has_ptr_recv(const Object *fn);

// ---- typeparam.c, struct.c, interface.c, union.c
TypeParam *declare_typeparam(Checker *c, Name *name, Pos scope_pos);
Type *check_struct_type(Checker *c, StructType *e);
Type *check_interface_type(Checker *c, InterfaceType *e, Type *def); // def: the type being declared
Type *check_union(Checker *c, Expr *e);                              // an embedded element: a type or a Union

// ---- mono.c
void mono_canon(Checker *c, TypeParam *method_param, TypeParam *type_param);

// ---- typestring.c
void type_write_signature(StrBuf *out, Signature *sig, TypeQualify q, const Package *current, bool param_names,
                          bool pkg_info);
void type_write_tparams(StrBuf *out, ObjectList tparams, TypeQualify q, const Package *current);
const char *package_qualifier(Arena *a, const Package *p,
                              const Package *current); // as messages name p: "" or "name" or "\"path\""

// Arrays, slices, pointers, maps and unions, their parts by `part`. false, nothing written: t is none of these.
bool type_write_composite(StrBuf *out, Type *t, void (*part)(void *w, Type *t), void *w);

// ---- typename.c: QUALIFY_NAME and QUALIFY_PATH
void type_write_link(StrBuf *out, Type *t, TypeQualify q);

// ---- unify.c
typedef struct Unifier Unifier;
enum { UNIFY_ASSIGN = 1, UNIFY_EXACT = 2 };
Unifier *unifier_new(Checker *c, ObjectList tparams, Type **targs, uint32_t ntargs, bool interface_inference);
bool unify(Unifier *u, Type *x, Type *y, int mode);
Type *unifier_at(Unifier *u, Type *tparam);
void unifier_set(Unifier *u, Type *tparam, Type *t);
uint32_t unifier_unknowns(const Unifier *u);
void unifier_inferred(Unifier *u, ObjectList tparams, Type **out);

#endif
