// The syntax tree of a Go file: a common head and one struct a kind.
//
// Nodes live in the package's arena. A node's pos is where gc puts it: a binary expression, an
// assignment and a send at their operator; selectors and type assertions at the dot; calls,
// indexes and slices at their opening bracket; a composite literal at its brace, an expression
// statement where its expression is, a labeled statement at the colon; a function, import or
// grouped declaration at its first token after the keyword; everything else at its first token.
// ast_start gives the leftmost position instead: errors about an operand stand there.
// Fields under "checker" are empty after parsing and are written by src/types only.
#ifndef UG_AST_H
#define UG_AST_H

#include "base/base.h"
#include "diag/diag.h"

typedef enum Token {
    TOK_NONE,
    TOK_EOF,
    TOK_NAME,
    TOK_INT_LIT,
    TOK_FLOAT_LIT,
    TOK_IMAG_LIT,
    TOK_RUNE_LIT,
    TOK_STRING_LIT,
    TOK_ASSIGN_OP,
#define TOKEN(e, s) TOK_##e,
#define OPERATOR(e, s, prec) TOK_##e,
#define KEYWORD(e, s) TOK_##e,
#include "syntax/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    TOK_COUNT
} Token;
const char *token_text(Token t);
int token_precedence(Token t);                       // 0: not a binary operator

// Owned by src/types; opaque here.
typedef struct Type Type;
typedef struct Object Object;
typedef struct Scope Scope;
typedef struct ConstVal ConstVal;
typedef struct Selection Selection;
typedef struct Package Package;

#define NODE_KINDS(X)                                                                                                  \
    /* expressions */                                                                                                  \
    X(BadExpr) X(Name) X(BasicLit) X(CompositeLit) X(KeyValue) X(FuncLit) X(Paren) X(Selector) X(Index) X(Slice)       \
    X(TypeAssert) X(TypeSwitchGuard) X(Call) X(Star) X(Unary) X(Binary) X(Ellipsis)                                    \
    /* type expressions */                                                                                             \
    X(ArrayType) X(SliceType) X(StructType) X(FuncType) X(InterfaceType) X(MapType) X(ChanType)                        \
    /* statements */                                                                                                   \
    X(BadStmt) X(EmptyStmt) X(LabeledStmt) X(BlockStmt) X(ExprStmt) X(SendStmt) X(DeclStmt) X(AssignStmt) X(GoStmt)    \
    X(DeferStmt) X(ReturnStmt) X(BranchStmt) X(IfStmt) X(ForStmt) X(SwitchStmt) X(SelectStmt) X(CaseClause)            \
    X(CommClause)                                                                                                      \
    /* declarations */                                                                                                 \
    X(ImportDecl) X(ConstDecl) X(TypeDecl) X(VarDecl) X(FuncDecl)                                                      \
    /* parts */                                                                                                        \
    X(Field) X(File)

typedef enum NodeKind {
    NODE_NONE,
#define X(k) NODE_##k,
    NODE_KINDS(X)
#undef X
} NodeKind;

typedef struct Node {
    uint8_t kind;                                    // a NodeKind
    Pos pos;
} Node;

// How an expression was found to be used (checker).
typedef enum ExprMode {
    MODE_NONE,                                       // not checked, or in dead code of an error
    MODE_INVALID,                                    // in error; already reported
    MODE_NOVALUE,                                    // a call without result
    MODE_BUILTIN,
    MODE_TYPE,
    MODE_CONST,
    MODE_VAR,                                        // addressable
    MODE_MAPINDEX,                                   // assignable, comma-ok, not addressable
    MODE_VALUE,
    MODE_NILVALUE,
    MODE_COMMAOK,                                    // value, comma-ok allowed
    MODE_COMMAERR,                                   // cgo's comma-error
    MODE_CGOFUNC,
} ExprMode;

typedef struct Expr {
    Node node;
    uint8_t mode;                                    // checker: an ExprMode
    bool commaok;                                    // checker: used in comma-ok form; type is then the 2-tuple
    uint8_t untyped;                                 // checker: an untyped expression that awaits its final type
    Type *type;                                      // checker: final type (untyped only where it stayed so)
    ConstVal *value;                                 // checker: when MODE_CONST
} Expr;

typedef struct Stmt { Node node; } Stmt;
typedef struct Decl { Node node; } Decl;
typedef VEC(Expr *) ExprList;
typedef VEC(Stmt *) StmtList;
typedef VEC(Decl *) DeclList;

// ---- Expressions
typedef struct BadExpr { Expr e; } BadExpr;
typedef struct Name {
    Expr e;
    Atom atom;
    Object *obj;                                     // checker: what it declares or refers to; NULL for _ and in error
    Type **targs;                                    // checker: type arguments where a generic function or type is
    uint32_t ntargs;                                 //   instantiated here (explicitly or by inference)
} Name;
typedef struct BasicLit { Expr e; Token tok; Str text; bool bad; } BasicLit; // text as written, prefix and quotes included
typedef struct CompositeLit { Expr e; Expr *type_expr; ExprList elems; bool keyed; Pos rbrace; } CompositeLit; // type_expr NULL where elided
typedef struct KeyValue { Expr e; Expr *key, *value; } KeyValue; // pos at the colon's left operand
typedef struct FuncType FuncType;
typedef struct BlockStmt BlockStmt;
typedef struct FuncLit { Expr e; FuncType *sig; BlockStmt *body; } FuncLit;
typedef struct Paren { Expr e; Expr *x; } Paren;
typedef struct Selector {
    Expr e;
    Expr *x;
    Name *sel;                                       // for pkg.Name and fields sel->obj is set too
    Selection *selection;                            // checker: NULL for a qualified identifier
} Selector;
typedef struct Index { Expr e; Expr *x; ExprList args; } Index; // x[i] or x[T1, T2]
typedef struct SliceExpr { Expr e; Expr *x; Expr *lo, *hi, *max; bool full; } SliceExpr;
typedef struct TypeAssert { Expr e; Expr *x; Expr *type_expr; } TypeAssert;
typedef struct TypeSwitchGuard { Expr e; Name *lhs; Expr *x; } TypeSwitchGuard; // lhs := x.(type); lhs may be NULL
typedef struct Call {
    Expr e;
    Expr *fun;
    ExprList args;
    bool has_dots;
    Pos rparen;
    uint8_t builtin;                                 // checker: a BuiltinId when fun is one
    bool conversion;                                 // checker: fun is a type
} Call;
typedef struct Star { Expr e; Expr *x; } Star;       // *x: dereference or pointer type
typedef struct Unary { Expr e; Token op; Expr *x; } Unary; // + - ! ^ & <- ~
typedef struct Binary { Expr e; Token op; Expr *x, *y; } Binary;
typedef struct Ellipsis { Expr e; Expr *elem; } Ellipsis; // ...T of a final parameter; elem NULL in [...]T

// ---- Type expressions
typedef struct Field {
    Node node;
    Name *name;                                      // NULL: anonymous parameter, embedded field or element
    Expr *type;                                      // fields declared together share one type node
    BasicLit *tag;
    bool embedded;
} Field;
typedef VEC(Field *) FieldList;
typedef struct ArrayType { Expr e; Expr *len; Expr *elem; } ArrayType; // len is an Ellipsis for [...]T
typedef struct SliceType { Expr e; Expr *elem; } SliceType;
typedef struct StructType { Expr e; FieldList fields; } StructType;
struct FuncType { Expr e; FieldList params, results; }; // one Field a parameter
typedef struct InterfaceType { Expr e; FieldList elems; } InterfaceType; // methods: name and FuncType; else embedded
typedef struct MapType { Expr e; Expr *key, *value; } MapType;
typedef enum ChanDir { CHAN_BOTH, CHAN_SEND, CHAN_RECV } ChanDir;
typedef struct ChanType { Expr e; ChanDir dir; Expr *elem; } ChanType;

// ---- Statements
typedef struct BadStmt { Stmt s; } BadStmt;
typedef struct EmptyStmt { Stmt s; } EmptyStmt;
typedef struct LabeledStmt { Stmt s; Name *label; Stmt *stmt; } LabeledStmt;
struct BlockStmt { Stmt s; StmtList list; Pos rbrace; bool skipped; }; // skipped: a body not read (ParseOptions)
typedef struct ExprStmt { Stmt s; Expr *x; } ExprStmt;
typedef struct SendStmt { Stmt s; Expr *chan, *value; } SendStmt;
typedef struct DeclStmt { Stmt s; DeclList decls; } DeclStmt;
typedef struct AssignStmt {
    Stmt s;
    Token op;                                        // TOK_NONE: plain; TOK_DEFINE: :=; else the operator of op=
    bool incdec;                                     // x++ and x--: op ADD or SUB, rhs is empty
    ExprList lhs, rhs;
} AssignStmt;
typedef struct GoStmt { Stmt s; Expr *call; } GoStmt;
typedef struct DeferStmt { Stmt s; Expr *call; } DeferStmt;
typedef struct ReturnStmt { Stmt s; ExprList results; } ReturnStmt;
typedef struct BranchStmt {
    Stmt s;
    Token tok;                                       // BREAK CONTINUE GOTO FALLTHROUGH
    Name *label;
    Stmt *target;                                    // checker: the enclosing statement meant (For, Switch, Select), or
} BranchStmt;                                        //   the LabeledStmt for goto
typedef struct IfStmt { Stmt s; Stmt *init; Expr *cond; BlockStmt *then; Stmt *els; } IfStmt;
typedef struct ForStmt {
    Stmt s;
    bool is_range;
    bool per_iteration;                              // checker: Go 1.22 loop variables
    Stmt *init, *post;                               // three-clause form
    Expr *cond;
    bool define;                                     // range with :=
    Expr *key, *value, *range_x;                     // range form; extra: a third variable, an error
    Expr *extra;
    BlockStmt *body;
} ForStmt;
typedef struct CaseClause {
    Node node;
    ExprList exprs;
    bool is_default;
    StmtList body;
    Pos colon;
    Object *implicit;                                // checker: the clause's variable in a type switch with :=
} CaseClause;
typedef struct SwitchStmt {
    Stmt s;
    Stmt *init;
    Expr *tag;                                       // NULL, an expression, or a TypeSwitchGuard
    VEC(CaseClause *) clauses;
    Pos rbrace;
} SwitchStmt;
typedef struct CommClause { Node node; Stmt *comm; StmtList body; Pos colon; } CommClause; // comm NULL: default
typedef struct SelectStmt { Stmt s; VEC(CommClause *) clauses; Pos rbrace; } SelectStmt;

// ---- Declarations
typedef enum PragmaBits {                            // //go: directives of the next declaration
    PRAGMA_NOINLINE = 1 << 0, PRAGMA_NOSPLIT = 1 << 1, PRAGMA_NOESCAPE = 1 << 2, PRAGMA_NORACE = 1 << 3,
    PRAGMA_UINTPTRESCAPES = 1 << 4, PRAGMA_UINTPTRKEEPALIVE = 1 << 5, PRAGMA_NOTINHEAP = 1 << 6,
    PRAGMA_SYSTEMSTACK = 1 << 7, PRAGMA_NOWRITEBARRIER = 1 << 8, PRAGMA_YESWRITEBARRIERREC = 1 << 9,
    PRAGMA_LINKNAMESTD = 1 << 10, PRAGMA_CGO_UNSAFE_ARGS = 1 << 11, PRAGMA_NOCHECKPTR = 1 << 12,
    PRAGMA_REGISTERPARAMS = 1 << 13, PRAGMA_NOINTERFACE = 1 << 14, PRAGMA_NOWRITEBARRIERREC = 1 << 15,
} PragmaBits;
typedef struct DeclGroup { Pos pos; } DeclGroup;     // declarations in one parenthesised list share it; NULL if alone
typedef struct ImportDecl { Decl d; DeclGroup *group; Name *local; BasicLit *path; Package *pkg; } ImportDecl;
typedef struct ConstDecl {
    Decl d;
    DeclGroup *group;
    VEC(Name *) names;
    Expr *type;
    ExprList values;
    uint32_t iota;
    bool inherited;                                  // type and values are those of the last spec that had them: shared nodes
} ConstDecl;
typedef struct TypeDecl { Decl d; DeclGroup *group; Name *name; FieldList tparams; bool alias; Expr *type; uint32_t pragma; } TypeDecl;
typedef struct VarDecl { Decl d; DeclGroup *group; VEC(Name *) names; Expr *type; ExprList values; struct Embed *embeds; } VarDecl;
typedef struct FuncDecl {
    Decl d;
    Field *recv;                                     // NULL for functions
    Name *name;
    FieldList tparams;                               // receiver type parameters stand inside recv->type as an Index
    FuncType *sig;
    BlockStmt *body;                                 // NULL: defined elsewhere
    uint32_t pragma;
    Object *obj;                                     // checker
} FuncDecl;

typedef struct Embed { Pos pos; VEC(Str) patterns; struct Embed *next; } Embed; // //go:embed lines above a var
typedef struct Linkname { Pos pos; Atom local; Str remote; } Linkname; // //go:linkname local [remote]; remote.n 0 if absent

typedef struct File {
    Node node;
    SourceFile *source;
    Name *pkg_name;
    DeclList decls;
    VEC(Linkname) linknames;
    Str go_version;                                  // "go1.21" from //go:build, or empty
    bool imports_c;
    VEC(Str) cgo_preamble;                           // comment text above import "C", markers taken off
    VEC(Pos) cgo_preamble_pos;                       // where each starts
    Pos eof;
    Scope *scope;                                    // checker: file scope
} File;

// ---- Parsing
typedef struct ParseOptions {
    Arena *arena;                                    // of the package
    AtomTable *atoms;
    DiagSink *sink;
    bool imports_only;                               // stop after the import declarations
    bool keep_bodies;                                // false: function bodies are skipped over
    bool is_std;                                     // directives of the runtime and the standard library are allowed
} ParseOptions;
File *parse_file(const ParseOptions *opt, SourceFile *src); // NULL: no good package clause; errors are in the sink
Expr *parse_expr_text(const ParseOptions *opt, SourceFile *src); // a lone expression; for tests and tools

// ---- Walking and printing (walk.c, dump.c, print.c)
Pos ast_start(const Node *n);                        // leftmost position of n's text
Pos ast_end(const Node *n);                          // just past n's text (approximate where no closing token is kept)
typedef bool (*AstVisit)(Node *n, void *ctx);        // false: don't descend
void ast_walk(Node *n, AstVisit visit, void *ctx);   // pre-order, source order; inherited const values only once
typedef void (*AstChild)(Node *child, void *ctx);
void ast_children(Node *n, AstChild child, void *ctx); // each direct child, in source order
const char *ast_kind_name(NodeKind k);               // "Binary"
void ast_expr_text(StrBuf *out, const Expr *e);      // as gc prints expressions in messages: func literals as "func(…) {…}"
void ast_dump(StrBuf *out, const SourceSet *s, const File *f); // --dump=ast
void scan_dump(StrBuf *out, const SourceSet *s, SourceFile *f, AtomTable *atoms, DiagSink *sink); // --dump=tokens
static inline Expr *ast_unparen(Expr *e) {
    while (e && e->node.kind == NODE_Paren) e = ((Paren *)e)->x;
    return e;
}

#endif
