// The runtime leaves signals alone: no handler, no mask of its own; the program's handlers work as without it.
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t seen;
static void handler(int sig) { seen += sig == SIGUSR1; }

static void spin(void *arg)
{
    for (int64_t end = ug_after(30 * UG_MILLISECOND); ug_now() < end;) {
        char text[200];
        snprintf(text, sizeof text, "%g", 1.0 / 3); // signals may strike within libc
    }
    ug_waitgroup_done((ug_waitgroup *)arg);
}

static int send(void *arg)
{
    (void)arg;
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    CHECK(sigismember(&mask, SIGUSR2) && !sigismember(&mask, SIGUSR1)); // as it was at ug_start
    ug_waitgroup group = UG_WAITGROUP_INIT;
    for (int i = 0; i < 8; i++) {
        ug_waitgroup_add(&group, 1);
        ug_go(spin, &group);
    }
    for (int i = 0; i < 50; i++) {
        kill(getpid(), SIGUSR1);
        ug_sleep(100 * UG_MICROSECOND);
    }
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK(seen > 0);
    // A child starts with an untouched mask and the default actions.
    pid_t child = fork();
    if (child == 0) {
        kill(getpid(), SIGTERM);
        _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    return 0;
}

int main(void)
{
    struct sigaction before[NSIG], after;
    struct sigaction mine = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigset_t usr2;
    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &usr2, NULL);
    sigaction(SIGUSR1, &mine, NULL);
    for (int sig = 1; sig < NSIG; sig++) sigaction(sig, NULL, &before[sig]);
    CHECK_INT(ug_start(NULL), 0);
    for (int sig = 1; sig < NSIG; sig++) {
        memset(&after, 0, sizeof after);
        if (sigaction(sig, NULL, &after) != 0) continue;
        CHECK(after.sa_handler == before[sig].sa_handler && after.sa_flags == before[sig].sa_flags);
    }
    CHECK_INT(ug_main(send, NULL), 0);
    return CHECK_EXIT();
}
