// Pseudo-versions (https://go.dev/ref/mod#pseudo-versions). Private to src/mod.
#ifndef UG_MOD_PSEUDO_H
#define UG_MOD_PSEUDO_H

#include "mod/mod.h"

bool pseudo_is(Str v);
Str pseudo_rev(Str v);                               // its commit: 12 digits
Str pseudo_time(Str v);                              // yyyymmddhhmmss
Str pseudo_base(Arena *a, Str v);                    // the tag it comes after, or empty
// major: "v2", used where there is no older tag. time: of the commit, in seconds.
Str pseudo_make(Arena *a, Str major, Str older, int64_t time, Str hash);
Str pseudo_stamp(Arena *a, int64_t time);            // as it stands in a version
Str semver_major(Str v);                             // v2.1.0: v2
bool semver_canonical(Str v);                        // three numbers, no +meta

#endif
