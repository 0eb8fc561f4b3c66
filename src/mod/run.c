// Runs version control and credential programs, their output read as it comes.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mod/run.h"

extern char **environ;

static char **environment(Arena *a, const char *const *add)
{
    size_t n = 0, m = 0;
    while (environ[n]) n++;
    while (add && add[m]) m++;
    char **env = ARENA_ARRAY(a, char *, n + m + 1);
    for (size_t i = 0; i < m; i++) env[i] = (char *)(uintptr_t)add[i]; // the first of a name is the one read
    memcpy(env + m, environ, n * sizeof *env);
    return env;
}

static void drain(int out, int err, StrBuf *text, StrBuf *said)
{
    struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    char buf[8192];
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR) return;
        for (int i = 0; i < 2; i++) {
            if (fds[i].fd < 0 || !fds[i].revents) continue;
            ssize_t n = read(fds[i].fd, buf, sizeof buf);
            if (n > 0) {
                sb_put(i ? said : text, (Str){buf, (size_t)n});
            } else if (n == 0 || errno != EINTR) {
                fds[i].fd = -1;
            }
        }
    }
}

static Err failed(const char *const *argv, const char *dir, const char *how, const StrBuf *said)
{
    StrBuf b = {0};
    for (size_t i = 0; argv[i]; i++) sb_printf(&b, "%s%s", i ? " " : "", argv[i]);
    sb_printf(&b, " in %s: %s", dir, how);
    Str s = sb_str(said);
    while (s.n && s.p[s.n - 1] == '\n') s.n--;
    if (s.n) sb_puts(&b, ":\n\t");
    for (size_t i = 0; i < s.n; i++) {
        sb_putc(&b, s.p[i]);
        if (s.p[i] == '\n') sb_putc(&b, '\t');
    }
    bool asks = memmem(s.p, s.n, "could not read Username", 23) != NULL;
    if (asks)
        sb_puts(&b, "\nConfirm the import path was entered correctly.\nIf this is a private repository, see "
                    "https://golang.org/doc/faq#git_https for additional information.");
    Err err = err_new("%s", b.p);
    sb_release(&b);
    return err;
}

// A file that holds the input, to be read from its start; -1 where there is none.
static int input_file(Str input)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0) return -1;
    if (write(fd, input.p, input.n) == (ssize_t)input.n && lseek(fd, 0, SEEK_SET) == 0) return fd;
    close(fd);
    return -1;
}

Err run_output(Arena *a, const char *const *argv, const char *dir, const char *const *env, StrBuf *out)
{
    return run_with_input(a, argv, dir, env, (Str){0}, out);
}

Err run_with_input(Arena *a, const char *const *argv, const char *dir, const char *const *env, Str input, StrBuf *out)
{
    int to[2], said_to[2];
    if (pipe2(to, O_CLOEXEC) != 0) return err_new("pipe: %s", strerror(errno));
    if (pipe2(said_to, O_CLOEXEC) != 0) {
        close(to[0]), close(to[1]);
        return err_new("pipe: %s", strerror(errno));
    }
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    int from = input.n ? input_file(input) : -1;
    if (from >= 0) {
        posix_spawn_file_actions_adddup2(&fa, from, 0);
    } else {
        posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&fa, to[1], 1);
    posix_spawn_file_actions_adddup2(&fa, said_to[1], 2);
    posix_spawn_file_actions_addchdir_np(&fa, dir);
    pid_t pid;
    int rc = posix_spawnp(&pid, argv[0], &fa, NULL, (char *const *)(uintptr_t)argv, environment(a, env));
    posix_spawn_file_actions_destroy(&fa);
    close(to[1]);
    close(said_to[1]);
    if (from >= 0) close(from);
    StrBuf said = {0};
    if (rc == 0) drain(to[0], said_to[0], out, &said);
    close(to[0]);
    close(said_to[0]);
    Err err = ERR_NONE;
    if (rc == ENOENT) {
        err = err_new("exec: \"%s\": executable file not found in $PATH", argv[0]);
    } else if (rc != 0) {
        err = err_new("fork/exec %s: %s", argv[0], strerror(rc));
    } else {
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
        if (WIFSIGNALED(status)) {
            err = failed(argv, dir, arena_printf(a, "signal: %s", sigdescr_np(WTERMSIG(status))), &said);
        } else if (WEXITSTATUS(status)) {
            err = failed(argv, dir, arena_printf(a, "exit status %d", WEXITSTATUS(status)), &said);
        }
    }
    sb_release(&said);
    return err;
}
