// What single definitions tell: shared by inlining, devirtualising and check removal.
#ifndef UG_OPT_FACTS_H
#define UG_OPT_FACTS_H

#include "opt/opt.h"

typedef struct Facts {
    Arena *arena;
    struct FactLocal { IrStmt *def; uint32_t defs, uses; bool placed; } *locals; // by id; placed: the base of a place
    uint32_t n;
} Facts;
void facts_gather(Facts *fa, IrFunc *f, Arena *a);
IrStmt *facts_def(const Facts *fa, const IrLocal *l); // the only statement that gives l its value, or NULL
IrVal facts_origin(const Facts *fa, IrVal v);        // v seen through copies

#endif
