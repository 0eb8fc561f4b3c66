// The command line of `undergo test`: what is ours, what is the test program's, which packages.
//
// Words of $GOFLAGS stand before those of the command line and count less. Packages may follow or precede flags. A
// flag that nobody knows is the test program's; it may have a value, so no package is looked for after it.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "cmd/test.h"

// ---- Flags that go to the test program as -test.NAME
typedef enum TestFlagKind {
    TEST_FLAG_BOOL,
    TEST_FLAG_VERBOSE, // a bool, or test2json
    TEST_FLAG_INT,
    TEST_FLAG_DURATION,
    TEST_FLAG_SHUFFLE,
    TEST_FLAG_DIR,
    TEST_FLAG_TEXT,
} TestFlagKind;
typedef struct TestFlag {
    const char *name;
    TestFlagKind kind;
    bool cacheable; // the result depends on nothing beyond the flag's text
} TestFlag;
static const TestFlag test_flags[] = {
    {"artifacts", TEST_FLAG_BOOL, true},
    {"bench", TEST_FLAG_TEXT, false},
    {"benchmem", TEST_FLAG_BOOL, false},
    {"benchtime", TEST_FLAG_TEXT, true},
    {"blockprofile", TEST_FLAG_TEXT, false},
    {"blockprofilerate", TEST_FLAG_TEXT, false},
    {"count", TEST_FLAG_INT, false},
    {"cpu", TEST_FLAG_TEXT, true},
    {"cpuprofile", TEST_FLAG_TEXT, false},
    {"failfast", TEST_FLAG_BOOL, true},
    {"fullpath", TEST_FLAG_BOOL, true},
    {"fuzz", TEST_FLAG_TEXT, false},
    {"fuzztime", TEST_FLAG_TEXT, false},
    {"fuzzminimizetime", TEST_FLAG_TEXT, false},
    {"list", TEST_FLAG_TEXT, true},
    {"memprofile", TEST_FLAG_TEXT, false},
    {"memprofilerate", TEST_FLAG_TEXT, false},
    {"mutexprofile", TEST_FLAG_TEXT, false},
    {"mutexprofilefraction", TEST_FLAG_TEXT, false},
    {"outputdir", TEST_FLAG_DIR, true},
    {"parallel", TEST_FLAG_INT, true},
    {"run", TEST_FLAG_TEXT, true},
    {"short", TEST_FLAG_BOOL, true},
    {"shuffle", TEST_FLAG_SHUFFLE, false},
    {"skip", TEST_FLAG_TEXT, true},
    {"timeout", TEST_FLAG_DURATION, true},
    {"trace", TEST_FLAG_TEXT, false},
    {"v", TEST_FLAG_VERBOSE, true},
};

static const TestFlag *find_test_flag(Str name)
{
    if (str_has_prefix(name, STR("test."))) name.p += 5, name.n -= 5;
    for (size_t i = 0; i < ARRAY_LEN(test_flags); i++) {
        if (str_eqz(name, test_flags[i].name)) return &test_flags[i];
    }
    return NULL;
}

// A whole number of 64 bits, or what Go's strconv says of it.
static const char *integer_error(const char *text)
{
    char *end;
    errno = 0;
    (void)strtoll(text, &end, 10);
    if (!*text || *end || isspace((unsigned char)*text)) return "invalid syntax";
    return errno == ERANGE ? "value out of range" : NULL;
}

// *value becomes what the test program is told. 0, or the exit code.
static int judge_value(Session *s, const FlagSet *f, const TestFlag *flag, Str name, const char **value)
{
    const char *v = *value, *error = NULL;
    bool yes;
    switch (flag->kind) {
    case TEST_FLAG_VERBOSE:
        if (strcmp(v, "test2json") == 0) return 0;
        if (parse_bool(v, &yes)) {
            *value = yes ? "true" : "false";
            return 0;
        }
        return usage_error(f->command, "invalid boolean value \"%s\" for -%.*s: invalid flag -test.v=%s", v,
                           STR_FMT(name), v);
    case TEST_FLAG_BOOL:
        if (!parse_bool(v, &yes))
            return usage_error(f->command, "invalid boolean value \"%s\" for -%.*s: parse error", v, STR_FMT(name));
        *value = yes ? "true" : "false";
        return 0;
    case TEST_FLAG_INT:
        error = integer_error(v);
        if (error && strcmp(error, "invalid syntax") == 0) error = "parse error";
        break;
    case TEST_FLAG_DURATION: error = parse_duration(v) < 0 ? "parse error" : NULL; break;
    case TEST_FLAG_SHUFFLE:
        error = strcmp(v, "on") == 0 || strcmp(v, "off") == 0 ? NULL : integer_error(v);
        if (error)
            error = arena_printf(s->arena,
                                 "-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: "
                                 "parsing \"%s\": %s",
                                 v, error);
        break;
    case TEST_FLAG_DIR:
    case TEST_FLAG_TEXT: break;
    }
    if (error) return usage_error(f->command, "invalid value \"%s\" for flag -%.*s: %s", v, STR_FMT(name), error);
    return 0;
}

static bool writes_profile(const char *name)
{
    return (strstr(name, "profile") && !strstr(name, "rate") && !strstr(name, "fraction")) ||
           strcmp(name, "trace") == 0;
}

static void note_test_flag(TestArgs *t, const TestFlag *flag, const char *value)
{
    const char *name = flag->name;
    if (!flag->cacheable) t->uncacheable = true;
    if (strcmp(name, "count") == 0) t->counted = true;
    if (strcmp(name, "fuzz") == 0) t->fuzz = *value;
    if (writes_profile(name) && *value) {
        t->profile = name;
        if (strcmp(name, "trace") != 0) t->keeps_binary = true;
    }
    if (strcmp(name, "artifacts") == 0) t->artifacts = strcmp(value, "true") == 0;
    if (strcmp(name, "outputdir") == 0) t->output_dir = value;
    if (strcmp(name, "v") == 0) t->verbose = strcmp(value, "false") != 0;
    if (strcmp(name, "bench") == 0) t->bench = *value;
    if (strcmp(name, "list") == 0) t->list = *value;
    if (strcmp(name, "skip") == 0) t->skip = value;
    if (strcmp(name, "timeout") == 0) t->has_timeout = true, t->timeout = value;
}

// ---- Sorting

typedef struct Sorting {
    Session *s;
    FlagSet *f;
    TestArgs *out;
    int argc, at;
    char **argv;
    bool in_packages, packages_end, value_may_follow; // see test_split_args
    const char *unknown;                              // the first flag nobody knows
} Sorting;

static void to_program(Sorting *t, const char *word) { vec_push(t->s->arena, &t->out->program, word); }

static void rest_to_program(Sorting *t)
{
    while (t->at < t->argc) to_program(t, t->argv[t->at++]);
}

// A flag of the test program that is known here.
static int test_flag(Sorting *t, const TestFlag *flag, Str name, const char *value)
{
    bool is_bool = flag->kind == TEST_FLAG_BOOL || flag->kind == TEST_FLAG_VERBOSE;
    if (!value && is_bool) value = "true";
    if (!value) {
        if (t->at >= t->argc) return usage_error(t->f->command, "flag needs an argument: -%.*s", STR_FMT(name));
        value = t->argv[t->at++];
    }
    int code = judge_value(t->s, t->f, flag, name, &value);
    if (code) return code;
    note_test_flag(t->out, flag, value);
    bool later = flag->kind == TEST_FLAG_DURATION || flag->kind == TEST_FLAG_VERBOSE || flag->kind == TEST_FLAG_DIR ||
                 strcmp(flag->name, "skip") == 0; // said when the program is run
    if (!later) to_program(t, arena_printf(t->s->arena, "-test.%s=%s", flag->name, value));
    return 0;
}

static int one_flag(Sorting *t, const char *arg)
{
    const char *value;
    Str name = flag_name(arg, &value);
    if (name.n == 0 || *name.p == '-') return usage_error(t->f->command, "bad flag syntax: %s", arg);
    if (str_eqz(name, "h") || str_eqz(name, "help")) return usage_error(t->f->command, "%s", "");
    const Flag *own = flag_find(t->f, name);
    if (own) {
        if (str_eqz(name, "C") && t->argv && t->at != 1)
            return usage_error(t->f->command,
                               "invalid value \"%s\" for flag -C: -C flag must be first flag on command line",
                               value             ? value
                               : t->at < t->argc ? t->argv[t->at]
                                                 : "");
        vec_push(t->s->arena, &t->out->own, arg);
        bool takes = own->kind != FLAG_BOOL && own->kind != FLAG_OPTIONAL;
        if (takes && !value && t->at < t->argc) vec_push(t->s->arena, &t->out->own, (const char *)t->argv[t->at++]);
        return 0;
    }
    if (str_eqz(name, "complete")) {
        for (size_t k = 0; k < ARRAY_LEN(test_flags); k++) printf("-%s\n", test_flags[k].name);
        return flag_list(t->f);
    }
    const TestFlag *flag = find_test_flag(name);
    if (flag) return test_flag(t, flag, name, value);
    t->packages_end = true;
    t->out->uncacheable = true;
    if (str_eqz(name, "args") && !value) {
        rest_to_program(t);
        return 0;
    }
    if (!t->unknown) t->unknown = arg;
    to_program(t, arg);
    t->value_may_follow = !value;
    return 0;
}

// The words of $GOFLAGS that this command knows.
static int sort_goflags(Session *s, FlagSet *f, TestArgs *out)
{
    ArgVec words = {0};
    session_goflags(s, &words);
    Sorting t = {.s = s, .f = f, .out = out};
    for (uint32_t i = 0; i < words.n; i++) {
        const char *value;
        Str name = flag_name(words.p[i], &value);
        if (!flag_find(f, name) && !find_test_flag(name)) continue;
        int code = one_flag(&t, words.p[i]);
        if (code) return code;
    }
    f->preset = out->own.n;
    return 0;
}

int test_split_args(Session *s, FlagSet *f, int argc, char **argv, TestArgs *out)
{
    int code = sort_goflags(s, f, out);
    Sorting t = {.s = s, .f = f, .out = out, .argc = argc, .argv = argv};
    while (!code && t.at < argc) {
        const char *arg = argv[t.at];
        bool may_be_value = t.value_may_follow;
        t.value_may_follow = false;
        if (strcmp(arg, "--") == 0) {
            out->uncacheable = true;
            rest_to_program(&t);
        } else if (arg[0] == '-' && arg[1]) {
            t.packages_end |= t.in_packages;
            t.in_packages = false;
            t.at++;
            code = one_flag(&t, arg);
        } else if (!t.packages_end) {
            t.at++;
            vec_push(s->arena, &out->own, arg);
            t.in_packages = out->packages_named = true;
        } else if (may_be_value) {
            t.at++;
            to_program(&t, arg);
        } else {
            rest_to_program(&t);
        }
    }
    out->unknown = t.unknown;
    return code;
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
