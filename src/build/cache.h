// The build cache: files by content key. Private to src/build.
#ifndef UG_BUILD_CACHE_H
#define UG_BUILD_CACHE_H

#include "build/build.h"

Err cache_open(Arena *a, Cache **out);
const char *cache_dir(Arena *a);                     // where it is, or would be
const char *cache_fuzz_dir(Arena *a);                // inputs that fuzzing found worth keeping
const char *cache_path(const Cache *c, Arena *a, Str key, char kind); // kind: 'o' object, 'x' program, 'k' a key, 't' a test's output
const char *cache_get(const Cache *c, Arena *a, Str key, char kind); // path, or NULL; marks it used
const char *cache_temp(Cache *c, Arena *a, Str key, char kind); // a name beside cache_path, unique in the machine
Err cache_put(const Cache *c, Arena *a, const char *temp, Str key, char kind); // renames temp into place
Err cache_put_text(Cache *c, Arena *a, Str key, char kind, Str text);
void cache_trim(const Cache *c);
Err cache_clean(Arena *a);
Err cache_expire_tests(Arena *a);                    // removes kept test results

#endif
