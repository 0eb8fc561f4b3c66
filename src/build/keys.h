// What cache keys cover. Private to src/build.
#ifndef UG_BUILD_KEYS_H
#define UG_BUILD_KEYS_H

#include "build/build.h"
#include "build/hash.h"

// Who compiles and links, and what all packages share.
Str key_toolchain(Build *b);
// A program, from sources and options alone: known before anything is checked.
Str key_action(Build *b, const LoadPkg *main_pkg, const LoadPkgs *all);
// A package: all that its objects and its summary depend on. declared: what its //go:linkname
// directives have come to mean (lower_linknames). Those it imports have theirs already.
Str key_package(Build *b, const BuildPkg *bp, const IrSyms *declared);
// Adds who links.
void key_linker(const Build *b, Hasher *h);
// A package's export data: its sources and those of all it imports.
Str key_export(Build *b, LoadPkg *p);

#endif
