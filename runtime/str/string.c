// Strings: concatenation and conversion. Results are fresh, pointer-free objects; where a result is one of the
// inputs, or a single byte, none is made.
#include "str/private.h"
#include "iface/box.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include <string.h>

static uint8_t *raw(UgInt n) { return ugrt_mallocgc((size_t)n, NULL, false); }

UgString ugrt_string(const char *s) { return (UgString){(const uint8_t *)s, (UgInt)strlen(s)}; }

UgString ugrt_string_copy(const char *s) { return ugx_bytes_to_string((const uint8_t *)s, (UgInt)strlen(s)); }

char *ugrt_cstring(UgString s)
{
    uint8_t *p = raw(s.n + 1);
    memcpy(p, s.p, (size_t)s.n);
    p[s.n] = 0;
    return (char *)p;
}

UgString ugx_concat(const UgString *parts, UgInt n)
{
    UgInt total = 0, count = 0, only = 0;
    for (UgInt i = 0; i < n; i++) {
        if (parts[i].n == 0) continue;
        if (__builtin_add_overflow(total, parts[i].n, &total)) ugrt_throw("string concatenation too long");
        count++;
        only = i;
    }
    if (count == 0) return (UgString){NULL, 0};
    // A lone part is the result, unless it lies in a frame: escape analysis counts on a copy then.
    if (count == 1 && !ugrt_seg_of(ugrt_getg(), (uintptr_t)parts[only].p)) return parts[only];
    uint8_t *p = raw(total), *at = p;
    for (UgInt i = 0; i < n; i++) {
        memcpy(at, parts[i].p, (size_t)parts[i].n);
        at += parts[i].n;
    }
    return (UgString){p, total};
}

UgString ugx_bytes_to_string(const uint8_t *p, UgInt n)
{
    if (n == 0) return (UgString){NULL, 0};
    if (n == 1) return (UgString){ugrt_static_word(p[0]), 1};
    uint8_t *q = raw(n);
    memcpy(q, p, (size_t)n);
    return (UgString){q, n};
}

UgSlice ugx_string_to_bytes(UgString s)
{
    size_t cap = ugrt_roundupsize((size_t)s.n, true);
    if (s.n == 0) return (UgSlice){ugrt_zerobase, 0, 0};
    uint8_t *p = raw((UgInt)cap);
    memcpy(p, s.p, (size_t)s.n);
    memset(p + s.n, 0, cap - (size_t)s.n);
    return (UgSlice){p, s.n, (UgInt)cap};
}

UgString ugx_runes_to_string(const int32_t *r, UgInt n)
{
    UgInt bytes = 0;
    uint8_t scratch[4];
    for (UgInt i = 0; i < n; i++) bytes += (UgInt)ugrt_encoderune(scratch, r[i]);
    if (bytes == 0) return (UgString){NULL, 0};
    // Room for a whole rune at the end, should another goroutine change the slice meanwhile.
    uint8_t *p = raw(bytes + 3);
    UgInt at = 0;
    for (UgInt i = 0; i < n && at < bytes; i++) at += (UgInt)ugrt_encoderune(p + at, r[i]);
    return (UgString){p, bytes};
}

UgSlice ugx_string_to_runes(UgString s)
{
    UgInt n = ugx_countrunes(s);
    if (n == 0) return (UgSlice){ugrt_zerobase, 0, 0};
    size_t bytes = ugrt_roundupsize((size_t)n * 4, true);
    int32_t *p = ugrt_mallocgc(bytes, NULL, false);
    UgInt i = 0;
    for (UgInt k = 0; k < s.n; i++) {
        UgRune r = ugrt_decode(s.p, s.n, k);
        p[i] = r.r;
        k = r.next;
    }
    memset(p + n, 0, bytes - (size_t)n * 4);
    return (UgSlice){p, n, (UgInt)(bytes / 4)};
}

UgString ugx_int_to_string(int64_t v)
{
    uint8_t b[4];
    int32_t r = v < 0 || v > 0x10ffff ? 0xFFFD : (int32_t)v;
    return ugx_bytes_to_string(b, (UgInt)ugrt_encoderune(b, r));
}

void ugrt_strinit(void)
{
    ugrt_hash_init();
    ugrt_bytes_init();
}
