// Division of complex numbers, for emitted code.
//
// Smith's method: the divisor's smaller part is scaled by the larger one, so that no intermediate
// square overflows. Where that leaves two NaNs, zeros and infinities among the operands decide the
// result as annex G of the C standard says, which Go follows.
#include "undergo/abi.h"
#include <math.h>

// 1 for an infinity, 0 for anything else, the sign kept.
static double box_infinity(double x) { return copysign(isinf(x) ? 1.0 : 0.0, x); }

static UgComplex128 scaled_quotient(UgComplex128 n, UgComplex128 m)
{
    if (fabs(m.re) >= fabs(m.im)) {
        double ratio = m.im / m.re, scale = m.re + ratio * m.im;
        return (UgComplex128){(n.re + n.im * ratio) / scale, (n.im - n.re * ratio) / scale};
    }
    double ratio = m.re / m.im, scale = m.im + ratio * m.re;
    return (UgComplex128){(n.re * ratio + n.im) / scale, (n.im * ratio - n.re) / scale};
}

UgComplex128 ugx_complex128div(UgComplex128 n, UgComplex128 m)
{
    UgComplex128 q = scaled_quotient(n, m);
    if (!isnan(q.re) || !isnan(q.im)) return q;
    bool n_infinite = isinf(n.re) || isinf(n.im), m_infinite = isinf(m.re) || isinf(m.im);
    if (m.re == 0 && m.im == 0 && (!isnan(n.re) || !isnan(n.im))) {
        double inf = copysign(INFINITY, m.re);
        return (UgComplex128){inf * n.re, inf * n.im};
    }
    if (n_infinite && isfinite(m.re) && isfinite(m.im)) {
        double a = box_infinity(n.re), b = box_infinity(n.im);
        return (UgComplex128){INFINITY * (a * m.re + b * m.im), INFINITY * (b * m.re - a * m.im)};
    }
    if (m_infinite && isfinite(n.re) && isfinite(n.im)) {
        double c = box_infinity(m.re), d = box_infinity(m.im);
        return (UgComplex128){0 * (n.re * c + n.im * d), 0 * (n.im * c - n.re * d)};
    }
    return q;
}
