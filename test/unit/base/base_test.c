// Arenas, strings, texts, vectors, maps, runes and files.
#include "../check.h"

#include <sys/stat.h>
#include <unistd.h>

static void test_arena(void)
{
    Arena *a = arena_new("test");
    for (size_t n = 0; n < 5000; n += 37) {
        char *p = arena_alloc(a, n);
        CHECK(p != NULL);
        CHECK((uintptr_t)p % 16 == 0);
        for (size_t i = 0; i < n; i++)
            if (p[i] != 0) CHECK(!"arena memory is zero");
        memset(p, 0xAA, n);
    }
    CHECK_Z(arena_printf(a, "%d-%s", 42, "x"), "42-x");
    CHECK_Z(arena_strndup(a, "hello", 3), "hel");
    size_t used = arena_used(a);
    arena_alloc(a, 100);
    CHECK_INT(arena_used(a) - used, 112);
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++) vec_push(a, &v, i);
    CHECK_INT(v.n, 1000);
    for (int i = 0; i < 1000; i++) CHECK_INT(v.p[i], i);
    arena_free(a);
}

static void test_strings(void)
{
    CHECK(str_cmp(STR("a"), STR("b")) < 0 && str_cmp(STR("ab"), STR("a")) > 0 && str_cmp(STR("\x80"), STR("a")) > 0);
    CHECK(str_cmp(STR(""), STR("")) == 0);
    CHECK(str_has_prefix(STR("abc"), STR("ab")) && !str_has_prefix(STR("a"), STR("ab")));
    CHECK(str_has_suffix(STR("abc"), STR("bc")) && str_has_suffix(STR("abc"), STR("")));
    CHECK(str_hash(STR("abc")) != str_hash(STR("abd")));
    StrBuf b = {0};
    CHECK_STR(sb_str(&b), STR(""));
    for (int i = 0; i < 100; i++) sb_printf(&b, "%d,", i);
    CHECK_INT(b.n, 290);
    sb_clear(&b);
    sb_printf(&b, "%s %.*s %c%u %d %lld %llu %zu %x%% %s", "a", 2, "bcd", 'e', 4000000000u, -2147483647 - 1,
              -9223372036854775807ll - 1, 18446744073709551615ull, (size_t)0, 0xbeefu, "");
    CHECK_STR(sb_str(&b), STR("a bc e4000000000 -2147483648 -9223372036854775808 18446744073709551615 0 beef% "));
    sb_clear(&b);
    sb_printf(&b, "%5d|%-3s|%.2f|%lu|%02x", 42, "x", 1.5, 7ul, 10u); // by the C library
    CHECK_STR(sb_str(&b), STR("   42|x  |1.50|7|0a"));
    sb_clear(&b);
    sb_put_quoted(&b, STR("a\"\\\n\x01\xff\xc3\xa4\xe2\x80\x8b\x7f"));
    CHECK_STR(sb_str(&b), STR("\"a\\\"\\\\\\n\\x01\\xff\xc3\xa4\\u200b\\x7f\""));
    sb_clear(&b);
    sb_put_quoted_rune(&b, '\'');
    sb_put_quoted_rune(&b, 0x1F600);
    CHECK_STR(sb_str(&b), STR("'\\'''\xf0\x9f\x98\x80'"));
    sb_release(&b);
}

static void test_runes(void)
{
    uint32_t r;
    CHECK(utf8_decode(STR(""), &r) == 0);
    CHECK(utf8_decode(STR("\xe2\x82\xac"), &r) == 3 && r == 0x20AC);
    CHECK(utf8_decode(STR("\xc0\x80"), &r) == 1 && r == RUNE_ERROR);
    CHECK(utf8_decode(STR("\xed\xa0\x80"), &r) == 1 && r == RUNE_ERROR); // a surrogate
    CHECK(utf8_decode(STR("\xe2\x82"), &r) == 1 && r == RUNE_ERROR);
    CHECK(utf8_decode(STR("\xf4\x90\x80\x80"), &r) == 1 && r == RUNE_ERROR);
    char bytes[4];
    for (uint32_t c = 0; c <= 0x10FFFF; c += 97) {
        if (c >= 0xD800 && c < 0xE000) continue;
        unsigned n = utf8_encode(bytes, c);
        CHECK(utf8_decode((Str){bytes, n}, &r) == n && r == c);
    }
    CHECK(rune_is_letter('x') && rune_is_letter(0xE4) && rune_is_letter(0x4E16) && !rune_is_letter('_') &&
          !rune_is_letter('5'));
    CHECK(rune_is_digit('5') && rune_is_digit(0x0663) && !rune_is_digit('x'));
    CHECK(rune_is_upper('X') && rune_is_upper(0xC4) && !rune_is_upper(0xE4));
    CHECK(rune_is_print(' ') && rune_is_print(0x4E16) && !rune_is_print(0x200B) && !rune_is_print(0x7F));
}

static void test_maps(void)
{
    Arena *a = arena_new("test");
    PtrMap m;
    map_init(&m, a);
    CHECK(!ptrmap_has(&m, a) && ptrmap_get(&m, a) == NULL);
    static int keys[500];
    for (int i = 0; i < 500; i++) ptrmap_put(&m, &keys[i], &keys[499 - i]);
    ptrmap_put(&m, &keys[7], NULL);
    CHECK_INT(m.n, 500);
    CHECK(ptrmap_has(&m, &keys[7]) && ptrmap_get(&m, &keys[7]) == NULL);
    for (int i = 8; i < 500; i++) CHECK(ptrmap_get(&m, &keys[i]) == &keys[499 - i]);
    for (uint32_t i = 0; i < m.n; i++) CHECK(m.entries[i].key.ptr == &keys[i]);

    StrMap s;
    map_init(&s, a);
    for (int i = 0; i < 300; i++) strmap_put(&s, str_from(arena_printf(a, "key%d", i)), &keys[i]);
    for (int i = 0; i < 300; i++) CHECK(strmap_get(&s, str_from(arena_printf(a, "key%d", i))) == &keys[i]);
    CHECK(!strmap_has(&s, STR("key300")));
    arena_free(a);
}

static void test_errors_and_files(void)
{
    Arena *a = arena_new("test");
    CHECK(!err_is(ERR_NONE));
    Err e = err_wrap_take(err_new("no %s", "file"), "reading %d", 3);
    CHECK_Z(e.msg, "reading 3: no file");
    err_release(&e);

    char dir[] = "/tmp/ug_base_test_XXXXXX";
    CHECK(mkdtemp(dir) != NULL);
    char *path = arena_printf(a, "%s/f", dir);
    Str text;
    e = file_read(a, path, &text);
    CHECK(err_is(e) && strstr(e.msg, "no such file") != NULL);
    err_release(&e);
    e = file_write_atomic(path, STR("one\0two"));
    CHECK(!err_is(e));
    e = file_write_atomic(path, STR("three"));
    CHECK(!err_is(e));
    e = file_read(a, path, &text);
    CHECK(!err_is(e));
    CHECK_STR(text, STR("three"));
    CHECK(text.p[text.n] == 0);
    e = file_read(a, dir, &text);
    CHECK(err_is(e));
    err_release(&e);
    e = file_read(a, "/proc/self/status", &text); // has no size beforehand
    CHECK(!err_is(e) && text.n > 0);
    unlink(path);
    rmdir(dir);
    arena_free(a);
}

int main(void)
{
    test_arena();
    test_strings();
    test_runes();
    test_maps();
    test_errors_and_files();
    return check_done();
}
