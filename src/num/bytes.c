// Constants as bytes, for export data: integers and the parts of fractions, highest byte first.
#include "num/value.h"

static void put_magnitude(StrBuf *out, mpz_srcptr z)
{
    size_t n = (mpz_sizeinbase(z, 2) + 7) / 8, from = out->n;
    for (size_t i = 0; i < n; i++) sb_putc(out, 0);
    if (mpz_sgn(z) == 0) {
        out->n = from;
    } else {
        mpz_export(out->p + from, NULL, 1, 1, 1, 0, z);
    }
}

bool num_fraction_bytes(const ConstVal *x, StrBuf *num, StrBuf *den)
{
    if (rep_of(x) != REP_SMALL && rep_of(x) != REP_BIG && rep_of(x) != REP_RAT) return false;
    mpq_t q;
    num_init_mpq(q, x);
    put_magnitude(num, mpq_numref(q));
    put_magnitude(den, mpq_denref(q));
    mpq_clear(q);
    return true;
}
