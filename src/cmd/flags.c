// Command-line flags in go's syntax.
#include <stdlib.h>

#include "cmd/cmd.h"

void flag_add(FlagSet *f, const char *name, FlagKind kind, void *to)
{
    vec_push(f->arena, &f->flags, ((Flag){name, kind, to}));
}

void flag_rule(FlagSet *f, const char *name, FlagCheck *check)
{
    vec_push(f->arena, &f->rules, ((FlagRule){name, check}));
}

const Flag *flag_find(const FlagSet *f, Str name)
{
    for (uint32_t i = 0; i < f->flags.n; i++) {
        if (str_eqz(name, f->flags.p[i].name)) return &f->flags.p[i];
    }
    return NULL;
}

Str flag_name(const char *arg, const char **value)
{
    const char *name = arg + 1 + (arg[1] == '-');
    const char *eq = strchr(name, '=');
    *value = eq ? eq + 1 : NULL;
    return (Str){name, eq ? (size_t)(eq - name) : strlen(name)};
}

bool parse_bool(const char *v, bool *out)
{
    static const char *const yes[] = {"1", "t", "T", "true", "TRUE", "True"}, *const no[] = {"0",     "f",     "F",
                                                                                             "false", "FALSE", "False"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (strcmp(v, yes[i]) == 0) return *out = true, true;
        if (strcmp(v, no[i]) == 0) return *out = false, true;
    }
    return false;
}

// What is wrong with a value, as the flag package says it, and the usage.
static int bad_value(const FlagSet *f, const Flag *flag, const char *value, const char *why, bool from_env)
{
    bool boolean = flag->kind == FLAG_BOOL || flag->kind == FLAG_OPTIONAL;
    StrBuf b = {0};
    if (from_env) sb_puts(&b, "undergo: ");
    sb_puts(&b, boolean ? "invalid boolean value " : "invalid value ");
    sb_put_quoted(&b, str_from(value));
    sb_printf(&b, " for %s-%s%s: %s", boolean && !from_env ? "" : "flag ", flag->name,
              from_env ? " (from $GOFLAGS)" : "", why);
    int code = usage_error(f->command, "%s", b.p);
    sb_release(&b);
    return code;
}

static bool parse_uint(const char *value, uint32_t *out)
{
    char *end;
    unsigned long v = strtoul(value, &end, 0);
    if (!*value || *end || v > UINT32_MAX || *value == '-') return false;
    *out = (uint32_t)v;
    return true;
}

static int set(FlagSet *f, const Flag *flag, const char *value, bool from_env)
{
    const char *why = NULL;
    for (uint32_t i = 0; i < f->rules.n && !why; i++)
        if (strcmp(f->rules.p[i].name, flag->name) == 0) why = f->rules.p[i].check(f->arena, value);
    switch (flag->kind) {
    case FLAG_BOOL:
        if (!parse_bool(value, flag->to)) why = "parse error";
        break;
    case FLAG_OPTIONAL:
    case FLAG_STRING: *(const char **)flag->to = value; break;
    case FLAG_LIST: vec_push(f->arena, (StrVec *)flag->to, str_from(value)); break;
    case FLAG_UINT:
        if (!parse_uint(value, flag->to)) why = "parse error";
        break;
    case FLAG_NONE: break;
    }
    return why ? bad_value(f, flag, value, why, from_env) : 0;
}

int flag_list(const FlagSet *f)
{
    for (uint32_t i = 0; i < f->flags.n; i++) printf("-%s\n", f->flags.p[i].name);
    return EXIT_TOLD;
}

int flag_parse_args(FlagSet *f, int argc, char **argv, ArgVec *rest)
{
    int i = 0;
    for (; i < argc; i++) {
        const char *arg = argv[i];
        if (arg[0] != '-' || arg[1] == 0) {
            if (!f->interspersed) break;
            vec_push(f->arena, rest, arg);
            continue;
        }
        if (strcmp(arg, "--") == 0) {
            i++;
            break;
        }
        const char *value;
        int at = i;
        bool from_env = (uint32_t)i < f->preset;
        Str n = flag_name(arg, &value);
        if (n.n == 0 || *n.p == '-') return usage_error(f->command, "bad flag syntax: %s", arg);
        if (str_eqz(n, "h") || str_eqz(n, "help")) return usage_error(f->command, "%s", "");
        if (str_eqz(n, "complete")) return flag_list(f);
        const Flag *flag = flag_find(f, n);
        if (!flag) return usage_error(f->command, "flag provided but not defined: -%.*s", STR_FMT(n));
        if (!value) {
            if (flag->kind == FLAG_BOOL || flag->kind == FLAG_OPTIONAL) {
                value = "true";
            } else if (from_env) {
                return usage_error(f->command, "undergo: flag needs an argument: -%.*s (from $GOFLAGS)", STR_FMT(n));
            } else if (i + 1 < argc) {
                value = argv[++i];
            } else {
                return usage_error(f->command, "flag needs an argument: -%.*s", STR_FMT(n));
            }
        }
        if (str_eqz(n, "C") && (uint32_t)(at) != f->preset)
            return usage_error(f->command,
                               "invalid value \"%s\" for flag -C: -C flag must be first flag on command line", value);
        int code = set(f, flag, value, from_env);
        if (code) return code;
    }
    for (; i < argc; i++) vec_push(f->arena, rest, (const char *)argv[i]);
    return 0;
}
