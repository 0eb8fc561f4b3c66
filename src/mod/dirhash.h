// The h1: hash over a tree of files, which go.sum and the checksum database record. Private to src/mod.
#ifndef UG_MOD_DIRHASH_H
#define UG_MOD_DIRHASH_H

#include "mod/zip.h"

Err dirhash_zip(Arena *a, const Zip *z, Str *out);   // "h1:…"
Err dirhash_dir(Arena *a, const char *dir, Str prefix, Str *out); // of an unpacked tree; prefix: "path@version/"
Str dirhash_gomod(Arena *a, Str text);               // of a go.mod file alone

#endif
