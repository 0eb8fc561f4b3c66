// A package's assembly files: parsed beside its Go files, assembled to one object (assemble.c).
#ifndef UG_BUILD_ASSEMBLE_H
#define UG_BUILD_ASSEMBLE_H

#include "asm/asm.h"
#include "build/build.h"

// `undergo tool asm`: one file to an object, or its text to stdout.
typedef struct AssembleJob {
    const char *path, *out;                          // out NULL: print the text
    AsmOptions opt;                                  // arena, mangle and include are filled in
    bool all_errors;
} AssembleJob;
Err assemble_alone(const BuildShared *s, AssembleJob *job, bool *ok);

#endif
