// $GOPROXY: who is asked for a module, in which order. Private to src/mod.
#ifndef UG_MOD_PROXY_H
#define UG_MOD_PROXY_H

#include "mod/mod.h"
#include "mod/net.h"

typedef enum ProxyKind { PROXY_URL = 1, PROXY_DIRECT, PROXY_OFF, PROXY_NONE } ProxyKind; // NONE: $GONOPROXY's modules
typedef struct Proxy {
    ProxyKind kind;
    const char *url;                                 // of PROXY_URL, without a slash at its end
    bool fall_back;                                  // after any error, not only after "not found"
} Proxy;
typedef struct ProxyList { VEC(Proxy) list; } ProxyList;
Err proxies_parse(const GoEnv *env, ProxyList *out);

// Asks one proxy after another until one answers. What is told in the end is the error that says most:
// of a direct attempt, else of a proxy that failed, else that nothing was found.
typedef NetStatus ProxyAsk(void *ctx, const Proxy *p, Err *err);
NetStatus proxies_try(const ProxyList *l, ProxyAsk *ask, void *ctx, Err *err);

#endif
