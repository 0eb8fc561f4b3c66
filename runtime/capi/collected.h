// Collected memory, between the files of the room capi.
#ifndef UGRT_CAPI_COLLECTED_H
#define UGRT_CAPI_COLLECTED_H

#include "gc/gc.h"

void ugrt_capi_collector_on(void);                   // from the first use of collected memory; entered

#endif
