// The C compiler as a tool: its words, its identity, the flags for generated code. Private to src/build.
#ifndef UG_BUILD_CC_H
#define UG_BUILD_CC_H

#include "build/hash.h"
#include "build/build.h"
#include "build/race.h"

struct CcTool {
    StrVec words;                                    // $CC split: "ccache gcc" is two
    Str identity;                                    // of the executables, and of the headers generated code includes
    StrVec flags;                                    // ccflags.def, -march, the user's
    const char *include;                             // -I
    const char *library;                             // libundergo.a; NULL where it is missing: only linking needs it
    const char *lld;                                 // LLVM's linker, a third of the time; NULL where there is none
};
Err cc_open(Arena *a, const Loader *l, const BuildOptions *opt, CcTool **out);
// How one file is compiled.
typedef struct CcMode {
    const char *opt_level;                           // "-O2", "-O1" or "-O0"; "as": assembly
    RaceView race;
} CcMode;
// The command that compiles src to obj.
const char *const *cc_compile_argv(const CcTool *cc, Arena *a, CcMode mode, const char *src, const char *obj, const char *work);
void cc_print_command(const char *const *argv, FILE *out);

#endif
