// Size classes: the tables of sizeclass.def, and the maps from sizes to classes made from them at start.
#include "mem/private.h"

const uint16_t ugrt_class_size[UGRT_NCLASSES] = {
#define UGRT_SIZECLASS(c, bytes, pages) [c] = (bytes),
#include "mem/sizeclass.def"
#undef UGRT_SIZECLASS
};
const uint8_t ugrt_class_pages[UGRT_NCLASSES] = {
#define UGRT_SIZECLASS(c, bytes, pages) [c] = (pages),
#include "mem/sizeclass.def"
#undef UGRT_SIZECLASS
};
uint8_t ugrt_size_class8[1024 / 8 + 1];
uint8_t ugrt_size_class128[(UGRT_MAX_SMALL - 1024) / 128 + 1];
uint32_t ugrt_class_divmul[UGRT_NCLASSES];

void ugrt_sizeclass_init(void)
{
    unsigned c = 1;
    for (unsigned i = 0; i <= 1024 / 8; i++) {
        while (ugrt_class_size[c] < i * 8) c++;
        ugrt_size_class8[i] = i == 0 ? 0 : (uint8_t)c;
    }
    c = 1;
    for (unsigned i = 0; i <= (UGRT_MAX_SMALL - 1024) / 128; i++) {
        while (ugrt_class_size[c] < 1024 + i * 128) c++;
        ugrt_size_class128[i] = (uint8_t)c;
    }
    // Exact for offsets below 80 KB, the largest span of small objects.
    for (c = 1; c < UGRT_NCLASSES; c++) ugrt_class_divmul[c] = ~(uint32_t)0 / ugrt_class_size[c] + 1;
}

size_t ugrt_roundupsize(size_t size, bool noscan)
{
    if (size <= UGRT_MAX_SMALL - UGRT_HEADER_BYTES) {
        size_t extra = !noscan && size > UGRT_MAX_INSPAN ? UGRT_HEADER_BYTES : 0;
        return ugrt_class_size[class_of(size + extra)] - extra;
    }
    size_t up = (size + UGRT_PAGE - 1) & ~(UGRT_PAGE - 1);
    return up < size ? size : up;
}
