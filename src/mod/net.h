// GET requests. Private to src/mod.
#ifndef UG_MOD_NET_H
#define UG_MOD_NET_H

#include "base/base.h"

typedef struct Net Net;
struct Auth;
typedef enum NetStatus {
    NET_OK,
    NET_NOT_FOUND,                                   // 404, 410, or no such file: the next proxy may be asked
    NET_FAILED,
} NetStatus;
// tty: where transfers draw a progress line; NULL: nowhere.
Net *net_new(Arena *a, FILE *tty);
void net_free(Net *n);
// Of a http, https or file URL. More than limit bytes is a failure. out is not cleared first.
NetStatus net_get(Net *n, const char *url, uint64_t limit, StrBuf *out, Err *err);
NetStatus net_download(Net *n, const char *url, uint64_t limit, FILE *out, Err *err); // out: emptied before each try
void net_use_auth(Net *n, struct Auth *auth);        // who lends headers for https (auth.h); NULL: nobody
const char *net_redact(Arena *a, const char *url);   // without its password

#endif
