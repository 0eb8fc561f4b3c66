// Programs that are run for what they print. Private to src/mod.
#ifndef UG_MOD_RUN_H
#define UG_MOD_RUN_H

#include "mod/mod.h"

// argv and env (NAME=value, added to ours) end in NULL; dir: where it runs. What it says goes to out; run_output's
// input comes from nowhere. A failure tells the command, its place and what it wrote to stderr, in go's form.
Err run_with_input(Arena *a, const char *const *argv, const char *dir, const char *const *env, Str input, StrBuf *out);
Err run_output(Arena *a, const char *const *argv, const char *dir, const char *const *env, StrBuf *out);

#endif
