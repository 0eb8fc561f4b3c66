// Deferred calls, panics, recovery; what a panic that nobody recovers prints.
#include "check.h"
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char trace[200];
static void note(void *arg) { strcat(trace, arg); }
static void expect(const char *want)
{
    if (strcmp(trace, want) != 0) fprintf(stderr, "\tgot %s, want %s\n", trace, want);
    CHECK(strcmp(trace, want) == 0);
    trace[0] = 0;
}

static void wait_for_length(size_t n)
{
    for (int64_t end = ug_after(10 * UG_SECOND); strlen(trace) < n && ug_now() < end;) ug_sleep(UG_MILLISECOND);
}

static void scoped(void)
{
    ug_scope outer, inner;
    CHECK_INT(ug_scope_begin(&outer), 0);
    CHECK_INT(ug_defer(note, "a"), 0);
    CHECK_INT(ug_scope_begin(&inner), 0);
    ug_defer(note, "b");
    ug_defer(note, "c");
    CHECK_INT(ug_scope_end(&outer), UG_EINVAL); // not the innermost
    CHECK_INT(ug_scope_end(&inner), 0);
    ug_defer(note, "d");
    CHECK_INT(ug_scope_end(&outer), 0);
    expect("cbda");
}

static void recover_note(void *arg)
{
    void *v = NULL;
    strcat(trace, ug_recover(&v) ? "R" : "r");
    if (v) strcat(trace, v);
    strcat(trace, arg);
}

static int deep(int n) // the panic passes over segments of a growing stack
{
    volatile char frame[1000];
    frame[n % 1000] = 1;
    if (n == 0 && trace[0] != 1) ug_panic("deep", "!"); // always, which the compiler need not know
    if (n == 0) return 0;
    return deep(n - 1) + frame[n % 1000];
}

static void panics(void *arg)
{
    ug_scope s;
    ug_scope_begin(&s);
    ug_defer(note, arg);
    deep(100);
    ug_scope_end(&s);
}
static void recovers(void *arg)
{
    ug_defer(recover_note, arg);
    panics("x");
    strcat(trace, "not reached");
}
static void panic_again(void *arg)
{
    strcat(trace, arg);
    ug_panic("again", "second");
}
static void twice(void *arg)
{
    ug_defer(note, arg);
    ug_defer(panic_again, "p");
    ug_panic("first", "first");
}
static void inner_try(void *arg)
{
    void *v;
    CHECK_INT(ug_recover(NULL), 0); // no panic
    CHECK_INT(ug_try(panics, arg, &v), UG_EPANIC);
    CHECK(strcmp(v, "!") == 0);
    strcat(trace, "after");
}
static void quiet(void *arg) { ug_defer(note, arg); }

static void at_the_end(void *arg)
{
    ug_defer(note, "end");
    ug_defer(note, "the ");
    if (arg) ug_exit();
}

static void *thread(void *arg)
{
    void *v;
    CHECK_INT(ug_thread_attach(), 0);
    CHECK_INT(ug_try(panics, "t", &v), UG_EPANIC);
    CHECK_INT(ug_yield(), 0);
    CHECK_INT(ug_defer(note, "left"), 0);
    CHECK_INT(ug_thread_detach(), 0);
    return arg;
}

static int start(void *arg)
{
    (void)arg;
    void *v = NULL;
    scoped();
    CHECK_INT(ug_try(panics, "x", &v), UG_EPANIC);
    CHECK(v && strcmp(v, "!") == 0);
    expect("x");
    CHECK_INT(ug_try(recovers, "z", &v), 0);
    expect("xR!z");
    CHECK_INT(ug_try(twice, "q", &v), UG_EPANIC);
    CHECK(strcmp(v, "second") == 0);
    expect("pq");
    CHECK_INT(ug_try(inner_try, "i", NULL), 0);
    expect("iafter");
    CHECK_INT(ug_try(quiet, "done", NULL), 0);
    expect("done");
    CHECK_INT(ug_try(NULL, NULL, NULL), UG_EINVAL);
    CHECK_INT(ug_defer(NULL, NULL), UG_EINVAL);
    CHECK_INT(ug_recover(NULL), 0);
    for (intptr_t how = 0; how < 2; how++) {
        ug_go(at_the_end, (void *)how);
        wait_for_length(7);
        expect("the end");
    }
    ug_go(recovers, "g"); // ends that goroutine only
    wait_for_length(4);
    expect("xR!g");
    return CHECK_EXIT();
}

static int dies(void *arg)
{
    ug_defer(note, "x");
    twice(arg);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1) return ug_main(dies, "y");
    int result = ug_main(start, NULL);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    expect("tleft");
    int fds[2];
    CHECK(pipe(fds) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(fds[1], 2);
        close(fds[0]);
        close(fds[1]);
        execl(argv[0], argv[0], "die", (char *)NULL);
        _exit(99);
    }
    close(fds[1]);
    static char out[20000];
    size_t got = 0;
    for (ssize_t r; got < sizeof out - 1 && (r = read(fds[0], out + got, sizeof out - 1 - got)) > 0;) got += (size_t)r;
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    CHECK(strncmp(out, "panic: first\n\tpanic: again\n\ngoroutine ", 38) == 0);
    CHECK(strstr(out, "panic_again(...)\n"));
    return result || CHECK_EXIT();
}
