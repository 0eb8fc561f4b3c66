// Code generation: IR to C. Deterministic; one statement a line; #line to the Go source.
#ifndef UG_CGEN_H
#define UG_CGEN_H

#include "lower/lower.h"

typedef struct CgenOptions {
    Lower *lower;
    Types *types;
    SourceSet *sources;
    bool trimpath;
    bool line_directives;
    bool clamp_conversions;                          // of floats to integers: -d=converthash=qy
    bool edges;                                      // count where control can go, for fuzzing
    uint32_t max_lines_per_file;                     // larger packages are split
} CgenOptions;
typedef VEC(Str) CgenTexts;                          // one C file each, in the arena
void cgen_unit(const CgenOptions *opt, IrUnit *u, Arena *a, CgenTexts *out);
void cgen_main(const CgenOptions *opt, IrUnit *u, const char *go_version, const char *goroot, Str mod_info, Arena *a, CgenTexts *out);
Str cgen_mangle(Arena *a, Str go_name);              // "path/pkg.(*T).M" → C identifier
bool cgen_is_intrinsic(Str go_name);                 // calls of it are printed as a C expression

#endif
