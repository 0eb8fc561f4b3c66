// undergo tool compile: what is wrong with a package, said at once by Undergo's own checker.
//
// A package that is right goes on to gc's compiler (cmd_tool.c builds it from the Go tree), whose object files only
// gc's linker reads. So does one whose imports an -importcfg names: their export data is gc's.
#include "cmd/cmd.h"

// Flags of compile that take a value in the next word.
static bool takes_value(const char *flag)
{
    static const char *const names[] = {"D",        "I",    "o",       "p",         "buildid", "asmhdr",
                                        "embedcfg", "lang", "linkobj", "goversion", "symabis", "trimpath",
                                        "c",        "d",    "bench",   "cpuprofile"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], flag) == 0) return true;
    return false;
}

static void note(void *ctx, const BuildPkg *p, const Diag *d)
{
    (void)p, (void)d;
    *(bool *)ctx = true;
}

int tool_compile(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    ArgVec files = {0};
    const char *lang = "", *complete = "-complete=false";
    for (int i = 1; i < argc; i++) {
        const char *value = NULL;
        if (argv[i][0] != '-') {
            vec_push(s.arena, &files, (const char *)argv[i]);
            continue;
        }
        Str name = flag_name(argv[i], &value);
        const char *flag = arena_strndup(s.arena, name.p, name.n);
        if (strcmp(flag, "importcfg") == 0 && strcmp(value ? value : "", "/dev/null") != 0) return EXIT_OK;
        if (strcmp(flag, "complete") == 0) complete = "-complete";
        if (!value && takes_value(flag) && i + 1 < argc) value = argv[++i];
        if (strcmp(flag, "lang") == 0 && value) lang = arena_printf(s.arena, " -lang=%s", value);
    }
    if (!files.n) return EXIT_OK;
    const char *words = arena_printf(s.arena, "%s%s", complete, lang);
    Err err = gcflags_parse(s.arena, str_from(words), &s.build.gcflags);
    LoadPkgs roots = {0};
    s.local_dir = "."; // as the compiler judges files: what the loader finds wrong with them is left to the checker
    if (!err_is(err)) err = session_open(&s, false);
    LoadPkg *p = NULL;
    if (!err_is(err)) err = load_files(&s.loader, files.p, files.n, &p); // compile takes any file name
    if (err_is(err)) return report_err(err);
    vec_push(s.arena, &roots, p);
    BuildShared shared = {.arena = s.arena, .loader = &s.loader, .opt = &s.build};
    Build b;
    build_init(&b, &shared);
    bool wrong = false;
    build_each_diag(&b, &roots, note, &wrong);
    if (wrong) diag_flush(&build_pkg(&b, p)->sink, stdout, 10);
    return wrong ? EXIT_USAGE : EXIT_OK;
}
