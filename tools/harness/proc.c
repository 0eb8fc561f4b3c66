// Runs one command, its output read as it comes, its whole process group killed when time is up.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

// Our environment with additions in front: the first of a name counts for execve's readers.
static char **environment(const char *const *add)
{
    size_t n = 0, m = 0;
    while (environ[n]) n++;
    while (add && add[m]) m++;
    char **env = calloc(n + m + 1, sizeof *env);
    if (!env) base_oom();
    size_t k = 0;
    for (size_t i = 0; i < m; i++) env[k++] = (char *)add[i];
    for (size_t i = 0; i < n; i++) {
        size_t name = strcspn(environ[i], "=");
        bool replaced = false;
        for (size_t j = 0; j < m; j++) replaced |= strncmp(environ[i], add[j], name) == 0 && add[j][name] == '=';
        if (!replaced) env[k++] = environ[i];
    }
    return env;
}

enum { QUIT_GRACE = 3, OUTPUT_MAX = 8 << 20 };

static bool drain(int fd, StrBuf *to)
{
    char buf[8192];
    ssize_t n = read(fd, buf, sizeof buf);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (n <= 0) return false;
    if (to->n < OUTPUT_MAX) sb_put(to, (Str){buf, (size_t)n});
    return true;
}

static void read_output(Proc *p, pid_t pid, int out, int err, double began)
{
    double limit = p->timeout > 0 ? began + p->timeout : 0;
    while (out >= 0 || err >= 0) {
        int wait_ms = -1;
        if (limit > 0) {
            double left = limit - now();
            wait_ms = left > 0 ? (int)(left * 1000) + 1 : 0;
        }
        struct pollfd fds[2] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
        int ready = poll(fds, 2, wait_ms);
        if (ready == 0) {
            bool quit = p->quit_first && !p->timed_out;
            if (p->timed_out && !p->quit_first) break;
            kill(-pid, quit ? SIGQUIT : SIGKILL);
            if (!quit && p->timed_out) break;
            p->timed_out = true;
            limit = now() + QUIT_GRACE;
            continue;
        }
        if (fds[0].revents && !drain(out, &p->out)) {
            close(out);
            out = -1;
        }
        if (fds[1].revents && !drain(err, &p->err)) {
            close(err);
            err = -1;
        }
    }
    if (out >= 0) close(out);
    if (err >= 0) close(err);
}

static double seconds_of(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

void proc_run(Proc *p)
{
    int out[2], err[2];
    p->exit_code = -1;
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        sb_printf(&p->err, "pipe: %s\n", strerror(errno));
        return;
    }
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&fa, out[1], 1);
    posix_spawn_file_actions_adddup2(&fa, p->merge ? out[1] : err[1], 2);
    if (p->dir) posix_spawn_file_actions_addchdir_np(&fa, p->dir);
    posix_spawnattr_t attr;
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
    char **env = environment(p->env);
    double began = now();
    pid_t pid;
    int rc = posix_spawnp(&pid, p->argv[0], &fa, &attr, (char *const *)p->argv, env);
    posix_spawn_file_actions_destroy(&fa);
    posix_spawnattr_destroy(&attr);
    free(env);
    close(out[1]);
    close(err[1]);
    if (rc != 0) {
        sb_printf(&p->err, "%s: %s\n", p->argv[0], strerror(rc));
        close(out[0]);
        close(err[0]);
        return;
    }
    read_output(p, pid, out[0], err[0], began);
    int status = 0;
    struct rusage usage = {0};
    while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) continue;
    kill(-pid, SIGKILL); // whatever it left behind
    p->seconds = now() - began;
    p->cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    p->max_rss_kb = usage.ru_maxrss;
    if (WIFEXITED(status)) p->exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) p->signal = WTERMSIG(status);
}

void proc_release(Proc *p)
{
    sb_release(&p->out);
    sb_release(&p->err);
}

const char *proc_status(Arena *a, const Proc *p)
{
    if (p->timed_out) return arena_printf(a, "timed out after %.0fs", p->timeout);
    if (p->signal) return arena_printf(a, "signal: %s", sigdescr_np(p->signal));
    return arena_printf(a, "exit status %d", p->exit_code);
}

void args_push_words(Arena *a, Args *to, const char *words)
{
    while (*words) {
        size_t n = strcspn(words, " \t\n");
        if (n) vec_push(a, to, (const char *)arena_strndup(a, words, n));
        words += n + (words[n] != 0);
    }
}
