// The inside of lowering: what its files share.
//
// Lower is the session, Unit one package being lowered, Fn one function body. Expressions become
// operands (IrVal) or places (IrPlace); a statement is appended to Fn.cur as soon as it is made,
// so the order of calls here is the order of evaluation. Every type read off the syntax tree goes
// through lower_type, which puts a generic instance's type arguments in.
#ifndef UG_LOWER_CONTEXT_H
#define UG_LOWER_CONTEXT_H

#include "lower/lower.h"

enum { CAPTURE_BY_VALUE_MAX = 128, BIG_VALUE = 64 };
// What is known of memory about to be initialised: no barrier needed, all zero.
typedef enum Into { INTO_ANY = 0, INTO_FRESH = 1, INTO_ZEROED = 2, INTO_NEW = 3 } Into;

typedef struct Unit Unit;
typedef struct Fn Fn;

struct Lower {
    LowerOptions opt;
    Arena *arena;
    Types *ts;
    Type *t_bool, *t_int, *t_uintptr, *t_uint8, *t_int32, *t_string, *t_ptr, *t_any, *t_func; // t_ptr unsafe.Pointer, t_func func()
    StrMap abi;
    StrMap renamed;                                  // full Go name → C symbol, where a directive chose it
};

// What a package's directives say, kept in Package.lower.
typedef struct PackageInfo {
    Package *pkg;
    Str link_path;                                   // "main", or the import path with gc's escapes
    StrMap linknames;                                // local name → Linkname
    IrSym *init;                                     // once lowered or assumed; NULL: nothing to do
    const StrMap *facts;                             // C symbol → FuncFacts, if it was compiled earlier
    StrMap initialised;                              // package variables with a value of their own
    bool checkptr;                                   // checkptr.c
} PackageInfo;

typedef VEC(IrVal) IrVals;

// A body waiting to be lowered.
typedef struct Work {
    void (*run)(Unit *u, struct Work *w);
    IrSym *sym;
    FuncDecl *decl;                                  // instances
    Str full;
    TypeEnv env;
    Package *pkg;                                    // whose source it is
    Type *type;                                      // equality, hash: the type; wrappers: the receiver
    MethodEntry method;                              // wrappers
} Work;

// A DEFER statement whose function decides whether its frame may have to recover.
typedef struct DeferUse { IrFunc *func; IrSym *callee; } DeferUse; // callee NULL: unknown

struct Unit {
    Lower *lo;
    IrUnit *ir;
    Package *pkg;
    Arena *arena;
    StrMap local_syms;                               // full name → IrSym of instances and wrappers of this unit
    VEC(Work *) queue;
    uint32_t next_work;
    VEC(DeferUse) defers;
    PtrMap static_vars;                              // Object → IrStatic of a package variable that code can't have changed
    PtrMap touched;                                  // package variables assigned or addressed somewhere in the package
    PtrMap wanted_types;                             // instances whose methods are queued
    Fn *init;                                        // the package's init function: code of variables' initialisers
    PtrMap init_lits;                                // FuncLit → Fn, of initialisers: lowered once, as data or in code
    uint32_t nstatics, ninits;
    uint32_t constructors;                           // static calls being looked through
};

typedef struct VarRef {
    IrLocal *local;
    Type *type;                                      // the variable's
    bool by_ref;                                     // local points to it
    bool share;                                      // closures take it by reference
} VarRef;

// What break and continue can leave.
typedef struct Target { Stmt *stmt; IrStmt *brk, *cont; } Target;

// A way out of a range-over-func body other than the next iteration: what the loop does after the call.
typedef struct RangeExit { int64_t code; BranchStmt *branch; } RangeExit; // branch NULL: return
typedef struct RangeBody {                           // of a Fn that is the body of a range over a function
    ForStmt *stmt;
    IrLocal *state, *next;                           // locals of the enclosing Fn, captured by reference
    VEC(RangeExit) exits;
} RangeBody;

typedef enum GotoUse { GOTO_FORWARD = 1, GOTO_LOOPS = 2 } GotoUse; // LOOPS: some goto jumps back to it

// Naming of function literals; one for a function, shared with its range-over-func bodies.
typedef struct NameCounter { uint32_t lits, ranges, wraps; } NameCounter;

struct Fn {
    Unit *u;
    Lower *lo;
    Arena *arena;
    IrFunc *ir;
    IrBlock *cur;
    Fn *outer;                                       // lexically enclosing function
    Fn *root;                                        // this, or for range-over-func bodies the function they belong to
    Package *pkg;                                    // whose source it is (for names of unexported fields)
    const TypeEnv *env;                              // NULL: not an instance
    PtrMap *type_cache;                              // with env
    PtrMap vars;                                     // Object (or IrLocal of compiler-made variables) → VarRef
    VEC(IrVal) capture_args;                         // in outer's terms, one for each capture
    VEC(const void *) capture_keys;
    PtrMap *range_caps;                              // variables that range-over-func bodies take from outside
    PtrMap ordered;                                  // Expr → IrVal, evaluated ahead: order.c
    PtrMap labels;                                   // LabeledStmt → LABEL, for gotos
    PtrMap gotos;                                    // root: LabeledStmt → a GotoUse
    PtrMap lit_numbers;                              // root: FuncLit → its number, as the text goes
    VEC(Target) targets;
    VEC(IrStmt *) defers;
    VEC(IrStmt *) fallthrough_to;                    // innermost switch last
    RangeBody *range;
    IrLocal *defer_frame, *frame;                    // root: for range-over-func bodies
    ObjectList results;                              // root: the result variables
    bool has_defer_stmt, range_returns, range_defers, range_recovers; // root: found by scan.c
    NameCounter counter;
    Str full_name, shown_name;
    bool is_closure;
    bool stable_operands;                            // of places: see lower_lhs
    uint32_t loop_depth;
    uint32_t safe_points;                            // statements so far that may allocate or switch
    Pos pos;
    const AssignStmt *assign;                        // being lowered, or NULL
    bool in_bench_loop;                              // for b.Loop() { … }: see bloop.c
};

// ---- session.c, names.c
PackageInfo *lower_package_info(Lower *lo, Package *pkg);
Str lower_escape_path(Arena *a, Str path);
Str lower_join_name(Arena *a, Str left, Str right);  // left.right
Str lower_func_name(Lower *lo, Object *fn, PackageInfo *info);
void lower_instance_names(Lower *lo, Object *fn, Type **targs, uint32_t n, Str *shown, Str *full);
Str lower_type_name(Arena *a, Type *t);              // unique in the program
Str lower_arena_str(Arena *a, StrBuf *b);            // copies and releases
IrSym *lower_sym_new(Lower *lo, IrSymKind kind, Str shown, Str full, Type *type);
IrSym *lower_package_symbol(Lower *lo, PackageInfo *info, Str name); // a function pkg.<name> that no declaration makes
IrSym *lower_object_symbol(Lower *lo, Object *o);    // package-level function, declared method, or variable
Type *lower_sig_with_recv(Lower *lo, Type *recv, Signature *sig);
Object *lower_origin(Object *o);

// ---- emit.c
Type *lower_type(Fn *f, Type *t);
IrLocal *lower_temp(Fn *f, Type *t);
IrStmt *lower_emit(Fn *f, IrOp op, uint32_t nargs);
void lower_emit_stmt(Fn *f, IrStmt *s);
IrVal lower_emit_unary(Fn *f, IrOp op, Type *t, IrVal a);
IrVal lower_emit_binary(Fn *f, IrOp op, Type *t, IrVal a, IrVal b);
IrVal lower_int_val(Fn *f, int64_t v);
IrVal lower_const_val(Fn *f, Type *t, ConstVal *v);
IrVal lower_bool_val(Fn *f, bool b);
IrVal lower_type_val(Fn *f, Type *t);                // descriptor address
bool lower_is_const_int(IrVal v, int64_t *out);
IrVal lower_stable(Fn *f, IrVal v);                  // a copy that assignments to variables don't change
IrVal lower_not(Fn *f, IrVal v);
IrVal lower_call_abi(Fn *f, const char *csym, Type *const *params, uint32_t n, Type *result, IrVal *args); // result may be NULL
void lower_bounds(Fn *f, IrVal index, IrVal len);
void lower_nilcheck(Fn *f, IrVal p);
IrStmt *lower_begin_if(Fn *f, IrVal cond, IrBlock **saved); // emission goes to the then block
void lower_else_if(Fn *f, IrStmt *s);                // to the else block
void lower_end_block(Fn *f, IrBlock *saved);
IrStmt *lower_begin_block(Fn *f, IrBlock **saved);
IrStmt *lower_begin_loop(Fn *f, IrBlock **saved);
void lower_end_loop(Fn *f, IrBlock *saved);
void lower_begin_post(Fn *f, IrStmt *loop);
typedef struct Counted { IrStmt *loop; IrBlock *saved; IrLocal *i; } Counted;
Counted lower_begin_counted(Fn *f, int64_t n);       // for i := 0; i < n; i++
void lower_end_counted(Fn *f, Counted *c);
void lower_jump(Fn *f, IrOp op, IrStmt *target);     // BREAK, CONTINUE, GOTO

// ---- var.c: variables and captures
VarRef *lower_declare(Fn *f, Object *o, Type *t, IrLocalKind kind, bool reassigned); // no DECL emitted
VarRef *lower_bind(Fn *f, const void *key, IrLocal *l, bool share);
VarRef *lower_var(Fn *f, const void *key);           // of this function, or captured from outside
void lower_emit_decl(Fn *f, VarRef *v, bool noinit);
IrPlace *lower_var_place(Fn *f, VarRef *v);
bool lower_is_package_var(const Object *o);

// ---- place.c
IrPlace *lower_place_local(Fn *f, IrLocal *l);
IrPlace *lower_place_global(Fn *f, IrSym *sym, Type *t);
IrPlace *lower_place_deref(Fn *f, IrVal ptr);        // pointer known not to be nil
IrPlace *lower_place_elem(Fn *f, IrVal ptr, IrVal index, Type *elem);
IrPlace *lower_place_field(Fn *f, const IrPlace *p, uint32_t field);
IrPlace *lower_place_index(Fn *f, const IrPlace *p, IrVal index); // array, in range
IrPlace *lower_place(Fn *f, Expr *e, IrBlock *checks); // checks NULL: emitted at once; else appended there, for later
void lower_flush_checks(Fn *f, IrBlock *checks);        // appends them here
IrPlace *lower_value_place(Fn *f, IrVal v);          // a place that holds v, not to be stored to
IrPlace *lower_walk_path(Fn *f, IrPlace *p, const uint32_t *path, uint32_t n, IrBlock *checks); // embedded fields, through pointers
bool lower_has_place(Fn *f, Expr *e);                // e denotes memory that exists already
IrVal lower_load(Fn *f, IrPlace *p);                 // a variable that nobody else can change is itself the operand
void lower_store(Fn *f, IrPlace *p, IrVal v, bool fresh);
IrVal lower_addr(Fn *f, IrPlace *p);
void lower_zero(Fn *f, IrPlace *p, bool fresh);
void lower_assign_local(Fn *f, IrLocal *l, IrVal v);

// ---- order.c
void lower_order(Fn *f, Expr *const *list, uint32_t n); // before operands are lowered one by one; NULL: there is none
void lower_order_pair(Fn *f, Expr *x, Expr *y);
void lower_order_slice(Fn *f, SliceExpr *e);
void lower_order_elems(Fn *f, CompositeLit *e);
void lower_order_assign(Fn *f, ExprList lhs, ExprList rhs);
void lower_order_call(Fn *f, Call *e);
IrVal *lower_ordered(Fn *f, Expr *e);                // what lower_order made of e, once; else NULL

// ---- expr.c, binary.c, logic in expr.c
IrVal lower_expr(Fn *f, Expr *e);
IrVal lower_expr_to(Fn *f, Expr *e, Type *t);        // converted as in an assignment to type t
void lower_note(Fn *f, IrVal v, const Expr *e);       // messages call the allocation that made v e
void lower_expr_into(Fn *f, Expr *e, IrPlace *dst, Into into); // dst is not read by e
void lower_expr_multi(Fn *f, Expr *e, IrVals *out);  // calls with several results, comma-ok forms
void lower_discard(Fn *f, Expr *e);
Type *lower_expr_type(Fn *f, Expr *e);
IrVal lower_commaok(Fn *f, Expr *e, bool want_ok, IrVal *ok); // map index, receive, type assertion
IrVal lower_bytes_as_string(Fn *f, Expr *e, bool borrow); // lower_expr, but string(b) may share b's bytes
bool lower_is_simple(Expr *e);                       // evaluation calls nothing
IrVal lower_arith(Fn *f, Token op, Type *t, IrVal a, IrVal b);
IrVal lower_shift(Fn *f, Token op, Type *t, IrVal a, IrVal b);
IrVal lower_equal(Fn *f, IrVal a, IrVal b);          // operands of comparable, possibly different types
IrVal lower_binary(Fn *f, Binary *e);
Type *lower_sig_result(Fn *f, Signature *s);

// ---- conv.c
IrVal lower_assign_conv(Fn *f, IrVal v, Type *t);    // implicit conversion
IrVal lower_conversion(Fn *f, Expr *x, Type *t, bool borrow);
IrVal lower_conv_val(Fn *f, IrVal v, Type *t);       // explicit conversion of an operand

// ---- checkptr.c: -d=checkptr
bool lower_checks_pointers(const Fn *f);
void lower_check_conversion(Fn *f, Expr *x, IrVal from, IrVal v, Type *t); // v = T(x), from the value of x
void lower_check_elems(Fn *f, const char *csym, IrVal p, Type *elem, IrVal n); // unsafe.Slice, unsafe.String
void lower_check_added(Fn *f, IrVal sum, IrVal p);    // unsafe.Add
// The conversion e, if it makes a checked pointer of an unsafe.Pointer: of (*[n]T)(p)[i:j:max] only max elements need be there.
Call *lower_is_pointer_made(Fn *f, Expr *e);
void lower_check_sliced(Fn *f, IrVal array, IrVal max);

// ---- literal.c
IrVal lower_composite(Fn *f, CompositeLit *e, Type *t);
void lower_composite_into(Fn *f, CompositeLit *e, Type *t, IrPlace *dst, Into into);
bool lower_is_full(CompositeLit *e, Type *t);         // every field or element is given
IrVal lower_addr_composite(Fn *f, CompositeLit *e, Type *t, const Expr *whole); // whole: &T{…}, for messages
IrVal lower_func_lit(Fn *f, FuncLit *e);
void lower_keep_alive(Fn *f, Stmt *s, const IrBlock *block, const IrStmt *before); // what s computed after `before`
IrVal lower_slice_of(Fn *f, Type *slice, IrVals vals);  // a variadic call's extra arguments
void lower_init_var(Fn *f, VarRef *v, Expr *e);       // DECL and first value
IrVal lower_new_object(Fn *f, Type *t, const Expr *e); // new(t): NEW; e: what asks for it, for messages
uint32_t lower_struct_key(Struct *s, KeyValue *kv);

// ---- call.c, method.c
void lower_call(Fn *f, Call *e, IrVals *results);
IrVal lower_call_value(Fn *f, Call *e);
typedef struct Callee {
    IrCallKind kind;
    IrSym *sym;
    IrVal fn;                                        // func value or interface
    uint32_t method;
    Signature *sig;                                  // without receiver
    bool has_recv;
    IrVal recv;                                      // already of the method's receiver type
} Callee;
void lower_callee(Fn *f, Expr *fun, Callee *out);    // evaluates function value or receiver
void lower_args(Fn *f, Call *e, Signature *sig, IrVals *out);
void lower_arg_values(Fn *f, Call *e, Signature *sig, IrVals *out); // as lower_args, but variadic ones not yet in their slice
bool lower_packs(const Call *e, const Signature *sig); // whether some go into a slice
void lower_pack(Fn *f, Signature *sig, IrVals vals, IrVals *out); // and puts them there
void lower_emit_call(Fn *f, const Callee *c, IrVals args, IrVals *results); // args without receiver
void lower_forward(Fn *w, const Callee *c, uint32_t first); // calls c with w's parameters from first on, returns its results
Selection *lower_selection(Fn *f, Selector *e);      // with type arguments put in
IrVal lower_method_value(Fn *f, Selector *e);
IrVal lower_method_expr(Fn *f, Selector *e);
IrSym *lower_method_sym(Unit *u, Object *m, Type *recv); // of a concrete declared method; recv its receiver's type
uint32_t lower_iface_index(Interface *it, const Object *m);
void lower_select_method(Fn *f, IrPlace *at, Object *m, Callee *out); // at: place of the value that has m itself
Object *lower_func_object(Expr *e, Name **inst);     // a static function's object, or NULL
IrSym *lower_func_ref(Fn *f, Object *fn, Name *inst);

// ---- builtin.c
IrVal lower_builtin(Fn *f, Call *e);                 // kind IRV_NONE when there is no value
void lower_builtin_args(Fn *f, Call *e, IrVals *out); // of those that may be deferred
void lower_builtin_op(Fn *f, Call *e, IrVal *args, uint32_t n); // runs it on operands

// ---- stmt.c, assign.c, range.c, rangefunc.c, idiom.c, switch.c, select.c, defer.c, scan.c
void lower_stmt(Fn *f, Stmt *s);
void lower_stmts(Fn *f, StmtList l);
void lower_assign(Fn *f, AssignStmt *s);
void lower_var_decl(Fn *f, VarDecl *d);
void lower_branch(Fn *f, BranchStmt *s);
void lower_return(Fn *f, ReturnStmt *s);
void lower_emit_return(Fn *f);                       // result variables are set
void lower_for(Fn *f, ForStmt *s);
void lower_range(Fn *f, ForStmt *s);
bool lower_clearing_loop(Fn *f, ForStmt *s, Type *under); // idiom.c: lowered as CLEAR
bool lower_range_in_place(Fn *f, ForStmt *s);        // the array needs no copy
void lower_range_func(Fn *f, ForStmt *s);
bool lower_is_range_func(Fn *f, ForStmt *s);
void lower_push_target(Fn *f, Stmt *s, IrStmt *brk, IrStmt *cont);
void lower_range_leave(Fn *f, BranchStmt *b);         // out of a range-over-func body; b NULL: return
IrStmt *lower_label(Fn *f, LabeledStmt *s);          // the LABEL of a goto's target
void lower_scan_body(Fn *f, BlockStmt *body);        // scan.c: gotos, range-over-func captures, literals' numbers
void lower_number_literals(Fn *f, Expr *e);          // those of a variable's initial value
void lower_switch(Fn *f, SwitchStmt *s);
void lower_select(Fn *f, SelectStmt *s);
void lower_go(Fn *f, Expr *call, bool is_defer);
void lower_bind_loop_vars(Fn *f, ForStmt *s, const IrVal *key, const IrVal *value); // NULL: there is none
typedef struct Lhs { IrPlace *place; IrBlock checks; bool blank, is_map; IrVal map, key; Type *type; VarRef *declare; Expr *expr; } Lhs;
void lower_lhs(Fn *f, Expr *e, bool define, bool stable, Lhs *out); // phase one: operands
void lower_lhs_store(Fn *f, Lhs *l, IrVal v);        // phase two

// ---- func.c
Fn *lower_fn_new(Unit *u, IrSym *sym, Package *pkg, Pos pos);
Fn *lower_closure_new(Fn *outer, Str shown, Str full, Type *sig, Pos pos);
void lower_fn_signature(Fn *f, Signature *generic, BlockStmt *body); // parameters and results, bound to their objects; scans the body
void lower_fn_finish(Fn *f, Pos end);                // adds it to the unit
IrVal lower_static_closure(Fn *f, IrVal v);          // v: an IRV_FUNC
IrVal lower_closure_val(Fn *f, Fn *inner, Type *t);  // CLOSURE over what inner captured
void lower_plain_signature(Fn *f, Type *recv, Signature *sig); // parameters and results of a compiler-made function; recv may be NULL
IrLocal *lower_add_capture(Fn *f, IrVal outer, Atom name); // by value, of an operand of the enclosing function
void lower_func_decl(Unit *u, FuncDecl *d, IrSym *sym, Str full, const TypeEnv *env, Package *pkg); // env NULL: not generic
void lower_lit_name(Fn *outer, const char *kind, const char *suffix, uint32_t n, Str *shown, Str *full);

typedef enum WrapperForm { WRAPPER_SHOWN, WRAPPER_FULL } WrapperForm;

// ---- instance.c, wrapper.c, equal.c
void lower_enqueue(Unit *u, Work *w);
IrSym *lower_instance(Unit *u, Object *origin, Type **targs, uint32_t n); // origin: a generic function, or a method of a generic type
IrSym *lower_method_wrapper(Unit *u, Type *recv, const MethodEntry *m); // recv is the wrapper's first parameter
void lower_want_methods(Unit *u, Type *t);           // t becomes an interface's dynamic type
bool lower_is_plain(Type *t);                        // equality is equality of memory
bool lower_has_padding(Type *t);                      // bytes of it belong to no field, at any depth
bool lower_is_blank_field(const Object *field);
bool lower_is_direct(Type *t);                       // pointer-shaped: an interface's data word holds it
void lower_run_queue(Unit *u);

// ---- static.c, init.c, embed.c
// The value of e as data, or NULL if that takes code. Not for generic code. local: of an expression evaluated more
// than once, so nothing that must be new each time.
IrStatic *lower_static_expr(Unit *u, Expr *e, Type *t, bool local);
IrSym *lower_static_data(Unit *u, IrStatic *init, Type *t, bool read_only); // a new nameless variable; init NULL: zero
void lower_find_touched(Unit *u);
IrStatic *lower_embed(Unit *u, VarDecl *d, Type *t);

#endif
