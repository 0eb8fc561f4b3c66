// Descriptors on the poller, or, where it doesn't serve them (regular files), by calls that block the thread while its
// processor goes to others.
//
// A ug_fd is freed when it is closed and the last call under way has left. Each direction has a lock for taking turns;
// the poller knows one waiter a direction.
#include "capi/fd.h"
#include "capi/private.h"
#include "timer/timer.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

enum { CLOSED = 1, USE = 2 };

int ugrt_capi_fd_use(ug_fd *f)
{
    uint32_t u = atomic_load(&f->uses);
    do
        if (u & CLOSED) return UG_ECLOSED;
    while (!atomic_compare_exchange_weak(&f->uses, &u, u + USE));
    return 0;
}

void ugrt_capi_fd_unuse(ug_fd *f)
{
    if (atomic_fetch_sub(&f->uses, USE) != (USE | CLOSED)) return;
    if (f->pd) ugrt_poll_close(f->pd);
    ugrt_sys_close(f->fd);
    ugrt_capi_free(f);
}

int ugrt_capi_fd_take(int fd, ug_fd **out)
{
    long flags = ugrt_sys3(SYS_fcntl, fd, F_GETFL, 0);
    if (flags < 0) return (int)flags;
    ug_fd *f = ugrt_capi_malloc(sizeof *f);
    if (!f) {
        ugrt_sys_close(fd);
        return UG_ENOMEM;
    }
    f->fd = fd;
    atomic_store(&f->uses, USE);
    int type;
    unsigned length = sizeof type;
    f->socket = ugrt_sys6(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, (long)&type, (long)&length, 0) == 0;
    ugrt_netpoll_init();
    if (ugrt_poll_open(fd, &f->pd) == 0)
        ugrt_sys3(SYS_fcntl, fd, F_SETFL, flags | O_NONBLOCK);
    else
        f->pd = NULL;
    *out = f;
    return 0;
}

static int result_of(PollResult r)
{
    switch (r) {
    case POLL_OK: return 0;
    case POLL_CLOSING: return UG_ECLOSED;
    case POLL_TIMEOUT: return UG_ETIMEDOUT;
    case POLL_NOT_POLLABLE: return -EIO;
    }
    __builtin_unreachable();
}

static int64_t by_poller(ug_fd *f, int side, FdCall *call, void *arg)
{
    int mode = side == SIDE_READ ? 'r' : 'w';
    for (;;) {
        int64_t r = call(f, arg);
        if (r == -EINTR) continue;
        if (r != -EAGAIN) return r;
        int err = result_of(ugrt_poll_wait(f->pd, mode));
        if (err) return err;
    }
}

static int64_t by_thread(ug_fd *f, FdCall *call, void *arg)
{
    int64_t r;
    do {
        ugrt_entersyscall();
        r = call(f, arg);
        ugrt_exitsyscall();
    } while (r == -EINTR);
    return r;
}

static int64_t in_turn(ug_fd *f, int side, FdCall *call, void *arg, int64_t deadline)
{
    if (!f->pd) return by_thread(f, call, arg);
    int mode = side == SIDE_READ ? 'r' : 'w';
    if (deadline != UG_FOREVER) {
        int64_t left = deadline - ugrt_timer_now();
        ugrt_poll_set_deadline(f->pd, left > 0 ? left : -1, mode);
    }
    int64_t r = result_of(ugrt_poll_reset(f->pd, mode));
    if (r == 0 || r == UG_ETIMEDOUT) r = by_poller(f, side, call, arg); // a passed deadline still means one try
    if (deadline != UG_FOREVER) ugrt_poll_set_deadline(f->pd, 0, mode);
    return r;
}

int64_t ugrt_capi_fd_do(ug_fd *f, int side, FdCall *call, void *arg, int64_t deadline)
{
    int err = ugrt_capi_fd_use(f);
    if (err) return err;
    int64_t r = ugrt_capi_mutex_lock(&f->turn[side], deadline);
    if (r == 0) {
        r = in_turn(f, side, call, arg, deadline);
        ugrt_capi_mutex_unlock(&f->turn[side]);
    }
    ugrt_capi_fd_unuse(f);
    return r;
}

int ug_fd_open(int fd, ug_fd **out)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_capi_fd_take(fd, out));
}

int ug_open(const char *path, int flags, int mode, ug_fd **out)
{
    CAPI_ENTER();
    ugrt_entersyscall(); // may wait: a FIFO, a slow disk
    long fd = ugrt_sys4(SYS_openat, AT_FDCWD, (long)path, flags | O_CLOEXEC, mode);
    ugrt_exitsyscall();
    return capi_leave_with(fd < 0 ? (int)fd : ugrt_capi_fd_take((int)fd, out));
}

int ug_fd_number(const ug_fd *f) { return f->fd; }

static bool stop(ug_fd *f)
{
    if (atomic_fetch_or(&f->uses, CLOSED) & CLOSED) return false;
    if (f->pd) ugrt_poll_unblock(f->pd);
    return true;
}

int ug_fd_stop(ug_fd *f)
{
    CAPI_ENTER();
    return capi_leave_with(stop(f) ? 0 : UG_ECLOSED);
}

int ug_close(ug_fd *f)
{
    if (!f) return UG_EINVAL;
    CAPI_ENTER();
    stop(f);
    ugrt_capi_fd_unuse(f); // the opener's
    return capi_leave_with(0);
}

// ---- Reading and writing
typedef struct Transfer {
    char *p;
    size_t n;
} Transfer;

static int64_t read_some(ug_fd *f, void *arg)
{
    Transfer *t = arg;
    return ugrt_sys_read(f->fd, t->p, t->n);
}

static int64_t write_all(ug_fd *f, void *arg)
{
    Transfer *t = arg;
    while (t->n > 0) {
        int64_t r = f->socket ? ugrt_sys6(SYS_sendto, f->fd, (long)t->p, (long)t->n, MSG_NOSIGNAL, 0, 0)
                              : ugrt_sys_write(f->fd, t->p, t->n);
        if (r < 0) return r; // what is left stays in t for the next try
        t->p += r;
        t->n -= (size_t)r;
    }
    return 0;
}

int64_t ug_read(ug_fd *f, void *buf, size_t n) { return ug_read_until(f, buf, n, UG_FOREVER); }
int64_t ug_read_until(ug_fd *f, void *buf, size_t n, int64_t deadline)
{
    CAPI_ENTER();
    Transfer t = {buf, n};
    int64_t r = ugrt_capi_fd_do(f, SIDE_READ, read_some, &t, deadline);
    capi_leave();
    return r;
}

int64_t ug_write(ug_fd *f, const void *buf, size_t n) { return ug_write_until(f, buf, n, UG_FOREVER); }
int64_t ug_write_until(ug_fd *f, const void *buf, size_t n, int64_t deadline)
{
    CAPI_ENTER();
    Transfer t = {(char *)buf, n};
    int64_t r = ugrt_capi_fd_do(f, SIDE_WRITE, write_all, &t, deadline);
    capi_leave();
    return r < 0 ? r : (int64_t)n;
}
