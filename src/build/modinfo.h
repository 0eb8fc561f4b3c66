// Private to src/build.
#ifndef UG_BUILD_MODINFO_H
#define UG_BUILD_MODINFO_H

#include "build/build.h"

// The build information of a program, in the text form of runtime/debug.BuildInfo.
Str modinfo_text(const Build *b, const LoadPkg *main_pkg);

#endif
