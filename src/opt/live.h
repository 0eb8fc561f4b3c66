// What may be read later in a function: which locals, and which objects of its frame.
#ifndef UG_OPT_LIVE_H
#define UG_OPT_LIVE_H

#include "opt/opt.h"

typedef uint64_t *LocalSet;                          // a bit a local, by id
static inline bool set_has(const uint64_t *s, uint32_t i) { return s[i / 64] >> i % 64 & 1; }
static inline void set_add(uint64_t *s, uint32_t i) { s[i / 64] |= (uint64_t)1 << i % 64; }
static inline void set_del(uint64_t *s, uint32_t i) { s[i / 64] &= ~((uint64_t)1 << i % 64); }

typedef struct Live {
    Arena *arena;
    IrFunc *f;
    uint32_t n, words;                               // locals; words of a set
    PtrMap after;                                    // IrStmt → LocalSet: what is read later than the statement
    PtrMap at_break, at_continue, at_label;          // IrStmt → LocalSet: what a jump there finds
    LocalSet crossing;                               // read later than some statement that calls: not in a scratch register
    LocalSet *holds;                                 // by local: which addressed locals' addresses it, or what is in it, may hold;
                                                     //   n: those of objects without a name
    LocalSet stuck;                                  // addressed locals whose address may be anywhere
    bool changed;
} Live;

LocalSet live_set(Live *lv);                         // an empty one
void live_solve(Live *lv, IrFunc *f, Arena *a);
void live_mentions(const IrStmt *s, LocalSet out); // adds what s itself reads or takes the address of
void live_reach(const Live *lv, LocalSet s);         // adds the frame objects that can be reached from s

#endif
