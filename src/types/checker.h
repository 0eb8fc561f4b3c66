// The checker's inside: shared by the files of src/types only.
//
// Every rule has one shape: check_xxx(c, operand-or-node, …) works on an Operand in place; on
// error it reports once and leaves the operand MODE_INVALID (types: the invalid Basic), and
// whoever meets a poisoned value stays silent.
#ifndef UG_CHECKER_H
#define UG_CHECKER_H

#include "types/types.h"

typedef struct Operand {
    ExprMode mode;
    BuiltinId builtin;                               // MODE_BUILTIN
    Type *type;
    ConstVal *value;                                 // MODE_CONST
    Expr *expr;
} Operand;

// What an expression is being assigned to, where that is of function type: lets a generic function's type
// arguments be inferred from it.
typedef struct Target {
    Signature *sig;
    const char *desc;                                // the variable's name for messages
} Target;

// What an expression may do when it stands alone as a statement.
typedef enum ExprKind { EXPR_KIND_CONVERSION, EXPR_KIND_EXPRESSION, EXPR_KIND_STATEMENT } ExprKind;

typedef struct Declaration Declaration;              // decl.c: a package-level object's source and dependencies

// What changes from one function body or declaration to the next; saved and restored around them.
typedef struct CheckEnv {
    Declaration *decl;                               // package-level declaration being checked, for initialisation order
    Scope *scope;
    Pos pos;                                         // lookup position for local scopes, or NO_POS
    ConstVal *iota;                                  // in constant declarations
    Pos err_pos;                                     // where an inherited constant initialiser reports
    bool in_tparam_list;
    Signature *sig;                                  // enclosing function
    FuncLit *lit;                                    // innermost function literal
    VEC(Scope *) scopes;                             // scopes opened in this function body, for unused variables
    bool has_label, has_call_or_recv;
} CheckEnv;

typedef struct Checker Checker;
typedef struct Delayed { void (*fn)(Checker *c, void *arg); void *arg; File *file; uint32_t version; } Delayed;

// Expr.untyped: an untyped expression awaits its final type in the node itself (mode, type, value hold what is known).
enum { UNTYPED_PENDING = 1, UNTYPED_SHIFT_LHS = 2 };

typedef struct DotImport { Scope *file_scope; Object *obj, *pkg_name; } DotImport; // what import . "p" put into a file's scope
typedef struct MonoGraph MonoGraph;                  // mono.c

struct Checker {
    Types *ts;
    Arena *arena;
    const CheckOptions *opt;
    Package *pkg;
    File *file;                                      // current: gives file scope and language version
    CheckEnv env;
    PtrMap obj_decl;                                 // Object → Declaration
    PtrMap methods;                                  // TypeName object → list of its method Funcs
    PtrMap file_of_decl;
    VEC(Delayed) delayed;
    ObjectList obj_path;                             // objects being declared, for cycles
    VEC(Type *) need_cleanup;                        // Named, TypeParam, Interface, Alias: settled by types_cleanup
    ObjectList objects;                              // package-level objects and methods, in source order
    ObjectList imports;                              // PkgName objects of all files, for unused imports
    VEC(DotImport) dot_imports;                      // filled by resolver.c; check_ident marks pkg_name used
    PtrMap union_sets;                               // Union → TypeSet
    MonoGraph *mono;
    VEC(Expr *) restricted;                          // type expressions restrict.c looks at in the end
    uint32_t nlocal_types;
    uint32_t depth;                                  // of check_enter
    bool too_deep;                                   // reported
    uint32_t version;                                // minor of the current file's go version: 21 for go1.21; 1000 if unset
};

// ---- errors.c
// A follow-up (a message that mentions an invalid type or operand, not at its start) is dropped once something was reported.
void check_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
void check_soft_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
// Guards recursion: a program nested beyond measure is refused rather than the stack overrun. False after reporting once.
bool check_enter(Checker *c, Pos pos);
void check_leave(Checker *c);
bool check_allow_version(Checker *c, uint32_t minor); // current file's language version is at least go1.minor
bool check_require_version(Checker *c, Pos pos, uint32_t minor, const char *what); // reports "what requires go1.N or later …"
const char *expr_text(Checker *c, const Expr *e);    // arena text for messages
const char *type_text(Checker *c, Type *t);          // qualified relative to the package, as gc
const char *operand_text(Checker *c, const Operand *x); // "x (variable of type int)" as gc describes operands
const char *object_text(Checker *c, Object *o);
const char *pos_text(Checker *c, Pos pos);           // "file:line:col" for "other declaration of" lines
const char *check_lookup_error(Checker *c, Type *t, Atom sel, Object *alt, bool struct_lit); // why sel was not found in t
const char *check_interface_ptr_error(Checker *c, Type *t); // "type T is pointer to interface, not interface"
const char *type_kind_text(Type *t);                 // "struct", "slice", …; "" for a basic type
static inline Pos expr_pos(const Expr *e) { return ast_start(&e->node); }

// ---- universe.c, object.c, scope.c
Object *object_new(Arena *a, ObjectKind k, Pos pos, Package *pkg, Atom name, Type *type);
const char *object_kind_text(const Object *o);       // "defined type", "parameter", "package-level variable" …
Object *object_clone(Arena *a, Object *o, Type *type); // an instantiated field, parameter or method: origin is o's
bool object_same_id(const Object *o, const Package *pkg, Atom name, bool fold_case);
int object_cmp(const Object *a, const Object *b);    // method order: exported first, by name, then by package path
Scope *scope_new(Arena *a, Scope *parent, Pos pos, Pos end, const char *comment);
Object *scope_lookup(const Scope *s, Atom name);
Object *scope_lookup_parent(const Scope *s, Atom name, Pos pos, Scope **where);
Object *scope_insert(Scope *s, Object *o);           // returns the object already there, or NULL

// ---- resolver.c, decl.c, initorder.c, cycles.c, unused.c
void check_collect_objects(Checker *c, File **files, uint32_t n);
void check_package_objects(Checker *c);
uint32_t check_file_version(const Checker *c, const File *f); // minor of the file's language version
void check_obj_decl(Checker *c, Object *o);          // makes sure o has a type; detects cycles
void check_decl_stmt(Checker *c, DeclList decls);
void check_declare(Checker *c, Scope *s, Name *id, Object *o, Pos scope_pos); // reports redeclaration
void check_init_order(Checker *c);
void check_unused_imports(Checker *c);
void check_directives(Checker *c);                  // directives.c: functions without bodies, //go: directives
void check_add_dependency(Checker *c, Object *to);   // from the declaration being checked
void check_valid_type(Checker *c, Named *n);         // invalid recursive types
bool check_finite_size(Checker *c, Type *t);         // false after reporting a type that contains itself
void check_later(Checker *c, void (*fn)(Checker *c, void *arg), void *arg);
void check_process_delayed(Checker *c, uint32_t from);

// ---- typexpr.c, typeparam.c, struct.c, signature.c, interface.c, union.c
// Declares the list's type parameters in s (= c->env.scope, opened by the caller), sets *out, then checks the
// bounds: so out must already be the declared type's own list, for constraints that refer to the type itself.
void check_collect_tparams(Checker *c, Scope *s, FieldList list, ObjectList *out);
int64_t check_array_length(Checker *c, Expr *e);     // -1 after reporting
// *T, (T), T[A, B] of a receiver type, unpacked; blank names stand for what isn't an identifier.
typedef struct RecvParts { bool ptr; Expr *base; VEC(Name *) tparams; bool generic; } RecvParts;
RecvParts check_unpack_recv(Checker *c, Expr *e, bool report);
Type *check_type(Checker *c, Expr *e);               // any type; never NULL (invalid Basic on error)
Type *check_var_type(Checker *c, Expr *e);           // not a constraint interface
Type *check_defined_type(Checker *c, Expr *e, Type *def);
Type *check_generic_type(Checker *c, Expr *e, const char **cause);
void check_valid_var_type(Checker *c, Expr *e, Type *t); // later reports t if it is a constraint interface
bool check_type_list(Checker *c, ExprList list, Type ***out); // all are checked; false if one is invalid
void check_ident(Checker *c, Operand *x, Name *e, Type *def, bool want_type);
Signature *check_func_type(Checker *c, Field *recv, FieldList tparams, FuncType *ft);
void check_func_type_into(Checker *c, Signature *sig, Field *recv, FieldList tparams, FuncType *ft); // sig may be seen in cycles
Type *check_instantiated_type(Checker *c, Index *e, Type *def);

// ---- expr.c, index.c, call.c, builtins.c, literals.c, const.c, conversion.c, assignment.c
Target *check_target(Checker *c, Type *t, const char *desc);          // NULL unless t is of function type
void check_expr(Checker *c, const Target *target, Operand *x, Expr *e); // single value
ExprKind check_raw_expr(Checker *c, const Target *target, Operand *x, Expr *e, Type *hint, bool allow_generic);
void check_generic_expr(Checker *c, Operand *x, Expr *e);
void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic);
void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint);
void check_record(Checker *c, Operand *x);                            // writes mode, type, value to x->expr (or to untyped)
void check_update_expr_type(Checker *c, Expr *e, Type *t, bool final);
void check_record_type(Checker *c, Expr *e, ExprMode mode, Type *t, ConstVal *v); // final; also for type expressions
void check_record_instance(Checker *c, Expr *e, Type **targs, uint32_t n); // on the Name inside e (a name, selector or index)
void check_convert_untyped(Checker *c, Operand *x, Type *target);
void check_assignment(Checker *c, Operand *x, Type *t, const char *context);
void check_single_value(Checker *c, Operand *x);
bool check_assignable(Checker *c, Operand *x, Type *t, const char **cause);
void check_conversion(Checker *c, Operand *x, Type *t);
bool check_representable(Checker *c, Operand *x, Basic *t);           // rounds x; reports
bool const_representable(const Checker *c, ConstVal *v, const Basic *t, ConstVal **rounded); // rounded may be NULL
void check_overflow(Checker *c, Operand *x, Pos op_pos);
bool check_builtin(Checker *c, Operand *x, Call *call, BuiltinId id);
ExprKind check_call(Checker *c, Operand *x, Call *call);
void check_selector(Checker *c, Operand *x, Selector *e, Type *def, bool want_type);
bool check_index_expr(Checker *c, Operand *x, Index *e);              // true: x is a generic function to instantiate
void check_slice_expr(Checker *c, Operand *x, SliceExpr *e);
// Instantiates the generic function x by e's type arguments (e may be NULL) and target. Without infer, and arguments
// missing, leaves x alone and returns those there are.
Type **check_func_inst(Checker *c, const Target *target, Pos pos, Operand *x, Index *e, bool infer, uint32_t *ntargs);
Signature *check_instantiate_signature(Checker *c, Pos pos, Expr *e, Signature *sig, Type **targs, uint32_t n, ExprList xlist);
void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint);
void check_func_lit(Checker *c, Operand *x, FuncLit *e);
void check_comparison(Checker *c, Operand *x, Operand *y, Token op, bool switch_case);
void check_binary(Checker *c, Operand *x, Expr *lhs, Expr *rhs, Token op); // of an assignment operation
void check_init_const(Checker *c, Object *lhs, Operand *x);
void check_init_var(Checker *c, Object *lhs, Operand *x, const char *context);
void check_init_vars(Checker *c, ObjectList lhs, ExprList rhs, Stmt *return_stmt);
void check_assign_vars(Checker *c, ExprList lhs, ExprList rhs);
void check_short_var_decl(Checker *c, Pos pos, ExprList lhs, ExprList rhs);
bool check_use(Checker *c, ExprList list);                            // evaluates for use marks after an error; true if all are valid
bool check_use_one(Checker *c, Expr *e);
bool check_use_lhs(Checker *c, ExprList list);                        // the same without marking variables as used

// ---- stmt.c, labels.c, return.c, range.c
void check_func_body(Checker *c, Declaration *decl, const char *name, Signature *sig, BlockStmt *body, ConstVal *iota);
void check_labels(Checker *c, BlockStmt *body);
bool check_is_terminating(Checker *c, Stmt *s);
void check_unused_vars(Checker *c, Scope *s);

// ---- identical.c, subst.c, instantiate.c, infer.c, unify.c, typeset.c, lookup.c, named.c, alias.c, sizes.c, typestring.c
// Constructors that link a new type to the check (cleanup, lazy completion). decl.c sets n->rhs or a->rhs once the
// right side is checked; check_new_named also finds the type parameters a local type depends on (c->env.scope).
Named *check_new_named(Checker *c, Object *obj);     // obj->type is set if it is NULL
Alias *check_new_alias(Checker *c, Object *obj);
Interface *check_new_interface(Checker *c);
TypeParam *check_new_typeparam(Checker *c, Object *obj, Type *bound);
void check_cleanup_types(Checker *c);                // at the end: resolves underlying types, completes type sets, unlinks c
Named *named_new(Arena *a, Types *ts, Object *obj, Type *underlying);
Type *named_under(Checker *c, Named *n);             // resolves forward chains and expands instances
Object *named_lookup_method(Named *n, const Package *pkg, Atom name, bool fold_case, uint32_t *index); // declared methods only
void named_add_method(Arena *a, Named *n, Object *fn);
Interface *typeparam_iface(TypeParam *p);

// Type sets. A type "has no specific types" when its type set is not given by a finite list of terms.
TypeSet *typeset_of(Checker *c, Interface *it, Pos pos); // c may be NULL once complete
bool typeset_is_comparable(TypeSet *s);
bool typeset_is_all(TypeSet *s);
bool typeset_is_empty(TypeSet *s);
bool typeset_is_method_set(TypeSet *s);
bool typeset_comparable_flag(TypeSet *s);            // comparable was embedded
uint32_t typeset_nmethods(TypeSet *s);
// Calls f with each specific type of a type parameter's set and its underlying type, or once with (NULL, NULL)
// when there are none; for other types once with (t, under). Stops at and returns the first false.
bool typeset_each(Type *t, bool (*f)(void *ctx, Type *term, Type *under), void *ctx);
bool type_under_is(Type *t, bool (*f)(void *ctx, Type *under), void *ctx); // the same, underlying types only
typedef struct TypeTerms { uint32_t n; bool none; struct { Type *type, *under; } *p; } TypeTerms; // the same as a list,
void type_terms(Arena *a, Type *t, TypeTerms *out);  //   for loops; none: no specific types (n is then 0)
bool type_all_basic(Type *t, uint32_t info);         // all of t's type set has info
// The common underlying type of t's type set (a directional channel wins), or NULL with the cause. cond, if not NULL, is
// asked first for each type of the set ((NULL, NULL) when there are no specific types) and returns a cause to refuse it.
typedef const char *(*UnderCond)(Checker *c, Type *t, Type *under);
Type *type_common_under(Checker *c, Type *t, UnderCond cond, const char **cause);

// Predicates; the short ones stand at the end.
bool type_is_type_lit(Type *t);
bool type_is_any_interface(Type *t);                 // the underlying type is an interface, type parameters included
bool type_is_iface_ptr(Type *t);
bool type_comparable_cause(Checker *c, Type *t, bool dynamic, const char **cause); // cause "" when there is nothing to say
Type *type_max(Type *x, Type *y);                    // of two untyped types, or NULL
Named *type_as_named(Type *t);                       // through aliases, or NULL
Type *type_deref(Type *t, bool *is_ptr);
bool type_identical_ignore_tags(const Type *a, const Type *b);
bool type_is_parameterized(ObjectList tparams, Type *t); // mentions one of tparams

// Instances.
Type *type_instantiate(Types *ts, Checker *c, Pos pos, Type *orig, Type **targs, uint32_t n, bool validate);
bool check_validate_targ_len(Checker *c, Pos pos, const char *name, uint32_t want, uint32_t got); // reports
bool check_verify_inst(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, uint32_t *bad, const char **cause);
// Infers the missing (NULL) of n type arguments; n may be less than tparams.n. On failure *why (NULL if already
// reported) and *why_pos say why (no "in call to" prefix); *out has one type for each type parameter.
bool check_infer(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, Tuple *params, Operand **args, uint32_t nargs,
                 bool reverse, Pos *why_pos, const char **why, Type ***out);
// Gives the type parameters new identities, in t too; out has the new ones (TypeName objects).
Type *check_rename_tparams(Checker *c, ObjectList tparams, Type *t, ObjectList *renamed); // fresh identities for recursive calls
void check_restrictions(Checker *c);                 // restrict.c: at the end, what gc's implementation excludes
void check_monomorph(Checker *c);                    // mono.c: at the end, reports unbounded instantiation cycles
void check_mono_instance(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, ExprList xlist);

bool check_implements(Checker *c, Type *v, Type *t, bool constraint, const char **cause);
Object *check_missing_method(Checker *c, Type *v, Type *t, bool is_static, const char **cause); // NULL: none missing
bool check_asserted_ok(Checker *c, Type *x, Type *t, const char **cause); // x.(T): T can be x's dynamic type
typedef struct LookupResult {                        // obj NULL: path.n > 0 means ambiguous, indirect a missing pointer receiver
    Object *obj;
    VEC(uint32_t) path;
    bool indirect, ambiguous, bad_ptr_recv;
} LookupResult;
LookupResult check_lookup(Checker *c, Type *t, bool addressable, Package *pkg, Atom name, bool fold_case);

// ---- Predicates. Untyped types are Basics, never behind a name; a type parameter has no basic info of its own.
static inline bool type_valid(Type *t) {
    t = type_unalias(t);
    return t->kind != TYP_BASIC || ((Basic *)t)->basic != BASIC_INVALID;
}
static inline bool type_typed(const Type *t) { return t->kind != TYP_BASIC || !(((const Basic *)t)->info & INFO_UNTYPED); }
static inline bool type_has_info(Type *t, uint32_t info) {
    Type *u = type_under(t);
    return u->kind == TYP_BASIC && (((Basic *)u)->info & info);
}
static inline bool type_has_name(Type *t) {
    t = type_unalias(t);
    return t->kind == TYP_BASIC || t->kind == TYP_NAMED || t->kind == TYP_TYPEPARAM;
}
static inline bool type_uninstantiated(Type *t) {    // a generic type without its arguments (signatures not included)
    if (t->kind == TYP_ALIAS && ((Alias *)t)->tparams.n > 0 && ((Alias *)t)->targs.n == 0) return true;
    t = type_unalias(t);
    return t->kind == TYP_NAMED && ((Named *)t)->tparams.n > 0 && ((Named *)t)->targs.n == 0;
}
static inline bool type_is_kind(Type *t, TypeKind k) { return type_under(t)->kind == k; } // of the underlying type
static inline Signature *type_signature(Type *t) {   // t as a signature, or NULL
    Type *u = type_under(t);
    return u->kind == TYP_SIGNATURE ? (Signature *)u : NULL;
}
static inline Type *type_invalid(const Checker *c) { return types_basic(c->ts, BASIC_INVALID); }
static inline Object *check_lookup_name(Checker *c, Atom name) { return scope_lookup_parent(c->env.scope, name, c->env.pos, NULL); }
static inline void operand_invalidate(Operand *x) { x->mode = MODE_INVALID; }

#endif
