// Inside the room: tokens, operands, statements, a parsed file.
#ifndef UG_ASM_PROGRAM_H
#define UG_ASM_PROGRAM_H

#include "asm/asm.h"

// ---- Tokens (lex.c)
typedef enum TokKind {
    TK_EOF, TK_NEWLINE, TK_IDENT, TK_INT, TK_FLOAT, TK_CHAR, TK_STRING, TK_LSH, TK_RSH,
    TK_PLAIN_NAME,                                   // a macro's name that is not expanded: used without its arguments
    TK_HASH_DONE,                                    // a directive was handled
    TK_PUNCT,                                        // Tok.punct
} TokKind;
typedef struct Tok {
    TokKind kind;
    char punct;
    bool glued;                                      // nothing stands between it and the token before
    Str text;                                        // in identifiers · is . and ∕ is /
    const char *file;
    uint32_t line;
} Tok;
typedef VEC(Tok) Toks;
typedef struct Scan { Arena *arena; const char *file; Str text; size_t at; uint32_t line; } Scan;
Tok asm_scan(Scan *s);
static inline bool tok_is(const Tok *t, char c) { return t->kind == TK_PUNCT && t->punct == c; }
const char *tok_describe(Arena *a, const Tok *t);    // "integer constant", "'x'"

// ---- The preprocessor (preproc.c)
typedef struct Preproc Preproc;
Preproc *preproc_new(const AsmOptions *opt, const char *path, Str text, AsmErrors *errs);
Tok preproc_next(Preproc *p);                        // TK_EOF after a fatal error
void asm_error_at(AsmErrors *e, const char *file, uint32_t line, const char *fmt, ...) PRINTF_LIKE(4, 5);

// ---- Registers (regs.c)
typedef enum RegClass {
    RC_NONE, RC_GP, RC_BYTE, RC_HIGH, RC_X87, RC_MMX, RC_MASK, RC_X, RC_Y, RC_Z, RC_SEG, RC_CR, RC_DR, RC_TR,
    RC_SYSTEM,                                       // GDTR IDTR LDTR MSW TASK
    RC_TLS, RC_SB, RC_FP, RC_PC,
} RegClass;
typedef struct Reg { RegClass cls : 8; uint8_t num; } Reg;
enum { NUM_SP = 4 };
bool reg_find(Str name, Reg *out);
const char *reg_gnu(Arena *a, Reg r, char width);    // width of RC_GP: b w l q
static inline bool reg_is_vector(Reg r) { return r.cls == RC_X || r.cls == RC_Y || r.cls == RC_Z; }
static inline bool reg_is_pseudo(Reg r) { return r.cls == RC_SB || r.cls == RC_FP || r.cls == RC_PC; }

// ---- Instructions (insn.c, insn.def)
typedef enum InsnFlag {
    IF_SWAP = 1,                                     // Go writes what is compared first, GNU the other way round
    IF_COUNT = 2,                                    // a first operand CX is the count register CL
    IF_JUMP = 4,                                     // operands may be labels
    IF_PUSH = 8, IF_POP = 16,                        // move SP by the width
    IF_LOAD = 32,                                    // register to register in the form that could load from memory
    IF_STORE = 64,                                   // registers alone: in the form that could store
    IF_BARE = 128,                                   // operands are implied: what is written is not printed
    IF_SIGN32 = 256,                                 // numbers of 32 bits may be written without their sign
    IF_MASKED2 = 512,                                // two operands, the first a write mask
    IF_X87POP = 1024,                                // stores of x87 that pop
    IF_U2 = 2048,                                    // the number has two bits
} InsnFlag;
typedef enum InsnKind {                              // what needs more than a name (form.c)
    IK_PLAIN, IK_CALL, IK_JMP, IK_JCC, IK_RET, IK_MOVQ, IK_MOVL, IK_MOV, IK_FLOAT, IK_CMPXX, IK_SHIFT, IK_BYTES, IK_NOP,
    IK_ADJSP, IK_INT, IK_XCHG, IK_SYSWORD, IK_BYTEOP, IK_X87, IK_X87ARITH, IK_X87COM,
    IK_X87MOVE, IK_VMOVQ,
} InsnKind;
typedef struct Insn {
    const char *go, *gnu, *widths;                   // widths of general registers, operand by operand; the last repeats
    uint8_t kind;
    uint16_t flags;
    uint8_t elem;                                    // bytes of an element of a broadcast; 0: none
    char vector;                                     // 'x' 'y' 'z': length of a memory operand that the name tells
} Insn;
const Insn *insn_find(Str name);

// ---- Operands and statements (parse.c)
typedef enum OperandKind {
    OPD_REG, OPD_INT, OPD_FLOAT, OPD_STRING, OPD_MEM, OPD_ADDR, OPD_LIST, OPD_LABEL, OPD_PCREL,
} OperandKind;
typedef enum SymKind { SYM_NONE, SYM_EXTERN, SYM_STATIC, SYM_PARAM, SYM_AUTO } SymKind;
typedef struct Operand {
    OperandKind kind;
    Reg reg, index;                                  // OPD_LIST: the first and the last
    uint8_t scale;
    SymKind sym_kind;
    bool internal;                                   // <ABIInternal>
    bool indirect;                                   // written *x
    Str sym;                                         // name, label
    int64_t offset;                                  // or the constant
    double f;
    Str text;                                        // OPD_STRING; as written where a message shows it
} Operand;
enum { MAX_OPERANDS = 6 };

typedef enum AsmStmtKind { ST_INSN, ST_TEXT, ST_DATA, ST_GLOBL, ST_PCALIGN, ST_MARK } AsmStmtKind; // MARK: PCDATA, FUNCDATA
typedef enum EvexSuffix { EV_BCST = 1, EV_Z = 2, EV_SAE = 4, EV_RN = 8, EV_RD = 16, EV_RU = 32, EV_RZ = 64 } EvexSuffix;
enum { EV_ROUNDING = EV_RN | EV_RD | EV_RU | EV_RZ };
typedef struct AsmStmt {
    AsmStmtKind kind;
    const char *file;
    uint32_t line;
    const Insn *insn;
    const char *word;                                // the instruction as written, suffixes included
    uint8_t evex;
    uint8_t n;
    Operand op[MAX_OPERANDS];
    VEC(Str) labels;                                 // in front of it
    int64_t size, args;                              // TEXT: frame and arguments (-1 unknown); DATA, GLOBL: size; PCALIGN
    uint32_t text_flags;                             // TEXT, GLOBL
    uint32_t number;                                 // of the instruction in its file, for n(PC)
} AsmStmt;
typedef VEC(AsmStmt *) AsmStmts;
enum { FLAG_NOPROF = 1, FLAG_DUPOK = 2, FLAG_NOSPLIT = 4, FLAG_RODATA = 8, FLAG_NOPTR = 16, FLAG_NOFRAME = 512 };

typedef struct AsmFunc {                             // one TEXT
    Str name;
    bool is_static, is_internal;
    uint32_t first, end;                             // statements
    uint32_t stack, depth;                           // its own, with what it calls
    const char *entry;                               // the C symbol put out with it (entry.c), or NULL
    uint16_t clobbers;                               // general registers named in it, all if it leaves for elsewhere
    bool visiting;
} AsmFunc;
struct AsmFile {
    Arena *arena;
    const char *path;
    AsmStmts stmts;
    VEC(AsmFunc *) funcs;
    AsmNames names;
    StrMap by_name;
};

// ---- Printing (emit.c, frame.c, form.c, data.c)
typedef struct AsmFrame {
    bool save_bp;
    int64_t local;                                   // without the saved BP
    int64_t delta;                                   // how far SP lies below its value at entry, at the statement at hand
} AsmFrame;
typedef struct EmittedFunc { const char *symbol; const AsmStmt *text; } EmittedFunc;
typedef struct Emit {
    const AsmOptions *opt;
    Arena *arena;
    AsmFile *file;
    const AsmStack *stack;
    AsmErrors *errs;
    StrBuf *out;
    const AsmStmt *stmt;
    const AsmFunc *func;
    AsmFrame frame;
    StrMap constants;                                // float constants put out
    VEC(int64_t) numbers;                            // that an instruction holds in full, though fewer bytes would do
    VEC(EmittedFunc) functions;                      // put out, in order
    uint32_t ended;                                  // functions put out
    const char *leave_to;                            // in a function's C entry: the label that a return goes to
    uint32_t objects;                                // sections of data so far
    VEC(const char *) files;                         // of .file directives, by number
    VEC(AsmFunction) values;                         // func values that are called, each with its adapters
    StrMap labels;                                   // of the function: label → AsmStmt
    PtrMap targets;                                  // statements that n(PC) points to
    const AsmStmt *long_jump, *long_target;          // of the function: the forward jump over most statements, or NULL
    bool bad;
} Emit;
void emit_error(Emit *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
void emit_failure(Emit *e, const char *fmt, ...) PRINTF_LIKE(2, 3); // said without a place, as gc's back end does
void emit_problem(Emit *e, const char *what);        // with the instruction, as gc's back end says it
void emit_invalid(Emit *e);
void emit_insn(Emit *e, const AsmStmt *s);
void emit_line(Emit *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
const char *emit_operand(Emit *e, const Operand *o, char width);
int64_t emit_frame_offset(const Emit *e, const Operand *o); // from SP where it is a parameter or local, else its offset
const char *emit_symbol(Emit *e, const Operand *o, bool as_function);
const char *emit_label(Emit *e, const AsmStmt *at);
void emit_statement(Emit *e, const AsmStmt *s);
void emit_open(Emit *e, const char *symbol, const char *binding, Str go_name); // a function: binding NULL: local
void emit_close(Emit *e, const char *symbol);
void entry_put(Emit *e, AsmFunc *f);
void form_note_long_jump(Emit *e);
// ---- value.c
const Signature *asm_value_called(const AsmOptions *opt, const AsmFile *f, const AsmFunc *fn, uint32_t at); // by a statement; or NULL
const char *emit_value_target(Emit *e);              // what the call at hand calls in place of a func value's code, or NULL
void emit_values(Emit *e);
const char *emit_target(Emit *e, const Operand *o);  // of a jump or call
const char *emit_float(Emit *e, double v, bool single); // symbol of a constant
const char *asm_operand_text(Arena *a, const Operand *o); // as gc prints it
const char *stmt_text(Arena *a, const AsmStmt *s);
void frame_move(Emit *e, int64_t down);               // SP, by so many bytes
void frame_open(Emit *e, const AsmStmt *text);
void frame_return(Emit *e);                          // before the last jump or ret
void frame_track(Emit *e, const AsmStmt *s);
void data_emit(Emit *e);
#endif
