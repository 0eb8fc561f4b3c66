// Numbers in versions. They have no size limit, so that none is ever misread as another.
#include "mod/number.h"

bool version_number(Str *s, Str *out)
{
    size_t n = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') n++;
    if (n == 0 || (n > 1 && s->p[0] == '0')) return false;
    *out = (Str){s->p, n};
    s->p += n;
    s->n -= n;
    return true;
}

int version_number_cmp(Str a, Str b)
{
    if (a.n != b.n) return a.n < b.n ? -1 : 1;
    return str_cmp(a, b);
}
