// undergo mod: its commands are rows of subcommands.def. Here those that read and write little.
#include <dirent.h>

#include "cmd/modedit.h"

int cmd_mod(const Command *c, int argc, char **argv) { return run_subcommand(c, argc, argv); }

// ---- init

static bool has_go_files(const char *dir)
{
    DIR *d = opendir(dir);
    bool found = false;
    for (struct dirent *e; d && !found && (e = readdir(d));) found = str_has_suffix(str_from(e->d_name), STR(".go"));
    if (d) closedir(d);
    return found;
}

int cmd_mod_init(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (s.args.n > 1) return report_err(err_new("'go mod init' accepts at most one argument"));
    Err err = session_chdir(&s);
    if (err_is(err)) return report_err(err);
    const char *gomod = path_join(s.arena, s.cwd, "go.mod");
    if (path_is_file(gomod)) return report_err(err_new("%s already exists", gomod));
    if (s.args.n == 0)
        return report_err(err_new("cannot determine module path for source directory %s (outside GOPATH, module path "
                                  "must be specified)\n\nExample usage:\n\t'go mod init example.com/m' to initialize a "
                                  "v0 or v1 module\n\t'go mod init example.com/m/v2' to initialize a v2 module\n\nRun "
                                  "'go help mod init' for more information.",
                                  s.cwd));
    Str path = str_from(s.args.p[0]);
    const char *bad = importpath_check(s.arena, path);
    if (bad) {
        const char *why = strstr(bad, "\": ");
        return report_err(err_new("malformed module path \"%.*s\"%s", STR_FMT(path), why ? why + 1 : ""));
    }
    uint64_t major;
    if (modpath_bad_major(path, &major))
        return report_err(err_new("invalid module path \"%.*s\": major version suffixes must be in the form of /vN and "
                                  "are only allowed for v2 or later:\n\tgo mod init %.*s/v%lu",
                                  STR_FMT(path), (int)(strrchr(path.p, '/') - path.p), path.p,
                                  (unsigned long)(major < 2 ? 2 : major)));
    fprintf(stderr, "undergo: creating new go.mod: module %.*s\n", STR_FMT(path));
    Str text = str_from(
        arena_printf(s.arena, "module %.*s\n\ngo %s\n", STR_FMT(modtext_quote(s.arena, path)), session_go_version(&s)));
    err = file_write_atomic(gomod, text);
    if (err_is(err)) return report_err(err);
    if (has_go_files(s.cwd)) fputs("undergo: to add module requirements and sums:\n\tgo mod tidy\n", stderr);
    return EXIT_OK;
}

// ---- graph

static void print_edge(void *ctx, ModVersion from, ModVersion to)
{
    (void)ctx;
    printf("%.*s%s%.*s %.*s@%.*s\n", STR_FMT(from.path), from.version.n ? "@" : "", STR_FMT(from.version),
           STR_FMT(to.path), STR_FMT(to.version));
}

int cmd_mod_graph(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    flag_add(&s.flags, "x", FLAG_BOOL, &s.build.print_commands);
    flag_add(&s.flags, "go", FLAG_LIST, &s.ignored); // the graph is the same for every go since 1.21
    int code;
    if (!session_whole_graph(&s, argc, argv, "'go mod graph' accepts no arguments", &code)) return code;
    mod_each_requirement(&s.loader.mods, print_edge, NULL);
    return EXIT_OK;
}
