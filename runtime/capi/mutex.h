// The mutex, between the files of the room capi.
#ifndef UGRT_CAPI_MUTEX_H
#define UGRT_CAPI_MUTEX_H

#include "capi/private.h"

typedef struct Mutex {
    _Atomic uint32_t state;
    CQueue q;
} Mutex;

// Entered.
int ugrt_capi_mutex_lock(Mutex *m, int64_t deadline);
int ugrt_capi_mutex_unlock(Mutex *m);

#endif
