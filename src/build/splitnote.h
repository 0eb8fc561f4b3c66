// Private to src/build.
#ifndef UG_BUILD_SPLITNOTE_H
#define UG_BUILD_SPLITNOTE_H

#include "base/base.h"

#define SPLITNOTE_HIDDEN ".note.ug.split-stack."  // its name from then on

Err splitnote_hide(const char *object);              // in place; an object without the mark stays as it is

#endif
