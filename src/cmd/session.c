// What the package commands share: the build flags, and the loader and options they describe.
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/modedit.h"

static uint32_t cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? (uint32_t)n : 1;
}

void session_init(Session *s, const Command *c)
{
    Arena *a = arena_new("session");
    *s = (Session){.arena = a,
                   .flags = {.command = c, .arena = a},
                   .tags = "",
                   .mod = "",
                   .modfile = "",
                   .goroot = "",
                   .dump = "",
                   .change_dir = "",
                   .local_dir = "",
                   .overlay = "",
                   .buildmode = "default",
                   .buildvcs = "auto",
                   .jobs = cpus()};
    goenv_load(a, &s->env);
    s->build.ldflags.extldflags = "";
    s->build.dump_pass = "";
}

static void add_flags(Session *s, const Flag *flags, size_t n)
{
    for (size_t i = 0; i < n; i++) flag_add(&s->flags, flags[i].name, flags[i].kind, flags[i].to);
}

void session_mod_flags(Session *s)
{
    const Flag flags[] = {
        {"C", FLAG_STRING, &s->change_dir},        {"modfile", FLAG_STRING, &s->modfile},
        {"modcacherw", FLAG_BOOL, &s->modcacherw}, {"overlay", FLAG_STRING, &s->overlay},
        {"goroot", FLAG_STRING, &s->goroot},
    };
    add_flags(s, flags, ARRAY_LEN(flags));
}

static const char *check_compiler(Arena *a, const char *value)
{
    bool known = strcmp(value, "gc") == 0 || strcmp(value, "gccgo") == 0;
    return known ? NULL : arena_printf(a, "unknown compiler \"%s\"", value);
}

static const char *check_buildvcs(Arena *a, const char *value)
{
    (void)a;
    bool yes;
    return !*value || strcmp(value, "auto") == 0 || parse_bool(value, &yes)
               ? NULL
               : "value is neither 'auto' nor a valid bool";
}

void session_flags(Session *s)
{
    BuildOptions *b = &s->build;
    session_mod_flags(s);
    const Flag flags[] = {
        {"a", FLAG_BOOL, &b->force},
        {"n", FLAG_BOOL, &b->dry_run},
        {"p", FLAG_UINT, &s->jobs},
        {"v", FLAG_BOOL, &b->verbose},
        {"x", FLAG_BOOL, &b->print_commands},
        {"work", FLAG_BOOL, &b->keep_work},
        {"trimpath", FLAG_BOOL, &b->trimpath},
        {"tags", FLAG_STRING, &s->tags},
        {"mod", FLAG_STRING, &s->mod},
        {"gcflags", FLAG_LIST, &s->gcflags},
        {"ldflags", FLAG_LIST, &s->ldflags},
        {"ccflags", FLAG_LIST, &s->ccflags},
        {"dump", FLAG_STRING, &s->dump},
        {"localdir", FLAG_STRING, &s->local_dir},
        {"buildmode", FLAG_STRING, &s->buildmode},
        {"race", FLAG_BOOL, &b->race},
        {"msan", FLAG_BOOL, &s->msan},
        {"asan", FLAG_BOOL, &s->asan},
        {"buildvcs", FLAG_OPTIONAL, &s->buildvcs},
        // go's flags that have nothing to act on here
        {"asmflags", FLAG_LIST, &s->ignored},
        {"gccgoflags", FLAG_LIST, &s->ignored},
        {"compiler", FLAG_LIST, &s->ignored},
        {"installsuffix", FLAG_LIST, &s->ignored},
        {"pkgdir", FLAG_LIST, &s->ignored},
        {"linkshared", FLAG_BOOL, &s->linkshared},
        {"pgo", FLAG_LIST, &s->ignored},
    };
    add_flags(s, flags, ARRAY_LEN(flags));
    static const char *const of_patterns[] = {"gcflags", "ldflags", "asmflags", "gccgoflags"};
    for (size_t i = 0; i < ARRAY_LEN(of_patterns); i++) flag_rule(&s->flags, of_patterns[i], pattern_flag_check);
    flag_rule(&s->flags, "compiler", check_compiler);
    flag_rule(&s->flags, "buildvcs", check_buildvcs);
}

void session_set_mod(Session *s)
{
    s->mod = "mod";
    s->own_mode = true;
}

const char *session_go_version(const Session *s)
{
    const char *goroot = load_find_goroot(s->arena, s->goroot);
    const char *version = goroot ? load_goroot_version(s->arena, goroot) : NULL;
    return version ? version : "1.26";
}

void session_goflags(Session *s, ArgVec *out)
{
    StrVec words = {0};
    split_quoted(s->arena, str_from(goenv_get(&s->env, "GOFLAGS", "")), &words);
    for (uint32_t i = 0; i < words.n; i++) {
        const char *word = arena_strndup(s->arena, words.p[i].p, words.p[i].n);
        if (word[0] == '-' && word[1]) vec_push(s->arena, out, word);
    }
}

int session_parse(Session *s, int argc, char **argv)
{
    ArgVec words = {0}, all = {0};
    session_goflags(s, &words);
    for (uint32_t i = 0; i < words.n; i++) { // a flag of another command is none of ours
        const char *value;
        if (flag_find(&s->flags, flag_name(words.p[i], &value))) vec_push(s->arena, &all, words.p[i]);
    }
    s->flags.preset = all.n;
    for (int i = 0; i < argc; i++) vec_push(s->arena, &all, (const char *)argv[i]);
    int code = flag_parse_args(&s->flags, (int)all.n, (char **)all.p, &s->args);
    return code ? code : session_check(s);
}

int session_check(const Session *s)
{
    if (s->jobs == 0) return report_err(err_new("-p must be a positive integer: 0"));
    const char *of_cgo = s->msan ? "msan" : s->asan ? "asan" : NULL;
    if (!of_cgo) return 0;
    if (s->build.race || (s->msan && s->asan)) {
        report_err(err_new("may not use -%s and -%s simultaneously", s->build.race ? "race" : "msan",
                           s->build.race ? of_cgo : "asan"));
    } else {
        report_err(err_new("-%s requires cgo; enable cgo by setting CGO_ENABLED=1", of_cgo));
    }
    return EXIT_USAGE;
}

// Words separated by commas, or by spaces as old scripts have it.
static void split_tags(Session *s, StrVec *out)
{
    Str t = str_from(s->tags);
    size_t start = 0;
    for (size_t i = 0; i <= t.n; i++) {
        if (i < t.n && t.p[i] != ',' && t.p[i] != ' ') continue;
        if (i > start) vec_push(s->arena, out, ((Str){t.p + start, i - start}));
        start = i + 1;
    }
}

static Err read_dump(Session *s)
{
    static const struct {
        const char *name;
        DumpKind kind;
    } kinds[] = {{"", DUMP_NONE},       {"tokens", DUMP_TOKENS}, {"ast", DUMP_AST},
                 {"types", DUMP_TYPES}, {"ir", DUMP_IR},         {"c", DUMP_C}};
    if (strncmp(s->dump, "ir:", 3) == 0) {
        s->build.dump = DUMP_IR;
        s->build.dump_pass = s->dump + 3;
        return ERR_NONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcmp(kinds[i].name, s->dump) != 0) continue;
        s->build.dump = kinds[i].kind;
        return ERR_NONE;
    }
    return err_new("--dump=%s: want tokens, ast, types, ir, ir:pass or c", s->dump);
}

// Commands that build programs to keep ask for the stamp; the flag can only take it away or insist.
static void read_buildvcs(Session *s)
{
    bool on = true;
    if (!*s->buildvcs || !parse_bool(s->buildvcs, &on)) return; // auto
    if (!on)
        s->build.vcs = VCS_OFF;
    else if (s->build.vcs != VCS_OFF)
        s->build.vcs = VCS_ON;
}

static Err read_flags(Session *s)
{
    s->build.jobs = s->jobs;
    s->build.as_compile = *s->local_dir != 0;
    if (s->gcflags.n) s->build.gcflags_text = s->gcflags.p[s->gcflags.n - 1];
    if (s->ldflags.n) s->build.ldflags_text = s->ldflags.p[s->ldflags.n - 1];
    for (uint32_t i = 0; i < s->gcflags.n; i++) {
        Err err = gcflags_parse(s->arena, s->gcflags.p[i], &s->build.gcflags);
        if (err_is(err)) return err;
    }
    for (uint32_t i = 0; i < s->ldflags.n; i++) {
        Err err = ldflags_parse(s->arena, s->ldflags.p[i], &s->build.ldflags);
        if (err_is(err)) return err;
    }
    StrBuf cc = {0};
    sb_puts(&cc, load_env("UG_CFLAGS", ""));
    for (uint32_t i = 0; i < s->ccflags.n; i++) {
        sb_putc(&cc, ' ');
        sb_put(&cc, s->ccflags.p[i]);
    }
    s->build.ccflags = str_dup(s->arena, sb_str(&cc));
    sb_release(&cc);
    read_buildvcs(s);
    if (strcmp(s->buildmode, "default") != 0 && strcmp(s->buildmode, "exe") != 0)
        return err_whole("buildmode=%s not supported", s->buildmode);
    return read_dump(s);
}

Err session_chdir(Session *s)
{
    if (*s->change_dir && chdir(s->change_dir) != 0) return err_new("chdir %s: %s", s->change_dir, errno_text(errno));
    s->change_dir = "";
    // $PWD keeps the name the user gave a directory reached by a symbolic link.
    char *cwd = getcwd(NULL, 0);
    if (!cwd) return err_new("cannot find the current directory");
    s->cwd = arena_strndup(s->arena, cwd, strlen(cwd));
    free(cwd);
    return ERR_NONE;
}

// $GOFLAGS holds flags, and only such as some command has.
static Err check_goflags(Session *s)
{
    static const char *const known[] = {"C",
                                        "a",
                                        "args",
                                        "asan",
                                        "asmflags",
                                        "bench",
                                        "benchmem",
                                        "benchtime",
                                        "blockprofile",
                                        "blockprofilerate",
                                        "buildmode",
                                        "buildvcs",
                                        "c",
                                        "cache",
                                        "changed",
                                        "compat",
                                        "compiled",
                                        "compiler",
                                        "count",
                                        "cover",
                                        "covermode",
                                        "coverpkg",
                                        "coverprofile",
                                        "cpu",
                                        "cpuprofile",
                                        "deps",
                                        "diff",
                                        "e",
                                        "exec",
                                        "export",
                                        "f",
                                        "failfast",
                                        "find",
                                        "fix",
                                        "fullpath",
                                        "fuzz",
                                        "fuzzcache",
                                        "fuzzminimizetime",
                                        "fuzztime",
                                        "gccgoflags",
                                        "gcflags",
                                        "go",
                                        "i",
                                        "installsuffix",
                                        "json",
                                        "ldflags",
                                        "linkshared",
                                        "list",
                                        "m",
                                        "memprofile",
                                        "memprofilerate",
                                        "mod",
                                        "modcache",
                                        "modcacherw",
                                        "modfile",
                                        "msan",
                                        "mutexprofile",
                                        "mutexprofilefraction",
                                        "n",
                                        "o",
                                        "outputdir",
                                        "overlay",
                                        "p",
                                        "parallel",
                                        "pgo",
                                        "pkgdir",
                                        "r",
                                        "race",
                                        "retracted",
                                        "reuse",
                                        "run",
                                        "short",
                                        "shuffle",
                                        "skip",
                                        "t",
                                        "tags",
                                        "test",
                                        "testcache",
                                        "timeout",
                                        "tool",
                                        "toolexec",
                                        "trace",
                                        "trimpath",
                                        "u",
                                        "v",
                                        "vendor",
                                        "versions",
                                        "vet",
                                        "vettool",
                                        "w",
                                        "work",
                                        "x"};
    StrVec words = {0};
    char open = split_quoted(s->arena, str_from(goenv_get(&s->env, "GOFLAGS", "")), &words);
    if (open) return err_new("parsing $GOFLAGS: unterminated %c string", open);
    for (uint32_t i = 0; i < words.n; i++) {
        const char *value, *word = arena_strndup(s->arena, words.p[i].p, words.p[i].n);
        const char *after = word + 1 + (word[0] == '-' && word[1] == '-');
        if (word[0] != '-' || !*after || *after == '-' || *after == '=')
            return err_new("parsing $GOFLAGS: non-flag \"%s\"", word);
        Str name = flag_name(word, &value);
        bool found = flag_find(&s->flags, name) != NULL;
        for (size_t k = 0; k < ARRAY_LEN(known); k++) found |= str_eqz(name, known[k]);
        if (!found) return err_new("parsing $GOFLAGS: unknown flag -%.*s", STR_FMT(name));
    }
    return ERR_NONE;
}

Err session_open(Session *s, bool need_modules)
{
    Err err = session_chdir(s);
    if (!err_is(err) && !s->atoms) err = check_goflags(s);
    if (!err_is(err) && !s->atoms) err = read_flags(s);
    if (err_is(err)) return err;
    if (!s->atoms) s->atoms = atoms_new();
    if (!s->sources) s->sources = sources_new();
    LoadOptions lo = {
        .arena = s->arena,
        .atoms = s->atoms,
        .sources = s->sources,
        .env = &s->env,
        .cwd = s->cwd,
        .goroot_flag = s->goroot,
        .mod_flag = s->mod,
        .overlay_flag = s->overlay,
        .modfile_flag = s->modfile,
        .cache_writable = s->modcacherw,
        .no_work = s->no_work,
        .own_mode = s->own_mode,
        .lax_work = s->lax_work,
        .gomod = s->gomod,
        .sums = s->sums,
        .fetcher = s->fetcher,
        .any_tags = s->any_tags,
        .find_only = s->find_only,
        .race = s->build.race,
        .no_modules = !need_modules,
        .no_fetch = s->no_fetch,
        .lang_flag = "",
        .local_dir = *s->local_dir ? path_abs(s->arena, s->cwd, s->local_dir) : "",
    };
    split_tags(s, &lo.tags);
    return load_init(&lo, &s->loader);
}

Err session_load(Session *s, const char *const *patterns, uint32_t n, LoadPkgs *out)
{
    bool may_change = strcmp(s->mod, "mod") == 0 && !s->own_mode; // -mod=mod: what is missing is required
    if (may_change) {
        bool done;
        Err err = modedit_load_for_build(s, patterns, n, out, &done);
        if (err_is(err) || done) return err;
    }
    Err err = session_open(s, true);
    s->loader.lenient = s->lenient;
    if (!err_is(err)) err = load_patterns(&s->loader, patterns, n, out);
    return err_is(err) ? err : mod_save_sums(&s->loader.mods);
}

bool session_whole_graph(Session *s, int argc, char **argv, const char *no_args, int *code)
{
    *code = session_parse(s, argc, argv);
    if (*code) return false;
    session_set_mod(s);
    Err err = s->args.n ? err_new("%s", no_args) : session_open(s, true);
    ModGraph *g = &s->loader.mods;
    if (!err_is(err) && g->mode == MOD_NONE)
        err = err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'");
    if (!err_is(err)) err = mod_complete(g);
    if (err_is(err)) *code = report_err(err);
    return !err_is(err);
}
