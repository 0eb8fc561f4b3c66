// The command line of `undergo test`: what is ours, what is the test program's, which packages.
#include <ctype.h>
#include <stdlib.h>

#include "cmd/test.h"

// ---- Flags that go to the test program as -test.NAME
typedef struct TestFlag {
    const char *name;
    bool is_bool;
    bool cacheable; // the result depends on nothing beyond the flag's text
} TestFlag;
static const TestFlag test_flags[] = {
    {"artifacts", true, true},
    {"bench", false, false},
    {"benchmem", true, false},
    {"benchtime", false, true},
    {"blockprofile", false, false},
    {"blockprofilerate", false, false},
    {"count", false, false},
    {"cpu", false, true},
    {"cpuprofile", false, false},
    {"failfast", true, true},
    {"fullpath", true, true},
    {"fuzz", false, false},
    {"fuzztime", false, false},
    {"fuzzminimizetime", false, false},
    {"list", false, true},
    {"memprofile", false, false},
    {"memprofilerate", false, false},
    {"mutexprofile", false, false},
    {"mutexprofilefraction", false, false},
    {"outputdir", false, true},
    {"parallel", false, true},
    {"run", false, true},
    {"short", true, true},
    {"shuffle", false, false},
    {"skip", false, true},
    {"timeout", false, true},
    {"trace", false, false},
    {"v", true, true},
};

static const TestFlag *find_test_flag(Str name)
{
    if (str_has_prefix(name, STR("test."))) name.p += 5, name.n -= 5;
    for (size_t i = 0; i < ARRAY_LEN(test_flags); i++) {
        if (str_eqz(name, test_flags[i].name)) return &test_flags[i];
    }
    return NULL;
}

static bool build_flag_takes_value(const FlagSet *f, Str name, bool *known)
{
    *known = false;
    for (uint32_t i = 0; i < f->flags.n; i++) {
        if (!str_eqz(name, f->flags.p[i].name)) continue;
        *known = true;
        return f->flags.p[i].kind != FLAG_BOOL && f->flags.p[i].kind != FLAG_OPTIONAL;
    }
    return false;
}

static void note_test_flag(TestArgs *t, const TestFlag *flag, const char *value)
{
    const char *name = flag->name;
    if (!flag->cacheable) t->uncacheable = true;
    if (strcmp(name, "count") == 0) t->counted = true;
    if (strcmp(name, "fuzz") == 0) t->fuzz = *value;
    if (strstr(name, "profile") && !strstr(name, "rate") && !strstr(name, "fraction")) t->profile = name;
    if (strcmp(name, "trace") == 0) t->profile = name;
    if (strcmp(name, "v") == 0) t->verbose = strcmp(value, "false") != 0;
    if (strcmp(name, "v") == 0) return; // said when the program is run
    if (strcmp(name, "bench") == 0) t->bench = true;
    if (strcmp(name, "list") == 0) t->list = true;
    if (strcmp(name, "skip") == 0) t->skip = value;
    if (strcmp(name, "timeout") == 0) t->has_timeout = true, t->timeout = value;
}

// Sorts the arguments into ours and the test program's. Unknown flags are the program's, and
// what follows them.
int test_split_args(Session *s, FlagSet *f, int argc, char **argv, TestArgs *out)
{
    bool past_packages = false;
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (strcmp(arg, "-args") == 0 || strcmp(arg, "--args") == 0) {
            out->uncacheable = true;
            for (i++; i < argc; i++) vec_push(s->arena, &out->program, (const char *)argv[i]);
            break;
        }
        if (arg[0] != '-' || !arg[1]) {
            if (past_packages) {
                vec_push(s->arena, &out->program, arg);
            } else {
                vec_push(s->arena, &out->own, arg);
                out->packages_named = true;
            }
            continue;
        }
        const char *name = arg + 1 + (arg[1] == '-');
        const char *eq = strchr(name, '=');
        Str n = {name, eq ? (size_t)(eq - name) : strlen(name)};
        bool known;
        bool takes = build_flag_takes_value(f, n, &known);
        if (known) {
            vec_push(s->arena, &out->own, arg);
            if (takes && !eq && i + 1 < argc) vec_push(s->arena, &out->own, (const char *)argv[++i]);
            continue;
        }
        if (str_eqz(n, "complete")) {
            for (size_t k = 0; k < ARRAY_LEN(test_flags); k++) printf("-%s\n", test_flags[k].name);
            return flag_list(f);
        }
        const TestFlag *tf = find_test_flag(n);
        if (!tf) {
            past_packages = out->packages_named;
            out->uncacheable = true;
            vec_push(s->arena, &out->program, arg);
            continue;
        }
        const char *value = eq ? eq + 1 : "true";
        if (!eq && !tf->is_bool) {
            if (i + 1 >= argc) return usage_error(f->command, "flag needs an argument: -%s", tf->name);
            value = argv[++i];
        }
        note_test_flag(out, tf, value);
        bool later = strcmp(tf->name, "timeout") == 0 || strcmp(tf->name, "skip") == 0 || strcmp(tf->name, "v") == 0;
        if (!later)
            vec_push(s->arena, &out->program, (const char *)arena_printf(s->arena, "-test.%s=%s", tf->name, value));
    }
    return 0;
}

// Go's duration text in seconds, rounded up; -1 where it is none.
double parse_duration(const char *t)
{
    double total = 0;
    if (strcmp(t, "0") == 0) return 0;
    while (*t) {
        char *end;
        double v = strtod(t, &end);
        if (end == t) return -1;
        static const struct {
            const char *unit;
            double seconds;
        } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
        size_t k = 0;
        while (k < ARRAY_LEN(units)) {
            size_t n = strlen(units[k].unit);
            if (strncmp(end, units[k].unit, n) == 0 && !isalpha((unsigned char)end[n])) break;
            k++;
        }
        if (k == ARRAY_LEN(units)) return -1;
        total += v * units[k].seconds;
        t = end + strlen(units[k].unit);
    }
    return total;
}
