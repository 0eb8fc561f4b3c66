// Number literals: integers and floats in all bases, with separators, and imaginary ones.
//
// The literal is taken whole even if it is in error, and one error is reported for it, so that
// 0b12 is one bad token and not two good ones. Spec: "Integer literals" to "Imaginary literals".
#include "syntax/scan.h"

typedef struct Digits {
    bool any, separators;
    const char *invalid; // the first digit too large for the base
} Digits;

static inline char lower(char c) { return c | 0x20; }

static inline bool is_decimal(char c) { return c >= '0' && c <= '9'; }

static inline bool is_hex(char c) { return is_decimal(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

// In bases up to ten any decimal digit is taken.
static void take_digits(Scanner *s, unsigned base, Digits *d)
{
    for (;; s->at++) {
        char c = *s->at;
        if (c == '_') {
            d->separators = true;
        } else if (base > 10 ? is_hex(c) : is_decimal(c)) {
            d->any = true;
            if (base < 10 && c >= (char)('0' + base) && !d->invalid) d->invalid = s->at;
        } else {
            return;
        }
    }
}

static const char *base_name(unsigned base)
{
    return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}

// The first '_' that does not stand between digits (a base prefix counts as one), or NULL.
static const char *misplaced_separator(Str lit)
{
    bool hex = false, after_digit = false, after_separator = false;
    size_t i = 0;
    if (lit.n >= 2 && lit.p[0] == '0' && (lower(lit.p[1]) == 'x' || lower(lit.p[1]) == 'o' || lower(lit.p[1]) == 'b')) {
        hex = lower(lit.p[1]) == 'x';
        after_digit = true;
        i = 2;
    }
    for (; i < lit.n; i++) {
        char c = lit.p[i];
        if (c == '_') {
            if (!after_digit) return lit.p + i;
            after_separator = true;
            after_digit = false;
        } else {
            bool digit = is_decimal(c) || (hex && is_hex(c));
            if (after_separator && !digit) return lit.p + i - 1;
            after_separator = false;
            after_digit = digit;
        }
    }
    return after_separator ? lit.p + lit.n - 1 : NULL;
}

void scan_number(Scanner *s, bool seen_point)
{
    Token kind = TOK_INT_LIT;
    unsigned base = 10;
    char prefix = 0; // x, o, b, or 0 for a leading zero
    Digits d = {0};
    bool ok = true;

    if (!seen_point) {
        if (*s->at == '0') {
            s->at++;
            char c = lower(*s->at);
            if (c == 'x' || c == 'o' || c == 'b') {
                s->at++;
                prefix = c;
                base = c == 'x' ? 16 : c == 'o' ? 8 : 2;
            } else {
                prefix = '0';
                base = 8;
                d.any = true;
            }
        }
        take_digits(s, base, &d);
        if (*s->at == '.') {
            if (prefix == 'o' || prefix == 'b') {
                scan_error(s, scan_offset(s), "invalid radix point in %s literal", base_name(base));
                ok = false;
            }
            s->at++;
            seen_point = true;
        }
    }
    if (seen_point) {
        kind = TOK_FLOAT_LIT;
        take_digits(s, base, &d);
    }
    if (!d.any && ok) {
        scan_error(s, scan_offset(s), "%s literal has no digits", base_name(base));
        ok = false;
    }

    char e = lower(*s->at);
    if (e == 'e' || e == 'p') {
        if (ok && e == 'e' && prefix && prefix != '0') {
            scan_error(s, scan_offset(s), "'%c' exponent requires decimal mantissa", *s->at);
            ok = false;
        } else if (ok && e == 'p' && prefix != 'x') {
            scan_error(s, scan_offset(s), "'%c' exponent requires hexadecimal mantissa", *s->at);
            ok = false;
        }
        s->at++;
        kind = TOK_FLOAT_LIT;
        if (*s->at == '+' || *s->at == '-') s->at++;
        Digits exponent = {0};
        take_digits(s, 10, &exponent);
        d.separators |= exponent.separators;
        if (!exponent.any && ok) {
            scan_error(s, scan_offset(s), "exponent has no digits");
            ok = false;
        }
    } else if (prefix == 'x' && kind == TOK_FLOAT_LIT && ok) {
        scan_error(s, scan_offset(s), "hexadecimal mantissa requires a 'p' exponent");
        ok = false;
    }
    if (*s->at == 'i') {
        kind = TOK_IMAG_LIT;
        s->at++;
    }

    scan_set_lit(s, kind, ok);
    if (!ok) return;
    if (kind == TOK_INT_LIT && d.invalid) {
        scan_error(s, (uint32_t)(d.invalid - s->text), "invalid digit '%c' in %s literal", *d.invalid, base_name(base));
        s->bad = true;
    } else if (d.separators) {
        const char *wrong = misplaced_separator(s->lit);
        if (wrong) scan_error(s, (uint32_t)(wrong - s->text), "'_' must separate successive digits");
        s->bad = wrong != NULL;
    }
}
