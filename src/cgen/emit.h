// Inside code generation: the state of one C file, of one function, and what the files share.
//
// A Cg is one C file being made. Function bodies are printed first, into `code`; on the way they
// ask for C types, declarations, descriptors, itabs and static objects, which gather in buffers of
// their own and are put in front at the end. All orders are those of first use: deterministic.
#ifndef UG_CGEN_EMIT_H
#define UG_CGEN_EMIT_H

#include "cgen/cgen.h"

// ---- How a Go type is held in C
typedef enum CRep {
    CREP_NONE,
    CREP_VOID,                                       // zero size: no C variable, field or parameter exists for it
    CREP_BOOL, CREP_INT, CREP_F32, CREP_F64, CREP_C64, CREP_C128,
    CREP_POINTER, CREP_FUNC, CREP_MAP, CREP_CHAN,    // one pointer word
    CREP_STRING, CREP_SLICE, CREP_EFACE, CREP_IFACE,
    CREP_STRUCT, CREP_ARRAY,                         // struct NAME; arrays are struct { T a[n]; }
} CRep;
typedef struct CType CType;
struct CType {
    Type *type;                                      // unaliased
    Type *under;
    CRep rep;
    uint8_t bits;                                    // INT
    bool is_signed;                                  // INT
    bool has_pointers;
    bool complete, completing;                       // STRUCT and ARRAY: the definition has been put out
    bool desc_wanted;
    int64_t size, align;
    const char *text;                                // "int64_t", "struct main$T", "struct main$T *"
    Str key;                                         // canonical text, unique in the program
    CType *elem;                                     // POINTER (NULL for unsafe.Pointer), ARRAY
    int64_t len;                                     // ARRAY
    CType **fields;                                  // STRUCT
    const char **field_names;                        // NULL for fields of no size
    uint32_t nfields;
    const char *desc;                                // symbol of its descriptor, once wanted
};

typedef struct CSym {                                // a symbol as this file knows it
    IrSym *sym;
    const char *name;                                // C identifier in this file
    const char *proto;                               // "ret name(params)" for functions
    bool in_asm;                                     // top-level assembly refers to it
    bool fv;                                         // its static closure is wanted
} CSym;

typedef struct Cg {
    const CgenOptions *opt;
    IrUnit *u;
    Arena *arena;
    bool entry;                                      // the program's entry unit: it owns no types
    bool split;                                      // one of several files: the package's statics are hidden globals
    uint32_t part;                                   // index of this file
    Str unit_name;                                   // mangled package path: prefix of names for shared statics
    PtrMap ctypes_by_type;
    StrMap ctypes_by_key;
    VEC(CType *) ctypes;
    StrMap structs;                                  // results structs and array wrappers by name
    PtrMap syms;
    VEC(CSym *) sym_list;
    StrMap itabs, strings;
    VEC(CType *) desc_queue;
    uint32_t desc_done;
    PtrMap chains;                                   // IrInline → the key its file names carry
    StrMap chain_keys;                               // its text → that key
    PtrMap globals;                                  // IrSym → IrGlobal of this unit
    StrMap intrinsics;                               // Go name → template
    StrMap helpers;                                  // small weak functions and closures made on demand
    uint32_t counter;                                // for names of static objects
    StrBuf forward, types, decls, data, helper_code, code, assembly, names, inlines;
} Cg;

// ---- One function
typedef struct Pending Pending;
typedef struct LocalInfo {
    IrStmt *def;                                     // the defining statement when there is one
    IrBlock *def_block, *use_block;
    uint32_t defs, uses;
    int32_t scope;                                   // innermost block that holds every mention; -1: none seen
    const char *name;
    bool declared;                                   // its C declaration has been put out
    bool foldable;
} LocalInfo;
typedef struct ScopeNode { IrBlock *block; int32_t parent; uint32_t depth; } ScopeNode;
struct Pending {                                     // a temporary whose expression waits for its only use
    IrLocal *local;
    const char *text;
    bool atom, reads;
    IrLocal *uses[6];
    uint32_t nuses;
};
typedef struct Jump { IrStmt *target; uint32_t id; bool is_loop, is_switch, has_post, break_label, continue_label; } Jump;
typedef struct Fn {
    Cg *cg;
    IrFunc *f;
    Arena *arena;
    StrBuf body, top;                                // statements; function-level declarations
    int indent;
    LocalInfo *info;
    uint32_t ninfo;
    VEC(ScopeNode) scopes;
    PtrMap scope_of;                                 // IrBlock → index + 1
    VEC(Pending) pending;
    VEC(IrLocal *) used;                             // locals mentioned by the expression being built
    bool expr_reads;                                 // it reads memory
    int32_t scope;                                   // of the block being printed
    IrBlock *block;
    VEC(Jump) jumps;                                 // enclosing loops, blocks and switches
    PtrMap labels;                                   // LABEL statement → number + 1
    uint32_t counter;
    StrMap names;                                    // C names taken in this function
    const char *defer_frame;                         // "df", in functions that defer
    Pos pos;
    const IrInline *inl;
    const char *line_file;
    uint32_t line, out_line;                         // wanted; what the C compiler thinks it is at
    uint32_t nstmts, printed;                        // statements of the whole function; so far
} Fn;

// ---- mangle.c
const char *cgen_ident(Arena *a, Str go_name);       // cgen_mangle as a C string
const char *cgen_reserve(Arena *a, Str name);        // name, changed if C has taken it

// ---- ctype.c
const char *ctype_symbol(Cg *cg, const char *prefix, Str key); // prefix + key mangled, hashed when long
CType *ctype(Cg *cg, Type *t);                       // name known; may be incomplete
CType *ctype_value(Cg *cg, Type *t);                 // complete: values of it can be declared
void ctype_complete(Cg *cg, CType *ct);
const char *ctype_struct_once(Cg *cg, const char *name, const char *body); // "struct name"; defines it at first call
bool ctype_pointer_shaped(const CType *ct);
bool ctype_points_to(const CType *ct, const CType *target);
bool ctype_is_scalar(const CType *ct);               // one C scalar
void cgen_include_types(Cg *cg);

// ---- signature.c
typedef struct CParams {
    const char *ret;                                 // C type of the result
    uint32_t nresults;                               // those with a size; more than one: ret is a struct with fields r0…
} CParams;
CParams sig_results(Cg *cg, Signature *sig);
const char *sig_proto(Cg *cg, IrSym *sym, const char *name); // "ret name(params)"
const char *sig_pointer(Cg *cg, Signature *sig, bool recv_word); // "ret (*)(params, void *)"

// ---- symbols.c
CSym *sym_ref(Cg *cg, IrSym *s);                     // declares it in this file
const char *sym_name(Cg *cg, IrSym *s);
const char *sym_link_name(Cg *cg, IrSym *s);         // as the linker knows it
const char *sym_asm_name(Cg *cg, IrSym *s);          // the same, for top-level assembly: gcc must keep it
const char *sym_closure(Cg *cg, IrSym *s);           // its static closure object: "&name$f"
void syms_put_decls(Cg *cg);

// ---- func.c, locals.c, line.c
void func_put(Cg *cg, IrFunc *f);
void locals_analyse(Fn *fn);
const char *local_name(Fn *fn, IrLocal *l);
LocalInfo *local_info(Fn *fn, IrLocal *l);
bool local_is_boxed(const IrLocal *l);
const char *local_declare_top(Fn *fn, const char *type, const char *stem); // a function-level C variable; its name
void line_want(Fn *fn, Pos pos, const IrInline *inl);
void put(Fn *fn, const char *fmt, ...) PRINTF_LIKE(2, 3);       // a statement, semicolon included
void put_open(Fn *fn, const char *fmt, ...) PRINTF_LIKE(2, 3);  // one that opens a block
void put_close(Fn *fn, const char *text);                       // "}" or "} else {" (reopens)
char *text(Fn *fn, const char *fmt, ...) PRINTF_LIKE(2, 3);
void line_put_file(Cg *cg, StrBuf *b, const char *file); // as a C string
const char *line_file_of(Cg *cg, Pos pos, uint32_t *line);

// ---- value.c: operands as C expressions. Each may be printed anywhere a primary expression may.
const char *val(Fn *fn, IrVal v);                    // evaluated once by the text that uses it
const char *val_often(Fn *fn, IrVal v);              // may be repeated: a name or a constant
const char *val_lvalue(Fn *fn, IrVal v);             // its address may be taken
const char *val_int64(Fn *fn, IrVal v);              // an integer converted to UgInt, saturating never
const char *const_text(Cg *cg, CType *ct, ConstVal *v, bool initialiser);
const char *zero_text(Cg *cg, CType *ct, bool initialiser);
void put_c_string(StrBuf *b, Str s);
bool val_is_const_int(IrVal v, int64_t *out);
CType *val_type(Fn *fn, IrVal v);
CType *local_type(Fn *fn, const IrLocal *l);

// ---- fold.c
void fold_def(Fn *fn, IrStmt *s, const char *expr, bool atom, bool reads); // dst = expr, perhaps later
void fold_barrier(Fn *fn, IrStmt *s);                // before s: what s could change is put out first
void fold_flush(Fn *fn);                             // everything that waits
Pending *fold_pending(Fn *fn, IrLocal *l);
const char *fold_take(Fn *fn, IrLocal *l);
void fold_put(Fn *fn, IrLocal *l);                   // puts out l's definition if it waits
void each_pointer(Fn *fn, const CType *ct, const char *lvalue, const char *macro); // "macro(word);" for each; none in arrays
void assign(Fn *fn, IrLocal *dst, const char *expr); // dst = expr; declares dst at its first definition
const char *assign_target(Fn *fn, IrLocal *dst);     // a C lvalue for dst, declared if need be

// ---- place.c, store.c
const char *place_text(Fn *fn, const IrPlace *p);    // a C lvalue
const char *place_address(Fn *fn, const IrPlace *p);
bool place_is_frame(const IrPlace *p);               // in a C local: no barrier
const char *elem_lvalue(Fn *fn, CType *elem, const char *ptr, const char *index);
void store_value(Fn *fn, CType *ct, const char *lvalue, const char *value, bool barrier); // value may be evaluated once
void store_zero(Fn *fn, CType *ct, const char *lvalue, bool barrier);

// ---- one file a family of operations
void stmt_block(Fn *fn, IrBlock *b);
void arith_stmt(Fn *fn, IrStmt *s);
void conv_stmt(Fn *fn, IrStmt *s);
void compare_stmt(Fn *fn, IrStmt *s);
const char *compare_equal(Fn *fn, CType *ct, const char *a, const char *b); // a, b repeatable lvalues
void string_stmt(Fn *fn, IrStmt *s);
void slice_stmt(Fn *fn, IrStmt *s);
void append_stmt(Fn *fn, IrStmt *s);
void iface_stmt(Fn *fn, IrStmt *s);
void memory_stmt(Fn *fn, IrStmt *s);
void dead_stmt(Fn *fn, IrStmt *s);
void dead_temp(Fn *fn, const CType *ct, const char *name);           // the C variable's value has found its place
bool dead_result(Fn *fn, Signature *sig);              // it comes in memory, and must not stay there
void alloc_stmt(Fn *fn, IrStmt *s);
void closure_stmt(Fn *fn, IrStmt *s);
void emit_check(Fn *fn, IrStmt *s);
void map_stmt(Fn *fn, IrStmt *s);
void chan_stmt(Fn *fn, IrStmt *s);
void select_stmt(Fn *fn, IrStmt *s);
void call_stmt(Fn *fn, IrStmt *s);
void defer_stmt(Fn *fn, IrStmt *s);
void defer_prologue(Fn *fn);
void defer_epilogue(Fn *fn);
void return_stmt(Fn *fn);
void print_stmt(Fn *fn, IrStmt *s);
void control_stmt(Fn *fn, IrStmt *s);
void put_edge(Fn *fn);                                           // counted, where fuzzing is guided by it
const char *intrinsic_text(Fn *fn, IrStmt *s);         // the C expression of a call to an intrinsic; NULL if it is none
void intrinsics_init(Cg *cg);
const char *args_text(Fn *fn, IrVal *args, uint32_t n); // comma-separated, slices exploded, sizeless left out

// ---- typedesc.c, uncommon.c, gcmask.c, name.c, itab.c, algs.c, staticdata.c
void asm_line(Cg *cg, const char *fmt, ...) PRINTF_LIKE(2, 3); // a line of top-level assembly
void asm_section_open(Cg *cg, const char *section, const char *flags, const char *symbol, bool comdat); // and the symbol's label
void asm_section_close(Cg *cg);
const char *asm_label(Cg *cg, char kind);            // a fresh local label
typedef struct MethodList { MethodSet set; uint32_t nexported; Package *pkg; Str path; bool named; } MethodList;
bool uncommon_of(Cg *cg, CType *ct, MethodList *out); // whether the descriptor has the uncommon part
void uncommon_put(Cg *cg, const char *desc, const MethodList *ml, int64_t tail); // tail: bytes between it and the methods
void uncommon_put_methods(Cg *cg, CType *ct, const char *desc, const MethodList *ml);
Str pkg_link_path(const Package *p);                 // "main" for the program's package
int64_t gcmask_ptrbytes(Cg *cg, CType *ct);
const char *gcmask_label(Cg *cg, CType *ct, int64_t ptrbytes); // "0" if there is none
const char *desc_ref(Cg *cg, Type *t);               // "&symbol" of type const UgType *
const char *desc_symbol(Cg *cg, Type *t);            // the symbol alone; the descriptor will be put out
uint32_t desc_hash(const CType *ct);                 // Type.hash
int64_t desc_map_group_size(Cg *cg, Map *m);          // UgMapType.group_size
void desc_put_all(Cg *cg);
void desc_own_types(Cg *cg);                         // those of the types this package declares
const char *name_label(Cg *cg, Str name, Str tag, bool exported, bool embedded, Str pkgpath); // label of an abi.Name
const char *itab_ref(Cg *cg, Type *iface, Type *dynamic); // "&symbol"
const char *alg_equal_symbol(Cg *cg, CType *ct);     // assembler symbol of a closure, NULL if not comparable
const char *alg_hash_symbol(Cg *cg, CType *ct);
bool alg_regular(Cg *cg, CType *ct);                 // equality is plain memory comparison
void static_globals(Cg *cg);
const char *static_init(Cg *cg, CType *ct, const IrStatic *st); // a C initialiser
const char *static_object(Cg *cg, CType *ct, const char *init, bool read_only); // an anonymous static; its name
bool desc_extern(Cg *cg, CType *ct);                 // another unit defines it

#endif
