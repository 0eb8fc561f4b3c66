// Private to src/build.
#ifndef UG_BUILD_INITORDER_H
#define UG_BUILD_INITORDER_H

#include <stdlib.h>

#include "build/build.h"

void init_order(Arena *a, LoadPkg *main_pkg, LoadPkgs *out);

#endif
