// Attached threads, between the files of the room capi.
#ifndef UGRT_CAPI_THREAD_H
#define UGRT_CAPI_THREAD_H

#include "sched/gmp.h"

void ugrt_capi_thread_enter(G *g);
void ugrt_capi_thread_leave(G *g);

#endif
