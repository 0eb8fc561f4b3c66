// Small values that never need allocating.
#ifndef UGRT_IFACE_BOX_H
#define UGRT_IFACE_BOX_H

#include "undergo/abi.h"

extern const uint64_t ugrt_static_words[256];                  // word i holds i
static inline void *ugrt_static_word(uint8_t v) { return (void *)&ugrt_static_words[v]; }

#endif
