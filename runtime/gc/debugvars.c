// Parses GODEBUG, UNDERGO, GOGC, GOMEMLIMIT, GOMAXPROCS and GOTRACEBACK at start. One table names the settings;
// unknown names are left to the library (internal/godebug reads the text itself).
#include "gc/debugvars.h"
#include "os/os.h"
#include <string.h>

DebugVars ugrt_debugvars;

typedef struct Setting {
    const char *name;
    int32_t *value;
} Setting;
#define S(n)                                                                                                           \
    {                                                                                                                  \
#n, &ugrt_debugvars.n                                                                                          \
    }
static const Setting settings[] = {
    S(gctrace),
    S(schedtrace),
    S(scheddetail),
    S(inittrace),
    S(asyncpreemptoff),
    S(madvdontneed),
    S(gcstoptheworld),
    S(allocfreetrace),
    S(tracebackancestors),
    S(clobberfree),
    S(panicnil),
    S(invalidptr),
    S(asynctimerchan),
    S(profstackdepth),
    S(cgocheck),
    S(dontfreezetheworld),
    S(adaptivestackstart),
    S(containermaxprocs),
    S(updatemaxprocs),
    S(decoratemappings),
    S(disablethp),
    S(runtimecontentionstacks),
    S(traceadvanceperiod),
};
#undef S

int32_t *ugrt_debugvar(const char *name, uintptr_t n)
{
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (strlen(settings[i].name) == n && memcmp(settings[i].name, name, n) == 0) return settings[i].value;
    return NULL;
}

// A decimal number that fills [p, p+n). False on anything else.
static bool number(const char *p, uintptr_t n, int64_t *out)
{
    uintptr_t i = 0;
    bool negative = n > 0 && p[0] == '-';
    if (negative) i++;
    if (i == n) return false;
    uint64_t v = 0;
    for (; i < n; i++) {
        if (p[i] < '0' || p[i] > '9' || v > (uint64_t)INT64_MAX / 10) return false;
        v = v * 10 + (uint64_t)(p[i] - '0');
    }
    if (v > INT64_MAX) return false;
    *out = negative ? -(int64_t)v : (int64_t)v;
    return true;
}

// Calls f(name, its length, value, its length) for each part of "a=1,b"; value NULL where there is no '='.
static void each_part(const char *list, uintptr_t n, void (*f)(const char *, uintptr_t, const char *, uintptr_t))
{
    while (n > 0) {
        const char *comma = memchr(list, ',', n);
        uintptr_t len = comma ? (uintptr_t)(comma - list) : n;
        const char *eq = memchr(list, '=', len);
        if (eq != NULL)
            f(list, (uintptr_t)(eq - list), eq + 1, len - (uintptr_t)(eq - list) - 1);
        else
            f(list, len, NULL, 0);
        if (comma == NULL) break;
        list += len + 1;
        n -= len + 1;
    }
}

static void godebug_part(const char *name, uintptr_t n, const char *value, uintptr_t vn)
{
    int32_t *v = ugrt_debugvar(name, n);
    int64_t num;
    if (v != NULL && value != NULL && number(value, vn, &num)) *v = (int32_t)num;
}

static void live_part(const char *name, uintptr_t n, const char *value, uintptr_t vn)
{
    if (ugrt_debugvar(name, n) == &ugrt_debugvars.panicnil) godebug_part(name, n, value, vn);
}

void ugrt_debugvars_changed(const char *godebug, uintptr_t n)
{
    ugrt_debugvars.panicnil = 0;
    each_part(ugrt_debugvars.defaults, ugrt_debugvars.ndefaults, live_part);
    each_part(godebug, n, live_part);
}

void ugrt_debugvars_default(const char *list, uintptr_t n)
{
    DebugVars *d = &ugrt_debugvars;
    d->defaults = list;
    d->ndefaults = n;
    each_part(list, n, godebug_part);
    if (d->godebug != NULL) each_part(d->godebug, strlen(d->godebug), godebug_part);
}

static void undergo_part(const char *name, uintptr_t n, const char *value, uintptr_t vn)
{
    DebugVars *d = &ugrt_debugvars;
    int64_t num = 1;
    if (value != NULL && !number(value, vn, &num)) return;
#define IS(s) (n == sizeof s - 1 && memcmp(name, s, n) == 0)
    if (IS("gcstress"))
        d->gcstress = value != NULL ? (int32_t)num : GCSTRESS_THINNING;
    else if (IS("verify"))
        d->verify = num != 0;
    else if (IS("smallstack"))
        d->smallstack = num != 0;
    else if (IS("leakcheck"))
        d->leakcheck = num != 0;
    else if (IS("scheddump"))
        d->scheddump = num != 0;
    else if (IS("schedrand"))
        d->schedrand = true, d->schedrand_seed = (uint64_t)num;
#undef IS
}

// "1024", "10MiB", "2GiB", "off": as GOMEMLIMIT allows.
static int64_t bytes_of(const char *s)
{
    static const struct {
        const char *suffix;
        int shift;
    } units[] = {{"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}, {"B", 0}};
    uintptr_t n = strlen(s);
    if (n == 0 || strcmp(s, "off") == 0) return INT64_MAX;
    int shift = 0;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        uintptr_t k = strlen(units[i].suffix);
        if (n > k && memcmp(s + n - k, units[i].suffix, k) == 0) {
            shift = units[i].shift;
            n -= k;
            break;
        }
    }
    int64_t v;
    if (!number(s, n, &v) || v < 0 || v > INT64_MAX >> shift) return -1;
    return v << shift;
}

void ugrt_debugvars_init(void)
{
    DebugVars *d = &ugrt_debugvars;
    d->invalidptr = 1;
    d->cgocheck = 1;
    d->madvdontneed = 1;
    d->profstackdepth = 128;
    d->adaptivestackstart = 1;
    d->containermaxprocs = 1;
    d->updatemaxprocs = 1;
    d->traceadvanceperiod = 1000000000;
    d->godebug = ugrt_getenv("GODEBUG");
    d->undergo = ugrt_getenv("UNDERGO");
    d->gotraceback = ugrt_getenv("GOTRACEBACK");
    if (d->godebug != NULL) each_part(d->godebug, strlen(d->godebug), godebug_part);
    if (d->undergo != NULL) each_part(d->undergo, strlen(d->undergo), undergo_part);
    int64_t v;
    d->gogc = 100;
    const char *s = ugrt_getenv("GOGC");
    if (s != NULL && strcmp(s, "off") == 0)
        d->gogc = -1;
    else if (s != NULL && number(s, strlen(s), &v))
        d->gogc = v < 0 ? -1 : (int32_t)v;
    s = ugrt_getenv("GOMEMLIMIT");
    d->memlimit = s != NULL ? bytes_of(s) : INT64_MAX;
    s = ugrt_getenv("GOMAXPROCS");
    if (s != NULL && number(s, strlen(s), &v) && v > 0) d->gomaxprocs = v > 65536 ? 65536 : (int32_t)v;
}
