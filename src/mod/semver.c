// Semantic versions as Go writes them: v1.2.3, with optional -prerelease and +build, and the
// short forms v1 and v1.2. Order: semver.org item 11; build metadata does not count.
#include "mod/number.h"

typedef struct Semver {
    Str major, minor, patch, pre;
} Semver;

static bool ident_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

static bool all_digits(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    }
    return s.n > 0;
}

// Dot-separated identifiers up to stop characters; numeric ones without leading zeros where strict.
static bool idents(Str *s, bool strict, Str *out)
{
    size_t start = 0, i = 0;
    for (;; i++) {
        if (i < s->n && ident_char(s->p[i])) continue;
        Str id = {s->p + start, i - start};
        if (id.n == 0 || (strict && id.n > 1 && id.p[0] == '0' && all_digits(id))) return false;
        if (i < s->n && s->p[i] == '.') {
            start = i + 1;
            continue;
        }
        break;
    }
    *out = (Str){s->p, i};
    s->p += i;
    s->n -= i;
    return true;
}

static bool parse(Str v, Semver *out)
{
    *out = (Semver){.minor = STR("0"), .patch = STR("0")};
    if (v.n == 0 || v.p[0] != 'v') return false;
    v.p++, v.n--;
    if (!version_number(&v, &out->major)) return false;
    if (v.n == 0) return true;
    if (v.p[0] != '.') return false;
    v.p++, v.n--;
    if (!version_number(&v, &out->minor)) return false;
    if (v.n == 0) return true;
    if (v.p[0] != '.') return false;
    v.p++, v.n--;
    if (!version_number(&v, &out->patch)) return false;
    if (v.n && v.p[0] == '-') {
        v.p++, v.n--;
        if (!idents(&v, true, &out->pre)) return false;
    }
    if (v.n && v.p[0] == '+') {
        Str build;
        v.p++, v.n--;
        if (!idents(&v, false, &build)) return false;
    }
    return v.n == 0;
}

static Str next_ident(Str *s)
{
    size_t n = 0;
    while (n < s->n && s->p[n] != '.') n++;
    Str id = {s->p, n};
    size_t skip = n < s->n ? n + 1 : n;
    s->p += skip;
    s->n -= skip;
    return id;
}

static int cmp_pre(Str a, Str b)
{
    if (str_eq(a, b)) return 0;
    if (a.n == 0) return 1; // a release is above its pre-releases
    if (b.n == 0) return -1;
    while (a.n && b.n) {
        Str x = next_ident(&a), y = next_ident(&b);
        if (str_eq(x, y)) continue;
        bool xn = all_digits(x), yn = all_digits(y);
        if (xn != yn) return xn ? -1 : 1;
        return xn ? version_number_cmp(x, y) : str_cmp(x, y);
    }
    return a.n == 0 ? -1 : 1;
}

bool semver_valid(Str v)
{
    Semver s;
    return parse(v, &s);
}

int semver_cmp(Str a, Str b)
{
    Semver x, y;
    bool xok = parse(a, &x), yok = parse(b, &y);
    if (!xok || !yok) return xok == yok ? 0 : xok ? 1 : -1;
    int c = version_number_cmp(x.major, y.major);
    if (c == 0) c = version_number_cmp(x.minor, y.minor);
    if (c == 0) c = version_number_cmp(x.patch, y.patch);
    return c ? c : cmp_pre(x.pre, y.pre);
}
