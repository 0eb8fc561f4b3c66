// Compiling packages to objects; private to src/build.
#ifndef UG_BUILD_COMPILE_H
#define UG_BUILD_COMPILE_H

#include "build/cc.h"

// Lowers, optimises and emits C for bp, and sends to the pool what the cache lacks.
Err compile_package(Build *b, BuildPkg *bp);
// The C of a program's entry unit.
Err compile_main(Build *b, BuildPkg *main_pkg, StrVec *objects);
// Waits for the C compiler; prints what went wrong. False: some unit failed.
bool compile_wait(Build *b);
// -S: the code of one C text, to stderr (listing.c).
Err listing_print(Build *b, const BuildPkg *bp, CcMode mode, Str text);

#endif
