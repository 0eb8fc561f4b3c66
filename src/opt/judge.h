// Whether gc would inline a function: its measure of the syntax tree, and its reasons against.
#ifndef UG_OPT_JUDGE_H
#define UG_OPT_JUDGE_H

#include "opt/opt.h"

typedef struct Judgement {
    int32_t cost;                                    // by gc's rules, of the whole body
    const char *reason;                              // why it cannot be inlined; NULL: it can
    bool under_way, is_big;
} Judgement;

struct Judge {
    Arena *arena;
    PtrMap known;                                    // FuncDecl or FuncLit → Judgement
    bool (*is_intrinsic)(Str go_name);
    uint32_t depth;                                  // of nested questions
    bool circular;                                   // the answer at hand met one that is being found
    bool race;                                       // -race was asked for: who is marked go:norace stays apart
    bool exact;                                      // for messages: counts on where the answer is clear
};

enum { JUDGE_BUDGET = 80, JUDGE_BUDGET_IN_BIG = 20, JUDGE_BUDGET_OF_LITERAL = 800 };
const Judgement *judge_decl(Judge *j, const FuncDecl *d);
const Judgement *judge_lit(Judge *j, const FuncLit *f);
bool judge_is_callee_cheap(const Judgement *callee, bool is_literal, bool in_big); // gc would put the body in place of a call

#endif
