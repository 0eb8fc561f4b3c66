// Unified diffs of small texts. Private to src/cmd.
#ifndef UG_CMD_DIFF_H
#define UG_CMD_DIFF_H

#include "base/base.h"

// The change from one text to another, with the names of both; nothing where they are equal.
void diff_put(StrBuf *out, Arena *a, const char *old_name, Str old_text, const char *new_name, Str new_text);

#endif
