// Leaving out methods that nothing can call. Private to src/build.
#ifndef UG_BUILD_PRUNE_H
#define UG_BUILD_PRUNE_H

#include "build/build.h"

// Which methods a program's packages may call without naming the type.
typedef struct Callable {
    StrMap names;                                    // of methods called through interfaces
    bool by_reflect;                                 // reflect can give out any exported method
} Callable;
void prune_note(BuildPkg *bp, Arena *a, const IrUnit *u); // bp->calls, bp->calls_by_reflect
void prune_collect(Arena *a, const BuildPkg *bp, Callable *c);

// An object to link.
typedef struct Pruned {
    const char *path;                                // NULL: not made yet
    int memory;                                      // of a copy that is no file: to be kept open until the link is done
} Pruned;
// The object to link in the place of the one at path: the same, or a copy whose type descriptors don't refer to methods
// that can't be called.
Err prune_object(Build *b, const Callable *c, const char *path, Pruned *out);
void prune_forget(const Build *b, const char *path, const Pruned *p); // a copy is gone then, but for -work

#endif
