// Inside escape analysis: the flow graph of a batch of functions.
//
// A location stands for a variable or an allocation. An edge dst ← src with n derefs says that a
// value found by n loads from src may end in dst; -1 is src's address. A batch is a strongly
// connected set of functions with the closures made in them.
#ifndef UG_OPT_ESCAPE_H
#define UG_OPT_ESCAPE_H

#include "opt/opt.h"

typedef struct Loc Loc;
typedef struct Edge { Loc *src; int32_t derefs; } Edge;
struct Loc {
    IrLocal *local;                                  // a variable …
    IrStmt *site;                                    // … or an allocation
    IrFunc *func;                                    // NULL: the heap
    int32_t depth;                                   // loops around its declaration, or around the allocation
    bool escapes, queued;
    bool too_large;                                  // that is why it escapes
    bool on_heap;                                    // though it does not escape: its size is not known, or too large
    VEC(Edge) edges;                                 // incoming
    uint32_t leaks;                                  // parameters: see IRESC_HEAP
    uint32_t walk;                                   // the walk that last reached it
    int32_t derefs;                                  // … and the fewest derefs it found
};

typedef struct DefInfo { IrStmt *def; uint32_t ndefs, ndecls, nuses, ncalls; IrFunc *func; int32_t depth; } DefInfo; // of a local

typedef struct Escape {
    Arena *arena;                                    // of the batch
    const OptOptions *opt;
    IrUnit *unit;
    VEC(IrFunc *) funcs;
    PtrMap in_batch;                                 // IrFunc
    PtrMap defs;                                     // IrLocal → DefInfo
    PtrMap closures;                                 // IrFunc → its CLOSURE statement; the function itself where there are several
    PtrMap looping;                                  // LABELs that some GOTO jumps back to
    PtrMap locs;                                     // IrLocal or IrStmt → Loc
    VEC(Loc *) all;
    Loc heap;
    uint32_t walks;
} Escape;

void escape_defs(Escape *e);                         // where locals are defined, how deep in loops
void escape_flows(Escape *e);                        // the edges
void escape_solve(Escape *e);                        // what escapes, what parameters leak
Loc *escape_local(Escape *e, IrLocal *l);
Loc *escape_site(Escape *e, IrStmt *s, IrFunc *f, int32_t depth);
bool escape_all_calls_known(Escape *e, IrFunc *f);    // a function literal that is only called
IrVal escape_constant(Escape *e, IrVal v);           // the constant that v is, else v
Loc *escape_pointee(Escape *e, IrVal ptr);           // the object ptr surely points to, or NULL
IrFunc *escape_callee(Escape *e, IrVal fn);          // the function of a func value made in this batch, or NULL
IrStmt *escape_only_def(Escape *e, IrLocal *l);      // the one statement that gives l its value, or NULL
bool escape_puts_back(Escape *e, IrStmt *s);         // a STORE or MOVE of what its object held already
bool escape_unused(Escape *e, IrLocal *l);           // nobody looks at l, nor at what it is copied to
bool escape_carries(Type *t);                        // values of t may hold addresses

enum { IMPLICIT_MAX = 64 << 10, EXPLICIT_MAX = 128 << 10 }; // larger allocations and variables go to the heap

#endif
