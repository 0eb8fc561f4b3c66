// Making and growing slices. The growth formula and its rounding are gc's, for programs see the capacity.
#include "mem/private.h"
#include "gc/gc.h"
#include "panic/panic.h"
#include <string.h>

void *ugx_makeslice(const UgType *elem, UgInt len, UgInt cap)
{
    size_t size;
    if (UNLIKELY(__builtin_mul_overflow(elem->size, (size_t)cap, &size) || size > UGRT_MAX_ALLOC || len < 0 ||
                 len > cap)) {
        // Both may be at fault; the length is named if it is.
        if (__builtin_mul_overflow(elem->size, (size_t)len, &size) || size > UGRT_MAX_ALLOC || len < 0)
            ugx_panicmakeslicelen();
        ugx_panicmakeslicecap();
    }
    return ugrt_mallocgc(size, elem, true);
}

// Doubles small slices, and approaches growth by a quarter from 256 elements on.
static UgInt next_cap(UgInt newlen, UgInt oldcap)
{
    UgInt twice = (UgInt)((UgUint)oldcap * 2);
    if (newlen > twice) return newlen;
    const UgInt threshold = 256;
    if (oldcap < threshold) return twice;
    UgUint cap = (UgUint)oldcap;
    while (cap < (UgUint)newlen) cap += (cap + 3 * threshold) >> 2;
    return (UgInt)cap > 0 ? (UgInt)cap : newlen;
}

UgSlice ugx_growslice(void *p, UgInt newlen, UgInt oldcap, UgInt num, const UgType *elem)
{
    UgInt oldlen = newlen - num;
    if (UNLIKELY(newlen < 0)) ugrt_panicerror("growslice: len out of range");
    if (UNLIKELY(elem->size == 0)) return (UgSlice){ugrt_zerobase, newlen, newlen};
    bool noscan = elem->ptrbytes == 0;
    size_t bytes;
    UgInt cap = next_cap(newlen, oldcap);
    bool overflow = __builtin_mul_overflow(elem->size, (size_t)cap, &bytes);
    if (UNLIKELY(overflow || bytes > UGRT_MAX_ALLOC)) ugrt_panicerror("growslice: len out of range");
    bytes = ugrt_roundupsize(bytes, noscan);
    cap = (UgInt)(bytes / elem->size);
    bytes = (size_t)cap * elem->size;
    if (UNLIKELY(bytes > UGRT_MAX_ALLOC)) ugrt_panicerror("growslice: len out of range");
    size_t oldbytes = (size_t)oldlen * elem->size;
    uint8_t *q;
    if (noscan) {
        // What append is about to write need not be cleared, the rest must.
        q = ugrt_mallocgc(bytes, NULL, false);
        size_t used = (size_t)newlen * elem->size;
        memset(q + used, 0, bytes - used);
    } else {
        q = ugrt_mallocgc(bytes, elem, true);
        // The new array is marked or will be scanned; but its contents may come from an object that is about to
        // lose them, so the running cycle must see them now.
        if (ugx_wb_enabled && oldbytes > 0) ugrt_bulkbarrier(0, (uintptr_t)p, oldbytes, elem);
    }
    memcpy(q, p, oldbytes);
    return (UgSlice){q, newlen, cap};
}
