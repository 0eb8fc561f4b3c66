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

typedef struct Declaration Declaration;              // decl.c: a package-level object's source and dependencies

// What changes from one function body or declaration to the next; saved and restored around them.
typedef struct CheckEnv {
    Declaration *decl;                               // package-level declaration being checked, for initialisation order
    Scope *scope;
    Pos pos;                                         // lookup position for local scopes, or NO_POS
    ConstVal *iota;                                  // in constant declarations
    Pos err_pos;                                     // where an inherited constant initialiser reports
    bool in_tparam_list, is_panic_free;
    Signature *sig;                                  // enclosing function
    FuncLit *lit;                                    // innermost function literal
    uint32_t func_depth;                             // nesting of function literals: for Object.captured
    PtrMap *panics;                                  // calls to panic, for terminating statements
    bool has_label, has_call_or_recv;
} CheckEnv;

typedef struct Checker Checker;
typedef struct Delayed { void (*fn)(Checker *c, void *arg); void *arg; const char *version; } Delayed;

typedef struct Untyped {                             // an untyped expression awaiting its final type
    bool is_lhs;
    ExprMode mode;
    Basic *type;
    ConstVal *value;
} Untyped;

struct Checker {
    Types *ts;
    Arena *arena;
    const CheckOptions *opt;
    Package *pkg;
    File *file;                                      // current: gives file scope and language version
    CheckEnv env;
    PtrMap obj_decl;                                 // Object → Declaration
    PtrMap methods;                                  // TypeName object → list of its method Funcs
    PtrMap untyped;                                  // Expr → Untyped
    PtrMap file_of_decl;
    VEC(Delayed) delayed;
    ObjectList obj_path;                             // objects being declared, for cycles
    VEC(Named *) need_cleanup;
    uint32_t depth;                                  // recursion guard: deep nesting is an error, not a crash
    uint32_t version;                                // minor of the current file's go version: 21 for go1.21; 1000 if unset
};

// ---- errors.c
void check_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
void check_soft_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
bool check_allow_version(Checker *c, uint32_t minor); // current file's language version is at least go1.minor
bool check_require_version(Checker *c, Pos pos, uint32_t minor, const char *what); // reports "what requires go1.N or later …"
const char *expr_text(Checker *c, const Expr *e);    // arena text for messages
const char *type_text(Checker *c, Type *t);          // qualified relative to the package, as gc
const char *operand_text(Checker *c, const Operand *x); // "x (variable of type int)" as gc describes operands
const char *object_text(Checker *c, Object *o);
static inline Pos expr_pos(const Expr *e) { return ast_start(&e->node); }

// ---- universe.c, object.c, scope.c
Object *object_new(Arena *a, ObjectKind k, Pos pos, Package *pkg, Atom name, Type *type);
Scope *scope_new(Arena *a, Scope *parent, Pos pos, Pos end, const char *comment);
Object *scope_lookup(const Scope *s, Atom name);
Object *scope_lookup_parent(const Scope *s, Atom name, Pos pos, Scope **where);
Object *scope_insert(Scope *s, Object *o);           // returns the object already there, or NULL

// ---- resolver.c, decl.c, initorder.c, cycles.c, unused.c
void check_collect_objects(Checker *c, File **files, uint32_t n);
void check_package_objects(Checker *c);
void check_obj_decl(Checker *c, Object *o);          // makes sure o has a type; detects cycles
void check_decl_stmt(Checker *c, DeclList decls);
void check_declare(Checker *c, Scope *s, Name *id, Object *o, Pos scope_pos); // reports redeclaration
void check_init_order(Checker *c);
void check_unused_imports(Checker *c);
void check_add_dependency(Checker *c, Object *to);   // from the declaration being checked
void check_collect_tparams(Checker *c, Scope *s, FieldList list, ObjectList *out);
void check_valid_type(Checker *c, Named *n);         // invalid recursive types
void check_later(Checker *c, void (*fn)(Checker *c, void *arg), void *arg);
void check_process_delayed(Checker *c, uint32_t from);

// ---- typexpr.c, struct.c, signature.c, interface.c, union.c
Type *check_type(Checker *c, Expr *e);               // any type; never NULL (invalid Basic on error)
Type *check_var_type(Checker *c, Expr *e);           // not a constraint interface
Type *check_defined_type(Checker *c, Expr *e, Type *def);
Type *check_generic_type(Checker *c, Expr *e, const char **cause);
void check_ident(Checker *c, Operand *x, Name *e, Type *def, bool want_type);
Signature *check_func_type(Checker *c, Field *recv, FieldList tparams, FuncType *ft);
Type *check_instantiated_type(Checker *c, Index *e, Type *def);

// ---- expr.c, index.c, call.c, builtins.c, literals.c, const.c, conversion.c, assignment.c
void check_expr(Checker *c, Type *target, Operand *x, Expr *e);       // single value
void check_multi_expr(Checker *c, Operand *x, Expr *e);               // value or tuple (comma-ok allowed)
void check_raw_expr(Checker *c, Type *target, Operand *x, Expr *e, Type *hint, bool allow_generic);
void check_generic_expr(Checker *c, Operand *x, Expr *e);
void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic);
void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint);
void check_record(Checker *c, Operand *x);                            // writes mode, type, value to x->expr (or to untyped)
void check_update_expr_type(Checker *c, Expr *e, Type *t, bool final);
void check_record_untyped(Checker *c);                                // at the end: default types
void check_convert_untyped(Checker *c, Operand *x, Type *target);
void check_assignment(Checker *c, Operand *x, Type *t, const char *context);
void check_single_value(Checker *c, Operand *x);
bool check_assignable(Checker *c, Operand *x, Type *t, const char **cause);
void check_conversion(Checker *c, Operand *x, Type *t);
bool check_representable(Checker *c, Operand *x, Basic *t);           // rounds x; reports
void check_overflow(Checker *c, Operand *x, Pos op_pos);
bool check_builtin(Checker *c, Operand *x, Call *call, BuiltinId id);
void check_call(Checker *c, Operand *x, Call *call);
void check_selector(Checker *c, Operand *x, Selector *e, Type *def, bool want_type);
bool check_index_expr(Checker *c, Operand *x, Index *e);              // true: x is a generic function to instantiate
void check_slice_expr(Checker *c, Operand *x, SliceExpr *e);
void check_func_inst(Checker *c, Type *target, Operand *x, Index *e, bool infer);
int64_t check_array_length(Checker *c, Expr *e);
void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint);
void check_func_lit(Checker *c, Operand *x, FuncLit *e);
void check_comparison(Checker *c, Operand *x, Operand *y, Token op, Pos op_pos);
void check_binary(Checker *c, Operand *x, Expr *e, Expr *lhs, Expr *rhs, Token op);
void check_init_const(Checker *c, Object *lhs, Operand *x);
void check_init_var(Checker *c, Object *lhs, Operand *x, const char *context);
void check_init_vars(Checker *c, ObjectList lhs, ExprList rhs, Stmt *return_stmt);
void check_assign_vars(Checker *c, ExprList lhs, ExprList rhs);
void check_short_var_decl(Checker *c, Pos pos, ExprList lhs, ExprList rhs);
void check_use(Checker *c, ExprList list);                            // evaluates for use marks after an error

// ---- stmt.c, labels.c, return.c, range.c
void check_func_body(Checker *c, Declaration *decl, const char *name, Signature *sig, BlockStmt *body, ConstVal *iota);
void check_labels(Checker *c, BlockStmt *body);
bool check_is_terminating(Checker *c, Stmt *s);
void check_unused_vars(Checker *c, Scope *s);

// ---- identical.c, subst.c, instantiate.c, infer.c, unify.c, typeset.c, lookup.c, named.c, alias.c, sizes.c, typestring.c
TypeSet *typeset_of(Checker *c, Interface *it, Pos pos);              // c may be NULL once complete
bool typeset_each(Type *t, bool (*f)(void *ctx, Type *term, Type *under), void *ctx); // specific types; f(NULL, NULL) when there are none
bool typeset_is_comparable(TypeSet *s);
bool typeset_is_all(TypeSet *s);
uint32_t typeset_nmethods(TypeSet *s);
bool type_all_basic(Type *t, uint32_t info);                          // all of t's type set has info
Type *type_common_under(Checker *c, Type *t, const char **cause);     // what range, index, call, make need: the common underlying type
Type *type_instantiate(Types *ts, Checker *c, Pos pos, Type *orig, Type **targs, uint32_t n, bool validate);
bool check_verify_inst(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, uint32_t *bad, const char **cause);
bool check_infer(Checker *c, Pos pos, ObjectList tparams, Type **targs, uint32_t n, Tuple *params, Operand **args, uint32_t nargs,
                 bool reverse, const char **why, Type ***out);
bool check_implements(Checker *c, Type *v, Type *t, bool constraint, const char **cause);
Object *check_missing_method(Checker *c, Type *v, Type *t, bool is_static, const char **cause); // NULL: none missing
bool check_asserted_ok(Checker *c, Type *x, Type *t, const char **cause);
typedef struct LookupResult { Object *obj; VEC(uint32_t) path; bool indirect; bool ambiguous; bool bad_ptr_recv; } LookupResult;
LookupResult check_lookup(Checker *c, Type *t, bool addressable, Package *pkg, Atom name, bool fold_case);
Named *named_new(Arena *a, Object *obj, Type *underlying);
Type *named_under(Checker *c, Named *n);                              // resolves forward chains and expands instances
TypeParam *typeparam_new(Arena *a, Types *ts, Object *obj, Type *bound);
Interface *typeparam_iface(Checker *c, TypeParam *p);

#endif
