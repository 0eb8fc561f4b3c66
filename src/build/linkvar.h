// Private to src/build.
#ifndef UG_BUILD_LINKVAR_H
#define UG_BUILD_LINKVAR_H

#include "build/build.h"

void linkvar_apply(const Build *b, BuildPkg *bp);    // parsed, not yet checked

#endif
