// undergo env: the settings that builds use, under go's names.
#include <stdlib.h>

#include "build/cache.h"
#include "cmd/cmd.h"

typedef struct Var {
    const char *name, *value;
} Var;
typedef VEC(Var) Vars;

static void add(Session *s, Vars *v, const char *name, const char *value)
{
    vec_push(s->arena, v, ((Var){name, value ? value : ""}));
}

static void from_env(Session *s, Vars *v, const GoEnv *e, const char *name, const char *otherwise)
{
    add(s, v, name, goenv_get(e, name, otherwise));
}

static void collect(Session *s, Vars *v)
{
    Arena *a = s->arena;
    GoEnv e;
    goenv_load(a, &e);
    const char *private = goenv_get(&e, "GOPRIVATE", "");
    const char *goroot = load_find_goroot(a, s->goroot);
    const char *version = goroot ? load_goroot_version(a, goroot) : NULL;
    from_env(s, v, &e, "AR", "ar");
    from_env(s, v, &e, "CC", "gcc");
    from_env(s, v, &e, "CGO_CFLAGS", "-O2 -g");
    from_env(s, v, &e, "CGO_CPPFLAGS", "");
    from_env(s, v, &e, "CGO_CXXFLAGS", "-O2 -g");
    from_env(s, v, &e, "CGO_ENABLED", "0");
    from_env(s, v, &e, "CGO_FFLAGS", "-O2 -g");
    from_env(s, v, &e, "CGO_LDFLAGS", "-O2 -g");
    from_env(s, v, &e, "CXX", "g++");
    from_env(s, v, &e, "GCCGO", "gccgo");
    from_env(s, v, &e, "GO111MODULE", "");
    from_env(s, v, &e, "GOAMD64", "v1");
    from_env(s, v, &e, "GOARCH", "amd64");
    from_env(s, v, &e, "GOAUTH", "netrc");
    from_env(s, v, &e, "GOBIN", "");
    add(s, v, "GOCACHE", cache_dir(a));
    from_env(s, v, &e, "GOCACHEPROG", "");
    from_env(s, v, &e, "GODEBUG", "");
    add(s, v, "GOENV", goenv_file(&e));
    add(s, v, "GOEXE", "");
    from_env(s, v, &e, "GOEXPERIMENT", "");
    from_env(s, v, &e, "GOFIPS140", "off");
    from_env(s, v, &e, "GOFLAGS", "");
    add(s, v, "GOGCCFLAGS", "");
    add(s, v, "GOHOSTARCH", "amd64");
    add(s, v, "GOHOSTOS", "linux");
    from_env(s, v, &e, "GOINSECURE", "");
    const char *gomod = "/dev/null", *gowork = "";
    if (s->loader.mods.main.n) gomod = s->loader.mods.main.p[0]->file->path;
    if (s->loader.mods.work) {
        gomod = path_find_up(a, s->cwd, "go.mod");
        if (!gomod) gomod = "/dev/null";
    }
    if (s->loader.mods.work) gowork = s->loader.mods.work;
    add(s, v, "GOMOD", gomod);
    add(s, v, "GOMODCACHE", goenv_modcache(&e));
    from_env(s, v, &e, "GONOPROXY", private);
    from_env(s, v, &e, "GONOSUMDB", private);
    from_env(s, v, &e, "GOOS", "linux");
    from_env(s, v, &e, "GOPATH", goenv_gopath(&e));
    add(s, v, "GOPRIVATE", private);
    from_env(s, v, &e, "GOPROXY", "https://proxy.golang.org,direct");
    add(s, v, "GOROOT", goroot);
    from_env(s, v, &e, "GOSUMDB", "sum.golang.org");
    add(s, v, "GOTELEMETRY", "off");
    add(s, v, "GOTELEMETRYDIR", "");
    from_env(s, v, &e, "GOTMPDIR", "");
    from_env(s, v, &e, "GOTOOLCHAIN", "auto");
    add(s, v, "GOTOOLDIR", goroot ? path_join(a, goroot, "pkg/tool/linux_amd64") : "");
    from_env(s, v, &e, "GOVCS", "");
    add(s, v, "GOVERSION", version ? arena_printf(a, "go%s", version) : "");
    add(s, v, "GOWORK", gowork);
    from_env(s, v, &e, "PKG_CONFIG", "pkg-config");
    from_env(s, v, &e, "UG_CFLAGS", "");
    add(s, v, "UNDERGOROOT", load_find_home(a));
    add(s, v, "UNDERGOVERSION", UNDERGO_VERSION);
}

static void shell_quote(const char *value)
{
    putchar('\'');
    for (; *value; value++) {
        if (*value == '\'') {
            fputs("'\\''", stdout);
        } else {
            putchar(*value);
        }
    }
    putchar('\'');
}

static const Var *find(const Vars *v, const char *name)
{
    for (uint32_t i = 0; i < v->n; i++) {
        if (strcmp(v->p[i].name, name) == 0) return &v->p[i];
    }
    return NULL;
}

static void print_json(const Vars *v, const ArgVec *names)
{
    fputs("{", stdout);
    bool first = true;
    for (uint32_t i = 0; i < v->n; i++) {
        bool wanted = names->n == 0;
        for (uint32_t k = 0; k < names->n; k++) wanted |= strcmp(names->p[k], v->p[i].name) == 0;
        if (!wanted) continue;
        fputs(first ? "\n\t" : ",\n\t", stdout);
        first = false;
        json_string(stdout, str_from(v->p[i].name));
        fputs(": ", stdout);
        json_string(stdout, str_from(v->p[i].value));
    }
    fputs("\n}\n", stdout);
}

// ---- -w and -u

static Err check_setting(const char *name)
{
    static const char *const fixed[] = {"GOHOSTARCH", "GOHOSTOS", "GOVERSION", "GOTOOLDIR",
                                        "GOMOD",      "GOWORK",   "GOGCCFLAGS"};
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        if (strcmp(fixed[i], name) == 0) return err_new("%s cannot be modified", name);
    }
    if (strcmp(name, "GOENV") == 0) return err_new("GOENV can only be set using the OS environment");
    bool known = (name[0] == 'G' && name[1] == 'O') || strncmp(name, "CGO_", 4) == 0 || strcmp(name, "CC") == 0 ||
                 strcmp(name, "CXX") == 0 || strcmp(name, "AR") == 0 || strcmp(name, "FC") == 0;
    return known ? ERR_NONE : err_new("unknown go command variable %s", name);
}

// Each word is an experiment that the Go tree knows, or "no" and one.
static Err check_experiments(const Session *s, const char *value)
{
    const char *goroot = load_find_goroot(s->arena, s->goroot);
    for (const char *at = value; goroot && *at; at += *at == ',') {
        Str name = {at, strcspn(at, ",")};
        at += name.n;
        if (name.n == 0 || str_eqz(name, "none")) continue;
        if (str_has_prefix(name, STR("no"))) name.p += 2, name.n -= 2;
        if (!path_is_file(arena_printf(s->arena, "%s/src/internal/goexperiment/exp_%.*s_on.go", goroot, STR_FMT(name))))
            return err_new("unknown GOEXPERIMENT %.*s", STR_FMT(name));
    }
    return ERR_NONE;
}

static Err change_setting(Session *s, const char *arg, bool write)
{
    const char *eq = strchr(arg, '=');
    if (write && !eq) return err_new("arguments must be KEY=VALUE: invalid argument: %s", arg);
    const char *name = write ? arena_strndup(s->arena, arg, (size_t)(eq - arg)) : arg;
    Err err = check_setting(name);
    if (err_is(err)) return err;
    const char *value = write ? eq + 1 : "";
    bool path = strcmp(name, "GOPATH") == 0 || strcmp(name, "GOMODCACHE") == 0 || strcmp(name, "GOTMPDIR") == 0;
    if (strcmp(name, "GOPATH") == 0 && *value == '~')
        return err_new("GOPATH entry cannot start with shell metacharacter '~': \"%s\"", value);
    if (path && *value && *value != '/')
        return err_new("%s entry is relative; must be absolute path: \"%s\"", name, value);
    if (strcmp(name, "GO111MODULE") == 0 && *value && strcmp(value, "auto") != 0 && strcmp(value, "on") != 0 &&
        strcmp(value, "off") != 0)
        return err_new("invalid %s value \"%s\"", name, value);
    if (strcmp(name, "GOEXPERIMENT") == 0) err = check_experiments(s, value);
    if (err_is(err)) return err;
    static const char *const systems[] = {"aix",     "android", "darwin",  "dragonfly", "freebsd",
                                          "illumos", "ios",     "js",      "linux",     "netbsd",
                                          "openbsd", "plan9",   "solaris", "wasip1",    "windows"};
    bool known = strcmp(name, "GOOS") != 0 || !*value;
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) known |= strcmp(value, systems[i]) == 0;
    if (!known) return err_new("unsupported GOOS/GOARCH pair %s/%s", value, goenv_get(&s->env, "GOARCH", "amd64"));
    if (write && getenv(name) && *getenv(name))
        fprintf(stderr, "warning: go env -w %s=... does not override conflicting OS environment variable\n", name);
    return goenv_write(&s->env, name, write ? eq + 1 : NULL);
}

static int change_settings(Session *s, bool write)
{
    if (s->args.n == 0)
        return report_err(write ? err_new("no KEY=VALUE arguments given")
                                : err_new("'go env -u' requires an argument"));
    for (uint32_t i = 1; write && i < s->args.n; i++) {
        size_t n = strcspn(s->args.p[i], "=") + 1;
        for (uint32_t k = 0; k < i; k++) {
            if (strncmp(s->args.p[k], s->args.p[i], n) == 0)
                return report_err(err_new("multiple values for key: %.*s", (int)n - 1, s->args.p[i]));
        }
    }
    for (uint32_t i = 0; i < s->args.n; i++) {
        Err err = change_setting(s, s->args.p[i], write);
        if (err_is(err)) return report_err(err);
    }
    return EXIT_OK;
}

static void print_setting(const Var *v)
{
    printf("%s=", v->name);
    shell_quote(v->value);
    putchar('\n');
}

// By the environment or by the settings file.
static bool is_set(Session *s, const Var *v) { return *goenv_get(&s->env, v->name, "") != 0; }

int cmd_env(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    bool json = false, changed = false, write = false, unset = false;
    flag_add(&s.flags, "json", FLAG_BOOL, &json);
    flag_add(&s.flags, "changed", FLAG_BOOL, &changed);
    flag_add(&s.flags, "w", FLAG_BOOL, &write);
    flag_add(&s.flags, "u", FLAG_BOOL, &unset);
    flag_add(&s.flags, "goroot", FLAG_STRING, &s.goroot);
    flag_add(&s.flags, "C", FLAG_STRING, &s.change_dir);
    int code = session_parse(&s, argc, argv);
    const ArgVec names = s.args;
    if (code) return code;
    if (json && (write || unset)) return report_err(err_new("cannot use -json with -%c", write ? 'w' : 'u'));
    if (write && unset) return report_err(err_new("cannot use -u with -w"));
    if (write || unset) return change_settings(&s, write);
    s.no_fetch = true;
    Err err = session_open(&s, true);
    if (err_is(err)) err_release(&err); // env must answer where nothing else works
    Vars vars = {0};
    collect(&s, &vars);
    if (json) {
        print_json(&vars, &names);
        return EXIT_OK;
    }
    for (uint32_t i = 0; i < names.n; i++) {
        const Var *v = find(&vars, names.p[i]);
        if (!changed) {
            puts(v ? v->value : "");
        } else if (v && is_set(&s, v)) {
            print_setting(v);
        }
    }
    for (uint32_t i = 0; names.n == 0 && i < vars.n; i++) {
        if (!changed || is_set(&s, &vars.p[i])) print_setting(&vars.p[i]);
    }
    return EXIT_OK;
}
