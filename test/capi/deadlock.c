// When a deadlock is told, and when not. The program runs itself in the role named by its argument.
#include "check.h"
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static ug_chan *channel;

static int wait_for_ever(void *arg)
{
    (void)arg;
    ug_chan_recv(channel, NULL);
    return 0;
}

static void *send_later(void *arg)
{
    (void)arg;
    usleep(100000);
    ug_thread_attach();
    ug_chan_send(channel, NULL);
    ug_thread_detach();
    return NULL;
}

static int helped(void *arg)
{
    pthread_t helper;
    pthread_create(&helper, NULL, send_later, NULL);
    return wait_for_ever(arg);
}

static int sleeps(void *arg)
{
    (void)arg;
    ug_sleep(50 * UG_MILLISECOND);
    return 0;
}

static void play(const char *role)
{
    channel = ug_chan_new(0, 0);
    if (strcmp(role, "dead") == 0) exit(ug_main(wait_for_ever, NULL));
    if (strcmp(role, "helped") == 0) exit(ug_main(helped, NULL));
    if (strcmp(role, "sleeps") == 0) exit(ug_main(sleeps, NULL));
    ug_start(NULL); // called: no deadlock is told
    alarm(1);
    exit(ug_call(wait_for_ever, NULL, NULL));
}

static int run(const char *self, const char *role, char *out, size_t n)
{
    int fds[2];
    if (pipe(fds) != 0) exit(1);
    pid_t child = fork();
    if (child == 0) {
        dup2(fds[1], 2);
        close(fds[0]);
        close(fds[1]);
        execl(self, self, role, (char *)NULL);
        _exit(99);
    }
    close(fds[1]);
    size_t got = 0;
    for (ssize_t r; got < n - 1 && (r = read(fds[0], out + got, n - 1 - got)) > 0;) got += (size_t)r;
    out[got] = 0;
    close(fds[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 1) play(argv[1]);
    static char out[100000];
    int status = run(argv[0], "dead", out, sizeof out);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    CHECK(strstr(out, "fatal error: all goroutines are asleep - deadlock!\n"));
    CHECK(strstr(out, "[chan receive]:\n"));
    CHECK(strstr(out, "wait_for_ever"));
    status = run(argv[0], "helped", out, sizeof out);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    status = run(argv[0], "sleeps", out, sizeof out);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    status = run(argv[0], "called", out, sizeof out);
    CHECK(WIFSIGNALED(status)); // by its alarm
    CHECK_INT(strlen(out), 0);
    return CHECK_EXIT();
}
