// internal/bytealg: Go's signatures around the byte kernels of room str.
#include "mem/mem.h"
#include "str/str.h"

UgInt ugx_bytealg_compare(const uint8_t *a, UgInt an, UgInt acap, const uint8_t *b, UgInt bn, UgInt bcap);
UgInt ugx_bytealg_comparestring(UgString a, UgString b);
UgInt ugx_bytealg_count(const uint8_t *p, UgInt n, UgInt cap, uint8_t c);
UgInt ugx_bytealg_countstring(UgString s, uint8_t c);
UgInt ugx_bytealg_index(const uint8_t *p, UgInt n, UgInt cap, const uint8_t *sub, UgInt sn, UgInt scap);
UgInt ugx_bytealg_indexstring(UgString s, UgString sub);
UgInt ugx_bytealg_indexbyte(const uint8_t *p, UgInt n, UgInt cap, uint8_t c);
UgInt ugx_bytealg_indexbytestring(UgString s, uint8_t c);
UgSlice ugx_bytealg_makenozero(UgInt n);

static UgInt sign(UgInt v) { return v < 0 ? -1 : v > 0; }

UgInt ugx_bytealg_compare(const uint8_t *a, UgInt an, UgInt acap, const uint8_t *b, UgInt bn, UgInt bcap)
{
    (void)acap, (void)bcap;
    return sign(ugx_comparebytes(a, an, b, bn));
}
UgInt ugx_bytealg_comparestring(UgString a, UgString b) { return sign(ugx_cmpstring(a, b)); }
UgInt ugx_bytealg_count(const uint8_t *p, UgInt n, UgInt cap, uint8_t c)
{
    (void)cap;
    return ugx_countbyte(p, n, c);
}
UgInt ugx_bytealg_countstring(UgString s, uint8_t c) { return ugx_countbyte(s.p, s.n, c); }
UgInt ugx_bytealg_index(const uint8_t *p, UgInt n, UgInt cap, const uint8_t *sub, UgInt sn, UgInt scap)
{
    (void)cap, (void)scap;
    return ugx_indexbytes(p, n, sub, sn);
}
UgInt ugx_bytealg_indexstring(UgString s, UgString sub) { return ugx_indexbytes(s.p, s.n, sub.p, sub.n); }
UgInt ugx_bytealg_indexbyte(const uint8_t *p, UgInt n, UgInt cap, uint8_t c)
{
    (void)cap;
    return ugx_indexbyte(p, n, c);
}
UgInt ugx_bytealg_indexbytestring(UgString s, uint8_t c) { return ugx_indexbyte(s.p, s.n, c); }

// Contents undefined; the capacity is what the size class gives, as append would.
UgSlice ugx_bytealg_makenozero(UgInt n)
{
    if ((uintptr_t)n > UGRT_MAX_ALLOC) ugx_panicmakeslicelen();
    uintptr_t cap = ugrt_roundupsize((uintptr_t)n, true);
    return (UgSlice){ugrt_mallocgc(cap, NULL, false), n, (UgInt)cap};
}
