// Byte kernels. memmove, memset, memcmp, memchr and memrchr are libc's, chosen for the CPU at load time: leaf
// functions that use neither thread-locals nor stack (glibc 2.36, all variants), so they may be called on a
// goroutine's segment. Counting and substring search are ours, by SSE2 or AVX2.
#include "str/private.h"
#include <immintrin.h>
#include <string.h>

void ugx_memmove(void *dst, const void *src, uintptr_t n) { memmove(dst, src, n); }
void ugx_memclr(void *p, uintptr_t n) { memset(p, 0, n); }
bool ugx_memequal(const void *a, const void *b, uintptr_t n) { return a == b || memcmp(a, b, n) == 0; }

UgInt ugx_indexbyte(const uint8_t *p, UgInt n, uint8_t c)
{
    const uint8_t *q = n > 0 ? memchr(p, c, (size_t)n) : NULL;
    return q != NULL ? q - p : -1;
}

UgInt ugx_lastindexbyte(const uint8_t *p, UgInt n, uint8_t c)
{
    const uint8_t *q = n > 0 ? memrchr(p, c, (size_t)n) : NULL;
    return q != NULL ? q - p : -1;
}

static inline uint64_t first_eight(const uint8_t *p)
{
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return __builtin_bswap64(w);
}

static inline uint32_t first_four(const uint8_t *p)
{
    uint32_t w;
    memcpy(&w, p, sizeof w);
    return __builtin_bswap32(w);
}

// Most comparisons end within the first bytes, before a call would have begun. Where a string's end is read with a
// second word, the two overlap.
UgInt ugx_comparebytes(const uint8_t *a, UgInt an, const uint8_t *b, UgInt bn)
{
    UgInt n = an < bn ? an : bn;
    if (n >= 8) {
        uint64_t x = first_eight(a), y = first_eight(b);
        if (x != y) return x < y ? -1 : 1;
        if (n > 16) {
            int c = a != b ? memcmp(a + 8, b + 8, (size_t)(n - 8)) : 0;
            return c != 0 ? c : an - bn;
        }
        x = first_eight(a + n - 8), y = first_eight(b + n - 8);
        if (x != y) return x < y ? -1 : 1;
    } else if (n >= 4) {
        uint32_t x = first_four(a), y = first_four(b);
        if (x == y) x = first_four(a + n - 4), y = first_four(b + n - 4);
        if (x != y) return x < y ? -1 : 1;
    } else {
        for (UgInt i = 0; i < n; i++)
            if (a[i] != b[i]) return a[i] - b[i];
    }
    return an - bn;
}

UgInt ugx_cmpstring(UgString a, UgString b) { return ugx_comparebytes(a.p, a.n, b.p, b.n); }

static bool have_avx2;
struct UgCpu ugx_cpu;

// ---- Count
#define POPCNT __attribute__((target("popcnt")))

// Fewer than 16 bytes, loaded as 16 that do not leave the page: what lies beyond them is shifted out.
POPCNT __attribute__((no_sanitize("address"))) static UgInt count_few(const uint8_t *p, UgInt n, uint8_t c)
{
    if (n <= 0) return 0;
    bool at_end = ((uintptr_t)p & 4095) > 4096 - 16;
    const uint8_t *from = at_end ? p + n - 16 : p;
    __m128i eq = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)from), _mm_set1_epi8((char)c));
    unsigned hits = (unsigned)_mm_movemask_epi8(eq);
    return __builtin_popcount(at_end ? hits >> (16 - n) : hits & ((1u << n) - 1));
}

POPCNT static UgInt count_popcnt(const uint8_t *p, UgInt n, uint8_t c)
{
    UgInt count = 0;
    __m128i want = _mm_set1_epi8((char)c);
    for (; n >= 16; p += 16, n -= 16) {
        __m128i eq = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), want);
        count += __builtin_popcount((unsigned)_mm_movemask_epi8(eq));
    }
    return count + count_few(p, n, c);
}

__attribute__((target("avx2,popcnt"))) static UgInt count_avx2(const uint8_t *p, UgInt n, uint8_t c)
{
    __m256i want = _mm256_set1_epi8((char)c), zero = _mm256_setzero_si256(), total = zero;
    while (n >= 32) {
        // Up to 255 blocks into byte counters, which then are summed.
        __m256i bytes = zero;
        for (int i = 0; i < 255 && n >= 32; i++, p += 32, n -= 32)
            bytes = _mm256_sub_epi8(bytes, _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)p), want));
        total = _mm256_add_epi64(total, _mm256_sad_epu8(bytes, zero));
    }
    UgInt count = _mm256_extract_epi64(total, 0) + _mm256_extract_epi64(total, 1) + _mm256_extract_epi64(total, 2) +
                  _mm256_extract_epi64(total, 3);
    return count + count_popcnt(p, n, c);
}

static UgInt count_plain(const uint8_t *p, UgInt n, uint8_t c)
{
    UgInt count = 0;
    for (; n > 0; p++, n--) count += *p == c;
    return count;
}

UgInt ugx_countbyte(const uint8_t *p, UgInt n, uint8_t c)
{
    if (have_avx2) return n >= 64 ? count_avx2(p, n, c) : count_popcnt(p, n, c); // with AVX2 comes POPCNT
    return count_plain(p, n, c);
}

// ---- Index. Candidates are positions where the first, the second and the last byte of sub stand; 16 or 32 at a time.
// Where there are too many false ones (periodic texts), a rolling hash takes over, so it stays linear.
static UgInt index_rolling(const uint8_t *p, UgInt n, const uint8_t *sub, UgInt sn)
{
    const uint32_t prime = 16777619;
    uint32_t want = 0, have = 0, power = 1;
    for (UgInt i = 0; i < sn; i++) {
        want = want * prime + sub[i];
        have = have * prime + p[i];
        power *= prime;
    }
    for (UgInt i = 0;; i++) {
        if (have == want && memcmp(p + i, sub, (size_t)sn) == 0) return i;
        if (i + sn >= n) return -1;
        have = have * prime + p[i + sn] - power * p[i];
    }
}

static inline uint64_t read64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}

static inline uint32_t read32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}

// The whole of sub at p: by two loads that may overlap where that is enough.
static inline bool matches(const uint8_t *p, const uint8_t *sub, UgInt sn)
{
    if (sn > 16) return memcmp(p, sub, (size_t)sn) == 0;
    if (sn >= 8) return read64(p) == read64(sub) && read64(p + sn - 8) == read64(sub + sn - 8);
    if (sn >= 4) return read32(p) == read32(sub) && read32(p + sn - 4) == read32(sub + sn - 4);
    return sn <= 2 || p[1] == sub[1]; // the first and the last byte are known to be right
}

static UgInt index_tail(const uint8_t *p, UgInt i, UgInt last, const uint8_t *sub, UgInt sn)
{
    for (; i <= last; i++)
        if (p[i] == sub[0] && p[i + sn - 1] == sub[sn - 1] && matches(p + i, sub, sn)) return i;
    return -1;
}

#define TOO_MANY(fails, i) ((fails) > 64 + (i) / 8)

static UgInt index_sse2(const uint8_t *p, UgInt n, const uint8_t *sub, UgInt sn)
{
    __m128i first = _mm_set1_epi8((char)sub[0]), second = _mm_set1_epi8((char)sub[1]);
    __m128i end = _mm_set1_epi8((char)sub[sn - 1]);
    UgInt i = 0, last = n - sn, fails = 0;
    for (; i + 15 <= last; i += 16) {
        __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), first);
        __m128i b = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i + 1)), second);
        __m128i c = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i + sn - 1)), end);
        a = _mm_and_si128(_mm_and_si128(a, b), c);
        for (unsigned m = (unsigned)_mm_movemask_epi8(a); m != 0; m &= m - 1) {
            UgInt at = i + __builtin_ctz(m);
            if (matches(p + at, sub, sn)) return at;
            fails++;
        }
        if (TOO_MANY(fails, i)) {
            UgInt r = index_rolling(p + i, n - i, sub, sn);
            return r < 0 ? -1 : i + r;
        }
    }
    return index_tail(p, i, last, sub, sn);
}

__attribute__((target("avx2"))) static UgInt index_avx2(const uint8_t *p, UgInt n, const uint8_t *sub, UgInt sn)
{
    __m256i first = _mm256_set1_epi8((char)sub[0]), second = _mm256_set1_epi8((char)sub[1]);
    __m256i end = _mm256_set1_epi8((char)sub[sn - 1]);
    UgInt i = 0, last = n - sn, fails = 0;
    for (; i + 31 <= last; i += 32) {
        __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + i)), first);
        __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + i + 1)), second);
        __m256i c = _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(p + i + sn - 1)), end);
        a = _mm256_and_si256(_mm256_and_si256(a, b), c);
        for (unsigned m = (unsigned)_mm256_movemask_epi8(a); m != 0; m &= m - 1) {
            UgInt at = i + __builtin_ctz(m);
            if (matches(p + at, sub, sn)) return at;
            fails++;
        }
        if (TOO_MANY(fails, i)) {
            UgInt r = index_rolling(p + i, n - i, sub, sn);
            return r < 0 ? -1 : i + r;
        }
    }
    return index_tail(p, i, last, sub, sn);
}

UgInt ugx_indexbytes(const uint8_t *p, UgInt n, const uint8_t *sub, UgInt sn)
{
    if (sn == 0) return 0;
    if (sn > n) return -1;
    if (sn == 1) return ugx_indexbyte(p, n, sub[0]);
    if (sn == n) return memcmp(p, sub, (size_t)n) == 0 ? 0 : -1;
    return have_avx2 && n - sn >= 31 ? index_avx2(p, n, sub, sn) : index_sse2(p, n, sub, sn);
}

void ugrt_bytes_init(void)
{
    __builtin_cpu_init();
    have_avx2 = __builtin_cpu_supports("avx2");
    ugx_cpu.popcnt = __builtin_cpu_supports("popcnt");
    ugx_cpu.sse41 = __builtin_cpu_supports("sse4.1");
    ugx_cpu.fma = __builtin_cpu_supports("fma");
}
