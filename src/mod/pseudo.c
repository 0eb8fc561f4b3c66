// Versions made from a commit: its time and the start of its hash, after the tag it descends from.
//
//   vX.0.0-yyyymmddhhmmss-abcdef123456         no tag before it
//   vX.Y.Z-pre.0.yyyymmddhhmmss-abcdef123456   after the pre-release vX.Y.Z-pre
//   vX.Y.(Z+1)-0.yyyymmddhhmmss-abcdef123456   after the release vX.Y.Z
#include <stdlib.h>
#include <time.h>

#include "mod/pseudo.h"

enum { STAMP = 14, REV = 12 };

static Str without_meta(Str v)
{
    const char *plus = memchr(v.p, '+', v.n);
    return (Str){v.p, plus ? (size_t)(plus - v.p) : v.n};
}

static size_t last_dash(Str v)
{
    size_t i = v.n;
    while (i > 0 && v.p[i - 1] != '-') i--;
    return i;
}

bool pseudo_is(Str version)
{
    Str v = without_meta(version);
    size_t rev = last_dash(v);
    if (!semver_valid(version) || rev < STAMP + 2 || v.n - rev < REV) return false;
    for (size_t i = rev - 1 - STAMP; i < rev - 1; i++) {
        if (v.p[i] < '0' || v.p[i] > '9') return false;
    }
    char before = v.p[rev - 2 - STAMP];
    return before == '-' || (before == '.' && rev >= STAMP + 3 && v.p[rev - 3 - STAMP] == '0');
}

Str pseudo_rev(Str version)
{
    Str v = without_meta(version);
    size_t rev = last_dash(v);
    return (Str){v.p + rev, v.n - rev};
}

Str pseudo_time(Str version)
{
    size_t rev = last_dash(without_meta(version));
    return (Str){version.p + rev - 1 - STAMP, STAMP};
}

Str pseudo_base(Arena *a, Str version)
{
    Str v = without_meta(version);
    size_t end = last_dash(v) - 2 - STAMP; // of "-" or ".": before the time
    if (v.p[end] == '-') return (Str){0};
    Str head = {v.p, end - 2}; // without "-0" or ".0"
    Str meta = {version.p + v.n, version.n - v.n};
    if (v.p[end - 2] == '.') return str_from(arena_printf(a, "%.*s%.*s", STR_FMT(head), STR_FMT(meta)));
    size_t patch = head.n; // vX.Y.(Z+1) came after vX.Y.Z
    while (patch > 0 && head.p[patch - 1] != '.') patch--;
    unsigned long n = strtoul(arena_strndup(a, head.p + patch, head.n - patch), NULL, 10);
    return str_from(arena_printf(a, "%.*s%lu%.*s", (int)patch, head.p, n ? n - 1 : 0, STR_FMT(meta)));
}

Str pseudo_stamp(Arena *a, int64_t time)
{
    time_t t = (time_t)time;
    struct tm tm;
    gmtime_r(&t, &tm);
    char text[32];
    strftime(text, sizeof text, "%Y%m%d%H%M%S", &tm);
    return str_from(arena_strndup(a, text, strlen(text)));
}

Str pseudo_make(Arena *a, Str major, Str older, int64_t time, Str hash)
{
    const char *tail = arena_printf(a, "%.*s-%.*s", STR_FMT(pseudo_stamp(a, time)), REV, hash.p);
    if (older.n == 0) return str_from(arena_printf(a, "%.*s.0.0-%s", STR_FMT(major), tail));
    Str v = without_meta(older);
    Str meta = {older.p + v.n, older.n - v.n};
    if (memchr(v.p, '-', v.n)) return str_from(arena_printf(a, "%.*s.0.%s%.*s", STR_FMT(v), tail, STR_FMT(meta)));
    size_t patch = v.n;
    while (patch > 0 && v.p[patch - 1] != '.') patch--;
    unsigned long n = strtoul(arena_strndup(a, v.p + patch, v.n - patch), NULL, 10);
    return str_from(arena_printf(a, "%.*s%lu-0.%s%.*s", (int)patch, v.p, n + 1, tail, STR_FMT(meta)));
}

Str semver_major(Str v)
{
    size_t n = 0;
    while (n < v.n && v.p[n] != '.') n++;
    return (Str){v.p, n};
}

bool semver_canonical(Str v)
{
    unsigned dots = 0;
    for (size_t i = 0; i < v.n && v.p[i] != '-'; i++) {
        if (v.p[i] == '+') return false;
        dots += v.p[i] == '.';
    }
    return semver_valid(v) && dots == 2 && !memchr(v.p, '+', v.n);
}
