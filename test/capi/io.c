// Descriptors: sockets, pipes, files; deadlines; closing under those who wait; many connections on few threads.
#include "check.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTIONS = 200, ROUNDS = 20 };

static ug_waitgroup group = UG_WAITGROUP_INIT;
static int port;

static void echo(void *arg)
{
    ug_fd *f = arg;
    char buf[512];
    int64_t n;
    while ((n = ug_read(f, buf, sizeof buf)) > 0) CHECK_INT(ug_write(f, buf, (size_t)n), n);
    CHECK_INT(n, 0);
    CHECK_INT(ug_close(f), 0);
}

static void serve(void *arg)
{
    ug_fd *f;
    int err;
    while ((err = ug_accept((ug_fd *)arg, &f)) == 0) ug_go(echo, f);
    CHECK_INT(err, UG_ECLOSED);
    CHECK_INT(ug_close((ug_fd *)arg), 0);
}

static int64_t read_full(ug_fd *f, char *p, size_t n)
{
    size_t got = 0;
    while (got < n) {
        int64_t r = ug_read_until(f, p + got, n - got, ug_after(10 * UG_SECOND));
        if (r <= 0) return r;
        got += (size_t)r;
    }
    return (int64_t)got;
}

static void client(void *arg)
{
    (void)arg;
    char address[40], out[100], in[100];
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    ug_fd *f;
    int err = ug_connect_until(address, &f, ug_after(10 * UG_SECOND));
    CHECK_INT(err, 0);
    if (err) return;
    for (int i = 0; i < ROUNDS; i++) {
        memset(out, 'a' + i, sizeof out);
        CHECK_INT(ug_write(f, out, sizeof out), sizeof out);
        CHECK_INT(read_full(f, in, sizeof in), sizeof in);
        CHECK(memcmp(in, out, sizeof in) == 0);
    }
    CHECK_INT(ug_read_until(f, in, 1, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_read_until(f, in, 1, 0), UG_ETIMEDOUT);
    CHECK_INT(ug_write(f, "x", 1), 1);
    CHECK_INT(ug_read(f, in, 1), 1); // the deadline is gone
    CHECK_INT(ug_close(f), 0);
}

static void test_tcp(void)
{
    ug_fd *l;
    CHECK_INT(ug_listen("127.0.0.1:0", &l), 0);
    port = ug_fd_port(l);
    CHECK(port > 0);
    ug_fd *none;
    CHECK_INT(ug_accept_until(l, &none, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    ug_waitgroup server = UG_WAITGROUP_INIT;
    CHECK_INT(ug_waitgroup_go(&server, serve, l, UG_STACK_MAPPED), 0);
    for (int i = 0; i < CONNECTIONS; i++) ug_waitgroup_go(&group, client, NULL, UG_STACK_MAPPED);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
    ug_fd *f;
    CHECK_INT(ug_connect_addr((struct sockaddr *)&a, sizeof a, &f, ug_after(UG_SECOND)), 0);
    CHECK_INT(ug_close(f), 0);
    CHECK_INT(ug_fd_stop(l), 0);
    CHECK_INT(ug_fd_stop(l), UG_ECLOSED);
    CHECK_INT(ug_waitgroup_wait(&server), 0);
    char address[40];
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    CHECK_INT(ug_connect(address, &f), -ECONNREFUSED);
    CHECK_INT(ug_connect("nonsense", &f), UG_EINVAL);
    CHECK_INT(ug_connect("127.0.0.1:99999", &f), UG_EINVAL);
    CHECK_INT(ug_listen("1.2.3.4:0", &f), -EADDRNOTAVAIL);
}

static void read_closed(void *arg)
{
    char c;
    CHECK_INT(ug_read((ug_fd *)arg, &c, 1), UG_ECLOSED);
}

static void test_local(void)
{
    char path[100], address[110];
    snprintf(path, sizeof path, "/tmp/ug-capi-io-%d", getpid());
    snprintf(address, sizeof address, "unix:%s", path);
    ug_fd *l, *a, *b;
    CHECK_INT(ug_listen(address, &l), 0);
    CHECK_INT(ug_connect(address, &a), 0);
    CHECK_INT(ug_accept(l, &b), 0);
    CHECK_INT(ug_write(a, "hello", 5), 5);
    char buf[10];
    CHECK_INT(ug_read(b, buf, sizeof buf), 5);
    CHECK_INT(ug_close(b), 0);
    CHECK_INT(ug_read(a, buf, sizeof buf), 0);
    CHECK_INT(ug_write(a, "hello", 5), -EPIPE); // and no SIGPIPE
    CHECK_INT(ug_close(a), 0);
    CHECK_INT(ug_close(l), 0);
    unlink(path);

    int fds[2];
    CHECK(pipe(fds) == 0);
    CHECK_INT(ug_fd_open(fds[0], &a), 0);
    CHECK_INT(ug_fd_open(fds[1], &b), 0);
    CHECK_INT(ug_fd_number(a), fds[0]);
    for (int i = 0; i < 5; i++) ug_waitgroup_go(&group, read_closed, a, UG_STACK_MAPPED);
    ug_sleep(2 * UG_MILLISECOND);
    CHECK_INT(ug_close(a), 0);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK_INT(ug_write(b, "x", 1), -EPIPE);
    CHECK_INT(ug_close(b), 0);
    CHECK(pipe(fds) == 0); // nobody reads: it fills up
    static char much[1 << 20];
    CHECK_INT(ug_fd_open(fds[1], &b), 0);
    CHECK_INT(ug_write_until(b, much, sizeof much, ug_after(2 * UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_close(b), 0);
    close(fds[0]);
    CHECK_INT(ug_fd_open(12345, &a), -EBADF);
    CHECK_INT(ug_close(NULL), UG_EINVAL);
}

static void test_file(void)
{
    char path[100];
    snprintf(path, sizeof path, "/tmp/ug-capi-file-%d", getpid());
    ug_fd *f;
    CHECK_INT(ug_open(path, O_RDWR | O_CREAT | O_TRUNC, 0600, &f), 0);
    CHECK_INT(ug_write(f, "0123456789", 10), 10);
    CHECK(lseek(ug_fd_number(f), 3, SEEK_SET) == 3);
    char buf[20];
    CHECK_INT(ug_read(f, buf, sizeof buf), 7);
    CHECK(memcmp(buf, "3456789", 7) == 0);
    CHECK_INT(ug_read(f, buf, sizeof buf), 0);
    CHECK_INT(ug_close(f), 0);
    unlink(path);
    CHECK_INT(ug_open(path, O_RDONLY, 0, &f), -ENOENT);
    CHECK(strcmp(ug_strerror(-ENOENT), "No such file or directory") == 0);
}

static int start(void *arg)
{
    (void)arg;
    test_tcp();
    test_local();
    test_file();
    return CHECK_EXIT();
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); // writes to pipes are as in any program
    return ug_main(start, NULL);
}
