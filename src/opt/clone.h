// Copying IR from one function into another.
#ifndef UG_OPT_CLONE_H
#define UG_OPT_CLONE_H

#include "opt/opt.h"

typedef struct Clone {
    IrFunc *to;
    IrUnit *unit;                                    // of `to`: cloned closures join it
    Arena *arena;
    PtrMap locals;                                   // IrLocal → IrLocal
    PtrMap values;                                   // IrLocal → IrVal *, read-only parameters and captures replaced
    PtrMap targets;                                  // LOOP, BLOCK, LABEL → its copy
    const IrInline *inl;                             // what the copies came with
    IrStmt *return_to;                               // RETURN becomes BREAK of this block; NULL: RETURN stays
    bool reanalyse;                                  // escape flags start anew
} Clone;
void clone_init(Clone *c, IrFunc *to, const IrInline *inl);
IrLocal *clone_local(Clone *c, IrLocal *l, IrLocalKind kind);
void clone_block(Clone *c, const IrBlock *from, IrBlock *to);
IrFunc *clone_closure(Clone *c, IrFunc *f);          // a copy of a function literal for c->to

#endif
