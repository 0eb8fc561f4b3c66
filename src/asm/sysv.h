// How C passes the arguments and results of a Go function, and where gc's ABI0 frame holds them.
#ifndef UG_ASM_SYSV_H
#define UG_ASM_SYSV_H

#include "asm/asm.h"

typedef enum PieceWhere { PW_INT, PW_SSE, PW_STACK } PieceWhere;
typedef struct Piece {                               // up to eight bytes of an argument or result
    PieceWhere where;
    unsigned reg;                                    // of its kind, from 0; PW_STACK: offset among the stack arguments
    unsigned frame;                                  // offset in the ABI0 frame
    unsigned size;                                   // 1 to 8
} Piece;
typedef VEC(Piece) Pieces;
typedef struct CallLayout {
    Pieces args, results;
    Piece context;                                   // where a func value itself goes, called as such
    unsigned frame_size;                             // arguments and results, a multiple of 8
    unsigned stack_args;                             // bytes C passes on the stack
    bool hidden;                                     // results go to memory whose address is the first argument:
    unsigned results_at, results_size;               //   the frame holds them in the same layout
} CallLayout;
void sysv_layout(Arena *a, const Signature *sig, CallLayout *out);
#endif
