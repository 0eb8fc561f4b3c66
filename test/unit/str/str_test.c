// Strings and byte kernels against plain loops, hashing against itself, slices' growth against gc's figures.
#include "../rt.h"
#include "str/hash.h"
#include "str/str.h"

static UgInt naive_index(const uint8_t *p, UgInt n, const uint8_t *s, UgInt sn)
{
    for (UgInt i = 0; i + sn <= n; i++)
        if (memcmp(p + i, s, (size_t)sn) == 0) return i;
    return -1;
}

static void test_kernels(void)
{
    uint64_t r = rt_seed;
    uint8_t *buf = ugrt_mallocgc(5000, NULL, true), *two = ugrt_mallocgc(5000, NULL, true);
    for (int round = 0; round < 3000; round++) {
        UgInt n = (UgInt)(rt_rand(&r) % (round % 10 == 0 ? 4000 : 200)), off = (UgInt)(rt_rand(&r) % 64);
        unsigned alphabet = 1 + (unsigned)(rt_rand(&r) % 4);
        uint8_t *p = buf + off;
        for (UgInt i = 0; i < n; i++) p[i] = (uint8_t)('a' + rt_rand(&r) % alphabet);
        uint8_t c = (uint8_t)('a' + rt_rand(&r) % 5);
        UgInt first = -1, last = -1, count = 0;
        for (UgInt i = 0; i < n; i++)
            if (p[i] == c) {
                if (first < 0) first = i;
                last = i;
                count++;
            }
        CHECK_INT(ugx_indexbyte(p, n, c), first);
        CHECK_INT(ugx_lastindexbyte(p, n, c), last);
        CHECK_INT(ugx_countbyte(p, n, c), count);
        UgInt sn = (UgInt)(rt_rand(&r) % 40);
        uint8_t sub[64];
        UgInt from = n > sn ? (UgInt)(rt_rand(&r) % (uint64_t)(n - sn)) : 0;
        for (UgInt i = 0; i < sn; i++) sub[i] = rt_rand(&r) % 20 == 0 ? 'b' : from + i < n ? p[from + i] : 'a';
        CHECK_INT(ugx_indexbytes(p, n, sub, sn), naive_index(p, n, sub, sn));
        memcpy(two, p, (size_t)n);
        CHECK_INT(ugx_comparebytes(p, n, two, n), 0);
        CHECK(ugx_memequal(p, two, (uintptr_t)n));
        if (n > 0) {
            UgInt at = (UgInt)(rt_rand(&r) % (uint64_t)n);
            two[at]++;
            CHECK(ugx_comparebytes(p, n, two, n) < 0 && ugx_comparebytes(two, n, p, n) > 0);
            CHECK(!ugx_memequal(p, two, (uintptr_t)n));
            CHECK(ugx_comparebytes(p, at, two, n) < 0);
        }
    }
}

static UgString lit(const char *s) { return ugrt_string(s); }
static bool same(UgString a, UgString b) { return a.n == b.n && memcmp(a.p, b.p, (size_t)a.n) == 0; }

static void test_strings(void)
{
    UgString parts[4] = {lit("go"), lit(""), lit("routine"), lit("s")};
    CHECK(same(ugx_concat(parts, 4), lit("goroutines")));
    CHECK(ugx_concat(parts, 2).p == parts[0].p);
    CHECK_INT(ugx_concat(parts + 1, 1).n, 0);
    CHECK(same(ugx_int_to_string(0x20ac), lit("\xe2\x82\xac")));
    CHECK(same(ugx_int_to_string(0xd800), lit("\xef\xbf\xbd")));
    CHECK(same(ugx_int_to_string(-1), lit("\xef\xbf\xbd")));
    CHECK(same(ugx_int_to_string((int64_t)1 << 40), lit("\xef\xbf\xbd")));
    CHECK(same(ugx_int_to_string('x'), lit("x")));
    UgString mixed = lit("h\xc3\xa9llo, \xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x98\x80\xff\xc3\xe4\xb8");
    CHECK_INT(ugx_countrunes(mixed), 15);
    UgSlice runes = ugx_string_to_runes(mixed);
    CHECK_INT(runes.n, 15);
    const int32_t want[] = {'h',    0xe9, 'l',     'l',    'o',    ',',    ' ',   0x4e16,
                            0x754c, ' ',  0x1f600, 0xfffd, 0xfffd, 0xfffd, 0xfffd};
    CHECK(memcmp(runes.p, want, sizeof want) == 0);
    UgString back = ugx_runes_to_string(runes.p, 11);
    CHECK(same(back, (UgString){mixed.p, back.n}));
    UgSlice b = ugx_string_to_bytes(lit("hello"));
    CHECK(b.n == 5 && b.cap == 8 && memcmp(b.p, "hello\0\0\0", 8) == 0);
    CHECK(same(ugx_bytes_to_string(b.p, 5), lit("hello")));
    CHECK(ugx_cmpstring(lit("abc"), lit("abd")) < 0 && ugx_cmpstring(lit("abc"), lit("ab")) > 0);
    // Every encoding decodes to itself, and nothing else is accepted.
    for (int32_t rune = 0; rune <= 0x110000; rune += rune < 0x3000 ? 1 : 37) {
        uint8_t e[4];
        uintptr_t n = ugrt_encoderune(e, rune);
        UgRune d = ugrt_decode(e, (UgInt)n, 0);
        bool valid = rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
        CHECK_INT(d.r, valid ? rune : 0xfffd);
        CHECK_INT(d.next, n);
        if (n > 1) CHECK(ugrt_decode(e, (UgInt)n - 1, 0).r == 0xfffd);
    }
    const char *bad[] = {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
                         "\x80",     "\xc1\xbf"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        UgRune d = ugx_decoderune(lit(bad[i]), 0);
        CHECK(d.r == 0xfffd && d.next == 1);
    }
}

static void test_hash(void)
{
    uint64_t r = rt_seed;
    uint8_t buf[300];
    for (size_t i = 0; i < sizeof buf; i++) buf[i] = (uint8_t)rt_rand(&r);
    for (uintptr_t n = 0; n < 250; n++) {
        uint64_t h = ugx_memhash(buf, 1, n);
        UgString s = {buf, (UgInt)n};
        CHECK(ugx_strhash(&s, 1) == h);
        uint8_t copy[301];
        memcpy(copy + 1, buf, n);
        CHECK(ugx_memhash(copy + 1, 1, n) == h);
        CHECK(ugx_memhash(buf, 2, n) != h);
        for (uintptr_t i = 0; i < n; i++) { // each byte, each bit counts
            copy[1 + i] ^= (uint8_t)(1 << i % 8);
            CHECK(ugx_memhash(copy + 1, 1, n) != h);
            copy[1 + i] ^= (uint8_t)(1 << i % 8);
        }
    }
    CHECK(ugrt_hash64(5, 9) == ugx_memhash(&(uint64_t){5}, 9, 8));
    CHECK(ugrt_hash32(5, 9) == ugx_memhash(&(uint32_t){5}, 9, 4));
    // Low bits of consecutive integers spread evenly.
    unsigned bucket[128] = {0};
    for (uint64_t i = 0; i < 128 * 100; i++) bucket[ugrt_hash64(i, 3) & 127]++;
    for (int i = 0; i < 128; i++) CHECK(bucket[i] > 50 && bucket[i] < 160);
}

// append's capacities, as gc 1.26 gives them.
static void test_growth(void)
{
    static const struct {
        const UgType *t;
        UgInt caps[14];
    } rows[] = {
        {&rt_byte, {8, 16, 32, 64, 128, 256, 512, 896, 1408, 2048, 3072, 4096, 5376, 6912}},
        {&rt_int64, {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848, 1280, 1792, 2560}},
        {&rt_ptr, {1, 2, 4, 8, 16, 32, 64, 143, 287, 607, 1023, 1535, 2303, 3071}},
        {&rt_string, {1, 2, 4, 8, 16, 32, 71, 143, 303, 591, 1023, 1535, 2560, 3584}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        UgSlice s = {NULL, 0, 0};
        for (int k = 0; k < 14; k++) {
            s = ugx_growslice(s.p, s.cap + 1, s.cap, 1, rows[i].t);
            CHECK_INT(s.cap, rows[i].caps[k]);
        }
    }
}

static void test(void)
{
    test_kernels();
    test_strings();
    test_hash();
    test_growth();
}
RT_MAIN(test)
