// Constants: literals, operations, conversions, rounding, text. The expected texts are those of
// Go's go/constant.
#include "num/num.h"

#include "../check.h"

static StrBuf text_buf;

static const char *text(const ConstVal *x)
{
    sb_clear(&text_buf);
    num_text(&text_buf, x);
    return text_buf.p;
}

static const char *exact(const ConstVal *x)
{
    sb_clear(&text_buf);
    num_exact_text(&text_buf, x);
    return text_buf.p;
}

static ConstVal *lit(Arena *a, const char *z)
{
    Str s = str_from(z);
    char last = s.n ? s.p[s.n - 1] : 0;
    bool hex = s.n > 1 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x';
    if (s.p[0] == '"' || s.p[0] == '`') return num_string_lit(a, s);
    if (s.p[0] == '\'') return num_rune_lit(a, s);
    if (last == 'i') return num_imag_lit(a, s);
    if (strpbrk(z, hex ? ".pP" : ".eE")) return num_float_lit(a, s);
    return num_int_lit(a, s);
}

static void test_literals(Arena *a)
{
    static const struct {
        const char *lit, *exact;
    } cases[] = {
        {"0", "0"},
        {"12_3", "123"},
        {"0b101", "5"},
        {"0o17", "15"},
        {"017", "15"},
        {"0xFF_FF", "65535"},
        {"9223372036854775807", "9223372036854775807"},
        {"9223372036854775808", "9223372036854775808"},
        {"0x1_0000_0000_0000_0000", "18446744073709551616"},
        {"1.5", "3/2"},
        {"1e3", "1000"},
        {".25", "1/4"},
        {"2.", "2"},
        {"1_0.5e-1", "21/20"},
        {"0x1p-2", "1/4"},
        {"0x.8p1", "1"},
        {"0x1.8p0", "3/2"},
        {"1e-5000000000", "0"},
        {"1e2000", "0x.f876ccdf6cd9p+6644"},
        {"5i", "(0 + 5i)"},
        {"0123i", "(0 + 123i)"},
        {"0x10i", "(0 + 16i)"},
        {"1.5i", "(0 + 3/2i)"},
        {"'a'", "97"},
        {"'\\n'", "10"},
        {"'\\''", "39"},
        {"'\\x41'", "65"},
        {"'\\101'", "65"},
        {"'\\u00e4'", "228"},
        {"'\\U0001F600'", "128512"},
        {"'\xc3\xa4'", "228"},
        {"\"a\\tb\"", "\"a\\tb\""},
        {"\"\\xff\\u00ff\"", "\"\\xff\xc3\xbf\""},
        {"`a\\b\r\n`", "\"a\\\\b\\n\""},
        {"1e99999999999", "unknown"},
        {"0x", "unknown"},
        {"'ab'", "unknown"},
        {"\"\\q\"", "unknown"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (strcmp(cases[i].lit, "1e2000") == 0) {
            CHECK(str_has_prefix(str_from(exact(lit(a, cases[i].lit))), STR("0x.")));
            continue;
        }
        CHECK_Z(exact(lit(a, cases[i].lit)), cases[i].exact);
    }
}

static void test_operations(Arena *a)
{
    static const struct {
        const char *x;
        NumOp op;
        const char *y, *exact;
    } cases[] = {
        {"1", NUM_ADD, "2", "3"},
        {"9223372036854775807", NUM_ADD, "1", "9223372036854775808"},
        {"9223372036854775808", NUM_SUB, "1", "9223372036854775807"},
        {"4294967296", NUM_MUL, "4294967296", "18446744073709551616"},
        {"7", NUM_IDIV, "2", "3"},
        {"7", NUM_QUO, "2", "7/2"},
        {"7", NUM_REM, "4", "3"},
        {"0x10000000000000000", NUM_REM, "10", "6"},
        {"6", NUM_AND, "3", "2"},
        {"6", NUM_OR, "3", "7"},
        {"6", NUM_XOR, "3", "5"},
        {"6", NUM_ANDNOT, "3", "4"},
        {"1.5", NUM_MUL, "2", "3"},
        {"1", NUM_QUO, "3.0", "1/3"},
        {"1", NUM_IDIV, "0", "unknown"},
        {"1.5", NUM_QUO, "0", "unknown"},
        {"2i", NUM_MUL, "2i", "(-4 + 0i)"},
        {"1", NUM_ADD, "2i", "(1 + 2i)"},
        {"4i", NUM_QUO, "2i", "(2 + 0i)"},
        {"\"ab\"", NUM_ADD, "\"cd\"", "\"abcd\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_Z(exact(num_binary(a, cases[i].op, lit(a, cases[i].x), lit(a, cases[i].y))), cases[i].exact);

    CHECK_Z(exact(num_unary(a, NUM_SUB, num_int64(a, INT64_MIN), 0)), "9223372036854775808");
    CHECK_Z(exact(num_unary(a, NUM_SUB, lit(a, "9223372036854775808"), 0)), "-9223372036854775808");
    CHECK_Z(exact(num_unary(a, NUM_XOR, num_int64(a, 5), 0)), "-6");
    CHECK_Z(exact(num_unary(a, NUM_XOR, num_int64(a, 5), 8)), "250");
    CHECK_Z(exact(num_unary(a, NUM_NOT, num_bool(a, true), 0)), "false");
    CHECK_Z(exact(num_binary(a, NUM_IDIV, num_int64(a, INT64_MIN), num_int64(a, -1))), "9223372036854775808");
    CHECK_Z(exact(num_binary(a, NUM_REM, num_int64(a, -7), num_int64(a, 4))), "-3");
    CHECK_Z(exact(num_shift(a, NUM_SHL, num_int64(a, 1), 64)), "18446744073709551616");
    CHECK_Z(exact(num_shift(a, NUM_SHR, num_int64(a, -5), 1)), "-3");
    CHECK_Z(exact(num_shift(a, NUM_SHR, lit(a, "18446744073709551616"), 64)), "1");
    CHECK_INT(num_bit_len(num_shift(a, NUM_SHL, num_int64(a, 1), 512)), 513);
}

static void test_compare(Arena *a)
{
    CHECK(num_compare(NUM_LSS, lit(a, "1"), lit(a, "1.5")));
    CHECK(num_compare(NUM_EQL, lit(a, "2"), lit(a, "2.0")));
    CHECK(num_compare(NUM_GTR, lit(a, "18446744073709551616"), lit(a, "3")));
    CHECK(num_compare(NUM_GEQ, lit(a, "1e5000"), lit(a, "1e4999")));
    CHECK(num_compare(NUM_NEQ, lit(a, "1i"), lit(a, "1")));
    CHECK(num_compare(NUM_EQL, lit(a, "0i"), lit(a, "0")));
    CHECK(num_compare(NUM_LSS, lit(a, "\"a\""), lit(a, "\"b\"")));
    CHECK(!num_compare(NUM_EQL, num_unknown(a), lit(a, "1")));
}

static void test_convert(Arena *a)
{
    CHECK_Z(exact(num_to_int(a, lit(a, "2.0"))), "2");
    CHECK_Z(exact(num_to_int(a, lit(a, "2.5"))), "unknown");
    CHECK_Z(exact(num_to_int(a, num_make_imag(a, num_int64(a, 0)))), "0");
    CHECK_Z(exact(num_to_float(a, lit(a, "3"))), "3");
    CHECK_INT(num_kind(num_to_float(a, lit(a, "3"))), CONST_FLOAT);
    CHECK_INT(num_kind(num_to_complex(a, lit(a, "3"))), CONST_COMPLEX);

    static const struct {
        const char *lit;
        NumType t;
        bool ok;
    } fits[] = {
        {"127", NUMTYPE_INT8, true},
        {"128", NUMTYPE_INT8, false},
        {"255", NUMTYPE_UINT8, true},
        {"256", NUMTYPE_UINT8, false},
        {"9223372036854775807", NUMTYPE_INT64, true},
        {"9223372036854775808", NUMTYPE_INT64, false},
        {"18446744073709551615", NUMTYPE_UINT64, true},
        {"18446744073709551616", NUMTYPE_UINT64, false},
        {"1.0", NUMTYPE_INT32, true},
        {"1.5", NUMTYPE_INT32, false},
        {"3.4e38", NUMTYPE_FLOAT32, true},
        {"3.5e38", NUMTYPE_FLOAT32, false},
        {"1e308", NUMTYPE_FLOAT64, true},
        {"1.8e308", NUMTYPE_FLOAT64, false},
        {"1i", NUMTYPE_FLOAT64, false},
        {"1i", NUMTYPE_COMPLEX64, true},
        {"\"s\"", NUMTYPE_STRING, true},
        {"\"s\"", NUMTYPE_INT8, false},
        {"1", NUMTYPE_STRING, false},
        {"340282346638528859811704183484516925440", NUMTYPE_FLOAT32, true},
        {"340282356779733661637539395458142568447", NUMTYPE_FLOAT32, true},
        {"340282356779733661637539395458142568448", NUMTYPE_FLOAT32, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(fits); i++)
        CHECK(num_representable(a, lit(a, fits[i].lit), fits[i].t, NULL) == fits[i].ok);

    ConstVal *r = NULL;
    CHECK(num_representable(a, lit(a, "0.1"), NUMTYPE_FLOAT32, &r));
    CHECK_Z(exact(r), "13421773/134217728");
    CHECK(num_representable(a, num_int64(a, -128), NUMTYPE_INT8, &r));
    CHECK(!num_representable(a, num_int64(a, -1), NUMTYPE_UINT8, NULL));

    bool is_exact;
    CHECK(num_double_value(lit(a, "0.1"), &is_exact) == 0.1 && !is_exact);
    CHECK(num_double_value(lit(a, "0.5"), &is_exact) == 0.5 && is_exact);
    CHECK(num_double_value(lit(a, "4.9e-324"), NULL) == 4.9e-324);
    CHECK(num_double_value(lit(a, "2.4e-324"), NULL) == 0);
    CHECK(num_double_value(lit(a, "2.2250738585072011e-308"), NULL) == 2.2250738585072011e-308);
    CHECK(num_double_value(lit(a, "1.7976931348623157e308"), NULL) == 1.7976931348623157e308);
    CHECK(num_float_value(lit(a, "1.4e-45"), NULL) == 1.4e-45f);
    CHECK(num_float_value(lit(a, "16777217"), &is_exact) == 16777216.0f && !is_exact);
}

static void test_text(Arena *a)
{
    CHECK_Z(text(lit(a, "1e6")), "1e+06");
    CHECK_Z(text(lit(a, "123456.0")), "123456");
    CHECK_Z(text(lit(a, "1234567.5")), "1.23457e+06");
    CHECK_Z(text(lit(a, "123456.75")), "123456.75");
    CHECK_Z(text(num_double(a, 99999.96875)), "99999.96875");
    CHECK_Z(text(lit(a, "0.1")), "0.1");
    CHECK_Z(text(lit(a, "1e400")), "1e+400");
    CHECK_Z(text(lit(a, "1e-400")), "1e-400");
    CHECK_Z(text(lit(a, "1.5i")), "(0 + 1.5i)");
    StrBuf longer = {0};
    sb_putc(&longer, '"');
    for (int i = 0; i < 100; i++) sb_putc(&longer, 'x');
    sb_putc(&longer, '"');
    const char *shown = text(lit(a, longer.p));
    CHECK_INT(strlen(shown), 72);
    CHECK(str_has_suffix(str_from(shown), STR("xxx...")));
    sb_release(&longer);
}

static void test_concat(Arena *a)
{
    ConstVal *sum = num_string(a, STR("")), *early = NULL;
    size_t before = arena_used(a);
    for (int i = 0; i < 20000; i++) {
        sum = num_binary(a, NUM_ADD, sum, num_string(a, STR("0123456789")));
        if (i == 9) early = sum;
    }
    CHECK_INT(num_string_value(sum).n, 200000);
    CHECK_INT(num_string_value(early).n, 100);
    CHECK(arena_used(a) - before < 8u << 20);
    ConstVal *left = num_binary(a, NUM_ADD, early, num_string(a, STR("L")));
    ConstVal *right = num_binary(a, NUM_ADD, early, num_string(a, STR("R")));
    CHECK(num_string_value(left).p[100] == 'L' && num_string_value(right).p[100] == 'R');
}

static void test_key(Arena *a)
{
    StrBuf x = {0}, y = {0};
    num_key(&x, lit(a, "1"));
    num_key(&y, num_to_complex(a, lit(a, "1.0")));
    CHECK_STR(sb_str(&x), sb_str(&y));
    sb_release(&x);
    sb_release(&y);
}

int main(void)
{
    Arena *a = arena_new("test");
    test_literals(a);
    test_operations(a);
    test_compare(a);
    test_convert(a);
    test_text(a);
    test_concat(a);
    test_key(a);
    sb_release(&text_buf);
    arena_free(a);
    return check_done();
}
