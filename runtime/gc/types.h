// Descriptors for the runtime's own heap objects.
#ifndef UGRT_GC_TYPES_H
#define UGRT_GC_TYPES_H

#include "undergo/abi.h"

// UGRT_TYPE(name, C type, mask): a static descriptor; mask has a bit a word that holds a heap pointer (first 64 words).
#define UGRT_TYPE(name, ctype, mask_)                                                                                  \
    static const uint8_t name##_mask[8] = {(mask_) & 255, (mask_) >> 8 & 255, (mask_) >> 16 & 255, (mask_) >> 24 & 255, \
                                           (uint8_t)((uint64_t)(mask_) >> 32), (uint8_t)((uint64_t)(mask_) >> 40), 0, 0}; \
    static const UgType name = {.size = sizeof(ctype), .ptrbytes = 8 * (64 - (uintptr_t)__builtin_clzll(mask_)),       \
                                .align = 8, .field_align = 8, .kind = UG_KIND_STRUCT, .gcdata = name##_mask}
#define UGRT_WORD(ctype, field) ((uint64_t)1 << (offsetof(ctype, field) / 8))

#endif
