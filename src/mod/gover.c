// Go's own versions: 1.26, 1.26rc1, 1.26.3. From 1.21 on, the bare 1.N is the language version
// and stands before its release candidates (https://go.dev/doc/toolchain#version).
#include "mod/number.h"

typedef struct Gover {
    Str major, minor, patch, kind, pre;
} Gover;

static bool parse(Str v, Gover *out)
{
    *out = (Gover){.minor = STR("0")};
    if (!version_number(&v, &out->major)) return false;
    if (v.n == 0) return true;
    if (v.p[0] != '.') return false;
    v.p++, v.n--;
    if (!version_number(&v, &out->minor)) return false;
    if (v.n == 0) { // 1.20 and older named their first release without a patch
        if (str_eqz(out->major, "1") && version_number_cmp(out->minor, STR("21")) < 0) out->patch = STR("0");
        return true;
    }
    if (v.p[0] == '.') {
        v.p++, v.n--;
        return version_number(&v, &out->patch) && v.n == 0;
    }
    size_t n = 0;
    while (n < v.n && v.p[n] >= 'a' && v.p[n] <= 'z') n++;
    if (n == 0) return false;
    out->kind = (Str){v.p, n};
    v.p += n;
    v.n -= n;
    return version_number(&v, &out->pre) && v.n == 0;
}

bool gover_valid(Str v)
{
    Gover g;
    return parse(v, &g);
}

int gover_cmp(Str a, Str b)
{
    Gover x, y;
    bool xok = parse(a, &x), yok = parse(b, &y);
    if (!xok || !yok) return xok == yok ? 0 : xok ? 1 : -1;
    int c = version_number_cmp(x.major, y.major);
    if (c == 0) c = version_number_cmp(x.minor, y.minor);
    if (c == 0) c = version_number_cmp(x.patch, y.patch);
    if (c == 0) c = str_cmp(x.kind, y.kind); // "" < alpha < beta < rc
    return c ? c : version_number_cmp(x.pre, y.pre);
}

Str gover_lang(Arena *a, Str v)
{
    Gover g;
    if (!parse(v, &g)) return (Str){0};
    return str_from(arena_printf(a, "%.*s.%.*s", STR_FMT(g.major), STR_FMT(g.minor)));
}
