// Plan 9 assembly for amd64: from a package's .s files to GNU assembler text.
//
// asm_parse reads a file (lex.c, preproc.c, parse.c), asm_emit prints it (emit.c), the C compiler's
// driver assembles that. Between Go compiled to C and the stack frames of this assembly stand the
// wrappers of abi0.c; header.c writes go_asm.h. Errors are gc's, one a line, in AsmErrors.
#ifndef UG_ASM_H
#define UG_ASM_H

#include "types/types.h"

typedef struct AsmError { const char *file; uint32_t line; const char *msg; bool names_line; } AsmError; // names_line: shown without its place
typedef struct AsmErrors { Arena *arena; VEC(AsmError) list; bool fatal; } AsmErrors;
void asm_errors_print(const AsmErrors *e, const char *path, FILE *out, bool all); // ten and "too many errors" unless all

typedef struct AsmFunction {
    Str go_name;                                     // "pkg.F", as tracebacks show it
    const char *csym, *abi0, *internal;              // entry for C, entries for assembly; csym NULL: a func value, in DX
    const Signature *sig;                            // of a function: no receiver
} AsmFunction;

typedef struct AsmOptions {
    Arena *arena;
    VEC(Str) include;                                // directories of #include, after the file's own
    VEC(Str) defines;                                // NAME or NAME=text
    Str package;                                     // escaped path: what a leading · stands for; "" leaves the dot
    Str line_dir;                                    // where line tables say the file lies; "": where it was found
    Str header;                                      // what "go_asm.h" holds; .p NULL: looked for like other files
    bool allow_abi;                                  // <ABIInternal> is understood: packages of the runtime
    Str (*mangle)(Arena *a, Str go_name);            // cgen_mangle
    bool (*entry)(void *ctx, Str go_name, AsmFunction *out); // whether C enters a function defined here, and how
    const char *(*variable)(void *ctx, Str go_name); // the symbol of a name that is data; NULL: mangle(go_name)
    bool (*is_func)(void *ctx, Str go_name);         // whether a name that is not defined here is a function's
    const Signature *(*signature)(void *ctx, Str go_name); // of a function or a variable that is a func value; or NULL
    void *ctx;
} AsmOptions;

typedef struct AsmFile AsmFile;
// A name this file refers to, or defines for others. Static names are not listed. Gc's two conventions count apart:
// a name is used and defined as ABI0, which data is too, or as ABIInternal.
typedef struct AsmName {
    Str name;
    bool text;                                       // defined by TEXT
    bool used, defined, used_internal, defined_internal;
} AsmName;
typedef VEC(AsmName) AsmNames;
// False if there are errors; *out is what could be read.
bool asm_parse(const AsmOptions *opt, const char *path, Str text, AsmErrors *errs, AsmFile **out);
const AsmNames *asm_names(const AsmFile *f);
const char *asm_path(const AsmFile *f);
// How many bytes of stack each function of a package's files needs, with those it calls: what its wrapper makes sure
// of. Where functions call each other in a ring, one of them is noted, at which the ring is cut.
typedef struct AsmStack { StrMap need, ring; } AsmStack; // name → AsmFunc *
void asm_stack(const AsmOptions *opt, AsmFile *const *files, uint32_t n, AsmStack *out);
uint32_t asm_stack_need(const AsmStack *s, Str name); // 0: not one of them
const char *asm_own_entry(const AsmStack *s, Str name); // the C symbol that asm_emit defined with the function; or NULL
uint16_t asm_clobbers(const AsmStack *s, Str name);  // general registers it may change, by number
// Appends the assembler text. Calls that close a ring go through the function's wrappers, which grow the stack.
bool asm_emit(const AsmOptions *opt, AsmFile *f, const AsmStack *stack, AsmErrors *errs, StrBuf *out);

// ---- What the assembler makes of an error is an instruction it does not know in that form: gc's words for it.
// text: what asm_emit wrote; says: the assembler's output about it. False if nothing in it can be placed.
bool asm_refused(const AsmFile *f, Str text, Str says, AsmErrors *errs);

// ---- go_asm.h of a package (header.c)
void asm_header(Package *pkg, StrBuf *out);

// ---- Frames (abi0.c): both wrappers are assembler text.
const char *asm_abi0_symbol(const AsmOptions *opt, Str go_name);
const char *asm_internal_symbol(const AsmOptions *opt, Str go_name);
// csym is defined: takes arguments as C does and calls abi0 with a frame, having made sure of `stack` bytes.
// clobbered: as of asm_clobbers; what C wants preserved of it is saved.
void asm_wrap_for_go(Arena *a, const AsmFunction *f, uint32_t stack, uint16_t clobbered, StrBuf *out);
// abi0 is defined, with that binding (NULL: local): calls csym with what stands in the frame.
void asm_wrap_for_asm(Arena *a, const AsmFunction *f, const char *binding, StrBuf *out);
uint32_t asm_wrapper_stack(Arena *a, const Signature *sig); // what it takes, before C makes sure of its own
// internal is defined: calls abi0. abi0 is defined, weak: calls internal (regabi.c).
void asm_adapt_from_internal(Arena *a, const AsmFunction *f, const char *binding, StrBuf *out);
void asm_adapt_to_internal(Arena *a, const AsmFunction *f, StrBuf *out);
uint32_t asm_adapter_stack(Arena *a, const Signature *sig);

#endif
