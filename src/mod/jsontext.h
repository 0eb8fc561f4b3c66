// Reading the little JSON that servers answer with. Private to src/mod.
#ifndef UG_MOD_JSONTEXT_H
#define UG_MOD_JSONTEXT_H

#include "base/base.h"

// The string that the object's member name holds. False where text is no object or has no such string.
bool json_member(Arena *a, Str text, const char *name, Str *out);

#endif
