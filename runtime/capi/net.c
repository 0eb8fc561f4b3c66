// Stream sockets: addresses as text, listening, accepting, connecting.
#include "capi/fd.h"
#include "capi/private.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
} Address;

// libc's parser, on the system stack.
typedef struct Parse {
    const char *text;
    Address *a;
    unsigned length; // 0: not an address
} Parse;

static bool parse_port(const char *s, in_port_t *port)
{
    unsigned v = 0;
    if (!*s) return false;
    for (; *s >= '0' && *s <= '9' && v <= 65535; s++) v = v * 10 + (unsigned)(*s - '0');
    *port = htons((uint16_t)v);
    return *s == 0 && v <= 65535;
}

static void parse(void *arg)
{
    Parse *p = arg;
    Address *a = p->a;
    p->length = 0;
    if (strncmp(p->text, "unix:", 5) == 0) {
        size_t n = strlen(p->text + 5);
        if (n == 0 || n >= sizeof a->local.sun_path) return;
        a->local.sun_family = AF_UNIX;
        memcpy(a->local.sun_path, p->text + 5, n + 1);
        p->length = (unsigned)(offsetof(struct sockaddr_un, sun_path) + n + 1);
        return;
    }
    const char *colon = strrchr(p->text, ':');
    char host[INET6_ADDRSTRLEN + 2];
    size_t n = colon ? (size_t)(colon - p->text) : sizeof host;
    if (n >= sizeof host) return;
    memcpy(host, p->text, n);
    host[n] = 0;
    if (host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = 0;
        a->v6.sin6_family = AF_INET6;
        if (parse_port(colon + 1, &a->v6.sin6_port) && inet_pton(AF_INET6, host + 1, &a->v6.sin6_addr) == 1)
            p->length = sizeof a->v6;
        return;
    }
    a->v4.sin_family = AF_INET;
    if (parse_port(colon + 1, &a->v4.sin_port) && (n == 0 || inet_pton(AF_INET, host, &a->v4.sin_addr) == 1))
        p->length = sizeof a->v4;
}

static int parse_address(const char *text, Address *a, unsigned *length)
{
    Parse p = {text, a, 0};
    memset(a, 0, sizeof *a);
    ugrt_systemstack(parse, &p);
    *length = p.length;
    return p.length ? 0 : UG_EINVAL;
}

static int socket_for(int family)
{
    return (int)ugrt_sys3(SYS_socket, family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static void set_option(int fd, int level, int name)
{
    int one = 1;
    ugrt_sys6(SYS_setsockopt, fd, level, name, (long)&one, sizeof one, 0);
}

static int listen_on(const char *text, ug_fd **out)
{
    Address a;
    unsigned length;
    int err = parse_address(text, &a, &length);
    if (err) return err;
    int fd = socket_for(a.any.sa_family);
    if (fd < 0) return fd;
    if (a.any.sa_family != AF_UNIX) set_option(fd, SOL_SOCKET, SO_REUSEADDR);
    err = (int)ugrt_sys3(SYS_bind, fd, (long)&a, length);
    if (err == 0) err = (int)ugrt_sys3(SYS_listen, fd, SOMAXCONN, 0);
    if (err < 0) {
        ugrt_sys_close(fd);
        return err;
    }
    return ugrt_capi_fd_take(fd, out);
}

int ug_listen(const char *address, ug_fd **out)
{
    if (!address) return UG_EINVAL;
    CAPI_ENTER();
    return capi_leave_with(listen_on(address, out));
}

static int64_t accept_one(ug_fd *f, void *arg)
{
    (void)arg;
    int64_t r;
    do r = ugrt_sys4(SYS_accept4, f->fd, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (r == -ECONNABORTED); // it went before we came
    return r;
}

int ug_accept(ug_fd *listener, ug_fd **out) { return ug_accept_until(listener, out, UG_FOREVER); }
int ug_accept_until(ug_fd *listener, ug_fd **out, int64_t deadline)
{
    CAPI_ENTER();
    int64_t fd = ugrt_capi_fd_do(listener, SIDE_READ, accept_one, NULL, deadline);
    if (fd < 0) return capi_leave_with((int)fd);
    set_option((int)fd, IPPROTO_TCP, TCP_NODELAY); // as Go does; fails on others, which is fine
    return capi_leave_with(ugrt_capi_fd_take((int)fd, out));
}

// EAGAIN until the connection stands or has failed.
static int64_t connected(ug_fd *f, void *arg)
{
    (void)arg;
    int error = 0;
    unsigned n = sizeof error;
    ugrt_sys6(SYS_getsockopt, f->fd, SOL_SOCKET, SO_ERROR, (long)&error, (long)&n, 0);
    if (error) return -error;
    Address peer;
    n = sizeof peer;
    long r = ugrt_sys3(SYS_getpeername, f->fd, (long)&peer, (long)&n);
    return r == -ENOTCONN ? -EAGAIN : r;
}

static int connect_to(const struct sockaddr *a, unsigned length, ug_fd **out, int64_t deadline)
{
    int fd = socket_for(a->sa_family);
    if (fd < 0) return fd;
    if (a->sa_family != AF_UNIX) set_option(fd, IPPROTO_TCP, TCP_NODELAY);
    long r;
    do r = ugrt_sys3(SYS_connect, fd, (long)a, length);
    while (r == -EINTR);
    if (r < 0 && r != -EINPROGRESS) {
        ugrt_sys_close(fd);
        return (int)r;
    }
    ug_fd *f;
    int err = ugrt_capi_fd_take(fd, &f);
    if (err) return err;
    err = (int)ugrt_capi_fd_do(f, SIDE_WRITE, connected, NULL, deadline);
    if (err) {
        ug_close(f);
        return err;
    }
    *out = f;
    return 0;
}

int ug_connect(const char *address, ug_fd **out) { return ug_connect_until(address, out, UG_FOREVER); }
int ug_connect_until(const char *address, ug_fd **out, int64_t deadline)
{
    if (!address) return UG_EINVAL;
    CAPI_ENTER();
    Address a;
    unsigned length;
    int err = parse_address(address, &a, &length);
    return capi_leave_with(err ? err : connect_to(&a.any, length, out, deadline));
}

int ug_connect_addr(const struct sockaddr *a, unsigned length, ug_fd **out, int64_t deadline)
{
    if (!a) return UG_EINVAL;
    CAPI_ENTER();
    return capi_leave_with(connect_to(a, length, out, deadline));
}

int ug_fd_port(const ug_fd *f)
{
    Address a;
    unsigned n = sizeof a;
    long r = ugrt_sys3(SYS_getsockname, f->fd, (long)&a, (long)&n);
    if (r < 0) return (int)r;
    if (a.any.sa_family == AF_INET) return ntohs(a.v4.sin_port);
    if (a.any.sa_family == AF_INET6) return ntohs(a.v6.sin6_port);
    return UG_EINVAL;
}
