// The messages of -gcflags=-m, in gc's words: how functions, expressions and places are called.
#ifndef UG_OPT_REPORT_H
#define UG_OPT_REPORT_H

#include "opt/opt.h"

bool report_wanted(const OptOptions *opt);
const char *report_func_name(Arena *a, const IrUnit *u, const IrSym *s); // without its package, if that is u's
const char *report_instance_name(Arena *a, const IrUnit *u, const IrSym *s); // with its types, not their shapes
const char *report_type(Arena *a, const IrUnit *u, Type *t);
const char *report_expr(Arena *a, const IrUnit *u, const Expr *e);
const char *report_assign(Arena *a, const IrUnit *u, const AssignStmt *s);
const char *report_site(Arena *a, const IrUnit *u, const IrStmt *s); // an allocation; NULL: made by the compiler alone
const char *report_source(Arena *a, const IrUnit *u, const IrFunc *f); // func(T) { … }
bool report_hidden(const IrStmt *s);                 // it came by a call that gc would not have inlined
void report_bench_loops(IrUnit *u, const OptOptions *opt); // of for b.Loop() { … }: what is kept alive
Pos report_pos(const IrStmt *s);                     // of the outermost call that s was inlined with, else its expression's

#endif
