// From a module path to the repository that holds it (https://go.dev/ref/mod#vcs-find). Private to src/mod.
#ifndef UG_MOD_REPO_H
#define UG_MOD_REPO_H

#include "mod/fetcher.h"

typedef struct Repo {
    Str root;                                        // the module path its top directory has
    const char *vcs, *url;                           // "git"; or "mod": url is a proxy
    const char *subdir;                              // of the repository, where root lies; "" the top
} Repo;
Err repo_find(ModFetcher *f, Str path, Repo *out);

#endif
