// The intermediate representation: typed, structured, one operation a statement.
//
// A function is a tree of blocks; a block is a list of statements; every operand is a local or
// a constant, so evaluation order is the order of the statements and nothing downstream may
// depend on C's. Types are the checker's, fully instantiated: no type parameter occurs.
// lower makes it, opt rewrites it, cgen prints it as C. Text form: print.c, read back by parse.c.
#ifndef UG_IR_H
#define UG_IR_H

#include "types/types.h"

typedef enum IrOp {
    IR_NONE,
#define IR(op, text, props) IR_##op,
#include "ir/ops.def"
#undef IR
    IR_OP_COUNT
} IrOp;
enum { IRP_PURE = 0, IRP_READS = 1, IRP_WRITES = 2, IRP_PANICS = 4, IRP_ALLOCS = 8, IRP_CALLS = 16, IRP_CTRL = 32 };
const char *ir_op_text(IrOp op);
uint32_t ir_op_props(IrOp op);

typedef struct IrFunc IrFunc;
typedef struct IrStmt IrStmt;
typedef struct IrUnit IrUnit;

// ---- Symbols: one per name in the program, interned by the session.
typedef enum IrSymKind { IRSYM_FUNC, IRSYM_VAR } IrSymKind;
// Where a parameter's value goes: four bits a destination, the heap and then the results; 0: not there, else one more than
// the fewest loads on the way (the largest stands for more). What goes to results beyond counts as gone to the heap.
enum { IRESC_NONE = 0, IRESC_HEAP = 1, IRESC_RESULTS = 7, IRESC_BITS = 4, IRESC_MASK = 15, IRESC_LEVEL_MAX = 14 };
static inline int ir_escape_level(uint32_t tag, uint32_t to) { return (int)(tag >> IRESC_BITS * to & IRESC_MASK) - 1; } // to: 0 the heap, 1 + i result i; -1: not there
static inline uint32_t ir_escape_forget(uint32_t tag, uint32_t to) { return tag & ~((uint32_t)IRESC_MASK << IRESC_BITS * to); }
uint32_t ir_escape_leak(uint32_t tag, uint32_t to, int level); // the tag with a way there
typedef struct IrSym {
    IrSymKind kind;
    Str go_name;                                     // "encoding/json.(*Decoder).Decode", as tracebacks show it
    Str csym;                                        // C identifier, set by cgen's mangler through the session
    Package *pkg;
    Type *type;                                      // functions: Signature with the receiver as first parameter; variables: type
    Object *object;                                  // the declaration it stands for; NULL: compiler-made
    IrFunc *def;                                     // body, while the unit it belongs to is being made
    bool known;                                      // its package was compiled, now or earlier: calls_recover, escape, inlinable hold
    bool inlinable;                                  // other packages may want its body: opt/shared.c
    IrFunc *shared;                                  // that body, once made
    uint32_t shared_depth;                           // not 0: it is being made, as the n-th of nested requests
    bool is_static;                                  // local to the unit (instances, closures)
    bool is_weak;                                    // wrappers, equality and hash functions: one copy a program
    bool is_external;                                // defined by the runtime or another unit
    bool is_wrapper;                                 // compiler-made: hidden from tracebacks
    bool is_pulled;                                  // another package's function, under a name and with types of this one's
    bool is_abi;                                     // declared by abi.h: emit no prototype
    bool is_linknamed;                               // csym or go_name was set by a directive: others may refer to it, never drop it
    bool noescape, noinline, nosplit, norace, calls_recover, noreturn;
    uint8_t collects;                                // calls away from runtime.GC (1: it calls it, or makes who does), 0: far away; see opt/dead.c
    uint32_t *escape;                                // per parameter (receiver first), then per capture, see IRESC_HEAP; NULL: all IRESC_HEAP
    uint32_t nescape;
    Type **targs;                                    // of an instance of a generic function or method
    uint32_t ntargs;
} IrSym;

// ---- Locals
typedef enum IrLocalKind { IRL_TEMP, IRL_VAR, IRL_PARAM, IRL_RESULT, IRL_CAPTURE, IRL_MAPITER } IrLocalKind;
typedef struct IrLocal {
    IrLocalKind kind;
    Type *type;                                      // NULL for IRL_MAPITER
    Atom name;                                       // of the Go variable; NULL for temporaries
    uint32_t id;                                     // unique in the function
    uint32_t index;                                  // of the parameter, result or capture
    Pos pos;
    bool addressed;                                  // an ADDR of it (or part) exists, so it lives in memory: never an operand or a
                                                     //   dst (but DECL's), only the base of places. RETURN reads it all the same
    bool heap;                                       // escapes: storage is a heap box made at its DECL (at entry for parameters and
                                                     //   results). Starts as `addressed`; escape analysis clears it
    bool is_volatile;                                // read after a recovered panic
    uint32_t loop_depth;                             // of its declaration
    IrFunc *func;
} IrLocal;

// ---- Operands
typedef enum IrValKind { IRV_NONE, IRV_LOCAL, IRV_CONST, IRV_ZERO, IRV_FUNC, IRV_GLOBAL, IRV_TYPE } IrValKind;
typedef struct IrVal {
    IrValKind kind;
    Type *type;
    union {
        IrLocal *local;
        ConstVal *value;                             // IRV_CONST, representable in type
        IrSym *sym;                                  // IRV_FUNC: static closure of a function (a func value); IRV_GLOBAL: address of a variable
        Type *descriptor;                            // IRV_TYPE: address of this type's descriptor (type: unsafe.Pointer)
    };
} IrVal;

// ---- Places: what can be loaded, stored and addressed.
typedef enum IrBase { IRB_LOCAL, IRB_GLOBAL, IRB_DEREF, IRB_ELEM } IrBase;
typedef struct IrStep { bool is_index; uint32_t field; IrVal index; Type *type; } IrStep; // index is in range already; type after the step
typedef struct IrPlace {
    IrBase base;
    union { IrLocal *local; IrSym *global; };
    IrVal ptr;                                       // IRB_DEREF: *ptr (known non-nil); IRB_ELEM: ptr[index]
    IrVal index;
    Type *base_type;                                 // type of what the base denotes
    VEC(IrStep) steps;
    Type *type;                                      // of the whole place
} IrPlace;

// ---- Statements
typedef struct IrInline {                            // a call that was replaced by its callee's body
    const struct IrInline *parent;                   // the body the call stood in was inlined itself
    IrSym *callee;
    Pos call_pos, func_pos;                          // func_pos: the callee's declaration
    bool silent;                                     // gc would not: no message tells of it
} IrInline;
typedef struct IrBlock { IrStmt *first, *last; } IrBlock;
struct IrStmt {
    uint8_t op;                                      // an IrOp
    bool escapes;                                    // allocation sites: on the heap (starts true; escape analysis clears it)
    bool checked, noinit, fresh, newline, borrow;    // see ops.def
    bool implicit;                                   // compiler-made, for messages
    Pos pos;
    const IrInline *inl;                             // the inlined call it came with, NULL: the function's own
    const Expr *expr;                                // what messages call it: the expression that allocates, the call
    IrStmt *prev, *next;
    IrLocal *dst, *dst2;
    IrVal *args;
    uint32_t nargs;
    Type *type;
    IrPlace *place;                                  // LOAD STORE ADDR ZERO MOVE
    IrPlace *src;                                    // MOVE
    union {
        IrSym *func;                                 // CLOSURE
        IrStmt *target;                              // BREAK CONTINUE GOTO (its LABEL)
        int32_t slot;                                // DEFER: open-coded slot, -1: list
        const AssignStmt *assign;                    // STORE, MOVE: what it is part of, for messages; or NULL
        struct IrCall *call;
        struct IrIf *if_;
        struct IrLoop *loop;
        struct IrBlockStmt *block;
        struct IrSwitch *switch_;
        struct IrSelect *select;
    };
};
typedef enum IrCallKind { IRC_STATIC, IRC_CLOSURE, IRC_IFACE } IrCallKind;
typedef struct IrCall {
    IrCallKind kind;
    IrSym *sym;                                      // IRC_STATIC
    IrVal callee;                                    // IRC_STATIC: a function literal's value, if it captures; IRC_CLOSURE: non-nil func value (NILCHECKed); IRC_IFACE: interface value (NILCHECKed)
    uint32_t method;                                 // IRC_IFACE: index in the interface's all_methods
    Type *sig;                                       // Signature, receiver not among the parameters for IRC_IFACE
    IrLocal **results;                               // one per result, NULL where unused
    uint32_t nresults;
} IrCall;                                            // arguments are s->args, variadic ones already packed
typedef struct IrIf { IrBlock then, els; bool likely, unlikely, branch; } IrIf; // condition: args[0]; branch: to stay one (opt/branch.c)
typedef struct IrLoop { IrBlock body, post; bool used_break, used_continue; uint32_t label; } IrLoop; // endless: left by BREAK; CONTINUE goes to post
typedef struct IrBlockStmt { IrBlock body; uint32_t label; } IrBlockStmt;
typedef struct IrCase { VEC(ConstVal *) values; IrBlock body; bool is_default; } IrCase; // no falling through
typedef struct IrSwitch { VEC(IrCase) cases; } IrSwitch; // integer tag: args[0]
typedef struct IrSelectCase { bool send; IrVal chan, value; IrLocal *dst, *ok; } IrSelectCase; // value: what is sent
typedef struct IrSelect { VEC(IrSelectCase) cases; bool has_default; } IrSelect; // s->dst: index of the case in this list, -1 default;
                                                     // no case and no default: blocks for ever

// ---- Functions
typedef struct IrCapture { Type *type; bool by_ref; Atom name; IrLocal *local; } IrCapture; // type: pointer to the variable's when by_ref
struct IrFunc {
    IrSym *sym;
    Type *sig;
    Pos pos, end_pos;
    VEC(IrLocal *) locals, params, results;
    VEC(IrCapture) captures;                         // closure object: {code, captures in order}
    IrBlock body;
    IrFunc *parent;                                  // enclosing function of a closure
    const FuncLit *lit;                              // what it was in the source; both NULL: compiler-made
    const FuncDecl *decl;
    bool has_defer, defer_list, may_recover, has_closure_ctx;
    bool has_recv;                                   // params[0] is a method's receiver
    uint32_t ndefer_slots;
    uint32_t nlabels;
    uint32_t cost;                                   // inlining: set by opt
    const struct IrInline *came_with;                // of a closure's copy: the inlined call it was made for
    VEC(const IrInline *) inlined;                   // the calls that bodies took the place of, for messages
    Arena *arena;
    IrUnit *unit;
};

// ---- Static data
typedef enum IrStaticKind { IRST_ZERO, IRST_CONST, IRST_ADDR, IRST_FUNC, IRST_FIELDS, IRST_SLICE, IRST_IFACE } IrStaticKind;
typedef struct IrStatic {
    IrStaticKind kind;
    Type *type;
    ConstVal *value;                                 // CONST; a string for an array of bytes gives its bytes
    IrSym *sym;                                      // ADDR: &sym (+ steps); FUNC: static closure; SLICE: backing array variable
    VEC(IrStep) steps;
    VEC(struct IrStatic *) elems;                    // FIELDS: struct fields or array elements in order; NULL = zero
    int64_t len, cap;                                // SLICE
    Type *dynamic;                                   // IFACE: dynamic type, elems[0] its value (pointer-shaped: the word itself)
} IrStatic;
typedef struct IrGlobal { IrSym *sym; Type *type; IrStatic *init; bool read_only; Pos pos; } IrGlobal; // init NULL: zero;
                                                     // read_only: nobody stores to it, so .rodata where it holds no pointers

// ---- A unit: what becomes the C of one package.
struct IrUnit {
    Package *pkg;
    Arena *arena;
    VEC(IrFunc *) funcs;
    VEC(IrGlobal *) globals;
    IrFunc *init;                                    // package initialisation, NULL when there is nothing to do
    VEC(Type *) types;                               // descriptors wanted beyond those the code mentions
    void *lower;                                     // owned by src/lower
};

// ---- Building, walking, printing, checking
IrLocal *ir_local_new(IrFunc *f, IrLocalKind kind, Type *type, Atom name, Pos pos);
IrStmt *ir_stmt_new(IrFunc *f, IrOp op, Pos pos, uint32_t nargs);
void ir_append(IrBlock *b, IrStmt *s);
void ir_insert_before(IrBlock *b, IrStmt *at, IrStmt *s);
void ir_remove(IrBlock *b, IrStmt *s);
static inline IrVal ir_val_local(IrLocal *l) { return (IrVal){.kind = IRV_LOCAL, .type = l->type, .local = l}; }
static inline IrVal ir_val_zero(Type *t) { return (IrVal){.kind = IRV_ZERO, .type = t}; }
static inline IrVal ir_val_const(Type *t, ConstVal *v) { return (IrVal){.kind = IRV_CONST, .type = t, .value = v}; }
typedef void (*IrBlockVisit)(IrBlock *b, void *ctx);
void ir_each_sub_block(IrStmt *s, IrBlockVisit f, void *ctx);
typedef void (*IrValVisit)(IrVal *v, void *ctx);
void ir_each_use(IrStmt *s, IrValVisit f, void *ctx); // args, place operands, callee, select operands; not nested blocks
typedef void (*IrDefVisit)(IrLocal **l, void *ctx);
void ir_each_def(IrStmt *s, IrDefVisit f, void *ctx); // dst, dst2, call results, select destinations
bool ir_block_ends(const IrBlock *b);                // control never runs off its end
void ir_print_func(StrBuf *out, const IrFunc *f);    // --dump=ir
void ir_print_unit(StrBuf *out, const IrUnit *u);
bool ir_verify(const IrFunc *f, StrBuf *why);        // false: broken, with the reason

#endif
