// Constants as text: the short form of error messages, the exact form, and keys.
#include "num/value.h"

#include <math.h>

#define MAX_QUOTED_RUNES 72

static void put_int(StrBuf *out, mpz_srcptr z)
{
    StrBuf digits = {0};
    size_t room = mpz_sizeinbase(z, 10) + 2;
    for (size_t i = 0; i < room; i++) sb_putc(&digits, 0);
    mpz_get_str(digits.p, 10, z);
    sb_puts(out, digits.p);
    sb_release(&digits);
}

// The shortest decimal digits that read back as d, as strconv's 'g' with precision -1.
static void put_shortest(StrBuf *out, double d)
{
    char text[40];
    int digits = 1;
    do snprintf(text, sizeof text, "%.*e", digits - 1, d);
    while (strtod(text, NULL) != d && ++digits <= 17);
    long exp10 = strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exp10 < -4 || exp10 >= 6)
        sb_puts(out, text);
    else
        sb_printf(out, "%.*f", digits - 1 > exp10 ? digits - 1 - (int)exp10 : 0, d);
}

// A float beyond float64's range, approximately: its logarithm is taken apart.
static void put_far_float(StrBuf *out, mpfr_srcptr f)
{
    long exp2;
    double m = mpfr_get_d_2exp(&exp2, f, MPFR_RNDN); // 0.5 <= |m| < 1
    double d = (double)exp2 * (M_LN2 / M_LN10);
    long e = (long)d;
    m *= pow(10, d - (double)e);
    if (fabs(m) < 1 - 0.5e-6) { // %.6g must not round up to 10
        m *= 10;
        e--;
    } else if (fabs(m) >= 10) {
        m /= 10;
        e++;
    }
    sb_printf(out, "%.6ge%+ld", m, e);
}

static void put_float(StrBuf *out, const ConstVal *x)
{
    mpfr_t f;
    num_init_mpfr(f, x);
    double d = num_double_value(x, NULL);
    if ((d == 0) != (mpfr_zero_p(f) != 0) || isinf(d)) {
        put_far_float(out, f);
    } else {
        char text[40];
        snprintf(text, sizeof text, "%.6g", d);
        if (!mpfr_integer_p(f) && !strchr(text, '.'))
            put_shortest(out, d); // must not look like an integer
        else
            sb_puts(out, text);
    }
    mpfr_clear(f);
}

static void put_short_string(StrBuf *out, Str s)
{
    StrBuf quoted = {0};
    sb_put_quoted(&quoted, s);
    size_t runes = 0, cut = 0;
    Str rest = sb_str(&quoted);
    for (uint32_t r; rest.n; runes++) {
        unsigned len = utf8_decode(rest, &r);
        if (runes < MAX_QUOTED_RUNES - 3) cut += len;
        rest.p += len;
        rest.n -= len;
    }
    if (runes > MAX_QUOTED_RUNES) {
        sb_put(out, (Str){quoted.p, cut});
        sb_puts(out, "...");
    } else {
        sb_put(out, sb_str(&quoted));
    }
    sb_release(&quoted);
}

void num_text(StrBuf *out, const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_UNKNOWN: sb_puts(out, "unknown"); return;
    case REP_BOOL: sb_puts(out, x->b ? "true" : "false"); return;
    case REP_STRING: put_short_string(out, x->str.s); return;
    case REP_SMALL: sb_printf(out, "%lld", (long long)x->small); return;
    case REP_BIG: put_int(out, &x->big); return;
    case REP_RAT:
    case REP_FLOAT: put_float(out, x); return;
    case REP_COMPLEX:
        sb_putc(out, '(');
        num_text(out, x->cpx.re);
        sb_puts(out, " + ");
        num_text(out, x->cpx.im);
        sb_puts(out, "i)");
        return;
    }
}

// 0x.MANTp±E: the mantissa in [0.5, 1), without trailing zeros.
static void put_exact_float(StrBuf *out, mpfr_srcptr f)
{
    if (mpfr_zero_p(f)) {
        sb_putc(out, '0');
        return;
    }
    mpz_t m;
    mpz_init(m);
    mpfr_get_z_2exp(m, f); // FLOAT_PREC bits: whole hexadecimal digits
    if (mpz_sgn(m) < 0) sb_putc(out, '-');
    mpz_abs(m, m);
    char digits[FLOAT_PREC / 4 + 2];
    mpz_get_str(digits, 16, m);
    size_t n = strlen(digits);
    while (n > 1 && digits[n - 1] == '0') n--;
    sb_printf(out, "0x.%.*sp%+ld", (int)n, digits, (long)mpfr_get_exp(f));
    mpz_clear(m);
}

void num_exact_text(StrBuf *out, const ConstVal *x)
{
    switch (rep_of(x)) {
    case REP_UNKNOWN:
    case REP_BOOL:
    case REP_SMALL:
    case REP_BIG: num_text(out, x); return;
    case REP_STRING: sb_put_quoted(out, x->str.s); return;
    case REP_RAT:
        put_int(out, mpq_numref(&x->rat));
        if (mpz_cmp_ui(mpq_denref(&x->rat), 1) != 0) {
            sb_putc(out, '/');
            put_int(out, mpq_denref(&x->rat));
        }
        return;
    case REP_FLOAT: put_exact_float(out, &x->flt); return;
    case REP_COMPLEX:
        sb_putc(out, '(');
        num_exact_text(out, x->cpx.re);
        sb_puts(out, " + ");
        num_exact_text(out, x->cpx.im);
        sb_puts(out, "i)");
        return;
    }
}

// A number is named by its exact value in the smallest kind that holds it, so that 1, 1.0 and
// 1+0i are one key; strings and booleans by themselves, marked with their kind.
void num_key(StrBuf *out, const ConstVal *x)
{
    ConstKind kind = num_kind(x);
    if (kind == CONST_STRING) {
        sb_putc(out, 's');
        sb_put(out, x->str.s);
        return;
    }
    Arena *scratch = arena_new("constant key");
    if (kind >= CONST_INT) {
        const ConstVal *smaller = num_to_float(scratch, x);
        if (num_kind(smaller) == CONST_FLOAT) x = smaller;
        smaller = num_to_int(scratch, x);
        if (num_kind(smaller) == CONST_INT) x = smaller;
    }
    sb_putc(out, kind >= CONST_INT ? 'n' : 'b');
    num_exact_text(out, x);
    arena_free(scratch);
}
