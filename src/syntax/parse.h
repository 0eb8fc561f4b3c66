// The parser's own state and the productions its files share. Private to src/syntax.
//
// One shape for all productions: the current token is p->scan.tok; a production takes its tokens
// and returns a node, never NULL unless its name says so. In error it reports once, skips to a
// token its caller can go on from (parse_advance), and returns what it has or a Bad node.
#ifndef UG_PARSE_H
#define UG_PARSE_H

#include "syntax/scan.h"

#define MAX_NESTING 5000                             // levels of recursion; about 200 bytes of C stack each
#define MAX_CHAIN 100000                             // operators or selectors in a row: depth of the tree to the left

#define PRAGMA_GO_BUILD (1u << 31)                   // a //go:build line; only the file takes it
#define FUNC_PRAGMAS (~PRAGMA_GO_BUILD)

typedef struct PragmaAt {
    uint32_t flags;
    Pos pos;
} PragmaAt;

typedef struct Parser {
    Scanner scan;
    const ParseOptions *opt;
    Arena *arena;
    File *file;
    bool before_package;
    bool imports_embed;
    int func_nest;                                   // > 0: in a function body
    int expr_nest;                                   // < 0: in a control clause, where { opens the block
    unsigned depth;

    // Directives seen since the last declaration, to be taken by the next.
    VEC(PragmaAt) pragmas;
    Embed *embeds, **embeds_end;
} Parser;

// ---- parse_file.c: tokens and errors
static inline Token tok(const Parser *p) { return p->scan.tok; }
static inline void next(Parser *p) { scan_next(&p->scan); }
static inline Pos here(const Parser *p) { return file_pos(p->scan.file, p->scan.offset); }
static inline bool got(Parser *p, Token t)
{
    if (tok(p) != t) return false;
    next(p);
    return true;
}
void parse_want(Parser *p, Token t);
bool parse_got_assign(Parser *p);                    // = or, with an error, :=
void parse_error(Parser *p, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
// "syntax error: " and msg; a msg that starts with in, at, after or expected is put behind "unexpected TOKEN".
void parse_syntax_error(Parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
void parse_syntax_error_at(Parser *p, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
const char *parse_token_name(Token t);               // for messages: "keyword if", "comma"
// Skips to one of the tokens given (the list ends with TOK_NONE), or inside functions to a keyword
// that starts a statement. Without any it skips one token.
void parse_advance(Parser *p, ...);
bool parse_enter(Parser *p);                         // one level deeper; false: too deep, the rest of the file is dropped
static inline void parse_leave(Parser *p) { p->depth--; }
bool parse_chain(Parser *p, unsigned length);        // false: too long, likewise

// A list of elements separated by sep and closed by close; context names it in errors. Returns the
// position of the closing token. The element function returns true if none may follow.
typedef bool (*ParseElement)(Parser *p, void *ctx);
Pos parse_list(Parser *p, const char *context, Token sep, Token close, ParseElement element, void *ctx);

void *parse_node(Parser *p, NodeKind kind, size_t size, Pos pos);
#define NEW(p, T, pos) ((T *)parse_node((p), NODE_##T, sizeof(T), (pos)))
Name *parse_name_at(Parser *p, Pos pos, Str text);
Name *parse_name(Parser *p);
Expr *parse_bad_expr(Parser *p);
BasicLit *parse_literal_or_null(Parser *p);

// ---- directive.c
void parse_on_directive(void *parser, uint32_t offset, bool blank_line, Str text);
uint32_t parse_take_pragmas(Parser *p, uint32_t allowed); // reports those not allowed, and embeds
Embed *parse_take_embeds(Parser *p);                 // only before parse_take_pragmas
void parse_drop_pragmas(Parser *p);                  // reports what nothing took
void parse_check_embed(Parser *p, const VarDecl *d);
Str parse_go_version(Arena *a, Str build_line);      // goversion.c: "go1.21" or empty

// ---- parse_decl.c
typedef struct DeclSink {                            // where a declaration's specs go
    DeclList *list;
    DeclGroup *group;
    ConstDecl *last_const;                           // the spec whose type and values go on
    uint32_t iota;
} DeclSink;
typedef void (*ParseSpec)(Parser *p, DeclSink *out);
void parse_specs(Parser *p, DeclList *list, ParseSpec spec);
void parse_import_spec(Parser *p, DeclSink *out);
void parse_const_spec(Parser *p, DeclSink *out);
void parse_type_spec(Parser *p, DeclSink *out);
void parse_var_spec(Parser *p, DeclSink *out);
FuncDecl *parse_func_decl(Parser *p);
BlockStmt *parse_func_body(Parser *p);
void parse_name_list(Parser *p, Name *first, void *names); // a VEC(Name *)

// ---- parse_type.c
Expr *parse_type(Parser *p);
Expr *parse_type_or_null(Parser *p);
Expr *parse_array_type(Parser *p, Pos pos, Expr *len); // after "["; len if taken already
Expr *parse_slice_type(Parser *p, Pos pos);          // after "[" "]"
FuncType *parse_func_type(Parser *p, const char *context, FieldList *tparams); // context: no type parameters here
Expr *parse_qualified_name(Parser *p, Name *first);
bool parse_type_list(Parser *p, bool strict, ExprList *out); // true: there was a comma
// After the opening token. name and type, if given, begin the first field.
FieldList parse_params(Parser *p, Name *name, Expr *type, Token close, bool require_names, bool dots_ok);
Expr *parse_array_or_type_args(Parser *p);           // parse_field.c; an Index without x, or an array or slice type
void parse_struct_fields(Parser *p, StructType *t);
void parse_interface_elems(Parser *p, InterfaceType *t);
Field *parse_embedded_elem(Parser *p, Field *f);

// ---- parse_expr.c
Expr *parse_expr(Parser *p);
Expr *parse_binary(Parser *p, Expr *x, int precedence); // x NULL: not read yet
Expr *parse_primary(Parser *p, Expr *x, bool keep_parens);
void parse_expr_list(Parser *p, ExprList *out);

// ---- parse_stmt.c
Stmt *parse_stmt_or_null(Parser *p);
BlockStmt *parse_block(Parser *p, const char *context); // context NULL: the token is known to be {
Stmt *parse_simple_stmt(Parser *p, ExprList *lhs, Token keyword, ForStmt *range); // parse_simple.c
typedef struct ClauseHeader {
    Stmt *init, *post;
    Expr *cond;
} ClauseHeader;
ClauseHeader parse_header(Parser *p, Token keyword, ForStmt *loop); // parse_header.c

void ast_stmt_text(StrBuf *out, const Stmt *s);      // print.c: simple statements only

#endif
