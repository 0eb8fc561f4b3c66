// The GODEBUG settings that a program starts with. Private to src/build.
#ifndef UG_BUILD_GODEBUG_H
#define UG_BUILD_GODEBUG_H

#include "build/build.h"

// "panicnil=1,…", sorted by name; empty where everything is as the newest Go has it.
Err godebug_default(Arena *a, const Loader *l, const LoadPkg *main_pkg, Str *out);

#endif
