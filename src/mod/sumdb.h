// $GOSUMDB: the checksum database, a public log of what every module version holds. Private to src/mod.
#ifndef UG_MOD_SUMDB_H
#define UG_MOD_SUMDB_H

#include "mod/mod.h"
#include "mod/net.h"
#include "mod/proxy.h"

typedef struct SumDb SumDb;
Err sumdb_open(Arena *a, const GoEnv *env, Net *net, const ProxyList *proxies, SumDb **out);
const char *sumdb_name(const SumDb *db);
// The lines "path version h1:…" that the database has for the version; verified to be in the log.
Err sumdb_lookup(SumDb *db, ModVersion m, StrVec *lines);

#endif
