// The public face of the type checker: what it proves about a package, for lowering and tools.
//
// Types are compared with type_identical, never by pointer, except where a comment says
// "canonical". Everything lives in the session's or the package's arena and is immutable once
// types_check_package has returned. Unresolved parts are never visible outside src/types.
#ifndef UG_TYPES_H
#define UG_TYPES_H

#include "num/num.h"
#include "syntax/ast.h"

typedef enum TypeKind {
    TYP_NONE,
    TYP_BASIC, TYP_ARRAY, TYP_SLICE, TYP_STRUCT, TYP_POINTER, TYP_TUPLE, TYP_SIGNATURE, TYP_INTERFACE, TYP_UNION,
    TYP_MAP, TYP_CHAN, TYP_NAMED, TYP_TYPEPARAM, TYP_ALIAS,
} TypeKind;

typedef enum BasicKind {
    BASIC_INVALID,
    BASIC_BOOL, BASIC_INT, BASIC_INT8, BASIC_INT16, BASIC_INT32, BASIC_INT64,
    BASIC_UINT, BASIC_UINT8, BASIC_UINT16, BASIC_UINT32, BASIC_UINT64, BASIC_UINTPTR,
    BASIC_FLOAT32, BASIC_FLOAT64, BASIC_COMPLEX64, BASIC_COMPLEX128, BASIC_STRING, BASIC_UNSAFE_POINTER,
    BASIC_UNTYPED_BOOL, BASIC_UNTYPED_INT, BASIC_UNTYPED_RUNE, BASIC_UNTYPED_FLOAT, BASIC_UNTYPED_COMPLEX,
    BASIC_UNTYPED_STRING, BASIC_UNTYPED_NIL,
    BASIC_COUNT
} BasicKind;
typedef enum BasicInfo {
    INFO_BOOLEAN = 1, INFO_INTEGER = 2, INFO_UNSIGNED = 4, INFO_FLOAT = 8, INFO_COMPLEX = 16, INFO_STRING = 32, INFO_UNTYPED = 64,
    INFO_ORDERED = INFO_INTEGER | INFO_FLOAT | INFO_STRING, INFO_NUMERIC = INFO_INTEGER | INFO_FLOAT | INFO_COMPLEX,
    INFO_CONST = INFO_BOOLEAN | INFO_NUMERIC | INFO_STRING,
} BasicInfo;

struct Type {
    uint8_t kind;                                    // a TypeKind
};
typedef VEC(Type *) TypeList;
typedef VEC(Object *) ObjectList;

typedef struct Basic { Type t; BasicKind basic; uint32_t info; const char *name; } Basic; // byte and rune are Basics with uint8's and int32's kind
typedef struct Array { Type t; int64_t len; Type *elem; } Array; // len -1: unknown, in error
typedef struct Slice { Type t; Type *elem; } Slice;
typedef struct Struct { Type t; ObjectList fields; Str *tags; } Struct; // tags NULL, or one per field
typedef struct Pointer { Type t; Type *elem; } Pointer;
typedef struct Tuple { Type t; ObjectList vars; } Tuple;
typedef struct Signature {
    Type t;
    ObjectList tparams;                              // TypeName objects whose type is a TypeParam; empty once instantiated
    ObjectList recv_tparams;
    Object *recv;                                    // NULL for functions
    Tuple *params, *results;                         // never NULL
    bool variadic;                                   // last parameter's type is then a slice (or string, for append only)
    Scope *scope;
} Signature;
typedef struct TypeSet TypeSet;                      // internal
typedef struct Interface {
    Type t;
    ObjectList methods;                              // explicitly declared
    TypeList embeds;
    VEC(Pos) embed_pos;
    bool implicit;                                   // wraps a constraint literal such as ~int
    bool complete;
    uint8_t predeclared;                             // 1: any's interface, 2: comparable's
    struct Checker *check;                           // while its package is being checked; NULL once the type set stands
    TypeSet *tset;
    ObjectList all_methods;                          // after completion: the whole method set, sorted by unique name (Go's order:
} Interface;                                         //   exported by name first, then by package path)
typedef struct UnionTerm { bool tilde; Type *type; } UnionTerm;
typedef struct Union { Type t; VEC(UnionTerm) terms; } Union;
typedef struct Map { Type t; Type *key, *elem; } Map;
typedef struct Chan { Type t; ChanDir dir; Type *elem; } Chan;
typedef struct Named {
    Type t;
    Object *obj;
    Type *rhs;                                       // right side of the declaration, NULL while it is being checked
    Type *underlying;                                // resolved: use type_under
    ObjectList methods;                              // Func objects; for instances made on demand: use named_method
    ObjectList tparams;                              // of a generic type that is not instantiated
    struct Named *origin;                            // instances: the generic type; else itself
    TypeList targs;                                  // instances
    ObjectList outer;                                // local types: type parameters of the enclosing function; substituting them
                                                     //   makes an instance whose targs hold their arguments
    struct Instance *inst;                           // internal; NULL for declared types
    struct Types *ts;
    uint32_t vargen;                                 // local types: ordinal in the package, from 1
    uint8_t finite;                                  // internal to cycles.c
    uint32_t id;                                     // of its kind, unique in the session
} Named;
typedef struct TypeParam { Type t; Object *obj; uint32_t index; Type *bound; uint32_t id; struct Types *ts; struct Checker *check; } TypeParam;
typedef struct Alias { Type t; Object *obj; Type *rhs; Type *actual; ObjectList tparams; struct Alias *origin; TypeList targs; } Alias;

typedef enum ObjectKind { OBJ_NONE, OBJ_PKGNAME, OBJ_CONST, OBJ_TYPENAME, OBJ_VAR, OBJ_FUNC, OBJ_LABEL, OBJ_BUILTIN, OBJ_NIL } ObjectKind;

typedef enum BuiltinId {
    BUILTIN_NONE,
    BUILTIN_APPEND, BUILTIN_CAP, BUILTIN_CLEAR, BUILTIN_CLOSE, BUILTIN_COMPLEX, BUILTIN_COPY, BUILTIN_DELETE, BUILTIN_IMAG,
    BUILTIN_LEN, BUILTIN_MAKE, BUILTIN_MAX, BUILTIN_MIN, BUILTIN_NEW, BUILTIN_PANIC, BUILTIN_PRINT, BUILTIN_PRINTLN,
    BUILTIN_REAL, BUILTIN_RECOVER,
    BUILTIN_UNSAFE_ADD, BUILTIN_UNSAFE_ALIGNOF, BUILTIN_UNSAFE_OFFSETOF, BUILTIN_UNSAFE_SIZEOF, BUILTIN_UNSAFE_SLICE,
    BUILTIN_UNSAFE_SLICEDATA, BUILTIN_UNSAFE_STRING, BUILTIN_UNSAFE_STRINGDATA,
    BUILTIN_COUNT
} BuiltinId;

struct Object {                                      // one struct for all kinds: objects are few and uniform
    uint8_t kind;                                    // an ObjectKind
    bool is_field, embedded, is_param, is_result, is_recv; // OBJ_VAR
    bool used;                                       // OBJ_VAR, OBJ_PKGNAME, OBJ_LABEL
    bool ptr_recv;                                   // OBJ_FUNC: declared with pointer receiver
    bool is_alias;                                   // OBJ_TYPENAME
    uint8_t color;                                   // internal
    Atom name;                                       // NULL: parameter, result or receiver without a name
    Pos pos;
    Type *type;
    Package *pkg;                                    // NULL in the universe
    Scope *parent;                                   // declaring scope; NULL for fields and methods
    uint32_t order;                                  // of declaration at package level, from 1
    Pos scope_pos;                                   // a local is visible from here on
    ConstVal *value;                                 // OBJ_CONST
    Package *imported;                               // OBJ_PKGNAME
    BuiltinId builtin;                               // OBJ_BUILTIN
    Object *origin;                                  // instantiated methods and fields: the generic one; else itself
    FuncDecl *decl;                                  // OBJ_FUNC declared in source (generic origin's for instances)
    // For lowering, set by the checker:
    bool addr_taken;                                 // OBJ_VAR local: & applied, or method value with pointer receiver, or sliced array
    bool captured;                                   // OBJ_VAR local: used in a function literal deeper than its own function
    bool reassigned;                                 // OBJ_VAR local: assigned after its declaration
    void *lower;                                     // owned by src/lower
};

struct Scope {
    Scope *parent;
    PtrMap elems;                                    // Atom → Object, in order of declaration
    Pos pos, end;
    bool is_func;
    const char *comment;
    Arena *arena;
};

typedef struct InitOrder { VEC(Name *) lhs; ObjectList vars; Expr *rhs; File *file; } InitOrder; // vars[i] may be NULL for _

struct Package {
    Str path;                                        // import path
    Atom name;
    Scope *scope;
    VEC(Package *) imports;                          // directly imported
    VEC(File *) files;
    Arena *arena;
    DiagSink *sink;
    bool complete, fake, is_main;
    const char *go_version;                          // "go1.26" from go.mod
    VEC(InitOrder *) init_order;                     // package variables with initialisers, in execution order
    VEC(FuncDecl *) funcs;                           // every function and method with its obj set, in source order
    VEC(FuncLit *) lits;                             // every function literal
    ObjectList type_names;                           // package-level and local defined types, in source order
    void *lower;                                     // owned by src/lower
};

typedef enum SelectionKind { SEL_FIELD, SEL_METHODVAL, SEL_METHODEXPR } SelectionKind;
struct Selection {
    SelectionKind kind;
    Type *recv;                                      // type of x in x.f
    Object *obj;                                     // the field or method found
    Type *type;                                      // of the selector expression
    VEC(uint32_t) path;                              // field indices; for methods all but the last step (embedded fields to walk)
    uint32_t method_index;                           // in the interface's all_methods when obj is an interface method
    bool indirect;                                   // a pointer was followed on the way
};

// ---- The session
typedef struct Types Types;                          // universe, instance cache, atoms: one a session
typedef struct TypesOptions {
    Arena *arena;
    AtomTable *atoms;
    SourceSet *sources;
    bool goexperiment_arenas;
} TypesOptions;
Types *types_new(const TypesOptions *opt);
Scope *types_universe(const Types *t);
Atom types_atom(const Types *t, Str text);           // interned in the session's table
Package *types_unsafe(const Types *t);               // package unsafe
Type *types_basic(const Types *t, BasicKind k);      // canonical; BASIC_INVALID is the poison type
Type *types_any(const Types *t);                     // the predeclared alias's interface{}
Type *types_error(const Types *t);                   // predeclared error, a Named
Type *types_comparable(const Types *t);

typedef struct CheckOptions {
    Arena *arena;                                    // of the package
    DiagSink *sink;
    Package *(*import)(void *ctx, Str path, Pos pos); // checked package, or NULL after reporting
    void *import_ctx;
    const char *go_version;                          // "go1.26"; "" allows everything
    bool ignore_bodies;
    bool is_std;                                     // parts are replaced: nothing is asked of directives
    bool incomplete;                                 // functions without body are allowed
    bool fake_import_c;
} CheckOptions;
// Checks the files as one package. Always returns a package; errors are in opt->sink.
Package *types_check_package(Types *t, const CheckOptions *opt, Str path, File **files, uint32_t nfiles);
void types_check_labels(Types *ts, const CheckOptions *opt, File **files, uint32_t n); // all that is checked of a package with syntax errors

// ---- Questions about types
Type *type_under(Type *t);                           // underlying type; for a TypeParam its constraint interface
Type *type_unalias(Type *t);
bool type_identical(const Type *a, const Type *b);
uint64_t type_hash(const Type *t);                   // equal for identical types
bool type_is_interface(const Type *t);               // not for type parameters
bool type_is_typeparam(const Type *t);
bool type_is_generic(const Type *t);                 // mentions a type parameter anywhere
bool type_comparable(Type *t);
bool type_strictly_comparable(Type *t);
bool type_is_untyped(const Type *t);
BasicKind type_basic_kind(Type *t);                  // of the underlying type; BASIC_INVALID if not basic
bool type_has_nil(Type *t);
Type *type_default(const Types *ts, Type *t);        // untyped → default type
Type *type_core(Type *t);                            // common underlying type of a type set, or NULL
bool type_assignable(Types *ts, Type *v, Type *t);   // for lowering's asserts
bool type_implements(Types *ts, Type *t, Interface *iface);
Object *type_lookup(Types *ts, Type *t, bool addressable, Package *pkg, Atom name, Selection *sel); // field or method; fills sel
typedef struct MethodEntry { Object *fn; Selection *sel; } MethodEntry;
typedef VEC(MethodEntry) MethodSet;
// The method set of t (a named type, a pointer to one, a struct with embedded fields, an interface), sorted as
// Interface.all_methods; promoted methods included.
void type_method_set(Types *ts, Arena *a, Type *t, MethodSet *out);
Object *named_method(Types *ts, Named *n, uint32_t i); // i-th declared method with n's type arguments put in
uint32_t named_nmethods(const Named *n);

// ---- Making types (for lowering: pointer to a local's type and the like)
Type *type_new_pointer(Types *ts, Type *elem);
Type *type_new_slice(Types *ts, Type *elem);
Type *type_new_array(Types *ts, Type *elem, int64_t len);
Type *type_new_map(Types *ts, Type *key, Type *elem);
Type *type_new_chan(Types *ts, ChanDir dir, Type *elem);
Type *type_new_tuple(Types *ts, ObjectList vars);
Type *type_new_signature(Types *ts, Tuple *params, Tuple *results, bool variadic);
Type *type_new_struct(Types *ts, ObjectList fields, Str *tags);
Object *object_new_var(Types *ts, Package *pkg, Atom name, Type *type, Pos pos);
Object *object_new_field(Types *ts, Package *pkg, Atom name, Type *type, bool embedded);

// ---- Substitution: an environment from type parameters to types.
typedef struct TypeEnv {
    uint32_t n;
    Type **params;                                   // TypeParams
    Type **args;
} TypeEnv;
Type *type_subst(Types *ts, Type *t, const TypeEnv *env); // instances are shared through the session's cache

// ---- Sizes on amd64, as gc lays types out (a zero-size last field is padded)
int64_t type_size(Type *t);
int64_t type_align(Type *t);
int64_t struct_field_offset(Struct *s, uint32_t i);
bool type_has_pointers(Type *t);

// ---- Texts
typedef enum TypeQualify {
    QUALIFY_NONE,                                    // names alone
    QUALIFY_NAME,                                    // pkg.T: reflect's String form
    QUALIFY_PATH,                                    // path/pkg.T: unique in the program (local types get a ·N suffix): link names, canonical keys
    QUALIFY_RELATIVE,                                // gc's messages: unqualified in the current package
} TypeQualify;
void type_write(StrBuf *out, Type *t, TypeQualify q, const Package *current);
void object_write(StrBuf *out, Object *o, TypeQualify q, const Package *current);

#endif
