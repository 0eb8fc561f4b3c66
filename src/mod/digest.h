// SHA-256 and base64, as module checksums are computed and written. Private to src/mod.
#ifndef UG_MOD_DIGEST_H
#define UG_MOD_DIGEST_H

#include "base/base.h"

typedef struct Digest { uint8_t b[32]; } Digest;
static inline bool digest_eq(const Digest *x, const Digest *y) { return memcmp(x->b, y->b, sizeof x->b) == 0; }

typedef struct Hashing { struct evp_md_ctx_st *ctx; } Hashing; // SHA-256 of parts that follow one another
void hashing_start(Hashing *h);
void hashing_add(Hashing *h, const void *p, size_t n);
void hashing_end(Hashing *h, Digest *out);           // may be started again
void hashing_release(Hashing *h);
void digest_of(const Str *parts, size_t n, Digest *out);

Str b64_encode(Arena *a, const void *p, size_t n);
bool b64_decode(Arena *a, Str text, Str *out);       // strict: padded, canonical, nothing between

#endif
