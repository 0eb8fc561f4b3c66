// Modules straight from version control: a repository answers what a proxy would. Private to src/mod.
#ifndef UG_MOD_DIRECT_H
#define UG_MOD_DIRECT_H

#include "mod/fetcher.h"

// What a proxy has at "/@v/VERSION" + tail of m (".info", ".mod"), or, m.version being empty, at "/" + tail ("@v/list",
// "@latest").
NetStatus direct_get(ModFetcher *f, ModVersion m, const char *tail, StrBuf *out, Err *err);
NetStatus direct_zip(ModFetcher *f, ModVersion m, FILE *to, Err *err);

#endif
