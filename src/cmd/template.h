// The parsed form of a text/template. Private to template*.c.
#ifndef UG_CMD_TEMPLATE_H
#define UG_CMD_TEMPLATE_H

#include "cmd/value.h"

typedef enum TermKind {
    TERM_DOT = 1,                                    // . and the fields after it
    TERM_VARIABLE,                                   // $x and the fields after it
    TERM_LITERAL,
    TERM_FUNCTION,                                   // a name that is called
    TERM_PIPE,                                       // ( … ) and the fields after it
} TermKind;
typedef struct Pipe Pipe;
typedef struct Term {
    TermKind kind;
    Str name;                                        // VARIABLE, FUNCTION
    StrVec fields;
    const Value *literal;
    Pipe *pipe;
    Str text;                                        // as written
} Term;
typedef struct TermList { VEC(Term *) terms; } TermList; // one command: what it calls, its arguments
struct Pipe {
    Str variables[2];                                // $i, $x := …; empty names
    uint32_t nvariables;
    bool assigns;                                    // = instead of :=
    VEC(TermList *) commands;
};

typedef enum PartKind { PART_TEXT = 1, PART_PIPE, PART_IF, PART_WITH, PART_RANGE, PART_BREAK, PART_CONTINUE } PartKind;
typedef struct Part {
    PartKind kind;
    Str text;
    Pipe *pipe;
    VEC(struct Part *) body, otherwise;
} Part;
typedef VEC(Part *) Parts;

struct Template {
    Arena *arena;
    Str text;
    const Value *context;                            // what the function of that name gives, or NULL
    VEC(Part *) body;
};

#endif
