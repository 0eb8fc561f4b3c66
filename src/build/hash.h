// SHA-256 of several parts, each with its length, as a cache key.
#ifndef UG_BUILD_HASH_H
#define UG_BUILD_HASH_H

#include "base/base.h"

typedef struct Hasher { void *ctx; } Hasher;
void hash_init(Hasher *h);
void hash_add(Hasher *h, Str part);
void hash_file_identity(Hasher *h, const char *path); // path, size and time of change, not the content
Str hash_hex(Hasher *h, Arena *a);                   // ends it
void hash_sha256(Str data, uint8_t out[32]);

#endif
