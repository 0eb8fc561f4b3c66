// Private to src/build.
#ifndef UG_BUILD_LINK_H
#define UG_BUILD_LINK_H

#include "build/build.h"
#include "build/prune.h"

typedef struct LinkInput {
    StrVec objects, assembly;                        // cache keys
    Callable callable;
    VEC(Pruned) pruned;                              // objects, as they are linked
} LinkInput;
// Prunes what objects there are, while others are being compiled.
void link_prune(Build *b, LinkInput *in);
void link_unprune(Build *b, const LinkInput *in);    // removes what that made
// The cache key of the program made of these objects, and its path in the cache, linked if need be.
Err link_program(Build *b, const LoadPkg *p, LinkInput *in, Str *key, const char **exe, bool *ok);
void link_report(Build *b, const LoadPkg *p, const LinkInput *in, Str says); // the linker's words, in Go's (linkerror.c)
const char *link_go_name(Arena *a, Str symbol); // that it is mangled from, as far as the escape can be undone for a message
Err link_copy_out(Arena *a, const char *from, const char *to); // whole or not at all, executable

#endif
