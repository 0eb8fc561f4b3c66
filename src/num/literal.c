// Numbers from literals: 12, 0x_1F, 0b1, 0o7, 017, 1.5e-3, 0x1p-2, and imaginary ones.
//
// A float literal is digits · base^-shift · (10 or 2)^exponent. It is read once into an integer
// and two exponents. If its size is reasonable the fraction is computed exactly; otherwise MPFR
// rounds it to 512 bits. What underflows to zero is zero, what overflows is unknown.
#include "num/value.h"

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') return (unsigned)(c - '0');
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (unsigned)((c | 0x20) - 'a' + 10);
    return 99;
}

// The base that a prefix says, and the prefix taken off.
static unsigned take_prefix(Str *s)
{
    if (s->n < 2 || s->p[0] != '0') return 10;
    char c = s->p[1] | 0x20;
    unsigned base = c == 'x' ? 16 : c == 'b' ? 2 : c == 'o' ? 8 : 10;
    if (base != 10) {
        s->p += 2;
        s->n -= 2;
    }
    return base;
}

static void strip_underscores(StrBuf *out, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '_') sb_putc(out, s.p[i]);
}

static ConstVal *small_int(Arena *a, Str digits, unsigned base)
{
    int64_t v = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] == '_') continue;
        unsigned d = digit_value(digits.p[i]);
        if (d >= base) return num_unknown(a);
        v = v * base + d;
    }
    return num_int64(a, v);
}

ConstVal *num_int_lit(Arena *a, Str text)
{
    unsigned base = take_prefix(&text);
    if (base == 10 && text.n > 1 && text.p[0] == '0') base = 8;
    if (text.n == 0) return num_unknown(a);
    if (text.n <= 15) return small_int(a, text, base); // 60 bits at most
    StrBuf digits = {0};
    strip_underscores(&digits, text);
    mpz_t z;
    ConstVal *v = mpz_init_set_str(z, digits.p, (int)base) == 0 ? num_keep_int(a, z) : num_unknown(a);
    mpz_clear(z);
    sb_release(&digits);
    return v;
}

// A float literal taken apart.
typedef struct Parts {
    StrBuf digits; // of base, without point and underscores
    unsigned base;
    long shift;    // how many of them stand after the point
    long exponent; // of 10 for decimal literals, else of 2; clamped to ±EXP_LIMIT
} Parts;
#define EXP_LIMIT 4000000000L // past every bound of MPFR's

static bool take_exponent(Str s, long *out)
{
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
        s.p++;
        s.n--;
    }
    if (s.n == 0) return false;
    long e = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '_') continue;
        if (digit_value(s.p[i]) > 9) return false;
        e = e * 10 + digit_value(s.p[i]);
        if (e > EXP_LIMIT) e = EXP_LIMIT;
    }
    *out = negative ? -e : e;
    return true;
}

static bool take_apart(Str s, Parts *p)
{
    *p = (Parts){.base = take_prefix(&s)};
    bool point = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '_') continue;
        if (c == '.' && !point) {
            point = true;
        } else if (digit_value(c) < p->base) {
            sb_putc(&p->digits, c);
            p->shift += point;
        } else if ((c | 0x20) == (p->base == 10 ? 'e' : 'p')) {
            return p->digits.n && take_exponent((Str){s.p + i + 1, s.n - i - 1}, &p->exponent);
        } else {
            return false;
        }
    }
    return p->digits.n != 0;
}

// q *= base^e
static void scale(mpq_ptr q, unsigned base, long e)
{
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, base, (unsigned long)(e < 0 ? -e : e));
    mpz_ptr part = e < 0 ? mpq_denref(q) : mpq_numref(q);
    mpz_mul(part, part, power);
    mpz_clear(power);
}

static ConstVal *exact_fraction(Arena *a, const Parts *p)
{
    mpq_t q;
    mpq_init(q);
    mpz_set_str(mpq_numref(q), p->digits.p, (int)p->base);
    if (mpq_sgn(q) != 0) {
        scale(q, p->base, -p->shift);
        scale(q, p->base == 10 ? 10 : 2, p->exponent);
        mpq_canonicalize(q);
    }
    ConstVal *v = num_keep_rat(a, q);
    mpq_clear(q);
    return v;
}

static void round_literal(mpfr_ptr f, const Parts *p)
{
    if (p->base == 10) {
        StrBuf text = {0};
        sb_printf(&text, "%se%ld", p->digits.p, p->exponent - p->shift);
        mpfr_strtofr(f, text.p, NULL, 10, MPFR_RNDN);
        sb_release(&text);
        return;
    }
    long bits = p->base == 16 ? 4 : p->base == 8 ? 3 : 1;
    mpfr_strtofr(f, p->digits.p, NULL, (int)p->base, MPFR_RNDN);
    mpfr_mul_2si(f, f, p->exponent - p->shift * bits, MPFR_RNDN);
}

ConstVal *num_float_lit(Arena *a, Str text)
{
    Parts p;
    if (!take_apart(text, &p)) {
        sb_release(&p.digits);
        return num_unknown(a);
    }
    ConstVal *v;
    mpfr_t f;
    num_float_init(f);
    round_literal(f, &p);
    if (mpfr_zero_p(f))
        v = num_double(a, 0);
    else if (mpfr_number_p(f) && num_is_small_float(f))
        v = exact_fraction(a, &p);
    else
        v = num_keep_float(a, f);
    mpfr_clear(f);
    sb_release(&p.digits);
    return v;
}

ConstVal *num_imag_lit(Arena *a, Str text)
{
    if (text.n < 2 || text.p[text.n - 1] != 'i') return num_unknown(a);
    return num_make_imag(a, num_float_lit(a, (Str){text.p, text.n - 1}));
}
