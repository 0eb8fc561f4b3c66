// Optimisation over IR: each pass is one file and one function here. Passes keep ir_verify true.
#ifndef UG_OPT_H
#define UG_OPT_H

#include "lower/lower.h"

typedef struct Judge Judge;                          // what gc would inline, one a session: opt/judge.h
Judge *judge_new(Arena *a, bool (*is_intrinsic)(Str go_name));

typedef struct OptOptions {
    bool no_inline, no_opt;                          // -gcflags=-l, -N
    int diag_level;                                  // -gcflags=-m: 1, -m -m: 2
    bool (*is_intrinsic)(Str go_name);               // calls that cgen replaces are not inlined (cgen_is_intrinsic)
    Judge *judge;
    bool checkptr;                                   // -d=checkptr: what it knows by name is not inlined
    bool race;                                       // -race: nothing is instrumented, but gc inlines less
    DiagSink *sink;                                  // where -m messages go
    void (*dump)(void *ctx, const char *pass, const IrUnit *u); // --dump=ir:pass
    void *dump_ctx;
    struct SharedBodies *shared;                     // set within opt_shared_body
} OptOptions;
void opt_unit(Lower *lo, IrUnit *u, const OptOptions *opt); // all passes in order
void opt_publish(IrUnit *u);                         // after cgen: from here on the unit's functions are other packages' functions
IrFunc *opt_shared_body(Lower *lo, IrSym *sym, const OptOptions *opt); // for inlining into another package; NULL: not wanted
void opt_inline(Lower *lo, IrUnit *u, const OptOptions *opt);
void opt_devirtualise(Lower *lo, IrUnit *u, const OptOptions *opt);
bool opt_devirtualise_func(Lower *lo, IrUnit *u, IrFunc *f, const OptOptions *opt); // whether it changed anything
void opt_extend(Lower *lo, IrUnit *u, const OptOptions *opt); // append(s, make([]T, n)...) without the temporary
void opt_escape(Lower *lo, IrUnit *u, const OptOptions *opt); // clears IrStmt.escapes and IrLocal.heap; sets IrSym.escape
void opt_frames(Lower *lo, IrUnit *u, const OptOptions *opt); // reports frames over gc's limit
void opt_let_go(Lower *lo, IrUnit *u, const OptOptions *opt); // dead variables, before calls that collect; sets IrSym.collects
void opt_checks(Lower *lo, IrUnit *u, const OptOptions *opt); // removes proven nil and bounds checks
void opt_branches(Lower *lo, IrUnit *u, const OptOptions *opt); // sets IrIf.branch

#endif
