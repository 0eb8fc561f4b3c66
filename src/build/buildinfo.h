// What a program says of itself. For src/cmd.
#ifndef UG_BUILD_BUILDINFO_H
#define UG_BUILD_BUILDINFO_H

#include "base/base.h"

Err buildinfo_read(Arena *a, const char *path, Str *version, Str *modules); // modules: lines, as in debug/buildinfo

#endif
