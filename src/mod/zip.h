// Reading zip archives, what a module's archive may hold, and unpacking one. Private to src/mod.
#ifndef UG_MOD_ZIP_H
#define UG_MOD_ZIP_H

#include "mod/mod.h"

enum { MOD_ZIP_LIMIT = 500 << 20 };                  // bytes, of the archive and of what it unpacks to: go's limit

typedef struct ZipEntry {
    Str name;                                        // ends in / for a directory
    Str packed;                                      // its bytes in the archive
    uint64_t size;                                   // as declared
    uint32_t crc;
    uint32_t mode;                                   // Unix file mode; 0 where the archive has none
    bool deflated;
} ZipEntry;
typedef struct Zip {
    Arena *arena;
    const char *path;
    Str bytes;                                       // the mapped file
    VEC(ZipEntry) entries;                           // in the directory's order
} Zip;
Err zip_open(Arena *a, const char *path, Zip *out);
void zip_close(Zip *z);
// Hands the content to sink in pieces; judges its size and CRC.
typedef Err ZipSink(void *ctx, const void *p, size_t n);
Err zip_read(const ZipEntry *e, ZipSink *sink, void *ctx);

// The rules of https://go.dev/ref/mod#zip-path-size-constraints. prefix: "path@version/".
Err zip_check_module(const Zip *z, Str prefix);      // (unzip.c)
// Unpacks a checked archive, without the prefix, into dir, which does not exist. Files are read-only.
Err zip_unpack(const Zip *z, Str prefix, const char *dir);

#endif
