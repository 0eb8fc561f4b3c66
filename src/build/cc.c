// Finds the C compiler and says with which flags it compiles generated code.
//
// Its identity in cache keys is path, size and time of each executable named by $CC: running it
// to ask for a version would cost more than looking up a whole cached build.
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/cc.h"

static const char *find_program(Arena *a, const char *name)
{
    if (strchr(name, '/')) return access(name, X_OK) == 0 ? name : NULL;
    const char *path = load_env("PATH", "/usr/bin:/bin");
    while (*path) {
        const char *end = strchrnul(path, ':');
        const char *full = arena_printf(a, "%.*s/%s", (int)(end - path), path, name);
        if (end > path && access(full, X_OK) == 0) return full;
        path = *end ? end + 1 : end;
    }
    return NULL;
}

static Err identify(Arena *a, const Loader *l, CcTool *cc)
{
    Hasher h;
    hash_init(&h);
    for (uint32_t i = 0; i < cc->words.n; i++) {
        const char *word = arena_strndup(a, cc->words.p[i].p, cc->words.p[i].n);
        const char *path = find_program(a, word);
        if (!path && i == 0) {
            hash_hex(&h, a);
            return err_new("C compiler \"%s\" not found: install gcc or set CC", word);
        }
        hash_add(&h, cc->words.p[i]);
        char real[PATH_MAX];
        if (path && realpath(path, real)) hash_file_identity(&h, real);
    }
    static const char *const headers[] = {"undergo/abi.h", "undergo/abi.def", "undergo/ops.h"};
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        Str text;
        Err err = file_read(a, path_join(a, cc->include, headers[i]), &text);
        if (err_is(err)) {
            hash_hex(&h, a);
            return err;
        }
        hash_add(&h, text);
    }
    (void)l;
    cc->identity = hash_hex(&h, a);
    return ERR_NONE;
}

static void add_flag(Arena *a, CcTool *cc, const char *flag) { vec_push(a, &cc->flags, str_from(flag)); }

static const char *march(const char *goamd64)
{
    static const char *const by_level[] = {"-march=x86-64", "-march=x86-64-v2", "-march=x86-64-v3", "-march=x86-64-v4"};
    return by_level[goamd64[1] - '1'];
}

// libundergo.a: beside bin/ of a build tree, or in the installed tree.
static const char *find_library(Arena *a, const char *home)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n > 0) {
        const char *dir = path_dir(a, path_dir(a, arena_strndup(a, exe, (size_t)n)));
        const char *lib = path_join(a, dir, "libundergo.a");
        if (path_is_file(lib)) return lib;
    }
    const char *lib = path_join(a, home, "libundergo.a");
    return path_is_file(lib) ? lib : NULL;
}

Err cc_open(Arena *a, const Loader *l, const BuildOptions *opt, CcTool **out)
{
    CcTool *cc = ARENA_NEW(a, CcTool);
    *out = cc;
    if (split_quoted(a, str_from(load_env("CC", "gcc")), &cc->words) || cc->words.n == 0)
        return err_new("cannot read $CC");
    cc->include = path_join(a, l->home, "include");
    cc->library = find_library(a, l->home);
    cc->lld = find_program(a, "ld.lld");
#define CCFLAG(text, reason) add_flag(a, cc, text);
#include "build/ccflags.def"
#undef CCFLAG
    add_flag(a, cc, march(l->goamd64));
    if (split_quoted(a, opt->ccflags, &cc->flags))
        return err_new("invalid value for flag -ccflags: unterminated string");
    return identify(a, l, cc);
}

const char *const *cc_compile_argv(const CcTool *cc, Arena *a, CcMode mode, const char *src, const char *obj,
                                   const char *work)
{
    VEC(const char *) argv = {0};
    for (uint32_t i = 0; i < cc->words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, cc->words.p[i].p, cc->words.p[i].n));
    vec_push(a, &argv, "-c");
    vec_push(a, &argv, "-pipe"); // the assembler runs beside the compiler
    for (uint32_t i = 0; i < cc->flags.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, cc->flags.p[i].p, cc->flags.p[i].n));
    vec_push(a, &argv, mode.opt_level);
    if (strcmp(mode.opt_level, "-O0") == 0) vec_push(a, &argv, "-g"); // for a debugger: variables as well as lines
    if (mode.race == RACE_ATOMICS) vec_push(a, &argv, "-DUG_RACE_ATOMICS");
    if (mode.race == RACE_ALL) { // loads that move ahead of a condition or a lock would be races of ours
        vec_push(a, &argv, "-fsanitize=thread");
        vec_push(a, &argv, "-fno-tree-loop-im");
        vec_push(a, &argv, "-fno-if-conversion");
    }
    vec_push(a, &argv, (const char *)arena_printf(a, "-I%s", cc->include));
    vec_push(a, &argv, (const char *)arena_printf(a, "-ffile-prefix-map=%s=", work));
    vec_push(a, &argv, "-o");
    vec_push(a, &argv, obj);
    vec_push(a, &argv, src);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

void cc_print_command(const char *const *argv, FILE *out)
{
    for (uint32_t i = 0; argv[i]; i++) {
        bool quote = strpbrk(argv[i], " \t'\"$*?();&|<>`\\") != NULL || !*argv[i];
        if (i) fputc(' ', out);
        fprintf(out, quote ? "'%s'" : "%s", argv[i]);
    }
    fputc('\n', out);
}
