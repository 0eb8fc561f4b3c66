// undergo run: build a program to the cache and run it there.
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cover.h"
#include "cmd/versioned.h"

extern char **environ;

// Runs argv and waits. Signals from the terminal reach the program; we outlive it to report.
// false: it could not be started, which has been said.
static bool start_and_wait(const char *path, const char *const *argv, const char *const *env, int *status)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    posix_spawnattr_t attr;
    posix_spawnattr_init(&attr);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
    pid_t pid;
    int rc = posix_spawnp(&pid, path, NULL, &attr, (char *const *)argv, env ? (char *const *)env : environ);
    posix_spawnattr_destroy(&attr);
    if (rc != 0) {
        report_err(err_new("fork/exec %s: %s", path, errno_text(rc)));
        return false;
    }
    *status = 0;
    while (waitpid(pid, status, 0) < 0 && errno == EINTR) continue;
    return true;
}

int run_tool(const char *path, const char *const *argv, const char *const *env)
{
    int status;
    if (!start_and_wait(path, argv, env, &status)) return EXIT_ERROR;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    fprintf(stderr, "undergo tool %s: signal: %s\n", argv[0], sigdescr_np(WTERMSIG(status)));
    return EXIT_ERROR;
}

int run_program(const char *path, const char *const *argv)
{
    int status;
    if (!start_and_wait(path, argv, NULL, &status)) return EXIT_ERROR;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return EXIT_OK;
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "signal: %s%s\n", sigdescr_np(WTERMSIG(status)), WCOREDUMP(status) ? " (core dumped)" : "");
    } else {
        fprintf(stderr, "exit status %d\n", WEXITSTATUS(status));
    }
    return EXIT_ERROR;
}

// How many leading arguments name the package: .go files, or one pattern.
static uint32_t package_args(const ArgVec *args)
{
    uint32_t n = 0;
    while (n < args->n && str_has_suffix(str_from(args->p[n]), STR(".go"))) n++;
    return n ? n : args->n ? 1 : 0;
}

int cmd_run(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    const char *exec = "";
    flag_add(&s.flags, "exec", FLAG_STRING, &exec);
    CoverFlags cover;
    CoverTool cover_tool;
    StrVec cover_patterns = {0};
    cover_flags(&s, &cover);
    int code = session_parse(&s, argc, argv);
    if (!code) code = cover_open(&s, c, &cover, &cover_tool, &cover_patterns);
    if (code) return code;
    uint32_t npkg = package_args(&s.args);
    if (npkg == 0) return report_err(err_new("no go files listed"));
    for (uint32_t i = 0; i < npkg; i++) {
        Str arg = str_from(s.args.p[i]);
        if (str_has_suffix(arg, STR("_test.go"))) return report_err(err_new("cannot run *_test.go files (%s)", arg.p));
        if (str_has_suffix(arg, STR(".go")) && access(arg.p, F_OK) != 0)
            return report_err(err_whole("stat %s: no such file or directory", arg.p));
    }
    LoadPkgs roots = {0};
    bool versioned = strchr(s.args.p[0], '@') && !str_has_suffix(str_from(s.args.p[0]), STR(".go"));
    Err err = versioned ? versioned_load(&s, s.args.p, npkg, &roots) : session_load(&s, s.args.p, npkg, &roots);
    if (err_is(err)) return report_err(err);
    if (roots.n == 0) return report_err(err_new("no packages loaded from %s", s.args.p[0]));
    if (roots.n > 1) {
        StrBuf b = {0};
        for (uint32_t i = 0; i < roots.n; i++) sb_printf(&b, "\n\t%.*s", STR_FMT(roots.p[i]->import_path));
        Err many = err_new("pattern %s matches multiple packages:%s", s.args.p[0], b.p);
        sb_release(&b);
        return report_err(many);
    }
    LoadPkg *p = roots.p[0];
    if (!p->main && !p->error)
        load_set_error(
            p, load_error_new(&s.loader, NO_POS, "package %.*s is not a main package", STR_FMT(p->import_path)));
    if (load_report_errors(&s.loader, &roots, stderr)) return EXIT_ERROR;
    s.build.strip_debug = true;
    BuildShared shared;
    err = build_shared_init(&shared, s.arena, &s.loader, &s.build);
    if (!err_is(err)) err = cover_programs(&s, &shared, &cover, &cover_tool, &cover_patterns, &roots);
    if (err_is(err)) return report_err(err);
    Build b;
    build_init(&b, &shared);
    const char *exe = NULL;
    bool ok = true;
    err = build_program(&b, p, NULL, &exe, &ok);
    build_shared_finish(&shared);
    if (err_is(err)) return report_err(err);
    if (!ok) return EXIT_ERROR;
    if (!exe) return EXIT_OK; // -n, --dump
    ArgVec cmd = {0};
    StrVec words = {0};
    split_quoted(s.arena, str_from(exec), &words);
    for (uint32_t i = 0; i < words.n; i++)
        vec_push(s.arena, &cmd, (const char *)arena_strndup(s.arena, words.p[i].p, words.p[i].n));
    vec_push(s.arena, &cmd, exe);
    for (uint32_t i = npkg; i < s.args.n; i++) vec_push(s.arena, &cmd, s.args.p[i]);
    vec_push(s.arena, &cmd, (const char *)NULL);
    fflush(stdout);
    return run_program(cmd.p[0], cmd.p);
}
