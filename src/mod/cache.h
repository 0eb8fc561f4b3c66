// The module cache: where a version's files lie, in go's layout, and the lock on them. Private to src/mod.
#ifndef UG_MOD_CACHE_H
#define UG_MOD_CACHE_H

#include "mod/mod.h"

typedef struct ModPlace {
    const char *dir;                                 // GOMODCACHE/path@version, the unpacked tree
    const char *mod, *info, *zip, *ziphash, *partial, *lock; // GOMODCACHE/cache/download/path/@v/version.…
} ModPlace;
ModPlace modcache_place(Arena *a, const char *modcache, ModVersion m);
bool modcache_is_whole(const ModPlace *p);           // the tree is there, all of it
// Waits for whoever else fetches this version; log: says so if it takes a wait. *fd is closed to unlock.
Err modcache_lock(Arena *a, const ModPlace *p, FILE *log, int *fd);
void modcache_make_read_only(const char *dir);       // its directories; as far as it goes
// Removes what earlier runs that were cut short have left beside path: path…suffix. Only under the lock.
void modcache_sweep(Arena *a, const char *path, const char *infix, const char *suffix);

Err toolchain_name_gomods(Arena *a, const char *goroot); // (toolchain.c) _go.mod files get their right names

#endif
