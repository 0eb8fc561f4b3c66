// Channels of the C API, between the files of the room capi: an Hchan outside the collected heap, which carries a
// descriptor of its element type.
#ifndef UGRT_CAPI_CHAN_H
#define UGRT_CAPI_CHAN_H

#include "chan/chan.h"
#include "undergo.h"

struct ug_chan {
    Hchan h;
    UgType elem;
};

void ugrt_capi_chan_init(ug_chan *c, size_t elem_size, size_t capacity, void *buffer); // c is zero
bool ugrt_capi_chan_busy(ug_chan *c);                // entered: somebody waits on it

#endif
