// What the files that check expressions and statements share among themselves.
#ifndef UG_TYPES_EXPR_H
#define UG_TYPES_EXPR_H

#include "types/checker.h"

// The evaluated arguments of one call; a single call with several results is spread out.
#define FEW_ARGS 6
typedef struct PartialTypeArgs { Type **p; uint32_t n; } PartialTypeArgs;
typedef struct Args {
    Operand *p;
    uint32_t n;
    PartialTypeArgs *targs;                          // of partially instantiated generic functions; NULL if there are none
    Operand few[FEW_ARGS];                           // p's memory where it suffices: an Args doesn't move
} Args;

// ---- operand.c, assignability.c, const.c
// The type an untyped x takes on where target is expected (x's own if it is typed), with a constant's value there in
// *value (or NULL). NULL: impossible, *code says why.
Type *check_implicit_type(Checker *c, Operand *x, Type *target, ConstVal **value, DiagCode *code);
void check_set_implicit(Checker *c, Operand *x, Type *t, ConstVal *value); // makes x what check_implicit_type found
DiagCode const_representation(Checker *c, Operand *x, Basic *t, ConstVal **out); // DIAG_NONE if x's value fits

// ---- record.c
void check_record_commaok(Checker *c, Expr *e, Type *value, Type *ok);
void check_record_builtin(Call *call, BuiltinId id);

// ---- expr.c
void check_finish_expr(Checker *c, const Target *target, Operand *x, bool allow_generic);
void check_require_value(Checker *c, Operand *x);
void check_require_value_or_type(Checker *c, Operand *x);
void check_type_assertion(Checker *c, Expr *e, Operand *x, Type *t, bool type_switch);
void check_mark_addr_taken(Expr *e);                 // the variable that e is a part of
void check_mark_reassigned(Expr *e);

// ---- operators.c
bool token_is_shift(Token op);
bool token_is_comparison(Token op);
Pos check_op_pos(const Expr *e);
void check_unary(Checker *c, Operand *x, Unary *e);
void check_binary_chain(Checker *c, Operand *x, Binary *e);
void check_match_types(Checker *c, Operand *x, Operand *y);
Type *check_chan_elem(Checker *c, Pos pos, Operand *x, bool recv); // NULL after reporting

// ---- index.c
bool check_valid_index(Checker *c, Operand *x, DiagCode code, const char *what, bool allow_negative);
bool check_index(Checker *c, Expr *index, int64_t max, int64_t *value); // *value -1: not constant

// ---- selector.c
void check_record_field(Checker *c, Selector *e, Type *recv, const LookupResult *found);

// ---- call.c, builtins.c
void check_args(Checker *c, ExprList list, Args *args);
Signature *check_arguments(Checker *c, Call *call, Signature *sig, Type **targs, uint32_t ntargs, ExprList xlist, Args *args);
void check_return_count_error(Checker *c, Stmt *at, ObjectList want, const Args *have);
ExprKind check_builtin_kind(BuiltinId id);

// ---- literals.c
void check_basic_lit(Checker *c, Operand *x, BasicLit *e);

// ---- assignment.c
// As check_assignment; the context is "what <text of of>", put together only if it is needed.
void check_assignment_of(Checker *c, Operand *x, Type *t, const char *what, const Expr *of);
Type *check_lhs(Checker *c, Expr *lhs);              // NULL for _, the invalid type after reporting
void check_assign_var(Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context);

// ---- stmt.c, range.c
void check_stmt(Checker *c, Stmt *s);
void check_open_scope(Checker *c, Pos pos, const char *comment);
void check_close_scope(Checker *c);
void check_range_stmt(Checker *c, ForStmt *s);
void check_lit_body(Checker *c, Declaration *decl, FuncLit *lit, Signature *sig, ConstVal *iota);

#endif
