// What the files that fetch share: one session's connections, and who is asked for what. Private to src/mod.
#ifndef UG_MOD_FETCHER_H
#define UG_MOD_FETCHER_H

#include "mod/cache.h"
#include "mod/net.h"
#include "mod/proxy.h"
#include "mod/sumdb.h"

#define TOOLCHAIN_PATH STR("golang.org/toolchain")

struct ModFetcher {
    Arena *arena;
    const GoEnv *env;
    FILE *log;
    bool writable;                                   // trees stay writable: -modcacherw
    bool quiet;                                      // says nothing of what it downloads
    Net *net;
    ProxyList proxies;                               // read when first asked
    SumDb *sumdb;                                    // opened when first asked
};

bool fetcher_is_toolchain(ModVersion m);
Err fetcher_proxies(ModFetcher *f);                  // reads $GOPROXY, once
Err fetcher_check_version(ModFetcher *f, ModVersion m);
Err fetcher_place(ModFetcher *f, ModVersion m, ModPlace *out);
bool fetcher_goes_direct(const ModFetcher *f, const Proxy *p, ModVersion m); // m's repository is asked, not p (direct.h)
// The URL at which p has "/@v/VERSION" + tail of m, or, where m.version is empty, "/" + tail. NULL where p is no server,
// with *err set if that is to be told.
const char *fetcher_url(ModFetcher *f, const Proxy *p, ModVersion m, const char *tail, Err *err);

// (verify.c) sum: of what came. known_sum: of go.sum, or empty to ask the checksum database. A version that
// ends in /go.mod names the module's go.mod file alone.
Err fetcher_check_sum(ModFetcher *f, ModVersion m, Str sum, Str known_sum);

#endif
