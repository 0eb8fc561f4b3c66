// A package's assembly files: parsed beside its Go files, assembled to objects of their own (assemble.c).
#ifndef UG_BUILD_ASSEMBLE_H
#define UG_BUILD_ASSEMBLE_H

#include "asm/asm.h"
#include "build/build.h"

// Reads the files and says so if they are in error; ok is false then. Nothing happens where there are none.
Err assemble_read(Build *b, BuildPkg *bp, bool *ok);
// After lowering: what assembly names must stay; a variable without a value of its own that GLOBL defines is external.
void assemble_claim(Build *b, BuildPkg *bp, IrUnit *u);
// The texts to assemble: a file each, then the wrappers.
typedef struct AssembleText { AsmFile *file; Str text; } AssembleText; // file NULL: wrappers
typedef VEC(AssembleText) AssembleTexts;
Err assemble_texts(Build *b, BuildPkg *bp, AssembleTexts *out, bool *ok);
const char *const *assemble_argv(const CcTool *cc, Arena *a, const char *source, const char *object);

// `undergo tool asm`: one file to an object, or its text to stdout.
typedef struct AssembleJob {
    const char *path, *out;                          // out NULL: print the text
    AsmOptions opt;                                  // mangle is filled in, the Go tree's headers are added
    bool all_errors;
} AssembleJob;
Err assemble_alone(const BuildShared *s, AssembleJob *job, bool *ok);

#endif
