// What is kept of a compiled package beside its objects. Private to src/build.
#ifndef UG_BUILD_SUMMARY_H
#define UG_BUILD_SUMMARY_H

#include "build/build.h"

// Fills bp->objects and tells the lowering session what importers must know. False: not in the
// cache, or some object has gone from it.
bool summary_load(Build *b, BuildPkg *bp);
Err summary_save(Build *b, const BuildPkg *bp, const IrUnit *u);

#endif
